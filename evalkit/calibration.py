"""A calibration: a monotone map of P(supported) for the user's own texts, on which 0.5 is the user's threshold.

The map is Platt's (1999): the logit times a slope, plus an intercept. `evalkit calibrate` fits it and writes it into the settings;
from then on it is a parameter of the metric, and stands in its signature.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .errors import ConfigError
from .metric import Metric

__all__ = ["KEYS", "LEAST", "Calibration", "CalibrationSettings", "calibration_settings", "with_calibration"]

LEAST = 0.00005
"""Half of the step that probabilities are rounded to: they are taken as at least so far from 0 and 1, which have no logit."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The map.

    Attributes:
        slope: above 0, so that the order of claims stays.
        intercept: what is added to the logit after that.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and math.isfinite(self.intercept) and self.slope > 0):
            raise ValueError(f"calibration={self}: expected a slope above 0 and an intercept, both finite")

    def __str__(self) -> str:
        return f"{self.slope!r},{self.intercept!r}"

    @classmethod
    def parsed(cls, text: str) -> Calibration:
        """Reads `1.2,-0.3`.

        Raises:
            ValueError: it is none.
        """
        try:
            slope, intercept = (float(part) for part in text.split(","))
        except ValueError:
            raise ValueError(f"calibration={text!r}: expected slope and intercept, as in '1.2,-0.3'") from None
        return cls(slope, intercept)

    def __call__(self, probability: float) -> float:
        """The calibrated P(supported), rounded to 1e-4 as all values of models are before they are compared."""
        kept = min(1 - LEAST, max(LEAST, probability))
        moved = self.slope * math.log(kept / (1 - kept)) + self.intercept
        value = 1 / (1 + math.exp(-moved)) if moved >= 0 else math.exp(moved) / (1 + math.exp(moved))
        return round(value, 4)


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """The table `[calibration]` of a settings file.

    Attributes:
        calibration: the map.
        metric: the signature of the metric that it was fitted to, without it.
        place: `path:line:column` of the table.
    """

    calibration: Calibration
    metric: str
    place: str


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_interval(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


KEYS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "slope": (lambda value: _is_number(value) and cast("float", value) > 0, "a number above 0"),
    "intercept": (_is_number, "a number"),
    "metric": (_is_text, "the signature of the metric that it was fitted to"),
    "odds": (lambda value: value in {"even", "data"}, '"even" or "data"'),
    "labels": (_is_count, "a whole number"),
    "documents": (_is_count, "a whole number"),
    "gain": (_is_number, "a number"),
    "gain_interval": (_is_interval, "two numbers"),
    "labels_sha256": (_is_text, "a hash"),
}
"""Every key of the table, with what it may hold; the first three are needed, the others say how it was made."""
_NEEDED = ("slope", "intercept", "metric")


def calibration_settings(table: Mapping[str, Any], place: Callable[[str], str]) -> CalibrationSettings:
    """Reads the table.

    Args:
        table: what the file has.
        place: gives `path:line:column` of a key of the table, of the table itself for "".

    Raises:
        ConfigError: a key is unknown, missing or does not fit.
    """
    for key, value in table.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ConfigError(f"{place(key)}: [calibration] has no key {key!r}: {hint}known are {', '.join(KEYS)}")
        fits, expected = KEYS[key]
        if not fits(value):
            raise ConfigError(f"{place(key)}: {key} = {value!r}: expected {expected}")
    for key in _NEEDED:
        if key not in table:
            raise ConfigError(
                f"{place('')}: [calibration] has no {key}: expected {', '.join(_NEEDED)}, as evalkit calibrate writes them"
            )
    return CalibrationSettings(
        Calibration(float(table["slope"]), float(table["intercept"])), table["metric"], place("")
    )


def with_calibration(
    metrics: Sequence[Metric], settings: CalibrationSettings | None, verdict_from: str
) -> tuple[Metric, ...]:
    """The metrics, the one that gives the verdicts with the calibration of the settings, unless it was given one by name.

    Raises:
        ConfigError: the calibration was fitted to another metric, model or judge.
    """
    return tuple(
        _calibrated(one, settings) if settings and one.name == verdict_from and _takes(one) else one for one in metrics
    )


def _takes(metric: Metric) -> bool:
    return any(field.name == "calibration" for field in dataclasses.fields(cast("Any", metric)))


def _calibrated(metric: Metric, settings: CalibrationSettings) -> Metric:
    if cast("Any", metric).calibration:
        return metric
    if metric.signature != settings.metric:
        raise ConfigError(
            f"{settings.place}: [calibration] was fitted to {settings.metric}, and this run's metric is {metric.signature}: its"
            " probabilities mean something else; calibrate again with evalkit calibrate, or take the table out"
        )
    return cast("Metric", dataclasses.replace(cast("Any", metric), calibration=str(settings.calibration)))
