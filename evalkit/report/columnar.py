"""`scores.parquet` and `claims.parquet`: the rows of the CSV tables with their types, for runs of millions of claims.

Cells stand as they are: whatever reads Parquet takes none for a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ..files import replacing
from .spreadsheet import Cell

__all__ = ["write_parquet"]

_ROWS = 10_000
"""In a group, and in memory."""
_INTEGERS = frozenset({"line", "column", "evidence_line", "evidence_column"})
_FLOATS = frozenset({"value", "probability"})
"""Columns that hold no text."""


def write_parquet(target: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes rows as Parquet (Apache Parquet 2.6), in the memory of one group of them.

    Raises:
        OutputError: the target cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema(
        [
            (name, pa.int64() if name in _INTEGERS else pa.float64() if name in _FLOATS else pa.string())
            for name in columns
        ]
    )
    with replacing(target, "wb") as file, parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            values = [pa.array([row[place] for row in group], field.type) for place, field in enumerate(schema)]
            writer.write_table(pa.Table.from_arrays(values, schema=schema))


def _groups(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    remaining = iter(rows)
    while group := list(islice(remaining, _ROWS)):
        yield group
