"""Comparisons: where the article says more, the claim must not say less.

Claim and article are laid beside each other; where they part in one word, and the two words are opposites, the claim has the
comparison the wrong way round. The opposites are those by which news compares: amounts, order, movement, outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.metric import Finding
from evalkit.words import stem

from .told import Beside, Told, facing

__all__ = ["check_comparisons"]

# Each line has two sides; any word of one is the opposite of any word of the other.
_OPPOSITES = """
more greater larger bigger higher | less fewer smaller lower
most largest biggest highest greatest | least fewest smallest lowest
longer | shorter
longest | shortest
older elder | younger
oldest eldest | youngest newest
faster quicker | slower
fastest quickest | slowest
better stronger | worse weaker
best strongest | worst weakest
earlier sooner before | later after
earliest first | latest last
above over exceeding | below under
rise rises rose risen rising increase increases increased increasing grow grows grew grown growing climb climbed jumped soared gained up | fall falls fell fallen falling decrease decreases decreased decreasing shrink shrinks shrank shrunk shrinking drop dropped plunged lost down decline declined
win wins won winning beat beats | lose loses lost losing
accept accepts accepted approve approves approved | reject rejects rejected refuse refused
support supports supported back backs backed | oppose opposes opposed
cheaper | dearer costlier pricier
hotter warmer | colder cooler
hottest warmest | coldest coolest
majority | minority
maximum | minimum
north northern | south southern
east eastern | west western
open opens opened opening | close closes closed closing
buy buys bought buying | sell sells sold selling
ahead | behind
always | never rarely
increased | reduced cut
raise raised raises | cut cuts lowered reduced
alive survived | dead died
guilty convicted | innocent acquitted cleared
legal | illegal
safe | dangerous unsafe
strengthen strengthened | weaken weakened
inside | outside
"""
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _number, _line in enumerate(_OPPOSITES.strip().splitlines()):
    for _side, _words in enumerate(_line.split("|")):
        for _word in _words.split():
            _SIDES.setdefault(_word, []).append((_number, _side))
_STEMS = frozenset(map(stem, _SIDES))
_ALIKE = 0.75  # of that weight, for a certain one
_FEW = 2  # words of the claim that say something and that such a sentence may lack, the opposite among them
_LEAST = 0.5  # of the weight of its words, for a sentence that the claim may have turned round


def check_comparisons(told: Told) -> list[Finding]:
    """Finds words of a claim whose opposite stands in the same place in the article."""
    found: dict[int, Finding] = {}
    for beside in told.beside:
        if beside.cover < _LEAST or beside.crossed - _STEMS:
            continue
        opposed = [
            (one, sign, other)
            for one in facing(told, beside, _signs)
            for sign in one.claim
            for other in one.source
            if _are_opposite(sign[2], other[2])
        ]
        if len(opposed) % 2 == 0:  # "the younger lost" is "the older won"
            continue
        for one, (first, last, word), (here, there, _) in opposed:
            if first in found or _agrees_elsewhere(told, word, beside.number):
                continue
            span, source = told.span(first, last), told.source_span(beside.words[here:there])
            says, has = told.text(first, last), told.source_text(beside.words[here:there])
            found[first] = Finding(
                "comparison", "certain" if one.is_tight and _is_alike(beside) else "likely", f"says {says}, the article says {has}",
                span.start, span.end, source.start, source.end,
            )  # fmt: skip
    return list(found.values())


def _is_alike(beside: Beside) -> bool:
    """Whether claim and sentence tell the same in nearly all their words: then one opposite cannot be of another thing."""
    lost = sum(beside.weighs[place] for gap in beside.gaps for place in range(*gap.claim))
    return beside.cover >= _ALIKE or lost <= _FEW


def _signs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for place, word in enumerate(words):
        if word in _SIDES:
            yield place, place + 1, word


def _are_opposite(word: str, other: str) -> bool:
    here, there = _SIDES[word], _SIDES[other]
    return any((number, 1 - side) in there for number, side in here) and not set(here) & set(there)


def _agrees_elsewhere(told: Told, word: str, number: int) -> bool:
    """Whether the other sentence beside the claim has its very word: then it may be that one the claim tells."""
    return any(stem(word) in one.stems for one in told.beside if one.number != number)
