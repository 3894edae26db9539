"""CSV and TSV with a header (RFC 4180), read by Python's csv module.

Quoted cells may hold line ends and delimiters; a quotation mark inside them is doubled.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from .. import limits
from ..records import BadInput
from .lines import Line, not_text, physical_lines, rejoined
from .rows import Row

__all__ = ["read_csv", "read_tsv"]

_DELIMITERS = (",", ";", "\t")  # a spreadsheet writes semicolons where the comma stands in numbers


def read_csv(stream: BinaryIO, path: str) -> Iterator[Row | BadInput]:
    """Yields the rows of a CSV file by their header's names; commas, semicolons or tabs, whichever the header has most of."""
    return _read(stream, path, _DELIMITERS)


def read_tsv(stream: BinaryIO, path: str) -> Iterator[Row | BadInput]:
    """Yields the rows of a TSV file by their header's names."""
    return _read(stream, path, ("\t",))


class _Lines:
    """Lines for the csv module, which remembers where the record began and the first fault within it."""

    def __init__(self, lines: Iterator[Line], path: str) -> None:
        self._lines = lines
        self._path = path
        self.first: Line | None = None
        self.fault: BadInput | None = None

    def begin(self) -> None:
        self.first = self.fault = None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self.first is None:
            self.first = line
        self.fault = self.fault or line.bad(self._path)
        return line.text[line.margin :]


def _read(stream: BinaryIO, path: str, delimiters: Sequence[str]) -> Iterator[Row | BadInput]:
    head = stream.read(8192)
    if refusal := not_text(head):
        yield BadInput(path, 1, 1, refusal)
        return
    csv.field_size_limit(limits.CONTENT)  # the module's own limit is 128 KB a cell; an article may be longer
    lines = _Lines(physical_lines(rejoined(head, stream)), path)
    first = head.decode("utf-8", "replace").splitlines()[:1]
    delimiter = max(delimiters, key=lambda one: first[0].count(one) if first else 0)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    number = 0
    skipping = False  # a fault within a record spoils the lines up to the next whole one: it is told once
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            number += 1
            place = lines.first.number if lines.first else 1
            if header is None or not skipping:
                yield BadInput(path, place, 1, _damage(str(error)))
            if header is None:
                return
            skipping = True
            continue
        if not cells:  # a blank line
            continue
        place = lines.first.number if lines.first else 1
        if header is None:
            if fault := lines.fault or _bad_header(cells, path, place):
                yield fault
                return
            header = cells
            continue
        number += 1
        if lines.fault:
            yield lines.fault
        elif len(cells) != len(header):
            if not skipping:
                message = f"the row has {len(cells)} cells, the header has {len(header)}: expected as many; quote cells that hold {delimiter!r} or a line end"
                yield BadInput(path, place, 1, message)
        else:
            skipping = False
            yield Row(number, place, dict(zip(header, cells, strict=True)))
    if header is None:
        yield BadInput(path, 1, 1, "the file is empty: expected a header and a row per summary")
    elif not number:
        yield BadInput(path, 1, 1, "the file has a header and no row: expected a row per summary")


def _bad_header(cells: Sequence[str], path: str, line: int) -> BadInput | None:
    repeated = next((cell for place, cell in enumerate(cells) if cell in cells[:place]), None)
    if repeated is None:
        return None
    return BadInput(path, line, 1, f"the column {repeated!r} stands twice in the header: expected each name once")


def _damage(said: str) -> str:
    if "end of data" in said:
        return (
            "a quotation mark in this row is never closed, so that nothing after it could be read: expected a closing one"
            " (a quotation mark inside a quoted cell is doubled)"
        )
    if "field limit" in said:
        return f"a cell of this row has more than {limits.shown(limits.CONTENT)} characters: expected less; is a quotation mark never closed?"
    return f"the row cannot be read ({said}): a quotation mark inside a quoted cell is doubled"
