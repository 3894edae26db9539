"""Reporting frames: the words of a summary that speak of the article instead of what the article tells.

"The article highlights the recent escalation" claims the escalation; "The article highlights" is its frame. A phrase is
taken for a frame only where the CONTENT does not speak of such a thing itself: in an article about a report, "the report
says" is a claim about that report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["frames"]

_NOUN = r"(?P<noun>article|report|story|piece|text|author|passage|summary|writer|narrative|news report|news article)"
_ADVERB = r"(?:also|further|furthermore|then|additionally|briefly|clearly|strongly|goes on to|continues to)"
_VERB = (
    r"(?:highlight|discuss|mention|describe|note|state|say|said|report|explain|emphasi[sz]e|outline|detail|cover|explore|examine"
    r"|reveal|point(?:s|ed)? out|suggest|conclude|add|focus(?:es)? on|look(?:s)? at|report(?:s)? on|underline|underscore|stress"
    r"|present|recount|address|raise|touch(?:es)? on|draw(?:s)? attention to|shed(?:s)? light on|provide(?:s)? (?:details|information)"
    r" (?:on|about|of)|is about|deal(?:s)? with|cent(?:er|re)(?:s)? on)(?:e?[sd])?"
    r"(?: by (?:noting|saying|stating|mentioning|highlighting|stressing|emphasi[sz]ing))?"
)
_PARTICIPLE = (
    r"(?:highlighted|emphasi[sz]ed|discussed|mentioned|noted|stressed|underlined|underscored|described|outlined|explored|covered"
    r"|detailed|addressed|examined|reported|explained)"
)
# Without "in the article" behind them, "are covered" or "are reported" may be what the article tells.
_BARE_PARTICIPLE = r"(?:highlighted|emphasi[sz]ed|discussed|mentioned|noted|stressed|underlined|underscored|described|outlined|explored)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:the|this) {_NOUN}(?: {_ADVERB})? {_VERB}(?: (?:that|how|on|about))?(?: the fact that)?\b",
        rf"^it (?:is|was)(?: {_ADVERB})? {_PARTICIPLE}(?: in the {_NOUN})? that\b",
        rf"^(?:according to|as (?:{_PARTICIPLE}|stated) (?:in|by)) (?:the|this) {_NOUN},?",
        rf"(?:(?:is|are)(?: {_ADVERB})? {_BARE_PARTICIPLE}|(?:(?:is|are|was|were)(?: {_ADVERB})? {_PARTICIPLE} (?:in|by) (?:the|this) {_NOUN}))(?=[.!?]*$)",
        rf",? (?:according to|as {_PARTICIPLE} (?:in|by)) (?:the|this) {_NOUN}(?=[.!?]*$)",
    )
)


def frames(text: str, content: str) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of the reporting frames of a claim, in order, without the blanks around them.

    Args:
        text: the claim, line breaks included.
        content: the article's CONTENT in lower case.
    """
    flat = re.sub(r"\s", " ", text)
    found = []
    for pattern in _PATTERNS:
        match = pattern.search(flat)
        if match and not _is_content(match, content):
            found.append((match.start() + (len(match[0]) - len(match[0].lstrip(", "))), match.end()))
    yield from sorted(set(found))


def _is_content(match: re.Match[str], content: str) -> bool:
    """Whether the CONTENT has a report, story or author of its own."""
    noun = match.groupdict().get("noun")
    return (
        noun is not None
        and re.search(rf"\b(?:the|this|a|an|its|their|his|her)\s+(?:\w+\s+)?{noun.lower()}\b", content) is not None
    )
