"""Roles: who did what to whom, exchanged.

A claim and the sentence beside it have the same two, each in the other's place, and the same words between them: "Renn accused
Aske" where Aske accused Renn, "mayor Ivor Renn and leader Lena Aske" where the mayor is Aske. A passive turns the order round: "Renn
was accused by Aske" says what "Aske accused Renn" says, and "Aske was accused by Renn" does not.

Silent where the two do the same ("met", "and"), where one of them stands twice, and where any word between them differs: then it
may be another relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from evalkit.metric import Finding
from evalkit.people import FINITE, PREPOSITIONS, Token
from evalkit.records import FindingType
from evalkit.words import Word, is_content, stem

from .hedges import IRREGULAR
from .told import CLOSE, Beside, Gap, Told

__all__ = ["check_roles"]

_BOTH = frozenset(
    stem(word)
    for word in "meet met marry married wed talk talks talked agree agreed clash clashed face faced play played drew draw divorce"
    " divorced compete share shared live lived work worked date dated split collide collided merge merged between alongside with"
    " together same both join joined each other equal equals similar differ".split()
)
_BE = frozenset("is are was were be been being get gets got".split())
_SAID = frozenset(
    stem(word) for word in "said says say told tells added wrote warned insisted announced asked".split()
) - {stem("asked")}
# Verbs that name both sides alike; of the regular ones their forms in -s.
_REGULAR = frozenset(
    "accused sued attacked beaten defeated asked warned threatened blamed criticised praised fined joined replaced succeeded rejected"
    " supported backed opposed helped attacked arrested charged ordered invited offered visited hired fired rescued killed owed".split()
)
_BORDERS = frozenset(
    "that which whom whose because if when while after before although though but as than where until".split()
)
_DEEDS = frozenset("beat beaten bit bitten lent hit taught caught fed sought bound hurt cut".split())
_NO_VERBS = frozenset("need seed feed weed hundred speed breed indeed".split())
_SHORT = 3
_TURNING = frozenset(
    "by more less most least not no never without to from over than against into".split()
)  # what turns a relation
_DIRECTED = frozenset({"to", "over", "than", "against", "into"})
_DATES = frozenset(
    stem(word)
    for word in "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december".split()
)
_SIDE = 7  # words on either side of a verb that are looked at
_TIGHT = 9  # words from one of the two to the other where the finding is certain
_JOINING = frozenset({"and", "or", "as", "but", "like"})
_ALIKE = 0.75  # of the weight of the claim's words, which such a sentence has where the finding is certain
_LONGEST = 5  # words of a gap that holds one of the two


def check_roles(told: Told) -> list[Finding]:
    """Finds two of a claim that have changed places, or between whom an active and a passive have."""
    for beside in told.beside:
        if beside.cover < CLOSE:
            continue
        ways = (_exchanged(told, beside), _directed(told, beside), _about_verbs(told, beside))
        found = next((one for way in ways for one in way), None)
        if found is not None:
            return [found]
    return []


def _exchanged(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where what stands in one gap of the claim stands in another gap of the sentence, and the reverse."""
    for one, other in combinations(beside.gaps, 2):
        first, second = _shared(beside, one, other), _shared(beside, other, one)
        if not first or not second or max(_sizes(one) + _sizes(other)) > _LONGEST:
            continue
        if any(stems.count(each) > 1 for stems in (told.stems, beside.stems) for each in first | second):
            continue
        here, there = (one.claim[1], other.claim[0]), (one.source[1], other.source[0])
        kind: FindingType = "number" if all(map(_is_figure, first | second)) else "role-swap"
        if kind == "number":  # "Ann Dale, 34, and Ben Holt, 41"
            if not any(told.claim.text[word.start].isupper() for word in told.words[slice(*here)]):
                continue
        elif not _relates(told, beside, here, there):
            continue
        rest = [
            place
            for gap in (one, other)
            for place in range(*gap.claim)
            if beside.weighs[place] and told.stems[place] not in first | second
        ]
        certain = not rest and beside.cover >= _ALIKE
        span = _ends(told.stems, one.claim, first)[0], _ends(told.stems, other.claim, second)[1]
        source = _ends(beside.stems, one.source, second)[0], _ends(beside.stems, other.source, first)[1]
        if certain or _has_name(told, span):
            yield _finding(told, beside, kind, span, source, certain=certain)


def _has_name(told: Told, span: tuple[int, int]) -> bool:
    return any(told.claim.text[word.start].isupper() for word in told.words[slice(*span)])


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with what stands around it in its clause: stems that say something, before it and behind it."""

    left: frozenset[str]
    right: frozenset[str]
    voice: str


def _about_verbs(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where what stands before a verb in the claim stands behind it in the sentence, and the reverse; or where both stand
    in the same places and one of the verbs alone is a passive with "by".
    """
    content = told.index.article.content.text
    for place, (word, one) in enumerate(zip(told.words, told.stems, strict=True)):
        if one in _BOTH | _SAID or told.stems.count(one) != 1 or beside.stems.count(one) != 1:
            continue
        there = beside.stems.index(one)
        if not _is_verb(word.text) or not _is_verb(beside.words[there].text):
            continue
        here, theirs = (
            _deed(told.claim.text, told.words, told.stems, place),
            _deed(content, beside.words, beside.stems, there),
        )
        crossed = here.voice == theirs.voice
        if not crossed and {here.voice, theirs.voice} != {"active", "passive"}:
            continue
        first: AbstractSet[str] = here.left & (theirs.right if crossed else theirs.left)
        second: AbstractSet[str] = here.right & (theirs.left if crossed else theirs.right)
        first, second = (
            {
                each
                for each in stems
                if each not in _DATES
                and not _is_figure(each)
                and told.stems.count(each) == 1
                and beside.stems.count(each) == 1
            }
            for stems in (first, second)
        )
        if not first or not second or {*here.left, *here.right} & _BOTH:
            continue
        span = _around(told.stems, place, first | second)
        source = _around(beside.stems, there, first | second)
        certain = beside.cover >= _ALIKE and span[1] - span[0] <= _TIGHT and source[1] - source[0] <= _TIGHT
        yield _finding(told, beside, "role-swap", span, source, certain=certain)


