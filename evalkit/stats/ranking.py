"""How far values rank and follow labels, under many weightings of the same rows at once.

Every function takes the weights as rows x draws and gives one number a draw, NaN where it is not defined (one class, no spread): a
bootstrap of documents is one call. Weights are 0 or more; a row of weight 2 counts as two equal rows. With weights of 1 the
numbers are those of scikit-learn and SciPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .samples import Floats

__all__ = ["LEVELS", "Order", "areas", "auc", "pearson", "ranks", "recalls", "roc", "spearman", "tau_b"]

LEVELS = 64
"""Different values, at most, on one of the sides for which `tau_b` is computed: its time grows with them."""

_NOTHING = 1e-10  # of a sum of squares, what rounding leaves

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Order:
    """Values with their order, found once for all weightings."""

    values: Floats

    @cached_property
    def order(self) -> Places:
        """Rows from the lowest value to the highest."""
        return np.argsort(self.values, kind="stable")

    @cached_property
    def starts(self) -> Places:
        """Where in `order` a new value begins."""
        ranked = self.values[self.order]
        return np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])).astype(np.intp)

    @cached_property
    def level(self) -> Places:
        """Of each row, the number of its value among the different ones, the lowest 0."""
        found = np.empty(len(self.values), dtype=np.intp)
        found[self.order] = np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.values)]))
        return found

    def sums(self, weights: Floats) -> Floats:
        """The weight of each different value, levels x draws."""
        return np.add.reduceat(weights[self.order], self.starts, axis=0)


def _ratio(upper: Floats, lower: Floats) -> Floats:
    defined = lower > 0
    return np.where(defined, upper / np.where(defined, lower, 1.0), np.nan)


def auc(weights: Floats, values: Order, positive: NDArray[np.bool_]) -> Floats:
    """The area under the ROC curve: the chance that a positive row has the higher value, ties counting half (Fawcett 2006)."""
    return areas(weights, values, positive)[0]


def areas(weights: Floats, values: Order, positive: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The area under the ROC curve, and the average precision of finding the rows that are not positive.

    The latter is the mean precision at each of these, from the lowest value up, equal values taken together (no interpolation).
    """
    above = values.sums(weights * positive[:, None])
    below = values.sums(weights * ~positive[:, None])
    found = np.cumsum(below, axis=0)
    seen = found + np.cumsum(above, axis=0)
    negative = below.sum(axis=0)
    precision = found / np.where(seen > 0, seen, 1.0)
    won = np.einsum("ij,ij->j", above, found - below / 2)
    return _ratio(won, above.sum(axis=0) * negative), _ratio(np.einsum("ij,ij->j", precision, below), negative)


