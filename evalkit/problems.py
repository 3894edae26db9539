"""What a run has that somebody should look at, each with its place: what annotations, SARIF, JUnit and code quality are made of.

Without a gate a problem is a claim that does not stand, a finding that only informs, a failed score or an input that could not be
read. With one, what fails it is an error that names the gate, and the rest are no more than warnings.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from .gate.outcome import Failure, Outcome, State, Waiver
from .positions import LineIndex
from .records import FAULTY
from .runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    FindingRecord,
    Record,
    stream,
)

__all__ = ["RULES", "Finder", "Level", "Place", "Problem", "Rule", "problems", "why"]

Level = Literal["error", "warning", "note"]
"""How much it matters: what fails a gate or contradicts the article; what is not supported; what only informs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem: its name in words, and what it means."""

    title: str
    meaning: str


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "number": Rule("Wrong number", "The claim has a number that the article gives otherwise."),
        "unit": Rule("Wrong unit", "The claim gives one of the article's numbers with another unit, scale or noun."),
        "date": Rule("Wrong date", "The claim puts something on another day, month or year than the article."),
        "name": Rule("Wrong name", "The claim names somebody or something that the article does not have in that place."),
        "role-swap": Rule("Roles exchanged", "Two that the article tells of have changed places in the claim."),
        "quote-wording": Rule("Quotation altered", "Words between quotation marks are not those of the article."),
        "quote-attribution": Rule("Wrong speaker", "A quotation is given to another speaker than in the article."),
        "negation": Rule("Negation", "The claim denies what the article affirms, or affirms what it denies."),
        "modality": Rule("Certainty changed", "The claim tells as a fact what may be, or the other way round."),
        "quantifier": Rule("Quantifier", "The claim speaks of more, or of fewer, than the article: all for some, none for few."),
        "comparison": Rule("Comparison turned", "The claim turns a direction: more for less, before for after, rose for fell."),
        "unsupported": Rule("Not supported", "The article does not say what the claim says."),
        "contradicted": Rule("Contradicted", "The article says otherwise than the claim."),
        "dangling-reference": Rule("Dangling reference", "A pronoun or description refers to somebody whom the block does not name."),
        "omitted-hedge": Rule("Hedge left out", "The claim was cut off from words that made it less than certain."),
        "stitched": Rule("Stitched", "The claim joins words from distant places of the article as if they belonged together."),
        "block-conflict": Rule("Blocks in conflict", "SUMMARY, HIGHLIGHTS and TITLE of one article contradict each other."),
        "bad-input": Rule("Input not read", "An input could not be read, so nothing of it was judged."),
        "failed-score": Rule("Metric failed", "A metric raised an error on a block, which has no score of it."),
        "no-answer": Rule("No answer", "A block is empty, or the summariser declined to write one."),
        "abstained": Rule("Not judged", "A claim could not be judged."),
        "gate": Rule("Gate failed", "A gate is not met by the run as a whole or by a block as a whole."),
    }
)  # fmt: skip
"""Every rule that a problem can name: the types of findings, and what else can be wrong with a run."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words in a file. `column` and `end_column` are None for the text of a record, of which `field` is then named.

    Attributes:
        path: the file, as the user named it.
        line, column: where the words start, 1-based, in Unicode code points.
        end_line, end_column: where they end; the column is the one after the last character.
        text: the words.
        field: the column or key of the record that holds them.
    """

    path: str
    line: int
    column: int | None
    end_line: int
    end_column: int | None
    text: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that somebody should look at.

    Attributes:
        level: how much it matters.
        rule: a name among `RULES`.
        message: what is wrong, on one line.
        fingerprint: the claim's id, where it is about a claim; else a hash that stays the same from run to run.
        place: where; None for text that stands in no file, and for what is about the whole run.
        evidence: the passages of the article that speak for or against it, the best first.
        case: the case's id.
        claim: the claim.
        gate: the gate that fails because of it; None where none does.
        state: what it is beside the baseline; None where there is none.
        before: the claim's older words, where they were others.
        waivers: by which it does not count.
    """

    level: Level
    rule: str
    message: str
    fingerprint: str
    place: Place | None = None
    evidence: tuple[Place, ...] = ()
    case: str | None = None
    claim: ClaimRecord | None = None
    gate: str | None = None
    state: State | None = None
    before: str | None = None
    waivers: tuple[Waiver, ...] = ()


def problems(run: str | os.PathLike[str], outcome: Outcome | None = None) -> Iterator[Problem]:
    """Yields the problems of a run, in its order, then those of the run as a whole.

    Args:
        run: a run file.
        outcome: what a gate says of it; None where there is no gate.

    Raises:
        RunFileError: the run file cannot be read.
    """
    finder = Finder(outcome)
    for record in stream(run):
        yield from finder.of(record)
    yield from finder.rest()


