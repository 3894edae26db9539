"""Openings that need what stood before them in the article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.copying import traced
from evalkit_metrics.openings import check_connective, check_references

CONTENT = """
Lena Aske, the mayor of Aldmoor, opened a footbridge over the Tarn on Monday. She had promised it in 2019. Two residents complained
about a swing and a slide that were removed for it. They want both back by May. A lorry hit the old bridge in March. The lorry had
been stolen from a quarry. Its driver has not been found. The incident cost the council £40,000.

Ivor Renn, a 43-year-old plumber, dived after the lorry. He told reporters that the water was cold. The 43-year-old was given a medal.
His wife, Ada Renn, was less amused. But the ferry has been sold. The government pays a third of the new bridge. It is likely that
the rest comes from a loan. These drones of the police filmed the crash. The man who sold the ferry has moved to Merrow. Police
used drones to look for the driver in April. However, nobody was seen near these drones. The largest of the pillars weighs 40 tonnes.
Such bridges last for a century. The cost of the bridge has doubled since 2019. Meanwhile, the shops wait.
The two were married in June. The Tarn froze in January. It carries trams since 1931. That is why the mayor resigned.
"""
CONTENT = " ".join(CONTENT.split())

SILENT = [
    ("Lena Aske, the mayor of Aldmoor, opened a footbridge over the Tarn on Monday.", "a name"),
    ("The government pays a third of the new bridge.", "what everybody knows"),
    ("It is likely that the rest comes from a loan.", "it stands for what follows"),
    ("The man who sold the ferry has moved to Merrow.", "a description complete in itself"),
    ("The largest of the pillars weighs 40 tonnes.", "a superlative"),
    ("The cost of the bridge has doubled since 2019.", "of what, is said"),
    ("The Tarn froze in January.", "the name of a river"),
    ("Lena Aske said she had promised it in 2019.", "its person in the bullet"),
    ("Ada Renn says that her husband dived after a lorry.", "her person in the bullet"),
    ("Two residents complained, and they want a swing back.", "their people in the bullet"),
    ("Police used drones; these drones look for drivers.", "the noun before it in the bullet"),
    ("A lorry hit the old bridge in March.", "a new thing"),
    ("This week shops wait for customers.", "a time"),
    ("Ivor Renn, a 43-year-old plumber, dived after the lorry.", "an age with its name"),
    ("In March a lorry hit the old bridge.", "a time before its subject"),
    ("So far nobody was seen.", "so far"),
    ("Police used drones to look for the driver in April.", "the driver, late"),
    ("For his dive, Ivor Renn was given a medal.", "a pronoun before its name"),
    ('"He is cold," said Ivor Renn.', "a pronoun within a quotation"),
    ("There is a bridge over the Tarn.", "there"),
    ("Such a bridge lasts.", "such a"),
]  # fmt: skip

FOUND = [
    ("She had promised it in 2019.", "She", "Lena Aske", "she"),
    ("He told reporters that the water was cold.", "He", "Ivor Renn", "he"),
    ("His wife, Ada Renn, was less amused.", "His", "Ivor Renn", "his"),
    ("They want both back by May.", "They", "Two residents", "they"),
    ("these drones filmed the crash", "these drones", None, "these"),
    ("nobody was seen near these drones", "these drones", "drones", "these, late"),
    ("The lorry had been stolen from a quarry.", "The lorry", "A lorry", "a thing told before"),
    ("The incident cost the council £40,000.", "The incident", None, "an incident"),
    ("The 43-year-old was given a medal.", "The 43-year-old", None, "an age"),
    ("Its driver has not been found.", "Its", None, "its"),
    ("It carries trams since 1931.", "It", None, "it"),
    ("The two were married in June.", "The two", None, "the two"),
    ("In 2019 she had promised it.", "she", None, "behind a time"),
    ("Both men were given medals.", "Both men", None, "both"),
    ("This costs the council £40,000.", "This", None, "this and a verb that no list has"),
]

CONNECTED = [
    ("But the ferry has been sold.", "But", "certain"),
    ("However, nobody was seen near the bridge.", "However", "certain"),
    ("Meanwhile, the shops wait.", "Meanwhile", "likely"),
    ("That is why the mayor resigned.", "That is why", "likely"),
    ("What about the ferry?", "What about", "certain"),
    ("And the shops wait.", "And", "likely"),
]
NOT_CONNECTED = [
    "So far nobody was seen.",
    "Butter costs more than ever.",
    "Andes villages wait for rain.",
    "Another bridge is planned.",
    "Alsop of Merrow won.",
    "Sofia won the race.",
    "Orla Fenn sold the ferry.",
    "The ferry has been sold, but not the bridge.",
    "Instead",
]


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """What a reader understands without the article."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(one) for one in check_references(traced(told.claim, told.index))]


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """The words that refer back, and what they mean in the article where that can be told."""
    claim, words, meant, _ = row
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(one) for one in check_references(traced(told.claim, told.index))]

    assert [words] == [one[2] for one in found]
    assert meant is None or [meant] == [one[3] for one in found]


@pytest.mark.parametrize(("claim", "words", "certainty"), CONNECTED)
def test_connectives(tell_bullet: Callable[..., Any], claim: str, words: str, certainty: str) -> None:
    """A connective to what is gone; it hides no reference behind it."""
    told = tell_bullet(CONTENT, claim)
    (found,) = [told.in_words(one) for one in check_connective(traced(told.claim, told.index))]

    assert ("dangling-reference", certainty, words, None) == found


@pytest.mark.parametrize("claim", NOT_CONNECTED)
def test_no_connectives(tell_bullet: Callable[..., Any], claim: str) -> None:
    """Words that only begin like one, or join what the bullet has itself."""
    told = tell_bullet(CONTENT, claim)

    assert [] == check_connective(traced(told.claim, told.index))


def test_a_reference_behind_a_connective(tell_bullet: Callable[..., Any]) -> None:
    """Both are found, each on its own words."""
    told = tell_bullet(CONTENT, "But she had promised it in 2019.")
    trace = traced(told.claim, told.index)

    assert ["But"] == [told.in_words(one)[2] for one in check_connective(trace)]
    assert ["she"] == [told.in_words(one)[2] for one in check_references(trace)]


def test_what_was_read_before_explains(tell_bullet: Callable[..., Any]) -> None:
    """The title, or a bullet above, that names the person or the thing."""
    lorry = tell_bullet(CONTENT, "The lorry had been stolen from a quarry.")
    she = tell_bullet(CONTENT, "She had promised it in 2019.")

    assert [] == check_references(traced(lorry.claim, lorry.index), "Lorry hits the old bridge")
    assert [] == check_references(traced(she.claim, she.index), "Mayor Aske opens a bridge")
    assert check_references(traced(she.claim, she.index), "Lorry hits the old bridge")
