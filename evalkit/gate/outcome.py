"""What a gate says of a run: what failed and where, what held, what was waived, and what changed since the baseline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ..matching import Change
from ..overview import Group
from ..runfile import CaseRecord, ClaimRecord
from ..stats import Estimate

__all__ = ["Failure", "Held", "Outcome", "Shift", "State", "Waived", "Waiver"]

State = Literal["new", "unchanged", "updated"]
"""What a claim that does not stand is beside the baseline, in SARIF's words: not there before, there before, there with another fault."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody's word that a claim may stay as it is.

    Attributes:
        claim: the claim's id.
        reason: why.
        until: the last day on which it holds; None for good.
    """

    claim: str
    reason: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a gate fails.

    Attributes:
        gate: what fails: a gate as it was written, or the name of a rule of baselines such as "newly unsupported".
        reason: why, in words.
        group: the cases that it is about, where it is about more than one.
        case: the case that it is about.
        claims: the claims of that case that it is about, in their order; none where it is about the whole case.
        source: the path of the article's CONTENT.
        before: the claim's older words, where they were others.
    """

    gate: str
    reason: str
    group: Group | None = None
    case: CaseRecord | None = None
    claims: tuple[ClaimRecord, ...] = ()
    source: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """A failure that does not count, and the waivers by which it does not."""

    failure: Failure
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A gate that holds, and what it was held against: "SUMMARY: 0.912 over 30 blocks"."""

    gate: str
    what: str


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a mean moved since the baseline.

    Attributes:
        old, new: the mean over the cases that have a value in both.
        estimate: the mean difference, new less old, with its 95% interval, clustered by CONTENT.
        p: two-sided, of the paired permutation test clustered by CONTENT, in (0, 1].
    """

    measure: str
    group: Group
    old: float
    new: float
    estimate: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gate says of a run.

    Attributes:
        failures: the reasons why it fails, the worst first; none where it passes.
        held: the gates that hold.
        waived: failures that do not count.
        stale: why the baseline no longer fits, each with what changed; none where it fits or there is none.
        notes: what a reader should know that is no failure: waivers that match nothing, exceptions that the settings make.
        against: the baseline's path; None where there is none.
        counts: how many claims changed in which way since the baseline.
        changes: the changes that are listed: all but those that fail and the claims that are the same.
        shifts: how the means moved since the baseline.
        states: what the claims that do not stand are beside the baseline, by case id and claim id; empty where there is none.
    """

    failures: tuple[Failure, ...] = ()
    held: tuple[Held, ...] = ()
    waived: tuple[Waived, ...] = ()
    stale: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    against: str | None = None
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType(Counter()))
    changes: tuple[Change, ...] = ()
    shifts: tuple[Shift, ...] = ()
    states: Mapping[tuple[str, str], State] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def code(self) -> Literal[0, 1, 2]:
        """The exit code: 0 passed, 1 failed, 2 the baseline is stale."""
        return 2 if self.stale else 1 if self.failures else 0
