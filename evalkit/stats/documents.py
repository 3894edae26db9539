"""Percentile intervals by a bootstrap that draws whole documents, for statistics that are no means.

`bootstrap` studentises, for which a statistic has to be linear in its articles; areas, rank correlations and calibration errors
are not. Here documents are drawn and the statistic is taken anew (Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .means import CONFIDENCE, SEED
from .samples import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DRAWS", "Draws", "Range", "draws_of", "percentiles"]

DRAWS = 1_000
_ROOM = 400_000  # numbers that a batch of weights holds: it stays in the processor's cache
_UNDEFINED = 0.05  # of the draws, from which share on there is no interval


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """How often each document was drawn, documents x draws, and the document of each row."""

    counts: Floats
    document: NDArray[np.intp]

    @property
    def documents(self) -> int:
        return len(self.counts)

    def batches(self, weights: Floats) -> Iterator[Floats]:
        """Yields the rows' weights, rows x draws, some draws at a time; first those of no draw, as the rows are."""
        yield weights[:, None].copy()
        if self.documents < 2:
            return
        step = max(1, _ROOM // max(1, len(weights)))
        for start in range(0, self.counts.shape[1], step):
            yield self.counts[self.document, start : start + step] * weights[:, None]


def draws_of(documents: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED) -> Draws:
    """Draws as many documents as there are, with replacement, `draws` times.

    Args:
        documents: of each row.
        draws: at least 1.
        seed: equal seeds and documents give equal draws.
    """
    numbers: dict[Hashable, int] = {}
    document = np.array([numbers.setdefault(name, len(numbers)) for name in documents], dtype=np.intp)
    size = len(numbers)
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(size, np.full(size, 1 / size), draws).T if size else np.zeros((0, draws))
    return Draws(np.ascontiguousarray(counts, dtype=np.float64), document)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval, or why there is none."""

    low: float | None
    high: float | None
    reason: str | None


def percentiles(drawn: Floats, *, confidence: float = CONFIDENCE) -> Range:
    """The interval of what the draws came to; those in which the statistic is not defined (NaN) are left out while they are few."""
    if not len(drawn):
        return Range(None, None, "one document: nothing to draw from")
    known = drawn[~np.isnan(drawn)]
    missing = len(drawn) - len(known)
    if missing > _UNDEFINED * len(drawn):
        return Range(None, None, f"not defined in {missing} of {len(drawn)} draws of documents")
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Range(float(low), float(high), None)
