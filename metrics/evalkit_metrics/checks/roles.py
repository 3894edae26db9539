"""Roles: who did what to whom, exchanged.

A claim and a sentence of the article have the same two, each in the other's place: "Renn accused Aske" where Aske accused Renn,
"prices rose faster than wages", "from the hut to the glacier", "mayor Storm and opposition leader Lund". A passive turns the order
round: "Renn was accused by Aske" says what "Aske accused Renn" says. Or a name bears the office that the article gives to another.

Without a parser only what stands right beside a verb is taken for its doer and its object. Silent where both do the same ("met",
"and"), where the article tells both ways, and where a preposition, a relative clause or another verb leaves a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

from evalkit.metric import Finding
from evalkit.people import PREPOSITIONS, Token
from evalkit.records import FindingType
from evalkit.words import is_content, stem

from .deeds import exchanged_deeds
from .hedges import base_form
from .offices import exchanged_offices
from .phrases import (
    ALIKE,
    BOTH,
    COORDINATES,
    DETERMINERS,
    ends_of,
    has_name,
    is_figure,
    is_verb,
    role_finding,
    shared_stems,
    sizes_of,
    without_helping,
)
from .told import CLOSE, Beside, Told
from .ways import exchanged_ways

__all__ = ["check_roles"]

_TURNING = frozenset("by more less most least not no never without to from over than against into".split())
_LINKS = PREPOSITIONS - frozenset({"and", "or", "as", "but", "like"})
_LONGEST = 5  # words of a gap that holds one of the two


def check_roles(told: Told) -> list[Finding]:
    """Finds two of a claim that have changed places, or between whom an active and a passive have."""
    for beside in told.beside:
        if beside.cover < CLOSE:
            continue
        ways = (
            exchanged_deeds(told, beside),
            _exchanged(told, beside),
            exchanged_ways(told, beside),
            exchanged_offices(told, beside),
        )
        found = [one for way in ways for one in way]
        if found:
            return [next((one for one in found if one.certainty == "certain"), found[0])]
    return []


def _exchanged(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where what stands in one gap of the claim stands in another gap of the sentence, and the reverse."""
    for one, other in combinations(beside.gaps, 2):
        first, second = shared_stems(beside, one, other), shared_stems(beside, other, one)
        if not first or not second or max(sizes_of(one) + sizes_of(other)) > _LONGEST:
            continue
        if any(stems.count(each) > 1 for stems in (told.stems, beside.stems) for each in first | second):
            continue
        if any(
            is_verb(word.text) and each in first | second for word, each in zip(told.words, told.stems, strict=True)
        ):
            continue  # "the signal was lost", "lost the signal"
        span = ends_of(told.stems, one.claim, first)[0], ends_of(told.stems, other.claim, second)[1]
        source = ends_of(beside.stems, one.source, second)[0], ends_of(beside.stems, other.source, first)[1]
        kind: FindingType = "number" if all(map(is_figure, first | second)) else "role-swap"
        here, there = (
            [word.text for word in words[slice(*edges)] if word.text not in DETERMINERS]
            for words, edges in (
                (told.words, (one.claim[1], other.claim[0])),
                (beside.words, (one.source[1], other.source[0])),
            )
        )
        if kind == "number":  # "Ann Dale, 34, and Ben Holt, 41"
            if not has_name(told, (one.claim[1], other.claim[0])):
                continue
        elif not _relates(here, there) or _is_even(told, span, first, second):
            continue
        rest = _rest(told.stems, (one.claim, other.claim), (0, len(told.stems)))
        if kind != "number":
            rest |= _rest(beside.stems, (one.source, other.source), source)
        rest -= first | second
        same = here == there or (kind == "number" and set(here) <= set(there))
        certain = not rest and same and beside.cover >= ALIKE
        told_alike = any(map(is_verb, here)) and without_helping(here) == without_helping(there)
        if certain or (told_alike and has_name(told, span) and not any(map(is_figure, first | second))):
            yield role_finding(told, beside, kind, span, source, certain=certain)


def _rest(stems: Sequence[str], gaps: Sequence[tuple[int, int]], within: tuple[int, int]) -> set[str]:
    """The stems of gaps that say something, as far as they stand within some places."""
    places = (place for gap in gaps for place in range(max(gap[0], within[0]), min(gap[1], within[1])))
    return {stems[place] for place in places if is_content(stems[place])}


def _relates(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the words between the two tell, on both sides alike, what one does or is to the other."""
    texts, others = set(here), set(there)
    if {stem(text) for text in texts | others} & BOTH or texts & _TURNING != others & _TURNING:
        return False
    known, theirs = ([base_form(text) for text in side if is_content(text)] for side in (here, there))
    if known != theirs:
        return False
    if not known:  # "faster than", but "from the hut to the glacier" is for others to find
        return tuple(here) == ("than",)
    return any(text in _LINKS or is_verb(text) or Token(text, text, 0, 0).is_role for text in texts)


def _is_even(told: Told, span: tuple[int, int], first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Whether the two stand alike on either side of an "and", so that it does not matter which comes first."""
    before = next((at for at in range(span[0] - 1, -1, -1) if is_content(told.words[at].text)), None)
    if before is not None and told.stems[before] in BOTH:  # "links Ostby to Merrow"
        return True
    inner = [at for at in range(*span) if told.stems[at] not in first | second]
    joint = next((at for at in reversed(inner) if told.words[at].text in COORDINATES), None)
    if joint is None or (joint + 1 < span[1] and told.words[joint + 1].text == "not"):
        return False
    weighty = [at for at in inner if is_content(told.words[at].text)]
    left, right = ([told.stems[at] for at in weighty if (at < joint) is side] for side in (True, False))
    tail = [stem(word.text) for word in told.words[span[1] : span[1] + 2] if is_content(word.text)]
    if right and (before is None or told.stems[before] == right[-1]):
        return True
    if not right and not any(is_verb(told.words[at].text) for at in inner if at < joint):
        return True
    return bool(left and tail and left[0] == tail[0])