def recalls(weights: Floats, right: NDArray[np.bool_], positive: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Of the positive rows and of the others, the share whose decision is right; balanced accuracy is their mean."""

    def share(of: NDArray[np.bool_]) -> Floats:
        return _ratio((of & right).astype(np.float64) @ weights, of.astype(np.float64) @ weights)

    return share(positive), share(~positive)


def roc(weights: Floats, values: Order, positive: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """The ROC curve of one weighting: (share of negative rows at or above a value, share of positive ones), from (0, 0) to (1, 1)."""
    above = values.sums((weights * positive)[:, None])[::-1, 0].cumsum()
    below = values.sums((weights * ~positive)[:, None])[::-1, 0].cumsum()
    if not above[-1] or not below[-1]:
        return []
    return [(0.0, 0.0), *zip((below / below[-1]).tolist(), (above / above[-1]).tolist(), strict=True)]


def tau_b(weights: Floats, values: Order, labels: Order) -> Floats:
    """Kendall's tau-b (Kendall 1945): pairs that go the same way less those that do not, by the pairs that are not tied.

    Raises:
        ValueError: both sides have more than `LEVELS` different values.
    """
    if len(values.starts) < len(labels.starts):  # it is the same seen from the other side
        values, labels = labels, values
    levels = len(labels.starts)
    if levels > LEVELS:
        raise ValueError(f"{levels} different values on either side: expected at most {LEVELS} on one")
    below = np.zeros((len(values.starts), weights.shape[1]))  # the weight of lower labels, at each value
    more = np.zeros(weights.shape[1])
    for level in range(levels):
        here = values.sums(weights * (labels.level == level)[:, None])
        more += (here * (2 * np.cumsum(below, axis=0) - below - below.sum(axis=0))).sum(axis=0)
        below += here
    whole = weights.sum(axis=0) ** 2
    free = [whole - (one.sums(weights) ** 2).sum(axis=0) for one in (values, labels)]
    spread = np.where((free[0] > _NOTHING * whole) & (free[1] > _NOTHING * whole), free[0] * free[1], 0.0)
    return _ratio(2 * more, np.sqrt(spread))


def pearson(weights: Floats, first: Floats, second: Floats, groups: Floats | None = None) -> Floats:
    """Pearson's correlation, with the mean of each group taken from both sides where there are groups.

    That is the partial correlation given the groups: dummies of them regressed out of both (Frisch-Waugh-Lovell).

    Args:
        first, second: a value a row.
        groups: groups x rows, 1 where a row belongs to one.
    """
    own = np.ones((1, len(first))) if groups is None else groups
    one, other = first - first.mean(), second - second.mean()  # for the precision of what follows
    size = _filled(_sums(own, weights))
    mean, mate = _sums(own * one, weights), _sums(own * other, weights)
    between, spread, match = _sums(np.stack([one * other, one * one, other * other]), weights)
    return _correlation(
        between - (mean * mate / size).sum(axis=0),
        (spread, (mean * mean / size).sum(axis=0)),
        (match, (mate * mate / size).sum(axis=0)),
    )


def spearman(weights: Floats, first: Floats, second: Floats, groups: Floats | None = None) -> Floats:
    """Spearman's correlation: Pearson's of the ranks; partial where there are groups.

    Args:
        first, second: what `ranks` gives with these weights.
        groups: groups x rows, 1 where a row belongs to one.
    """
    weighted, matched = weights * first, weights * second
    between = np.einsum("ij,ij->j", weighted, second)
    spread = np.einsum("ij,ij->j", weighted, first)
    match = np.einsum("ij,ij->j", matched, second)
    if groups is None:
        nothing = np.zeros_like(between)  # the ranks' means are 0
        return _correlation(between, (spread, nothing), (match, nothing))
    size = _filled(_sums(groups, weights))
    mean, mate = _sums(groups, weighted), _sums(groups, matched)
    return _correlation(
        between - (mean * mate / size).sum(axis=0),
        (spread, (mean * mean / size).sum(axis=0)),
        (match, (mate * mate / size).sum(axis=0)),
    )


def ranks(weights: Floats, values: Order) -> Floats:
    """Ranks, rows x draws, equal values sharing the mean of theirs; less the mean of all."""
    sums = values.sums(weights)
    middle: Floats = (np.cumsum(sums, axis=0) - sums / 2 - sums.sum(axis=0) / 2)[values.level]
    return middle


def _sums(rows: Floats, weights: Floats) -> Floats:
    """A product of matrices in one thread: they are small, and the order of adding does not hang on how many threads there are."""
    found: Floats = np.einsum("gi,id->gd", rows, weights)
    return found


def _filled(sizes: Floats) -> Floats:
    return np.where(sizes > 0, sizes, 1.0)


def _correlation(between: Floats, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """Of a sum of products and two sums of squares, each with what of it the means explain; what rounding leaves is no spread."""
    spread, match = (
        np.where(squares - means > _NOTHING * squares, squares - means, 0.0) for squares, means in (first, second)
    )
    return np.clip(_ratio(between, np.sqrt(spread * match)), -1.0, 1.0)
