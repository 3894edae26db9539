"""evalkit in pytest: the fixture `faithful`, and with `--evalkit` every block of a tagged file as a test.

Hooks and one fixture over a core that knows no pytest. pytest loads this package in every session where evalkit is installed,
so it imports nothing but pytest until something is judged. `docs/pytest.md` is its manual.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from .controller import Controller
from .fixture import Faithful
from .options import Options, add_options
from .result import Faithfulness
from .state import NAME, RESULTS, SHARES, STATE, WIRED, State

__all__ = ["Faithful", "Faithfulness"]

_MARKER = "evalkit: judges summaries: a test with the fixture `faithful`, or a block that --evalkit collects"


@pytest.fixture
def faithful(request: pytest.FixtureRequest) -> Faithful:
    """Judges summaries: assert on what `faithful(source=..., summary=...)` gives, `>= 0.9` or `.no_findings("number", "name")`."""
    item = request.node
    item.stash[RESULTS], item.stash[SHARES] = [], []  # anew: a plugin may run a test twice
    return Faithful(item, request.config.stash[STATE])


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    state = config.stash[STATE] = State(Options.of(config))
    if not hasattr(config, "workerinput"):  # what a worker of xdist judges is told by the session that started it
        config.pluginmanager.register(Controller(state), "evalkit-controller")


def pytest_unconfigure(config: pytest.Config) -> None:
    if state := config.stash.get(STATE, None):
        state.close()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    others = yield
    if not parent.config.stash[STATE].options.collect:
        return others
    from .tagged import collected

    own = collected(file_path, parent)
    # Alone: to pytest a text file that is named holds doctests, and a `>>>` in an article would be run.
    return others if own is None else [own]


def pytest_itemcollected(item: pytest.Item) -> None:
    if "faithful" in getattr(item, "fixturenames", ()):
        item.add_marker("evalkit")
        item.stash[NAME] = item.nodeid  # xdist adds to it where it deals out groups


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    result = left if isinstance(left, Faithfulness) else right
    if not isinstance(result, Faithfulness):
        return None
    return [f"{left!r} {op} {right!r}", *result.explanation[1:]]  # its first line is its repr


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections += _untold(report.longreprtext, item.stash.get(RESULTS, []))
    if call.when == "teardown" and (shares := item.stash.get(SHARES, [])):
        setattr(report, WIRED, [share.wired() for share in shares])  # a report also comes home from a worker of xdist
    return report


def _untold(text: str, results: list[Faithfulness]) -> list[tuple[str, str]]:
    """What a failure does not show: pytest cuts explanations off below -vv, and another kind of assert has none."""
    faulty = dict.fromkeys(result.explanation for result in results if not result.supported)
    return [("evalkit", "\n".join(lines)) for lines in faulty if any(line not in text for line in lines)]
