"""A conformance test for metrics: `check_metric(MyMetric())`, for the tests of those who write one.

from evalkit.testing import check_metric

def test_my_metric():
    check_metric(MyMetric())
"""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
import re
import typing
from collections.abc import Callable, Sequence
from typing import Any, cast

from .conformance import broken, check_judgements, check_reliability, check_sights, check_threshold, named
from .context import RunContext
from .errors import PluginError
from .metric import Measure, Metric
from .records import (
    Case,
    Score,
    Status,
)
from .requirements import install_command, missing
from .specimens import specimens

__all__ = ["check_metric"]


def check_metric(metric: Metric, *, cases: Sequence[Case] | None = None) -> None:
    """Checks that a metric keeps the rules that runs, caches, reports and gates rest on.

    It is asked for scores of about thirty cases, hostile ones among them: all together, in another order, and each alone.

    Args:
        metric: an instance, with the parameters to check it with.
        cases: those to score instead of evalkit's own, for a metric that those do not fit.

    Raises:
        AssertionError: it breaks a rule. The message says what it did, on which case, and names the rule.
    """
    __tracebackhide__ = True  # pytest shows the author's own line, and the message
    _check_class(metric)
    _check_value(metric)
    check_reliability(metric)
    given = list(specimens() if cases is None else cases)
    if not given:
        raise ValueError("cases is empty: expected at least one case")
    scores, ops = _asked(metric, given)
    for case, score in zip(given, scores, strict=True):
        _check_score(metric, case, score)
        check_judgements(metric, case, score.claims)
        check_sights(metric, case, score)
    _check_reach(metric, scores)
    check_threshold(metric, [judgement for score in scores for judgement in score.claims])
    _check_repetition(metric, given, scores, ops)


def _check_class(metric: Any) -> None:
    """What the class declares."""
    __tracebackhide__ = True
    rule = "a metric is an instance of a frozen dataclass that derives from evalkit.metric.Metric"
    if isinstance(metric, type):
        broken(metric, f"{metric.__name__} is a class: expected an instance, check_metric({metric.__name__}())", rule)
    if not isinstance(metric, Metric):
        broken(metric, "it does not derive from Metric", rule)
    declared = getattr(type(metric), "__dataclass_params__", None)
    if declared is None:
        broken(metric, "its class is no dataclass: expected @dataclass(frozen=True)", rule)
    if not declared.frozen:
        broken(metric, "its class is not frozen: expected @dataclass(frozen=True)", rule)
    kind = cast("Any", type(metric))
    name = getattr(kind, "name", None)
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]+", name):
        broken(kind, f"its name is {name!r}", "`name` is a class variable, a str of letters, digits and _ . -")
    if type(kind.version) is not int or kind.version < 1:
        broken(metric, f"its version is {kind.version!r}", "`version` is a class variable, a whole number from 1")
    _check_measures(metric, getattr(kind, "measures", None))
    try:
        needed = missing(kind.requires)
    except PluginError as error:
        broken(metric, str(error), "`requires` is a tuple of PEP 508 requirements")
    if needed:
        broken(metric, f"it is not ready: {install_command(needed)}", "what a metric requires is installed")


def _check_measures(metric: Metric, measures: object) -> None:
    __tracebackhide__ = True
    rule = "`measures` is a class variable, a tuple of Measures, at least one, each with a name of its own"
    if not isinstance(measures, tuple) or not measures or not all(isinstance(one, Measure) for one in measures):
        broken(metric, f"its measures are {measures!r}", rule)
    names = [measure.name for measure in measures]
    for measure in measures:
        if not isinstance(measure.name, str) or not measure.name or names.count(measure.name) > 1:
            broken(metric, f"{names.count(measure.name)} of its measures have the name {measure.name!r}", rule)
        bounds = [bound for bound in (measure.low, measure.high) if bound is not None]
        if not all(map(math.isfinite, bounds)) or bounds != sorted(bounds):
            broken(
                metric,
                f"the measure {measure.name!r} goes from {measure.low} to {measure.high}",
                "a measure's `low` is not above its `high`; None stands where there is no bound",
            )
        if measure.better not in ("higher", "lower", "neither"):
            broken(
                metric,
                f"the measure {measure.name!r} has better={measure.better!r}",
                '`better` is "higher", "lower" or "neither"',
            )


