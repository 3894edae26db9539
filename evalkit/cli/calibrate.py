"""`evalkit calibrate`: a threshold and a probability map for the user's own texts, from labels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cache import DEFAULT_CACHE_LIMIT, CacheLimitOption, CacheOption
from .device import DeviceOption
from .labelled import LABELLED, LabelColumnsOption
from .outputs import make_folder
from .run import built, tell_bad_inputs, tell_failures
from .scoring import JobsOption, scoring
from .settings import ConfigOption, chosen

if TYPE_CHECKING:
    from ..calibrating import Found

__all__ = ["EPILOG", "calibrate"]

EPILOG = "Example: evalkit calibrate labels.jsonl -o evalkit.toml"


class OddsOption(StrEnum):
    """What the two classes count."""

    EVEN = "even"
    DATA = "data"


# Names of parameters are not those of the settings where a run's own (out, paths, limit, columns) do not hold for labels.
def calibrate(
    context: typer.Context,
    labelled: Annotated[list[str], LABELLED],
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Settings to write [calibration] into: evalkit.toml."),
    ] = None,
    odds: Annotated[
        OddsOption,
        typer.Option(
            "--odds",
            help="even: both classes count alike, for balanced accuracy; data: as often as they are, for probabilities that are frequencies.",
        ),
    ] = OddsOption.EVEN,
    anyway: Annotated[bool, typer.Option("--anyway", help="Write it also where no gain is shown.")] = False,
    config: Annotated[Path | None, ConfigOption] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", metavar="M", help="The metric to calibrate, with its parameters. [default: support]"),
    ] = None,
    label_columns: Annotated[Any, LabelColumnsOption] = None,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for run.jsonl.")] = Path(
        "evalkit-calibrate"
    ),
    first: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="Stop after N articles; the other labels are left out."),
    ] = None,
    judge: Annotated[str | None, typer.Option("--judge", metavar="MODEL", help="As for evalkit run.")] = None,
    judge_labels: Annotated[
        str | None, typer.Option("--judge-labels", metavar="NAMES", help="As for evalkit run.")
    ] = None,
    judge_url: Annotated[str | None, typer.Option("--judge-url", metavar="URL", help="As for evalkit run.")] = None,
    judge_model: Annotated[
        str | None, typer.Option("--judge-model", metavar="NAME", help="As for evalkit run.")
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
    """Fit a monotone map of P(supported) to your labels, so that 0.5 is the threshold of your own texts, and say what it gains.

    The gain is cross-validated by document, with 95% intervals of a bootstrap of documents. -o writes it into the settings, from where
    run, bench, explain and pytest take it; it stands in every signature from then on. Where no gain is shown nothing is written
    without --anyway.

    Exit code 0: done; 1: no gain is shown, and -o wrote nothing; 2: a label cannot be read, there are too few, or a row failed.
    """
    from ..calibrating import calibrated, write_calibration
    from ..errors import ConfigError
    from ..labels import read_labels
    from ..overview import overview
    from ..reading import find, kept
    from ..report.terminal import clean
    from ..runfile import stream
    from ..runner import VERDICT_FROM
    from ..runner import run as run_sources
    from ..sizes import parsed_size
    from .progress import Progress

    unfinished, cached = chosen(context, "resume", "fresh"), chosen(context, "cache", "no_cache") != "no_cache"
    size = parsed_size(cache_limit)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's client wherever it is used
    judges = {"judge": judge, "judge_labels": judge_labels, "judge_url": judge_url, "judge_model": judge_model}
    metrics = [one for one in built(metric or [VERDICT_FROM], judges, VERDICT_FROM) if one.name == VERDICT_FROM]
    if len(metrics) != 1 or getattr(metrics[0], "calibration", None) != "":
        raise ConfigError(f"--metric: expected {VERDICT_FROM} once, without a calibration: it is what is calibrated")
    if target and (target.is_dir() or target.suffix != ".toml"):
        raise ConfigError(f"-o {target}: expected a settings file, evalkit.toml or pyproject.toml")
    make_folder(folder)
    run = folder / "run.jsonl"
    with kept(find(labelled, skip=folder)) as sources:
        labels = read_labels(sources, label_columns)
        if not labels.sets:
            tell_bad_inputs(labels.faults)
            return 2
        with (
            scoring(metrics, VERDICT_FROM, cache=cache, size=size, cached=cached, jobs=jobs, offline=offline) as (
                store,
                engine,
            ),
            Progress(quiet=quiet) as progress,
        ):
            run_sources(
                sources, metrics, run, store=store, columns=labels.columns, limit=first, verdict_from=VERDICT_FROM,
                offline=offline, resume=unfinished == "resume", fresh=unfinished == "fresh", progress=progress, engine=engine,
            )  # fmt: skip
    scored = overview(stream(run), worst=0)
    tell_bad_inputs(
        [
            *labels.faults,
            *(
                one
                for one in scored.bad_inputs
                if (one.path, one.line) not in {(f.path, f.line) for f in labels.faults}
            ),
        ]
    )
    tell_failures(scored.failures)
    found = calibrated(run, labels, odds.value)
    if any(one.is_convenience for one in labels.sets):
        typer.echo("evalkit: a reader chose what to label in the report: its gain holds for rows chosen so", err=True)
    for line in _told(found):
        typer.echo(clean(line))
    code = 2 if labels.faults or scored.footer.failed or scored.footer.bad_inputs else 0
    if not found.gains:
        typer.echo(
            "no gain is shown: neither the accuracy's nor the log loss's interval lies on the better side of 0 alone"
        )
    if target is None:
        return code
    if not found.gains and not anyway:
        typer.echo(f"FAIL: {clean(str(target))} is left as it is; --anyway writes it all the same")
        return max(code, 1)
    write_calibration(found, target)
    typer.echo(f"written to {clean(str(target))}: [calibration]")
    return code


def _told(found: Found) -> Iterator[str]:
    from ..overview import counted

    yield (
        f"{counted(found.labels, 'label')} of {counted(found.documents, 'document')}, {found.supported} supported;"
        f" {found.refused} refused by the checks, which no map moves; odds: {found.odds}"
    )
    for why, count in found.left_out.items():
        yield f"{counted(count, 'label')} left out: {why}"
    yield f"slope {found.calibration.slope:.4f}, intercept {found.calibration.intercept:+.4f}"
    yield "cross-validated by document, 95% intervals of the difference:"
    names = {"accuracy": "balanced accuracy" if found.odds == "even" else "accuracy", "brier": "Brier score", "log_loss": "log loss", "ece": "calibration error"}  # fmt: skip
    for one in found.changes:
        yield (
            f"  {names[one.name]:<18} {one.before:.3f} -> {one.after:.3f}, {one.gain:+.3f} ({one.low:+.3f} to {one.high:+.3f});"
            f" {one.better} is better"
        )
