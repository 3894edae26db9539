"""Offices: who holds which office, read off the role noun beside a name, exchanged between two or given to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.people import Token
from evalkit.words import Word, is_content, stem

from ..index import ArticleIndex
from .phrases import (
    DETERMINERS,
    calendar_words,
    is_parted,
    role_finding,
)
from .told import Beside, Told

__all__ = ["exchanged_offices"]

_SOLE = frozenset(
    stem(word)
    for word in "mayor minister president chancellor governor captain coach leader chairman manager chief executive".split()
)
_PAST_OFFICE = frozenset(
    "former ex then new next future outgoing incoming predecessor successor acting interim once".split()
)


@dataclass(frozen=True, slots=True)
class _Office:
    """An office with the name of who holds it: its noun, the words around that, the last name; places of both."""

    noun: str
    words: frozenset[str]
    bearer: tuple[str, ...]
    span: tuple[int, int]
    of: bool


def exchanged_offices(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where a name bears the office that the article gives to another name, and another office itself."""
    own = tuple(_offices(told.claim.text, told.words, told.stems))
    if not own or any(word.text in _PAST_OFFICE for word in (*told.words, *beside.words)):
        return
    text, found = told.index.article.content.text, told.index.words[slice(*told.index.bounds[beside.number])]
    theirs = tuple(_offices(text, found, [stem(word.text) for word in found]))
    if not any(_is_one(office, one) and not _agree(office, one) for one in own for office in theirs):
        return
    known = told.index.once(_known_offices)
    if {one.noun for one in own} & known[1]:
        return
    for one in own:
        held = [office for sentence in known[0] for office in sentence if _is_one(office, one)]
        here = next((office for office in known[0][beside.number] if _is_one(office, one)), None)
        rivals = [office for office in known[0][beside.number] if not _is_one(office, one) and _agree(office, one)]
        if here is None or len(rivals) != 1 or any(_agree(one, office) for office in held):
            continue
        rival = rivals[0]
        if one.noun == here.noun:
            only = one.words - here.words
            if not (only & rival.words) or (here.words - one.words) & rival.words or not here.words - one.words:
                continue
        both = any(_is_one(each, rival) and _agree(each, here) for each in own)
        if not both and one.noun not in _SOLE and not (one.of and one.noun == here.noun):
            continue  # a writer may produce too
        certain = both or (one.noun == here.noun and one.of)
        yield role_finding(told, beside, "role-swap", one.span, here.span, certain=certain)


def _is_one(one: _Office, other: _Office) -> bool:
    """Whether two names may be of one person: the last name alone, or the first names too."""
    first, second = one.bearer, other.bearer
    return first[-1] == second[-1] and (len(first) == 1 or len(second) == 1 or first[0] == second[0])


def _agree(one: _Office, other: _Office) -> bool:
    """Whether two may be the same office: "chief executive" and "chief executive of Corvane" may."""
    return one.noun == other.noun and (one.words <= other.words or other.words <= one.words)


def _known_offices(index: ArticleIndex) -> tuple[tuple[tuple[_Office, ...], ...], frozenset[str]]:
    """The offices of each sentence, and the nouns of those of which the article says that somebody held them before or will."""
    text = index.article.content.text
    sentences = [index.words[first:last] for first, last in index.bounds]
    found = tuple(tuple(_offices(text, one, [stem(word.text) for word in one])) for one in sentences)
    past = {
        office.noun
        for offices, one in zip(found, sentences, strict=True)
        for office in offices
        if any(word.text in _PAST_OFFICE for word in one)
    }
    return found, frozenset(past)


def _offices(text: str, found: Sequence[Word], stems: Sequence[str]) -> Iterator[_Office]:
    """Yields "mayor Pia Lund", "the lawyer for the union, Tom Ash" and "Lena Aske, the chief executive of Corvane"."""
    for place, word in enumerate(found):
        if not Token(word.text, word.text, 0, 0).is_role or text[word.end : word.end + 2] in {"'s", "’s"}:
            continue
        first, last, of = place, place + 1, False
        while first > 0 and not is_parted(text, found, first - 1) and is_content(found[first - 1].text):
            first -= 1
        if last + 1 < len(found) and found[last].text in {"of", "for", "at"} and not is_parted(text, found, place):
            last, of = last + 1, True
            last += found[last].text in DETERMINERS
            start = last
            while (
                last < len(found)
                and is_content(found[last].text)
                and (last == start or not is_parted(text, found, last - 1))
            ):
                last += 1
        stated = first > 0 and found[first - 1].text in {"the", "a", "an"}
        opening = first - stated
        closed = last == len(found) or is_parted(text, found, last - 1)
        before = _name(text, found, opening - 1, -1) if closed and _comma(text, found, opening - 1) else None
        follows = last < len(found) and (not closed or (stated and _comma(text, found, last - 1)))
        name = _name(text, found, last, 1) if follows and not (of and not closed) else None
        if before and name:  # "Aske, the coach, Tull"
            continue
        name = before or name
        if name is not None:
            stated_words = frozenset(
                stems[at] for at in range(first, last) if at != place and is_content(found[at].text)
            )
            span = min(first, name[0]), max(last, name[1])
            yield _Office(stems[place], stated_words, tuple(stems[slice(*name)]), span, of)


def _comma(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a comma and nothing else stands between a word and the next."""
    return 0 <= place < len(found) - 1 and text[found[place].end : found[place + 1].start].strip() == ","


def _name(text: str, found: Sequence[Word], at: int, step: int) -> tuple[int, int] | None:
    """The words with a capital that start with one, or end with it."""
    end = at
    while 0 <= end < len(found) and text[found[end].start].isupper() and is_content(found[end].text):
        if Token("", found[end].text, 0, 0).is_role or found[end].text in calendar_words():
            break
        end += step
        if not 0 <= end < len(found) or is_parted(text, found, min(end, end - step)):
            break
    return None if end == at else (at, end) if step > 0 else (end + 1, at + 1)
