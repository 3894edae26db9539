"""What the reports on mutants share: rows as cells, and what stands around them in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..mutate.record import Example, Result, Row, Share
from ..overview import counted

__all__ = ["HEADS", "cells", "headline", "marked", "notes", "outcome"]

HEADS = {
    "fault": (
        "type",
        "caught",
        "95% interval",
        "n",
        "articles",
        "named",
        "by checks",
        "by model",
        "least change caught",
    ),
    "edit": ("type", "false alarms", "95% interval", "n", "articles", "", "by checks", "by model", ""),
}


def headline(found: Result) -> str:
    """How many claims became how many mutants, and why the others became none."""
    made = found.claims
    all_claims = sum(made.values())
    told = [
        f"{counted(found.mutants, 'mutant')} of {made['mutated']} of {counted(all_claims, 'claim')} in {counted(found.articles, 'article')}"
    ]
    told += [
        f"{made[name]} {words}"
        for name, words in (
            ("refused", "refused already as they are"), ("untouched", "left alone, for no change of them is sure"),
            ("abstained", "not decided on"), ("unjudged", "without a verdict"),
        )
        if made[name]
    ]  # fmt: skip
    return "; ".join(told)


def cells(row: Row) -> tuple[str, ...]:
    """A row's cells, under the heads of its kind; an operator stands a step in."""
    return (
        f"  {row.name}" if row.operator else row.name,
        "–" if row.caught is None else f"{row.caught.value:.3f}",
        _interval(row.caught),
        str(row.n) + (f" (+{row.unjudged} not judged)" if row.unjudged else ""),
        str(row.articles),
        "" if row.kind == "edit" or row.named is None else f"{row.named.value:.3f}",
        str(row.by_checks),
        str(row.by_model),
        _least(row) if row.kind == "fault" else "",
    )


def _interval(share: Share | None) -> str:
    return "–" if share is None or share.low is None else f"{share.low:.3f} – {share.high:.3f}"


def _least(row: Row) -> str:
    if row.rungs:
        return row.least or "none"
    return counted(row.smallest.distance, "character") if row.smallest is not None else "none"


def marked(example: Example) -> Iterator[tuple[str, str]]:
    """Yields the pieces of a mutant's words, each with what it is: "same", "old" or "new"."""
    at = 0
    for change in example.changes:
        yield "same", example.before[at : change.start]
        common = len(_common(change.old, change.new))
        yield "same", change.old[:common]
        yield "old", change.old[common:]
        yield "new", change.new[common:]
        at = change.end
    yield "same", example.before[at:]


def _common(old: str, new: str) -> str:
    """The words that both begin with, up to a blank: a whole clause that moved is shown from where it differs."""
    end = 0
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            break
        if one.isspace():
            end = place + 1
    return old[:end]


def notes(found: Result) -> Iterator[str]:
    """Yields what the numbers do not say by themselves."""
    if found.lost:
        yield "left out, for their block would have been cut into other claims: " + ", ".join(
            f"{count} {name}" for name, count in found.lost.items()
        )
    missing = [name for name in found.types if name not in {row.name for row in found.rows}]
    if missing:
        yield "no claim could be changed so surely: " + ", ".join(missing)
    for row in found.rows:
        if row.rungs and not row.operator:
            yield f"{row.name}, caught by size of the change: " + ", ".join(
                f"{one.name} {one.caught}/{one.n}" for one in row.rungs
            )
    yield (
        "least change caught: the smallest step from which on at least half are caught, or the fewest characters that were"
    )


def outcome(found: Result) -> str | None:
    """PASS or FAIL of the gate; None where there is none, or nothing can be said of a part of it."""
    if not found.gates or any(one.passed is None for one in found.gates):
        return (
            "FAIL"
            if any(one.passed is False for one in found.gates) and not any(one.passed is None for one in found.gates)
            else None
        )
    return "PASS" if all(one.passed for one in found.gates) else "FAIL"
