"""Where the time of a run went, stage by stage, as a table whose rows add up to the wall time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from .terminal import clean, widen

if TYPE_CHECKING:
    from rich.console import Console

    from ..runner import Timing

__all__ = ["Stage", "print_profile", "stages"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a run.

    Attributes:
        name: what was done.
        seconds: that it took, summed over processes.
        items: how many things were computed in it, where it counts any.
        cached: how many came out of the cache instead.
    """

    name: str
    seconds: float
    items: int | None = None
    cached: int | None = None


def stages(timing: Timing, *, before: float, after: float) -> tuple[Stage, ...]:
    """The stages of a run, in the order in which an article goes through them. They add up to `before`, the run's own
    seconds for each of its processes, and `after`; what no stage accounts for is the stage `waiting and other`.

    Args:
        before: seconds from the start of the program to that of the run.
        after: seconds that rendering took.
    """
    scoring = tuple(_scoring(timing))
    driver = timing.reading + timing.spent.segmenting + timing.systems + timing.writing
    processes = 1 if timing.jobs == 1 else timing.jobs + 1  # this one reads and writes while others score
    rest = processes * timing.total - driver - sum(one.seconds for one in scoring)
    return (
        Stage("start", before),
        Stage("reading", timing.reading),
        Stage("segmenting", timing.spent.segmenting),
        *([Stage("systems", timing.systems)] if timing.systems else []),
        *scoring,
        Stage("writing", timing.writing),
        Stage("waiting and other", rest),
        Stage("rendering", after),
    )


def _scoring(timing: Timing) -> Iterator[Stage]:
    spent = timing.spent
    for name, seconds in spent.own.items():
        yield Stage(f"metric {name}, models aside", seconds, spent.cases.get(name), spent.kept.get(name))
    for name, count in spent.ops.items():
        short = name.split("|", maxsplit=1)[0]
        if count.loading:
            yield Stage(f"loading of {short}", count.loading)
        yield Stage(short, count.seconds, count.computed, count.asked - count.computed)
    models = sum(count.seconds + count.loading for count in spent.ops.values())
    yield Stage("cache", sum(spent.metrics.values()) - sum(spent.own.values()) - models)
    yield Stage("records", spent.recording)


def print_profile(timing: Timing, console: Console, *, before: float, after: float) -> None:
    """Prints the stages with their shares, how many items they computed, at which rate, and how many the cache had.

    The arguments are those of `stages`.
    """
    found = stages(timing, before=before, after=after)
    whole = sum(one.seconds for one in found)
    wall = before + timing.total + after
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("stage")
    for name in ("seconds", "share", "computed", "a second", "from the cache"):
        table.add_column(name, justify="right")
    for one in found:
        rate = f"{one.items / one.seconds:,.1f}" if one.items and one.seconds > 0 else ""
        table.add_row(
            clean(one.name),
            f"{one.seconds:.2f}",
            f"{one.seconds / whole:.0%}",
            "" if one.items is None else f"{one.items:,}",
            rate,
            "" if one.cached is None else f"{one.cached:,}",
        )
    table.add_section()
    name = "wall time" if timing.jobs == 1 else f"all processes; wall time {wall:.2f} s, {timing.jobs} of them scored"
    table.add_row(name, f"{whole:.2f}", "100%", "", "", "")
    widen(console)
    console.print(table)
