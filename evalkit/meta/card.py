"""The card: every set's agreements, calibration, spans, systems and error types, and the means over the sets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import msgspec
import numpy as np

from .. import __version__
from ..files import replacing
from ..labels import Labels
from ..stats.documents import DRAWS, draws_of
from ..stats.means import CONFIDENCE, SEED
from ..stats.ranking import Order, auc, recalls
from ..stats.samples import Floats
from ..stats.trust import doubts
from .agreement import Measured, agreements
from .calibration import calibrations
from .drawn import Collected, mean_of, rounded
from .marked import spans_of
from .records import SCHEMA, Calibration, Card, ErrorType, Estimate, Mean, Predictor, SetCard, Spans, System
from .table import Row, SetRows, Table, gather

__all__ = ["make_card", "write_card"]

_NUMBERS = (
    "auc", "average_precision", "kendall", "spearman", "pearson", "partial_pearson", "partial_spearman",
)  # fmt: skip
_HALF = 0.5  # of the rows, from which share on with a graded score the score is what correlations are with


def make_card(run: str | os.PathLike[str], labels: Labels, *, draws: int = DRAWS, seed: int = SEED) -> Card:
    """Computes everything from a run file and labels. Equal inputs give equal cards.

    Args:
        run: a whole run file over the labelled files.
        labels: theirs.
        draws: of documents, for the intervals.
        seed: of these and of the random baseline.

    Raises:
        RunFileError: the run cannot be read.
    """
    table = gather(run, labels, seed=seed)
    cards, measured = [], []
    for one in table.sets:
        card, found = _set_card(one, table, draws, seed)
        cards.append(card)
        measured.append(found)
    return Card(
        schema=SCHEMA,
        evalkit=__version__,
        signatures={one.name: one.signature for one in table.header.metrics},
        versions=dict(sorted(table.header.versions.items())),
        verdict_from=table.verdict_from,
        draws=draws,
        confidence=CONFIDENCE,
        seed=seed,
        predictors=table.predictors,
        sets=tuple(cards),
        means=_means(table.predictors, [one for one in measured if one is not None]) if len(cards) > 1 else (),
        faults=table.faults,
        failed=table.failed,
    )


def write_card(card: Card, path: Path) -> None:
    """Writes `meta.json`: keys sorted, numbers rounded.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(card, order="sorted"), indent=1) + b"\n")


def _set_card(one: SetRows, table: Table, draws: int, seed: int) -> tuple[SetCard, Measured | None]:
    rows, labels = one.rows, one.labels
    weights = np.array([row.label.weight for row in rows], dtype=np.float64)
    drawn = draws_of([row.label.sha256 for row in rows], draws=draws, seed=seed)
    graded = sum(row.label.score is not None for row in rows)
    has_score = bool(rows) and graded >= _HALF * len(rows)
    target = np.array(
        [(np.nan if row.label.score is None else row.label.score) if has_score else row.label.value for row in rows],
        dtype=np.float64,
    )
    measured = agreements(rows, table.predictors, weights, target, drawn) if rows else None
    reference = next((one.name for one in table.predictors if one.is_reference), None)
    calibration, calibration_reason = _calibrated(rows, weights, draws, seed)
    spans, spans_reason = _spans(rows, weights, draws, seed)
    extra = Collected()
    positive = np.array([row.label.value == 1 for row in rows])
    if rows:
        for batch in drawn.batches(weights):
            extra.add("supported", (positive @ batch) / batch.sum(axis=0))
    return SetCard(
        path=labels.path,
        name=_name(labels.path),
        rows=labels.rows,
        unlabelled=labels.unlabelled,
        unjudged=len(labels.labels) - len(rows),
        labelled=len(rows),
        documents=len({row.label.sha256 for row in rows}),
        systems_named=len({row.label.system for row in rows} - {None}),
        supported=extra.estimate("supported", "no labelled row was judged"),
        is_weighted=labels.is_weighted,
        effective=rounded(weights.sum() ** 2 / (weights**2).sum()) if rows else 0.0,
        is_convenience=labels.is_convenience,
        target="score" if has_score else "label",
        target_n=int(np.count_nonzero(~np.isnan(target))),
        best_baseline=measured.best_baseline if measured else None,
        agreements=measured.agreements if measured else (),
        calibration=calibration,
        calibration_reason=calibration_reason,
        spans=spans,
        spans_reason=spans_reason,
        systems=_systems(rows, reference, draws, seed),
        errors=_errors(rows, draws, seed),
        notes=tuple(_notes(one, graded, has_score=has_score)),
    ), measured


def _name(path: str) -> str:
    """A file's name without its folder and suffixes of format."""
    name = PurePosixPath(path).name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


def _notes(one: SetRows, graded: int, *, has_score: bool) -> list[str]:
    rows, labels = one.rows, one.labels
    documents = len({row.label.sha256 for row in rows})
    notes = []
    if doubt := doubts(documents):
        notes.append(doubt.replace("articles", "documents"))
    if labels.is_weighted:
        notes.append("rows are weighed by the inverse of the chance with which evalkit sample drew them")
    if labels.is_convenience:
        notes.append(
            "a reader of the report chose what to label, and saw the verdict: these are agreements with what he looked at, not with the run"
        )
    if has_score and graded < len(rows):
        notes.append(f"{len(rows) - graded} rows have no graded score and are in no correlation")
    elif graded and not has_score:
        notes.append(f"{graded} rows have a graded score, too few: correlations are with the label")
    if unjudged := len(labels.labels) - len(rows):
        notes.append(
            f"{unjudged} labelled rows have no case in the run: they could not be read, or stand behind --limit"
        )
    return notes


