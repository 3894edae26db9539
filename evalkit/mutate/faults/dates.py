"""Another date: a day, a week, a month or a year earlier or later.

The old date stands in CONTENT in the same words; the new weekday, day, month or year stands nowhere in it. Weekdays are left alone where
CONTENT counts days from another one ("yesterday"), and so is every date that is a bound ("before", "by the end of"): an earlier or
later bound may be true as well.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["MONTHS", "RUNGS", "WEEKDAYS", "date_earlier", "date_later"]

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
RUNGS = ("1 day", "1 week", "1 month", "1 year")
"""The ladder."""

_MONTH = "|".join(MONTHS)
_WEEKDAY = re.compile(rf"\b(?P<day>{'|'.join(WEEKDAYS)})\b(?!['’]s\s[A-Z]|\s[A-Z])")
_DAY = re.compile(
    rf"(?<![\w,.])(?:(?P<before>\d{{1,2}})\s(?P<month>{_MONTH})|(?P<other>{_MONTH})\s(?P<behind>\d{{1,2}}))\b(?!,\d)"
)
_LONE = re.compile(
    rf"\b(?:in|since|last|next|of|during|early|late|mid-)\s?(?P<month>{_MONTH})\b(?!\s[A-Z]|\s\d{{1,2}}\b)"
)
_YEAR = re.compile(
    rf"\b(?:(?:in|since|of|during|than|from|the year)\s|(?:{_MONTH})\s(?:\d{{1,2}},?\s)?)(?P<year>1[4-9]\d\d|20\d\d)\b(?![\w-]|,\d|\.\d)"
)
_BOUND = re.compile(
    r"\b(?:before|by|until|till|after|from|no later than|not|at least|at most|earliest|latest|between|within|end of|start of|beginning of)\b"
    r"(?:\s[\w'’-]+){0,4}\s?$",
    re.IGNORECASE,
)
_BOUNDED = re.compile(r"\s(?:at the (?:earliest|latest)|or (?:earlier|later)|onwards)\b")
_COUNTED = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|last night|the (?:next|following|previous) day|the day (?:before|after)|overnight)\b"
)


def date_earlier(scene: Scene) -> Iterator[Proposal]:
    """Yields earlier dates."""
    yield from _moved(scene, -1)


def date_later(scene: Scene) -> Iterator[Proposal]:
    """Yields later dates."""
    yield from _moved(scene, 1)


def _moved(scene: Scene, step: int) -> Iterator[Proposal]:
    if not scene.telling:
        return
    way = "later" if step > 0 else "earlier"
    for start, end, new, rung in (
        *_weekdays(scene, step),
        *_days(scene, step),
        *_months(scene, step),
        *_years(scene, step),
    ):
        before, behind = scene.text[:start], scene.text[end:]
        if scene.is_free(start, end) and not _BOUND.search(before) and not _BOUNDED.match(behind):
            yield Proposal((Change(start, end, new),), way, rung)


def _weekdays(scene: Scene, step: int) -> Iterator[tuple[int, int, str, str]]:
    if _COUNTED.search(scene.source.lower):
        return
    for match in _WEEKDAY.finditer(scene.text):
        new = WEEKDAYS[(WEEKDAYS.index(match["day"]) + step) % 7]
        dated = re.match(rf",?\s(?:\d|{_MONTH})", scene.text[match.end() :])
        if dated is None and match["day"].lower() in scene.told and new.lower() not in scene.source.words:
            yield *match.span(), new, "1 day"


def _days(scene: Scene, step: int) -> Iterator[tuple[int, int, str, str]]:
    for match in _DAY.finditer(scene.text):
        group = "before" if match["before"] else "behind"
        month = match["month"] or match["other"]
        day = int(match[group])
        if not re.search(rf"\b{re.escape(match[0].lower())}\b", scene.told):
            continue
        last = calendar.monthrange(2024, MONTHS.index(month) + 1)[1] - (month == "February")
        for rung, width in (("1 day", 1), ("1 week", 7)):
            new = day + step * width
            if 1 <= new <= last and float(new) not in scene.source.values:
                yield *match.span(group), str(new), rung
        place = MONTHS.index(month) + step
        if 0 <= place < len(MONTHS) and day <= 28 and MONTHS[place].lower() not in scene.source.words:
            yield *match.span("month" if match["month"] else "other"), MONTHS[place], "1 month"


def _months(scene: Scene, step: int) -> Iterator[tuple[int, int, str, str]]:
    for match in _LONE.finditer(scene.text):
        place = MONTHS.index(match["month"]) + step
        if not 0 <= place < len(MONTHS) or match["month"].lower() not in scene.told:
            continue
        if MONTHS[place].lower() not in scene.source.words and MONTHS[place][:3].lower() not in scene.source.words:
            yield *match.span("month"), MONTHS[place], "1 month"


def _years(scene: Scene, step: int) -> Iterator[tuple[int, int, str, str]]:
    for match in _YEAR.finditer(scene.text):
        new = int(match["year"]) + step
        if match["year"] in scene.told and float(new) not in scene.source.values:
            yield *match.span("year"), str(new), "1 year"
