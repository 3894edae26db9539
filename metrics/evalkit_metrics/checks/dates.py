"""Dates: another day, weekday or month than the article's, however either is told.

"On Friday" may be "yesterday", and "in March" holds "12 March": what a date says is worked out from PUBLISHED_DATE, and two conflict
only in what both say. A claim's date is wrong where the sentence beside it has another one in its place, or where it names a day or
month that no date of the article can be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from evalkit.metric import Finding
from evalkit.words import is_content, stem

from ..calendar import Date, dates, published_on
from ..index import ArticleIndex
from ..retrieval import coverage
from .told import CLOSE, Beside, Told

__all__ = ["check_dates"]

_KNOWN = 2  # dates that an article names before one that it lacks is missed
_SOON = 60  # days from the day of writing, within which a date needs no year
_ALIKE = 0.75  # of the weight of a claim's words, in a sentence that tells the same


def check_dates(told: Told) -> list[Finding]:
    """Finds dates of a claim that the article has otherwise, or not at all."""
    published = told.index.once(_published)
    own = [_settled(one, published) for one in dates(told.claim.text, published)]
    if not own or told.is_verbatim:
        return []
    known = told.index.once(_known)
    found = []
    for one in own:
        of_writing = published is not None and one.day is not None and not one.conflicts(_of(published))
        if of_writing and any(map(str.isdigit, told.claim.text[one.start : one.end])):
            continue  # the day of writing itself, in figures
        finding = _against(told, one, own, known) or _missing(told, one, known)
        if finding is not None:
            found.append(finding)
    return found


def _settled(one: Date, published: dt.date | None) -> Date:
    """A date without its year, where the year is plain: a day within two months of the day of writing."""
    if published is None or one.year is not None or one.month is None or one.day is None:
        return one
    for year in (published.year, published.year - 1, published.year + 1):
        whole = replace(one, year=year).whole
        if whole is not None and abs((whole - published).days) <= _SOON:
            return replace(one, year=year, weekday=whole.weekday())
    return one


def _published(index: ArticleIndex) -> dt.date | None:
    return published_on(index.article.published)


def _of(day: dt.date) -> Date:
    return Date(0, 0, day.year, day.month, day.day, day.weekday())


def _known(index: ArticleIndex) -> tuple[Date, ...]:
    """The dates of CONTENT; offsets count from the start of its text."""
    published = index.once(_published)
    return tuple(_settled(one, published) for one in dates(index.article.content.text, published))


def _against(told: Told, one: Date, own: Sequence[Date], known: Sequence[Date]) -> Finding | None:
    """The date that the sentence beside the claim has in its place: the only one there that the claim does not have itself."""
    for beside in told.beside:
        cover = _cover(told, one, beside)
        if cover < CLOSE:
            continue
        there = _within(beside, known)
        if not there or any(other.confirms(one) or not one.conflicts(other) for other in there):
            if there:
                return None
            continue
        rivals = [
            other
            for other in there
            if other.conflicts(one) and not any(not other.conflicts(mine) for mine in own if mine is not one)
        ]
        rivals = [other for other in rivals if _alike(one, other)]
        if len({rival.start for rival in rivals}) != 1:
            continue
        if _told_elsewhere(told, one, beside, known):
            return None
        sure = cover >= _ALIKE and not any(other.confirms(one) for other in known)
        rival = rivals[0]
        return told.finding("date", "certain" if sure else "likely", (one.start, one.end), (rival.start, rival.end))
    return None


def _alike(one: Date, other: Date) -> bool:
    """Whether two dates say the same kind of thing: a weekday for a weekday, a month for a month."""
    return any(
        None not in pair for pair in ((one.month, other.month), (one.weekday, other.weekday), (one.year, other.year))
    )


def _cover(told: Told, one: Date, beside: Beside) -> float:
    """The weighted share of the claim's words, those of the date aside, that a sentence has."""
    rest = [
        stem(word.text) for word in told.words
        if is_content(word.text) and not one.start <= word.start < one.end
    ]  # fmt: skip
    return coverage(told.index, rest, told.index.window_stems[beside.number])


def _within(beside: Beside, known: Sequence[Date]) -> list[Date]:
    first, last = beside.words[0].start, beside.words[-1].end
    return [one for one in known if first <= one.start < last]


def _told_elsewhere(told: Told, one: Date, beside: Beside, known: Sequence[Date]) -> bool:
    """Whether the other sentence beside the claim, or a neighbour of this one, has the date: then it may be that one."""
    sentences, offset = told.index.article.sentences, told.index.article.content.start
    content = {
        stem(word.text) for word in told.words
        if is_content(word.text) and not one.start <= word.start < one.end
    }  # fmt: skip
    near = {beside.number - 1, beside.number + 1, *(other.number for other in told.beside)} - {beside.number}
    spans = [
        sentences[number] for number in near
        if 0 <= number < len(sentences) and len(content & told.index.window_stems[number]) > 1
    ]  # fmt: skip
    return any(
        other.confirms(one)
        for span in spans
        for other in known
        if span.start - offset <= other.start < span.end - offset
    )


def _missing(told: Told, one: Date, known: Sequence[Date]) -> Finding | None:
    """A day, or a month with its year, that none of the article's dates can be."""
    if one.month is None or (one.day is None and one.year is None) or one.slack:
        return None
    months = [other for other in known if other.month is not None]
    if len(months) < _KNOWN or any(
        not one.conflicts(other) for other in known if other.month is not None or other.year is not None
    ):
        return None
    if any(not one.conflicts(other) for other in known if other.weekday is not None and one.weekday is not None):
        return None  # "on Friday" may be that day
    start = told.claim.start
    says = " ".join(told.claim.text[one.start : one.end].split())
    return Finding("date", "likely", f"says {says}; the article has no such date", start + one.start, start + one.end)
