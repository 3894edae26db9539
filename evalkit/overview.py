"""What a run comes to: means with intervals, what was not scored, the worst claims. Made in one pass over its records."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .errors import RunFileError
from .runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    Record,
)
from .stats import Estimate, mean_interval

__all__ = ["Group", "Overview", "Row", "Seen", "WorstClaim", "counted", "overview"]

_SEVERITY = {"contradicted": 0, "unsupported": 1}


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Cases that are averaged together."""

    block: str
    system: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over one group. `estimate` is None where no case was scored.

    Attributes:
        values: the scored values, in the order of the run.
        unscored: how many cases have no value for it, by status; a scored case whose metric left this measure out counts
            as `not_applicable`.
    """

    metric: str
    measure: MeasureRecord
    group: Group
    estimate: Estimate | None
    values: tuple[float, ...]
    unscored: dict[str, int]


@dataclass(slots=True)
class Seen:
    """How much of CONTENT a metric's scores saw, as far as it says.

    Attributes:
        scored: how many scores it has.
        told: how many of them say how much they saw.
        total: the sum of the shares of CONTENT's sentences that these saw, each in [0, 1].
        least: the smallest of these shares.
    """

    scored: int = 0
    told: int = 0
    total: float = 0.0
    least: float = 1.0

    def take(self, share: float | None) -> None:
        self.scored += 1
        if share is not None:
            self.told += 1
            self.total += share
            self.least = min(self.least, share)


@dataclass(frozen=True, slots=True)
class WorstClaim:
    """A claim that is not supported, and its case."""

    claim: ClaimRecord
    case: CaseRecord


@dataclass(slots=True)
class Overview:
    """A run's header, rows, counts and worst claims."""

    header: HeaderRecord
    footer: FooterRecord
    rows: list[Row]
    worst: list[WorstClaim]
    verdicts: dict[Group, Counter[str]]
    findings: Counter[str]
    certain: Counter[str] = field(default_factory=Counter)
    """Of the findings, by type, those that are certain."""
    finders: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Which metrics have found them, by type and certainty; as far as the run says."""
    judged: Counter[str] = field(default_factory=Counter)
    """Blocks with a claim that was judged, by kind."""
    faulty: Counter[str] = field(default_factory=Counter)
    """Blocks with a claim that is contradicted or unsupported, by kind."""
    bad_inputs: list[BadInputRecord] = field(default_factory=list)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a metric failed with which note."""
    has_systems: bool = False
    seen: dict[str, Seen] = field(default_factory=dict)
    """Of each metric, how much of CONTENT its scores saw."""


def overview(records: Iterable[Record], *, worst: int = 10) -> Overview:
    """Gathers a run in one pass.

    Args:
        records: a whole run, as `runfile.stream` gives it.
        worst: how many of the worst claims to keep: contradicted before unsupported, then by probability.

    Raises:
        RunFileError: the records are no whole run.
    """
    gathering = _Gathering(worst)
    for record in records:
        gathering.take(record)
    return gathering.result()


class _Gathering:
    """What is known of a run so far."""

    def __init__(self, worst: int) -> None:
        self._header: HeaderRecord | None = None
        self._footer: FooterRecord | None = None
        self._clusters: dict[str, str] = {}
        self._values: dict[tuple[str, str, Group], list[float]] = defaultdict(list)
        self._owners: dict[tuple[str, str, Group], list[str]] = defaultdict(list)
        self._statuses: dict[tuple[str, Group], Counter[str]] = defaultdict(Counter)
        self._verdicts: dict[Group, Counter[str]] = defaultdict(Counter)
        self._findings: Counter[str] = Counter()
        self._certain: Counter[str] = Counter()
        self._finders: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._judged: Counter[str] = Counter()
        self._faulty: Counter[str] = Counter()
        self._failures: Counter[tuple[str, str]] = Counter()
        self._bad_inputs: list[BadInputRecord] = []
        self._seen: dict[str, Seen] = defaultdict(Seen)
        self._most = worst
        self._worst: list[tuple[tuple[float, float, int, int], WorstClaim]] = []
        self._cases = 0

    def take(self, record: Record) -> None:
        match record:
            case HeaderRecord():
                self._header = record
            case FooterRecord():
                self._footer = record
            case BadInputRecord():
                self._bad_inputs.append(record)
            case ArticleRecord():
                self._clusters[record.id] = record.sha256
            case CaseRecord():
                self._take_scores(record)
                self._take_claims(record)
                self._cases += 1

    def _take_scores(self, case: CaseRecord) -> None:
        group = Group(case.block, case.system or "")
        for score in case.scores:
            self._statuses[score.metric, group][score.status] += 1
            if score.status == "scored":
                self._seen[score.metric].take(score.seen)
            if score.status == "failed":
                self._failures[score.metric, score.note or ""] += 1
            for measure, value in score.values.items():
                self._values[score.metric, measure, group].append(value)
                self._owners[score.metric, measure, group].append(self._clusters[case.article])

    def _take_claims(self, case: CaseRecord) -> None:
        verdicts = self._verdicts[Group(case.block, case.system or "")]
        kinds = {claim.verdict for claim in case.claims}
        self._judged[case.block] += bool(kinds & {"supported", *_SEVERITY})
        self._faulty[case.block] += bool(kinds & set(_SEVERITY))
        for number, claim in enumerate(case.claims):
            verdicts[claim.verdict or "not judged"] += 1
            self._findings.update(finding.type for finding in claim.findings)
            self._certain.update(one.type for one in claim.findings if one.certainty == "certain")
            for one in claim.findings:
                if one.metric:
                    self._finders[one.type, one.certainty].add(one.metric)
            if claim.verdict not in _SEVERITY or not self._most:
                continue
            rank = (-_SEVERITY[claim.verdict], -(claim.probability or 0.0), -self._cases, -number)
            item = (rank, WorstClaim(claim, case))
            if len(self._worst) < self._most:
                heapq.heappush(self._worst, item)
            elif rank > self._worst[0][0]:
                heapq.heapreplace(self._worst, item)

    def result(self) -> Overview:
        if self._header is None or self._footer is None:
            raise RunFileError("the run has no header or no footer")
        groups = sorted(self._verdicts, key=_group_order)
        return Overview(
            header=self._header,
            footer=self._footer,
            rows=[
                self._row(metric.name, measure, group)
                for metric in self._header.metrics
                for measure in metric.measures
                for group in groups
            ],
            worst=[item[1] for item in sorted(self._worst, key=lambda item: item[0], reverse=True)],
            verdicts={group: self._verdicts[group] for group in groups},
            findings=self._findings,
            certain=self._certain,
            finders=dict(self._finders),
            judged=self._judged,
            faulty=self._faulty,
            bad_inputs=self._bad_inputs,
            failures=self._failures,
            has_systems=any(group.system for group in groups),
            seen=dict(self._seen),
        )

    def _row(self, metric: str, measure: MeasureRecord, group: Group) -> Row:
        values = self._values.get((metric, measure.name, group), [])
        counts = self._statuses.get((metric, group), Counter())
        unscored = {status: counts[status] for status in ("abstained", "not_applicable", "failed") if counts[status]}
        if left_out := counts["scored"] - len(values):
            unscored["not_applicable"] = unscored.get("not_applicable", 0) + left_out
        estimate = None
        if values:
            owners = self._owners[metric, measure.name, group]
            estimate = mean_interval(values, owners, low=measure.low, high=measure.high)
        return Row(metric, measure, group, estimate, tuple(values), unscored)


def _group_order(group: Group) -> tuple[str, bool, str]:
    return group.system, group.block != "SUMMARY", group.block


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2 articles"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
