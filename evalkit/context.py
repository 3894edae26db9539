"""The context of a run: duplicates removed, the cache asked, batches made of items of like size, results in order."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import msgspec

from .metric import Context, In, Loaded, Metered, Op, Out, Packed, Sized
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
        loading: seconds that it took to be ready, of an Op that says when it is.
    """

    asked: int = 0
    computed: int = 0
    seconds: float = 0.0
    usage: dict[str, float] = field(default_factory=dict)
    loading: float = 0.0

    def add(self, other: OpCount, sign: int = 1) -> None:
        """Adds what was done elsewhere, or with `sign` -1 takes away what was done before."""
        self.asked += sign * other.asked
        self.computed += sign * other.computed
        self.seconds += sign * other.seconds
        self.loading += sign * other.loading
        for name, value in other.usage.items():
            self.usage[name] = self.usage.get(name, 0) + sign * value


class RunContext(Context):
    """The context that the runner gives to metrics.

    Args:
        store: where results are kept between runs; None keeps them only until `forget`.
        offline: whether the network is forbidden.
        keeps_scores: whether the store keeps scores too, not the results of models alone. Whoever wants to know what metrics
            say now, as `evalkit verify` does, says no.
        time_limit: seconds that a metric may take for an article, or None.

    Attributes:
        counts: what each Op did so far.
        seconds: that `run` and the cache took so far.
        kept: the store where scores are kept, or None.
        time_limit: as given.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        offline: bool = False,
        keeps_scores: bool = False,
        time_limit: float | None = None,
    ) -> None:
        self.offline = offline
        self.time_limit = time_limit
        self.kept = store if keeps_scores else None
        self.counts: dict[str, OpCount] = {}
        self.seconds = 0.0
        self._store = store
        self._window = MemoryStore()

    def run(self, op: Op[In, Out], items: Sequence[In]) -> list[Out]:
        began = time.perf_counter()
        try:
            return self._run(op, items)
        finally:
            self.seconds += time.perf_counter() - began

    def since(self, before: Mapping[str, OpCount]) -> dict[str, OpCount]:
        """What each Op did since `before`, which `snapshot` gave."""
        found = self.snapshot()
        for name, count in before.items():
            found[name].add(count, -1)
        return {name: count for name, count in found.items() if count.asked}

    def snapshot(self) -> dict[str, OpCount]:
        """A copy of the counts."""
        return {name: replace(count, usage=dict(count.usage)) for name, count in self.counts.items()}

    def _run(self, op: Op[In, Out], items: Sequence[In]) -> list[Out]:
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
        if missing and isinstance(op, Loaded):
            began = time.perf_counter()
            op.load()
            count.loading += time.perf_counter() - began
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
