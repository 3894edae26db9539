"""Numbers in a text, however they are written: digits, words, fractions, times, decades, shared scales.

"1.2m" is 1,200,000, "twenty-one" is 21, "three quarters" are 75%, "7.30pm" is 19:30, "the 1990s" hold 1994, a fortnight is 14
days, and both numbers of "20 to 30 million" are millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from evalkit.remembered import remembered
from evalkit.words import stem

__all__ = ["Number", "numbers"]

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
    "mln": 1_000_000,
    "mio": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "bln": 1_000_000_000,
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
        (?:(?P<ordinal>st|nd|rd|th)\b|(?P<decade>['’]?s)\b|\s?(?P<short>bn|bln|mn|mln|mio|tn|[kmb])(?!\w)
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
_NOON = 720  # minutes of a clock's face


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, where it stands (currency and percent sign included), and what it is a number of.

    `unit` is "%" or a currency sign or the stem of the next word; `others` what it may also mean ("100m": metres);
    `digits` how many significant digits are written, 0 for a number in words; `about` whether it is given as "about", "over" or "under"; `last` the end of a decade that begins at `value`; `minutes` the time of day on a
    clock's face that it may be, `clock` whether it is one for sure; `certain` whether it is a plain count.
    """

    value: Decimal
    start: int
    end: int
    unit: str = ""
    others: tuple[Decimal, ...] = ()
    digits: int = 0
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
    yield from _numbers(text)


@remembered(1024)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterator[Number]:
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
        return Number(value, start, end, minutes=clock, clock=True)
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
