"""Quantities: numbers with what they are numbers of: currency, unit, share, time that they are told for, noun behind them.

Names of units and currencies are those of the CLDR in English.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from evalkit.words import FUNCTION_WORDS, stem

from ..index import ArticleIndex
from ..numerals import Number
from .told import content_numbers

__all__ = ["KINDS", "Quantity", "content_quantities", "is_plain", "quantities"]

KINDS = frozenset("area digital duration energy frequency length mass power speed volume".split())
"""Those of CLDR's units that are read."""

# Stems that news tell as one another's, or that CLDR does not name.
_SAME = {"night": "day", "tonn": "ton", "kilo": "kilogram", "lbs": "pound", "kph": "kilometer per hour"}
_CURRENCIES = {"buck": "USD", "quid": "GBP", "sterl": "GBP", "renminbi": "CNY"}
# Names of currencies and short names of units that are other words as well.
_OTHER_WORDS = frozenset(
    "won real sol som mark gold silver account unit valu right platinum palladium fund in at bar cup drop dot bit pinch point"
    " grain quarter pt st gal sec carat dram chain rod".split()
)
_BRACKETS = re.compile(r"\([^()]*\)")
_BEHIND = re.compile(r"[\s-]*([^\W\d_]+(?:/[^\W\d_]+)?)(?:[\s-]+([^\W\d_]+))?(?:[\s-]+([^\W\d_]+))?")
_POINTS = re.compile(r"[\s-]*+(?:(?:percentage|pc)[\s-]*+)?(?:points?|pts?)\b", re.IGNORECASE)
_PER = re.compile(
    r"(?:[\s-]+(?P<noun>[^\W\d_]{3,}))?[\s-]*(?:[\s-](?:an?|per|each|every)[\s-]|/\s?)"
    r"(?P<time>hour|day|night|week|month|quarter|year)\b|\s(?P<ly>hour|dai|week|month|year|annual)ly\b",
    re.IGNORECASE,
)
_LY = {"dai": "day", "annual": "year"}
_SHARE = re.compile(r"\s(?:in|out\sof)(?:\severy)?\s", re.IGNORECASE)
_NOUN = re.compile(r"(?:\s(?:of|the|all|its|their|his|her|these|those|our|every)\b)*[\s-]+([^\W\d_]+)", re.IGNORECASE)
_PLURALS = frozenset({"men", "women", "children"})
_COUNTED = 12  # a whole figure up to this stands in an article by chance


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it is a number of.

    Attributes:
        figure: its value as it is written, of a share ("one in five") the second number's.
        kinds: "money", "percent" or kinds of CLDR's units; empty where it has no unit that is known.
        keys: what the unit may be: codes of currencies, names of units.
        per: the time that it is told for ("a month"), or "".
        start: where it begins in the text; `end` where its unit ends, `until` where `per` does.
        noun: the stem of the word behind it; `plural` whether that is a plural.
        sentence: the number of its sentence.
    """

    number: Number
    figure: Decimal
    kinds: frozenset[str]
    keys: frozenset[str]
    per: str
    start: int
    end: int
    until: int
    noun: str
    plural: bool
    sentence: int = 0

    @property
    def is_rare(self) -> bool:
        """Whether its figure is one that hardly stands in an article by chance."""
        return self.figure > _COUNTED or self.number.digits > 1


_Unit = tuple[frozenset[str], frozenset[str]]


@lru_cache(maxsize=1)
def _units() -> tuple[dict[tuple[str, ...], _Unit], dict[str, frozenset[str]], re.Pattern[str]]:
    """CLDR's units and currencies in English: kinds and keys by name (stems), keys by sign, and a pattern of signs."""
    from babel import Locale
    from babel.numbers import get_currency_name

    names: dict[tuple[str, ...], tuple[set[str], set[str]]] = {}

    def put(name: str, kind: str, key: str) -> None:
        words = tuple(map(stem, _BRACKETS.sub("", name).replace(".", "").lower().split()))
        if not words or (len(words) == 1 and (words[0] in _OTHER_WORDS or len(words[0]) < 2)):
            return
        kinds, keys = names.setdefault(words, (set(), set()))
        kinds.add(kind)
        keys.add(key)

    american, british = Locale.parse("en"), Locale.parse("en_GB")
    for locale in (american, british):
        for code, name in locale.currencies.items():
            for one in (name, get_currency_name(code, 2, locale=locale)):
                put(one, "money", code)
                put(" ".join(_BRACKETS.sub("", one).split()[-1:]), "money", code)  # "dollars", of whatever country
        for unit, forms in locale.unit_display_names.items():
            kind, _, key = unit.partition("-")
            if kind in KINDS:
                for form in forms.values():
                    put(form, kind, _SAME.get(stem(key), key.replace("-", " ")))
    for word, other in _SAME.items():
        names[word,] = names[tuple(map(stem, other.split()))]
    for word, code in _CURRENCIES.items():
        put(word, "money", code)
    signs = {sign: {code} for code, sign in american.currency_symbols.items() if sign != code}
    signs |= {code: {code} for code, sign in american.currency_symbols.items() if sign != code}
    signs |= {"US$": {"USD"}, "C$": {"CAD"}, "¥": {"JPY", "CNY"}}
    signs["$"] = {code for words, (_, keys) in names.items() if words[-1] in {"dollar", "peso"} for code in keys}
    longest = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    return (
        {words: (frozenset(kinds), frozenset(keys)) for words, (kinds, keys) in names.items()},
        {sign: frozenset(keys) for sign, keys in signs.items()},
        re.compile(rf"(?<![^\W_])({longest})\s?$"),
    )


