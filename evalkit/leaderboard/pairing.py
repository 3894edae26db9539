"""Pairs of systems put to the tests, and the ranks that follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from ..stats import Estimate
from ..stats.bootstrap import paired_bootstrap
from ..stats.multiple import holm
from ..stats.permutation import permutation_p_values
from ..stats.power import articles_needed, detectable
from ..stats.ranks import Contrast, rank_intervals
from ..stats.samples import Pair as Sides
from .board import Paired, Place, Test
from .sources import Key

__all__ = ["Names", "Values", "adjusted", "paired", "places"]

Values = Mapping[Key, float]
"""One number of one system, by article."""
Names = tuple[str, str]


def paired(
    wanted: Iterable[Names],
    values: Mapping[str, Values],
    tests: Sequence[Test],
    *,
    confidence: float,
    reach: float | None = None,
) -> dict[Names, Paired]:
    """Tests pairs of systems over the articles that both have a value of, clustered by CONTENT; pairs without any are left out.

    Args:
        wanted: the pairs.
        values: by system and article.
        tests: which ones to make.
        confidence: of the intervals; 1 less it is the level of the tests.
        reach: the largest difference that the measure's range leaves room for; None where it has no bound.

    Returns:
        The tests, not corrected for their number.
    """
    sides = {names: one for names in wanted if (one := _sides(names, values))}
    if not sides:
        return {}
    asked = list(sides.values())
    differences = paired_bootstrap(asked, confidence=confidence)
    found: dict[Test, list[float]] = {}
    if "bs" in tests:
        found["bs"] = [one.p for one in differences]
    if "ar" in tests:
        found["ar"] = permutation_p_values(asked)
    alpha = 1 - confidence
    told = {}
    for n, (names, difference) in enumerate(zip(sides, differences, strict=True)):
        estimate, error = _within(difference.estimate, reach), difference.error
        articles = estimate.clusters
        told[names] = Paired(
            estimate,
            {test: p_values[n] for test, p_values in found.items()},
            {},
            detectable(error, articles, alpha=alpha) if error else None,
            articles_needed(error, articles, estimate.mean, alpha=alpha) if error else None,
        )
    return told


def adjusted(wanted: Iterable[Names], found: Mapping[Names, Paired]) -> dict[Names, Paired]:
    """Those of the pairs that were tested, their p-values after Holm's correction over these, a test at a time."""
    several = {names: found[names] for names in wanted if names in found}
    tests = next(iter(several.values())).p if several else ()
    p_values = {test: holm([one.p[test] for one in several.values()]) for test in tests}
    return {
        names: dataclasses.replace(one, adjusted={test: found_p[n] for test, found_p in p_values.items()})
        for n, (names, one) in enumerate(several.items())
    }


def _within(estimate: Estimate, reach: float | None) -> Estimate:
    """An estimate whose interval stays where a difference can lie."""
    if reach is None or estimate.low is None or estimate.high is None:
        return estimate
    return dataclasses.replace(estimate, low=max(-reach, estimate.low), high=min(reach, estimate.high))


def _sides(names: Names, values: Mapping[str, Values]) -> Sides | None:
    first, second = (values[name] for name in names)
    both = [key for key in first if key in second]
    if not both:
        return None
    return Sides([first[key] for key in both], [second[key] for key in both], [key[0] for key in both])


def places(
    systems: Sequence[str],
    found: Mapping[Names, Paired],
    *,
    alpha: float,
    higher_is_better: bool,
) -> dict[str, Place]:
    """The ranks that systems may have, as far as every test that was made tells them apart; none without a test.

    Args:
        systems: those that are ranked.
        found: the tests of every pair of them; a pair that could not be tested counts as not told apart.
    """
    contrasts = []
    for first in range(len(systems)):
        for second in range(first + 1, len(systems)):
            one = found.get((systems[first], systems[second]))
            if one is not None and not one.p:
                return {}
            difference, p = (one.estimate.mean, max(one.p.values())) if one else (0.0, 1.0)
            contrasts.append(Contrast(first, second, difference, p))
    return {
        systems[n]: Place(rank.low, rank.high, str(rank), rank.best, tuple(systems[other] for other in rank.tied))
        for n, rank in enumerate(
            rank_intervals(len(systems), contrasts, alpha=alpha, higher_is_better=higher_is_better)
        )
    }
