"""Highlights: how each bullet was taken from the article, and what makes a faithful copy mislead.

A bullet that is copied word for word is supported by the article and can still be wrong to read: it begins with "The attacks"
and nobody knows which, it was cut off from "police deny that", or it joins what the article has apart. Of extractive summaries
30% have such a fault (Zhang, Wan and Bansal 2023, "Extractive is not faithful", section 4). These faults lower this metric, not
`support`: the words are still the article's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, get_args

from evalkit.metric import Case, Context, Finding, Measure, Metric, Origin, Reliability, Score
from evalkit.records import Copying

from .copying import Trace, to_origin, traced
from .cuts import check_cuts
from .index import ArticleIndex
from .measured import measured
from .openings import check_connective, check_references
from .readable import why_unread

__all__ = ["Highlights"]

_SAYING = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|wrote|writes|asked|warned|warns|called|according)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Highlights(Metric):
    """Whether each bullet of HIGHLIGHTS stands by itself, and how it was taken from CONTENT."""

    name: ClassVar[str] = "highlights"
    version: ClassVar[int] = 1
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("highlights", 0.0, 1.0, "share", "higher", "share of the bullets in which nothing misleads"),
        Measure("dangling_rate", 0.0, 1.0, "share", "lower", "share of bullets that open with what only the article explains"),
        Measure("broken_rate", 0.0, 1.0, "share", "lower", "share of bullets that open with a connective to what they do not have"),
        Measure("cut_rate", 0.0, 1.0, "share", "lower", "share of bullets cut off from a denial, a doubt, a condition or a speaker"),
        *(
            Measure(kind.replace("-", "_"), 0.0, 1.0, "share", "neither", text)
            for kind, text in (
                ("verbatim", "share of bullets that CONTENT has to the last character"),
                ("near-verbatim", "share of bullets with CONTENT's words in a row and other case, quotes, signs or blanks"),
                ("edited", "share of bullets with words put in, left out or replaced"),
                ("stitched", "share of bullets made of parts of two or more places"),
                ("abstracted", "share of bullets in other words"),
            )
        ),
        Measure("longest_copied_run", 0.0, None, "words", "neither", "words of the longest stretch that a bullet has of CONTENT"),
        Measure("position", 0.0, 1.0, "share", "neither", "where in CONTENT the copied bullets begin, on average: 0 is its start"),
    )  # fmt: skip

    @property
    def reliability(self) -> tuple[Reliability, ...]:
        """Of what dangles, on labelled bullets; the other findings were not measured."""
        return measured(self.name, self.version)

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:  # noqa: ARG002 - it needs no model
        indices: dict[str, ArticleIndex] = {}
        found = []
        for case in cases:
            if case.block != "HIGHLIGHTS":
                found.append(Score("not_applicable", note="only HIGHLIGHTS are audited"))
                continue
            if not case.claims:
                found.append(
                    Score("not_applicable", note="the block has no bullet" if case.text else "the block is empty")
                )
                continue
            if case.article.id not in indices:
                indices = {case.article.id: ArticleIndex.of(case.article)}
            found.append(_score(case, indices[case.article.id]))
        return found


def _score(case: Case, index: ArticleIndex) -> Score:
    unread = why_unread(case.article.content.text, "CONTENT")
    if unread is not None:
        return Score("abstained", note=unread)
    findings: list[Finding] = []
    origins: list[Origin] = []
    before = case.article.title
    dangling = broken = cut = faulty = 0
    for claim in case.claims:
        trace = traced(claim, index)
        origins.append(to_origin(trace))
        references, connectives, cuts = check_references(trace, before), check_connective(trace), check_cuts(trace)
        own = [*references, *connectives, *cuts, *_stitched(trace)]
        findings += sorted(own, key=lambda one: (one.start, one.end, one.type))
        dangling += bool(references)
        broken += bool(connectives)
        cut += bool(cuts)
        faulty += bool(own)
        before += "\n" + claim.text
    kinds = Counter(origin.copying for origin in origins)
    size = len(origins)
    places = [origin.position for origin in origins if origin.position is not None]
    values = {
        "highlights": (size - faulty) / size,
        "dangling_rate": dangling / size,
        "broken_rate": broken / size,
        "cut_rate": cut / size,
        **{kind.replace("-", "_"): kinds[kind] / size for kind in get_args(Copying)},
        "longest_copied_run": float(max(origin.longest_run for origin in origins)),
    }
    if places:  # where no bullet is copied, there is no place
        values["position"] = sum(places) / len(places)
    return Score("scored", values, findings=tuple(findings), origins=tuple(origins), seen=1.0)


def _stitched(trace: Trace) -> list[Finding]:
    """A finding where parts of the article that stand apart are joined as if they were one statement.

    A quotation with its speaker, whom the article introduces elsewhere, is no such thing.
    """
    if trace.copying != "stitched":
        return []
    claim, index = trace.claim, trace.index
    content = index.article.content
    for one, other in pairwise(trace.places):
        between = claim.text[trace.words[one.last - 1].end : trace.words[other.first].start]
        apart = index.sentence_of(other.source) - index.sentence_of(one.source + one.last - one.first - 1)
        if apart in {0, 1} or _SAYING.search(between) or any(sign in between for sign in '"“”'):
            continue
        here = content.start + index.words[one.source].start
        there = content.start + index.words[other.source].start
        joined = " ".join(claim.text[trace.words[one.last - 1].start : trace.words[other.first].end].split())
        return [
            Finding(
                "stitched", "likely",
                f"joins words that the article has {_apart(abs(apart))} apart: “… {joined} …”",
                claim.start + trace.words[one.first].start, claim.start + trace.words[other.last - 1].end,
                min(here, there), content.start + index.words[one.source + one.last - one.first - 1].end
                if here < there else content.start + index.words[other.source + other.last - other.first - 1].end,
            )
        ]  # fmt: skip
    return []


def _apart(sentences: int) -> str:
    return f"{sentences} sentences" if sentences > 1 else "a sentence"
