"""From how many articles on statements are trusted.

The limits are those of the simulation (`python benchmarks/statistics_simulation.py`, docs/statistics.md): above them 95% intervals hold the true
value 93 to 97 times of 100 and tests at alpha .05 give at most 6% false alarms, below them they may not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from .means import CONFIDENCE
from .permutation import least_p

__all__ = ["FEWEST_ARTICLES", "FEWEST_DIFFERING", "cannot_tell", "differing", "doubts"]

FEWEST_ARTICLES = 30
FEWEST_DIFFERING = 10
"""Of articles whose value is not the most frequent one: with 29 perfect articles of 30 everything hangs on one."""


def doubts(articles: int, differing: int | None = None) -> str | None:
    """Why intervals and p-values are not to be trusted, in words; None where they are.

    Args:
        articles: how many there are.
        differing: how many of them have another value than most, as `differing` counts them; None where a test of signs is
            meant (`paired_permutation`), which needs no spread.
    """
    if articles < FEWEST_ARTICLES:
        return f"fewer than {FEWEST_ARTICLES} articles: intervals and p-values are not to be trusted"
    if differing is not None and differing < FEWEST_DIFFERING:
        return f"all but {differing} articles have the same value: with fewer than {FEWEST_DIFFERING} the interval is not to be trusted"
    return None


def cannot_tell(articles: int, tests: int, *, alpha: float = 1 - CONFIDENCE) -> str | None:
    """Why no difference, however clear, can be told apart by so many tests after Holm, in words; None where one can.

    Args:
        articles: how many each test is over.
        tests: how many pairs of systems are tested together.
    """
    least = least_p(articles) * tests
    if least < alpha - 1e-12:
        return None
    return f"{tests} tests over {articles} articles cannot tell anything apart: the least p-value there is comes to {min(least, 1.0):.3f}"


def differing(values: Sequence[float], clusters: Sequence[Hashable]) -> int:
    """How many articles have another value than the most frequent one, an article's value being the mean of its own.

    Raises:
        ValueError: not one cluster per value.
    """
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for value, cluster in zip(values, clusters, strict=True):
        groups[cluster].append(float(value))
    means = Counter(round(sum(group) / len(group), 9) for group in groups.values())
    return len(groups) - max(means.values(), default=0)
