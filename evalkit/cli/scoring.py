"""What all commands that score have: the cache, and the processes that score beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .cache import cached_results

if TYPE_CHECKING:
    from ..engines import Engine
    from ..metric import Metric
    from ..store import SqliteStore

__all__ = ["JobsOption", "scoring"]

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
    jobs: int,
    offline: bool,
) -> Iterator[tuple[SqliteStore | None, Engine | None]]:
    """Gives the cache, None where none is wanted, and the engine of so many processes, None for this one alone.

    Args:
        cache, size: the cache's folder, None for the user's, and its limit in bytes.
        cached: whether it is wanted.

    Raises:
        CacheError: the cache cannot be opened.
        ConfigError: a metric cannot be handed to another process.
    """
    from ..engines.processes import engine_of
    from ..store import default_folder

    shared = (cache or default_folder(), size) if cached else None
    with (
        cached_results(cache, size, wanted=cached) as store,
        engine_of(metrics, verdict_from, jobs=jobs, cache=shared, offline=offline) as engine,
    ):
        yield store, engine
