"""Bytes to physical lines, in flat memory, each with its place and the first byte of it that is not UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from ..records import BadInput

__all__ = ["Line", "not_text", "physical_lines", "rejoined"]

_CHUNK = 1 << 18
_END = re.compile(rb"\r\n|\n|\r")
_BOM = "\ufeff"
_OTHER_ENCODING = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


class Line(NamedTuple):
    """One physical line.

    Attributes:
        number: 1-based.
        offset: code points before it in the file, a byte order mark included.
        text: its characters with its line end; a byte that is not UTF-8 stands as one lone surrogate (PEP 383).
        margin: 1 on a first line that begins with a byte order mark, which counts as an offset but not as a column.
        bad_byte: offset in bytes, from the start of the file, of its first byte that is not UTF-8.
        bad_index: index of that byte's stand-in in `text`.
    """

    number: int
    offset: int
    text: str
    margin: int = 0
    bad_byte: int | None = None
    bad_index: int = 0

    def column(self, index: int) -> int:
        """1-based column of the character at `index` of `text`."""
        return max(1, index + 1 - self.margin)

    def bad(self, path: str) -> BadInput | None:
        """The fault of a line that is not UTF-8."""
        if self.bad_byte is None:
            return None
        byte = ord(self.text[self.bad_index]) - 0xDC00
        message = f"byte 0x{byte:02X} at byte offset {self.bad_byte} is not UTF-8: save the file as UTF-8"
        return BadInput(path, self.number, self.column(self.bad_index), message)


def physical_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yields the lines of a UTF-8 stream. Bytes that are not UTF-8 are reported on their line, never raised."""
    offset = byte_offset = 0
    for number, raw in enumerate(_split(stream), start=1):
        bad_byte = None
        bad_index = 0
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            text = raw.decode("utf-8", "surrogateescape")
            bad_byte = byte_offset + error.start
            bad_index = len(raw[: error.start].decode("utf-8"))
        margin = 1 if number == 1 and text.startswith(_BOM) else 0
        yield Line(number, offset, text, margin, bad_byte, bad_index)
        offset += len(text)
        byte_offset += len(raw)


def _split(stream: BinaryIO) -> Iterator[bytes]:
    parts: list[bytes] = []
    held = b""  # a CR at the end of a chunk, whose LF may open the next one
    while chunk := stream.read(_CHUNK):
        chunk = held + chunk
        held = b""
        if chunk.endswith(b"\r"):
            chunk, held = chunk[:-1], b"\r"
        start = 0
        for match in _END.finditer(chunk):
            parts.append(chunk[start : match.end()])
            yield b"".join(parts)
            parts.clear()
            start = match.end()
        if start < len(chunk):
            parts.append(chunk[start:])
    parts.append(held)
    if rest := b"".join(parts):
        yield rest


def not_text(head: bytes) -> str | None:
    """Says why a file with these first bytes is in another encoding than UTF-8, or None."""
    for mark, name in _OTHER_ENCODING.items():
        if head.startswith(mark):
            return (
                f"the file is {name} (byte order mark): expected UTF-8; save it as UTF-8, e.g. iconv -f {name} -t UTF-8"
            )
    if head.count(b"\0") * 4 > len(head) and head[:4].count(b"\0") in {2, 3}:  # every other byte, or three in four
        return "the file looks like UTF-16 or UTF-32 without a byte order mark: expected UTF-8; save it as UTF-8"
    return None


def rejoined(head: bytes, stream: BinaryIO) -> BinaryIO:
    """A stream whose first bytes were already read, for reading on from its start."""
    return cast("BinaryIO", _Rejoined(head, stream))


class _Rejoined:
    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read(size)
