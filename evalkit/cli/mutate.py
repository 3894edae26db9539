"""`evalkit mutate`: plants faults in the user's own faithful summaries, and says which of them are caught."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cache import DEFAULT_CACHE_LIMIT, CacheLimitOption, CacheOption
from .device import DeviceOption
from .outputs import make_folder
from .run import built, parsed_columns, tell_bad_inputs, tell_failures
from .scoring import JobsOption, scoring

if TYPE_CHECKING:
    from ..mutate.record import Result

__all__ = ["EPILOG", "mutate"]

EPILOG = "Example: evalkit mutate seeds/ --min-detection number=0.9 --max-false-alarms 0.1"

_WRITTEN = "mutate.json, mutants.jsonl, mutate.md, and the two runs behind them, run.jsonl and mutants.run.jsonl"


def mutate(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, folders or glob patterns of articles with summaries that are faithful, as for evalkit run.",
            show_default=False,
        ),
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Only this type of fault or edit (number, date, name, ..., synonym). Repeatable; all if none is named.",
        ),
    ] = None,
    min_detection: Annotated[
        list[str] | None,
        typer.Option(
            "--min-detection",
            metavar="TYPE=SHARE",
            help="Fail if less of a type's faults is caught, as in number=0.95; a share alone is of all faults. Repeatable.",
        ),
    ] = None,
    max_false_alarms: Annotated[
        list[str] | None,
        typer.Option(
            "--max-false-alarms",
            metavar="[TYPE=]SHARE",
            help="Fail if more of the harmless edits is taken for faults, as in 0.1 or synonym=0.05. Repeatable.",
        ),
    ] = None,
    per_claim: Annotated[
        int, typer.Option("--per-claim", min=1, metavar="N", help="Mutants of each operator and claim, at most.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Of the draw; the same seed gives the same mutants.")
    ] = 12345,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", metavar="M", help="What judges, as for evalkit run. [default: support]", show_default=False
        ),
    ] = None,
    verdict_from: Annotated[
        str,
        typer.Option("--verdict-from", metavar="NAME", help="The metric whose judgements become the claims' verdicts."),
    ] = "support",
    columns: Annotated[
        Any,
        typer.Option(
            "--columns",
            metavar="OURS=YOURS,...",
            parser=parsed_columns,
            help="Your names of the columns, as for evalkit run.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=f"Folder for {_WRITTEN}.")] = Path(
        "evalkit-mutants"
    ),
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", envvar="EVALKIT_LIMIT", help="Stop after N articles.")
    ] = None,
    cache: Annotated[Path | None, CacheOption] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep no results between runs.")] = False,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
    jobs: Annotated[int, JobsOption] = 1,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[
        bool, typer.Option("--offline", envvar="EVALKIT_OFFLINE", help="Forbid the network altogether.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an unfinished run, if there is one.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Overwrite an unfinished run.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:
    """Plant faults in faithful summaries and make edits that keep their meaning; say what is caught, and what is a false alarm.

    Only claims that are found supported as they are get changed, one change at a time, within their block. A fault is caught if its
    claim is no longer supported. What cannot be changed surely is left alone and counted.

    Exit code 0: done, and every bound holds; 1: a bound fails; 2: an input could not be read, a score failed, a bound names a
    type that these texts have no mutant of, or nothing could be done.
    """
    from rich.console import Console

    from ..errors import ConfigError
    from ..mutate.bounds import parsed
    from ..mutate.measuring import Job, chosen
    from ..overview import overview
    from ..reading import find
    from ..records import BadInput
    from ..report.markdown_mutate import write_mutants_markdown
    from ..report.terminal import clean
    from ..report.terminal_mutate import print_mutants
    from ..runfile import stream
    from ..sizes import parsed_size
    from .progress import Progress

    if cache and no_cache:
        raise ConfigError("--cache and --no-cache exclude each other: give one of them")
    if resume and fresh:
        raise ConfigError("--resume and --fresh exclude each other: give one of them")
    if "-" in paths:
        raise ConfigError(
            "- : the articles are read twice, and standard input can be read once: expected files or folders"
        )
    bounds = (*parsed(min_detection or [], "fault"), *parsed(max_false_alarms or [], "edit"))
    operators = chosen(kind or [])
    size = parsed_size(cache_limit)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    sources = find(paths, skip=out)
    if all(isinstance(source, BadInput) for source in sources):
        tell_bad_inputs([source for source in sources if isinstance(source, BadInput)])
        return 2
    metrics = built(metric or ["support"], {}, verdict_from)
    if verdict_from not in {one.name for one in metrics}:
        raise ConfigError(
            f"--verdict-from {verdict_from!r}: no metric of this run is called so: expected --metric {verdict_from}"
        )
    make_folder(out)
    target = out / "mutants.jsonl"
    with (
        scoring(metrics, verdict_from, cache=cache, size=size, cached=not no_cache, jobs=jobs, offline=offline) as (
            store,
            engine,
        ),
        Progress(quiet=quiet) as progress,
    ):
        job = Job(
            sources, metrics, out, verdict_from=verdict_from, columns=columns, operators=operators, seed=seed,
            per_claim=per_claim,
        )  # fmt: skip
        job.run(
            target,
            store=store,
            limit=limit,
            offline=offline,
            resume=resume,
            fresh=fresh,
            progress=progress,
            engine=engine,
        )
    found = job.result(target, bounds)
    _write_result(found, out / "mutate.json")
    write_mutants_markdown(found, out / "mutate.md")
    print_mutants(found, Console(highlight=False, markup=False, emoji=False))
    run = overview(stream(job.judged), worst=0)
    tell_bad_inputs(run.bad_inputs)
    tell_failures(run.failures)
    unsaid = [one for one in found.gates if one.passed is None]
    for one in unsaid:
        typer.echo(f"evalkit: {clean(one.gate)}: {clean(one.reason)}", err=True)
    if not found.mutants:
        typer.echo(
            "evalkit: no claim could be changed: expected summaries with claims that are found supported", err=True
        )
    if not quiet:
        typer.echo(f"mutants: {target}", err=True)
    if run.bad_inputs or job.failed or unsaid or not found.mutants:
        return 2
    return 1 if any(one.passed is False for one in found.gates) else 0


def _write_result(found: Result, target: Path) -> None:
    import msgspec

    from ..files import replacing

    with replacing(target, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
