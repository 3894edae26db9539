"""People: who is named in an article, of which gender, and in which office, read off the article's own words.

Titles, ages, appositions and the pronouns it uses itself tell; there is no list of first names. English.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from .words import FUNCTION_WORDS

__all__ = ["Cast", "Gender", "Key", "Mention", "Person", "Token", "gender_of", "is_head", "is_subject", "tokenized"]

Gender = Literal["m", "f"]
Key = tuple[str, ...]  # a name, word by word, in lower case

PRONOUNS: dict[str, Gender] = {
    "he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_GENDERED_TITLES: dict[str, Gender] = {
    **dict.fromkeys("mr sir lord king prince duke father brother baron monsieur señor".split(), "m"),
    **dict.fromkeys("mrs ms miss dame lady queen princess duchess sister baroness madame mme señora".split(), "f"),
}
# "Mr Hale" is nobody's office: these say nothing of whom else a sentence may mean.
_FORMAL = frozenset(
    """mr sir lord baron monsieur señor mrs ms miss dame baroness madame mme señora
    dr prof sen gov capt col gen sgt insp rev cllr rep lt det supt""".split()
)
_OFFICES = frozenset(
    """ambassador archbishop bishop captain cardinal chairman chancellor colonel commander commissioner congressman
    congresswoman constable councillor deputy detective director doctor general governor inspector judge justice lieutenant
    major manager mayor minister officer pastor pope premier president professor prosecutor representative secretary senator
    sergeant sheriff superintendent coach""".split()
)
TITLES = frozenset(_GENDERED_TITLES) | _FORMAL | _OFFICES
# Capitalised words that stand before an office or are a part of it: "Former Deputy Prime Minister Hale".
_BEFORE_TITLE = frozenset("prime deputy vice chief former foreign home finance transport acting assistant".split())
_GENDERED: dict[str, Gender] = {
    **_GENDERED_TITLES,
    **dict.fromkeys(
        """boy boyfriend businessman chairman congressman dad englishman gentleman godfather grandfather grandson groom husband
        man monk nephew policeman salesman son stepfather uncle widower""".split(),
        "m",
    ),
    **dict.fromkeys(
        """actress aunt bride chairwoman congresswoman daughter girl girlfriend granddaughter grandmother heiress mom mother mum
        niece nun spokeswoman stepmother widow wife woman""".split(),
        "f",
    ),
}
# What one person can be. "Minister" may be of either gender; "spokesman" too, in the mouth of a careless article.
_ROLES = (
    (frozenset(_GENDERED) - _FORMAL)
    | _OFFICES
    | frozenset(
        """academic accountant activist actor adult adviser advisor agent aide analyst anyone applicant architect artist assistant
        astronaut athlete attacker attorney author baby baker batsman billionaire boss bowler brewer broadcaster builder
        candidate celebrity ceo chair chairperson champion chef chief child choreographer citizen cleric clerk client co-founder
        co-pilot colleague comedian comic composer conductor consultant contestant convict cook cousin critic curator customer
        cyclist dancer dealer defendant defender dentist designer developer driver drummer editor employee engineer entrepreneur
        everyone executive expert fan farmer fiance fiancee filmmaker footballer forward founder friend frontman goalkeeper
        graduate guard guest guitarist hairdresser head hero heroine historian host hostage hunter immigrant individual inmate
        instructor jockey journalist keeper killer landlord lawmaker lawyer leader legend lifeguard magistrate marine medallist
        merchant midfielder migrant millionaire model mp musician native neighbor neighbour nobody nominee nurse opponent owner
        painter paramedic parent participant partner passenger patient pedestrian pensioner person photographer pilot player
        poet politician preacher predecessor presenter priest prisoner producer publisher pupil quarterback rapper
        rebel referee refugee relative reporter researcher resident rider rival rookie runner scientist secretary-general
        shareholder singer soldier solicitor somebody someone speaker spokesman spokesperson spouse spy star stranger striker
        student successor supporter surgeon suspect teacher team-mate teammate teen teenager tenant therapist
        thief tourist trainer twin tycoon veteran vicar victim visitor volunteer walker warden winger winner witness worker
        tutor writer youngster youth""".split()
    )
)
AGED = re.compile(r"\d{1,3}-year-old")
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
    november december""".split()
)
# A name with one of these is the name of a thing, a place or a body.
_THINGS = _CALENDAR | frozenset(
    """academy act african agency airlines airport albion amazon american apple arena army asian assembly association athletic
    australian authority avenue award awards bank battle bay beach bears bible bill board bridge brigade british bros bulls
    canadian capital castle cemetery center central centre championship championships channel check chinese christmas church
    city club coast college command commission committee commons company congress conservatives corp corps council county court
    crown cup daily day democrats department district division east easter eastern el electric empire energy english european
    facebook federation festival field final force forest fort foundation french fund gallery games gate german global god
    google government grand great group guard guardian hall herald hill hills holdings hospital hotel house inc indian
    instagram institute insurance international internet irish island islands italian japanese journal kingdom labour lake lane
    las league library limited line lions los lower ltd magazine mail market masters media ministry mirror mission month motors
    mount mountain mountains museum national navy netflix network new news north northern office oil old olympic olympics online
    open palace park parliament partners party patriots pictures police port post power press prix prize program programme
    project public radio railway rangers records regiment reporter republic republicans research river road rovers royal royals
    russian saint saints san santa school scottish sea season senate series service services shop show society solutions south
    southern spanish square st stadium state states station store street studios sun systems technologies technology telegraph
    television theater theatre tigers times tour tournament tower town trophy trust twitter union united university upper
    valley ventures villa village wanderers war water week welsh west western wolves wood world year youtube""".split()
)
STOP = (
    FUNCTION_WORDS
    | _CALENDAR
    | frozenset(
        """i'm i've i'd i'll it's he's she's they're we're that's there's yes ok okay oh well yesterday today tomorrow tonight
        however meanwhile according asked earlier later last next two three four five six seven eight nine ten dozens""".split()
    )
)
_PARTICLES = frozenset("de la le van von der den da di du del dos al bin ibn ter ten".split())
_PLACING = frozenset("in at near across outside inside around throughout via".split())
_SPEECH = frozenset(
    """said says told tells added adds wrote writes tweeted claimed claims admitted admits insisted insists explained explains
    argued argues replied replies denied denies joked jokes posted""".split()
)
FINITE = _SPEECH | frozenset(
    """aims are asks became becomes began begins believes bought breaks brings broke brought built calls came can can't cannot
    chose comes continues could couldn't cut cuts describes did didn't do does doesn't don't drew drove expects faces falls
    feels fell felt finds fought found gave gets gives goes got grew had hadn't has hasn't have heard held hit hits holds hopes
    is isn't keeps kept knew knows leads leaves led left lives lost made makes may meets met might must needs offers paid plans
    plays put puts quit ran read remains reports reveals rose runs saw scores sees sends sent serves set sets shall shot should
    shouldn't showed shows sold speaks spent spoke stands stood strikes struck suggests supports takes taught thinks thought
    took understood wants warns was wasn't wears went were will wins won won't works would wouldn't""".split()
)
_SELF = frozenset(PRONOUNS) - {"him", "her"}  # what may speak of the subject of its own clause
_DETERMINERS = frozenset("the a an his her its their our my this that".split())
PREPOSITIONS = frozenset(
    """of in on at by for from with without to into onto over under about between among against after before than like as and or
    but who whom whose which that when while because if""".split()
)
_LONGEST_NAME = 5
QUOTES = frozenset('"“”‘«»`')

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*|[^\w\s]|_")
_POSSESSIVE = re.compile(r"['’]s?$")


