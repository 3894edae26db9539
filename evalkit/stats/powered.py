"""Prediction-powered means: a metric's mean over all cases, corrected by labels of some of its claims.

The estimate is that of Angelopoulos et al. (2023), tuned as in PPI++ (Angelopoulos, Duchi and Zrnic 2023): the metric's mean, times the
tuning, and what the labels have beyond that, each weighed by the inverse of its chance of being drawn. In survey sampling it is the
regression estimator, which holds whatever the metric is worth (Särndal, Swensson and Wretman 1992, ch. 6); with the tuning taken
as the slope of labels over verdicts, a metric that says nothing leaves what the labels say alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .bootstrap import bootstrap
from .means import CONFIDENCE, Estimate
from .samples import Floats, Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEWEST_LABELS", "FEWEST_ODD", "Labelled", "Powered", "influence", "odd", "powered", "too_few", "tuning"]

FEWEST_LABELS = 30
FEWEST_ODD = 5
"""Of labels that are not what most labels under the same verdict are: with one such label of forty everything hangs on it."""
_SAME = 1e-12  # spread of verdicts, at most, where there is one verdict alone


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """What a metric says of every case of a system, and what people say of some of its claims.

    Attributes:
        metric: of each case, the share of its claims that the metric supports, in [0, 1].
        clusters: the article that each case belongs to.
        cases: of each labelled claim, the number of its case.
        sizes: of each labelled claim, how many claims its case has.
        verdicts: of each labelled claim, 1 where the metric supports it, else 0.
        labels: of each labelled claim, 1 where people say that it is supported, else 0.
        chances: the probability, in (0, 1], with which each was drawn; only their ratios count.
    """

    metric: Floats
    clusters: Sequence[Hashable]
    cases: NDArray[np.intp]
    sizes: Floats
    verdicts: Floats
    labels: Floats
    chances: Floats

    @property
    def shares(self) -> Floats:
        """For how many cases each labelled claim stands, by its chance and by the claims of its case; together for all (Hájek 1971)."""
        raw = 1 / (self.chances * self.sizes)
        found: Floats = raw * (len(self.metric) / raw.sum())
        return found


@dataclass(frozen=True, slots=True)
class Powered:
    """What metric and labels say together of one system.

    Attributes:
        estimate: the mean over cases of the share of claims that people call supported.
        alone: the same by the labels alone, which are weighed and know nothing of the metric's other verdicts.
        metric: the mean of the metric alone.
        tuning: how much of the metric is used, in [0, 1].
        labels: how many there are.
        worth: how many labels alone would give as narrow an interval; None without intervals.
        reason: why neither has an interval, in words; None where they have.
    """

    estimate: Estimate
    alone: Estimate
    metric: float
    tuning: float
    labels: int
    worth: float | None
    reason: str | None


def odd(one: Labelled) -> int:
    """How many labels are not what most of the labels under the same verdict are."""
    groups = (one.labels[one.verdicts == verdict] for verdict in np.unique(one.verdicts))
    return sum(min(int(np.count_nonzero(group)), int(np.count_nonzero(group == 0))) for group in groups)


def too_few(one: Labelled) -> str | None:
    """Why there are too few labels for an interval, in words; None where there are enough.

    The limits are those of the simulation (`python benchmarks/powered_simulation.py`): with fewer, intervals are too narrow.
    """
    count = len(one.labels)
    if count < FEWEST_LABELS:
        return f"{count} labels: an interval needs {FEWEST_LABELS}"
    if (few := odd(one)) < FEWEST_ODD:
        return (
            f"all but {few} of {count} labels are what most under the same verdict are: an interval needs {FEWEST_ODD}"
        )
    return None


def tuning(one: Labelled) -> float:
    """How much of the metric to use: the weighted slope of labels over verdicts, within [0, 1].

    1 where the labelled claims have one verdict alone, so that nothing says what the other is worth.
    """
    shares = one.shares / len(one.metric)
    apart = one.verdicts - shares @ one.verdicts
    spread = float(shares @ apart**2)
    return 1.0 if spread < _SAME else min(1.0, max(0.0, float(shares @ (apart * one.labels)) / spread))


def influence(one: Labelled, used: float) -> Floats:
    """What each case brings to the mean: the plain mean of these is the estimate, and how they spread over articles says how sure it
    is, for which claims were labelled is part of that spread.

    A case brings what its verdicts make one expect and, for each of its labels, what that has beyond the expected, times what
    the claim stands for.

    Args:
        one: the system, with at least one label.
        used: how much of the metric is used, in [0, 1]; 0 gives the labels alone.
    """
    cases, count, shares = len(one.metric), len(one.labels), one.shares
    off = one.labels - used * one.verdicts
    level = shares @ off / cases
    # Level and tuning were fitted to the labels: what they leave looks smaller than it is.
    beyond = (off - level) * np.sqrt(count / max(1, count - 2))
    found: Floats = used * one.metric + level + np.bincount(one.cases, shares * beyond, cases)
    return found


def powered(several: Sequence[Labelled], *, confidence: float = CONFIDENCE) -> list[Powered]:
    """Prediction-powered means with intervals clustered by article, as `bootstrap` makes them.

    Args:
        several: systems, each with at least one label.
        confidence: of the intervals, in (0, 1).

    Raises:
        ValueError: a system has no label, or as `bootstrap`.
    """
    if not all(len(one.labels) for one in several):
        raise ValueError("a system has no label: nothing corrects its metric")
    used = [tuning(one) for one in several]
    asked = [
        Sample(influence(one, part), one.clusters, low=0.0, high=1.0)
        for one, own in zip(several, used, strict=True)
        for part in (own, 0.0)
    ]
    found = bootstrap(asked, confidence=confidence)
    return [
        _told(one, part, *both)
        for one, part, both in zip(several, used, zip(found[::2], found[1::2], strict=True), strict=True)
    ]


def _told(one: Labelled, part: float, estimate: Estimate, alone: Estimate) -> Powered:
    estimate, alone = (dataclasses.replace(each, mean=min(1.0, max(0.0, each.mean))) for each in (estimate, alone))
    reason, worth = too_few(one), None
    if reason is None and estimate.low is None:
        reason = "fewer than 2 articles"
    if reason is not None:
        estimate, alone = (dataclasses.replace(each, low=None, high=None) for each in (estimate, alone))
    else:
        worth = _worth(len(one.labels), estimate, alone)
    return Powered(estimate, alone, float(np.mean(one.metric)), part, len(one.labels), worth, reason)


def _worth(labels: int, estimate: Estimate, alone: Estimate) -> float | None:
    """By the widths of the two intervals: four times the labels make one half as wide."""
    reach, other = _reach(estimate), _reach(alone)
    return labels * (other / reach) ** 2 if reach else None


def _reach(one: Estimate) -> float:
    """The longer arm of an interval: the other may end where the measure does."""
    return 0.0 if one.low is None or one.high is None else max(one.mean - one.low, one.high - one.mean)
