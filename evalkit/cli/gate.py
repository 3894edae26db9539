"""`evalkit gate` and `evalkit bless`: hold a run against what it must come to, and make the baseline that later runs are held against."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .settings import NamedConfigOption, settings_of
from .surfaces import GITLAB, JUNIT, SARIF, write_surfaces

if TYPE_CHECKING:
    from ..config import Settings
    from ..gate.outcome import Outcome
    from ..gate.settings import GateSettings

__all__ = ["BLESS_EPILOG", "GATE_EPILOG", "bless", "gate"]

GATE_EPILOG = "Example: evalkit gate evalkit-report --baseline evalkit-baseline.json"
BLESS_EPILOG = "Example: evalkit bless evalkit-report -o evalkit-baseline.json"

_BASELINE = "evalkit-baseline.json"

RunArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="RUN",
        help="A run file, or a folder that holds run.jsonl. [default: the folder that evalkit run writes into]",
        show_default=False,
    ),
]


def gate(
    run: RunArgument = None,
    config: Annotated[Path | None, NamedConfigOption] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            envvar="EVALKIT_BASELINE",
            help="Fail on any claim that is newly unsupported or contradicted since this baseline. [default: the settings']",
            show_default=False,
        ),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="GATE",
            help='A gate beside those of the settings: "support.mean >= 0.85", "HIGHLIGHTS: findings.number == 0". Repeatable.',
        ),
    ] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help=JUNIT)] = None,
    sarif: Annotated[Path | None, typer.Option("--sarif", metavar="FILE", help=SARIF)] = None,
    gitlab: Annotated[Path | None, typer.Option("--gitlab", metavar="FILE", help=GITLAB)] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write Markdown, fit for a pull request.")
    ] = None,
    github: Annotated[
        bool | None,
        typer.Option(
            "--github/--no-github",
            help="Annotate the lines and write the step's summary. [default: inside GitHub Actions]",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="How many failures, and changes of each kind, to print.")
    ] = 20,
) -> int:
    """Hold a run against the gates of the settings and against a baseline.

    Exit code 0: it passes; 1: it fails; 2: the baseline no longer fits (articles, their CONTENT or how verdicts are made have
    changed), there is neither a gate nor a baseline, or something cannot be read.
    """
    import datetime as dt

    from rich.console import Console

    from ..baseline import read_baseline
    from ..errors import ConfigError
    from ..gate.check import check
    from ..gate.expressions import parse
    from ..gate.settings import Require
    from ..overview import overview
    from ..report.markdown_gate import outcome_markdown, write_outcome_markdown
    from ..report.terminal_gate import print_outcome
    from ..runfile import stream

    settings = settings_of(config)
    asked = _asked(settings)
    try:
        asked = replace(asked, require=(*asked.require, *(Require(parse(one)) for one in require or ())))
    except ConfigError as error:
        raise ConfigError(f"--require: {error}") from None
    source = _source(run, settings)
    named = baseline if baseline is not None else Path(asked.baseline) if asked.baseline else None
    outcome = check(source, asked, read_baseline(named) if named else None, dt.datetime.now(dt.UTC).date())
    found = overview(stream(source))
    write_surfaces(source, junit=junit, sarif=sarif, gitlab=gitlab, outcome=outcome)
    if markdown:
        write_outcome_markdown(outcome, found, markdown)
    print_outcome(outcome, Console(highlight=False, markup=False, emoji=False), most=most)
    if github if github is not None else os.environ.get("GITHUB_ACTIONS") == "true":
        _tell_github(source, outcome, outcome_markdown(outcome, found))
    return outcome.code


def _asked(settings: Settings | None) -> GateSettings:
    from ..gate.settings import GateSettings

    return settings.gate if settings else GateSettings()


def _source(run: Path | None, settings: Settings | None) -> Path:
    place = run or Path(settings.values.get("out", "evalkit-report") if settings else "evalkit-report")
    return place if place.is_file() or place.suffix == ".jsonl" else place / "run.jsonl"


def _tell_github(run: Path, outcome: Outcome, summary: str) -> None:
    """Annotations on standard output, where GitHub reads them, and the summary of the step."""
    from ..problems import problems
    from ..report.github import annotations, command, step_summary

    for reason in outcome.stale[:1]:
        more = f", and {len(outcome.stale) - 1} more reasons" if len(outcome.stale) > 1 else ""
        print(command("error", reason + more, title=f"The baseline {outcome.against} is stale"))
    for line in annotations(problems(run, outcome), gated=True):
        print(line)
    if place := os.environ.get("GITHUB_STEP_SUMMARY"):
        step_summary(summary, place)


def bless(
    run: RunArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=f"The baseline to write. [default: the settings', else {_BASELINE}]",
            show_default=False,
        ),
    ] = None,
    config: Annotated[Path | None, NamedConfigOption] = None,
) -> int:
    """Make a run the baseline that later runs are held against: small text to review and to keep in the repository.

    Exit code 0: written; 2: the run cannot be read, judges no claims, or is not complete.
    """
    from ..baseline import write_baseline
    from ..gate.changed import measured_metrics
    from ..overview import counted
    from ..runfile import header_of

    settings = settings_of(config)
    asked = _asked(settings)
    source = _source(run, settings)
    target = output or Path(asked.baseline or _BASELINE)
    articles, claims = write_baseline(source, target, metrics=measured_metrics(asked.drop, header_of(source)))
    typer.echo(f"{target}: {counted(articles, 'article')}, {counted(claims, 'claim')}")
    return 0