class Token(NamedTuple):
    """A word or a sign, with its offsets; `low` is in lower case and without a possessive."""

    raw: str
    low: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.raw[:1].isupper()

    @property
    def is_role(self) -> bool:
        """Whether it is a noun for one person: "minister", "61-year-old"."""
        return self.low in _ROLES or AGED.fullmatch(self.low) is not None

    @property
    def is_word(self) -> bool:
        return self.raw.replace("-", "").isalnum()


_NONE = Token(".", ".", 0, 0)  # stands before and behind a sentence


class Mention(NamedTuple):
    """A name in a text: its words in lower case and as they stand, the places of its tokens, its title if it has one."""

    name: Key
    words: tuple[str, ...]
    first: int
    last: int
    title: str


@dataclass(slots=True)
class Person:
    """Somebody or something that CONTENT names.

    Attributes:
        words: the fullest form of the name.
        introduced: whether the fullest form comes before the last name alone, and is no chance neighbourhood of capitals.
        sure: whether the text says of it what only a person has: a title, an age, an office.
        votes: how often the text's pronouns and titles speak for a gender.
        roles: what the text calls this person: the noun, and the words before it.
    """

    words: tuple[str, ...]
    introduced: bool = True
    sure: bool = False
    votes: Counter[Gender] = field(default_factory=Counter)
    roles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def gender(self) -> Gender | Literal["both"] | None:
        """The gender that the text gives, None if it gives none, "both" if it contradicts itself."""
        male, female = self.votes["m"], self.votes["f"]
        if male + female == 0:
            return None
        if min(male, female) * 5 > male + female:
            return "both"
        return "m" if male > female else "f"


