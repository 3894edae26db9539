"""Figures as a mutant may touch them, and all values that a text may be read to state.

The two are read with different care. A figure that is changed must be one beyond doubt: no year, no clock, no score, no number of a
house or a bus. A value that forbids a change is anything that looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["WORDS", "Figure", "figures_in", "grain_of", "shown", "values_of"]

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate((*_SMALL, *_TEENS))},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
"""Numbers that are one word."""
_SCALES = {
    "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "k": 1e3, "thousand": 1e3, "trillion": 1e12,
}  # fmt: skip
_OTHERS = {
    "half": 0.5, "quarter": 0.25, "dozen": 12, "hundred": 100, "once": 1, "twice": 2, "double": 2, "triple": 3, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "couple": 2, "pair": 2,
    "both": 2, "single": 1, "fortnight": 14, "decade": 10,
}  # fmt: skip
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"

_DIGITS = re.compile(
    r"""
    (?<![\w.,:/–—+-])
    (?P<money>[€$£¥]?)
    (?P<figure>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?
    (?P<scale>(?:mn?|bn|k)\b|\s(?:million|billion|thousand|trillion)\b)?
    (?P<percent>\s?%|\sper\ ?cent\b)?
    (?!\w|[.,:/–—]\d|-\d)
    """,
    re.VERBOSE,
)
_WORD = re.compile(rf"\b(?P<figure>{'|'.join(word for word in WORDS if word not in {'zero', 'one'})})\b", re.IGNORECASE)
_LOOSE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LOOSE_SCALE = re.compile(r"\s?(mn?|bn|k|million|billion|thousand|trillion)\b", re.IGNORECASE)
_LOOSE_WORD = re.compile(rf"\b({'|'.join((*WORDS, *_OTHERS))})s?\b", re.IGNORECASE)
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_SMALL[1:10])})\b", re.IGNORECASE)

_BEFORE_NO = re.compile(
    rf"(?:\b(?:Nos?|Sheet|Chapter|Article|Section|Route|Flight|Gate|Page|Part|Phase|Act|Rule|Channel|Group|Room|Platform)"
    rf"\.?|\b{_MONTHS}|[-–—/:])\s?$"
)
_BEHIND_NO = re.compile(
    rf"\s?(?:a\.m|p\.m|am\b|pm\b|o['’]clock|noon|{_MONTHS}\b|(?:st|nd|rd|th)\b)|-(?!(?:year|month|week|day|hour|minute|page|metre|mile))"
    r"|\s(?:thirds?|quarters?|halves|fifths?|hundred|thousand|million|billion|dozen|point|and\sa\s(?:half|quarter|third)|or\s|of\sthe\sclock"
    r"|to\sone\b|point)"
)
_REACH = 300
"""Characters before a figure that are looked at."""
_CAPITAL = re.compile(r"(?:^|[.!?:]\s+|[\"“]|- )?(?P<word>[A-Z][\w'’-]*)\s$")
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|circa|almost|nearly|close to|an estimated|just over|just under|well over|over|under|above"
    r"|below|more than|less than|fewer than|at least|at most|up to|as many as|as much as|as few as|as little as|no more than|no less than"
    r"|no fewer than|only|a further|another|between|every|within|beyond|exceeding|than|minimum of|maximum of)\s(?:the\s|a\s|an\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text.

    Attributes:
        start, end: of its digits or its word alone, money and scale left out.
        text: these characters.
        mantissa: their value.
        value: the mantissa by its scale.
        grain: the least step that the way it is written lets one tell, as a mantissa: 1,000 for 86,000, 0.1 for 4.8.
        is_word: whether it is written as a word.
        is_rough: whether a word before it makes it a bound or a rounding.
        is_share: whether it is a percentage.
    """

    start: int
    end: int
    text: str
    mantissa: float
    value: float
    grain: float
    is_word: bool
    is_rough: bool
    is_share: bool


def figures_in(text: str) -> Iterator[Figure]:
    """Yields the figures of a text that count or measure something beyond doubt, in order."""
    found = [*_digits(text), *_words(text)]
    yield from sorted(found, key=lambda one: one.start)


def _digits(text: str) -> Iterator[Figure]:
    for match in _DIGITS.finditer(text):
        start, end = match.start("figure"), match.end("decimals") if match["decimals"] else match.end("figure")
        written = text[start:end]
        marked = match["money"] or match["scale"] or match["percent"]
        if not marked and (_BEHIND_NO.match(text, match.end()) or _is_year(written)):
            continue
        if _refused_before(text, match.start()):
            continue
        mantissa = float(written.replace(",", ""))
        if mantissa < 2 and not match["decimals"]:
            continue
        scale = _SCALES[(match["scale"] or "").strip()] if match["scale"] else 1.0
        yield Figure(
            start, end, written, mantissa, round(mantissa * scale, 6), grain_of(written), is_word=False,
            is_rough=_ABOUT.search(text, 0, match.start()) is not None, is_share=bool(match["percent"]),
        )  # fmt: skip


def _words(text: str) -> Iterator[Figure]:
    for match in _WORD.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if behind[:1] in {"-", "–"} or before[-1:] in {"-", "–"} or _BEHIND_NO.match(text, match.end()):
            continue
        if _refused_before(text, match.start()) or re.match(r"\s(?:times\b|of\b|others?\b)", behind):
            continue
        if re.search(r"\b(?:first|last|next|previous|hundred|thousand|and|of|the|one|or)\s$", before, re.IGNORECASE):
            continue
        value = WORDS[match["figure"].lower()]
        yield Figure(
            match.start(), match.end(), match[0], value, value, 1.0 if value <= 12 or value % 10 else 10.0, is_word=True,
            is_rough=_ABOUT.search(before) is not None, is_share=False,
        )  # fmt: skip


def _is_year(written: str) -> bool:
    return re.fullmatch(r"1[4-9]\d\d|20\d\d|21\d\d", written) is not None


def _refused_before(text: str, start: int) -> bool:
    """Whether the words before a figure make it a name, a date or a place: "No. 4", "March 28", "Boeing 737"."""
    before = text[max(0, start - _REACH) : start]
    if _BEFORE_NO.search(before):
        return True
    capital = _CAPITAL.search(before)
    return (
        capital is not None
        and capital.start("word") > 0
        and not re.search(r"[.!?\"“]\s?$", before[: capital.start("word")])
    )


def grain_of(written: str) -> float:
    """The least step that digits let one tell, as they are written: 1,000 for 86,000, 0.1 for 4.8; a word's is 1."""
    if not written[:1].isdigit():
        return 1.0
    if "." in written:
        return 10.0 ** -len(written.partition(".")[2])
    digits = written.replace(",", "")
    return 10.0 ** min(len(digits) - len(digits.rstrip("0")), max(len(digits) - 1, 0))


def shown(value: float, like: Figure) -> str:
    """A mantissa as the figure it replaces is written."""
    decimals = len(like.text.partition(".")[2])
    if like.is_word and value == int(value) and 2 <= value <= 12:
        word = _SMALL[int(value)]
        return word.capitalize() if like.text[0].isupper() else word
    grouped = "," in like.text or like.is_word or like.mantissa < 1000
    return f"{value:{',' if grouped else ''}.{decimals}f}"


def values_of(text: str) -> frozenset[float]:
    """Every value that a text may be read to state: digits with and without their scale, and number words of any kind."""
    found: set[float] = set()
    for match in _LOOSE.finditer(text):
        mantissa = float(match[0].replace(",", ""))
        found.add(round(mantissa, 6))
        if scale := _LOOSE_SCALE.match(text, match.end()):
            found.add(round(mantissa * _SCALES[scale[1].lower()], 6))
    for match in _LOOSE_WORD.finditer(text):
        word = match[1].lower()
        value = float(WORDS.get(word, _OTHERS.get(word, 0)))
        found.add(value)
        if scale := _LOOSE_SCALE.match(text, match.end()):
            found.add(value * _SCALES[scale[1].lower()])
        if text[match.end() : match.end() + 8].lower().startswith(" hundred"):
            found.add(value * 100)
    for match in _COMPOUND.finditer(text):
        found.add(float(WORDS[match[1].lower()] + WORDS[match[2].lower()]))
    return frozenset(found)
