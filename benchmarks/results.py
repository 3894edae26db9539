"""From measured ratios to a table and a page: medians, spreads, verdicts, words. Nothing is measured here."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["HEADS", "Check", "Results", "Row", "cells", "load", "markdown", "page", "save"]

HEADS = ("", "what", "against", "aim", "got", "spread", "verdict")
MINUS = "\u2212"
DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class Check:
    """What has to hold beside the ratio, and whether it does: `max 1-cos 2e-07 <= 0.001`, True."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        number: of the aim it belongs to, with a letter where an aim has several lines: `7b`.
        what, against, aim: in words.
        values: one a repeat, in `unit`.
        unit: `x` for ratios, `s` for seconds, `MB`, or "" for a bare number.
        least, most: between which the median has to lie for the aim to be met; None where there is no such bound.
        checks: what has to hold beside that.
        seen: the figures behind it, in words.
        low, high: the spread where it is not that of `values`, as of an interval.
    """

    number: str
    what: str
    against: str
    aim: str
    values: tuple[float, ...]
    unit: str
    least: float | None = None
    most: float | None = None
    checks: tuple[Check, ...] = ()
    seen: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """Smallest and largest."""
        return (
            min(self.values) if self.low is None else self.low,
            max(self.values) if self.high is None else self.high,
        )

    @property
    def is_met(self) -> bool:
        in_bounds = (self.least is None or self.median >= self.least) and (
            self.most is None or self.median <= self.most
        )
        return in_bounds and all(check.holds for check in self.checks)

    @property
    def verdict(self) -> str:
        return "met" if self.is_met else "missed"


@dataclass(frozen=True, slots=True)
class Results:
    """What a command measured.

    Attributes:
        rows: in the order of the table.
        left_out: aims that were not measured, with the reason.
        machine: what it was measured on, in words.
        how: the options, in words, by what they say.
        seconds: that all of it took.
    """

    rows: tuple[Row, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""
    how: str = ""
    seconds: float = 0.0


def shown(value: float, unit: str) -> str:
    """A number with the digits that it deserves, and its unit."""
    if unit == "MB":
        text = f"{value:,.0f}"
    elif unit == "":
        text = f"{value:+.3f}".replace("-", MINUS)
    elif abs(value) >= 100:
        text = f"{value:,.0f}"
    elif abs(value) >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    return f"{text} {unit}" if unit in ("s", "MB") else f"{text}{unit}"


def cells(row: Row) -> tuple[str, ...]:
    """The texts of a row, in the order of `HEADS`."""
    low, high = row.spread
    got = "; ".join([shown(row.median, row.unit), *(check.text for check in row.checks)])
    spread = f"{shown(low, '' if row.unit == '' else row.unit)} to {shown(high, row.unit)}" if low != high else DASH
    return (row.number, row.what, row.against, row.aim, got, spread, row.verdict)


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, verdicts that are missed in bold."""
    lines = [f"| {' | '.join(HEADS)} |", "|---|---|---|---|--:|--:|---|"]
    for row in rows:
        texts = list(cells(row))
        if not row.is_met:
            texts[-1] = f"**{texts[-1]}**"
        lines.append(f"| {' | '.join(text.replace('|', chr(92) + '|') for text in texts)} |")
    return "\n".join(lines)


def page(results: Results, explained: Mapping[str, str], about: str) -> str:
    """docs/speed.md.

    Args:
        explained: how each aim is measured, by its number.
        about: what stands above the table.
    """
    measured = {row.number[0] for row in results.rows}
    figures = [f"- **{row.number}** {row.seen}" for row in results.rows if row.seen]
    ways = [f"- **{number}** {text}" for number, text in explained.items() if number in measured]
    left_out = "; ".join(f"{number}, {why}" for number, why in results.left_out.items())
    parts = [
        "# Speed",
        about,
        results.machine.strip(),
        results.how,
        markdown(results.rows),
        f"Not measured here: {left_out}." if left_out else "",
        "## The figures behind the ratios" if figures else "",
        "\n".join(figures),
        "## How each row is measured" if ways else "",
        "\n".join(ways),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def save(results: Results, file: Path) -> None:
    """Writes results as JSON."""
    file.write_text(json.dumps(dataclasses.asdict(results), indent=2) + "\n", "utf-8")


def load(file: Path) -> Results:
    """Reads what `save` wrote."""
    data = json.loads(file.read_text("utf-8"))
    return Results(**{**data, "rows": tuple(_row(one) for one in data["rows"])})


def _row(data: Mapping[str, Any]) -> Row:
    return Row(
        **{
            **data,
            "values": tuple(data["values"]),
            "checks": tuple(Check(**one) for one in data["checks"]),
        }
    )
