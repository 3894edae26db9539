"""Metrics: found by entry point, loaded by name, built from a specification such as `rouge(stem=true)`.

Finding and loading are two stages. Finding imports nothing; a metric that nobody asked for cannot fail a run.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import importlib
import re
import sys
import typing
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from .errors import PluginError
from .metric import Metric

__all__ = ["DEFAULT_METRICS", "GROUP", "Plugin", "build", "build_all", "find"]

GROUP = "evalkit.metrics"
DEFAULT_METRICS = ("rouge", "extractive", "semantic", "support")
"""The built-in metrics, in the order of a run's columns."""

_SPECIFICATION = re.compile(r"(?P<name>[\w.-]+(?::[\w.]+)?)\s*(?:\((?P<parameters>.*)\))?(?:\|v\d+)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A metric that an installed distribution offers; not imported yet."""

    name: str
    distribution: str
    version: str
    entry: EntryPoint


@lru_cache(maxsize=1)
def find() -> Mapping[str, Plugin]:
    """The installed metrics by name. Imports none of them.

    Raises:
        PluginError: two distributions offer a metric of one name.
    """
    offers: dict[str, list[Plugin]] = defaultdict(list)
    for entry in entry_points(group=GROUP):
        owner = entry.dist
        plugin = Plugin(entry.name, owner.name if owner else "?", owner.version if owner else "?", entry)
        # One distribution can be found twice: installed and, in editable mode, on the path.
        if not any(other.distribution == plugin.distribution for other in offers[entry.name]):
            offers[entry.name].append(plugin)
    for name, plugins in offers.items():
        if len(plugins) > 1:
            owners = " and ".join(sorted(f"{plugin.distribution} {plugin.version}" for plugin in plugins))
            raise PluginError(f"the metric {name!r} is offered by {owners}: expected one; uninstall the other")
    return {name: plugins[0] for name, plugins in sorted(offers.items())}


def build_all(specifications: Sequence[str | Metric]) -> tuple[Metric, ...]:
    """Builds metrics from specifications; no specification means the built-ins that are installed.

    Raises:
        PluginError: one of them cannot be built, or two are the same.
    """
    wanted = tuple(specifications) or tuple(name for name in DEFAULT_METRICS if name in find())
    if not wanted:
        raise PluginError(
            "no metric is installed: reinstall evalkit-faithfulness, or name one with --metric module:Class"
        )
    metrics = tuple(one if isinstance(one, Metric) else build(one) for one in wanted)
    seen: dict[str, Metric] = {}
    for metric in metrics:
        if metric.signature in seen:
            raise PluginError(f"the metric {metric.signature} is asked for twice: name it once")
        seen[metric.signature] = metric
    return metrics


def build(specification: str) -> Metric:
    """Builds a metric from its name, `module:Class`, or either with parameters in brackets.

    Values are written as in Python or JSON: `rouge(stem=true)`, `semantic(model='folder/of/a/model')`.

    Raises:
        PluginError: there is no such metric, it cannot be imported, or a parameter does not fit.
    """
    match = _SPECIFICATION.fullmatch(specification.strip())
    if match is None:
        raise PluginError(f"{specification!r} is no metric: expected a name such as rouge, or rouge(stem=true)")
    kind = _load(match["name"])
    parameters = _parameters(specification, match["parameters"] or "")
    return _made(kind, match["name"], parameters)


def _load(name: str) -> type[Metric]:
    plugin = None
    if ":" in name:
        kind = _imported(name)
    else:
        plugins = find()
        if name not in plugins:
            near = difflib.get_close_matches(name, plugins, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise PluginError(f"there is no metric {name!r}: {hint}installed are {', '.join(plugins) or 'none'}")
        plugin = plugins[name]
        try:
            kind = plugin.entry.load()
        except Exception as error:  # a plugin may fail in any way; its name and version lead to who can mend it
            raise PluginError(
                f"the metric {name!r} of {plugin.distribution} {plugin.version} cannot be imported"
                f" ({plugin.entry.value}): {type(error).__name__}: {error}"
            ) from error
    if not _is_metric(kind):
        owner = f" of {plugin.distribution} {plugin.version}" if plugin else ""
        raise PluginError(
            f"{name!r}{owner} is no metric: expected a frozen dataclass that derives from evalkit.metric.Metric"
        )
    return cast("type[Metric]", kind)


def _is_metric(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Metric) and dataclasses.is_dataclass(kind)


def _imported(name: str) -> object:
    module, _, attribute = name.partition(":")
    if "" not in sys.path:  # a metric beside the user's own files; last, so that it can hide no installed module
        sys.path.append("")
    try:
        found: object = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:
        raise PluginError(f"the metric {name!r} cannot be imported: {type(error).__name__}: {error}") from error
    return found


def _parameters(specification: str, text: str) -> dict[str, object]:
    """Keyword arguments in brackets to values; literals only, nothing is run."""
    if not text.strip():
        return {}
    problem = PluginError(
        f"{specification!r}: the parameters cannot be read: expected name=value, ... with literal values, as in rouge(stem=true)"
    )
    try:
        call = ast.parse(f"f({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise problem from error
    if not isinstance(call, ast.Call) or call.args:
        raise problem
    found: dict[str, object] = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            raise problem
        try:
            found[keyword.arg] = _literal(keyword.value)
        except ValueError as error:
            raise problem from error
    return found


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Name) and node.id in {"true", "false", "null"}:
        return {"true": True, "false": False, "null": None}[node.id]
    return ast.literal_eval(node)


def _made(kind: type[Metric], name: str, parameters: Mapping[str, object]) -> Metric:
    fields = {field.name for field in dataclasses.fields(cast("Any", kind)) if field.init}
    hints = typing.get_type_hints(kind)
    for parameter, value in parameters.items():
        if parameter not in fields:
            near = difflib.get_close_matches(parameter, fields, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            known = f"it has {', '.join(sorted(fields))}" if fields else "it has none"
            raise PluginError(f"the metric {name!r} has no parameter {parameter!r}: {hint}{known}")
        if not _fits(value, hints[parameter]):
            wanted = getattr(hints[parameter], "__name__", hints[parameter])
            raise PluginError(f"the metric {name!r}: {parameter}={value!r} does not fit: expected {wanted}")
    try:
        return kind(**parameters)
    except Exception as error:  # a metric's own check of its parameters
        raise PluginError(f"the metric {name!r} refuses its parameters: {type(error).__name__}: {error}") from error


def _fits(value: object, hint: object) -> bool:
    """Whether a literal is of the annotated type, as far as plain types and unions of them can tell."""
    options = (
        typing.get_args(hint)
        if typing.get_origin(hint) is not None and type(None) in typing.get_args(hint)
        else (hint,)
    )
    for option in options:
        if option is float and isinstance(value, int) and not isinstance(value, bool):
            return True
        if option in (str, int, float, bool):
            if type(value) is option:
                return True
        elif option is type(None):
            if value is None:
                return True
        else:
            return True  # a richer annotation is the metric's own to check
    return False
