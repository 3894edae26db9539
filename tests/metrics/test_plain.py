"""Text as the pair model reads it, and the way back to its own offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit_metrics.model.plain import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It isn’t “fair” – she said", 'It isn\'t "fair" - she said'),
        ("it is n't ``fair'' -LRB- she said -rrb-", 'it isn\'t "fair" ( she said )'),
        ("# 2,100 a year, #2,100, room#5 and C# 4", "£2,100 a year, £2,100, room#5 and C# 4"),
        ("", ""),
    ],
)
def test_spellings_become_one(text: str, read: str) -> None:
    assert plain(text)[0] == read


@given(st.text(alphabet="an't ’`#1(-lrb)“–é\u00a0\n", max_size=60))
def test_every_offset_leads_back_to_its_text(text: str) -> None:
    found, offsets = plain(text)
    assert len(offsets) == len(found) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    for sign, offset in zip(found, offsets, strict=False):
        if sign.isalpha() and not text[offset : offset + 1].isspace():
            assert text[offset] == sign
