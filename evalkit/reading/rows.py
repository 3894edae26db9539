"""What the readers of records give: one row of a file, as it is stored, with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from ..records import BadInput

__all__ = ["ColumnarReader", "Row", "RowReader"]


class Row(NamedTuple):
    """One record.

    Attributes:
        number: 1-based, of the record.
        line: 1-based; where the record starts in the file. In a Parquet file, its number.
        values: by the file's own column or key.
    """

    number: int
    line: int
    values: Mapping[str, object]


RowReader = Callable[[BinaryIO, str], Iterator[Row | BadInput]]
"""Yields the rows of a file and its faults, in order, in the memory of one record. Takes the stream and the file's name."""

ColumnarReader = Callable[[BinaryIO, str, Collection[str]], Iterator[Row | BadInput]]
"""The same of a format whose columns can be read one by one; takes also the names of those whose values are wanted."""
