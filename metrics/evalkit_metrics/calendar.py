"""Dates in a text: "12 March 2024", "in May", "on Friday", "yesterday", "a fortnight ago".

A date is what is known of it: year, month, day, weekday, any of them missing. What is told relative to the day of writing is
worked out from PUBLISHED_DATE. Names of months and weekdays are those of the CLDR in English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["Date", "dates", "published_on"]

_RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_SMALL = {word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
_SMALL |= {"a": 1, "an": 1}
_SHORT = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_UNIT = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Date:
    """What is known of a date, and where it stands in its text.

    Attributes:
        weekday: from 0, Monday.
        slack: by how many days, or years where only the year is known, it may be off ("three weeks ago").
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    slack: int = 0

    @property
    def whole(self) -> dt.date | None:
        """The day, where all of it is known."""
        return None if None in {self.year, self.month, self.day} else _made(self.year, self.month, self.day)

    def conflicts(self, other: Date) -> bool:
        """Whether the two cannot be the same date, nor one within the other."""
        one, two = self.whole, other.whole
        if one and two:
            return abs((one - two).days) > self.slack + other.slack
        if self.slack or other.slack:
            years = None not in {self.year, other.year} and self.month is None and other.month is None
            return years and abs((self.year or 0) - (other.year or 0)) > self.slack + other.slack
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)

    def confirms(self, other: Date) -> bool:
        """Whether this date says all that another says, and the same."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        known = [pair for pair in pairs if pair[1] is not None]
        return not self.conflicts(other) and any(None not in pair for pair in known)


def _made(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    try:
        return dt.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def published_on(text: str) -> dt.date | None:
    """The day of a PUBLISHED_DATE, None where it names none."""
    iso = re.search(r"(\d{4})-(\d{2})-(\d{2})", text)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    return next((one.whole for one in dates(text, None) if one.whole), None)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, int], dict[str, int]]:
    """Months and weekdays by their names in lower case; short ones only where they are no other word."""
    from babel.dates import get_day_names, get_month_names

    months: dict[str, int] = {}
    days: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for locale in ("en", "en_GB"):
            months |= {name.lower(): number for number, name in get_month_names(width, locale=locale).items()}
            days |= {name.lower(): number for number, name in get_day_names(width, locale=locale).items()}
    no_words = {"mar", "sun", "sat", "wed"}
    return (
        {name: number for name, number in months.items() if name not in no_words},
        {name: number for name, number in days.items() if name not in no_words},
    )


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    months, days = (("|".join(sorted(map(str.capitalize, names), key=len, reverse=True))) for names in _names())
    lower = "|".join(name for name in _names()[0] if len(name) > 3 and name != "march")
    low_days = "|".join(name for name in _names()[1] if name.endswith("day"))
    small = "|".join(_SMALL)
    return re.compile(
        rf"""
        \b(?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}})\b
        | (?<![\w.,£$€])(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th)?(?:\s(?:and|to|or|until)\s|\s?[-–/]\s?))?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:\sof)?\s(?P<month>(?:{months})\b\.?|(?:{lower})\b)(?:,?\s(?P<year>[12]\d{{3}})\b)?
        | \b(?P<month2>(?:{months})\b\.?|(?:{lower})\b)\s(?:(?P<first2>[0-3]?\d)(?:st|nd|rd|th)?(?:\s(?:and|to|or|until)\s|\s?[-–/]\s?))?(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%.]\d|\d|\s?(?:%|per\s?cent|people|million))(?:,?\s(?P<year2>[12]\d{{3}})\b)?
        | \b(?P<month3>(?:{months})\b\.?|(?:{lower})\b)(?:\s(?:of\s)?(?P<year3>[12]\d{{3}})\b)?
        | \b(?P<weekday>(?:{days})|(?:{low_days}))\b(?!['’]s\s(?:Child|Wear))
        | \b(?P<near>yesterday|today|tonight|tomorrow)\b
        | \b(?P<which>last|next|this)\s(?P<period>month|year)\b
        | \b(?P<count>{small}|\d{{1,2}})\s(?P<unit>day|week|fortnight|month|year)s?\s(?P<way>ago|earlier)\b
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def dates(text: str, published: dt.date | None) -> Iterator[Date]:
    """Yields the dates of a text in order; a weekday right before a date is a part of it.

    Args:
        published: the day of writing; without it what is told relative to it is left out.
    """
    months, days = _names()
    pending: Date | None = None
    for match in _pattern().finditer(text):
        for read in _read(match, published, months, days):
            one = read
            if pending is not None:
                if one.day is not None and not text[pending.end : one.start].strip(" ,"):
                    one, pending = replace(one, start=pending.start, weekday=pending.weekday), None
                else:
                    yield pending
                    pending = None
            if one.weekday is not None and one.day is None:
                pending = one
            else:
                yield one
    if pending is not None:
        yield pending


def _read(
    match: re.Match[str], published: dt.date | None, months: dict[str, int], days: dict[str, int]
) -> Iterator[Date]:
    found = match.groupdict()
    start, end = match.start(), match.start() + len(_without_stop(match[0]))
    if found["iso_year"]:
        yield from _checked(start, end, int(found["iso_year"]), int(found["iso_month"]), int(found["iso_day"]))
    for suffix in ("", "2"):
        name = found["month" + suffix]
        if name and not _is_no_month(name):
            year = int(found["year" + suffix]) if found["year" + suffix] else None
            month = months[name.lower().rstrip(".")]
            for which in ("first", "day"):  # "24 and 25 March"
                if found[which + suffix]:
                    yield from _checked(start, end, year, month, int(found[which + suffix]))
    name = found["month3"]
    if name and not _is_no_month(name) and (name.lower().rstrip(".") not in {"may", "march"} or _is_month(match)):
        yield Date(start, end, int(found["year3"]) if found["year3"] else None, months[name.lower().rstrip(".")])
    if found["weekday"]:
        yield Date(start, end, weekday=days[found["weekday"].lower()])
    yield from _relative(match, published)


def _without_stop(text: str) -> str:
    """A date without the full stop of its sentence: "11 October." but "Sept."."""
    return text[:-1] if text.endswith(".") and text.rsplit(maxsplit=1)[-1][:-1].lower() not in _SHORT else text


def _is_no_month(word: str) -> bool:
    return word[0].islower() and word.lower() in {"may", "march"}


def _is_month(match: re.Match[str]) -> bool:
    """Whether "May" and "March" are months here: behind a preposition or before a year, not a name or the start of a sentence."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    return match["year3"] is not None or re.search(
        r"\b(?:in|of|by|since|until|till|from|to|and|during|last|next|this|early|late|mid|before|after|between)[\s-]$", before, re.IGNORECASE
    ) is not None  # fmt: skip


def _checked(start: int, end: int, year: int | None, month: int, day: int) -> Iterator[Date]:
    """Yields a date that the calendar has; its weekday follows where the year is known."""
    whole = _made(year or 2024, month, day)  # a leap year, for what may be the 29th of February
    if whole is not None:
        yield Date(start, end, year, month, day, whole.weekday() if year else None)


def _relative(match: re.Match[str], published: dt.date | None) -> Iterator[Date]:
    """Yields what is told relative to the day of writing; "two days earlier" is relative to nobody knows what."""
    found = {name: text.lower() for name, text in match.groupdict().items() if text}
    start, end = match.span()
    if published is None or found.get("way") == "earlier":
        return
    if "near" in found:
        day = published + dt.timedelta(days=_RELATIVE_DAYS[found["near"]])
        yield Date(start, end, day.year, day.month, day.day, day.weekday())
    elif "period" in found:
        step = {"last": -1, "this": 0, "next": 1}[found["which"]]
        index = published.year * 12 + published.month - 1 + step
        whole_year = found["period"] == "year"
        yield Date(start, end, published.year + step) if whole_year else Date(start, end, index // 12, index % 12 + 1)
    elif "unit" in found:
        count = int(found["count"]) if found["count"].isdigit() else _SMALL[found["count"]]
        if found["unit"] == "year":
            yield Date(start, end, published.year - count, slack=1)
        elif found["unit"] != "month":  # a month either way: nothing to hold against another date
            day = published - dt.timedelta(days=count * _UNIT[found["unit"]])
            exact = found["unit"] == "day"
            yield Date(start, end, day.year, day.month, day.day, day.weekday() if exact else None, 0 if exact else 3)
