"""The agreement of every predictor with the labels of one set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..stats.documents import Draws
from ..stats.multiple import holm
from ..stats.ranking import LEVELS, Order, areas, auc, pearson, ranks, recalls, roc, spearman, tau_b
from ..stats.samples import Floats
from ..stats.williams import williams
from .drawn import Collected, rounded
from .records import Agreement, Estimate, Predictor, Unscored, Williams
from .table import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Measured", "agreements"]

_POINTS = 101
_KINDS = ("auc", "average_precision", "kendall", "spearman", "pearson", "partial_pearson", "partial_spearman")
_TIED = f"more than {LEVELS} different values and scores: too many pairs"


@dataclass(frozen=True, slots=True)
class Measured:
    """A set's agreements, which baseline is its best, and what each number came to in each draw, by (predictor, number)."""

    agreements: tuple[Agreement, ...]
    best_baseline: str | None
    drawn: Collected


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A predictor's values on the rows that it has one for.

    Attributes:
        there: of all rows, whether it has a value; `rows` their numbers.
        values: in these rows, higher is better.
    """

    predictor: Predictor
    there: NDArray[np.bool_]
    rows: NDArray[np.intp]
    values: Order


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was computed for all predictors: numbers by draw, the best baseline, the tests or why there are none."""

    drawn: Collected
    baseline: _Column | None
    tests: Mapping[str, Williams | str]


@dataclass(frozen=True, slots=True, eq=False)
class _Labels:
    """What people say of the rows, as arrays.

    Attributes:
        positive: labelled supported.
        target: what correlations are with; NaN where a row has none.
        groups: systems x rows, or None with fewer than two.
        decided, decision: whether the verdict metric says something of a row, and what.
    """

    positive: NDArray[np.bool_]
    target: Floats
    groups: Floats | None
    decided: NDArray[np.bool_]
    decision: NDArray[np.bool_]


def agreements(
    rows: Sequence[Row], predictors: Sequence[Predictor], weights: Floats, target: Floats, draws: Draws
) -> Measured:
    """Holds every predictor against the labels.

    Args:
        rows: at least one.
        weights: of each, above 0.
        target: the human score or label of each, that correlations are with; NaN where there is none.
        draws: of their documents.
    """
    labels = _labels(rows, target)
    columns = [_column(rows, one) for one in predictors]
    best = _best_baseline(columns, labels, weights)
    baseline = next((one for one in columns if one.predictor.name == best), None)
    found = Collected()
    for batch in draws.batches(weights):
        for column in columns:
            _measure(column, labels, batch, found)
        for column in columns:
            if baseline is not None and not column.predictor.is_baseline:
                found.add((column.predictor.name, "auc_over_baseline"), _over(column, baseline, labels, batch))
    whole = _Found(found, baseline, _williams(columns, labels, weights))
    return Measured(tuple(_agreement(column, rows, labels, weights, whole) for column in columns), best, found)


def _labels(rows: Sequence[Row], target: Floats) -> _Labels:
    names = {name: place for place, name in enumerate(dict.fromkeys(row.label.system for row in rows))}
    groups = None
    if len(names) > 1:
        own = np.array([names[row.label.system] for row in rows])
        groups = (np.arange(len(names))[:, None] == own).astype(np.float64)
    return _Labels(
        positive=np.array([row.label.value == 1 for row in rows]),
        target=target,
        groups=groups,
        decided=np.array([row.decision is not None for row in rows]),
        decision=np.array([bool(row.decision) for row in rows]),
    )


def _column(rows: Sequence[Row], predictor: Predictor) -> _Column:
    there = np.array([predictor.name in row.values for row in rows])
    sign = -1.0 if predictor.better == "lower" else 1.0
    values = np.array([sign * row.values[predictor.name] for row in rows if predictor.name in row.values])
    return _Column(predictor, there, np.flatnonzero(there), Order(values.astype(np.float64)))


