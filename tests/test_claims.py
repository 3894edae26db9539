"""Blocks to claims: bullets, sentences, clauses, frames, ids."""

from __future__ import annotations

import io

import pytest

from evalkit.claims import cases
from evalkit.clauses import clauses
from evalkit.frames import frames
from evalkit.reading.tagged import read_tagged
from evalkit.records import Article, Case

CONTENT = "The council met on Tuesday. It voted to mend the bridge."


def _cases(
    summary: str = "", highlights: str = "", content: str = CONTENT, path: str = "a.txt", before: str = ""
) -> tuple[Case, ...]:
    text = f"{before}<SUMMARY>\n{summary}\n</SUMMARY>\n<HIGHLIGHTS>\n{highlights}\n</HIGHLIGHTS>\n<CONTENT>\n{content}\n</CONTENT>\n"
    (article,) = read_tagged(io.BytesIO(text.encode()), path)
    assert isinstance(article, Article)
    found = cases(article)
    for case in found:
        for claim in case.claims:
            assert claim.text == text[claim.start : claim.end]
            assert claim.line is not None
            assert claim.column is not None
            assert text.split("\n")[claim.line - 1][claim.column - 1 :].startswith(claim.text.split("\n")[0])
    return found


def _claims(summary: str = "", highlights: str = "", **more: str) -> list[str]:
    return [" ".join(claim.text.split()) for case in _cases(summary, highlights, **more) for claim in case.claims]


def test_empty_blocks_are_cases_without_claims() -> None:
    """An empty block is a case all the same; bullets without words are no claims."""
    assert [("a.txt#1:SUMMARY", 0), ("a.txt#1:HIGHLIGHTS", 0)] == [
        (c.id, len(c.claims)) for c in _cases("", "- \n-\n***")
    ]


BULLETS = {
    "dashes": ("- one thing\n- another one", ["one thing", "another one"]),
    "two blanks": ("-  one thing\n-  another one", ["one thing", "another one"]),
    "stars and dots": ("* one thing\n• another one", ["one thing", "another one"]),
    "numbers": ("1. one thing\n2) another one", ["one thing", "another one"]),
    "nested": ("- one thing\n  - a part of it\n- another one", ["one thing", "a part of it", "another one"]),
    "wrapped and indented": ("- one thing.\n  and its end\n- another one", ["one thing. and its end", "another one"]),
    "wrapped at the margin": ("- one thing\nand its end.\n- another one", ["one thing and its end.", "another one"]),
    "two sentences": ("- It rained. It snowed.", ["It rained. It snowed."]),
    "no bullet sign": ("-5 degrees were measured.", ["-5 degrees were measured."]),
    "a year": ("2024. That was the year.", ["2024.", "That was the year."]),
    "prose": ("It rained. It snowed.", ["It rained.", "It snowed."]),
}


@pytest.mark.parametrize(("text", "expected"), BULLETS.values(), ids=BULLETS)
def test_highlights(text: str, expected: list[str]) -> None:
    """In HIGHLIGHTS a bullet is one claim, however it is written; prose is cut into sentences."""
    assert expected == _claims(highlights=text)


def test_prose_and_bullets_in_a_summary() -> None:
    """Prose before and behind bullets is prose; a bullet of two sentences is two claims."""
    text = "The council met.\n- It voted. It paid.\n- It left.\n\nThat was all."

    assert ["The council met.", "It voted.", "It paid.", "It left.", "That was all."] == _claims(text)


