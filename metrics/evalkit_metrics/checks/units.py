"""Units: a number of the article with another unit, currency, scale or noun than there.

"€5m" where the article has £5m alone, "2%" for two percentage points, "12 miles" for 12km, "£3bn" for £3m, "a month" for "a year",
"five pupils" for one in five, "12 ferries" for 12 trams where it counts the ferries otherwise.

Silent wherever the article has the number with a unit that the claim's may stand for (a conversion, a vague "dollars", a share
told as a fraction), or has it bare, so that nobody can say by rule of what; and where claim and article do not tell of the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import takewhile

from evalkit.metric import Finding
from evalkit.records import Certainty
from evalkit.words import Word, is_content, stem

from ..retrieval import coverage
from .numbers import agrees
from .quantities import KINDS, Quantity, content_quantities, is_plain, quantities
from .told import CLOSE, Told

__all__ = ["check_units"]

_PART = re.compile(r"\b(?:of|every|per|to)\s(?:the\s)?$", re.IGNORECASE)  # "nine of 10"
_ANYTHING = frozenset("time more thing case other point".split())  # what any number may count
_SCALES = frozenset(Decimal(10) ** power for power in (3, 6, 9, 12))
_ALL = 0.9  # of the weight of a claim's other words, which a sentence has that agrees in everything else
_NEAR = 10  # words on either side of a number that tell what it is about
_REACH = 4  # words behind a number among which its noun stands
_Judged = tuple[Certainty, tuple[int, int], tuple[int, int]]


def check_units(told: Told) -> list[Finding]:
    """Finds numbers of a claim that the article has, with another unit, currency, scale or noun."""
    own = [one for one in quantities(told.claim.text, told.numbers) if is_plain(one.number)]
    known = told.index.once(content_quantities) if own else ()
    judged = [found for one in own if (found := _judge(told, one, known))]
    return [told.finding("unit", certainty, here, there) for certainty, here, there in judged]


def _judge(told: Told, one: Quantity, known: Sequence[Quantity]) -> _Judged | None:
    """What is wrong with a quantity of a claim: how sure that is, and the offsets in the claim and in CONTENT."""
    same = [
        other
        for other in known
        if not (other.number.loose and other.number.value > 1)  # "doubled"
        and (one.figure == other.figure or agrees(one.number, other.number))
    ]
    fits = [other for other in same if _fits(one, other)]
    if fits:
        return _per(told, one, fits) or _noun(told, one, known)
    if not same:
        return _scale(told, one, known)
    if one.kinds and all(other.kinds for other in same):
        return _unit(told, one, [other for other in same if other.figure == one.figure], known)
    if _PART.search(told.claim.text, 0, one.start):
        return None
    for other in same:  # "40 beams", "40% of the beams"
        counted = other.noun and other.noun == one.noun and "percent" in one.kinds | other.kinds
        if counted and bool(one.kinds) != bool(other.kinds) and _is_close(told, one, other):
            return "certain", (one.start, one.end), (other.start, other.end)
    return None


def _fits(one: Quantity, other: Quantity) -> bool:
    """Whether a quantity of the article agrees with the claim's in its unit too, as far as it has one."""
    if not agrees(one.number, other.number):
        return False
    if one.kinds and other.kinds:
        return bool(
            one.keys & other.keys or (one.kinds & other.kinds & KINDS and one.figure != other.figure)
        )  # converted
    return one.kinds == other.kinds or ("percent" in one.kinds and (other.number.loose or other.number.value < 1))


def _unit(told: Told, one: Quantity, rivals: Iterable[Quantity], known: Iterable[Quantity]) -> _Judged | None:
    """Where the number stands in the article with other units alone."""
    for other in sorted(rivals, key=lambda other: (not _is_close(told, one, other), not one.kinds & other.kinds)):
        alike, close = one.kinds & other.kinds, _is_close(told, one, other)
        if close or (alike & {"money", "percent"} and one.is_rare):
            foreign = "money" in alike and not any(
                one.keys & money.keys for money in known
            )  # a currency never spoken of
            certainty: Certainty = "certain" if alike and (close or foreign) else "likely"
            return certainty, (one.start, one.end), (other.start, other.end)
    return None


