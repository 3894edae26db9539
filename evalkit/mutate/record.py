"""What `evalkit mutate` found, as data: a line for each mutant (`mutants.jsonl`), a result of all (`mutate.json`)."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..records import BlockKind, Verdict
from ..runfile import FindingRecord

__all__ = ["SCHEMA", "Change", "Example", "Failure", "MutantRecord", "Result", "Row", "Rung", "Share"]

SCHEMA = 1


class Change(msgspec.Struct, frozen=True):
    """What changed: characters of the claim before, and those in their place after, by offsets in its words."""

    start: int
    end: int
    old: str
    new_start: int
    new_end: int
    new: str


class MutantRecord(msgspec.Struct, frozen=True):
    """One mutant.

    Attributes:
        id: 16 hex digits, of seed, case, claim, operator and words.
        article, sha256: the article's id, and the hash of its CONTENT.
        case, claim: ids of the case and the claim that was changed.
        path, line, column: where that claim stands.
        operator, type, kind, direction, rung: what was done to it.
        distance: characters that were put in, taken out or exchanged (Levenshtein).
        source: the sentence of CONTENT that tells most of the claim, with its offsets; None where none does.
        probability_before, probability: P(supported) of the claim and of the mutant.
        verdict: of the mutant; None where no metric gave one.
        tier: which tier decided.
        caught: whether the mutant is no longer supported: of a fault it is a hit, of an edit a false alarm.
        named: whether a finding's type fits what was planted; `certain` whether such a finding is certain.
    """

    id: str
    article: str
    sha256: str
    case: str
    block: BlockKind
    system: str | None
    claim: str
    path: str | None
    line: int | None
    column: int | None
    operator: str
    type: str
    kind: Literal["fault", "edit"]
    direction: str
    rung: str | None
    seed: int
    before: str
    after: str
    changes: tuple[Change, ...]
    distance: int
    source: str | None
    source_start: int | None
    source_end: int | None
    verdict_before: Verdict
    probability_before: float | None
    verdict: Verdict | None
    probability: float | None
    tier: str | None
    caught: bool
    named: bool
    certain: bool
    findings: tuple[FindingRecord, ...]


class Share(msgspec.Struct, frozen=True):
    """A share of mutants with its 95% interval, clustered by article; None with fewer than two articles."""

    value: float
    low: float | None
    high: float | None


class Rung(msgspec.Struct, frozen=True):
    """A step of a ladder: how many mutants stand on it, and how many of them were caught."""

    name: str
    n: int
    caught: int


class Example(msgspec.Struct, frozen=True):
    """A mutant in a few words: where it stands, what it says, and what changed."""

    id: str
    place: str
    before: str
    after: str
    changes: tuple[Change, ...]
    distance: int


class Row(msgspec.Struct, frozen=True):
    """A type, or one operator of it.

    Attributes:
        n: mutants that were judged; `unjudged` others were not, because the metric abstained or failed. Shares are of the n.
        caught: of faults the share caught, of edits the share of false alarms.
        named: share of all whose finding names what was planted.
        by_checks, by_model: counts of those caught, by the tier that decided; any tier but `checks` counts as the model.
        rungs: of its ladder; `least` is the smallest rung from which on, on it and on every larger one that has mutants, at least
            half are caught; None where there is no such rung.
        smallest: the caught mutant of the smallest distance.
        missed: the missed faults, or the edits without alarm, of the smallest probability margin come first; of edits the false
            alarms stand here.
    """

    name: str
    kind: Literal["fault", "edit"]
    operator: bool
    articles: int
    n: int
    unjudged: int
    caught: Share | None
    named: Share | None
    by_checks: int
    by_model: int
    rungs: tuple[Rung, ...]
    least: str | None
    smallest: Example | None
    examples: tuple[Example, ...]


class Failure(msgspec.Struct, frozen=True):
    """A gate and how it went: `passed` is None where the type has no mutant, so that nothing can be said."""

    gate: str
    reason: str
    passed: bool | None


class Result(msgspec.Struct, frozen=True):
    """All that was found.

    Attributes:
        claims: claims by what was made of them: `mutated`, `untouched` (no operator was sure), `refused` (not supported as they
            were), `abstained`, `unjudged`.
        lost: mutants by operator whose block would have been cut into other claims.
    """

    schema: int
    evalkit: str
    signature: str
    seed: int
    per_claim: int
    types: tuple[str, ...]
    articles: int
    claims: dict[str, int]
    mutants: int
    lost: dict[str, int]
    rows: tuple[Row, ...]
    gates: tuple[Failure, ...]
