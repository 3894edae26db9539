"""The settings of a gate: the table `[gate]` of evalkit.toml, or `[tool.evalkit.gate]` of pyproject.toml, read into objects."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from ..errors import ConfigError
from ..records import BlockKind, Certainty
from .expressions import Expression, parse
from .outcome import Waiver

__all__ = ["ALLOWED", "Drop", "GateSettings", "Require", "gate_settings"]

ALLOWED: Mapping[str, str] = MappingProxyType(
    {
        "bad_inputs": "inputs that could not be read",
        "failed_scores": "scores that failed",
        "no_answer": "blocks that the baseline has and that are empty, or a refusal, now",
        "gone": "blocks that the baseline has and the run has not",
        "abstained": "claims of the baseline's blocks that could not be judged now",
    }
)
"""What fails a gate unless the settings allow it with a reason."""

Place = Callable[[str], str]
"""Where words stand in the settings: `path:line:column`."""


@dataclass(frozen=True, slots=True)
class Require:
    """A bound that every block of a kind and system must keep to, or all of them together.

    Attributes:
        expression: what is asked.
        system: the system that it is for; None for each.
        certainty: of findings, which count; None for both.
        min_cases: how many blocks must have a value, where they are put together.
        missing: why it is well that blocks have no value; "" where it is not.
    """

    expression: Expression
    system: str | None = None
    certainty: Certainty | None = None
    min_cases: int = 1
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """How far a mean may fall, or rise where lower is better, since the baseline.

    Attributes:
        measure: the measure.
        max_drop: by how much, in the measure's own unit.
        max_relative_drop: by which share of its older mean; None for no such bound.
        alpha: it fails only where the paired permutation test clustered by article gives a p-value below this; None to fail
            on the mean alone.
        min_cases: how many blocks must have a value in both.
        block, system: what it is for; None for each.
        missing: why it is well that blocks cannot be compared; "" where it is not.
    """

    measure: str
    max_drop: float | None = None
    max_relative_drop: float | None = None
    alpha: float | None = None
    min_cases: int = 1
    block: BlockKind | None = None
    system: str | None = None
    missing: str = ""

    @property
    def text(self) -> str:
        """The gate in words."""
        bounds = [
            f"{name} {value:g}"
            for name, value in (
                ("max_drop", self.max_drop), ("max_relative_drop", self.max_relative_drop), ("alpha", self.alpha)
            )
            if value is not None
        ]  # fmt: skip
        return f"{self.measure}: {', '.join(bounds)}"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What a run must come to.

    Attributes:
        baseline: the baseline's path; None for none.
        require: bounds on the run itself.
        drop: bounds on how means moved since the baseline.
        newly_unsupported: how many claims may be newly unsupported or contradicted.
        allow: what does not fail, by a name of `ALLOWED`, with its reason.
        waive: claims that may stay as they are.
    """

    baseline: str | None = None
    require: tuple[Require, ...] = ()
    drop: tuple[Drop, ...] = ()
    newly_unsupported: int = 0
    allow: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    waive: tuple[Waiver, ...] = ()


def gate_settings(table: Mapping[str, Any], place: Place) -> GateSettings:
    """Reads the table.

    Args:
        table: the table as TOML gives it.
        place: tells where a word of it stands, for the messages.

    Raises:
        ConfigError: a key is unknown, or holds what it cannot.
    """
    _known(table, ("baseline", "require", "drop", "newly_unsupported", "allow", "waive"), "gate", place)
    newly = table.get("newly_unsupported", 0)
    if isinstance(newly, bool) or not isinstance(newly, int) or newly < 0:
        raise _unfit("gate.newly_unsupported", newly, "a whole number from 0", place)
    allow = table.get("allow", {})
    if not isinstance(allow, dict):
        raise _unfit("gate.allow", allow, 'a table such as { no_answer = "why" }', place)
    _known(allow, ALLOWED, "gate.allow", place)
    for key in allow:
        _reason(allow, key, f"gate.allow.{key}", place)
    baseline = table.get("baseline")
    if baseline is not None and not (isinstance(baseline, str) and baseline):
        raise _unfit("gate.baseline", baseline, "a file, as evalkit bless writes it", place)
    return GateSettings(
        baseline,
        tuple(_require(one, place) for one in _several(table, "require", place)),
        tuple(_drop(one, place) for one in _several(table, "drop", place)),
        newly,
        MappingProxyType(dict(allow)),
        tuple(_waiver(one, place) for one in _several(table, "waive", place)),
    )


