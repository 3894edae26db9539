"""Finding articles among the files of a repository, and the fewest words that name them and no other file."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..reading import SUFFIXES, Columns, Source, find
from ..reading.formats import Format, format_of
from ..reading.inputs import DAMAGED, Input
from ..reading.rows import Row
from ..reading.tagged import TAGS
from ..records import Article, BadInput

__all__ = ["Articles", "find_articles"]


@dataclass(frozen=True, slots=True)
class Articles:
    """What was found.

    Attributes:
        files: those that hold articles, in posix form.
        paths: folders, patterns and files that lead to these and to no other, as settings name them.
        others: records that have other columns, and what they lack.
        looked_at: how many files there were whose names end as those of articles do.
    """

    files: tuple[str, ...]
    paths: tuple[str, ...]
    others: tuple[BadInput, ...]
    looked_at: int


def find_articles(names: Iterable[Path], out: Path) -> Articles:
    """Finds articles among files, as seen from the current folder.

    A tagged file is one that has an article in it that can be read; records are those that have a column `content` and one of
    `summary` and `highlights`. No other names of columns are guessed.

    Args:
        names: the files.
        out: the folder of the outputs, which is passed over.
    """
    likely = [
        path.as_posix()
        for path in names
        if path.name.lower().endswith(SUFFIXES) and out not in path.parents and _can_be_written(path)
    ]
    files, others = [], []
    for name in likely:
        found = _looked_into(name)
        if isinstance(found, BadInput):
            others.append(found)
        elif found:
            files.append(name)
    return Articles(tuple(files), tuple(_named(files, out)), tuple(others), len(likely))


def _can_be_written(path: Path) -> bool:
    """Whether a name is UTF-8: settings can hold no other."""
    return not any("\ud800" <= character <= "\udfff" for character in str(path))


def _looked_into(name: str) -> bool | BadInput:
    """Whether a file holds articles; of records with other columns, what they lack."""
    given = Input(Source(name, Path(name)))
    try:
        kind = format_of(given, Columns())
        if kind.articles:
            return _has_an_article(given, kind)
        return _has_columns(given, kind)
    except DAMAGED:
        return False


def _has_an_article(given: Input, kind: Format) -> bool:
    head = given.head()
    if not kind.articles or not any(f"<{tag}>".encode() in head for tag in TAGS):
        return False
    with given.open() as (stream, _):
        return any(isinstance(item, Article) for item in kind.articles(stream, given.source.name))


def _has_columns(given: Input, kind: Format) -> bool | BadInput:
    columns, name = Columns(), given.source.name
    with given.open(seekable=kind.columnar is not None) as (stream, _):
        rows: Iterator[Row | BadInput] = iter(())
        if kind.rows:
            rows = kind.rows(stream, name)
        elif kind.columnar:
            rows = kind.columnar(stream, name, columns.all_theirs())
        first = next(rows, None)
    if not isinstance(first, Row) or "record" in first.values:  # a run file has records of its own
        return False
    return columns.missing(name, first.values) or True


def _named(files: Sequence[str], out: Path) -> Iterator[str]:
    """Yields, for each file that none before leads to, the outermost folder that holds articles alone, a pattern, or its name.

    Never the current folder: what comes to lie there one day is not an article because it ends in .txt.
    """
    wanted = set(files)
    done: set[str] = set()
    for name in sorted(files):
        if name in done:
            continue
        path = Path(name)
        ways = [parent.as_posix() for parent in reversed(path.parents) if parent != Path()]
        ways.append((Path(glob.escape(path.parent.as_posix())) / f"*{_suffix(name)}").as_posix())
        for way in ways:
            led_to = {source.name for source in find([way], skip=out) if isinstance(source, Source)}
            if name in led_to and led_to <= wanted and (len(led_to) > 1 or "*" not in way):
                break
        else:
            way, led_to = name, {name}
        done |= led_to
        yield way


def _suffix(name: str) -> str:
    """What a name ends in, as it is written there: `.jsonl`, `.csv.gz`."""
    length = max(len(suffix) for suffix in SUFFIXES if name.lower().endswith(suffix))
    return name[-length:]
