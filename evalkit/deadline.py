"""A limit of time for work that is done here and now, by the alarm of the process (POSIX setitimer)."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from .errors import ConfigError

__all__ = ["check", "within"]


def check() -> None:
    """Sees whether time can be limited here.

    Raises:
        ConfigError: the system has no such alarm.
    """
    if not hasattr(signal, "setitimer"):
        raise ConfigError("--time-limit needs an alarm of the system, which Windows does not have: expected no limit")


@contextlib.contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Ends what is done in the block once it has taken too long; without a limit, or in a thread beside the first, never.

    Args:
        seconds: above 0, or None for no limit.

    Raises:
        TimeoutError: it took longer. It may come some milliseconds late: behind the call of a library that cannot be broken off.
    """
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