def tokenized(text: str) -> list[Token]:
    """The words and signs of a text, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        raw = match[0]
        low = raw.lower().replace("’", "'")
        found.append(Token(raw, _POSSESSIVE.sub("", low) if "'" in low else low, match.start(), match.end()))
    return found


def is_possessive(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word has a possessive: "Hale's", and "hale 's" in a text that was taken apart."""
    if tokens[at].low != tokens[at].raw.lower().replace("’", "'"):
        return True
    return at + 2 < len(tokens) and tokens[at + 1].raw in {"'", "’"} and tokens[at + 2].low == "s"


def gender_of(role: str) -> Gender | None:
    """The gender that a noun for a person gives away."""
    return _GENDERED.get(role)


def is_head(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun for a person ends its phrase at a place: in "the police officer" the last one does."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else _NONE
    return tokens[at].is_role and behind.low not in _ROLES and behind.raw not in {"-", "'", "’"}


class Cast:
    """The people of a CONTENT: who they are, what they are called, and of which gender the text says they are."""

    def __init__(self, sentences: list[list[Token]]) -> None:
        self.sentences = sentences
        self.people: dict[Key, Person] = {}
        self._lower = {token.low for tokens in sentences for token in tokens if token.raw[:1].islower()}
        self._part_of: dict[str, set[Key]] = defaultdict(set)  # by each word that may stand for the whole name
        self._placed: set[str] = set()
        self.mentions_of = [self._read(tokens) for tokens in sentences]
        self._gather()
        self._observe()
        self._vote()
        self.bearers: dict[str, set[Key]] = defaultdict(set)
        for key, person in self.people.items():
            for role in person.roles:
                self.bearers[role].add(key)

    # -- names

    def has_lower(self, low: str) -> bool:
        """Whether the text has a word without a capital somewhere: then a capital does not make it a name."""
        return low in self._lower

    def mentions(self, tokens: list[Token]) -> list[Mention]:
        """The names in a text, CONTENT's own ones only if the text has no capitals."""
        return (self._read if any(token.is_capital for token in tokens) else self._read_lower)(tokens)

    def _read(self, tokens: list[Token]) -> list[Mention]:
        found = []
        at = 0
        while at < len(tokens):
            first = at
            while at < len(tokens) and self._goes_on(tokens, first, at):
                at += 1
                if tokens[at - 1].is_capital and is_possessive(tokens, at - 1):
                    break
            mention = self._mention(tokens, first, at - 1) if at > first else None
            if mention is not None:
                found.append(mention)
            at = max(at, first + 1)
        return found

    @staticmethod
    def _goes_on(tokens: list[Token], first: int, at: int) -> bool:
        """Whether a run of capitals goes on at a place: "Ludwig van Hale", "J. Hale"."""
        token = tokens[at]
        if at == first or token.is_capital:
            return token.is_capital and (at == first or token.low not in STOP)
        behind = tokens[at + 1 : at + 3]
        if token.low in _PARTICLES:
            return any(one.is_capital for one in behind)
        initial = len(tokens[at - 1].raw) == 1 or tokens[at - 1].low in TITLES
        return (
            token.raw == "."
            and initial
            and behind[:1] != []
            and behind[0].is_capital
            and behind[0].start <= token.end + 1
        )

    def _mention(self, tokens: list[Token], first: int, last: int) -> Mention | None:
        """The name in a run of capitals, without its titles and what only the start of a sentence made a capital."""
        title = formal = ""
        opens = first == 0
        if first and tokens[first - 1].raw in QUOTES | {"'", ":"} and last > first and tokens[first].low not in TITLES:
            first += 1  # "Sorry Ruud": half of such words are no names
        while first <= last:
            token = tokens[first]
            is_word = token.low in STOP or (token.low in self._lower and first == last)  # "Rose Hale" is a name
            if token.low in TITLES or (token.low in _ROLES and token.low in self._lower):
                title = token.low
                formal = token.raw if token.low in TITLES else ""
            elif not (
                token.raw == "."
                or (first < last and (token.low in STOP or token.low in _BEFORE_TITLE))
                or (opens and is_word)
            ):
                break
            first += 1
        parts = [token for token in tokens[first : last + 1] if token.raw != "."]
        if not parts or len(parts) > _LONGEST_NAME or len(parts[-1].raw) < 2:
            return None
        words = tuple(token.raw[: len(token.low)] for token in parts)
        name = tuple(word.lower() for word in words)
        return Mention(name, (formal, *words) if formal and len(words) == 1 else words, first, last, title)

    def _read_lower(self, tokens: list[Token]) -> list[Mention]:
        found = []
        first = 0
        for at in range(len(tokens) + 1):
            if at == len(tokens) or tokens[at].low not in self._part_of:
                if at > first:
                    name = tuple(token.low for token in tokens[first:at])
                    found.append(Mention(name, name, first, at - 1, ""))
                first = at + 1
        return found

    def keys(self, mention: Mention) -> frozenset[Key]:
        """Whom a name may stand for; nobody if it is the name of a thing or a place."""
        name = mention.name
        if self._is_thing(mention):
            return frozenset()
        found = self._part_of.get(name[-1], set())
        if len(name) > 1:
            # "Margaret Hale" where CONTENT has "Margrit Hale" is somebody, and nobody knows who.
            same = {key for key in found if key[0] == name[0]}
            return frozenset({name} if name in self.people else same or {name})
        return frozenset(found or ({name} if mention.title else ()))

    def named(self, tokens: list[Token], mention: Mention) -> frozenset[Key]:
        """Whom a name in a text may stand for; itself, if it may be somebody's of whom CONTENT tells nothing."""
        found = self.keys(mention)
        last = mention.name[-1]
        known = mention.words[-1].isupper() or last in self._placed or last in self._lower
        if not found and not known and not self._is_thing(mention) and is_subject(tokens, mention):
            return frozenset({mention.name})
        return found

    @staticmethod
    def _is_thing(mention: Mention) -> bool:
        name = mention.name
        return not mention.title and (not _THINGS.isdisjoint(name) or (len(name) == 1 and name[0] in STOP))

    def _gather(self) -> None:
        """Finds who is named: names of several words first, the one word that stands for them after."""
        seen: Counter[Key] = Counter()
        opened: dict[str, int] = {}
        cued: set[Key] = set()
        first: dict[Key, Mention] = {}
        for tokens, mentions in zip(self.sentences, self.mentions_of, strict=True):
            for mention in mentions:
                name = mention.name
                before = tokens[mention.first - 1].low if mention.first else ""
                behind = tokens[mention.last + 1].low if mention.last + 1 < len(tokens) else ""
                if before in _PLACING:
                    self._placed.add(name[-1])
                article = before in {"the", "this"} and not mention.title
                if self._is_thing(mention) or article or (len(name) == 1 and mention.words[-1].isupper()):
                    continue
                opened.setdefault(name[-1], len(name))
                seen[name] += 1
                if mention.title or _is_cued(tokens, mention) or (len(name) == 1 and behind in _SPEECH):
                    cued.add(name)
                if len(name) > 1 or name in cued:
                    first.setdefault(name, mention)
        for name in sorted(first, key=len, reverse=True):
            if len(name) == 1 and name[0] not in self._part_of:
                self._add(first[name], introduced=True)
            elif len(name) > 1 and not any(key[0] == name[0] for key in self._part_of.get(name[-1], ())):
                self._add(first[name], introduced=opened[name[-1]] > 1 and (seen[name] > 1 or name in cued))

    def _add(self, mention: Mention, *, introduced: bool) -> None:
        self.people[mention.name] = Person(mention.words, introduced)
        self._part_of[mention.name[-1]].add(mention.name)
        self._part_of[mention.name[0]].add(mention.name)

    # -- what the text says of them

    def _observe(self) -> None:
        """Notes titles, ages, and what people are called."""
        for tokens, mentions in zip(self.sentences, self.mentions_of, strict=True):
            for mention in mentions:
                keys = self.keys(mention)
                person = self.people.get(next(iter(keys))) if len(keys) == 1 else None
                if person is None:
                    continue
                person.sure = person.sure or bool(mention.title) or _is_cued(tokens, mention)
                if mention.title in _GENDERED_TITLES:
                    person.votes[_GENDERED_TITLES[mention.title]] += 5
                for role, words in _called(tokens, mention):
                    person.roles[role].update(words)
                    if role in _GENDERED:
                        person.votes[_GENDERED[role]] += 3

    def _vote(self) -> None:
        """Counts for each person the pronouns that can only mean it."""
        last: Key | None = None
        for tokens, mentions in zip(self.sentences, self.mentions_of, strict=True):
            found = {key for mention in mentions for key in self.keys(mention)}
            first = min((mention.first for mention in mentions if self.keys(mention)), default=len(tokens))
            opening = next((PRONOUNS[token.low] for token in tokens[:3] if token.low in {"he", "she"}), None)
            if last is not None and opening and first > 2:
                self.people[last].votes[opening] += 1
            roles = any(token.low in _ROLES for token in tokens)
            one = next(iter(found)) if len(found) == 1 and not roles else None
            if one in self.people:
                genders = {
                    PRONOUNS[token.low]
                    for before, token in zip(tokens[first:], tokens[first + 1 :], strict=False)
                    # "Hale sat down and she wept" may be two; "Fire Opal, her shop," is another's.
                    if token.low in _SELF and before.low not in {"and", "but", ",", "while", "as", "when"}
                }
                if len(genders) == 1 and not any(token.low in PRONOUNS for token in tokens[:first]):
                    self.people[one].votes[genders.pop()] += 1
                last = one
            elif found or roles or not opening:
                last = None

    # -- what is asked

    def fits(self, key: Key, gender: Gender) -> bool:
        """Whether a name may be the one of somebody of a gender, for all that the text says."""
        person = self.people.get(key)
        if person is None or person.gender in {"m", "f"}:
            return person is None or person.gender == gender
        return person.sure or person.gender == "both" or key[-1] not in self._placed

    def is_person(self, key: Key, gender: Gender) -> bool:
        """Whether the text itself says that a name is the one of a person of a gender."""
        person = self.people.get(key)
        return person is not None and person.gender == gender and (person.sure or person.votes.total() > 1)

    def bearer(self, role: str, before: list[str]) -> Key | None:
        """The only person whom CONTENT calls this, with these words before it."""
        keys = self.bearers.get(role, set())
        if len(keys) != 1 or role in self._shared:
            return None
        (key,) = keys
        person = self.people[key]
        fits = person.sure and person.gender in {"m", "f"} and set(before) <= person.roles[role] | set(person.roles)
        return key if fits else None

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Nouns that CONTENT also uses of people it gives no name: in the plural, or of "a" or "another" one."""
        found = set()
        for tokens, mentions in zip(self.sentences, self.mentions_of, strict=True):
            named = {at for mention in mentions for at in range(mention.first - 2, mention.last + 14)}
            for at, token in enumerate(tokens):
                if token.low[-1:] == "s":
                    found.add(token.low[:-1])
                elif token.low in _ROLES and at not in named:
                    before = {one.low for one in tokens[max(0, at - 5) : at]}
                    found.update(
                        {token.low} if before & {"a", "an", "another", "other", "two", "former", "one"} else ()
                    )
        return frozenset(found)


def is_subject(tokens: list[Token], mention: Mention) -> bool:
    """Whether a name stands where a subject does: no verb and no preposition before it, and no possessive behind it."""
    if mention.first > 12 or is_possessive(tokens, mention.last):
        return False
    for token in reversed(tokens[: mention.first]):
        if token.raw == ",":
            break
        if token.low in FINITE or token.low in PREPOSITIONS or token.raw in QUOTES or token.low.endswith("ed"):
            return False
    return True


def _is_cued(tokens: list[Token], mention: Mention) -> bool:
    """Whether the words around a name say that a person bears it."""
    after = [token.low for token in tokens[mention.last + 1 : mention.last + 3]]
    who = after[:1] == ["who"] or (after[:1] in ([","], ["("]) and after[1:] in (["who"], ["whose"]))
    return who or any(True for _ in _called(tokens, mention))


def _called(tokens: list[Token], mention: Mention) -> Iterator[tuple[str, list[str]]]:
    """Yields what a name's neighbours call its bearer, and the words before that: "transport minister Hale", "Hale, 61,"."""
    end = mention.first - 1
    if end >= 0 and tokens[end].is_role:
        start = end
        while start > max(0, end - 6) and tokens[start - 1].is_word:
            start -= 1
            if tokens[start].low in _DETERMINERS or tokens[start].low in PREPOSITIONS:
                break
        yield tokens[end].low, [token.low for token in tokens[start:end] if token.low not in STOP]
    after = tokens[mention.last + 1 : mention.last + 12]
    if len(after) > 2 and after[0].raw in {",", "("}:
        if after[1].raw.isdigit() and len(after[1].raw) < 4 and after[2].raw in {",", ")", "."}:
            yield f"{after[1].raw}-year-old", []
            after = after[2:]
        if len(after) > 2 and after[1].low in {"the", "a", "an"}:
            yield from _apposed(after[2:9])


def _apposed(tokens: list[Token]) -> Iterator[tuple[str, list[str]]]:
    """Yields what a phrase, its article left out, calls somebody."""
    for at, token in enumerate(tokens):
        if not token.is_word or token.low in PREPOSITIONS or is_possessive(tokens, at):
            return
        if is_head(tokens, at):
            yield token.low, [one.low for one in tokens[:at]]
            return
