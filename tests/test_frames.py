"""Words of a summary that speak of the article."""

from __future__ import annotations

import pytest

from evalkit.frames import frames

CONTENT = "The council met on Tuesday. It voted to mend the bridge."

NONE = {
    "plain": "The council voted on Tuesday.",
    "a passive that tells": "The plan was discussed by the council.",
    "past passive at the end": "The suspect was described.",
    "are covered": "The costs are covered.",
    "are reported": "No injuries are reported.",
    "the story of": "The story of the bridge began in 1908.",
    "the author of": "The author of the plan, Lena Aske, said it would pass.",
    "an article of a treaty": "The article of the treaty bans mines.",
    "text messages": "The text messages suggest a plot.",
    "according to somebody": "According to the mayor, the council voted.",
    "amid a sentence": "Lena Aske said the article describes her well.",
    "another article": "An article in a journal describes the vote.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_frame(text: str) -> None:
    """Words that tell what the article tells are content."""
    assert [] == list(frames(text, CONTENT.lower()))


SOME = {
    "highlights": ("The article highlights the new vote.", ["The article highlights"]),
    "also": ("The article also describes how the vote went.", ["The article also describes how"]),
    "past": ("The article stated that the council voted.", ["The article stated that"]),
    "is about": ("This story is about the vote.", ["This story is about"]),
    "concludes by": ("The article concludes by noting that rain fell.", ["The article concludes by noting that"]),
    "emphasized": ("The need for a vote is emphasized.", ["is emphasized"]),
    "covered in the article": ("The costs are covered in the article.", ["are covered in the article"]),
    "according to": ("According to the article, the council voted.", ["According to the article,"]),
    "it is noted that": ("It is noted that the council voted.", ["It is noted that"]),
    "at the end": ("The council voted, according to the article.", ["according to the article"]),
    "over a line break": ("The article\nhighlights the vote.", ["The article\nhighlights"]),
    "two": ("The article notes that the cost is emphasized.", ["The article notes that", "is emphasized"]),
}


@pytest.mark.parametrize(("text", "expected"), SOME.values(), ids=SOME)
def test_frames(text: str, expected: list[str]) -> None:
    """Words that speak of the article are frames, found by their offsets."""
    assert expected == [text[start:end] for start, end in frames(text, CONTENT.lower())]


@pytest.mark.parametrize("noun", ["report", "story", "author", "article"])
def test_what_the_content_speaks_of_is_no_frame(noun: str) -> None:
    """Where CONTENT speaks of a report of its own, "the report says" is a claim."""
    text = f"The {noun} describes the failings of the council."

    assert [f"The {noun} describes"] == [text[start:end] for start, end in frames(text, CONTENT.lower())]
    assert [] == list(frames(text, f"the inquiry named its new {noun} on monday."))
