"""The text that names a metric and its parameters, such as `rouge(stem=true)`, taken apart. Nothing in it is run."""

from __future__ import annotations

import ast
import re
import typing

from .errors import PluginError

__all__ = ["fits", "parsed"]

_SPECIFICATION = re.compile(r"(?P<name>[\w.-]+(?::[\w.]+)?)\s*(?:\((?P<parameters>.*)\))?(?:\|v\d+)?", re.DOTALL)


def parsed(specification: str) -> tuple[str, dict[str, object]]:
    """A metric's name, or `module:Class`, and the values of its parameters.

    A version behind it, as a signature has one, is left out.

    Raises:
        PluginError: this is no specification, or a value is no literal of Python or JSON.
    """
    match = _SPECIFICATION.fullmatch(specification.strip())
    if match is None and "(" in specification and not specification.rstrip().endswith(")"):
        raise PluginError(
            f"{specification!r}: the bracket is not closed: expected the parameters as in rouge(stem=true)"
        )
    if match is None:
        raise PluginError(f"{specification!r} is no metric: expected a name such as rouge, or rouge(stem=true)")
    return match["name"], _parameters(specification, match["parameters"] or "")


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


def fits(value: object, hint: object) -> bool:
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
