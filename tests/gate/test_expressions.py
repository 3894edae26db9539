"""What a gate may ask for, and what is told of what it may not."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import ConfigError
from evalkit.gate.expressions import AGGREGATES, counted_subjects, parse, resolve
from evalkit.runfile import HeaderRecord, MeasureRecord, MetricRecord

HEADER = HeaderRecord(
    1, "0", "", {},
    (
        MetricRecord("support", "support()|v1", (
            MeasureRecord("support", 0.0, 1.0, "share", "higher", ""), MeasureRecord("support_min", 0.0, 1.0, "share", "higher", ""),
        )),
        MetricRecord("rouge", "rouge()|v1", (MeasureRecord("rouge1.precision", 0.0, 1.0, "share", "neither", ""),)),
        MetricRecord("a", "a()|v1", (MeasureRecord("x", None, None, "", "higher", ""),)),
        MetricRecord("b", "b()|v1", (MeasureRecord("x", None, None, "", "higher", ""),)),
    ),
    {}, 0,
)  # fmt: skip

BAD = {
    "nothing": ("", "'' is no gate: expected a measure, a comparison and a number, as in support.mean >= 0.85"),
    "no number": ("support.mean >=", "is no gate"),
    "no comparison": ("support.mean 0.85", "is no gate"),
    "one equals sign": ("findings.number = 0", "is no gate"),
    "two bounds": ("0.5 <= support <= 1", "is no gate"),
    "words": ("support >= high", "'high' is no number: expected one such as 0.85 or 0"),
    "a percentage": ("support >= 85%", "'85%' is no number"),
    "not a number": ("support >= nan", "'nan' bounds nothing"),
    "endless": ("support <= inf", "'inf' bounds nothing"),
    "another block": ("CONTENT: support >= 1", "there is no kind of block 'CONTENT': expected SUMMARY or HIGHLIGHTS"),
    "a small block": ("summary: support >= 1", "there is no kind of block 'summary'"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_no_gate(text: str, told: str) -> None:
    """What is no gate is told with what was expected."""
    with pytest.raises(ConfigError, match=re.escape(told)):
        parse(text)


UNKNOWN = {
    "misspelt": ("suport.mean", "the run has no measure 'suport.mean': did you mean 'support.mean'?"),
    "misspelt end": ("support.maen", "did you mean 'support.mean'?"),
    "misspelt type": ("findings.numbr", "did you mean 'findings.number'?"),
    "nothing near": ("qqqq", "known are support, support_min, rouge1.precision, x, findings, "),
    "code": ("__import__('os').system('x')", "the run has no measure \"__import__('os').system('x')\""),
    "of two metrics": ("x", "'x' is a measure of several metrics: expected one of a.x, b.x"),
    "of two metrics, together": ("x.mean", "expected one of a.x, b.x"),
}


@pytest.mark.parametrize(("name", "told"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown(name: str, told: str) -> None:
    """A name that the run does not have is told with the nearest one; one of two metrics with both."""
    with pytest.raises(ConfigError, match=re.escape(told)):
        resolve(name, HEADER, "gate")


@pytest.mark.parametrize(
    ("text", "block", "name", "sign", "bound"),
    [
        ("support.mean >= 0.85", None, "support.mean", ">=", 0.85),
        ("  HIGHLIGHTS :support_min>.5 ", "HIGHLIGHTS", "support_min", ">", 0.5),
        ("SUMMARY: findings.role-swap == 0", "SUMMARY", "findings.role-swap", "==", 0.0),
        ("rouge.rouge1.precision != 1e-3", None, "rouge.rouge1.precision", "!=", 0.001),
        ("x <= -2", None, "x", "<=", -2.0),
    ],
)
def test_parsed(text: str, block: str | None, name: str, sign: str, bound: float) -> None:
    """A gate is its block, its name, its comparison and its bound."""
    found = parse(text)

    assert (block, name, sign, bound) == (found.block, found.name, found.sign, found.bound)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("support", ("measure", "support", "support", None)),
        ("support.support", ("measure", "support", "support", None)),
        ("support.low", ("measure", "support", "support", "low")),
        ("rouge1.precision", ("measure", "rouge", "rouge1.precision", None)),
        ("rouge.rouge1.precision.max", ("measure", "rouge", "rouge1.precision", "max")),
        ("a.x", ("measure", "a", "x", None)),
        ("findings", ("findings", None, "", None)),
        ("findings.block-conflict.sum", ("findings", None, "block-conflict", "sum")),
        ("claims.abstained.mean", ("claims", None, "abstained", "mean")),
    ],
)
def test_resolved(name: str, expected: tuple[str, str | None, str, str | None]) -> None:
    """A name is a measure of a metric or a count, with or without what puts blocks together."""
    subject, aggregate = resolve(name, HEADER, "gate")

    assert expected == (subject.kind, subject.metric, subject.name, aggregate)


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_every_count_and_aggregate_is_found(aggregate: str) -> None:
    """What is counted can be asked for by itself and put together in every way."""
    for name in counted_subjects():
        assert aggregate == resolve(f"{name}.{aggregate}", HEADER, "")[1]


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Any text is a gate or an error of ours, and nothing else happens."""
    with contextlib.suppress(ConfigError):
        resolve(parse(text).name, HEADER, text)


@given(st.sampled_from(["support", "findings.number", "rouge1.precision"]), st.floats(-9, 9), st.floats(-9, 9))
def test_signs(name: str, value: float, bound: float) -> None:
    """Each comparison is that of Python's floats."""
    told = {sign: parse(f"{name} {sign} {bound!r}").holds(value) for sign in (">=", "<=", "==", "!=", ">", "<")}

    assert told == {
        ">=": value >= bound, "<=": value <= bound, "==": value == bound, "!=": value != bound, ">": value > bound,
        "<": value < bound,
    }  # fmt: skip
