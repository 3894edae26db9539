"""The table and the worst claims, for a terminal or a pipe.

On a terminal it is as wide as that; in a pipe it is as wide as its cells, and none is cut. Text from articles and paths
loses its control characters, so that it cannot drive the terminal.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from ..overview import Overview, Row, WorstClaim, counted
from ..problems import why
from ..runfile import CaseRecord, ClaimRecord
from ..signature import rests_on, short

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["clean", "evidence_line", "fitted", "place_of", "print_overview", "reason_of", "widen"]

_UNSCORED = {"abstained": "abstained", "not_applicable": "not applicable", "failed": "failed"}
_SIGNS = {"contradicted": ("✕", "bold red"), "unsupported": ("?", "bold yellow")}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphens and the like: common, and harmless
_PIPE_WIDTH = 10_000
_SLACK = 16  # characters that two rows lose where a word is moved down


def clean(text: str) -> str:
    """A text on one line, without characters that control a terminal or turn its direction of writing."""
    flat = " ".join(text.translate(_INVISIBLE).split())
    return "".join(
        sign
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or sign in "\u200d\u200c"
        else "\ufffd"
        for sign in flat
    )


def print_overview(found: Overview, console: Console) -> None:
    """Prints a run: a table by metric and block kind, what could not be scored or read, and the worst claims."""
    widen(console)
    console.print(_table(found))
    for line in _remarks(found):
        console.print(line)
    if found.worst:
        console.print()
        console.print(Text("Worst claims", style="bold"))
        for worst in found.worst:
            for line in _claim(worst, console):
                console.print(line, soft_wrap=not console.is_terminal)


def widen(console: Console) -> None:
    """Makes a pipe or a file as wide as anything that is printed into it, so that no cell is cut."""
    if not console.is_terminal:
        console.width = _PIPE_WIDTH


def _table(found: Overview) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("metric", no_wrap=True)
    table.add_column("measure", no_wrap=True)
    if found.has_systems:
        table.add_column("system", no_wrap=True)
    table.add_column("block", no_wrap=True)
    for name in ("mean", "95% interval", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("not scored")
    last = ""
    empty = _never_scored(found.rows)
    told: set[tuple[str, str, str]] = set()
    for row in found.rows:
        group = (row.metric, row.group.block, row.group.system)
        if group in empty and group in told:
            continue  # one row says that a metric has nothing on a kind of block, not one a measure
        told.add(group)
        if row.metric != last and last:
            table.add_section()
        system = [clean(row.group.system) or "–"] if found.has_systems else []
        table.add_row(
            clean(row.metric) if row.metric != last else "",
            "–" if group in empty else row.measure.name,
            *system,
            row.group.block,
            *_numbers(row),
            _unscored(row),
        )
        last = row.metric
    return table


def _never_scored(rows: Sequence[Row]) -> set[tuple[str, str, str]]:
    """The metrics, blocks and systems of which no measure has any value."""
    groups = {(row.metric, row.group.block, row.group.system) for row in rows}
    return groups - {(row.metric, row.group.block, row.group.system) for row in rows if row.estimate is not None}


def _numbers(row: Row) -> tuple[str, str, str]:
    estimate = row.estimate
    if estimate is None:
        return "–", "–", "0"
    digits = 3 if row.measure.high == 1.0 else 2
    interval = "–" if estimate.low is None else f"{estimate.low:.{digits}f} – {estimate.high:.{digits}f}"
    return f"{estimate.mean:.{digits}f}", interval, str(estimate.n)


def _unscored(row: Row) -> str:
    return ", ".join(f"{count} {_UNSCORED[status]}" for status, count in row.unscored.items())


def _remarks(found: Overview) -> Iterator[Text]:
    footer = found.footer
    verdicts: Counter[str] = sum(found.verdicts.values(), Counter())
    parts = [counted(footer.articles, "article"), counted(footer.cases, "block"), counted(verdicts.total(), "claim")]
    told = [
        f"{verdicts[name]} {name}"
        for name in ("supported", "contradicted", "unsupported", "abstained")
        if verdicts[name]
    ]
    yield Text(", ".join(parts) + (": " + ", ".join(told) if told else ""))
    if found.findings:
        yield Text("findings: " + ", ".join(f"{count} {name}" for name, count in sorted(found.findings.items())))
    for (metric, note), count in sorted(found.failures.items()):
        yield Text(f"{clean(metric)} failed on {counted(count, 'block')}: {clean(note)}", style="red")
    if found.bad_inputs:
        yield Text(f"{counted(len(found.bad_inputs), 'input')} could not be read; the report lists them", style="red")
    signatures = ", ".join(short(metric.signature) for metric in found.header.metrics)
    behind = "|".join(rests_on(found.header.versions))
    yield Text(clean(f"signatures: {signatures}" + (f", all {behind}" if behind else "")), style="dim")


def _claim(worst: WorstClaim, console: Console) -> Iterator[Text]:
    """Two lines: place, verdict, reason and words; then the evidence with its place."""
    claim, case = worst.claim, worst.case
    sign, style = _SIGNS[claim.verdict or "unsupported"]
    first = Text.assemble(
        (f"{sign} {place_of(case, claim)}", style),
        f" {claim.verdict} {claim.probability:.2f}" if claim.probability is not None else f" {claim.verdict}",
        (f" {reason_of(claim)}: ", "bold"),
        clean(claim.text),
    )
    yield fitted(first, console)
    yield evidence_line(claim, console)


def evidence_line(claim: ClaimRecord, console: Console) -> Text:
    """A claim's best evidence with its place in the article, on a line of its own."""
    if not claim.evidence:
        return Text("    no evidence in the article", style="dim")
    best = claim.evidence[0]
    place = _joined(best.line, best.column) or "article"
    return fitted(Text.assemble(("    ", ""), (f"{place} ", "dim"), (clean(best.text), "dim")), console)


def place_of(case: CaseRecord, claim: ClaimRecord) -> str:
    """Where a claim stands: path, line and column of what there is, and the field of a record; else its case."""
    if case.path is None or claim.line is None:
        return clean(case.id)
    field = f" {clean(case.field)}" if case.field is not None else ""
    return _joined(clean(case.path), claim.line, claim.column) + field


def _joined(*parts: str | int | None) -> str:
    """`path:line:column`, of what there is: a record's text has no column."""
    return ":".join(str(part) for part in parts if part is not None)


def reason_of(claim: ClaimRecord) -> str:
    """Why a claim does not stand, on one line."""
    return clean(why(claim))


def fitted(text: Text, console: Console) -> Text:
    """A line that fills two rows of a terminal at most, and is not cut in a pipe."""
    if console.is_terminal:
        text.truncate(2 * max(console.width, 40) - _SLACK, overflow="ellipsis")
    return text
