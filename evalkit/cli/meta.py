"""`evalkit meta`: how well every metric agrees with human labels."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cache import DEFAULT_CACHE_LIMIT, CacheLimitOption, CacheOption
from .device import DeviceOption
from .labelled import LABELLED, LabelColumnsOption
from .outputs import make_folder
from .run import built, tell_bad_inputs, tell_failures
from .scoring import JobsOption, scoring
from .settings import ConfigOption, calibration_of, chosen

if TYPE_CHECKING:
    from ..metric import Metric

__all__ = ["EPILOG", "meta"]

EPILOG = "Example: evalkit meta labels.jsonl   then open evalkit-meta/meta.html"


# Names of parameters are not those of the settings where a run's own (out, paths, limit, columns) do not hold for labels.
def meta(
    context: typer.Context,
    labelled: Annotated[list[str], LABELLED],
    config: Annotated[Path | None, ConfigOption] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", metavar="M", help="As for evalkit run; those of the baselines are always added. [default: all]"
        ),
    ] = None,
    label_columns: Annotated[Any, LabelColumnsOption] = None,
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for meta.json, card.md, meta.html and run.jsonl.")
    ] = Path("evalkit-meta"),
    first: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="Stop after N articles; the other labels are left out."),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=100, metavar="N", help="Of documents, for the intervals.")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of these, and of the random baseline.")] = 12345,
    verdict_from: Annotated[
        str,
        typer.Option("--verdict-from", metavar="NAME", help="The metric whose verdicts are held against the labels."),
    ] = "support",
    judge: Annotated[str | None, typer.Option("--judge", metavar="MODEL", help="As for evalkit run.")] = None,
    judge_labels: Annotated[
        str | None, typer.Option("--judge-labels", metavar="NAMES", help="As for evalkit run.")
    ] = None,
    judge_url: Annotated[str | None, typer.Option("--judge-url", metavar="URL", help="As for evalkit run.")] = None,
    judge_model: Annotated[
        str | None, typer.Option("--judge-model", metavar="NAME", help="As for evalkit run.")
    ] = None,
    judge_price: Annotated[
        str | None, typer.Option("--judge-price", metavar="PRICES", help="As for evalkit run.")
    ] = None,
    cache: Annotated[Path | None, CacheOption] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep no results between runs.")] = False,
    cache_limit: Annotated[str, CacheLimitOption] = DEFAULT_CACHE_LIMIT,
    jobs: Annotated[int, JobsOption] = 1,
    device: Annotated[str, DeviceOption] = "auto",
    offline: Annotated[
        bool, typer.Option("--offline/--no-offline", envvar="EVALKIT_OFFLINE", help="Forbid the network altogether.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on with an unfinished run, if there is one.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh/--no-fresh", help="Overwrite an unfinished run.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet/--no-quiet", "-q", help="No progress.")] = False,
) -> int:
    """Score labelled summaries and say how well every metric agrees with the labels, beside simple baselines.

    A file is a set. Area under the ROC curve, balanced accuracy at the shipped threshold, correlations raw and with the systems' means
    taken out, Williams' test, calibration, words pointed at, by system and type of error, with 95% intervals of a bootstrap of documents.
    Labels of evalkit sample are weighed by the chance with which each was drawn.

    Exit code 0: done; 2: a label or row could not be read, no label is there, or a metric failed on a row.
    """
    from rich.console import Console

    from ..labels import read_labels
    from ..meta.card import make_card, write_card
    from ..overview import overview
    from ..reading import find, kept
    from ..report.html_meta import write_html_meta
    from ..report.markdown_meta import write_markdown_meta
    from ..report.terminal import clean
    from ..report.terminal_meta import print_card
    from ..runfile import stream
    from ..runner import run as run_sources
    from ..sizes import parsed_size
    from .progress import Progress

    unfinished, cached = chosen(context, "resume", "fresh"), chosen(context, "cache", "no_cache") != "no_cache"
    size = parsed_size(cache_limit)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    judges = {
        "judge": judge,
        "judge_labels": judge_labels,
        "judge_url": judge_url,
        "judge_model": judge_model,
        "judge_price": judge_price,
    }
    metrics = _with_baselines(built(metric or [], judges, verdict_from, calibration_of(config)))
    make_folder(folder)
    run = folder / "run.jsonl"
    with kept(find(labelled, skip=folder)) as sources:
        labels = read_labels(sources, label_columns)
        if not labels.sets:
            tell_bad_inputs(labels.faults)
            return 2
        with (
            scoring(metrics, verdict_from, cache=cache, size=size, cached=cached, jobs=jobs, offline=offline) as (
                store,
                engine,
            ),
            Progress(quiet=quiet) as progress,
        ):
            run_sources(
                sources, metrics, run, store=store, columns=labels.columns, limit=first, verdict_from=verdict_from,
                offline=offline, resume=unfinished == "resume", fresh=unfinished == "fresh", progress=progress, engine=engine,
            )  # fmt: skip
    card = make_card(run, labels, draws=draws, seed=seed)
    write_card(card, folder / "meta.json")
    write_markdown_meta(card, folder / "card.md")
    write_html_meta(card, folder / "meta.html")
    print_card(card, Console(highlight=False, markup=False, emoji=False))
    for fault in card.faults:
        typer.echo(clean(fault), err=True)
    tell_failures(overview(stream(run), worst=0).failures)
    if not quiet:
        typer.echo(f"card: {folder / 'meta.html'}", err=True)
    return 2 if card.faults or card.failed else 0


def _with_baselines(metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
    """The metrics, and those that the baselines are measures of, where they are not among them."""
    from ..meta.table import BASELINES
    from ..plugins import build_all

    there = {one.name for one in metrics}
    more = [name for name in BASELINES if name not in there]
    return (*metrics, *build_all(more)) if more else metrics
