"""Quotations: what a claim puts in quotation marks must stand in the article in these words.

Case, punctuation, kind of marks and line breaks do not count; an ellipsis or a bracketed insertion splits a quotation into
pieces that must each be there. Marks around one or two words may be ironic, and titles are quoted too: a miss there is
only likely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from evalkit.metric import Finding
from evalkit.words import FUNCTION_WORDS, words

from ..index import ArticleIndex
from .told import Told

__all__ = ["check_quotes", "quotations"]

_QUOTE = re.compile(
    r"“(?P<curly>[^“”]{1,2000})”|(?<!\w)\"(?P<straight>[^\"]{1,2000})\"|``(?P<tokenised>.{1,2000}?)''"
    r"|(?<!\w)‘(?P<single>[^‘]{1,2000}?)’(?!\w)"
    # A straight single mark opens before a word, unless it is the apostrophe of a word cut apart ("do n't", "Vale 's").
    r"|(?<![\w'`])'(?!(?:s|t|d|m|re|ve|ll|em|til|tis|twas|cause|bout|n)\b)(?P<plain>[^\W\d_](?:[^'`\n]|'(?=\w)){0,300}[\w.,!?])'(?!\w)",
    re.DOTALL | re.IGNORECASE,
)
_FEET_AND_INCHES = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:\s?(?:[\"”″]|''))?")
_SPLIT = re.compile(r"\.(?:\s?\.){2,}|…|\[[^\]]{0,300}\]|\([^)]{0,300}\)")
_FEW = 2
_REACH = 8
_MARK = re.compile("[\"”]|''|’(?=\\W)")


def check_quotes(told: Told) -> list[Finding]:
    """Finds quotations of a claim whose words the article has not."""
    claim, index = told.claim, told.index
    found = []
    for start, end in quotations(claim.text):
        tokens = [
            [word.text for word in words(claim.text[first:last])] for first, last in _pieces(claim.text, start, end)
        ]
        missing = [piece for piece in tokens if piece and not index.says(piece)]
        if not missing:
            continue
        count = sum(len(piece) for piece in tokens)
        near = _nearest(missing[0], index) if count > _FEW else None
        content = index.article.content
        if near:
            there = " ".join(content.text[near[0] - content.start : near[1] - content.start].split())
            message = f"quotes “{' '.join(claim.text[start:end].split())}”; the article has “{there}”"
        else:
            message = f"quotes “{' '.join(claim.text[start:end].split())}”, which the article does not say"
        found.append(
            Finding(
                "quote-wording",
                "certain" if count > _FEW and not _is_title(claim.text[start:end]) else "likely",
                message,
                claim.start + start,
                claim.start + end,
                near[0] if near else None,
                near[1] if near else None,
            )
        )
    return found


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yields the offsets of what stands between quotation marks, blanks at the ends aside."""
    plain = _FEET_AND_INCHES.sub(lambda match: " " * len(match[0]), text)
    for match in _QUOTE.finditer(plain):
        kind = match.lastgroup or ""
        quoted = match[kind]
        if quoted.strip():
            yield (
                match.start(kind) + len(quoted) - len(quoted.lstrip()),
                match.end(kind) - len(quoted) + len(quoted.rstrip()),
            )


def _is_title(quoted: str) -> bool:
    """Whether a quotation has a capital on every word that says something: the name of a work, not what somebody said."""
    found = [quoted[word.start] for word in words(quoted) if word.text not in FUNCTION_WORDS and len(word.text) > 1]
    return len(found) >= _FEW and not any(sign.islower() for sign in found)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _SPLIT.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _nearest(piece: list[str], index: ArticleIndex) -> tuple[int, int] | None:
    """The stretch of CONTENT that shares at least half of a quotation's words, as the file's offsets."""
    size = len(piece)
    wanted = Counter(piece)
    best: tuple[int, int, int] | None = None
    here: Counter[str] = Counter()
    shared = 0
    for place, word in enumerate(index.folded):
        here[word] += 1
        shared += here[word] <= wanted[word]
        if place >= size:
            gone = index.folded[place - size]
            shared -= here[gone] <= wanted[gone]
            here[gone] -= 1
        if best is None or shared > best[0]:
            best = (shared, max(0, place - size + 1), place + 1)
    if best is None or best[0] * 2 < size or best[0] < _FEW:
        return None
    first, last = best[1], best[2]
    while first < last - 1 and index.folded[first] not in wanted:
        first += 1
    while last > first + 1 and index.folded[last - 1] not in wanted:
        last -= 1
    last = _to_the_end_of_the_quotation(index, last)
    span = index.span(first, last)
    return span.start, span.end


def _to_the_end_of_the_quotation(index: ArticleIndex, last: int) -> int:
    """The word behind the last of the quotation that word `last - 1` stands in, if it ends within a few words."""
    text = index.article.content.text
    for end in range(last, min(last + _REACH, len(index.words))):
        between = text[index.words[end - 1].end : index.words[end].start]
        if _MARK.search(between):
            return end
    return last
