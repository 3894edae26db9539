"""A subordinate clause or an adverbial of time from the end of its sentence to the front, or back.

Only whole sentences with one such part, without quotation marks, and only where what is moved can belong to the main clause
alone: no denial ("did not come because it rained"), no plan or report that the time might belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["clause_order"]

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME = rf"(?:[Ii]n (?:{_MONTH} )?\d{{4}}|[Ii]n {_MONTH}|[Oo]n {_WEEKDAY}|[Oo]n \d{{1,2}} {_MONTH}(?: \d{{4}})?|[Ll]ast (?:year|month|week|autumn|spring|summer|winter))"
_FINITE = r"(?:is|are|was|were|has|have|had|will|would|can|could|did|does|[a-z]{3,}ed|said|came|went|took|made|fell|rose|left|lost|won|met|began|ran|told|found|saw|held|kept|gave|stood|broke)"
_SUBORDINATE = re.compile(
    rf"(?P<main>[A-Z][^,;:\"“”?]{{15,}}?),? (?P<part>(?:after|before|when|because|although)(?! (?:of|that|all)) [^,;:\"“”?]*\b{_FINITE}\b[^,;:\"“”?]*)\.$"
)
_FRONTED = re.compile(rf"(?P<part>{_TIME}),? (?P<main>[^,;:\"“”?]{{15,120}})\.$")
_FINAL = re.compile(rf"(?P<main>[A-Z][^,;:\"“”?]{{15,120}}?) (?P<part>{_TIME})\.$")
_LEANS = re.compile(
    r"\b(?:not|never|no|to|that|who|which|whose|where|whether|if|said|says|will|would|should|may|might|could|until|since|than|only|both|and|or"
    r"|while|as|because|when|before|after|although|though|of those|against)\b|n['’]t\b"
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their|him|them)\b", re.IGNORECASE)


def clause_order(scene: Scene) -> Iterator[Proposal]:
    """Yields claims in another order."""
    text = scene.text
    if not scene.whole or scene.frames:
        return
    subordinate = _SUBORDINATE.fullmatch(text)
    if subordinate is not None:
        main, part = subordinate["main"], subordinate["part"]
        conjunctions = re.findall(
            r"\b(?:after|before|when|because|although|while|since|that|who|which|whether|if|and|but|said|says)\b", text
        )
        if len(conjunctions) == 1 and not re.search(
            r"\b(?:not|never|no|only|even|just|shortly|years?|days?|hours?|minutes?|weeks?|months?|soon)\b|n['’]t\b",
            main,
        ):
            opening = _lowered(main)
            if opening is not None and not _PRONOUN.search(part):
                yield _whole(text, f"{part[0].upper()}{part[1:]}, {opening}.", "clause to the front")
        return
    fronted = _FRONTED.fullmatch(text)
    if fronted is not None:
        main = fronted["main"]
        if not _LEANS.search(main) and not re.search(_TIME, main):
            part = fronted["part"]
            yield _whole(text, f"{main[0].upper()}{main[1:]} {part[0].lower()}{part[1:]}.", "time to the end")
        return
    final = _FINAL.fullmatch(text)
    if (
        final is not None
        and not _LEANS.search(final["main"])
        and not re.search(_TIME, final["main"])
        and len(re.findall(rf"\b{_FINITE}\b", final["main"])) in {1, 2}
    ):
        opening = _lowered(final["main"])
        if opening is not None:
            part = final["part"]
            yield _whole(text, f"{part[0].upper()}{part[1:]}, {opening}.", "time to the front")


def _lowered(main: str) -> str | None:
    """A main clause as it goes on behind a comma; None where it opens with what may be a name or not."""
    first = main.split(" ", 1)[0]
    if first in {
        "The",
        "A",
        "An",
        "Its",
        "His",
        "Her",
        "Their",
        "It",
        "He",
        "She",
        "They",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Some",
        "Many",
        "Most",
    }:
        return main[0].lower() + main[1:]
    words = main.split()
    return main if len(words) > 1 and words[1][:1].isupper() else None


def _whole(old: str, new: str, direction: str) -> Proposal:
    return Proposal((Change(0, len(old), new),), direction)
