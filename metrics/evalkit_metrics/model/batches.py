"""Batches in which a row's result depends on itself alone: widths from its own length, a fixed number of rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["ROWS", "STEP", "buckets", "in_order"]

T = TypeVar("T")

ROWS = 8
"""Rows of every batch; those that nothing is left for are filled up."""
STEP = 8
"""Widths are multiples of it."""


def buckets(pieces: Sequence[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
    """Gives (width, places) of batches of pieces that are padded to one width, widths rising; at most `ROWS` places each."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        groups[math.ceil(len(piece) / STEP) * STEP].append(place)
    for width, places in sorted(groups.items()):
        for start in range(0, len(places), ROWS):
            yield width, places[start : start + ROWS]


def in_order(found: Mapping[int, T]) -> list[T]:
    """What was found for the places 0, 1, ..., in their order."""
    return [found[place] for place in range(len(found))]
