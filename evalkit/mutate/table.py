"""Mutants to rows: shares with intervals, ladders, the smallest change that is caught, examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..stats import mean_interval
from .bounds import ALL
from .operators import OPERATORS, TYPES
from .record import Example, MutantRecord, Row, Rung, Share

__all__ = ["Tally", "rows_of"]

_EXAMPLES = 3
_HALF = 0.5


@dataclass(slots=True)
class Tally:
    """What is kept of the mutants of one row: numbers, and the few that are shown."""

    caught: list[float] = field(default_factory=list)
    named: list[float] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    unjudged: int = 0
    by_checks: int = 0
    by_model: int = 0
    rungs: dict[str, list[bool]] = field(default_factory=dict)
    smallest: MutantRecord | None = None
    shown: list[MutantRecord] = field(default_factory=list)

    def add(self, one: MutantRecord) -> None:
        """Counts a mutant."""
        if one.verdict is None or one.verdict == "abstained":
            self.unjudged += 1
            return
        self.caught.append(float(one.caught))
        self.named.append(float(one.named))
        self.clusters.append(one.sha256)
        if one.caught:
            self.by_checks += one.tier == "checks"
            self.by_model += one.tier != "checks"
            if self.smallest is None or (one.distance, one.id) < (self.smallest.distance, self.smallest.id):
                self.smallest = one
        if one.rung is not None:
            self.rungs.setdefault(one.rung, []).append(one.caught)
        if one.caught == (one.kind == "edit"):  # a fault that was missed, a false alarm
            self.shown = sorted([*self.shown, one], key=lambda seen: seen.id)[:_EXAMPLES]


def rows_of(tallies: dict[str, Tally]) -> Iterator[Row]:
    """Yields a row for each type that has mutants, one for each of its operators where it has several, and one for each kind.

    Args:
        tallies: by type, by `type/operator`, and by the names of `ALL`.
    """
    for name in TYPES:
        own = [one for one in OPERATORS if one.type == name]
        ladder = tuple(dict.fromkeys(rung for one in own for rung in one.rungs))
        if name in tallies:
            yield _row(name, own[0].kind, tallies[name], ladder)
        if len(own) > 1:
            for one in own:
                if f"{name}/{one.name}" in tallies:
                    yield _row(one.name, one.kind, tallies[f"{name}/{one.name}"], one.rungs, operator=True)
    for kind, name in ALL.items():
        if name in tallies:
            yield _row(name, "fault" if kind == "fault" else "edit", tallies[name], ())


def _row(name: str, kind: str, tally: Tally, ladder: Sequence[str], *, operator: bool = False) -> Row:
    rungs = tuple(Rung(one, len(tally.rungs[one]), sum(tally.rungs[one])) for one in ladder if one in tally.rungs)
    return Row(
        name, "fault" if kind == "fault" else "edit", operator, len(set(tally.clusters)), len(tally.caught), tally.unjudged,
        _share(tally.caught, tally.clusters), _share(tally.named, tally.clusters), tally.by_checks, tally.by_model, rungs,
        _least(rungs), _example(tally.smallest) if tally.smallest else None, tuple(map(_example, tally.shown)),
    )  # fmt: skip


def _share(values: Sequence[float], clusters: Sequence[str]) -> Share | None:
    if not values:
        return None
    found = mean_interval(values, clusters, low=0.0, high=1.0)
    return Share(found.mean, found.low, found.high)


def _least(rungs: Sequence[Rung]) -> str | None:
    least = None
    for rung in reversed(rungs):
        if rung.caught < _HALF * rung.n:
            break
        least = rung.name
    return least


def _example(one: MutantRecord) -> Example:
    place = (
        one.case
        if one.path is None or one.line is None
        else ":".join(str(part) for part in (one.path, one.line, one.column) if part is not None)
    )
    return Example(one.id, place, one.before, one.after, one.changes, one.distance)
