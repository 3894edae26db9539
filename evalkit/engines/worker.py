"""One that scores windows for an engine: a process with its own models, its share of the processor and its own connection to the cache."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..context import RunContext
from ..devices import use_device
from ..errors import ConfigError
from ..metric import Metric
from ..scoring import Scored, Window, score_window
from ..store import SqliteStore
from ..threads import limit_threads

__all__ = ["Work", "Worker"]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs to know.

    Attributes:
        metrics: of the run.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
        cache: folder and size limit of the cache, or None for none.
        offline: whether the network is forbidden.
        threads: that a model may use.
        time_limit: seconds that a metric may take for an article, or None.
        device: that models run on, as `devices.use_device` takes it.
    """

    metrics: tuple[Metric, ...]
    verdict_from: str
    cache: tuple[Path, int] | None
    offline: bool
    threads: int
    device: str
    time_limit: float | None

    @classmethod
    def that_travels(
        cls,
        metrics: Sequence[Metric],
        verdict_from: str,
        *,
        cache: tuple[Path, int] | None,
        offline: bool,
        threads: int,
        device: str,
        time_limit: float | None,
    ) -> Work:
        """The work, once it is found that its metrics can be handed to another process.

        Raises:
            ConfigError: one of them cannot.
        """
        for metric in metrics:
            try:
                pickle.dumps(metric)
            except Exception as error:
                raise ConfigError(
                    f"the metric {metric.name} cannot be handed to another process ({error}): define it in a module that can be"
                    " imported, or run with --jobs 1"
                ) from error
        return cls(tuple(metrics), verdict_from, cache, offline, threads, device, time_limit)


class Worker:
    """Scores windows in the process that it is made in."""

    def __init__(self, work: Work) -> None:
        limit_threads(work.threads)
        use_device(work.device)
        self._work = work
        store = SqliteStore(*work.cache) if work.cache else None
        self._context = RunContext(store, offline=work.offline, keeps_scores=True, time_limit=work.time_limit)

    def score(self, window: Window) -> Scored:
        """Scores a window; nothing of it is kept but what the cache keeps."""
        scored = score_window(window, self._work.metrics, self._context, self._work.verdict_from)
        self._context.forget()
        return scored
