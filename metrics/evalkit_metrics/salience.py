"""Salience: which sentences of an article say most of what it is about.

Continuous LexRank (Erkan and Radev 2004, "LexRank: Graph-based lexical centrality as salience in text summarization", section 3.3):
the stationary distribution of a walk over sentences whose steps follow their cosines, in tf-idf of content stems.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from .index import ArticleIndex, content_stems
from .windows import rounded

__all__ = ["salient"]

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

    degree = np.maximum(walked(np.ones(len(stems))), np.finfo(float).tiny)
    score = np.full(len(stems), 1 / len(stems))
    for _ in range(_STEPS):
        step = (1 - _DAMPING) / len(stems) + _DAMPING * walked(score / degree)
        if np.abs(step - score).sum() < _CLOSE:
            break
        score = step
    order = sorted(
        (row for row, own in enumerate(stems) if len(own) >= _SHORTEST),
        key=lambda row: (-rounded(float(score[row]) * 100), row),
    )
    return order[:most]
