"""A run: articles in windows, metrics over each window, records to a run file that a kill cannot spoil.

A window is at most 16 articles in input order. Its records are written at once and flushed before the next begins, so that
a kill loses at most one window. A resumed run reads its inputs again, keeps every window that is whole and says the same
of the same articles, and computes from the first that is not.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from . import claims as claims_module
from . import runfile, segment
from .context import RunContext
from .errors import EvalkitError, RunFileError
from .metric import Metric
from .positions import LineIndex
from .reading import Source, read_sources
from .records import Article, BadInput, Case, ClaimJudgement, Score
from .runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
    VoteRecord,
)
from .store import Store

__all__ = ["SEED", "WINDOW", "Progress", "Timing", "metric_names", "run", "scores_of"]

WINDOW = 16
"""Articles in a window."""
SEED = 12345
"""Seed of everything that draws at random; recorded in the header."""
VERDICT_FROM = "support"
"""The metric whose judgements fill a claim's verdict."""

_PACKAGES = ("evalkit-faithfulness", "numpy", "onnxruntime", "tokenizers", "rouge-score", "snowballstemmer", "sentence-transformers")


@dataclass(slots=True)
class Timing:
    """Where the time of a run went, in seconds, and how many items each Op was asked for and computed."""

    total: float = 0.0
    reading: float = 0.0
    writing: float = 0.0
    metrics: Counter[str] = field(default_factory=Counter)
    ops: dict[str, dict[str, float]] = field(default_factory=dict)

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


Progress = Callable[[int, int, int, int], None]
"""Called after each window with (articles done, cases done, bytes of input done, bytes of input in all)."""


def metric_names(metrics: Sequence[Metric]) -> list[str]:
    """How a run calls its metrics: by name, or by signature where one name is there twice."""
    counts = Counter(metric.name for metric in metrics)
    return [metric.name if counts[metric.name] == 1 else metric.signature for metric in metrics]


