"""Rows of a pair: marks around the texts, and the runs that both have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit_metrics.model.pairs import CLAIM_MATCH, EVIDENCE_MATCH, SEGMENTS, Signs, row, run_lengths

TEXTS = st.lists(st.integers(0, 4), max_size=25)


def longest_by_definition(text: list[int], place: int, other: list[int]) -> int:
    found = 0
    for first in range(place + 1):
        for last in range(place + 1, len(text) + 1):
            part = text[first:last]
            if any(other[at : at + len(part)] == part for at in range(len(other))):
                found = max(found, len(part))
    return found


@given(TEXTS, TEXTS)
def test_run_lengths_are_those_of_the_definition(left, right) -> None:
    of_left, of_right = run_lengths(left, right)
    assert of_left == [longest_by_definition(left, place, right) for place in range(len(left))]
    assert of_right == [longest_by_definition(right, place, left) for place in range(len(right))]


def test_the_word_at_which_a_copied_run_breaks_stands_out() -> None:
    ids, segments = row([11, 12, 13, 99, 14], [10, 11, 12, 13, 77, 14, 15], Signs(1, 2, frozenset()))
    assert ids == [1, 11, 12, 13, 99, 14, 2, 10, 11, 12, 13, 77, 14, 15, 2]
    assert segments == [0, 4, 4, 4, 0, 2, 0, 1, 8, 8, 8, 1, 6, 1, 1]


def test_every_segment_belongs_to_one_side() -> None:
    assert set(CLAIM_MATCH) | set(EVIDENCE_MATCH) == set(range(SEGMENTS))
    assert not set(CLAIM_MATCH) & set(EVIDENCE_MATCH)


def test_punctuation_neither_makes_nor_breaks_a_run() -> None:
    signs = Signs(1, 2, frozenset({7, 8}))
    _, plain = row([11, 12, 13, 14, 15], [11, 12, 13, 14, 15], signs)
    _, told = row([11, 12, 7, 13, 14, 15, 8], [11, 7, 12, 13, 14, 8, 15], signs)
    assert {5} == {*told[1:7]}
    assert plain[1:6] == [5] * 5
    assert told[7] == 0  # the sign at the end has nothing behind it


def test_signs_are_those_of_a_vocabulary() -> None:
    assert Signs.of({"[CLS]": 3, "[SEP]": 4, ".": 5, "a": 6, "##.": 7, "£": 8}) == Signs(3, 4, frozenset({5, 8}))
