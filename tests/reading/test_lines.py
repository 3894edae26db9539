"""Bytes to physical lines."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.reading import lines
from evalkit.reading.lines import Line, physical_lines


def _lines(data: bytes) -> list[Line]:
    return list(physical_lines(io.BytesIO(data)))


BAD = {
    "amid a line": (b"ab\ncd\xe9f\n", (2, 5, 2)),
    "first of a line": (b"ab\n\xff", (2, 3, 0)),
    "behind letters of several bytes": ("é😀\né".encode() + b"\xe9x", (2, 9, 1)),
    "cut off at the end": ("a\n😀".encode()[:-1], (2, 2, 0)),
    "behind a byte order mark": (b"\xef\xbb\xbf\xff", (1, 3, 1)),
    "an encoded surrogate": (b"\xed\xa0\x80", (1, 0, 0)),
    "the first of two": (b"a\xffb\xfe", (1, 1, 1)),
}


@pytest.mark.parametrize(("data", "place"), BAD.values(), ids=BAD)
def test_bytes_that_are_not_utf8(data: bytes, place: tuple[int, int, int]) -> None:
    """The first wrong byte of a line is told by its offset in the file and its place in the line; nothing is raised."""
    (line,) = [line for line in _lines(data) if line.bad_byte is not None]

    assert place == (line.number, line.bad_byte, line.bad_index)
    assert data[place[1]] == ord(line.text[line.bad_index]) - 0xDC00


GOOD = {
    "nothing": (b"", []),
    "no final line end": (b"a\nb", ["a\n", "b"]),
    "CRLF": (b"a\r\nb\r\n", ["a\r\n", "b\r\n"]),
    "CR": (b"a\rb\r", ["a\r", "b\r"]),
    "all three": (b"a\n\r\r\n", ["a\n", "\r", "\r\n"]),
    "other breaks": ("a\x0b\x0c\x1c\x85\u2028b".encode(), ["a\x0b\x0c\x1c\x85\u2028b"]),
    "a byte order mark": (b"\xef\xbb\xbfa\n", ["\ufeffa\n"]),
}


@pytest.mark.parametrize(("data", "expected"), GOOD.values(), ids=GOOD)
def test_lines(data: bytes, expected: list[str]) -> None:
    """Only LF, CRLF and CR end a line, and each line keeps its own."""
    assert expected == [line.text for line in _lines(data)]


def test_a_byte_order_mark_is_no_column() -> None:
    """A byte order mark counts as an offset, not as a column; amid a file it is a character like any other."""
    first, second = _lines("\ufeffab\n\ufeffcd".encode())

    assert [1, 1, 2] == [first.column(index) for index in range(3)]
    assert [1, 2] == [second.column(index) for index in range(2)]
    assert 4 == second.offset


@given(st.text(alphabet="ab é😀\n\r\ufeff", max_size=60), st.integers(1, 5))
def test_the_size_of_a_chunk_changes_nothing(text: str, size: int) -> None:
    """However the stream is cut into chunks, CRLF and letters of several bytes stay whole, and offsets count on."""
    before = lines._CHUNK
    lines._CHUNK = size
    try:
        found = _lines(text.encode())
    finally:
        lines._CHUNK = before

    assert [piece for piece in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if piece] == [line.text for line in found]
    assert all(text.startswith(line.text, line.offset) for line in found)
    assert list(range(1, len(found) + 1)) == [line.number for line in found]
