"""A probability map fitted to labels, and what it gains, cross-validated by document.

The map is Platt's (1999): a logistic regression of the label on the logit, with his targets, which keep it finite where the classes
do not overlap. Folds hold whole documents (grouped cross-validation), so that no document judges a map that it has taught.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from .means import CONFIDENCE, SEED
from .samples import Floats, numbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BINS",
    "FOLDS",
    "MEASURES",
    "RESAMPLES",
    "Change",
    "Odds",
    "Rows",
    "Slope",
    "changes",
    "cross_fitted",
    "fitted",
]

Odds = Literal["even", "data"]
"""Even: both classes count alike, whatever their number; data: as often as they are."""
FOLDS = 10
BINS = 10
RESAMPLES = 9_999
_LEAST = 0.00005  # as `evalkit.calibration.LEAST`; nothing here knows the metrics
_THRESHOLD = 0.5

Slope = tuple[float, float]
"""Slope and intercept."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Labelled rows in numbers.

    Attributes:
        probabilities: P(supported) by what the map moves, in [0, 1]; 1 for a row of which nothing is moved.
        fixed: P(supported) by what the map does not move; 1 where there is nothing such. A row's own is the lower of the two.
        is_moved: whether the first decides, so that the row can teach.
        labels: 1 supported, 0 not.
        weights: how many rows each stands for.
        documents: the document of each.
    """

    probabilities: Floats
    fixed: Floats
    is_moved: NDArray[np.bool_]
    labels: Floats
    weights: Floats
    documents: Sequence[Hashable]


def balanced(labels: Floats, weights: Floats, odds: Odds) -> Floats:
    """The weights, each class's brought to one half of the whole where the odds are even; their sum stays."""
    if odds == "data":
        return weights
    whole = weights.sum()
    found = weights.copy()
    for value in (0.0, 1.0):
        own = labels == value
        if weights[own].sum() > 0:
            found[own] *= whole / 2 / weights[own].sum()
    return found


def fitted(rows: Rows, odds: Odds, kept: NDArray[np.bool_] | None = None) -> Slope | None:
    """The map that fits the rows best; None where they have one class, or the probabilities rank them the wrong way.

    Args:
        rows: the rows.
        odds: what the classes count.
        kept: which rows teach; None for all. Those that the map does not move never do.
    """
    known = np.ones(len(rows.labels), dtype=np.bool_) if kept is None else kept
    which = rows.is_moved & known
    labels = rows.labels[which]
    supported = int(np.count_nonzero(labels))
    if not 0 < supported < len(labels):
        return None
    place = logit(np.clip(rows.probabilities[which], _LEAST, 1 - _LEAST))
    # The odds are those of all rows, as the gain is measured: what the checks refuse is no longer the map's to refuse.
    weights = balanced(rows.labels, rows.weights * known, odds)[which]
    weights = weights / weights.sum()
    targets = np.where(labels == 1, (supported + 1) / (supported + 2), 1 / (len(labels) - supported + 2))

    def loss(map_: Floats) -> tuple[float, Floats]:
        moved = map_[0] * place + map_[1]
        off = weights * (expit(moved) - targets)
        value = weights @ (np.logaddexp(0, moved) - targets * moved)
        return float(value), np.array([off @ place, off.sum()])

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="BFGS", options={"gtol": 1e-9})
    slope, intercept = (round(float(one), 6) for one in found.x)  # what is written is what is used
    return (slope, intercept) if slope > 0 else None


def mapped(probabilities: Floats, slope: Slope) -> Floats:
    """Probabilities that are moved, rounded as the metric rounds them."""
    found: Floats = np.round(expit(slope[0] * logit(np.clip(probabilities, _LEAST, 1 - _LEAST)) + slope[1]), 4)
    return found


def cross_fitted(rows: Rows, odds: Odds) -> Floats | None:
    """Every row's P(supported) by a map that its document has not taught; None where a fold has no map.

    Documents are shuffled with the project's seed and dealt to `FOLDS` folds, or one fold a document where there are fewer.
    """
    numbers = numbered([rows.documents])
    order = np.random.default_rng(SEED).permutation(len(numbers))
    fold_of = np.empty(len(numbers), dtype=np.intp)
    fold_of[order] = np.arange(len(numbers)) % min(FOLDS, len(numbers))
    folds = fold_of[[numbers[one] for one in rows.documents]]
    found = np.empty(len(rows.labels))
    for fold in range(int(fold_of.max()) + 1):
        slope = fitted(rows, odds, folds != fold)
        if slope is None:
            return None
        found[folds == fold] = mapped(rows.probabilities[folds == fold], slope)
    return final(rows, found)


