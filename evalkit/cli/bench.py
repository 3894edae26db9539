"""`evalkit bench`: systems write summaries of articles, and a leaderboard of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cache import DEFAULT_CACHE_LIMIT, CacheLimitOption, CacheOption
from .compare import (
    CSV,
    LABELS,
    LATEX,
    MARKDOWN,
    BaselineOption,
    Block,
    BootstrapOption,
    ConfidenceOption,
    EveryPairOption,
    PermutationOption,
    print_board,
    tests_of,
    write_boards,
)  # fmt: skip
from .device import DeviceOption
from .outputs import make_folder
from .run import built, parsed_columns, tell_bad_inputs, tell_failures, write_outputs
from .scoring import JobsOption, scoring
from .settings import NamedConfigOption, calibration_of

if TYPE_CHECKING:
    from ..leaderboard.costs import Cost
    from ..systems import Options

__all__ = ["EPILOG", "bench"]

EPILOG = "Example: evalkit bench seeds/ --system own --system lexrank --system ours=ours.jsonl"

_WRITTEN = "run.jsonl, leaderboard.html, report.html, scores.csv, claims.csv, systems.json, timing.json"


def bench(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLES...",
            help="Files, folders or glob patterns of articles, with or without summaries of their own.",
            show_default=False,
        ),
    ],
    config: Annotated[Path | None, NamedConfigOption] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            metavar="NAME=SOURCE",
            help="A system. SOURCE: a file or folder of outputs, own (the articles' own blocks), command:WORDS, openai:MODEL@URL,"
            " hf:PATH, lead:N, random:N[:SEED], textrank, lexrank, centroid, oracle, copy, empty. Repeatable; the first is the baseline.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", metavar="M", help="A metric, as for evalkit run. Repeatable; all built-ins if none is named."
        ),
    ] = None,
    columns: Annotated[
        Any,
        typer.Option(
            "--columns",
            metavar="OURS=YOURS,...",
            parser=parsed_columns,
            help="Your names of the articles' columns, as for evalkit run.",
        ),
    ] = None,
    output_columns: Annotated[
        Any,
        typer.Option(
            "--output-columns",
            metavar="OURS=YOURS,...",
            parser=parsed_columns,
            help="Your names of the columns of files of outputs: id, summary, highlights, system, content.",
        ),
    ] = None,
    block: Annotated[Block, typer.Option("--block", help="What the texts are judged as.")] = Block.SUMMARY,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=f"Folder for {_WRITTEN}.")] = Path("evalkit-bench"),
    markdown: Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help=MARKDOWN)] = None,
    latex: Annotated[Path | None, typer.Option("--latex", metavar="FILE", help=LATEX)] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=CSV)] = None,
    labels: Annotated[Path | None, typer.Option("--labels", metavar="FILE", help=LABELS)] = None,
    baseline: BaselineOption = None,
    every: EveryPairOption = False,
    confidence: ConfidenceOption = 0.95,
    paired_bs: BootstrapOption = False,
    paired_ar: PermutationOption = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", envvar="EVALKIT_LIMIT", help="Stop after N articles.")
    ] = None,
    prompt: Annotated[
        Path | None,
        typer.Option(
            "--prompt", metavar="FILE", help="The prompt of an endpoint. [default: evalkit's own]", show_default=False
        ),
    ] = None,
    temperature: Annotated[
        float, typer.Option("--temperature", metavar="T", help="What an endpoint samples with.")
    ] = 0.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="What an endpoint is seeded with.")] = 12345,
    max_tokens: Annotated[
        int | None, typer.Option("--max-tokens", min=1, metavar="N", help="Of an answer, at most.")
    ] = None,
    price: Annotated[
        str | None,
        typer.Option(
            "--price",
            metavar="PROMPT,ANSWER",
            help="What a million tokens cost at the endpoint, of the prompt and of the answer: 0.15,0.60.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="What a command has for one article.")
    ] = 60.0,
    retries: Annotated[
        int,
        typer.Option(
            "--retries", min=0, metavar="N", help="How often a command or endpoint that failed is asked again."
        ),
    ] = 2,
    cache: Annotated[Path | None, CacheOption] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep no results and no answers between runs.")] = False,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
    jobs: Annotated[int, JobsOption] = 1,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[
        bool,
        typer.Option(
            "--offline", envvar="EVALKIT_OFFLINE", help="Forbid the network, but for a server on this machine."
        ),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an unfinished bench, if there is one.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Overwrite an unfinished bench.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:
    """Have systems summarise articles, judge every claim of each, and lay them beside each other.

    The yardsticks lead:3, copy and empty always stand in the table. A refusal, an empty answer and a failure have columns of
    their own and are never faithful. What a command or endpoint answered is kept in the cache, so that nothing is asked twice. Of a
    settings file the table [calibration] alone is read.

    Exit code 0: done; 2: an article, output or label could not be read, no label is of a claim of the bench, a metric failed, or
    nothing could be done.
    """
    from ..bench import Bench, named_systems
    from ..errors import ConfigError
    from ..leaderboard import leaderboard
    from ..leaderboard.labels import claim_labels
    from ..overview import overview
    from ..reading import find
    from ..records import BadInput
    from ..report.html_standings import write_leaderboard_html
    from ..runfile import stream
    from ..runner import VERDICT_FROM
    from ..sizes import parsed_size
    from .progress import Progress

    if cache and no_cache:
        raise ConfigError("--cache and --no-cache exclude each other: give one of them")
    if resume and fresh:
        raise ConfigError("--resume and --fresh exclude each other: give one of them")
    size = parsed_size(cache_limit)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    options = _options(
        block=block.value, columns=output_columns, prompt=prompt, temperature=temperature, seed=seed, max_tokens=max_tokens,
        price=price, timeout=timeout, retries=retries, offline=offline,
    )  # fmt: skip
    systems = named_systems(system or [], options)
    sources = find(paths, skip=out)
    if all(isinstance(source, BadInput) for source in sources):
        tell_bad_inputs([source for source in sources if isinstance(source, BadInput)])
        return 2
    metrics = built(metric or [], {}, VERDICT_FROM, calibration_of(config))
    if labels:
        claim_labels(labels)  # before anything is asked, which may take long
    make_folder(out)
    target = out / "run.jsonl"
    with (
        scoring(metrics, VERDICT_FROM, cache=cache, size=size, cached=not no_cache, jobs=jobs, offline=offline) as (
            store,
            engine,
        ),
        Progress(quiet=quiet) as progress,
    ):
        job = Bench(sources, systems, columns=columns, block=block.value, told=progress.writing)
        _check_baseline(baseline, [one.name for one in job.systems])
        timing = job.run(
            metrics, target, store=store, limit=limit, verdict_from=VERDICT_FROM, offline=offline, resume=resume,
            fresh=fresh, progress=progress, engine=engine,
        )  # fmt: skip
    _write_costs(out / "systems.json", job.costs())
    write_outputs(out, target, timing.to_json())
    found = leaderboard(
        [target], baseline=baseline, pairs="all" if every else "baseline", confidence=confidence,
        tests=tests_of(paired_bs=paired_bs, paired_ar=paired_ar), labels=labels,
    )  # fmt: skip
    write_leaderboard_html(found, out / "leaderboard.html")
    write_boards(found, markdown=markdown, latex=latex, csv=csv)
    print_board(found)
    run = overview(stream(target), worst=0)
    problems = (
        [*job.problems] if limit is None else []
    )  # with a limit most outputs belong to articles that were left out
    tell_bad_inputs([*run.bad_inputs, *problems])
    tell_failures(run.failures)
    if not quiet:
        typer.echo(f"leaderboard: {out / 'leaderboard.html'}", err=True)
    return 2 if run.footer.bad_inputs or run.footer.failed or problems else 0


def _check_baseline(baseline: str | None, names: Sequence[str]) -> None:
    """Before anything is asked, which may take long.

    Raises:
        ConfigError: no system has the name.
    """
    from ..errors import ConfigError

    if baseline is not None and baseline not in names:
        raise ConfigError(f"--baseline {baseline!r}: no system is called so: expected one of {', '.join(names)}")


def _options(*, price: str | None, columns: Any, **more: Any) -> Options:
    from ..reading import Columns
    from ..systems import Options

    prompt_price, answer_price = _prices(price)
    return Options(columns=columns or Columns(), prompt_price=prompt_price, answer_price=answer_price, **more)


def _prices(text: str | None) -> tuple[float, float]:
    from ..errors import ConfigError

    if text is None:
        return 0.0, 0.0
    try:
        prompt, answer = (float(part) for part in text.split(","))
    except ValueError:
        raise ConfigError(f"--price {text!r}: expected two prices of a million tokens, as in 0.15,0.60") from None
    return prompt, answer


def _write_costs(target: Path, costs: Sequence[Cost]) -> None:
    import msgspec

    from ..files import replacing

    with replacing(target, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode({"systems": costs}), indent=2) + b"\n")
