"""Rows to articles: rows that share an id are one article, wherever they stand.

Rows are gone through twice. The first look finds the ids that come back after other rows (as where one system's rows
follow another's). Their rows are kept in a temporary database until their article's turn, so that memory holds one article
and a short hash of every id.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from ..errors import InputError
from ..records import Article, BadInput, Block
from .columns import BLOCKS, Columns, Entry
from .digest import content_sha256

__all__ = ["Grouping"]

Entries = Iterator[Entry | BadInput]


class Grouping:
    """Brings the rows of one article together, over all files of a run.

    Args:
        columns: for the files' own names of fields.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._seen: set[bytes] = set()
        self._scattered: set[bytes] = set()
        self._done: set[bytes] = set()
        self._rows: sqlite3.Connection | None = None

    @property
    def scattered(self) -> bool:
        """Whether an id comes back after other rows: then `keep` has to be shown every file before `articles` is."""
        return bool(self._scattered)

    def survey(self, entries: Entries) -> None:
        """Looks for ids that come back, in the rows of one file."""
        last: str | None = None
        for entry in entries:
            if isinstance(entry, BadInput):
                continue
            if entry.id is not None and entry.id != last:
                key = _key(entry.id)
                if key in self._seen:
                    self._scattered.add(key)
                self._seen.add(key)
            last = entry.id

    def keep(self, entries: Entries) -> None:
        """Keeps the rows of one file that will be wanted out of their order.

        Raises:
            InputError: there is no room for them.
        """
        if self._rows is None:
            self._rows = sqlite3.connect("")  # a private database, in memory while small and else in a temporary file
            self._rows.execute("CREATE TABLE kept (place INTEGER PRIMARY KEY, key BLOB NOT NULL, entry BLOB NOT NULL)")
            self._rows.execute("CREATE INDEX by_key ON kept (key)")
        encode = msgspec.msgpack.Encoder().encode
        for entry in entries:
            if isinstance(entry, BadInput) or entry.id is None or (key := _key(entry.id)) not in self._scattered:
                continue
            try:
                self._rows.execute("INSERT INTO kept (key, entry) VALUES (?, ?)", (key, encode(entry)))
            except sqlite3.Error as error:
                raise InputError(
                    entry.path,
                    entry.line,
                    1,
                    f"the rows of one article stand apart, and what brings them together cannot be written: {error};"
                    " sort the rows by id, or name a folder with more room in TMPDIR",
                ) from error

    def articles(self, entries: Entries) -> Iterator[Article | BadInput]:
        """Yields the articles that begin in one file, and its faults where they were met."""
        group: list[Entry] = []
        faults: list[BadInput] = []  # those met within the group
        for entry in entries:
            if isinstance(entry, BadInput):
                if group:
                    faults.append(entry)
                else:
                    yield entry
                continue
            if group and entry.id == group[0].id:
                group.append(entry)
                continue
            yield from self._article(group)
            yield from faults
            group, faults = [], []
            if entry.id is None:
                yield from self._article([entry])
            elif (key := _key(entry.id)) not in self._scattered:
                group = [entry]
            elif key not in self._done:
                self._done.add(key)
                yield from self._article(self._kept(key))
        yield from self._article(group)
        yield from faults

    def close(self) -> None:
        """Frees the temporary database."""
        if self._rows is not None:
            self._rows.close()

    def _kept(self, key: bytes) -> list[Entry]:
        rows = self._rows.execute("SELECT entry FROM kept WHERE key = ? ORDER BY place", (key,)) if self._rows else ()
        return [msgspec.msgpack.decode(data, type=Entry) for (data,) in rows]

    def _article(self, entries: Sequence[Entry]) -> Iterator[Article | BadInput]:
        """The article of rows that share an id, then the faults of those that do not fit the first."""
        if not entries:
            return
        first = entries[0]
        name = first.id if first.id is not None else f"{first.path}#{first.number}"
        content = first.content.strip()
        sha256 = content_sha256(content)
        blocks: dict[tuple[str, str | None], Block] = {}
        faults = []
        for entry in entries:
            if content_sha256(entry.content.strip()) != sha256:
                faults.append(self._other_content(name, first, entry))
                continue
            for column, text in entry.blocks.items():
                key = (column, entry.system)
                if key in blocks:
                    faults.append(self._repeated(name, column, blocks[key], entry))
                    continue
                block = text.strip()
                start = text.index(block)
                field = self._columns.theirs(column)
                blocks[key] = Block(BLOCKS[column], block, start, entry.line, None, entry.system, field, entry.path)
        title, published, url, author = (
            next((entry.meta[place] for entry in entries if entry.meta[place]), "") for place in range(4)
        )
        yield Article(
            id=name,
            path=first.path,
            line=first.line,
            sha256=sha256,
            title=title,
            published=published,
            url=url,
            author=author,
            content=Block(
                "CONTENT",
                content,
                first.content.index(content),
                first.line,
                field=self._columns.theirs("content"),
                path=first.path,
            ),
            blocks=tuple(blocks.values()),
        )
        yield from faults

    def _other_content(self, name: str, first: Entry, entry: Entry) -> BadInput:
        pairs = zip(first.content.strip(), entry.content.strip(), strict=False)
        differs = next((place for place, (one, other) in enumerate(pairs) if one != other), None)
        where = f"from offset {differs} on" if differs is not None else "one of them ends sooner"
        message = (
            f"{self._columns.theirs('content')!r} is not that of {first.path}:{first.line}, which has the same id {name!r}"
            f" ({where}): rows that share an id are one article; expected the same text, or another id"
        )
        return BadInput(entry.path, entry.line, 1, message)

    def _repeated(self, name: str, column: str, before: Block, entry: Entry) -> BadInput:
        whose = f" of system {entry.system!r}" if entry.system is not None else ""
        message = (
            f"{self._columns.theirs(column)!r}{whose} stands already at {before.path}:{before.line} for the article {name!r}:"
            " expected one per article and system; tell systems apart in a column 'system'"
        )
        return BadInput(entry.path, entry.line, 1, message)


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=8).digest()
