"""evalkit judges every claim of a summary against its article and shows what is not supported, with the evidence.

    import evalkit

    result = evalkit.score("The council met on Monday. It voted 9 to 4.", "The council voted 9 to 5.")
    print(result)

Importing this package imports nothing heavy; each name below is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Result, run, score
    from .runfile import Run, read_run

__all__ = ["Result", "Run", "__version__", "read_run", "run", "score"]

_HOMES = {"Result": "api", "run": "api", "score": "api", "Run": "runfile", "read_run": "runfile"}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("evalkit-faithfulness")
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
