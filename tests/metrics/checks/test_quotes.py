"""Quotations of a claim that the article has, and those that it has not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.quotes import check_quotes
from evalkit_metrics.checks.told import Told

FAIR = "“It is a fair cost for a bridge of its age,” Mayor Lena Aske said. “We won’t wait any longer.”"
TOKENISED = "`` it is a fair cost for a bridge of its age , '' aske said . `` we wo n't wait any longer . ''"
NESTED = "“He told me ‘go home now’ and left,” Renn said."
OVER = "“We have waited too\nlong for this\n\n“and we are tired of it,” said Renn."

SILENT = [
    # Marks
    (FAIR, "Aske said: “It is a fair cost for a bridge of its age.”", "curly"),
    (FAIR, 'Aske said: "It is a fair cost for a bridge of its age."', "straight"),
    (FAIR, "Aske said: ‘It is a fair cost for a bridge of its age.’", "single curly"),
    (FAIR, "Aske said: 'It is a fair cost for a bridge of its age.'", "single straight"),
    (FAIR, "aske said : `` it is a fair cost for a bridge of its age . ''", "tokenised claim"),
    (TOKENISED, "Aske said: “It is a fair cost for a bridge of its age.”", "tokenised article"),
    (FAIR, "She said “we won't wait any longer”.", "kind of apostrophe"),
    (FAIR, "aske said `` we wo n't wait any longer '' .", "cut-apart apostrophe in the claim"),
    (TOKENISED, 'She said "we won\'t wait any longer".', "cut-apart apostrophe in the article"),
    (FAIR, "She said 'we won't wait any longer'.", "apostrophe in single marks"),
    (FAIR, "Aske called it a “fair cost”.", "two words"),
    (FAIR, "Aske called it “FAIR”.", "one word in capitals"),
    (FAIR, "Aske spoke of “a bridge of its age”, and of “any longer”.", "two quotations"),
    # Nested
    (NESTED, "Renn said: “He told me ‘go home now’ and left.”", "nested"),
    (NESTED, "Renn said: 'He told me \"go home now\" and left.'", "nested the other way"),
    (NESTED, "He was told to “go home now”.", "the inner one"),
    # Pieces
    (FAIR, "Aske said: “It is a fair cost … of its age.”", "ellipsis"),
    (FAIR, "Aske said: “It is a fair cost... of its age.”", "three dots"),
    (FAIR, "Aske said: “It is a fair cost . . . of its age.”", "dots apart"),
    (FAIR, "Aske said: “It is a fair cost [sic] for a bridge.”", "insertion"),
    (FAIR, "Aske said: “[The work] is a fair cost for a bridge.”", "replacement"),
    (FAIR, "Aske said: “… a fair cost for a bridge …”", "ellipses at the ends"),
    (FAIR, "Aske said: “It is a fair cost (for a bridge) of its age.”", "brackets put in"),
    (FAIR, "Aske said: “[I]t is a fair cost for a bridge of its age.”", "bracketed first letter"),
    # Breaks
    (OVER, "Renn said: “We have waited too long for this and we are tired of it.”", "over paragraphs"),
    (OVER, "Renn said: “We have waited\ntoo long for this”.", "line break in the claim"),
    (OVER, "Renn said: “We have waited too long for this” and went.", "line break in the article"),
    (FAIR, "“It is a fair cost,” Aske said, “for a bridge of its age.”", "interrupted"),
    # Punctuation and case
    (FAIR, "Aske said: “it is a fair cost – for a bridge of its age!”", "punctuation"),
    (FAIR, "Aske said: “A fair cost, for a bridge.”", "comma and capital"),
    # No quotations
    (FAIR, "The mayors' bridge and the engineers' plans were shown to the voters' sons.", "possessives of plurals"),
    (FAIR, "Renn's bridge isn't Aske's.", "apostrophes"),
    (FAIR, "He doesn’t know the mayors’ plans, and they don’t either.", "curly apostrophes"),
    (FAIR, "the mayor 's plan does n't please vale 's sons .", "cut-apart apostrophes"),
    (FAIR, "In the '90s rock 'n' roll was banned on the bridge.", "decade and rock 'n' roll"),
    (FAIR, "'Tis the bridge of the lads' choice.", "an elided word"),
    (FAIR, "The board is 5' 3\" high and 6' 2\" wide.", "feet and inches"),
    (FAIR, "the board is 5 ' 3 \" high and 6 ' 2 \" wide .", "feet and inches, tokenised"),
    (FAIR, "He said “".strip(), "an open mark at the end"),
    (FAIR, "He quoted “” and nothing.", "empty marks"),
    (FAIR, "He quoted “…” and nothing.", "nothing but an ellipsis"),
    (FAIR, 'A mark " that stands alone.', "one straight mark"),
    (FAIR, "It is a fair cost, Aske said.", "indirect speech"),
    # Titles
    ("The film The Long Bridge won.", "The film “The Long Bridge” won.", "title without marks in the article"),
    ("The film ‘The Long Bridge’ won.", "The film 'The Long Bridge' won.", "title of a work"),
]

FOUND = [
    ("Aske said: “It is a fair price for a bridge of its age.”", "It is a fair price for a bridge of its age.", "It is a fair cost for a bridge of its age", "certain", "one word"),
    ('Aske said: "It is a fair price for a bridge of its age."', "It is a fair price for a bridge of its age.", "It is a fair cost for a bridge of its age", "certain", "one word, straight"),
    ("Aske said: ‘It is a fair price for a bridge of its age.’", "It is a fair price for a bridge of its age.", "It is a fair cost for a bridge of its age", "certain", "one word, single curly"),
    ("Aske said: 'It is a fair price for a bridge of its age.'", "It is a fair price for a bridge of its age.", "It is a fair cost for a bridge of its age", "certain", "one word, single straight"),
    ("aske said `` it is a fair price for a bridge of its age '' .", "it is a fair price for a bridge of its age", "It is a fair cost for a bridge of its age", "certain", "one word, tokenised"),
    ("She said “we will wait any longer”.", "we will wait any longer", "We won’t wait any longer", "certain", "negation lost"),
    ("She said “we won't wait much longer”.", "we won't wait much longer", "We won’t wait any longer", "certain", "last words"),
    ("Aske said: “It is a very fair cost for a bridge.”", "It is a very fair cost for a bridge.", None, "certain", "one word more"),
    ("Aske said: “It is a cost for a bridge of its age.”", "It is a cost for a bridge of its age.", None, "certain", "one word less"),
    ("Aske said: “It is a fair cost … of its size.”", "It is a fair cost … of its size.", None, "certain", "second piece"),
    ("Aske said: “Let them eat cake all day.”", "Let them eat cake all day.", None, "certain", "invented"),
    ("Aske said: 'Let them eat cake all day.'", "Let them eat cake all day.", None, "certain", "invented, single"),
    ("Aske spoke of “shock”.", "shock", None, "likely", "scare quotes, one word"),
    ("Aske spoke of an “unknown substance”.", "unknown substance", None, "likely", "scare quotes, two words"),
    ("Aske spoke of 'cake'.", "cake", None, "likely", "scare quotes, single"),
    ("Aske said: “Its age is fair for a bridge of cost.”", "Its age is fair for a bridge of cost.", None, "certain", "words in another order"),
    ("Aske said “a fair cost”, then “a fair shame indeed”.", "a fair shame indeed", None, "certain", "the second of two"),
    ("Aske said: “They won’t wait any longer.”", "They won’t wait any longer.", None, "certain", "first word"),
    ("Aske said: “We won’t wait\nany more.”", "We won’t wait\nany more.", None, "certain", "over a line break"),
    ("Aske wrote in “The Long Bridge”.", "The Long Bridge", None, "likely", "a title that is not there"),
    ("Aske told “The Aldmoor Evening Argus” so.", "The Aldmoor Evening Argus", None, "likely", "a newspaper that is not there"),
    ("Aske said: “We must wait a little longer, all of us.”", "We must wait a little longer, all of us.", None, "certain", "long"),
    ("“Cake for all of us,” Aske said.", "Cake for all of us,", None, "certain", "at the start"),
    ("Aske said: “It is a fair cost for [the] bridge of our age.”", "It is a fair cost for [the] bridge of our age.", None, "certain", "behind an insertion"),
    ("Aske called the cost “an utter and complete disgrace”.", "an utter and complete disgrace", None, "certain", "within a sentence"),
    ("Aske said ‘we don’t wait any longer’.", "we don’t wait any longer", None, "certain", "curly apostrophe in single marks"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), [pytest.param(source, claim, id=name) for source, claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], source: str, claim: str) -> None:
    """A quotation whose words the article has, and marks that quote nothing, are no finding."""
    told = tell_bullet(source, claim)

    assert [] == [told.in_words(finding) for finding in check_quotes(Told(told.claim, told.index))]


@pytest.mark.parametrize(
    ("claim", "wrong", "right", "certainty"),
    [pytest.param(*row[:4], id=row[4]) for row in FOUND],
)
def test_found(tell_bullet: Callable[..., Any], claim: str, wrong: str, right: str | None, certainty: str) -> None:
    """Words that the article does not say are found within their marks, with the article's words where they are near."""
    told = tell_bullet(FAIR, claim)
    (found,) = [told.in_words(finding) for finding in check_quotes(Told(told.claim, told.index))]

    assert ("quote-wording", certainty, wrong) == found[:3]
    if right is not None:
        assert right == found[3]
