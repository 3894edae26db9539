"""From an offset to a line and a column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.positions import LineIndex

PLACES = {
    "first": ("abc", 0, (1, 1)),
    "behind the last": ("abc", 3, (1, 4)),
    "behind LF": ("a\nb", 2, (2, 1)),
    "behind CRLF": ("a\r\nb", 3, (2, 1)),
    "behind CR": ("a\rb", 2, (2, 1)),
    "a form feed ends no line": ("a\x0cb", 2, (1, 3)),
    "U+2028 ends no line": ("a\u2028b", 2, (1, 3)),
    "astral letters are one column": ("😀b", 1, (1, 2)),
}


@pytest.mark.parametrize(("text", "offset", "place"), PLACES.values(), ids=PLACES)
def test_places(text: str, offset: int, place: tuple[int, int]) -> None:
    """Only LF, CRLF and CR end a line; columns count code points."""
    assert place == LineIndex(text).locate(offset)


def test_a_text_that_starts_elsewhere() -> None:
    """A text may start amid a file: its first line has the column it starts at, the others begin at 1."""
    index = LineIndex("ab\ncd", start=100, line=7, column=5)

    assert [(7, 5), (7, 6), (8, 1), (8, 2)] == [index.locate(offset) for offset in (100, 101, 103, 104)]


@given(st.text(alphabet="ab\n\r", max_size=60))
def test_columns_count_from_the_last_line_end(text: str) -> None:
    """Every character's line and column lead back to it."""
    index = LineIndex(text)
    lines = text.replace("\r\n", "\n\0").replace("\r", "\n").split("\n")
    for offset, sign in enumerate(text):
        if sign not in "\n\r":
            line, column = index.locate(offset)
            assert lines[line - 1].lstrip("\0")[column - 1] == sign