WHOLE = {
    "list": "The mayor, the clerk, and the engineer said they were glad.",
    "list of things": "The plan covers roads, bridges, and the harbour wall.",
    "shared subject": "Barrow said it was late, and ruled out a second vote.",
    "relative clause": "The bridge, which was built in 1908, will be mended.",
    "who": "Smith, who said that it was late, and Jones left.",
    "participle without that": "The river rose by two metres, flooding the lower town.",
    "quoted": 'She said "it is late, and we are tired of it" on Monday.',
    "in brackets": "The plan (it was late, and the council was tired of it) passed.",
    "opening while": "While the mayor was away, the council voted.",
    "short": "It rained, but it passed.",
    "because": "The road was closed because the bridge was unsafe.",
    "appositive": "Lena Aske, the mayor of Aldmoor, called the vote fair.",
    "and without comma": "The council met on Tuesday and it voted on Friday.",
    "date": "The vote was held on Tuesday, 4 March, in the town hall.",
    "bare plural": "Rents rose by 8%, whereas wages have hardly moved.",
    "while with participle": "He spoke for an hour, while warning of the costs.",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_sentences_that_stay_whole(text: str) -> None:
    """What would lose its subject or antecedent is not cut."""
    assert [(0, len(text), 0)] == [(clause.start, clause.end, clause.content) for clause in clauses(text)]


CUT = {
    "implying": (
        "Aske stated that there are no limits, implying that the bridge could be closed.",
        ["Aske stated that there are no limits", "the bridge could be closed."],
    ),
    "adding": ("The mayor called it fair, adding that the work would begin in May.", ["The mayor called it fair", "the work would begin in May."]),
    "semicolon": ("The council voted on Tuesday; the mayor was away.", ["The council voted on Tuesday", "the mayor was away."]),
    "while": ("The council voted on Tuesday, while the mayor was away.", ["The council voted on Tuesday", "the mayor was away."]),
    "but": ("The bridge was closed for a year, but it will open in May.", ["The bridge was closed for a year", "it will open in May."]),
    "and": ("The council voted on Tuesday, and the mayor signed the plan.", ["The council voted on Tuesday", "the mayor signed the plan."]),
    "although": ("The bridge will be mended, although the engineer had warned of it.", ["The bridge will be mended", "the engineer had warned of it."]),
    "name": ("The council voted on Tuesday, and Lena Aske signed the plan.", ["The council voted on Tuesday", "Lena Aske signed the plan."]),
    "three": (
        "The council voted on Tuesday, but the mayor was away; the clerk will sign the plan.",
        ["The council voted on Tuesday", "the mayor was away", "the clerk will sign the plan."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CUT.values(), ids=CUT)
def test_compound_sentences(text: str, expected: list[str]) -> None:
    """Clauses that stand by themselves are claims of their own, with their whole sentence beside them."""
    found = _cases(text)[0].claims

    assert expected == [claim.judged_text for claim in found]
    assert {text} == {claim.sentence for claim in found}


FRAMES = {
    "none": ("The council voted on Tuesday.", []),
    "a passive that tells": ("The plan was discussed by the council.", []),
    "highlights": ("The article highlights the new vote.", ["The article highlights"]),
    "also": ("The article also describes how the vote went.", ["The article also describes how"]),
    "emphasized": ("The need for a vote is emphasized.", ["is emphasized"]),
    "according to": ("According to the article, the council voted.", ["According to the article,"]),
    "it is noted that": ("It is noted that the council voted.", ["It is noted that"]),
    "at the end": ("The council voted, according to the article.", ["according to the article"]),
}


@pytest.mark.parametrize(("text", "expected"), FRAMES.values(), ids=FRAMES)
def test_frames(text: str, expected: list[str]) -> None:
    """Words that speak of the article are frames; words that tell what it tells are not."""
    assert expected == [text[start:end] for start, end in frames(text, CONTENT.lower())]


def test_a_report_that_the_article_is_about_is_no_frame() -> None:
    """Where CONTENT speaks of a report itself, "the report says" is a claim."""
    text = "The report describes the failings of the council."

    assert ["The report describes"] == [text[a:b] for a, b in frames(text, "the council met.")]
    assert [] == list(frames(text, "the inquiry published its report; the report runs to 90 pages."))


def test_only_a_frame_is_nothing_to_judge() -> None:
    """A claim that is all frame has an empty judged text."""
    (claim,) = _cases("According to the article,")[0].claims

    assert "" == claim.judged_text


def test_ids_survive_what_does_not_matter() -> None:
    """A claim's id is the same in a renamed file, on another line, and beside other claims that were edited."""
    first = _cases("It rained.\n- It snowed.")[0].claims[1].id
    second = _cases("It  was dry.\n\n\n-   It\nsnowed.", path="b.txt", before="<TITLE>t</TITLE>\n\n")[0].claims[1].id

    assert first == second


def test_ids_tell_apart_what_does() -> None:
    """Another text, block, CONTENT or occurrence is another id."""
    summary, highlights = _cases("- It rained.\n- It rained.\n- It snowed.", "- It rained.")
    other = _cases("- It rained.", content="Other text.")[0]
    ids = [claim.id for case in (summary, highlights, other) for claim in case.claims]

    assert 5 == len(set(ids))
    assert all(len(one) == 16 for one in ids)
