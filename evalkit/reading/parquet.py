"""Parquet, read by Arrow in a process of its own, in batches of rows.

A file that breaks Arrow down breaks that process down, and is told as any other that cannot be read.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from ..records import BadInput
from . import arrow_process
from .arrow_process import HEAD
from .rows import Row

__all__ = ["read_parquet"]


def read_parquet(stream: BinaryIO, path: str, wanted: Collection[str]) -> Iterator[Row | BadInput]:
    """Yields the rows of a Parquet file.

    Args:
        stream: can seek.
        path: the file's name.
        wanted: the columns whose values are read; the others stand in each row without one.
    """
    import pyarrow as pa

    number = 0
    unread: dict[str, None] = {}
    with contextlib.ExitStack() as stack:
        place = _on_disk(stream, stack)
        for kind, data in _frames(place, wanted):
            if kind == b"c":
                names = json.loads(data)
                repeated = next((name for at, name in enumerate(names) if name in names[:at]), None)
                if repeated is not None:
                    yield BadInput(path, 1, 1, f"the column {repeated!r} is there twice: expected each name once")
                    return
                unread = dict.fromkeys(names)
            elif kind == b"r":
                try:
                    rows = pa.ipc.open_stream(data).read_all().to_pylist()
                except (pa.ArrowException, ValueError, UnicodeDecodeError) as error:
                    yield _broken(path, number, " ".join(str(error).split()))
                    return
                for values in rows:
                    number += 1
                    yield Row(number, number, {**unread, **values})
            elif kind == b"f":
                yield _broken(path, number, data.decode("utf-8"))
                return
    if not number:
        yield BadInput(path, 1, 1, "the file has no row: expected a row per summary")


def _broken(path: str, number: int, said: str) -> BadInput:
    return BadInput(path, number + 1, 1, f"the Parquet file cannot be read from here on: {said}")


def _on_disk(stream: BinaryIO, stack: contextlib.ExitStack) -> str:
    """A path under which another process finds the bytes of a stream."""
    name = getattr(stream, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        return str(Path(name).absolute())  # that process may have begun in another folder
    copy = stack.enter_context(tempfile.NamedTemporaryFile(prefix="evalkit-"))  # noqa: SIM115 - the stack closes it
    shutil.copyfileobj(stream, copy)
    copy.flush()
    return copy.name


_idle: list[subprocess.Popen[bytes]] = []
"""Processes that wait for a file: to start one takes half a second. They end with this one, whose end they see on their input."""


def _frames(path: str, wanted: Collection[str]) -> Iterator[tuple[bytes, bytes]]:
    """What a process says of a file, frame by frame; a breakdown of it is a fault like those that it tells."""
    process = _idle.pop() if _idle else _started()
    done = False
    try:
        for kind, data in _asked(process, path, wanted):
            done = kind in {b"d", b"f"}
            if done:
                _idle.append(process)
            yield kind, data
    except (OSError, EOFError):
        yield b"f", b"Arrow, which reads it, broke down on it"
    finally:
        if not done:
            _end(process)


def _asked(process: subprocess.Popen[bytes], path: str, wanted: Collection[str]) -> Iterator[tuple[bytes, bytes]]:
    pipe, answers = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
    pipe.write(json.dumps({"path": path, "wanted": sorted(wanted)}).encode() + b"\n")
    pipe.flush()
    while True:
        kind, size = HEAD.unpack(_exactly(answers, HEAD.size))
        yield kind, _exactly(answers, size)
        if kind in {b"d", b"f"}:
            return


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _started() -> subprocess.Popen[bytes]:
    # -P: nothing of the current folder, where strangers' files may lie, is ever imported.
    return subprocess.Popen(  # noqa: S603 - our own script, by our own Python
        [sys.executable, "-P", arrow_process.__file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
