"""Paired permutation tests."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalkit.stats import least_p, paired_permutation
from evalkit.stats.permutation import permutation_p_values
from evalkit.stats.samples import Pair


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


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (Pair([], [], []), "no value"),
        (Pair([1.0], [1.0, 2.0], ["a"]), "parts of a pair have 1, 2, 1, 1 values"),
        (Pair([1.0], [0.0], ["a", "b"]), "2 clusters for 1 values"),
        (Pair([1.0], [0.0], ["a"], [1.0]), "one side of a pair has sizes"),
        (Pair([1.0], [0.0], ["a"], [0.0], [0.0]), "come to 0"),
        (Pair([float("nan")], [0.0], ["a"]), "not finite"),
    ],
    ids=["nothing", "lengths", "clusters", "sizes of one side", "no sizes", "no number"],
)
def test_pairs_that_are_none(pair: Pair, message: str) -> None:
    """A pair whose parts do not fit is an error that says which."""
    with pytest.raises(ValueError, match=message):
        permutation_p_values([pair])


def test_no_pairs() -> None:
    """Of no pair there is no p-value."""
    assert [] == permutation_p_values([])


@pytest.mark.parametrize("articles", [1, 2, 9, 13, 14, 60])
def test_many_are_as_one(articles: int) -> None:
    """Pairs tested together have the p-values they have alone."""
    draw = np.random.default_rng(4)
    owners = [*range(articles), *range(articles)]
    pairs = [Pair(draw.normal(shift, 1, 2 * articles), draw.random(2 * articles), owners) for shift in (0, 0.3, 0.6)]

    assert [
        pytest.approx(paired_permutation((np.array(pair.first) - pair.second).tolist(), owners)) for pair in pairs
    ] == permutation_p_values(pairs)


def test_few_among_many() -> None:
    """A pair over few articles is tried in all ways, whatever else is tested."""
    draw = np.random.default_rng(4)
    few = Pair([0.5, 0.25, 0.75], [0.0, 0.0, 0.0], ["a", "b", "c"])
    many = Pair(draw.random(40), draw.random(40), [f"m{n}" for n in range(40)])

    assert 0.25 == permutation_p_values([many, few])[1]


def test_rates_by_all_ways() -> None:
    """Of rates, values and sizes of an article change places together: as many are as far apart as counting them one by one finds."""
    first, second = [3.0, 0.0, 2.0, 1.0, 4.0, 2.0], [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    first_sizes, second_sizes = [5.0, 4.0, 8.0, 3.0, 7.0, 6.0], [9.0, 4.0, 3.0, 6.0, 5.0, 8.0]

    def apart(swaps: tuple[bool, ...]) -> float:
        sides = [
            (b, d, a, c) if swap else (a, c, b, d)
            for a, b, c, d, swap in zip(first, second, first_sizes, second_sizes, swaps, strict=True)
        ]
        one, one_size, other, other_size = map(sum, zip(*sides, strict=True))
        return abs(one / one_size - other / other_size)

    ways = [apart(swaps) for swaps in product([False, True], repeat=6)]
    observed = apart((False,) * 6)
    expected = sum(way >= observed - 1e-12 for way in ways) / len(ways)

    assert [pytest.approx(expected)] == permutation_p_values(
        [Pair(first, second, list("abcdef"), first_sizes, second_sizes)]
    )
