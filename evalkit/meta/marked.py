"""Whether findings point at the words that people marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..stats.documents import Draws
from ..stats.samples import Floats
from .drawn import Collected
from .records import Estimate, Spans
from .table import Row

__all__ = ["spans_of"]

_WAYS = ("findings", "claims")


def spans_of(rows: Sequence[Row], weights: Floats, draws: Draws) -> Spans:
    """Precision, recall and F1 of characters, summed over rows (micro average).

    Args:
        rows: labelled unsupported, with words marked, and judged; at least one.
        weights: of each.
        draws: of their documents.
    """
    marked = np.array(
        [len(_covered((span.start, span.end) for span in row.label.spans or ())) for row in rows], dtype=float
    )
    counts = {way: _counts(rows, way) for way in _WAYS}
    found = Collected()
    for batch in draws.batches(weights):
        for way, (pointed, hit) in counts.items():
            both, told, true = hit @ batch, pointed @ batch, marked @ batch
            with np.errstate(divide="ignore", invalid="ignore"):
                found.add((way, "precision"), both / told)
                found.add((way, "recall"), both / true)
                found.add((way, "f1"), 2 * both / (told + true))
    none = {"findings": "no finding points at any words of these rows", "claims": "no claim of these rows was refused"}

    def all_of(way: str) -> list[Estimate]:
        return [found.estimate((way, what), none[way]) for what in ("precision", "recall", "f1")]

    own, whole = all_of("findings"), all_of("claims")
    return Spans(
        n=len(rows),
        without_finding=int(np.count_nonzero(counts["findings"][0] == 0)),
        precision=own[0],
        recall=own[1],
        f1=own[2],
        whole_claims=(whole[0], whole[1], whole[2]),
    )


def _counts(rows: Sequence[Row], way: str) -> tuple[Floats, Floats]:
    """Of each row, how many characters are pointed at, and how many of these are marked."""
    pointed, hit = [], []
    for row in rows:
        here = _covered(row.pointed if way == "findings" else row.refused)
        pointed.append(len(here))
        hit.append(len(here & _covered((span.start, span.end) for span in row.label.spans or ())))
    return np.array(pointed, dtype=float), np.array(hit, dtype=float)


def _covered(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(place for start, end in spans for place in range(start, end))
