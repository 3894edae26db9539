"""What systems cost: `systems.json` beside a run, which is no part of it, since two equal runs take different times."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..errors import ConfigError

__all__ = ["NAME", "Cost", "read_costs"]

NAME = "systems.json"
"""The file's name."""


class Cost(msgspec.Struct, frozen=True):
    """What one system took over all of a run. `seconds` and `cost` are null where nobody knows; `calls` counts calls of a model."""

    name: str
    signature: str | None = None
    seconds: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    calls: int | None = None


class _File(msgspec.Struct, frozen=True):
    systems: tuple[Cost, ...]


def read_costs(path: Path) -> Mapping[str, Cost]:
    """Reads the costs of systems, by their names.

    Raises:
        ConfigError: the file cannot be read, or is of another form.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise ConfigError(f"{path}: the costs of systems cannot be read: {error.strerror or error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(
            f'{path}: not the costs of systems: {error}: expected {{"systems": [{{"name": ..., "seconds": ...}}]}}'
        ) from error
    return {one.name: one for one in file.systems}
