"""Texts from outside as messages quote them: on one line, cut, and unable to control a terminal."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST", "cleaned", "cut"]

LONGEST = 300
"""Characters of what is quoted of one text."""

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])"
)
_BAD_SIGNS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def cleaned(text: str) -> str:
    """A text on one line, without characters that control a terminal or turn its direction of writing."""
    flat = " ".join(_ESCAPES.sub("", text).split())
    return "".join("\ufffd" if unicodedata.category(sign) in _BAD_SIGNS else sign for sign in flat)


def cut(text: str, most: int = LONGEST) -> str:
    """A text of at most so many characters, the last of them an ellipsis where it was longer."""
    return text if len(text) <= most else text[: most - 1] + "…"
