"""A run as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning and editors.

A result is a problem that stands in a file. What stands in none is a notification of the invocation (3.20.21): GitHub takes
no file of which one result has no physical location. Failed scores are notifications too, since it is the tool that failed
and not the text; an input that could not be read has its place and somebody who can mend it, and is a result.

Suppressions (3.27.23) say which results are waived. GitHub does not heed them: there they are alerts at the level "note".
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from ..files import replacing
from ..gate.outcome import Outcome, Waiver
from ..overview import counted
from ..problems import RULES, Finder, Level, Place, Problem
from ..runfile import HeaderRecord, Record, stream
from ..signature import shorts
from .claimwise import Fingerprints, in_repository, place_in_words, short
from .terminal import clean

__all__ = ["LARGEST", "MOST", "write_sarif"]

MOST = 25_000
"""Results that GitHub takes in a run; a file with more it refuses whole."""
LARGEST = 10_000_000
"""Bytes that it takes of a file, compressed with gzip."""
_SHOWN = 5_000  # results that it then shows, by its own choice of the severe ones
_RELATED = 99  # locations of a result that it shows, less the one of the result itself
_SLACK = 200_000  # compressed bytes for what stands around the results, and what the compressor still holds back
_LONGEST = 500  # characters of a text in a message

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: tuple[Level, ...] = ("error", "warning", "note")
_USUAL: Mapping[str, Level] = {
    "contradicted": "error", "bad-input": "error", "failed-score": "error", "no-answer": "error", "gate": "error",
    "dangling-reference": "note", "omitted-hedge": "note", "stitched": "note", "abstained": "note",
}  # fmt: skip
_INDEX = {name: number for number, name in enumerate(RULES)}


def write_sarif(
    run: str | os.PathLike[str],
    target: Path,
    outcome: Outcome | None = None,
    *,
    most: int = MOST,
    largest: int = LARGEST,
) -> int:
    """Writes the problems of a run as SARIF, errors before warnings before notes, and gives how many were left out.

    None is, up to GitHub's limits; beyond them it is the last ones, and a notification says how many. Reads the run once and
    holds one record at a time. Equal runs give equal bytes but for the run's own time.

    Args:
        run: a run file.
        target: the report.
        outcome: what a gate says of the run; None where there is no gate.
        most: how many results it may have.
        largest: how many bytes it may have, compressed.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    with replacing(target, "wb") as file, ExitStack() as stack:
        spools = {level: stack.enter_context(tempfile.TemporaryFile()) for level in _LEVELS}
        sorter = _Sorter(spools, outcome)
        for record in stream(run):
            sorter.take(record)
        sorter.end()
        file.write(_head())
        written, left_out = _copied(spools, file, most, largest)
        file.write(
            b"\n]," + _inner({"invocations": [sorter.invocation(written, left_out)], **sorter.about()}) + b"}]}\n"
        )
    return left_out


