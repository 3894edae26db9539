"""`report.html`: one file that opens from disk, without any network; or a folder of such pages.

A page holds the first view, an index of the run as JSON and its articles in compressed chunks, which the page's own script
unpacks when an article is opened; so a run of thousands of articles opens at once. Above a stated size a page keeps all figures
and the worst articles, and says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from ..comparison import Comparison, comparison
from ..errors import OutputError
from ..files import replacing
from ..overview import Overview, counted, overview
from ..runfile import ArticleRecord, CaseRecord, HeaderRecord, Record, stream
from .articles import CHUNK, Article, Row, articles, characters, rank, write_articles
from .changes import SHOWN, changes_view, with_changes
from .front import first_view
from .headline import VERDICTS
from .page import embedded, page
from .precision import precision_rows

__all__ = ["CHARACTERS", "PART", "SCRIPTS", "write_html", "write_split"]

CHARACTERS = 64_000_000
"""How much text of articles a page holds in full, in characters: about 10,000 articles of 1,000 words."""
PART = 500
"""Articles on a page of a split report."""

SCRIPTS = ("text.js", "store.js", "list.js", "scatter.js", "article.js", "judgement.js", "labels.js", "route.js")
"""What makes up the script of a page that shows articles, in order."""


def write_html(
    run: str | os.PathLike[str], target: Path, *, against: str | os.PathLike[str] | None = None, most: int | None = None
) -> None:
    """Writes the HTML report of a run file.

    Reads the run two or three times and holds no more than a few articles at a time. Equal run files give equal bytes.

    Args:
        run: the run file.
        target: the page.
        against: an older run file; what changed since is told claim by claim.
        most: how many articles the page holds in full, the worst ones; None for as many as `CHARACTERS` allow.

    Raises:
        RunFileError: a run file cannot be read.
        OutputError: the target cannot be written.
    """
    whole = _Whole.of(run, against)
    total = whole.found.footer.articles
    keep = _worst(whole, most)
    several: Iterable[Article] = whole.articles()
    notice = ""
    if keep is not None:
        several = (one for n, one in enumerate(several) if n in keep)
        notice = (
            f"This page holds the {len(keep)} worst of {counted(total, 'article')}, so that it opens quickly; every figure above"
            " the list is of all of them. evalkit report RUN --split DIR writes a folder of pages with all of them."
        )
    with replacing(target) as file:
        _write(file, whole, several, notice=notice)


def write_split(
    run: str | os.PathLike[str], folder: Path, *, against: str | os.PathLike[str] | None = None, size: int = PART
) -> int:
    """Writes the report as a folder: `index.html` with all figures and the list of all articles, and pages with them in full.

    Pages of an earlier report in the folder are replaced; anything else in it is left alone.

    Returns:
        How many pages of articles there are.

    Raises:
        RunFileError: a run file cannot be read.
        OutputError: the folder or a page cannot be written.
    """
    whole = _Whole.of(run, against)
    total = whole.found.footer.articles
    names = [f"articles-{n + 1:04d}.html" for n in range(-(-total // size))]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("articles-*.html"):
            old.unlink()
    except OSError as error:
        raise OutputError(f"{folder} cannot be made for the pages: {error.strerror or error}") from error
    several = whole.articles()
    for number, name in enumerate(names):
        first = number * size
        with replacing(folder / name) as file:
            _write(
                file,
                whole,
                islice(several, size),
                notice=f"Articles {first + 1} to {min(first + size, total)} of {total}; the figures are of all.",
                home="index.html",
                neighbours=(
                    f"{names[number - 1]}#a={size - 1}" if number else None,
                    f"{names[number + 1]}#a=0" if number + 1 < len(names) else None,
                ),
            )
    with replacing(folder / "index.html") as file:
        pages = [{"file": name, "first": number * size} for number, name in enumerate(names)]
        _write(file, whole, whole.articles(), pages=pages)
    return len(names)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is known of a run before its page is written.

    Attributes:
        found: its overview.
        compared: what changed since the older run; None where there is none.
        articles: reads the articles, from the start each time it is called.
        text: how much text of articles there is, in characters.
        digest: tells the run from others.
    """

    found: Overview
    compared: Comparison | None
    articles: Callable[[], Iterator[Article]]
    text: int
    digest: str

    @classmethod
    def of(cls, run: str | os.PathLike[str], against: str | os.PathLike[str] | None) -> _Whole:
        noted = _Noted()
        found = overview(noted.over(stream(run)), worst=0)

        def source() -> Iterator[Article]:
            return articles(stream(run)) if against is None else with_changes(run, against)

        return cls(
            found,
            None if against is None else comparison(run, against, worst=_WORST_CHANGES),
            source,
            noted.text,
            noted.digest.hexdigest()[:16],
        )


