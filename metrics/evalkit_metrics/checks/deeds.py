"""Deeds: what is done to whom, exchanged, read off the words right beside a verb, in the active and the passive voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.people import PREPOSITIONS
from evalkit.words import Word, is_content, stem

from ..index import ArticleIndex
from .hedges import base_form
from .phrases import (
    ALIKE,
    BE,
    BOTH,
    COORDINATES,
    DEEDS,
    DETERMINERS,
    HELPING,
    WIDE,
    calendar_words,
    is_figure,
    is_parted,
    is_verb,
    role_finding,
)
from .quotes import quotations
from .told import Beside, Told

__all__ = ["exchanged_deeds"]

_SAID = frozenset("said say says tell told tells added wrote announced insisted".split())
_AGAIN = frozenset("yesterday today tomorrow twice again last late earlier next".split())
_PARTICLES = frozenset("on over for at from to into out off up down after in".split())
_CLAUSES = frozenset(
    "that when while because if but which whom where after before as than though although since until whether".split()
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with its doer and the one it is done to: places of either phrase, first and behind the last."""

    key: tuple[str, str]
    doer: tuple[int, int]
    other: tuple[int, int]
    passive: bool
    stems: Sequence[str]

    @property
    def heads(self) -> tuple[str, str]:
        return self.stems[self.doer[1] - 1], self.stems[self.other[1] - 1]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.doer[0], self.other[0]), max(self.doer[1], self.other[1])

    def turns(self, other: _Deed) -> bool:
        """Whether doer and object of another have changed places in it."""
        return (
            self.key == other.key
            and _same(self, self.doer, other, other.other)
            and _same(self, self.other, other, other.doer)
            and self.stems[slice(*self.doer)] != self.stems[slice(*self.other)]
        )

    def says(self, other: _Deed) -> bool:
        """Whether it tells the same as another."""
        return (
            self.key == other.key
            and _same(self, self.doer, other, other.doer)
            and _same(self, self.other, other, other.other)
        )


def _same(one: _Deed, here: tuple[int, int], other: _Deed, there: tuple[int, int]) -> bool:
    """Whether two phrases mean the same: the last word of one stands in the other, or all words where both are "teams"."""
    own, theirs = one.stems[slice(*here)], other.stems[slice(*there)]
    if one.heads[0] == one.heads[1] or other.heads[0] == other.heads[1]:
        return own == theirs
    return own[-1] in theirs or theirs[-1] in own


def exchanged_deeds(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where doer and object of a verb have changed places."""
    own = tuple(_deeds(told.claim.text, told.words, told.stems))
    if not own:
        return
    for one in own:
        for other in _deeds_of(told.index, beside.number):
            if not one.turns(other):
                continue
            if any(one.says(each) for n in range(len(told.index.bounds)) for each in _deeds_of(told.index, n)):
                continue
            # Of an active and a passive one may have been taken for something else.
            exact = (
                one.heads == other.heads[::-1] and one.passive == other.passive and not _is_quoted(told, beside, other)
            )
            yield role_finding(
                told, beside, "role-swap", one.span, other.span, certain=exact and beside.cover >= ALIKE
            )  # fmt: skip


def _deeds_by_sentence(_index: ArticleIndex) -> dict[int, tuple[_Deed, ...]]:
    """What is done to whom in those sentences of an article that were asked for, by number."""
    return {}


def _deeds_of(index: ArticleIndex, number: int) -> tuple[_Deed, ...]:
    known = index.once(_deeds_by_sentence)
    if number not in known:
        found = index.words[slice(*index.bounds[number])]
        known[number] = tuple(_deeds(index.article.content.text, found, [stem(word.text) for word in found]))
    return known[number]


def _quoted(index: ArticleIndex) -> tuple[tuple[int, int], ...]:
    return tuple(quotations(index.article.content.text))


def _is_quoted(told: Told, beside: Beside, deed: _Deed) -> bool:
    """Whether what is done stands in a quotation: whoever speaks may be wrong."""
    at = beside.words[deed.span[0]].start
    return any(start <= at < end for start, end in told.index.once(_quoted))


def _deeds(text: str, found: Sequence[Word], stems: Sequence[str]) -> Iterator[_Deed]:
    """Yields every verb that has one phrase right before it and one right behind, by their order and its voice."""
    texts = [word.text for word in found]
    for place in range(1, len(found) - 1):
        verb = texts[place]
        if not is_verb(verb) or verb in _SAID or stems[place] in BOTH or not text[found[place].start].islower():
            continue
        at = place - 1
        while at > 0 and (texts[at] in HELPING or texts[at].endswith("ly")) and not is_parted(text, found, at):
            at -= 1
        be = bool(BE & set(texts[at + 1 : place]))
        before = _phrase_before(text, found, at)
        by = texts[place + 1] == "by"
        if before is None or (be and not by) or is_parted(text, found, place):
            continue
        particle = texts[place + 1] if texts[place + 1] in _PARTICLES and not by else ""
        behind = _phrase_behind(text, found, place + 1 + bool(particle or by))
        if behind is not None:
            key = (DEEDS.get(verb) or base_form(verb), particle)
            doer, other = (behind, before) if by else (before, behind)
            yield _Deed(key, doer, other, by, stems)


def _phrase_before(text: str, found: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The phrase that ends with a word, if nothing before it makes it belong to something else: "the lawyer of Renn"."""
    if found[at].text == "who" and at > 0:  # "Finn Oake, who trained Ida Lowe": he did
        at -= 1
    elif is_parted(text, found, at):
        return None
    first = at + 1
    while first > 0 and _is_part(text, found, first - 1) and (first == at + 1 or not is_parted(text, found, first - 1)):
        first -= 1
    if first > at:
        return None
    before = first - 1
    if before >= 0 and not is_parted(text, found, before) and found[before].text in DETERMINERS:
        before -= 1
    if before >= 0 and not is_parted(text, found, before):
        word = found[before].text
        clause = word in _CLAUSES or (word in COORDINATES and before > 0 and is_parted(text, found, before - 1))
        if not clause and (word in PREPOSITIONS or word in {"not", "no"}):
            return None
    return first, at + 1


def _phrase_behind(text: str, found: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The phrase that starts with a word, an article left out, if it is not the first of several."""
    if at < len(found) and found[at].text in DETERMINERS and not is_parted(text, found, at):
        at += 1
    last = at
    while last < len(found) and _is_part(text, found, last):
        if last > at and text[found[last - 1].start].isupper() and text[found[last].start].islower():
            break  # "bought Lindow last year"
        last += 1
        if last < len(found) and is_parted(text, found, last - 1):
            break
    if last == at or last - at > WIDE or (last < len(found) and found[last].text in {"and", "or"}):
        return None
    return at, last


def _is_part(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a word can belong to a name or a noun phrase."""
    word = found[place].text
    if not is_content(word) or word in _AGAIN or word in calendar_words() or is_figure(word):
        return False
    return text[found[place].start].isupper() or not (is_verb(word) or word.endswith("ly"))
