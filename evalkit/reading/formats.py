"""The formats of articles: one table of readers by suffix, and what tells a format that no suffix tells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from ..records import Article, BadInput
from .columns import Columns
from .delimited import read_csv, read_tsv
from .inputs import Input
from .jsonl import read_jsonl
from .parquet import read_parquet
from .rows import ColumnarReader, RowReader
from .tagged import read_tagged

__all__ = ["FORMATS", "SUFFIXES", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file is read: either straight to articles, or to rows that become articles.

    Attributes:
        columnar: a reader of rows that moves about in the file and reads only the columns that it is told.
    """

    articles: Callable[[BinaryIO, str], Iterator[Article | BadInput]] | None = None
    rows: RowReader | None = None
    columnar: ColumnarReader | None = None


TAGGED = Format(articles=read_tagged)
_BARE = Format(articles=partial(read_tagged, bare=True))
JSONL = Format(rows=read_jsonl)
CSV = Format(rows=read_csv)
PARQUET = Format(columnar=read_parquet)

FORMATS: dict[str, Format] = {
    ".txt": TAGGED,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".csv": CSV,
    ".tsv": Format(rows=read_tsv),
    ".parquet": PARQUET,
}
SUFFIXES = tuple(end for suffix in FORMATS for end in (suffix, suffix + ".gz"))
"""What the names of the files end in that are taken from folders."""


def format_of(given: Input, columns: Columns) -> Format:
    """The format of a file: by its suffix, else by its first bytes.

    Raises:
        OSError, EOFError, zlib.error: its first bytes cannot be read.
    """
    found = _found(given, columns)
    return _BARE if found is TAGGED and columns.bare else found


def _found(given: Input, columns: Columns) -> Format:
    lower = given.source.name.lower().removesuffix(".gz")
    for suffix, found in FORMATS.items():
        if lower.endswith(suffix):
            return found
    head = given.head()
    if head.startswith(b"PAR1"):
        return PARQUET
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return JSONL
    first = text.partition("\n")[0].strip()
    for delimiter in ",;\t":
        if columns.theirs("content") in next(csv.reader([first], delimiter=delimiter), ()):
            return CSV
    return TAGGED
