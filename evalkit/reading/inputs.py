"""Sources to bytes that can be read from their start more than once: files, compressed files, standard input."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, BinaryIO, cast

from .. import limits
from ..records import BadInput
from ..remote import Place
from .discover import Source

__all__ = ["DAMAGED", "ChangedError", "Input", "kept"]


class ChangedError(OSError):
    """A file that was written to while it was read."""


DAMAGED = (OSError, EOFError, zlib.error)
"""What reading a file raises that is not there, may not be read, or is a damaged gzip."""

_GZIP = b"\x1f\x8b"
_HEAD = 8192


class _Readable:
    """A compressed stream that gives all that can be read of it before it fails: `read` would lose its last block."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self.read = stream.read1


class Input:
    """The bytes of one source. Standard input, or another pipe, is copied to a temporary file when it is first asked for.

    Attributes:
        source: where they come from.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._copy: BinaryIO | None = None
        self._first: object = None

    def size(self) -> int:
        """Bytes as they are stored; 0 where that is not known."""
        try:
            if self.source.url:
                return Place(self.source.url).size()
            return self.source.path.stat().st_size if self.source.path else 0
        except OSError:
            return 0

    def head(self) -> bytes:
        """The first bytes, decompressed.

        Raises:
            OSError, EOFError, zlib.error: they cannot be read.
        """
        with self.open() as (stream, _):
            return stream.read(_HEAD)

    @contextlib.contextmanager
    def open(self, *, seekable: bool = False) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
        """Opens the bytes, decompressed, and what tells how many stored ones were read so far.

        Args:
            seekable: copy what is compressed to a temporary file, so that seeking in it is not slow.
        """
        with contextlib.ExitStack() as stack:
            raw = self._raw(stack)
            self.unchanged()
            compressed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            named = self.source.name.lower().endswith(".gz")
            if named and not compressed:
                raise gzip.BadGzipFile("its name ends in .gz, its bytes are no gzip")
            if not compressed:
                yield raw, raw.tell
                return
            stream = stack.enter_context(gzip.GzipFile(fileobj=raw))
            if seekable:
                copy = stack.enter_context(tempfile.TemporaryFile())
                _unpack(stream, copy)
                copy.seek(0)
                yield cast("BinaryIO", copy), raw.tell
                return
            yield cast("BinaryIO", _Readable(stream)), raw.tell

    def unchanged(self) -> None:
        """Looks whether the file is what it was when it was first looked at.

        Raises:
            ChangedError: it is not.
        """
        if self._copy is not None:
            return
        now = self._version()
        if self._first is None:
            self._first = now
        elif now != self._first:
            raise ChangedError("it changed while it was read; run again when nothing writes to it")

    def _version(self) -> object:
        if self.source.url:
            return Place(self.source.url).version()
        if self.source.path is None:
            return None
        found = self.source.path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _stored(self, stack: contextlib.ExitStack) -> BinaryIO:
        if self.source.url:
            return cast("BinaryIO", stack.enter_context(Place(self.source.url).open()))
        return stack.enter_context(self.source.path.open("rb")) if self.source.path else sys.stdin.buffer

    def _raw(self, stack: contextlib.ExitStack) -> BinaryIO:
        if self._copy is None:
            stream = self._stored(stack)
            if stream is not sys.stdin.buffer and stream.seekable():
                return stream
            self._copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - lives as long as this input
            shutil.copyfileobj(stream, self._copy)
        self._copy.seek(0)
        return self._copy


def _unpack(stream: gzip.GzipFile, copy: IO[bytes]) -> None:
    size = 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > limits.UNPACKED:
            raise OSError(f"unpacked it has more than {limits.shown(limits.UNPACKED)}B: expected less")
        copy.write(chunk)


@contextlib.contextmanager
def kept(sources: Sequence[Source | BadInput]) -> Iterator[list[Source | BadInput]]:
    """The sources, those that can be read but once (standard input, pipes) copied to temporary files under their names."""
    with contextlib.ExitStack() as stack:
        found: list[Source | BadInput] = []
        for source in sources:
            if isinstance(source, BadInput) or source.url or (source.path is not None and not source.path.is_fifo()):
                found.append(source)
                continue
            copy = stack.enter_context(tempfile.NamedTemporaryFile(prefix="evalkit-"))
            stream = sys.stdin.buffer if source.path is None else stack.enter_context(source.path.open("rb"))
            shutil.copyfileobj(stream, copy)
            copy.flush()
            found.append(Source(source.name, Path(copy.name)))
        yield found
