"""One target under atheris: `python -m fuzzing.one NAME CORPUS... -OPTION=...`, as `python -m fuzzing` starts it."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["evalkit", "evalkit_metrics"]):
    from .targets import TARGETS

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
