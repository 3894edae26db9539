"""Openings: what a highlight begins with that needs the words which stood before it in the article.

"The attacks", "these drones", "They also ..." refer back; cut out of the article they point at nothing, and a reader takes them
for something else. "But" and "However" answer a sentence that is gone. What is complete in itself is left alone: names, "the man
who shot the dog", what everybody knows ("the government"), a pronoun whose noun the highlight has itself. English.

What a reference means is looked for in CONTENT before the highlight's own words, and named only where little else can be meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.people import AGED, FINITE, PREPOSITIONS, PRONOUNS, STOP, Cast, Token, is_subject, tokenized
from evalkit.records import Certainty, Span
from evalkit.words import FUNCTION_WORDS, is_content, stem, words

from .checks.quotes import quotations
from .copying import Trace
from .index import ArticleIndex

__all__ = ["check_connective", "check_references"]

_OPENING = 14  # words of a highlight in which a reference is an opening one
_HEADING = 2  # words of what is no sentence
_BACK = 6  # sentences that are searched for what is meant
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
_MARKS = frozenset('"“”')
_NO_CONNECTIVE = re.compile(
    r"(?:so far|so-called|so many|so much|yet to|yet another|then-|or else|also known)\b", re.IGNORECASE
)

# Heads of "the ..." that a reader knows without the article, or that are defined by what they are.
_KNOWN = frozenset(
    """government police army navy military parliament state nation country world economy weather public media press church crown
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
_HUMANS = frozenset("people officials sources police ministers residents parents scientists researchers experts authorities"
    " officers critics campaigners supporters players workers staff families lawyers doctors".split())  # fmt: skip
