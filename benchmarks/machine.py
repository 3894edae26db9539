"""What a figure depends on: the machine, the day and the versions, in words for a page."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("evalkit-faithfulness", "numpy", "onnxruntime", "tokenizers")


def said() -> str:
    """One paragraph; how busy the machine was is part of it, where the system tells."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    busy = f"; load {os.getloadavg()[0]:.1f} when it began" if hasattr(os, "getloadavg") else ""
    return (
        f"Taken on {dt.datetime.now(tz=dt.UTC).date()}: {os.cpu_count()} cores of {_processor()}, {platform.system()},"
        f" Python {platform.python_version()}, {versions}{busy}.\n"
    )


def _processor() -> str:
    """The processor's name, as Linux has it; else what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
