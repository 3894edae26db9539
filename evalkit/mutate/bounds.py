"""The gate of `evalkit mutate`: the least share of faults that is to be caught, the most false alarms that are allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import ConfigError
from .operators import OPERATORS, TYPES
from .record import Failure, Row

__all__ = ["ALL", "Bound", "held", "parsed"]

ALL = {"fault": "all faults", "edit": "all edits"}
"""The rows that sum up each kind."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound on a row's share: of faults at least, of edits at most."""

    option: str
    row: str
    kind: Literal["fault", "edit"]
    share: float


def parsed(texts: Sequence[str], kind: Literal["fault", "edit"]) -> tuple[Bound, ...]:
    """The bounds of an option: `TYPE=SHARE`, or `SHARE` alone for all faults or all edits.

    Raises:
        ConfigError: it is no share, or there is no such type.
    """
    return tuple(_parsed(text, kind) for text in texts)


def _parsed(text: str, kind: Literal["fault", "edit"]) -> Bound:
    option = "--min-detection" if kind == "fault" else "--max-false-alarms"
    name, equals, number = text.rpartition("=")
    known = [one for one in TYPES if any(op.type == one and op.kind == kind for op in OPERATORS)]
    if equals and name not in known:
        raise ConfigError(f"{option} {text!r}: there is no type {name!r}: expected one of {', '.join(known)}")
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ConfigError(
            f"{option} {text!r}: {number!r} is no share: expected a number from 0 to 1, as in {known[0]}=0.95"
        )
    return Bound(option, name if equals else ALL[kind], kind, share)


def held(bounds: Sequence[Bound], rows: Sequence[Row]) -> tuple[Failure, ...]:
    """How each bound went; the share itself is held against it, not its interval."""
    by_name = {row.name: row for row in rows if not row.operator}
    return tuple(_held(bound, by_name.get(bound.row)) for bound in bounds)


def _held(bound: Bound, row: Row | None) -> Failure:
    sign = ">=" if bound.kind == "fault" else "<="
    gate = f"{bound.row} {sign} {bound.share:g}"
    if row is None or row.caught is None:
        return Failure(
            gate, f"these texts have no claim that can be changed so surely: nothing can be said of {bound.row}", None
        )
    value = row.caught.value
    passed = value >= bound.share if bound.kind == "fault" else value <= bound.share
    done = "caught" if bound.kind == "fault" else "taken for faults"
    return Failure(gate, f"{round(value * row.n)} of {row.n} {done} ({value:.3f})", passed)
