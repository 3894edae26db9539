"""`--device`, which all commands that ask models have."""

from __future__ import annotations

from typing import Any

import typer

__all__ = ["DeviceOption"]


def _used(name: str) -> str:
    from ..devices import use_device

    use_device(name)
    return name


DeviceOption: Any = typer.Option(
    "--device",
    metavar="auto|cpu|cuda|mps",
    envvar="EVALKIT_DEVICE",
    callback=_used,
    help="Where models run: auto is a CUDA card where there is one, else the processor; mps is an Apple GPU.",
)
