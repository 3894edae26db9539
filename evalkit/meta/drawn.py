"""Numbers with what they came to in each draw of documents, on their way to an `Estimate`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from ..stats.documents import percentiles
from ..stats.samples import Floats
from .records import Estimate

__all__ = ["DIGITS", "Collected", "estimate", "mean_of", "rounded"]

DIGITS = 4
"""Decimals of every number of a card: the fifth says nothing with any number of rows that people have labelled."""


def rounded(value: float) -> float:
    return round(float(value), DIGITS) + 0.0  # never -0.0


class Collected:
    """Statistics by name, batch after batch of draws; the first of each is that of the rows as they are."""

    def __init__(self) -> None:
        self._parts: defaultdict[Hashable, list[Floats]] = defaultdict(list)

    def add(self, key: Hashable, values: Floats) -> None:
        self._parts[key].append(values)

    def of(self, key: Hashable) -> Floats:
        """What was added: the value, then one a draw; NaN where it is not defined."""
        return np.concatenate(self._parts[key]) if key in self._parts else np.array([np.nan])

    def estimate(self, key: Hashable, undefined: str) -> Estimate:
        """The value with its interval; `undefined` is the reason where there is no value."""
        return estimate(self.of(key), undefined)


def estimate(drawn: Floats, undefined: str) -> Estimate:
    """Of a value, followed by what it came to in each draw."""
    if np.isnan(drawn[0]):
        return Estimate(None, reason=undefined)
    interval = percentiles(drawn[1:])
    if interval.low is None or interval.high is None:
        return Estimate(rounded(drawn[0]), reason=interval.reason)
    return Estimate(rounded(drawn[0]), rounded(interval.low), rounded(interval.high))


def mean_of(several: Sequence[Floats], undefined: str) -> tuple[Estimate, int]:
    """The mean over sets of what is defined there, whose documents are drawn apart from each other's, and over how many."""
    known = [one for one in several if not np.isnan(one[0])]
    if not known:
        return Estimate(None, reason=undefined), 0
    if any(len(one) != len(known[0]) or len(one) == 1 for one in known):
        value = float(np.mean([one[0] for one in known]))
        return Estimate(rounded(value), reason="a set has one document: nothing to draw from"), len(known)
    return estimate(np.mean(known, axis=0), undefined), len(known)