_WORST_CHANGES = 50  # changes that the first view lists with their words


class _Noted:
    """What is noted of records as they pass."""

    def __init__(self) -> None:
        self.text = 0
        self.digest = hashlib.sha256()

    def over(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            match record:
                case HeaderRecord():
                    self.digest.update(record.created.encode())
                case ArticleRecord():
                    self.text += len(record.content.text)
                    self.digest.update(f"{record.id} {record.sha256}".encode())
                case CaseRecord():
                    self.text += len(record.text)
                case _:
                    pass
            yield record


def _worst(whole: _Whole, most: int | None) -> frozenset[int] | None:
    """The numbers of the articles that a page holds in full; None for all of them."""
    total = whole.found.footer.articles
    if (most is None or total <= most) and whole.text <= CHARACTERS:
        return None
    ranked = sorted((rank(one), n, characters(one)) for n, one in enumerate(whole.articles()))
    keep: set[int] = set()
    room = CHARACTERS
    for _, n, size in ranked[:most]:
        room -= size
        if room < 0 and keep:
            break
        keep.add(n)
    return frozenset(keep) if len(keep) < total else None


def _write(
    file: IO[str],
    whole: _Whole,
    several: Iterable[Article],
    *,
    notice: str = "",
    home: str = "",
    neighbours: Sequence[str | None] | None = None,
    pages: Sequence[dict[str, Any]] | None = None,
) -> None:
    """Writes a page: its first view, its articles as they come, and last the index of them."""
    found = whole.found
    values = first_view(found) | {
        "version": found.header.evalkit,
        "home": home or "#",
        "notice": notice,
        "compared": None if whole.compared is None else changes_view(whole.compared),
    }
    before, between, after = page("report.html.j2", SCRIPTS, values)
    file.write(before)
    rows = write_articles(file, several, whole=pages is None)
    file.write(between)
    file.write(embedded(_index(whole, rows) | {"home": home, "neighbours": neighbours, "pages": pages}))
    file.write(after)


def _name_of(whole: _Whole, rows: Sequence[Row]) -> str:
    """The name under which the browser keeps a reader's labels: of this run, and of the articles that this page numbers."""
    listed = "\n".join(f"{row[1]}:{row[2]} {row[0]}" for row in rows)
    return hashlib.sha256(f"{whole.digest}\n{listed}".encode()).hexdigest()[:16]


def _index(whole: _Whole, rows: Sequence[Row]) -> dict[str, Any]:
    found = whole.found
    judge = str(found.header.config.get("verdict_from", "support"))
    return {
        "chunk": CHUNK,
        "run": _name_of(whole, rows),
        "verdicts": VERDICTS,
        "articles": rows,
        "findings": sorted(found.findings, key=lambda name: (-found.findings[name], name)),
        "kinds": SHOWN if whole.compared else [],
        "signature": next((one.signature for one in found.header.metrics if one.name == judge), None),
        "shares": [
            f"{one.name} {measure.name}"
            for one in found.header.metrics
            for measure in one.measures
            if measure.high == 1.0
        ],
        "reliability": precision_rows(found.header),
    }
