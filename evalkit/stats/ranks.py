"""Which ranks a system may have, as far as the tests can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .multiple import holm

__all__ = ["Contrast", "Rank", "ordinal", "rank_intervals"]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A pair of systems and its test.

    Attributes:
        first, second: the systems, by number.
        difference: the first less the second.
        p: of the test, two-sided, not adjusted.
    """

    first: int
    second: int
    difference: float
    p: float


@dataclass(frozen=True, slots=True)
class Rank:
    """The ranks that a system may have, 1 the best.

    Attributes:
        low, high: the first and the last of them.
        tied: the other systems, by number, that it is not told apart from.
    """

    low: int
    high: int
    tied: tuple[int, ...]

    @property
    def best(self) -> bool:
        """Whether it may be the best: no system is told apart from it as better."""
        return self.low == 1

    def __str__(self) -> str:
        """In words: "1st", "2nd-4th"."""
        return ordinal(self.low) if self.low == self.high else f"{ordinal(self.low)}-{ordinal(self.high)}"


def rank_intervals(
    systems: int, contrasts: Sequence[Contrast], *, alpha: float = 0.05, higher_is_better: bool = True
) -> list[Rank]:
    """The ranks that each system may have, all of them right at once in 95 of 100 boards.

    Every pair is tested, the p-values are adjusted by Holm, and of a pair that is told apart one is better. A system's ranks begin
    after those that are better and end before those that are worse (Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for
    Ranks with Applications to Mobility across Neighbourhoods and Academic Achievement across Countries", Review of Economic
    Studies 91). Systems that are truly equal share the ranks they span, and each of these counts as true.

    Args:
        systems: how many there are.
        contrasts: every pair of them once.
        alpha: how often any of the ranks may be wrong.
        higher_is_better: whether a greater value is the better one.

    Raises:
        ValueError: a pair is missing or stands twice.
    """
    expected = systems * (systems - 1) // 2
    if len({frozenset((each.first, each.second)) for each in contrasts}) != expected or len(contrasts) != expected:
        raise ValueError(f"{len(contrasts)} contrasts of {systems} systems: expected each of the {expected} pairs once")
    better, worse = [0] * systems, [0] * systems
    tied: list[set[int]] = [set() for _ in range(systems)]
    for each, p in zip(contrasts, holm([each.p for each in contrasts]), strict=True):
        if p >= alpha or not each.difference:
            tied[each.first].add(each.second)
            tied[each.second].add(each.first)
        else:
            first_wins = (each.difference > 0) == higher_is_better
            winner, loser = (each.first, each.second) if first_wins else (each.second, each.first)
            worse[winner] += 1
            better[loser] += 1
    return [Rank(1 + better[n], systems - worse[n], tuple(sorted(tied[n]))) for n in range(systems)]


def ordinal(number: int) -> str:
    """A number's place in words: "1st", "2nd", "3rd", "4th", "11th", "22nd"."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
