"""Batches in which a row's result depends on itself alone: rows of one length, no padding, a number of rows that the length decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["ROWS", "buckets", "in_order", "rows_of"]

T = TypeVar("T")

ROWS = 8
"""Rows of every batch of a model that torch runs; those that nothing is left for are filled up."""
_TOKENS = 32
"""Tokens of a batch, at least: a matrix product over fewer does not use the processor well, one over more is not faster."""


def rows_of(width: int) -> int:
    """How many rows of so many tokens a batch has; those that nothing is left for are filled up."""
    return -(-_TOKENS // width)


def buckets(pieces: Sequence[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
    """Gives (width, places) of batches of pieces of one length, none of them empty, the longest first; at most
    `rows_of(width)` places each.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        groups[len(piece)].append(place)
    for width, places in sorted(groups.items(), reverse=True):
        rows = rows_of(width)
        for start in range(0, len(places), rows):
            yield width, places[start : start + rows]


def in_order(found: Mapping[int, T]) -> list[T]:
    """What was found for the places 0, 1, ..., in their order."""
    return [found[place] for place in range(len(found))]
