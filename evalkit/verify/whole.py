"""Whether a run file is a whole run: its records stand in order, agree with each other, and are as many as its footer counts.

What a tool or a hand has damaged is told by its line. Whether the numbers are right is not asked here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import RunFileError
from ..reading.digest import content_sha256
from ..runfile import (
    COUNTED,
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    Record,
    ScoreRecord,
    stream,
)

__all__ = ["Survey", "survey"]

_SLACK = 1e-9  # of a bound: sums of shares round


@dataclass(slots=True)
class Survey:
    """What a whole run has, without its texts.

    Attributes:
        articles: ids, in order.
        paths: the files that articles, cases and faults come from, in the order in which they are first named.
        needed: those of them that articles and cases come from; where systems wrote the blocks, articles alone.
    """

    header: HeaderRecord
    articles: list[str] = field(default_factory=list)
    paths: dict[str, None] = field(default_factory=dict)
    needed: dict[str, None] = field(default_factory=dict)

    @property
    def written(self) -> bool:
        """Whether systems wrote the blocks while the run was made (`evalkit bench`)."""
        return "systems" in self.header.config


def survey(path: str | os.PathLike[str]) -> Survey:
    """Looks through a run file.

    Raises:
        RunFileError: it cannot be read, is no run file, or its records cannot all be of one whole run.
    """
    records = stream(path)
    header = next(records)
    assert isinstance(header, HeaderRecord)  # noqa: S101 - `stream` has seen to it
    looking = _Looking(header)
    for number, record in enumerate(records, start=2):
        if problem := next(looking.at(record), None):
            raise RunFileError(
                f"{os.fspath(path)}:{number}:1: {problem}: the file has been changed since it was written"
            )
    return looking.found


class _Looking:
    """What is known of a run so far."""

    def __init__(self, header: HeaderRecord) -> None:
        self.found = Survey(header)
        self._metrics = [metric.name for metric in header.metrics]
        self._measures = {
            metric.name: {measure.name: measure for measure in metric.measures} for metric in header.metrics
        }
        self._ids: set[str] = set()
        self._cases: set[str] = set()
        self._counts: Counter[str] = Counter()

    def at(self, record: Record) -> Iterator[str]:
        """What cannot be of a record that stands here."""
        match record:
            case ArticleRecord():
                self._counts["articles"] += 1
                yield from self._article(record)
                self._named(record.path, needed=True)
                self._ids.add(record.id)
                self.found.articles.append(record.id)
            case CaseRecord():
                self._counts["cases"] += 1
                self._counts.update(score.status for score in record.scores)
                yield from self._case(record)
                if not self.found.written:
                    self._named(record.path, needed=True)
                self._cases.add(record.id)
            case BadInputRecord():
                self._counts["bad_inputs"] += 1
                self._named(record.path, needed=False)
            case FooterRecord():
                for name in COUNTED:
                    if getattr(record, name) != self._counts[name]:
                        yield f"the footer counts {getattr(record, name)} {name}, and the file has {self._counts[name]}"

    def _named(self, path: str | None, *, needed: bool) -> None:
        if path is None:
            return
        self.found.paths.setdefault(path)
        if needed:
            self.found.needed.setdefault(path)

    def _article(self, article: ArticleRecord) -> Iterator[str]:
        text, start = article.content.text, article.content.start
        if article.id in self._ids:
            yield f"a second article {article.id!r}"
        # What JSON cannot hold was replaced when it was written; only texts of no file may have it.
        if content_sha256(text) != article.sha256 and not (article.path is None and "\ufffd" in text):
            yield f"the sha256 of the article {article.id!r} is not that of its CONTENT"
        if not all(start <= one <= end <= start + len(text) for one, end in article.sentences):
            yield f"a sentence of the article {article.id!r} lies outside its CONTENT"

    def _case(self, case: CaseRecord) -> Iterator[str]:
        if not self.found.articles or case.article != self.found.articles[-1]:
            yield f"the case {case.id!r} does not stand behind its article {case.article!r}"
        if case.id in self._cases:
            yield f"a second case {case.id!r}"
        if case.end != case.start + len(case.text):
            yield f"the case {case.id!r} says that its text ends at {case.end}, and it has {len(case.text)} characters"
        if [score.metric for score in case.scores] != self._metrics:
            yield f"the scores of the case {case.id!r} are not those of the header's metrics"
        for score in case.scores:
            yield from self._score(case, score)
        seen: set[str] = set()
        for claim in case.claims:
            if claim.id in seen:
                yield f"a second claim {claim.id} in the case {case.id!r}"
            seen.add(claim.id)
            yield from _claim(case, claim)

    def _score(self, case: CaseRecord, score: ScoreRecord) -> Iterator[str]:
        if score.values and score.status != "scored":
            yield f"{score.metric} of the case {case.id!r} is {score.status} and has values"
        for name, value in score.values.items():
            measure = self._measures[score.metric].get(name)
            if measure is None:
                yield f"{score.metric} of the case {case.id!r} has the value {name!r}, which the header does not declare"
            elif not _is_within(value, measure):
                yield f"{score.metric} {name} of the case {case.id!r} is {value}, which cannot be"


def _is_within(value: float, measure: MeasureRecord) -> bool:
    return not (
        (measure.low is not None and value < measure.low - _SLACK)
        or (measure.high is not None and value > measure.high + _SLACK)
    )


def _claim(case: CaseRecord, claim: ClaimRecord) -> Iterator[str]:
    if case.text[claim.start - case.start : claim.end - case.start] != claim.text or claim.start < case.start:
        yield f"the words of the claim {claim.id} are not those of its block {case.id!r}"
    if (claim.probability is None) != (claim.verdict in {None, "abstained"}):
        yield f"the claim {claim.id} is {claim.verdict or 'not judged'} with the probability {claim.probability}"
    if claim.probability is not None and not 0 <= claim.probability <= 1:
        yield f"the probability of the claim {claim.id} is {claim.probability}: expected 0 to 1"
