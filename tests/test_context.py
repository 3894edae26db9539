"""The context of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evalkit.context import RunContext
from evalkit.store import SqliteStore


class Double:
    """An Op that doubles texts and remembers what it was asked."""

    id = "double|v1"

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, batch: Sequence[str], /) -> list[str]:
        self.batches.append(list(batch))
        return [text * 2 for text in batch]

    def size(self, item: object, /) -> int:
        return len(str(item))


class Short(Double):
    """An Op that gives one result too few."""

    def __call__(self, batch: Sequence[str], /) -> list[str]:
        return super().__call__(batch)[:-1]


def test_wrong_number_of_results_is_an_error() -> None:
    """An Op that gives fewer results than items is caught, not zipped short."""
    with pytest.raises(ValueError, match="gave 1 results for 2 items"):
        RunContext().run(Short(), ["a", "b"])


def test_duplicates_are_asked_once_and_results_come_in_order() -> None:
    """Each different item is computed once, in batches sorted by size; results stand in the order of the items."""
    op = Double()
    results = RunContext().run(op, ["ccc", "a", "ccc", "bb", "a"])

    assert ["cccccc", "aa", "cccccc", "bbbb", "aa"] == results
    assert [["a", "bb", "ccc"]] == op.batches


def test_no_items() -> None:
    """No item is no call."""
    op = Double()

    assert [] == RunContext().run(op, [])
    assert [] == op.batches


def test_second_metric_of_a_window_reuses_results() -> None:
    """Within a window nothing is computed twice, also without a cache; after it memory is free again."""
    op = Double()
    context = RunContext()
    context.run(op, ["a", "b"])
    context.run(op, ["b", "c"])
    context.forget()
    context.run(op, ["c"])

    assert [["a", "b"], ["c"], ["c"]] == op.batches


def test_a_cache_is_asked_first(tmp_path: Path) -> None:
    """What an earlier run computed is not computed again, and counted as asked but not computed."""
    with SqliteStore(tmp_path) as store:
        RunContext(store).run(Double(), ["a", "b"])
    op = Double()
    with SqliteStore(tmp_path) as store:
        context = RunContext(store)
        results = context.run(op, ["b", "a", "c"])

    assert ["bb", "aa", "cc"] == results
    assert [["c"]] == op.batches
    assert (3, 1) == (context.counts[op.id].asked, context.counts[op.id].computed)


class Priced(Double):
    """An Op whose results cost a token a letter, and money where there are many."""

    def usage(self, result: str, /) -> dict[str, float]:
        return {"tokens": len(result), **({"cost": 0.5} if len(result) > 4 else {})}


def test_what_results_cost_is_summed(tmp_path: Path) -> None:
    """Each different item counts once, and what comes out of the cache or the window costs nothing."""
    op = Priced()
    with SqliteStore(tmp_path) as store:
        context = RunContext(store)
        context.run(op, ["a", "bbb", "a"])
        context.run(op, ["bbb", "cc"])
    with SqliteStore(tmp_path) as store:
        again = RunContext(store)
        again.run(op, ["a", "bbb", "cc"])

    assert {"tokens": 2 + 6 + 4, "cost": 0.5} == context.counts[op.id].usage
    assert {} == again.counts[op.id].usage


def test_an_op_that_says_nothing_of_costs() -> None:
    """Without `usage` nothing is summed."""
    context = RunContext()
    context.run(Double(), ["a"])

    assert {} == context.counts[Double.id].usage
