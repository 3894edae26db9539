"""Ranks and ties."""

from __future__ import annotations

import pytest

from evalkit.stats.ranks import Contrast, Rank, ordinal, rank_intervals


@pytest.mark.parametrize(
    "contrasts",
    [
        [],
        [Contrast(0, 1, 0.1, 0.5)],
        [Contrast(0, 1, 0.1, 0.5)] * 3,
        [Contrast(a, b, 0, 1) for a, b in [(0, 1), (1, 2), (2, 1)]],
    ],
    ids=["none", "one of three", "one three times", "one in both directions"],
)
def test_pairs_missing(contrasts: list[Contrast]) -> None:
    """Ranks need every pair once."""
    with pytest.raises(ValueError, match="expected each of the 3 pairs once"):
        rank_intervals(3, contrasts)


def test_one_system() -> None:
    """A system alone is the first."""
    assert [Rank(1, 1, ())] == rank_intervals(1, [])


def test_nothing_told_apart() -> None:
    """Where no test tells anything apart, all may have any rank, and any may be the best."""
    found = rank_intervals(3, [Contrast(0, 1, 0.1, 0.3), Contrast(0, 2, 0.2, 0.1), Contrast(1, 2, 0.1, 1.0)])

    assert [Rank(1, 3, (1, 2)), Rank(1, 3, (0, 2)), Rank(1, 3, (0, 1))] == found
    assert all(rank.best for rank in found)


def test_order() -> None:
    """One that is better than both others is first; the others share the second and third place."""
    contrasts = [Contrast(0, 1, 0.3, 0.001), Contrast(2, 0, -0.3, 0.001), Contrast(1, 2, 0.0, 0.9)]
    found = rank_intervals(3, contrasts)

    assert ["1st", "2nd-3rd", "2nd-3rd"] == [str(rank) for rank in found]
    assert [(), (2,), (1,)] == [rank.tied for rank in found]
    assert [True, False, False] == [rank.best for rank in found]


def test_lower_is_better() -> None:
    """Of a measure that is better when it is low, the lowest is first."""
    assert ["2nd", "1st"] == [
        str(rank) for rank in rank_intervals(2, [Contrast(0, 1, 0.3, 0.001)], higher_is_better=False)
    ]


def test_holm_is_applied() -> None:
    """Of three tests at .02 none stays below .05."""
    contrasts = [Contrast(0, 1, 0.1, 0.02), Contrast(0, 2, 0.1, 0.02), Contrast(1, 2, 0.1, 0.02)]

    assert ["1st-3rd"] * 3 == [str(rank) for rank in rank_intervals(3, contrasts)]


def test_no_difference_is_a_tie() -> None:
    """No p-value tells systems apart that do not differ."""
    assert [Rank(1, 2, (1,)), Rank(1, 2, (0,))] == rank_intervals(2, [Contrast(0, 1, 0.0, 0.001)])


def test_ordinals() -> None:
    """Numbers have the endings that English gives them."""
    numbers = [1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111]

    assert "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 23rd 101st 111th".split() == [ordinal(n) for n in numbers]
