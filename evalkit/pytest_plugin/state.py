"""What one process of a session holds: the judge, the baseline, and what each test has judged so far."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .ledger import Share
from .options import Options
from .result import Faithfulness

if TYPE_CHECKING:
    from ..baseline import Baseline
    from .judge import Judge

__all__ = ["KNOWN", "NAME", "RESULTS", "SHARES", "STATE", "WIRED", "State"]

WIRED = "evalkit_shares"
"""The attribute of a test's last report that holds what it judged."""

KNOWN = "evalkit_known"
"""The property of a test that tells of a claim that did not stand in the baseline either."""


class State:
    """The judge and the baseline of one process, made when they are first asked for.

    Args:
        options: what the session was asked for.
    """

    def __init__(self, options: Options) -> None:
        self.options = options

    @cached_property
    def judge(self) -> Judge:
        from ..config import find_settings, load_settings
        from .judge import Judge

        there = find_settings(Path.cwd())  # as the commands do: what they judge with is what tests judge with
        return Judge(
            self.options.metrics,
            cached=self.options.cached,
            offline=self.options.offline,
            calibration=load_settings(there).calibration if there else None,
        )

    @cached_property
    def baseline(self) -> Baseline | None:
        if self.options.baseline is None:
            return None
        from ..baseline import read_baseline

        return read_baseline(self.options.baseline)

    def close(self) -> None:
        """Ends the use of the cache."""
        if "judge" in self.__dict__:
            self.judge.close()


STATE = pytest.StashKey[State]()
SHARES = pytest.StashKey[list[Share]]()
RESULTS = pytest.StashKey[list[Faithfulness]]()
NAME = pytest.StashKey[str]()
