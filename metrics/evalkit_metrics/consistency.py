"""Consistency: what an article's SUMMARY, HIGHLIGHTS and TITLE say of the same thing, beside each other.

Each claim of a block is laid beside the other block of its system and beside the title, as the typed checks lay a claim beside
CONTENT: where the two tell the same and part in a number, a date, a name, a negation, a quantifier or a comparison, one of them
is wrong. Which one, CONTENT may say. A day after PUBLISHED_DATE that is told as past is one too many as well. Beside that: what a block tells twice, what the other block tells too, and which of the
article's most salient sentences neither tells.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from evalkit.metric import Case, Context, Finding, Measure, Metric, Score
from evalkit.records import Article, Block, Claim, Region, Span
from evalkit.segment import sentences
from evalkit.words import is_content, stem, words

from .calendar import dates, published_on
from .checks import RELATIONS
from .checks.told import Told
from .index import ArticleIndex
from .readable import why_unread
from .retrieval import coverage
from .salience import salient
from .windows import rounded

__all__ = ["Consistency"]

KEY_FACTS = 5
"""Sentences of an article that count as its key facts."""

_PAST = re.compile(r"\b(?:was|were|had|did|has|have|\w{3,}ed)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|to|plans?|planned|planning|due|expected|scheduled|set|until|till|by|from|next|could|may|might|should|deadline"
    r"|before|if|hopes?|aims?|proposed|ahead|upcoming|starting|is|are)\b",
    re.IGNORECASE,
)
_TOLD = 0.6  # weighted share of a claim's content words that another text has, where it tells the same
_AGAIN = 0.8  # likewise of an earlier claim of the same block
_KEY_TOLD = 0.35  # likewise of a sentence of the article, which a block shortens


@dataclass(frozen=True)
class Consistency(Metric):
    """Whether SUMMARY, HIGHLIGHTS and TITLE agree, and what they leave out together."""

    name: ClassVar[str] = "consistency"
    version: ClassVar[int] = 1
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("consistency", 0.0, 1.0, "share", "higher", "share of the claims that conflict with no other block and not with the title"),
        Measure("duplicate_rate", 0.0, 1.0, "share", "lower", "share of the claims that tell again what an earlier one of the block tells"),
        Measure("covered", 0.0, 1.0, "share", "neither", "share of the claims that the other block tells too"),
        Measure("title_covered", 0.0, 1.0, "share", "neither", "weighted share of the title's words that the block has"),
        Measure("key_facts", 0.0, 1.0, "share", "higher", f"share of CONTENT's {KEY_FACTS} most salient sentences that SUMMARY and HIGHLIGHTS tell"),
    )  # fmt: skip

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:  # noqa: ARG002 - it needs no model
        kept: tuple[str, ArticleIndex] | None = None
        found = []
        for case in cases:
            if not case.claims:
                note = "the block has no claim" if case.text else "the block is empty"
                found.append(Score("not_applicable", note=note))
                continue
            unread = why_unread(case.article.content.text, "CONTENT") or why_unread(case.text, "the block")
            if unread is not None:
                found.append(Score("abstained", note=unread))
                continue
            if kept is None or kept[0] != case.article.id:
                kept = (case.article.id, ArticleIndex.of(case.article))
            found.append(_score(case, kept[1]))
        return found


@dataclass(frozen=True, slots=True)
class _Other:
    """Another region of the same article, as a text that claims are laid beside."""

    region: Region
    index: ArticleIndex


def _others(case: Case) -> list[_Other]:
    """The other block of the case's system, and the title."""
    article = case.article
    found = [
        _Other(one.kind, _as_content(article, one))
        for one in article.blocks
        if one.system == case.system and one.kind not in {case.block, "CONTENT"} and one.text
    ]
    if article.title:
        found.append(_Other("TITLE", _as_content(article, Block("CONTENT", article.title))))
    return found


def _as_content(article: Article, block: Block) -> ArticleIndex:
    """The index of a block as if it were an article's CONTENT."""
    return ArticleIndex.of(
        dataclasses.replace(article, content=block, blocks=(), sentences=sentences(block.text, block.start))
    )