def _directed(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where "from" and "to" have changed places."""
    for one in _ways([word.text for word in told.words], told.stems):
        for other in _ways([word.text for word in beside.words], beside.stems):
            if one[1] and one[2] and (one[1], one[2]) == (other[2], other[1]):
                yield _finding(told, beside, "role-swap", one[0], other[0], certain=beside.cover >= _ALIKE)


def _ways(texts: Sequence[str], stems: Sequence[str]) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yields each "from ... to ...", as its places and the last word that says something on either way."""
    for first, text in enumerate(texts):
        if text != "from" or "to" not in texts[first + 1 : first + _SIDE]:
            continue
        to = texts.index("to", first + 1)
        start = [
            stem_ for stem_, word in zip(stems[first + 1 : to], texts[first + 1 : to], strict=True) if is_content(word)
        ]
        end = next((place for place in range(to + 1, min(len(texts), to + 4)) if is_content(texts[place])), None)
        if len(start) == 1 and end is not None and not any(map(str.isdigit, start[0] + stems[end])):
            yield (first + 1, end + 1), start[0], stems[end]


def _is_verb(word: str) -> bool:
    regular = len(word) > _SHORT and word.endswith("ed") and word not in _NO_VERBS
    return regular or word in IRREGULAR or word in _DEEDS or (word.endswith("s") and word[:-1] + "ed" in _REGULAR)


def _deed(text: str, found: Sequence[Word], stems: Sequence[str], place: int) -> _Deed:
    """What stands around a verb up to the borders of its clause."""
    first = place
    while first > 0 and place - first < _SIDE:
        relative = found[first].text == "who"  # "Finn Oake, who trained Ida Lowe": he did
        if (_parts(text, found, first - 1) and not relative) or found[first - 1].text in _BORDERS:
            break
        first -= 1
    last = place
    while (
        last + 1 < len(found)
        and last - place < _SIDE
        and not _parts(text, found, last)
        and found[last + 1].text not in _BORDERS
    ):
        last += 1
    before, behind = [word.text for word in found[first:place]], [word.text for word in found[place + 1 : last + 1]]
    by = behind[:1] == ["by"]
    voice = "passive" if by and set(before[-2:]) & _BE else "active" if not by and not set(before) & _BE else ""
    return _Deed(
        frozenset(one for one, word in zip(stems[first:place], before, strict=True) if is_content(word)),
        frozenset(one for one, word in zip(stems[place + 1 : last + 1], behind, strict=True) if is_content(word)),
        voice,
    )


def _parts(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a sign stands between a word and the next that parts clauses or phrases."""
    return any(sign in ',;:–—"“”()' for sign in text[found[place].end : found[place + 1].start])


def _around(stems: Sequence[str], place: int, wanted: AbstractSet[str]) -> tuple[int, int]:
    """The places from the first to behind the last of some stems around a verb; those nearest to it on either side."""
    left = next((at for at in range(place - 1, -1, -1) if stems[at] in wanted), place)
    right = next((at for at in range(place + 1, len(stems)) if stems[at] in wanted), place)
    while left > 0 and stems[left - 1] in wanted:
        left -= 1
    while right + 1 < len(stems) and stems[right + 1] in wanted:
        right += 1
    return left, right + 1


def _is_figure(one: str) -> bool:
    return any(map(str.isdigit, one))


def _sizes(gap: Gap) -> list[int]:
    return [gap.claim[1] - gap.claim[0], gap.source[1] - gap.source[0]]


def _shared(beside: Beside, here: Gap, there: Gap) -> set[str]:
    """Stems that say something and stand in one gap of the claim and another of the sentence."""
    own = {beside.own[place] for place in range(*here.claim) if beside.weighs[place]}
    return own & set(beside.stems[slice(*there.source)])


def _relates(told: Told, beside: Beside, here: tuple[int, int], there: tuple[int, int]) -> bool:
    """Whether the words between the two are the same on both sides, and tell what one does or is to the other."""
    claim, source = told.words[slice(*here)], beside.words[slice(*there)]
    texts, others = {word.text for word in claim}, {word.text for word in source}
    if {stem(text) for text in texts | others} & _BOTH or texts & _TURNING != others & _TURNING:
        return False
    known = {stem(text) for text in texts if is_content(text)}
    if known != {stem(text) for text in others if is_content(text)}:
        return False
    links = FINITE | (PREPOSITIONS - _JOINING)
    if not known:  # "from the hut to the glacier"
        return bool(texts & _DIRECTED)
    return any(text in links or _is_verb(text) or Token(text, text, 0, 0).is_role for text in texts)


def _ends(stems: Sequence[str], gap: tuple[int, int], wanted: set[str]) -> tuple[int, int]:
    """The first and behind the last place of some stems within a gap."""
    places = [place for place in range(*gap) if stems[place] in wanted]
    return places[0], places[-1] + 1


def _finding(
    told: Told, beside: Beside, kind: FindingType, span: tuple[int, int], source: tuple[int, int], *, certain: bool
) -> Finding:
    here, there = told.words[span[0]].start, told.words[span[1] - 1].end
    first, last = beside.words[source[0]].start, beside.words[source[1] - 1].end
    return told.finding(kind, "certain" if certain else "likely", (here, there), (first, last))
