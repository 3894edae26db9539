"""The bigger judge that a run names, handed to the metrics that take one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, cast

from .errors import ConfigError
from .metric import Metric

__all__ = ["with_judge"]


def with_judge(metrics: Sequence[Metric], named: Mapping[str, str | None]) -> tuple[Metric, ...]:
    """The metrics, those that take a judge with the one that is named.

    A metric takes a judge if it has all the parameters that are named, e.g. `judge` or `judge_url` and `judge_model`.

    Args:
        named: values by parameter; those that are None or empty name nothing.

    Raises:
        ConfigError: a judge is named and no metric takes it, or what is named does not go together.
    """
    given = {name: value for name, value in named.items() if value}
    if not given:
        return tuple(metrics)
    takes = [given.keys() <= {field.name for field in dataclasses.fields(cast("Any", one))} for one in metrics]
    if not any(takes):
        options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
        names = ", ".join(one.name for one in metrics)
        raise ConfigError(
            f"{options}: no metric of this run takes a judge, which has {names}: expected support among them"
        )
    try:
        return tuple(
            cast("Metric", dataclasses.replace(cast("Any", one), **given)) if taken else one
            for one, taken in zip(metrics, takes, strict=True)
        )
    except ValueError as error:
        raise ConfigError(str(error)) from error
