"""Whether a probability can be taken at its word: expected calibration error, Brier score and the reliability diagram's points.

Ten bins of equal width (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017). How right a probability is hangs on how many rows are
supported to begin with, so everything is told twice: with the set's own odds, and with both labels weighed to the same sum.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..stats.documents import Draws
from ..stats.samples import Floats
from .drawn import Collected, rounded
from .records import Bin, Calibration

__all__ = ["BINS", "calibrations"]

BINS = 10
_NONE = "no row lies here"


def calibrations(probability: Floats, label: Floats, weights: Floats, draws: Draws) -> tuple[Calibration, ...]:
    """Calibration under the rows' own odds and under even ones.

    Args:
        probability: P(supported) of each row, in [0, 1].
        label: 1 or 0; both occur.
        weights: of each row.
        draws: of the rows' documents.
    """
    odds: tuple[Literal["own", "even"], ...] = ("own", "even")
    return tuple(_one(one, probability, label, weights, draws) for one in odds)


def _one(
    odds: Literal["own", "even"], probability: Floats, label: Floats, weights: Floats, draws: Draws
) -> Calibration:
    place = np.minimum((probability * BINS).astype(np.intp), BINS - 1)
    member = (place == np.arange(BINS)[:, None]).astype(np.float64)
    found = Collected()
    share = mean = np.zeros(BINS)
    squares = (probability - label) ** 2
    for number, given in enumerate(draws.batches(weights)):
        batch = _evened(given, label) if odds == "even" else given
        whole = batch.sum(axis=0)
        size = member @ batch
        filled = np.where(size > 0, size, np.nan)
        told = (member @ (batch * probability[:, None])) / filled
        true = (member @ (batch * label[:, None])) / filled
        apart = np.where(size > 0, np.abs(told - true), 0.0)
        found.add("ece", (apart * size).sum(axis=0) / whole)
        found.add("brier", (squares @ batch) / whole)
        for bin_, row in enumerate(true):
            found.add(bin_, row)
        if not number:
            share, mean = (size / whole)[:, 0], told[:, 0]
    undefined = "one label is missing"
    return Calibration(
        odds=odds,
        n=len(probability),
        ece=found.estimate("ece", undefined),
        brier=found.estimate("brier", undefined),
        bins=tuple(
            Bin(
                low=bin_ / BINS,
                high=(bin_ + 1) / BINS,
                probability=None if np.isnan(mean[bin_]) else rounded(mean[bin_]),
                supported=found.estimate(bin_, _NONE),
                share=rounded(share[bin_]),
                n=int(member[bin_].sum()),
            )
            for bin_ in range(BINS)
        ),
    )


def _evened(weights: Floats, label: Floats) -> Floats:
    """The weights with both labels' brought to the same sum; NaN in draws that lack one."""
    above, below = label @ weights, (1 - label) @ weights
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            (above > 0) & (below > 0), weights * np.where(label[:, None] > 0, 0.5 / above, 0.5 / below), np.nan
        )
