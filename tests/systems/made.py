"""Articles of strings, as a run hands them to systems."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.context import RunContext
from evalkit.reading import content_sha256
from evalkit.records import Article, Block
from evalkit.segment import sentences
from evalkit.store import MemoryStore, Store
from evalkit.systems import Options, Output, outputs, parse_system

NEWS = """\
The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.

Mayor Lena Aske called the cost of £2.4m "fair for a bridge of its age". The bridge carries 14,300 vehicles a day.

Work begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said. Shops fear for their trade."""

FIELDS: dict[str, str] = {"title": "", "published": "", "url": "", "author": ""}


def article(content: str = NEWS, *blocks: Block, name: str = "a1", path: str | None = None, **fields: str) -> Article:
    """An article with its sentences; its id is the name."""
    return Article(
        id=name,
        path=path,
        line=None,
        sha256=content_sha256(content),
        content=Block("CONTENT", content, 100),
        blocks=blocks,
        sentences=sentences(content, 100),
        **{**FIELDS, **fields},
    )


def numbered(count: int) -> list[Article]:
    """Articles that are told apart by a number in their text."""
    return [article(f"Bridge number {n} was shut. It is old. It is long.", name=f"a{n}") for n in range(count)]


def asked(
    text: str, articles: Sequence[Article], options: Options | None = None, store: Store | None = None
) -> list[Output]:
    """What a system gives, in a run of its own."""
    return outputs(
        parse_system(text, options or Options()),
        articles,
        RunContext(MemoryStore() if store is None else store, offline=True),
    )


def texts(found: Sequence[Output]) -> list[str]:
    """The texts of outputs of which none is a fault."""
    assert [None] * len(found) == [one.fault for one in found]
    return [one.text for one in found]
