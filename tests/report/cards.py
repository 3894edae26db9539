"""Cards of agreement with human labels, made by hand: two sets of which one lacks much, and one whose every name is hostile."""

from __future__ import annotations

from evalkit.meta.records import (
    SCHEMA,
    Agreement,
    Bin,
    Calibration,
    Card,
    ErrorType,
    Estimate,
    Mean,
    Predictor,
    SetCard,
    Spans,
    System,
    Unscored,
    Williams,
)

FEW = "one document: no interval"
ONE_SYSTEM = "rows of one system: nothing to take out"
PREDICTORS = (
    Predictor("support.support_min", "support", "support_min", "higher", False, True, "probability of the weakest claim"),
    Predictor("extractive.novel_ngrams_2", "extractive", "novel_ngrams_2", "neither", False, False, "new word pairs"),
    Predictor("rouge.rouge2.precision", "rouge", "rouge2.precision", "higher", True, False, "copied word pairs"),
    Predictor("baseline.random", None, None, "neither", True, False, "numbers drawn at random"),
)  # fmt: skip


def estimate(value: float, half: float = 0.05) -> Estimate:
    """A number with an interval of that half width."""
    return Estimate(value, round(value - half, 4), round(value + half, 4))


def none(reason: str) -> Estimate:
    """No number."""
    return Estimate(None, None, None, reason)


def agreement(predictor: str, auc: float, *, kind: str = "", is_single: bool = False) -> Agreement:
    """One predictor's numbers, all told from its AUC; `is_single` as on a set of one system."""
    correlation = estimate(round(2 * auc - 1, 3))
    partial = none(ONE_SYSTEM) if is_single else estimate(round(1.6 * auc - 0.8, 3))
    williams = None
    if kind != "reference" and not is_single:
        williams = Williams(
            PREDICTORS[0].name, "partial", correlation.value or 0.0, 0.6, 0.3, 118, -2.345, 0.0002, 0.0004
        )
    return Agreement(
        predictor,
        118,
        0.983,
        Unscored(2, 0, 0) if kind == "reference" else Unscored(0, 0, 0),
        estimate(0.71) if kind == "reference" else None,
        estimate(0.66) if kind == "reference" else None,
        estimate(0.76) if kind == "reference" else None,
        Estimate(auc, None, None, FEW) if is_single else estimate(auc),
        estimate(0.8),
        correlation,
        correlation,
        correlation,
        partial,
        partial,
        None if kind == "baseline" else estimate(round(auc - 0.7, 3)),
        williams,
        None if williams or kind == "reference" else ONE_SYSTEM,
        ((0.0, 0.0), (0.0, 0.1), (0.2, 2 * auc - 1), (0.6, 0.95), (1.0, 1.0)) if kind else (),
    )


def calibration(odds: str) -> Calibration:
    """Ten bins, of which the first and last hold no row."""
    points = [
        Bin(n / 10, (n + 1) / 10, n / 10 + 0.04, estimate(round(0.2 + 0.06 * n, 3), 0.1), 0.125, 15)
        for n in range(1, 9)
    ]
    empty = none("no row lies here")
    ends = (Bin(0.0, 0.1, None, empty, 0.0, 0), Bin(0.9, 1.0, None, empty, 0.0, 0))
    return Calibration("own" if odds == "own" else "even", 118, estimate(0.093, 0.02), estimate(0.207, 0.02), (ends[0], *points, ends[1]))  # fmt: skip


def full(
    name: str = "news", *, path: str = "data/news.jsonl", system: str | None = "bart", error: str = "EntE"
) -> SetCard:
    """A set that has everything."""
    kinds = ("reference", "", "baseline", "baseline")
    return SetCard(
        path, name, 130, 6, 4, 120, 40, 2, estimate(0.4), True, 96.4, False, "score", 118, PREDICTORS[2].name,
        tuple(agreement(one.name, auc, kind=kind) for one, auc, kind in zip(PREDICTORS, (0.794, 0.31, 0.7, 0.5), kinds, strict=True)),
        (calibration("own"), calibration("even")), None,
        Spans(52, 9, estimate(0.41), estimate(0.33), estimate(0.366), (estimate(0.22), estimate(0.81), estimate(0.346))), None,
        (
            System(system, 60, 40, estimate(0.3), estimate(0.35), estimate(0.42), estimate(0.77), estimate(0.7)),
            System(None, 60, 40, estimate(0.5), estimate(0.55), estimate(0.52), estimate(0.8), estimate(0.72)),
        ),
        (ErrorType(error, 30, 20, estimate(0.8)), ErrorType("OutE", 12, 1, Estimate(0.5, None, None, FEW))),
        ("labels were drawn by evalkit sample",),
    )  # fmt: skip


def bare(name: str = "one-story") -> SetCard:
    """A set of one document and one system, without spans, errors or probabilities."""
    kinds = ("reference", "", "baseline", "baseline")
    return SetCard(
        f"data/{name}.jsonl", name, 12, 0, 0, 12, 1, 0, Estimate(0.5, None, None, FEW), False, 12.0, True, "label", 12, None,
        tuple(agreement(one.name, auc, kind=kind, is_single=True) for one, auc, kind in zip(PREDICTORS, (0.6, 0.5, 0.5, 0.45), kinds, strict=True)),
        (), "no row has a probability", None, "no row labelled unsupported has marked words", (), (), (),
    )  # fmt: skip


def card(*sets: SetCard, predictors: tuple[Predictor, ...] = PREDICTORS, faults: tuple[str, ...] = ()) -> Card:
    """A card of these sets."""
    means = tuple(
        Mean(
            one.name, len(sets), estimate(0.68) if one.is_reference else None, estimate(auc), estimate(0.7),
            estimate(0.2), estimate(0.25), estimate(0.24), estimate(0.1), estimate(-0.1004),
            None if one.is_baseline else estimate(round(auc - 0.6, 3)),
        )
        for one, auc in zip(predictors, (0.697, 0.405, 0.6, 0.475), strict=True)
    )  # fmt: skip
    return Card(
        SCHEMA, "0.2.0", {"support": "support|v3|model=mini", "rouge": "rouge|v1"}, {"python": "3.11.4"}, "support",
        1000, 0.95, 12345, predictors, sets, means if len(sets) > 1 else (), faults, 1 if faults else 0,
    )  # fmt: skip
