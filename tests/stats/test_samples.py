"""Values and their articles."""

from __future__ import annotations

import pytest

from evalkit.stats.samples import numbered, pairs_of, totals


@pytest.mark.parametrize("baseline", [-1, 3])
def test_no_such_baseline(baseline: int) -> None:
    """The baseline must be one of the systems."""
    with pytest.raises(ValueError, match=f"baseline {baseline} is none of 3 systems"):
        pairs_of(3, baseline)


def test_pairs() -> None:
    """Systems are compared each with each, or all with one."""
    assert [(0, 1), (0, 2), (1, 2)] == pairs_of(3)
    assert [(0, 1), (2, 1)] == pairs_of(3, 1)
    assert [] == pairs_of(1)


def test_totals() -> None:
    """Values are added up by article; an article that a column lacks counts 0 and is marked absent."""
    columns = [([1.0, 2.0, 4.0], ["a", "b", "a"]), ([0.5], ["c"])]
    found = totals(columns, numbered(names for _, names in columns))

    assert [[5.0, 0.0], [2.0, 0.0], [0.0, 0.5]] == found.sums.tolist()
    assert [[True, False], [True, False], [False, True]] == found.present.tolist()