def _check_value(metric: Metric) -> None:
    """That it is nothing but its parameters, and that its signature says them all."""
    __tracebackhide__ = True
    try:
        hash(metric)
    except TypeError as error:
        broken(metric, f"it has no hash: {error}", "parameters are immutable: a tuple, not a list or a dict")
    signature = _signature(metric)
    makes: dict[str, Callable[[], object]] = {
        "pickled and read again": lambda: pickle.loads(pickle.dumps(metric)),  # noqa: S301 - its own bytes
        "made again from its parameters": lambda: dataclasses.replace(cast("Any", metric)),
    }
    for how, make in makes.items():
        rule = "a metric is a value: a copy is equal to it; its class stands at the top of a module"
        try:
            again = make()
        except Exception as error:  # noqa: BLE001 - whatever it is, the author is told
            broken(metric, f"it cannot be {how}: {type(error).__name__}: {error}", rule)
        if again != metric or _signature(again) != signature:
            broken(metric, f"{how}, it is another: {again!r}", rule)
    if signature != _signature(metric) or not signature.isprintable() or " at 0x" in signature:
        broken(metric, f"its signature is {signature!r}", "a signature is one line and the same in every process")
    said = metric.identity()
    for field in dataclasses.fields(cast("Any", metric)):
        is_later = field.metadata.get("later", False) and getattr(metric, field.name) == field.default
        if field.compare and field.name not in said and not is_later:
            broken(
                metric,
                f"the parameter {field.name!r} is not in {signature}",
                "a signature holds all parameters; one that changes no number is field(compare=False), one that came later"
                " may be left out at its default: field(metadata={'later': True})",
            )


def _signature(metric: Metric) -> str:
    __tracebackhide__ = True
    try:
        return metric.signature
    except Exception as error:  # noqa: BLE001 - whatever it is, the author is told
        broken(metric, f"its signature raised {type(error).__name__}: {error}", "a metric can say its signature")


def _asked(metric: Metric, cases: list[Case]) -> tuple[list[Score], set[str]]:
    """Its scores, as a run with an empty cache would ask for them, and the ids of the Ops that it used."""
    __tracebackhide__ = True
    context = RunContext()
    before = copy.deepcopy(cases)
    kept = dict(vars(metric))
    try:
        given = metric.score(cases, context)
        scores = list(given) if given is not None else None
    except Exception as error:  # noqa: BLE001 - whatever it is, the author is told where
        where = _first_to_fail(metric, before) or f"{len(cases)} cases together, on none of them alone"
        broken(
            metric,
            f"it raised {type(error).__name__}: {error}, on {where}",
            "no text makes a metric raise; what it cannot score has a status that says so",
        )
    if scores is None or len(scores) != len(before):
        got = "None" if scores is None else str(len(scores))
        broken(metric, f"it gave {got} for {len(before)} cases", "`score` gives one score per case, in order")
    for case, score in zip(before, scores, strict=True):
        if not isinstance(score, Score):
            broken(metric, f"it gave {score!r} for {named(case)}", "`score` gives evalkit.metric.Scores")
    if cases != before:
        broken(metric, "the cases are others after scoring", "a metric does not change its cases, nor their list")
    if vars(metric) != kept:
        new = ", ".join(sorted(name for name, value in vars(metric).items() if kept.get(name, metric) != value))
        broken(metric, f"scoring changed it: {new}", "nothing is stored on a metric")
    return scores, set(context.counts)