_ORDERED = frozenset(
    "first second third last only same main next final whole latest best worst other very most least entire".split()
)
_RESTRICTS = frozenset(
    "of for in at on from to with by between against about who that which whose where under over into during".split()
)
_TIMES = frozenset(
    "week month year morning afternoon evening summer winter spring autumn season weekend time day decade century moment term".split()
)
_EXPLETIVE = re.compile(
    r"it(?:['’]s|\s+(?:is|was|has|had|will|would|may|might|could|should|is\s?n['’]t|was\s?n['’]t|has\s?n['’]t|does|did|seems?|"
    r"appears?|remains?|became|becomes|takes?|took|comes?|came|emerged|emerges|turns?|turned|follows|transpired|makes?|made))\b"
    r"[^.;]*?\b(?:that|to|whether|who|how|why|if|when|where|not known|unclear|clear|likely|unlikely|as though)\b|it\s+(?:emerged|seems|appears|transpired|rained|snowed)\b",
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
    opening = _Opening(claim.text, tokens, index.once(_cast), trace.sentence, index)
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


def _cast(index: ArticleIndex) -> Cast:
    return Cast([tokenized(sentence.text) for sentence in index.article.sentences])


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
    for at, token in enumerate(tokens):
        if token.raw in {".", "!", "?"} and at > 1:
            return
        if opened is not None and token.start < opened.end:
            continue
        if token.low in {"these", "those", "this"} and (phrase := _phrase(tokens, at)):
            head = phrase[-1].low
            read = {stem(one.low) for one in tokens[:at]}
            if head in _TIMES or any(stem(one.low) in read for one in phrase[1:]):
                continue
            yield _Reference(token.start, phrase[-1].end, "", head)
            return


def _behind_lead_in(tokens: Sequence[Token]) -> int:
    """Where the subject may stand: behind a short phrase of time or place that a comma closes."""
    if not tokens or tokens[0].low not in {
        "on", "in", "at", "after", "before", "during", "earlier", "last", "later", "since", "by", "for", "until", "despite", "when",
        "while", "as", "although", "once", "if", "yesterday", "today", "now", "speaking", "asked", "writing", "following",
    }:  # fmt: skip
        return 0
    for at, token in enumerate(tokens[: 2 * _LEAD]):
        if token.raw == "," and at > 0:
            return at + 1
    # "In 2019 she had promised it": no comma, and no other noun than the time.
    return next(
        (at for at, token in enumerate(tokens[:_LEAD]) if token.low in PRONOUNS or token.low in {"they", "it"}), 0
    )


def _opening_reference(opening: _Opening, start: int) -> Iterator[_Reference]:
    """Yields the reference that an opening begins with, if there is one."""
    tokens, cast = opening.tokens, opening.cast
    lead = tokens[:start]
    for at, token in enumerate(lead):
        if token.low in PRONOUNS and not _has_person((*lead[:at], *tokens[start : start + _LEAD]), cast):
            yield _Reference(token.start, token.end, token.low, "")
            return
    for at in range(start, min(len(tokens), start + _OPENING)):
        token = tokens[at]
        before = tokens[start:at]
        if token.low in PRONOUNS:
            if not _has_person((*lead, *before), cast):
                yield _Reference(token.start, token.end, token.low, "")
            return
        if token.low in {"they", "them", "their", "theirs"}:
            if not any(_is_plural(one) for one in (*lead, *before)):
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


def _has_person(before: Sequence[Token], cast: Cast) -> bool:
    """Whether words before a "he" or "she" name or describe somebody."""
    for at, one in enumerate(before):
        if one.is_role or AGED.fullmatch(one.low):
            return True
        if one.is_capital and one.low not in STOP and (at > 0 or not cast.has_lower(one.low)):
            return True
    return False


def _is_plural(token: Token) -> bool:
    """Whether "they" may mean a word: a plural, a name, a body of people."""
    low = token.low
    return low not in STOP and (
        (low[-1:] == "s" and low[-2:] != "ss") or token.is_capital or low in _HUMANS or low in {"men", "women", "children", "couple", "pair", "family", "team"}
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
        phrase.append(token)
    behind = tokens[at + len(phrase)] if at + len(phrase) < len(tokens) else None
    # "The incident cost the council": what stands before a determiner or a number is a verb.
    if behind is not None and (behind.low in _DETERMINERS or behind.raw[:1].isdigit() or behind.raw in _CURRENCIES):
        phrase.pop()
    return phrase if len(phrase) > 1 else []


def _needs_more(opening: _Opening, at: int, phrase: Sequence[Token]) -> bool:
    """Whether a definite phrase says too little by itself to know what it speaks of."""
    head = phrase[-1].low
    tokens = opening.tokens
    behind = tokens[at + len(phrase)] if at + len(phrase) < len(tokens) else None
    if AGED.fullmatch(head):
        return True
    if any(one.is_capital for one in phrase[1:]) or any(
        one.low in _ORDERED or one.low.endswith("est") for one in phrase[1:]
    ):
        return False
    if behind is not None and (behind.low in _RESTRICTS or behind.raw in {"'", "’"}):
        return False
    if phrase[-1].low != phrase[-1].raw.lower().replace("’", "'"):
        return False  # "The bank's chief": the phrase goes on
    if head in _KNOWN or len(phrase) > _PHRASE:
        return False
    return _told_before(head, opening.place, opening.index) or (head in _ANAPHORS and len(phrase) == 2)


def _told_before(head: str, place: int, index: ArticleIndex) -> bool:
    """Whether CONTENT has a head's stem in a sentence before the highlight's own."""
    wanted = stem(head)
    return any(wanted in stems for stems in index.window_stems[: min(place, len(index.article.sentences))])


# ---- what is meant


def _is_read(one: _Reference, meant: Span | None, read: set[str], index: ArticleIndex) -> bool:
    """Whether the words before a highlight have what it refers to."""
    if one.head:
        return stem(one.head) in read
    if meant is None:
        return False
    start = index.article.content.start
    name = words(index.article.content.text[meant.start - start : meant.end - start])
    return bool(name) and stem(name[-1].text) in read


def _meant(one: _Reference, opening: _Opening) -> Span | None:
    """Where CONTENT has what a reference means, None where that is in doubt."""
    place, cast, index = opening.place, opening.cast, opening.index
    if place >= len(index.article.sentences):
        return None
    if one.pronoun in PRONOUNS:
        return _person(one.pronoun, place, cast, index)
    if one.pronoun in {"they", "them", "their"}:
        return _group(place, cast, index)
    if one.head:
        return _mention(one.head, place, index)
    return None


def _person(pronoun: str, place: int, cast: Cast, index: ArticleIndex) -> Span | None:
    """The nearest name before a sentence that may be the one of somebody of that gender, if its sentence has no other."""
    gender = PRONOUNS[pronoun]
    for number in range(place - 1, max(-1, place - 1 - _BACK), -1):
        tokens = cast.sentences[number]
        fitting = []
        for mention in cast.mentions_of[number]:
            keys = [key for key in sorted(cast.named(tokens, mention)) if cast.fits(key, gender)]
            fitting += [(keys[0], mention)] if keys else []
        if len({key for key, _ in fitting}) > 1:
            subjects = [(key, mention) for key, mention in fitting if is_subject(tokens, mention)]
            if len({key for key, _ in subjects}) != 1:
                return None
            fitting = subjects
        if fitting:
            mention = max((mention for _, mention in fitting), key=lambda found: found.last - found.first)
            start = index.article.sentences[number].start
            return Span(start + tokens[mention.first].start, start + tokens[mention.last].end)
    return None


def _group(place: int, cast: Cast, index: ArticleIndex) -> Span | None:
    """The nearest group of people that a sentence before begins with: "Government sources", "Two residents"."""
    for number in range(place - 1, max(-1, place - 1 - _BACK), -1):
        tokens = cast.sentences[number]
        phrase: list[Token] = []
        for token in tokens[:_PHRASE]:
            if not token.is_word or token.low in FINITE or token.low in PREPOSITIONS:
                break
            phrase.append(token)
            if token.low in _HUMANS or (token.low[-1:] == "s" and Token(token.low[:-1], token.low[:-1], 0, 0).is_role):
                start = index.article.sentences[number].start
                return Span(start + phrase[0].start, start + token.end)
    return None


def _mention(head: str, place: int, index: ArticleIndex) -> Span | None:
    """The nearest mention of a noun before a sentence, with the words that introduce it."""
    wanted = stem(head)
    sentences = index.article.sentences
    offset = index.article.content.start
    starts = [word.start + offset for word in index.words]
    found: Span | None = None
    for number in range(place - 1, -1, -1):
        if wanted not in index.window_stems[number]:
            continue
        first, last = bisect_left(starts, sentences[number].start), bisect_left(starts, sentences[number].end)
        at = next(at for at in range(last - 1, first - 1, -1) if stem(index.words[at].text) == wanted)
        begin = at
        text = index.article.content.text
        while begin > first and at - begin < _PHRASE:
            left = index.words[begin - 1]
            if text[left.end : index.words[begin].start].strip():
                break
            if left.text in {"a", "an", "the"}:
                begin -= 1
                break
            if not is_content(left.text) or left.text in FINITE or _is_verb(index, begin - 1, first):
                break
            begin -= 1
        span = index.span(begin, at + 1)
        if index.words[begin].text != "the" or at - begin > 1:
            return span
        found = found or span
    if found is None and wanted in {stem(one) for one in _ANAPHORS} and place > 0:
        before = sentences[place - 1]
        return Span(before.start, before.end)
    return found


def _is_verb(index: ArticleIndex, at: int, first: int) -> bool:
    """Whether a word in -ed before a noun is the verb of its clause: "police used drones", but not "the stolen, used car"."""
    word = index.words[at].text
    before = index.words[at - 1].text if at > first else ""
    return word.endswith("ed") and before not in _DETERMINERS
