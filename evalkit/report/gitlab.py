"""A run as GitLab's code quality report: a JSON list of problems, each at a path and a line.

The format is GitLab's subset of Code Climate's: `description`, `check_name`, `fingerprint`, `severity`, `location.path` and
`location.lines.begin`. GitLab takes one of several with the same fingerprint, and nothing without a path: what stands in no
file (a gate over the whole run, text that came from Python) is given the name of the run file, whose record it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..files import replacing
from ..gate.outcome import Outcome
from ..problems import RULES, Level, Problem
from ..problems import problems as problems_of
from .claimwise import Fingerprints, in_repository, short
from .terminal import clean

__all__ = ["write_code_quality"]

_SEVERITIES: dict[Level, str] = {"error": "critical", "warning": "major", "note": "info"}
_LONGEST = 500  # characters of a text in a description, which GitLab shows as one line


def write_code_quality(run: str | os.PathLike[str], target: Path, outcome: Outcome | None = None) -> None:
    """Writes the problems of a run as GitLab's code quality report. Equal runs give equal bytes.

    What a gate fails is a `blocker`; what else is an error, a warning or a note is `critical`, `major` or `info`. A stale
    baseline is a `blocker` too. Paths are those from the repository's top.

    Args:
        run: a run file.
        target: the report.
        outcome: what a gate says of the run; None where there is no gate.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    with replacing(target, "wb") as file:
        mark = b"["
        for issue in _issues(run, outcome):
            # Lone surrogates, which a gate typed on a command line can hold, are no Unicode.
            file.write(mark + b"\n" + json.dumps(issue, ensure_ascii=False).encode("utf-8", "replace"))
            mark = b","
        file.write(b"[]\n" if mark == b"[" else b"\n]\n")


def _issues(run: str | os.PathLike[str], outcome: Outcome | None) -> Iterator[dict[str, Any]]:
    nowhere = Path(run).name, 1
    fingerprints = Fingerprints()
    for problem in problems_of(run, outcome):
        severity = "blocker" if problem.gate is not None else _SEVERITIES[problem.level]
        place = (in_repository(problem.place.path), problem.place.line) if problem.place else nowhere
        yield _issue(_description(problem), problem.rule, fingerprints.of(problem), severity, place)
    for why in outcome.stale if outcome else ():
        yield _issue(clean(why), "stale-baseline", why, "blocker", nowhere)


def _issue(description: str, check: str, fingerprint: str, severity: str, place: tuple[str, int]) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": check,
        "fingerprint": hashlib.sha256(f"{check}\0{fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "severity": severity,
        "location": {"path": place[0], "lines": {"begin": place[1]}},
    }


def _description(problem: Problem) -> str:
    parts = [short(problem.message, 2 * _LONGEST) or RULES[problem.rule].title]
    if problem.gate is not None:
        parts.insert(0, f"{short(problem.gate, _LONGEST)}:")
    if problem.claim is not None:
        parts.append(f"– “{short(problem.claim.text, _LONGEST)}”")
    if problem.place is None and problem.case is not None:
        parts.append(f"in {short(problem.case, _LONGEST)}")
    if problem.waivers:
        parts.append("(waived: " + "; ".join(short(one.reason, _LONGEST) for one in problem.waivers) + ")")
    return " ".join(parts)
