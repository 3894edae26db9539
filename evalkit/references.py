"""References: a claim that opens with "she" or "the minister" gets the name back that the text before it gave.

A wrong name makes a faithful claim look false, so a name is put in only where nobody else can be meant: the sentences
before name one person who fits, and nothing else in them could be the one. English; "it" and "they" stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import people as who
from .people import Cast, Gender, Key, Mention, Token, is_head, is_possessive, is_subject, tokenized

__all__ = ["VERSION", "Source", "restored"]

VERSION = 1
"""Raised when a restoration changes: numbers that rest on judged texts are comparable only within one version."""

_MOST = 2000  # a longer claim is a table or a dump
_BACK = 8  # how many claims back a name may stand
_LEAD_IN = 60  # how far from its start a claim's subject may stand: "In a long speech on Friday, she ..."
_BACK_IN_CONTENT = 3
_ANCHOR = 3  # so many words behind a pronoun, in a row, say where in CONTENT a claim was taken from
_COPIED = 0.7  # the share of a claim's words that its sentence of CONTENT has

_ADVERBS = frozenset("also then now later still never just already".split())
_POSSESSIVES = frozenset({"his", "her"})
_BEING = frozenset("is was be been being became become becomes named appointed elected called as".split())
_CLAUSAL = frozenset("who whom whose which that they because if whether how what why it we i you".split())
_LEADING = frozenset(
    """on in at during for with since by last this then later now also however meanwhile instead afterwards earlier today
    yesterday next after before until despite""".split()
)
_AGENT = re.compile(r"[a-z-]{3,}(?:er|or|ist|ian|man|woman|ee|ster)")
_NO_AGENT = re.compile(
    "number|letter|further|offer|computer|lower|earlier|larger|newspaper|matter|fee|higher|quarter|later|corner|degree|helicopter"
    "|bigger|smaller|greater|younger|factor|cover|order|error|paper|summer|better|major|minor|senior|junior|german"
)
_DESCRIBES = re.compile(r"[Tt]he\b")
_REFERS = re.compile(r"\b(?:he|she|his|her)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """What references are resolved with: the sentences of an article's CONTENT, in order, and its title.

    What is derived of them is derived when the first claim needs it, once.
    """

    sentences: tuple[str, ...]
    title: str = ""

    @cached_property
    def cast(self) -> Cast:
        """The people of CONTENT."""
        return Cast([tokenized(sentence) for sentence in self.sentences])

    @cached_property
    def anchors(self) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        """The places of CONTENT, sentence and word, where words in a row stand."""
        found: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for place, tokens in enumerate(self.cast.sentences):
            lows = [token.low for token in tokens]
            for at in range(len(lows) - _ANCHOR + 1):
                found[tuple(lows[at : at + _ANCHOR])].append((place, at))
        return found


def restored(text: str, earlier: Sequence[str], source: Source, *, copied: bool = False) -> str:
    """Gives a claim with its opening "he", "she", "his", "her" or "the minister" replaced by the name that is meant.

    Args:
        text: the claim.
        earlier: what stands before it in its block, claim by claim, themselves restored or not.
        source: the article.
        copied: whether the claim is taken out of CONTENT, as a bullet of HIGHLIGHTS is: what stands before it in the
            block then says nothing about whom it means, and only CONTENT is asked.

    Returns:
        The text as it is, but for the one reference; exactly the text where there is no reference or any doubt.
    """
    if len(text) > _MOST or not (_DESCRIBES.match(text) or _REFERS.search(text, 0, _LEAD_IN)):
        return text
    tokens = tokenized(text)
    if _DESCRIBES.match(text):
        described = _with_described(text, tokens, earlier, source.cast)
        if described is not None:
            return described
    at = _subject(tokens)
    if at is None:
        return text
    pronoun = tokens[at]
    words = None if copied else _named_before(who.PRONOUNS[pronoun.low], earlier or [source.title], source.cast)
    if words is None and (copied or not earlier):
        words = _named_in_content(tokens, at, source)
    # A claim that names the person itself means somebody else by its pronoun, or needs no help.
    if words is None or any(token.low == words[-1].lower() for token in tokens):
        return text
    name = _written(words, text, earlier) + ("'s" if pronoun.low in _POSSESSIVES else "")
    return text[: pronoun.start] + name + text[pronoun.end :]


def _written(words: tuple[str, ...], text: str, earlier: Sequence[str]) -> str:
    """A name as a claim writes names: in lower case where it has no capitals at all."""
    name = " ".join(words)
    return name.lower() if all(one == one.lower() for one in (text, *earlier[-1:])) else name


def _subject(tokens: list[Token]) -> int | None:
    """The place of the pronoun that a claim opens with; a lead-in without people, verbs and speech may stand before it."""
    for at, token in enumerate(tokens):
        if token.start > _LEAD_IN or token.raw in who.QUOTES or token.raw in {"'", ":", ";"}:
            return None
        if token.low in {"he", "she"} or (at == 0 and token.low in _POSSESSIVES):
            # "he's" and "he'd" are no plain pronouns, and "her" behind a lead-in may be an object.
            return at if token.raw in {token.low, token.low.capitalize()} and _leads_in(tokens[:at]) else None
        if at > 0 and token.is_capital and token.low not in who.STOP:
            return None
        if token.low in who.PRONOUNS or token.is_role or token.low in who.FINITE or token.low in _CLAUSAL:
            return None
    return None


def _leads_in(before: list[Token]) -> bool:
    """Whether what stands before a pronoun is a phrase of its own: closed by a comma, or a time or place without one."""
    if before and before[0].low in {"and", "but", "so", "yet"}:
        before = before[1:]
    return not before or before[-1].raw == "," or before[0].low in _LEADING


# ---- who is named before


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a sentence holds for a pronoun of a gender.

    Attributes:
        key: the one person it may mean.
        words: the fullest form of that name here.
        doubt: whether somebody without a name, or more than one person, may be meant.
        subject: whether the one person is what the sentence is about.
        linked: whether it has a pronoun of that gender and no name.
    """

    key: Key | None
    words: tuple[str, ...]
    doubt: bool
    subject: bool
    linked: bool


