"""Multiples: "doubled", "trebled", "halved" against the figures that the article gives, or against its own word."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from evalkit.metric import Finding
from evalkit.records import Certainty

from ..index import ArticleIndex
from .quantities import content_quantities, is_plain
from .told import CLOSE, Told

__all__ = ["check_multiples"]

_MULTIPLES = {
    **dict.fromkeys("doubled double doubling twofold".split(), Decimal(2)),
    **dict.fromkeys("tripled trebled triple treble tripling trebling threefold".split(), Decimal(3)),
    **dict.fromkeys("quadrupled quadruple quadrupling fourfold".split(), Decimal(4)),
    **dict.fromkeys("quintupled fivefold".split(), Decimal(5)),
    "tenfold": Decimal(10),
    **dict.fromkeys("halved halve halving".split(), Decimal("0.5")),
}
_BARE = frozenset("double triple treble quadruple halve".split())  # verbs, unless they are nouns ("a double")
_BEFORE = re.compile(r"\b(nearly|almost|than|to|will|would|could|may|might)\s+$", re.IGNORECASE)
_ABOUT = r"(?:(?:about|around|some|just|only|over|under|nearly|almost|more|than|an?)\s){0,2}"
_FROM = re.compile(rf"\bfrom\s{_ABOUT}$", re.IGNORECASE)
_WORDS = r"(?:\s(?!(?:or|and|but)\b)[^\W\d_]+){0,4},?\s"
_TO = re.compile(rf"{_WORDS}to\s{_ABOUT}", re.IGNORECASE)
_UP_FROM = re.compile(rf"{_WORDS}(?:(?:up|down|compared\swith)\s)?from\s{_ABOUT}", re.IGNORECASE)
_YEARS = (1800, 2100)
_COVER = 0.5  # of the sentence whose figures a multiple is held against


def check_multiples(told: Told) -> list[Finding]:
    """Finds each "doubled" and its like where the article's figures, "from 20 to 60", give something else, or its word does."""
    found = []
    for place, word in enumerate(told.words):
        factor = _MULTIPLES.get(word.text)
        if factor is None:
            continue
        before = _BEFORE.search(told.claim.text, 0, word.start)
        if (word.text in _BARE and not before) or _says_so_nearby(told, factor):
            continue
        about = before[1].lower() if before else ""
        for beside in told.beside:
            there = [rise for rise in told.index.once(_rises) if rise[1] == beside.number]
            spans = [span for _, _, span in there] or [
                (other.start, other.end)
                for gap in beside.gaps
                if gap.claim[0] <= place < gap.claim[1]
                for other in beside.words[slice(*gap.source)]
                if other.text in _MULTIPLES
            ]
            if any(_is_so(factor, about, ratio) for ratio, _, _ in there):
                break
            if len(spans) == 1 and beside.cover >= _COVER:
                certainty: Certainty = "certain" if beside.cover >= CLOSE else "likely"
                found.append(told.finding("number", certainty, (word.start, word.end), spans[0]))
                break
    return found


def _says_so_nearby(told: Told, factor: Decimal) -> bool:
    """Whether a sentence beside the claim, or a neighbour of one, has a word for the multiple."""
    content, sentences = told.index.article.content, told.index.article.sentences
    return any(
        is_of == factor and word in content.text[one.start - content.start : one.end - content.start].lower()
        for beside in told.beside
        for one in sentences[max(0, beside.number - 1) : beside.number + 2]
        for word, is_of in _MULTIPLES.items()
    )


def _is_so(factor: Decimal, about: str, ratio: Decimal) -> bool:
    """Whether a change by `ratio` may be told as "doubled", "nearly doubled", "more than doubled"."""
    if about in {"nearly", "almost"}:
        return factor * Decimal("0.75") <= ratio <= factor * Decimal("1.05")
    if about == "than":
        return factor <= ratio < factor * Decimal("1.6") if factor > 1 else ratio <= factor
    return abs(ratio - factor) <= factor / 10


def _rises(index: ArticleIndex) -> tuple[tuple[Decimal, int, tuple[int, int]], ...]:
    """An article's changes from one figure to another of the same unit, "from 20 to 60", "60, up from 20".

    Of each: what the second is of the first, its sentence, its offsets in CONTENT.
    """
    text = index.article.content.text
    found = []
    for one, other in pairwise(index.once(content_quantities)):
        if one.sentence != other.sentence or (one.kinds and other.kinds and not one.keys & other.keys):
            continue
        if not is_plain(one.number) or not is_plain(other.number):
            continue
        first, last = one.figure, other.figure
        if _TO.fullmatch(text, one.end, other.start) and _FROM.search(text, max(0, one.start - 20), one.start):
            if other.number.scale > one.number.scale:  # "from 20 to 60 million"
                first = max(one.number.meanings)
        elif _UP_FROM.fullmatch(text, one.end, other.start):
            first, last = last, first
        else:
            continue
        years = not one.kinds and _YEARS[0] <= min(first, last) <= max(first, last) <= _YEARS[1]
        if first and last and not years:
            found.append((last / first, one.sentence, (one.start, other.end)))
    return tuple(found)
