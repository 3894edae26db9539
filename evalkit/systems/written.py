"""Outputs that were written before: a JSONL, CSV, TSV or Parquet file, a tagged file, or a folder of either.

A row is its article's by `id`: the article's id as it stands or, for an article that has none of its own, the end of its
path, with or without the suffix (`articles/a/01.txt` is `a/01.txt`, `a/01` and `01`). A row without an id, and a tagged
output with a CONTENT, is the article's whose CONTENT it is; a tagged output without one is named by its file, from the folder
of the outputs on.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..context import RunContext
from ..errors import ConfigError
from ..reading import SUFFIXES, Columns, content_sha256, find
from ..reading import Source as File
from ..reading.columns import BLOCKS, Entry
from ..reading.formats import format_of
from ..reading.inputs import DAMAGED, Input
from ..reading.rows import Row
from ..reading.tagged import read_tagged
from ..records import Article, BadInput, BlockKind
from .options import Options
from .system import Output, Source, output_of

__all__ = ["MISSING", "Written", "names_of"]

MISSING = "no output of this id"
"""The fault of an article that no output belongs to."""

_STANDS_IN = b"\n<CONTENT>\n.\n</CONTENT>\n"  # what a tagged output without a CONTENT is read with


@dataclass(frozen=True, slots=True)
class _Found:
    """An output.

    Attributes:
        name: its id, or its file's name without the suffix; None where it is known by its CONTENT.
        sha256: of that CONTENT.
        system: whose it is, of a row that says so.
    """

    output: Output
    path: str
    line: int
    name: str | None = None
    sha256: str | None = None
    system: str | None = None

    @property
    def key(self) -> str:
        return f"id {self.name}" if self.name is not None else f"sha256 {self.sha256}"

    def bad(self, message: str) -> BadInput:
        return BadInput(self.path, self.line, 1, message)

    def __str__(self) -> str:
        return repr(self.name) if self.name is not None else f"the CONTENT {(self.sha256 or '')[:8]}"


class Written(Source):
    """The outputs of files, read once and held in memory.

    Args:
        path: of a file or a folder.
        name: the system's: where rows name several systems, those count that name this one.
        options: of which columns and block count. A row's text is its block's column's, or the other block's.

    Raises:
        ConfigError: nothing can be read, a column is not there, or no row is of this system.
    """

    def __init__(self, path: Path, name: str, options: Options) -> None:
        self._problems: list[BadInput] = []
        self._found: dict[str, _Found] = {}
        self._taken: dict[str, str] = {}
        sources: list[File] = []
        for one in find([path]):
            if isinstance(one, File):
                sources.append(one)
            else:
                self._problems.append(one)
        everything = [found for source in sources for found in self._read(source, path, options)]
        for found in _of_system(everything, name, path):
            first = self._found.setdefault(found.key, found)
            if first is not found:
                said = f"an output of {found} stands already at {first.path}:{first.line}: expected one per article"
                self._problems.append(found.bad(said))
        if not self._found:
            first_problem = f": {_place(self._problems[0])}" if self._problems else ""
            raise ConfigError(f"system {name!r}: there is no output in {path.as_posix()}{first_problem}")
        kind = "folder" if path.is_dir() else "file"
        self._signature = f"{kind}:{path.resolve().name}@{_digest(sources)[:8]}|{options.block}|v1"

    @property
    def signature(self) -> str:
        return self._signature

    @property
    def problems(self) -> Sequence[BadInput]:
        return tuple(self._problems)

    @property
    def unmatched(self) -> Sequence[BadInput]:
        return tuple(
            one.bad(f"the output of {one} belongs to no article")
            for key, one in self._found.items()
            if key not in self._taken
        )

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:  # noqa: ARG002 - it needs no model
        told(len(articles))
        return [self._output(article) for article in articles]

    def _output(self, article: Article) -> Output:
        for name in names_of(article):
            key = f"id {name}"
            if key not in self._found:
                continue
            before = self._taken.setdefault(key, article.id)
            if before != article.id:
                return Output("", f"the output {name!r} is that of {before!r} already: name it by more of its path")
            return self._found[key].output
        key = f"sha256 {article.sha256}"
        if key in self._found:
            self._taken.setdefault(key, article.id)
            return self._found[key].output
        return Output("", MISSING)

    def _read(self, source: File, top: Path, options: Options) -> Iterator[_Found]:
        """Yields the outputs of one file; what cannot be read is noted.

        Raises:
            ConfigError: it lacks a column.
        """
        given = Input(source)
        try:
            form = format_of(given, options.columns)
            with given.open(seekable=form.columnar is not None) as (stream, _):
                if form.articles is not None:
                    yield from self._tagged(stream, source, top, options.block)
                    return
                rows: Iterable[Row | BadInput] = ()
                if form.columnar is not None:
                    rows = form.columnar(stream, source.name, options.columns.all_theirs())
                elif form.rows is not None:
                    rows = form.rows(stream, source.name)
                yield from self._rows(rows, source.name, options)
        except DAMAGED as error:
            said = getattr(error, "strerror", None) or error
            self._problems.append(BadInput(source.name, 1, 1, f"the file cannot be read: {said}"))

    def _rows(self, rows: Iterable[Row | BadInput], path: str, options: Options) -> Iterator[_Found]:
        is_first = True
        for row in rows:
            if isinstance(row, BadInput):
                self._problems.append(row)
                continue
            if is_first:
                _check_columns(path, row, options.columns)
                is_first = False
            found = _of_row(path, row, options)
            if isinstance(found, BadInput):
                self._problems.append(found)
            else:
                yield found

    def _tagged(self, stream: BinaryIO, source: File, top: Path, block: BlockKind) -> Iterator[_Found]:
        data = b"".join(iter(lambda: stream.read(2**16), b""))
        items = list(read_tagged(io.BytesIO(data), source.name))
        name = None
        if len(items) == 1 and isinstance(items[0], BadInput):
            again = list(read_tagged(io.BytesIO(data + _STANDS_IN), source.name))
            if len(again) == 1 and isinstance(again[0], Article):
                items = again
                name = _name_of(source, top)
        for item in items:
            if isinstance(item, BadInput):
                self._problems.append(item)
                continue
            ours = next((one for one in item.blocks if one.kind == block), item.blocks[0])
            sha256 = item.sha256 if name is None else None
            yield _Found(output_of(ours, source.name), source.name, item.line or 1, name, sha256)


def names_of(article: Article) -> Iterator[str]:
    """The names under which an output may be an article's, the surest first."""
    yield article.id
    path, sign, number = article.id.rpartition("#")
    if not sign or path != article.path:
        return
    parts = PurePosixPath(path).parts
    for start in range(len(parts)):
        end = "/".join(parts[start:])
        yield f"{end}#{number}"
        if number == "1":
            yield end
            yield _without_suffix(end)


