"""From a run's header to the metrics that made its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import ConfigError, ModelError, PluginError
from ..metric import Metric
from ..plugins import build, build_all
from ..runfile import HeaderRecord, MetricRecord
from ..specification import parsed

__all__ = ["rebuilt"]


def rebuilt(header: HeaderRecord, named: Sequence[str] = ()) -> tuple[Metric, ...]:
    """The metrics of a run, in its order, each with the signature that it has there.

    Args:
        named: metrics as `--metric` takes them, in place of what the header says of those of the same name.

    Raises:
        PluginError: one of them cannot be built: it is not installed, or the header does not say all of its parameters.
        ModelError: one has another signature here: another model, another version, other parameters. Both are named.
        ConfigError: a metric is named that the run has not.
    """
    given = list(build_all(named)) if named else []
    signatures = {record.signature for record in header.metrics}
    names = {_name(record) for record in header.metrics}
    for metric in given:
        if metric.name not in names:
            raise ConfigError(f"--metric {metric.name}: the run has no such metric: expected one of {', '.join(names)}")
    metrics = []
    for record in header.metrics:
        own = [metric for metric in given if metric.name == _name(record)]
        # Where a run has one metric twice, those that are named are told apart by their signatures.
        fitting = [metric for metric in own if metric.signature == record.signature]
        unclaimed = [metric for metric in own if metric.signature not in signatures]
        metrics.append(next(iter((*fitting, *unclaimed)), None) or _built(record))
    problems = [
        problem for record, metric in zip(header.metrics, metrics, strict=True) for problem in _unlike(record, metric)
    ]
    if problems:
        raise ModelError(
            f"{'; '.join(problems)}: the run was made by evalkit {header.evalkit}: verify with the models and versions that it"
            " names, or run again"
        )
    return tuple(metrics)


def _name(record: MetricRecord) -> str:
    """The metric's own name, also where the run calls it by its signature."""
    return record.signature.partition("(")[0]


def _built(record: MetricRecord) -> Metric:
    text = record.specification
    if text is None:
        raise PluginError(
            f"the run does not say how to build {record.signature}: name it with --metric, as it was named for the run"
        )
    try:
        return build(text)
    except PluginError as error:
        if "refuses its parameters" not in str(error):
            raise
        raise PluginError(
            f"{error}: what may be secret does not stand in a run file (its signature is {record.signature}): name the metric"
            " with --metric, with all its parameters"
        ) from error


def _unlike(record: MetricRecord, metric: Metric) -> Iterator[str]:
    """How a metric is another than the one that the run names."""
    if metric.signature == record.signature:
        return
    try:
        old, new = parsed(record.signature)[1], parsed(metric.signature)[1]
    except PluginError:  # a plugin's own form of a signature
        old, new = {}, {}
    changed = [
        f"{key} was {old.get(key)!r} and is {new.get(key)!r}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    versions = [one.rpartition("|v")[2] for one in (record.signature, metric.signature)]
    if versions[0] != versions[1]:
        changed.append(f"its version was {versions[0]} and is {versions[1]}")
    told = f" ({', '.join(changed)})" if changed else ""
    yield f"{metric.name} is {record.signature} in the run and {metric.signature} here{told}"
