"""A card of agreement with human labels as a page that opens from disk: tables that sort, and plots with the tables behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..files import replacing
from ..meta.records import Agreement, Calibration, Card, SetCard
from ..overview import counted
from .card import Table, about, bins, headline, made, missing, number, overall, tables, told
from .claimwise import short
from .page import embedded, page
from .plots import Square, curve, square, whisker

__all__ = ["write_html_meta"]

_SCRIPTS = ("text.js", "sorting.js", "meta.js")
_LONGEST = 60  # letters of a name
_ODDS = {"own": "the set's own odds", "even": "even odds"}


def write_html_meta(card: Card, path: Path) -> None:
    """Writes the page of a card. Equal cards give equal bytes.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(path) as file:
        before, between, after = page("meta.html.j2", _SCRIPTS, _front(card))
        file.writelines((before, between, embedded({}), after))


def _front(card: Card) -> dict[str, Any]:
    """The values of the template."""
    means = list(overall(card))
    return {
        "version": card.evalkit,
        "home": "#",
        "headline": headline(card),
        "faults": card.faults,
        "failed": counted(card.failed, "score") if card.failed else "",
        "means": _tables(means),
        "sets": [_set(card, one) for one in card.sets],
        "made": list(made(card)),
        "helps": [(one.name, one.help) for one in card.predictors],
        "whisker": whisker,
        "shortened": lambda name: short(name, _LONGEST) or "(no name)",
    }


def _set(card: Card, one: SetCard) -> dict[str, Any]:
    found = list(tables(card, one))
    reasons = [
        f"no {what}: {why}"
        for what, why in (("calibration", one.calibration_reason), ("spans", one.spans_reason))
        if why
    ]
    curves = [own for own in one.agreements if own.roc]
    return {
        "name": one.name,
        "about": about(one),
        "tables": _tables(found),
        "reliability": _reliability(one.calibration) if one.calibration else None,
        "bins": _tables(map(bins, one.calibration)),
        "roc": _roc(curves) if curves else None,
        "roc_rows": [(own.predictor, told(own.auc), _heights(own)) for own in curves],
        "notes": [*one.notes, *reasons, *missing(found)],
    }


def _tables(found: Iterable[Table]) -> list[dict[str, Any]]:
    """Tables with their rows as name, kind and cells."""
    return [{"table": one, "rows": list(zip(one.names, one.kinds, one.rows, strict=True))} for one in found if one.rows]


def _reliability(found: Iterable[Calibration]) -> Square:
    """What was said against what was so: a dot a bin, its area the bin's share of the weight."""
    curves, words = [], []
    for look, one in enumerate(found):
        kept = [point for point in one.bins if point.probability is not None and point.supported.value is not None]
        name = f"{_ODDS[one.odds]}, ECE {told(one.ece)}"
        curves.append(
            curve(
                name,
                look,
                [(point.probability or 0.0, point.supported.value or 0.0) for point in kept],
                weights=[point.share for point in kept],
                bars=[
                    None if point.supported.low is None or point.supported.high is None
                    else (point.supported.low, point.supported.high)
                    for point in kept
                ],
            )
        )  # fmt: skip
        words.append(name)
    return square(
        "mean probability",
        "share labelled supported",
        f"Reliability diagram; {'; '.join(words)}. The points stand in the tables below.",
        curves,
    )


def _roc(found: Iterable[Agreement]) -> Square:
    """How many supported rows are let through against how many unsupported ones, over all thresholds."""
    names = [(f"{short(one.predictor, _LONGEST)}, AUC {told(one.auc)}", one.roc) for one in found]
    return square(
        "unsupported rows let through",
        "supported rows let through",
        f"ROC curves; {'; '.join(name for name, _ in names)}. Points of them stand in the table below.",
        [curve(name, look, points) for look, (name, points) in enumerate(names)],
    )


def _heights(one: Agreement) -> list[str]:
    """The curve's height at 0.1, 0.2 and so on, between its points in a straight line."""
    return [number(_height(one.roc, n / 10)) for n in range(1, 10)]


def _height(points: Sequence[tuple[float, float]], at: float) -> float:
    for (left, low), (right, high) in pairwise(points):
        if left <= at < right:
            return low + (high - low) * (at - left) / (right - left)
    return 1.0
