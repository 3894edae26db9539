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
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from evalkit.metric import Finding
from evalkit.people import PREPOSITIONS, Token
from evalkit.records import FindingType
from evalkit.words import FUNCTION_WORDS, Word, is_content, stem

from ..index import ArticleIndex
from .hedges import IRREGULAR, base_form
from .quotes import quotations
from .told import CLOSE, Beside, Gap, Told

__all__ = ["check_roles"]

# Where one does it, the other does it too; or the word tells nothing of who did what.
_BOTH = frozenset(
    stem(word)
    for word in "meet met marry married wed talk agree clash clashed face play drew draw divorce compete share live lived work"
    " worked date dated split collide merge merged between alongside with together same both join joined each other equal similar"
    " differ difference different separate compare compared versus vs fight fought battle rival contrast twin sister brother sibling"
    " cousin friend neighbour neighbor colleague partner border near next adjacent close distance beside link connect relation"
    " relationship combine mix mixed mixture overlap hug kiss embrace debate argue quarrel feud exchange swap speak spoke"
    " cooperate pair tie tied dance equals like alike cross crossed".split()
)
_SAID = frozenset("said say says tell told tells added wrote announced insisted".split())
# Past forms that IRREGULAR has not, under their base; "owns" and its like are known by their form in -ed.
_DEEDS = {
    form: forms.split()[0]
    for forms in "beat beaten;bite bit bitten;lend lent;hit;teach taught;catch caught;feed fed;seek sought;hurt;overtake overtook"
    " overtaken;overthrow overthrew overthrown;forgive forgave forgiven;swear swore sworn;forbid forbade forbidden".split(";")
    for form in forms.split()
}
_REGULAR = frozenset(
    "accused sued attacked defeated asked warned threatened blamed criticised praised fined replaced succeeded rejected owned trailed"
    " supported backed opposed helped arrested charged ordered invited offered visited hired fired rescued killed owed needed"
    " owned preferred exported imported trusted loved hated feared employed supplied trained".split()
)
_NO_VERBS = frozenset("need seed feed weed hundred speed breed indeed red bed unified alleged".split())
_BE = frozenset("is are was were be been being get gets got".split())
_HELPING = _BE | frozenset("has have had having will would may might could can shall must did does do also later then".split())
_DETERMINERS = frozenset("the a an his her its their our my this that these those all both some".split())
_AGAIN = frozenset("yesterday today tomorrow twice again last late earlier next".split())
_PARTICLES = frozenset("on over for at from to into out off up down after in".split())
_DIRECTED = frozenset({("to",), ("over",), ("than",), ("into",), ("rather", "than"), ("instead", "of"), ("but", "not"), ("and", "not")})
_TURNING = frozenset("by more less most least not no never without to from over than against into".split())
_COORDINATES = frozenset("and or while whereas but as nor".split())
_LINKS = PREPOSITIONS - frozenset({"and", "or", "as", "but", "like"})
_PAST_OFFICE = frozenset("former ex then new next future outgoing incoming predecessor successor acting interim once".split())
_SIGNS = frozenset(",;:–—()“”\"!?`")
_ALIKE = 0.75  # of the weight of the claim's words, which such a sentence has where the finding is certain
_LONGEST = 5  # words of a gap that holds one of the two
_WIDE = 6  # words of a name or noun phrase, and between "from" and "to"


def check_roles(told: Told) -> list[Finding]:
    """Finds two of a claim that have changed places, or between whom an active and a passive have."""
    for beside in told.beside:
        if beside.cover < CLOSE:
            continue
        ways = (_exchanged(told, beside), _of_verbs(told, beside), _directed(told, beside), _of_offices(told, beside))
        found = next((one for way in ways for one in way), None)
        if found is not None:
            return [found]
    return []


# Two words or phrases around the same words


