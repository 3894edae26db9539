"""How right verdicts and findings were: what the built-in metrics tell of it, and what a metric may tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import pytest

from evalkit import plugins, recording
from evalkit.conformance import check_reliability
from evalkit.metric import Case, Context, Measure, Metric, Reliability, Score
from evalkit.runfile import HeaderRecord, ReliabilityRecord, decode, encode
from evalkit_metrics.highlights import Highlights
from evalkit_metrics.measured import measured, measured_model
from evalkit_metrics.model.pair import pair_name
from evalkit_metrics.support import Support

ROW: dict[str, Any] = {"precision": 0.8, "low": 0.7, "high": 0.9, "n": 40, "about": "40 claims"}
REFUSED = Reliability(tier="rules", verdict="unsupported", **ROW)


@dataclass(frozen=True)
class Told(Metric):
    """Tells what it is given."""

    name: ClassVar[str] = "told"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("words"),)
    rows: Any = (REFUSED,)

    @property
    def reliability(self) -> tuple[Reliability, ...]:
        return self.rows  # type: ignore[no-any-return]  # whatever a test says

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        return [Score("not_applicable", note="nothing") for _ in cases]


def _row(**changes: Any) -> tuple[Reliability, ...]:
    return (Reliability(**{"tier": "rules", "verdict": "unsupported", **ROW, **changes}),)


BROKEN = {
    "a list": ([REFUSED], "`reliability` is a tuple of Reliabilities"),
    "numbers": ((0.8,), "`reliability` is a tuple of Reliabilities"),
    "no such verdict": (_row(verdict="fine"), "expected None or one of supported, contradicted"),
    "no such finding": (_row(verdict=None, finding="typo", certainty="likely"), "expected None or one of number, unit"),
    "no such certainty": (_row(verdict=None, finding="date", certainty="sure"), "expected None or one of certain, likely"),
    "neither verdict nor finding": (_row(verdict=None), "a row is of a verdict, or of a finding"),
    "both": (_row(finding="date", certainty="likely"), "a row is of a verdict, or of a finding"),
    "a finding without certainty": (_row(verdict=None, finding="date"), "a row is of a verdict, or of a finding"),
    "a verdict with certainty": (_row(certainty="likely"), "a row is of a verdict, or of a finding"),
    "above 1": (_row(high=1.2), "0 <= low <= precision <= high <= 1"),
    "below 0": (_row(low=-0.1), "0 <= low <= precision <= high <= 1"),
    "outside its interval": (_row(precision=0.6), "0 <= low <= precision <= high <= 1"),
    "not a number": (_row(high=math.nan), "0 <= low <= precision <= high <= 1"),
    "one bound": (_row(from_probability=0.2), "may have both bounds"),
    "bounds turned round": (_row(from_probability=0.5, to_probability=0.2), "may have both bounds"),
    "bounds of a finding": (
        _row(verdict=None, finding="date", certainty="likely", from_probability=0.2, to_probability=0.5),
        "may have both bounds",
    ),
    "nothing looked at": (_row(n=0), "`n` counts what was looked at"),
    "on nothing": (_row(about=" "), "`about` says on what it was measured"),
    "twice": ((REFUSED, *_row(precision=0.75)), "have one row"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_measurement(rows: Any, message: str) -> None:
    """What cannot have been measured is refused, with what was found and the rule."""
    with pytest.raises(AssertionError) as caught:
        check_reliability(Told(rows))

    assert str(caught.value).startswith("told: its reliability ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "metric", [plugins.build(name) for name in sorted(plugins.find()) if name in plugins.DEFAULT_METRICS], ids=lambda one: one.name
)  # fmt: skip
def test_the_built_in_metrics_tell_measurements(metric: Metric) -> None:
    """What is in the package is a measurement; those that were not measured tell nothing."""
    check_reliability(metric)

    assert (metric.name in {"support", "highlights"}) == bool(metric.reliability)


def test_the_measured_metrics_are_those_of_the_package() -> None:
    """Versions and weights are those that were measured; after a change: `python -m training.reliability DATA/dev`."""
    assert pair_name() == measured_model()
    assert () != measured("support", Support.version)
    assert () != measured("highlights", Highlights.version)


def test_another_version_was_not_measured() -> None:
    """Of numbers that have changed since, and of metrics that nobody measured, nothing is told."""
    assert () == measured("support", Support.version + 1)
    assert () == measured("rouge", 1)


def test_every_verdict_of_the_model_has_its_range() -> None:
    """The ranges of probability meet without a gap, and each lies on its verdict's side of the threshold."""
    rows = [one for one in Support().reliability if one.from_probability is not None]
    ranges = sorted((one.from_probability or 0.0, one.to_probability or 0.0) for one in rows)

    assert {"model"} == {one.tier for one in rows}
    assert (0.0, 1.0) == (ranges[0][0], ranges[-1][1])
    assert all(one[1] == other[0] for one, other in pairwise(ranges))
    assert all((one.verdict == "supported") == ((one.from_probability or 0.0) >= 0.5) for one in rows)
    for verdict in ("supported", "unsupported"):
        (whole,) = [
            one for one in Support().reliability if (one.tier, one.verdict, one.from_probability) == ("model", verdict, None)
        ]  # fmt: skip
        assert whole.n == sum(one.n for one in rows if one.verdict == verdict)


OTHERS = {
    "a judge": {"judge": "some/cross-encoder"},
    "an endpoint": {"judge_url": "http://localhost:1/v1", "judge_model": "m"},
    "another encoder": {"model": "some/encoder"},
}


@pytest.mark.parametrize("parameters", OTHERS.values(), ids=OTHERS)
def test_with_another_model_only_the_checks_were_measured(parameters: dict[str, str]) -> None:
    """With another judge or encoder nothing is told of the model; the checks are the same and so are their rows."""
    found = Support(**parameters).reliability  # type: ignore[arg-type]  # parameters by name

    assert {"checks"} == {one.tier for one in found}
    assert found == tuple(one for one in Support().reliability if one.tier == "checks")


def test_a_display_parameter_changes_nothing() -> None:
    """How much evidence is shown moves no verdict."""
    assert Support().reliability == Support(evidence=1).reliability


def test_the_header_tells_it() -> None:
    """The run file has each row under its metric's record, and no field where nothing was measured."""
    header = recording.header_record([Told(), Told(())], {}, 1)
    line = encode(header)
    again = decode(line)

    assert isinstance(again, HeaderRecord)
    assert again == header
    assert 1 == line.count(b'"reliability"')
    assert () == again.metrics[1].reliability
    assert (
        ReliabilityRecord("rules", "unsupported", None, None, None, None, 0.8, 0.7, 0.9, 40, "40 claims"),
    ) == again.metrics[0].reliability


def test_it_is_no_part_of_the_signature() -> None:
    """A measurement changes no number, so that it changes no signature either."""
    assert "reliab" not in Support().signature
    assert () == Metric.reliability.fget(Told())  # type: ignore[attr-defined]  # the default, which Told overrides
