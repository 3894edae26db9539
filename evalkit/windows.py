"""Windows: at most 16 articles in the order of the input, scored together; and the windows that are one part of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from .errors import ConfigError
from .records import Article, BadInput

__all__ = ["WINDOW", "Part", "is_full", "windows"]

WINDOW = 16
"""Articles in a window."""
_FAULTS = 16 * WINDOW
"""Articles and faults in a window: where nothing can be read, its faults are written before they are many."""


def is_full(articles: int, faults: int) -> bool:
    """Whether a window of so many articles and faults takes no more. What merges parts counts as what divided them."""
    return articles == WINDOW or articles + faults >= _FAULTS


def windows(items: Iterable[Article | BadInput]) -> Iterator[list[Article | BadInput]]:
    """Yields the windows of articles and the faults met between them; the last one may be short, none is empty."""
    window: list[Article | BadInput] = []
    articles = 0
    for item in items:
        window.append(item)
        articles += isinstance(item, Article)
        if is_full(articles, len(window) - articles):
            yield window
            window, articles = [], 0
    if window:
        yield window


@dataclass(frozen=True, slots=True)
class Part:
    """One of several runs over the same inputs, each of which scores its share of the windows: those of its turn.

    Attributes:
        number: which one, from 1.
        of: how many there are.
    """

    number: int
    of: int

    @classmethod
    def parsed(cls, text: str) -> Self:
        """A part as it is written: 3/8.

        Raises:
            ConfigError: it is not K/N with 1 <= K <= N.
        """
        match = re.fullmatch(r"\s*([0-9]{1,9})\s*/\s*([0-9]{1,9})\s*", text)
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise ConfigError(f"{text!r} is no part of a run: expected K/N with K from 1 to N, such as 3/8")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def has(self, window: int) -> bool:
        """Whether the window with this number, from 0, is one of this part's."""
        return window % self.of == self.number - 1
