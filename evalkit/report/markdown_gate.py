"""What a gate says as Markdown (GitHub's), fit for a pull request or a step summary."""

from __future__ import annotations

from pathlib import Path

from ..files import replacing
from ..gate.outcome import Failure, Outcome
from ..matching import KINDS, Change
from ..overview import Overview
from .headline import SIGNS, in_numbers
from .markdown import LIMIT, claim_lines, code, groups, listed, making
from .terminal import clean, place_of
from .verdict import CHANGED, result, result_words, shift_words

__all__ = ["outcome_markdown", "write_outcome_markdown"]

_MARKS = {"PASS": "✅", "FAIL": "❌", "STALE": "⚠️"}
_LONGEST = 2_000  # characters of a reason
_MOST_LINES = 50  # of a claim's changes that are no failures


def write_outcome_markdown(outcome: Outcome, found: Overview, target: Path) -> None:
    """Writes what a gate says as Markdown.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        file.write(outcome_markdown(outcome, found))


def outcome_markdown(outcome: Outcome, found: Overview, *, limit: int = LIMIT) -> str:
    """What a gate says as Markdown: how it went, each reason, what changed since the baseline, the run in numbers.

    Args:
        outcome: what it says.
        found: the run.
        limit: how many characters the whole may have; failures that no longer fit are counted.
    """
    word = result(outcome)
    head = [f"## {_MARKS[word]} evalkit: {word}", code(result_words(outcome), longest=_LONGEST)]
    if outcome.stale:
        head.append("\n".join(f"- {code(reason, longest=_LONGEST)}" for reason in outcome.stale[:_MOST_LINES]))
        head.append(
            f"If that is meant, look at the report and bless the run anew: `evalkit bless RUN -o` {code(outcome.against or 'BASELINE')}"
        )
    foot = [*_changes(outcome), *_others(outcome), in_numbers(found), groups(found), making(found)]
    room = limit - sum(len(part) + 2 for part in (*head, *foot)) - 200
    body = []
    if outcome.failures:
        part, _ = listed("### Why", [_failure(one) for one in outcome.failures], room, len(outcome.failures))
        body.append(part)
    return "\n\n".join((*head, *body, *foot)) + "\n"


def _failure(failure: Failure) -> str:
    case = failure.case
    if case is not None and len(failure.claims) == 1 and failure.gate.startswith("newly "):
        claim = failure.claims[0]
        label = f"- {SIGNS[claim.verdict or 'not judged']} **{failure.gate}**"
        return "<br>\n".join(claim_lines(case, claim, label, before=failure.before))
    where = "" if case is None else f" {code(case.id)}"
    lines = [f"- {SIGNS['contradicted']} {code(failure.gate)}{where}: {code(failure.reason, longest=_LONGEST)}"]
    if case is not None:
        lines += [f"  - {code(place_of(case, claim))} {code(claim.text)}" for claim in failure.claims]
    return "\n".join(lines)


def _changes(outcome: Outcome) -> list[str]:
    if outcome.against is None or not outcome.counts:
        return []
    rows = [f"| {kind} | {count} |" for kind in CHANGED if (count := outcome.counts.get(kind, 0))]
    told = [f"### Since {code(outcome.against)}"]
    told.append("\n".join(("| claims | n |", "|---|--:|", *rows)) if rows else "No claim changed.")
    if outcome.shifts:
        told.append("\n".join(f"- {code(shift_words(one))}" for one in outcome.shifts))
    ranked = sorted((one for one in outcome.changes if one.kind in KINDS), key=lambda one: CHANGED.index(one.kind))
    lines = [_change(one) for one in ranked if one.kind != "moved"]
    if lines:
        shown = lines[:_MOST_LINES]
        if more := len(lines) - len(shown):
            shown.append(f"- and {more} more")
        told.append("\n".join(("<details><summary>The other changes</summary>", "", *shown, "", "</details>")))
    return told


def _change(change: Change) -> str:
    claim, case = (change.after, change.case_after) if change.after else (change.before, change.case_before)
    assert claim is not None and case is not None  # noqa: S101, PT018 - a change has one side at least
    return f"- {change.kind} {code(place_of(case, claim))} {code(claim.text)}"


def _others(outcome: Outcome) -> list[str]:
    lines = [f"- ✓ {code(held.gate)} {code(held.what)}" for held in outcome.held]
    for waived in outcome.waived:
        for waiver in waived.waivers:
            until = "" if waiver.until is None else f" until {waiver.until}"
            lines.append(
                f"- waived{until}: claim {code(waiver.claim)} ({code(clean(waiver.reason), longest=_LONGEST)})"
            )
    lines += [f"- {code(note, longest=_LONGEST)}" for note in outcome.notes]
    return ["\n".join(lines)] if lines else []
