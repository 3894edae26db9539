"""The numbers of a table: each system's values over the articles that all answered, and over all with failures counted as 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from .board import STATES, State
from .columns import Column
from .gathering import Answer
from .sources import Key

__all__ = ["Basis", "Numbers"]

Basis = Literal["common", "all"]


class Numbers:
    """The numbers of a table, by system, column and basis.

    Args:
        columns: the columns, in the order of the answers' values.
        answers: what each system came to, by article.
        common: the articles that all systems answered.
        order: all articles.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        answers: Mapping[str, Mapping[Key, Answer]],
        common: Sequence[Key],
        order: Sequence[Key],
    ) -> None:
        self._at = {one.name: n for n, one in enumerate(columns)}
        self._answers = answers
        self._keys: Mapping[Basis, Sequence[Key]] = {"common": common, "all": order}

    def of(self, system: str, column: Column, basis: Basis) -> dict[Key, float]:
        """The values of a system by article; over all articles a failure has 0 where that says something, else there are none."""
        if basis == "all" and not column.failing:
            return {}
        answers, at = self._answers[system], self._at[column.name]
        found = {}
        for key in self._keys[basis]:
            one = answers[key]
            value = one.values[at] if one.state == "answered" else 0.0 if basis == "all" else None
            if value is not None:
                found[key] = value
        return found

    def unscored(self, system: str, column: str) -> int:
        """How many answers have no value."""
        at = self._at[column]
        return sum(one.state == "answered" and one.values[at] is None for one in self._answers[system].values())

    def findings(self, system: str) -> dict[Key, tuple[int, int]]:
        """Findings and claims of each answer that has claims."""
        return {
            key: (sum(count for _, count in one.findings), one.claims)
            for key, one in self._answers[system].items()
            if one.claims
        }

    def states(self, system: str) -> dict[State, int]:
        """How many articles came to what."""
        counts = Counter(one.state for one in self._answers[system].values())
        return {state: counts[state] for state in STATES}

    def by_type(self, system: str) -> dict[str, float]:
        """Findings per 100 claims, the most frequent type first."""
        counts: Counter[str] = Counter()
        claims = 0
        for one in self._answers[system].values():
            claims += one.claims
            counts.update(dict(one.findings))
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return {name: 100.0 * count / claims for name, count in ranked}
