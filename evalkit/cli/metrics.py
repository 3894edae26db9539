"""`evalkit metrics`: the installed metrics, what they take and give, and what is missing where one is not ready."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from ..catalogue import Description, Parameter
    from ..metric import Measure

__all__ = ["EPILOG", "metrics"]

EPILOG = "Example: evalkit metrics support"

_PIPE_WIDTH = 100_000  # wider than any cell: in a pipe a row is a line


def metrics(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME...",
            help="The metrics to show, by name or as module:Class; all if none is named.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: a list with an object for each metric.")] = False,
) -> int:
    """List the metrics that are installed: distribution and version, ready or what is missing, parameters and measures.

    Exit code 0, also where one is not ready: the list says why. 2: there is no metric of that name.
    """
    from ..catalogue import describe

    found = describe(names or ())
    if as_json:
        print(json.dumps([_as_data(one) for one in found], indent=2, ensure_ascii=False, default=repr))
    else:
        _print(found)
        if not names:
            defaults = dict.fromkeys(one.name for one in found if one.default)
            print(f"A run that names no metric takes {', '.join(defaults)}.")
    return 0


def _as_data(one: Description) -> dict[str, object]:
    from dataclasses import asdict

    data = asdict(one)
    data["ready"] = one.ready
    for parameter in data["parameters"]:
        if isinstance(parameter["default"], float) and not math.isfinite(parameter["default"]):
            parameter["default"] = repr(parameter["default"])  # JSON has no infinity
    return data


def _print(found: Sequence[Description]) -> None:
    from rich.console import Console

    from ..report.terminal import clean

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    _print_table(console, ("metric", "distribution", "version", "state", "what"), map(_metric_row, found))
    _print_table(
        console,
        ("metric", "parameter", "type", "default", "meaning"),
        ((one.name, *_parameter_row(part)) for one in found for part in one.parameters),
    )
    _print_table(
        console,
        ("metric", "measure", "range", "unit", "better", "meaning"),
        ((one.name, *_measure_row(part)) for one in found for part in one.measures),
    )
    for one in found:
        if not one.ready:
            told = f"{_titled(one)}: {one.problem}" if one.install else str(one.problem)
            console.print(f"not ready: {clean(told)}", style="red", soft_wrap=True)


def _print_table(console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table

    from ..report.terminal import clean

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")  # where a terminal is too narrow a cell goes on in the next line
    for row in rows:
        table.add_row(*map(clean, row))
    if table.row_count:
        console.print(table)


def _metric_row(one: Description) -> tuple[str, ...]:
    return one.name, one.distribution or "–", one.version or "–", "ready" if one.ready else "not ready", one.summary


def _titled(one: Description) -> str:
    return f"{one.name} of {one.distribution} {one.version}" if one.distribution else one.name


def _parameter_row(one: Parameter) -> tuple[str, ...]:
    return one.name, one.type, "required" if one.required else repr(one.default), one.help or "–"


def _measure_row(one: Measure) -> tuple[str, ...]:
    low, high = ("…" if bound is None else f"{bound:g}" for bound in (one.low, one.high))
    return one.name, f"{low} – {high}", one.unit, one.better, one.help or "–"