def _per(told: Told, one: Quantity, fits: Iterable[Quantity]) -> _Judged | None:
    """Where it is told for another time ("a month" for "a year")."""
    if one.per and all(other.per not in {"", one.per} for other in fits):
        for other in fits:
            if _is_close(told, one, other) and (one.kinds or one.noun == other.noun):
                return "certain", (one.start, one.until), (other.start, other.until)
    return None


def _scale(told: Told, one: Quantity, known: Iterable[Quantity]) -> _Judged | None:
    """Where its digits stand in the article as millions and the claim has billions."""
    for other in known:
        if not one.figure or not other.figure or one.number.scale == other.number.scale:
            continue
        if max(one.figure, other.figure) / min(one.figure, other.figure) not in _SCALES:
            continue
        if one.keys & other.keys or (not one.kinds | other.kinds and one.noun and one.noun == other.noun):
            sure = _is_close(told, one, other) or one.number.digits > 2
            if sure or one.number.digits > 1:
                return "certain" if sure else "likely", (one.start, one.end), (other.start, other.end)
    return None


def _noun(told: Told, one: Quantity, known: Sequence[Quantity]) -> _Judged | None:
    """Where the article counts something else with this number, and with another number what the claim counts."""
    if one.kinds or not one.plural or one.noun in _ANYTHING:
        return None
    counted = [other for other in known if other.noun == one.noun and not other.kinds]
    if any(agrees(one.number, other.number) for other in counted):
        return None
    for other in known:
        if other.kinds or not other.plural or other.noun in _ANYTHING or not agrees(one.number, other.number):
            continue
        beside = next((beside for beside in told.beside if beside.number == other.sentence), None)
        if beside is None or not _is_close(told, one, other):
            continue
        here, there = max(_places(told.words, one)) + 1, max(_places(beside.words, other)) + 1
        if one.noun in _phrase(beside.words, there) or other.noun in _phrase(told.words, here):
            continue  # "12 new ferries"
        apart = min((abs(rival.sentence - other.sentence) for rival in counted), default=2)
        if apart > 1:  # farther off one noun may stand for the other: trees, of which some are oaks
            continue
        sure = apart == 0 and _cover(told, one, other, told.words[here].end) >= _ALL
        span = other.start, beside.words[there].end
        return "certain" if sure else "likely", (one.start, told.words[here].end), span
    return None


def _phrase(words: Sequence[Word], first: int) -> list[str]:
    """Stems of the words from `first` on that may be one phrase."""
    return [stem(word.text) for word in takewhile(lambda one: is_content(one.text), words[first : first + _REACH])]


def _is_close(told: Told, one: Quantity, other: Quantity) -> bool:
    """Whether the sentence of the article's quantity tells the same as the claim; what is small must stand in its place."""
    if _cover(told, one, other, one.until) < CLOSE:
        return False
    if one.is_rare or told.is_verbatim:
        return True
    beside = next((beside for beside in told.beside if beside.number == other.sentence), None)
    if beside is None:
        return False
    here, there = _places(told.words, one), _places(beside.words, other)
    return any(first in here and last in there for first, last in beside.pairs) or any(
        here & set(range(*gap.claim)) and there & set(range(*gap.source)) for gap in beside.gaps
    )


def _cover(told: Told, one: Quantity, other: Quantity, until: int) -> float:
    """The weighted share of the claim's other words near it in the sentence of the article's quantity; 0 where they are too few."""
    at = _places(told.words, one)
    near = told.words[max(0, min(at) - _NEAR) : max(at) + 1 + _NEAR]
    rest = [stem(word.text) for word in near if is_content(word.text) and not one.start <= word.start < until]
    return coverage(told.index, rest, told.index.window_stems[other.sentence]) if len(rest) > 1 else 0.0


def _places(words: Sequence[Word], one: Quantity) -> set[int]:
    """The places of a quantity's number among words."""
    return {place for place, word in enumerate(words) if word.end > one.number.start and word.start < one.number.end}
