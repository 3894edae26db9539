"""A bench: systems write a summary of every article, and one scoring run judges them all beside each other.

The cases of an article stand in one window, so that what a model does with the article itself is done once, whatever the number
of systems. What a system is asked goes through the run's cache: after a kill nothing is asked twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import segment
from .context import RunContext
from .engines import Engine
from .errors import ConfigError
from .leaderboard.costs import Cost
from .metric import Metric
from .reading import Columns, Source, read_sources
from .records import Article, BadInput, Block, BlockKind
from .runner import Progress, Timing
from .runner import run as run_sources
from .store import Store
from .systems import Options, Output, System, calls, expanded, outputs, own_systems, parse_system
from .systems import Progress as Told
from .systems.own import Own

__all__ = ["YARDSTICKS", "Bench", "named_systems"]

YARDSTICKS = ("lead:3", "copy", "empty")
"""Systems that stand in every table, so that gaming shows: what copies is faithful, what says nothing contradicts nothing."""


def named_systems(texts: Sequence[str], options: Options) -> list[System]:
    """The systems that are named, in their order, and the yardsticks that are not among them.

    Raises:
        ConfigError: a system cannot be opened, two have one name, or none is named.
        ModelError: a local model is none.
    """
    if not texts:
        raise ConfigError(
            "there is no system to compare: expected --system NAME=SOURCE, as in --system lead:3 or --system ours=ours.jsonl"
        )
    systems = [parse_system(text, options) for text in texts]
    there = {system.signature for system in systems}
    for text in YARDSTICKS:
        one = parse_system(text, options)
        if one.signature not in there:
            systems.append(one)
    return systems


def _unique(systems: Sequence[System]) -> None:
    seen: dict[str, str] = {}
    for system in systems:
        if system.name in seen:
            raise ConfigError(
                f"two systems are called {system.name!r} ({seen[system.name]} and {system.signature}): expected names of their own,"
                " as in --system NAME=SOURCE"
            )
        seen[system.name] = system.signature


class Bench:
    """A bench of systems over articles.

    Args:
        sources: the articles, with or without summaries of their own.
        systems: as `named_systems` gives them; `own` stands for every system that the articles name.
        columns: which columns of records are which.
        block: what the texts become.
        told: called as systems write.

    Raises:
        ConfigError: two systems have one name.
    """

    def __init__(
        self,
        sources: Sequence[Source | BadInput],
        systems: Sequence[System],
        *,
        columns: Columns | None = None,
        block: BlockKind = "SUMMARY",
        told: Told | None = None,
    ) -> None:
        self._sources = sources
        self._columns = dataclasses.replace(columns or Columns(), bare=True)
        self._block = block
        self._told = told
        if any(isinstance(system.source, Own) and system.source.is_each for system in systems):
            articles = (one for one in read_sources(sources, self._columns) if isinstance(one, Article))
            systems = expanded(systems, own_systems(articles))
        _unique(systems)
        self.systems = tuple(systems)
        self._seconds: dict[str, float] = {}
        self._usage: dict[str, dict[str, float]] = {system.name: {} for system in systems}
        self._context: RunContext | None = None
        self._done = 0

    @property
    def problems(self) -> tuple[BadInput, ...]:
        """What of the systems' files could not be read, or belongs to no article; whole once the bench has run."""
        return tuple(one for system in self.systems for one in (*system.problems, *system.unmatched))

    def run(
        self,
        metrics: Sequence[Metric],
        target: Path,
        *,
        store: Store | None,
        limit: int | None = None,
        verdict_from: str,
        offline: bool = False,
        resume: bool = False,
        fresh: bool = False,
        progress: Progress | None = None,
        engine: Engine | None = None,
    ) -> Timing:
        """Has the systems write, scores what they wrote, and writes one run file of all.

        The arguments are those of `runner.run`.

        Raises:
            RunFileError, OutputError: as there.
            ConfigError, ModelError: a system cannot be asked at all; what was answered before is kept in the cache.
        """
        settings: Mapping[str, Any] = {
            "block": self._block,
            "systems": {system.name: system.signature for system in self.systems},
        }
        return run_sources(
            self._sources,
            metrics,
            target,
            store=store,
            columns=self._columns,
            limit=limit,
            verdict_from=verdict_from,
            offline=offline,
            resume=resume,
            fresh=fresh,
            progress=progress,
            engine=engine,
            writer=self._written,
            settings=settings,
        )

    def costs(self) -> tuple[Cost, ...]:
        """What the systems took, in their order; what came out of the cache as it was when it was computed."""
        return tuple(self._cost(system) for system in self.systems)

    def _cost(self, system: System) -> Cost:
        usage = self._usage[system.name]

        def tokens(name: str) -> int | None:
            return int(usage[name]) if name in usage else None

        return Cost(
            name=system.name,
            signature=system.signature,
            seconds=self._seconds.get(system.name),
            prompt_tokens=tokens("prompt_tokens"),
            completion_tokens=tokens("completion_tokens"),
            cost=usage.get("cost"),
            calls=calls(system, self._context) if self._context and system.source.op else None,
        )

    def _written(self, articles: Sequence[Article], context: RunContext) -> list[Article]:
        """The articles with a block of every system."""
        self._context = context
        whole = [
            dataclasses.replace(one, sentences=segment.sentences(one.content.text, one.content.start))
            for one in articles
        ]
        blocks: list[list[Block]] = [[] for _ in whole]
        for system in self.systems:
            for place, output in enumerate(outputs(system, whole, context, progress=self._told, done=self._done)):
                self._count(system.name, output)
                blocks[place].append(self._block_of(system.name, output))
        self._done += len(articles)
        return [dataclasses.replace(one, blocks=tuple(own)) for one, own in zip(articles, blocks, strict=True)]

    def _count(self, name: str, output: Output) -> None:
        if output.seconds is not None:
            self._seconds[name] = self._seconds.get(name, 0.0) + output.seconds
        for key, value in output.usage.items():
            self._usage[name][key] = self._usage[name].get(key, 0.0) + value

    def _block_of(self, name: str, output: Output) -> Block:
        return Block(
            self._block, output.text, output.start, output.line, output.column, name, output.field, output.path, output.fault
        )  # fmt: skip
