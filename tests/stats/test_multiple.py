"""Many tests at once."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.multiple import holm


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_no_p_value(wrong: float) -> None:
    """What is no probability is an error."""
    with pytest.raises(ValueError, match="is no p-value"):
        holm([0.5, wrong])


def test_nothing_to_adjust() -> None:
    """No test, nothing; one test stays as it is."""
    assert ([], [0.04]) == (holm([]), holm([0.04]))


def test_known_values() -> None:
    """The adjusted p-values are those of R's p.adjust(c(.01, .04, .03, .005), "holm")."""
    assert [pytest.approx(p) for p in (0.03, 0.06, 0.06, 0.02)] == holm([0.01, 0.04, 0.03, 0.005])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_closed_testing(p_values: list[float]) -> None:
    """Holm's is Bonferroni's test of every set of hypotheses: the worst of the sets that have one is its own."""
    places = range(len(p_values))
    sets = [chosen for size in range(1, len(p_values) + 1) for chosen in combinations(places, size)]
    expected = [
        max(min(1.0, len(chosen) * min(p_values[n] for n in chosen)) for chosen in sets if place in chosen)
        for place in places
    ]

    assert [pytest.approx(p) for p in expected] == holm(p_values)
