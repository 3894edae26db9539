"""Salience: which sentences of an article say most of what it is about.

Both ways take the stationary distribution of a walk over sentences. In continuous LexRank (Erkan and Radev 2004, "LexRank:
Graph-based lexical centrality as salience in text summarization", section 3.3) its steps follow their cosines, in tf-idf of
content stems; in TextRank (Mihalcea and Tarau 2004, "TextRank: Bringing order into texts", section 5) the words they share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from .index import ArticleIndex, content_stems
from .windows import rounded

__all__ = ["salient", "textrank"]

_DAMPING = 0.85
_STEPS = 100
_CLOSE = 1e-6
_SHORTEST = 5  # content words of a sentence that may say something central: fewer are headings and cries


def salient(index: ArticleIndex, most: int) -> list[int]:
    """The numbers of the most salient sentences of an article, best first; the earlier one of two equals.

    Args:
        most: how many to give, at most; sentences of fewer than five content words are left out.
    """
    stems = [content_stems(index.words[first:last]) for first, last in index.bounds]
    names = {one: column for column, one in enumerate(dict.fromkeys(one for own in stems for one in own))}
    if not names:
        return []
    rows, columns, values = [], [], []
    for row, own in enumerate(stems):
        weights = {one: count * index.weight(one) for one, count in Counter(own).items()}
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        for one, weight in weights.items():
            rows.append(row)
            columns.append(names[one])
            values.append(weight / length)
    # The walk is never written out: its matrix has as many entries as there are pairs of sentences.
    matrix = csr_array((values, (rows, columns)), shape=(len(stems), len(names)))

    def walked(mass: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(matrix @ np.asarray(matrix.T @ mass))

    score = _stationary(walked, len(stems))
    order = sorted(
        (row for row, own in enumerate(stems) if len(own) >= _SHORTEST),
        key=lambda row: (-rounded(float(score[row]) * 100), row),
    )
    return order[:most]


def textrank(index: ArticleIndex, most: int) -> list[int]:
    """The numbers of the best sentences of an article by TextRank, best first; the earlier one of two equals.

    The similarity of two sentences is the number of content stems that both have, divided by the sum of the logarithms of
    their numbers of content stems. A sentence of one stem or none is like no other.

    Args:
        most: how many to give, at most.
    """
    stems = [frozenset(content_stems(index.words[first:last])) for first, last in index.bounds]
    names = {one: column for column, one in enumerate(dict.fromkeys(one for own in map(sorted, stems) for one in own))}
    if not names:
        return list(range(len(stems)))[:most]
    places = [(row, names[one]) for row, own in enumerate(stems) if len(own) > 1 for one in own]
    rows, columns = [row for row, _ in places], [column for _, column in places]
    has = csr_array(([1.0] * len(places), (rows, columns)), shape=(len(stems), len(names)))
    shared = (has @ has.T).tocoo()
    lengths = np.log([max(2, len(own)) for own in stems])
    apart = shared.row != shared.col
    left, right = shared.row[apart], shared.col[apart]
    weights = shared.data[apart] / (lengths[left] + lengths[right])
    steps = csr_array((weights, (left, right)), shape=shared.shape)
    score = _stationary(lambda mass: np.asarray(steps @ mass), len(stems))
    return sorted(range(len(stems)), key=lambda row: (-rounded(float(score[row]) * 100), row))[:most]


def _stationary(
    walked: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]], count: int
) -> npt.NDArray[np.float64]:
    """The share of time that a walk with jumps spends at each of `count` places; they sum to 1 where none is a dead end.

    Args:
        walked: a vector times the symmetric matrix of the weights between places.
    """
    degree = np.maximum(walked(np.ones(count)), np.finfo(float).tiny)
    score = np.full(count, 1 / count)
    for _ in range(_STEPS):
        step = (1 - _DAMPING) / count + _DAMPING * walked(score / degree)
        if np.abs(step - score).sum() < _CLOSE:
            break
        score = step
    return score
