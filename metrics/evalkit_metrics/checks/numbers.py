"""Numbers: every number of a claim must be one of the article's, however it is written there.

1,234 may be told as 1,200 or "more than 1,000". Small counts are left alone, because a reader may have counted ("three
ministers"); so are digits in names. What a reader may have worked out (a sum, a share, a duration) is only likely wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from evalkit.metric import Finding
from evalkit.records import Claim
from evalkit.words import words

from ..index import ArticleIndex, content_stems
from ..numerals import Number
from .told import Told, content_numbers

__all__ = ["agrees", "check_numbers"]

_IN_A_NAME = re.compile(r"[^\W\d_][-–]?$")
_IDIOM = re.compile(r"\b(?:24/7|50[-/]50|fifty-fifty|20[-/]20|9/11|7/7)(?!\d)", re.IGNORECASE)
_RELATIVE_YEAR = re.compile(
    r"\b(?:last|next|previous|coming|following|past|earlier|later)\s\w+|\byears?\s(?:ago|before|earlier|later)\b|\bmonths?\s(?:ago|later)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
_MOMENT = re.compile(rf"\b{_MONTH}|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:noon|midnight)\b")
_BEFORE_MONTH = re.compile(rf"\s(?:of\s)?{_MONTH}")
_COUNTED = 12  # what a reader may have counted
_IN_A_SENTENCE = 12
_COMPARED = 60  # numbers of an article that are tried two by two
_STEPS = 100  # years that an article counts from one of its years to another
_SLACK = Decimal("0.1")  # how far "about" reaches
_FAR = Decimal(2)  # how far "more than" may lie below
_MEASURES = {
    "second": ("time", 1), "minut": ("time", 60), "hour": ("time", 3600), "day": ("time", 86_400), "night": ("time", 86_400),
    "fortnight": ("time", 1_209_600), "week": ("time", 604_800), "month": ("time", 2_629_746), "year": ("time", 31_556_952),
    "decad": ("time", 315_569_520), "centuri": ("time", 3_155_695_200),
    "mm": ("length", 0.001), "cm": ("length", 0.01), "inch": ("length", 0.0254), "in": ("length", 0.0254),
    "ft": ("length", 0.3048), "feet": ("length", 0.3048), "foot": ("length", 0.3048), "yard": ("length", 0.9144),
    "m": ("length", 1), "metr": ("length", 1), "meter": ("length", 1), "km": ("length", 1000), "kilometr": ("length", 1000),
    "kilomet": ("length", 1000), "mile": ("length", 1609.344),
    "mph": ("speed", 1.609344), "kph": ("speed", 1), "kmh": ("speed", 1),
    "g": ("weight", 0.001), "gram": ("weight", 0.001), "oz": ("weight", 0.02835), "ounc": ("weight", 0.02835),
    "lb": ("weight", 0.4536), "pound": ("weight", 0.4536), "kg": ("weight", 1), "kilo": ("weight", 1), "stone": ("weight", 6.35),
    "kilogram": ("weight", 1), "ton": ("weight", 1000), "tonn": ("weight", 1000),
    "acr": ("area", 0.4047), "acre": ("area", 0.4047), "hectar": ("area", 1), "ha": ("area", 1),
    "pint": ("volume", 0.568), "litr": ("volume", 1), "liter": ("volume", 1), "gallon": ("volume", 4.546),
    "c": ("heat", 1), "celsius": ("heat", 1), "f": ("heat", 1), "fahrenheit": ("heat", 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """An article's numbers, each with the number of its sentence, and the years that its date stands for.

    Attributes:
        moments: how many dates and times of day it names, its own date included.
    """

    numbers: tuple[tuple[Number, int], ...]
    years: frozenset[Decimal]
    moments: int


def _known(index: ArticleIndex) -> _Known:
    content = index.article.content
    starts = [sentence.start - content.start for sentence in index.article.sentences]
    found = tuple((number, max(0, bisect_right(starts, number.start) - 1)) for number in index.once(content_numbers))
    year = re.search(r"\b(?:19|20)\d\d\b", index.article.published)
    reach = (0,) if not _RELATIVE_YEAR.search(content.text) else (-1, 0, 1)
    years = frozenset(Decimal(int(year[0]) + step) for step in reach) if year else frozenset()
    moments = bool(year) + len(_MOMENT.findall(content.text)) + sum(one.clock or _is_year(one) for one, _ in found)
    return _Known(found, years, moments)


def check_numbers(told: Told) -> list[Finding]:
    """Finds numbers of a claim that the article has not."""
    claim, index = told.claim, told.index
    known = index.once(_known)
    content = index.article.content
    idioms = [match.span() for match in _IDIOM.finditer(claim.text)]
    found = []
    claimed = told.numbers
    for number in claimed:
        if _is_left_alone(number, claim.text) or any(first <= number.start < last for first, last in idioms):
            continue
        if number.value in known.years or any(agrees(number, other) for other, _ in known.numbers):
            continue
        words_of_it = claim.text[number.start : number.end]
        if _stands_there(words_of_it, content.text):
            continue
        rival = _rival(number, claimed, claim, known, index)
        if rival is None:
            message = f"says {words_of_it}; the article has no such number"
            source: tuple[int | None, int | None] = (None, None)
        else:
            there = content.text[rival.start : rival.end]
            message = f"says {words_of_it}, the article says {there}"
            source = (content.start + rival.start, content.start + rival.end)
        doubtful = (
            number.ordinal
            or number.clock
            or number.last is not None
            or _BEFORE_MONTH.match(claim.text, number.end) is not None  # a date: nights and periods have two
            or _may_be_worked_out(number, known, rival)
        )
        found.append(
            Finding(
                "number",
                "likely" if doubtful else "certain",
                message,
                claim.start + number.start,
                claim.start + number.end,
                *source,
            )
        )
    return found


def _is_left_alone(number: Number, text: str) -> bool:
    """Whether a number of a claim is small, a word that only compares, or part of a name ("Covid-19", "U-21")."""
    if number.loose or _is_small(number):
        return True
    if number.clock:
        return number.minutes is not None and number.minutes % 60 == 0
    return number.unit not in {"£", "$", "€", "¥"} and _IN_A_NAME.search(text[: number.start]) is not None


def _is_small(number: Number) -> bool:
    if number.clock:
        return False
    whole = number.value == number.value.to_integral_value()
    return (whole and number.value <= _COUNTED and number.unit != "%") or number.value == 0


def agrees(number: Number, other: Number) -> bool:
    """Whether a claim's number can stand for one of the article's."""
    if number.clock:
        return number.minutes == other.minutes
    if number.last is not None and _is_within(number.value, number.last, other):
        return True
    if (
        number.ordinal
        and number.unit in {"centuri", "century"}
        and _is_within((number.value - 1) * 100, number.value * 100, other)
    ):
        return True
    if number.unit == other.unit and _lies_beyond(number, other):
        return True
    return any(_stands_for(number, one, two) for one in number.meanings for two in other.meanings) or _converts(
        number, other
    )


def _lies_beyond(number: Number, other: Number) -> bool:
    """Whether the article's number is on the side of the claim's that "more than" or "nearly" speaks of, and not far."""
    if number.about == "over":
        return number.value <= other.value <= number.value * _FAR
    return number.about == "under" and number.value / _FAR <= other.value <= number.value


def _is_within(first: Decimal, last: Decimal, other: Number) -> bool:
    """Whether a number lies in a decade, whose century may be left out, or in a century."""
    value = other.value
    return first <= value <= last or (first < 100 and 1000 <= value <= 2100 and first <= value % 100 <= last)


def _stands_for(number: Number, value: Decimal, other: Decimal) -> bool:
    """Whether `value` is the article's value, a rounding of it, or near it where that is said."""
    if value == other:
        return True
    if not other or not value:
        return False
    if number.unit == "%" and 0 < other < 1:
        other *= 100
        if abs(value - other) < 1:
            return True
    distance = abs(value - other)
    if number.about:
        return distance <= _SLACK * other
    if not number.digits or _is_year(number):
        return False
    # A rounding keeps two digits, or moves the value by little.
    return _rounded(other, value) == value and (number.digits >= 2 or distance * 20 <= other)


