"""The engine that scores in several processes of this machine, one window each at a time.

Every process has its own models, with its share of the processor's threads, and its own connection to the one cache. Windows
come back in their order, so that the run file has the same bytes as one of a single process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..context import RunContext
from ..devices import device, use_device
from ..errors import ConfigError, EngineError
from ..metric import Metric
from ..scoring import Scored, Window, score_window
from ..store import SqliteStore
from ..threads import cores, limit_threads

__all__ = ["Processes", "engine_of"]

_AHEAD = 2
"""Windows that wait for each process, at most, done or not."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process needs to know."""

    metrics: tuple[Metric, ...]
    verdict_from: str
    cache: tuple[Path, int] | None
    offline: bool
    threads: int
    device: str


class Processes:
    """Scores in processes of its own. Use it as a context manager: leaving it ends them.

    Args:
        metrics: of the run.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
        jobs: how many processes, at least 1.
        cache: folder and size limit of the cache they share, or None for none.
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
    ) -> None:
        work = _Work(tuple(metrics), verdict_from, cache, offline, max(1, cores() // jobs), device())
        _can_travel(work.metrics)
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


@contextlib.contextmanager
def engine_of(
    metrics: Sequence[Metric], verdict_from: str, *, jobs: int, cache: tuple[Path, int] | None, offline: bool
) -> Iterator[Processes | None]:
    """Gives the engine of so many processes; None, for this process, where one is enough. The arguments are those of
    `Processes`.

    Raises:
        ConfigError: a metric cannot be handed to another process.
    """
    if jobs == 1:
        yield None
        return
    with Processes(metrics, verdict_from, jobs=jobs, cache=cache, offline=offline) as engine:
        yield engine


def _can_travel(metrics: Sequence[Metric]) -> None:
    for metric in metrics:
        try:
            pickle.dumps(metric)
        except Exception as error:
            raise ConfigError(
                f"the metric {metric.name} cannot be handed to another process ({error}): define it in a module that can be"
                " imported, or run with --jobs 1"
            ) from error


_process: list[tuple[_Work, RunContext]] = []
"""What this process works with, once `_begin` has run in it."""


def _begin(work: _Work) -> None:
    """Makes a process ready. Ctrl-C is the first process's to answer; with that one gone, this one goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    limit_threads(work.threads)
    use_device(work.device)
    store = SqliteStore(*work.cache) if work.cache else None
    _process.append((work, RunContext(store, offline=work.offline, keeps_scores=True)))


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    with contextlib.suppress(OSError):
        parent.join()
    os._exit(1)


def _score(window: Window) -> Scored:
    work, context = _process[0]
    scored = score_window(window, work.metrics, context, work.verdict_from)
    context.forget()
    return scored
