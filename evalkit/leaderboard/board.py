"""A leaderboard as data: systems with their numbers, pairs with their tests, and how all of it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..overview import WorstClaim
from ..records import BlockKind
from ..stats import Estimate
from ..stats.powered import Powered
from .columns import Column
from .costs import Cost
from .labels import LabelsUsed

__all__ = [
    "STATES",
    "TESTS",
    "Board",
    "Cell",
    "Leaderboard",
    "Made",
    "Pair",
    "Paired",
    "Place",
    "Standing",
    "State",
    "Test",
]

State = Literal["answered", "refused", "empty", "error", "missing"]
STATES: Mapping[State, str] = {
    "answered": "answered",
    "refused": "declined to summarise",
    "empty": "gave no words",
    "error": "failed",
    "missing": "has no such block of the article",
}
"""What can have come of a system on an article; all but the first are failures, and never faithful."""

Test = Literal["bs", "ar"]
TESTS: Mapping[Test, str] = {"bs": "paired bootstrap", "ar": "paired approximate randomization (permutation)"}
"""The tests, under sacrebleu's names."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one system.

    Attributes:
        common: its mean over the articles that all systems answered; None where there is no value.
        all: its mean over all articles, a failure counted as 0; None for columns in which that says nothing.
        unscored: answers that have no value.
    """

    common: Estimate | None
    all: Estimate | None
    unscored: int


@dataclass(frozen=True, slots=True)
class Place:
    """The ranks that a system may have, 1 the best.

    Attributes:
        words: "1st", "2nd-4th".
        best: whether no other is told apart from it as better.
        tied: the systems that it is not told apart from.
    """

    low: int
    high: int
    words: str
    best: bool
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One system on one kind of block.

    Attributes:
        system: its name.
        signature: what it is, where the run says so.
        yardstick: whether it is there to be compared with: it copies, answers nothing, or takes the first sentences. It has
            no rank.
        states: how many articles came to what.
        cells: its numbers, by the column's name.
        per_100: findings per 100 claims of its answers; None where there is none to count.
        by_type: the same by type of finding, those that there are.
        place: its ranks; None where it has none.
        adjusted: its mean at the systems' average copying and length; None where that cannot be told.
        cost: what it took; None where nobody says.
        worst: its worst claims.
        corrected: its support as labels correct it; None without labels of its own.
    """

    system: str
    signature: str | None
    yardstick: bool
    states: Mapping[State, int]
    cells: Mapping[str, Cell]
    per_100: Estimate | None
    by_type: Mapping[str, float]
    place: Place | None
    adjusted: Estimate | None
    cost: Cost | None
    worst: tuple[WorstClaim, ...]
    corrected: Powered | None = None

    @property
    def answer_rate(self) -> float:
        """The share of articles that it answered, in [0, 1]."""
        return self.states["answered"] / sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Paired:
    """How two systems differ over one set of articles.

    Attributes:
        estimate: the first less the second.
        p: by the tests that were asked for, two-sided, not adjusted.
        adjusted: the same after Holm's correction over the pairs of the table.
        detectable: the difference that is found in 8 of 10 such comparisons; None where nothing says how values spread.
        needed: articles that it takes to tell a difference as large as the observed one apart; None where there is none.
    """

    estimate: Estimate
    p: Mapping[Test, float]
    adjusted: Mapping[Test, float]
    detectable: float | None
    needed: int | None

    def apart(self, alpha: float) -> bool:
        """Whether every test that was asked for tells the two apart."""
        return bool(self.adjusted) and all(p < alpha for p in self.adjusted.values())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems: over the articles that all systems answered, and over all with failures counted as 0.

    `corrected` is the difference of their support as labels correct it; None where one of them has no interval.
    """

    first: str
    second: str
    common: Paired | None
    all: Paired | None
    corrected: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The table of one kind of block.

    Attributes:
        block: the kind.
        articles: how many there are.
        common: how many of them all systems answered that answered any.
        columns: the columns that there are.
        primary: the one that systems are ranked and tested by; None where no column says what is better.
        baseline: the system that others are compared with.
        standings: the systems, the best first; those without a value last.
        pairs: the tests.
        notes: what is left out and why, what failed, and what so few articles cannot say.
    """

    block: BlockKind
    articles: int
    common: int
    columns: tuple[Column, ...]
    primary: Column | None
    baseline: str
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]

    def standing(self, system: str) -> Standing:
        """The row of a system."""
        return next(one for one in self.standings if one.system == system)


@dataclass(frozen=True, slots=True)
class Made:
    """How one run of a leaderboard was made.

    Attributes:
        path: the run file, as the user named it.
        evalkit, created: of its header.
        versions: of what cuts sentences and claims.
        signatures: of its metrics, by name.
        systems: what its systems are called here, by their names there; None for one without a name.
    """

    path: str
    evalkit: str
    created: str
    versions: Mapping[str, str]
    signatures: Mapping[str, str]
    systems: Mapping[str | None, str]


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Systems beside each other.

    Attributes:
        boards: a table for each kind of block.
        confidence: of the intervals; 1 less it is the level of the tests.
        tests: those that were asked for.
        every_pair: whether all pairs were tested, not those with the baseline alone.
        judge: the metric whose judgements count.
        made: how the runs were made.
        notes: what holds for all tables.
        labels: what support was corrected by; None where no labels were given.
    """

    boards: tuple[Board, ...]
    confidence: float
    tests: tuple[Test, ...]
    every_pair: bool
    judge: str
    made: tuple[Made, ...]
    notes: tuple[str, ...]
    labels: LabelsUsed | None = None

    @property
    def alpha(self) -> float:
        """The level of the tests."""
        return 1 - self.confidence