def _score(case: Case, index: ArticleIndex) -> Score:
    others = _others(case)
    size = len(case.claims)
    findings = [
        finding for claim in case.claims for finding in (*_conflicts(claim, others, index), *_ahead(claim, case.article))
    ]  # fmt: skip
    conflicting = sum(any(claim.start <= one.start < claim.end for one in findings) for claim in case.claims)
    stems = [_stems(claim.text) for claim in case.claims]
    again = {
        place: earlier for place, own in enumerate(stems) for earlier in range(place)
        if own and coverage(index, own, frozenset(stems[earlier])) >= _AGAIN and _figures(own) <= _figures(stems[earlier])
    }  # fmt: skip
    values = {"consistency": (size - conflicting) / size, "duplicate_rate": len(again) / size}
    told = frozenset(one for own in stems for one in own)
    for other in others:
        if other.region == "TITLE":
            values["title_covered"] = rounded(coverage(index, _stems(case.article.title), told))
        else:
            there = other.index.stems
            values["covered"] = sum(coverage(index, own, there) >= _TOLD for own in stems) / size
            told |= there
    key = index.once(_key_facts)
    missed = [number for number in key if coverage(index, list(index.window_stems[number]), told) < _KEY_TOLD]
    if key:
        values["key_facts"] = (len(key) - len(missed)) / len(key)
    return Score(
        "scored",
        values,
        note=_note(again) or None,
        findings=tuple(findings),
        passages=tuple(
            Span(sentence.start, sentence.end) for sentence in map(case.article.sentences.__getitem__, sorted(missed))
        ),
        seen=1.0,
    )


def _note(again: dict[int, int]) -> str:
    """Which claims tell something again, in words."""
    return "; ".join(f"claim {place + 1} tells claim {earlier + 1} again" for place, earlier in sorted(again.items()))


def _stems(text: str) -> list[str]:
    return [stem(word.text) for word in words(text) if is_content(word.text)]


def _figures(stems: Sequence[str]) -> set[str]:
    return {one for one in stems if any(map(str.isdigit, one))}


def _key_facts(index: ArticleIndex) -> list[int]:
    return salient(index, KEY_FACTS)


def _conflicts(claim: Claim, others: Sequence[_Other], index: ArticleIndex) -> Iterator[Finding]:
    """Yields where a claim and another region tell the same and part in a word that changes it; each stretch once a region."""
    for other in others:
        told = Told(claim, other.index)
        done: set[int] = set()
        for one in (one for check in RELATIONS for one in check(told)):
            if one.source_start is None or one.source_end is None or one.start in done:
                continue
            done.add(one.start)
            content = other.index.article.content
            here = claim.text[one.start - claim.start : one.end - claim.start]
            there = content.text[one.source_start - content.start : one.source_end - content.start]
            is_placed = other.region != "TITLE"
            yield Finding(
                "block-conflict",
                one.certainty,
                f"says “{_flat(here)}”, {other.region} says “{_flat(there)}”{_judged(here, there, index)}",
                one.start,
                one.end,
                one.source_start if is_placed else None,
                one.source_end if is_placed else None,
                other.region,
            )


def _ahead(claim: Claim, article: Article) -> Iterator[Finding]:
    """Yields days after PUBLISHED_DATE that a claim tells of as past."""
    published = published_on(article.published)
    if published is None or not _PAST.search(claim.text) or _TO_COME.search(claim.text):
        return
    for one in dates(claim.text, published):
        if (
            one.whole is not None and (one.whole - published).days > one.slack + 1
        ):  # the next day is another zone's today
            says = _flat(claim.text[one.start : one.end])
            yield Finding(
                "block-conflict", "likely", f"tells of {says} as past, PUBLISHED_DATE is {_flat(article.published)}",
                claim.start + one.start, claim.start + one.end, source="PUBLISHED_DATE",
            )  # fmt: skip


def _judged(here: str, there: str, index: ArticleIndex) -> str:
    """What CONTENT has of two sayings, where it has one of them alone."""
    has = [one for one in (here, there) if index.says([word.text for word in words(one)])]
    return f"; the article has “{_flat(has[0])}”" if len(has) == 1 else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