def _is_year(number: Number) -> bool:
    return (
        1000 <= number.value <= 2100
        and number.scale == 1
        and number.digits >= 3
        and number.end - number.start == 4
        and number.unit not in {"%", "£", "$", "€", "¥"}
    )


def _rounded(value: Decimal, like: Decimal) -> Decimal:
    """`value` rounded to the place of the last digit of `like` that is not 0."""
    exponent = like.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > 15:
        return value
    step = Decimal(1).scaleb(exponent)
    return (value / step).to_integral_value() * step


def _converts(number: Number, other: Number) -> bool:
    """Whether two numbers are one quantity in two units: 14 days and two weeks, 10 miles and 16km."""
    here, there = _MEASURES.get(number.unit), _MEASURES.get(other.unit)
    if here is None or there is None or here[0] != there[0] or number.unit == other.unit:
        return False
    if here[0] == "heat":
        return True  # degrees of two scales: not worked out here
    ratio = float(number.value) * here[1] / (float(other.value) * there[1]) if other.value else 0.0
    return abs(ratio - 1) <= (0.1 if number.about or number.digits == 1 else 0.03)


def _stands_there(written: str, content: str) -> bool:
    """Whether the article has these very digits in some longer sign ("A380")."""
    return written.isdigit() and re.search(rf"(?<![\d.,]){written}(?!\d|[.,]\d)", content) is not None


