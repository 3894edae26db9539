"""Means with intervals that know which values belong together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

__all__ = ["CONFIDENCE", "SEED", "Estimate", "mean_interval"]

CONFIDENCE = 0.95
SEED = 12345
"""The seed of all that is drawn, sacrebleu's."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95% interval. `low` and `high` are None where fewer than two clusters leave nothing to say."""

    mean: float
    low: float | None
    high: float | None
    n: int
    clusters: int


def mean_interval(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    low: float | None = None,
    high: float | None = None,
) -> Estimate:
    """The mean of values and its 95% interval, clustered.

    Values of one cluster (summaries of one article) are not independent, so the standard error is that of the clusters'
    sums of residuals (Liang and Zeger 1986), with the correction G/(G-1) for G clusters and Student's t with G-1 degrees of
    freedom. The interval is kept within the measure's own range. Where every value is the same, the data show no spread and
    the interval has no width; that is no proof that the mean is exact.

    Args:
        values: at least one finite number.
        clusters: which cluster each value belongs to.
        low, high: bounds of the measure, None where there is none.

    Raises:
        ValueError: there is no value, or not one cluster per value.
    """
    count = len(values)
    if not count:
        raise ValueError("the mean of no value is not defined")
    if len(clusters) != count:
        raise ValueError(f"{len(clusters)} clusters for {count} values: expected one for each")
    mean = math.fsum(values) / count
    residuals: dict[Hashable, list[float]] = defaultdict(list)
    for value, cluster in zip(values, clusters, strict=True):
        residuals[cluster].append(value - mean)
    groups = len(residuals)
    if groups < 2:
        return Estimate(mean, None, None, count, groups)
    from scipy.special import stdtrit  # imported here: `evalkit --help` needs no statistics

    spread = math.fsum(math.fsum(group) ** 2 for group in residuals.values())
    error = math.sqrt(spread * groups / (groups - 1)) / count
    reach = float(stdtrit(groups - 1, (1 + CONFIDENCE) / 2)) * error
    return Estimate(
        mean,
        mean - reach if low is None else max(low, mean - reach),
        mean + reach if high is None else min(high, mean + reach),
        count,
        groups,
    )
