"""A "not" put in, or taken out.

It goes behind the first finite auxiliary of the claim, where the claim denies nothing, and nothing in it makes a "not" ambiguous ("all",
"only", "whether"). It is taken out where it is the only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["negation_added", "negation_removed"]

_BLOCKS = re.compile(
    r"\b(?:not|never|no|nor|none|nobody|nothing|neither|without|hardly|barely|scarcely|only|whether|if|unless|until|any|all|both|each|every|most"
    r"|many|few|fewer|less|still|yet|even|too|either|rather|denie[sd]|refuse[sd]|fail(?:s|ed)?|doubts?|doubted|question(?:s|ed)?|might|may)\b"
    r"|n['’]t\b|\?",
    re.IGNORECASE,
)
_ADVERBS = r"(?:(?:also|now|already|since|been|recently|so|far)\s)*"
_PARTICIPLE = (
    r"(?:[a-z]{2,}ed|been|become|begun|bought|broken|brought|built|caught|chosen|come|cut|done|drawn|fallen|found|given|gone|grown|had|held|hit"
    r"|kept|known|laid|led|left|lost|made|met|paid|put|read|risen|run|said|seen|sent|set|shown|sold|spent|spoken|stolen|struck|taken|taught"
    r"|thought|told|won|written)"
)
_FINITE = re.compile(
    rf"\b(?P<word>will|would|can|could|was|were|is|are)(?=\s[a-z0-9€$£\"“])"
    rf"|\b(?P<have>has|have|had)(?=\s{_ADVERBS}{_PARTICIPLE}\b)"
)
_RELATIVE = re.compile(
    r"\b(?:who|which|that|whose|where|when|because|since|as|what|how|why|although|though|while|after|before|than)\b[^,]*$"
)
_WEAK = re.compile(r"\s(?:understood|said|thought|believed|reported|alleged|likely|the same|one of|said)\b")
_REMOVED = (
    (re.compile(r"\b(?:will|would|can|could|was|were|is|are|has|have|had|does|do|did|should)(?P<cut>\snot)\b(?!\s(?:only|all|every|until|yet|a single|any))"), ""),
    (re.compile(r"\b(?:was|were|is|are|has|have|had|would|will)(?P<cut>\snever)\b"), ""),
)  # fmt: skip
_POLAR = re.compile(r"\b(?:any|anything|anybody|anyone|ever|yet|either|until|unless|because|but (?:also|rather))\b")


def negation_added(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that deny what CONTENT says."""
    if not scene.telling or _BLOCKS.search(scene.text):
        return
    for match in _FINITE.finditer(scene.text):
        before = scene.text[: match.start()]
        if not scene.is_free(match.start(), match.end() + 1) or _RELATIVE.search(before):
            continue
        if _WEAK.match(scene.text, match.end()) or not re.search(r"\w", before):
            return
        yield Proposal((Change(match.end(), match.end(), " not"),), "added")
        return  # a "not" further behind may stand in a part that the first one governs


def negation_removed(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that say what CONTENT denies."""
    if not scene.telling:
        return
    denials = re.findall(r"\b(?:not|never|no|nor|none|neither|nobody|nothing)\b|n['’]t\b", scene.text, re.IGNORECASE)
    if len(denials) != 1 or not re.search(r"\b(?:not|never|no)\b|n['’]t\b", scene.told):
        return
    for pattern, new in _REMOVED:
        for match in pattern.finditer(scene.text):
            if scene.is_free(*match.span()) and not _POLAR.search(scene.text, match.end()):
                yield Proposal((Change(*match.span("cut"), new),), "removed")