def _scene(tokens: list[Token], cast: Cast, gender: Gender) -> _Scene:
    mentions = cast.mentions(tokens)
    fitting: list[tuple[Key, Mention]] = []
    doubt = False
    for mention in mentions:
        keys = [key for key in sorted(cast.named(tokens, mention)) if cast.fits(key, gender)]
        # Of "Hale and Bell" neither is "she" or "he" in what follows.
        doubt = doubt or len(keys) > 1 or (bool(keys) and _is_coordinated(tokens, mention, mentions))
        fitting.extend((key, mention) for key in keys[:1])
    own = {key for key, _ in fitting}
    first = min((mention.first for _, mention in fitting), default=len(tokens))
    before = any(who.PRONOUNS.get(token.low) == gender for token in tokens[:first])
    doubt = doubt or len(own) > 1 or (bool(own) and before)
    doubt = doubt or any(
        _is_nameless(tokens, at, gender, mentions) and cast.bearers.get(tokens[at].low) != own
        for at in range(len(tokens))
    )
    if len(own) != 1:
        return _Scene(None, (), doubt, subject=False, linked=before and not own)
    words = max((mention.words for _, mention in fitting), key=len)
    return _Scene(own.pop(), words, doubt, is_subject(tokens, fitting[0][1]), linked=False)


def _is_coordinated(tokens: list[Token], mention: Mention, mentions: list[Mention]) -> bool:
    """Whether a name is one of two that "and" joins."""

    def joined(before: Mention, after: Mention) -> bool:
        gap = [token.low for token in tokens[before.last + 1 : after.first] if token.raw != "."]
        return gap[:1] == ["and"] and set(gap[1:]) <= who.TITLES

    return any(joined(one, mention) or joined(mention, one) for one in mentions)


def _is_nameless(tokens: list[Token], at: int, gender: Gender, mentions: list[Mention]) -> bool:
    """Whether the word at a place is somebody without a name: "a neighbour", "the woman"."""
    if not (is_head(tokens, at) or _is_agent(tokens, at)) or who.gender_of(tokens[at].low) not in {None, gender}:
        return False
    if any(mention.first - 1 <= at <= mention.last for mention in mentions):
        return False  # "striker Hale"
    # "Hale is the minister", "as a minister"; "Hale, the minister," and "the minister, Hale,"
    start = at
    while start > 0 and tokens[start - 1].raw.isalnum() and tokens[start - 1].low not in who.FINITE | who.PREPOSITIONS:
        start -= 1
        if tokens[start].low in {"the", "a", "an", "his", "her", "their", "its"}:
            break
    if start > 0 and tokens[start - 1].low in _BEING:
        return False
    commas = {place for place in (start - 1, at + 1) if 0 <= place < len(tokens) and tokens[place].raw == ","}
    return not any(
        mention.last + 1 in commas - {at + 1} or mention.first - 1 in commas - {start - 1} for mention in mentions
    )


def _is_agent(tokens: list[Token], at: int) -> bool:
    """Whether a word that no list has looks like somebody: "a whistleblower", "another competitor"."""
    low = tokens[at].low
    return (
        low == tokens[at].raw
        and low not in who.STOP
        and _AGENT.fullmatch(low) is not None
        and not _NO_AGENT.fullmatch(low)
        and any(token.low in {"a", "an", "another", "one"} for token in tokens[max(0, at - 3) : at])
    )


