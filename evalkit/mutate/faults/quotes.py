"""Quotations: a word that nobody said between the quotation marks, and another speaker.

Only a quotation that CONTENT has word for word is changed, by a word of the synonyms' list or of the article itself; the changed one is
nowhere in CONTENT. A speaker is changed for somebody of the article who stands neither where the claim is told nor beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...words import is_content, stem
from ..persons import mentions_in
from ..scene import Change, Proposal, Scene, plain
from ..synonyms import SYNONYMS
from .names import is_speaker, others_for

__all__ = ["quote_attribution", "quote_wording"]

_LEAST = 3  # words of a quotation; a single word in marks may be a title or a doubt
_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
_ENDINGS = ("ing", "ed", "ly", "s")


def quote_wording(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that quote words which were not said."""
    if not scene.has_balanced_marks:
        return
    for start, end in scene.quoted:
        inner = scene.text[start:end]
        words = plain(inner)
        if len(words.split()) < _LEAST or words not in scene.source.plain:
            continue
        for match in _WORD.finditer(inner):
            if not is_content(match[0]):
                continue
            for new in (*(other for one, other in _pairs() if one == match[0]), *_alike(scene, match[0])):
                changed = plain(inner[: match.start()] + new + inner[match.end() :])
                if changed not in scene.source.plain:
                    yield Proposal((Change(start + match.start(), start + match.end(), new),), "word")


def _pairs() -> Iterator[tuple[str, str]]:
    for one in SYNONYMS:
        yield one.old, one.new


def _alike(scene: Scene, word: str) -> list[str]:
    """Words of the article with the same ending, from other sentences than those that tell the claim."""
    ending = next((one for one in _ENDINGS if word.endswith(one)), "")
    told = {stem(one) for one in re.findall(r"[a-z]+", scene.told)}
    found = {
        one
        for one in re.findall(r"(?<![\w'’.-])[a-z]{4,}(?![\w'’-])", scene.source.article.content.text)
        if is_content(one)
        and next((other for other in _ENDINGS if one.endswith(other)), "") == ending
        and abs(len(one) - len(word)) <= 3
        and stem(one) not in told
    }
    return sorted(found)


def quote_attribution(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with another speaker, of a quotation or of reported speech."""
    if not scene.telling:
        return
    mentions = mentions_in(scene.text, scene.source.people)
    near = {one.person for one in mentions_in(scene.around, scene.source.people)}
    for mention in mentions:
        once = sum(one.person == mention.person for one in mentions) == 1
        if not (
            once
            and mention.person in near
            and scene.is_free(mention.start, mention.end)
            and is_speaker(scene.text, mention)
        ):
            continue
        direction = "quotation" if scene.quoted else "reported"
        for other in others_for(scene, mention):
            new = other.full if mention.is_full else other.family
            yield Proposal((Change(mention.start, mention.end, new),), direction)