class _Sorter:
    """Sorts the problems of a run, record by record: results by their level into spools, the others into notifications."""

    def __init__(self, spools: Mapping[Level, IO[bytes]], outcome: Outcome | None) -> None:
        self._spools = spools
        self._outcome = outcome
        self._finder = Finder(outcome)
        self._fingerprints = Fingerprints()
        self._header: HeaderRecord | None = None
        self._told: dict[tuple[Level, str, str], list[str]] = {}
        self._whole = True

    def take(self, record: Record) -> None:
        if isinstance(record, HeaderRecord):
            self._header = record
        for problem in self._finder.of(record):
            self._sort(problem)

    def end(self) -> None:
        for problem in self._finder.rest():
            self._sort(problem)

    def _sort(self, problem: Problem) -> None:
        if problem.rule in {"bad-input", "failed-score"}:
            self._whole = False
        if problem.place is None or problem.rule == "failed-score":
            # The same failure on many blocks is told once, with the blocks.
            key = problem.level, problem.rule, _message(problem)
            self._told.setdefault(key, []).extend([problem.case] if problem.case is not None else [])
        else:
            result = _result(problem, problem.place, self._fingerprints.of(problem))
            self._spools[problem.level].write(_json(result) + b"\n")

    def invocation(self, written: int, left_out: int) -> dict[str, Any]:
        """How the run went (3.20): whether all was read and scored, and what is no result."""
        told = [_notification(level, text, rule, cases) for (level, rule, text), cases in self._told.items()]
        told += [_notification("error", f"The baseline is stale: {clean(one)}") for one in self._stale()]
        if self._outcome is not None:
            told += [_notification("note", clean(one)) for one in self._outcome.notes]
        if left_out:
            limits = (
                f"{counted(left_out, 'result')} more were left out, the least severe: GitHub takes no more in a file."
            )
            told.append(_notification("warning", limits + " The HTML report has all."))
        if written > _SHOWN:
            told.append(_notification("note", f"GitHub shows {_SHOWN:,} of these {written:,} results."))
        made: dict[str, Any] = {"executionSuccessful": self._whole and not self._stale()}
        if self._header is not None and (started := _time(self._header.created)):
            made["startTimeUtc"] = started
        return made | ({"toolExecutionNotifications": told} if told else {})

    def _stale(self) -> tuple[str, ...]:
        return self._outcome.stale if self._outcome is not None else ()

    def about(self) -> dict[str, Any]:
        """How the numbers of the run were made."""
        header = self._header
        if header is None:
            return {}
        signatures = {metric.name: metric.signature for metric in header.metrics}
        return {
            "properties": {
                "evalkit": header.evalkit,
                "seed": header.seed,
                "metrics": signatures,
                "signatures": shorts(header),
            }
        }


def _head() -> bytes:
    from .. import __version__

    driver = {"name": "evalkit", "version": __version__, "rules": [_rule(name) for name in RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],  # as evalkit counts lines: not the default, which leaves CR out
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0"}
    return b"{" + _inner(log) + b',"runs":[{' + _inner(run) + b',"results":['


def _copied(spools: Mapping[Level, IO[bytes]], file: IO[bytes], most: int, largest: int) -> tuple[int, int]:
    """Copies results, the severe ones first, as many as there is room for: how many, and how many are left out."""
    written = left_out = size = 0
    compressor = zlib.compressobj(wbits=31)
    for spool in spools.values():
        spool.seek(0)
        for line in spool:
            result = (b",\n" if written else b"\n") + line.rstrip(b"\n")
            if not left_out and written < most:
                size += len(compressor.compress(result))
            if left_out or written == most or size > largest - _SLACK:
                left_out += 1
                continue
            file.write(result)
            written += 1
    return written, left_out


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.meaning},
        "defaultConfiguration": {"level": _USUAL.get(name, "warning")},
    }


def _result(problem: Problem, place: Place, fingerprint: str) -> dict[str, Any]:
    # GitHub tells alerts apart by rule, path and primaryLocationLineHash; a claim's id stays when its line moves.
    fingerprints = {"primaryLocationLineHash": fingerprint}
    if problem.claim is not None:
        fingerprints["evalkitClaim/v1"] = problem.claim.id
    location: dict[str, Any] = {"physicalLocation": _physical(place)}
    if problem.case is not None:
        location["logicalLocations"] = [_logical(problem.case, place.field)]
    made: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": _INDEX[problem.rule],
        "level": problem.level,
        "message": {"text": _message(problem)},
        "locations": [location],
        "partialFingerprints": fingerprints,
    }
    if problem.evidence:
        made["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(one), "message": {"text": _literal(short(one.text, _LONGEST))}}
            for number, one in enumerate(problem.evidence[:_RELATED], start=1)
        ]
    if problem.state is not None:
        made["baselineState"] = problem.state
    if problem.waivers:
        made["suppressions"] = [_suppression(one) for one in dict.fromkeys(problem.waivers)]
    if problem.gate is not None:
        made["properties"] = {"gate": problem.gate}
    return made


