"""One claim as a person would want it: verdict, votes, evidence and findings, with the words of both sides underlined.

Lines for a terminal or a pipe. `^` underlines words of a certain finding, `~` those of a likely one, each in the line below its
text, so that nothing rests on colour.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from ..positions import locator
from ..records import Block
from ..runfile import ArticleRecord, CaseRecord, ClaimRecord, FindingRecord, OriginRecord
from .terminal import clean

__all__ = ["Explained", "explained"]

_STYLES = {"supported": "green", "contradicted": "bold red", "unsupported": "bold yellow", "abstained": "dim"}
_INDENT = "    "
_LEAST_WIDTH = 40
_AROUND = 60  # characters on either side of words that stand in no sentence


@dataclass(frozen=True, slots=True)
class Explained:
    """A claim with what it is shown beside: its case, its article, and the article's other cases."""

    claim: ClaimRecord
    case: CaseRecord
    article: ArticleRecord
    cases: Sequence[CaseRecord]


def explained(one: Explained, width: int) -> Iterator[Text]:
    """Yields the lines of a claim.

    Args:
        width: cells of a line.
    """
    claim, case = one.claim, one.case
    width = max(width, _LEAST_WIDTH) - len(_INDENT)
    verdict = claim.verdict or "not judged"
    system = f" of {clean(case.system)}" if case.system is not None else ""
    head = Text.assemble(
        (_at(case.path or case.id, claim.line, claim.column, case.field), "bold"), f"  {case.block}{system}  "
    )
    head.append(verdict, _STYLES.get(verdict, ""))
    if claim.probability is not None:
        head.append(f"  P(supported) {claim.probability:.2f}, decided by {clean(claim.tier or '')}")
    yield head
    spans = [(found.start, found.end, found.certainty) for found in claim.findings]
    yield from _marked(claim.text, claim.start, spans, width)
    if claim.judged_text != claim.text:
        yield _titled("judged as", clean(claim.judged_text) or "nothing: only a reporting frame")
    if claim.origin is not None:
        yield from _origin(claim.origin, one)
    for number, found in enumerate(claim.findings, start=1):
        yield Text()
        yield _titled(f"finding {number}", f"{found.type}, {found.certainty}: {clean(found.message)}")
        yield from _source(found, one, width)
    if claim.votes:
        yield Text()
        yield Text("votes", style="bold")
        for vote in claim.votes:
            share = "" if vote.probability is None else f"  {vote.probability:.2f}"
            note = f"  ({clean(vote.note)})" if vote.note else ""
            yield Text(f"{_INDENT}{clean(vote.tier):<10} {vote.verdict}{share}{note}")
    if claim.verdict is not None:
        yield Text()
        yield Text("evidence" if claim.evidence else "evidence: none in the article", style="bold")
    for passage in claim.evidence:
        yield Text(
            f"{_INDENT}{_at(one.article.path or one.article.id, passage.line, passage.column)}  {passage.score:.2f}"
        )
        against = [
            (found.source_start, found.source_end, found.certainty)
            for found in claim.findings
            if found.source == "CONTENT" and found.source_start is not None and found.source_end is not None
        ]
        yield from _marked(passage.text, passage.start, against, width)


def _titled(title: str, text: str) -> Text:
    return Text.assemble((f"{title}: ", "bold"), text)


def _at(path: str, line: int | None, column: int | None, field: str | None = None) -> str:
    place = ":".join([clean(path), *(str(part) for part in (line, column) if part is not None)])
    return f"{place} {clean(field)}" if field is not None else place


