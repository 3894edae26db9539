"""`evalkit merge`: make one run of the parts of a run, or of runs over different inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .outputs import placed
from .run import told

__all__ = ["EPILOG", "merge"]

EPILOG = "Example: evalkit run articles/ --part 1/2 --out one; evalkit run articles/ --part 2/2 --out two; evalkit merge one two --out all"


def merge(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run files, or folders that hold run.jsonl.")],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder, or the URL of one, for run.jsonl, report.html, scores.csv and claims.csv.",
        ),
    ] = "evalkit-report",
    quiet: Annotated[bool, typer.Option("--quiet/--no-quiet", "-q", help="Do not say where the report is.")] = False,
) -> int:
    """Make one run of all parts of a run (evalkit run --part), or of runs over different inputs.

    The parts of a run become the run file that one run would have written, in any order they are named; other runs are put one
    behind the other. All must have been made alike: the same versions, metrics and settings.

    Exit code 0: all was read and scored; 2: an input could not be read or a metric failed, in the runs; or they cannot be merged.
    """
    from ..merging import merge as merge_runs

    with placed(out, resume=False, fresh=False) as place:
        merge_runs([one / "run.jsonl" if one.is_dir() else one for one in runs], place.folder / "run.jsonl")
        return told(place, None, quiet=quiet)
