"""Evidence packed beside a claim: what fits, in the order of the article, nothing cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit_metrics.packing import LONGEST_PIECE, packed, pieces, single
from evalkit_metrics.windows import windows

SENTENCES = st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=400), min_size=1, max_size=30)


@given(SENTENCES, st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(0, 300), st.randoms())
def test_what_is_packed_fits_and_keeps_the_order_of_the_article(sentences, claim, room, random) -> None:
    parts = [pieces(one) for one in sentences]
    spans = windows(len(sentences))
    order = random.sample(range(len(spans)), len(spans))
    ids, numbers = packed(claim, parts, spans, order, room)
    assert len(ids) <= room
    assert numbers == sorted(set(numbers))
    flat = [one for sentence in sentences for one in sentence]
    if len(flat) <= room:
        assert ids == flat
    remaining = iter(flat)
    assert all(one in remaining for one in ids)  # a subsequence


@given(st.lists(st.integers(0, 50), max_size=1000))
def test_pieces_are_the_whole_sentence_and_none_is_too_long(sentence) -> None:
    parts = pieces(sentence)
    assert [one for part in parts for one in part] == sentence
    assert max(map(len, parts)) <= LONGEST_PIECE


def test_the_best_window_is_taken_first_and_what_stands_around_it_fills_the_room() -> None:
    parts = [pieces([number] * 10) for number in range(5)]
    spans = windows(5)
    ids, numbers = packed([3], parts, spans, [3, spans.index((2, 4)), 0, 1, 4], 25)
    assert numbers == [2, 3]
    assert ids == [2] * 10 + [3] * 10


def test_of_an_endless_sentence_the_pieces_are_taken_that_share_words_with_the_claim() -> None:
    endless = list(range(1000, 6000))
    parts = [pieces(endless), pieces([1, 2, 3])]
    ids, numbers = packed([4500, 4501, 4502], parts, windows(2), [0, 1], 250)
    assert {4500, 4501, 4502} <= set(ids)
    assert numbers == [0, 1]
    assert 4500 in single([4500], parts[0])
