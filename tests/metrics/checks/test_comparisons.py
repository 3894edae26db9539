"""Comparisons that a claim has right, and those that it has the wrong way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.comparisons import check_comparisons
from evalkit_metrics.checks.told import Told

CONTENT = """
Sales of bicycles rose by 8% in the spring, and prices fell slightly. The Aldmoor festival sold more tickets than in any year
since 2012. The new ferry is longer than the old one, but it carries fewer cars. Profits at Merrow Mills were higher than
analysts had expected. The council approved the plan for a tram on Tuesday. The bakery on Larch Road opened in May.

Ivor Renn, the older of the two brothers, won the race in Tessaly. The heatwave was the longest since 2003. The rebels hold the
northern part of the valley. The mayor supports a ban on fireworks. The river was above its usual level all week. Lena Aske was
found guilty of fraud in June. Three climbers survived the avalanche on Mount Ketil. The cheaper of the two bids came from Corvane.

The bank raised its interest rate to 4%. The east wing of the museum is being painted. Two thirds of the owners are in the
majority group. The town bought the theatre for £2m. The water is safe to drink, the laboratory found. The path leads outside
the walls. The last tram leaves before midnight.
"""

SILENT = [
    # The article's own words
    ("Sales of bicycles rose by 8% in the spring.", "rose"),
    ("Prices fell slightly.", "fell"),
    ("The Aldmoor festival sold more tickets than in any year since 2012.", "more"),
    ("The new ferry is longer than the old one.", "longer"),
    ("The ferry carries fewer cars.", "fewer"),
    ("Profits at Merrow Mills were higher than expected.", "higher"),
    ("The heatwave was the longest since 2003.", "longest"),
    ("The council approved the plan for a tram.", "approved"),
    ("Ivor Renn won the race in Tessaly.", "won"),
    ("The river was above its usual level.", "above"),
    # In other words
    ("Sales of bicycles increased by 8% in the spring.", "increased for rose"),
    ("Sales of bicycles grew by 8% in the spring.", "grew for rose"),
    ("Prices declined slightly.", "declined for fell"),
    ("Prices dropped slightly.", "dropped for fell"),
    ("The Aldmoor festival sold most tickets since 2012.", "most for more"),
    ("Profits at Merrow Mills were greater than analysts had expected.", "greater for higher"),
    ("Profits at Merrow Mills were better than analysts had expected.", "no pair of words"),
    ("The council accepted the plan for a tram on Tuesday.", "accepted for approved"),
    ("The mayor backs a ban on fireworks.", "backs for supports"),
    ("Ivor Renn, the elder of the two brothers, won.", "elder for older"),
    ("The town acquired the theatre for £2m.", "acquired for bought"),
    # The opposite, told of the other side
    ("The old ferry is shorter than the new one.", "told from the other side"),
    ("The old ferry carries more cars.", "told from the other side, amounts"),
    ("The younger of the two brothers lost the race.", "the other brother"),
    ("Analysts had expected lower profits at Merrow Mills.", "expected, not made"),
    ("Corvane undercut the more expensive bid.", "another verb"),
    # The opposite stands in the article too
    ("Sales rose and prices fell in the spring.", "both"),
    ("Prices fell while sales rose.", "both, the other way round"),
    ("The ferry is longer and carries fewer cars.", "both of one sentence"),
    # Words that are no comparison, or compare nothing that the article tells
    ("The plan goes down well with owners.", "down of another sort"),
    ("Before the vote, the council heard from owners.", "before something else"),
    ("After the race, Ivor Renn went home.", "after something else"),
    ("More of this happened elsewhere.", "nothing alike"),
    ("The theatre is below the castle.", "nothing alike, below"),
    ("Fireworks are dangerous, the mayor says.", "another sentence"),
    ("The museum's west wing is open.", "the other wing"),
    ("The southern valley is quiet.", "the other part of the valley"),
    ("The bakery closes at noon.", "closing time"),
    ("The avalanche killed nobody.", "no pair"),
    ("Aske denied the fraud.", "no pair, denied"),
    ("The rate of interest is 4%.", "no comparison at all"),
    ("Up to 400 people came to the race in Tessaly.", "up to"),
    ("The first tram leaves at five.", "the first, of another thing"),
]

FOUND = [
    ("Sales of bicycles fell by 8% in the spring.", "fell", "rose", "certain", "fell for rose"),
    ("Sales of bicycles declined by 8% in the spring.", "declined", "rose", "certain", "declined for rose"),
    ("Sales of bicycles dropped by 8% in the spring.", "dropped", "rose", "certain", "dropped for rose"),
    ("The Aldmoor festival sold fewer tickets than in any year since 2012.", "fewer", "more", "certain", "fewer for more"),
    ("The Aldmoor festival sold less tickets than in any year since 2012.", "less", "more", "certain", "less for more"),
    ("The new ferry is shorter than the old one.", "shorter", "longer", "certain", "shorter for longer"),
    ("The new ferry is longer than the old one, but it carries more cars.", "more", "fewer", "certain", "more for fewer"),
    ("Profits at Merrow Mills were lower than analysts had expected.", "lower", "higher", "certain", "lower for higher"),
    ("Profits at Merrow Mills were smaller than analysts had expected.", "smaller", "higher", "certain", "smaller for higher"),
    ("The council rejected the plan for a tram on Tuesday.", "rejected", "approved", "certain", "rejected for approved"),
    ("The council refused the plan for a tram on Tuesday.", "refused", "approved", "certain", "refused for approved"),
    ("The bakery on Larch Road closed in May.", "closed", "opened", "certain", "closed for opened"),
    ("Ivor Renn, the younger of the two brothers, won the race in Tessaly.", "younger", "older", "certain", "younger for older"),
    ("Ivor Renn, the older of the two brothers, lost the race in Tessaly.", "lost", "won", "certain", "lost for won"),
    ("The heatwave was the shortest since 2003.", "shortest", "longest", "certain", "shortest for longest"),
    ("The rebels hold the southern part of the valley.", "southern", "northern", "certain", "southern for northern"),
    ("The mayor opposes a ban on fireworks.", "opposes", "supports", "certain", "opposes for supports"),
    ("The river was below its usual level all week.", "below", "above", "certain", "below for above"),
    ("The river was under its usual level all week.", "under", "above", "certain", "under for above"),
    ("Lena Aske was found innocent of fraud in June.", "innocent", "guilty", "certain", "innocent for guilty"),
    ("Three climbers died in the avalanche on Mount Ketil.", "died", "survived", "certain", "died for survived"),
    ("The dearer of the two bids came from Corvane.", "dearer", "cheaper", "certain", "dearer for cheaper"),
    ("The costlier of the two bids came from Corvane.", "costlier", "cheaper", "certain", "costlier for cheaper"),
    ("The bank lowered its interest rate to 4%.", "lowered", "raised", "certain", "lowered for raised"),
    ("The bank cut its interest rate to 4%.", "cut", "raised", "certain", "cut for raised"),
    ("The west wing of the museum is being painted.", "west", "east", "certain", "west for east"),
    ("Two thirds of the owners are in the minority group.", "minority", "majority", "certain", "minority for majority"),
    ("The town sold the theatre for £2m.", "sold", "bought", "certain", "sold for bought"),
    ("The water is dangerous to drink, the laboratory found.", "dangerous", "safe", "certain", "dangerous for safe"),
    ("The water is unsafe to drink, the laboratory found.", "unsafe", "safe", "certain", "unsafe for safe"),
    ("The path leads inside the walls.", "inside", "outside", "certain", "inside for outside"),
    ("The last tram leaves after midnight.", "after", "before", "certain", "after for before"),
    ("The first tram leaves before midnight.", "first", "last", "certain", "first for last"),
    ("The earliest tram leaves before midnight.", "earliest", "last", "certain", "earliest for last"),
    # Within more words, or with other words around them
    ("In the spring, sales of bicycles fell by 8%.", "fell", "rose", "certain", "behind a phrase"),
    ("Bicycle sales shrank by 8% in the spring.", "shrank", "rose", "likely", "another order of words"),
    ("On Tuesday the council rejected a plan for a tram.", "rejected", "approved", "likely", "moved words"),
    ("The Aldmoor festival sold far fewer tickets than in any year since 2012.", "fewer", "more", "certain", "with far"),
    ("The mayor opposes banning fireworks.", "opposes", "supports", "certain", "another form behind it"),
    ("sales of bicycles fell by 8 % in the spring .", "fell", "rose", "certain", "tokenised"),
    ("SALES OF BICYCLES FELL BY 8% IN THE SPRING.", "FELL", "rose", "certain", "capitals"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """A comparison that the article makes, in whatever words, and one that it does not make, are no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_comparisons(Told(told.claim, told.index))]


@pytest.mark.parametrize(("claim", "wrong", "right", "certainty"), [pytest.param(*row[:4], id=row[4]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], claim: str, wrong: str, right: str, certainty: str) -> None:
    """The opposite of what the article says is found, with the words of both."""
    told = tell_bullet(CONTENT, claim)

    assert [("comparison", certainty, wrong, right)] == [
        told.in_words(finding) for finding in check_comparisons(Told(told.claim, told.index))
    ]
