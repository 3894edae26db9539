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

__all__ = ["Group", "Overview", "Row", "WorstClaim", "overview"]

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
    bad_inputs: list[BadInputRecord] = field(default_factory=list)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a metric failed with which note."""
    has_systems: bool = False


def overview(records: Iterable[Record], *, worst: int = 10) -> Overview:
    """Gathers a run in one pass.

    Args:
        records: a whole run, as `runfile.stream` gives it.
        worst: how many of the worst claims to keep: contradicted before unsupported, then by probability.
    """
    header: HeaderRecord | None = None
    footer: FooterRecord | None = None
    clusters: dict[str, str] = {}
    values: dict[tuple[str, str, Group], list[float]] = defaultdict(list)
    owners: dict[tuple[str, str, Group], list[str]] = defaultdict(list)
    statuses: dict[tuple[str, Group], Counter[str]] = defaultdict(Counter)
    verdicts: dict[Group, Counter[str]] = defaultdict(Counter)
    findings: Counter[str] = Counter()
    failures: Counter[tuple[str, str]] = Counter()
    bad_inputs: list[BadInputRecord] = []
    heap: list[tuple[tuple[float, float, int, int], WorstClaim]] = []
    groups: set[Group] = set()
    order = 0
    for record in records:
        match record:
            case HeaderRecord():
                header = record
            case FooterRecord():
                footer = record
            case BadInputRecord():
                bad_inputs.append(record)
            case ArticleRecord():
                clusters[record.id] = record.sha256
            case CaseRecord():
                order += 1
                group = Group(record.block, record.system or "")
                groups.add(group)
                for score in record.scores:
                    statuses[score.metric, group][score.status] += 1
                    if score.status == "failed":
                        failures[score.metric, score.note or ""] += 1
                    for measure, value in score.values.items():
                        values[score.metric, measure, group].append(value)
                        owners[score.metric, measure, group].append(clusters[record.article])
                for number, claim in enumerate(record.claims):
                    verdicts[group][claim.verdict or "not judged"] += 1
                    findings.update(finding.type for finding in claim.findings)
                    if claim.verdict in _SEVERITY:
                        rank = (-_SEVERITY[claim.verdict], -(claim.probability or 0.0), -order, -number)
                        item = (rank, WorstClaim(claim, record))
                        if len(heap) < worst:
                            heapq.heappush(heap, item)
                        elif heap and rank > heap[0][0]:
                            heapq.heapreplace(heap, item)
    if header is None or footer is None:
        raise RunFileError("the run has no header or no footer")
    rows = []
    for metric in header.metrics:
        for measure in metric.measures:
            for group in sorted(groups, key=_group_order):
                here = values.get((metric.name, measure.name, group), [])
                counts = statuses.get((metric.name, group), Counter())
                unscored = {status: counts[status] for status in ("abstained", "not_applicable", "failed") if counts[status]}
                left_out = counts["scored"] - len(here)
                if left_out:
                    unscored["not_applicable"] = unscored.get("not_applicable", 0) + left_out
                estimate = (
                    mean_interval(
                        here, owners[metric.name, measure.name, group], low=measure.low, high=measure.high
                    )
                    if here
                    else None
                )
                rows.append(Row(metric.name, measure, group, estimate, tuple(here), unscored))
    return Overview(
        header=header,
        footer=footer,
        rows=rows,
        worst=[item[1] for item in sorted(heap, key=lambda item: item[0], reverse=True)],
        verdicts={group: verdicts[group] for group in sorted(groups, key=_group_order)},
        findings=findings,
        bad_inputs=bad_inputs,
        failures=failures,
        has_systems=any(group.system for group in groups),
    )


def _group_order(group: Group) -> tuple[str, bool, str]:
    return group.system, group.block != "SUMMARY", group.block
