"""What the checks of roles ask of words: borders of phrases, verbs, names, figures."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from evalkit.metric import Finding
from evalkit.records import FindingType
from evalkit.words import Word, stem

from .hedges import IRREGULAR, base_form
from .told import Beside, Gap, Told

__all__ = [
    "ALIKE",
    "BE",
    "BOTH",
    "COORDINATES",
    "DEEDS",
    "DETERMINERS",
    "HELPING",
    "NO_VERBS",
    "REGULAR",
    "SIGNS",
    "WIDE",
    "calendar_words",
    "ends_of",
    "has_name",
    "is_figure",
    "is_parted",
    "is_verb",
    "past_of",
    "role_finding",
    "shared_stems",
    "sizes_of",
    "without_helping",
]

# Where one does it, the other does it too; or the word tells nothing of who did what.
BOTH = frozenset(
    stem(word)
    for word in "meet met marry married wed talk agree clash clashed face play drew draw divorce compete share live lived work"
    " worked date dated split collide merge merged between alongside with together same both join joined each other equal similar"
    " differ difference different separate compare compared versus vs fight fought battle rival contrast twin sister brother sibling"
    " cousin friend neighbour neighbor colleague partner border near next adjacent close distance beside link connect relation"
    " relationship combine mix mixed mixture overlap hug kiss embrace debate argue quarrel feud exchange swap speak spoke"
    " cooperate pair tie tied dance equals like alike cross crossed".split()
)
# Past forms that IRREGULAR has not, under their base; "owns" and its like are known by their form in -ed.
DEEDS = {
    form: forms.split()[0]
    for forms in "beat beaten;bite bit bitten;lend lent;hit;teach taught;catch caught;feed fed;seek sought;hurt;overtake overtook"
    " overtaken;overthrow overthrew overthrown;forgive forgave forgiven;swear swore sworn;forbid forbade forbidden".split(
        ";"
    )
    for form in forms.split()
}
REGULAR = frozenset(
    "accused sued attacked defeated asked warned threatened blamed criticised praised fined replaced succeeded rejected owned trailed"
    " supported backed opposed helped arrested charged ordered invited offered visited hired fired rescued killed owed needed"
    " owned preferred exported imported trusted loved hated feared employed supplied trained".split()
)
NO_VERBS = frozenset("need seed feed weed hundred speed breed indeed red bed unified alleged".split())
BE = frozenset("is are was were be been being get gets got".split())
HELPING = BE | frozenset(
    "has have had having will would may might could can shall must did does do also later then".split()
)
DETERMINERS = frozenset("the a an his her its their our my this that these those all both some".split())
COORDINATES = frozenset("and or while whereas but as nor".split())
SIGNS = frozenset(',;:–—()“”"!?`')
ALIKE = 0.75  # of the weight of the claim's words, which such a sentence has where the finding is certain
WIDE = 6  # words of a name or noun phrase, and between "from" and "to"


def is_verb(word: str) -> bool:
    """Whether a word looks like a verb of a deed: in -ed, an irregular past, or the form in -s of one that is listed."""
    regular = len(word) > 3 and word.endswith("ed") and word not in NO_VERBS
    present = word.endswith("s") and (past_of(word) in REGULAR or word[:-1] in IRREGULAR or word[:-1] in DEEDS)
    return regular or word in IRREGULAR or word in DEEDS or present


def past_of(word: str) -> str:
    """What a regular verb's form in -s has for a past: "owns", "owned"; "fines", "fined"; "supplies", "supplied"."""
    bare = word[:-1]
    return bare[:-2] + "ied" if bare.endswith("ie") else bare + "d" if bare.endswith("e") else bare + "ed"


@lru_cache(maxsize=1)
def calendar_words() -> frozenset[str]:
    """Months and weekdays in lower case."""
    from babel.dates import get_day_names, get_month_names

    named = (*get_month_names("wide", locale="en").values(), *get_day_names("wide", locale="en").values())
    return frozenset(name.lower() for name in named)


def is_parted(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether a sign stands between a word and the next that parts clauses or phrases."""
    return place + 1 < len(found) and not SIGNS.isdisjoint(text[found[place].end : found[place + 1].start])


def has_name(told: Told, span: tuple[int, int]) -> bool:
    """Whether words of the claim, by their places, have a capital among them."""
    return any(told.claim.text[word.start].isupper() for word in told.words[slice(*span)])


def without_helping(texts: Sequence[str]) -> list[str]:
    """The base forms of words, auxiliaries left out."""
    return [base_form(text) for text in texts if text not in HELPING]


def is_figure(one: str) -> bool:
    """Whether a word has a digit."""
    return any(map(str.isdigit, one))


def sizes_of(gap: Gap) -> list[int]:
    """How many words a gap has of the claim and of the sentence."""
    return [gap.claim[1] - gap.claim[0], gap.source[1] - gap.source[0]]


def shared_stems(beside: Beside, here: Gap, there: Gap) -> set[str]:
    """Stems that say something and stand in one gap of the claim and another of the sentence."""
    own = {beside.own[place] for place in range(*here.claim) if beside.weighs[place]}
    return own & set(beside.stems[slice(*there.source)])


def ends_of(stems: Sequence[str], gap: tuple[int, int], wanted: AbstractSet[str]) -> tuple[int, int]:
    """The first and behind the last place of some stems within a gap."""
    places = [place for place in range(*gap) if stems[place] in wanted]
    return places[0], places[-1] + 1


def role_finding(
    told: Told, beside: Beside, kind: FindingType, span: tuple[int, int], source: tuple[int, int], *, certain: bool
) -> Finding:
    """A finding on words of the claim and of a sentence beside it, by their places."""
    here, there = told.words[span[0]].start, told.words[span[1] - 1].end
    first, last = beside.words[source[0]].start, beside.words[source[1] - 1].end
    return told.finding(kind, "certain" if certain else "likely", (here, there), (first, last))
