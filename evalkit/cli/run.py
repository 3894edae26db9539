"""`evalkit run`: score articles, write the run file and what is made of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..store import SqliteStore

__all__ = ["EPILOG", "run"]

EPILOG = "Example: evalkit run seeds/ --out report/   then open report/report.html"

_OPEN_OUTPUTS = "run.jsonl, report.html, scores.csv, claims.csv, timing.json"


def run(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders or glob patterns of articles in the tagged format."),
    ],
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="M",
            help='A metric: its name, "rouge(stem=true)" with parameters, or module:Class. Repeatable; all built-ins if none is named.',
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=f"Folder for {_OPEN_OUTPUTS}.")] = Path(
        "evalkit-report"
    ),
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Stop after N articles.")] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="DIR", help="Folder of the cache of model results. [default: the user's cache folder]"
        ),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep no model results between runs.")] = False,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline",
            help="Forbid the network altogether. Without it, only a model that is named and not on disk is downloaded.",
        ),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an unfinished run, if there is one.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Overwrite an unfinished run.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:
    """Score every SUMMARY and HIGHLIGHTS of articles against their CONTENT.

    Prints a table and the worst claims. Exit code 0: all was read and scored; 2: an input could not be read, a metric
    failed on a block, or nothing could be done (the message says which).
    """
    from rich.console import Console

    from ..errors import ConfigError
    from ..overview import overview
    from ..plugins import build_all
    from ..reading import READERS, discover
    from ..records import BadInput
    from ..report.terminal import clean, print_overview
    from ..runfile import stream
    from ..runner import run as run_sources
    from .progress import Progress

    if resume and fresh:
        raise ConfigError("--resume goes on with an unfinished run and --fresh overwrites it: give one of them")
    if cache and no_cache:
        raise ConfigError("--cache and --no-cache exclude each other: give one of them")
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    sources = discover(paths, tuple(READERS))
    if all(isinstance(source, BadInput) for source in sources):
        _tell_bad_inputs([source for source in sources if isinstance(source, BadInput)])
        return 2
    metrics = build_all(metric or [])
    out.mkdir(parents=True, exist_ok=True)
    target = out / "run.jsonl"
    store = _store(cache, no_cache=no_cache)
    try:
        with Progress(quiet=quiet) as progress:
            timing = run_sources(
                sources,
                metrics,
                target,
                store=store,
                limit=limit,
                offline=offline,
                resume=resume,
                fresh=fresh,
                progress=progress,
            )
    finally:
        if store:
            store.close()
            if store.problem:
                typer.echo(f"evalkit: {clean(store.problem)}", err=True)
    found = overview(stream(target))
    _write_outputs(out, target, timing.to_json())
    print_overview(found, Console(highlight=False, markup=False, emoji=False))
    _tell_bad_inputs(found.bad_inputs)
    if not quiet:
        typer.echo(f"report: {out / 'report.html'}", err=True)
    return 2 if found.footer.bad_inputs or found.footer.failed else 0


def _store(cache: Path | None, *, no_cache: bool) -> SqliteStore | None:
    from ..store import SqliteStore, default_folder

    return None if no_cache else SqliteStore(cache or default_folder())


def _write_outputs(out: Path, target: Path, timing: str) -> None:
    from ..files import replacing
    from ..report.html import write_html
    from ..report.spreadsheet import write_claims, write_scores

    write_html(target, out / "report.html")
    write_scores(target, out / "scores.csv")
    write_claims(target, out / "claims.csv")
    with replacing(out / "timing.json") as file:
        file.write(timing)


def _tell_bad_inputs(bad_inputs: object) -> None:
    from ..report.terminal import clean

    for bad in bad_inputs:  # type: ignore[attr-defined]  # BadInput and its record have the same fields
        typer.echo(f"{clean(bad.path)}:{bad.line}:{bad.column}: {clean(bad.message)}", err=True)
