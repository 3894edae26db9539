"""The verification: a run's articles read again, scored again in windows, and compared."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import claims, recording
from ..context import RunContext
from ..errors import ConfigError, RunFileError
from ..metric import Metric
from ..records import Article, Case
from ..resume import unscored
from ..runfile import TOLERANCE, CaseRecord, HeaderRecord, stream
from ..runner import VERDICT_FROM
from ..scoring import records_of
from ..store import Store
from ..windows import WINDOW
from .compare import Comparing
from .inputs import Again, Recorded, recorded, stored, unlike
from .outcome import Difference, Outcome
from .places import located
from .rebuilding import rebuilt
from .whole import Survey, survey

__all__ = ["verify"]

Progress = Callable[[int, int, int, int], None]
"""Called after each window with (articles done, cases done, articles done, articles in all)."""

_SHOWN = 5  # files that are gone, in a message


def verify(
    run: Path,
    *,
    inputs: Sequence[Path] = (),
    use_stored: bool = False,
    sample: int | None = None,
    seed: int = 12345,
    metrics: Sequence[str] = (),
    store: Store | None = None,
    offline: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Computes a run's numbers again and holds them against those that it has.

    The files of the run are read again, and their texts compared with those that it holds, for all its articles; the numbers are
    computed again for those that are drawn. What systems wrote while the run was made stands in no file, and is taken from the run.

    Args:
        run: a run file.
        inputs: files and folders where its inputs stand now; none means where they stood.
        use_stored: take the texts from the run, and read no file.
        sample: how many articles to draw; None for all.
        seed: of the draw.
        metrics: metrics as `--metric` takes them, where the header does not say all of their parameters.
        store: a cache of model results; None, the default, computes all.
        offline: whether the network is forbidden.

    Raises:
        RunFileError: it is no whole run.
        PluginError, ModelError: a metric cannot be built, or is not the one that the run names.
        ConfigError: files are gone, or the run has no article.
    """
    found = survey(run)
    header = found.header
    if not found.articles:
        raise ConfigError(f"{run}: the run has no article: there is nothing to verify")
    built = rebuilt(header, metrics)
    again = (
        None if use_stored else Again(_places(found, inputs), header.config.get("columns", {}), written=found.written)
    )
    number = len(found.articles)
    drawn = range(number) if sample is None or sample >= number else random.Random(seed).sample(range(number), sample)  # noqa: S311 - a draw, no secret
    now = recording.header_record(built, header.config, header.seed)
    checking = _Checking(
        header,
        built,
        RunContext(store, offline=offline),
        Comparing(0.0 if header.versions == now.versions else _tolerance(header)),
        progress or (lambda *_: None),
        len(drawn),
    )
    for old, new in zip(header.metrics, now.metrics, strict=True):
        checking.differences += checking.comparing.metric(old, new)
    checking.articles(run, again, frozenset(drawn))
    done = checking.counts
    return Outcome(
        run=os.fspath(run),
        articles=number,
        drawn=len(drawn),
        verified=done.articles,
        blocks=done.blocks,
        claims=done.claims,
        values=checking.comparing.values,
        seed=seed if len(drawn) < number else None,
        tolerance=checking.comparing.tolerance,
        within=checking.comparing.within,
        from_run=(done.from_run, again.blocks if again else 0),
        cached=store is not None,
        metrics=tuple(metric.signature for metric in header.metrics),
        differences=tuple(checking.differences),
        refused=tuple(checking.refused),
        notes=tuple(_notes(header, now)),
    )


def _tolerance(header: HeaderRecord) -> float:
    told = header.config.get("tolerance", TOLERANCE)
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not 0 <= told <= TOLERANCE:
        raise RunFileError(f"the header has the tolerance {told!r}: expected a number from 0 to {TOLERANCE}")
    return float(told)


def _places(found: Survey, inputs: Sequence[Path]) -> dict[str, Path | None]:
    """Where the run's files stand; those of articles and blocks are all there.

    Raises:
        ConfigError: they are not.
    """
    places = located(found.paths, inputs)
    if gone := [path for path in found.needed if places[path] is None]:
        told = ", ".join(gone[:_SHOWN]) + (f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else "")
        looked = "--inputs" if inputs else "the current folder"
        raise ConfigError(
            f"{len(gone)} of the run's {len(found.needed)} files are not where they were, seen from {looked}: {told}; --inputs names"
            " the files or folders where they stand now, and --stored takes the texts that the run holds"
        )
    return places


def _notes(header: HeaderRecord, now: HeaderRecord) -> Iterator[str]:
    for name in sorted(header.versions.keys() | now.versions.keys()):
        old, new = header.versions.get(name, "not recorded"), now.versions.get(name, "not there")
        if old != new:
            yield f"{name} was {old} and is {new}"


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    blocks: int = 0
    claims: int = 0
    from_run: int = 0


@dataclass(slots=True)
class _Checking:
    """A verification that is under way."""

    header: HeaderRecord
    metrics: Sequence[Metric]
    context: RunContext
    comparing: Comparing
    progress: Progress
    total: int
    counts: _Counts = field(default_factory=_Counts)
    differences: list[Difference] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _window: list[tuple[Recorded, tuple[Case, ...]]] = field(default_factory=list)

    def articles(self, run: Path, again: Again | None, drawn: frozenset[int]) -> None:
        """Goes through the run, and scores those articles again whose numbers are drawn."""
        number = -1
        for one in recorded(stream(run)):
            if not isinstance(one, Recorded):
                if again is not None:
                    again.fault(one)
                continue
            number += 1
            article = self._article(one, again)
            if article is None or number not in drawn:
                continue
            self._take(one, article)
            if len(self._window) == WINDOW:
                self._score()
        self._score()
        if again is not None and self.header.config.get("limit") is None:
            self.refused += again.rest()

    def _article(self, one: Recorded, again: Again | None) -> Article | None:
        """The article with the texts that the run names; None where it is not to be had."""
        if again is None or one.article.path is None:
            self.counts.from_run += 1
            return stored(one)
        found = again.article(one)
        problems = [found] if isinstance(found, str) else unlike(one, found)
        self.refused += problems
        return None if problems or isinstance(found, str) else found

    def _take(self, one: Recorded, article: Article) -> None:
        """Cuts an article into its cases again, which are to be those of the run."""
        own = claims.cases(article)
        problems = []
        if recording.article_record(own[0].article).sentences != one.article.sentences:
            problems.append(f"{_place(one.cases[0])}: the sentences of {one.article.id!r} are not cut as in the run")
        for case, record in zip(own, one.cases, strict=True):
            if unscored(record) != recording.case_record(case, {}, {}):
                problems.append(f"{_place(record)}: the claims of {case.id!r} are not those that the run names")
        self.refused += problems
        if not problems:
            self._window.append((one, own))

    def _score(self) -> None:
        """Scores the window and compares."""
        judge = str(self.header.config.get("verdict_from", VERDICT_FROM))
        records = records_of([own for _, own in self._window], self.metrics, self.context, judge)
        computed = {record.id: record for record in records if isinstance(record, CaseRecord)}
        for one, _ in self._window:
            self.counts.articles += 1
            for record in one.cases:
                self.counts.blocks += 1
                self.counts.claims += len(record.claims)
                self.differences += self.comparing.case(record, computed[record.id])
        self._window.clear()
        self.context.forget()
        self.progress(self.counts.articles, self.counts.blocks, self.counts.articles, self.total)


def _place(case: CaseRecord) -> str:
    return ":".join(str(part) for part in (case.path or case.id, case.line, case.column) if part is not None)