def _antecedent(scenes: list[_Scene], *, strict: bool) -> Key | None:
    """The one person that a pronoun after these scenes, the last of them first, can mean.

    That is who the last sentence with a name is about, where only sentences with pronouns stand between; and, unless
    strict, whoever is the only one in all of them.
    """
    for place, scene in enumerate(scenes):
        older = scenes[place + 1 :]
        if scene.doubt:
            return None
        if scene.key is not None:
            linked = scene.subject and all(one.linked for one in scenes[:place])
            alone = (scene.subject or place == 0) and not any(
                one.doubt or one.key not in {None, scene.key} for one in older
            )
            return scene.key if linked or (alone and not strict) else None
    return None


def _named_before(gender: Gender, earlier: Sequence[str], cast: Cast) -> tuple[str, ...] | None:
    """The name of the one person that the claims before can mean."""
    scenes = [_scene(tokenized(text[:_MOST]), cast, gender) for text in reversed(earlier[-_BACK:])]
    key = _antecedent(scenes, strict=False)
    if key is None or not cast.is_person(key, gender):
        return None
    forms = [scene.words for scene in scenes if scene.key == key]
    if cast.people[key].introduced:  # else "Mr Baran" may be the father of the only Baran whom CONTENT names in full
        forms.append(cast.people[key].words)
    return max(forms, key=len)


# ---- who is meant in CONTENT


def _named_in_content(tokens: list[Token], at: int, source: Source) -> tuple[str, ...] | None:
    """The name of the one person that CONTENT says this of, word for word from the pronoun on."""
    cast = source.cast
    low = tokens[at].low
    tail = [token.low for token in tokens[at + 1 :]]
    keys = set()
    for place, after in source.anchors.get(tuple(tail[:_ANCHOR]), []):
        sentence = cast.sentences[place]
        if len(set(tail) & {token.low for token in sentence}) < _COPIED * len(set(tail)):
            continue
        key = None
        if after and sentence[after - 1].low == low:
            key = _meant(place, after - 1, cast)
        elif after and (low not in _POSSESSIVES or is_possessive(sentence, after - 1)):
            ending = [mention for mention in cast.mentions_of[place] if mention.last == after - 1]
            found = cast.keys(ending[0]) if ending else frozenset()
            key = next(iter(found)) if len(found) == 1 else None
        if key is None or not cast.is_person(key, who.PRONOUNS[low]):
            return None
        keys.add(key)
    return cast.people[keys.pop()].words if len(keys) == 1 else None


def _meant(place: int, at: int, cast: Cast) -> Key | None:
    """Whom the pronoun at a place of a sentence of CONTENT means, if that is certain."""
    before = cast.sentences[place][:at]
    if any(token.raw in who.QUOTES for token in before):
        return None
    gender = who.PRONOUNS[cast.sentences[place][at].low]
    own = _scene(before, cast, gender)
    older = [
        _scene(tokens, cast, gender) for tokens in reversed(cast.sentences[max(0, place - _BACK_IN_CONTENT) : place])
    ]
    return _antecedent([own, *older] if own.doubt or own.key else older, strict=True)


# ---- a definite description


def _with_described(text: str, tokens: list[Token], earlier: Sequence[str], cast: Cast) -> str | None:
    """The claim with "The minister ..." as "Margrit Hale, the minister, ...", where CONTENT binds it to one name."""
    end = next((at for at in range(1, min(8, len(tokens) - 2)) if is_head(tokens, at)), None)
    if end is None or not all(token.is_word for token in tokens[1 : end + 1]) or is_possessive(tokens, end):
        return None
    verb = tokens[end + 2] if tokens[end + 1].low in _ADVERBS else tokens[end + 1]
    if verb.low not in who.FINITE and not (verb.raw.islower() and verb.low.endswith("ed")):
        return None
    head = tokens[end].low
    key = cast.bearer(head, [token.low for token in tokens[1:end]])
    if key is None or any(token.low in key for token in tokens):
        return None
    back = [tokenized(one[:_MOST]) for one in reversed(earlier[-_BACK:])]
    named = [{other for mention in cast.mentions(one) for other in cast.named(one, mention)} for one in back]
    # Who was spoken of last, or beside that word, is called so too, for all that is known.
    last = next(filter(None, named), {key})
    beside = any(head in {token.low for token in one} and names - {key} for one, names in zip(back, named, strict=True))
    if key not in last or beside:
        return None
    name = _written(cast.people[key].words, text, earlier)
    return f"{name}, t{text[1 : tokens[end].end]},{text[tokens[end].end :]}"