def _several(table: Mapping[str, Any], key: str, place: Place) -> Sequence[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise _unfit(f"gate.{key}", value, "a list", place)
    return value


def _require(value: object, place: Place) -> Require:
    if isinstance(value, str):
        value = {"that": value}
    if not isinstance(value, dict):
        raise _unfit(
            "gate.require", value, 'a gate such as "support.mean >= 0.85", or a table with that as `that`', place
        )
    _known(value, ("that", "block", "system", "certainty", "min_cases", "missing"), "gate.require", place)
    that = value.get("that")
    if not isinstance(that, str):
        raise _unfit("gate.require.that", that, 'a gate such as "support.mean >= 0.85"', place)
    try:
        expression = parse(that)
    except ConfigError as error:
        raise ConfigError(f"{place(that)}: {error}") from None
    block = _one_of(value, "block", get_args(BlockKind), "gate.require", place)
    if block is not None:
        if expression.block not in {None, block}:
            raise ConfigError(
                f"{place(that)}: {that!r} is for {expression.block}, and its block is {block}: expected one of them"
            )
        expression = Expression(expression.text, block, expression.name, expression.sign, expression.bound)  # type: ignore[arg-type]  # a kind of block
    return Require(
        expression,
        _text(value, "system", "gate.require", place),
        _one_of(value, "certainty", get_args(Certainty), "gate.require", place),  # type: ignore[arg-type]  # one of its values
        _count(value, "gate.require", place),
        _reason(value, "missing", "gate.require.missing", place),
    )


def _drop(value: object, place: Place) -> Drop:
    if not isinstance(value, dict):
        raise _unfit("gate.drop", value, 'a table such as { measure = "support", max_drop = 0.02 }', place)
    keys = ("measure", "max_drop", "max_relative_drop", "alpha", "min_cases", "block", "system", "missing")
    _known(value, keys, "gate.drop", place)
    measure = _text(value, "measure", "gate.drop", place)
    if measure is None:
        raise ConfigError(f'{place("drop")}: gate.drop has no measure: expected one, as in measure = "support"')
    bounds = {key: _share(value, key, place) for key in ("max_drop", "max_relative_drop", "alpha")}
    if all(one is None for one in bounds.values()):
        raise ConfigError(
            f"{place(measure)}: gate.drop of {measure} bounds nothing: expected max_drop, max_relative_drop or alpha"
        )
    if bounds["alpha"] is not None and not 0 < bounds["alpha"] < 1:
        raise _unfit("gate.drop.alpha", bounds["alpha"], "a number between 0 and 1", place)
    return Drop(
        measure,
        bounds["max_drop"],
        bounds["max_relative_drop"],
        bounds["alpha"],
        _count(value, "gate.drop", place),
        _one_of(value, "block", get_args(BlockKind), "gate.drop", place),  # type: ignore[arg-type]  # one of its values
        _text(value, "system", "gate.drop", place),
        _reason(value, "missing", "gate.drop.missing", place),
    )


def _waiver(value: object, place: Place) -> Waiver:
    if not isinstance(value, dict):
        raise _unfit(
            "gate.waive",
            value,
            'a table such as { claim = "89600e2bcab988ef", reason = "why", until = 2027-01-31 }',
            place,
        )
    _known(value, ("claim", "reason", "until"), "gate.waive", place)
    claim = _text(value, "claim", "gate.waive", place)
    if claim is None:
        raise ConfigError(
            f"{place('waive')}: gate.waive has no claim: expected the id that evalkit gate prints beside a claim"
        )
    if not _reason(value, "reason", "gate.waive.reason", place):
        raise ConfigError(f"{place(claim)}: gate.waive of {claim} has no reason: expected one")
    until = value.get("until")
    if until is not None and (not isinstance(until, dt.date) or isinstance(until, dt.datetime)):
        raise _unfit("gate.waive.until", until, "a date without quotation marks, as in 2027-01-31", place)
    return Waiver(claim, value["reason"], until)


def _known(table: Mapping[str, Any], keys: Sequence[str] | Mapping[str, Any], where: str, place: Place) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ConfigError(f"{place(key)}: {where} has no key {key!r}: {hint}known are {', '.join(keys)}")


def _unfit(name: str, value: object, expected: str, place: Place) -> ConfigError:
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return ConfigError(f"{place(name.rpartition('.')[2])}: {name} = {shown}: expected {expected}")


def _text(table: Mapping[str, Any], key: str, where: str, place: Place) -> str | None:
    value = table.get(key)
    if value is not None and not (isinstance(value, str) and value):
        raise _unfit(f"{where}.{key}", value, "text", place)
    return value


def _reason(table: Mapping[str, Any], key: str, name: str, place: Place) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (key in table and not value.strip()):
        raise _unfit(name, value, "a reason in words, which every report shows", place)
    return value


def _one_of(table: Mapping[str, Any], key: str, values: Sequence[str], where: str, place: Place) -> str | None:
    value = _text(table, key, where, place)
    if value is not None and value not in values:
        raise _unfit(f"{where}.{key}", value, " or ".join(values), place)
    return value


def _count(table: Mapping[str, Any], where: str, place: Place) -> int:
    value: Literal[1] | Any = table.get("min_cases", 1)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _unfit(f"{where}.min_cases", value, "a whole number from 1", place)
    return value


def _share(table: Mapping[str, Any], key: str, place: Place) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise _unfit(f"gate.drop.{key}", value, "a number from 0", place)
    return float(value)
