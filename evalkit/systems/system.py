"""What a system is, what it gives of an article, and the one way of asking for it."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..context import RunContext
from ..records import Article, BadInput, Block
from ..segment import sentences

__all__ = ["Output", "Progress", "Source", "System", "calls", "output_of", "outputs"]

Progress = Callable[[str, int, int], None]
"""Called after each article with (the system's name, articles done, articles in all)."""

_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Output:
    """What a system gave of one article.

    Attributes:
        text: without the blanks around it; empty where it gave no answer, and where it failed.
        fault: why the system failed; None where it did not. An empty answer is no fault.
        seconds: that it took when it was computed; None where that is not known.
        usage: what it cost then, by name: `prompt_tokens`, `completion_tokens`, `cost`.
        path, line, column: where the text stands; None for text that stands in no file, and a record's column.
        start: offset of its first character, in the file or, of a record, in its `field`.
        field: the column or key of the record that the text is of.
    """

    text: str
    fault: str | None = None
    seconds: float | None = None
    usage: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    path: str | None = None
    line: int | None = None
    column: int | None = None
    start: int = 0
    field: str | None = None


def output_of(block: Block, path: str | None) -> Output:
    """The text of a block, at its place; `path` is its file's where the block names none."""
    return Output(
        block.text,
        path=block.path if block.path is not None else path,
        line=block.line,
        column=block.column,
        start=block.start,
        field=block.field,
    )


class Source(ABC):
    """Where the texts of a system come from."""

    @property
    @abstractmethod
    def signature(self) -> str:
        """What makes its texts what they are, in one line without secrets and without places on this machine."""

    @property
    def op(self) -> str | None:
        """The id under which the run's context counts what was asked; None where nothing is."""
        return None

    @property
    def problems(self) -> Sequence[BadInput]:
        """What of its files could not be read."""
        return ()

    @property
    def unmatched(self) -> Sequence[BadInput]:
        """Outputs in its files that belong to none of the articles it was asked for so far."""
        return ()

    @abstractmethod
    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:
        """Gives one output per article, in order.

        Args:
            articles: with their sentences.
            context: what is computed goes through it.
            told: called with how many of the articles are done, whenever that is known.

        Raises:
            ConfigError, ModelError: it cannot be asked at all; what was answered before is kept.
        """


@dataclass(frozen=True, slots=True)
class System:
    """A source of summaries under the name that tables show.

    Attributes:
        name: any printable text; that it is unique is the caller's to see to.
        source: what gives the texts.
    """

    name: str
    source: Source

    @property
    def signature(self) -> str:
        """What makes its texts what they are, in one line without secrets, e.g. `random:3:12345|v1`."""
        return self.source.signature

    @property
    def problems(self) -> Sequence[BadInput]:
        """What of its files could not be read."""
        return self.source.problems

    @property
    def unmatched(self) -> Sequence[BadInput]:
        """Outputs in its files that belong to no article: to be asked for when it was asked for all of them."""
        return self.source.unmatched


def outputs(
    system: System,
    articles: Sequence[Article],
    context: RunContext,
    *,
    progress: Progress | None = None,
    done: int = 0,
    total: int | None = None,
) -> list[Output]:
    """What a system gives of the articles of one window, in order.

    Args:
        articles: at most a window of them; those without their sentences are given them.
        context: the run's.
        progress: told after each article.
        done: articles of earlier windows.
        total: articles in all; None for those done and these.

    Raises:
        ConfigError, ModelError: the system cannot be asked at all, which is no article's fault: its model is not there, its
            key is refused, nobody answers. What was answered before is in the cache.
    """
    whole = done + len(articles) if total is None else total

    def told(count: int) -> None:
        if progress:
            progress(system.name, done + count, whole)

    cut = [_with_sentences(article) for article in articles]
    found = system.source.outputs(cut, context, told)
    if len(found) != len(articles):
        raise ValueError(f"{system.name} gave {len(found)} outputs for {len(articles)} articles")
    told(len(articles))
    return found


def _with_sentences(article: Article) -> Article:
    if article.sentences:
        return article
    return dataclasses.replace(article, sentences=sentences(article.content.text, article.content.start))


def calls(system: System, context: RunContext) -> int:
    """How many times a system's command, endpoint or model was really asked in this run, failures and retries included."""
    count = context.counts.get(system.source.op or "")
    return int(count.usage.get("calls", 0)) if count else 0
