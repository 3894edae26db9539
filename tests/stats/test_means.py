"""Means with intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalkit.stats import mean_interval


def test_no_value() -> None:
    """The mean of nothing is an error, not 0 and not NaN."""
    with pytest.raises(ValueError, match="mean of no value"):
        mean_interval([], [])


def test_wrong_clusters() -> None:
    """Every value needs its cluster."""
    with pytest.raises(ValueError, match="1 clusters for 2 values"):
        mean_interval([1.0, 2.0], ["a"])


def test_one_cluster_has_no_interval() -> None:
    """Summaries of one article say nothing of others."""
    estimate = mean_interval([0.2, 0.4], ["a", "a"])

    assert (pytest.approx(0.3), None, None, 2, 1) == (
        estimate.mean, estimate.low, estimate.high, estimate.n, estimate.clusters,
    )  # fmt: skip


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=40))
def test_single_clusters_give_the_t_interval(values: list[float]) -> None:
    """With one value per cluster the interval is the ordinary one of Student's t, as SciPy gives it."""
    estimate = mean_interval(values, range(len(values)))
    reach = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))

    assert pytest.approx(np.mean(values), abs=1e-9) == estimate.mean
    assert pytest.approx(np.mean(values) - reach, abs=1e-7) == estimate.low
    assert pytest.approx(np.mean(values) + reach, abs=1e-7) == estimate.high


def test_equal_values_within_clusters_widen_the_interval() -> None:
    """Repeating each article's value ten times adds no knowledge: the interval stays that of the articles."""
    values = [0.1, 0.5, 0.9, 0.4]
    alone = mean_interval(values, "abcd")
    repeated = mean_interval(
        [value for value in values for _ in range(10)], [name for name in "abcd" for _ in range(10)]
    )

    assert (pytest.approx(alone.low), pytest.approx(alone.high)) == (repeated.low, repeated.high)


def test_interval_stays_within_the_measure() -> None:
    """A share's interval does not leave [0, 1]."""
    estimate = mean_interval([1.0, 1.0, 0.0], "abc", low=0.0, high=1.0)

    assert (0.0, 1.0) == (estimate.low, estimate.high)


@pytest.mark.parametrize(("clusters", "size"), [(30, 1), (30, 3), (100, 2)])
def test_coverage_of_the_interval(clusters: int, size: int) -> None:
    """By simulation the 95% interval holds the true mean 93 to 97 times of 100, clustered data included."""
    draw = np.random.default_rng(12345)
    inside = 0
    trials = 1500
    names = [name for name in range(clusters) for _ in range(size)]
    for _ in range(trials):
        values = np.repeat(draw.normal(0, 1, clusters), size) + draw.normal(0, 1, clusters * size)
        estimate = mean_interval(values.tolist(), names)
        inside += estimate.low <= 0 <= estimate.high

    assert 0.93 <= inside / trials <= 0.97
