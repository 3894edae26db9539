"""What changed since an older run, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from ..comparison import Comparison, Delta
from ..matching import Change
from ..overview import counted
from .changes import headline, signed, warnings
from .terminal import clean, fitted, place_of, reason_of, widen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_comparison"]


def print_comparison(found: Comparison, console: Console) -> None:
    """Prints how many claims changed and how, what cannot be compared, the scores that differ, and the claims that got worse."""
    widen(console)
    console.print(Text(headline(found), style="bold"))
    for warning in warnings(found):
        console.print(Text(clean(warning), style="red"), soft_wrap=True)
    moving = [one for one in found.deltas if one.metric == "support" and one.changed]
    if moving:
        console.print(_table(moving, systems=any(one.group.system for one in moving)))
    for change in found.worst:
        for line in _lines(change, console):
            console.print(line, soft_wrap=not console.is_terminal)
    if more := found.worse - len(found.worst):
        console.print(Text(f"and {counted(more, 'claim')} more; --html shows all"))
    console.print()


def _table(deltas: list[Delta], *, systems: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("measure", *(["system"] if systems else []), "block"):
        table.add_column(name, no_wrap=True)
    for name in ("before", "now", "difference", "95% interval", "pairs"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in deltas:
        estimate = one.estimate
        interval = "–"
        if estimate and estimate.low is not None and estimate.high is not None:
            interval = f"{signed(estimate.low, 3)} to {signed(estimate.high, 3)}"
        table.add_row(
            one.measure.name,
            *([clean(one.group.system) or "–"] if systems else []),
            one.group.block,
            *("–" if value is None else f"{value:.3f}" for value in (one.old, one.new)),
            signed(estimate.mean, 3) if estimate else "–",
            interval,
            f"{one.n} ({one.unpaired} unpaired)" if one.unpaired else str(one.n),
        )
    return table


def _lines(change: Change, console: Console) -> Iterator[Text]:
    """Two lines or one: kind, place, reason and words; then the older words where they were others."""
    claim, case = change.after, change.case_after
    if claim is None or case is None:
        return
    yield fitted(
        Text.assemble(
            (f"{change.kind} {place_of(case, claim)}", "bold red"),
            f" {claim.verdict} ",
            (f"{reason_of(claim)}: ", "bold"),
            clean(claim.text),
        ),
        console,
    )
    if change.reworded and change.before:
        yield fitted(Text.assemble(("    before: ", "dim"), (clean(change.before.text), "dim")), console)
