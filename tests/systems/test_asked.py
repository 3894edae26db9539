"""What is dear is asked for once, and kept answer by answer."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from evalkit.context import RunContext
from evalkit.errors import ModelError
from evalkit.store import SqliteStore
from evalkit.systems.asked import Answer, Asked, Fault, asked


class Upper(Asked):
    """Answers in capitals; fails on "bad", and ends all on "fatal"."""

    id = "upper|v1"

    def __init__(self) -> None:
        self.items: list[str] = []

    def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
        for item in reversed(items):
            self.items.append(item)
            if item == "fatal":
                raise ModelError("gone")
            if item == "bad":
                yield item, Fault("no", 3, (("prompt_tokens", 5.0),))
            else:
                yield item, Answer(item.upper(), 0.5, (("prompt_tokens", 2.0),), 2)


def quiet(_: int) -> None:
    """Tells nobody."""


def test_what_came_before_the_end_is_kept(tmp_path: Path) -> None:
    """An error that ends the run leaves every answer before it in the store."""
    with SqliteStore(tmp_path) as store, pytest.raises(ModelError, match="gone"):
        asked(Upper(), ["fatal", "b", "c"], RunContext(store), quiet)
    with SqliteStore(tmp_path) as store:
        again = Upper()
        found = asked(again, ["b", "c"], RunContext(store), quiet)

    assert (["B", "C"], []) == ([one.text for one in found], again.items)


def test_each_answer_is_in_the_store_before_the_next_is_asked_for(tmp_path: Path) -> None:
    """Nothing waits for the end of a window."""
    sizes = []

    class Looking(Upper):
        def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
            for result in super().ask(items):
                with SqliteStore(tmp_path) as other:
                    sizes.append(len(other))
                yield result

    with SqliteStore(tmp_path) as store:
        asked(Looking(), ["a", "b", "bad", "c"], RunContext(store), quiet)

    assert [0, 1, 1, 2] == sizes


def test_faults_are_not_kept(tmp_path: Path) -> None:
    """What failed is asked for again by the next run, what did not is not; both cost what they cost."""
    counts, asked_for = [], []
    for _ in range(2):
        with SqliteStore(tmp_path) as store:
            one, context = Upper(), RunContext(store)
            found = asked(one, ["a", "bad", "a"], context, quiet)
            counts.append((context.counts[one.id].asked, context.counts[one.id].computed, context.counts[one.id].usage))
            asked_for.append(one.items)

        assert ["A", "", "A"] == [each.text for each in found]
        assert ("no", {"prompt_tokens": 5.0}, 0.5) == (found[1].fault, found[1].usage, found[0].seconds)
    assert [["bad", "a"], ["bad"]] == asked_for
    assert [(2, 1, {"prompt_tokens": 7.0, "calls": 5}), (2, 0, {"prompt_tokens": 5.0, "calls": 3})] == counts


def test_progress_counts_items() -> None:
    """Items that are the same are done together."""
    told: list[int] = []
    asked(Upper(), ["a", "b", "a"], RunContext(), told.append)

    assert [0, 1, 3] == told


def test_nothing_asked() -> None:
    """No item is no call."""
    one = Upper()

    assert [] == asked(one, [], RunContext(), quiet)
    assert [] == one.items