def _exchanged(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where what stands in one gap of the claim stands in another gap of the sentence, and the reverse."""
    for one, other in combinations(beside.gaps, 2):
        first, second = _shared(beside, one, other), _shared(beside, other, one)
        if not first or not second or max(_sizes(one) + _sizes(other)) > _LONGEST:
            continue
        if any(stems.count(each) > 1 for stems in (told.stems, beside.stems) for each in first | second):
            continue
        span = _ends(told.stems, one.claim, first)[0], _ends(told.stems, other.claim, second)[1]
        source = _ends(beside.stems, one.source, second)[0], _ends(beside.stems, other.source, first)[1]
        kind: FindingType = "number" if all(map(_is_figure, first | second)) else "role-swap"
        here = _between(told.words, _ends(told.stems, one.claim, first)[1], _ends(told.stems, other.claim, second)[0])
        there = _between(
            beside.words, _ends(beside.stems, one.source, second)[1], _ends(beside.stems, other.source, first)[0]
        )
        if kind == "number":  # "Ann Dale, 34, and Ben Holt, 41"
            if not _has_name(told, (one.claim[1], other.claim[0])):
                continue
        elif not _relates(here, there) or _is_even(told, span, first, second):
            continue
        rest = [
            place
            for gap in (one, other)
            for place in range(*gap.claim)
            if beside.weighs[place] and told.stems[place] not in first | second
        ]
        certain = not rest and here == there and beside.cover >= _ALIKE
        if certain or (_has_name(told, span) and _without_helping(here) == _without_helping(there)):
            yield _finding(told, beside, kind, span, source, certain=certain)


def _relates(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the words between the two tell, on both sides alike, what one does or is to the other."""
    texts, others = set(here), set(there)
    if {stem(text) for text in texts | others} & _BOTH or texts & _TURNING != others & _TURNING:
        return False
    known, theirs = ([base_form(text) for text in side if is_content(text)] for side in (here, there))
    if known != theirs:
        return False
    if not known:  # "from the hut to the glacier"
        return tuple(here) in _DIRECTED
    return any(text in _LINKS or _is_verb(text) or Token(text, text, 0, 0).is_role for text in texts)


def _is_even(told: Told, span: tuple[int, int], first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Whether the two stand alike on either side of an "and", so that it does not matter which comes first."""
    before = next((at for at in range(span[0] - 1, -1, -1) if is_content(told.words[at].text)), None)
    if before is not None and told.stems[before] in _BOTH:  # "links Ostby to Merrow"
        return True
    inner = [at for at in range(*span) if told.stems[at] not in first | second]
    joint = next((at for at in reversed(inner) if told.words[at].text in _COORDINATES), None)
    if joint is None or (joint + 1 < span[1] and told.words[joint + 1].text == "not"):
        return False
    left, right = (
        [told.stems[at] for at in inner if is_content(told.words[at].text) and side(at)]
        for side in (lambda at: at < joint, lambda at: at > joint)
    )
    tail = [stem(word.text) for word in told.words[span[1] : span[1] + 2] if is_content(word.text)]
    if right and (before is None or told.stems[before] == right[-1] or told.words[before].text == ""):
        return True
    if not right and not any(_is_verb(told.words[at].text) for at in inner if at < joint):
        return True
    if left and tail and left[0] == tail[0]:
        return True
    return any(_is_verb(told.words[at].text) for at in range(*span) if told.stems[at] in first | second)


# What is done to whom


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with its doer and the one it is done to: places of either phrase, first and behind the last."""

    key: tuple[str, str]
    doer: tuple[int, int]
    other: tuple[int, int]
    stems: Sequence[str]

    @property
    def heads(self) -> tuple[str, str]:
        return self.stems[self.doer[1] - 1], self.stems[self.other[1] - 1]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.doer[0], self.other[0]), max(self.doer[1], self.other[1])

    def turns(self, other: _Deed) -> bool:
        """Whether doer and object of another have changed places in it."""
        return _same(self, self.doer, other, other.other) and _same(self, self.other, other, other.doer)

    def says(self, other: _Deed) -> bool:
        """Whether it tells the same as another."""
        return (
            self.key == other.key
            and _same(self, self.doer, other, other.doer)
            and _same(self, self.other, other, other.other)
        )


def _same(one: _Deed, here: tuple[int, int], other: _Deed, there: tuple[int, int]) -> bool:
    """Whether two phrases mean the same: the last word of one stands in the other."""
    own, theirs = one.stems[slice(*here)], other.stems[slice(*there)]
    return own[-1] in theirs or theirs[-1] in own


def _of_verbs(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where doer and object of a verb have changed places."""
    own = tuple(_deeds(told.claim.text, told.words, told.stems))
    if not own:
        return
    known = told.index.once(_known_deeds)
    for one in own:
        if any(one.says(other) for deeds in known for other in deeds):
            continue
        for other in known[beside.number]:
            if one.key != other.key or not one.turns(other) or _heads_alike(one) or _heads_alike(other):
                continue
            exact = one.heads == other.heads[::-1] and not _is_quoted(told, beside, other)
            yield _finding(
                told, beside, "role-swap", one.span, other.span, certain=exact and beside.cover >= _ALIKE
            )  # fmt: skip


def _heads_alike(one: _Deed) -> bool:
    return one.heads[0] == one.heads[1]


def _known_deeds(index: ArticleIndex) -> tuple[tuple[_Deed, ...], ...]:
    """What is done to whom in each sentence of an article."""
    return tuple(
        tuple(
            _deeds(
                index.article.content.text, index.words[first:last], [stem(one.text) for one in index.words[first:last]]
            )
        )
        for first, last in index.bounds
    )


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
        if not _is_verb(verb) or verb in _SAID or stems[place] in _BOTH or not text[found[place].start].islower():
            continue
        at = place - 1
        while at > 0 and (texts[at] in _HELPING or texts[at].endswith("ly")) and not _parts(text, found, at):
            at -= 1
        be = bool(_BE & set(texts[at + 1 : place]))
        before = _phrase_before(text, found, at)
        by = texts[place + 1] == "by"
        if before is None or (be and not by) or _parts(text, found, place):
            continue
        particle = texts[place + 1] if texts[place + 1] in _PARTICLES and not by else ""
        behind = _phrase_behind(text, found, place + 1 + bool(particle or by))
        if behind is not None:
            key = (_DEEDS.get(verb) or base_form(verb), particle)
            yield _Deed(key, behind, before, stems) if by else _Deed(key, before, behind, stems)


def _phrase_before(text: str, found: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The phrase that ends with a word, if nothing before it makes it belong to something else: "the lawyer of Renn"."""
    if found[at].text == "who" and at > 0:  # "Finn Oake, who trained Ida Lowe": he did
        at -= 1
    elif _parts(text, found, at):
        return None
    first = at + 1
    while first > 0 and _is_part(text, found, first - 1) and (first == at + 1 or not _parts(text, found, first - 1)):
        if first <= at and _closes_name(text, found, first - 1):
            break
        first -= 1
    if first > at:
        return None
    before = first - 1
    if before >= 0 and not _parts(text, found, before) and found[before].text in _DETERMINERS:
        before -= 1
    if before >= 0 and not _parts(text, found, before):
        word = found[before].text
        if word in PREPOSITIONS - {"that", "when", "while", "because", "if", "but"} or word in {"not", "no"}:
            return None
    return first, at + 1


def _phrase_behind(text: str, found: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The phrase that starts with a word, an article left out, if it is not the first of several."""
    if at < len(found) and found[at].text in _DETERMINERS and not _parts(text, found, at):
        at += 1
    last = at
    while last < len(found) and _is_part(text, found, last):
        if last > at and text[found[last - 1].start].isupper() and text[found[last].start].islower():
            break  # "bought Lindow last year"
        last += 1
        if last < len(found) and _parts(text, found, last - 1):
            break
    if last == at or last - at > _WIDE or (last < len(found) and found[last].text in {"and", "or"}):
        return None
    return at, last


def _is_part(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a word can belong to a name or a noun phrase."""
    word = found[place].text
    if not is_content(word) or word in _AGAIN or word in _calendar() or _is_figure(word) or word.endswith("ly"):
        return False
    return text[found[place].start].isupper() or not _is_verb(word)


def _closes_name(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a phrase cannot go on to the left over a word: "In Merrow Lindow", nobody knows."""
    return text[found[place].start].islower() and found[place].text in FUNCTION_WORDS


def _is_verb(word: str) -> bool:
    regular = len(word) > 3 and word.endswith("ed") and word not in _NO_VERBS
    present = word.endswith("s") and (_past_of(word) in _REGULAR or word[:-1] in IRREGULAR or word[:-1] in _DEEDS)
    return regular or word in IRREGULAR or word in _DEEDS or present


def _past_of(word: str) -> str:
    """What a regular verb's form in -s has for a past: "owns", "owned"; "fines", "fined"; "supplies", "supplied"."""
    bare = word[:-1]
    return bare[:-2] + "ied" if bare.endswith("ie") else bare + "d" if bare.endswith("e") else bare + "ed"


# From where to where


def _directed(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where "from" and "to" have changed places."""
    own = tuple(_ways(told.words, told.stems))
    if not own or not all(_BOTH.isdisjoint(stems) for stems in (told.stems, beside.stems)):
        return
    known = told.index.once(_known_ways)
    for span, start, end in own:
        if any((start, end) == way[1:] for ways in known for way in ways):
            continue
        for other in known[beside.number]:
            if start != end and (start, end) == (other[2], other[1]):
                yield _finding(told, beside, "role-swap", span, other[0], certain=beside.cover >= _ALIKE)


_Way = tuple[tuple[int, int], tuple[str, ...], tuple[str, ...]]


def _known_ways(index: ArticleIndex) -> tuple[tuple[_Way, ...], ...]:
    """The ways that each sentence of an article tells."""
    sentences = (index.words[first:last] for first, last in index.bounds)
    return tuple(tuple(_ways(found, [stem(word.text) for word in found])) for found in sentences)


def _ways(found: Sequence[Word], stems: Sequence[str]) -> Iterator[_Way]:
    """Yields each "from ... to ...", as its places and the words on either end."""
    texts = [word.text for word in found]
    for first, text in enumerate(texts):
        if text != "from" or "to" not in texts[first + 1 : first + _WIDE]:
            continue
        to = texts.index("to", first + 1)
        start = [at for at in range(first + 1, to) if texts[at] not in _DETERMINERS]
        if not start or not all(is_content(texts[at]) for at in start):
            continue
        end = to + 1 + (to + 1 < len(texts) and texts[to + 1] in _DETERMINERS)
        goal = range(end, min(len(texts), end + len(start)))
        if any(not is_content(texts[at]) or _is_figure(texts[at]) or texts[at] in _calendar() for at in (*start, *goal)):
            continue
        yield (first + 1, goal.stop), tuple(stems[at] for at in start), tuple(stems[at] for at in goal)


# Who holds which office


@dataclass(frozen=True, slots=True)
class _Office:
    """An office with the name of who holds it: its noun, the words around that, the last name; places of both."""

    noun: str
    words: frozenset[str]
    bearer: str
    span: tuple[int, int]
    of: bool


def _of_offices(told: Told, beside: Beside) -> Iterator[Finding]:
    """Yields where a name bears the office that the article gives to another name, and another office itself."""
    own = tuple(_offices(told.claim.text, told.words, told.stems))
    if not own or any(word.text in _PAST_OFFICE for word in (*told.words, *beside.words)):
        return
    known = told.index.once(_known_offices)
    if {one.noun for one in own} & known[1]:
        return
    for one in own:
        held = [office for sentence in known[0] for office in sentence if office.bearer == one.bearer]
        here = next((office for office in known[0][beside.number] if office.bearer == one.bearer), None)
        if here is None or any(_agree(one, office) for office in held):
            continue
        rivals = [office for office in known[0][beside.number] if office.bearer != one.bearer and _agree(office, one)]
        if len(rivals) != 1:
            continue
        rival = rivals[0]
        if one.noun == here.noun:
            only = one.words - here.words
            if not (only & rival.words) or (here.words - one.words) & rival.words:
                continue
        both = any(each.bearer == rival.bearer and _agree(each, here) for each in own)
        certain = both or (one.noun == here.noun and one.of)
        yield _finding(told, beside, "role-swap", one.span, here.span, certain=certain)


def _agree(one: _Office, other: _Office) -> bool:
    """Whether two may be the same office: "chief executive" and "chief executive of Corvane" may."""
    return one.noun == other.noun and (one.words <= other.words or other.words <= one.words)


def _known_offices(index: ArticleIndex) -> tuple[tuple[tuple[_Office, ...], ...], frozenset[str]]:
    """The offices of each sentence, and the nouns of those of which the article says that somebody held them before or will."""
    text = index.article.content.text
    sentences = [index.words[first:last] for first, last in index.bounds]
    found = tuple(tuple(_offices(text, one, [stem(word.text) for word in one])) for one in sentences)
    past = {office.noun for office, one in zip(found, sentences, strict=True) for office in office
            if any(word.text in _PAST_OFFICE for word in one)}  # fmt: skip
    return found, frozenset(past)


def _offices(text: str, found: Sequence[Word], stems: Sequence[str]) -> Iterator[_Office]:
    """Yields "mayor Pia Lund", "the lawyer for the union, Tom Ash" and "Lena Aske, the chief executive of Corvane"."""
    for place, word in enumerate(found):
        if not Token(word.text, word.text, 0, 0).is_role or text[word.end : word.end + 2] in {"'s", "’s"}:
            continue
        first, last, of = place, place + 1, False
        while first > 0 and not _parts(text, found, first - 1) and is_content(found[first - 1].text):
            first -= 1
        if last + 1 < len(found) and found[last].text in {"of", "for", "at"} and not _parts(text, found, place):
            last, of = last + 1, True
            last += found[last].text in _DETERMINERS
            start = last
            while last < len(found) and is_content(found[last].text) and (last == start or not _parts(text, found, last - 1)):
                last += 1
        stated = first > 0 and found[first - 1].text in {"the", "a", "an"}
        opening = first - stated
        before = _name(text, found, opening - 1, -1) if opening > 0 and text[found[opening - 1].end : found[opening].start] == ", " else None
        closed = last == len(found) or _parts(text, found, last - 1)
        behind = _name(text, found, last, 1) if last < len(found) and (not closed or (stated and text[found[last - 1].end : found[last].start] == ", ")) else None
        if (before is None) == (behind is None) or (before and not closed) or (behind and of and not closed):
            continue
        name = before or behind
        assert name is not None
        words = frozenset(
            stems[at] for at in range(first, last) if at != place and is_content(found[at].text)
        )
        yield _Office(stems[place], words, stems[name[1] - 1], (min(first, name[0]), max(last, name[1])), of)


def _name(text: str, found: Sequence[Word], at: int, step: int) -> tuple[int, int] | None:
    """The words with a capital that start with one, or end with it."""
    end = at
    while 0 <= end < len(found) and text[found[end].start].isupper() and is_content(found[end].text):
        if Token("", found[end].text, 0, 0).is_role or found[end].text in _calendar():
            break
        end += step
        if not 0 <= end < len(found) or _parts(text, found, min(end, end - step)):
            break
    return None if end == at else (at, end) if step > 0 else (end + 1, at + 1)


# What all of them ask


@lru_cache(maxsize=1)
def _calendar() -> frozenset[str]:
    """Months and weekdays in lower case."""
    from babel.dates import get_day_names, get_month_names

    named = (*get_month_names("wide", locale="en").values(), *get_day_names("wide", locale="en").values())
    return frozenset(name.lower() for name in named)


def _parts(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a sign stands between a word and the next that parts clauses or phrases."""
    return place + 1 < len(found) and not _SIGNS.isdisjoint(text[found[place].end : found[place + 1].start])


def _has_name(told: Told, span: tuple[int, int]) -> bool:
    return any(told.claim.text[word.start].isupper() for word in told.words[slice(*span)])


def _between(found: Sequence[Word], first: int, last: int) -> list[str]:
    """The words between two, articles left out."""
    return [word.text for word in found[first:last] if word.text not in _DETERMINERS]


def _without_helping(texts: Sequence[str]) -> list[str]:
    return [base_form(text) for text in texts if text not in _HELPING]


def _is_figure(one: str) -> bool:
    return any(map(str.isdigit, one))


def _sizes(gap: Gap) -> list[int]:
    return [gap.claim[1] - gap.claim[0], gap.source[1] - gap.source[0]]


def _shared(beside: Beside, here: Gap, there: Gap) -> set[str]:
    """Stems that say something and stand in one gap of the claim and another of the sentence."""
    own = {beside.own[place] for place in range(*here.claim) if beside.weighs[place]}
    return own & set(beside.stems[slice(*there.source)])


def _ends(stems: Sequence[str], gap: tuple[int, int], wanted: AbstractSet[str]) -> tuple[int, int]:
    """The first and behind the last place of some stems within a gap."""
    places = [place for place in range(*gap) if stems[place] in wanted]
    return places[0], places[-1] + 1


def _finding(
    told: Told, beside: Beside, kind: FindingType, span: tuple[int, int], source: tuple[int, int], *, certain: bool
) -> Finding:
    here, there = told.words[span[0]].start, told.words[span[1] - 1].end
    first, last = beside.words[source[0]].start, beside.words[source[1] - 1].end
    return told.finding(kind, "certain" if certain else "likely", (here, there), (first, last))
