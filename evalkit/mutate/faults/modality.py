"""How sure it is: a possibility made a fact, a fact made a possibility, a hedge left out.

The words that are changed stand in the sentences of CONTENT that tell the claim. A possibility becomes a fact only where none of these
sentences says it more surely, a fact a possibility only where none of them has a word of doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["modality_down", "modality_up", "omitted_hedge"]

_UP = (
    (re.compile(r"\b(?:may|might|could)\b(?=\s[a-z]{2})(?!\s(?:not|have|well)\b)"), "will certainly", r"\b(?:may|might|could)\b"),
    (re.compile(r"\b(?:is|are) (?:expected|likely|due|set|scheduled|poised) to\b"), "will certainly", r"\b(?:expected|likely|due|set|scheduled|poised) to\b"),
    (re.compile(r"\b(?:hopes?|plans?|aims?|intends?|wants?) to\b"), "will certainly", r"\b(?:hope|plan|aim|intend|want)(?:s|ed|ing)?\b"),
    (re.compile(r"\bshould\b(?=\s[a-z]{2})(?!\s(?:not|have)\b)"), "will certainly", r"\bshould\b"),
    (re.compile(r"\bsuggests?\b(?= that\b)"), {"suggest": "prove", "suggests": "proves"}, r"\bsuggest"),
    (re.compile(r"\b(?:expects?|believes?|reckons?|thinks?)\b(?= that\b)"), {
        "expect": "know", "expects": "knows", "believe": "know", "believes": "knows", "reckon": "know", "reckons": "knows",
        "think": "know", "thinks": "knows"}, r"\b(?:expect|believ|reckon|think|thought)"),
)  # fmt: skip
_SURE = re.compile(r"\b(?:certain|certainly|definitely|sure|surely|confirmed|proves?|proved|proven|guaranteed)\b")
_DOUBT = re.compile(
    r"\b(?:may|might|could|would|should|perhaps|maybe|possibl[ey]|probabl[ey]|likely|unlikely|reportedly|allegedly|apparently|seems?|seemed"
    r"|appears?|appeared|suggest\w*|expect\w*|believ\w*|understood|thought|suspect\w*|hop(?:e|es|ed|ing)|plan(?:s|ned)?|estimate\w*|reckon\w*"
    r"|alleged|claim\w*|whether|if|unless)\b"
)
_PARTICIPLE = r"(?P<rest>(?:[a-z]{2,}ed|been|become|begun|bought|built|caught|come|cut|done|fallen|found|given|gone|grown|held|kept|led|left|lost|made|met|paid|risen|sent|sold|spent|taken|told|won))\b"
_DOWN = (
    (re.compile(r"\bwill\b(?=\s[a-z]{2})(?!\s(?:not|have|never|certainly|probably|also)\b)"), "may", r"\bwill\b|\bis to\b|\bare to\b|\bbe\b"),
    (re.compile(rf"\b(?:has|have)\s(?={_PARTICIPLE})"), "may have ", None),
    (re.compile(rf"\b(?:was|were)\s(?={_PARTICIPLE})"), "may have been ", None),
)  # fmt: skip
_BASES = {"be": ("is", "are"), "have": ("has", "have")}
_HEDGED = re.compile(
    r"\b(?P<be>is|are) (?:understood|thought|believed|reported|said|alleged) to (?P<verb>[a-z]+)\b(?!\s(?:likely|expected|due)\b)"
)
_ADVERB = re.compile(
    r"\b(?:reportedly|allegedly|apparently|probably|possibly|perhaps|supposedly|presumably)\s(?=[a-z])"
)
_REPORTED = re.compile(
    r"\b(?:understood|thought|believed|reported|said|alleged)\b|\b(?:reportedly|allegedly|apparently|probably|possibly|perhaps|supposedly|presumably)\b"
)


def modality_up(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that are surer than CONTENT."""
    if not scene.telling or _SURE.search(scene.told):
        return
    for pattern, new, told in _UP:
        for match in pattern.finditer(scene.text):
            if not scene.is_free(*match.span()) or not re.search(told, scene.told) or _denied(scene.text, match):
                continue
            word = new if isinstance(new, str) else new[match[0]]
            yield Proposal((Change(*match.span(), word),), "up")


def modality_down(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that are less sure than CONTENT."""
    if not scene.telling or _DOUBT.search(scene.text.lower()) or _doubted(scene):
        return
    for pattern, new, told in _DOWN:
        for match in pattern.finditer(scene.text):
            if (
                not scene.is_free(*match.span())
                or (told and not re.search(told, scene.told))
                or _denied(scene.text, match)
            ):
                continue
            if re.search(
                r"\b(?:who|which|that|because|when|where|since|after|as|by)\b[^,]*$", scene.text[: match.start()]
            ):
                continue  # of what the claim tells by the way, some doubt is no other claim
            yield Proposal((Change(*match.span(), new),), "down")
            return


def omitted_hedge(scene: Scene) -> Iterator[Proposal]:
    """Yields claims that tell as plain what CONTENT tells as said or thought."""
    if not scene.telling or not all(
        _REPORTED.search(scene.source.sentences[number].text.lower()) for number in scene.telling
    ):
        return
    for match in _HEDGED.finditer(scene.text):
        plain = _finite(match["verb"], plural=match["be"] == "are")
        if scene.is_free(*match.span()) and plain is not None:
            yield Proposal((Change(*match.span(), plain),), "left out")
    for match in _ADVERB.finditer(scene.text):
        if scene.is_free(*match.span()) and match[0].strip() in scene.told:
            yield Proposal((Change(*match.span(), ""),), "left out")


def _denied(text: str, match: re.Match[str]) -> bool:
    """Whether what is told is denied, or asked, before or behind: of that, more or less certainty may come to the same."""
    return (
        re.search(
            r"\b(?:not|no|never|whether|if|unless)\b|n['’]t\b",
            text[max(0, match.start() - 40) : match.end() + 12],
            re.IGNORECASE,
        )
        is not None
    )


def _doubted(scene: Scene) -> bool:
    return _DOUBT.search(scene.told) is not None


def _finite(verb: str, *, plural: bool) -> str | None:
    """A verb as it stands behind its subject; None where its form cannot be told."""
    if verb in _BASES:
        return _BASES[verb][plural]
    if plural:
        return verb
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"
