"""Roles: who did what to whom, exchanged.

A claim and a sentence of the article name the same two, on either side of the same verb, in the opposite order: "Renn accused
Aske" where Aske accused Renn. Where one of both is in the passive voice, the order says nothing; nor does it with verbs that
both sides do.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from evalkit.metric import Finding
from evalkit.words import FUNCTION_WORDS, stem, words

from .names import named
from .told import Told

__all__ = ["check_roles"]

_BOTH = frozenset(
    stem(word)
    for word in "meet met marry married talk talks talked agree agreed clash face faced play played draw drew join joined divorce"
    " compete share shared live lived work worked date dated and".split()
)
_BE = frozenset("is are was were be been being get got gets".split())
_LEAST = 0.5


def check_roles(told: Told) -> list[Finding]:
    """Finds two names of a claim that have changed places."""
    own = _named(told.claim.text, [word.start for word in told.words])
    if len(own) < 2:
        return []
    content = told.index.article.content.text
    for beside in told.beside:
        if beside.cover < _LEAST:
            continue
        start, end = beside.words[0].start, beside.words[-1].end
        there = _named(content[start:end], [word.start - start for word in beside.words])
        for (first, a), (second, b) in itertools.pairwise(own):
            here_a = [place for place, name in there if name & a and not name & b]
            here_b = [place for place, name in there if name & b and not name & a]
            if len(here_a) != 1 or len(here_b) != 1 or here_a[0] < here_b[0]:
                continue
            verbs = _between(told.stems, [word.text for word in told.words], first, second)
            same = verbs & _between(beside.stems, [word.text for word in beside.words], here_b[0], here_a[0])
            if (
                not same
                or verbs & _BOTH
                or _is_passive(told.words, first, second) != _is_passive(beside.words, here_b[0], here_a[0])
            ):
                continue
            span = told.span(first, second + 1)
            source = told.source_span(beside.words[here_b[0] : here_a[0] + 1])
            return [
                Finding(
                    "role-swap", "certain" if beside.cover >= 0.75 else "likely",
                    f"says “{told.text(first, second + 1)}”, the article says “{told.source_text(beside.words[here_b[0] : here_a[0] + 1])}”",
                    span.start, span.end, source.start, source.end,
                )
            ]  # fmt: skip
    return []


def _named(text: str, starts: Sequence[int]) -> list[tuple[int, frozenset[str]]]:
    """The names of a text, as (place of the last word, stems of all)."""
    places = {start: place for place, start in enumerate(starts)}
    found = []
    for group in named(text, first=True):
        place = places.get(group[-1][0])
        if place is not None:
            found.append((place, frozenset(stem(one.text) for start, end in group for one in words(text[start:end]))))
    return found


def _between(stems: Sequence[str], texts: Sequence[str], first: int, last: int) -> set[str]:
    return {
        one for one, text in zip(stems[first + 1 : last], texts[first + 1 : last], strict=True)
        if text not in FUNCTION_WORDS or text == "and"
    }  # fmt: skip


def _is_passive(found: Sequence[object], first: int, last: int) -> bool:
    texts = [getattr(word, "text", "") for word in found[first + 1 : last + 1]]
    return "by" in texts and any(text in _BE for text in texts)
