"""`evalkit report`: make reports from a run file; no model and no article file is needed."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from .surfaces import GITLAB, JUNIT, SARIF, write_surfaces

if TYPE_CHECKING:
    from ..comparison import Comparison
    from ..overview import Overview

__all__ = ["EPILOG", "open_page", "report"]

EPILOG = "Example: evalkit report new/run.jsonl --against old/run.jsonl --html changes.html --open"


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run file, or a folder that holds run.jsonl.")],
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="RUN", help="An older run: tell what changed since, claim by claim."),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML report.")] = None,
    split: Annotated[
        Path | None,
        typer.Option(
            "--split", metavar="DIR", help="Write the HTML report as a folder of pages: index.html and others."
        ),
    ] = None,
    full: Annotated[
        int | None,
        typer.Option(
            "--full",
            min=1,
            metavar="N",
            help="How many articles, the worst ones, the HTML report holds in full. [default: as many as 64 million characters hold]",
            show_default=False,
        ),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write Markdown, fit for a pull request.")
    ] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help=JUNIT)] = None,
    sarif: Annotated[Path | None, typer.Option("--sarif", metavar="FILE", help=SARIF)] = None,
    gitlab: Annotated[Path | None, typer.Option("--gitlab", metavar="FILE", help=GITLAB)] = None,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="Write what is printed, as plain text.")
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE", help="Write the overview chart, for a paper: .svg, .pdf or .png."),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option("--scores", metavar="FILE", help="Write the scores as CSV, or as Parquet: FILE.parquet."),
    ] = None,
    claims: Annotated[
        Path | None,
        typer.Option("--claims", metavar="FILE", help="Write the claims as CSV, or as Parquet: FILE.parquet."),
    ] = None,
    worst: Annotated[
        int, typer.Option("--worst", min=0, metavar="N", help="How many of the worst claims to print.")
    ] = 10,
    show: Annotated[
        bool,
        typer.Option(
            "--open",
            help="Open the HTML report in the browser; without --html or --split, the report.html beside the run.",
        ),
    ] = False,
) -> int:
    """Print a finished run's table and worst claims, and write the files that are named.

    Exit code 0: done; 2: a run file cannot be read, a file cannot be written, or no browser could be opened.
    """
    from ..comparison import comparison
    from ..errors import ConfigError
    from ..files import replacing
    from ..overview import overview
    from ..report.figure import write_figure
    from ..report.html import write_html, write_split
    from ..report.markdown import write_markdown
    from ..report.spreadsheet import write_claims, write_scores
    from ..runfile import stream

    source, older = _file(run), _file(against) if against else None
    if full is not None and split and not html:
        raise ConfigError("--full limits a single page, and --split writes all articles: expected one of them")
    if show and not html and not split:
        html = source.parent / "report.html"
    found = overview(stream(source), worst=worst)
    compared = comparison(source, older, worst=worst) if older else None
    if html:
        write_html(source, html, against=older, most=full)
    if split:
        write_split(source, split, against=older)
    if markdown:
        write_markdown(found, markdown, compared)
    write_surfaces(source, junit=junit, sarif=sarif, gitlab=gitlab)
    if chart:
        write_figure(source, chart)
    for target, write in ((scores, write_scores), (claims, write_claims)):
        if target:
            write(source, target)
    if text:
        with replacing(text) as file:
            _print(found, compared, file)
    _print(found, compared)
    return 0 if not show or open_page(html or (split or source.parent) / "index.html") else 2


def _file(run: Path) -> Path:
    return run / "run.jsonl" if run.is_dir() else run


def _print(found: Overview, compared: Comparison | None, file: IO[str] | None = None) -> None:
    """Prints both; into a file as into a pipe, without colours and no cell cut."""
    from rich.console import Console

    from ..report.terminal import print_overview
    from ..report.terminal_changes import print_comparison

    console = Console(highlight=False, markup=False, emoji=False)
    if file:
        console = Console(
            file=file, highlight=False, markup=False, emoji=False, color_system=None, force_terminal=False
        )
    if compared:
        print_comparison(compared, console)
    print_overview(found, console)


def open_page(page: Path) -> bool:
    """Opens a page in the user's browser; says so where there is none."""
    import webbrowser

    address = page.resolve().as_uri()
    if webbrowser.open(address):
        return True
    typer.echo(f"evalkit: no browser could be opened here: the report is {address}", err=True)
    return False
