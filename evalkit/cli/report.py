"""`evalkit report`: make reports from a run file; no model and no article file is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["EPILOG", "report"]

EPILOG = "Example: evalkit report evalkit-report/run.jsonl --html again.html"


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run file, or a folder that holds run.jsonl.")],
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML report.")] = None,
    scores: Annotated[Path | None, typer.Option("--scores", metavar="FILE", help="Write the scores as CSV.")] = None,
    claims: Annotated[Path | None, typer.Option("--claims", metavar="FILE", help="Write the claims as CSV.")] = None,
    worst: Annotated[
        int, typer.Option("--worst", min=0, metavar="N", help="How many of the worst claims to print.")
    ] = 10,
) -> int:
    """Print a finished run's table and worst claims, and write the files that are named.

    Exit code 0: done; 2: the run file cannot be read or a file cannot be written.
    """
    from rich.console import Console

    from ..overview import overview
    from ..report.html import write_html
    from ..report.spreadsheet import write_claims, write_scores
    from ..report.terminal import print_overview
    from ..runfile import stream

    source = run / "run.jsonl" if run.is_dir() else run
    found = overview(stream(source), worst=worst)
    for target, write in ((html, write_html), (scores, write_scores), (claims, write_claims)):
        if target:
            write(source, target)
    print_overview(found, Console(highlight=False, markup=False, emoji=False))
    return 0
