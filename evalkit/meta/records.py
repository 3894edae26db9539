"""What `meta.json` holds: the agreement of every predictor with human labels, set by set.

A predictor is a measure of a metric, a baseline among them. Every number that may be missing is an `Estimate` whose `value` is null
and whose `reason` says why; nothing here is NaN. Shares, areas and probabilities lie in [0, 1], correlations in [-1, 1].
"""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = [
    "SCHEMA",
    "Agreement",
    "Bin",
    "Calibration",
    "Card",
    "ErrorType",
    "Estimate",
    "Mean",
    "Predictor",
    "SetCard",
    "Spans",
    "System",
    "Unscored",
    "Williams",
]

SCHEMA = 1


class Estimate(msgspec.Struct, frozen=True):
    """A number with its 95% interval, by a bootstrap of documents.

    Attributes:
        value: null where the rows do not allow it.
        low, high: null with it, or where there are too few documents to draw from.
        reason: why any of them is null, in words; null where none is.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


class Predictor(msgspec.Struct, frozen=True):
    """What is held against the labels.

    Attributes:
        name: `<metric>.<measure>`, or `baseline.<what>` for those that no metric measures; unique in the card.
        metric, measure: as the run file names them; null for such a baseline.
        better: the direction of good. Values of "lower" are turned round before anything is computed, so that a higher AUC or
            correlation is always better; "neither" stays as it is, and an AUC below 0.5 then says that more is worse.
        is_baseline: whether it is one of the simple ones that a metric has to beat.
        is_reference: whether it is the verdict metric's ranking, which the others are tested against.
        help: one line that says what it is.
    """

    name: str
    metric: str | None
    measure: str | None
    better: Literal["higher", "lower", "neither"]
    is_baseline: bool
    is_reference: bool
    help: str


class Unscored(msgspec.Struct, frozen=True):
    """Labelled rows that a predictor has no value for; they are in none of its numbers."""

    abstained: int
    not_applicable: int
    failed: int


class Williams(msgspec.Struct, frozen=True):
    """Williams' test of whether two predictors correlate with the labels differently, the rows taken as independent.

    Attributes:
        against: the reference predictor's name.
        of: which correlation: "partial" (Pearson, the systems' means removed) where there are systems, else "pearson".
        own, reference, between: this predictor's correlation, the reference's, and that of the two, on the rows that both have.
        n: those rows.
        t: positive where this predictor correlates more.
        p: two-sided.
        p_holm: after Holm, over all predictors of the set.
    """

    against: str
    of: Literal["partial", "pearson"]
    own: float
    reference: float
    between: float
    n: int
    t: float
    p: float
    p_holm: float


class Agreement(msgspec.Struct, frozen=True):
    """One predictor on one set.

    Attributes:
        predictor: its name.
        n: labelled rows that it has a value for.
        coverage: their share of the labelled rows that were judged.
        unscored: the others.
        balanced_accuracy: mean of the shares of supported and of unsupported rows that the shipped threshold puts right; null, without
            a number, for a predictor that ships none. `recall_supported` and `recall_unsupported` are the two.
        auc: the chance that a supported row ranks above an unsupported one, ties counting half.
        average_precision: of finding the unsupported rows, lowest first; what chance gives is 1 less the set's `supported`.
        kendall, spearman, pearson: rank correlation tau-b, Spearman's and Pearson's with the human score, or the label (`target`).
        partial_pearson, partial_spearman: the same with each system's mean taken from both sides (of the ranks for Spearman's).
        auc_over_baseline: its AUC less that of the set's best baseline, on the rows that both have; null for a baseline.
        williams: null for the reference, and where `williams_reason` says why.
        roc: points (share of unsupported rows let through, share of supported rows let through), from (0, 0) to (1, 1); at most
            101; of the reference and the baselines alone, else empty.
    """

    predictor: str
    n: int
    coverage: float
    unscored: Unscored
    balanced_accuracy: Estimate | None
    recall_supported: Estimate | None
    recall_unsupported: Estimate | None
    auc: Estimate
    average_precision: Estimate
    kendall: Estimate
    spearman: Estimate
    pearson: Estimate
    partial_pearson: Estimate
    partial_spearman: Estimate
    auc_over_baseline: Estimate | None
    williams: Williams | None
    williams_reason: str | None
    roc: tuple[tuple[float, float], ...] = ()


class Bin(msgspec.Struct, frozen=True):
    """A point of the reliability diagram: the rows whose probability lies in [low, high), the last one's in [low, high].

    `probability` is their mean one, `supported` the share that people hold to be supported; both null, without interval, where no row
    lies there. `share` is the bin's share of the weight, `n` its rows.
    """

    low: float
    high: float
    probability: float | None
    supported: Estimate
    share: float
    n: int


class Calibration(msgspec.Struct, frozen=True):
    """How far P(supported) of a row's weakest claim can be taken at its word.

    Attributes:
        odds: "own" as the set's rows are, "even" with supported and unsupported rows weighed to the same sum.
        n: rows that have a probability.
        ece: expected calibration error, the mean distance between `probability` and `supported` over ten bins of equal width.
        brier: mean squared distance of probability and label; 0.25 is what saying 0.5 of every row gives.
        bins: ten, in order.
    """

    odds: Literal["own", "even"]
    n: int
    ece: Estimate
    brier: Estimate
    bins: tuple[Bin, ...]


class Spans(msgspec.Struct, frozen=True):
    """How far the words that findings point at are those that people marked, in characters.

    Attributes:
        n: rows labelled unsupported whose words were marked.
        without_finding: how many of them no finding points into.
        precision: of the characters that findings point at, the share that is marked; `recall` the reverse; `f1` their harmonic mean.
        whole_claims: precision and recall of pointing at every refused claim as a whole, to compare: (precision, recall, F1).
    """

    n: int
    without_finding: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    whole_claims: tuple[Estimate, Estimate, Estimate]


class System(msgspec.Struct, frozen=True):
    """The reference predictor on the rows of one system; `name` is null for rows that name none.

    `supported` is the share that people hold to be supported, `fully_supported` the share that the verdict metric does, `mean` the mean
    of the reference predictor.
    """

    name: str | None
    n: int
    documents: int
    supported: Estimate
    fully_supported: Estimate
    mean: Estimate
    auc: Estimate
    balanced_accuracy: Estimate


class ErrorType(msgspec.Struct, frozen=True):
    """Of the rows labelled unsupported that have this type of error, other types perhaps beside it, the share that was refused."""

    name: str
    n: int
    documents: int
    refused: Estimate


class SetCard(msgspec.Struct, frozen=True):
    """One file of labels.

    Attributes:
        path: the file, as the user named it; `name` is its name without folder and suffixes.
        rows: how many it has; `unlabelled` of them have no label, `unjudged` have one and no case in the run (bad input, or behind
            `--limit`); `labelled` are the rest, which everything is computed from.
        documents: different CONTENTs among them; systems_named: different systems that rows name.
        supported: the share that people hold to be supported.
        is_weighted: whether rows are weighed by the inverse of the chance with which they were drawn.
        effective: Kish's effective number of rows under these weights; `labelled` where there are none.
        is_convenience: whether a reader of the report chose what to label.
        target: what correlations are with: the graded "score", or the "label".
        target_n: how many rows have it.
        best_baseline: the name of the one with the highest AUC; null where none has one.
        agreements: one a predictor, in the order of `Card.predictors`.
        calibration: under the set's own odds and under even ones; empty where `calibration_reason` says why.
        spans: null where `spans_reason` says why.
        systems, errors: by name.
        notes: what a reader has to know beside the numbers.
    """

    path: str
    name: str
    rows: int
    unlabelled: int
    unjudged: int
    labelled: int
    documents: int
    systems_named: int
    supported: Estimate
    is_weighted: bool
    effective: float
    is_convenience: bool
    target: Literal["score", "label"]
    target_n: int
    best_baseline: str | None
    agreements: tuple[Agreement, ...]
    calibration: tuple[Calibration, ...]
    calibration_reason: str | None
    spans: Spans | None
    spans_reason: str | None
    systems: tuple[System, ...]
    errors: tuple[ErrorType, ...]
    notes: tuple[str, ...]


class Mean(msgspec.Struct, frozen=True):
    """One predictor over all sets: unweighted means over the sets that allow the number, `sets` of them for the AUC.

    `balanced_accuracy` is null, without a number, for a predictor that ships no threshold.
    """

    predictor: str
    sets: int
    balanced_accuracy: Estimate | None
    auc: Estimate
    average_precision: Estimate
    kendall: Estimate
    spearman: Estimate
    pearson: Estimate
    partial_pearson: Estimate
    partial_spearman: Estimate
    auc_over_baseline: Estimate | None


class Card(msgspec.Struct, frozen=True):
    """All of it. Equal inputs give equal bytes.

    Attributes:
        schema: of this record.
        evalkit: the version.
        signatures: by metric, how its numbers were made; `versions` of what they rest on, as the run file has them.
        verdict_from: the metric whose verdicts are the decisions; null where none gave any.
        draws, confidence, seed: of the bootstrap.
        predictors: in the order of the tables: the reference, the other measures, the baselines.
        sets: in the order of the inputs.
        means: over the sets, in the order of `predictors`; empty with one set.
        faults: `path:line:col: message` of what could not be read.
        failed: scores that a metric failed to give.
    """

    schema: int
    evalkit: str
    signatures: dict[str, str]
    versions: dict[str, str]
    verdict_from: str | None
    draws: int
    confidence: float
    seed: int
    predictors: tuple[Predictor, ...]
    sets: tuple[SetCard, ...]
    means: tuple[Mean, ...]
    faults: tuple[str, ...]
    failed: int
