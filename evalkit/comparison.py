"""What two runs come to beside each other: how many claims changed and how, and by how much the scores differ."""

from __future__ import annotations

import heapq
import math
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .matching import Change, Kind, Pair, changes, pairs
from .overview import Group
from .runfile import CaseRecord, HeaderRecord, MeasureRecord, MetricRecord, header_of
from .stats import Estimate, mean_interval

__all__ = ["Comparing", "Comparison", "Delta", "comparison"]

_NAMED = 50  # articles that only the older run has, named in full


@dataclass(frozen=True, slots=True)
class Delta:
    """How a measure differs between two runs, over the cases that have a value in both.

    Attributes:
        old, new: its mean over those cases in each run.
        estimate: the mean difference, new less old, and its 95% interval, clustered by CONTENT.
        n: how many cases have a value in both.
        changed: how many of them have another one than before.
        unpaired: how many have one in one run only.
        differences: new less old, case by case.
        clusters: the hash of CONTENT that each difference belongs to.
    """

    metric: str
    measure: MeasureRecord
    group: Group
    old: float | None
    new: float | None
    estimate: Estimate | None
    n: int
    changed: int
    unpaired: int
    differences: tuple[float, ...] = ()
    clusters: tuple[str, ...] = ()


@dataclass(slots=True)
class Comparison:
    """Two runs beside each other.

    Attributes:
        counts: how many claims of a kind of block and a system changed in which way.
        deltas: the differences of the measures whose metrics have the same signature in both runs.
        worse: how many claims are newly unsupported, or new and not supported.
        worst: the first of them, contradicted ones first, then by probability.
        articles_paired, articles_added, articles_missing: articles in both runs, in this one alone, in the older one alone.
        missing: titles (or ids) of the first of those that only the older run has.
        cases_paired, cases_added, cases_missing: blocks, likewise, of all articles.
        emptied: blocks that had claims and have none now.
        signatures: metrics whose numbers are made in another way: name, signature before, signature now.
        only_old, only_new: metrics that one run alone has.
        judged_alike: whether the metric that judges claims has the same signature in both.
    """

    counts: dict[Group, Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    deltas: list[Delta] = field(default_factory=list)
    worse: int = 0
    worst: list[Change] = field(default_factory=list)
    articles_paired: int = 0
    articles_added: int = 0
    articles_missing: int = 0
    missing: list[str] = field(default_factory=list)
    cases_paired: int = 0
    cases_added: int = 0
    cases_missing: int = 0
    emptied: int = 0
    signatures: list[tuple[str, str, str]] = field(default_factory=list)
    only_old: list[str] = field(default_factory=list)
    only_new: list[str] = field(default_factory=list)
    judged_alike: bool = True

    @property
    def total(self) -> Counter[Kind]:
        """How many claims changed in which way, over all blocks and systems."""
        return sum(self.counts.values(), Counter())


def comparison(new: str | os.PathLike[str], old: str | os.PathLike[str], *, worst: int = 10) -> Comparison:
    """Compares a run with an older one.

    Args:
        new, old: run files.
        worst: how many changes for the worse to keep.

    Raises:
        RunFileError: a run file cannot be read.
    """
    comparing = Comparing(header_of(old), header_of(new), worst=worst)
    for pair in pairs(new, old):
        comparing.take(pair, changes(pair))
    return comparing.finish()


def _metrics(header: HeaderRecord) -> Mapping[str, MetricRecord]:
    return {metric.name: metric for metric in header.metrics}


_Key = tuple[str, str, Group]


class Comparing:
    """Compares two runs as their articles pass.

    Args:
        before, after: the header of the older and of the newer run.
        worst: how many changes for the worse to keep.
    """

    def __init__(self, before: HeaderRecord, after: HeaderRecord, *, worst: int) -> None:
        self._found = found = Comparison()
        old_metrics, new_metrics = _metrics(before), _metrics(after)
        shared = [name for name in new_metrics if name in old_metrics]
        found.signatures = [
            (name, old_metrics[name].signature, new_metrics[name].signature)
            for name in shared
            if old_metrics[name].signature != new_metrics[name].signature
        ]
        found.only_old = [name for name in old_metrics if name not in new_metrics]
        found.only_new = [name for name in new_metrics if name not in old_metrics]
        differing = {name for name, *_ in found.signatures}
        judge = str(after.config.get("verdict_from", "support"))
        found.judged_alike = judge == str(before.config.get("verdict_from", "support")) and judge not in {
            *differing,
            *found.only_old,
            *found.only_new,
        }
        self._comparable = [new_metrics[name] for name in shared if name not in differing]
        self._most = worst
        self._heap: list[tuple[tuple[int, float, int], Change]] = []
        self._old: dict[_Key, list[float]] = defaultdict(list)
        self._new: dict[_Key, list[float]] = defaultdict(list)
        self._owners: dict[_Key, list[str]] = defaultdict(list)
        self._unpaired: Counter[_Key] = Counter()
        self._taken = 0

    def take(self, pair: Pair, changed: Iterable[Change]) -> None:
        """Takes an article, and what became of its claims."""
        found = self._found
        if pair.article is None:
            found.articles_missing += 1
            if pair.before_article and len(found.missing) < _NAMED:
                found.missing.append(pair.before_article.title or pair.before_article.id)
        else:
            found.articles_paired += pair.before_article is not None
            found.articles_added += pair.before_article is None
        for change in changed:
            case = change.case_after or change.case_before
            assert case is not None  # noqa: S101 - one of them is there
            found.counts[_group(case)][change.kind] += 1
            self._rank(change)
        older = {_group(case): case for case in pair.before}
        for case in pair.cases:
            before = older.pop(_group(case), None)
            found.cases_paired += before is not None
            found.cases_added += before is None
            found.emptied += before is not None and bool(before.claims) and not case.claims
            if pair.article is not None:
                self._values(pair.article.sha256, case, before)
        found.cases_missing += len(older)
        for case in older.values():
            self._unpaired.update((score.metric, name, _group(case)) for score in case.scores for name in score.values)

    def _rank(self, change: Change) -> None:
        if change.after is None or not change.is_worse:
            return
        self._found.worse += 1
        if not self._most:
            return
        self._taken += 1
        probability = 0.0 if change.after.probability is None else change.after.probability
        item = ((int(change.after.verdict == "contradicted"), -probability, -self._taken), change)
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    def _values(self, sha: str, case: CaseRecord, before: CaseRecord | None) -> None:
        group = _group(case)
        new = {(score.metric, name): value for score in case.scores for name, value in score.values.items()}
        old = {
            (score.metric, name): value
            for score in (before.scores if before else ())
            for name, value in score.values.items()
        }
        for metric, name in new.keys() | old.keys():
            key = (metric, name, group)
            if (metric, name) not in new or (metric, name) not in old:
                self._unpaired[key] += 1
                continue
            self._old[key].append(old[metric, name])
            self._new[key].append(new[metric, name])
            self._owners[key].append(sha)

    def finish(self) -> Comparison:
        """What the two come to."""
        found = self._found
        found.worst = [change for _, change in sorted(self._heap, key=lambda item: item[0], reverse=True)]
        groups = sorted(found.counts, key=lambda group: (group.system, group.block != "SUMMARY", group.block))
        found.counts = {group: found.counts[group] for group in groups}
        found.deltas = [
            self._delta(metric.name, measure, group)
            for metric in self._comparable
            for measure in metric.measures
            for group in sorted(
                {key[2] for key in (*self._new, *self._unpaired) if key[:2] == (metric.name, measure.name)},
                key=lambda group: (group.system, group.block != "SUMMARY", group.block),
            )
        ]
        return found

    def _delta(self, metric: str, measure: MeasureRecord, group: Group) -> Delta:
        key = (metric, measure.name, group)
        old, new = self._old[key], self._new[key]
        if not new:
            return Delta(metric, measure, group, None, None, None, 0, 0, self._unpaired[key])
        reach = None if measure.low is None or measure.high is None else measure.high - measure.low
        differences = tuple(after - before for before, after in zip(old, new, strict=True))
        clusters = tuple(self._owners[key])
        estimate = mean_interval(
            differences,
            clusters,
            low=None if reach is None else -reach,
            high=reach,
        )
        means = (math.fsum(old) / len(old), math.fsum(new) / len(new))
        changed = sum(before != after for before, after in zip(old, new, strict=True))
        unpaired = self._unpaired[key]
        return Delta(metric, measure, group, *means, estimate, len(new), changed, unpaired, differences, clusters)


def _group(case: CaseRecord) -> Group:
    return Group(case.block, case.system or "")
