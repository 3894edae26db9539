"""`evalkit compare`: the systems of finished runs beside each other; no model and no article file is needed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..leaderboard import Leaderboard, Test

__all__ = [
    "CSV", "EPILOG", "LABELS", "LATEX", "MARKDOWN", "BaselineOption", "Block", "BootstrapOption", "ConfidenceOption", "EveryPairOption",
    "PermutationOption", "compare", "print_board", "tests_of", "write_boards",
]  # fmt: skip

EPILOG = "Example: evalkit compare bart=bart/run.jsonl lead=lead/run.jsonl --all-pairs --html leaderboard.html"


class Block(StrEnum):
    """The kinds of block."""

    SUMMARY = "SUMMARY"
    HIGHLIGHTS = "HIGHLIGHTS"


BaselineOption = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="NAME",
        help="The system that the others are tested against. [default: the first]",
        show_default=False,
    ),
]
EveryPairOption = Annotated[bool, typer.Option("--all-pairs", help="Test all pairs of systems.")]
ConfidenceOption = Annotated[
    float,
    typer.Option("--confidence", min=0.5, max=0.9999, metavar="P", help="Of the intervals; tests are at 1 - P."),
]
BootstrapOption = Annotated[
    bool, typer.Option("--paired-bs", help="Test by paired bootstrap. [default: both tests]", show_default=False)
]
PermutationOption = Annotated[
    bool,
    typer.Option(
        "--paired-ar",
        help="Test by paired approximate randomization, a permutation test. [default: both tests]",
        show_default=False,
    ),
]

HTML = "Write the leaderboard as a page that opens from disk: sortable, with pairs, systems and articles side by side."
MARKDOWN = "Write the leaderboard as Markdown."
LATEX = "Write the leaderboard as LaTeX tables (booktabs)."
CSV = "Write the leaderboard as CSV, one number a row."
LABELS = "Labels of claims that evalkit sample drew from the run: they correct each system's support, with intervals (prediction-powered)."


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...",
            help="Run files, or folders that hold run.jsonl, of one or more systems each; NAME=RUN gives a system its name.",
            show_default=False,
        ),
    ],
    block: Annotated[
        Block | None,
        typer.Option(
            "--block", help="The kind of block to compare. [default: those that there are]", show_default=False
        ),
    ] = None,
    baseline: BaselineOption = None,
    every: EveryPairOption = False,
    overlap: Annotated[
        bool, typer.Option("--overlap", help="Compare runs of different articles on those that all have.")
    ] = False,
    confidence: ConfidenceOption = 0.95,
    paired_bs: BootstrapOption = False,
    paired_ar: PermutationOption = False,
    labels: Annotated[Path | None, typer.Option("--labels", metavar="FILE", help=LABELS)] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help=HTML)] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help=MARKDOWN)] = None,
    latex: Annotated[Path | None, typer.Option("--latex", metavar="FILE", help=LATEX)] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=CSV)] = None,
) -> int:
    """Lay the systems of finished runs beside each other: a leaderboard with intervals and paired tests.

    Runs are compared only where their verdicts were made in one way, on the same articles. A refusal, an empty answer and an
    error have columns of their own, and are never faithful.

    Exit code 0: done; 2: a run cannot be read, the runs cannot be compared, the labels are not of their claims, or a file
    cannot be written.
    """
    from ..leaderboard import leaderboard, parsed

    found = leaderboard(
        [parsed(one) for one in runs],
        block=block.value if block else None,
        baseline=baseline,
        pairs="all" if every else "baseline",
        confidence=confidence,
        tests=tests_of(paired_bs=paired_bs, paired_ar=paired_ar),
        overlap=overlap,
        labels=labels,
    )
    if html:
        from ..report.html_standings import write_leaderboard_html

        write_leaderboard_html(found, html)
    write_boards(found, markdown=markdown, latex=latex, csv=csv)
    print_board(found)
    return 0


def tests_of(*, paired_bs: bool, paired_ar: bool) -> tuple[Test, ...]:
    """The tests that are asked for; both where none is."""
    if paired_bs == paired_ar:
        return ("bs", "ar")
    return ("bs",) if paired_bs else ("ar",)


def write_boards(found: Leaderboard, *, markdown: Path | None, latex: Path | None, csv: Path | None) -> None:
    """Writes those that are named.

    Raises:
        OutputError: a file cannot be written.
    """
    from ..report.latex import write_latex
    from ..report.markdown_standings import write_leaderboard_markdown
    from ..report.spreadsheet_standings import write_leaderboard_csv

    for target, write in ((markdown, write_leaderboard_markdown), (latex, write_latex), (csv, write_leaderboard_csv)):
        if target:
            write(found, target)


def print_board(found: Leaderboard, file: IO[str] | None = None) -> None:
    """Prints a leaderboard; into a file as into a pipe, without colours and no cell cut."""
    from rich.console import Console

    from ..report.terminal_standings import print_leaderboard

    console = Console(highlight=False, markup=False, emoji=False)
    if file:
        console = Console(
            file=file, highlight=False, markup=False, emoji=False, color_system=None, force_terminal=False
        )
    print_leaderboard(found, console)
