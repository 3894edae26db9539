"""How a claim was taken from CONTENT: the class, the words, and what was changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.records import Origin
from evalkit_metrics.copying import to_origin, traced

CONTENT = " ".join(
    """
The council of Aldmoor voted 9 to 4 on Tuesday to mend the old bridge over the Tarn. Mayor Lena Aske said the cost of £2.4m was
“fair for a bridge of its age”. Ivor Renn, who leads the opposition, warned that most voters oppose it. Shops on the north bank
have lost a third of their customers since the bridge was closed to lorries in March. Work may begin in May 2024 and could close
the bridge for 11 weeks. The bridge was opened in 1931 and has carried trams since. The ferry that ran before it sank in a storm
with nobody on board. A third of the money comes from the county, the rest from a loan at 3.5%.
""".split()
)

CLASSES = [
    ("Work may begin in May 2024 and could close the bridge for 11 weeks.", "verbatim", "a sentence"),
    ("Work may begin in May 2024", "verbatim", "a clause, its full stop gone"),
    ("The bridge was opened in 1931 and has carried trams since. The ferry that ran before it sank in a storm", "verbatim", "two sentences"),
    ("warned that most voters oppose it", "verbatim", "the end of a sentence"),
    ("work may begin in may 2024 and could close the bridge for 11 weeks", "near-verbatim", "lower case"),
    ('Mayor Lena Aske said the cost of £2.4m was "fair for a bridge of its age".', "near-verbatim", "straight quotes"),
    ("Mayor Lena Aske said the cost of £2.4m was fair for a bridge of its age.", "near-verbatim", "no quotes"),
    ("ivor renn , who leads the opposition , warned that most voters oppose it .", "near-verbatim", "tokenised"),
    ("The bridge  was opened in 1931, and has carried trams since", "near-verbatim", "a comma and a blank"),
    ("Ivor Renn - who leads the opposition - warned that most voters oppose it", "near-verbatim", "dashes for commas"),
    ("Mayor Lena Aske said the cost of $2.4m was “fair for a bridge of its age”.", "edited", "another currency"),
    ("the rest from a loan at 3.5", "edited", "a per cent sign lost"),
    ("Work will begin in May 2024 and could close the bridge for 11 weeks.", "edited", "a word replaced"),
    ("Work may begin in 2024 and could close the bridge for weeks.", "edited", "words left out"),
    ("The council voted 9 to 4 to mend the bridge.", "edited", "much left out"),
    ("Ivor Renn warned that most voters in Aldmoor still oppose it.", "edited", "words put in"),
    ("The bridge was opened in 1931, and the ferry before it sank in a storm.", "edited", "two neighbours joined"),
    ("The council of Aldmoor voted 9 to 4 on Tuesday, and the bridge was opened in 1931 and has carried trams.", "stitched", "two places"),
    ("Most voters oppose it. Mayor Lena Aske said the cost of £2.4m was fair for a bridge.", "stitched", "two places, the later one first"),
    (
        "The council of Aldmoor voted 9 to 4; shops on the north bank have lost a third; a third of the money comes from the county.",
        "stitched",
        "three places",
    ),
    ("Councillors want the crossing repaired although many townspeople are against.", "abstracted", "own words"),
    ("A dog won the race.", "abstracted", "nothing of it"),
    ("It is.", "abstracted", "function words"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "copying"), [pytest.param(*row[:2], id=row[2]) for row in CLASSES])
def test_classes(tell_bullet: Callable[..., Any], claim: str, copying: str) -> None:
    """Each class where a careful reader would put the bullet."""
    told = tell_bullet(CONTENT, claim)

    assert copying == traced(told.claim, told.index).copying


def _origin(told: Any) -> Origin:
    return to_origin(traced(told.claim, told.index))


def _in_words(told: Any, origin: Origin) -> list[tuple[str, str | None, str | None]]:
    return [
        (piece.op, told.at(piece.start, piece.end), told.at(piece.source_start, piece.source_end))
        for piece in origin.pieces
    ]


def test_the_difference_in_words(tell_bullet: Callable[..., Any]) -> None:
    """What was replaced, put in and left out, with the words of both files."""
    told = tell_bullet(CONTENT, "Yesterday Ivor Renn warned that nearly all voters oppose it strongly.")

    assert [
        ("insert", "Yesterday", None),
        ("equal", "Ivor Renn", "Ivor Renn"),
        ("delete", None, "who leads the opposition"),
        ("equal", "warned that", "warned that"),
        ("replace", "nearly all", "most"),
        ("equal", "voters oppose it", "voters oppose it"),
        ("insert", "strongly", None),
    ] == _in_words(told, _origin(told))


def test_run_and_position(tell_bullet: Callable[..., Any]) -> None:
    """The longest run counts words; the position is that of the first copied word."""
    first = _origin(tell_bullet(CONTENT, "The council of Aldmoor voted 9 to 5 on Tuesday"))
    late = _origin(tell_bullet(CONTENT, "the rest from a loan at 3.5%"))
    none = _origin(tell_bullet(CONTENT, "A dog won the race."))

    assert (7, 0.0) == (first.longest_run, first.position)
    assert late.longest_run == 7
    assert late.position is not None
    assert late.position > 0.9
    assert (None, ()) == (none.position, none.pieces)


def test_repeated_text_takes_no_time(tell_bullet: Callable[..., Any]) -> None:
    """A text that repeats itself 2,000 times over has one run like another: the first is taken, at once."""
    told = tell_bullet("one two three four five " * 2000, "one two three four five " * 300 + "six")

    assert _origin(told).copying == "edited"


_WORDS = st.sampled_from([*CONTENT.split(), "dog", "race", "“won", "7%", "(maybe)"])


@given(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join))
def test_pieces_cover_the_claim(tell_bullet: Callable[..., Any], text: str) -> None:
    """Whatever a bullet is made of: its pieces rise, lie in the file's words, and equal ones are equal but for case and signs."""
    told = tell_bullet(CONTENT, text)
    if not told.case.claims:
        return
    origin = _origin(told)
    spans = [(piece.start, piece.end) for piece in origin.pieces if piece.start is not None]
    content = told.case.article.content

    assert spans == sorted(spans)
    assert all(told.claim.start <= start < end <= told.claim.end for start, end in spans)
    for piece in origin.pieces:
        if piece.source_start is not None:
            assert content.start <= piece.source_start < piece.source_end <= content.start + len(content.text)
        if piece.op == "equal":
            here, there = told.at(piece.start, piece.end), told.at(piece.source_start, piece.source_end)
            assert [*filter(str.isalnum, here.lower())] == [*filter(str.isalnum, there.lower())]
    if origin.pieces:  # no word of the claim is in none of them
        covered = sum(len([*filter(str.isalnum, told.at(start, end))]) for start, end in spans)
        assert covered >= len([*filter(str.isalnum, told.claim.text)]) - text.count("’s")
