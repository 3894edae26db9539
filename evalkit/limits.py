"""How much of anything is read from one input. What is more is told as a fault of it, at its place, and never cut.

A file may be of any size: it is read as a stream, in the memory of its largest article. Time grows with the length of a text and,
for `rouge`, with that of CONTENT times that of the block (docs/limits.md has the figures).
"""

from __future__ import annotations

__all__ = ["BLOCK", "CONTENT", "LINE", "UNPACKED", "shown"]

LINE = 64 << 20
"""Bytes of a physical line: of a record of JSON Lines, for one."""
CONTENT = 64 << 20
"""Characters of a text to judge against."""
BLOCK = 1 << 20
"""Characters of a text that is judged, and of a title, date, URL or author."""
UNPACKED = 64 << 30
"""Bytes of a compressed file that has to be unpacked as a whole before it can be read, as Parquet has."""


def shown(limit: int) -> str:
    """A limit as messages tell it."""
    for power, unit in ((30, "Gi"), (20, "Mi")):
        if limit >= 1 << power and limit % (1 << power) == 0:
            return f"{limit >> power} {unit}"
    return f"{limit:,}"