def _best_baseline(columns: Sequence[_Column], labels: _Labels, weights: Floats) -> str | None:
    areas = {}
    for column in columns:
        if column.predictor.is_baseline and len(column.rows):
            area = auc(weights[column.rows, None], column.values, labels.positive[column.rows])[0]
            if not np.isnan(area):
                areas[column.predictor.name] = float(area)
    return max(areas, key=areas.__getitem__, default=None)


def _measure(column: _Column, labels: _Labels, batch: Floats, found: Collected) -> None:
    """Adds a batch of draws of all numbers of one predictor."""
    name, rows = column.predictor.name, column.rows
    if not len(rows):
        return
    weights = batch[rows]
    positive = labels.positive[rows]
    area, precision = areas(weights, column.values, positive)
    found.add((name, "auc"), area)
    found.add((name, "average_precision"), precision)
    if _decides(column.predictor):
        known = rows[labels.decided[rows]]
        kept, caught = recalls(batch[known], labels.decision[known] == labels.positive[known], labels.positive[known])
        found.add((name, "recall_supported"), kept)
        found.add((name, "recall_unsupported"), caught)
        found.add((name, "balanced_accuracy"), (kept + caught) / 2)
    told = ~np.isnan(labels.target[rows])
    if not told.any():
        return
    target = Order(labels.target[rows][told])
    values, weights = column.values, weights[told]
    if not told.all():
        values = Order(values.values[told])
    if _countable(values, target):
        found.add((name, "kendall"), tau_b(weights, values, target))
    own, human = ranks(weights, values), ranks(weights, target)
    found.add((name, "spearman"), spearman(weights, own, human))
    found.add((name, "pearson"), pearson(weights, values.values, target.values))
    if labels.groups is not None:
        groups = labels.groups[:, rows[told]]
        found.add((name, "partial_spearman"), spearman(weights, own, human, groups))
        found.add((name, "partial_pearson"), pearson(weights, values.values, target.values, groups))


def _decides(predictor: Predictor) -> bool:
    """Whether there is a shipped threshold: of the verdict metric's ranking."""
    return predictor.is_reference


def _countable(values: Order, target: Order) -> bool:
    return min(len(values.starts), len(target.starts)) <= LEVELS


def _over(column: _Column, baseline: _Column, labels: _Labels, batch: Floats) -> Floats:
    """The area of a predictor less the baseline's, on the rows that both have."""
    both = column.there & baseline.there
    if not both.any():
        return np.full(batch.shape[1], np.nan)
    weights, positive = batch[both], labels.positive[both]
    own, other = (Order(one.values.values[both[one.rows]]) for one in (column, baseline))
    return auc(weights, own, positive) - auc(weights, other, positive)


def _williams(columns: Sequence[_Column], labels: _Labels, weights: Floats) -> Mapping[str, Williams | str]:
    """The test of each predictor against the reference, Holm over all of them, or why there is none."""
    reference = next((one for one in columns if one.predictor.is_reference), None)
    if reference is None:
        return {one.predictor.name: "the run has no metric that gives verdicts" for one in columns}
    if len(set(weights.tolist())) > 1:
        return {one.predictor.name: "the rows are weighted: the test takes them as equal" for one in columns}
    found: dict[str, Williams | str] = {}
    for column in columns:
        if column is not reference:
            found[column.predictor.name] = _tested(column, reference, labels)
    tested = {name: one for name, one in found.items() if isinstance(one, Williams)}
    for (name, one), p in zip(tested.items(), holm([one.p for one in tested.values()]), strict=True):
        found[name] = Williams(
            one.against, one.of, one.own, one.reference, one.between, one.n, one.t, one.p, round(p, 6)
        )
    return found


