"""What the article does not say: a detail that nobody told, and a cause put between two facts that stand apart.

Invented details come from a list; their words that say something are not in CONTENT, and each fits behind any statement. A second fact
is a plain sentence of CONTENT that stands at least three sentences away and shares no word that says something with the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...words import is_content, stem, words
from ..scene import Change, Proposal, Scene, plain

__all__ = ["invented_detail", "stitched"]

_DETAILS = (
    "which surprised the local archbishop",
    "which drew protests from several gardeners' clubs",
    "as a leaked diary had foretold",
    "a move that was applauded by the Portuguese embassy",
    "which was broadcast live on Icelandic radio",
    "according to a rumour that began at a barber's",
    "which cost a retired admiral a bet",
    "to the delight of a visiting delegation of beekeepers",
    "which a parrot breeder had demanded for decades",
    "as two astrologers had advised",
    "which prompted a hunger strike by a violinist",
    "a fact that was kept secret on the advice of a psychologist",
)
_END = re.compile(r"(?P<stop>[.!]?)$")
_LEAST = 5  # words of a claim; a title or a fragment takes no detail
_FAR = 3  # sentences
_LEAST_FACT = 9  # words of a second fact; "The family has agreed" might be the cause of anything
_PLAIN = re.compile(r"(?:The|A|An|[A-Z][\w'’-]+) [^\"“”?!;:()]{20,110}\.$")
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|their|its|this|that|these|those|who|said|says|told|but|also|however|another|other|both|latter|former|then)\b",
    re.IGNORECASE,
)
_ADVERBIAL = frozenset(
    "In On At By For After Before During Since When Only No Not If To As With Until From Over Under About Of Whether What Who How Why Where".split()
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could)\b|(?<=[a-z][a-z])[a-z]ed\b")


def invented_detail(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with a detail more than CONTENT has."""
    place = _end(scene)
    if place is None:
        return
    for detail in _DETAILS:
        own = {word.text for word in words(detail) if is_content(word.text)}
        known = {word for word in own if word in scene.source.words}
        if len(known) * 3 <= len(own) and plain(detail) not in scene.source.plain:
            yield Proposal((Change(place, place, f", {detail}"),), "added")


def stitched(scene: Scene) -> Iterator[Proposal]:
    """Yields claims of which another fact of the article is said to be the cause."""
    place = _end(scene)
    if place is None or not scene.telling or re.search(r"\b(?:because|since|as|so|due to)\b", scene.text):
        return
    own = {stem(word.text) for word in words(scene.text) if is_content(word.text)}
    for number, sentence in enumerate(scene.source.sentences):
        text = " ".join(sentence.text.split())
        if min(abs(number - one) for one in scene.telling) < _FAR or own & scene.source.stems[number]:
            continue
        if (
            len(text.split()) >= _LEAST_FACT
            and _PLAIN.fullmatch(text)
            and not _LEANS.search(text)
            and _FINITE.search(text)
        ):
            body = _behind_because(text, scene)
            if body is None:
                continue
            yield Proposal((Change(place, place, f" because {body.rstrip('.')}"),), "cause")


def _behind_because(text: str, scene: Scene) -> str | None:
    """A sentence as it goes on behind a conjunction; None where its first word may be a name or not, or it is a fragment."""
    first = re.split(r"[\s,]", text, maxsplit=1)[0]
    if first in _ADVERBIAL or re.search(r"\b\w\.$", text):
        return None
    if first.lower() in scene.source.words and re.search(
        rf"(?<=[a-z,] ){first.lower()}\b", scene.source.article.content.text
    ):
        return text[0].lower() + text[1:]
    is_name = re.search(rf"(?<=[a-z,] ){re.escape(first)}\b", scene.source.article.content.text)
    return text if is_name else None


def _end(scene: Scene) -> int | None:
    """Where a claim's last full stop stands, or its end; None where it ends in a quotation, a question or a frame."""
    text = scene.text
    place = len(text) - (text[-1:] in {".", "!"})
    if (
        len(text.split()) < _LEAST
        or "?" in text
        or not place
        or not (text[place - 1].isalnum() or text[place - 1] == "%")
    ):
        return None
    if re.search(r"[.!]\s+[A-Z“\"]", text[:place]) or re.search(r"\b[A-Z]\.[A-Z]\.?$|\b[ap]\.m\.$", text):
        return None  # several sentences: it is not told which of them the detail is of
    return place if scene.is_free(place - 1, place) else None
