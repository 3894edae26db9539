"""Bytes to articles: one module per format, one table of formats by suffix.

What cannot be read becomes a `BadInput` with its place; it never stops what follows it.
"""

from __future__ import annotations

from .articles import Meter, find, have_columns, read, read_rows, read_sources
from .columns import Columns
from .digest import content_sha256
from .discover import Source
from .formats import SUFFIXES
from .inputs import kept
from .rows import Row

__all__ = [
    "SUFFIXES", "Columns", "Meter", "Row", "Source", "content_sha256", "find", "have_columns", "kept", "read", "read_rows",
    "read_sources",
]  # fmt: skip
