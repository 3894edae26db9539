"""Edits that keep the meaning: what is left alone before what is changed, operator by operator."""

from __future__ import annotations

import pytest

from tests.mutate.made import changed

SILENT = {
    "style: a year": ("number-style", "The bridge opened in 1931."),
    "style: one": ("number-style", "One boat sank."),
    "style: metres or millions": ("number-style", "It is worth 4.1 million florins."),
    "style: quoted": ("number-style", '"We need two boats," she said.'),
    "contraction: not only": ("contraction", "It was not only old."),
    "contraction: he's": ("contraction", "He's seen the bridge."),
    "contraction: a question": ("contraction", "Is it not old?"),
    "contraction: quoted": ("contraction", '"It is not old," she said.'),
    "synonym: about a thing": ("synonym", "He spoke about boats."),
    "synonym: a part of a name": ("synonym", "He went to the Film School."),
    "synonym: quoted": ("synonym", '"We have shops," she said.'),
    "order: two times": ("clause-order", "It was built in 1931 and sold in 1950."),
    "order: a plan": ("clause-order", "The council wants to mend the bridge in 2026."),
    "order: a denial": ("clause-order", "The council did not vote because the mayor was ill."),
    "order: a pronoun ahead of its name": ("clause-order", "The mayor left after she had voted."),
    "order: no sentence": ("clause-order", "the boat sank in 1931"),
    "voice: a relative clause": ("voice", "The bridge was mended by Paul Renn, who is an engineer."),
    "voice: another participle": ("voice", "The bridge was broken by the storm."),
    "voice: a deadline": ("voice", "The bridge was closed by Tuesday."),
    "marks: none": ("quote-style", "The bridge is old."),
    "marks: one without its fellow": ("quote-style", 'She said "the bridge is old.'),
    "marks: mixed": ("quote-style", '“One” and "two".'),
    "pronoun: two people": ("pronoun-to-name", "Dora Finch met Paul Renn. She sells rope there."),
    "pronoun: somebody unnamed": ("pronoun-to-name", "Dora Finch met a minister. She sells rope there."),
    "pronoun: nobody": ("pronoun-to-name", "It rained. She sells rope there."),
}  # fmt: skip
FOUND = {
    "style: word": ("number-style", "The office keeps two boats.", "The office keeps 2 boats."),
    "style: digits": ("number-style", "It sold 6 boats.", "It sold six boats."),
    "style: scale": ("number-style", "The cost is £2.4m.", "The cost is £2.4 million."),
    "style: per cent": ("number-style", "Of these 64% sank.", "Of these 64 per cent sank."),
    "style: commas": ("number-style", "It carries 14,200 vehicles.", "It carries 14200 vehicles."),
    "contraction": ("contraction", "Traders will not pay.", "Traders won't pay."),
    "contraction: apart": ("contraction", "Traders can’t pay.", "Traders cannot pay."),
    "synonym": ("synonym", "The town has about 40 boats.", "The town has approximately 40 boats."),
    "order: to the end": (
        "clause-order", "In March 2022, the council closed the bridge.", "The council closed the bridge in March 2022.",
    ),
    "order: to the front": (
        "clause-order", "The council closed the bridge because inspectors found cracks.",
        "Because inspectors found cracks, the council closed the bridge.",
    ),
    "voice: to active": ("voice", "The bridge was designed by Paul Renn in 1931.", "Paul Renn designed the bridge in 1931."),
    "voice: to passive": ("voice", "The council approved the plan on Tuesday.", "The plan was approved by the council on Tuesday."),
    "marks": ("quote-style", 'She said "old" and "new".', "She said “old” and “new”."),
    "pronoun": (
        "pronoun-to-name", "Dora Finch lives in Aldmoor. She sells rope there.", "Dora Finch sells rope there.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", SILENT.values(), ids=SILENT)
def test_left_alone(row: tuple[str, ...]) -> None:
    """What might mean something else after the edit is left alone."""
    assert [] == changed(*row)


@pytest.mark.parametrize(("operator", "before", "after"), FOUND.values(), ids=FOUND)
def test_changed(operator: str, before: str, after: str) -> None:
    """What surely means the same is proposed."""
    assert after in changed(operator, before)
