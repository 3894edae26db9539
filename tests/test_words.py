"""The tokenizer for counting."""

from __future__ import annotations

import pytest

from evalkit.words import is_content, stem, words

WORDS = {
    "nothing": ("", []),
    "punctuation": ("… – !?", []),
    "plain": ("It rained.", ["it", "rained"]),
    "possessives": ("Aske's and the councillors’ plan", ["aske", "and", "the", "councillors", "plan"]),
    "contractions": ("don't, DON’T", ["don't", "don't"]),
    "numbers": ("1,200.50 and 2.5%", ["1,200.50", "and", "2.5"]),
    "dots within": ("U.K.-based", ["u.k", "based"]),
    "hyphens": ("Jean-Noël", ["jean-noël"]),
    "other letters": ("Ærø Θήβα 東京", ["ærø", "θήβα", "東京"]),
    "underscores": ("snake_case", ["snake", "case"]),
}


@pytest.mark.parametrize(("text", "expected"), WORDS.values(), ids=WORDS)
def test_words(text: str, expected: list[str]) -> None:
    """Words are Unicode words in lower case with what is written inside them."""
    assert expected == [word.text for word in words(text)]


def test_offsets() -> None:
    """A word's offsets are those of its letters, the possessive left out."""
    text = "The mayor's plan"

    assert ["The", "mayor", "plan"] == [text[word.start : word.end] for word in words(text)]


def test_content_words_and_stems() -> None:
    """Function words and single letters say nothing by themselves; numbers do, and are not stemmed."""
    assert [False, False, True, True, False] == [is_content(word) for word in ("the", "don't", "bridge", "7", "x")]
    assert ["bridg", "bridg", "1,200"] == [stem(word) for word in ("bridge", "bridges", "1,200")]
    assert "x" * 1_000_000 == stem("x" * 1_000_000)  # at once, not in minutes