def run(
    sources: Sequence[Source | BadInput],
    metrics: Sequence[Metric],
    target: Path,
    *,
    store: Store | None,
    limit: int | None = None,
    offline: bool = False,
    resume: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Timing:
    """Scores the articles of sources and writes the run file.

    Args:
        sources: what `reading.discover` found.
        metrics: at least one.
        target: the run file; while it grows it is called `<target>.part`.
        store: the cache of model results, or None for none.
        limit: stop after so many articles.
        resume: go on with an unfinished run if there is one.
        fresh: overwrite an unfinished run.

    Raises:
        RunFileError: there is an unfinished run and neither `resume` nor `fresh` is set, or it cannot be gone on with.
        OSError: the run file cannot be written.
    """
    began = time.perf_counter()
    timing = Timing()
    context = RunContext(store, offline=offline)
    header = _header(metrics, limit)
    part = target.with_name(target.name + ".part")
    unfinished = _unfinished(part, header, resume=resume, fresh=fresh)
    totals: Counter[str] = Counter()
    meter = _Meter(sources)
    with part.open("r+b" if unfinished else "wb") as file:
        recorded = unfinished.records if unfinished else None
        if not unfinished:
            file.write(runfile.encode(header))
        for window in _windows(_limited(meter.read(timing), limit)):
            expected = [record for item in window for record in _unscored(item)]
            lines = recorded.take(expected) if recorded else None
            if lines is None:
                if recorded:
                    file.seek(recorded.position)
                    file.truncate()
                    recorded = None
                records = _scored(window, metrics, context, timing)
                _append(file, records, timing)
            else:
                records = lines
            context.forget()
            _count(totals, records)
            if progress:
                progress(totals["articles"], totals["cases"], meter.done, meter.total)
        if recorded:
            file.seek(recorded.position)
            file.truncate()
        _append(file, [_footer(totals)], timing)
        os.fsync(file.fileno())
    part.replace(target)
    timing.ops = {
        name: {"items": count.asked, "computed": count.computed, "seconds": round(count.seconds, 3)}
        for name, count in context.counts.items()
    }
    timing.total = time.perf_counter() - began
    return timing


class _Meter:
    """Reads sources and knows how much of their bytes is done."""

    def __init__(self, sources: Sequence[Source | BadInput]) -> None:
        self._sources = sources
        self._sizes = [_size(source) for source in sources]
        self.total = sum(self._sizes)
        self.done = 0

    def read(self, timing: Timing) -> Iterator[Article | BadInput]:
        before = 0
        for source, size in zip(self._sources, self._sizes, strict=True):
            items = read_sources([source])
            while True:
                began = time.perf_counter()
                item = next(items, None)
                timing.reading += time.perf_counter() - began
                if item is None:
                    break
                if isinstance(item, Article):  # characters for bytes: near enough for a progress bar
                    self.done = before + min(size, item.content.start + len(item.content.text))
                yield item
            before += size
            self.done = before


def _size(source: Source | BadInput) -> int:
    try:
        return 0 if isinstance(source, BadInput) else source.path.stat().st_size
    except OSError:
        return 0


def _limited(items: Iterator[Article | BadInput], limit: int | None) -> Iterator[Article | BadInput]:
    taken = 0
    for item in items:
        if isinstance(item, Article):
            if limit is not None and taken >= limit:
                return
            taken += 1
        yield item


def _windows(items: Iterator[Article | BadInput]) -> Iterator[list[tuple[Case, ...] | BadInput]]:
    """Windows of at most 16 articles, as their cases, with the faults met between them."""
    window: list[tuple[Case, ...] | BadInput] = []
    articles = 0
    for item in items:
        window.append(claims_module.cases(item) if isinstance(item, Article) else item)
        articles += isinstance(item, Article)
        if articles == WINDOW or len(window) >= WINDOW * 16:
            yield window
            window, articles = [], 0
    if window:
        yield window


def _scored(
    window: Sequence[tuple[Case, ...] | BadInput], metrics: Sequence[Metric], context: RunContext, timing: Timing
) -> list[Record]:
    cases = [case for item in window if not isinstance(item, BadInput) for case in item]
    scores: list[list[Score]] = [[] for _ in cases]
    judgements: list[dict[str, ClaimJudgement]] = [{} for _ in cases]
    names = metric_names(metrics)
    for name, metric in zip(names, metrics, strict=True):
        began = time.perf_counter()
        for place, score in enumerate(scores_of(metric, cases, context)):
            scores[place].append(score)
            if metric.name == VERDICT_FROM and not judgements[place]:
                judgements[place] = {judgement.claim_id: judgement for judgement in score.claims}
        timing.metrics[name] += time.perf_counter() - began
    records: list[Record] = []
    done = iter(zip(cases, scores, judgements, strict=True))
    for item in window:
        if isinstance(item, BadInput):
            records.append(_bad_input(item))
            continue
        records.append(_article(item[0].article))
        for case, own, judged in islice(done, len(item)):
            records.append(_case(case, dict(zip(names, own, strict=True)), judged))
    return records


def scores_of(metric: Metric, cases: Sequence[Case], context: RunContext) -> Sequence[Score]:
    """A metric's scores; one that fails on the window is asked case by case, so that it fails only where it does."""
    try:
        return _asked(metric, cases, context)
    except EvalkitError:
        raise  # a model that is not there, a cache that cannot be opened: no case is at fault
    except Exception as error:
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
            if not isinstance(value, (int, float)) or value != value or value in (float("inf"), float("-inf")):
                raise ValueError(f"{metric.name} gave {measure}={value!r}: expected a finite number")
    return scores


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


# ---- going on with an unfinished run


class _Recorded:
    """The records of an unfinished run, taken window by window. `position` is the byte behind the last that was taken."""

    def __init__(self, path: Path, position: int) -> None:
        self._lines = self._read(path, position)
        self.position = position

    @staticmethod
    def _read(path: Path, position: int) -> Iterator[tuple[Record, int]]:
        with path.open("rb") as file:
            file.seek(position)
            for line in file:
                if not line.endswith(b"\n"):
                    return  # torn
                try:
                    yield runfile.decode(line), len(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    return

    def take(self, expected: Sequence[Record]) -> list[Record] | None:
        """The recorded records of a window, or None if the window is not whole.

        Raises:
            RunFileError: they are of other inputs than `expected`.
        """
        taken: list[Record] = []
        size = 0
        for wanted, (record, length) in zip(expected, self._lines, strict=False):
            if isinstance(record, FooterRecord):
                return None
            if _stripped(record) != _stripped(wanted):
                raise RunFileError(
                    f"the inputs have changed since the unfinished run ({_name(wanted)}): start again with --fresh"
                )
            taken.append(record)
            size += length
        if len(taken) < len(expected):
            return None
        self.position += size
        return taken


def _stripped(record: Record) -> Record:
    """A record as it was before scoring."""
    if not isinstance(record, CaseRecord):
        return record
    bare = tuple(
        msgspec.structs.replace(claim, verdict=None, probability=None, tier=None, votes=(), evidence=(), findings=())
        for claim in record.claims
    )
    return msgspec.structs.replace(record, claims=bare, scores=())


def _name(record: Record) -> str:
    match record:
        case ArticleRecord() | CaseRecord():
            return record.id
        case BadInputRecord():
            return f"{record.path}:{record.line}:{record.column}"
    return "header"


@dataclass(slots=True)
class _Unfinished:
    records: _Recorded


def _unfinished(part: Path, header: HeaderRecord, *, resume: bool, fresh: bool) -> _Unfinished | None:
    """The unfinished run to go on with, or None to start afresh."""
    if not part.exists() or fresh:
        return None
    if not resume:
        raise RunFileError(f"{part} is an unfinished run: go on with --resume, or start again with --fresh")
    with part.open("rb") as file:
        line = file.readline()
    try:
        found = runfile.decode(line) if line.endswith(b"\n") else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    if found is None:
        return None  # killed before its header was whole: nothing to go on with
    if not isinstance(found, HeaderRecord):
        raise RunFileError(f"{part} is no unfinished run: move it away, or overwrite it with --fresh")
    for name in ("schema", "evalkit", "versions", "metrics", "config", "seed"):
        if getattr(found, name) != getattr(header, name):
            raise RunFileError(
                f"{part} was begun with other settings ({name} differ): go on with the same command and versions, or start"
                " again with --fresh"
            )
    return _Unfinished(_Recorded(part, len(line)))


# ---- records


def _header(metrics: Sequence[Metric], limit: int | None) -> HeaderRecord:
    return HeaderRecord(
        schema=runfile.SCHEMA,
        evalkit=_version("evalkit-faithfulness"),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        versions={
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "segmenter": str(segment.VERSION),
            "claims": str(claims_module.VERSION),
            **{name: _version(name) for name in _PACKAGES},
        },
        metrics=tuple(
            MetricRecord(
                name,
                metric.signature,
                tuple(MeasureRecord(m.name, m.low, m.high, m.unit, m.better, m.help) for m in metric.measures),
            )
            for name, metric in zip(metric_names(metrics), metrics, strict=True)
        ),
        config={"limit": limit, "verdict_from": VERDICT_FROM, "window": WINDOW},
        seed=SEED,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _footer(totals: Counter[str]) -> FooterRecord:
    return FooterRecord(**{name: totals[name] for name in FooterRecord.__struct_fields__})


def _unscored(item: tuple[Case, ...] | BadInput) -> Iterator[Record]:
    if isinstance(item, BadInput):
        yield _bad_input(item)
        return
    yield _article(item[0].article)
    for case in item:
        yield _case(case, {}, {})


def _bad_input(bad: BadInput) -> BadInputRecord:
    return BadInputRecord(bad.path, bad.line, bad.column, bad.message)


def _article(article: Article) -> ArticleRecord:
    content = article.content
    return ArticleRecord(
        id=article.id,
        path=article.path,
        line=article.line,
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        url=article.url,
        author=article.author,
        content=ContentRecord(content.text, content.start, content.line),
        sentences=tuple((sentence.start, sentence.end) for sentence in article.sentences),
    )


def _case(case: Case, scores: dict[str, Score], judgements: dict[str, ClaimJudgement]) -> CaseRecord:
    content = case.article.content
    index = LineIndex(content.text, content.start, content.line or 1, content.column or 1) if judgements else None
    return CaseRecord(
        id=case.id,
        article=case.article.id,
        block=case.block,
        system=case.system,
        path=case.article.path,
        line=case.line,
        column=case.column,
        text=case.text,
        start=case.start,
        end=case.start + len(case.text),
        claims=tuple(
            ClaimRecord(
                id=claim.id,
                text=claim.text,
                sentence=claim.sentence,
                judged_text=claim.judged_text,
                start=claim.start,
                end=claim.end,
                line=claim.line,
                column=claim.column,
                frames=tuple((span.start, span.end) for span in claim.frames),
                **_judgement(judgements.get(claim.id), index if content.line is not None else None),
            )
            for claim in case.claims
        ),
        scores=tuple(
            ScoreRecord(name, score.status, {key: float(value) for key, value in score.values.items()}, score.note)
            for name, score in scores.items()
        ),
    )


def _judgement(judgement: ClaimJudgement | None, index: LineIndex | None) -> dict[str, object]:
    """The judged fields of a claim's record."""
    if judgement is None:
        return {"verdict": None, "probability": None, "tier": None, "votes": (), "evidence": (), "findings": ()}
    return {
        "verdict": judgement.verdict,
        "probability": judgement.probability,
        "tier": judgement.tier,
        "votes": tuple(VoteRecord(vote.tier, vote.verdict, vote.probability, vote.note) for vote in judgement.votes),
        "evidence": tuple(
            EvidenceRecord(one.text, one.start, one.end, *(index.locate(one.start) if index else (None, None)), one.score)
            for one in judgement.evidence
        ),
        "findings": tuple(
            FindingRecord(
                one.type, one.certainty, one.message, one.start, one.end, one.source_start, one.source_end
            )
            for one in judgement.findings
        ),
    }
