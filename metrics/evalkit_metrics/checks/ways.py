"""Ways: from where to where, and what is preferred to what, exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.metric import Finding
from evalkit.words import Word, is_content, stem

from ..index import ArticleIndex
from .phrases import (
    ALIKE,
    BOTH,
    DETERMINERS,
    WIDE,
    calendar_words,
    is_figure,
    role_finding,
)
from .told import Beside, Told

__all__ = ["exchanged_ways"]

_DIRECTED = (
    ("to",),
    ("over",),
    ("rather", "than"),
    ("instead", "of"),
    ("but", "not"),
    ("and", "not"),
    ("into",),
    ("than",),
)
_PREFERRING = frozenset(
    "prefer prefers preferred favour favours favoured favor favors favored choose chose picked pick".split()
)


def exchanged_ways(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where "from" and "to" have changed places."""
    own = tuple(_ways(told.words, told.stems))
    if not own or not all(BOTH.isdisjoint(stems) for stems in (told.stems, beside.stems)):
        return
    found = told.index.words[slice(*told.index.bounds[beside.number])]
    theirs = tuple(_ways(found, [stem(word.text) for word in found]))
    for span, start, end, mark in own:
        for other in theirs:
            if start == end or (end, start, mark) != other[1:]:
                continue
            if any((start, end, mark) == way[1:] for ways in told.index.once(_known_ways) for way in ways):
                continue
            certain = beside.cover >= ALIKE and mark in {"to", "over"}
            yield role_finding(told, beside, "role-swap", span, other[0], certain=certain)


_Way = tuple[tuple[int, int], tuple[str, ...], tuple[str, ...], str]


def _known_ways(index: ArticleIndex) -> tuple[tuple[_Way, ...], ...]:
    """The ways that each sentence of an article tells."""
    sentences = (index.words[first:last] for first, last in index.bounds)
    return tuple(tuple(_ways(found, [stem(word.text) for word in found])) for found in sentences)


def _ways(found: Sequence[Word], stems: Sequence[str]) -> Iterator[_Way]:
    """Yields each "from ... to ...", as its places and the words on either end; "prefers tea to coffee", "women but not men"."""
    texts = [word.text for word in found]
    for at in range(1, len(texts) - 1):
        mark = next((mark for mark in _DIRECTED if tuple(texts[at : at + len(mark)]) == mark), None)
        if mark is None:
            continue
        first = at
        most = WIDE if mark == ("to",) else 1
        while first > 0 and at - first < most and _is_end(found, first - 1) and texts[first - 1] not in _PREFERRING:
            first -= 1
        size, last = at - first, at + len(mark)
        first -= first > 0 and texts[first - 1] in DETERMINERS
        last += last < len(texts) and texts[last] in DETERMINERS
        goal = range(last, min(len(texts), last + size))
        opens = texts[first - 1] if first > 0 else ""
        if not size or not goal or not all(_is_end(found, one) for one in goal):
            continue
        if mark == ("to",) and opens != "from" and opens not in _PREFERRING:
            continue
        if mark == ("over",) and opens not in _PREFERRING:
            continue
        yield (
            (first, goal.stop),
            tuple(stems[at - size : at]),
            tuple(stems[slice(goal.start, goal.stop)]),
            " ".join(mark),
        )


def _is_end(found: Sequence[Word], place: int) -> bool:
    word = found[place].text
    return is_content(word) and not is_figure(word) and word not in calendar_words()
