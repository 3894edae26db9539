"""`evalkit explain-signature`: what a signature says, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..explaining import Explanation, Part

__all__ = ["EPILOG", "explain_signature"]

EPILOG = "Example: evalkit explain-signature 'rouge(stem=False)|v1'"


def explain_signature(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A signature, long or short; in quotes, since it has brackets.")
    ],
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The run that a short one is of: its file, or its folder.")
    ] = Path("evalkit-report"),
) -> int:
    """Say in words what a signature stands for: its metric, version and parameters, and what its numbers rest on besides.

    Exit code 0: done; 2: it is no signature, the run has none of that short form, or the metric is not installed.
    """
    from ..explaining import explained
    from ..report.terminal import clean

    for line in _lines(explained(text, run / "run.jsonl" if run.is_dir() else run)):
        print(line[: len(line) - len(line.lstrip())] + clean(line))
    return 0


def _lines(found: Explanation) -> Iterator[str]:
    yield found.long
    yield f"short: {found.short}" + (f", looked up in {found.run}" if found.run else "")
    yield (
        f"metric {found.metric}"
        + (f" of {found.owner}" if found.owner else "")
        + (f": {found.what}" if found.what else "")
    )
    installed = "" if found.version == found.installed else f"; installed here is version {found.installed}"
    yield f"version {found.version} of its numbers{installed}"
    for number, told in found.changes.items():
        yield f"    version {number}: {told}"
    for part in found.parts:
        yield f"    {_told(part)}"
    for part in found.extras:
        yield f"    {_told(part)}"


def _told(part: Part) -> str:
    default = {True: " (the default)", False: " (not the default)", None: ""}[part.is_default]
    return f"{part.name} = {part.value}{default}" + (f": {part.help}" if part.help else "")
