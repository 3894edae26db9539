"""Progress on standard error: a bar with rate and time left on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

__all__ = ["Progress"]

_PAUSE = 10.0  # seconds between two plain lines


class Progress:
    """Shows how far a run is. Call it after each window with what `runner.Progress` names.

    Args:
        quiet: show nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._began = self._told = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("reading", total=None, rate="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def writing(self, system: str, done: int, total: int) -> None:
        """Shows how far a system is that writes summaries; call it after each article."""
        from ..report.terminal import clean

        if self._quiet:
            return
        what = f"{clean(system)} writes: {done} of {total} articles"
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what)
        elif time.monotonic() - self._told >= _PAUSE:
            self._told = time.monotonic()
            print(f"evalkit: {what}", file=sys.stderr, flush=True)

    def __call__(self, articles: int, cases: int, done: int, total: int) -> None:
        if self._quiet:
            return
        now = time.monotonic()
        seconds = max(now - self._began, 1e-6)
        rate = f"{articles / seconds:.1f} articles/s"
        if self._bar is not None and self._task is not None:
            what = f"{articles} articles, {cases} blocks"
            self._bar.update(self._task, description=what, completed=done, total=total or None, rate=rate)
        elif now - self._told >= _PAUSE:
            self._told = now
            left = f", about {seconds * (total - done) / done:.0f} s left" if done else ""
            share = f" ({100 * done / total:.0f}%)" if total else ""
            print(f"evalkit: {articles} articles, {cases} blocks{share}, {rate}{left}", file=sys.stderr, flush=True)
