"""How many threads a model may use in this process. It changes how long an answer takes and never the answer."""

from __future__ import annotations

import os

__all__ = ["cores", "limit_threads", "threads"]

_limit: list[int] = [0]


def limit_threads(count: int) -> None:
    """Lets every model that is loaded from now on use so many threads; 0 leaves it to its runtime.

    Raises:
        ValueError: `count` is below 0.
    """
    if count < 0:
        raise ValueError(f"{count} threads: expected at least 0")
    _limit[0] = count


def threads() -> int:
    """Threads of a model, 0 where its runtime decides."""
    return _limit[0]


def cores() -> int:
    """Processors that this process may run on, at least 1."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
