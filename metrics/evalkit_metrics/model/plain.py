"""Text as the pair model reads it: one form of quotation mark, apostrophe and dash, and old benchmarks' spellings undone.

`is n't` is "isn't", `` ` `` and `’` are "'", `-LRB-` is "(", and the "# 2,100" of tokenised news is "£2,100".
"""

from __future__ import annotations

import re

__all__ = ["plain"]

_SIGNS = str.maketrans({
    "’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-", "‐": "-",
    "\u00a0": " ",
})  # fmt: skip
_SPELT = re.compile(r"(?<=\w)[ ](?=n't\b)|''|-lrb-|-rrb-|-lsb-|-rsb-|(?<!\S)#[ ]?(?=\d)", re.IGNORECASE)
_MEANT = {"''": '"', "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", " ": ""}


def plain(text: str) -> tuple[str, list[int]]:
    """A text in that form, and for each of its characters, and for its end, the offset in the text given."""
    signs = text.translate(_SIGNS)
    found: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _SPELT.finditer(signs):
        found.append(signs[at : match.start()])
        offsets.extend(range(at, match.start()))
        meant = _MEANT.get(match[0].lower(), "£")
        found.append(meant)
        offsets.extend([match.start()] * len(meant))
        at = match.end()
    found.append(signs[at:])
    offsets.extend(range(at, len(signs) + 1))
    return "".join(found), offsets
