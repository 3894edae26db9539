"""Numbers: every number of a claim must be one of the article's, however it is written there.

"1.2m" is 1,200,000, "twenty-one" is 21, "trebling" is 3; 1,234 may be told as 1,200 or "more than 1,000". Small counts
are left alone, because a reader may have counted ("three ministers"); so are ordinals below 13 and digits in names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evalkit.metric import Finding
from evalkit.records import Claim
from evalkit.words import stem

from ..index import ArticleIndex

__all__ = ["Number", "check_numbers", "numbers"]

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
}
_TENS = {word: value * 10 for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
}  # fmt: skip
_SHORT_SCALES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "b": 1_000_000_000, "tn": 1_000_000_000_000}
_WORDS_OF_NUMBER = {
    "dozen": 12, "half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / 3, "double": 2, "doubled": 2,
    "doubling": 2, "twice": 2, "twofold": 2, "triple": 3, "tripled": 3, "trebled": 3, "trebling": 3, "tripling": 3,
    "threefold": 3, "fortnight": 14, "decade": 10, "century": 100,
}  # fmt: skip
_CARDINAL = "|".join([*_UNITS, *_TENS])
_SCALE = "|".join(_SCALES)
_NUMBER = re.compile(
    rf"""
    (?<![\w.,])(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        (?:(?P<ordinal>st|nd|rd|th)\b|\s?(?P<short>bn|mn|tn|[kmb])(?![\w])|[\s-](?P<scale>{_SCALE})s?\b)?(?![\d]|,\d|\.\d)
    | \b(?P<words>(?:{_CARDINAL}|a(?=\s(?:{_SCALE}|dozen)))(?:(?:[\s-]|\sand\s)(?:{_CARDINAL}|{_SCALE}))*)\b
    | \b(?P<other>{"|".join(_WORDS_OF_NUMBER)})s?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|percentage\b|pc\b)", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")
