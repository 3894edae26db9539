"""A run's articles once more: read from its files again, or taken from the texts that the run holds."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..reading import Columns, Source, read_sources
from ..records import Article, Block
from ..runfile import ArticleRecord, BadInputRecord, CaseRecord, Record

__all__ = ["Again", "Recorded", "recorded", "stored", "unlike"]


@dataclasses.dataclass(frozen=True, slots=True)
class Recorded:
    """An article of a run with its cases."""

    article: ArticleRecord
    cases: tuple[CaseRecord, ...]


def recorded(records: Iterable[Record]) -> Iterator[Recorded | BadInputRecord]:
    """The articles and faults of a run, in order, in the memory of one article."""
    article: ArticleRecord | None = None
    cases: list[CaseRecord] = []
    for record in records:
        if isinstance(record, CaseRecord):
            cases.append(record)
            continue
        if article is not None:
            yield Recorded(article, tuple(cases))
        article, cases = (record, []) if isinstance(record, ArticleRecord) else (None, [])
        if isinstance(record, BadInputRecord):
            yield record


def stored(one: Recorded) -> Article:
    """The article as the run holds it."""
    article, content = one.article, one.article.content
    return Article(
        id=article.id,
        path=article.path,
        line=article.line,
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        url=article.url,
        author=article.author,
        content=Block(
            "CONTENT", content.text, content.start, content.line, content.column, field=content.field, path=article.path
        ),
        blocks=tuple(map(_block, one.cases)),
    )


def _block(case: CaseRecord) -> Block:
    return Block(
        case.block, case.text, case.start, case.line, case.column, case.system, case.field, case.path, case.fault
    )


class Again:
    """The articles of a run's files, read again.

    An article that comes sooner than it is asked for is kept until then. Where files are as they were none does, and memory
    holds one.

    Args:
        places: where each path of the run stands now.
        columns: as the run names them.
        written: whether systems wrote the blocks while the run was made (`evalkit bench`). Those are then taken from the run,
            and the files are asked for CONTENT alone.

    Attributes:
        blocks: how many blocks were taken from the run.
    """

    def __init__(self, places: Mapping[str, Path | None], columns: Mapping[str, str], *, written: bool) -> None:
        self._names = {name for name, place in places.items() if place is not None}
        sources = [Source(name, place) for name, place in places.items() if place is not None]
        self._items = read_sources(sources, Columns(columns, bare=written))
        self._written = written
        self._aside: dict[str, Article] = {}
        self._faults: Counter[tuple[str, int, int]] = Counter()
        self.blocks = 0

    def article(self, one: Recorded) -> Article | str:
        """The article that a run's record is of, or why there is none."""
        found = self._taken(one.article.id)
        where = one.article.path if one.article.line is None else f"{one.article.path}:{one.article.line}"
        if found is None:
            return f"{where}: the article {one.article.id!r} is no more there"
        if self._written:
            self.blocks += len(one.cases)
            return dataclasses.replace(found, blocks=tuple(map(_block, one.cases)))
        there: Counter[tuple[str, str | None]] = Counter((block.kind, block.system) for block in found.blocks)
        then: Counter[tuple[str, str | None]] = Counter((case.block, case.system) for case in one.cases)
        for kind, system in (then - there) or (there - then):
            of = f" of system {system!r}" if system is not None else ""
            left = (
                "is no more there" if there[kind, system] < then[kind, system] else "stands there, and not in the run"
            )
            return f"{where}: the {kind}{of} of the article {one.article.id!r} {left}"
        return found

    def fault(self, one: BadInputRecord) -> None:
        """Takes note of a fault that the run has."""
        if one.path in self._names:
            self._faults[one.path, one.line, one.column] -= 1

    def rest(self) -> Iterator[str]:
        """What the files have that the run has not, and what could not be read then and can now, or the other way round."""
        while (article := self._next()) is not None:
            self._aside[article.id] = article
        for article in self._aside.values():
            yield f"{article.path}:{article.line}: the article {article.id!r} stands there, and not in the run"
        for (path, line, column), count in sorted(self._faults.items()):
            if count:
                told = "cannot be read now, and could then" if count > 0 else "could not be read then, and can now"
                yield f"{path}:{line}:{column}: {told}"

    def _taken(self, name: str) -> Article | None:
        if name in self._aside:
            return self._aside.pop(name)
        while (article := self._next()) is not None:
            if article.id == name:
                return article
            self._aside[article.id] = article
        return None

    def _next(self) -> Article | None:
        for item in self._items:
            if isinstance(item, Article):
                return item
            self._faults[item.path, item.line, item.column] += 1
        return None


def unlike(one: Recorded, article: Article) -> Sequence[str]:
    """How the texts of an article are not those that the run names; empty where they are."""
    return list(_unlike(one, article))


def _unlike(one: Recorded, article: Article) -> Iterator[str]:
    then, now = one.article, article.content
    place = f"{then.path}:{then.content.line}" if then.content.line is not None else f"{then.path or then.id}"
    if article.sha256 != then.sha256:
        yield f"{place}: CONTENT of the article {then.id!r} has the sha256 {article.sha256[:8]}, the run names {then.sha256[:8]}"
        return
    for name in ("title", "published", "url", "author"):
        if getattr(article, name) != getattr(then, name):
            yield f"{place}: {name} of the article {then.id!r} is {getattr(article, name)!r}, the run names {getattr(then, name)!r}"
    if (now.text, now.start, now.line, now.field) != (
        then.content.text,
        then.content.start,
        then.content.line,
        then.content.field,
    ):
        yield f"{place}: CONTENT of the article {then.id!r} stands elsewhere in its file, or has other line ends"
    blocks = {(block.kind, block.system): block for block in article.blocks}
    for case in one.cases:
        block = blocks[case.block, case.system]
        if block.text != case.text:
            yield _other_text(case, block.text)
        elif (block.start, block.line, block.column) != (case.start, case.line, case.column):
            yield f"{case.path}:{case.line}: the {case.block} of {case.id!r} stands elsewhere in its file"


def _other_text(case: CaseRecord, now: str) -> str:
    """Where a block's text begins to be another."""
    pairs = zip(case.text, now, strict=False)
    at = next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(case.text), len(now)))
    place = ":".join(str(one) for one in (case.path or case.id, case.line, case.column) if one is not None)
    old, new = (text[max(at - 20, 0) : at + 20] for text in (case.text, now))
    return f"{place}: the {case.block}'s text is not that of the run from character {at + 1} on: {old!r} in the run, {new!r} there"
