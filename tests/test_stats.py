"""Means with intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalkit.stats import least_p, mean_interval, paired_permutation


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


def test_no_difference_to_test() -> None:
    """Nothing cannot be tested, and every difference needs its cluster."""
    with pytest.raises(ValueError, match="no difference to test"):
        paired_permutation([], [])
    with pytest.raises(ValueError, match="1 clusters for 2 differences"):
        paired_permutation([1.0, 2.0], ["a"])


@pytest.mark.parametrize(
    ("differences", "clusters"),
    [([0.0, 0.0, 0.0], "abc"), ([0.5], "a"), ([0.5, 0.25], "aa"), ([0.5, -0.5, 0.25, -0.25], "aabb")],
    ids=["all the same", "one article", "one article twice", "each article evens out"],
)
def test_no_evidence(differences: list[float], clusters: str) -> None:
    """Where nothing moved, or one article is all there is, chance alone gives as much: p is 1."""
    assert 1.0 == paired_permutation(differences, list(clusters))


@given(st.lists(st.floats(-1, 1, width=16), min_size=2, max_size=9))
def test_permutation_exact(differences: list[float]) -> None:
    """With few articles the test is exact: the p-value is SciPy's."""
    found = stats.permutation_test(
        (np.array(differences),), np.sum, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    )

    assert pytest.approx(found.pvalue if any(differences) else 1.0) == paired_permutation(
        differences, list(range(len(differences)))
    )


def test_permutation_drawn() -> None:
    """With many articles ways are drawn, and the p-value is SciPy's within what drawing explains; twice the same."""
    draw = np.random.default_rng(7)
    for shift in (0.0, 0.1, 0.2, 0.5):
        differences = list(draw.normal(shift, 1, 60))
        found = stats.permutation_test(
            (np.array(differences),), np.sum, permutation_type="samples", n_resamples=20_000, alternative="two-sided",
            rng=np.random.default_rng(1),
        ).pvalue  # fmt: skip
        p = paired_permutation(differences, list(range(60)))

        assert abs(p - found) <= 4 * np.sqrt(max(found, 1e-3) * (1 - found) * (1 / 9_999 + 1 / 20_000)) + 2e-4
        assert p == paired_permutation(differences, list(range(60)))


def test_permutation_goes_by_cluster() -> None:
    """Two summaries of an article that move together are one piece of evidence, not two."""
    differences, twice = [0.2, 0.1, 0.3, 0.2, 0.4], list("abcde")

    assert paired_permutation(differences, twice) == paired_permutation(differences * 2, twice * 2)
    assert paired_permutation(differences * 2, twice * 2) > paired_permutation(differences * 2, list("abcdefghij"))


@pytest.mark.parametrize("clusters", [1, 2, 5, 13, 14, 40])
def test_least_p(clusters: int) -> None:
    """The least p-value is what the clearest of differences gives."""
    assert least_p(clusters) == paired_permutation([1.0] * clusters, list(range(clusters)))


@pytest.mark.once
def test_false_alarms_at_alpha() -> None:
    """Where there is no effect, 4 to 6% of tests at alpha .05 say there is one: 2,000 draws of 40 articles with 2 blocks each."""
    draw = np.random.default_rng(3)
    clusters = [n // 2 for n in range(80)]
    alarms = sum(
        paired_permutation(list(draw.normal(0, 1, 80) + np.repeat(draw.normal(0, 1, 40), 2)), clusters) < 0.05
        for _ in range(2_000)
    )

    assert 0.04 * 2_000 <= alarms <= 0.06 * 2_000
