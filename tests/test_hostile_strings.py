"""No regular expression backtracks without bound: each is given strings that are made of its own letters."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY

if not (REPOSITORY / "benchmarks" / "hostile_strings.py").exists():
    pytest.skip("the benchmarks are not at hand", allow_module_level=True)

from benchmarks import hostile_strings

FOUND = hostile_strings.patterns()
LENGTH = 2_000


def test_the_patterns_are_found() -> None:
    """Those of modules and of the tables in them; and a pattern that does backtrack is caught."""
    assert len(FOUND) > 200
    assert "evalkit.segment._CANDIDATE" in FOUND
    bad = hostile_strings.Used(re.compile(r"(?:a+b?)+c"), searched=True)
    assert max(hostile_strings.measured(bad, pump, 60) for pump in hostile_strings.pumps(bad.pattern)) > 1.0


@pytest.mark.parametrize("place", FOUND)
def test_hostile_strings(place: str) -> None:
    """None is given up, which is after five seconds: what is linear takes a thousandth of that, what is cubic hours."""
    used = FOUND[place]
    length = hostile_strings.bound(place, LENGTH)
    for pump in hostile_strings.pumps(used.pattern):
        assert hostile_strings.measured(used, pump, length) < hostile_strings.PATIENCE, pump
