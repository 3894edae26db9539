"""Annotations of GitHub Actions as workflow commands, and the summary of a step.

A command is a line of its own on standard output: `::error file=a.txt,line=3::message`. The runner undoes `%25`, `%0D` and
`%0A`, and in properties `%3A` and `%2C`; so text that is escaped likewise ends neither its property nor its line.
"""

# Without the __future__ import of other modules, which would bind the name of a function here.

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from ..errors import OutputError
from ..overview import counted
from ..problems import RULES, Level, Place, Problem
from .claimwise import by_claim, in_repository, place_in_words, short
from .terminal import clean

__all__ = ["MOST", "SUMMARY", "Kind", "annotations", "command", "step_summary"]

Kind = Literal["error", "warning", "notice"]

MOST = 10
"""Annotations of a kind that GitHub shows for a step; it drops the rest without a word."""
SUMMARY = 1 << 20
"""Bytes that GitHub takes for the summary of a step; of a longer one it takes nothing."""

_KINDS: dict[Level, Kind] = {"error": "error", "warning": "warning", "note": "notice"}
_LONGEST = 500  # characters of a text in a message: the runner cuts a message at 4,096
# A path is kept as it is but for what could drive a log's reader or end its line; CR and LF are escaped as the runner asks.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_Rank = tuple[bool, bool, float, int]


def annotations(problems: Iterable[Problem], *, gated: bool) -> Iterator[str]:
    """Yields annotations as lines: one a claim, the worst first, no more of a kind than GitHub shows.

    What does not fit is counted in the last annotation of its kind.

    Args:
        problems: of a run, in its order.
        gated: whether there is a gate: then only what is an error is told.
    """
    ranked: dict[Kind, list[tuple[_Rank, str]]] = {"error": [], "warning": [], "notice": []}
    total = dict.fromkeys(ranked, 0)
    for number, group in enumerate(by_claim(problems)):
        kind = _KINDS[group[0].level]
        if gated and kind != "error":
            continue
        total[kind] += 1
        ranked[kind] = sorted([*ranked[kind], (_rank(group[0], number), _annotation(kind, group))])[:MOST]
    for kind, lines in ranked.items():
        more = total[kind] - (MOST - 1) if total[kind] > MOST else 0
        for _, line in lines[: MOST - 1] if more else lines:
            yield line
        if more:
            yield command(
                kind,
                f"and {counted(more, kind)} more: GitHub shows {MOST} of a kind, the report has all",
                title="evalkit",
            )


def command(kind: Kind, message: str, *, title: str, place: Place | None = None) -> str:
    """A workflow command, as one line without its end.

    Args:
        kind: what GitHub shows it as.
        message: its text; lines in it stay lines.
        title: what stands above it.
        place: where. GitHub takes columns only for words on one line, and none are known for the text of a record.
    """
    properties: dict[str, str | int] = {}
    if place is not None:
        properties |= {
            "file": _CONTROL.sub("\ufffd", in_repository(place.path)),
            "line": place.line,
            "endLine": place.end_line,
        }
        if place.column is not None and place.end_column is not None and place.line == place.end_line:
            properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = clean(title)
    told = ",".join(f"{name}={_escaped_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {told}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _rank(problem: Problem, number: int) -> _Rank:
    """The least is the worst: what is about more than a claim, then what the article contradicts, then what it supports least."""
    claim = problem.claim
    if claim is None:
        return (False, False, 0.0, number)
    return (True, claim.verdict != "contradicted", claim.probability or 0.0, number)


def _annotation(kind: Kind, group: Sequence[Problem]) -> str:
    first = group[0]
    lines = ["; ".join(short(problem.message, _LONGEST) for problem in group)]
    lines[0] = short(lines[0], 2 * _LONGEST) or RULES[first.rule].title
    if first.claim is not None:
        lines.append(f"Claim: {short(first.claim.text, _LONGEST)}")
        if first.before is not None:
            lines.append(f"Before: {short(first.before, _LONGEST)}")
        if first.evidence:
            best = first.evidence[0]
            lines.append(f"Article, {place_in_words(best)}: {short(best.text, _LONGEST)}")
        elif first.claim.evidence:
            lines.append(f"Article: {short(first.claim.evidence[0].text, _LONGEST)}")
    if first.place is None and first.case is not None:
        lines.append(f"In {short(first.case, _LONGEST)}")  # text of no file: its case is all there is to say where
    title = RULES[first.rule].title + (f": {short(first.gate, _LONGEST)}" if first.gate is not None else "")
    return command(kind, "\n".join(lines), title=title, place=first.place)


def step_summary(text: str, path: str) -> None:
    """Appends Markdown to the summary of a step, in UTF-8.

    Where the whole would be longer than GitHub takes, whole lines are left out at the end, and how many bytes is said.

    Args:
        text: the Markdown.
        path: the file that `GITHUB_STEP_SUMMARY` names.

    Raises:
        OutputError: it cannot be written.
    """
    added = text.encode("utf-8", "replace")
    try:
        with Path(path).open("ab+") as file:
            size = file.tell()
            if size:
                file.seek(size - 1)
                added = (b"" if file.read(1) == b"\n" else b"\n") + b"\n" + added
            file.write(_fitting(added, SUMMARY - size))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def _fitting(text: bytes, room: int) -> bytes:
    if len(text) <= room:
        return text
    told = "\n\n*{:,} bytes more were cut: GitHub takes 1 MiB a step. The report has all.*\n"
    kept = text[: max(room - len(told.format(len(text))), 0)].rpartition(b"\n")[0]
    end = told.format(len(text) - len(kept)).encode()
    return kept + end if len(kept) + len(end) <= room else b""
