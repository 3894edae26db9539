"""`evalkit init`: settings, baseline and a CI job for a repository, asking nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..init.setup import Setup, Step

__all__ = ["EPILOG", "init"]

EPILOG = "Example: evalkit init   then look at what it wrote, and commit it"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The repository, or the folder of it that has the articles.")
    ] = Path(),
    baseline: Annotated[
        bool, typer.Option("--baseline/--no-baseline", help="Score the articles and make the baseline of it.")
    ] = True,
) -> int:
    """Set a repository up: find its articles, write evalkit.toml, a baseline and a job for GitHub Actions or GitLab.

    What is there is kept; a second time changes nothing. Articles are tagged text, or records with columns content and
    summary or highlights. The job is for where the repository is kept, as its remotes say, else for GitHub.

    Exit code 0: all is there; 2: there are no articles, some could not be read, or a file cannot be written.
    """
    from ..errors import ConfigError

    try:
        with contextlib.chdir(folder):
            return _init(baseline=baseline)
    except NotADirectoryError as error:
        raise ConfigError(f"{folder} is a file: expected the folder of a repository") from error


def _init(*, baseline: bool) -> int:
    from .. import __version__
    from ..init.setup import Setup
    from ..overview import counted
    from ..report.terminal import clean

    setup = Setup(f"evalkit-faithfulness=={__version__}")
    if setup.articles:
        typer.echo(
            f"found {counted(len(setup.articles.files), 'file')} of articles: {clean(', '.join(setup.articles.paths))}"
        )
    steps = []
    for step in setup.write():
        _tell(step)
        steps.append(step)
    there = setup.baseline.exists()
    code = 0
    if there:
        _tell_baseline("kept", setup)
    elif baseline:
        code = _scored(setup)
    for line in _next(setup, steps, made=not there and baseline, code=code):
        typer.echo(line)
    return code


def _scored(setup: Setup) -> int:
    """Scores the articles as a person would, with `evalkit run` and `evalkit bless`, and gives the exit code."""
    from . import main

    if code := main(["run", "--", *setup.paths]):
        return code
    typer.echo("")
    if code := main(["bless", "--output", str(setup.baseline), "--", str(setup.out)]):
        return code
    _tell_baseline("wrote", setup)
    return 0


def _tell(step: Step) -> None:
    from ..report.terminal import clean

    typer.echo(f"{step.deed:8} {clean(step.path.as_posix())}")


def _tell_baseline(deed: str, setup: Setup) -> None:
    typer.echo(f"{deed:8} {setup.baseline.as_posix()}")


def _next(setup: Setup, steps: list[Step], *, made: bool, code: int) -> list[str]:
    """What is left to do."""
    lines = [f"\n{step.path.as_posix()} is yours: {step.advice}" for step in steps if step.advice]
    if code:
        return [*lines, "\nthere is no baseline yet: mend what is told above, then evalkit init again"]
    new = [step.path.as_posix() for step in steps if step.deed != "kept"]
    if made:
        new.append(setup.baseline.as_posix())
        lines.append(
            f"\nnext: look at {(setup.out / 'report.html').as_posix()}, since all that it shows is taken as it is from now on;"
        )
        lines.append(f"then commit {', '.join(new)}")
    elif not setup.baseline.exists():
        lines.append("\nnext: evalkit run, look at the report, evalkit bless; then commit what is new")
    elif new:
        lines.append(f"\nnext: commit {', '.join(new)}")
    else:
        lines.append("\nall is there: nothing was changed")
    return lines