def _subset(rows: Sequence[Row], keep: Sequence[bool]) -> tuple[list[Row], Floats]:
    own = [row for row, kept in zip(rows, keep, strict=True) if kept]
    return own, np.array([row.label.weight for row in own], dtype=np.float64)


def _calibrated(
    rows: Sequence[Row], weights: Floats, draws: int, seed: int
) -> tuple[tuple[Calibration, ...], str | None]:
    own, weights = _subset(rows, [row.probability is not None for row in rows])
    if not own:
        return (), "no row has a probability"
    if len({row.label.value for row in own}) == 1:
        return (), f"every row with a probability is labelled {'supported' if own[0].label.value else 'unsupported'}"
    probability = np.array([row.probability for row in own], dtype=np.float64)
    label = np.array([row.label.value for row in own], dtype=np.float64)
    drawn = draws_of([row.label.sha256 for row in own], draws=draws, seed=seed)
    return calibrations(probability, label, weights, drawn), None


def _spans(rows: Sequence[Row], weights: Floats, draws: int, seed: int) -> tuple[Spans | None, str | None]:
    keep = [row.label.value == 0 and bool(row.label.spans) and row.decision is not None for row in rows]
    own, weights = _subset(rows, keep)
    if not own:
        return None, "no judged row that is labelled unsupported has words marked"
    return spans_of(own, weights, draws_of([row.label.sha256 for row in own], draws=draws, seed=seed)), None


def _systems(rows: Sequence[Row], reference: str | None, draws: int, seed: int) -> tuple[System, ...]:
    names = {row.label.system for row in rows}
    return tuple(
        _system(name, [row for row in rows if row.label.system == name], reference, draws, seed)
        for name in sorted(names, key=lambda one: (one is None, one or ""))
        if name is not None or len(names) > 1
    )


def _system(name: str | None, rows: Sequence[Row], reference: str | None, draws: int, seed: int) -> System:
    found = Collected()
    weights = np.array([row.label.weight for row in rows], dtype=np.float64)
    positive = np.array([row.label.value == 1 for row in rows])
    decided = [place for place, row in enumerate(rows) if row.decision is not None]
    decision = np.array([bool(rows[place].decision) for place in decided], dtype=np.bool_)
    ranked = [place for place, row in enumerate(rows) if reference in row.values]
    values = Order(np.array([rows[place].values[reference] for place in ranked if reference], dtype=np.float64))
    for batch in draws_of([row.label.sha256 for row in rows], draws=draws, seed=seed).batches(weights):
        found.add("supported", _mean(positive.astype(np.float64), batch))
        if decided:
            found.add("fully_supported", _mean(decision.astype(np.float64), batch[decided]))
            own, other = recalls(batch[decided], decision == positive[decided], positive[decided])
            found.add("balanced_accuracy", (own + other) / 2)
        if ranked:
            found.add("mean", _mean(values.values, batch[ranked]))
            found.add("auc", auc(batch[ranked], values, positive[ranked]))
    one_class = "all rows have one label" if ranked else "no row was judged"
    return System(
        name=name,
        n=len(rows),
        documents=len({row.label.sha256 for row in rows}),
        supported=found.estimate("supported", "no row"),
        fully_supported=found.estimate("fully_supported", "no row was judged"),
        mean=found.estimate("mean", "no row was judged"),
        auc=found.estimate("auc", one_class),
        balanced_accuracy=found.estimate("balanced_accuracy", one_class),
    )


def _mean(values: Floats, batch: Floats) -> Floats:
    whole = batch.sum(axis=0)
    return np.where(whole > 0, (values @ batch) / np.where(whole > 0, whole, 1.0), np.nan)


def _errors(rows: Sequence[Row], draws: int, seed: int) -> tuple[ErrorType, ...]:
    wrong = [row for row in rows if row.label.value == 0 and row.decision is not None]
    names = sorted({name for row in wrong for name in row.label.errors})
    found = []
    for name in names:
        own = [row for row in wrong if name in row.label.errors]
        weights = np.array([row.label.weight for row in own], dtype=np.float64)
        refused = np.array([row.decision is False for row in own], dtype=np.float64)
        collected = Collected()
        for batch in draws_of([row.label.sha256 for row in own], draws=draws, seed=seed).batches(weights):
            collected.add("refused", _mean(refused, batch))
        found.append(
            ErrorType(name, len(own), len({row.label.sha256 for row in own}), collected.estimate("refused", "no row"))
        )
    return tuple(found)


def _means(predictors: Sequence[Predictor], measured: Sequence[Measured]) -> tuple[Mean, ...]:
    none = "no set has it"
    found = []
    for one in predictors:
        name = one.name

        def over(kind: str, name: str = name) -> tuple[Estimate, int]:
            return mean_of([each.drawn.of((name, kind)) for each in measured], none)

        found.append(
            Mean(
                predictor=name,
                sets=over("auc")[1],
                balanced_accuracy=over("balanced_accuracy")[0] if one.is_reference else None,
                auc_over_baseline=None if one.is_baseline else over("auc_over_baseline")[0],
                **{kind: over(kind)[0] for kind in _NUMBERS},
            )
        )
    return tuple(found)
