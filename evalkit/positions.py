"""From an offset to a line and a column.

Only LF, CRLF and CR end a line, as in every editor; `str.splitlines` also breaks at form feeds, U+2028 and others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from .records import Block

__all__ = ["LINE_END", "LineIndex", "locator"]

LINE_END = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Finds the line and column of offsets into one text.

    Args:
        text: the text.
        start: offset of its first character, in whatever the offsets count.
        line: line of its first character, 1-based.
        column: column of its first character, 1-based.
    """

    __slots__ = ("_column", "_line", "_start", "_starts")

    def __init__(self, text: str, start: int = 0, line: int = 1, column: int = 1) -> None:
        self._start = start
        self._line = line
        self._column = column
        self._starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    def locate(self, offset: int) -> tuple[int, int]:
        """Gives (line, column), both 1-based, of an offset counted as `start` is."""
        inside = offset - self._start
        row = bisect_right(self._starts, inside) - 1
        column = inside - self._starts[row] + (self._column if row == 0 else 1)
        return self._line + row, column


def locator(block: Block) -> Callable[[int], tuple[int | None, int | None]]:
    """Gives what finds the (line, column) of offsets into a block; a record's text has its line and no column."""
    line = block.line
    if line is None or block.field is not None:
        return lambda _: (line, None)
    return LineIndex(block.text, block.start, line, block.column or 1).locate
