"""An article as claims are judged against it: its words and windows, their vectors, and its sentences in tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalkit.records import Article
from evalkit.words import words

from .alignment import Alignment, align
from .index import ArticleIndex, content_stems
from .model.pair import Pair
from .model.pairs import MARKS
from .packing import packed, pieces, single
from .readable import why_unread
from .retrieval import coverages, ranked, verbatim
from .speakers import speakers
from .windows import pooled_windows, similarities

__all__ = ["SINGLES", "Matrix", "Reading", "Source", "texts"]

Matrix = npt.NDArray[np.float32]

SINGLES = 3
"""How many single sentences a claim is judged against, beside the packed evidence."""


@dataclass(frozen=True)
class Reading:
    """One claim as it lies in an article.

    Attributes:
        cover: its coverage by each window of the index.
        order: the windows, best first.
        alignment: how its words lie in the article.
        pairs: claim and evidence in token ids: the packed evidence first, then the best single sentences, best first.
        packed: numbers of the sentences that the packed evidence is made of, rising.
        alone: numbers of the single sentences, in the order of their pairs.
    """

    cover: Sequence[float]
    order: Sequence[int]
    alignment: Alignment
    pairs: tuple[Pair, ...]
    packed: tuple[int, ...]
    alone: tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """An article, ready to be asked.

    Attributes:
        windows: the vectors of its windows, [windows, hidden].
        sentences: the pieces of each sentence, in token ids, each behind its speaker's tag where it has lost it.
        why_not: why nothing can be judged against it, or None.
    """

    index: ArticleIndex
    windows: Matrix
    sentences: tuple[Sequence[Sequence[int]], ...]
    why_not: str | None

    @classmethod
    def of(cls, article: Article, vectors: Mapping[str, Matrix], tokens: Mapping[str, Sequence[int]]) -> Source:
        """The source that an article is.

        Args:
            vectors: the unit vector of each of its sentences' texts.
            tokens: the token ids of each of `texts(article)`.
        """
        index = ArticleIndex.of(article)
        source = np.stack([vectors[sentence.text] for sentence in article.sentences])
        return cls(
            index=index,
            windows=pooled_windows(source),
            sentences=tuple(
                _said(tokens[sentence.text], tokens[tag] if tag else ())
                for sentence, tag in zip(article.sentences, speakers(article.sentences), strict=True)
            ),
            why_not=why_unread(article.content.text, "CONTENT"),
        )

    def read(self, text: str, vector: Matrix, ids: Sequence[int], most: int) -> Reading:
        """How a claim lies in the article, and the pairs that a model judges.

        Args:
            text: the claim.
            vector: its unit vector.
            ids: its token ids.
            most: tokens of a row, at most: claim, evidence and marks.
        """
        found = words(text)
        closeness = similarities(vector[None, :], self.windows)[0].tolist()
        stems = content_stems(found)
        cover = coverages(self.index, stems)
        copied = verbatim(self.index, [word.text for word in found]) is not None
        order = ranked(cover, closeness, most=len(cover))
        count = len(self.sentences)
        alone = ranked(cover[:count], closeness[:count], most=SINGLES)
        room = max(0, most - MARKS - len(ids))
        evidence, numbers = packed(ids, self.sentences, self.index.spans, order, room)
        rows = [evidence, *(list(single(ids, self.sentences[number]))[:room] for number in alone)]
        return Reading(
            cover=cover,
            order=order,
            alignment=align(self.index, stems, cover, max(closeness), verbatim=copied),
            pairs=tuple((list(ids), row) for row in rows),
            packed=tuple(numbers),
            alone=tuple(alone),
        )

    def told(self, order: Sequence[int], most: int) -> str:
        """The best windows of CONTENT as text, in the order of the article: all of it if it has at most `most` words.

        A sentence longer than that is cut at `most` words; whoever reads it is told less than the article says.

        Args:
            order: the windows, best first.
            most: how many words to give.
        """
        sentences = self.index.article.sentences
        sizes = [len(sentence.text.split()) for sentence in sentences]
        if sum(sizes) <= most:
            return self.index.article.content.text
        chosen: set[int] = set()
        room = most
        for window in order:
            first, last = self.index.spans[window]
            new = [number for number in range(first, last) if number not in chosen]
            cost = sum(sizes[number] for number in new)
            if cost <= room:
                chosen.update(new)
                room -= cost
        if not chosen:
            first, _ = self.index.spans[order[0]]
            return " ".join(sentences[first].text.split()[:most])
        return " ".join(sentences[number].text for number in sorted(chosen))


def texts(article: Article) -> list[str]:
    """What `Source.of` needs the token ids of: the article's sentences, and the tags of its speakers; each once."""
    tags = (tag for tag in speakers(article.sentences) if tag)
    return list(dict.fromkeys([*(sentence.text for sentence in article.sentences), *tags]))


def _said(sentence: Sequence[int], tag: Sequence[int]) -> list[Sequence[int]]:
    return [[*tag, *piece] for piece in pieces(sentence)]
