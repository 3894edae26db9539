"""Blocks to claims, articles to cases.

In HIGHLIGHTS a bullet is one claim. In SUMMARY a sentence is one, prose or bullet, or each of its clauses that stands by
itself.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from .clauses import clauses
from .frames import frames
from .positions import LINE_END, locator
from .records import Article, Block, BlockKind, Case, Claim, Span
from .references import Source, restored
from .segment import BULLET, sentences

__all__ = ["VERSION", "case_id", "cases", "claim_id"]

VERSION = 2
"""Raised when a claim's span or judged text changes: numbers that rest on claims are comparable only within one version."""

_INDENT = re.compile(r"[^\S\r\n]*")
_TAIL = 40  # how far back a full stop is looked for at the end of a bullet's line
_FINAL = re.compile(r"[.!?…][\"”’')\]]*\s*$")

_LEAD_IN = re.compile(r"\s*(?:[\w'’-]+[^\S\r\n]+){0,2}[\w'’-]+:\s*")
"""A heading before bullets that claims nothing: "Key points:"."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """A claim to be: offsets into the block's text of itself, of what is judged of it, and of its sentence."""

    start: int
    end: int
    content: int
    sentence: tuple[int, int]


def cases(article: Article) -> tuple[Case, ...]:
    """Gives an article's cases, one per SUMMARY and HIGHLIGHTS block, with the article's sentences filled in.

    A block without any text is a case without claims.
    """
    content = article.content
    whole = dataclasses.replace(article, sentences=sentences(content.text, content.start))
    lower = content.text.lower()
    source = Source(tuple(sentence.text for sentence in whole.sentences), article.title)
    return tuple(_case(whole, block, lower, source) for block in article.blocks)


def case_id(article_id: str, block: str, system: str | None) -> str:
    """The id of a case: `<article id>:<block>[:<system>]`."""
    return f"{article_id}:{block}" + (f":{system}" if system is not None else "")


def claim_id(content_sha256: str, block: str, system: str | None, text: str, occurrence: int) -> str:
    """The id of a claim: 16 hex digits that depend on what is claimed of which CONTENT, not on where it stands.

    `occurrence` counts, from 0, the claims before it in its case that have the same normalised text.
    """
    parts = (content_sha256, block, system or "", _normalised(text), str(occurrence))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _case(article: Article, block: Block, content: str, source: Source) -> Case:
    kind: BlockKind = "SUMMARY" if block.kind == "SUMMARY" else "HIGHLIGHTS"
    locate = locator(block)
    seen: Counter[str] = Counter()
    found = []
    earlier: list[str] = []
    for part in _parts(block.text, kind):
        text = block.text[part.start : part.end]
        judged = block.text[part.content : part.end]
        spans = list(frames(judged, content))
        rest = restored(_without(judged, spans), earlier, source, copied=kind == "HIGHLIGHTS")
        earlier.append(rest)
        reported = [Span(block.start + part.start, block.start + part.content)] if part.content > part.start else []
        start = block.start + part.start
        line, column = locate(start)
        key = _normalised(text)
        found.append(
            Claim(
                id=claim_id(article.sha256, kind, block.system, text, seen[key]),
                text=text,
                sentence=block.text[part.sentence[0] : part.sentence[1]],
                judged_text=rest,
                start=start,
                end=block.start + part.end,
                line=line,
                column=column,
                frames=tuple(_trimmed(block, reported, spans, part.content)),
            )
        )
        seen[key] += 1
    return Case(
        id=case_id(article.id, kind, block.system),
        article=article,
        block=kind,
        system=block.system,
        text=block.text,
        start=block.start,
        line=block.line,
        column=block.column,
        claims=tuple(found),
        field=block.field,
        path=block.path if block.path is not None or block.line is None else article.path,
        fault=block.fault,
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text without its frames, its blanks in order; empty if no word is left."""
    rest = text
    for start, end in reversed(spans):
        rest = rest[:start] + " " + rest[end:]
    rest = " ".join(rest.split()).lstrip(",;: ")
    rest = re.sub(r"\s+([.!?])$", r"\1", rest)
    return rest if re.search(r"\w", rest) else ""


def _trimmed(block: Block, reported: list[Span], spans: list[tuple[int, int]], content: int) -> Iterator[Span]:
    for span in [
        *reported,
        *(Span(block.start + content + start, block.start + content + end) for start, end in spans),
    ]:
        text = block.text[span.start - block.start : span.end - block.start]
        yield Span(span.start, span.end - (len(text) - len(text.rstrip())))


def _parts(text: str, kind: BlockKind) -> Iterator[_Part]:
    for start, end, is_bullet in _items(text):
        if kind == "HIGHLIGHTS" and is_bullet:
            yield _Part(start, end, start, (start, end))
            continue
        for sentence in sentences(text[start:end], start):
            if kind == "HIGHLIGHTS":
                yield _Part(sentence.start, sentence.end, sentence.start, (sentence.start, sentence.end))
                continue
            whole = (sentence.start, sentence.end)
            for clause in clauses(sentence.text):
                yield _Part(
                    sentence.start + clause.start, sentence.start + clause.end, sentence.start + clause.content, whole
                )


def _items(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yields (start, end, is a bullet) of a block's bullets and of the prose between them, bullet signs left out.

    A line goes on with the bullet before it if no blank line stands between and it is indented, or that bullet has not
    come to its full stop.
    """
    start = 0
    bullet = False
    end = 0
    blank = False
    for first, last in _lines(text):
        indent = _INDENT.match(text, first)
        at = indent.end() if indent else first
        if at >= last:
            blank = True
            continue
        sign = BULLET.match(text, at)
        if sign and sign.end() < last:
            if bullet or not _LEAD_IN.fullmatch(text, start, end):
                yield from _item(text, start, end, bullet=bullet)
            start, end, bullet = sign.end(), last, True
        elif bullet and (blank or (at == first and _FINAL.search(text, max(start, end - _TAIL), end))):
            yield from _item(text, start, end, bullet=bullet)
            start, end, bullet = at, last, False
        else:
            end = last
        blank = False
    yield from _item(text, start, end, bullet=bullet)


def _item(text: str, start: int, end: int, *, bullet: bool) -> Iterator[tuple[int, int, bool]]:
    piece = text[start:end]
    stripped = piece.strip()
    if re.search(r"\w", stripped):
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(stripped), bullet


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)
