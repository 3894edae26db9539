"""Which optional distributions of a metric are missing. Asked of the installed metadata; nothing is imported."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import InvalidRequirement, Requirement

from .errors import PluginError

__all__ = ["install_command", "missing"]


def missing(requirements: Sequence[str]) -> tuple[str, ...]:
    """Those of the requirements (PEP 508) that the installed distributions do not meet, in order.

    A requirement whose marker does not hold here is met. The distributions that its extras bring are not looked at.

    Raises:
        PluginError: one of them is no requirement.
    """
    if isinstance(requirements, str):  # a tuple of one without its comma
        raise PluginError(f"`requires` is {requirements!r}: expected a tuple of requirements, ({requirements!r},)")
    return tuple(one for one in requirements if not _is_met(one))


def install_command(requirements: Sequence[str]) -> str:
    """What to type so that requirements are met, for any shell."""
    return "pip install " + " ".join(f'"{one}"' for one in requirements)


def _is_met(text: str) -> bool:
    try:
        wanted = Requirement(text)
    except (InvalidRequirement, TypeError) as error:
        raise PluginError(
            f"{text!r} in `requires` is no requirement: expected one such as 'torch>=2': {error}"
        ) from error
    if wanted.marker and not wanted.marker.evaluate():
        return True
    try:
        return wanted.specifier.contains(version(wanted.name), prereleases=True)
    except PackageNotFoundError:
        return False
