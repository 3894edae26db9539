"""Intervals and tests by a clustered bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats import mean_interval
from evalkit.stats.bootstrap import bootstrap, paired_bootstrap
from evalkit.stats.samples import Pair, Sample


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        (Sample([], []), "no value"),
        (Sample([1.0, 2.0], ["a"]), "1 clusters for 2 values"),
        (Sample([1.0], ["a"], [1.0, 1.0]), "1 clusters for 2 values"),
        (Sample([float("nan")], ["a"]), "not finite"),
        (Sample([1.0, 0.0], ["a", "b"], [0.0, 0.0]), "come to 0"),
    ],
    ids=["nothing", "clusters", "sizes", "no number", "no sizes"],
)
def test_samples_that_are_none(sample: Sample, message: str) -> None:
    """What cannot be averaged is an error that says why, not 0 and not NaN."""
    with pytest.raises(ValueError, match=message):
        bootstrap([sample])


def test_nothing() -> None:
    """Of no sample and of no pair there is nothing."""
    assert ([], []) == (bootstrap([]), paired_bootstrap([]))


def test_one_article_has_no_interval() -> None:
    """Summaries of one article say nothing of others, and tell no systems apart."""
    (estimate,) = bootstrap([Sample([0.25, 0.75], ["a", "a"])])
    (difference,) = paired_bootstrap([Pair([0.5, 0.75], [0.25, 0.0], ["a", "a"])])

    assert (0.5, None, None, 2, 1) == (estimate.mean, estimate.low, estimate.high, estimate.n, estimate.clusters)
    assert (0.5, None, None, 1.0) == (difference.estimate.mean, difference.estimate.low, difference.error, difference.p)


def test_no_spread() -> None:
    """Where every value is the same the interval has no width; equal systems are not told apart."""
    (estimate,) = bootstrap([Sample([0.3] * 40, range(40))])
    (difference,) = paired_bootstrap([Pair([0.1 + 0.2] * 40, [0.3] * 40, range(40))])

    assert (0.3, 0.3, 0.3) == tuple(pytest.approx(number) for number in (estimate.mean, estimate.low, estimate.high))
    assert 1.0 == difference.p


def test_few_articles_prove_little() -> None:
    """However clear the difference, three articles have no smaller p-value than all ways of their signs: 1 of 4."""
    (difference,) = paired_bootstrap([Pair([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], "abc")])

    assert 0.25 == difference.p


@given(st.lists(st.tuples(st.floats(-1, 1, width=16), st.integers(0, 5)), min_size=1, max_size=30))
def test_means_and_bounds(values: list[tuple[float, int]]) -> None:
    """The mean is the mean, it lies in its interval, and the interval in the measure's bounds."""
    (found,) = bootstrap([Sample([value for value, _ in values], [owner for _, owner in values], low=-1.0, high=1.0)])

    assert pytest.approx(np.mean([value for value, _ in values]), abs=1e-9) == found.mean
    assert found.low is None or -1 <= found.low <= found.mean + 1e-9
    assert found.high is None or found.mean - 1e-9 <= found.high <= 1


@pytest.mark.parametrize("blocks", [1, 3])
def test_near_students_t(blocks: int) -> None:
    """Of normal scores and many articles the interval is that of Student's t, within 3%."""
    draw = np.random.default_rng(1)
    values = np.repeat(draw.normal(size=200), blocks) + draw.normal(size=200 * blocks)
    owners = np.repeat(range(200), blocks).tolist()
    (found,) = bootstrap([Sample(values, owners)])
    expected = mean_interval(values.tolist(), owners)

    assert pytest.approx(expected.high - expected.low, rel=0.03) == found.high - found.low


def test_rates() -> None:
    """With sizes the estimate is sum by sum, not a mean of ratios; its scale is that of the sizes."""
    findings, claims = [1.0, 0.0, 2.0, 0.0], [10.0, 1.0, 4.0, 5.0]
    one, hundred = bootstrap(
        [Sample(findings, "abcd", claims), Sample(findings, "abcd", [claim / 100 for claim in claims])]
    )

    assert 0.15 == pytest.approx(one.mean)
    assert (pytest.approx(100 * one.low), pytest.approx(100 * one.high)) == (hundred.low, hundred.high)


def test_copies_add_no_knowledge() -> None:
    """Repeating each article's value ten times leaves the interval as it is."""
    values = np.random.default_rng(2).random(30)
    alone, repeated = bootstrap([Sample(values, range(30)), Sample(np.repeat(values, 10), np.repeat(range(30), 10))])

    assert (pytest.approx(alone.low), pytest.approx(alone.high)) == (repeated.low, repeated.high)


def test_same_numbers_twice_and_together() -> None:
    """The seed is fixed, and a sample has the same interval alone and among others over its articles."""
    draw = np.random.default_rng(3)
    samples = [Sample(draw.random(50), range(50)) for _ in range(3)]
    together = bootstrap(samples)

    assert together == bootstrap(samples)
    assert [pytest.approx(each.low, abs=1e-6) for each in together] == [
        bootstrap([sample])[0].low for sample in samples
    ]


def test_articles_that_some_lack() -> None:
    """A sample over some of the articles is estimated from these alone."""
    draw = np.random.default_rng(3)
    some = Sample(draw.random(60), range(60))
    whole, alone = bootstrap([some, Sample(draw.random(200), range(200))])[0], bootstrap([some])[0]

    assert (alone.mean, 60, 60) == (pytest.approx(whole.mean), whole.n, whole.clusters)
    assert pytest.approx(alone.high - alone.low, rel=0.05) == whole.high - whole.low


def test_test_and_interval_agree() -> None:
    """A difference is told apart at .05 just where 0 lies outside its 95% interval."""
    draw = np.random.default_rng(6)
    pairs = [Pair(draw.random(40) + shift, draw.random(40), range(40)) for shift in np.linspace(0, 0.3, 40)]
    found = paired_bootstrap(pairs)

    assert [each.p < 0.05 for each in found] == [not each.estimate.low <= 0 <= each.estimate.high for each in found]
    assert 0 < sum(each.p < 0.05 for each in found) < 40


def test_standard_error() -> None:
    """The standard error of a difference is that of the mean of differences."""
    draw = np.random.default_rng(7)
    first, second = draw.random(40), draw.random(40)
    (found,) = paired_bootstrap([Pair(first, second, range(40))])

    assert pytest.approx(np.std(first - second, ddof=1) / np.sqrt(40)) == found.error


def test_sides_of_rates() -> None:
    """A difference of rates is the one rate less the other, and changes its sign with its sides."""
    draw = np.random.default_rng(8)
    first, second = draw.poisson(1, 50), draw.poisson(2, 50)
    sizes, others = draw.integers(3, 9, 50), draw.integers(3, 9, 50)
    there, back = paired_bootstrap(
        [Pair(first, second, range(50), sizes, others), Pair(second, first, range(50), others, sizes)]
    )

    assert pytest.approx(first.sum() / sizes.sum() - second.sum() / others.sum()) == there.estimate.mean
    assert (pytest.approx(-there.estimate.high), pytest.approx(there.p)) == (back.estimate.low, back.p)
