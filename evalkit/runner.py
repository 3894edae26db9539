"""A run: articles in windows, metrics over each window, records to a run file that a kill cannot spoil.

A window is at most 16 articles in input order. Its records are written at once and flushed before the next begins, so that
a kill loses at most one window. A resumed run reads its inputs again, keeps every window that is whole and says the same
of the same articles, and computes from the first that is not.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from . import claims, recording, runfile
from .context import OpCount, RunContext
from .errors import EvalkitError, OutputError
from .metric import Metric
from .reading import Columns, Meter, Source, read_sources
from .records import Article, BadInput, Case, ClaimJudgement, Score
from .resume import unfinished
from .runfile import ArticleRecord, BadInputRecord, CaseRecord, FooterRecord, Record
from .store import Store

__all__ = ["SEED", "VERDICT_FROM", "WINDOW", "Progress", "Timing", "Writer", "run", "scores_of"]

WINDOW = 16
"""Articles in a window."""
SEED = 12345
"""Seed of everything that draws at random; recorded in the header."""
VERDICT_FROM = "support"
"""The metric whose judgements fill a claim's verdict, unless another one is named."""


@dataclass(slots=True)
class Timing:
    """Where the time of a run went, in seconds, and how many items each Op was asked for and computed, and what they cost."""

    total: float = 0.0
    reading: float = 0.0
    writing: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    ops: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> str:
        """As the text of `timing.json`."""
        data = {
            "total_seconds": round(self.total, 3),
            "reading_seconds": round(self.reading, 3),
            "metric_seconds": {name: round(seconds, 3) for name, seconds in self.metrics.items()},
            "writing_seconds": round(self.writing, 3),
            "ops": self.ops,
        }
        return json.dumps(data, indent=2) + "\n"


Writer = Callable[[Sequence[Article], RunContext], Sequence[Article]]
"""Gives a window's articles the blocks that are to be judged, as where systems write them; articles in, articles out, in order."""

Progress = Callable[[int, int, int, int], None]
"""Called after each window with (articles done, cases done, bytes of input done, bytes of input in all)."""


def run(
    sources: Sequence[Source | BadInput],
    metrics: Sequence[Metric],
    target: Path,
    *,
    store: Store | None,
    columns: Columns | None = None,
    limit: int | None = None,
    verdict_from: str = VERDICT_FROM,
    offline: bool = False,
    resume: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
    writer: Writer | None = None,
    settings: Mapping[str, object] | None = None,
) -> Timing:
    """Scores the articles of sources and writes the run file.

    Args:
        sources: what `reading.discover` found.
        metrics: at least one.
        target: the run file; while it grows it is called `<target>.part`.
        store: the cache of model results, or None for none.
        columns: which columns of records are which.
        limit: stop after so many articles.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
        resume: go on with an unfinished run if there is one.
        fresh: overwrite an unfinished run.
        writer: what writes the blocks that are judged; None for those that the articles bring.
        settings: what else changes a number, for the header.

    Raises:
        RunFileError: there is an unfinished run and neither `resume` nor `fresh` is set, or it cannot be gone on with.
        OutputError: the run file cannot be written. What stands in it is kept.
    """
    began = time.perf_counter()
    timing = Timing()
    context = RunContext(store, offline=offline)
    columns = columns or Columns()
    config = {
        "columns": dict(sorted(columns.named.items())),
        "limit": limit,
        "verdict_from": verdict_from,
        "window": WINDOW,
        **(settings or {}),
    }
    header = recording.header_record(metrics, config, SEED)
    part = target.with_name(target.name + ".part")
    recorded = unfinished(part, header, resume=resume, fresh=fresh)
    totals: Counter[str] = Counter()
    meter = Meter()
    items = _timed(read_sources(sources, columns, meter), timing)
    with _written(part), part.open("r+b" if recorded else "wb") as file:
        if recorded is None:
            _append(file, [header], timing)
        for batch in _batches(_limited(items, limit)):
            window = _window(batch, writer, context)
            records = None
            if recorded is not None:
                records = recorded.take([record for item in window for record in recording.unscored_records(item)])
                if records is None:
                    _cut(file, recorded.position)
                    recorded = None
            if records is None:
                records = _scored(window, metrics, context, timing, verdict_from)
                _append(file, records, timing)
            context.forget()
            _count(totals, records)
            if progress:
                progress(totals["articles"], totals["cases"], meter.done, meter.total)
        if recorded is not None:
            _cut(file, recorded.position)
        _append(file, [FooterRecord(**{name: totals[name] for name in FooterRecord.__struct_fields__})], timing)
        os.fsync(file.fileno())
    part.replace(target)
    timing.ops = {name: _counted(count) for name, count in context.counts.items()}
    timing.total = time.perf_counter() - began
    return timing


def _counted(count: OpCount) -> dict[str, Any]:
    """What an Op did, as `timing.json` tells it; whole numbers stand there as such."""
    told: dict[str, Any] = {"items": count.asked, "computed": count.computed, "seconds": round(count.seconds, 3)}
    if count.usage:
        usage = {name: round(value, 9) for name, value in sorted(count.usage.items())}
        told["usage"] = {name: int(value) if float(value).is_integer() else value for name, value in usage.items()}
    return told


