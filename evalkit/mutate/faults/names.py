"""Another name: of somebody else in the article, of somebody or some place that it never names; and who did what to whom, turned round.

A name from within the article is put in only where its bearer stands neither in the sentences that tell the claim nor beside
them. A name from outside is taken from a list; none of its words is in CONTENT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..persons import SPEECH, Mention, Person, mentions_in
from ..scene import Change, Proposal, Scene

__all__ = ["is_speaker", "name_inside", "name_outside", "others_for", "role_swap"]

_PEOPLE = tuple(
    Person(given, family)
    for given, family in (
        ("Marek", "Sollander"), ("Ingrid", "Vossberg"), ("Tobias", "Quillfeather"), ("Leonor", "Abrantes"), ("Darragh", "Penhallow"),
        ("Saskia", "Brouwerink"), ("Emeka", "Adichukwu"), ("Yuki", "Tanemori"), ("Farid", "Benhalim"), ("Greta", "Lindenow"),
        ("Rajiv", "Malhotrani"), ("Oona", "Kivelä"),
    )
)  # fmt: skip
_PLACES = (
    "Aldermouth",
    "Brackenholm",
    "Castrelo",
    "Dunwarren",
    "Eskelund",
    "Fontvielle",
    "Garrowby",
    "Hollinside",
    "Kestrelmoor",
    "Vindhaven",
)
_PLACE = re.compile(
    r"\b(?P<before>in|near|from|off|around)\s(?P<name>[A-Z][\w’'-]*[a-zà-ÿ](?:\s[A-Z][\w’'-]*[a-zà-ÿ])?)(?![\w'’-]|\s[A-Z])"
)
_TIMES = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]+day|Christmas|Easter"
                    r"|Spring|Summer|Autumn|Winter|English|French|German|Spanish|Latin)$")  # fmt: skip
_BEFORE_SPEAKER = re.compile(rf"\b(?:{SPEECH}|according to)\s[^,.;:\"”]*(?:,\s)?$")
_BEHIND_SPEAKER = re.compile(rf"(?:,\s[^,.;:\"“]{{2,60}},)?\s{SPEECH}\b")
# What one does to another, and the other does not do back by doing it.
_DEEDS = (
    "beat|beats|beating|defeated|succeeded|succeeds|accused|accuses|criticised|criticized|praised|praises|sued|bought|acquired|overtook|replaced"
    "|replaces|appointed|warned|blamed|thanked|hired|dismissed|arrested|killed|attacked|rescued|invaded|nominated|endorsed|outbid|employs|owns"
)
_NAME = r"(?:[A-Z][\w’'-]*[\w](?:\s[A-Z][\w’'-]*[\w])*)"
_DEED = re.compile(rf"(?<![\w-])(?P<one>{_NAME})\s(?P<verb>{_DEEDS})\s(?P<other>{_NAME})(?=[\s,.;]|$)(?!['’])")
_EXCHANGE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bfrom (?P<one>[€$£]?[\d.,]*\d(?:m|bn|%)?)(?: [a-z]+)?(?: in \d{4})? to (?P<other>[€$£]?[\d.,]*\d(?:m|bn|%)?)(?![\w%]|[.,]\d)",
        r"\bby (?P<one>\d+)(?: votes)? to (?P<other>\d+)\b(?![.,]\d)",
        r"(?<![\w.,])(?P<one>[€$£]?[\d.,]*\d%?) [^,.;\d]{3,60}, against (?P<other>[€$£]?[\d.,]*\d%?)(?![\w%]|[.,]\d)",
        r"(?<![\w.,])(?P<one>[\d.]*\d%) this year and (?P<other>[\d.]*\d%) next year",
        r"(?<![\w.,])(?P<one>\d[\d,]*) [^,.;\d]{2,30} among the (?P<gap>\d[\d,]*) [^,.;\d]{2,50} and (?P<other>\d[\d,]*) among the",
    )
)


def others_for(scene: Scene, mention: Mention) -> Iterator[Person]:
    """Yields the people of the article who have nothing to do with what a claim tells."""
    near = {one.person for one in mentions_in(scene.around, scene.source.people)}
    own = {one.person for one in mentions_in(scene.text, scene.source.people)}
    for person in scene.source.people:
        if person not in near and person not in own and not person.words & mention.person.words:
            yield person


def is_speaker(text: str, mention: Mention) -> bool:
    """Whether somebody is named as the one who speaks."""
    return (
        _BEHIND_SPEAKER.match(text, mention.end) is not None
        or _BEFORE_SPEAKER.search(text, 0, mention.start) is not None
    )


def name_inside(scene: Scene) -> Iterator[Proposal]:
    """Yields claims of somebody else in the article."""
    for mention in _named(scene):
        for other in others_for(scene, mention):
            yield _put(mention, other, "inside")


def name_outside(scene: Scene) -> Iterator[Proposal]:
    """Yields claims of somebody, or of a place, that the article never names."""
    words = scene.source.words
    for mention in _named(scene):
        for other in _PEOPLE:
            if not other.words & words:
                yield _put(mention, other, "outside")
    taken = mentions_in(scene.text, scene.source.people)
    for match in _PLACE.finditer(scene.text):
        start, end = match.span("name")
        is_person = any(one.start < end and start < one.end for one in taken)
        if is_person or not scene.is_free(start, end) or _TIMES.search(match["name"]) or not scene.telling:
            continue
        if match["name"].lower() in scene.told:
            for place in _PLACES:
                if place.lower() not in words:
                    yield Proposal((Change(start, end, place),), "outside")


def _named(scene: Scene) -> Iterator[Mention]:
    """Yields whom a claim names, where CONTENT tells the same of the same person; who speaks is left to the speakers' own kind."""
    if not scene.telling:
        return
    mentions = mentions_in(scene.text, scene.source.people)
    near = {one.person for one in mentions_in(scene.around, scene.source.people)}
    for mention in mentions:
        once = sum(one.person == mention.person for one in mentions) == 1
        if (
            once
            and mention.person in near
            and scene.is_free(mention.start, mention.end)
            and not is_speaker(scene.text, mention)
        ):
            yield mention


def _put(mention: Mention, other: Person, direction: str) -> Proposal:
    return Proposal((Change(mention.start, mention.end, other.full if mention.is_full else other.family),), direction)


def role_swap(scene: Scene) -> Iterator[Proposal]:
    """Yields claims in which two have changed places: who did it to whom, or the figures of from and to."""
    if not scene.telling:
        return
    patterns = (_DEED, *_EXCHANGE)
    for pattern in patterns:
        for match in pattern.finditer(scene.text):
            one, other = match["one"], match["other"]
            if one == other or not scene.is_free(*match.span()) or match.start("one") == match.start("other"):
                continue
            if one.lower() not in scene.source.lower or other.lower() not in scene.source.lower:
                continue
            if pattern is _DEED and (
                _opens_plainly(scene.text, match) or re.search(r"\b(?:and|or)\s$", scene.text[: match.start()])
            ):
                continue
            changes = (Change(*match.span("one"), other), Change(*match.span("other"), one))
            yield Proposal(changes, "persons" if pattern is _DEED else "figures")


def _opens_plainly(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a name may be a word that opens the sentence."""
    return match.start() == 0 and " " not in match["one"] and len(match["one"]) < 4 and text[:1].isupper()
