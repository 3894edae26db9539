"""A card of agreement with human labels for a terminal or a pipe: the tables that tell most, and where the rest stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from ..meta.records import Card
from .card import Cell, about, headline, made, missing, overall, tables
from .card import Table as CardTable
from .terminal import clean, widen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_card"]

_STYLES = {"reference": "bold", "baseline": "dim", "": ""}


def print_card(card: Card, console: Console) -> None:
    """Prints a card: with several sets, the means over them and a line for each; with one, all of it."""
    widen(console)
    console.print(Text(clean(headline(card)), style="bold"), soft_wrap=True)
    if card.means:
        shown = list(overall(card))
        console.print()
        for one in card.sets:
            facts = dict(about(one))
            words = f"{one.name}: {facts['rows']}; {facts['texts']}; labelled supported {facts['labelled supported']}"
            console.print(Text(clean(words)), soft_wrap=True)
    else:
        shown = [table for one in card.sets for table in tables(card, one)]
        for one in card.sets:
            console.print()
            for name, value in about(one):
                console.print(Text(f"{name}: {clean(value)}"), soft_wrap=True)
    for table in shown:
        console.print()
        _print_table(table, console)
    console.print()
    for one in card.sets:
        for note in one.notes:
            words = f"- {one.name}: {note}" if card.means else f"- {note}"
            console.print(Text(clean(words)), soft_wrap=True)
    for why in missing(shown):
        console.print(Text(f"- {clean(why)}"), soft_wrap=True)
    for name, value in made(card):
        console.print(Text(f"{clean(name)}: {clean(str(value))}", style="dim"), soft_wrap=True)


def _print_table(table: CardTable, console: Console) -> None:
    words = f", {table.over}" if table.over else ""
    console.print(Text.assemble((table.title, "bold"), clean(words)), soft_wrap=True)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column(table.first, overflow="fold")
    for head in table.heads:
        shown.add_column(head.text, justify="right" if head.number else "left", overflow="fold")
    empty = []
    for name, cells, kind in zip(table.names, table.rows, table.kinds, strict=True):
        if table.first == "predictor" and not any(cell.ends or cell.number for cell in cells):
            empty.append(name)
            continue
        mark = f" ({kind})" if kind else ""
        shown.add_row(clean(name) + mark, *map(_told, cells), style=_STYLES[kind])
    console.print(shown)
    if empty:
        words = f"no value of {', '.join(empty)} on these rows; the card says why"
        console.print(Text(clean(words), style="dim"), soft_wrap=True)


def _told(cell: Cell) -> str:
    return clean(f"{cell.text} ({cell.interval})" if cell.interval else cell.text)