def content_quantities(index: ArticleIndex) -> tuple[Quantity, ...]:
    """An article's quantities."""
    content = index.article.content
    starts = [sentence.start - content.start for sentence in index.article.sentences]
    return tuple(
        replace(one, sentence=max(0, bisect_right(starts, one.start) - 1))
        for one in quantities(content.text, index.once(content_numbers))
    )


def quantities(text: str, found: Sequence[Number]) -> Iterator[Quantity]:
    """Yields the numbers of a text with their units in order; the second of "one in five" is the share that it closes."""
    before: Number | None = None
    for number in found:
        one = _read(number, text)
        if (
            before is not None
            and not one.kinds
            and 0 < before.value < number.value <= 1000
            and _SHARE.fullmatch(text, before.end, number.start)
        ):
            share = replace(number, value=before.value * 100 / number.value, unit="%", about="about")
            percent = frozenset({"percent"})
            one = replace(one, number=share, kinds=percent, keys=percent, start=before.start)
        yield one
        before = number


def _read(number: Number, text: str) -> Quantity:
    """A number with the unit that stands before or behind it."""
    names, signs, sign = _units()
    start, end, value = number.start, number.end, number.value
    unit: _Unit = (frozenset(), frozenset())
    digits = next(place for place in range(start, end) if text[place].isalnum())
    if money := sign.search(text, max(0, digits - 6), digits):
        start, unit = money.start(), (frozenset({"money"}), signs[money[1]])
    elif number.unit == "%":
        points = _POINTS.match(text, end)
        end = points.end() if points else end
        unit = (frozenset({"percent"}), frozenset({"points" if points else "percent"}))
    elif behind := _BEHIND.match(text, end):
        words = ["per" if word in {"a", "an"} else stem(word.lower()) for word in behind.groups() if word]
        if words[0] in {"p", "penc", "penni", "cent"}:
            number, end = replace(number, value=value / 100, others=()), behind.end(1)
            unit = (frozenset({"money"}), names["dollar",][1] | {"EUR"} if words[0] == "cent" else frozenset({"GBP"}))
        elif not (behind[1] in {"second", "foot"} and text[end] != "-"):  # "two second homes"
            size = next((size for size in range(len(words), 0, -1) if tuple(words[:size]) in names), 0)
            if size:
                unit, end = names[tuple(words[:size])], behind.end(size)
    per, noun = _PER.match(text, end), _NOUN.match(text, end)
    if per and per["noun"] and per["noun"].lower() in FUNCTION_WORDS | {"times"}:
        per = None
    time = ((per["time"] or _LY.get(per["ly"].lower(), per["ly"])) if per else "").lower()
    word = noun[1].lower() if noun and noun[1].lower() not in FUNCTION_WORDS else ""
    plural = noun is not None and noun[1].islower() and (word.endswith("s") or word in _PLURALS)
    return Quantity(
        number, value, *unit, _SAME.get(time, time), start, end, per.end() if per else end, stem(word), plural
    )  # fmt: skip


def is_plain(number: Number) -> bool:
    """Whether a number is no ordinal, time of day, decade or word such as "double"."""
    return not (number.ordinal or number.clock or number.loose or number.last is not None)
