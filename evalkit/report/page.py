"""A page in one file: its template, style and script in one, under a policy that forbids everything else.

Text from articles comes into a page in three ways and no other: escaped by the template, as JSON inside a script element that
is no script, and from there as text nodes. The Content-Security-Policy names the page's own style and script by their hashes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup, escape

__all__ = ["MARK", "embedded", "fenced", "packed", "page"]

MARK = "\u2063evalkit\u2063"
"""Where a template leaves room for what is written as it is read."""

_JOINERS = "\u200c\u200d"  # part of the spelling in many scripts and in emoji


def page(template: str, scripts: Sequence[str], values: Mapping[str, Any]) -> tuple[str, ...]:
    """A page, cut where its template has a `mark`.

    Args:
        template: its name among the assets.
        scripts: the assets that make up its script, in order; they share one scope.
        values: what the template shows.
    """
    style = _asset("report.css")
    script = '"use strict";\n{\n' + "\n".join(map(_asset, scripts)) + "}\n"
    rendered = (
        _environment()
        .get_template(template)
        .render(
            **values,
            style=Markup(style),  # noqa: S704 - our own file, hashed in the page's policy
            script=Markup(script),  # noqa: S704 - likewise
            style_hash=_hash(style),
            script_hash=_hash(script),
            mark=Markup(MARK),  # noqa: S704 - the constant above
        )
    )
    return tuple(rendered.split(MARK))


@cache
def _asset(name: str) -> str:
    return (files("evalkit.report") / "assets" / name).read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(_asset),
    )
    environment.filters["fenced"] = fenced
    return environment


def fenced(text: str) -> Markup:
    """Text for the template, its unseen characters (controls, turns of direction) each in an element whose style labels it."""
    if text.isprintable():
        return escape(text)
    parts = []
    for place, sign in enumerate(text):
        if sign == MARK[0] or _is_unseen(sign, text[place - 1 : place]):
            inner = "" if sign in "\0\r" + MARK[0] else sign  # HTML has no way to write the first two
            parts.append(Markup('<span class="raw" data-code="U+{:04X}">{}</span>').format(ord(sign), inner))
        else:
            parts.append(escape(sign))
    return Markup("").join(parts)


def _is_unseen(sign: str, before: str) -> bool:
    if sign in "\n\t":
        return False
    if sign in _JOINERS:
        return not before or before.isascii()
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def embedded(value: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029\u2063":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def packed(data: bytes) -> str:
    """Data, compressed, as text that may stand anywhere in a page."""
    return base64.b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode()