def _timed(items: Iterator[Article | BadInput], timing: Timing) -> Iterator[Article | BadInput]:
    """The items, with the time that their reading took."""
    while True:
        began = time.perf_counter()
        item = next(items, None)
        timing.reading += time.perf_counter() - began
        if item is None:
            return
        yield item


def _limited(items: Iterator[Article | BadInput], limit: int | None) -> Iterator[Article | BadInput]:
    taken = 0
    for item in items:
        if isinstance(item, Article):
            if limit is not None and taken >= limit:
                return
            taken += 1
        yield item


def _batches(items: Iterator[Article | BadInput]) -> Iterator[list[Article | BadInput]]:
    """At most 16 articles at a time, with the faults met between them."""
    batch: list[Article | BadInput] = []
    articles = 0
    for item in items:
        batch.append(item)
        articles += isinstance(item, Article)
        if articles == WINDOW or len(batch) >= WINDOW * 16:
            yield batch
            batch, articles = [], 0
    if batch:
        yield batch


def _window(
    batch: Sequence[Article | BadInput], writer: Writer | None, context: RunContext
) -> list[tuple[Case, ...] | BadInput]:
    """The articles of a batch as their cases."""
    if writer is None:
        return [claims.cases(item) if isinstance(item, Article) else item for item in batch]
    written = iter(writer([item for item in batch if isinstance(item, Article)], context))
    return [claims.cases(next(written)) if isinstance(item, Article) else item for item in batch]


def _scored(
    window: Sequence[tuple[Case, ...] | BadInput],
    metrics: Sequence[Metric],
    context: RunContext,
    timing: Timing,
    verdict_from: str,
) -> list[Record]:
    cases = [case for item in window if not isinstance(item, BadInput) for case in item]
    scores: list[list[Score]] = [[] for _ in cases]
    judgements: list[dict[str, ClaimJudgement]] = [{} for _ in cases]
    names = recording.metric_names(metrics)
    judge = next((name for name, metric in zip(names, metrics, strict=True) if metric.name == verdict_from), None)
    for name, metric in zip(names, metrics, strict=True):
        began = time.perf_counter()
        for place, score in enumerate(scores_of(metric, cases, context)):
            scores[place].append(score)
            if name == judge:
                judgements[place] = {judgement.claim_id: judgement for judgement in score.claims}
        timing.metrics[name] = timing.metrics.get(name, 0.0) + time.perf_counter() - began
    records: list[Record] = []
    done = iter(zip(cases, scores, judgements, strict=True))
    for item in window:
        if isinstance(item, BadInput):
            records.append(recording.bad_input_record(item))
            continue
        records.append(recording.article_record(item[0].article))
        for case, own, judged in islice(done, len(item)):
            records.append(recording.case_record(case, dict(zip(names, own, strict=True)), judged, judge))
    return records


def scores_of(metric: Metric, cases: Sequence[Case], context: RunContext) -> Sequence[Score]:
    """A metric's scores; one that fails on the window is asked case by case, so that it fails only where it does."""
    try:
        return _asked(metric, cases, context)
    except EvalkitError:
        raise  # a model that is not there, a cache that cannot be opened: no case is at fault
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way, and it fails its own scores only
        if len(cases) == 1:
            return [Score("failed", note=f"{type(error).__name__}: {error}")]
        return [scores_of(metric, [case], context)[0] for case in cases]


def _asked(metric: Metric, cases: Sequence[Case], context: RunContext) -> Sequence[Score]:
    if not cases:
        return []
    scores = list(metric.score(cases, context))
    if len(scores) != len(cases):
        raise ValueError(f"{metric.name} gave {len(scores)} scores for {len(cases)} cases: expected one per case")
    known = {measure.name for measure in metric.measures}
    for score in scores:
        if score.status != "scored" and score.values:
            raise ValueError(f"{metric.name} gave values with the status {score.status!r}: expected none")
        for measure, value in score.values.items():
            if measure not in known:
                raise ValueError(f"{metric.name} gave the measure {measure!r}, which it does not declare")
            if not isinstance(value, (int, float)) or not math.isfinite(value):
                raise ValueError(f"{metric.name} gave {measure}={value!r}: expected a finite number")
    return scores


@contextlib.contextmanager
def _written(path: Path) -> Iterator[None]:
    """Names the run file where the disk refuses it. Metrics and readers let no OSError of theirs through."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}; what stands in it is kept: evalkit run --resume goes on"
            " once there is room"
        ) from error


def _cut(file: BinaryIO, position: int) -> None:
    """Drops what is behind the last whole window."""
    file.seek(position)
    file.truncate()


def _append(file: BinaryIO, records: Sequence[Record], timing: Timing) -> None:
    began = time.perf_counter()
    file.seek(0, os.SEEK_END)
    file.write(b"".join(map(runfile.encode, records)))
    file.flush()
    timing.writing += time.perf_counter() - began


def _count(totals: Counter[str], records: Sequence[Record]) -> None:
    for record in records:
        match record:
            case ArticleRecord():
                totals["articles"] += 1
            case BadInputRecord():
                totals["bad_inputs"] += 1
            case CaseRecord():
                totals["cases"] += 1
                totals.update(score.status for score in record.scores)