def _tested(column: _Column, reference: _Column, labels: _Labels) -> Williams | str:
    both = column.there & reference.there & ~np.isnan(labels.target)
    n = int(np.count_nonzero(both))
    if n < 2:
        return "fewer than two rows have both"
    ones = np.ones((n, 1))
    own, other = (one.values.values[both[one.rows]] for one in (column, reference))
    target = labels.target[both]
    groups = labels.groups[:, both] if labels.groups is not None else None
    controlled = 0
    if groups is not None:
        groups = groups[groups.any(axis=1)]
        controlled = len(groups) - 1
    first, second, between = (
        float(pearson(ones, one, two, groups)[0]) for one, two in ((own, target), (other, target), (own, other))
    )
    if np.isnan(first) or np.isnan(second) or np.isnan(between):
        return "the values or the labels do not vary"
    result = williams(first, second, between, n, controlled)
    if result is None:
        return "too few rows, or both say the same"
    t, p = result
    return Williams(
        against=reference.predictor.name,
        of="partial" if controlled else "pearson",
        own=rounded(first),
        reference=rounded(second),
        between=rounded(between),
        n=n,
        t=rounded(t),
        p=round(p, 6),
        p_holm=round(p, 6),
    )


def _agreement(
    column: _Column,
    rows: Sequence[Row],
    labels: _Labels,
    weights: Floats,
    found: _Found,
) -> Agreement:
    predictor, name = column.predictor, column.predictor.name
    reasons = _reasons(column, labels)
    numbers: dict[str, Estimate] = {kind: found.drawn.estimate((name, kind), reasons[kind]) for kind in _KINDS}
    over = None
    if not predictor.is_baseline:
        reason = reasons["auc"] if found.baseline is not None else "no baseline has an area"
        over = found.drawn.estimate((name, "auc_over_baseline"), reason)
    test = found.tests.get(name)
    curve: list[tuple[float, float]] = []
    if (predictor.is_reference or predictor.is_baseline) and len(column.rows):
        curve = roc(weights[column.rows], column.values, labels.positive[column.rows])
    return Agreement(
        predictor=name,
        n=len(column.rows),
        coverage=rounded(len(column.rows) / len(rows)),
        unscored=_unscored(column, rows),
        balanced_accuracy=_decided("balanced_accuracy", predictor, found, reasons),
        recall_supported=_decided("recall_supported", predictor, found, reasons),
        recall_unsupported=_decided("recall_unsupported", predictor, found, reasons),
        **numbers,
        auc_over_baseline=over,
        williams=test if isinstance(test, Williams) else None,
        williams_reason=test if isinstance(test, str) else None,
        roc=_thinned(curve),
    )


def _decided(kind: str, predictor: Predictor, found: _Found, reasons: Mapping[str, str]) -> Estimate | None:
    return found.drawn.estimate((predictor.name, kind), reasons["auc"]) if _decides(predictor) else None


def _reasons(column: _Column, labels: _Labels) -> dict[str, str]:
    """Why each number is missing, should it be."""
    if not len(column.rows):
        return dict.fromkeys(_KINDS, "no row has a value")
    positive = labels.positive[column.rows]
    one_class = "every row with a value is labelled " + ("supported" if positive.any() else "unsupported")
    flat = "its values are all the same" if len(column.values.starts) == 1 else "the human scores are all the same"
    target = labels.target[column.rows]
    told = ~np.isnan(target)
    countable = not told.any() or _countable(Order(column.values.values[told]), Order(target[told]))
    partial = "nothing varies within systems" if labels.groups is not None else "one system: nothing to control for"
    return {
        "auc": one_class,
        "average_precision": one_class,
        "kendall": flat if countable else _TIED,
        "spearman": flat,
        "pearson": flat,
        "partial_pearson": partial,
        "partial_spearman": partial,
    }


def _unscored(column: _Column, rows: Sequence[Row]) -> Unscored:
    """The rows without a value, by why; one that was scored without this measure has it not applicable."""
    counts: Counter[str] = Counter()
    for place in np.flatnonzero(~column.there):
        status = rows[int(place)].statuses.get(column.predictor.metric or "", "not_applicable")
        counts["not_applicable" if status == "scored" else status] += 1
    return Unscored(counts["abstained"], counts["not_applicable"], counts["failed"])


def _thinned(curve: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """At most 101 points, the first and the last among them."""
    if len(curve) > _POINTS:
        places = np.linspace(0, len(curve) - 1, _POINTS).round().astype(int)
        curve = [curve[place] for place in places]
    return tuple((rounded(x), rounded(y)) for x, y in curve)
