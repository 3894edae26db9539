"""Settings in a file: `evalkit.toml`, or `[tool.evalkit]` in `pyproject.toml`.

The nearest folder upwards that has one counts. The command line goes before the environment, the environment before the
file. An unknown key is an error that names the key and the nearest known one; paths in the file are seen from its folder.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .calibration import CalibrationSettings, calibration_settings
from .devices import DEVICES
from .errors import ConfigError
from .gate.settings import GateSettings, gate_settings
from .remote import is_remote

__all__ = ["FILES", "SETTINGS", "Settings", "find_settings", "load_settings"]

FILES = ("evalkit.toml", "pyproject.toml")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a key may hold: a check, and the same in words."""

    fits: Callable[[object], bool]
    expected: str


_SWITCH = Setting(_is_switch, "true or false")
_COUNT = Setting(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 1, "a whole number from 1"
)

SETTINGS: Mapping[str, Setting] = {
    "paths": Setting(_is_texts, 'a list of files, folders or patterns, as in ["articles/"]'),
    "metrics": Setting(_is_texts, 'a list of metrics, as in ["rouge", "support(evidence=5)"]'),
    "columns": Setting(
        lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
        'a table of evalkit\'s names and yours, as in { content = "document", summary = "claim" }',
    ),
    "verdict_from": Setting(_is_text, "the name of a metric"),
    "judge": Setting(_is_text, "the path or hub name of a model"),
    "judge_labels": Setting(_is_text, 'names of outputs, as in "contradiction,entailment,neutral"'),
    "judge_url": Setting(_is_text, "the URL of an endpoint"),
    "judge_model": Setting(_is_text, "the name of a model at that endpoint"),
    "judge_price": Setting(_is_text, 'two prices of a million tokens, as in "0.15,0.60"'),
    "limit": _COUNT,
    "time_limit": Setting(
        lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0,
        "a number of seconds above 0",
    ),
    "part": Setting(_is_text, 'a part of a run, as in "3/8"'),
    "out": Setting(_is_text, "a folder, or the URL of one"),
    "parquet": _SWITCH,
    "markdown": Setting(_is_text, "a file"),
    "junit": Setting(_is_text, "a file"),
    "sarif": Setting(_is_text, "a file"),
    "gitlab": Setting(_is_text, "a file"),
    "cache": Setting(lambda value: _is_text(value) or value is False, "a folder, or false for none"),
    "cache_limit": Setting(
        lambda value: _is_text(value) or (isinstance(value, int) and not isinstance(value, bool) and value >= 0),
        'a size such as "2GB"',
    ),
    "jobs": _COUNT,
    "engine": Setting(lambda value: value in {"local", "ray"}, "local or ray"),
    "address": Setting(_is_text, "the address of a Ray cluster"),
    "device": Setting(lambda value: value in DEVICES, f"one of {', '.join(DEVICES)}"),
    "profile": _SWITCH,
    "offline": _SWITCH,
    "resume": _SWITCH,
    "fresh": _SWITCH,
    "quiet": _SWITCH,
    "gate": Setting(
        lambda value: isinstance(value, dict), 'a table, as in [gate] with require = ["support.mean >= 0.85"]'
    ),
    "calibration": Setting(
        lambda value: isinstance(value, dict), "a table [calibration], as evalkit calibrate writes it"
    ),
}
"""Every key, with what it may hold."""

