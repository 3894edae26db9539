"""Openings: what a highlight begins with that needs the words which stood before it in the article.

"The attacks", "these drones", "They also ..." refer back; cut out of the article they point at nothing, and a reader takes them
for something else. "But" and "However" answer a sentence that is gone. What is complete in itself is left alone: names, "the man
who shot the dog", what everybody knows ("the government"), a pronoun whose noun the highlight has itself. English.

What a reference means is looked for in CONTENT before the highlight's own words, and named only where little else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.people import AGED, FINITE, PREPOSITIONS, PRONOUNS, STOP, Cast, Token, tokenized
from evalkit.records import Certainty, Span
from evalkit.words import FUNCTION_WORDS, is_content, stem, words

from .antecedents import antecedent, people_of
from .checks.quotes import quotations
from .copying import Trace
from .index import ArticleIndex

__all__ = ["check_connective", "check_references"]

_OPENING = 14  # words of a highlight in which a reference is an opening one
_SHORT = 3  # words of "the secret door"
_PARENT = re.compile(r"(?:mother|father|mum|dad|parent)-of-\w+|\w+-(?:month|year)-olds?")
_COUNTS = frozenset("two three four five six seven eight nine ten".split())
_PLAYERS = ("back", "keeper", "half", "star", "ace", "winner", "champion", "legend", "native", "favourite")
_SUBJECTS = frozenset("he she they it we i you".split())
_OFFICES = frozenset(
    "leader president minister captain manager secretary coach chairman chief mayor governor senator ambassador boss director king queen"
    " prince princess chancellor pope commissioner head".split()
)
_HEADING = 2  # words of what is no sentence
_LEAD = 5  # words before a subject that no comma parts from it
_PHRASE = 5  # words of a definite phrase, at most

_CONNECTIVES = re.compile(
    r"(?:but|however|meanwhile|also|instead|so|thus|therefore|hence|nevertheless|nonetheless|yet|and|or|nor|then|moreover"
    r"|furthermore|besides|otherwise|similarly|likewise|consequently|accordingly|conversely|even so|in addition|on the other hand"
    r"|by contrast|in contrast|as a result|as a consequence|that is why|this is why|that's why|for example|for instance|in turn"
    r"|in other words|at the same time|in response|in return|after that|by then|what about|how about|because of this"
    r"|despite this|despite that|for this reason|too)\b(?!-)",
    re.IGNORECASE,
)
_ANSWERS = frozenset({"but", "however", "what about", "how about", "nevertheless", "nonetheless", "on the other hand"})
_DETERMINERS = frozenset("the a an his her its their our my your".split())
_CURRENCIES = frozenset("£$€¥")
_PLURAL_VERBS = frozenset(
    "show say want believe hope plan need come go run make take give get look seem start begin live work play".split()
)
_MARKS = frozenset('"“”')
_NO_CONNECTIVE = re.compile(
    r"(?:so far|so-called|so many|so much|yet to|yet another|then-|or else|also known)\b", re.IGNORECASE
)

# Heads of "the ..." that a reader knows without the article, or that are defined by what they are.
_KNOWN = frozenset(
    """government police army navy military parliament state world economy weather public media press church crown
    queen king pope president prime internet web sun moon earth sky sea north south east west past future present rest majority
    minority uk us eu un bbc nhs treasury cabinet opposition pandemic market markets stock dollar pound euro euros season
    election elections war truth law poor rich young old elderly unemployed dead injured british french germans americans
    environment climate universe constitution chancellor""".split()
)
# Heads that always speak of something told before.
_ANAPHORS = frozenset(
    """incident incidents attack attacks move moves decision decisions announcement claim claims allegation allegations accident crash
    blaze fire shooting killing killings murder blast explosion explosions row dispute deal agreement plan plans proposal proposals
    scheme measure measures changes findings results ruling verdict comments remarks statement warning news latter former pair
    duo trio couple victim victims suspect suspects accused defendant two three four men women group pressure idea problem issue
    issues situation case charges letter report study survey research inquiry investigation tragedy disaster game match clash
    win victory defeat loss draw meeting talks visit trip letter video footage image images pictures film movie show book album
    teenager youngster boy girl man woman child children baby dog animal vehicle car company firm club team side website paper""".split()
)
_ORDERED = frozenset(
    "first second third last only same main next final whole latest best worst other very most least entire".split()
)
_RESTRICTS = frozenset(
    "of for in at on from to with by between against about who that which whose where under over into during".split()
)
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october"
    " november december".split()
)
_AGENT = re.compile(r"[a-z-]{3,}(?:er|or|ist|ian|man|woman|ee|ster)")
_NO_AGENT = re.compile(
    "number|letter|offer|computer|newspaper|matter|fee|quarter|corner|helicopter|factor|cover|order|error|paper|summer|winter|power|water|river|tower|centre|center|further|later|earlier|another|after|never|over|under|other|either|together|however|rather|whether|october|november|december|september"
)
_KINDS = frozenset("kind sort type way point time area one".split())
_TIMES = frozenset(
    "week month year morning afternoon evening summer winter spring autumn season weekend time day decade century moment term".split()
)
_BEING = r"(?:['’]s|\s+(?:is|was|has|had|will|would|may|might|could|should|isn['’]t|wasn['’]t|hasn['’]t|is\sn['’]t|has\sn['’]t|does|did))"
_EXPLETIVE = re.compile(
    rf"it{_BEING}\b[^.;]*?\b(?:that|whether|who|how|why|if|when|where|known|unclear|clear|understood)\b"
    rf"|it{_BEING}\s(?:not\s|been\s|be\s|also\s|very\s|too\s|so\s|more\s)*(?!due\b|set\b|likely\b|unlikely\b|about\b|ready\b|able\b|going\b|bound\b)\w+(?<!ed)(?:\sfor\s(?:\S+\s)+?|\s)to\b"
    r"|it\s+(?:takes?|took|seems?|appears?|emerged|emerges|transpired|turned\sout|follows|makes?|made|rained|snowed|remains?|came|comes)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Reference:
    """Words that refer back: their offsets in the claim, and what they are: a pronoun, or the head of a phrase."""

    start: int
    end: int
    pronoun: str
    head: str
    is_definite: bool = False


def check_connective(trace: Trace) -> list[Finding]:
    """Finds a connective that opens a highlight and goes on from what it does not have: "But", "However", "What about".

    Returns:
        At most one finding, of the type `dangling-reference`.
    """
    claim = trace.claim
    end = _connected(claim.text)
    if not end:
        return []
    says = claim.text[:end]
    certainty: Certainty = "certain" if says.lower() in _ANSWERS else "likely"
    message = f"opens with “{says}”, which goes on from what the highlight does not have"
    return [Finding("dangling-reference", certainty, message, claim.start, claim.start + end)]


def check_references(trace: Trace, before: str = "") -> list[Finding]:
    """Finds references of a highlight's opening that need what stood before it in the article.

    Args:
        before: what a reader has read when the highlight begins: the title, and the highlights above it.

    Returns:
        Findings of the type `dangling-reference`; their source is what is meant, where that can be told.
    """
    claim, index = trace.claim, trace.index
    marked = list(quotations(claim.text))
    begin = _connected(claim.text)
    tokens = [
        token for token in tokenized(claim.text)
        if token.start >= begin and token.raw not in _MARKS and not any(first <= token.start < last for first, last in marked)
    ]  # fmt: skip
    if begin and tokens and tokens[0].raw == ",":
        tokens = tokens[1:]
    opening = _Opening(claim.text, tokens, index.once(people_of), trace.sentence, index)
    read = {stem(word.text) for word in words(before)}
    content = index.article.content
    found = []
    for one in _references(opening):
        meant = _meant(one, opening)
        if _is_read(one, meant, read, index):
            continue
        says = claim.text[one.start : one.end]
        message = f"refers to something before it: “{says}” means nothing by itself"
        if meant is not None:
            text = " ".join(content.text[meant.start - content.start : meant.end - content.start].split())
            message = f"“{says}” means nothing by itself; in the article it is “{_short(text)}”"
        found.append(
            Finding(
                "dangling-reference",
                "likely" if one.is_definite else "certain",
                message,
                claim.start + one.start,
                claim.start + one.end,
                meant.start if meant else None,
                meant.end if meant else None,
            )
        )
    return found


def _connected(text: str) -> int:
    """The end of the connective that a text opens with; 0 if it opens with none, or is no sentence."""
    match = _CONNECTIVES.match(text)
    return match.end() if match and not _NO_CONNECTIVE.match(text) and len(words(text)) > _HEADING else 0


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Opening:
    """A highlight's text, its words outside quotation marks, the article's people, and the sentence that it was taken from."""

    text: str
    tokens: Sequence[Token]
    cast: Cast
    place: int
    index: ArticleIndex


def _references(opening: _Opening) -> Iterator[_Reference]:
    """Yields the references of an opening that have nothing in the highlight that they could mean: at most one pronoun or
    phrase at its start, and demonstratives in its first sentence.
    """
    tokens = opening.tokens
    opened = next(_opening_reference(opening, _behind_lead_in(tokens)), None)
    if opened is not None:
        yield opened
        yield from _another_gender(opened, tokens)
    for at, token in enumerate(tokens):
        if token.raw in {".", "!", "?"} and at > 1:
            return
        if opened is not None and token.start < opened.end:
            continue
        if token.low in {"these", "those", "this"} and (phrase := _phrase(tokens, at)):
            head = phrase[-1].low
            read = {stem(one.low) for one in tokens[:at]}
            behind = tokens[at + 1].low
            if token.low == "those" and behind.endswith(("ing", "ed")):
                continue  # "those paying"
            if {head, phrase[1].low} & (_TIMES | _KINDS) or any(stem(one.low) in read for one in phrase[1:]):
                continue
            yield _Reference(token.start, phrase[-1].end, "", head)
            return


def _another_gender(opened: _Reference, tokens: Sequence[Token]) -> Iterator[_Reference]:
    """Yields the first "his" or "he" behind a "she" with nobody named between them, and the reverse."""
    gender = PRONOUNS.get(opened.pronoun)
    if gender is None:
        return
    for token in tokens[:_OPENING]:
        if token.start < opened.end:
            continue
        if token.is_role or token.is_capital or token.raw in {".", "!", "?", ";"}:
            return
        if PRONOUNS.get(token.low) not in {None, gender}:
            yield _Reference(token.start, token.end, token.low, "")
            return


def _behind_lead_in(tokens: Sequence[Token]) -> int:
    """Where the subject may stand: behind a short phrase of time or place that a comma closes."""
    if not tokens or tokens[0].low not in {
        "on", "in", "at", "after", "before", "during", "earlier", "last", "later", "since", "by", "for", "until", "despite", "when",
        "while", "as", "although", "once", "if", "yesterday", "today", "now", "speaking", "asked", "writing", "following",
        "according", "this", "next",
    }:  # fmt: skip
        return 0
    for at, token in enumerate(tokens[: 2 * _LEAD]):
        parts = token.raw == "," and at + 1 < len(tokens) and tokens[at + 1].start > token.end  # not "40,000"
        if parts and at > 0:
            return at + 1
    if len(tokens) > 2 and tokens[0].low in {"this", "last", "next"} and tokens[1].low in _TIMES:
        return 2  # "This week he ..."
    if len(tokens) > 2 and tokens[0].low in PREPOSITIONS and (tokens[1].raw.isdigit() or tokens[1].low in _DATES):
        return 2  # "In 2019 the museum closed"
    # "In 2019 she had promised it": no comma, and no other noun than the time.
    return next(
        (at for at, token in enumerate(tokens[:_LEAD]) if token.low in PRONOUNS or token.low in {"they", "it"}), 0
    )


def _opening_reference(opening: _Opening, start: int) -> Iterator[_Reference]:
    """Yields the reference that an opening begins with, if there is one."""
    tokens = opening.tokens
    lead = tokens[:start]
    for at, token in enumerate(lead):
        if token.low in PRONOUNS and not _has_person((*lead[:at], *tokens[start : start + _LEAD]), opening):
            yield _Reference(token.start, token.end, token.low, "")
            return
    for at in range(start, min(len(tokens), start + _OPENING)):
        token = tokens[at]
        before = tokens[start:at]
        if token.low in PRONOUNS:
            if not _has_person((*lead, *before), opening):
                yield _Reference(token.start, token.end, token.low, "")
            return
        if token.low in {"they", "them", "their", "theirs"}:
            if not _has_noun(before) and not any(_is_plural(one) for one in lead):
                yield _Reference(token.start, token.end, token.low, "")
            return
        if token.low in {"it", "its"} and at == start:
            if token.low == "its" or not _EXPLETIVE.match(opening.text, token.start):
                yield _Reference(token.start, token.end, token.low, "")
            return
        if at == start and token.low in {"this", "that", "these", "those"} and at + 1 < len(tokens):
            if tokens[at + 1].low not in _TIMES and (tokens[at + 1].low in FINITE or not _phrase(tokens, at)):
                yield _Reference(token.start, token.end, token.low, "")
                return
            continue
        if at == start and token.low in {"such", "both"} and (phrase := _phrase(tokens, at)):
            if tokens[at + 1].low not in {"a", "an", "as", "the"} and not any(one.is_capital for one in phrase[1:]):
                yield _Reference(token.start, phrase[-1].end, "", phrase[-1].low)
            return
        if at == start and token.low == "the":
            phrase = _phrase(tokens, at)
            if phrase and _needs_more(opening, at, phrase):
                yield _Reference(token.start, phrase[-1].end, "", phrase[-1].low, is_definite=True)
                return
        if token.raw in {".", "!", "?", ";"}:
            return


def _has_person(before: Sequence[Token], opening: _Opening) -> bool:
    """Whether words before a "he" or "she" name or describe somebody; in a text without capitals any noun may."""
    cased = opening.text != opening.text.lower()
    for at, one in enumerate(before):
        if (
            one.is_role
            or AGED.fullmatch(one.low)
            or _PARENT.fullmatch(one.low)
            or (_AGENT.fullmatch(one.low) and not _NO_AGENT.fullmatch(one.low))
        ):
            return True
        if one.is_capital and one.low not in STOP and (at > 0 or not opening.cast.has_lower(one.low)):
            return True
        if not cased and _has_noun([one]):
            return True
    return False


def _has_noun(before: Sequence[Token]) -> bool:
    """Whether a word stands before a pronoun in its own clause that it may mean."""
    return any(
        is_content(one.low)
        and one.is_word
        and one.low not in FINITE
        and not (one.raw.islower() and one.low.endswith(("ly", "ed")))
        for one in before
    )


def _is_plural(token: Token) -> bool:
    """Whether "they" may mean a word: a plural, a name, a body of people."""
    low = token.low
    return low not in STOP and (
        (low[-1:] == "s" and low[-2:] != "ss") or token.is_capital or low in {"people", "police", "staff", "men", "women", "children", "couple", "pair", "family", "team"}
    )  # fmt: skip


def _phrase(tokens: Sequence[Token], at: int) -> list[Token]:
    """The words of "these new drones" or "the two stolen cars" from a determiner on, its verb not among them; empty if no
    noun follows.
    """
    phrase = [tokens[at]]
    for token in tokens[at + 1 : at + 1 + _PHRASE]:
        if not token.is_word or token.low in FINITE or token.low in PREPOSITIONS:
            break
        if token.low in FUNCTION_WORDS and token.low not in {"two", "other", "same"}:
            break
        if len(phrase) > 1 and token.low.endswith(("ed", "ly")) and not token.is_role:
            break
        if phrase[-1].low.endswith("s") and token.low in _PLURAL_VERBS:
            break
        phrase.append(token)
    behind = tokens[at + len(phrase)] if at + len(phrase) < len(tokens) else None
    # "The incident cost the council": what stands before a determiner or a number is a verb.
    if behind is not None and (behind.low in _DETERMINERS or behind.raw[:1].isdigit() or behind.raw in _CURRENCIES):
        phrase.pop()
    return phrase if len(phrase) > 1 else []


def _needs_more(opening: _Opening, at: int, phrase: Sequence[Token]) -> bool:
    """Whether a definite phrase says too little by itself to know what it speaks of."""
    owner = next((place for place, one in enumerate(phrase) if place and _is_possessive(one)), None)
    if owner is not None:  # "The country's biggest star": which country?
        phrase = phrase[: owner + 1]
        return (
            phrase[-1].low not in _KNOWN
            and not any(one.is_capital for one in phrase[1:])
            and (
                phrase[-1].is_role
                or phrase[-1].low in _ANAPHORS
                or _told_before(phrase[-1].low, opening.place, opening.index)
            )
        )
    head, words = phrase[-1], phrase[1:]
    rest = opening.tokens[at + len(phrase) : at + len(phrase) + 2]
    behind = rest[0].low if rest else ""
    if AGED.fullmatch(head.low) or _PARENT.fullmatch(head.low):
        return True
    if behind == "of" and len(rest) > 1 and (rest[1].low in _COUNTS or rest[1].raw.isdigit()):
        return True  # "The father of three"
    if any(one.low in _ORDERED or one.low.endswith("est") for one in words):
        return False
    if behind in _RESTRICTS or behind in _SUBJECTS or (rest and rest[0].raw in {"'", "’"}):
        return False  # "the man who ...", "the band he joined", "the dogs' owner"
    if head.low in _KNOWN or len(phrase) > _PHRASE:
        return False
    if any(one.is_capital for one in words):  # "The Samoan man", but not "The Labour leader" or "The Tarn"
        person = (
            head.is_role
            or head.low.endswith(_PLAYERS)
            or (_AGENT.fullmatch(head.low) and not _NO_AGENT.fullmatch(head.low))
        )
        return head.raw.islower() and bool(person) and head.low not in _OFFICES
    return (
        head.is_role
        or head.low in _ANAPHORS
        or _told_before(head.low, opening.place, opening.index)
        or len(phrase) <= _SHORT
    )


def _is_possessive(token: Token) -> bool:
    return token.low != token.raw.lower().replace("’", "'")


def _told_before(head: str, place: int, index: ArticleIndex) -> bool:
    """Whether CONTENT has a head's stem in a sentence before the highlight's own."""
    wanted = stem(head)
    return any(wanted in stems for stems in index.window_stems[: min(place, len(index.article.sentences))])


def _meant(one: _Reference, opening: _Opening) -> Span | None:
    """Where CONTENT has what a reference means, None where that is in doubt or the highlight was taken from nowhere."""
    if opening.place >= len(opening.index.article.sentences):
        return None
    return antecedent(one.pronoun, one.head, opening.place, opening.cast, opening.index)


def _is_read(one: _Reference, meant: Span | None, read: set[str], index: ArticleIndex) -> bool:
    """Whether the words before a highlight have what it refers to."""
    if one.head:
        return stem(one.head) in read
    if meant is None:
        return False
    start = index.article.content.start
    name = words(index.article.content.text[meant.start - start : meant.end - start])
    return bool(name) and stem(name[-1].text) in read