def _origin(origin: OriginRecord, one: Explained) -> Iterator[Text]:
    """How a highlight was taken from the article, and what is different."""
    content = one.article.content
    kind = f"{origin.copying}, its longest copied run {origin.longest_run} words"
    first = next((piece.source_start for piece in origin.pieces if piece.op == "equal"), None)
    if first is not None:
        line, column = locator(Block("CONTENT", content.text, content.start, content.line, field=content.field))(first)
        kind += f", from {_at(one.article.path or one.article.id, line, column)}"
    yield _titled("taken", kind)
    changes = []
    for piece in origin.pieces:
        here = _words(one.claim.text, piece.start, piece.end, one.claim.start)
        there = _words(content.text, piece.source_start, piece.source_end, content.start)
        if piece.op == "insert":
            changes.append(f"[+ {here}]")
        elif piece.op == "delete":
            changes.append(f"[- {there}]")
        elif piece.op == "replace":
            changes.append(f"[- {there}] [+ {here}]")
        else:
            changes.append(here)
    if len(changes) > 1:
        yield _titled("against it", " ".join(changes))


def _words(text: str, start: int | None, end: int | None, offset: int) -> str:
    return "" if start is None or end is None else clean(text[start - offset : end - offset])


def _source(found: FindingRecord, one: Explained, width: int) -> Iterator[Text]:
    """The words that a finding points at, in their sentence."""
    if found.source_start is None or found.source_end is None:
        return
    if found.source == "CONTENT":
        content = one.article.content
        block = Block("CONTENT", content.text, content.start, content.line, field=content.field)
        path = one.article.path or one.article.id
        start, end = _around(one.article.sentences, found.source_start, found.source_end)
    else:
        other = next(
            (case for case in one.cases if case.block == found.source and case.system == one.case.system), None
        )
        if other is None:
            return
        block = Block(other.block, other.text, other.start, other.line, other.column, field=other.field)
        path = other.path or other.id
        start, end = _around([(claim.start, claim.end) for claim in other.claims], found.source_start, found.source_end)
    start, end = max(start, block.start), min(end, block.start + len(block.text))
    line, column = locator(block)(found.source_start)
    yield Text(f"{_INDENT}{_at(path, line, column, block.field)}  {found.source}", style="dim")
    text = block.text[start - block.start : end - block.start]
    yield from _marked(text, start, [(found.source_start, found.source_end, found.certainty)], width)


def _around(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The sentences that words stand in."""
    held = [span for span in spans if span[0] < end and start < span[1]]
    if not held:
        return start - _AROUND, end + _AROUND
    return min(span[0] for span in held), max(span[1] for span in held)


def _marked(text: str, offset: int, spans: Sequence[tuple[int, int, str]], width: int) -> Iterator[Text]:
    """Yields a text in lines of a width, each with a line of signs below it where some of its words are in a span.

    Args:
        offset: where the text begins, as the spans count.
    """
    line: list[tuple[str, str]] = []
    for word in _cells(text, offset, spans):
        if line and _size(line) + _size(word) > width:
            yield from _lines(line)
            line = []
        line += word
    if line:
        yield from _lines(line)


def _cells(text: str, offset: int, spans: Sequence[tuple[int, int, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yields words with the blank behind them, as (what is shown, sign below it) of each character."""
    word: list[tuple[str, str]] = []
    for place, sign in enumerate(text, start=offset):
        below = " "
        for start, end, certainty in spans:
            if start <= place < end:
                below = "^" if certainty == "certain" else below if below == "^" else "~"
        if sign.isspace():
            if word:
                yield [*word, (" ", below)]
                word = []
        else:
            shown = clean(sign)
            word.append((shown, below))
    if word:
        yield word


def _size(cells: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(shown) for shown, _ in cells)


def _lines(cells: Sequence[tuple[str, str]]) -> Iterator[Text]:
    yield Text(_INDENT + "".join(shown for shown, _ in cells).rstrip())
    below = "".join(sign * _width(shown) for shown, sign in cells).rstrip()
    if below:
        yield Text(_INDENT + below, style="red")


def _width(shown: str) -> int:
    """Cells that a character takes: none for one that is written over the one before."""
    return 0 if shown and unicodedata.combining(shown[0]) else cell_len(shown)
