"""What metrics are installed, what each takes and gives, and what it wants before it can run.

Nothing here fails: a plugin that cannot be imported is described as far as it can be, with the reason.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .errors import PluginError
from .metric import Measure, Metric
from .plugins import DEFAULT_METRICS, Plugin, chosen, clash, find, load, load_class, parameter_types
from .requirements import install_command, missing

__all__ = ["Description", "Parameter", "describe"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a metric.

    Attributes:
        type: its annotation, as text.
        default: None also where `required`.
        required: whether it must be given.
        help: what it means, from the field's `metadata={"help": ...}`; empty where the metric does not say.
    """

    name: str
    type: str
    default: object
    required: bool
    help: str


@dataclass(frozen=True, slots=True)
class Description:
    """An installed metric.

    Attributes:
        name: how `--metric` asks for it.
        distribution, version: who offers it; None for a class that is named as `module:Class`.
        entry: the class, as `module:Class`.
        default: whether a run that names no metric takes it.
        problem: why it cannot run; None where it is ready.
        install: the requirements that are not met.
        summary: the first paragraph of its docstring.
        parameters, measures: empty where it could not be imported.
    """

    name: str
    distribution: str | None
    version: str | None
    entry: str
    default: bool = False
    problem: str | None = None
    install: tuple[str, ...] = ()
    summary: str = ""
    parameters: tuple[Parameter, ...] = ()
    measures: tuple[Measure, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether a run can take it."""
        return self.problem is None


def describe(names: Sequence[str] = ()) -> tuple[Description, ...]:
    """Describes metrics, those that cannot run included. Imports those that it describes.

    Args:
        names: names or `module:Class`; none means all that are installed, the built-ins first.

    Raises:
        PluginError: a name is that of no installed metric.
    """
    offers = find()
    own = [name for name in DEFAULT_METRICS if name in offers]
    wanted = list(dict.fromkeys(names)) or [*own, *(name for name in offers if name not in own)]
    return tuple(description for name in wanted for description in _described(name))


def _described(name: str) -> Iterator[Description]:
    """One description, or one of each distribution that claims the name."""
    if ":" in name:
        found = Description(name, None, None, name)
        try:
            yield _loaded(found, load_class(name))
        except PluginError as error:
            yield dataclasses.replace(found, problem=str(error))
        return
    offers = find().get(name) or (chosen(name),)  # which raises, with the names there are
    problem = clash(offers)
    for one in offers:
        yield _offered(one, problem)


def _offered(one: Plugin, problem: str | None) -> Description:
    found = Description(
        one.name, one.distribution, one.version, one.entry.value, default=one.name in DEFAULT_METRICS, problem=problem
    )
    if problem:
        return found
    try:
        return _loaded(found, load(one))
    except PluginError as error:
        return dataclasses.replace(found, problem=str(error))


def _loaded(found: Description, kind: type[Metric]) -> Description:
    described = dataclasses.replace(
        found, summary=_summary(kind), parameters=tuple(_parameters(kind)), measures=kind.measures
    )
    try:
        needed = missing(kind.requires)
    except PluginError as error:
        return dataclasses.replace(described, problem=str(error))
    return dataclasses.replace(described, problem=install_command(needed) if needed else None, install=needed)


def _summary(kind: type[Metric]) -> str:
    """The docstring's first paragraph; none where dataclass wrote it, as `Name(field: type)`."""
    text = inspect.cleandoc(kind.__dict__.get("__doc__") or "")
    return "" if text.startswith(f"{kind.__name__}(") else " ".join(text.partition("\n\n")[0].split())


def _parameters(kind: type[Metric]) -> Iterator[Parameter]:
    types = parameter_types(kind)
    for field in dataclasses.fields(cast("Any", kind)):
        if not field.init:
            continue
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        required = default is dataclasses.MISSING
        annotation = types.get(field.name, field.type)
        yield Parameter(
            field.name,
            annotation.__name__ if isinstance(annotation, type) else str(annotation),
            None if required else default,
            required,
            str(field.metadata.get("help", "")),
        )