_MONEY_BEFORE = re.compile(r"[£$€¥]\s?$")
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|some|roughly|approximately|circa|over|above|below|under|more than|less than|fewer than"
    r"|at least|at most|up to|close to|just|exceeding|upwards of|an estimated)\s+[£$€¥]?\s?$",
    re.IGNORECASE,
)
_COUNTED = 12  # what a reader may have counted
_SLACK = Decimal("0.1")  # how far "about" reaches


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, where it stands (currency and percent sign included), and what it is a number of.

    `unit` is "%" or a currency sign or the stem of the next word; `digits` how many significant digits are written;
    `spelt` whether it is written out in letters; `about` whether it is given as approximate.
    """

    value: Decimal
    start: int
    end: int
    unit: str
    digits: int
    spelt: bool
    about: bool
    ordinal: bool


def numbers(text: str) -> Iterator[Number]:
    """Yields the numbers of a text in order."""
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is None:
            continue
        written = match["digits"]
        money = _MONEY_BEFORE.search(text[max(0, match.start() - 2) : match.start()])
        percent = _PERCENT.match(text, match.end())
        yield Number(
            value=value,
            start=match.start() - len(money[0]) if money else match.start(),
            end=percent.end() if percent else match.end(),
            unit=_unit(text, match.start(), match.end()),
            digits=len(written.replace(",", "").replace(".", "").strip("0")) if written else 0,
            spelt=written is None,
            about=_ABOUT.search(text[max(0, match.start() - 24) : match.start()]) is not None,
            ordinal=match["ordinal"] is not None,
        )


def _value(match: re.Match[str]) -> Decimal | None:
    if match["digits"]:
        try:
            value = Decimal(match["digits"].replace(",", ""))
        except InvalidOperation:  # more digits than a number of anything has
            return None
        if match["short"]:
            value *= _SHORT_SCALES[match["short"].lower()]
        if match["scale"]:
            value *= _SCALES[match["scale"].lower()]
        return value
    if match["other"]:
        return Decimal(_WORDS_OF_NUMBER[match["other"].lower()])
    total = part = Decimal(0)
    for word in re.split(r"[\s-]+", match["words"].lower()):
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                part = max(part, Decimal(1)) * 100
            else:
                total += max(part, Decimal(1)) * scale
                part = Decimal(0)
        elif word == "a":
            part = Decimal(1)
        elif word != "and":
            part += _UNITS.get(word, _TENS.get(word, 0))
    return total + part


def _unit(text: str, start: int, end: int) -> str:
    if _PERCENT.match(text, end):
        return "%"
    if money := _MONEY_BEFORE.search(text[max(0, start - 2) : start]):
        return money[0].strip()
    following = _NEXT_WORD.match(text, end)
    return stem(following[1].lower()) if following else ""


def check_numbers(claim: Claim, index: ArticleIndex) -> list[Finding]:
    """Finds numbers of a claim that the article has not."""
    content = index.article.content
    known = list(numbers(content.text))
    found = []
    for number in numbers(claim.text):
        if _is_small(number) or any(_agrees(number, other) for other in known):
            continue
        if re.search(r"(?:[^\W\d_]-?|\d[-–/])$", claim.text[: number.start]):  # "Covid-19", "G20", "2018–19"
            continue
        words = claim.text[number.start : number.end]
        rival = _rival(number, claim, known, index)
        if rival is None:
            message = f"says {words}; the article has no such number"
            source = (None, None)
        else:
            there = content.text[rival.start : rival.end]
            message = f"says {words}, the article says {there}"
            source = (content.start + rival.start, content.start + rival.end)
        certain = not number.spelt and not number.ordinal
        found.append(
            Finding(
                "number",
                "certain" if certain else "likely",
                message,
                claim.start + number.start,
                claim.start + number.end,
                *source,
            )
        )
    return found


def _is_small(number: Number) -> bool:
    whole = number.value == number.value.to_integral_value()
    return (whole and number.value <= _COUNTED and number.unit != "%") or number.value == 0 or number.value < 1 and number.spelt


def _agrees(number: Number, other: Number) -> bool:
    """Whether a claim's number can stand for one of the article's: equal, a rounding of it, or near it and said to be."""
    if number.value == other.value:
        return True
    if not other.value or not number.value:
        return False
    if number.unit == "%" and other.value == number.value / 100:
        return True
    if number.digits and _rounded(other.value, number) == number.value and not _is_year(number):
        return True
    reach = _SLACK if number.about or other.about else Decimal(0)
    return abs(number.value - other.value) <= reach * other.value


def _is_year(number: Number) -> bool:
    return not number.about and 1000 <= number.value <= 2100 and number.digits >= 3 and number.unit not in {"%", "£", "$", "€"}


def _rounded(value: Decimal, like: Number) -> Decimal:
    """`value` rounded to the place of the last digit that `like` writes, if that keeps at least one digit of it."""
    exponent = like.value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > 15:
        return value
    step = Decimal(1).scaleb(exponent)
    return (value / step).to_integral_value() * step


def _rival(number: Number, claim: Claim, known: list[Number], index: ArticleIndex) -> Number | None:
    """The article's number that the claim most likely got wrong: of the same unit, with the claim's own words around it."""
    claimed = {stem(word) for word in re.findall(r"[^\W\d_]{3,}", claim.text.lower())}
    offset = index.article.content.start
    told = {one.value for one in numbers(claim.text)}
    best: tuple[int, Number] | None = None
    for other in known:
        if other.value in told:  # the claim has that one right
            continue
        if other.unit != number.unit or not other.unit or _is_small(other) != _is_small(number):
            continue
        for sentence in index.article.sentences:
            if sentence.start <= offset + other.start < sentence.end:
                around = {stem(word) for word in re.findall(r"[^\W\d_]{3,}", sentence.text.lower())}
                shared = len(claimed & around)
                if shared >= 4 and shared * 2 >= len(claimed) and (best is None or shared > best[0]):
                    best = (shared, other)
    return best[1] if best else None
