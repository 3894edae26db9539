"""Sources to articles and faults, in order, in the memory of one article."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from ..records import Article, BadInput
from .columns import Columns, Entry
from .discover import Source, discover
from .formats import SUFFIXES, Format, format_of
from .grouping import Grouping
from .inputs import DAMAGED, Input
from .rows import ColumnarReader, Row

__all__ = ["Meter", "find", "have_columns", "read", "read_rows", "read_sources"]

T = TypeVar("T")


@dataclass(slots=True)
class Meter:
    """How many bytes of the inputs, as they are stored, there are and were read."""

    total: int = 0
    done: int = 0


def find(paths: Sequence[str | os.PathLike[str]], *, skip: Path | None = None) -> list[Source | BadInput]:
    """Finds the files behind paths (`discover`): of folders those whose suffix is a known format's."""
    return discover(paths, SUFFIXES, skip=skip)


def have_columns(sources: Sequence[Source | BadInput]) -> bool:
    """Whether a source has columns, or may have: what can be read but once is not looked into."""
    for source in sources:
        if isinstance(source, BadInput):
            continue
        if source.path is None or not source.path.is_file():
            return True
        try:
            if format_of(Input(source), Columns()).articles is None:
                return True
        except DAMAGED:
            return True
    return False


def read(paths: Sequence[str | os.PathLike[str]], columns: Columns | None = None) -> Iterator[Article | BadInput]:
    """Yields articles and faults of files, folders, glob patterns and `-`, in order, in the memory of one article."""
    return read_sources(find(paths), columns)


def read_rows(source: Source, columns: Columns) -> Iterator[Row | BadInput]:
    """Yields the rows of a source as they are stored, and its faults; tagged text, which has no columns, is one.

    Args:
        columns: tell a format that neither name nor first bytes tell; of Parquet, those that they name are read.
    """
    yield from _Opened(source, columns).rows()


def read_sources(
    sources: Sequence[Source | BadInput], columns: Columns | None = None, meter: Meter | None = None
) -> Iterator[Article | BadInput]:
    """Yields articles and faults of the sources that `find` found.

    A file's format is told by its suffix; without a known one, and for standard input, by its first bytes.

    Args:
        columns: which columns of records are which.
        meter: told how far the reading is.
    """
    columns = columns or Columns()
    meter = meter or Meter()
    inputs = [source if isinstance(source, BadInput) else _Opened(source, columns) for source in sources]
    opened = [one for one in inputs if isinstance(one, _Opened)]
    meter.total = sum(one.size() for one in opened)
    with contextlib.closing(Grouping(columns)) as grouping:
        for one in opened:
            one.survey(grouping)
        if grouping.scattered:
            for one in opened:
                grouping.keep(one.entries())
        before = 0
        for given in inputs:
            if isinstance(given, BadInput):
                yield given
                continue
            for item in given.articles(grouping):
                meter.done = before + given.position
                yield item
            before += given.size()
            meter.done = before


class _Opened(Input):
    """An input with its format. What hinders reading it is kept as its fault, told when its turn comes."""

    def __init__(self, source: Source, columns: Columns) -> None:
        super().__init__(source)
        self.position = 0
        self._columns = columns
        self._fault: BadInput | None = None
        self._format = Format()
        try:
            self._format = format_of(self, columns)
            if source.path is None and not source.url and not self.head().strip():
                message = "standard input is empty: expected articles, as tagged text, JSON Lines, CSV or Parquet"
                self._fault = BadInput(source.name, 1, 1, message)
        except DAMAGED as error:
            self._fault = self._damaged(error)

    def survey(self, grouping: Grouping) -> None:
        """Looks at all rows, if it is rows that this input has: for their ids, and for columns that are not there."""
        there: dict[str, None] = {}

        def entries() -> Iterator[Entry | BadInput]:
            for row in self._rows():
                if isinstance(row, Row):
                    there.update(dict.fromkeys(row.values))
                    yield self._columns.entry(self.source.name, row)

        grouping.survey(entries())
        if there:
            self._fault = self._columns.missing(self.source.name, there)

    def rows(self) -> Iterator[Row | BadInput]:
        """Yields the rows and their faults."""
        if self._fault:
            yield self._fault
        elif self._format.articles:
            message = "tagged text has no columns: expected JSON Lines, CSV, TSV or Parquet, a row per summary"
            yield BadInput(self.source.name, 1, 1, message)
        else:
            yield from self._rows()

    def entries(self) -> Iterator[Entry | BadInput]:
        """Yields what the rows say, and their faults."""
        for row in self._rows():
            yield row if isinstance(row, BadInput) else self._columns.entry(self.source.name, row)

    def articles(self, grouping: Grouping) -> Iterator[Article | BadInput]:
        """Yields the articles and faults."""
        if self._fault:
            yield self._fault
        elif self._format.articles:
            yield from self._read(self._format.articles)
        else:
            yield from grouping.articles(self.entries())

    def _rows(self) -> Iterator[Row | BadInput]:
        reader = self._format.rows
        if columnar := self._format.columnar:
            reader = partial(_selected, columnar, self._columns.all_theirs())
        if reader and not self._fault:
            yield from self._read(reader)

    def _read(self, reader: Callable[[BinaryIO, str], Iterator[T | BadInput]]) -> Iterator[T | BadInput]:
        try:
            with self.open(seekable=self._format.columnar is not None) as (stream, position):
                for item in reader(stream, self.source.name):
                    self.position = position()
                    yield item
                self.unchanged()
        except DAMAGED as error:
            yield self._damaged(error)

    def _damaged(self, error: BaseException) -> BadInput:
        said = getattr(error, "strerror", None) or error
        if isinstance(error, EOFError):
            said = "its compressed data is cut off; what comes before that was read"
        return BadInput(self.source.name, 1, 1, f"the file cannot be read: {said}")


def _selected(reader: ColumnarReader, wanted: Collection[str], stream: BinaryIO, path: str) -> Iterator[Row | BadInput]:
    return reader(stream, path, wanted)
