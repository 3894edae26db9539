"""What statistics are made of: values with their articles, of one system or of two on the same cases."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Pair", "Sample", "Sides", "Totals", "numbered", "pairs_of", "sides", "totals"]

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The values of one measure and one system. Their mean is looked for, or, where sizes are given, sum by sum.

    Attributes:
        values: at least one finite number.
        clusters: the article that each value belongs to.
        sizes: what each value is counted in: with findings as values and claims as sizes, the sum of the one by the sum of
            the other are findings per claim. None for a mean.
        low, high: bounds of the measure, None where there is none.
    """

    values: Sequence[float] | Floats
    clusters: Sequence[Hashable]
    sizes: Sequence[float] | Floats | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The values of one measure and two systems on the same cases, in the same order.

    Attributes:
        first, second: at least one finite number each, as many as in the other. What is told is the first less the second.
        clusters: the article that each case belongs to.
        first_sizes, second_sizes: as in `Sample`, both or none.
    """

    first: Sequence[float] | Floats
    second: Sequence[float] | Floats
    clusters: Sequence[Hashable]
    first_sizes: Sequence[float] | Floats | None = None
    second_sizes: Sequence[float] | Floats | None = None


def pairs_of(count: int, baseline: int | None = None) -> list[tuple[int, int]]:
    """Which systems to compare, by number: each with the baseline, or all with each other.

    Raises:
        ValueError: the baseline is none of them.
    """
    if baseline is None:
        return [(first, second) for first in range(count) for second in range(first + 1, count)]
    if not 0 <= baseline < count:
        raise ValueError(f"baseline {baseline} is none of {count} systems: expected 0 to {count - 1}")
    return [(system, baseline) for system in range(count) if system != baseline]


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """A pair in numbers: the sizes of a mean are ones."""

    first: Floats
    second: Floats
    first_sizes: Floats
    second_sizes: Floats


def sides(pair: Pair) -> Sides:
    """A pair in numbers.

    Raises:
        ValueError: its parts are not of one length, or one side has sizes and the other has none.
    """
    if (pair.first_sizes is None) != (pair.second_sizes is None):
        raise ValueError("one side of a pair has sizes and the other has none: expected both or neither")
    first = np.asarray(pair.first, dtype=np.float64)
    ones = np.ones(len(first))
    found = Sides(
        first,
        np.asarray(pair.second, dtype=np.float64),
        ones if pair.first_sizes is None else np.asarray(pair.first_sizes, dtype=np.float64),
        ones if pair.second_sizes is None else np.asarray(pair.second_sizes, dtype=np.float64),
    )
    lengths = [len(found.first), len(found.second), len(found.first_sizes), len(found.second_sizes)]
    if len(set(lengths)) > 1:
        raise ValueError(f"the parts of a pair have {', '.join(map(str, lengths))} values: expected one for each case")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Columns of values, added up by article.

    Attributes:
        sums: articles x columns; 0 where a column has no value of an article.
        present: articles x columns, whether it has one.
    """

    sums: Floats
    present: NDArray[np.bool_]


def numbered(clusters: Iterable[Sequence[Hashable]]) -> dict[Hashable, int]:
    """Numbers articles in the order in which they come."""
    rows: dict[Hashable, int] = {}
    distinct = {id(names): names for names in clusters}  # most samples share one sequence
    for names in distinct.values():
        for name in names:
            rows.setdefault(name, len(rows))
    return rows


def totals(
    columns: Iterable[tuple[Sequence[float] | Floats, Sequence[Hashable]]], rows: Mapping[Hashable, int]
) -> Totals:
    """Adds values up by article.

    Args:
        columns: values with the article of each.
        rows: the number of each article, as `numbered` gives them.

    Raises:
        ValueError: a column has no value, one that is not finite, or not one cluster per value.
    """
    places: dict[int, tuple[Sequence[Hashable], NDArray[np.intp]]] = {}  # the sequence is kept: its id stays its own
    added: list[tuple[NDArray[np.intp], Floats]] = []
    for values, clusters in columns:
        numbers = np.asarray(values, dtype=np.float64)
        if not numbers.size:
            raise ValueError("there is no value")
        if len(clusters) != len(numbers):
            raise ValueError(f"{len(clusters)} clusters for {len(numbers)} values: expected one for each")
        if not np.isfinite(numbers).all():
            raise ValueError("a value is not finite: leave out cases that have no score")
        if id(clusters) not in places:
            places[id(clusters)] = clusters, np.fromiter(map(rows.__getitem__, clusters), np.intp, len(clusters))
        added.append((places[id(clusters)][1], numbers))
    sums = np.zeros((len(rows), len(added)))
    present = np.zeros(sums.shape, dtype=np.bool_)
    for column, (where, numbers) in enumerate(added):
        sums[:, column] = np.bincount(where, numbers, len(rows))
        present[where, column] = True
    return Totals(sums, present)
