"""The two ends of the scale: `copy` gives the whole article, `empty` gives nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..context import RunContext
from ..records import Article
from .system import Output, Source

__all__ = ["Copy", "Empty"]


class Copy(Source):
    """CONTENT as it stands: nothing in it can be unfaithful, and nothing is left out."""

    @property
    def signature(self) -> str:
        return "copy|v1"

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:  # noqa: ARG002 - it needs no model
        told(len(articles))
        return [Output(article.content.text) for article in articles]


class Empty(Source):
    """No text at all, without a fault: what a system is worth that gives no answer."""

    @property
    def signature(self) -> str:
        return "empty|v1"

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:  # noqa: ARG002 - it needs no model
        told(len(articles))
        return [Output("") for _ in articles]
