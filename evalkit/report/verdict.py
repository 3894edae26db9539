"""What a gate says, in words that every report of it shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..gate.outcome import Failure, Outcome, Shift
from ..overview import Group, counted
from .changes import signed

__all__ = ["CHANGED", "changed", "named_group", "result", "result_words", "shift_words"]

_CLAIMS = ("newly contradicted", "newly unsupported", "newly abstained")
_BLOCKS = {"no answer": "without an answer", "failed": "failed", "gone": "gone"}
_RUN = ("bad inputs", "failed scores", "no blocks")
CHANGED = (
    "newly contradicted",
    "newly unsupported",
    "newly abstained",
    "other fault",
    "repaired",
    "now judged",
    "reworded",
    "moved",
    "new",
    "gone",
)
"""What can have become of a claim since the baseline, in the order in which it is told."""
_ALWAYS = frozenset({"newly unsupported", "repaired", "moved", "new", "gone"})
ALPHA = 0.05
"""The p-value below which a change of a mean is called more than noise."""


def result(outcome: Outcome) -> str:
    """One word: PASS, FAIL or STALE."""
    return {0: "PASS", 1: "FAIL", 2: "STALE"}[outcome.code]


def result_words(outcome: Outcome) -> str:
    """How it went, in one sentence."""
    if outcome.stale:
        return (
            f"the baseline {outcome.against} no longer fits: {outcome.stale[0]}"
            + (f", and {len(outcome.stale) - 1} more" if len(outcome.stale) > 1 else "")
        )  # fmt: skip
    told = failed_words(outcome.failures)
    if told:
        return told
    parts = []
    if outcome.against is not None:
        newly = sum(outcome.counts.get(kind, 0) for kind in _CLAIMS)
        parts.append("nothing is newly unsupported" if not newly else "what is newly unsupported is allowed or waived")
    if outcome.held:
        gates = len({held.gate for held in outcome.held})
        parts.append(f"{counted(gates, 'gate')} {'holds' if gates == 1 else 'hold'}")
    moved = [shift for shift in outcome.shifts if shift.estimate.mean]
    if moved and all(shift.p >= ALPHA for shift in moved):
        parts.append("means moved within noise")
    return "; ".join(parts)


def failed_words(failures: Sequence[Failure]) -> str:
    """Why it failed, counted by rule; "" where nothing did."""
    counts = Counter(failure.gate for failure in failures)
    parts = [f"{counted(counts.pop(kind), 'claim')} {kind}" for kind in _CLAIMS if kind in counts]
    parts += [f"{counted(counts.pop(kind), 'block')} {words}" for kind, words in _BLOCKS.items() if kind in counts]
    parts += [next(one.reason for one in failures if one.gate == kind) for kind in _RUN if counts.pop(kind, 0)]
    if counts:
        parts.append(f"{', '.join(counts)} {'does' if len(counts) == 1 else 'do'} not hold")
    return "; ".join(parts)


def changed(outcome: Outcome) -> str:
    """What became of the claims since the baseline, counted: each kind that there is, and some that are always told."""
    counts = outcome.counts
    return ", ".join(f"{counts.get(kind, 0)} {kind}" for kind in CHANGED if counts.get(kind) or kind in _ALWAYS)


def shift_words(shift: Shift) -> str:
    """By how much a mean moved, and whether that is more than noise."""
    estimate = shift.estimate
    named = f"{shift.measure} of {named_group(shift.group)}: {shift.old:.3f} before, {shift.new:.3f} now"
    if not estimate.mean and shift.p == 1.0 and not estimate.low and not estimate.high:
        return f"{named}: unchanged in {counted(estimate.n, 'block')}"
    interval = (
        ""
        if estimate.low is None or estimate.high is None
        else f", 95% {signed(estimate.low, 3)} to {signed(estimate.high, 3)}"
    )
    noise = "more than noise" if shift.p < ALPHA else "within noise"
    return f"{named}: {signed(estimate.mean, 3)} ({counted(estimate.n, 'block')}{interval}, p = {shift.p:.3g}), {noise}"


def named_group(group: Group) -> str:
    """A kind of block, and its system where it has one."""
    return f"{group.block} ({group.system})" if group.system else group.block
