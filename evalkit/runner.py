"""A run: articles in windows, metrics over each window, records to a run file that a kill cannot spoil.

A window's records are written at once and flushed before the next begins, so that a kill loses at most one window. A resumed run reads its inputs again, keeps every window that is whole and says the same
of the same articles, and computes from the first that is not.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from . import claims, recording, runfile
from .context import OpCount, RunContext
from .engines import Engine
from .engines.local import Local
from .errors import OutputError
from .metric import Metric
from .reading import Columns, Meter, Source, read_sources
from .records import Article, BadInput
from .resume import unfinished
from .runfile import PART, FooterRecord, Record
from .scoring import Spent, Window, counted
from .store import Store
from .windows import WINDOW, Part, windows

__all__ = ["SEED", "VERDICT_FROM", "Progress", "Timing", "Writer", "run"]

SEED = 12345
"""Seed of everything that draws at random; recorded in the header."""
VERDICT_FROM = "support"
"""The metric whose judgements fill a claim's verdict, unless another one is named."""


@dataclass(slots=True)
class Timing:
    """Where the time of a run went, in seconds.

    Attributes:
        total: from the first byte read to the last one written.
        reading: articles from files.
        systems: that systems took to write what is judged, in a bench.
        writing: of the run file.
        spent: of dividing and scoring, summed over all processes that scored.
        jobs: how many processes scored beside each other.
    """

    total: float = 0.0
    reading: float = 0.0
    systems: float = 0.0
    writing: float = 0.0
    spent: Spent = field(default_factory=Spent)
    jobs: int = 1

    @property
    def ops(self) -> dict[str, dict[str, Any]]:
        """What each Op did, as `timing.json` tells it."""
        return {name: _counted(count) for name, count in self.spent.ops.items()}

    def to_json(self) -> str:
        """As the text of `timing.json`."""
        data = {
            "total_seconds": round(self.total, 3),
            "jobs": self.jobs,
            "reading_seconds": round(self.reading, 3),
            "segmenting_seconds": round(self.spent.segmenting, 3),
            "metric_seconds": {name: round(seconds, 3) for name, seconds in self.spent.metrics.items()},
            "writing_seconds": round(self.writing + self.spent.recording, 3),
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
    engine: Engine | None = None,
    part: Part | None = None,
    time_limit: float | None = None,
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
        engine: where windows are scored; None for this process. It has to have these metrics and `verdict_from`.
        part: score these windows of the inputs alone; `merging.merge` makes one run of all parts.
        time_limit: seconds that a metric may take for an article, or None; an engine has to have it too.

    Raises:
        RunFileError: there is an unfinished run and neither `resume` nor `fresh` is set, or it cannot be gone on with.
        OutputError: the run file cannot be written. What stands in it is kept.
    """
    began = time.perf_counter()
    timing = Timing(jobs=engine.jobs if engine else 1)
    context = RunContext(store, offline=offline, keeps_scores=True, time_limit=time_limit)
    engine = engine or Local(metrics, context, verdict_from)
    columns = columns or Columns()
    config = {
        "columns": dict(sorted(columns.named.items())),
        "limit": limit,
        "verdict_from": verdict_from,
        "window": WINDOW,
        "tolerance": runfile.TOLERANCE,
        **({PART: str(part)} if part else {}),
        **({"time_limit": time_limit} if time_limit is not None else {}),
        **(settings or {}),
    }
    header = recording.header_record(metrics, config, SEED)
    growing = target.with_name(target.name + ".part")
    recorded = unfinished(growing, header, resume=resume, fresh=fresh)
    totals: Counter[str] = Counter()
    meter = Meter()
    inputs = hashlib.sha256()
    read_so_far: deque[tuple[int, int]] = deque()  # as each window was read that is not yet back

    def told(counts: Mapping[str, int], done: tuple[int, int]) -> None:
        totals.update(counts)
        if progress:
            progress(totals["articles"], totals["cases"], *done)

    def waiting(file: BinaryIO) -> Iterator[Window]:
        """The windows that are to be scored; those before them that an unfinished run holds are kept as they stand."""
        nonlocal recorded
        found = windows(_limited(_timed(read_sources(sources, columns, meter), timing), limit))
        for number, given in enumerate(found):
            if part:
                for item in given:
                    inputs.update(msgspec.msgpack.encode(item))
            if part and not part.has(number):
                continue
            window = _written_by(writer, given, context, timing) if writer else given
            if recorded is not None:
                records = recorded.take(_unscored(window, timing))
                if records is not None:
                    context.forget()
                    told(counted(records), (meter.done, meter.total))
                    continue
                _cut(file, recorded.position)
                recorded = None
            read_so_far.append((meter.done, meter.total))
            yield window

    with _written(growing), growing.open("r+b" if recorded else "wb") as file:
        if recorded is None:
            _append(file, runfile.encode(header), timing)
        for scored in engine.score(waiting(file)):
            _append(file, scored.lines, timing)
            timing.spent.add(scored.spent)
            told(scored.counts, read_so_far.popleft())
        if recorded is not None:
            _cut(file, recorded.position)
        footer = FooterRecord.of(totals, inputs.hexdigest() if part else None)
        _append(file, runfile.encode(footer), timing)
        os.fsync(file.fileno())
    growing.replace(target)
    timing.total = time.perf_counter() - began
    return timing


def _counted(count: OpCount) -> dict[str, Any]:
    """What an Op did, as `timing.json` tells it; whole numbers stand there as such."""
    told: dict[str, Any] = {"items": count.asked, "computed": count.computed, "seconds": round(count.seconds, 3)}
    if count.loading:
        told["loading_seconds"] = round(count.loading, 3)
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


def _written_by(
    writer: Writer, window: Sequence[Article | BadInput], context: RunContext, timing: Timing
) -> Sequence[Article | BadInput]:
    """A window with the blocks that a writer gives its articles."""
    before, began = context.snapshot(), time.perf_counter()
    made = iter(writer([item for item in window if isinstance(item, Article)], context))
    timing.systems += time.perf_counter() - began
    timing.spent.add(Spent(ops=context.since(before)))
    return [next(made) if isinstance(item, Article) else item for item in window]


def _unscored(window: Sequence[Article | BadInput], timing: Timing) -> list[Record]:
    """The records of a window as they are before scoring."""
    began = time.perf_counter()
    divided = [claims.cases(item) if isinstance(item, Article) else item for item in window]
    timing.spent.segmenting += time.perf_counter() - began
    return [record for item in divided for record in recording.unscored_records(item)]


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


def _append(file: BinaryIO, lines: bytes, timing: Timing) -> None:
    began = time.perf_counter()
    file.seek(0, os.SEEK_END)
    file.write(lines)
    file.flush()
    timing.writing += time.perf_counter() - began
