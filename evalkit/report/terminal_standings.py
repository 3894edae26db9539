"""A leaderboard for a terminal or a pipe: its tables, cut into narrower ones where a terminal is too narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from ..leaderboard import Board, Leaderboard
from .claimwise import short
from .standing_words import headline, made_lines, method, notes
from .standings import Section, Value, legend, sections
from .terminal import clean, widen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_leaderboard"]

_SIGNS = {"": "", "best": "*", "tied": "="}
_STYLES = {"": "", "best": "bold", "tied": ""}
_ANY = 10_000  # columns: wider than any table
_LONGEST = 40  # letters of a system's name on a terminal; in a pipe it is whole


def print_leaderboard(found: Leaderboard, console: Console) -> None:
    """Prints a leaderboard, how it was made and what it cannot say."""
    widen(console)
    longest = _LONGEST if console.is_terminal else None
    if longest is None:
        console.width = max(
            console.width, *(2 * len(one.system) + 500 for board in found.boards for one in board.standings)
        )
    console.print(Text(clean(headline(found)), style="bold"), soft_wrap=True)
    for board in found.boards:
        console.print()
        console.print(Text(board.block, style="bold"))
        console.print(Text(clean(_first_upper(method(found, board)))), soft_wrap=True)
        for section in sections(found, board):
            console.print()
            _print_section(section, board, console, longest)
        for note in notes(found, board):
            console.print(Text(f"- {clean(note)}"), soft_wrap=True)
    console.print()
    for name, value in made_lines(found):
        console.print(Text(f"{clean(name)}: {clean(value)}", style="dim"), soft_wrap=True)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _print_section(section: Section, board: Board, console: Console, longest: int | None) -> None:
    console.print(Text.assemble((section.title, "bold"), f", {section.over}" if section.over else ""), soft_wrap=True)
    for columns in _pieces(section, console, longest):
        if columns:
            console.print(_table(section, longest, columns))
        else:
            for line in _stacked(section, board, longest):
                console.print(line)
    if told := legend(section):
        console.print(Text(told, style="dim"))


def _pieces(section: Section, console: Console, longest: int | None) -> Iterator[Sequence[int]]:
    """Yields the columns of each table that a section is cut into, so that each fits; none where a single one does not fit."""
    every = range(len(section.heads))
    if not console.is_terminal:
        yield every
        return
    if not all(_fits(section, console, longest, [n]) for n in every):
        yield ()
        return
    piece: list[int] = []
    for n in every:
        if piece and not _fits(section, console, longest, [*piece, n]):
            yield piece
            piece = []
        piece.append(n)
    yield piece


def _fits(section: Section, console: Console, longest: int | None, columns: Sequence[int]) -> bool:
    table = _table(section, longest, columns)
    return Measurement.get(console, console.options.update(max_width=_ANY), table).maximum <= console.width


def _name(names: Sequence[str], longest: int | None) -> str:
    told = " – ".join(clean(one) if longest is None else short(one, longest) for one in names)
    return told or "(no name)"


def _table(section: Section, longest: int | None, columns: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("system" if len(section.names[0]) == 1 else "pair", no_wrap=True)
    for head in (section.heads[n] for n in columns):
        table.add_column(_folded(head.text), justify="right" if head.number else "left", no_wrap=True)
    for names, row in zip(section.names, section.rows, strict=True):
        table.add_row(Text(_name(names, longest)), *(_cell(row[n], pad=True) for n in columns))
    return table


def _folded(head: str) -> str:
    """A head on two lines where it has several words, so that columns stay narrow."""
    first, blank, rest = head.rpartition(" ")
    return f"{first}\n{rest}" if blank else head


def _cell(value: Value, *, pad: bool) -> Text:
    sign = _SIGNS[value.mark]
    return Text(value.text + (sign or (" " if pad and value.number is not None else "")), style=_STYLES[value.mark])


def _stacked(section: Section, board: Board, longest: int | None) -> Iterator[Text]:
    """A system's numbers below its name, a line each: nothing to cut on a narrow terminal."""
    for names, row in zip(section.names, section.rows, strict=True):
        yield Text(
            _name(names, longest), style="bold" if board.baseline not in names or len(names) > 1 else "bold underline"
        )
        for head, value in zip(section.heads, row, strict=True):
            yield Text.assemble(f"  {head.text}: ", _cell(value, pad=False))
