"""`evalkit run`: score articles, write the run file and what is made of it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cache import DEFAULT_CACHE_LIMIT, CacheLimitOption, CacheOption
from .device import DeviceOption
from .outputs import Placed, placed
from .scoring import EngineName, JobsOption, scoring
from .settings import ConfigOption, calibration_of, chosen, typed
from .surfaces import GITLAB, JUNIT, SARIF, write_surfaces

if TYPE_CHECKING:
    from ..calibration import CalibrationSettings
    from ..metric import Metric
    from ..reading import Columns
    from ..records import BadInput
    from ..runfile import BadInputRecord
    from ..runner import Timing
    from ..windows import Part

__all__ = [
    "EPILOG", "built", "parsed_columns", "run", "tell_bad_inputs", "tell_failures", "told", "write_outputs",
]  # fmt: skip

EPILOG = "Example: evalkit run seeds/ --out report/   then open report/report.html"

_SHOWN = 50
"""Faults of inputs that are printed; the report and the run file have all."""
_OPEN_OUTPUTS = "run.jsonl, report.html, scores.csv, claims.csv, timing.json"


def parsed_columns(value: str | Mapping[str, str]) -> Columns:
    from ..reading import Columns

    return Columns.parsed(value) if isinstance(value, str) else Columns(value)


def parsed_part(value: str) -> Part:
    from ..windows import Part

    return Part.parsed(value)


def run(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Files, folders or glob patterns of articles: tagged text, JSONL, CSV, TSV or Parquet, also .gz;"
            " on this machine or as a URL (s3://bucket/folder); - is standard input.",
            show_default=False,
        ),
    ] = None,
    config: Annotated[Path | None, ConfigOption] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="M",
            envvar="EVALKIT_METRIC",
            help='A metric: its name, "rouge(stem=true)" with parameters, or module:Class. Repeatable; all built-ins if none is named.',
        ),
    ] = None,
    columns: Annotated[
        Any,
        typer.Option(
            "--columns",
            metavar="OURS=YOURS,...",
            envvar="EVALKIT_COLUMNS",
            parser=parsed_columns,
            help="Your names of the columns id, title, published, url, author, content, summary, highlights, system,"
            " e.g. content=document,summary=claim.",
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "--out", metavar="DIR", envvar="EVALKIT_OUT", help=f"Folder, or the URL of one, for {_OPEN_OUTPUTS}."
        ),
    ] = "evalkit-report",
    markdown: Annotated[
        Path | None,
        typer.Option(
            "--markdown", metavar="FILE", envvar="EVALKIT_MARKDOWN", help="Write Markdown too, fit for a pull request."
        ),
    ] = None,
    parquet: Annotated[
        bool,
        typer.Option(
            "--parquet/--no-parquet", envvar="EVALKIT_PARQUET", help="Write scores.parquet and claims.parquet too."
        ),
    ] = False,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", envvar="EVALKIT_JUNIT", help=JUNIT)] = None,
    sarif: Annotated[Path | None, typer.Option("--sarif", metavar="FILE", envvar="EVALKIT_SARIF", help=SARIF)] = None,
    gitlab: Annotated[
        Path | None, typer.Option("--gitlab", metavar="FILE", envvar="EVALKIT_GITLAB", help=GITLAB)
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", envvar="EVALKIT_LIMIT", help="Stop after N articles."),
    ] = None,
    part: Annotated[
        Any,
        typer.Option(
            "--part",
            metavar="K/N",
            envvar="EVALKIT_PART",
            parser=parsed_part,
            help="Score the K-th of N parts of the inputs, so that N machines share them; evalkit merge makes one run of all.",
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            min=0.001,
            metavar="SECONDS",
            envvar="EVALKIT_TIME_LIMIT",
            help="What a metric may take for an article; what takes longer is failed, and counted. Without it there is no limit.",
        ),
    ] = None,
    verdict_from: Annotated[
        str,
        typer.Option(
            "--verdict-from",
            metavar="NAME",
            envvar="EVALKIT_VERDICT_FROM",
            help="The metric whose judgements become the claims' verdicts.",
        ),
    ] = "support",
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge",
            metavar="MODEL",
            envvar="EVALKIT_JUDGE",
            help="A bigger model that decides on claims: path or hub name of an NLI or binary cross-encoder, MiniCheck or AlignScore.",
        ),
    ] = None,
    judge_labels: Annotated[
        str | None,
        typer.Option(
            "--judge-labels",
            metavar="NAMES",
            envvar="EVALKIT_JUDGE_LABELS",
            help="What its outputs mean, in their order, where its config does not say it: contradiction,entailment,neutral.",
        ),
    ] = None,
    judge_url: Annotated[
        str | None,
        typer.Option(
            "--judge-url",
            metavar="URL",
            envvar="EVALKIT_JUDGE_URL",
            help="An OpenAI-compatible endpoint that decides on claims; its key is read from EVALKIT_JUDGE_KEY or OPENAI_API_KEY.",
        ),
    ] = None,
    judge_model: Annotated[
        str | None,
        typer.Option(
            "--judge-model", metavar="NAME", envvar="EVALKIT_JUDGE_MODEL", help="The model that is asked there."
        ),
    ] = None,
    judge_price: Annotated[
        str | None,
        typer.Option(
            "--judge-price",
            metavar="PROMPT,ANSWER",
            envvar="EVALKIT_JUDGE_PRICE",
            help="What a million tokens cost there, of the prompt and of the answer: 0.15,0.60. The cost is written to timing.json.",
        ),
    ] = None,
    cache: Annotated[Path | None, CacheOption] = None,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", envvar="EVALKIT_NO_CACHE", help="Keep no results between runs."),
    ] = False,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
    jobs: Annotated[int | None, JobsOption] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            "--engine",
            envvar="EVALKIT_ENGINE",
            help="Where the run is scored: on this machine, or on a Ray cluster, of which --jobs takes so many workers.",
        ),
    ] = EngineName.local,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            envvar="EVALKIT_ADDRESS",
            help="Of the Ray cluster: auto, HOST:PORT or ray://HOST:PORT. [default: one on this machine, for this run]",
        ),
    ] = None,
    profile: Annotated[
        bool,
        typer.Option(
            "--profile/--no-profile", envvar="EVALKIT_PROFILE", help="Print where the time went, stage by stage."
        ),
    ] = False,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[
        bool,
        typer.Option(
            "--offline/--no-offline",
            envvar="EVALKIT_OFFLINE",
            help="Forbid the network altogether. Without it, only a model that is named and not on disk is downloaded.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--no-resume", envvar="EVALKIT_RESUME", help="Go on with an unfinished run, if there is one."
        ),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh/--no-fresh", envvar="EVALKIT_FRESH", help="Overwrite an unfinished run.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet/--no-quiet", "-q", envvar="EVALKIT_QUIET", help="No progress.")
    ] = False,
) -> int:
    """Score every SUMMARY and HIGHLIGHTS of articles against their CONTENT.

    Prints a table and the worst claims. Exit code 0: all was read and scored; 2: an input could not be read, a metric
    failed on a block, or nothing could be done (the message says which).

    Every option can stand in a settings file, under its name with _ for - (metrics, and paths for the inputs). The
    command line goes before the environment, the environment before the file.
    """
    from ..deadline import check
    from ..errors import ConfigError
    from ..reading import find, have_columns
    from ..records import BadInput
    from ..remote import is_remote
    from ..report.terminal import clean
    from ..runner import run as run_sources
    from ..sizes import parsed_size
    from .progress import Progress

    unfinished = chosen(context, "resume", "fresh")
    cached = chosen(context, "cache", "no_cache") != "no_cache"
    size = parsed_size(cache_limit)
    if not paths:
        raise ConfigError("there is nothing to run on: expected files, folders or patterns, or - for standard input")
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    if config and not quiet:
        typer.echo(f"evalkit: settings of {clean(str(config))}", err=True)
    sources = find(paths, skip=None if is_remote(out) else Path(out))
    if all(isinstance(source, BadInput) for source in sources):
        tell_bad_inputs([source for source in sources if isinstance(source, BadInput)])
        return 2
    if typed(context, "columns") and not have_columns(sources):
        raise ConfigError("--columns names columns, and none of the inputs has any: they are tagged text")
    if engine is EngineName.local and address is not None and typed(context, "address"):
        raise ConfigError("--address is that of a Ray cluster: expected --engine ray beside it")
    if time_limit is not None:
        check()
    judges = {
        "judge": judge, "judge_labels": judge_labels, "judge_url": judge_url, "judge_model": judge_model,
        "judge_price": judge_price,
    }  # fmt: skip
    metrics = built(metric or [], judges, verdict_from, calibration_of(config))
    with placed(out, resume=unfinished == "resume", fresh=unfinished == "fresh") as place:
        target = place.folder / "run.jsonl"
        with (
            scoring(
                metrics,
                verdict_from,
                cache=cache,
                size=size,
                cached=cached,
                jobs=jobs,
                offline=offline,
                engine=engine.value,
                address=address,
                time_limit=time_limit,
            ) as (store, scorer),
            Progress(quiet=quiet) as progress,
        ):

            def after(articles: int, cases: int, done: int, total: int) -> None:
                progress(articles, cases, done, total)
                place.carry()

            timing = run_sources(
                sources,
                metrics,
                target,
                store=store,
                columns=columns,
                limit=limit,
                verdict_from=verdict_from,
                offline=offline,
                resume=unfinished == "resume",
                fresh=unfinished == "fresh",
                progress=after,
                engine=scorer,
                part=part,
                time_limit=time_limit,
            )
        return told(
            place,
            timing,
            parquet=parquet,
            markdown=markdown,
            junit=junit,
            sarif=sarif,
            gitlab=gitlab,
            profile=profile,
            quiet=quiet,
        )


def told(
    place: Placed,
    timing: Timing | None,
    *,
    parquet: bool = False,
    markdown: Path | None = None,
    junit: Path | None = None,
    sarif: Path | None = None,
    gitlab: Path | None = None,
    profile: bool = False,
    quiet: bool,
) -> int:
    """Writes what is made of a run and prints it; gives the exit code.

    Args:
        place: where `run.jsonl` is and the other outputs are to be.
        timing: of the run; None where none was run just now.
    """
    from rich.console import Console

    from ..overview import overview
    from ..report.terminal import print_overview
    from ..runfile import stream

    began = time.perf_counter()
    out, target = place.folder, place.folder / "run.jsonl"
    found = overview(stream(target))
    write_outputs(out, target, timing.to_json() if timing else None, parquet=parquet)
    if markdown:
        from ..report.markdown import write_markdown

        write_markdown(found, markdown)
    write_surfaces(target, junit=junit, sarif=sarif, gitlab=gitlab)
    print_overview(found, Console(highlight=False, markup=False, emoji=False))
    tell_bad_inputs(found.bad_inputs)
    tell_failures(found.failures)
    if profile and timing:
        from ..report.terminal_profile import print_profile
        from . import STARTED

        after = time.perf_counter() - began
        before = time.perf_counter() - STARTED - timing.total - after
        errors = Console(stderr=True, highlight=False, markup=False, emoji=False)
        print_profile(timing, errors, before=before, after=after)
    if not quiet:
        typer.echo(f"report: {place.name.rstrip('/')}/report.html", err=True)
    place.finish()
    return 2 if found.footer.bad_inputs or found.footer.failed else 0


def built(
    named: Sequence[str],
    judges: Mapping[str, str | None],
    verdict_from: str,
    calibration: CalibrationSettings | None = None,
) -> tuple[Metric, ...]:
    """The metrics that are named, with the judge that is, and the calibration of the settings.

    Raises:
        ConfigError: they cannot be built, take no judge, the one that is to give the verdicts is not among them, or the calibration
            was fitted to another.
    """
    from ..calibration import with_calibration
    from ..errors import ConfigError
    from ..judging import with_judge
    from ..plugins import build_all
    from ..runner import VERDICT_FROM

    metrics = with_calibration(with_judge(build_all(named), judges), calibration, verdict_from)
    if verdict_from != VERDICT_FROM and verdict_from not in {one.name for one in metrics}:
        names = ", ".join(one.name for one in metrics)
        raise ConfigError(f"verdict_from: {verdict_from!r} is no metric of this run, which has {names}")
    return metrics


def write_outputs(out: Path, target: Path, timing: str | None, *, parquet: bool = False) -> None:
    from ..files import replacing
    from ..report.html import write_html
    from ..report.spreadsheet import write_claims, write_scores

    write_html(target, out / "report.html")
    for suffix in ("csv", "parquet") if parquet else ("csv",):
        write_scores(target, out / f"scores.{suffix}")
        write_claims(target, out / f"claims.{suffix}")
    if timing is None:
        (out / "timing.json").unlink(missing_ok=True)  # of an older run, which these outputs replace
        return
    with replacing(out / "timing.json") as file:
        file.write(timing)


def tell_failures(failures: Mapping[tuple[str, str], int]) -> None:
    from ..overview import counted
    from ..report.terminal import clean

    for (name, note), count in sorted(failures.items()):
        typer.echo(f"evalkit: {clean(name)} failed on {counted(count, 'block')}: {clean(note)}", err=True)


def tell_bad_inputs(bad_inputs: Sequence[BadInput | BadInputRecord]) -> None:
    from ..report.terminal import clean

    for bad in bad_inputs[:_SHOWN]:
        typer.echo(f"{clean(bad.path)}:{bad.line}:{bad.column}: {clean(bad.message)}", err=True)
    if more := len(bad_inputs[_SHOWN:]):
        typer.echo(
            f"evalkit: {more} more inputs could not be read: the report and run.jsonl list all of them", err=True
        )
