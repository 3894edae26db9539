"""The people of an article, as far as its own words make sure that they are people. English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["SPEECH", "TITLES", "Mention", "Person", "mentions_in", "persons_of"]

TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady judge justice mayor minister president chancellor senator captain general colonel
    inspector sergeant emeritus cllr insp capt gen col sgt rev sen gov""".split()
)
SPEECH = (
    r"(?:said|says|told|wrote|writes|added|adds|warned|warns|argued|argues|insisted|explained|admitted|acknowledged|complained|noted"
    r"|recalled|replied|asked|called|calls)"
)
_PARTICLES = frozenset("de da di du del van von der den la le al bin ibn ter ten".split())
# Capitalised words that are no part of a person's name.
_NO_NAME = frozenset(
    """the a an in on at by for from with of to and but or nor so yet if as it its he she they we i you his her their our this that these
    those there here when while after before since until because although though who what which where why how no not both all some most
    many each every one two three four five six seven eight nine ten eleven twelve monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december council court party union group bank club
    university school college institute museum hospital ministry office service agency board company association society federation
    committee commission alliance league cup street road square bridge park river lake sea bay island north south east west northern
    southern eastern western central national international royal great new old upper lower port saint st sainte mount cape grid rail
    airport station church palace castle hall house theatre press pictures images agency media news daily times post herald supreme appeal
    state states united kingdom republic city town county district province government parliament assembly senate police army navy order
    atlas trust fund foundation centre center ltd inc plc corp green blue red black white prime deputy vice chief former finance health
    housing foreign home transport education work once only even also however meanwhile opponents critics police residents""".split()
)
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?|\S")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an article names in full: given names and family name, as they stand there."""

    given: str
    family: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self.full.lower()))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a person, in full or by the family name alone."""

    start: int
    end: int
    person: Person
    is_full: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words in a row, titles before them told apart."""

    words: tuple[str, ...]
    titled: bool
    opens: bool
    start: int
    end: int


def persons_of(sentences: Sequence[str]) -> tuple[Person, ...]:
    """The people whom a text names in full, in the order of their names; those who share a family name are left out.

    A name of two words or more is a person's where, anywhere in the text, a title or a word for speech stands beside it, an age or
    a "who" behind it, or where its last word alone stands beside one.
    """
    full: dict[tuple[str, ...], None] = {}
    sure: set[str] = set()
    for sentence in sentences:
        for run in _runs(sentence):
            words = (
                run.words[1:] if run.opens and len(run.words) > 2 and run.words[0].lower() in _NO_NAME else run.words
            )
            if 2 <= len(words) <= 4:
                full.setdefault(words)
            if run.titled or _is_cued(sentence, run):
                sure.add(words[-1])
    by_family: dict[str, set[tuple[str, ...]]] = {}
    for words in full:
        by_family.setdefault(words[-1], set()).add(words)
    found = [
        Person(" ".join(words[:-1]), words[-1])
        for words in full
        if words[-1] in sure and len(by_family[words[-1]]) == 1 and len(words[-1]) > 2
    ]
    given = [one.given for one in found]
    return tuple(sorted((one for one in found if given.count(one.given) == 1), key=lambda one: one.full))


def _is_cued(sentence: str, run: _Run) -> bool:
    behind = sentence[run.end : run.end + 40]
    before = sentence[max(0, run.start - 40) : run.start]
    if re.search(r"\band\s$", before):
        return False  # "Hale and Sons said"
    return (
        re.match(rf",?\s{SPEECH}\b|,\s\d\d,|,\swho\b|\s\(\d\d\)", behind) is not None
        or re.search(rf"\b(?:{SPEECH}|according to)\s$|\b(?:daughter|son|wife|husband|brother|sister)\s$", before)
        is not None
    )


def _runs(sentence: str) -> Iterator[_Run]:
    tokens = list(_TOKEN.finditer(sentence))
    at = 0
    while at < len(tokens):
        first = at
        titled = False
        words: list[re.Match[str]] = []
        while at < len(tokens):
            word = tokens[at][0]
            bare = word.rstrip(".").lower()
            if words and tokens[at].start() != words[-1].end() + 1:
                break
            if word[0].isupper() and bare in TITLES and (not words or first == 0):
                titled, words = True, []  # "Transport Minister Hale"
            elif word[0].isupper() and (bare not in _NO_NAME or (not words and first == 0)):
                words.append(tokens[at])
            elif not (words and bare in _PARTICLES and at + 1 < len(tokens) and tokens[at + 1][0][0].isupper()):
                break
            else:
                words.append(tokens[at])
            at += 1
            if word.endswith(".") and len(bare) > 1 and bare not in TITLES:
                break
        if words and not any(one[0].rstrip(".").lower() in _NO_NAME for one in words[-1:]):
            names = tuple(_bare(one[0]) for one in words)
            if words[0][0].lower() in _NO_NAME:
                names, words = names[1:], words[1:]
            if names:
                end = words[-1].start() + len(names[-1])
                yield _Run(names, titled, first == 0, words[0].start(), end)
        at = max(at, first + 1)


def _bare(word: str) -> str:
    """A word without a possessive, and without the full stop that no initial has."""
    bare = re.sub(r"['’]s$|['’]$", "", word)
    return bare if len(bare) == 2 else bare.rstrip(".")


def mentions_in(text: str, people: Sequence[Person]) -> list[Mention]:
    """Where a text names these people, in order."""
    found: list[Mention] = []
    for person in people:
        for match in re.finditer(
            rf"(?<![\w-])(?:(?P<full>{re.escape(person.full)})|{re.escape(person.family)})(?![\w-])", text
        ):
            before = re.search(r"(\S+)\s$", text[: match.start()])
            other = (
                not match["full"]
                and before is not None
                and before[1][0].isupper()
                and before[1].rstrip(".").lower() not in TITLES
                and before.start() > 0
            )
            behind = re.match(r"\s([^\W\d_][\w'’-]*)", text[match.end() :])
            if other or (behind is not None and behind[1][0].isupper()):
                continue  # "Anna Hale" is no mention of "Peter Hale", "Hale Street" none of either
            found.append(Mention(match.start(), match.end(), person, is_full=bool(match["full"])))
    return sorted(found, key=lambda one: one.start)
