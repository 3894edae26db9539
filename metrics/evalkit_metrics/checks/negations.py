"""Negation: what the article denies, a claim must not state, and the reverse.

Claim and article are laid beside each other. Where one of them has a "not" between words that both have, and the other has
nothing there that denies, they say the opposite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.metric import Finding
from evalkit.words import is_content

from .told import CLOSE, Beside, Facing, Told, facing

__all__ = ["check_negations"]

_NOT = frozenset(
    "not never no none nobody nothing neither nor cannot can't won't don't doesn't didn't isn't aren't wasn't weren't hasn't"
    " haven't hadn't wouldn't shouldn't couldn't mustn't needn't n't without".split()
)
# Words that deny in their own way: where one of them faces a "not", nobody can say by rule who is right.
_LIKE = frozenset(
    "fail fails failed failing failure refuse refuses refused refusing refusal deny denies denied denying denial decline declines"
    " declined declining reject rejects rejected rejecting ruled unable impossible lack lacks lacked lacking"
    " unlikely avoid avoids avoided avoiding stop stops stopped prevent prevents prevented absent absence hardly barely scarcely"
    " rarely seldom few little only yet until unless except unaware illegal unknown"
    " dismiss dismissed dismisses stay stays stayed remain remains remained doubt doubts"
    " doubted unclear uncertain exclude excluded excludes cancel cancelled longer any anything anyone"
    " ever".split()
)


_PREFIXES = ("un", "in", "im", "ir", "dis", "non")


def check_negations(told: Told) -> list[Finding]:
    """Finds a denial in the claim that the article has not in that place, or one of the article that the claim lacks."""
    found: dict[tuple[int, int], Finding] = {}
    for one in (one for beside in told.beside for one in facing(told, beside, _signs)):
        here, there = _strong(one.claim), _strong(one.source)
        if bool(here) == bool(there) or _denied_nearby(told, one) or not _same_is_denied(told, one):
            continue
        if one.gap.claim[0] == 0 or one.gap.claim[1] == len(told.words) or one.beside.cover < CLOSE:
            continue  # at an edge nobody knows what it denies
        size = max(one.gap.claim[1] - one.gap.claim[0], one.gap.source[1] - one.gap.source[0])
        if size > 2 or _says_so_too(told, one.beside, denied=bool(here)):
            continue
        clear = size == 1 and min(one.gap.claim[1] - one.gap.claim[0], one.gap.source[1] - one.gap.source[0]) == 0
        if here:
            first, last, _ = here[0]
            message = (
                f"says {told.text(max(0, first - 1), min(len(told.words), last + 1))}, the article does not deny it"
            )
            source = (one.gap.source[0] - 1, one.gap.source[1] + 1)
        else:
            first, last = one.gap.claim[0] - 1, one.gap.claim[1] + 1
            source = (max(0, there[0][0] - 1), min(len(one.beside.words), there[0][1] + 1))
            message = (
                f"says {told.text(first, last)}, the article says {told.source_text(one.beside.words[slice(*source)])}"
            )
        span, at = told.span(first, last), told.source_span(one.beside.words[slice(*source)])
        found.setdefault(
            (first, last),
            Finding("negation", "certain" if clear else "likely", message, span.start, span.end, at.start, at.end),
        )
    return list(found.values())


def _signs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for place, word in enumerate(words):
        behind = words[place + 1] if place + 1 < len(words) else ""
        if word in _NOT and behind not in {"only", "just", "longer", "one", "least"}:
            yield place, place + 1, "not"
        elif word in _LIKE or word in _NOT:
            yield place, place + 1, "like"


def _strong(signs: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return [one for one in signs if one[2] == "not"]


def _denied_nearby(told: Told, one: Facing) -> bool:
    """Whether the side without a "not" denies in some other way, in the gap or three words around it."""
    if _strong(one.claim):
        words = [word.text for word in one.beside.words[max(0, one.gap.source[0] - 4) : one.gap.source[1] + 4]]
    else:
        words = [word.text for word in told.words[max(0, one.gap.claim[0] - 4) : one.gap.claim[1] + 4]]
    return any(word in _LIKE or word in _NOT for word in words)


def _same_is_denied(told: Told, one: Facing) -> bool:
    """Whether the word that is denied is one that both have, and nothing else in either denies."""
    claim = [word.text for word in told.words]
    source = [word.text for word in one.beside.words]
    if sum(word in _NOT for word in claim) == sum(word in _NOT for word in source):
        return False
    if any(word.startswith(_PREFIXES) for word in (*claim[slice(*one.gap.claim)], *source[slice(*one.gap.source)])):
        return False
    here = _strong(one.claim)
    place, texts, side = (here[0][1], claim, 0) if here else (_strong(one.source)[0][1], source, 1)
    matched = {pair[side] for pair in one.beside.pairs}
    denied = next((at for at in range(place, len(texts)) if is_content(texts[at])), None)
    return denied in matched


def _says_so_too(told: Told, beside: Beside, *, denied: bool) -> bool:
    """Whether the other sentence beside the claim tells as much of it, and denies or not as the claim does."""
    for other in told.beside:
        if other.number != beside.number and other.cover >= beside.cover - 0.1:
            has = any(word.text in _NOT for word in other.words)
            if has == denied:
                return True
    return False
