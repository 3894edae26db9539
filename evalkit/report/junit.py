"""A run as JUnit XML, for the test tabs of CI servers, in the form that Jenkins' schema asks for (junit-10.xsd).

A suite is an input file, a test is a block and a metric. The metric that judges claims fails where claims do not stand; with
a gate a test fails where the gate does, and the claims that do not stand are told in its output. The schema knows a file of
suites alone and no properties of tests, so the line of a test stands in its output and the metrics' signatures on the suites.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from xml.sax.saxutils import escape, quoteattr

from ..files import replacing
from ..gate.outcome import Outcome
from ..overview import counted
from ..problems import Finder, Problem
from ..runfile import BadInputRecord, CaseRecord, HeaderRecord, Record, ScoreRecord, stream
from ..signature import shorts
from .claimwise import by_claim, place_in_words
from .terminal import clean

__all__ = ["write_junit"]

_NOWHERE = "(no file)"  # the suite of text that stands in none
_GATES = "gates"
# XML 1.0 (section 2.2) has no way to hold any other character, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Kind = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Test:
    """A test case. `kind` is None where it passes; then there is no `type`, `message` or `text`, which are that element's."""

    name: str
    classname: str
    kind: Kind | None = None
    type: str = ""
    message: str = ""
    text: str = ""
    output: str = ""


@dataclass(slots=True)
class _Suite:
    """What is known of a suite so far: where its tests stand in the spool, and how many went how."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def write_junit(run: str | os.PathLike[str], target: Path, outcome: Outcome | None = None) -> None:
    """Writes a run as JUnit XML. Equal runs give equal bytes but for the run's own time.

    Reads the run once and holds one record at a time; tests wait in a temporary file, since a suite begins with their number
    and the articles of a file may stand apart.

    Args:
        run: a run file.
        target: the report.
        outcome: what a gate says of the run; None where there is no gate.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    with replacing(target) as file, tempfile.TemporaryFile() as spool:
        suites = _Suites(spool)
        teller = _Teller(outcome)
        for record in stream(run):
            for suite, test in teller.of(record):
                suites.add(suite, test)
        for test in teller.rest():
            suites.add(_GATES, test)
        suites.write(file, teller.header, _notes(outcome))


