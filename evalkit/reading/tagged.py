"""The tagged format: a UTF-8 text of `<TITLE>`, `<SUMMARY>`, `<CONTENT>` ... regions, one article after the other.

What is markup: a known tag that stands first on its line or directly after another tag (blanks between allowed), and the
closing tag of the open region where it ends its line or another tag follows it directly. All else inside a region is
text, `<b>`, `x < y` and a `<SUMMARY>` in the middle of a line included.

An article starts at `<TITLE>` or at the start of the file. The first fault of an article makes it a `BadInput`; reading
goes on at the next `<TITLE>`. Between regions only blanks and separator lines (no letter, no digit) may stand.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, cast

from .. import limits
from ..positions import LineIndex
from ..records import Article, BadInput, Block
from .digest import content_sha256
from .lines import Line, not_text, physical_lines, rejoined

__all__ = ["TAGS", "read_tagged"]

TAGS = ("TITLE", "PUBLISHED_DATE", "URL", "AUTHOR", "SUMMARY", "HIGHLIGHTS", "CONTENT")
_KNOWN = "|".join(TAGS)
_TAG = re.compile(rf"<(/?)({_KNOWN})>")
_TAGLIKE = re.compile(r"<\s{0,3}(/?)\s{0,3}([A-Za-z_][A-Za-z_ -]{0,30}?)\s{0,3}(?:\s\w{1,20}=[^<>]{0,80})?/?>")
_RESTART = re.compile(rf"(?:^\ufeff?|</?(?:{_KNOWN})>)[ \t]*(<TITLE>)")
_NEXT_TAG_OR_END = re.compile(rf"\s*(?:$|</?(?:{_KNOWN})>)")
_WORD = re.compile(r"\w")
_BLANKS = re.compile(r"[ \t\ufeff]*")
_ANY_BLANKS = re.compile(r"\s*")
_EXPECTED = "expected " + ", ".join(f"<{tag}>" for tag in TAGS)


@dataclass(slots=True)
class _Region:
    """A region of the article being read: its tag's place and the text after the tag."""

    tag: str
    line: int
    column: int
    text_offset: int
    text_line: int
    text_column: int
    parts: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def place(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(slots=True)
class _Draft:
    """The article being read."""

    number: int
    line: int
    column: int
    regions: dict[str, _Region] = field(default_factory=dict)
    open: _Region | None = None
    suspect: BadInput | None = None  # a tag within the open region that looks misspelt
    empty: bool = True


class _FaultError(Exception):
    """Ends the article being read. `crossed` replaces `bad` if the open region's closing tag turns up later."""

    def __init__(self, bad: BadInput, index: int, crossed: tuple[str, BadInput] | None = None) -> None:
        super().__init__(bad.message)
        self.bad = bad
        self.index = index
        self.crossed = crossed


def read_tagged(stream: BinaryIO, path: str, *, bare: bool = False) -> Iterator[Article | BadInput]:
    """Yields the articles of a tagged file and its faults, in the file's order, in memory of one article.

    Args:
        stream: the file's bytes.
        path: how the user named the file; it stands in ids and messages.
        bare: whether an article may be without blocks to be judged, as where others write them.
    """
    head = stream.read(8192)
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        rest = stream.read(1)
        if not rest:
            yield BadInput(path, 1, 1, f"the file is empty: {_EXPECTED}")
            return
        head += rest
    if refusal := not_text(head) or _binary(head):
        yield BadInput(path, 1, 1, refusal)
        return
    yield from _Reader(path, bare=bare).read(physical_lines(rejoined(head, stream)))


def _binary(head: bytes) -> str | None:
    if b"\0" in head and not any(f"<{tag}>".encode() in head for tag in TAGS):
        return "the file is binary (it has NUL bytes and no known tag): expected UTF-8 text in the tagged format"
    return None


class _Reader:
    """State of one file: the article being read, or that everything is skipped to the next <TITLE>."""

    def __init__(self, path: str, *, bare: bool) -> None:
        self._path = path
        self._bare = bare
        self._draft: _Draft | None = _Draft(1, 1, 1)
        self._number = 1
        self._pending: BadInput | None = None
        self._crossed: tuple[str, BadInput] | None = None

    def read(self, lines: Iterator[Line]) -> Iterator[Article | BadInput]:
        for line in lines:
            index: int | None = 0
            while index is not None:
                if self._draft is None:
                    index = self._skip(line, index)
                    if index is None:
                        continue
                    if self._pending:
                        yield self._pending
                        self._pending = self._crossed = None
                    self._number += 1
                    self._draft = _Draft(self._number, line.number, line.column(index))
                draft = self._draft
                try:
                    index = self._advance(draft, line, index)
                except _FaultError as fault:
                    self._pending, self._crossed = fault.bad, fault.crossed
                    self._draft, index = None, fault.index
                    continue
                if index is not None:  # a <TITLE>, well spelt or not, that starts the next article
                    yield self._finished(draft)
                    self._number += 1
                    self._draft = _Draft(self._number, line.number, line.column(index))
        if self._draft is not None:
            yield self._finished(self._draft)
        elif self._pending:
            yield self._pending

    def _skip(self, line: Line, index: int) -> int | None:
        """Index of the next <TITLE> on a line of a faulty article, or None."""
        behind_a_tag = max(0, line.text.rfind("<", 0, index))  # what makes a tag that stands at `index` markup
        starts = (match.start(1) for match in _RESTART.finditer(line.text, behind_a_tag))
        restart = next((start for start in starts if start >= index), None)
        if self._crossed and f"</{self._crossed[0]}>" in line.text[index:restart]:
            self._pending, self._crossed = self._crossed[1], None
        return restart

    def _bad(self, line: Line, index: int, message: str) -> BadInput:
        return BadInput(self._path, line.number, line.column(index), message)

    def _advance(self, draft: _Draft, line: Line, index: int) -> int | None:
        """Takes in a line from `index` on. Gives the index of a <TITLE>, misspelt or not, that starts another article, or None."""
        text = line.text
        if line.bad_index >= index and (bad := line.bad(self._path)):
            raise _FaultError(bad, line.bad_index + 1)
        nul = text.find("\0", index)
        if nul >= 0:
            message = "NUL character (U+0000): text cannot hold it; remove it"
            raise _FaultError(self._bad(line, nul, message), nul + 1)
        while index < len(text):
            blanks = _BLANKS.match(text, index)
            at = blanks.end() if blanks else index
            tag = _TAG.match(text, at)
            if tag is None:
                if draft.open is None and not draft.empty and _is_misspelt_title(text, at):
                    return at
                index = self._take_text(draft, line, index)
                continue
            closing, name = tag[1] == "/", tag[2]
            if name == "TITLE" and not closing and not draft.empty and not (draft.open and draft.open.tag == "TITLE"):
                if draft.open:
                    raise self._unclosed(draft.open, draft, line, at, "the next article begins", resume=True)
                return at
            draft.empty = False
            if closing:
                self._close(draft, line, at, name)
            else:
                self._open(draft, line, at, tag.end(), name)
            index = tag.end()
        return None

    def _take_text(self, draft: _Draft, line: Line, index: int) -> int:
        """Takes text from `index` on, up to the open region's closing tag or the end of the line."""
        text = line.text
        region = draft.open
        if region is None:
            blanks = _ANY_BLANKS.match(text, index)
            at = blanks.end() if blanks else index
            if _WORD.search(text, at) or _TAGLIKE.match(text, at):
                raise _FaultError(self._bad(line, at, self._stray(text, at)), at + 1)
            return len(text)
        closing = f"</{region.tag}>"
        found = text.find(closing, index)
        while found >= 0:
            if _NEXT_TAG_OR_END.match(text, found + len(closing)):
                self._take(region, text[index:found], index)
                return self._closed_at(draft, found + len(closing))
            found = text.find(closing, found + 1)
        self._take(region, text[index:], index)
        if draft.suspect is None and "<" in text:
            self._note_suspect(draft, region, line, index)
        return len(text)

    def _take(self, region: _Region, text: str, index: int) -> None:
        region.parts.append(text)
        region.size += len(text)
        room = limits.CONTENT if region.tag == "CONTENT" else limits.BLOCK
        if region.size > room:
            message = f"<{region.tag}> has more than {limits.shown(room)} characters, and none of the article is taken: expected less"
            raise _FaultError(BadInput(self._path, region.line, region.column, message), index + len(text))

    def _closed_at(self, draft: _Draft, index: int) -> int:
        draft.open = None
        draft.suspect = None
        return index

    def _note_suspect(self, draft: _Draft, region: _Region, line: Line, index: int) -> None:
        """Remembers what may be a misspelt closing tag, to name it should the region turn out not to be closed."""
        text = line.text.rstrip()
        at = len(line.text) - len(line.text[index:].lstrip())
        for place in (at, text.rfind("<")):
            like = _TAGLIKE.match(text, place) if place >= index else None
            if like and not _TAG.match(text, place) and (place == at or like.end() == len(text)):
                nearest = _nearest(like[2])
                if nearest == region.tag:
                    message = f"{like[0]!r} is not a known tag: expected '</{region.tag}>', which closes the region opened at {region.place}"
                    draft.suspect = self._bad(line, place, message)
                    return

    def _stray(self, text: str, at: int) -> str:
        like = _TAGLIKE.match(text, at)
        if like is None:
            return f"text outside of any region: {_EXPECTED}"
        nearest = _nearest(like[2])
        if nearest is None:
            return f"unknown tag {like[0]!r}: {_EXPECTED}"
        return f"unknown tag {like[0]!r}: did you mean '<{like[1]}{nearest}>'? Tags are written in capitals"

    def _open(self, draft: _Draft, line: Line, at: int, end: int, name: str) -> None:
        if draft.open:
            raise self._unclosed(draft.open, draft, line, at, f"<{name}> begins")
        if name in draft.regions:
            message = f"<{name}> is repeated: this article has one at {draft.regions[name].place}; a new article starts with <TITLE>"
            raise _FaultError(self._bad(line, at, message), at + 1)
        region = _Region(name, line.number, line.column(at), line.offset + end, line.number, line.column(end), [])
        draft.regions[name] = draft.open = region

    def _close(self, draft: _Draft, line: Line, at: int, name: str) -> None:
        if draft.open is None:
            raise _FaultError(self._bad(line, at, f"</{name}> closes nothing: no <{name}> is open here"), at + 1)
        if draft.open.tag != name:
            region = draft.open
            message = (
                f"</{name}> stands inside <{region.tag}>, opened at {region.place}: expected </{region.tag}> first"
            )
            raise _FaultError(draft.suspect or self._bad(line, at, message), at + 1)
        self._closed_at(draft, at)

    def _unclosed(
        self, region: _Region, draft: _Draft, line: Line, at: int, event: str, *, resume: bool = False
    ) -> _FaultError:
        """The fault of a region that is open where another begins: crossed if its closing tag follows, else unclosed."""
        where = f"at {line.number}:{line.column(at)}"
        unclosed = BadInput(
            self._path,
            region.line,
            region.column,
            f"<{region.tag}> is not closed: {event} {where}; expected </{region.tag}> before it",
        )
        crossed = None
        if not resume and draft.suspect is None:
            message = f"{event.split(maxsplit=1)[0]} crosses <{region.tag}>, opened at {region.place} and closed after it: expected </{region.tag}> before it"
            crossed = (region.tag, self._bad(line, at, message))
        return _FaultError(draft.suspect or unclosed, at if resume else at + 1, crossed)

    def _finished(self, draft: _Draft) -> Article | BadInput:
        """The article, or what is missing in it."""

        def bad(line: int, column: int, message: str) -> BadInput:
            return BadInput(self._path, line, column, message)

        if draft.open:
            region = draft.open
            message = f"<{region.tag}> is not closed: expected </{region.tag}> before the end of the file"
            return draft.suspect or bad(region.line, region.column, message)
        regions = draft.regions
        if not regions:
            return bad(draft.line, draft.column, f"no article here: {_EXPECTED}")
        if "CONTENT" not in regions:
            return bad(
                draft.line, draft.column, "the article has no <CONTENT>: expected the text to judge its blocks against"
            )
        blocks = {tag: _block(region) for tag, region in regions.items()}
        content = blocks["CONTENT"]
        if not content.text:
            region = regions["CONTENT"]
            return bad(
                region.line,
                region.column,
                "<CONTENT> is empty: expected the text to judge the article's blocks against",
            )
        judged = tuple(block for tag, block in blocks.items() if tag in ("SUMMARY", "HIGHLIGHTS"))
        if not judged and not self._bare:
            return bad(
                draft.line,
                draft.column,
                "the article has neither <SUMMARY> nor <HIGHLIGHTS>: expected at least one of them",
            )

        def line_of(tag: str) -> str:
            return " ".join(blocks[tag].text.split()) if tag in blocks else ""

        return Article(
            id=f"{self._path}#{draft.number}",
            path=self._path,
            line=draft.line,
            sha256=content_sha256(content.text),
            title=line_of("TITLE"),
            published=line_of("PUBLISHED_DATE"),
            url=line_of("URL"),
            author=line_of("AUTHOR"),
            content=content,
            blocks=judged,
        )


def _block(region: _Region) -> Block:
    """The region's text without the blanks around it, at its true place."""
    raw = "".join(region.parts)
    text = raw.strip()
    start = region.text_offset + (len(raw) - len(raw.lstrip()) if text else 0)
    line, column = LineIndex(raw, region.text_offset, region.text_line, region.text_column).locate(start)
    kind = cast('Literal["CONTENT", "SUMMARY", "HIGHLIGHTS"]', region.tag)
    return Block(kind, text, start, line, column)


def _is_misspelt_title(text: str, at: int) -> bool:
    """Whether a tag like `<title>` stands there: the fault of the article that it should start, not of the one before."""
    like = _TAGLIKE.match(text, at)
    return like is not None and not like[1] and _nearest(like[2]) == "TITLE"


def _nearest(name: str) -> str | None:
    wanted = "_".join(name.upper().split())
    matches = difflib.get_close_matches(wanted, TAGS, n=1, cutoff=0.7)
    return matches[0] if matches else None
