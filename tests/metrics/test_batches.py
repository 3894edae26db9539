"""Batches: every piece is in one, alone responsible for its shape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit_metrics.model.batches import STEP, buckets, filling, in_order, rows_of, rows_on

SIZES = st.lists(st.integers(1, 300), max_size=60)


@given(SIZES)
def test_buckets(sizes: list[int]) -> None:
    """Rows of one length, no more than there is room for, each piece once, the longest first."""
    found = list(buckets([[0] * size for size in sizes]))
    assert sorted(place for _, places in found for place in places) == list(range(len(sizes)))
    assert all(sizes[place] == width for width, places in found for place in places)
    assert all(0 < len(places) <= rows_of(width) for width, places in found)
    assert [width for width, _ in found] == sorted((width for width, _ in found), reverse=True)


@given(st.integers(1, 300))
def test_a_short_batch_is_as_wide_as_a_row_that_needs_no_company(width: int) -> None:
    assert 32 <= rows_of(width) * width < 32 + width


@given(SIZES)
def test_filling(sizes: list[int]) -> None:
    """Few widths, each with one number of rows whatever else is asked, and each row in the smallest that it fits into."""
    found = list(filling(sizes))
    assert sorted(place for _, _, places in found for place in places) == list(range(len(sizes)))
    for width, rows, places in found:
        assert width % STEP == 0
        assert rows * width <= 16_384 < (rows + 1) * width
        assert 0 < len(places) <= rows
        assert all(width - STEP <= sizes[place] < width for place in places)


def test_rows_of_other_models() -> None:
    """On a processor a fixed number, on a GPU as many as fill it, at least one."""
    assert {8} == {rows_on("cpu", width) for width in (1, 100, 9999)}
    assert [4096, 8, 1] == [rows_on("cuda", width) for width in (1, 512, 9999)]


def test_in_order() -> None:
    assert ["a", "b", "c"] == in_order({2: "c", 0: "a", 1: "b"})
