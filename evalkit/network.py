"""Whether the network may be used, in the one place that model libraries look at too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["forbidden", "is_forbidden"]

_SWITCH = "HF_HUB_OFFLINE"


def is_forbidden() -> bool:
    """Whether the environment forbids the network: `HF_HUB_OFFLINE` is set to something other than 0, no, off or false."""
    return os.environ.get(_SWITCH, "").strip().lower() not in {"", "0", "no", "off", "false"}


@contextmanager
def forbidden(*, offline: bool) -> Iterator[None]:
    """Forbids the network for as long as the block runs, where `offline` is set."""
    before = os.environ.get(_SWITCH)
    if offline:
        os.environ[_SWITCH] = "1"
    try:
        yield
    finally:
        if offline and before is None:
            del os.environ[_SWITCH]
        elif offline and before is not None:
            os.environ[_SWITCH] = before
