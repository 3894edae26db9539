"""Mutants for a terminal or a pipe: faults, edits, what was missed, and the gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from ..mutate.record import Example, Result
from .mutate_words import HEADS, cells, headline, marked, notes, outcome
from .terminal import clean, widen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_mutants"]

_STYLES = {"same": "", "old": "strike red", "new": "bold green"}
_SIGNS = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
_TITLES = {"fault": "Planted faults", "edit": "Edits that keep the meaning"}
_SHOWN = {"fault": "missed", "edit": "taken for a fault"}


def print_mutants(found: Result, console: Console) -> None:
    """Prints the tables, an example of each type that was missed or raised an alarm, and how the gate went."""
    widen(console)
    console.print(Text(clean(headline(found))), soft_wrap=True)
    for kind, title in _TITLES.items():
        rows = [row for row in found.rows if row.kind == kind]
        if not rows:
            continue
        console.print()
        console.print(Text(title, style="bold"))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        kept = [place for place, head in enumerate(HEADS[kind]) if head]
        for place in kept:
            table.add_column(HEADS[kind][place], justify="left" if place == 0 else "right", no_wrap=True)
        for row in rows:
            if row.name.startswith("all "):
                table.add_section()
            table.add_row(*(Text(cells(row)[place]) for place in kept), style="" if not row.operator else "dim")
        console.print(table)
        for row in rows:
            if row.examples and not row.operator and not row.name.startswith("all "):
                console.print(_line(row.name, _SHOWN[kind], row.examples[0]), soft_wrap=True)
    console.print()
    for note in notes(found):
        console.print(Text(f"- {clean(note)}"), soft_wrap=True)
    for line in _gate(found):
        console.print(line, soft_wrap=True)


def _line(name: str, what: str, example: Example) -> Text:
    told = Text.assemble((f"{name}, {what}: ", "bold"), (f"{clean(example.place)} ", "dim"))
    for kind, words in marked(example):
        if words:
            before, behind = _SIGNS[kind]
            inner = clean(words)
            lead = " " if words[:1].isspace() else ""
            trail = " " if words[-1:].isspace() and words.strip() else ""
            told.append(f"{before}{lead}{inner}{trail}{behind}", style=_STYLES[kind])
    return told


def _gate(found: Result) -> Iterator[Text]:
    word = outcome(found)
    if word is not None:
        yield Text(
            f"{word} {sum(one.passed is True for one in found.gates)} of {len(found.gates)} gates hold", style="bold"
        )
    for one in found.gates:
        sign = {True: "✓", False: "✕", None: "?"}[one.passed]
        yield Text(f"  {sign} {clean(one.gate)}: {clean(one.reason)}")
