"""`evalkit explain`: one claim, with all that speaks for it and against it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cache import CacheOption
from .device import DeviceOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..report.explain import Explained
    from ..runfile import CaseRecord, Run

__all__ = ["EPILOG", "explain"]

EPILOG = "Example: evalkit explain seeds/01-harbour-bridge.txt:9"

_METRICS = ("support", "highlights", "consistency")
_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?", re.DOTALL)
_WIDTH_OF_A_PIPE = 120


def explain(
    place: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE[:COLUMN]]",
            help="An article file, and the line of a claim in it; without a line, its weakest claim.",
        ),
    ],
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN", help="Show what this run has recorded, instead of judging the file now."),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", metavar="M", help="A metric to judge with. Repeatable; support, highlights, consistency."
        ),
    ] = None,
    columns: Annotated[
        str, typer.Option("--columns", metavar="A=B,...", help="Which columns of records are which, as for run.")
    ] = "",
    cache: Annotated[Path | None, CacheOption] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep no results of models.")] = False,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[bool, typer.Option("--offline", help="Forbid the network altogether.")] = False,
) -> int:
    """Print a claim with its verdict, what each tier said, its evidence, and its findings with both sides underlined.

    Exit code 0: done; 2: the file or the run cannot be read, or no claim stands there.
    """
    from rich.console import Console

    from ..report.explain import explained

    path, line, column = _parsed(place)
    found = _recorded(run, path) if run else _judged(path, metric or _METRICS, columns, cache, not no_cache, offline)
    chosen, others = _chosen(found, path, line, column)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    width = console.width if console.is_terminal else _WIDTH_OF_A_PIPE
    for number, one in enumerate(chosen):
        if number:
            console.print()
        for text in explained(one, width):
            console.print(text)
    if others:
        console.print()
        console.print(f"The weakest of {others + 1} claims; a line names another: {path}:LINE", style="dim")
    return 0


def _parsed(place: str) -> tuple[str, int | None, int | None]:
    """A path, a line and a column. A file whose name ends like a place is that file."""
    match = None if Path(place).exists() else _PLACE.fullmatch(place)
    if match is None:
        return place, None, None
    return match["path"], int(match["line"]), int(match["column"]) if match["column"] else None


def _judged(
    path: str, metrics: Sequence[str], columns: str, cache: Path | None, keep: bool, offline: bool
) -> list[Explained]:
    from .. import api
    from ..errors import InputError
    from ..reading import Columns
    from ..runner import VERDICT_FROM
    from .run import built
    from .settings import calibration_of

    found = api.run(
        path,
        metrics=built(metrics, {}, VERDICT_FROM, calibration_of(None)),
        columns=Columns.parsed(columns).named if columns else None,
        cache=cache or keep,
        offline=offline,
    )
    claims = list(_claims(found))
    if not claims and found.bad_inputs:
        bad = found.bad_inputs[0]
        raise InputError(bad.path, bad.line, bad.column, bad.message)
    return claims


def _recorded(run: Path, path: str) -> list[Explained]:
    from ..errors import ConfigError
    from ..runfile import read_run

    whole = read_run(run)
    wanted = Path(path)
    claims = [one for one in _claims(whole) if one.case.path is not None and _is_same(Path(one.case.path), wanted)]
    if not claims:
        raise ConfigError(f"{path}: the run {run} has no claim of that file: expected the path as the run names it")
    return claims


def _is_same(one: Path, other: Path) -> bool:
    return one == other or one.resolve() == other.resolve()


def _claims(run: Run) -> Iterator[Explained]:
    from ..report.explain import Explained

    articles = {article.id: article for article in run.articles}
    cases: dict[str, list[CaseRecord]] = {}
    for case in run.cases:
        cases.setdefault(case.article, []).append(case)
    for case in run.cases:
        for claim in case.claims:
            yield Explained(claim, case, articles[case.article], cases[case.article])


def _chosen(found: Sequence[Explained], path: str, line: int | None, column: int | None) -> tuple[list[Explained], int]:
    """The claims that stand at a place, or the weakest one, and how many others there are then."""
    from ..errors import ConfigError

    if not found:
        raise ConfigError(f"{path}: no claim stands in it: expected a SUMMARY or HIGHLIGHTS with text")
    if line is None:
        return [min(found, key=_strength)], len(found) - 1
    held = [one for one in found if one.claim.line is not None and one.claim.line <= line <= _last_line(one)]
    if column is not None:
        held = [one for one in held if one.claim.line != line or (one.claim.column or 0) <= column] or held
        held = held[-1:]
    if not held:
        lines = sorted({one.claim.line for one in found if one.claim.line is not None})
        shown = ", ".join(map(str, lines[:20])) + (", ..." if len(lines) > 20 else "")
        raise ConfigError(f"{path}:{line}: no claim stands there: expected one of the lines {shown}")
    return held, 0


def _last_line(one: Explained) -> int:
    return (one.claim.line or 0) + one.claim.text.count("\n")


def _strength(one: Explained) -> tuple[bool, float]:
    """Contradicted claims come before all others, then those of low probability; what was not judged comes last."""
    claim = one.claim
    return claim.verdict != "contradicted", 2.0 if claim.probability is None else claim.probability