class _Suites:
    """Gathers tests into suites, in the order in which these are first named."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._end = 0
        self._suites: dict[str, _Suite] = {}

    def add(self, name: str, test: _Test) -> None:
        suite = self._suites.setdefault(name, _Suite())
        suite.counts["tests"] += 1
        if test.kind is not None:
            suite.counts[test.kind] += 1
        start = self._end
        self._end += self._spool.write(_element(test).encode())
        if suite.pieces and suite.pieces[-1][1] == start:
            start = suite.pieces.pop()[0]
        suite.pieces.append((start, self._end))

    def write(self, file: IO[str], header: HeaderRecord | None, notes: str) -> None:
        total: Counter[str] = sum((suite.counts for suite in self._suites.values()), Counter())
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<testsuites name="evalkit"{_counted(total)}>\n')
        for name, suite in self._suites.items():
            place = "" if name in {_NOWHERE, _GATES} else f" file={_quoted(name)}"
            made = f" timestamp={_quoted(header.created)}" if header else ""
            skipped = f' skipped="{suite.counts["skipped"]}"'
            file.write(f"<testsuite name={_quoted(name)}{_counted(suite.counts)}{skipped}{place}{made}>\n")
            file.write(_properties(header))
            for start, end in suite.pieces:
                self._spool.seek(start)
                file.write(self._spool.read(end - start).decode())
            if name == _GATES and notes:
                file.write(f"<system-out>{_escaped(notes)}</system-out>\n")
            file.write("</testsuite>\n")
        file.write("</testsuites>\n")


class _Teller:
    """Tells the tests of a run as its records pass, in their order, each with the name of its suite."""

    def __init__(self, outcome: Outcome | None) -> None:
        self._outcome = outcome
        self._finder = Finder(outcome)
        self._judge = "support"
        self.header: HeaderRecord | None = None

    def of(self, record: Record) -> Iterator[tuple[str, _Test]]:
        """The tests of a record."""
        found = self._finder.of(record)
        match record:
            case HeaderRecord():
                self.header = record
                self._judge = str(record.config.get("verdict_from", self._judge))
            case BadInputRecord():
                place = f"{record.path}:{record.line}:{record.column}"
                told = f"{clean(place)}: {clean(record.message)}"
                yield (
                    record.path,
                    _Test(f"{place}::reading", "evalkit.reading", "error", "bad-input", clean(record.message), told),
                )
            case CaseRecord():
                for test in self._of_case(record, found):
                    yield (_NOWHERE if record.path is None else record.path), test
            case _:
                pass

    def rest(self) -> Iterator[_Test]:
        """The tests of the suite "gates": the gates over the whole run, and the baseline."""
        if self._outcome is None:
            return
        seen: Counter[str] = Counter()
        for problem in self._finder.rest():
            name = _numbered(problem.gate or problem.rule, seen)
            message = clean(problem.message)
            yield _Test(name, "evalkit.gate", "failure", problem.rule, message, message)
        for held in self._outcome.held:
            yield _Test(_numbered(held.gate, seen), "evalkit.gate", output=clean(held.what))
        for why in self._outcome.stale:
            name = _numbered("the baseline fits", seen)
            yield _Test(name, "evalkit.gate", "error", "stale-baseline", clean(why), clean(why))

    def _of_case(self, case: CaseRecord, found: Sequence[Problem]) -> Iterator[_Test]:
        claims = list(by_claim(one for one in found if one.claim is not None))
        failing = [group for group in claims if self._fails(group[0])]
        others = [group for group in claims if not self._fails(group[0])]
        judged = False
        for score in case.scores:
            name, classname, output = f"{case.id}::{score.metric}", f"evalkit.{score.metric}", _output(case, score)
            # A metric that failed has its error; claims that fail all the same are then a test of their own.
            if score.metric == self._judge and score.status != "failed":
                judged = True
                output += "".join(f"\n{_told(group)}" for group in others)
                if failing:
                    yield _failure(name, classname, case, failing, output)
                    continue
            yield _ended(name, classname, score, output)
        if failing and not judged:
            yield _failure(f"{case.id}::claims", "evalkit.claims", case, failing, "")
        seen: Counter[str] = Counter()
        for problem in found:
            if problem.claim is None and problem.gate is not None:
                name = _numbered(f"{case.id}::{problem.gate}", seen)
                place = f"{place_in_words(problem.place)}: " if problem.place else ""
                message = clean(problem.message)
                yield _Test(name, "evalkit.gate", "failure", problem.rule, message, place + message)

    def _fails(self, problem: Problem) -> bool:
        """Whether a claim fails: with a gate where that does, without one where it does not stand."""
        return problem.gate is not None if self._outcome is not None else problem.level != "note"


def _ended(name: str, classname: str, score: ScoreRecord, output: str) -> _Test:
    note = clean(score.note or "")
    match score.status:
        case "scored":
            return _Test(name, classname, output=output)
        case "failed":
            return _Test(name, classname, "error", "failed", note, note, output)
        case _:
            return _Test(name, classname, "skipped", score.status, note, output=output)


def _failure(name: str, classname: str, case: CaseRecord, failing: Sequence[Sequence[Problem]], output: str) -> _Test:
    first = failing[0][0]
    verdicts = {group[0].claim.verdict for group in failing if group[0].claim is not None}
    worst = "contradicted" if "contradicted" in verdicts else "unsupported"
    gates = dict.fromkeys(clean(group[0].gate) for group in failing if group[0].gate is not None)
    do = "does" if len(failing) == 1 else "do"
    message = f"{len(failing)} of {counted(len(case.claims), 'claim')} {do} not stand: {clean(first.message)}"
    if gates:
        message = f"{'; '.join(gates)}: {len(failing)} of {counted(len(case.claims), 'claim')}: {clean(first.message)}"
    text = "\n".join(map(_told, failing))
    return _Test(name, classname, "failure", "gate" if gates else worst, message, text, output)


def _told(group: Sequence[Problem]) -> str:
    """A claim in lines: its place, verdict and reasons, its words, and the evidence with its place."""
    first = group[0]
    claim = first.claim
    place = place_in_words(first.place) if first.place is not None else clean(first.case or "")
    verdict = (claim.verdict if claim is not None else None) or "not judged"
    lines = [f"{place}: {verdict}: {clean('; '.join(one.message for one in group))}"]
    if first.gate is not None:
        lines.append(f"    fails {clean(first.gate)}")
    lines += [f"    waived: {clean(waiver.reason)}" for waiver in first.waivers]
    if claim is not None:
        lines.append(f"    claim: {clean(claim.text)}")
    if first.before is not None:
        lines.append(f"    before: {clean(first.before)}")
    if first.evidence:
        lines += [f"    evidence {place_in_words(one)}: {clean(one.text)}" for one in first.evidence]
    elif claim is not None:
        lines += [f"    evidence: {clean(one.text)}" for one in claim.evidence]
    return "\n".join(lines)


def _output(case: CaseRecord, score: ScoreRecord) -> str:
    """Where the block stands, and the metric's values."""
    parts = [clean(case.path if case.path is not None else case.id), case.line, case.column]
    place = ":".join(str(part) for part in parts if part is not None)
    place += f" {clean(case.field)}" if case.field is not None else ""
    return " ".join([place, *(f"{clean(name)}={value}" for name, value in score.values.items())])


def _notes(outcome: Outcome | None) -> str:
    return "\n".join(map(clean, outcome.notes)) if outcome is not None else ""


def _numbered(name: str, seen: Counter[str]) -> str:
    """A name that no other test of the suite has: from the second on with its number."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _element(test: _Test) -> str:
    parts = [f"<testcase name={_quoted(test.name)} classname={_quoted(test.classname)}>"]
    if test.kind is not None:
        named = f"<{test.kind} type={_quoted(test.type)} message={_quoted(test.message)}"
        parts.append(f"{named}>{_escaped(test.text)}</{test.kind}>" if test.text else f"{named}/>")
    if test.output:
        parts.append(f"<system-out>{_escaped(test.output)}</system-out>")
    return "".join([*parts, "</testcase>\n"])


def _properties(header: HeaderRecord | None) -> str:
    if header is None:
        return ""
    named = {"evalkit": header.evalkit, "seed": str(header.seed)}
    named |= {metric.name: metric.signature for metric in header.metrics}
    named |= {f"{name}.signature": signature for name, signature in shorts(header).items()}
    told = "".join(f"<property name={_quoted(name)} value={_quoted(value)}/>" for name, value in named.items())
    return f"<properties>{told}</properties>\n"


def _counted(counts: Counter[str]) -> str:
    return f' tests="{counts["tests"]}" failures="{counts["failure"]}" errors="{counts["error"]}"'


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))
