"""Columns: from a file's own names to evalkit's, and from a row to what an article is made of."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from .. import limits
from ..errors import ConfigError
from ..records import BadInput
from .rows import Row

__all__ = ["BLOCKS", "NAMES", "Columns", "Entry"]

NAMES = ("id", "title", "published", "url", "author", "content", "summary", "highlights", "system")
"""evalkit's names of columns. `content` and one of `summary` and `highlights` are required."""
BLOCKS: Mapping[str, Literal["SUMMARY", "HIGHLIGHTS"]] = {"summary": "SUMMARY", "highlights": "HIGHLIGHTS"}

_USUAL = {  # what others call them: for a message's advice alone, never taken unasked
    "content": ("document", "article", "text", "source", "doc", "body", "context", "input", "article_text", "dialogue"),
    "summary": ("claim", "hypothesis", "prediction", "generated", "output", "decoded", "abstract", "response", "candidate"),
}  # fmt: skip
_META = ("title", "published", "url", "author")
_UNFIT = re.compile("[\ud800-\udfff]")
_SHOWN_COLUMNS = 20


class Entry(msgspec.Struct, frozen=True):
    """What a row says: one block or two of an article, by one system.

    Attributes:
        path, line, number: where it stands.
        id: None where the row has none.
        meta: title, published, url, author.
        blocks: text by the column of evalkit's.
    """

    path: str
    line: int
    number: int
    id: str | None
    meta: tuple[str, str, str, str]
    content: str
    blocks: dict[str, str]
    system: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of a file's columns are which of evalkit's.

    Args:
        named: evalkit's name to the file's, where the user says so; the others have evalkit's names.
        bare: whether articles may be without blocks to be judged, as where others write them.
        more: names of columns that are known beside `NAMES`, as those of labels (`evalkit.labels`). No article is made of them.

    Raises:
        ConfigError: a key is none of `NAMES` and `more`, or a name is empty.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False
    more: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = (*NAMES, *self.more)
        for key, name in self.named.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                if name in known:
                    hint = f"did you mean {name}={key}? "
                raise ConfigError(
                    f"columns: {key!r} is no column of evalkit's: {hint}expected one of {', '.join(known)}, then = and your"
                    " name of it, as in --columns content=article,summary=highlights"
                )
            if not name:
                raise ConfigError(f"columns: {key}= names no column: expected {key}=NAME")

    @classmethod
    def parsed(cls, text: str, more: tuple[str, ...] = ()) -> Columns:
        """Reads `content=document,summary=claim`; `more` are names that are known beside `NAMES`.

        Raises:
            ConfigError: it cannot be read so, or names what is no column of evalkit's.
        """
        named: dict[str, str] = {}
        for part in text.split(","):
            key, sign, name = (one.strip() for one in part.partition("="))
            if not sign:
                raise ConfigError(
                    f"columns: {part!r} cannot be read: expected evalkit's name, '=', yours, as in"
                    " --columns content=article,summary=highlights"
                )
            if key in named:
                raise ConfigError(f"columns: {key!r} is named twice: expected it once")
            named[key] = name
        return cls(named, more=more)

    def theirs(self, name: str) -> str:
        """The file's name of one of evalkit's columns."""
        return self.named.get(name, name)

    def all_theirs(self) -> frozenset[str]:
        """All columns of a file that are looked at, where it has them."""
        return frozenset(map(self.theirs, (*NAMES, *self.more)))

    def missing(self, path: str, there: Iterable[str]) -> BadInput | None:
        """What a file with these columns lacks so that nothing of it can be read, or None."""
        have = list(there)
        shown = ", ".join(repr(name) for name in have[:_SHOWN_COLUMNS]) + (", ..." if have[_SHOWN_COLUMNS:] else "")
        for key, name in self.named.items():
            if name not in have:
                near = difflib.get_close_matches(name, have, n=1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                return BadInput(
                    path, 1, 1, f"no column {name!r}, which --columns names for {key}: {hint}it has {shown}"
                )
        if self.theirs("content") not in have:
            return BadInput(path, 1, 1, f"no column 'content': it has {shown}{_advice(('content',), have)}")
        if not self.bare and not any(self.theirs(block) in have for block in BLOCKS):
            advice = _advice(("summary",), have)
            return BadInput(path, 1, 1, f"neither a column 'summary' nor 'highlights': it has {shown}{advice}")
        return None

    def entry(self, path: str, row: Row) -> Entry | BadInput:
        """What a row says, or its fault."""
        try:
            return self._entry(path, row)
        except _FaultError as fault:
            return BadInput(path, row.line, 1, str(fault))

    def _entry(self, path: str, row: Row) -> Entry:
        def value(name: str) -> object:
            return row.values.get(self.theirs(name))

        content = value("content")
        name = self.theirs("content")
        if not isinstance(content, str):
            raise _FaultError(f"{name!r} {_kind(content)}: expected the text to judge the row's blocks against")
        if not content.strip():
            raise _FaultError(f"{name!r} is empty: expected the text to judge the row's blocks against")
        blocks = {block: _block(value(block), self.theirs(block)) for block in BLOCKS}
        given = {block: text for block, text in blocks.items() if text is not None}
        if not given and not self.bare:
            names = " nor ".join(repr(self.theirs(block)) for block in BLOCKS)
            raise _FaultError(f"neither {names} has a text: expected one of them, '' for a system that gave no answer")
        _check(content, self.theirs("content"), content=True)
        for column, text in given.items():
            _check(text, self.theirs(column))
        return Entry(
            path=path,
            line=row.line,
            number=row.number,
            id=_name(value("id"), self.theirs("id")),
            meta=tuple(_line(value(one), self.theirs(one)) for one in _META),  # type: ignore[arg-type]  # four of them
            content=content,
            blocks=given,
            system=_name(value("system"), self.theirs("system")),
        )


class _FaultError(Exception):
    """What is wrong with a row."""


def _advice(wanted: Sequence[str], have: Sequence[str]) -> str:
    """How to name a missing column, with the likeliest of those that are there."""
    both = [*wanted, "summary"] if wanted == ("content",) and "summary" not in have else wanted
    found = []
    for name in both:
        lower = {one.lower(): one for one in reversed(have)}
        likely = next((lower[usual] for usual in (name, *_USUAL[name]) if usual in lower), None)
        if likely is None and name not in wanted:
            continue
        found.append(f"{name}={likely or 'YOURS'}")
    return f"; name yours with --columns {','.join(found)}"


def _kind(value: object) -> str:
    if value is None:
        return "is missing"
    what = next((name for kind, name in _KINDS.items() if isinstance(value, kind)), "something else")
    return f"holds {what}, not text"


_KINDS = {list: "a list", dict: "an object", bool: "true or false", int: "a number", float: "a fractional number"}


def _block(value: object, name: str) -> str | None:
    """A block's text; of a list of texts, one bullet each."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(f"- {one}" for one in value)
    held = "holds a list of which not all are texts" if isinstance(value, list) else _kind(value)
    raise _FaultError(f"{name!r} {held}: expected text or a list of texts")


def _name(value: object, name: str) -> str | None:
    """An id or a system: text or a whole number; None where there is none."""
    if isinstance(value, float):  # a column of whole numbers in which one was missing
        value = None if math.isnan(value) else int(value) if value.is_integer() else value
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _FaultError(f"{name!r} {_kind(value)}: expected text or a whole number")
    return _check(str(value), name)


def _line(value: object, name: str) -> str:
    """A title, date, address or author as one line."""
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _FaultError(f"{name!r} {_kind(value)}: expected text")
    return _check(" ".join(str(value).split()), name)


def _check(text: str, name: str, *, content: bool = False) -> str:
    """The text, if it is not too long and holds nothing that no UTF-8 can hold. A NUL, which JSON writes on purpose, is a character."""
    room = limits.CONTENT if content else limits.BLOCK
    if len(text) > room:
        raise _FaultError(f"{name!r} has {len(text):,} characters: expected {limits.shown(room)} at most")
    if unfit := _UNFIT.search(text):
        raise _FaultError(
            f"{name!r} holds a lone surrogate (U+{ord(unfit[0]):04X}) at offset {unfit.start()}: text cannot hold it; remove it"
        )
    return text
