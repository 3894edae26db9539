"""The same number in another notation: 12 for twelve, million for m, per cent for %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..numerals import WORDS, figures_in
from ..scene import Change, Proposal, Scene

__all__ = ["number_style"]

_SMALL = {value: word for word, value in WORDS.items() if 2 <= value <= 12}
_LONG = {"m": " million", "mn": " million", "bn": " billion"}
_SHORT = {"million": "m", "billion": "bn"}
_SCALE = re.compile(r"(?P<short>m|mn|bn)\b|\s(?P<long>million|billion)\b")
_PERCENT = re.compile(r"(?P<sign>%)(?!\w)|\sper cent\b")


def number_style(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with a number in another notation."""
    for figure in figures_in(scene.text):
        if not scene.is_free(figure.start, figure.end):
            continue
        behind = scene.text[figure.end :]
        money = scene.text[figure.start - 1 : figure.start] in {"€", "$", "£"}
        if figure.is_word:
            new = str(int(figure.mantissa))
            if figure.start > 0:
                yield Proposal((Change(figure.start, figure.end, new),), "word to digits")
            continue
        scale = _SCALE.match(behind)
        percent = _PERCENT.match(behind)
        if scale is not None:
            new = _LONG[scale["short"]] if scale["short"] else _SHORT[scale["long"]]
            if money:  # "4.1m florins" reads as metres to some
                yield Proposal((Change(figure.end, figure.end + scale.end(), new),), "scale")
        elif percent is not None:
            yield Proposal(
                (Change(figure.end, figure.end + percent.end(), " per cent" if percent["sign"] else "%"),), "per cent"
            )
        elif not money and figure.text.isdigit() and int(figure.text) in _SMALL and re.match(r"\s[a-z]{4,}", behind):
            word = _SMALL[int(figure.text)]
            opens = figure.start == 0
            yield Proposal((Change(figure.start, figure.end, word.capitalize() if opens else word),), "digits to word")
        elif "," in figure.text and figure.mantissa >= 10_000 and "." not in figure.text:
            yield Proposal((Change(figure.start, figure.end, figure.text.replace(",", "")),), "commas")
