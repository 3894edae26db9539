"""Sizes in bytes as people write and read them."""

from __future__ import annotations

import re

from .errors import ConfigError

__all__ = ["parsed_size", "shown_size"]

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?I?)B?", re.IGNORECASE)


def parsed_size(text: str | int) -> int:
    """The bytes of `2GB`, `500 MB`, `1.5GiB` (1 GB is 10**9 bytes, 1 GiB is 2**30) or of a number of bytes.

    Raises:
        ConfigError: it is none of these.
    """
    match = _SIZE.fullmatch(str(text).strip())
    if match is None or match[2].upper() not in _UNITS:
        raise ConfigError(
            f"{str(text)!r} is no size: expected a number of bytes, or one with a unit, such as 2GB or 500MB"
        )
    return int(float(match[1]) * _UNITS[match[2].upper()])


def shown_size(size: int) -> str:
    """A size with the unit that fits, e.g. `1.9 GB`."""
    for unit in ("TB", "GB", "MB", "kB"):
        factor = _UNITS[unit[0].upper()]
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"
