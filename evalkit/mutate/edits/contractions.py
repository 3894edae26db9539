"""A contracted "not" for a whole one, and the reverse: the only contractions that have one reading ("he's" has two)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["contraction"]

_SHORT = {
    **{f"{word} not": f"{word}n't" for word in "is are was were has have had does do did would could should".split()},
    "will not": "won't", "cannot": "can't", "can not": "can't",
}  # fmt: skip
_LONG = {
    **{short: whole for whole, short in _SHORT.items() if whole not in {"cannot", "can not"}}, "can't": "cannot"
}  # fmt: skip
_WHOLE = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b(?!\s(?:only|just|merely|least))")
_CUT = re.compile(rf"\b(?:{'|'.join(one.replace(chr(39), '[’' + chr(39) + ']') for one in _LONG)})(?!\w)")
_ASKED = re.compile(r"\?")


def contraction(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with a "not" drawn together, or taken apart."""
    if _ASKED.search(scene.text):
        return  # "Isn't it" is "Is it not"
    for match in _WHOLE.finditer(scene.text):
        if scene.is_free(*match.span()):
            yield Proposal((Change(*match.span(), _SHORT[match[0]]),), "drawn together")
    for match in _CUT.finditer(scene.text):
        if scene.is_free(*match.span()):
            yield Proposal((Change(*match.span(), _LONG[match[0].replace("’", "'")]),), "taken apart")
