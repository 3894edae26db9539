"""Metrics: found by entry point, loaded by name, built from a specification such as `rouge(stem=true)`.

Finding and loading are two stages. Finding imports nothing; a metric that nobody asked for cannot fail a run.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import sys
import typing
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from .errors import EvalkitError, PluginError
from .metric import Measure, Metric
from .requirements import install_command, missing
from .specification import fits, parsed

__all__ = [
    "DEFAULT_METRICS",
    "GROUP",
    "Plugin",
    "build",
    "build_all",
    "chosen",
    "clash",
    "find",
    "load",
    "load_class",
    "parameter_types",
    "specification",
]

GROUP = "evalkit.metrics"
DEFAULT_METRICS = ("rouge", "extractive", "bertscore", "semantic", "support", "highlights", "consistency")
"""The built-in metrics, in the order of a run's columns."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A metric that an installed distribution offers; not imported yet."""

    name: str
    distribution: str
    version: str
    entry: EntryPoint

    @property
    def owner(self) -> str:
        """The distribution and its version."""
        return f"{self.distribution} {self.version}"


@lru_cache(maxsize=1)
def find() -> Mapping[str, tuple[Plugin, ...]]:
    """The installed metrics by name, each with everybody who offers it: one, or several that clash. Imports none of them."""
    offers: dict[str, list[Plugin]] = defaultdict(list)
    for entry in entry_points(group=GROUP):
        owner = entry.dist
        plugin = Plugin(entry.name, owner.name if owner else "?", owner.version if owner else "?", entry)
        # One distribution can be found twice: installed and, in editable mode, on the path.
        if not any(other.distribution == plugin.distribution for other in offers[entry.name]):
            offers[entry.name].append(plugin)
    return {name: tuple(sorted(plugins, key=lambda one: one.distribution)) for name, plugins in sorted(offers.items())}


def clash(plugins: Sequence[Plugin]) -> str | None:
    """Why none of those who offer one name can be taken, and what to do; None where there is but one.

    A clash spoils its own name only: another metric can still be asked for.
    """
    if len(plugins) == 1:
        return None
    owners = " and ".join(f"{plugin.owner} ({plugin.entry.value})" for plugin in plugins)
    return (
        f"the metric {plugins[0].name!r} is offered by {owners}: expected one;"
        f" uninstall the other, or name the class: --metric {plugins[0].entry.value}"
    )


def build_all(specifications: Sequence[str | Metric]) -> tuple[Metric, ...]:
    """Builds metrics from specifications; no specification means the built-ins that are installed.

    Raises:
        PluginError: one of them cannot be built, needs what is not installed, or two are the same.
    """
    wanted = tuple(specifications) or tuple(name for name in DEFAULT_METRICS if name in find())
    if not wanted:
        raise PluginError(
            "no metric is installed: reinstall evalkit-faithfulness, or name one with --metric module:Class"
        )
    metrics = tuple(_ready(one) if isinstance(one, Metric) else build(one) for one in wanted)
    seen: set[str] = set()
    for metric in metrics:
        signature = _signature(metric)
        if signature in seen:
            raise PluginError(f"the metric {signature} is asked for twice: name it once")
        seen.add(signature)
    return metrics


def build(specification: str) -> Metric:
    """Builds a metric from its name, `module:Class`, or either with parameters in brackets.

    Values are written as in Python or JSON: `rouge(stem=true)`, `semantic(model='folder/of/a/model')`.

    Raises:
        PluginError: there is no such metric, it cannot be imported, needs what is not installed, or a parameter does not
            fit.
    """
    name, parameters = parsed(specification)
    kind = load_class(name) if ":" in name else load(chosen(name))
    if needed := missing(kind.requires):
        raise PluginError(_needs(repr(name), needed))
    return _made(kind, name, parameters)


def specification(metric: Metric) -> str | None:
    """What builds a metric again, as `--metric` takes it: `rouge(stem=False)`, or `module:Class(...)` for one not installed.

    Parameters whose field is `field(compare=False)`, which change no number, or has the metadata `{"secret": True}` are left
    out. None where one of the others is no literal.
    """
    kind = type(metric)
    own = f"{kind.__module__}:{kind.__qualname__}"
    name = metric.name if [own] == [one.entry.value for one in find().get(metric.name, ())] else own
    given = {
        one.name: getattr(metric, one.name)
        for one in dataclasses.fields(cast("Any", metric))
        if one.init and one.compare and not one.metadata.get("secret")
    }
    text = f"{name}({', '.join(f'{key}={value!r}' for key, value in given.items())})"
    try:
        return text if parsed(text) == (name, given) else None
    except PluginError:
        return None