def _first_to_fail(metric: Metric, cases: Sequence[Case]) -> str | None:
    for case in cases:
        try:
            metric.score([case], RunContext())
        except Exception:  # noqa: BLE001 - only the place is asked for
            return named(case)
    return None


def _check_score(metric: Metric, case: Case, score: Score) -> None:
    __tracebackhide__ = True
    legal = typing.get_args(Status)
    if score.status not in legal:
        broken(metric, f"{named(case)} has the status {score.status!r}", f"a status is one of {', '.join(legal)}")
    if not (score.note is None or isinstance(score.note, str)):
        broken(metric, f"{named(case)} has the note {score.note!r}", "a note is a str or None")
    if score.status != "scored":
        if score.values:
            broken(metric, f"{named(case)} is {score.status} and has {dict(score.values)}", "only `scored` has values")
        if not score.note:
            broken(
                metric,
                f"{named(case)} is {score.status} without a note",
                "what is not scored has a note that says why",
            )
        return
    if not score.values:
        broken(metric, f"{named(case)} is scored and has no value", "`scored` has at least one value")
    measures = {measure.name: measure for measure in metric.measures}
    for name, value in score.values.items():
        if name not in measures:
            broken(
                metric,
                f"{named(case)} has the value {name!r}: declared are {', '.join(measures)}",
                "values go by the names of the declared measures",
            )
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            broken(metric, f"{named(case)} has {name}={value!r}", "a value is a finite int or float: no NaN anywhere")
        low, high = measures[name].low, measures[name].high
        if (low is not None and value < low) or (high is not None and value > high):
            broken(
                metric,
                f"{named(case)} has {name}={value!r}: declared is {_range(low, high)}",
                "a value lies within its measure's low and high",
            )


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"up to {high}" if low is None else f"from {low}"
    return f"{low} to {high}"


def _check_reach(metric: Metric, scores: Sequence[Score]) -> None:
    """That it scores something, and gives every measure: one that never does is not checked by all the rest."""
    __tracebackhide__ = True
    given = {name for score in scores for name in score.values}
    if not given:
        note = next((score.note for score in scores if score.note), None)
        broken(metric, f"it scored none of {len(scores)} cases: {note}", "give `cases` that the metric can score")
    for measure in metric.measures:
        if measure.name not in given:
            broken(
                metric,
                f"the measure {measure.name!r} had no value on any of {len(scores)} cases",
                "a declared measure is given; give `cases` that have it",
            )


def _check_repetition(metric: Metric, cases: Sequence[Case], scores: Sequence[Score], ops: set[str]) -> None:
    """That a score depends on its case alone: the cache and the windows of a run rest on it."""
    __tracebackhide__ = True
    again, ops_again = _asked(metric, list(cases))
    _compare(metric, cases, scores, again, ("at first", "the second time"))
    if ops != ops_again or any(" at 0x" in op for op in ops):
        broken(
            metric,
            f"its Ops are {sorted(ops | ops_again)}",
            "an Op's `id` is the same in every process: it keys the cache",
        )
    turned, _ = _asked(metric, list(reversed(cases)))
    _compare(metric, cases, scores, turned[::-1], ("in order", "in reversed order"))
    for case, score in zip(cases, scores, strict=True):
        alone, _ = _asked(metric, [case])
        _compare(metric, [case], [score], alone, ("among others", "alone"))


def _compare(
    metric: Metric, cases: Sequence[Case], one: Sequence[Score], other: Sequence[Score], how: tuple[str, str]
) -> None:
    __tracebackhide__ = True
    for case, left, right in zip(cases, one, other, strict=True):
        if left != right:
            broken(
                metric,
                f"{named(case)} has {_brief(left)} {how[0]}, {_brief(right)} {how[1]}",
                "a case has the same score every time, whatever cases are scored with it, and in whatever order",
            )


def _brief(score: Score) -> str:
    return f"{dict(score.values) or score.status}" + (f" with {len(score.claims)} judgements" if score.claims else "")
