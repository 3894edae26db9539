"""Quantities in words that the article allows, and those that say more or something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.quantifiers import check_quantifiers
from evalkit_metrics.checks.told import Told

CONTENT = """
Most of the drivers voted for the strike. All of the windows in the theatre were broken. Some residents of Larch Road have moved
away. Few of the tickets were sold before June. None of the passengers was hurt in the crash. Half of the money comes from the
county. Many teachers in Merrow work at weekends. Several ministers have left the government. Both of the brothers signed the
letter. Every bedroom in the hotel has a view of the lake. Nobody in the village heard the shots. Only one of the three lifts works.

The majority of the members want a new chairman. Each of the ships carries a doctor. Some of the paintings are missing. Everyone
in the town knows the story. A few of the farmers have sold their sheep. All patients at the clinic were tested. No trains ran
on Sunday. Almost all of the bees had died. The company lost most of its customers.
"""

SILENT = [
    # The same
    ("Most of the drivers voted for the strike.", "most"),
    ("All of the windows in the theatre were broken.", "all"),
    ("Some residents of Larch Road have moved away.", "some"),
    ("Few of the tickets were sold before June.", "few"),
    ("None of the passengers was hurt in the crash.", "none"),
    ("Half of the money comes from the county.", "half"),
    ("Many teachers in Merrow work at weekends.", "many"),
    ("Both of the brothers signed the letter.", "both"),
    ("Nobody in the village heard the shots.", "nobody"),
    ("No trains ran on Sunday.", "no"),
    # In another word
    ("Every window in the theatre was broken.", "every for all"),
    ("Each of the windows in the theatre was broken.", "each for all"),
    ("All bedrooms in the hotel have a view of the lake.", "all for every"),
    ("Every one of the ships carries a doctor.", "every one for each"),
    ("Everybody in the town knows the story.", "everybody for everyone"),
    ("No one in the village heard the shots.", "no one for nobody"),
    ("No passengers were hurt in the crash.", "no for none"),
    ("A majority of the drivers voted for the strike.", "majority for most"),
    ("Most of the members want a new chairman.", "most for majority"),
    ("Every patient at the clinic was tested.", "every for all patients"),
    # Less than the article says
    ("Many of the drivers voted for the strike.", "many of most"),
    ("Some of the drivers voted for the strike.", "some of most"),
    ("Several of the drivers voted for the strike.", "several of most"),
    ("Most of the windows in the theatre were broken.", "most of all"),
    ("Many of the windows in the theatre were broken.", "many of all"),
    ("Some of the windows in the theatre were broken.", "some of all"),
    ("Some teachers in Merrow work at weekends.", "some of many"),
    ("Several teachers in Merrow work at weekends.", "several of many"),
    ("Some ministers have left the government.", "some of several"),
    ("Half of the drivers voted for the strike.", "half of most"),
    # Without one
    ("The drivers voted for the strike.", "none in the claim"),
    ("Drivers voted for the strike.", "bare"),
    ("Residents of Larch Road have moved away.", "bare residents"),
    # What is no quantity
    ("Not all of the drivers voted for the strike.", "not all"),
    ("At most ten drivers voted for the strike.", "at most"),
    ("Some 300 drivers voted for the strike.", "about"),
    ("The drivers voted for the strike after all.", "after all"),
    ("Drivers no longer work on Sunday.", "no longer"),
    ("The strike lasted half an hour.", "half an hour"),
    ("The strike is the most important in years.", "most important"),
    # Of other things
    ("All of the lifts have a doctor on board.", "of other things"),
    ("None of the guests complained.", "nothing alike"),
]

FOUND = [
    ("All of the drivers voted for the strike.", "All", "Most", "all of most"),
    ("Every one of the drivers voted for the strike.", "Every", "Most", "every one of most"),
    ("Few of the drivers voted for the strike.", "Few", "Most", "few of most"),
    ("None of the drivers voted for the strike.", "None", "Most", "none of most"),
    ("None of the windows in the theatre were broken.", "None", "All", "none of all"),
    ("Few of the windows in the theatre were broken.", "Few", "All", "few of all"),
    ("All residents of Larch Road have moved away.", "All", "Some", "all of some"),
    ("Most residents of Larch Road have moved away.", "Most", "Some", "most of some"),
    ("Many residents of Larch Road have moved away.", "Many", "Some", "many of some"),
    ("No residents of Larch Road have moved away.", "No", "Some", "no of some"),
    ("Half residents of Larch Road have moved away.", "Half", "Some", "half of some"),
    ("All of the tickets were sold before June.", "All", "Few", "all of few"),
    ("Most of the tickets were sold before June.", "Most", "Few", "most of few"),
    ("Many of the tickets were sold before June.", "Many", "Few", "many of few"),
    ("None of the tickets were sold before June.", "None", "Few", "none of few"),
    ("Half of the tickets were sold before June.", "Half", "Few", "half of few"),
    ("All of the passengers were hurt in the crash.", "All", "None", "all of none"),
    ("Most of the passengers were hurt in the crash.", "Most", "None", "most of none"),
    ("Some of the passengers were hurt in the crash.", "Some", "None", "some of none"),
    ("Several of the passengers were hurt in the crash.", "Several", "None", "several of none"),
    ("Few of the passengers were hurt in the crash.", "Few", "None", "few of none"),
    ("All of the money comes from the county.", "All", "Half", "all of half"),
    ("Most of the money comes from the county.", "Most", "Half", "most of half"),
    ("None of the money comes from the county.", "None", "Half", "none of half"),
    ("All teachers in Merrow work at weekends.", "All", "Many", "all of many"),
    ("Most teachers in Merrow work at weekends.", "Most", "Many", "most of many"),
    ("Few teachers in Merrow work at weekends.", "Few", "Many", "few of many"),
    ("No teachers in Merrow work at weekends.", "No", "Many", "no of many"),
    ("All ministers have left the government.", "All", "Several", "all of several"),
    ("Most ministers have left the government.", "Most", "Several", "most of several"),
    ("Neither of the brothers signed the letter.", "Neither", "Both", "neither of both"),
    ("None of the brothers signed the letter.", "None", "Both", "none of both"),
    ("Everybody in the village heard the shots.", "Everybody", "Nobody", "everybody of nobody"),
    ("Everyone in the village heard the shots.", "Everyone", "Nobody", "everyone of nobody"),
    ("Nobody in the town knows the story.", "Nobody", "Everyone", "nobody of everyone"),
    ("None of the ships carries a doctor.", "None", "Each", "none of each"),
    ("All of the paintings are missing.", "All", "Some", "all paintings of some"),
    ("None of the paintings are missing.", "None", "Some", "none of some"),
    ("Few patients at the clinic were tested.", "Few", "All", "few patients of all"),
    ("All trains ran on Sunday.", "All", "No", "all of no"),
    ("Most trains ran on Sunday.", "Most", "No", "most of no"),
    ("none of the drivers voted for the strike .", "none", "Most", "tokenised"),
    ("The company lost all of its customers.", "all", "most", "within the sentence"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """As much as the article says or less, in whatever word, and what is no quantity, is no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_quantifiers(Told(told.claim, told.index))]


@pytest.mark.parametrize(("claim", "wrong", "right"), [pytest.param(*row[:3], id=row[3]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], claim: str, wrong: str, right: str) -> None:
    """More than the article says, and the opposite, are found with the words of both."""
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(finding) for finding in check_quantifiers(Told(told.claim, told.index))]

    assert [("quantifier", "certain", wrong, right)] == found
