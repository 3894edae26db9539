"""`own` and `own:SYSTEM`: the blocks that stand in the articles' files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..context import RunContext
from ..records import Article, BlockKind
from .system import Output, Source, System, output_of

__all__ = ["Own", "expanded", "own_systems"]


@dataclass(frozen=True)
class Own(Source):
    """The articles' own blocks: of each the one of the kind that is wanted or, where it has none, the other one.

    Attributes:
        block: the kind that is wanted.
        system: whose; None for those that name no system.
        is_each: whether it stands for every system that the articles name, until `expanded` tells them apart.
    """

    block: BlockKind
    system: str | None = None
    is_each: bool = False

    @property
    def signature(self) -> str:
        return f"own:{self.system}|v1" if self.system is not None else "own|v1"

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:  # noqa: ARG002 - it needs no model
        told(len(articles))
        return [self._output(article) for article in articles]

    def _output(self, article: Article) -> Output:
        own = [one for one in article.blocks if one.system == self.system]
        if not own and self.is_each and len({one.system for one in article.blocks}) == 1:
            own = list(article.blocks)
        if own:
            return output_of(next((one for one in own if one.kind == self.block), own[0]), article.path)
        there = ", ".join(repr(one) for one in own_systems([article]) if one is not None)
        whose = f"of the system {self.system!r}" if self.system is not None else "without a system"
        return Output("", f"the article has no block {whose}: it has {f'those of {there}' if there else 'others'}")


def own_systems(articles: Iterable[Article]) -> list[str | None]:
    """The systems that articles name for their blocks, in the order of their first ones; None for no name."""
    return list(dict.fromkeys(one.system for article in articles for one in article.blocks))


def expanded(systems: Sequence[System], found: Sequence[str | None]) -> list[System]:
    """The systems, each `own` replaced by one for every system that the articles name.

    Their names are the articles' own; where the user gave `own` a name, they stand behind it: `files:bart`. Blocks without a
    system keep the name that `own` has.

    Args:
        found: what `own_systems` found.
    """
    result: list[System] = []
    for system in systems:
        if not isinstance(system.source, Own) or not system.source.is_each:
            result.append(system)
            continue
        for name in found or [None]:
            shown = system.name
            if name is not None:
                shown = name if system.name == "own" else f"{system.name}:{name}"
            result.append(System(shown, Own(system.source.block, name)))
    return result
