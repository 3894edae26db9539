"""Settings of a file as the defaults of a command's options, so that the command line and the environment go before them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ..calibration import CalibrationSettings
    from ..config import Settings

__all__ = ["ConfigOption", "NamedConfigOption", "calibration_of", "chosen", "read_settings", "settings_of", "typed"]

_OPTION_OF = {"metrics": "metric"}  # keys whose option has another name: the option is given once for each


def read_settings(context: typer.Context, path: Path | None) -> Path | None:
    """Reads the settings that are named, or else found from the current folder upwards, into the defaults of a command.

    Raises:
        ConfigError: they cannot be read.
    """
    settings = settings_of(path)
    if settings is None:
        return None
    values = {_OPTION_OF.get(key, key): value for key, value in settings.values.items()}
    if values.get("cache") is False:
        del values["cache"]
        values["no_cache"] = True
    context.default_map = values
    return settings.path


def settings_of(path: Path | None) -> Settings | None:
    """The settings that are named, or else found from the current folder upwards; None where there are none.

    Raises:
        ConfigError: they cannot be read.
    """
    from ..config import find_settings, load_settings

    found = path
    if found is None and (above := find_settings(Path.cwd())):
        found = Path(os.path.relpath(above))
    return None if found is None else load_settings(found)


def calibration_of(path: Path | None) -> CalibrationSettings | None:
    """The calibration of the settings that are named, or else found from the current folder upwards; None where there is none.

    Raises:
        ConfigError: they cannot be read.
    """
    settings = settings_of(path)
    return settings.calibration if settings else None


_HELP = "Settings. [default: evalkit.toml, or pyproject.toml with [tool.evalkit], from the current folder upwards]"
ConfigOption: Any = typer.Option(
    "--config", metavar="FILE", envvar="EVALKIT_CONFIG", callback=read_settings, is_eager=True, help=_HELP
)
"""Settings that become the defaults of a command's options."""
NamedConfigOption: Any = typer.Option("--config", metavar="FILE", envvar="EVALKIT_CONFIG", help=_HELP)
"""Settings that a command reads by itself."""

_STRENGTH = {"COMMANDLINE": 3, "ENVIRONMENT": 2, "DEFAULT_MAP": 1}


def chosen(context: typer.Context, one: str, other: str) -> str | None:
    """Which of two options that exclude each other counts: that of the command line before that of the environment, and
    that before the file's. None where neither is given.

    Raises:
        ConfigError: both are given in the same place.
    """
    from ..errors import ConfigError

    given = {name: _strength(context, name) for name in (one, other) if context.params.get(name)}
    if len(given) == 2 and given[one] == given[other]:
        first, second = (f"--{name.replace('_', '-')}" for name in given)
        raise ConfigError(f"{first} and {second} exclude each other: give one of them")
    return max(given, key=given.__getitem__, default=None)


def typed(context: typer.Context, name: str) -> bool:
    """Whether an option was typed on the command line."""
    return _strength(context, name) == _STRENGTH["COMMANDLINE"]


def _strength(context: typer.Context, name: str) -> int:
    source = context.get_parameter_source(name)
    return _STRENGTH.get(source.name, 0) if source else 0
