"""What the report's first view tells of a run, worked out for its template: groups, distributions, findings, measures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..overview import Group, Overview, Row, Seen, counted
from ..signature import shorts
from .headline import SIGNS, VERDICTS, headline, in_numbers
from .precision import precision_rows

__all__ = ["BINS", "address", "first_view"]

BINS = 20
"""Bins of a histogram."""
_WIDTH = 160.0  # of a histogram, in its own units


def first_view(found: Overview) -> dict[str, Any]:
    """The values of the template of the first view."""
    ranges = _ranges(found.rows)
    rows = [(row, _histogram(row, ranges.get((row.metric, row.measure.name), (0.0, 0.0)))) for row in found.rows]
    return {
        "headline": headline(found),
        "sentence": in_numbers(found),
        "header": found.header,
        "signatures": shorts(found.header),
        "bad_inputs": found.bad_inputs,
        "failures": sorted((metric, note, count) for (metric, note), count in found.failures.items()),
        "groups": _groups(found),
        "distributions": [
            (row, drawn) for row, drawn in rows if (row.metric, row.measure.name) == ("support", "support") and drawn
        ],
        "findings": _findings(found),
        "judging": _by_metric((row, drawn) for row, drawn in rows if row.measure.better != "neither"),
        "telling": _by_metric((row, drawn) for row, drawn in rows if row.measure.better == "neither"),
        "reliability": precision_rows(found.header),
        "seen": {name: _coverage(seen) for name, seen in found.seen.items()},
        "config": [(name, json.dumps(value, ensure_ascii=False)) for name, value in found.header.config.items()],
        "signs": SIGNS,
    }


def _coverage(seen: Seen) -> str:
    """How much of CONTENT a metric saw, in words."""
    if not seen.told:
        return "It does not say how much of CONTENT it sees."
    of = counted(seen.told, "block") + (f" of {seen.scored}, the others do not say" if seen.told < seen.scored else "")
    if seen.least == 1.0:
        return f"Share of CONTENT seen: 100% ({of})."
    return f"Share of CONTENT seen: {seen.total / seen.told:.1%} of its sentences on average, {seen.least:.1%} at least ({of})."


def address(**filters: str) -> str:
    """The fragment of the list with these filters."""
    return "#" + "&".join(f"{key}={quote(value, safe='')}" for key, value in filters.items() if value)


@dataclass(frozen=True, slots=True)
class _Group:
    """A row of the first table: a kind of block of a system."""

    name: str
    group: Group
    counts: tuple[tuple[str, int, str], ...]
    """Verdict, how many, and the address of the articles that have one."""
    bars: tuple[tuple[str, float, float], ...]
    """Verdict, where its part of the bar starts and how wide it is, in percent."""
    row: Row | None
    """The measure `support` of it."""


def _groups(found: Overview) -> list[_Group]:
    support = {row.group: row for row in found.rows if (row.metric, row.measure.name) == ("support", "support")}
    told = []
    for group, counts in found.verdicts.items():
        total = counts.total()
        bars, at = [], 0.0
        for verdict in VERDICTS:
            if counts[verdict]:
                width = 100.0 * counts[verdict] / total
                bars.append((verdict, round(at, 2), round(max(0.4, width - 0.5), 2)))
                at += width
        addresses = tuple(
            (one, counts[one], address(verdict=one, block=group.block, system=group.system)) for one in VERDICTS
        )
        name = f"{group.block} · {group.system}" if group.system else group.block
        told.append(_Group(name, group, addresses, tuple(bars), support.get(group)))
    return told


def _findings(found: Overview) -> list[dict[str, Any]]:
    top = max(found.findings.values(), default=1)
    measured = {
        (row["finding"], row["certainty"]): row
        for row in precision_rows(found.header)
        if row["finding"] and found.finders.get((row["finding"], row["certainty"])) == {row["metric"]}
    }  # where another metric has found some too, one metric's precision would not be theirs
    return [
        {
            "type": name,
            "kinds": [
                {
                    "certainty": certainty,
                    "count": number,
                    "measured": measured.get((name, certainty)) if number else None,
                }
                for certainty, number in (("certain", found.certain[name]), ("likely", count - found.certain[name]))
            ],
            "certain_width": round(100.0 * found.certain[name] / top, 2),
            "width": round(100.0 * count / top, 2),
            "address": address(finding=name),
        }
        for name, count in sorted(found.findings.items(), key=lambda item: (-item[1], item[0]))
    ]


@dataclass(frozen=True, slots=True)
class _Histogram:
    """A small histogram over a measure's range, with its mean and interval below; lengths in the drawing's own units."""

    low: float
    high: float
    bars: tuple[tuple[float, float, float], ...]
    """Left edge, width and height of each bar that is not empty; the highest is 26 high."""
    mean: float
    interval: tuple[float, float] | None


def _histogram(row: Row, extent: tuple[float, float]) -> _Histogram | None:
    if row.estimate is None:
        return None
    low, high = extent
    counts = _counts(row.values, low, high)
    width, top = _WIDTH / BINS, max(counts)
    estimate = row.estimate

    def place(value: float) -> float:
        return round(min(_WIDTH, max(0.0, _WIDTH * (value - low) / (high - low))) if high > low else 0.0, 2)

    interval = None
    if estimate.low is not None and estimate.high is not None:
        interval = (place(estimate.low), max(place(estimate.high), place(estimate.low) + 1))
    bars = tuple(
        (n * width + 0.5, width - 1, round(max(1.5, 26 * count / top), 2)) for n, count in enumerate(counts) if count
    )
    return _Histogram(low, high, bars, place(estimate.mean), interval)


def _counts(values: Sequence[float], low: float, high: float) -> list[int]:
    width = (high - low) / BINS
    counts = [0] * BINS
    for value in values:
        counts[max(0, min(BINS - 1, int((value - low) / width))) if width > 0 else 0] += 1
    return counts


def _ranges(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[float, float]]:
    """The range of each measure: its own, or that of all its values where it has no bound, so that blocks compare."""
    lows: dict[tuple[str, str], float] = {}
    highs: dict[tuple[str, str], float] = {}
    for row in rows:
        key, bound = (row.metric, row.measure.name), row.measure
        if not row.values:
            continue
        low = min(row.values) if bound.low is None else bound.low
        high = max(row.values) if bound.high is None else bound.high
        lows[key], highs[key] = min(low, lows.get(key, low)), max(high, highs.get(key, high))
    return {key: (low, highs[key]) for key, low in lows.items()}


Drawn = tuple[Row, "_Histogram | None"]


def _by_metric(rows: Iterable[Drawn]) -> Mapping[str, Mapping[str, list[Drawn]]]:
    """Rows by metric, then by measure, in the order of the run."""
    told: dict[str, dict[str, list[Drawn]]] = {}
    for row, drawn in rows:
        told.setdefault(row.metric, {}).setdefault(row.measure.name, []).append((row, drawn))
    return told
