"""A signature in words: what it names, what each parameter means and has as its value, and what its version changed."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from .errors import ConfigError, PluginError
from .metric import Metric
from .plugins import chosen, find, load, load_class
from .runfile import header_of
from .signature import EXTRAS, Signature, parsed, rests_on, short, shorts
from .specification import parsed as parsed_specification

__all__ = ["Explanation", "Part", "explained"]


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter of a signature, or a version that stands behind it.

    Attributes:
        name: as it stands there.
        value: likewise, as Python writes it.
        help: what it means; empty where the metric does not say.
        is_default: whether it is what the metric takes unasked; None where that is not known.
    """

    name: str
    value: str
    help: str
    is_default: bool | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a signature says.

    Attributes:
        long, short: both forms, as they were given or looked up.
        metric: its name.
        what: the first line of its docstring.
        owner: the distribution that offers it, with its version; empty where it is named as `module:Class`.
        version: of its numbers, in the signature.
        installed: the version of its numbers that is installed here.
        changes: what each version changed, up to the signature's, as far as the metric says.
        parts: its parameters.
        extras: what stands behind.
        run: the run in which a short form was looked up.
    """

    long: str
    short: str
    metric: str
    what: str
    owner: str
    version: int
    installed: int
    changes: Mapping[int, str]
    parts: tuple[Part, ...]
    extras: tuple[Part, ...]
    run: Path | None = None


def explained(text: str, run: Path) -> Explanation:
    """Turns a signature into words.

    Args:
        text: a long signature, or a short one.
        run: a run file in which a short one is looked up.

    Raises:
        ConfigError: the text is no signature, or the run has none of that short form.
        RunFileError: the run cannot be read.
        PluginError: the metric is not installed, or cannot be imported.
    """
    found = parsed(text)
    if found is None:
        raise ConfigError(
            f"{text!r} is no signature: expected a long one, as rouge(stem=False)|v1, or a short one, as rouge|v1#901731ff"
        )
    where = None
    if found.own is None:
        found, where = _looked_up(found, run), run
    own = cast("str", found.own)
    kind, owner = _class_of(found.name, run if where else None, own)
    return Explanation(
        long=own,
        short=short(own),
        metric=found.name,
        what=(kind.__doc__ or "").strip().partition("\n")[0],
        owner=owner,
        version=found.version or 1,
        installed=kind.version,
        changes={number: told for number, told in sorted(_changes(kind).items()) if number <= (found.version or 1)},
        parts=tuple(_parts(kind, own)),
        extras=tuple(Part(mark, value, EXTRAS.get(mark, "")) for mark, value in found.extras.items()),
        run=where,
    )


def _looked_up(wanted: Signature, run: Path) -> Signature:
    """The long signature behind a short one, with what stands behind it in that run."""
    header = header_of(run)
    for metric in header.metrics:
        own = parsed(metric.signature)
        if own is None or (own.name, own.digest) != (wanted.name, wanted.digest):
            continue
        there_too = dict(one.split(":", 1) for one in rests_on(header.versions))
        if wanted.version not in {None, own.version} or not wanted.extras.items() <= there_too.items():
            continue
        return dataclasses.replace(own, extras=wanted.extras)
    there = ", ".join(shorts(header).values())
    near = difflib.get_close_matches(wanted.name, [one.name for one in header.metrics], n=1)
    hint = f"; its {near[0]} has another" if near else ""
    raise ConfigError(
        f"the run {run} has no metric of that short signature{hint}: it has {there}: name the run that it is of, or give the long"
        " signature"
    )


def _class_of(name: str, run: Path | None, own: str) -> tuple[type[Metric], str]:
    """The metric's class, and who offers it. One that is not installed is found by how the run says to build it."""
    if name not in find() and run is not None:
        texts = [one.specification for one in header_of(run).metrics if one.signature == own and one.specification]
        classes = [text.partition("(")[0] for text in texts]
        if classes and ":" in classes[0]:
            return load_class(classes[0]), ""
    plugin = chosen(name)
    return load(plugin), plugin.owner


def _changes(kind: type[Metric]) -> Mapping[int, str]:
    return cast("Mapping[int, str]", getattr(kind, "versions", {}))


def _parts(kind: type[Metric], own: str) -> Iterator[Part]:
    try:
        values: Mapping[str, object] = parsed_specification(own)[1]
    except PluginError:  # a value that is no literal: told as it stands
        inside = parsed(own)
        yield Part("parameters", (inside.parameters if inside else None) or "", "")
        return
    fields = {field.name: field for field in dataclasses.fields(cast("Any", kind))}
    meanings = cast("Mapping[str, str]", getattr(kind, "identity_help", {}))
    for name, value in values.items():
        field = fields.get(name)
        told = meanings.get(name) or (str(field.metadata.get("help", "")) if field else "")
        default = None
        if field is not None and name not in meanings and field.default is not dataclasses.MISSING:
            default = field.default == value
        yield Part(name, repr(value), told, default)
