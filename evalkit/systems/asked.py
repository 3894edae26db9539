"""Asking what is dear: each answer reaches the store when it is there, what failed reaches it never.

A run's context stores the results of a batch when the batch is through. Here a batch is looked up first, and what no cache
has is asked for and handed to the context answer by answer: a kill loses the requests that were in flight and no more.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ..context import OpCount, RunContext
from .system import Output

__all__ = ["Answer", "Asked", "Fault", "asked"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A text, the seconds that it took, and what it cost; this is what the cache keeps.

    Attributes:
        tries: how often was asked until it came.
    """

    text: str
    seconds: float
    usage: tuple[tuple[str, float], ...] = ()
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no text, after how many tries, and what they cost."""

    reason: str
    tries: int = 1
    usage: tuple[tuple[str, float], ...] = ()


class Asked(ABC):
    """What is asked for texts: a command, an endpoint, a model. An item is all that it is told of an article."""

    id: str
    """Names it and every setting that changes a text; it keys the cache."""

    @abstractmethod
    def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
        """Yields each item with what came of it, as soon as it is there, in any order.

        Raises:
            ConfigError, ModelError: no item is at fault.
        """


class _AbsentError(Exception):
    """Says which items no cache has."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__()
        self.items = list(items)


class _Lookup:
    """An Op that has nothing but what the cache has."""

    def __init__(self, name: str) -> None:
        self.id = name

    def __call__(self, batch: Sequence[str], /) -> list[Answer]:
        raise _AbsentError(batch)

    def pack(self, result: Any, /) -> bytes:
        return msgspec.msgpack.encode(result)

    def unpack(self, data: bytes, /) -> Answer:
        return msgspec.msgpack.decode(data, type=Answer)


class _Given(_Lookup):
    """An Op whose one result is there."""

    def __init__(self, name: str, answer: Answer) -> None:
        super().__init__(name)
        self._answer = answer

    def __call__(self, batch: Sequence[str], /) -> list[Answer]:
        return [self._answer for _ in batch]

    def usage(self, result: Any, /) -> Mapping[str, float]:
        return {**dict(result.usage), "calls": result.tries}


def asked(one: Asked, items: Sequence[str], context: RunContext, told: Callable[[int], None]) -> list[Output]:
    """The output of each item, in order; items that are the same are asked for once.

    Args:
        told: called with how many items are done.

    Raises:
        ConfigError, ModelError: as `Asked.ask`.
    """
    wanted = list(dict.fromkeys(items))
    count = context.counts.setdefault(one.id, OpCount())
    before = count.asked
    found: dict[str, Output] = {}
    missing = _missing(one, wanted, context)
    there = [item for item in wanted if item not in missing]
    for item, answer in zip(there, context.run(_Lookup(one.id), there), strict=True):
        found[item] = _output(answer)
    told(sum(item in found for item in items))
    with contextlib.closing(one.ask([item for item in wanted if item in missing])) as results:
        for item, result in results:
            if isinstance(result, Fault):
                found[item] = Output("", result.reason, usage=dict(result.usage))
                for name, value in (*result.usage, ("calls", result.tries)):
                    count.usage[name] = count.usage.get(name, 0) + value
            else:
                (answer,) = context.run(_Given(one.id, result), [item])
                found[item] = _output(answer)
                count.seconds += answer.seconds
            told(sum(item in found for item in items))
    count.asked = before + len(wanted)  # to look up is not to ask
    return [found[item] for item in items]


def _missing(one: Asked, items: Sequence[str], context: RunContext) -> frozenset[str]:
    try:
        context.run(_Lookup(one.id), items)
    except _AbsentError as absent:
        return frozenset(absent.items)
    return frozenset()


def _output(answer: Answer) -> Output:
    return Output(answer.text, seconds=answer.seconds, usage=dict(answer.usage))