def final(rows: Rows, moved: Floats) -> Floats:
    """A row's P(supported): the lower of what is moved and what is not."""
    return np.where(rows.is_moved, np.minimum(moved, rows.fixed), rows.fixed)


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after the map, and the difference with its interval."""

    name: str
    better: Literal["higher", "lower"]
    before: float
    after: float
    gain: float
    low: float
    high: float


def _sums(probabilities: Floats, rows: Rows, places: NDArray[np.intp], documents: int) -> Floats:
    """Documents x columns: of each class its weight, right verdicts, squared errors, log losses, and by bin weights and
    probabilities; all that a measure is made of.
    """
    kept = np.clip(probabilities, _LEAST, 1 - _LEAST)
    right = (probabilities >= _THRESHOLD) == (rows.labels == 1)
    error = (probabilities - rows.labels) ** 2
    surprise = -np.where(rows.labels == 1, np.log(kept), np.log1p(-kept))
    bins = np.minimum(BINS - 1, (probabilities * BINS).astype(np.intp))
    columns = []
    for value in (0.0, 1.0):
        own = rows.weights * (rows.labels == value)
        columns += [own, own * right, own * error, own * surprise]
        columns += [own * (bins == n) for n in range(BINS)]
        columns += [own * (bins == n) * probabilities for n in range(BINS)]
    return np.stack([np.bincount(places, column, documents) for column in columns], axis=1)


def _measured(sums: Floats, odds: Odds) -> Floats:
    """Draws x measures, from draws x columns."""
    width = sums.shape[1] // 2
    first, second = sums[:, :width], sums[:, width:]
    if odds == "even":
        first, second = first / first[:, :1], second / second[:, :1]
    whole = first[:, 0] + second[:, 0]
    both = (first + second) / whole[:, None]
    supported = second[:, 4 : 4 + BINS] / whole[:, None]
    apart = np.abs(supported - both[:, 4 + BINS :]).sum(axis=1)
    return np.stack([both[:, 1], both[:, 2], both[:, 3], apart], axis=1)


MEASURES: dict[str, tuple[str, Literal["higher", "lower"]]] = {
    "accuracy": ("share of verdicts at 0.5 that are right; balanced accuracy where the odds are even", "higher"),
    "brier": ("mean squared error of the probability (Brier 1950)", "lower"),
    "log_loss": ("mean negative logarithm of the probability of what was found", "lower"),
    "ece": (f"expected calibration error, {BINS} bins of equal width (Naeini et al. 2015)", "lower"),
}
"""What is measured: what it is, and which way is better."""


def changes(rows: Rows, before: Floats, after: Floats, odds: Odds, confidence: float = CONFIDENCE) -> list[Change]:
    """The measures of two sets of probabilities and their differences; intervals by a paired percentile bootstrap of documents.

    Resamples that have one class alone say nothing of the odds and are drawn again.

    Raises:
        ValueError: the rows have one class alone.
    """
    if len(set(rows.labels.tolist())) < 2:
        raise ValueError("the labels have one class alone: expected both")
    numbers = numbered([rows.documents])
    places = np.array([numbers[one] for one in rows.documents], dtype=np.intp)
    sums = [_sums(one, rows, places, len(numbers)) for one in (before, after)]
    first, second = (_measured(one.sum(axis=0, keepdims=True), odds)[0] for one in sums)
    drawn = np.concatenate(list(_drawn(sums, odds, len(numbers))))[:RESAMPLES]
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return [
        Change(name, better, *(float(one[n]) for one in (first, second, second - first, low, high)))
        for n, (name, (_, better)) in enumerate(MEASURES.items())
    ]


def _drawn(sums: Sequence[Floats], odds: Odds, documents: int) -> list[Floats]:
    """Resamples x measures of differences."""
    draw = np.random.default_rng(SEED)
    width = sums[0].shape[1] // 2
    found: list[Floats] = []
    while sum(map(len, found)) < RESAMPLES:
        weights = draw.multinomial(documents, np.full(documents, 1 / documents), 1_000).astype(np.float64)
        before, after = (weights @ one for one in sums)
        whole = (before[:, 0] > 0) & (before[:, width] > 0)
        found.append(_measured(after[whole], odds) - _measured(before[whole], odds))
    return found
