"""What these tiers can read, and the reason where they cannot: they know English prose.

Everything here abstains only where the signs are plain. A claim that is judged though it should not be is seen in the
report; one that is left out though it could be judged is a hole in the count.
"""

from __future__ import annotations

import re

from evalkit.remembered import remembered
from evalkit.words import FUNCTION_WORDS, is_content, words

__all__ = ["LONGEST_CLAIM", "why_no_claim", "why_unread"]

LONGEST_CLAIM = 160
"""Tokens of the longest claim that is judged: about 120 words. What is longer is a list or a whole text."""

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LEAST_WORDS = 10  # fewer may be a headline or a score without a function word
_LEAST_FUNCTION_WORDS = (
    0.12  # English prose has 0.35 to 0.5; other languages that share "in", "an" or "me" stay below 0.1
)
_SCANNED = 20_000  # characters: enough to tell a language, however long the text
_MOST_TOKENS = 5.0  # for a word; English has 1.2 to 1.6, names and numbers up to 3
_REPLACED = "\ufffd"


def why_unread(text: str, what: str) -> str | None:
    """Why these tiers cannot read a text, or None.

    Args:
        what: what the text is, for the reason: "the claim", "CONTENT".
    """
    reason = _why_unread(text[:_SCANNED])
    return f"{what} {reason}" if reason else None


@remembered(1024)
def _why_unread(start: str) -> str:
    """What of the start of a text cannot be read, to go behind what the text is; empty where all can."""
    letters = "".join(_LETTER.findall(start))
    if not letters:
        return "has no letters"
    if len(_LATIN.findall(letters)) * 2 < len(letters):
        return "is not in Latin script: these tiers know English only"
    if start.count(_REPLACED) * 20 > len(letters):
        return f"is garbled: {start.count(_REPLACED)} characters of it could not be decoded"
    plain = [word.text for word in words(start) if word.text.isalpha()]
    known = sum(word in FUNCTION_WORDS for word in plain)
    if len(plain) >= _LEAST_WORDS and known < _LEAST_FUNCTION_WORDS * len(plain) and not _is_list(start):
        return f"does not read as English: {known} of its {len(plain)} words are English function words"
    return ""


def why_no_claim(text: str, tokens: int) -> str | None:
    """Why a claim's judged text cannot be judged by these tiers, or None.

    Args:
        tokens: how many tokens it has.
    """
    if not text:
        return "the claim says nothing beside its reporting frame"
    unread = why_unread(text, "the claim")
    if unread is not None:
        return unread
    found = words(text)
    if not any(is_content(word.text) for word in found):
        return "the claim has no word that says something by itself"
    if tokens > _MOST_TOKENS * max(len(found), len(text) / 20):
        return f"the claim is garbled: {tokens} pieces in {len(found)} words"
    if tokens > LONGEST_CLAIM:
        return f"the claim is longer ({tokens} tokens) than what these tiers judge as one ({LONGEST_CLAIM})"
    return None


def _is_list(text: str) -> bool:
    """Whether a text is names or items between commas, which need no function words."""
    return sum(text.count(sign) for sign in ",;:()|\n") * 6 > len(text.split())
