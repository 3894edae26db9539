"""Systems that take whole sentences of the article: `lead`, `random`, `textrank`, `lexrank`, `centroid`, `oracle`.

Each depends on its own article alone. The sentences stand in the article's order, blanks and line breaks within them made
one blank; an article of no more sentences than are wanted is given whole.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..context import RunContext
from ..records import Article, BlockKind
from ..segment import BULLET, sentences
from .options import SEED
from .oracle import greedy, reference_of
from .system import Output, Source

__all__ = ["Centroid", "Lead", "LexRank", "Oracle", "Random", "TextRank", "joined"]

ENCODER = "all-MiniLM-L6-v2"
"""The sentence encoder of `centroid`: the embedded one."""
_ALIKE = 0.95  # cosine from which two sentences say the same


def joined(picked: Sequence[str], block: BlockKind) -> str:
    """Sentences as the text of a block: one a line in SUMMARY, one bullet each in HIGHLIGHTS.

    Each is a sentence of its own when the text is read again. Where a line end would not see to that, as after a heading
    without a full stop, SUMMARY has bullets too.
    """
    lines = [" ".join(one.split()) for one in picked]
    text = "\n".join(lines)
    is_prose = not any(BULLET.match(line) for line in lines) and [one.text for one in sentences(text)] == lines
    if block == "SUMMARY" and is_prose:
        return text
    return "\n".join(f"- {line}" for line in lines)


@dataclass(frozen=True)
class _Extract(Source):
    """Picks sentences.

    Attributes:
        most: how many, at most.
        block: what the text becomes.
    """

    most: int
    block: BlockKind

    @abstractmethod
    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:
        """Numbers of an article's sentences, those to take first."""

    def refusal(self, article: Article) -> str | None:  # noqa: ARG002 - most need nothing but sentences
        """Why nothing can be taken of an article; None where something can."""
        return None

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:
        found = []
        for done, article in enumerate(articles, start=1):
            found.append(self._output(article, context))
            told(done)
        return found

    def _output(self, article: Article, context: RunContext) -> Output:
        if reason := self.refusal(article):
            return Output("", reason)
        taken = sorted(self.ranked(article, context)[: self.most])
        return Output(joined([article.sentences[number].text for number in taken], self.block))


class Lead(_Extract):
    """The first sentences."""

    @property
    def signature(self) -> str:
        return f"lead:{self.most}|v1"

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:  # noqa: ARG002 - they need no model
        return range(len(article.sentences))


@dataclass(frozen=True)
class Random(_Extract):
    """Sentences drawn without replacement, by the seed and the article's sha256.

    Those whose hashes are the lowest are drawn: the same on every machine and in every version of Python.
    """

    seed: int = SEED

    @property
    def signature(self) -> str:
        return f"random:{self.most}:{self.seed}|v1"

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:  # noqa: ARG002 - they need no model
        def lot(number: int) -> bytes:
            return hashlib.sha256(f"{self.seed}:{article.sha256}:{number}".encode()).digest()

        return sorted(range(len(article.sentences)), key=lot)


class TextRank(_Extract):
    """The sentences that most others share words with (Mihalcea and Tarau 2004)."""

    @property
    def signature(self) -> str:
        return f"textrank:{self.most}|v1"

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:  # noqa: ARG002 - they need no model
        from evalkit_metrics.index import ArticleIndex
        from evalkit_metrics.salience import textrank

        return textrank(ArticleIndex.of(article), len(article.sentences))


class LexRank(_Extract):
    """The sentences that most others are like (continuous LexRank, Erkan and Radev 2004), headings and cries last."""

    @property
    def signature(self) -> str:
        return f"lexrank:{self.most}|v1"

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:  # noqa: ARG002 - they need no model
        from evalkit_metrics.index import ArticleIndex
        from evalkit_metrics.salience import salient

        count = len(article.sentences)
        best = salient(ArticleIndex.of(article), count)
        return [*best, *(number for number in range(count) if number not in set(best))]


class Centroid(_Extract):
    """The sentences whose vectors are closest to the mean of the article's, none like one that is taken already.

    Rossiello, Basile and Semeraro 2017, "Centroid-based text summarization through compositionality of word embeddings",
    with vectors of sentences in place of sums of words'. Where too few are unlike, the closest of the rest follow.
    """

    @property
    def signature(self) -> str:
        from evalkit_metrics.model.encoder import encoder_name

        return f"centroid:{self.most}|{encoder_name(ENCODER)}|v1"

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:
        import numpy as np

        from evalkit_metrics.model.encoder import encoder
        from evalkit_metrics.windows import pooled, similarities

        texts = [sentence.text for sentence in article.sentences]
        if not texts:
            return []
        vectors = np.stack(context.run(encoder(ENCODER, offline=context.offline), texts))
        closeness = similarities(vectors, pooled(vectors, (0, len(texts)))[None, :])[:, 0]
        order = sorted(range(len(texts)), key=lambda number: (-closeness[number], number))
        taken: list[int] = []
        for number in order:
            if len(taken) == self.most:
                break
            if not taken or similarities(vectors[[number]], vectors[taken]).max() < _ALIKE:
                taken.append(number)
        return [*taken, *(number for number in order if number not in taken)]


class Oracle(_Extract):
    """The sentences that come closest to the article's own block: a bound for those who extract, no system to compare with."""

    @property
    def signature(self) -> str:
        return f"oracle:{self.most}|{self.block}|rouge1+rouge2|v1"

    def refusal(self, article: Article) -> str | None:
        return reference_of(article, self.block).fault

    def ranked(self, article: Article, context: RunContext) -> Sequence[int]:  # noqa: ARG002 - they need no model
        reference = reference_of(article, self.block)
        return greedy([sentence.text for sentence in article.sentences], reference.text, self.most)