def _may_be_worked_out(number: Number, known: _Known, rival: Number | None) -> bool:
    """Whether a number is a rough rounding, or the sum, difference, change or share of two numbers.

    Where the article has a rival in the claim's own words, these two are numbers of one sentence, or of one unit: over the
    whole article some two would give almost any number. A duration or a year that is counted from another is believed only without one.
    """
    if _is_year(number):
        if rival is not None:
            return False
        years = {*known.years, *(other.value for other, _ in known.numbers if _is_year(other))}
        steps = {other.value for other, _ in known.numbers if other.value <= _STEPS}
        return any(number.value in {year + step, year - step} for year in years for step in steps)
    for other, _ in known.numbers:
        if _is_year(other) or other.loose:
            continue
        if (not number.about and _rounded(other.value, number.value) == number.value) or _lies_beyond(number, other):
            return True
        if other.about and abs(number.value - other.value) <= _SLACK * other.value:
            return True
    if rival is None and _MEASURES.get(number.unit, ("", 0))[0] == "time" and known.moments > 1:
        return True  # a duration, from two dates or times of day: not worked out here
    by_sentence: dict[int, list[Decimal]] = {}
    for other, sentence in known.numbers:
        if not (other.loose or other.ordinal or _is_year(other)):
            by_sentence.setdefault(sentence, []).append(other.value)
    if any(len(values) > 2 and sum(values) == number.value for values in by_sentence.values()):
        return True
    groups = [values[:_IN_A_SENTENCE] for values in by_sentence.values()]
    if rival is None:
        groups = [list(dict.fromkeys(other.value for other, _ in known.numbers if not other.loose))[:_COMPARED]]
    if any(_is_of_two(number, one, two) for values in groups for one, two in combinations(values, 2)):
        return True
    # What is counted alike may be added up and compared wherever it stands: "€47m more" of €312m and €265m.
    alike = list(
        dict.fromkeys(other.value for other, _ in known.numbers if other.unit == number.unit and not other.loose)
    )
    return any(number.value in {one + two, abs(one - two)} for one, two in combinations(alike[:_COMPARED], 2))


def _is_of_two(number: Number, one: Decimal, two: Decimal) -> bool:
    """Whether a number is the sum, the difference, the product, the quotient, the change or the share of two.

    As rounded as it is told; a quotient only of numbers that are no counts a reader would divide by chance.
    """
    if number.value in {one + two, abs(one - two), one * two}:
        return True
    step = Decimal(1).scaleb(min(0, int(number.value.as_tuple().exponent)))
    if number.unit != "%":
        low, high = sorted((one, two))
        return low > 1 and abs(high / low - number.value) * 2 <= step
    return any(
        abs(share * 100 - number.value) * 2 <= step
        for low, high in ((one, two), (two, one))
        if low
        for share in (abs(high - low) / low, high / low)
    )


def _rival(number: Number, told: tuple[Number, ...], claim: Claim, known: _Known, index: ArticleIndex) -> Number | None:
    """The article's number that the claim most likely got wrong: of the same unit, with the claim's own words around it."""
    claimed = {one for one in content_stems(words(claim.text)) if not any(map(str.isdigit, one))}
    right = {one.value for one in told}  # the claim has those right
    best: tuple[int, Number] | None = None
    for other, sentence in known.numbers:
        if other.value in right or other.unit != number.unit or not other.unit:
            continue
        if other.loose or other.clock != number.clock or _is_small(other) != _is_small(number):
            continue
        shared = len(claimed & index.window_stems[sentence])
        if shared >= min(3, len(claimed)) and shared * 2 >= len(claimed) and (best is None or shared > best[0]):
            best = (shared, other)
    return best[1] if best else None
