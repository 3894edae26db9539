"""Bytes to physical lines, in flat memory, each with its place and the first byte of it that is not UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from .. import limits
from ..records import BadInput

__all__ = ["Line", "not_text", "physical_lines", "rejoined"]

_CHUNK = 1 << 18
_SHOWN = 1 << 12
"""Bytes that are kept of a line that is too long."""
_CONTINUING = bytes(range(0x80, 0xC0))
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
        bad_index: index of that byte's stand-in in `text`; of a line that is too long, its length.
        too_long: whether the line has more than `limits.LINE` bytes; `text` is then only its beginning.
    """

    number: int
    offset: int
    text: str
    margin: int = 0
    bad_byte: int | None = None
    bad_index: int = 0
    too_long: bool = False

    def column(self, index: int) -> int:
        """1-based column of the character at `index` of `text`."""
        return max(1, index + 1 - self.margin)

    def bad(self, path: str) -> BadInput | None:
        """The fault of a line that is too long, or is not UTF-8."""
        if self.too_long:
            message = (
                f"the line has more than {limits.shown(limits.LINE)} bytes, and none of it is taken: expected less"
            )
            return BadInput(path, self.number, 1, message)
        if self.bad_byte is None:
            return None
        byte = ord(self.text[self.bad_index]) - 0xDC00
        message = f"byte 0x{byte:02X} at byte offset {self.bad_byte} is not UTF-8: save the file as UTF-8"
        return BadInput(path, self.number, self.column(self.bad_index), message)


def physical_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yields the lines of a UTF-8 stream. Bytes that are not UTF-8 are reported on their line, never raised."""
    offset = byte_offset = 0
    for number, (raw, dropped) in enumerate(_split(stream), start=1):
        bad_byte = None
        bad_index = 0
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            text = raw.decode("utf-8", "surrogateescape")
            bad_byte = byte_offset + error.start
            bad_index = len(raw[: error.start].decode("utf-8"))
        margin = 1 if number == 1 and text.startswith(_BOM) else 0
        if dropped is None:
            yield Line(number, offset, text, margin, bad_byte, bad_index)
            offset += len(text)
            byte_offset += len(raw)
        else:
            yield Line(number, offset, text, margin, None, len(text), too_long=True)
            offset += dropped.characters
            byte_offset += dropped.size


class _Long:
    """What is known of a line that is too long.

    Attributes:
        size: its bytes.
        characters: its characters, where it is UTF-8.
    """

    def __init__(self) -> None:
        self.size = 0
        self.characters = 0

    def add(self, data: bytes) -> None:
        self.size += len(data)
        self.characters += len(data.translate(None, _CONTINUING))


def _split(stream: BinaryIO) -> Iterator[tuple[bytes, _Long | None]]:
    """Yields lines with their ends; of one that is too long its beginning, and what is known of all of it."""
    parts: list[bytes] = []
    size = 0
    long: _Long | None = None
    held = b""  # a CR at the end of a chunk, whose LF may open the next one

    def take(piece: bytes) -> None:
        nonlocal size, long
        if long is None:
            parts.append(piece)
            size += len(piece)
            if size <= limits.LINE:
                return
            whole = b"".join(parts)
            long = _Long()
            long.add(whole)
            parts[:] = [whole[:_SHOWN]]
        else:
            long.add(piece)

    while chunk := stream.read(_CHUNK):
        chunk = held + chunk
        held = b""
        if chunk.endswith(b"\r"):
            chunk, held = chunk[:-1], b"\r"
        start = 0
        for match in _END.finditer(chunk):
            take(chunk[start : match.end()])
            yield b"".join(parts), long
            parts.clear()
            size, long = 0, None
            start = match.end()
        if start < len(chunk):
            take(chunk[start:])
    take(held)
    if rest := b"".join(parts):
        yield rest, long


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
