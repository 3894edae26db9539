"""The table of `--profile` adds up, and says nothing of what did not happen."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from evalkit.context import OpCount
from evalkit.report.terminal_profile import print_profile, stages
from evalkit.runner import Timing
from evalkit.scoring import Spent


def _timing(jobs: int = 1) -> Timing:
    spent = Spent(
        metrics={"support": 8.0}, own={"support": 2.0}, segmenting=0.5, recording=0.25, ops={"pair\x1b[31m|x": OpCount(30, 10, 4.0, {}, 1.5)}
    )  # fmt: skip
    return Timing(total=10.0, reading=0.5, writing=0.25, spent=spent, jobs=jobs)


@pytest.mark.parametrize("jobs", [1, 3])
def test_stages_add_up_to_the_time_of_all_processes(jobs):
    """Start, the run's own seconds for each process, and rendering: no second is lost or told twice."""
    found = stages(_timing(jobs), before=1.0, after=2.0)

    assert pytest.approx((1 if jobs == 1 else 4) * 10.0 + 3.0) == sum(one.seconds for one in found)
    assert "systems" not in [one.name for one in found]
    by_name = {one.name: one for one in found}
    assert 0.5 == by_name["cache"].seconds
    assert (10, 20) == (by_name["pair\x1b[31m"].items, by_name["pair\x1b[31m"].cached)


def test_the_table_tells_rates_and_drives_no_terminal():
    """Items a second are those computed, without loading; a model's name cannot drive the terminal."""
    console = Console(file=io.StringIO(), highlight=False, markup=False)
    print_profile(_timing(), console, before=1.0, after=2.0)
    text = console.file.getvalue()

    assert "\x1b" not in text
    assert "2.5" in text  # 10 in 4 seconds
    assert "wall time" in text
    assert "13.00" in text
