"""Fitting the join: a logistic regression over the model's logits and the lexical alignment, on labelled summaries.

A summary is as good as its weakest claim, so that the loss is on the least logit among a summary's claims: which claim that is,
the fit itself decides. Every set weighs the same (the domains of one benchmark together as one), and within a set supported and unsupported summaries do, so that 0.5 is the
threshold of balanced accuracy, and the probabilities are those under even odds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from evalkit_metrics.join import SIGNALS

__all__ = ["Claims", "Join", "crossed", "fit_join", "summaries"]

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_RIDGE = 1e-3
_FOLDS = 5


@dataclass(frozen=True)
class Claims:
    """The claims of labelled summaries, at least one each.

    Attributes:
        signals: [claims, signals].
        owner: which summary each claim is of, [claims].
        label: of each summary, [summaries]; `set`, `group` (of sets that together weigh as one) and `document` likewise.
    """

    signals: Array
    owner: Ints
    label: Ints
    set: Ints
    group: Ints
    document: Ints

    def of(self, kept: npt.NDArray[np.bool_]) -> Claims:
        """Those of some summaries; `kept` is [summaries]."""
        number = np.cumsum(kept) - 1
        own = kept[self.owner]
        summaries_of = (one[kept] for one in (self.label, self.set, self.group, self.document))
        return Claims(self.signals[own], number[self.owner[own]], *summaries_of)


@dataclass(frozen=True)
class Join:
    """Coefficients of the signals and the intercept."""

    coefficients: Array
    intercept: float

    def logits(self, signals: Array) -> Array:
        """The logit of each claim, [claims]."""
        return np.asarray(signals @ self.coefficients + self.intercept)

    def named(self) -> dict[str, float]:
        """As the package carries it."""
        found = {name: round(float(value), 6) for name, value in zip(SIGNALS, self.coefficients, strict=True)}
        return {"intercept": round(self.intercept, 6), **found}


def summaries(logits: Array, owner: Ints, count: int) -> tuple[Array, Ints]:
    """The least logit of each summary, and which claim has it; both [summaries]."""
    order = np.lexsort((-logits, owner))  # the last one of each owner is its least
    last = np.flatnonzero(np.append(np.diff(owner[order]) != 0, True))
    weakest = np.zeros(count, dtype=np.int64)
    weakest[owner[order][last]] = order[last]
    return logits[weakest], weakest


def fit_join(claims: Claims) -> Join:
    """The coefficients that fit the labels best, with a small ridge.

    Raises:
        ValueError: there is no summary of one of the two labels.
    """
    if len(set(claims.label.tolist())) < 2:
        raise ValueError("the join cannot be fitted: expected supported and unsupported summaries")
    mean, spread = claims.signals.mean(axis=0), claims.signals.std(axis=0) + 1e-9
    scaled = (claims.signals - mean) / spread
    weights = _weights(claims)

    def loss(values: Array) -> tuple[float, Array]:
        least, weakest = summaries(scaled @ values[:-1] + values[-1], claims.owner, len(claims.label))
        slope = weights * (expit(least) - claims.label)
        entropy = np.logaddexp(0.0, least) - claims.label * least
        ridge = _RIDGE * values[:-1]
        return (
            float(weights @ entropy + 0.5 * ridge @ values[:-1]),
            np.append(slope @ scaled[weakest] + ridge, slope.sum()),
        )

    start = np.append(np.zeros(len(SIGNALS)), 0.0)
    start[0] = 1.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    coefficients = found[:-1] / spread
    return Join(coefficients, float(found[-1] - coefficients @ mean))


def _weights(claims: Claims) -> Array:
    weights = np.zeros(len(claims.label))
    for one in np.unique(claims.set):
        inside = claims.set == one
        sharing = len(np.unique(claims.set[claims.group == claims.group[inside][0]]))
        for label in (0, 1):
            own = inside & (claims.label == label)
            if own.any():
                weights[own] = 1 / own.sum() / sharing
    return np.asarray(weights / weights.sum())


def crossed(claims: Claims) -> Array:
    """Each claim's logit by a join that has not seen its document: five folds of documents, [claims]."""
    folds = claims.document % _FOLDS
    logits = np.zeros(len(claims.signals))
    for fold in range(_FOLDS):
        join = fit_join(claims.of(folds != fold))
        own = folds[claims.owner] == fold
        logits[own] = join.logits(claims.signals[own])
    return logits
