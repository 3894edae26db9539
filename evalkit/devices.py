"""The device that models run on. It changes how long an answer takes, and its last digits: what depends on them names it."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from .errors import ConfigError

__all__ = ["DEVICES", "device", "use_device", "wanted"]

DEVICES = ("auto", "cpu", "cuda", "mps")
"""What may be asked for. `auto` is a CUDA or ROCm card where torch sees one, else the processor; `mps`, an Apple GPU, is taken
where it is named."""

_DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")
"""What a machine with a driver for a card has; one that has none of it is not asked through torch, which takes seconds to import."""

_chosen: list[str] = ["auto"]


def use_device(name: str, *, elsewhere: bool = False) -> None:
    """Lets all models that are loaded from now on run on a device.

    Args:
        elsewhere: it is other machines that have it, and that load the models.

    Raises:
        ConfigError: it is none of `DEVICES`, or this machine has it not.
    """
    if name not in DEVICES:
        raise ConfigError(f"the device {name!r} is not known: expected one of {', '.join(DEVICES)}")
    if name == "cuda" and not elsewhere and not _sees_cuda():
        raise ConfigError(
            "--device cuda: torch sees no CUDA or ROCm card here: expected a card with its driver and a torch that was built for"
            " it (https://pytorch.org/get-started/locally/), or --device auto"
        )
    if name == "mps" and not elsewhere and not _sees_mps():
        raise ConfigError(
            "--device mps: torch sees no Apple GPU here: expected macOS on Apple silicon, or --device auto"
        )
    _chosen[0] = name


def wanted() -> str:
    """The device that was asked for, one of `DEVICES`."""
    return _chosen[0]


def device() -> str:
    """The device that models run on: "cpu", "cuda" or "mps"."""
    if _chosen[0] != "auto":
        return _chosen[0]
    return "cuda" if _has_driver() and _sees_cuda() else "cpu"


@lru_cache(maxsize=1)
def _has_driver() -> bool:
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "nvcuda.dll").exists()
    return any(Path(one).exists() for one in _DRIVERS)


@lru_cache(maxsize=1)
def _sees_cuda() -> bool:
    import torch

    return bool(torch.cuda.is_available())


@lru_cache(maxsize=1)
def _sees_mps() -> bool:
    import torch

    return bool(torch.backends.mps.is_available())
