"""Evidence: the sentences of CONTENT that bear on a claim, ranked.

A claim that stands word for word in CONTENT is its own evidence. Else every window of 1 to 3 sentences is ranked twice, by
the weighted share of the claim's content words that it has and by embedding similarity, and the two ranks are fused
(reciprocal rank fusion, Cormack, Clarke and Buettcher 2009).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from evalkit.metric import Evidence

from .index import ArticleIndex
from .windows import rounded

__all__ = ["coverage", "coverages", "ranked", "sentences_at", "to_evidence", "verbatim"]

_FUSION = 60


def coverage(index: ArticleIndex, stems: Sequence[str], found: frozenset[str]) -> float:
    """Weighted share, in [0, 1], of a claim's content stems that are among `found`; 0 for a claim without any."""
    weights = [index.weight(one) for one in stems]
    total = sum(weights)
    return sum([weight for one, weight in zip(stems, weights, strict=True) if one in found]) / total if total else 0.0


def coverages(index: ArticleIndex, stems: Sequence[str]) -> list[float]:
    """The coverage of a claim's content stems by each window of the index, rounded to 1e-4.

    The first of them are those of the single sentences, in order.
    """
    weights = [(one, index.weight(one)) for one in stems]
    total = sum(weight for _, weight in weights)
    if not total:
        return [0.0] * len(index.window_stems)
    return [rounded(sum([weight for one, weight in weights if one in found]) / total) for found in index.window_stems]


def ranked(cover: Sequence[float], similarity: Sequence[float], most: int) -> list[int]:
    """The best windows for a claim, best first, by their places among the index's windows.

    Args:
        cover: the claim's coverage by each window.
        similarity: the claim's cosine to each window.
        most: how many to give.
    """
    # Among equals the smaller window, then the earlier one: windows are in that order and the sort is stable.
    fused = np.zeros(len(cover))
    for scores in (cover, similarity):
        order = np.argsort(-np.asarray(scores), kind="stable")
        fused[order] += 1.0 / (_FUSION + 1 + np.arange(len(order)))
    return [int(window) for window in np.argsort(-fused, kind="stable")[:most]]


def to_evidence(
    index: ArticleIndex, cover: Sequence[float], first_of_all: Sequence[int], best: Sequence[int], most: int
) -> tuple[Evidence, ...]:
    """Sentences, each once: those named first of all, then those of the best windows, within one the closest first.

    The score of each is its own coverage of the claim's content stems.

    Args:
        cover: the claim's coverage by each window.
        first_of_all: numbers of sentences that come before the retrieved ones.
        best: the best windows, best first.
        most: how many sentences to give.
    """
    sentences = index.article.sentences
    chosen: dict[int, None] = dict.fromkeys(first_of_all)
    for window in best:
        first, last = index.spans[window]
        chosen.update(dict.fromkeys(sorted(range(first, last), key=lambda number: -cover[number])))
    return tuple(
        Evidence(sentences[number].text, sentences[number].start, sentences[number].end, cover[number])
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
