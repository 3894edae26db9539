"""What the fixture `faithful` gives a test: a function that judges a summary and remembers it for the session's run file."""

from __future__ import annotations

import dataclasses
import difflib
from typing import TYPE_CHECKING

from ..errors import ConfigError, InputError
from ..records import Article, Block, BlockKind
from .ledger import Share
from .result import Faithfulness
from .state import NAME, RESULTS, SHARES, State

if TYPE_CHECKING:
    import pytest

__all__ = ["Faithful"]

_BLOCKS = ("SUMMARY", "HIGHLIGHTS")


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Faithful:
    """Judges summaries for one test."""

    item: pytest.Item
    state: State

    def __repr__(self) -> str:
        return f"<judges summaries for {self.item.name}>"

    def __call__(
        self,
        source: str,
        summary: str,
        *,
        block: BlockKind = "SUMMARY",
        title: str = "",
        published: str = "",
        id: str | None = None,  # noqa: A002 - what a record calls it
    ) -> Faithfulness:
        """Judges one summary against its source.

        Args:
            source: the article's text.
            summary: the text to judge, prose or bullets.
            block: "HIGHLIGHTS" makes every bullet one claim.
            title, published: they resolve references such as "on Friday", and support nothing.
            id: what the run file calls the article, behind the test's name; the number of the call if it is not given.

        Raises:
            InputError: the source or the summary is no text, or the source is empty.
            ConfigError: there is no such block, a metric cannot do what is asked, or this test has another text of that id.
        """
        __tracebackhide__ = True
        _check("source", source)
        _check("summary", summary)
        if not source.strip():
            raise InputError("source", 1, 1, "the source is empty: expected the text to judge the summary against")
        if block not in _BLOCKS:
            near = difflib.get_close_matches(str(block).upper(), _BLOCKS, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ConfigError(f"block={block!r}: {hint}expected 'SUMMARY' or 'HIGHLIGHTS'")
        results = self.item.stash[RESULTS]
        name, number = self.item.stash.get(NAME, self.item.nodeid), len(results) + 1
        article = _article(source, summary, block)
        article = dataclasses.replace(
            article, id=f"{name}#{id or number}", title=_line(title), published=_line(published)
        )
        (judged,) = self.state.judge.judged([article])
        found = Faithfulness(judged)
        if any(_are_at_odds(found, other) for other in results):
            raise ConfigError(
                f"id={id!r}: this test has other words of that id: expected one id for each article, and one text of each of"
                " its blocks"
            )
        results.append(found)
        self.item.stash[SHARES].append(Share(name, number, block, (judged.article, found.case)))
        return found


def _are_at_odds(one: Faithfulness, other: Faithfulness) -> bool:
    """Whether two have one id and cannot stand under one article."""
    article, before = one.judged.article, other.judged.article
    return article.id == before.id and (article != before or (one.case.id == other.case.id and one.case != other.case))


def _check(name: str, text: object) -> None:
    __tracebackhide__ = True
    if not isinstance(text, str):
        raise InputError(name, 1, 1, f"the {name} is {type(text).__name__}: expected text")


def _line(text: str) -> str:
    return " ".join(text.split())


def _article(source: str, summary: str, block: BlockKind) -> Article:
    """An article of no file: its places are offsets into the texts without the blanks around them."""
    from ..reading import content_sha256

    content = source.strip()
    blocks = (Block(block, summary.strip()),)
    return Article("", None, None, content_sha256(content), "", "", "", "", Block("CONTENT", content), blocks)
