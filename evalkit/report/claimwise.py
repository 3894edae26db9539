"""What the reports for CI share: problems claim by claim, places in words, and what tells one problem from another."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..problems import Place, Problem
from .terminal import clean

__all__ = ["Fingerprints", "by_claim", "in_repository", "place_in_words", "short"]


def by_claim(found: Iterable[Problem]) -> Iterator[tuple[Problem, ...]]:
    """Yields the problems of each claim together, in their order; a problem that is about no claim stands alone."""
    group: list[Problem] = []
    for problem in found:
        if group and not _same_claim(group[-1], problem):
            yield tuple(group)
            group.clear()
        group.append(problem)
    if group:
        yield tuple(group)


def _same_claim(one: Problem, other: Problem) -> bool:
    if one.claim is None or other.claim is None:
        return False
    return (one.case, one.claim.id) == (other.case, other.claim.id)


def place_in_words(place: Place) -> str:
    """`path:line:column`, or the path, the line and the field of a record."""
    column = "" if place.column is None else f":{place.column}"
    field = "" if place.field is None else f" {clean(place.field)}"
    return f"{clean(place.path)}:{place.line}{column}{field}"


def in_repository(path: str) -> str:
    """A path as a CI server knows it: from the repository's top, also where evalkit works in a folder below.

    The top is what GitHub (`GITHUB_WORKSPACE`) or GitLab (`CI_PROJECT_DIR`) names, else the current folder. A path that leads out
    of it stays as it is.
    """
    here = posixpath.normpath(Path.cwd().as_posix())
    top = posixpath.normpath(os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or here)
    whole = posixpath.normpath(posixpath.join(here, path))
    return whole.removeprefix(f"{top.rstrip('/')}/") if whole.startswith(f"{top.rstrip('/')}/") else path


def short(text: str, longest: int) -> str:
    """A text on one line, as `clean` gives it, of so many characters at most."""
    flat = clean(text)
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


class Fingerprints:
    """Tells the problems of a run apart that share their fingerprint and their rule, as two wrong numbers of one claim do."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def of(self, problem: Problem) -> str:
        """The fingerprint of the next problem with its number among those, from 1: "264d96956ea7d425:1"."""
        key = problem.rule, problem.fingerprint
        self._seen[key] += 1
        return f"{problem.fingerprint}:{self._seen[key]}"