def _message(problem: Problem) -> str:
    """What is wrong, then the claim and the evidence; `[words](1)` is a link to the related location 1 (3.11.6)."""
    parts = [_sentence(_literal(clean(problem.message)))]
    if problem.gate is not None:
        parts.append(f"It fails “{_literal(clean(problem.gate))}”.")
    if problem.claim is not None:
        parts.append(f"The claim: “{_literal(short(problem.claim.text, _LONGEST))}”.")
        if problem.place is not None and problem.place.field is not None:
            parts.append(f"It stands in the field “{_literal(clean(problem.place.field))}” of the record.")
    if problem.before is not None:
        parts.append(f"Before: “{_literal(short(problem.before, _LONGEST))}”.")
    if links := [f"[{_link(one)}]({number})" for number, one in enumerate(problem.evidence[:_RELATED], start=1)]:
        more = len(problem.evidence) - len(links)
        parts.append(f"The article: {', '.join(links)}" + (f" and {more} more." if more else "."))
    return " ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def _literal(text: str) -> str:
    """Text that a reader of messages takes as it is: braces are doubled (3.11.5), and nothing in it is a link (3.11.6)."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return re.sub(r"([\\\[\]])", r"\\\1", doubled) if "](" in doubled else doubled


def _link(place: Place) -> str:
    """The words of a link, in which brackets and backslashes are escaped (3.11.6)."""
    doubled = place_in_words(place).replace("{", "{{").replace("}", "}}")
    return re.sub(r"([\\\[\]])", r"\\\1", doubled)


def _physical(place: Place) -> dict[str, Any]:
    """A place in a file (3.29). Of the text of a record the line is known; what its columns would be is not."""
    region: dict[str, Any] = {"startLine": place.line}
    if place.column is not None and place.end_column is not None:
        region |= {"startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column}
        if place.text:
            region["snippet"] = {"text": place.text}
    return {"artifactLocation": _artifact(place.path), "region": region}


def _artifact(path: str) -> dict[str, str]:
    """A file (3.4): seen from the root of the sources, unless its path is absolute. All but unreserved characters are encoded."""
    path = in_repository(path)
    if re.match("[A-Za-z]:/", path):
        return {"uri": "file:///" + path[:2] + quote(path[2:], errors="replace")}
    if path.startswith("/"):
        return {"uri": "file:///" + quote(path.lstrip("/"), errors="replace")}
    return {"uri": quote(path.removeprefix("./"), errors="replace"), "uriBaseId": "%SRCROOT%"}


def _logical(case: str, field: str | None = None) -> dict[str, str]:
    return {"fullyQualifiedName": case} | ({"name": field} if field is not None else {})


def _suppression(waiver: Waiver) -> dict[str, str]:
    until = f" (until {waiver.until.isoformat()})" if waiver.until is not None else ""
    return {"kind": "external", "status": "accepted", "justification": clean(waiver.reason) + until}


def _notification(level: Level, text: str, rule: str | None = None, cases: list[str] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"level": level, "message": {"text": text}}
    if rule is not None:
        made["associatedRule"] = {"id": rule, "index": _INDEX[rule]}
    if cases:
        if len(cases) > 1:
            made["message"] = {"text": f"{text} On {counted(len(cases), 'block')}."}
        shown = list(dict.fromkeys(cases))[: _RELATED + 1]
        made["locations"] = [{"logicalLocations": [_logical(case)]} for case in shown]
    return made


def _time(created: str) -> str | None:
    """A time as 3.9 has it; None for what is none, as in a run file that was made by hand."""
    try:
        return dt.datetime.fromisoformat(created).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None


def _json(value: Mapping[str, Any]) -> bytes:
    # Lone surrogates, which a gate typed on a command line can hold, are no Unicode.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _inner(value: Mapping[str, Any]) -> bytes:
    """The members of an object, for one that is written in pieces."""
    return _json(value)[1:-1]
