"""The engine that scores on the machines of a Ray cluster (Moritz et al. 2018), one window each at a time.

The first process reads, and writes the run file in the order of the input; it holds a few windows for each worker and no more. A
worker loads its models once. One that dies, for want of memory or with its machine, is started again and its window scored again,
so that the run file has the same bytes as one of a single process. What was written stays: `evalkit run --resume` goes on.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..devices import device, use_device, wanted
from ..errors import ConfigError, EngineError, EvalkitError
from ..metric import Metric
from ..records import Article
from ..scoring import Scored, Window
from .worker import Work, Worker

__all__ = ["Cluster"]

_AHEAD = 4
"""Windows on their way for each worker, at most, done or not: a slow machine keeps the others waiting no sooner than that."""
_AT_ONCE = 2
"""Windows that a worker has, the one that it is at among them."""
_SECONDS = 10
"""To reach the head in."""
_TRIES = 3
"""How often a window is tried again whose worker died."""


class Cluster:
    """Scores on a Ray cluster. Use it as a context manager: leaving it ends its workers.

    Args:
        metrics: of the run.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
        address: of the cluster, as Ray takes it ("auto", "10.0.0.1:6379", "ray://..."); None starts one on this machine that ends
            with the run.
        jobs: how many workers; None for one for each GPU where the cluster has any and `device` allows it, else for each processor.
        cache: folder and size limit of the cache on each machine, or None for none. Workers of one machine share it.
        time_limit: seconds that a metric may take for an article, or None.
        offline: whether the network is forbidden, that of the cluster aside.

    Attributes:
        jobs: how many workers there are.

    Raises:
        ConfigError: Ray is not installed, or a metric cannot be handed to another process.
        EngineError: there is no cluster at the address.
    """

    def __init__(
        self,
        metrics: Sequence[Metric],
        verdict_from: str,
        *,
        address: str | None,
        jobs: int | None,
        cache: tuple[Path, int] | None,
        offline: bool,
        time_limit: float | None = None,
    ) -> None:
        ray = _ray()
        self._ray = ray
        _connect(ray, address, jobs)
        resources = ray.cluster_resources()
        gpus = int(resources.get("GPU", 0)) if device() != "mps" else 0
        if gpus and wanted() == "auto":
            use_device("cuda", elsewhere=True)
        on_gpu = device() == "cuda"
        if on_gpu and not gpus:
            raise EngineError(
                "--device cuda: no machine of the Ray cluster offers a GPU: expected one, or --device auto"
            )
        work = Work.that_travels(
            metrics,
            verdict_from,
            cache=cache,
            offline=offline,
            threads=1,
            device="cuda" if on_gpu else "cpu",
            time_limit=time_limit,
        )
        self.jobs = jobs or (gpus if on_gpu else max(1, int(resources.get("CPU", 1))))
        remote = ray.remote(
            num_cpus=1, num_gpus=1 if on_gpu else 0, max_restarts=-1, max_task_retries=_TRIES, max_concurrency=1
        )(Worker)
        self._workers: list[Any] = [remote.remote(work) for _ in range(self.jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            self._ray.kill(worker)
        self._ray.shutdown()

    def score(self, windows: Iterable[Window]) -> Iterator[Scored]:
        waiting: deque[tuple[Window, Any]] = deque()
        busy: dict[Any, int] = {}  # the worker of each window that is not known to be done
        for window in windows:
            while len(busy) >= _AT_ONCE * self.jobs:
                done, _ = self._ray.wait(list(busy), num_returns=1)
                for one in done:
                    del busy[one]
            held = list(busy.values())
            worker = min(range(self.jobs), key=held.count)
            result = self._workers[worker].score.remote(window)
            busy[result] = worker
            waiting.append((window, result))
            if len(waiting) >= _AHEAD * self.jobs:
                yield self._scored(*waiting.popleft(), busy)
        while waiting:
            yield self._scored(*waiting.popleft(), busy)

    def _scored(self, window: Window, result: Any, busy: dict[Any, int]) -> Scored:
        exceptions = self._ray.exceptions
        try:
            scored: Scored = self._ray.get(result)
        except exceptions.RayTaskError as error:
            if isinstance(error.cause, EvalkitError):
                raise error.cause from error
            raise
        except (exceptions.RayActorError, exceptions.OutOfMemoryError, exceptions.WorkerCrashedError) as error:
            raise EngineError(
                f"the worker that had {_named(window)} died {_TRIES + 1} times, killed from outside or for want of memory: what was"
                " scored is kept; evalkit run --resume goes on, with fewer --jobs a machine if memory was short"
            ) from error
        busy.pop(result, None)
        return scored


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no telemetry of ours, nor of what we start
    try:
        import ray
    except ImportError as error:
        raise ConfigError(
            "--engine ray needs Ray, which is not installed: pip install 'evalkit-faithfulness[ray]', or --engine local"
        ) from error
    return ray


def _connect(ray: Any, address: str | None, jobs: int | None) -> None:
    own = {} if address else {"num_cpus": jobs, "include_dashboard": False}
    try:
        if address:
            _reach(address)
            if (
                Path.home() / ".ray" / "auth_token"
            ).exists():  # as `ray start --head` makes one; a client has to be told to use it
                os.environ.setdefault("RAY_AUTH_MODE", "token")
        ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR", **own)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(
            f"there is no Ray cluster at {address}: {error}; start one with `ray start --head`, or leave --address out to start one"
            " for this run"
        ) from error


def _reach(address: str) -> None:
    """Asks whether anybody listens at HOST:PORT: Ray itself tries for minutes.

    Raises:
        OSError: nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_SECONDS).close()


def _named(window: Window) -> str:
    """A window by its first and last article."""
    names = [one.id for one in window if isinstance(one, Article)]
    return f"articles {names[0]} to {names[-1]}" if len(names) > 1 else f"article {names[0]}" if names else "a window"
