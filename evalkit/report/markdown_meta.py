"""A card of agreement with human labels as Markdown (GitHub's), fit for a model card or a pull request.

Names of predictors, systems, error types and files stand in code spans alone, where they cannot be markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..files import replacing
from ..meta.records import Card, SetCard
from ..overview import counted
from .card import Cell, Table, about, bins, headline, made, missing, overall, tables
from .claimwise import short
from .markdown import code

__all__ = ["meta_markdown", "table_markdown", "write_markdown_meta"]

_LONGEST = 80  # letters of a name
_LONGEST_LINE = 2_000
_WITHIN = re.compile(r"(?<=[a-z0-9])[_-](?=[a-z0-9])")
_FAULTS = 20  # that are named; the others are counted
_NAMED = frozenset({"calibration", "bins", "spans"})  # tables whose rows have names of our own


def write_markdown_meta(card: Card, path: Path) -> None:
    """Writes a card as Markdown. Equal cards give equal bytes.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(path) as file:
        file.write(meta_markdown(card))


def meta_markdown(card: Card) -> str:
    """A card as Markdown: what was scored, the means over sets, each set with its labels and tables, and how it was made."""
    return "\n\n".join(_parts(card)) + "\n"


def _parts(card: Card) -> Iterator[str]:
    yield "## Agreement with human labels"
    yield _sentence(headline(card))
    yield from _troubles(card)
    means = list(overall(card))
    if means:
        yield "### All sets"
        yield from _shown(means)
    for one in card.sets:
        yield f"### {code(short(one.name, _LONGEST))}"
        yield from _set(card, one)
    lines = [f"- {code(name)}: {code(value, longest=_LONGEST_LINE)}" for name, value in made(card)]
    yield "<details><summary>How these numbers were made</summary>\n\n" + "\n".join(lines) + "\n\n</details>"


def _troubles(card: Card) -> Iterator[str]:
    lines = [f"- could not be read: {code(fault)}" for fault in card.faults[:_FAULTS]]
    if more := len(card.faults) - _FAULTS:
        lines += [f"- and {counted(more, 'fault')} more"] if more > 0 else []
    if card.failed:
        lines.append(f"- {counted(card.failed, 'score')} failed, and count in no number")
    if lines:
        yield "\n".join(lines)


def _set(card: Card, one: SetCard) -> Iterator[str]:
    yield "\n".join(f"- {name}: {_sentence(value)}" for name, value in about(one))
    found = list(tables(card, one))
    yield from _shown(found)
    for each in one.calibration:
        points = bins(each)
        yield f"<details><summary>{points.title}</summary>\n\n{table_markdown(points)}\n\n</details>"
    reasons = [
        f"no {what}: {why}"
        for what, why in (("calibration", one.calibration_reason), ("spans", one.spans_reason))
        if why
    ]
    if notes := [*one.notes, *reasons, *missing(found)]:
        yield "\n".join(f"- {_sentence(note)}" for note in notes)


def _shown(found: Iterable[Table]) -> Iterator[str]:
    for table in found:
        yield f"**{table.title}**" + (f", {table.over}" if table.over else "")
        yield table_markdown(table)


def table_markdown(table: Table) -> str:
    """A table; of predictors, the reference stands in bold type, and a baseline is called one."""
    lines = [
        "| " + " | ".join((table.first, *(head.text for head in table.heads))) + " |",
        "|---|" + "|".join("--:" if head.number else "---" for head in table.heads) + "|",
    ]
    for name, kind, row in zip(table.names, table.kinds, table.rows, strict=True):
        named = name if table.key in _NAMED else code(short(name, _LONGEST)).replace("|", "\\|")
        named = f"**{named}**" if kind == "reference" else f"{named} (baseline)" if kind else named
        lines.append(f"| {named} | " + " | ".join(map(_words, row)) + " |")
    return "\n".join(lines)


def _words(cell: Cell) -> str:
    return f"{cell.text} ({cell.interval})" if cell.interval else cell.text


def _sentence(text: str) -> str:
    """A sentence that may hold names: as a code span where it has a character that is markup, else as it is."""
    inner = _WITHIN.sub("", text)  # inside a word, neither starts anything (GFM 6.2)
    plain = all(sign.isalnum() or sign in " ,.;:()%'/=\u2019\u2013\u2212" for sign in inner)
    return text if plain and "www." not in text and "://" not in text else code(text, longest=_LONGEST_LINE)
