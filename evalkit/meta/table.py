"""A run file and labels, brought together: every labelled row with what each predictor says of it.

Rows are joined by their place: a case of the run file stands at the path and line of the row it was made of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from ..labels import Label, Labels, LabelSet
from ..records import FAULTY, Status
from ..runfile import BadInputRecord, CaseRecord, HeaderRecord, MetricRecord, ScoreRecord, stream
from ..words import words
from .records import Predictor

__all__ = ["BASELINES", "RANDOM", "RANKING", "WORDS", "Row", "SetRows", "Table", "gather"]

BASELINES = {"rouge": "rouge2.precision", "extractive": "coverage", "semantic": "block_cosine"}
"""By metric, the measure that is a baseline; a metric of faithfulness that does not beat copying tells copying."""
RANKING = "support_min"
"""The measure by which the verdict metric ranks; taken from its claims where the metric has none of that name."""
WORDS = "baseline.words"
RANDOM = "baseline.random"

_DECISION = "fully_supported"
_OWN = (
    Predictor(WORDS, None, None, "neither", True, False, "number of words of the text"),
    Predictor(RANDOM, None, None, "neither", True, False, "a random number, drawn with the seed: what knows nothing"),
)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row and what was said of it.

    Attributes:
        label: what people say.
        values: by predictor, as the run file has them; none where there is none.
        statuses: by metric.
        decision: whether the verdict metric holds the row to be fully supported; None where it says nothing.
        probability: P(supported) of its weakest claim; None likewise.
        pointed: what the verdict metric's findings point at, in characters of the row's text as it is stored.
        refused: its refused claims, likewise.
    """

    label: Label
    values: dict[str, float]
    statuses: dict[str, Status]
    decision: bool | None
    probability: float | None
    pointed: Spans
    refused: Spans


@dataclass(frozen=True, slots=True)
class SetRows:
    """A file of labels with the rows of it that the run has."""

    labels: LabelSet
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All of it.

    Attributes:
        header: the run's.
        verdict_from: the name, in the run, of the metric whose verdicts are the decisions; None where it is not among them.
        predictors: the reference first, then the other measures, then the baselines.
        sets: one a file.
        faults: `path:line:col: message` of what could not be read, in the run and of the labels, each once.
        failed: scores that a metric failed to give.
    """

    header: HeaderRecord
    verdict_from: str | None
    predictors: tuple[Predictor, ...]
    sets: tuple[SetRows, ...]
    faults: tuple[str, ...]
    failed: int


def gather(run: str | os.PathLike[str], labels: Labels, *, seed: int) -> Table:
    """Brings a whole run and labels together, in one pass over the run.

    Args:
        run: a run file over the labelled files.
        labels: theirs.
        seed: of the random baseline.

    Raises:
        RunFileError: the run cannot be read.
    """
    wanted = {(label.path, label.line): label for one in labels.sets for label in one.labels}
    rows: dict[tuple[str, int], Row] = {}
    faults: dict[str, None] = {}
    header: HeaderRecord | None = None
    judge: str | None = None
    failed = 0
    for record in stream(run):
        match record:
            case HeaderRecord():
                header, judge = record, _judge(record)
            case CaseRecord():
                failed += sum(score.status == "failed" for score in record.scores)
                place = (record.path or "", record.line or 0)
                label = wanted.get(place)
                if label is not None and label.block == record.block:
                    rows[place] = _row(record, label, judge, seed)
            case BadInputRecord():
                faults[f"{record.path}:{record.line}:{record.column}: {record.message}"] = None
    assert header is not None  # noqa: S101 - `stream` has seen to it
    for bad in labels.faults:
        faults[f"{bad.path}:{bad.line}:{bad.column}: {bad.message}"] = None
    sets = tuple(
        SetRows(one, tuple(rows[label.path, label.line] for label in one.labels if (label.path, label.line) in rows))
        for one in labels.sets
    )
    return Table(header, judge, tuple(_predictors(header.metrics, judge)), sets, tuple(faults), failed)


def _judge(header: HeaderRecord) -> str | None:
    """The run's name of the metric that gave the verdicts."""
    wanted = header.config.get("verdict_from")
    return next(
        (one.name for one in header.metrics if one.name == wanted or one.signature.startswith(f"{wanted}(")), None
    )


def _predictors(metrics: Sequence[MetricRecord], judge: str | None) -> list[Predictor]:
    """The reference first, then the measures in the run's order, baselines last."""
    found = [
        Predictor(
            name=f"{metric.name}.{measure.name}",
            metric=metric.name,
            measure=measure.name,
            better=measure.better,
            is_baseline=BASELINES.get(metric.name) == measure.name,
            is_reference=metric.name == judge and measure.name == RANKING,
            help=measure.help,
        )
        for metric in metrics
        for measure in metric.measures
    ]
    if judge is not None and not any(one.is_reference for one in found):
        told = "P(supported) of the weakest claim"
        found.append(Predictor(f"{judge}.{RANKING}", judge, RANKING, "higher", False, True, told))
    found += _OWN
    return sorted(found, key=lambda one: (not one.is_reference, one.is_baseline))


def _row(case: CaseRecord, label: Label, judge: str | None, seed: int) -> Row:
    scores = {score.metric: score for score in case.scores}
    values = {
        f"{name}.{measure}": float(value) for name, score in scores.items() for measure, value in score.values.items()
    }
    values[WORDS] = float(len(words(case.text)))
    values[RANDOM] = _random(seed, label.sha256, case.text, label.system)
    statuses = {name: score.status for name, score in scores.items()}
    own = scores.get(judge) if judge is not None else None
    decision, probability = _said(case, own)
    if judge is not None and probability is not None:
        values.setdefault(f"{judge}.{RANKING}", probability)
    return Row(
        label=label,
        values=values,
        statuses=statuses,
        decision=decision,
        probability=probability,
        pointed=tuple((one.start, one.end) for claim in case.claims for one in claim.findings if one.metric == judge),
        refused=tuple((claim.start, claim.end) for claim in case.claims if claim.verdict in FAULTY),
    )


def _said(case: CaseRecord, own: ScoreRecord | None) -> tuple[bool | None, float | None]:
    """The decision on a case and P(supported) of its weakest claim, from the verdicts of those that were judged."""
    if own is None or own.status != "scored":
        return None, None
    verdicts = {claim.verdict for claim in case.claims}
    if "supported" not in verdicts and not verdicts & FAULTY:
        return None, None
    known = [claim.probability for claim in case.claims if claim.probability is not None]
    probability = own.values.get(RANKING, min(known, default=None))
    return not verdicts & FAULTY, probability


def _random(seed: int, sha256: str, text: str, system: str | None) -> float:
    """A number in [0, 1) that hangs on nothing but the seed and what is judged, so that moved files do not change it."""
    digest = hashlib.sha256(f"{seed}\0{sha256}\0{system}\0{text}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
