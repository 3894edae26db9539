"""Every error that evalkit raises on purpose, in one family.

Each message says what was wrong, where, what was expected and what to do; the command line prints it as it is.
"""

from __future__ import annotations

__all__ = [
    "BaselineError",
    "CacheError",
    "ConfigError",
    "EngineError",
    "EvalkitError",
    "InputError",
    "ModelError",
    "OutputError",
    "PluginError",
    "RunFileError",
]


class EvalkitError(Exception):
    """Base of all errors that evalkit raises on purpose. Its text is meant for the person who reads it."""


class InputError(EvalkitError):
    """An input that cannot be read, with its place.

    Attributes:
        path: the file as the user named it (posix form).
        line: 1-based line.
        column: 1-based column in Unicode code points, a byte order mark not counted.
        message: what was wrong and what was expected.
    """

    def __init__(self, path: str, line: int, column: int, message: str) -> None:
        super().__init__(f"{path}:{line}:{column}: {message}")
        self.path = path
        self.line = line
        self.column = column
        self.message = message


class ConfigError(EvalkitError):
    """A setting, option or combination of options that cannot be carried out."""


class PluginError(EvalkitError):
    """A metric that cannot be found, imported, built from its parameters, or told apart from another one."""


class ModelError(EvalkitError):
    """A model that is not on disk, is not what its checksum says, or is in a format that is not loaded."""


class OutputError(EvalkitError):
    """A file or folder that cannot be written."""


class RunFileError(EvalkitError):
    """A run file that cannot be read, or an unfinished one that cannot be gone on with."""


class CacheError(EvalkitError):
    """A cache that cannot be opened."""


class BaselineError(EvalkitError):
    """A baseline that cannot be read, or cannot be made of a run."""


class EngineError(EvalkitError):
    """A process, or a machine, that a run was spread over is gone."""
