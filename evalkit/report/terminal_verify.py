"""What a verification came to, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..overview import counted
from ..signature import short
from .terminal import clean, widen

if TYPE_CHECKING:
    from rich.console import Console

    from ..verify import Difference, Outcome

__all__ = ["print_verified"]

_NONE = "nothing"


def print_verified(found: Outcome, console: Console, *, most: int) -> None:
    """Prints the outcome and the differences, claim by claim.

    Args:
        most: how many blocks and claims that differ to print.
    """
    widen(console)
    for text in _lines(found, most):
        console.print(text, soft_wrap=True)


def _lines(found: Outcome, most: int) -> Iterator[Text]:
    what = (
        f"{found.verified} of {counted(found.articles, 'article')}, {counted(found.blocks, 'block')},"
        f" {counted(found.claims, 'claim')}, {counted(found.values, 'value')} computed again"
    )
    differ = f"{counted(len(found.differences), 'value')} differ" + ("s" if len(found.differences) == 1 else "")
    flipped = f", {counted(found.flipped, 'verdict')} flipped" if found.flipped else ""
    match found.code:
        case 0:
            equal = "equal" if not found.tolerance else f"no further apart than {found.tolerance:g}"
            yield Text(f"VERIFIED: {what}: {equal}", style="bold green")
        case 1:
            yield Text(f"FAIL: {what}: {differ}{flipped}", style="bold red")
        case _:
            inputs = "1 input is not that" if len(found.refused) == 1 else f"{len(found.refused)} inputs are not those"
            yield Text(f"NOT VERIFIED: {inputs} of the run; {what}: {differ}{flipped}", style="bold red")
    groups = [list(own) for _, own in groupby(found.differences, key=lambda one: (one.case, one.claim))]
    for own in groups[:most]:
        yield from _group(own)
    if (left := len(groups) - most) > 0:
        yield Text(f"and {left} more blocks and claims that differ: --json writes all", style="dim")
    yield Text(f"of the run: {', '.join(map(clean, map(short, found.metrics)))}", style="dim")
    for line in _remarks(found):
        yield Text(line, style="dim")


def _group(own: list[Difference]) -> Iterator[Text]:
    """What differs of one claim or block: where it stands, its words, and a line for each difference."""
    first = own[0]
    if first.case is None:
        yield Text("the header", style="bold")
    else:
        yield Text.assemble((_place(first), "bold"), f" {clean(first.text)}" if first.text else "")
    for one in own:
        yield Text(f"    {clean(one.what)}: {_told(one.recorded)} in the run, {_told(one.computed)} computed again")


def _place(one: Difference) -> str:
    if one.path is None or one.line is None:
        return clean(one.case or "")
    place = ":".join(str(part) for part in (clean(one.path), one.line, one.column) if part is not None)
    return place + (f" {clean(one.field)}" if one.field is not None else "")


def _told(value: Any) -> str:
    return _NONE if value is None else clean(str(value))


def _remarks(found: Outcome) -> Iterator[str]:
    """What was done, and what was not."""
    if found.seed is not None:
        yield f"a sample: {found.drawn} of {counted(found.articles, 'article')}, drawn with the seed {found.seed}"
    articles, blocks = found.from_run
    if articles:
        yield f"{counted(articles, 'article')}: the texts are those that the run holds; no file was read"
    if blocks:
        yield f"{counted(blocks, 'block')}: written by systems while the run was made; the texts are those that the run holds"
    if found.cached:
        yield "results of models came out of the cache where it had them: that proves less than to compute them"
    if found.notes:
        yield f"made otherwise: {'; '.join(map(clean, found.notes))}"
    if found.tolerance:
        apart = f"; {counted(found.within, 'value')} differ by less" if found.within else ""
        yield f"so that numbers may lie {found.tolerance:g} apart, and nothing else may differ{apart}"
