"""`evalkit verify`: compute a run's numbers again, and say what differs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from .cache import cached_results
from .device import DeviceOption

__all__ = ["EPILOG", "verify"]

EPILOG = "Example: evalkit verify evalkit-report --sample 50"


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run file, or a folder that holds run.jsonl.")] = Path(
        "evalkit-report"
    ),
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample",
            min=1,
            metavar="N",
            help="Compute N articles of the run, drawn at random, not all. The texts of all are compared.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Of the draw.")] = 12345,
    inputs: Annotated[
        list[Path] | None,
        typer.Option(
            "--inputs",
            metavar="PATH",
            help="A file or folder where the run's inputs stand now. Repeatable. [default: where they stood]",
        ),
    ] = None,
    stored: Annotated[
        bool, typer.Option("--stored", help="Read no inputs: take the texts that the run itself holds.")
    ] = False,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="M",
            help="A metric of the run, as it was named for it, where the run does not say all: the address of a judge. Repeatable.",
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="DIR",
            help="Take results of models from this cache and keep them there. That proves less; without it all are computed.",
        ),
    ] = None,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[bool, typer.Option("--offline", help="Forbid the network altogether.")] = False,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all that differs, as JSON.")
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="How many blocks and claims that differ to print.")
    ] = 20,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:
    """Compute a run's numbers again from its inputs and its header, and say to the claim what differs.

    Numbers are equal to the last digit where processor and versions are those of the run; elsewhere they may lie as far apart
    as the run's header says.

    Exit code 0: nothing differs; 1: a number, verdict, passage or finding does; 2: inputs or models are not those that the run
    names, or the file is no whole run.
    """
    from json import dumps

    from rich.console import Console

    from ..errors import ConfigError
    from ..files import replacing
    from ..report.terminal import clean
    from ..report.terminal_verify import print_verified
    from ..store import DEFAULT_LIMIT
    from ..verify import verify as verified
    from .progress import Progress

    if stored and inputs:
        raise ConfigError("--stored reads no inputs, and --inputs says where they stand: expected one of them")
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    with (
        cached_results(cache, DEFAULT_LIMIT, wanted=cache is not None) as store,
        Progress(quiet=quiet) as progress,
    ):
        outcome = verified(
            run / "run.jsonl" if run.is_dir() else run,
            inputs=inputs or (),
            use_stored=stored,
            sample=sample,
            seed=seed,
            metrics=metric or (),
            store=store,
            offline=offline,
            progress=progress,
        )
    if json:
        with replacing(json) as file:
            file.write(dumps(outcome.as_data(), indent=2, ensure_ascii=False) + "\n")
    for line in outcome.refused[:most]:
        typer.echo(clean(line), err=True)
    if (left := len(outcome.refused) - most) > 0:
        typer.echo(f"evalkit: {left} more inputs are not those of the run: --json writes all", err=True)
    print_verified(outcome, Console(highlight=False, markup=False, emoji=False), most=most)
    return outcome.code
