"""Parquet, read by Arrow in batches of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO

from ..records import BadInput
from .rows import Row

__all__ = ["read_parquet"]

_ROWS = 64


def read_parquet(stream: BinaryIO, path: str, wanted: Collection[str]) -> Iterator[Row | BadInput]:
    """Yields the rows of a Parquet file.

    Args:
        stream: can seek.
        path: the file's name.
        wanted: the columns whose values are read; the others stand in each row without one.
    """
    import pyarrow as pa
    from pyarrow import parquet

    number = 0
    try:
        file = parquet.ParquetFile(stream, pre_buffer=False)  # else it keeps what it has read
        names = file.schema_arrow.names
        repeated = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if repeated is not None:
            yield BadInput(path, 1, 1, f"the column {repeated!r} is there twice: expected each name once")
            return
        unread = dict.fromkeys(names)
        for batch in file.iter_batches(batch_size=_ROWS, columns=[name for name in names if name in wanted]):
            for values in batch.to_pylist():
                number += 1
                yield Row(number, number, {**unread, **values})
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        yield BadInput(path, number + 1, 1, f"the Parquet file cannot be read from here on: {said}")
        return
    if not number:
        yield BadInput(path, 1, 1, "the file has no row: expected a row per summary")
