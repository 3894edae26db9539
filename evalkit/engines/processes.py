"""The engine that scores in several processes of this machine, one window each at a time.

Every process has its own models, with its share of the processor's threads, and its own connection to the one cache. Windows
come back in their order, so that the run file has the same bytes as one of a single process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self

from ..devices import device
from ..errors import EngineError
from ..metric import Metric
from ..scoring import Scored, Window
from ..threads import cores
from .worker import Work, Worker

__all__ = ["Processes"]

_AHEAD = 2
"""Windows that wait for each process, at most, done or not."""


class Processes:
    """Scores in processes of its own. Use it as a context manager: leaving it ends them.

    Args:
        metrics: of the run.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
        jobs: how many processes, at least 1.
        cache: folder and size limit of the cache they share, or None for none.
        time_limit: seconds that a metric may take for an article, or None.
        offline: whether the network is forbidden.

    Attributes:
        jobs: as given.

    Raises:
        ConfigError: a metric cannot be handed to another process.
    """

    def __init__(
        self,
        metrics: Sequence[Metric],
        verdict_from: str,
        *,
        jobs: int,
        cache: tuple[Path, int] | None,
        offline: bool,
        time_limit: float | None = None,
    ) -> None:
        work = Work.that_travels(
            metrics,
            verdict_from,
            cache=cache,
            offline=offline,
            threads=max(1, cores() // jobs),
            device=device(),
            time_limit=time_limit,
        )
        self.jobs = jobs
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(work,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # After a fault or Ctrl-C nobody waits for what the processes are at: its results would be thrown away.
        processes = list((self._pool._processes or {}).values()) if error[0] else []  # noqa: SLF001 - 3.14 has terminate_workers
        for process in processes:
            process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def score(self, windows: Iterable[Window]) -> Iterator[Scored]:
        waiting: deque[Future[Scored]] = deque()
        try:
            for window in windows:
                waiting.append(self._pool.submit(_score, window))
                if len(waiting) >= _AHEAD * self.jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise EngineError(
                "a process of this run died, killed from outside or for want of memory: what was scored is kept;"
                " evalkit run --resume goes on, with fewer --jobs if memory was short"
            ) from error


_process: list[Worker] = []
"""What this process scores with, once `_begin` has run in it."""


def _begin(work: Work) -> None:
    """Makes a process ready. Ctrl-C is the first process's to answer; with that one gone, this one goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    _process.append(Worker(work))


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    with contextlib.suppress(OSError):
        parent.join()
    os._exit(1)


def _score(window: Window) -> Scored:
    return _process[0].score(window)
