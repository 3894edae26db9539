"""`evalkit cache`: where results of models, and scores, are kept, how much they take, and away with them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .settings import ConfigOption

if TYPE_CHECKING:
    from ..store import SqliteStore

__all__ = ["DEFAULT_CACHE_LIMIT", "EPILOG", "CacheLimitOption", "CacheOption", "app", "cached_results"]

EPILOG = "Example: evalkit cache info"
DEFAULT_CACHE_LIMIT = "2GB"

CacheOption: Any = typer.Option(
    "--cache",
    metavar="DIR",
    envvar="EVALKIT_CACHE",
    help="Folder of the cache of models' results and of scores. [default: the user's cache folder]",
)
CacheLimitOption: Any = typer.Option(
    "--cache-limit",
    metavar="SIZE",
    envvar="EVALKIT_CACHE_LIMIT",
    help="Size above which the cache drops its oldest results, e.g. 500MB.",
)


@contextmanager
def cached_results(folder: Path | None, limit: int, *, wanted: bool = True) -> Iterator[SqliteStore | None]:
    """Gives the cache of a command, the user's where no folder is named, and None where none is wanted; closes it, and tells
    what went wrong with it.

    Raises:
        CacheError: it cannot be opened.
    """
    if not wanted:
        yield None
        return
    from ..report.terminal import clean
    from ..store import SqliteStore, default_folder

    store = SqliteStore(folder or default_folder(), limit)
    try:
        yield store
    finally:
        store.close()
        if store.problem:
            typer.echo(f"evalkit: {clean(store.problem)}", err=True)


app = typer.Typer(
    name="cache",
    help="Show, shrink or empty the cache of models' results and of scores. It holds nothing that is not computed again when it is gone.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(epilog="Example: evalkit cache info")
def info(
    cache: Annotated[Path | None, CacheOption] = None,
    config: Annotated[Path | None, ConfigOption] = None,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
) -> int:
    """Print the cache's file, how many results it holds, their size and the limit of it."""
    from ..sizes import parsed_size, shown_size

    limit = parsed_size(cache_limit)
    path, store = _opened(cache)
    typer.echo(f"file     {path}")
    if store is None:
        typer.echo("results  0 (there is no cache yet)")
    else:
        with store:
            typer.echo(f"results  {len(store):,}")
            typer.echo(f"size     {shown_size(store.size())}")
    typer.echo(f"limit    {shown_size(limit)}")
    return 0


@app.command(epilog="Example: evalkit cache prune --to 500MB")
def prune(
    cache: Annotated[Path | None, CacheOption] = None,
    config: Annotated[Path | None, ConfigOption] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="SIZE", help="The size to shrink to. [default: the cache's limit]")
    ] = None,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
) -> int:
    """Drop the oldest results until the cache is no larger than a size."""
    from ..sizes import parsed_size

    return _shrunk(cache, parsed_size(to if to is not None else cache_limit))


@app.command(epilog="Example: evalkit cache clear")
def clear(
    cache: Annotated[Path | None, CacheOption] = None,
    config: Annotated[Path | None, ConfigOption] = None,
) -> int:
    """Drop all results."""
    return _shrunk(cache, 0)


def _opened(folder: Path | None) -> tuple[Path, SqliteStore | None]:
    """The cache's file, and the cache unless there is none yet: looking at it makes none."""
    from ..store import SqliteStore, cache_file, default_folder

    place = folder or default_folder()
    path = cache_file(place)
    return path, SqliteStore(place, limit=sys.maxsize) if path.exists() else None


def _shrunk(folder: Path | None, size: int) -> int:
    """Shrinks the cache and says by how much."""
    import sqlite3

    from ..errors import CacheError
    from ..sizes import shown_size

    path, store = _opened(folder)
    if store is None:
        typer.echo(f"{path}: there is no cache yet")
        return 0
    with store:
        count, before = len(store), store.size()
        try:
            store.shrink(size)
        except sqlite3.Error as error:
            raise CacheError(f"the cache {path} cannot be written: {error}") from error
        typer.echo(
            f"{path}: dropped {count - len(store):,} of {count:,} results;"
            f" {shown_size(before)} before, {shown_size(store.size())} now"
        )
    return 0
