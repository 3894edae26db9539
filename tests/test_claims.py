"""Blocks to claims: bullets, sentences, clauses, ids."""

from __future__ import annotations

import dataclasses
import io

import pytest

from evalkit.claims import cases
from evalkit.reading.tagged import read_tagged
from evalkit.recording import case_record
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


def test_a_fault_is_passed_on() -> None:
    """Why a system failed to write a block stands with its case, and in its record; other blocks have none."""
    article = _cases("", "- It met.")[0].article
    summary, highlights = article.blocks
    failed = dataclasses.replace(article, blocks=(dataclasses.replace(summary, fault="it timed out"), highlights))

    assert ["it timed out", None] == [case.fault for case in cases(failed)]
    assert ["it timed out", None] == [case_record(case, {}, {}).fault for case in cases(failed)]


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


def test_clauses_of_a_summary() -> None:
    """A clause that stands by itself is a claim; its whole sentence stands beside it, its reporting words are a frame."""
    text = "Aske stated that there are no limits, implying that the dam\ncould be closed."
    first, second = _cases(text)[0].claims
    (frame,) = second.frames

    assert ["Aske stated that there are no limits", "the dam could be closed."] == [
        first.judged_text,
        second.judged_text,
    ]
    assert "implying that the dam\ncould be closed." == second.text
    assert {text} == {first.sentence, second.sentence}
    assert (second.start, second.start + len("implying that")) == (frame.start, frame.end)


def test_a_bullet_of_highlights_is_never_cut() -> None:
    """One bullet of HIGHLIGHTS is one claim, compound or not."""
    assert ["The council voted, and the mayor signed the plan; it rained."] == _claims(
        highlights="- The council voted, and the mayor signed the plan; it rained."
    )


def test_a_lead_in_is_no_claim() -> None:
    """A short heading before bullets claims nothing; a whole sentence that ends with a colon does."""
    assert ["one thing", "another"] == _claims(highlights="Key points:\n- one thing\n- another")
    assert ["The council decided on two things:", "one thing"] == _claims(
        "The council decided on two things:\n- one thing"
    )


def test_long_bullets_take_linear_time() -> None:
    """A bullet that goes on over very many lines is one claim, found without looking at it anew on each line."""
    lines = "- It rained" + "\nand rained" * 20_000

    assert 1 == len(_claims(highlights=lines))


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


PEOPLE = (
    "Margrit Hale, the transport minister, resigned on Friday. Hale said she was tired. She will leave the town in May."
)


def test_a_lost_subject_is_judged_by_its_name() -> None:
    """What is judged of a claim names whom its pronoun means, clause by clause; the claim's text stays as it is."""
    summary = _cases("Margrit Hale resigned on Friday. She was tired of it, and she left the town.", content=PEOPLE)[0]

    assert ["She was tired of it", "she left the town."] == [claim.text for claim in summary.claims[1:]]
    assert ["Margrit Hale was tired of it", "Margrit Hale left the town."] == [
        claim.judged_text for claim in summary.claims[1:]
    ]


def test_a_bullet_is_not_read_after_another_one() -> None:
    """In HIGHLIGHTS a pronoun means whom it means in CONTENT; where the bullet is no copy, it is left as it is."""
    highlights = _cases(
        highlights="- Greta Lind resigned.\n- She will leave the town in May.\n- She won a race.", content=PEOPLE
    )[1]

    assert ["Margrit Hale will leave the town in May.", "She won a race."] == [
        claim.judged_text for claim in highlights.claims[1:]
    ]
