"""What a verification comes to, as data."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

__all__ = ["Difference", "Outcome"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the run says otherwise than it is computed now.

    Attributes:
        what: the score or field, e.g. "support support_min", "probability", "evidence 1 start".
        recorded, computed: its value in the run, and now; None where one side has none.
        case: the case's id; None of what the header says.
        claim: the claim's id; None of what is said of the case as a whole.
        text: the claim's words, for the reader.
        path, line, column, field: where the claim, or else the block, stands, as the run says.
    """

    what: str
    recorded: Any
    computed: Any
    case: str | None = None
    claim: str | None = None
    text: str = ""
    path: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was verified, and what differs.

    Attributes:
        run: the run file, as it was named.
        articles: how many the run has.
        drawn: how many of them were to be computed again; all of them where no sample was asked for.
        verified: how many were. The others' inputs are not those that the run names.
        blocks, claims, values: of those that were: cases, claims, and single values that were compared.
        seed: of the draw; None where all were taken.
        tolerance: how far numbers may lie apart; 0 where processor and versions are those of the run.
        within: how many differ by no more than that.
        from_run: of how many articles, and of how many blocks, the text was taken from the run itself.
        cached: whether results of models may have come out of a cache.
        metrics: their signatures.
        differences: in the order of the run.
        refused: inputs that are not those that the run names, a line each.
        notes: what a reader must know beside it, a line each.
    """

    run: str
    articles: int
    drawn: int
    verified: int
    blocks: int
    claims: int
    values: int
    seed: int | None
    tolerance: float
    within: int
    from_run: tuple[int, int]
    cached: bool
    metrics: tuple[str, ...]
    differences: tuple[Difference, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def flipped(self) -> int:
        """How many claims have another verdict now."""
        return sum(one.what == "verdict" for one in self.differences)

    @property
    def code(self) -> int:
        """The exit code: 2 where inputs are not those of the run, 1 where numbers differ, else 0."""
        return 2 if self.refused else int(bool(self.differences))

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {**dataclasses.asdict(self), "flipped": self.flipped, "exit_code": self.code}
