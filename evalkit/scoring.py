"""Scoring a window: articles and faults in, the lines of the run file out. It knows nothing of files, processes or order."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TypeAlias

from . import claims, recording, runfile
from .context import OpCount, RunContext
from .deadline import within
from .errors import EvalkitError
from .kept import KeptScores, packed
from .metric import Metric
from .records import Article, BadInput, Case, ClaimJudgement, Score
from .runfile import ArticleRecord, BadInputRecord, CaseRecord, Record

__all__ = ["Divided", "Scored", "Spent", "Window", "counted", "records_of", "score_window", "scores_of"]

Window: TypeAlias = Sequence[Article | BadInput]
"""Articles with the faults met between them, in the order of the input."""

Divided: TypeAlias = Sequence[tuple[Case, ...] | BadInput]
"""A window whose articles are divided into cases, at least one each."""


@dataclass(slots=True)
class Spent:
    """Where the time of scoring went, in seconds.

    Attributes:
        metrics: by the name that the run calls a metric: all that it took, what its Ops took for it included.
        own: the same without its Ops and the cache.
        segmenting: of dividing articles into cases, claims and sentences.
        recording: of making records and lines of scores.
        ops: what each Op did.
        cases: how many cases each metric scored.
        kept: how many of its scores came out of the cache instead.
    """

    metrics: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    segmenting: float = 0.0
    recording: float = 0.0
    ops: dict[str, OpCount] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def add(self, other: Spent) -> None:
        """Adds what another window, or another process, spent."""
        for mine, theirs in ((self.metrics, other.metrics), (self.own, other.own)):
            for name, seconds in theirs.items():
                mine[name] = mine.get(name, 0.0) + seconds
        for here, there in ((self.cases, other.cases), (self.kept, other.kept)):
            for name, number in there.items():
                here[name] = here.get(name, 0) + number
        self.segmenting += other.segmenting
        self.recording += other.recording
        for name, count in other.ops.items():
            self.ops.setdefault(name, OpCount()).add(count)


@dataclass(frozen=True, slots=True)
class Scored:
    """A window that was scored.

    Attributes:
        lines: of the run file, in UTF-8.
        counts: what the footer counts.
        spent: where the time went.
    """

    lines: bytes
    counts: Mapping[str, int]
    spent: Spent


def score_window(window: Window, metrics: Sequence[Metric], context: RunContext, verdict_from: str) -> Scored:
    """Divides a window's articles into cases and scores these by each metric. The same window gives the same lines, wherever and whenever.

    Args:
        context: through which models are asked.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
    """
    spent = Spent()
    before = context.snapshot()
    began = time.perf_counter()
    divided = [item if isinstance(item, BadInput) else claims.cases(item) for item in window]
    spent.segmenting += time.perf_counter() - began
    records = records_of(divided, metrics, context, verdict_from, spent)
    began = time.perf_counter()
    lines = b"".join(map(runfile.encode, records))
    spent.recording += time.perf_counter() - began
    spent.ops = context.since(before)
    return Scored(lines, counted(records), spent)


def records_of(
    window: Divided, metrics: Sequence[Metric], context: RunContext, verdict_from: str, spent: Spent | None = None
) -> list[Record]:
    """The records of a divided window: its articles, their cases with all scores, and the faults between them, in order.

    Args:
        spent: where the time that it takes is added; the other arguments are those of `score_window`.
    """
    spent = spent or Spent()
    cases = [case for item in window if not isinstance(item, BadInput) for case in item]
    scores: list[list[Score]] = [[] for _ in cases]
    judgements: list[dict[str, ClaimJudgement]] = [{} for _ in cases]
    names = recording.metric_names(metrics)
    judge = next((name for name, metric in zip(names, metrics, strict=True) if metric.name == verdict_from), None)
    for name, metric in zip(names, metrics, strict=True):
        began, asking = time.perf_counter(), context.seconds
        found, kept = _scored(metric, cases, context)
        for place, score in enumerate(found):
            scores[place].append(score)
            if name == judge:
                judgements[place] = {judgement.claim_id: judgement for judgement in score.claims}
        spent.metrics[name] = time.perf_counter() - began
        spent.own[name] = spent.metrics[name] - (context.seconds - asking)
        spent.kept[name], spent.cases[name] = kept, len(cases) - kept
    began = time.perf_counter()
    records: list[Record] = []
    done = iter(zip(cases, scores, judgements, strict=True))
    for item in window:
        if isinstance(item, BadInput):
            records.append(recording.bad_input_record(item))
            continue
        records.append(recording.article_record(item[0].article))
        for case, own, judged in islice(done, len(item)):
            records.append(recording.case_record(case, dict(zip(names, own, strict=True)), judged, judge))
    spent.recording += time.perf_counter() - began
    return records


def counted(records: Sequence[Record]) -> Counter[str]:
    """What the footer counts of records."""
    totals: Counter[str] = Counter()
    for record in records:
        match record:
            case ArticleRecord():
                totals["articles"] += 1
            case BadInputRecord():
                totals["bad_inputs"] += 1
            case CaseRecord():
                totals["cases"] += 1
                totals.update(score.status for score in record.scores)
    return totals


def scores_of(metric: Metric, cases: Sequence[Case], context: RunContext) -> Sequence[Score]:
    """A metric's scores, out of the cache where the context keeps scores there."""
    return _scored(metric, cases, context)[0]


def _scored(metric: Metric, cases: Sequence[Case], context: RunContext) -> tuple[Sequence[Score], int]:
    """A metric's scores, and how many of them came out of the cache."""
    began = time.perf_counter()
    if context.kept is None or not cases or not KeptScores.keeps(metric):
        return _fresh(metric, cases, context), 0
    kept = KeptScores(context.kept, metric)
    named = [packed(case) for case in cases]
    found = kept.get(named)
    context.seconds += time.perf_counter() - began
    missing = [place for place in range(len(cases)) if place not in found]
    fresh = dict(zip(missing, _fresh(metric, [cases[place] for place in missing], context), strict=True))
    began = time.perf_counter()
    kept.put({named[place]: score for place, score in fresh.items()})
    context.seconds += time.perf_counter() - began
    scores = found | fresh
    return [scores[place] for place in range(len(cases))], len(found)


def _fresh(metric: Metric, cases: Sequence[Case], context: RunContext) -> Sequence[Score]:
    """A metric's scores; one that fails on the window is asked article by article, and on an article case by case, so that it fails
    only where it does. One that takes too long for an article fails on all of it.
    """
    limit = context.time_limit
    articles = len({case.article.id for case in cases})
    try:
        with within(None if limit is None else limit * articles):
            return _asked(metric, cases, context)
    except EvalkitError:
        raise  # a model that is not there, a cache that cannot be opened: no case is at fault
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way, and it fails its own scores only
        if limit is not None and isinstance(error, TimeoutError) and articles == 1:
            return [Score("failed", note=f"took longer than {limit:g} s for the article (--time-limit)") for _ in cases]
        if len(cases) == 1:
            return [Score("failed", note=f"{type(error).__name__}: {error}")]
        alone = groupby(cases, key=lambda case: case.article.id) if articles > 1 else ((None, [case]) for case in cases)
        return [score for _, group in alone for score in _fresh(metric, list(group), context)]


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
