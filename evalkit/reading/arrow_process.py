"""The process in which Arrow reads Parquet, as `parquet` starts it: a script that needs nothing of evalkit.

Arrow ends its process on some files that are damaged or made to do so. Here it takes nothing with it. For each request, a line of JSON
on standard input, frames are written to standard output: `columns`, `rows` as an Arrow stream each, and last `done` or `fault`.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import BinaryIO

__all__ = ["HEAD", "main"]

HEAD = struct.Struct(">cQ")
"""Before each frame: its kind, c, r, d or f, and its bytes."""
_ROWS = 64
"""In a frame, at most."""


def main() -> None:
    """Answers requests until standard input ends."""
    output = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            _read(request["path"], request["wanted"], output)
            _write(output, b"d", b"")
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - whatever Arrow says of a file is a fault of the file
            _write(output, b"f", " ".join(str(error).split()).encode("utf-8", "replace"))
        output.flush()


def _read(path: str, wanted: list[str], output: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    with open(path, "rb") as stream:  # noqa: PTH123 - Arrow seeks in it
        file = parquet.ParquetFile(stream, pre_buffer=False)  # else it keeps what it has read
        names = file.schema_arrow.names
        _write(output, b"c", json.dumps(names).encode())
        if len(set(names)) < len(names):
            return
        chosen = [name for name in names if name in wanted]
        for batch in file.iter_batches(batch_size=_ROWS, columns=chosen):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as writer:
                writer.write_batch(batch)
            _write(output, b"r", sink.getvalue().to_pybytes())


def _write(output: BinaryIO, kind: bytes, data: bytes) -> None:
    output.write(HEAD.pack(kind, len(data)) + data)


if __name__ == "__main__":
    main()
