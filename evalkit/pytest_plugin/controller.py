"""The hooks of the process that tells a session's results: not those of xdist's workers, whose reports come here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..errors import EvalkitError
from .ledger import Ledger
from .state import KNOWN, WIRED, State

__all__ = ["Controller"]


class Controller:
    """Checks what was asked for before anything runs, gathers what was judged, writes the run file.

    Args:
        state: the judge and the baseline of this process.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._options = state.options
        self._ledger = Ledger()
        self._known: dict[str, list[str]] = {}
        self._problem: str | None = None

    @pytest.hookimpl(tryfirst=True)  # before xdist starts its workers
    def pytest_sessionstart(self) -> None:
        """Refuses what cannot be done: exit code 4."""
        out, baseline = self._options.out, self._options.baseline
        if out is not None and out.is_dir():
            raise pytest.UsageError(
                f"--evalkit-out {_seen_from_here(out)} is a folder: expected the file to write the run into"
            )
        if not self._options.collect:
            return
        try:
            header = self._state.judge.header()
            stale = self._state.baseline.stale_against(header) if self._state.baseline else ()
        except EvalkitError as error:
            raise pytest.UsageError(str(error)) from error
        if stale and baseline is not None:
            raise pytest.UsageError(
                f"the baseline {_seen_from_here(baseline)} is stale: {'; '.join(stale)}: judge as it was made, or bless again"
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._ledger.take(report.__dict__.pop(WIRED, ()))  # no other plugin's business
        if known := [str(value) for name, value in report.user_properties if name == KNOWN]:
            self._known[report.nodeid] = known

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the run file, also where tests failed or the session was interrupted."""
        if self._options.out is None:
            return
        try:
            self._options.out.parent.mkdir(parents=True, exist_ok=True)
            self._ledger.write(self._options.out, self._state.judge.header())
        except (EvalkitError, OSError) as error:
            self._problem = f"no run file: {error}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._ledger and self._options.out is None:
            return
        terminalreporter.section("evalkit")
        for line in _told(self._ledger):
            terminalreporter.write_line(line)
        if known := [line for lines in self._known.values() for line in lines]:
            terminalreporter.write_line(f"did not stand in the baseline either: {len(known)}")
            for line in known if terminalreporter.verbosity > 0 else ():
                terminalreporter.write_line(f"  {line}")
        if self._problem:
            terminalreporter.write_line(self._problem, red=True)
        elif self._options.out is not None:
            terminalreporter.write_line(f"run file: {_seen_from_here(self._options.out)}")


def _seen_from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _told(ledger: Ledger) -> Iterator[str]:
    """What was judged, in a line."""
    if not ledger:
        yield "nothing was judged"
        return
    from ..overview import counted
    from ..report.headline import VERDICTS
    from ..runfile import BadInputRecord, CaseRecord

    records = list(ledger.records())
    cases = [one for one in records if isinstance(one, CaseRecord)]
    counts: Counter[str] = Counter(claim.verdict or "not judged" for case in cases for claim in case.claims)
    told = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
    yield f"{counted(len(cases), 'block')}, {counted(counts.total(), 'claim')}" + (f": {told}" if told else "")
    if bad := sum(isinstance(one, BadInputRecord) for one in records):
        yield f"{counted(bad, 'input')} could not be read"
