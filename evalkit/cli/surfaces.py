"""The files that CI servers read, as options of several commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ..gate.outcome import Outcome

__all__ = ["GITLAB", "JUNIT", "SARIF", "write_surfaces"]

JUNIT = "Write JUnit XML, for a CI server's test tab."
SARIF = "Write SARIF 2.1.0, for code scanning and editors."
GITLAB = "Write GitLab's code quality report."


def write_surfaces(
    run: str | os.PathLike[str],
    *,
    junit: Path | None,
    sarif: Path | None,
    gitlab: Path | None,
    outcome: Outcome | None = None,
) -> None:
    """Writes those that are named; what a limit of GitHub leaves out is told on standard error.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: a file cannot be written.
    """
    if junit:
        from ..report.junit import write_junit

        write_junit(run, junit, outcome)
    if sarif:
        from ..overview import counted
        from ..report.sarif import write_sarif

        if left_out := write_sarif(run, sarif, outcome):
            told = f"{sarif} leaves out {counted(left_out, 'result')}, the least severe: GitHub takes no more in a file"
            typer.echo(f"evalkit: {told}", err=True)
    if gitlab:
        from ..report.gitlab import write_code_quality

        write_code_quality(run, gitlab, outcome)
