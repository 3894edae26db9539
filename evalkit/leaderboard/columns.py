"""What a leaderboard tells of each system: which measure of which metric a column is, and which way is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..runfile import HeaderRecord, MetricRecord

__all__ = ["COLUMNS", "JUDGE", "PRIMARY", "Column", "filled", "metric_of"]

JUDGE = "*"
"""Stands for the metric whose judgements are a run's verdicts, whatever its name."""
OWN = ""
"""Stands for what needs no metric: it is counted here."""


@dataclass(frozen=True, slots=True)
class Column:
    """A number that each answer of a system has, and that is averaged.

    Attributes:
        name: how files call it.
        head: how tables head it.
        metric, measure: where a run has it; `metric` may be `JUDGE` or `OWN`.
        better: which way is better; "neither" where it only describes.
        digits: how many decimals are shown.
        failing: whether a failure counts as 0 in the mean over all articles: where more is better, a summary that is not
            there is worth nothing; elsewhere a 0 would flatter, and there is no such mean.
        help: what it is.
    """

    name: str
    head: str
    metric: str
    measure: str
    better: Literal["higher", "lower", "neither"]
    digits: int
    failing: bool
    help: str


COLUMNS = (
    Column("support", "support", JUDGE, "support", "higher", 3, True, "share of a summary's claims that the article supports"),
    Column("fully_supported", "fully supported", JUDGE, "fully_supported", "higher", 3, True, "share of summaries without a claim that does not stand"),
    Column("contradicted_rate", "contradicted", JUDGE, "contradicted_rate", "lower", 3, False, "share of claims that the article contradicts"),
    Column("unsupported_rate", "unsupported", JUDGE, "unsupported_rate", "lower", 3, False, "share of claims that are not found in the article"),
    Column("key_facts", "key facts", "consistency", "key_facts", "higher", 3, True, "share of the article's most salient sentences that are told"),
    Column("coverage", "coverage", "extractive", "coverage", "neither", 3, False, "share of words that are copied: what is copied looks faithful"),
    Column("density", "density", "extractive", "density", "neither", 2, False, "words copied in a row"),
    Column("words", "words", OWN, "words", "neither", 1, False, "length of a summary"),
    Column("compression", "compression", "extractive", "compression", "neither", 1, False, "words of the article per word of the summary"),
)  # fmt: skip
"""All columns, in their order."""

PRIMARY = COLUMNS[0].name
"""The column that systems are ranked and tested by."""


def metric_of(column: Column, header: HeaderRecord) -> MetricRecord | None:
    """The metric of a run that fills a column; None where it has none, or none with that measure."""
    wanted = str(header.config.get("verdict_from", "support")) if column.metric == JUDGE else column.metric
    for metric in header.metrics:
        if metric.name == wanted and any(one.name == column.measure for one in metric.measures):
            return metric
    return None


def filled(headers: Mapping[str, HeaderRecord]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns that all runs can fill in one way, and a note for each metric whose columns are left out.

    Args:
        headers: the runs' headers, by what a note calls each.
    """
    kept: list[Column] = []
    lacking: dict[str, list[str]] = {}
    for column in COLUMNS:
        why = None if column.metric == OWN else _lacking(column, headers)
        if why is None:
            kept.append(column)
        else:
            lacking.setdefault(why, []).append(column.head)
    return tuple(kept), tuple(f"{_listed(heads)}: left out, {why}" for why, heads in lacking.items())


def _lacking(column: Column, headers: Mapping[str, HeaderRecord]) -> str | None:
    """Why a column cannot be filled; None where it can."""
    found = {name: metric_of(column, header) for name, header in headers.items()}
    metric = "the judging metric" if column.metric == JUDGE else f"the metric {column.metric}"
    missing = [name for name, one in found.items() if one is None]
    if missing:
        where = "the run" if len(headers) == 1 else _listed(missing)
        return f"since {where} {'lack' if len(missing) > 1 else 'lacks'} {metric} with such a measure"
    if len({one.signature for one in found.values() if one}) > 1:
        return f"since {metric} has another signature in some of the runs"
    return None


def _listed(names: Sequence[str] | Iterable[str]) -> str:
    return ", ".join(names)
