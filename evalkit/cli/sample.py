"""`evalkit sample`: claims of a run for people to label, blind to system and verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..sampling import Sample

__all__ = ["EPILOG", "sample"]

EPILOG = "Example: evalkit sample evalkit-report/run.jsonl -n 100   then open evalkit-sample/sample.html"


def sample(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run file, or a folder that holds run.jsonl.")],
    size: Annotated[int, typer.Option("-n", "--size", min=1, metavar="N", help="How many claims to draw.")] = 100,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Of the draw: the same gives the same claims.")
    ] = 12345,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for sample.jsonl and sample.html.")] = Path(
        "evalkit-sample"
    ),
) -> int:
    """Draw claims to label, stratified by verdict, probability, block and system, and write a page that walks through them.

    Neither the file nor the page says what was judged or who wrote it. sample.html asks claim by claim and saves
    labels.jsonl, with the chance that each claim had of being drawn; or fill the column label of sample.jsonl by hand.

    Exit code 0: done; 2: the run cannot be read, no claim of it was judged, or a sample that has labels stands there.
    """
    from ..errors import OutputError
    from ..files import replacing
    from ..report.labelling import write_labelling
    from ..sampling import draw, encode_row

    drawn = draw(run / "run.jsonl" if run.is_dir() else run, size, seed=seed)
    target = out / "sample.jsonl"
    _keep_labels(target)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out} cannot be made for the sample: {error.strerror or error}") from error
    with replacing(target, "wb") as file:
        file.writelines(encode_row(one.row) for one in drawn.drawn)
    write_labelling(drawn, out / "sample.html")
    for line in _told(drawn, out):
        typer.echo(line)
    return 0


def _keep_labels(target: Path) -> None:
    """Refuses to write over a sample in which somebody has put labels.

    Raises:
        ConfigError: there is one.
    """
    from ..errors import ConfigError
    from ..sampling import read_sample

    if not target.exists():
        return
    labelled = sum(row.label is not None for row in read_sample(target))
    if labelled:
        raise ConfigError(
            f"{target} has {labelled} labels, which a new sample would overwrite: name another folder with --out, or move it away"
        )


def _told(drawn: Sample, out: Path) -> list[str]:
    chances = [one.row.inclusion_probability for one in drawn.drawn]
    first = (
        f"{len(drawn.drawn)} of {drawn.population} judged claims drawn, of {len(drawn.strata)} strata, seed {drawn.seed};"
        f" a claim's chance was {min(chances):.4f} to {max(chances):.4f}"
    )
    lines = [first]
    if drawn.left_out:
        lines.append(f"{drawn.left_out} claims that no metric judged were left out")
    lines.append(
        f"label them in {out / 'sample.html'}, which saves labels.jsonl, or in the column label of {out / 'sample.jsonl'}"
    )
    return lines
