"""What changed since an older run, as the report shows it: in the first view, and beside each article."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from ..comparison import Comparison, Delta
from ..matching import KINDS, Change, changes, pairs
from ..overview import counted
from ..runfile import CaseRecord, ClaimRecord
from .articles import Article
from .front import address
from .headline import SIGNS

__all__ = ["SHOWN", "changes_view", "headline", "signed", "warnings", "with_changes"]

SHOWN = tuple(kind for kind in KINDS if kind != "same")
"""The kinds of changes that a report tells, the worst first."""


def with_changes(run: str | os.PathLike[str], against: str | os.PathLike[str]) -> Iterator[Article]:
    """Yields the articles of a run, each with its cases in the older run and what changed."""
    for pair in pairs(run, against):
        if pair.article is not None:
            told = [_row(change) for change in changes(pair) if change.kind != "same"]
            yield Article(pair.article, list(pair.cases), pair.before, told)


def _row(change: Change) -> list[Any]:
    return [
        change.kind,
        change.after.id if change.after else None,
        change.case_after.id if change.case_after else None,
        change.before.id if change.before else None,
        change.case_before.id if change.case_before else None,
        change.reworded,
        change.moved,
    ]


def changes_view(found: Comparison) -> dict[str, Any]:
    """The values of the template of the comparison."""
    groups = list(found.counts)
    totals = {kind: [found.counts[group][kind] for group in groups] for kind in SHOWN}
    return {
        "headline": headline(found),
        "warnings": warnings(found),
        "groups": groups,
        "kinds": [
            {"kind": kind, "counts": counts, "meaning": KINDS[kind], "address": address(change=kind)}
            for kind, counts in totals.items()
            if any(counts)
        ],
        "deltas": [_delta(one) for one in found.deltas if one.metric == "support" and one.changed],
        "unchanged": _unchanged(found),
        "worst": [_worse(change) for change in found.worst],
        "more": f"{counted(found.worse, 'claim')} in all; the table above leads to their articles."
        if found.worse > len(found.worst)
        else "",
    }


def headline(found: Comparison) -> str:
    """What changed, in one sentence."""
    total = found.total
    told = [f"{total[kind]} {kind}" for kind in SHOWN if total[kind]]
    parts = [
        "Since the older run: "
        + (
            ", ".join(told) + (" claim" if total.total() - total["same"] == 1 else " claims")
            if told
            else "no claim changed"
        )
    ]
    parts.append(f"{counted(found.articles_paired, 'article')} in both runs")
    if found.articles_added:
        parts.append(f"{found.articles_added} only in this one")
    if found.articles_missing:
        parts.append(f"{found.articles_missing} only in the older one")
    return "; ".join(parts) + "."


def warnings(found: Comparison) -> list[str]:
    """What cannot be compared, and why."""
    told = [
        f"{name} was computed in another way, so its numbers are not compared: {old} before, {new} now."
        for name, old, new in found.signatures
    ]
    if not found.judged_alike:
        told.append("The claims were judged in another way: a change of verdict may be the judge's, not the summary's.")
    if found.emptied:
        blocks = counted(found.emptied, "block")
        told.append(
            f"{blocks} that had claims {'has' if found.emptied == 1 else 'have'} none now: what is empty cannot be unsupported."
        )
    if found.missing:
        named = ", ".join(found.missing)
        rest = found.articles_missing - len(found.missing)
        told.append(f"Only in the older run: {named}" + (f" and {rest} more." if rest else "."))
    return told


def _unchanged(found: Comparison) -> list[str]:
    """The measures of support that no case has another value of."""
    own = [one for one in found.deltas if one.metric == "support"]
    moving = {one.measure.name for one in own if one.changed}
    return list(dict.fromkeys(one.measure.name for one in own if one.measure.name not in moving))


def _delta(one: Delta) -> dict[str, Any]:
    estimate = one.estimate
    share = one.measure.high == 1.0
    digits = 3 if share else 2
    bounds = (
        None if estimate is None or estimate.low is None or estimate.high is None else (estimate.low, estimate.high)
    )
    return {
        "measure": one.measure.name,
        "group": one.group,
        "share": share,
        "old": one.old,
        "new": one.new,
        "difference": "–" if estimate is None else signed(estimate.mean, digits),
        "interval": "–" if bounds is None else f"{signed(bounds[0], digits)} to {signed(bounds[1], digits)}",
        "differs": bounds is not None and (bounds[0] > 0 or bounds[1] < 0),
        "n": f"{one.n} ({one.unpaired} unpaired)" if one.unpaired else one.n,
    }


def signed(value: float, digits: int) -> str:
    """A difference with its sign."""
    return f"{value:+.{digits}f}".replace("-", "−")


def _worse(change: Change) -> dict[str, Any]:
    claim, case = change.after, change.case_after
    assert claim is not None and case is not None  # noqa: S101, PT018 - what got worse stands in this run
    verdict = claim.verdict or "not judged"
    return {
        "kind": change.kind,
        "verdict": verdict,
        "sign": SIGNS[verdict],
        "probability": "" if claim.probability is None else f" {claim.probability:.2f}",
        "place": _place(case, claim),
        "reason": "; ".join(finding.message for finding in claim.findings),
        "text": claim.text,
        "before": change.before.text if change.before and change.reworded else "",
    }


def _place(case: CaseRecord, claim: ClaimRecord) -> str:
    told = (
        ":".join(str(part) for part in (case.path, claim.line, claim.column) if part is not None)
        if case.path
        else case.id
    )
    return f"{told} {case.field}" if case.field else told
