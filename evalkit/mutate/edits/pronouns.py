"""The name for the pronoun that opens a claim, where the block has named one person so far, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..persons import TITLES, mentions_in
from ..scene import Change, Proposal, Scene

__all__ = ["pronoun_to_name"]

_OPENING = re.compile(r"(?P<word>He|She|he|she|Her|His|her|his)(?=\s[a-z])")
_ROLE = re.compile(
    r"\b(?:man|woman|wife|husband|mother|father|son|daughter|brother|sister|minister|mayor|judge|president|spokesman|spokeswoman|lawyer|agent"
    r"|driver|captain|manager|leader|chief|director|opponent|victim|witness|student|patient|player|teacher|doctor|critic|officer|colleague"
    r"|friend|member|candidate|chair\w*)s?\b",
    re.IGNORECASE,
)


def pronoun_to_name(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that open with a name."""
    match = _OPENING.match(scene.text)
    earlier = "\n".join(scene.earlier)
    if match is None or not scene.is_free(*match.span()) or not scene.telling:
        return
    named = {one.person for one in mentions_in(earlier, scene.source.people)}
    if len(named) != 1 or _strangers(earlier, named.pop()) or mentions_in(scene.text, scene.source.people):
        return
    (person,) = {one.person for one in mentions_in(earlier, scene.source.people)}
    lasts = re.findall(rf"\b(?:Mr|Mrs|Ms|Dr|Prof)\.?\s{re.escape(person.family)}\b", scene.source.article.content.text)
    possessive = match["word"].lower() in {"her", "his"}
    if re.search(r"\b(?:he|she|him|her|his)\b", scene.text[match.end() :]):
        return  # "Hale ... her" may be two
    for new in dict.fromkeys((person.full, *lasts[:1])):
        yield Proposal(
            (Change(*match.span(), new + ("'s" if possessive else "")),), "possessive" if possessive else "subject"
        )


def _strangers(text: str, person: object) -> bool:
    """Whether a text may speak of somebody else: a title without that person's name, or a word for one whom it leaves unnamed."""
    full = str(getattr(person, "full", ""))
    rest = text.replace(full, " ")
    titled = re.findall(r"\b([A-Z][a-z]+)\.?\s[A-Z]", rest)
    pair = re.search(
        r"\b[^\W\d_a-z][\w'’-]+\s[^\W\d_a-z][\w'’-]+", rest
    )  # may be somebody whom nothing else shows to be one
    return pair is not None or any(one.lower() in TITLES for one in titled) or _ROLE.search(rest) is not None
