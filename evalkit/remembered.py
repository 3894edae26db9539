"""Remembers what a pure function made of the latest texts: several metrics, and the claims of an article, ask for the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

__all__ = ["LONGEST", "remembered"]

T = TypeVar("T")

LONGEST = 100_000
"""Characters of a text of which anything is remembered: a long one would hold its memory for no one."""


def remembered(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Makes a function of one text remember its latest results, so many; what it gives must not be changed by anybody."""

    def wrap(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(most)(function)

        @wraps(function)
        def remembering(text: str) -> T:
            return kept(text) if len(text) <= LONGEST else function(text)

        return remembering

    return wrap
