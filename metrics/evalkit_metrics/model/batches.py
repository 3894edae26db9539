"""Batches in which a row's result depends on itself alone: its own length decides the shape of the batch that it is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["ROWS", "STEP", "buckets", "filling", "in_order", "rows_of", "rows_on"]

T = TypeVar("T")

ROWS = 8
"""Rows of every batch of a model that torch runs on a processor; those that nothing is left for are filled up."""
STEP = 32
"""On a GPU widths are multiples of it: of few widths there are enough rows for whole batches."""
_FILL = 16_384
"""Tokens of a batch of the embedded models on a GPU, padding and rows that fill it up included."""
_FILL_OTHERS = 4_096
"""The same of another model, of which nobody knows how large it is, and whose rows are of one length without padding."""
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


def rows_on(device: str, width: int) -> int:
    """How many rows of so many tokens a batch of a model has that torch runs on a device."""
    return ROWS if device == "cpu" else max(1, _FILL_OTHERS // width)


def filling(sizes: Sequence[int]) -> Iterator[tuple[int, int, list[int]]]:
    """Gives (width, rows, places) of batches for a GPU, the widest first: as many rows as fill it, of which `places` are taken and
    the others only fill it up, so that a row's shape depends on its own size alone. Every row is padded, by one token at least:
    without any padding a network may take another way to its result.

    Args:
        sizes: tokens of each row, at least 1.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for place, size in enumerate(sizes):
        groups[(size // STEP + 1) * STEP].append(place)
    for width, places in sorted(groups.items(), reverse=True):
        rows = max(1, _FILL // width)
        for start in range(0, len(places), rows):
            yield width, rows, places[start : start + rows]


def in_order(found: Mapping[int, T]) -> list[T]:
    """What was found for the places 0, 1, ..., in their order."""
    return [found[place] for place in range(len(found))]
