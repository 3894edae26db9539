"""Exchanges: a number, date or name of the article in the place of another one.

That the article has "17 million" somewhere does not make it the price. Claim and article are laid beside each other; where they
part in one number, date or name on either side, and agree around it, the claim has taken the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.records import FindingType
from evalkit.words import Word, stem

from ..numerals import Number, numbers
from .names import named
from .numbers import agrees
from .told import CLOSE, Beside, Gap, Told

__all__ = ["check_exchanges"]

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_DATES = dict.fromkeys(_WEEKDAYS, "weekday") | dict.fromkeys(_MONTHS, "month")
_TYPES: dict[str, FindingType] = {
    "number": "number", "year": "date", "weekday": "date", "month": "date", "name": "name",
}  # fmt: skip
_AS_MUCH = 0.15  # how much less a sentence may tell of a claim than another to tell as much
_APART = 3  # words on either side beside the value, at most, where the exchange is taken to be one


@dataclass(frozen=True, slots=True)
class _Value:
    """A number, date or name among words: its kind, its places, its offsets in the text, and what it is worth."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    key: str
    number: Number | None = None


def check_exchanges(told: Told) -> list[Finding]:
    """Finds numbers, dates and names of a claim in whose place the article has another one."""
    content = told.index.article.content
    found: dict[int, Finding] = {}
    own = list(_values(told.claim.text, told.words)) if told.beside else []
    for beside in told.beside:
        if beside.cover < CLOSE or not own:
            continue
        theirs = list(_values(content.text, beside.words))
        for gap in beside.gaps:
            for one, other in _facing(own, theirs, gap):
                if one.first in found or not _differ(one, other) or _stands(one, theirs) or _stands(other, own):
                    continue
                if _told_elsewhere(told, one, beside):
                    continue
                extra = _apart(beside, gap, one, other)
                if extra > _APART:
                    continue
                says = " ".join(told.claim.text[one.start : one.end].split())
                has = " ".join(content.text[other.start : other.end].split())
                found[one.first] = Finding(
                    _TYPES[one.kind], "certain" if extra <= 1 else "likely", f"says {says}, the article says {has}",
                    told.claim.start + one.start, told.claim.start + one.end,
                    content.start + other.start, content.start + other.end,
                )  # fmt: skip
    return list(found.values())


def _values(text: str, words: Sequence[Word]) -> Iterator[_Value]:
    """Yields the numbers, dates and names among words of a text, in no order."""
    if not words:
        return
    places = {word.start: place for place, word in enumerate(words)}
    start, end = words[0].start, words[-1].end
    for place, word in enumerate(words):
        if word.text in _DATES and text[word.start].isupper():
            yield _Value(_DATES[word.text], place, place + 1, word.start, word.end, word.text)
    for number in numbers(text[start:end]):
        first = next((place for place, word in enumerate(words) if word.start >= start + number.start), None)
        if first is None or number.loose or words[first].start >= start + number.end:
            continue
        last = first + 1
        while last < len(words) and words[last].end <= start + number.end:
            last += 1
        is_year = number.value == int(number.value) and 1800 <= number.value <= 2100 and number.end - number.start == 4
        yield _Value(
            "year" if is_year else "number",
            first,
            last,
            start + number.start,
            start + number.end,
            str(number.value),
            number,
        )
    for group in named(text[start:end]):
        one, other = places.get(start + group[0][0]), places.get(start + group[-1][0])
        if one is not None and other is not None:
            key = " ".join(word.text for word in words[one : other + 1])
            yield _Value("name", one, other + 1, words[one].start, words[other].end, key)


def _facing(own: Sequence[_Value], theirs: Sequence[_Value], gap: Gap) -> Iterator[tuple[_Value, _Value]]:
    """Yields values of one kind within a gap, where each side has one."""
    for kind in _TYPES:
        here = [one for one in own if one.kind == kind and gap.claim[0] <= one.first < gap.claim[1]]
        there = [one for one in theirs if one.kind == kind and gap.source[0] <= one.first < gap.source[1]]
        if len(here) == len(there) == 1:
            yield here[0], there[0]


def _differ(one: _Value, other: _Value) -> bool:
    """Whether one stands for something else than the other, of the same measure."""
    return not _same(one, other) and (
        one.number is None or other.number is None or one.number.unit == other.number.unit
    )


def _same(one: _Value, other: _Value) -> bool:
    if one.number is not None and other.number is not None:
        return agrees(one.number, other.number)
    if one.kind == "name":
        return bool({stem(part) for part in one.key.split()} & {stem(part) for part in other.key.split()})
    return one.key == other.key


def _stands(one: _Value, values: Sequence[_Value]) -> bool:
    """Whether a value stands among others too: then the order of words differs, not what they say."""
    return any(other.kind == one.kind and _same(one, other) for other in values)


def _told_elsewhere(told: Told, one: _Value, beside: Beside) -> bool:
    """Whether the other sentence beside the claim has the value: then it may be that one the claim tells."""
    keys = {stem(word.text) for word in told.words[one.first : one.last]}
    return any(
        keys <= set(other.stems)
        for other in told.beside
        if other.number != beside.number and other.cover >= beside.cover - _AS_MUCH
    )


def _apart(beside: Beside, gap: Gap, one: _Value, other: _Value) -> int:
    """How many words of a gap are not of the two values; at an edge, how many stand between them and what matches."""
    if gap.claim[0] > beside.pairs[-1][0]:
        return max(one.first - gap.claim[0], other.first - gap.source[0])
    if gap.claim[1] <= beside.pairs[0][0]:
        return max(gap.claim[1] - one.last, gap.source[1] - other.last, 0)
    size = min(one.last, gap.claim[1]) - one.first, min(other.last, gap.source[1]) - other.first
    return max(gap.claim[1] - gap.claim[0] - size[0], gap.source[1] - gap.source[0] - size[1])