class Finder:
    """Finds the problems of a run as its records pass, in their order.

    Args:
        outcome: what a gate says of the run; None where there is no gate.
    """

    def __init__(self, outcome: Outcome | None = None) -> None:
        self._outcome = outcome or Outcome()
        self._gated = outcome is not None
        self._source: str | None = None
        self._of_claims: dict[tuple[str, str], Failure] = {}
        self._of_cases: dict[str, list[Failure]] = defaultdict(list)
        self._waived: dict[tuple[str, str], tuple[Waiver, ...]] = {}
        for failure in self._outcome.failures:
            if failure.case is None:
                continue
            if not failure.claims:
                self._of_cases[failure.case.id].append(failure)
            for claim in failure.claims:
                self._of_claims.setdefault((failure.case.id, claim.id), failure)
        for waived in self._outcome.waived:
            if waived.failure.case is not None:
                for claim in waived.failure.claims:
                    self._waived[waived.failure.case.id, claim.id] = waived.waivers

    def of(self, record: Record) -> tuple[Problem, ...]:
        """The problems of a record."""
        match record:
            case ArticleRecord():
                self._source = record.path
            case BadInputRecord():
                return (self._bad_input(record),)
            case CaseRecord():
                return tuple(self._of_case(record))
            case _:
                pass
        return ()

    def rest(self) -> tuple[Problem, ...]:
        """The problems of the run as a whole: gates over many cases, and cases that the run no longer has."""
        return tuple(
            Problem(
                "error",
                "gate",
                failure.reason,
                _fingerprint(failure.gate, str(failure.group), failure.reason if failure.gate == "gone" else ""),
                gate=failure.gate,
            )
            for failure in self._outcome.failures
            if failure.case is None
        )

    def _bad_input(self, bad: BadInputRecord) -> Problem:
        place = Place(bad.path, bad.line, bad.column, bad.line, bad.column)
        return Problem("error", "bad-input", bad.message, _fingerprint("bad-input", bad.path, bad.message), place)

    def _of_case(self, case: CaseRecord) -> Iterator[Problem]:
        index = _index(case)
        for failure in self._of_cases[case.id]:
            rule = "no-answer" if failure.gate == "no answer" else "gate"
            whole = _place(case, index, case.start, case.end)
            yield Problem(
                "error", rule, failure.reason, _fingerprint(case.id, failure.gate), whole, case=case.id, gate=failure.gate
            )  # fmt: skip
        for score in case.scores:
            if score.status == "failed":
                message = f"{score.metric} failed: {score.note or 'without a word'}"
                whole = _place(case, index, case.start, case.end)
                yield Problem(
                    "error", "failed-score", message, _fingerprint(case.id, score.metric), whole, case=case.id
                )
        for claim in case.claims:
            yield from self._of_claim(case, claim, index)

    def _of_claim(self, case: CaseRecord, claim: ClaimRecord, index: LineIndex | None) -> Iterator[Problem]:
        key = case.id, claim.id
        failure, waivers = self._of_claims.get(key), self._waived.get(key, ())
        faulty = claim.verdict in FAULTY
        if not faulty and not claim.findings and failure is None:
            return
        evidence = tuple(self._evidence(claim))
        level: Level = "note"
        if failure is not None:
            level = "error"
        elif faulty and not waivers:
            level = "error" if claim.verdict == "contradicted" and not self._gated else "warning"
        told = _told(claim, faulty=faulty)
        if failure is not None and not told:
            told = ((_rule_of(claim), failure.reason, None),)
        for rule, message, finding in told:
            start, end = (finding.start, finding.end) if finding else (claim.start, claim.end)
            yield Problem(
                level,
                rule,
                message,
                claim.id,
                _place(case, index, start, end),
                evidence,
                case.id,
                claim,
                failure.gate if failure else None,
                self._outcome.states.get(key),
                failure.before if failure else None,
                waivers,
            )

    def _evidence(self, claim: ClaimRecord) -> Iterator[Place]:
        if self._source is None:
            return
        for one in claim.evidence:
            if one.line is None:
                continue
            if one.column is None:
                yield Place(self._source, one.line, None, one.line, None, one.text)
            else:
                index = LineIndex(one.text, one.start, one.line, one.column)
                yield Place(self._source, one.line, one.column, *index.locate(one.end), one.text)


def _told(claim: ClaimRecord, *, faulty: bool) -> tuple[tuple[str, str, FindingRecord | None], ...]:
    """What is said of a claim: rule, message and finding; one a finding, and one at least where the claim does not stand."""
    told = tuple((one.type, one.message, one) for one in claim.findings)
    if told or not faulty:
        return told
    return ((_rule_of(claim), why(claim), None),)


def why(claim: ClaimRecord) -> str:
    """Why a claim does not stand, in the words of its findings, or of the tier that decided."""
    if claim.findings:
        return "; ".join(finding.message for finding in claim.findings)
    if claim.verdict == "abstained":
        return next((vote.note for vote in claim.votes if vote.note), "it could not be judged")
    return f"{claim.tier or 'the metric'} finds too little of it in the article"


def _rule_of(claim: ClaimRecord) -> str:
    return claim.verdict if claim.verdict in {*FAULTY, "abstained"} else "gate"


def _index(case: CaseRecord) -> LineIndex | None:
    """What finds places in the block; None for the text of a record and for text of no file."""
    if case.line is None or case.column is None or case.field is not None:
        return None
    return LineIndex(case.text, case.start, case.line, case.column)


def _place(case: CaseRecord, index: LineIndex | None, start: int, end: int) -> Place | None:
    if case.path is None or case.line is None:
        return None
    text = case.text[start - case.start : end - case.start]
    if index is None:
        return Place(case.path, case.line, None, case.line, None, text, case.field)
    return Place(case.path, *index.locate(start), *index.locate(end), text)


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
