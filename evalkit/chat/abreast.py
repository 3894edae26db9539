"""Work on many items side by side, which Ctrl-C leaves at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

__all__ = ["side_by_side"]

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(
    work: Callable[[T], R], items: Sequence[T], most: int, name: str
) -> Generator[tuple[T, R], None, None]:
    """Each item with what the work made of it, as they get done, at most so many at once.

    The threads, which have the name, are daemons: those of an executor are waited for at the end of a process, however
    long their requests take, so that Ctrl-C would not leave.
    """
    waiting: SimpleQueue[T] = SimpleQueue()
    done: SimpleQueue[tuple[T, R | None, BaseException | None]] = SimpleQueue()
    for item in items:
        waiting.put(item)

    def take() -> None:
        while True:
            try:
                item = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((item, work(item), None))
            except BaseException as error:  # noqa: BLE001 - raised where the results are read
                done.put((item, None, error))

    for _ in range(min(most, len(items))):
        Thread(target=take, name=name, daemon=True).start()
    try:
        for _ in items:
            item, result, error = done.get()
            if error is not None:
                raise error
            yield item, result  # type: ignore[misc]
    finally:
        with contextlib.suppress(Empty):
            while True:
                waiting.get_nowait()
