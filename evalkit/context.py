"""The context of a run: duplicates removed, the cache asked, batches made of items of like size, results in order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from .metric import Context, In, Metered, Op, Out, Packed, Sized
from .store import MemoryStore, Store, key

__all__ = ["OpCount", "RunContext"]

_BATCH = 1024
"""Items handed to an Op at once; an Op makes smaller batches of its own where it wants them."""


@dataclass(slots=True)
class OpCount:
    """What one Op did in a run.

    Attributes:
        asked: items asked for, duplicates removed.
        computed: those that no cache had.
        seconds: that these took.
        usage: what these cost, by name, of an Op that says so; what came out of a cache cost nothing.
    """

    asked: int = 0
    computed: int = 0
    seconds: float = 0.0
    usage: dict[str, float] = field(default_factory=dict)


class RunContext(Context):
    """The context that the runner gives to metrics.

    Args:
        store: where results are kept between runs; None keeps them only until `forget`.
        offline: whether the network is forbidden.
    """

    def __init__(self, store: Store | None = None, *, offline: bool = False) -> None:
        self.offline = offline
        self.counts: dict[str, OpCount] = {}
        self._store = store
        self._window = MemoryStore()

    def run(self, op: Op[In, Out], items: Sequence[In]) -> list[Out]:
        count = self.counts.setdefault(op.id, OpCount())
        keys = [key(op.id, _packed(item)) for item in items]
        first = {one: place for place, one in reversed(list(enumerate(keys)))}  # each key's first item
        wanted = sorted(first, key=first.__getitem__)
        count.asked += len(wanted)
        data = self._window.get(wanted)
        if self._store is not None:
            stored = self._store.get([one for one in wanted if one not in data])
            self._window.put(stored)
            data.update(stored)
        missing = [one for one in wanted if one not in data]
        if isinstance(op, Sized):
            missing.sort(key=lambda one: op.size(items[first[one]]))  # stable: ties keep their order
        for at in range(0, len(missing), _BATCH):
            batch = missing[at : at + _BATCH]
            began = time.perf_counter()
            results = op([items[first[one]] for one in batch])
            count.seconds += time.perf_counter() - began
            if len(results) != len(batch):
                raise ValueError(f"{op.id} gave {len(results)} results for {len(batch)} items")
            rows = {one: _pack(op, result) for one, result in zip(batch, results, strict=True)}
            count.computed += len(batch)
            if isinstance(op, Metered):
                for result in results:
                    for name, value in op.usage(result).items():
                        count.usage[name] = count.usage.get(name, 0) + value
            self._window.put(rows)
            if self._store is not None:
                self._store.put(rows)
            data.update(rows)
        # Results always come out of their stored form, so that a cached one and a new one cannot differ.
        return [cast("Out", _unpack(op, data[one])) for one in keys]

    def forget(self) -> None:
        """Ends a window: what is not in the store is gone, so that memory does not grow with the corpus."""
        self._window.clear()


def _packed(item: object) -> bytes:
    return msgspec.msgpack.encode(item)


def _pack(op: Op[Any, Any], result: object) -> bytes:
    return op.pack(result) if isinstance(op, Packed) else msgspec.msgpack.encode(result)


def _unpack(op: Op[Any, Any], data: bytes) -> object:
    return op.unpack(data) if isinstance(op, Packed) else msgspec.msgpack.decode(data)