_PLACES = ("out", "markdown", "junit", "sarif", "gitlab", "cache")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a file. Paths among them are seen from the current folder.

    Attributes:
        path: the file.
        values: by key; only those that the file has, but for the gate's and the calibration's.
        gate: what `gate` asks for; nothing where the file has no such table.
        calibration: what moves P(supported); None where the file has no such table.
    """

    path: Path
    values: Mapping[str, Any]
    gate: GateSettings = field(default_factory=GateSettings)
    calibration: CalibrationSettings | None = None


def find_settings(start: Path) -> Path | None:
    """The nearest file with settings, in `start` or a folder above it; None where there is none.

    Raises:
        ConfigError: a folder has settings in both files, or `pyproject.toml` cannot be read.
    """
    for folder in (start, *start.parents):
        own, shared = (folder / name for name in FILES)
        in_shared = shared.is_file() and _table(shared) is not None
        if own.is_file():
            if in_shared:
                raise ConfigError(
                    f"{own} and [tool.evalkit] in {shared.name} beside it: expected settings in one of them"
                )
            return own
        if in_shared:
            return shared
    return None


def load_settings(path: Path) -> Settings:
    """The settings of a file.

    Raises:
        ConfigError: it cannot be read, is no TOML, has no settings, or has a key that is unknown or does not fit.
    """
    table = _table(path)
    if table is None:
        raise ConfigError(f"{path}:1:1: no settings here: expected a table [tool.evalkit]")
    for key, value in table.items():
        if key not in SETTINGS:
            raise ConfigError(f"{_place(path, key)}: {_unknown(path, key)}")
        if not SETTINGS[key].fits(value):
            raise ConfigError(f"{_place(path, key)}: {key} = {_shown(value)}: expected {SETTINGS[key].expected}")
    values = dict(table)
    for key in _PLACES:
        if isinstance(values.get(key), str):
            values[key] = _from_here(path.parent, values[key])
    if "paths" in values:
        values["paths"] = [_from_here(path.parent, one) for one in values["paths"]]
    gate = gate_settings(values.pop("gate", {}), lambda words: _place_of(path, words))
    calibration = None
    if "calibration" in values:
        calibration = calibration_settings(
            values.pop("calibration"), lambda words: _place_of(path, words, "calibration")
        )
    if gate.baseline is not None:
        gate = replace(gate, baseline=_from_here(path.parent, gate.baseline))
    return Settings(path, values, gate, calibration)


def _table(path: Path) -> dict[str, Any] | None:
    """The table of settings in a file; None where it has none."""
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: the settings cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: the settings are not UTF-8 (byte offset {error.start}): save the file as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        said = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
        at = re.search(r"at line (\d+), column (\d+)", str(error))
        place = f"{path}:{at[1]}:{at[2]}" if at else f"{path}:1:1"
        raise ConfigError(f"{place}: not TOML: {said[:1].lower()}{said[1:]}") from error
    except RecursionError as error:
        raise ConfigError(
            f"{path}:1:1: values are nested too deep: expected settings as docs/settings.md has them"
        ) from error
    if path.name != "pyproject.toml":
        return found
    table = found.get("tool", {}).get("evalkit")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}:1:1: tool.evalkit = {_shown(table)}: expected a table of settings")
    return table


def _unknown(path: Path, key: str) -> str:
    if key == "tool" and path.name != "pyproject.toml":
        return f"{path.name} holds evalkit's settings alone: expected the keys of [tool.evalkit] without that heading"
    near = difflib.get_close_matches(key, SETTINGS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"there is no setting {key!r}: {hint}known are {', '.join(SETTINGS)}"


def _place(path: Path, key: str) -> str:
    """`path:line:column` of a key."""
    text = path.read_text("utf-8")
    table = re.search(r"(?m)^[ \t]*\[tool\.evalkit\b", text) if path.name == "pyproject.toml" else None
    start = table.start() if table else 0
    name = re.escape(key)
    found = re.compile(rf"""(?m)^[ \t]*(?:\[(?:tool\.evalkit\.)?)?["']?({name})["']?[ \t]*[=.\]]""").search(text, start)
    return f"{path}:1:1" if found is None else _counted_place(path, text, found.start(1))


def _counted_place(path: Path, text: str, at: int) -> str:
    before = text[:at]
    return f"{path}:{before.count(chr(10)) + 1}:{at - (before.rfind(chr(10)) + 1) + 1}"


def _place_of(path: Path, words: str, table: str = "gate") -> str:
    """`path:line:column` of words within a table: of a key, or of what stands between quotation marks; of the table for ""."""
    text = path.read_text("utf-8")
    there = re.search(rf"(?m)^[ \t]*(?:\[\[?(?:tool\.evalkit\.)?)?{table}\b", text)
    start = there.start() if there else 0
    if not words:
        return _counted_place(path, text, start)
    name = re.escape(words)
    found = re.compile(rf"""["']({name})["']|(?<![\w.-])({name})["']?[ \t]*[=.\]]|({name})""").search(text, start)
    return f"{path}:1:1" if found is None else _counted_place(path, text, found.start(found.lastindex or 0))


def _shown(value: object) -> str:
    return repr(value) if not isinstance(value, bool) else str(value).lower()


def _from_here(folder: Path, name: str) -> str:
    """A path that is written in a file in `folder`, as seen from the current folder; a URL is the same from everywhere."""
    if name == "-" or is_remote(name) or Path(name).is_absolute() or folder.resolve() == Path.cwd():
        return name
    return os.path.relpath(folder / name)
