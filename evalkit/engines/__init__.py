"""Where a run executes. An engine takes windows and gives them back scored, in their order; it changes no number.

`local` scores in this process, `processes` in several of this machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..scoring import Scored, Window

__all__ = ["Engine"]


class Engine(Protocol):
    """What executes a run."""

    jobs: int
    """How many windows are scored beside each other."""

    def score(self, windows: Iterable[Window]) -> Iterator[Scored]:
        """Scores windows, and yields them in their order, each as soon as it and those before it are done.

        Windows are taken one at a time and only a few ahead of those that were given back, so that no corpus is held.

        Raises:
            EvalkitError: a model or the cache is not to be had.
        """
