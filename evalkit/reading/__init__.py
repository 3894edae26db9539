"""Bytes to articles: one module per format, one table of readers by suffix.

What cannot be read becomes a `BadInput` with its place; it never stops what follows it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from ..records import Article, BadInput
from .discover import Source, discover
from .tagged import content_sha256, read_tagged

__all__ = ["READERS", "Source", "content_sha256", "discover", "read", "read_sources"]

Reader = Callable[[BinaryIO, str], Iterator[Article | BadInput]]

READERS: dict[str, Reader] = {".txt": read_tagged}


def read(paths: Sequence[str | os.PathLike[str]]) -> Iterator[Article | BadInput]:
    """Yields articles and faults of files, folders and glob patterns, in order, in the memory of one article."""
    return read_sources(discover(paths, tuple(READERS)))


def read_sources(sources: Sequence[Source | BadInput]) -> Iterator[Article | BadInput]:
    """Yields articles and faults of the sources that `discover` found. A file without a known suffix is read as tagged text."""
    for source in sources:
        if isinstance(source, BadInput):
            yield source
            continue
        reader = READERS.get(source.path.suffix.lower(), read_tagged)
        try:
            with source.path.open("rb") as stream:
                yield from reader(stream, source.name)
        except OSError as error:
            yield BadInput(source.name, 1, 1, f"the file cannot be read: {error.strerror or error}")
