"""Numbers: every number of a claim must be one of the article's, however it is written there.

"1.2m" is 1,200,000, "twenty-one" is 21, "three quarters" are 75%, "7.30pm" is 19:30, "the 1990s" hold 1994 and a fortnight
is 14 days; 1,234 may be told as 1,200 or "more than 1,000". Small counts are left alone, because a reader may have counted
("three ministers"); so are digits in names. What a reader may have worked out (a sum, a difference) is only likely wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from evalkit.metric import Finding
from evalkit.records import Claim
from evalkit.words import stem, words

from ..index import ArticleIndex, content_stems

__all__ = ["Number", "check_numbers", "numbers"]

_ONES = {word: value for value, word in enumerate("one two three four five six seven eight nine".split(), 1)}
_TEENS = {
    word: value
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10
    )
}
_TENS = {
    word: value * 10 for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
}  # fmt: skip
_SHORT_SCALES = {
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
}
_ORDINAL_ONES = {
    word: value for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth".split(), 1)
}
_ORDINALS = {
    **{
        word: value
        for value, word in enumerate(
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(), 13
        )
    },
    **{f"{word[:-1]}ieth": value for word, value in _TENS.items()},
}
_DECADES = {f"{word[:-1]}ies": value for word, value in _TENS.items()}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_MULTIPLES: dict[str, Decimal | int] = {
    "double": 2, "doubled": 2, "doubling": 2, "twice": 2, "twofold": 2, "triple": 3, "tripled": 3, "trebled": 3, "treble": 3,
    "trebling": 3, "tripling": 3, "threefold": 3, "quadrupled": 4, "quadruple": 4, "quadrupling": 4, "fourfold": 4,
    "fivefold": 5, "tenfold": 10, "half": Decimal("0.5"), "halved": Decimal("0.5"), "halving": Decimal("0.5"),
    "quarter": Decimal("0.25"), "third": Decimal(1) / 3, "dozen": 12, "fortnight": 14, "noon": 12, "midnight": 12,
}  # fmt: skip
# Units that are told as one another: dimension, and how many of the first of it they are.
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


def _any(table: dict[str, int]) -> str:
    return "|".join(table)


_BELOW_100 = rf"(?:(?:{_any(_TENS)})(?:[\s-](?:{_any(_ONES)})\b)?|{_any(_TEENS)}|{_any(_ONES)}|zero)"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|a)[\s-]hundred\b(?:(?:\sand)?\s{_BELOW_100}\b(?![\s-](?:thousand|million|billion|trillion)))?|{_BELOW_100})"
_BIG = r"(?:hundred|thousand|million|billion|trillion)"
_MEASURED = r"(?:second|minute|hour|day|week|fortnight|month|year|decade|century|mile|kilomet|metre|acre|hectare|stone|tonne|pint|gallon)"
_NUMBER = re.compile(
    rf"""
    (?<![^\W_])(?<!\d[.,:])(?P<hour>[01]?\d|2[0-4])
        (?:(?:[.:](?P<minute>[0-5]\d))?\s?(?P<noon>[ap])\.?\s?m\b|:(?P<minute24>[0-5]\d)(?![\d:]|\.\d))
    | \b(?P<part>half|quarter)\s(?P<side>past|to)\s(?P<clock>{_any(_ONES)}|{_any(_TEENS)})\b
    | (?<![^\W_])(?<!\d[.,])(?P<digits>\d{{1,3}}(?:[,\u00a0\u2009\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        (?:(?P<ordinal>st|nd|rd|th)\b|(?P<decade>['’]?s)\b|\s?(?P<short>bn|mn|tn|[kmb])(?!\w)
          |[\s-](?P<scale>{_BIG}|dozen)s?\b)?(?!\d|[,.]\d)
    | \bhalf\sa\s(?P<half_of>{_BIG}|dozen)\b
    | \b(?P<and_half>{_BELOW_100}|a)\sand\sa\s(?P<half>half|quarter)\s(?P<half_scale>{_BIG})\b
    | \b(?P<numerator>{_BELOW_100}|a)[\s-](?P<fraction>halve|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?\b(?!\s(?:time|place|quarter|year|day|man|person)\b)
    | \b(?P<nth_tens>{_any(_TENS)})[\s-](?P<nth_ones>{_any(_ORDINAL_ONES)})\b
    | \b(?P<nth>{_any(_ORDINALS)})\b
    | \b(?P<decade_word>{_any(_DECADES)})\b
    | \b(?P<words>(?:{_BELOW_1000}|a)[\s-](?:thousand|million|billion|trillion|dozen)\b
          (?:,?\s(?:and\s)?{_BELOW_1000}[\s-]thousand\b)?(?:,?\s(?:and\s)?{_BELOW_1000}\b(?![\s-]{_BIG}))?
        |{_BELOW_1000}\b)
    | \b(?P<one>an?)\s(?={_MEASURED}(?P<one_half>s?\sand\sa\shalf\b)?)
    | \b(?P<other>{"|".join(_MULTIPLES)})s?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|[\s-]per[\s-]?cent\b|-?percent\b|percentage\b|pc\b|pct\b)", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")
_MONEY_BEFORE = re.compile(r"[£$€¥]\s?$")
_COMPARED = tuple(
    (kind, re.compile(rf"\b(?:{phrases})\s+(?:an?\s|the\s|another\s)?(?:[A-Z]{{0,3}}[£$€¥]\s?)?$", re.IGNORECASE))
    for kind, phrases in {
        "over": r"over|above|more than|greater than|at least|exceeding|exceeded|upwards of|just over|well over|no fewer than"
        r"|no less than|passed|past|topped|beyond",
        "under": r"nearly|almost|below|under|less than|fewer than|at most|up to|as many as|as much as|close to|just under"
        r"|approaching|a maximum of|no more than|within",
        "about": r"about|around|some|roughly|approximately|circa|an estimated|estimated|near|or so|c\.",
    }.items()
)
_ABOUT_AFTER = re.compile(r"(?:\s(?:or so|or more|or fewer|or less|plus)\b|-odd\b|\+)", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?[£$€¥]?", re.IGNORECASE)
_SHARE = re.compile(r"\s(?:in|out\sof)(?:\severy)?\s", re.IGNORECASE)
_IN_A_NAME = re.compile(r"[^\W\d_][-–]?$")
_IDIOM = re.compile(r"\b(?:24/7|50[-/]50|fifty-fifty|20[-/]20|9/11|7/7)(?!\d)", re.IGNORECASE)
_RELATIVE_YEAR = re.compile(
    r"\b(?:last|next|previous|coming|following|past|earlier|later)\s\w+|\byears?\s(?:ago|before|earlier|later)\b|\bmonths?\s(?:ago|later)\b",
    re.IGNORECASE,
)
_COUNTED = 12  # what a reader may have counted
_SLACK = Decimal("0.1")  # how far "about" reaches
_FAR = Decimal(2)  # how far "more than" may lie below
_NOON = 720  # minutes of a clock's face


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, where it stands (currency and percent sign included), and what it is a number of.

    `unit` is "%" or a currency sign or the stem of the next word; `others` what it may also mean ("100m": metres);
    `digits` how many significant digits are written; `spelt` whether it is written out in letters; `about` whether it is
    given as "about", "over" or "under"; `last` the end of a decade that begins at `value`; `minutes` the time of day on a
    clock's face that it may be, `clock` whether it is one for sure; `certain` whether it is a plain count.
    """

    value: Decimal
    start: int
    end: int
    unit: str = ""
    others: tuple[Decimal, ...] = ()
    digits: int = 0
    spelt: bool = True
    about: str = ""
    ordinal: bool = False
    scale: int = 1
    last: Decimal | None = None
    minutes: int | None = None
    clock: bool = False
    loose: bool = False  # a word such as "double" that is understood in an article and never doubted in a claim

    @property
    def meanings(self) -> tuple[Decimal, ...]:
        """All values that it may have."""
        return (self.value, *self.others)


def numbers(text: str) -> Iterator[Number]:
    """Yields the numbers of a text in order."""
    before: Number | None = None
    for match in _NUMBER.finditer(text):
        number = _read(match, text)
        if before is not None:
            between = text[before.end : number.start]
            if number.scale > 1 and before.scale == 1 and _RANGE.fullmatch(between):  # "20 to 30 million"
                before = replace(before, others=(*before.others, before.value * number.scale))
            elif 1000 <= before.value <= 2100 and between in "-–/" and between and number.end - number.start == 2:
                century = before.value - before.value % 100  # "2018-19"
                number = replace(number, others=(*number.others, century + number.value))
            elif _SHARE.fullmatch(between) and 0 < before.value < number.value:  # "nine out of ten"
                before = replace(before, others=(*before.others, before.value / number.value))
            yield before
        before = number
    if before is not None:
        yield before


def _read(match: re.Match[str], text: str) -> Number:
    """The number of a match, with what stands around it."""
    number = _value(match)
    start, end = number.start, number.end
    money = _MONEY_BEFORE.search(text[max(0, start - 2) : start])
    percent = _PERCENT.match(text, end)
    following = _NEXT_WORD.match(text, end)
    next_word = stem(following[1].lower()) if following else ""
    others = number.others
    if money:
        others = ()
    elif next_word in {"p", "penc", "cent", "penni"}:
        others = (*others, number.value / 100)
    head = text[max(0, start - 30) : start]
    about = next((kind for kind, pattern in _COMPARED if pattern.search(head)), "")
    if not about and _ABOUT_AFTER.match(text, end):
        about = "about"
    return replace(
        number,
        start=start - len(money[0]) if money else start,
        end=percent.end() if percent else end,
        unit="%" if percent else money[0].strip() if money else next_word,
        others=others,
        about=about,
    )


def _value(match: re.Match[str]) -> Number:
    start, end = match.span()
    if match["hour"]:
        minutes = int(match["minute"] or match["minute24"] or 0)
        clock = (int(match["hour"]) * 60 + minutes) % _NOON
        value = Decimal(match["hour"]) + Decimal(minutes) / 100
        return Number(value, start, end, spelt=False, minutes=clock, clock=True)
    if match["part"]:
        hour = (_ONES | _TEENS)[match["clock"].lower()] * 60
        part = 30 if match["part"].lower() == "half" else 15
        minutes = (hour + (part if match["side"].lower() == "past" else -part)) % _NOON
        return Number(Decimal(minutes) / 60, start, end, minutes=minutes, clock=True, loose=True)
    if match["digits"]:
        return _written(match)
    if match["half_of"]:
        return Number(Decimal("0.5") * _scale(match["half_of"]), start, end, scale=_scale(match["half_of"]))
    if match["and_half"]:
        part_of = Decimal("0.5") if match["half"].lower() == "half" else Decimal("0.25")
        scale = _scale(match["half_scale"])
        return Number((_spelt(match["and_half"]) + part_of) * scale, start, end, scale=scale)
    if match["fraction"]:
        share = _spelt(match["numerator"]) / _PARTS[match["fraction"].lower()]
        return Number(share, start, end, others=(_spelt(match["numerator"]),), loose=True)
    if match["nth_tens"]:
        value = Decimal(_TENS[match["nth_tens"].lower()] + _ORDINAL_ONES[match["nth_ones"].lower()])
        return Number(value, start, end, ordinal=True)
    if match["nth"]:
        return Number(Decimal(_ORDINALS[match["nth"].lower()]), start, end, ordinal=True)
    if match["decade_word"]:
        value = Decimal(_DECADES[match["decade_word"].lower()])
        return Number(value, start, end, last=value + 9)
    if match["words"]:
        scale = next(
            (_scale(word) for word in reversed(re.split(r"[\s,-]+", match["words"].lower())) if word in _SCALES), 1
        )
        return Number(_spelt(match["words"]), start, end, scale=scale)
    if match["one"]:
        return Number(Decimal("1.5" if match["one_half"] else 1), start, match.end("one"), loose=True)
    word = match["other"].lower()
    clock_face = 0 if word in {"noon", "midnight"} else None
    return Number(Decimal(_MULTIPLES[word]), start, end, minutes=clock_face, loose=True)


def _written(match: re.Match[str]) -> Number:
    """A number in digits."""
    plain = re.sub(r"[^\d.]", "", match["digits"])
    bare = Decimal(plain)
    scale = _scale(match["scale"]) if match["scale"] else _SHORT_SCALES[match["short"].lower()] if match["short"] else 1
    ambiguous = match["short"] is not None and len(match["short"]) == 1  # "100m" may be metres
    hour, _, minute = plain.partition(".")
    is_clock = len(minute) == 2 and hour.isdigit() and int(hour) <= 24 and int(minute) < 60
    decade = match["decade"] and plain.endswith("0") and len(plain) <= 4
    return Number(
        value=bare * scale,
        start=match.start(),
        end=match.end(),
        others=(bare,) if ambiguous else (),
        digits=len(plain.replace(".", "").strip("0")),
        spelt=False,
        ordinal=match["ordinal"] is not None,
        scale=scale,
        last=bare + 9 if decade else None,
        minutes=(int(hour) * 60 + int(minute)) % _NOON if is_clock else None,
    )


def _scale(word: str) -> int:
    return 12 if word.lower() == "dozen" else _SCALES[word.lower()]


def _spelt(text: str) -> Decimal:
    """The value of a number in words."""
    total = part = Decimal(0)
    for word in re.split(r"[\s,-]+", text.lower()):
        if word == "hundred":
            part *= 100
        elif word in _SCALES or word == "dozen":
            total += part * _scale(word)
            part = Decimal(0)
        elif word == "a":
            part = Decimal(1)
        else:
            part += _ONES.get(word) or _TEENS.get(word) or _TENS.get(word) or 0
    return total + part


@dataclass(frozen=True, slots=True)
class _Known:
    """An article's numbers, each with the number of its sentence, and the years that its date stands for."""

    numbers: tuple[tuple[Number, int], ...]
    years: frozenset[Decimal]


def _known(index: ArticleIndex) -> _Known:
    content = index.article.content
    starts = [sentence.start - content.start for sentence in index.article.sentences]
    found = tuple((number, max(0, bisect_right(starts, number.start) - 1)) for number in numbers(content.text))
    year = re.search(r"\b(?:19|20)\d\d\b", index.article.published)
    reach = (0,) if not _RELATIVE_YEAR.search(content.text) else (-1, 0, 1)
    return _Known(found, frozenset(Decimal(int(year[0]) + step) for step in reach) if year else frozenset())


def check_numbers(claim: Claim, index: ArticleIndex) -> list[Finding]:
    """Finds numbers of a claim that the article has not."""
    known = index.once(_known)
    content = index.article.content
    idioms = [match.span() for match in _IDIOM.finditer(claim.text)]
    found = []
    told = tuple(numbers(claim.text))
    for number in told:
        if _is_left_alone(number, claim.text) or any(first <= number.start < last for first, last in idioms):
            continue
        if number.value in known.years or any(_agrees(number, other) for other, _ in known.numbers):
            continue
        words_of_it = claim.text[number.start : number.end]
        if _stands_there(words_of_it, content.text):
            continue
        rival = _rival(number, told, claim, known, index)
        if rival is None:
            message = f"says {words_of_it}; the article has no such number"
            source: tuple[int | None, int | None] = (None, None)
        else:
            there = content.text[rival.start : rival.end]
            message = f"says {words_of_it}, the article says {there}"
            source = (content.start + rival.start, content.start + rival.end)
        doubtful = number.ordinal or number.clock or number.last is not None or _may_be_worked_out(number, known)
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


def _agrees(number: Number, other: Number) -> bool:
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


def _may_be_worked_out(number: Number, known: _Known) -> bool:
    """Whether a number is a rough rounding, or the sum, difference or change of two numbers of one sentence."""
    if _is_year(number):
        return False
    for other, _ in known.numbers:
        if _is_year(other) or other.loose:
            continue
        if (not number.about and _rounded(other.value, number.value) == number.value) or _lies_beyond(number, other):
            return True
        if other.about and abs(number.value - other.value) <= _SLACK * other.value:
            return True
    by_sentence: dict[int, list[Decimal]] = {}
    for other, sentence in known.numbers:
        if not (other.loose or other.ordinal or _is_year(other)):
            by_sentence.setdefault(sentence, []).append(other.value)
    for values in by_sentence.values():
        if len(values) > 2 and sum(values) == number.value:
            return True
        for one, two in combinations(values[:12], 2):
            if number.value in {one + two, abs(one - two)}:
                return True
            if number.unit == "%" and one and abs(abs(two - one) / one * 100 - number.value) < 1:
                return True
    return False


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
