"""benchmarks/results.py: from measured ratios to verdicts, a table and a page."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "results.py"

pytestmark = pytest.mark.skipif(not BENCHMARK.exists(), reason="benchmarks are not part of the wheel's tests")


@pytest.fixture(scope="module")
def results() -> Any:
    """The script as a module."""
    specification = importlib.util.spec_from_file_location("evalkit_speed_results", BENCHMARK)
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def row(results: Any, *values: float, **more: Any) -> Any:
    given = {"number": "1", "what": "a run", "against": "a script", "aim": "≥ 20x", "unit": "x", "least": 20, **more}
    return results.Row(values=values, **given)


def test_just_below_the_aim_is_missed(results: Any) -> None:
    """A median below the least ratio is missed, however high one repeat was."""
    assert "missed" == row(results, 19.99, 19.9, 90.0).verdict


def test_above_the_most_is_missed(results: Any) -> None:
    """A median above what it may be is missed."""
    assert "missed" == row(results, 0.21, 0.19, 0.22, unit="s", least=None, most=0.2).verdict


def test_a_failed_check_misses(results: Any) -> None:
    """A ratio that is reached with other values than the peer's is missed, and the check says why."""
    failed = row(results, 60.0, checks=(results.Check("3 of 12 values differ", holds=False),))

    assert "missed" == failed.verdict
    assert "60.0x; 3 of 12 values differ" == results.cells(failed)[4]


def test_the_aim_itself_is_met(results: Any) -> None:
    """The bound belongs to what meets it."""
    assert "met" == row(results, 20.0).verdict
    assert "met" == row(results, 0.2, unit="s", least=None, most=0.2).verdict


def test_median_and_spread_are_of_the_repeats(results: Any) -> None:
    """Got is the median, the spread goes from the smallest to the largest."""
    one = row(results, 31.0, 9.5, 22.04, 25.0)

    assert ("23.5x", "9.50x to 31.0x", "met") == results.cells(one)[4:]


def test_one_repeat_has_no_spread(results: Any) -> None:
    """What was measured once says nothing of how it varies."""
    assert "–" == results.cells(row(results, 21.0))[5]


def test_an_interval_of_its_own(results: Any) -> None:
    """A difference of areas is told with its sign and the interval that it was given."""
    one = row(results, -0.0123, unit="", least=0.0, low=-0.02, high=0.004)

    assert ("−0.012", "−0.020 to +0.004", "missed") == results.cells(one)[4:]


def test_page_says_only_what_was_measured(results: Any) -> None:
    """The page has the rows that ran, how those are measured, and names the others."""
    found = results.Results(
        (row(results, 21.0, seen="0.3 s an article."),), {"2": "not asked for"}, "Two cores.\n", "3 articles."
    )

    text = results.page(found, {"1": "Whole processes.", "2": "Bit by bit."}, "Written by a command.")

    assert "| 1 | a run | a script | ≥ 20x | 21.0x | – | met |" in text
    assert "- **1** 0.3 s an article." in text
    assert "- **1** Whole processes." in text
    assert "Not measured here: 2, not asked for." in text
    assert "Bit by bit." not in text
    assert text.endswith("Whole processes.\n")


def test_missed_stands_out_on_the_page(results: Any) -> None:
    """A missed aim is as visible as a met one."""
    assert "| **missed** |" in results.markdown([row(results, 1.0)])


def test_results_come_back_from_their_file(results: Any, tmp_path: Path) -> None:
    """A page can be written again from the measurements."""
    check = results.Check("bit-identical", holds=True)
    found = results.Results(
        (row(results, 60.0, 61.0, checks=(check,)),), {"9": "one core"}, "Two cores.\n", "3 articles.", 7.5
    )
    results.save(found, tmp_path / "speed.json")

    assert found == results.load(tmp_path / "speed.json")
