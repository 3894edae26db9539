"""Evidence: the sentences of CONTENT that bear on a claim, ranked.

A claim that stands word for word in CONTENT is its own evidence. Else every window of 1 to 3 sentences is ranked twice, by
the weighted share of the claim's content words that it has and by embedding similarity, and the two ranks are fused
(reciprocal rank fusion, Cormack, Clarke and Buettcher 2009).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.metric import Evidence

from .index import ArticleIndex
from .windows import rounded

__all__ = ["Passage", "coverage", "ranked", "sentences_at", "to_evidence", "verbatim"]

_FUSION = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A window as evidence: its place among the index's windows, the two scores and the fused rank (0 is best)."""

    window: int
    coverage: float
    similarity: float
    rank: int


def coverage(index: ArticleIndex, stems: Sequence[str], found: frozenset[str]) -> float:
    """Weighted share, in [0, 1], of a claim's content stems that are among `found`; 0 for a claim without any."""
    total = sum(index.weight(one) for one in stems)
    return sum(index.weight(one) for one in stems if one in found) / total if total else 0.0


def ranked(index: ArticleIndex, stems: Sequence[str], similarity: Sequence[float], most: int) -> list[Passage]:
    """The best windows for a claim, best first.

    Args:
        stems: the claim's content stems.
        similarity: the claim's cosine to each window of the index.
        most: how many to give.
    """
    cover = [rounded(coverage(index, stems, found)) for found in index.window_stems]
    # Among equals the smaller window, then the earlier one: windows are in that order and the sort is stable.
    ranks = [np.argsort(-np.asarray(scores), kind="stable") for scores in (cover, similarity)]
    fused = np.zeros(len(cover))
    for order in ranks:
        fused[order] += 1.0 / (_FUSION + 1 + np.arange(len(order)))
    best = np.argsort(-fused, kind="stable")[:most]
    return [Passage(int(one), cover[one], float(similarity[one]), rank) for rank, one in enumerate(best)]


def to_evidence(
    index: ArticleIndex, stems: Sequence[str], first_of_all: Sequence[int], passages: Sequence[Passage], most: int
) -> tuple[Evidence, ...]:
    """Sentences, each once: those named first of all, then those of the best windows, within one the closest first.

    The score of each is its own coverage of the claim's content stems.

    Args:
        stems: the claim's content stems.
        first_of_all: numbers of sentences that come before the retrieved ones.
        passages: the best windows, best first.
        most: how many sentences to give.
    """
    sentences = index.article.sentences
    # The first windows are the single sentences, in order.
    own = [rounded(coverage(index, stems, found)) for found in index.window_stems[: len(sentences)]]
    chosen: dict[int, None] = dict.fromkeys(first_of_all)
    for passage in passages:
        first, last = index.spans[passage.window]
        chosen.update(dict.fromkeys(sorted(range(first, last), key=lambda number: -own[number])))
    return tuple(
        Evidence(sentences[number].text, sentences[number].start, sentences[number].end, own[number])
        for number in list(chosen)[:most]
    )


def sentences_at(index: ArticleIndex, offsets: Sequence[int]) -> list[int]:
    """The numbers of the sentences that hold the file's offsets, each once, in the order of the offsets given."""
    starts = [sentence.start for sentence in index.article.sentences]
    return list(dict.fromkeys(max(0, bisect_right(starts, offset) - 1) for offset in offsets))


def verbatim(index: ArticleIndex, tokens: Sequence[str]) -> Evidence | None:
    """The passage of CONTENT that has a claim's words one after the other (case and punctuation aside), or None."""
    for first, last in index.runs(tokens):
        span = index.span(first, last)
        content = index.article.content
        # The passage's own closing punctuation belongs to it.
        end = span.end - content.start
        while end < len(content.text) and content.text[end] in ".!?…\"'”’)":
            end += 1
        return Evidence(content.text[span.start - content.start : end], span.start, content.start + end, 1.0)
    return None
