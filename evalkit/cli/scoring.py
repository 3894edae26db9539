"""What all commands that score have: the cache, and the processes that score beside each other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .cache import cached_results

if TYPE_CHECKING:
    from ..engines import Engine
    from ..metric import Metric
    from ..store import SqliteStore

__all__ = ["EngineName", "JobsOption", "scoring"]


class EngineName(StrEnum):
    """Where a run is scored."""

    local = "local"
    ray = "ray"


JobsOption: Any = typer.Option(
    "--jobs",
    "-j",
    min=1,
    metavar="N",
    envvar="EVALKIT_JOBS",
    help="Processes that score beside each other, each with its own models and its share of the processor. No number changes.",
)


@contextmanager
def scoring(
    metrics: Sequence[Metric],
    verdict_from: str,
    *,
    cache: Path | None,
    size: int,
    cached: bool,
    jobs: int | None,
    offline: bool,
    engine: str = "local",
    address: str | None = None,
    time_limit: float | None = None,
) -> Iterator[tuple[SqliteStore | None, Engine | None]]:
    """Gives the cache, None where none is wanted, and the engine, None for this process alone.

    Args:
        jobs: how many score beside each other; None for one, and on a cluster for all that it has.
        engine, address: "local" for this machine, or "ray" for the cluster at an address, None for one of its own.
        cache, size: the cache's folder, None for the user's, and its limit in bytes.
        cached: whether it is wanted.
        time_limit: seconds that a metric may take for an article, or None.

    Raises:
        CacheError: the cache cannot be opened.
        ConfigError: a metric cannot be handed to another process.
    """
    from ..store import default_folder

    shared = (cache or default_folder(), size) if cached else None
    with (
        cached_results(cache, size, wanted=cached) as store,
        contextlib.ExitStack() as stack,
    ):
        if engine == "ray":
            from ..engines.cluster import Cluster

            cluster = Cluster(
                metrics, verdict_from, address=address, jobs=jobs, cache=shared, offline=offline, time_limit=time_limit
            )
            yield store, stack.enter_context(cluster)
        elif jobs is None or jobs == 1:
            yield store, None
        else:
            from ..engines.processes import Processes

            processes = Processes(
                metrics, verdict_from, jobs=jobs, cache=shared, offline=offline, time_limit=time_limit
            )
            yield store, stack.enter_context(processes)
