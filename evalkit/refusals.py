"""Texts in which a summariser declines instead of answering, such as "I'm sorry, but I can't summarise this article".

A refusal is no summary, faithful or not (refusals would inflate a faithfulness score). What is recognised is a text that *opens* in the
writer's own voice with not being able or willing to do the task; what somebody says in an article stands in quotation marks or
has a speaker, and is none. A placeholder such as "N/A" that is the whole text is no summary either, and counts as one.
"""

from __future__ import annotations

import re

__all__ = ["is_refusal"]

_MOST = 1_500
"""Characters that a refusal has at most: what goes on at length answers after all."""

_TASK = (
    r"(?:provide|give|offer|write|create|generate|produce|complete|fulfil?l|process|access|open|read|view|see|find|summari[sz]e|"
    r"summary|assist|help|comply|do that|do this|answer|respond|continue|share|extract|identify|determine|browse|retrieve)"
)
_UNABLE = (
    r"(?:can(?:no|['’])?t|can not|could(?: not|n['’]t)|won['’]t(?: be able to)?|will not(?: be able to)?|"
    r"(?:am|['’]m) (?:not able|unable|not allowed|not permitted|not programmed|not capable of|not in a position)(?: to)?|"
    r"(?:must|have to|need to) (?:decline|refuse)|decline|(?:am|['’]m) going to have to (?:decline|refuse))"
)
_LACKING = r"do(?: not|n['’]t) have (?:access|the ability|enough (?:text|information|context)|sufficient|the (?:text|article|content))"
_SORRY = r"(?:(?:i(?:['’]m| am) (?:very |so |truly |really )?sorry|sorry|(?:my |i )?apolog(?:y|ies|i[sz]e)|unfortunately|regrettably)\b[^.!?\n]{0,40}?[,.:;–—-]*\s*(?:but|however)?,?\s*)"
_MACHINE = r"(?:as an? (?:ai|artificial intelligence|large language|language)\b[^,.\n]{0,60},?\s*)"

_OPENING = re.compile(
    rf"\s*(?:[-*•]\s+)?(?:{_SORRY}|{_MACHINE}){{0,2}}i\s?(?:{_LACKING}\b|{_UNABLE}\b[^.!?,\n]{{0,40}}\b{_TASK}\b)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(
    rf"\s*(?:[-*•]\s+)?(?:{_SORRY})?(?:(?:there is|there['’]s) no (?:article|text|content)\b[^.!?\n]{{0,40}}\b(?:to summari[sz]e|provided)|"
    r"no (?:article|text|content) (?:was|has been|is) (?:provided|given|included)|"
    r"(?:the|this) (?:article|text|content) (?:cannot be|can['’]t be|could not be) summari[sz]ed|"
    r"please (?:provide|paste|share) the (?:article|text|content))",
    re.IGNORECASE,
)

_PLACEHOLDER = re.compile(
    r"\W*(?:n\s?[/.]\s?a|none|null|nil|no summary(?: (?:is )?available)?|(?:the )?summary (?:is )?(?:not available|unavailable))\W*",
    re.IGNORECASE,
)
"""All of a text that stands where an answer should: "N/A"."""


def is_refusal(text: str) -> bool:
    """Whether a text declines to summarise, by its opening words, or is a placeholder for an answer, such as "N/A", and no more.

    English only: other languages are not recognised.
    """
    if len(text) > _MOST:
        return False
    if _PLACEHOLDER.fullmatch(text):
        return True
    return _NO_TEXT.match(text) is not None or _OPENING.match(text) is not None
