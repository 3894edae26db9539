"""What a gate asks for, written as people write it: "support.mean >= 0.85", "HIGHLIGHTS: unsupported_rate <= 0.05".

An expression is parsed once into an object. What it names is looked up among a run's measures when the run is known; a name that
is not there is an error that says which name is nearest.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from ..errors import ConfigError
from ..records import BlockKind, FindingType, Verdict
from ..runfile import HeaderRecord, MeasureRecord

__all__ = ["AGGREGATES", "Aggregate", "Expression", "Subject", "counted_subjects", "parse", "resolve"]

Aggregate = Literal["mean", "median", "min", "max", "low", "high", "sum"]
AGGREGATES: Mapping[Aggregate, str] = MappingProxyType(
    {
        "mean": "mean",
        "median": "median",
        "min": "smallest value",
        "max": "largest value",
        "low": "lower bound of the mean's 95% interval",
        "high": "upper bound of the mean's 95% interval",
        "sum": "sum",
    }
)
"""How the values of many blocks become one number, with its name in words."""

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_FORM = re.compile(
    r"\s*(?:(?P<block>[A-Za-z]+)\s*:\s*)?(?P<name>[^\s<>=!:]+)\s*(?P<operator>>=|<=|==|!=|>|<)\s*(?P<bound>[^\s<>=!]+)\s*"
)
_EXAMPLES = "support.mean >= 0.85, unsupported_rate <= 0.05, findings.number == 0 or HIGHLIGHTS: support_min >= 0.5"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number is of: a measure of a metric, or a count of findings or claims.

    Attributes:
        kind: a metric's value, or how many findings or claims a block has.
        metric: the run's name of the metric; None for counts.
        name: the measure, the type of finding, or the verdict; "" for findings of all types and for all claims.
        measure: the measure's record; None for counts.
    """

    kind: Literal["measure", "findings", "claims"]
    metric: str | None
    name: str
    measure: MeasureRecord | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A bound on a number.

    Attributes:
        text: the expression as it was written.
        block: the kind of block that it is for; None for all kinds, each by itself.
        name: what it names, its aggregate included.
        sign: the comparison.
        bound: what the number is compared with.
    """

    text: str
    block: BlockKind | None
    name: str
    sign: str
    bound: float

    def holds(self, value: float) -> bool:
        """Whether a number satisfies it."""
        return _OPERATORS[self.sign](value, self.bound)


def parse(text: str) -> Expression:
    """Reads an expression: `[BLOCK:] NAME[.AGGREGATE] OPERATOR NUMBER`.

    Raises:
        ConfigError: it is none; the message says what is expected.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ConfigError(f"{text!r} is no gate: expected a measure, a comparison and a number, as in {_EXAMPLES}")
    block = match["block"]
    if block is not None and block not in get_args(BlockKind):
        raise ConfigError(
            f"{text!r}: there is no kind of block {block!r}: expected SUMMARY or HIGHLIGHTS before the colon"
        )
    try:
        bound = float(match["bound"])
    except ValueError:
        raise ConfigError(f"{text!r}: {match['bound']!r} is no number: expected one such as 0.85 or 0") from None
    if bound != bound or bound in {float("inf"), float("-inf")}:  # noqa: PLR0124 - the one number that is not itself
        raise ConfigError(f"{text!r}: {match['bound']!r} bounds nothing: expected a number such as 0.85 or 0")
    return Expression(text.strip(), block, match["name"], match["operator"], bound)  # type: ignore[arg-type]  # seen above


def resolve(name: str, header: HeaderRecord, where: str) -> tuple[Subject, Aggregate | None]:
    """Looks up what an expression names among a run's measures.

    Args:
        name: a measure ("support_min", "rouge.rouge2.precision"), "findings", "findings.TYPE", "claims" or "claims.VERDICT",
            with or without an aggregate.
        header: the header of the run.
        where: the expression, for the message.

    Returns:
        What it is, and how values of many blocks are put together; None where each block counts by itself.

    Raises:
        ConfigError: there is no such thing in the run, or several.
    """
    if (found := _subject(name, header, where)) is not None:
        return found, None
    rest, _, last = name.rpartition(".")
    if last in AGGREGATES and (found := _subject(rest, header, where)) is not None:
        return found, last  # type: ignore[return-value]  # one of its keys
    known = [*_measures(header), *counted_subjects()]
    near = difflib.get_close_matches(name, [*known, *(f"{one}.{last}" for one in known for last in AGGREGATES)], n=1)
    hint = f"did you mean {near[0]!r}? evalkit metrics lists the measures" if near else f"known are {', '.join(known)}"
    raise ConfigError(
        f"{where}: the run has no measure {name!r}: {hint}; each may end in .{', .'.join(AGGREGATES)} for all blocks together"
    )


def counted_subjects() -> tuple[str, ...]:
    """The names of what is counted in a block."""
    return (
        "findings",
        *(f"findings.{one}" for one in get_args(FindingType)),
        "claims",
        *(f"claims.{one}" for one in get_args(Verdict)),
    )


def _subject(name: str, header: HeaderRecord, where: str) -> Subject | None:
    kind, _, rest = name.partition(".")
    if name in counted_subjects():
        return Subject("findings" if kind == "findings" else "claims", None, rest)
    found = [
        Subject("measure", metric.name, measure.name, measure)
        for metric in header.metrics
        for measure in metric.measures
        if name in {measure.name, f"{metric.name}.{measure.name}"}
    ]
    if len(found) > 1:
        ways = ", ".join(f"{one.metric}.{one.name}" for one in found)
        raise ConfigError(f"{where}: {name!r} is a measure of several metrics: expected one of {ways}")
    return found[0] if found else None


def _measures(header: HeaderRecord) -> Iterable[str]:
    return dict.fromkeys(measure.name for metric in header.metrics for measure in metric.measures)
