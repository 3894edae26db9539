"""What a gate says, for a terminal or a pipe: how it went, each reason with its place, words and evidence, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from ..gate.outcome import Failure, Outcome
from ..matching import Change
from ..runfile import CaseRecord, ClaimRecord
from .terminal import clean, evidence_line, fitted, place_of, reason_of, widen
from .verdict import CHANGED, changed, result, result_words, shift_words

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_outcome"]

_STYLES = {"PASS": "bold green", "FAIL": "bold red", "STALE": "bold yellow"}


def print_outcome(outcome: Outcome, console: Console, *, most: int = 20) -> None:
    """Prints what a gate says.

    Args:
        outcome: what it says.
        console: where to.
        most: how many failures, and changes of each kind, are listed; the others are counted.
    """
    widen(console)
    word = result(outcome)
    console.print(Text.assemble((word, _STYLES[word]), " ", clean(result_words(outcome))), soft_wrap=True)
    for line in _lines(outcome, console, most):
        console.print(line, soft_wrap=not console.is_terminal)


def _lines(outcome: Outcome, console: Console, most: int) -> Iterator[Text]:
    for reason in outcome.stale:
        yield Text(f"! {clean(reason)}", style="yellow")
    if outcome.stale:
        yield Text(
            "  If that is meant, look at the run's report and bless it anew:"
            f" evalkit bless RUN -o {clean(outcome.against or 'BASELINE')}"
        )
    told: set[tuple[str, str]] = set()
    for failure in outcome.failures[:most]:
        yield from _failure(failure, console, told)
    if more := len(outcome.failures[most:]):
        yield Text(f"and {more} more: --most N lists N of them, --markdown, --sarif and --junit have all", style="bold")
    for held in outcome.held:
        yield Text.assemble(("✓ ", "green"), f"{clean(held.gate)}  ", (clean(held.what), "dim"))
    for waived in outcome.waived:
        until = "" if waived.waivers[0].until is None else f" until {waived.waivers[0].until}"
        yield Text(f"– waived{until}: {_where(waived.failure)} ({clean(waived.waivers[0].reason)})")
    for note in outcome.notes:
        yield Text(f"– {clean(note)}")
    if outcome.against is not None and outcome.counts:
        yield Text("")
        yield Text(f"Since {clean(outcome.against)}: {changed(outcome)}", style="bold")
        yield from _changes(outcome, console, most)
    for shift in outcome.shifts:
        yield Text(clean(shift_words(shift)))


def _failure(failure: Failure, console: Console, told: set[tuple[str, str]]) -> Iterator[Text]:
    """A failure with its claims; one that another failure has told in full already is only named again."""
    if not failure.claims or failure.case is None:
        where = "" if failure.case is None else f" {_where(failure)}"
        yield fitted(
            Text.assemble((f"✕ {clean(failure.gate)}{where}", "bold red"), f" {clean(failure.reason)}"), console
        )
        return
    keys = [(failure.case.id, claim.id) for claim in failure.claims]
    if failure.gate.startswith("newly "):
        told.update(keys)
        yield from _claim(failure.case, failure.claims[0], console, sign=f"✕ {failure.gate} ")
        if failure.before is not None:
            yield fitted(Text.assemble(("    before: ", "dim"), (clean(failure.before), "dim")), console)
        return
    yield fitted(
        Text.assemble((f"✕ {clean(failure.gate)} {_block(failure.case)}", "bold red"), f" {clean(failure.reason)}"),
        console,
    )
    for claim, key in zip(failure.claims, keys, strict=True):
        if key in told:
            yield Text(f"  {place_of(failure.case, claim)} (above)")
        else:
            told.add(key)
            yield from _claim(failure.case, claim, console, sign="  ")


def _claim(case: CaseRecord, claim: ClaimRecord, console: Console, *, sign: str) -> Iterator[Text]:
    probability = "" if claim.probability is None else f" {claim.probability:.2f}"
    yield fitted(
        Text.assemble(
            (f"{sign}{place_of(case, claim)}", "bold red"),
            f" {claim.verdict}{probability} ",
            (f"{reason_of(claim)}: ", "bold"),
            clean(claim.text),
            (f" [{claim.id}]", "dim"),
        ),
        console,
    )
    yield evidence_line(claim, console)


def _where(failure: Failure) -> str:
    if failure.case is None:
        return ""
    return place_of(failure.case, failure.claims[0]) if failure.claims else _block(failure.case)


def _block(case: CaseRecord) -> str:
    if case.path is None or case.line is None:
        return clean(case.id)
    return ":".join(str(part) for part in (clean(case.path), case.line, case.column) if part is not None)


def _changes(outcome: Outcome, console: Console, most: int) -> Iterator[Text]:
    by_kind: dict[str, list[Change]] = {}
    for change in outcome.changes:
        by_kind.setdefault(change.kind, []).append(change)
    for kind in CHANGED:
        found = by_kind.get(kind, [])
        for change in found[:most]:
            yield _change(change, console)
        if more := len(found[most:]):
            yield Text(f"  and {more} more {kind}")


def _change(change: Change, console: Console) -> Text:
    claim, case = (change.after, change.case_after) if change.after else (change.before, change.case_before)
    assert claim is not None and case is not None  # noqa: S101, PT018 - a change has one side at least
    verdict = "" if claim.verdict is None else f" {claim.verdict}"
    return fitted(
        Text.assemble(f"  {change.kind} {place_of(case, claim)}{verdict}: ", (clean(claim.text), "dim")), console
    )
