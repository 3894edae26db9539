"""A run held against what the settings ask for and against a baseline."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ..baseline import Baseline, judge_of
from ..errors import BaselineError, ConfigError
from ..overview import counted
from ..runfile import ArticleRecord, BadInputRecord, CaseRecord, FooterRecord, HeaderRecord, header_of, stream
from .bounds import Bound, first_waivers
from .changed import CLAIM_RULES, Against
from .outcome import Failure, Held, Outcome, Waived, Waiver
from .settings import ALLOWED, GateSettings

__all__ = ["check"]

_ALLOWED_BY: Mapping[str, str] = {
    "bad inputs": "bad_inputs", "failed scores": "failed_scores", "failed": "failed_scores", "no answer": "no_answer",
    "gone": "gone", "newly abstained": "abstained",
}  # fmt: skip


def check(run: str | os.PathLike[str], settings: GateSettings, baseline: Baseline | None, today: dt.date) -> Outcome:
    """Says whether a run comes to what it must.

    Args:
        run: the run file.
        settings: what is asked for.
        baseline: what it is held against; None for nothing.
        today: the day by which waivers hold or have expired.

    Raises:
        RunFileError: the run cannot be read.
        BaselineError: the run judges no claims, and so cannot be held against a baseline.
        ConfigError: a gate names what the run does not have; or there is neither a gate nor a baseline.
    """
    name = os.fspath(run)
    if baseline is None and not settings.require:
        raise ConfigError(
            "there is nothing to hold the run against: expected --baseline FILE (evalkit bless makes one), --require GATE, or"
            " gates in the settings under [gate]"
        )
    if baseline is None and settings.drop:
        raise ConfigError(
            "gate.drop compares with a baseline, and there is none: expected --baseline FILE or gate.baseline"
        )
    header = header_of(name)
    if baseline is not None and judge_of(header) not in {metric.name for metric in header.metrics}:
        raise BaselineError(
            f"{name}: no claim of the run is judged: expected the metric {judge_of(header)} among its metrics"
        )
    expired = tuple(one for one in settings.waive if one.until is not None and one.until < today)
    waivers = first_waivers(one for one in settings.waive if one not in expired)
    bounds = [Bound(one, header, waivers) for one in settings.require]
    against = None if baseline is None else Against(baseline, settings.drop, header, waivers)
    known, troubles = _read(name, bounds)
    if against is not None:
        against.read(name)
    failures = [*troubles, *(one for bound in bounds for one in bound.failures())]
    waived: list[Waived] = [one for bound in bounds for one in bound.waived()]
    held = [one for bound in bounds for one in bound.held()]
    notes = list(_of_waivers(settings.waive, expired, known))
    if against is not None:
        failures[:0] = against.failures
        waived += against.waived
        for text, failure, what in against.fallen():
            if failure is None:
                held.append(Held(text, what))
            else:
                failures.append(failure)
        if against.within:
            notes.append(
                f"{counted(against.within, 'verdict')} turned by no more than {baseline.tolerance if baseline else 0:g} of probability,"
                " as another processor or version of a library may turn it: not counted as a change"
            )
    failures, allowed = _allowed(failures, settings)
    failing = {failure.gate for failure in failures}
    return Outcome(
        failures=tuple(sorted(failures, key=_rank)),
        held=tuple(one for one in held if one.gate not in failing),
        waived=tuple(waived),
        stale=against.stale() if against else (),
        notes=(*notes, *allowed),
        against=baseline.path if baseline else None,
        counts=MappingProxyType(against.counts if against else Counter()),
        changes=tuple(against.listed) if against else (),
        shifts=against.shifts() if against else (),
        states=MappingProxyType(against.states if against else {}),
    )


def _read(run: str, bounds: Iterable[Bound]) -> tuple[set[str], list[Failure]]:
    """Shows the run to the bounds; gives the ids of its claims, and what is wrong with the run itself."""
    known: set[str] = set()
    bad: list[BadInputRecord] = []
    failed: Counter[str] = Counter()
    article: ArticleRecord | None = None
    cases = 0
    for record in stream(run):
        match record:
            case ArticleRecord():
                article = record
            case CaseRecord():
                assert article is not None  # noqa: S101 - an article comes before its cases
                known.update(claim.id for claim in record.claims)
                failed.update(score.metric for score in record.scores if score.status == "failed")
                for bound in bounds:
                    bound.take(record, article.sha256, article.path)
                cases += 1
            case BadInputRecord():
                bad.append(record)
            case HeaderRecord() | FooterRecord():
                pass
    troubles = []
    if bad:
        named = "; ".join(f"{one.path}:{one.line}:{one.column}" for one in bad[:3]) + ("; ..." if len(bad) > 3 else "")
        troubles.append(
            Failure("bad inputs", f"{counted(len(bad), 'input')} could not be read and so was not judged: {named}")
        )
    if failed:
        named = ", ".join(f"{count} of {name}" for name, count in sorted(failed.items()))
        troubles.append(Failure("failed scores", f"{counted(failed.total(), 'score')} failed: {named}"))
    if not cases:
        troubles.append(Failure("no blocks", "the run has no block: nothing was judged"))
    return known, troubles


def _of_waivers(waivers: Iterable[Waiver], expired: Iterable[Waiver], known: set[str]) -> Iterator[str]:
    for one in expired:
        yield f"the waiver of claim {one.claim} held until {one.until} and counts no more ({one.reason})"
    for one in waivers:
        if one.claim not in known:
            yield f"the waiver of claim {one.claim} is of no claim of this run and can go ({one.reason})"


def _allowed(failures: list[Failure], settings: GateSettings) -> tuple[list[Failure], list[str]]:
    """The failures that count, and in words those that the settings let pass."""
    counts: Counter[str] = Counter()
    kept = []
    for failure in failures:
        key = _ALLOWED_BY.get(failure.gate)
        if key in settings.allow:
            counts[key] += 1  # type: ignore[index]  # a key of theirs is none of None
        else:
            kept.append(failure)
    notes = [f"allowed: {ALLOWED[key]}, {count} ({settings.allow[key]})" for key, count in counts.items()]
    newly = [failure for failure in kept if failure.gate in CLAIM_RULES]
    if newly and len(newly) <= settings.newly_unsupported:
        kept = [failure for failure in kept if failure.gate not in CLAIM_RULES]
        notes.append(
            f"{counted(len(newly), 'claim')} newly unsupported or contradicted; {settings.newly_unsupported} may be"
        )
    return kept, notes


_ORDER = ("no answer", "failed", "newly contradicted", "newly unsupported", "newly abstained")


def _rank(failure: Failure) -> tuple[int, float]:
    """The worst first; the order of the run within a rule."""
    if failure.gate in _ORDER:
        return _ORDER.index(failure.gate), 0.0
    return len(_ORDER) + (failure.case is None), 0.0
