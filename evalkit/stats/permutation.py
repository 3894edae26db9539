"""Paired tests that let the two sides of a pair change places, article by article (Noreen 1989, approximate randomization)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from .means import SEED

if TYPE_CHECKING:  # `evalkit --help` needs no statistics
    from .samples import Floats, Pair

__all__ = ["least_p", "paired_permutation", "permutation_p_values"]

_RESAMPLES = 9_999
_EXACT = 13  # clusters up to which all ways are tried: 8,192
_ROOM = 4_000_000  # numbers that a batch of resamples holds at a time
_COLUMNS = 256  # pairs that are tested side by side
_SLACK = 1e-9  # sums that are equal but for the order of adding count as equal


def paired_permutation(differences: Sequence[float], clusters: Sequence[Hashable]) -> float:
    """The two-sided p-value of a mean of paired differences, in (0, 1]: how often a mean as far from 0 comes of chance alone.

    Under the hypothesis of no effect the two sides of a pair may change places; pairs of one cluster (summaries of one article)
    are not independent and change together. All ways of that are tried up to 13 clusters, else 9,999 are drawn with a fixed seed, the observed one counted among them (Phipson and Smyth 2010).

    Args:
        differences: at least one finite number.
        clusters: which cluster each belongs to.

    Raises:
        ValueError: there is no difference, or not one cluster per difference.
    """
    if not differences:
        raise ValueError("there is no difference to test")
    if len(clusters) != len(differences):
        raise ValueError(f"{len(clusters)} clusters for {len(differences)} differences: expected one for each")
    sums: dict[Hashable, list[float]] = defaultdict(list)
    for value, cluster in zip(differences, clusters, strict=True):
        sums[cluster].append(value)
    totals = [math.fsum(group) for group in sums.values()]
    if not any(totals) or len(totals) < 2:
        return 1.0
    import numpy as np

    return float(_p_values(np.array(totals)[:, None], None)[0])


def permutation_p_values(pairs: Sequence[Pair]) -> list[float]:
    """The two-sided p-values of many pairs of systems at once, each in (0, 1], as `paired_permutation` gives them.

    All pairs share the ways that are drawn. Where sizes are given, a system's sums of values and of sizes change places together.

    Raises:
        ValueError: a pair has no case, a value that is not finite, sizes that come to 0, or parts of different lengths.
    """
    if not pairs:
        return []
    from .samples import numbered

    rows = numbered(pair.clusters for pair in pairs)
    return [p for start in range(0, len(pairs), _COLUMNS) for p in _side_by_side(pairs[start : start + _COLUMNS], rows)]


def _side_by_side(pairs: Sequence[Pair], rows: Mapping[Hashable, int]) -> list[float]:
    import numpy as np

    from .samples import sides, totals

    numbers = [(sides(pair), pair.clusters) for pair in pairs]
    values = totals(((both.first - both.second, names) for both, names in numbers), rows)
    sizes = totals(((both.first_sizes - both.second_sizes, names) for both, names in numbers), rows)
    whole = np.array([np.sum(both.first + both.second) for both, _ in numbers])
    size = np.array([np.sum(both.first_sizes + both.second_sizes) for both, _ in numbers])
    if (size <= 0).any():
        raise ValueError("the sizes of a pair come to 0: nothing can be divided by them")
    few = np.count_nonzero(values.present, axis=0) <= _EXACT
    moving = np.count_nonzero(sizes.sums, axis=0) > 0
    everywhere = np.ones(len(rows), dtype=np.bool_)
    # Over few articles all ways are tried, each pair over its own; sizes alike on both sides need no second sum.
    parts = [(values.present[:, n], np.array([n])) for n in np.flatnonzero(few)]
    parts += [(everywhere, np.flatnonzero(kind)) for kind in (~few & moving, ~few & ~moving) if kind.any()]
    found = np.ones(len(pairs))
    for those, columns in parts:
        if np.count_nonzero(those) > 1:
            where = np.ix_(those, columns)
            ratio = (sizes.sums[where], whole[columns], size[columns]) if moving[columns[0]] else None
            found[columns] = _p_values(values.sums[where], ratio)
    return [float(p) for p in found]


def _p_values(values: Floats, ratio: tuple[Floats, Floats, Floats] | None) -> Floats:
    """Of each column of differences by article, at least two articles.

    Args:
        values: articles x columns.
        ratio: for rates, the differences of sizes, likewise, and what both sides come to: values, sizes.
    """
    import numpy as np

    def far(signs: Floats) -> Floats:
        moved: Floats = signs @ values
        if ratio is None:
            return np.abs(moved)
        sizes, whole, size = ratio
        shift = signs @ sizes
        with np.errstate(divide="ignore", invalid="ignore"):
            # (whole + moved) / (size + shift) less (whole - moved) / (size - shift), but for a factor of 2
            return np.nan_to_num(np.abs((moved * size - whole * shift) / (size**2 - shift**2)), nan=math.inf)

    articles = len(values)
    least = far(np.ones((1, articles)))[0] * (1 - _SLACK)
    if articles <= _EXACT:
        ways = (1 - 2 * (np.arange(2**articles)[:, None] >> np.arange(articles) & 1)).astype(np.float64)
        shares: Floats = np.mean(far(ways) >= least, axis=0)
        return shares
    # SciPy's permutation_test gives the same (tests hold it to that) and takes 20 times as long over 5,000 articles.
    draw = np.random.default_rng(SEED)
    as_far, left = np.zeros(values.shape[1]), _RESAMPLES
    while left:
        rows = min(left, max(1, _ROOM // articles))
        signs = (1 - 2 * draw.integers(0, 2, size=(rows, articles), dtype=np.int8)).astype(np.float64)
        as_far += np.count_nonzero(far(signs) >= least, axis=0)
        left -= rows
    return (as_far + 1) / (_RESAMPLES + 1)


def least_p(clusters: int) -> float:
    """The smallest p-value that `paired_permutation` can give with so many clusters."""
    if clusters < 2:
        return 1.0
    return 2.0 ** (1 - clusters) if clusters <= _EXACT else 1 / (_RESAMPLES + 1)
