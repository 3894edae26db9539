"""Bounds on a run itself: each is asked, once all blocks have passed, for reasons why it does not hold, or for what it holds at."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..baseline import judge_of
from ..overview import Group, counted
from ..records import FAULTY
from ..runfile import CaseRecord, ClaimRecord, HeaderRecord
from ..stats import mean_interval
from .expressions import AGGREGATES, Aggregate, Subject, resolve
from .outcome import Failure, Held, Waived, Waiver
from .settings import Require

__all__ = ["Bound", "first_waivers", "in_words"]

_NAMED = 3  # blocks without a value that are named


@dataclass(frozen=True, slots=True)
class _Missing:
    """A block without a value, and why it has none."""

    case: CaseRecord
    source: str | None
    why: str


@dataclass(slots=True)
class _Values:
    """What the blocks of a group come to."""

    values: list[float] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    missing: list[_Missing] = field(default_factory=list)


class Bound:
    """A bound of the settings, held against a run's blocks as they pass.

    Args:
        require: the bound.
        header: the header of the run.
        waivers: waivers that hold, by claim id.

    Raises:
        ConfigError: it names what the run does not have.
    """

    def __init__(self, require: Require, header: HeaderRecord, waivers: Mapping[str, Waiver]) -> None:
        self._require = require
        self._expression = require.expression
        self.subject, self._aggregate = resolve(require.expression.name, header, f"{require.expression.text!r}")
        self._judges = self.subject.metric == judge_of(header)
        self._waivers = waivers
        self._groups: dict[Group, _Values] = defaultdict(_Values)
        self._failures: list[Failure] = []
        self._waived: list[Waived] = []

    def take(self, case: CaseRecord, sha256: str, source: str | None) -> None:
        """Takes a block."""
        if self._expression.block not in {None, case.block} or self._require.system not in {None, case.system or ""}:
            return
        group = self._groups[Group(case.block, case.system or "")]
        value = self._value(case)
        if isinstance(value, str):
            group.missing.append(_Missing(case, source, value))
            return
        group.values.append(value)
        group.clusters.append(sha256)
        if self._aggregate is None and not self._expression.holds(value):
            self._fail(case, source, value)

    def _value(self, case: CaseRecord) -> float | str:
        """The block's number, or why it has none."""
        subject = self.subject
        if subject.kind == "measure":
            score = next((score for score in case.scores if score.metric == subject.metric), None)
            if score is None:
                return f"{subject.metric} has no score of it"
            if subject.name in score.values:
                return score.values[subject.name]
            return f"{score.status.replace('_', ' ')}" + (f": {score.note}" if score.note else "")
        if any(claim.verdict is None for claim in case.claims) and subject.kind == "claims":
            return "no metric of the run judges claims"
        return float(sum(self._count(claim) for claim in case.claims if claim.id not in self._waivers))

    def _count(self, claim: ClaimRecord) -> int:
        """How much of what is counted a claim has."""
        if self.subject.kind == "claims":
            return int(self.subject.name in {"", claim.verdict})
        return sum(
            self.subject.name in {"", finding.type} and self._require.certainty in {None, finding.certainty}
            for finding in claim.findings
        )

    def _fail(self, case: CaseRecord, source: str | None, value: float) -> None:
        concerned = self._concerned(case)
        failure = Failure(
            self._expression.text,
            f"{self._expression.name} is {_shown(value)} here, and must be {self._expression.sign} {self._expression.bound:g}",
            case=case,
            claims=concerned,
            source=source,
        )
        waivers = [self._waivers[claim.id] for claim in concerned if claim.id in self._waivers]
        if self._judges and concerned and len(waivers) == len(concerned):
            self._waived.append(Waived(failure, tuple(waivers)))
        else:
            self._failures.append(failure)

    def _concerned(self, case: CaseRecord) -> tuple[ClaimRecord, ...]:
        """The claims of a block that a number is owed to, where it can be said."""
        if self.subject.kind == "measure":
            return tuple(claim for claim in case.claims if claim.verdict in FAULTY) if self._judges else ()
        return tuple(claim for claim in case.claims if claim.id not in self._waivers and self._count(claim))

    def failures(self) -> Iterator[Failure]:
        """Yields the reasons why it does not hold: of single blocks in their order, then of groups."""
        yield from self._failures
        if not self._groups:
            yield Failure(self._expression.text, f"the run has no block that it is for ({self._scope()})")
        for group, found in self._groups.items():
            if found.missing and not self._require.missing:
                yield from self._of_missing(group, found.missing)
            if self._aggregate is not None:
                yield from self._of_group(group, found, self._aggregate)

    def _of_missing(self, group: Group, missing: list[_Missing]) -> Iterator[Failure]:
        text, name = self._expression.text, self._expression.name
        if self._aggregate is None and len(missing) <= _NAMED:
            for one in missing:
                yield Failure(text, f"{name} has no value here: {one.why}", case=one.case, source=one.source)
            return
        named = ", ".join(one.case.id for one in missing[:_NAMED]) + (", ..." if len(missing) > _NAMED else "")
        whys = "; ".join(dict.fromkeys(one.why for one in missing[:_NAMED]))
        yield Failure(
            text,
            f"{in_words(group)}: {counted(len(missing), 'block')} of {len(missing) + len(self._groups[group].values)} without"
            f' a value of {name} ({whys}): {named}. A gate on such a measure may say missing = "why that is well", or be for'
            " another kind of block",
            group=group,
        )  # fmt: skip

    def _of_group(self, group: Group, found: _Values, aggregate: Aggregate) -> Iterator[Failure]:
        text = self._expression.text
        if not found.values and found.missing:
            return  # told as missing, or allowed to be
        if len(found.values) < self._require.min_cases:
            yield Failure(
                text,
                f"{in_words(group)}: {counted(len(found.values), 'block')} with a value, and {self._require.min_cases} are asked for",
                group=group,
            )
            return
        value = _together(found, aggregate, self.subject)
        if value is None:
            yield Failure(text, f"{in_words(group)}: one article alone has no {AGGREGATES[aggregate]}", group=group)
        elif not self._expression.holds(value):
            yield Failure(
                text,
                f"{in_words(group)}: the {AGGREGATES[aggregate]} over {counted(len(found.values), 'block')} is {_shown(value)},"
                f" and must be {self._expression.sign} {self._expression.bound:g}",
                group=group,
            )

    def waived(self) -> tuple[Waived, ...]:
        """Failures that do not count."""
        return tuple(self._waived)

    def held(self) -> Iterator[Held]:
        """Yields what it holds at, a group each; nothing where it fails."""
        for group, found in self._groups.items():
            if self._aggregate is None:
                worst = (
                    max(found.values, default=None)
                    if self._expression.sign[0] in "<="
                    else min(found.values, default=None)
                )
                if worst is None:
                    continue
                most = "at most" if self._expression.sign[0] in "<=" else "at least"
                what = f"{in_words(group)}: {most} {_shown(worst)} in {counted(len(found.values), 'block')}"
            else:
                value = _together(found, self._aggregate, self.subject)
                if value is None:
                    continue
                what = f"{in_words(group)}: {_shown(value)} over {counted(len(found.values), 'block')}"
            if found.missing:
                what += f"; {len(found.missing)} without a value ({self._require.missing})"
            yield Held(self._expression.text, what)

    def _scope(self) -> str:
        parts: list[str] = [self._expression.block or "any kind of block"]
        if self._require.system is not None:
            parts.append(f"system {self._require.system!r}")
        return ", ".join(parts)


def _together(found: _Values, aggregate: Aggregate, subject: Subject) -> float | None:
    """The values of a group as one number; None where one article alone has no interval, and where there is no value."""
    values = found.values
    if not values:
        return None
    match aggregate:
        case "sum":
            return math.fsum(values)
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "median":
            return statistics.median(values)
        case _:
            measure = subject.measure
            estimate = mean_interval(
                values,
                found.clusters,
                low=measure.low if measure else 0.0,
                high=measure.high if measure else None,
            )
            return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}[aggregate]


def in_words(group: Group) -> str:
    """A group's name: its kind of block, and its system where it has one."""
    return f"{group.block} of {group.system}" if group.system else group.block


def _shown(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def first_waivers(waivers: Iterable[Waiver]) -> dict[str, Waiver]:
    """Waivers by claim id; of several for one claim the first."""
    found: dict[str, Waiver] = {}
    for waiver in waivers:
        found.setdefault(waiver.claim, waiver)
    return found