def chosen(name: str) -> Plugin:
    """The installed metric of a name; not imported.

    Raises:
        PluginError: there is none, or two distributions offer it.
    """
    offers = find()
    if name not in offers:
        near = difflib.get_close_matches(name, offers, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise PluginError(f"there is no metric {name!r}: {hint}installed are {', '.join(offers) or 'none'}")
    if problem := clash(offers[name]):
        raise PluginError(problem)
    return offers[name][0]


def load(plugin: Plugin) -> type[Metric]:
    """Imports an installed metric's class.

    Raises:
        PluginError: it cannot be imported, or is no metric of that name; with its distribution and version.
    """
    what = f"the metric {plugin.name!r} of {plugin.owner}"
    try:
        found = plugin.entry.load()
    except (Exception, SystemExit) as error:  # it may fail in any way; its name and version lead to who can mend it
        hint = "install what brings that module, or ask" if isinstance(error, ModuleNotFoundError) else "tell"
        raise PluginError(
            f"{what} cannot be imported ({plugin.entry.value}): {type(error).__name__}: {error}:"
            f" {hint} the authors of {plugin.distribution}"
        ) from error
    kind = _checked(found, f"{what} ({plugin.entry.value})")
    if kind.name != plugin.name:
        raise PluginError(
            f"{what} calls itself {kind.name!r} ({plugin.entry.value}): expected the entry point's name and the class's to be equal"
        )
    return kind


def load_class(path: str) -> type[Metric]:
    """Imports the metric class `module:Class`, of an installed module or of a file in the current folder.

    Raises:
        PluginError: it cannot be imported, or is no metric.
    """
    module, _, attribute = path.partition(":")
    if "" not in sys.path:  # a metric beside the user's own files; last, so that it can hide no installed module
        sys.path.append("")
    try:
        found: object = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as error:
        own = isinstance(error, ModuleNotFoundError) and error.name == module.partition(".")[0]
        hint = f": expected {module.partition('.')[0]}.py in this folder, or an installed module" if own else ""
        raise PluginError(f"the metric {path!r} cannot be imported: {type(error).__name__}: {error}{hint}") from error
    return _checked(found, repr(path))


def _checked(found: Any, what: str) -> type[Metric]:
    """What was imported, as the class of a metric that says its name and measures."""
    if not (_is_metric(found) and dataclasses.is_dataclass(found)):
        raise PluginError(f"{what} is no metric: expected a frozen dataclass that derives from evalkit.metric.Metric")
    if not cast("Any", found).__dataclass_params__.frozen:
        raise PluginError(f"{what} is a dataclass that is not frozen: expected @dataclass(frozen=True)")
    if not isinstance(getattr(found, "name", None), str):
        raise PluginError(f'{what} has no name: expected name: ClassVar[str] = "..." in the class')
    measures = getattr(found, "measures", None)
    if not isinstance(measures, tuple) or not measures or not all(isinstance(one, Measure) for one in measures):
        raise PluginError(
            f"{what} declares no measures: expected measures: ClassVar = (Measure(...), ...) in the class"
        )
    return cast("type[Metric]", found)


def _is_metric(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, Metric)


def _ready(metric: Metric) -> Metric:
    if needed := missing(metric.requires):
        raise PluginError(_needs(repr(metric.name), needed))
    return metric


def _needs(name: str, needed: Sequence[str]) -> str:
    return f"the metric {name} needs what is not installed: {install_command(needed)}"


def _signature(metric: Metric) -> str:
    try:
        return metric.signature
    except EvalkitError:
        raise  # a model that is not there says so itself
    except Exception as error:
        raise PluginError(
            f"the metric {metric.name!r} cannot say its signature: {type(error).__name__}: {error}"
        ) from error


def _made(kind: type[Metric], name: str, parameters: Mapping[str, object]) -> Metric:
    fields = {field.name for field in dataclasses.fields(cast("Any", kind)) if field.init}
    hints = parameter_types(kind)
    for parameter, value in parameters.items():
        if parameter not in fields:
            near = difflib.get_close_matches(parameter, fields, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            known = f"it has {', '.join(sorted(fields))}" if fields else "it has none"
            raise PluginError(f"the metric {name!r} has no parameter {parameter!r}: {hint}{known}")
        if not fits(value, hints.get(parameter, Any)):
            raise PluginError(
                f"the metric {name!r}: {parameter}={value!r} does not fit: expected {_said(hints[parameter])}"
            )
    try:
        return kind(**parameters)
    except Exception as error:  # a metric's own check of its parameters
        raise PluginError(f"the metric {name!r} refuses its parameters: {type(error).__name__}: {error}") from error


_SAID = {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotation marks"}


def _said(hint: Any) -> str:
    """A type, as it is said to whoever types its values."""
    return _SAID.get(hint) or str(getattr(hint, "__name__", hint))


def parameter_types(kind: type[Metric]) -> Mapping[str, Any]:
    """A metric's annotations, evaluated; empty where one of them names what its module does not import at run time."""
    try:
        return typing.get_type_hints(kind)
    except Exception:  # noqa: BLE001 - an annotation is any expression; without it a value is the metric's own to check
        return {}