def _without_suffix(name: str) -> str:
    known = max((one for one in SUFFIXES if name.lower().endswith(one)), key=len, default="")
    return name[: len(name) - len(known)]


def _name_of(source: File, top: Path) -> str:
    """A file's name within the folder of the outputs, without its suffix."""
    path = source.path if source.path is not None else Path(source.name)
    inside = path.relative_to(top) if path != top else Path(path.name)
    return _without_suffix(inside.as_posix())


def _check_columns(path: str, row: Row, columns: Columns) -> None:
    """Raises ConfigError if the first row of a file has no column that says whose it is, or none with a text."""
    there = list(row.values)
    shown = ", ".join(map(repr, there[:20])) or "none"
    texts = [columns.theirs(block) for block in BLOCKS]
    named = [columns.named[name] for name in ("id", *BLOCKS) if name in columns.named]
    for name in named:
        if name not in there:
            raise ConfigError(f"{path}: no column {name!r}, which is named for the outputs: it has {shown}")
    if columns.theirs("id") not in there and columns.theirs("content") not in there:
        raise ConfigError(
            f"{path}: no column {columns.theirs('id')!r} that says which article an output is of: it has {shown}; name yours"
            " as in id=YOURS"
        )
    if not any(name in there for name in texts):
        raise ConfigError(
            f"{path}: neither a column {texts[0]!r} nor {texts[1]!r}: it has {shown}; name yours as in summary=YOURS"
        )


def _of_row(path: str, row: Row, options: Options) -> _Found | BadInput:
    columns = options.columns
    content = row.values.get(columns.theirs("content"))
    given = content if isinstance(content, str) and content.strip() else None
    # A row of outputs needs no CONTENT; all else is read as of any other row.
    entry = columns.entry(path, Row(row.number, row.line, {**row.values, columns.theirs("content"): given or "."}))
    if isinstance(entry, BadInput):
        return entry
    if entry.id is None and given is None:
        return BadInput(path, row.line, 1, f"{columns.theirs('id')!r} is empty: expected the id of an article")
    sha256 = content_sha256(given.strip()) if entry.id is None and given is not None else None
    return _Found(_output(entry, options), path, row.line, entry.id, sha256, entry.system)


def _output(entry: Entry, options: Options) -> Output:
    column = next((one for one in entry.blocks if BLOCKS[one] == options.block), next(iter(entry.blocks)))
    whole = entry.blocks[column]
    text = whole.strip()
    return Output(text, path=entry.path, line=entry.line, start=whole.index(text), field=options.columns.theirs(column))


def _of_system(found: Sequence[_Found], name: str, path: Path) -> list[_Found]:
    """The outputs of one system: all, unless they name more than one.

    Raises:
        ConfigError: they do, and none is this one's.
    """
    there = list(dict.fromkeys(one.system for one in found))
    if len(there) < 2:
        return list(found)
    own = [one for one in found if one.system == name]
    if not own:
        shown = ", ".join(repr(one) for one in there[:10])
        raise ConfigError(
            f"system {name!r}: {path.as_posix()} holds outputs of the systems {shown}, and none of {name!r}: name one of them"
        )
    return own


def _digest(sources: Sequence[File]) -> str:
    """Hex digest of the files: of the one's bytes, or of the digests of several in their order."""
    digests = []
    for source in sources:
        if source.path is not None:
            with source.path.open("rb") as file:
                digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _place(bad: BadInput) -> str:
    return f"{bad.path}:{bad.line}:{bad.column}: {bad.message}"
