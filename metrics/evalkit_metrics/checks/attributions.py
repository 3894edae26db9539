"""Attribution: a quotation must be said by whom the article lets say it.

A claim's quotation is looked up in CONTENT. Its speaker there is who stands beside a verb of saying in the same paragraph,
outside quotation marks. Where the paragraph names no such person ("she said"), nobody is blamed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from evalkit.metric import Finding
from evalkit.words import stem, words

from ..index import ArticleIndex
from .names import named
from .quotes import quotations
from .told import Told

__all__ = ["check_attributions"]

_SAYING = frozenset(
    stem(word)
    for word in "say says said saying tell tells told add adds added ask asks asked warn warned warns write writes wrote call calls"
    " called insist insisted argue argued note noted reply replied declare declared explain explained admit admitted tweet tweeted"
    " comment commented announce announced state stated joke joked recall recalled remark remarked conclude concluded claim claimed"
    " according shout shouted complain complained reports reported describe described".split()
)
_NEAR = 6  # words between a speaker's name and the verb, at most
_LEAST = 4  # words of a quotation whose speaker is looked up
_PARAGRAPH = re.compile(r"\n\s*\n")


def check_attributions(told: Told) -> list[Finding]:
    """Finds quotations of a claim that the article has from somebody else."""
    claim, index = told.claim, told.index
    marked = list(quotations(claim.text))
    speakers = list(_speakers(claim.text, marked)) if marked else []
    if len(speakers) != 1:
        return []
    ((start, end),) = speakers
    own = _stems(claim.text[start:end])
    content = index.article.content
    for first, last in marked:
        tokens = [word.text for word in words(claim.text[first:last])]
        places = list(index.runs(tokens)) if len(tokens) >= _LEAST else []
        for place, _ in places:
            at, text = _paragraph(index, index.words[place].start)
            theirs = list(_speakers(text, list(quotations(text))))
            if not theirs or own & _stems(" ".join(text[one:two] for one, two in named_spans(text))):
                break
        else:
            if not places:
                continue
            one, two = min(theirs, key=lambda span: abs(at + span[0] - index.words[places[0][0]].start))
            return [
                Finding(
                    "quote-attribution", "certain" if len(theirs) == 1 else "likely",
                    f"has {claim.text[start:end]!r} say what {text[one:two]!r} says in the article",
                    claim.start + start, claim.start + end, content.start + at + one, content.start + at + two,
                )
            ]  # fmt: skip
    return []


def named_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields the offsets of each name of a text, a sentence's first word included."""
    for group in named(text, first=True):
        yield group[0][0], group[-1][1]


def _speakers(text: str, marked: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yields the offsets of names that stand near a verb of saying, neither within quotation marks."""
    found = words(text)
    outside = [not any(first <= word.start < last for first, last in marked) for word in found]
    verbs = [place for place, word in enumerate(found) if outside[place] and stem(word.text) in _SAYING]
    starts = [word.start for word in found]
    for first, last in named_spans(text):
        here, there = bisect_right(starts, first) - 1, bisect_right(starts, last - 1) - 1
        if (
            outside[here]
            and any(0 < verb - there <= _NEAR or 0 < here - verb <= _NEAR for verb in verbs)
            and not re.search(
                r"\b(?:of|in|at|to|for|from|with|by|about)\s(?:the\s)?$", text[max(0, first - 10) : first]
            )
        ):
            yield first, last


def _stems(text: str) -> set[str]:
    return {stem(word.text) for word in words(text)}


def _paragraph(index: ArticleIndex, offset: int) -> tuple[int, str]:
    """Where the paragraph that holds an offset of CONTENT's text begins in it, and its text."""
    text = index.article.content.text
    start = max((match.end() for match in _PARAGRAPH.finditer(text, 0, offset)), default=0)
    behind = _PARAGRAPH.search(text, offset)
    return start, text[start : behind.start() if behind else len(text)]
