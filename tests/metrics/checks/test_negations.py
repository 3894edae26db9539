"""Denials that a claim has right, and those that it has turned round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.negations import check_negations
from evalkit_metrics.checks.told import Told

CONTENT = """
The county will appeal against the ruling, its lawyers announced. The bank has not raised its rate since 2019. Lena Aske did not
attend the meeting in Tessaly. The tunnel is open to lorries. No ferry left the harbour of Merrow on Monday. Police have found
the stolen painting. The mayor never supported the ban on fireworks. The factory was not insured against floods.

The union accepted the offer of the company. Residents were told to leave their houses. The museum does not charge children for
entry. The pilot could see the runway. Nobody was hurt when the crane fell. The team had won all its matches at home. Corvane
cannot deliver the trams before June. The vaccine has been tested on people over sixty. The company is not planning to close its
office in Larch Road. The dog was not on a lead. The report was published without the names of the witnesses.

The minister refused to answer questions about the dam. The airline ruled out an attack by hackers. The road stays closed until
May. The school has hardly any teachers of physics. The orchestra failed to find a new conductor.
"""

SILENT = [
    # The article's own words
    ("The county will appeal against the ruling.", "stated"),
    ("The bank has not raised its rate since 2019.", "denied"),
    ("Lena Aske did not attend the meeting in Tessaly.", "denied with did"),
    ("No ferry left the harbour of Merrow on Monday.", "no"),
    ("Nobody was hurt when the crane fell.", "nobody"),
    ("Corvane cannot deliver the trams before June.", "cannot"),
    ("The mayor never supported the ban on fireworks.", "never"),
    ("The report was published without the names of the witnesses.", "without"),
    # Denied in another way
    ("The bank hasn't raised its rate since 2019.", "has n't"),
    ("The bank has never raised its rate since 2019.", "never for not"),
    ("Lena Aske didn't attend the meeting in Tessaly.", "did n't"),
    ("lena aske did n't attend the meeting in tessaly .", "cut apart"),
    ("Lena Aske failed to attend the meeting in Tessaly.", "failed to"),
    ("Lena Aske was absent from the meeting in Tessaly.", "absent"),
    ("The mayor did not support the ban on fireworks.", "did not for never"),
    ("The factory was uninsured against floods.", "un-"),
    ("The factory lacked insurance against floods.", "lacked"),
    ("Corvane can't deliver the trams before June.", "can't"),
    ("Corvane is unable to deliver the trams before June.", "unable"),
    ("The museum lets children in without charge.", "without for not"),
    ("No one was hurt when the crane fell.", "no one"),
    ("The crane hurt nobody when it fell.", "another order"),
    ("The report was published, but the names of the witnesses were not.", "another clause"),
    ("The report does not give the names of the witnesses.", "another verb"),
    # The article denies in its own way
    ("The minister did not answer questions about the dam.", "refused to"),
    ("The minister would not answer questions about the dam.", "refused to, would"),
    ("There was no attack by hackers, the airline said.", "ruled out"),
    ("The road will not open until May.", "closed until"),
    ("The road is not open before May.", "closed until, before"),
    ("The school has no more than a few teachers of physics.", "hardly any"),
    ("The orchestra has not found a new conductor.", "failed to"),
    ("The orchestra did not find a new conductor.", "failed to, did"),
    # Two denials
    ("The county will not drop its appeal against the ruling.", "not drop"),
    ("The union did not reject the offer of the company.", "not reject"),
    ("Residents were told not to stay in their houses.", "not to stay"),
    ("The tunnel is not closed to lorries.", "not closed"),
    # A denial of something else
    ("The county will appeal, not pay.", "of another verb"),
    ("The pilot could see the runway but not the tower.", "behind but"),
    ("Not only police have found the stolen painting.", "not only"),
    ("The team had won all its matches at home, but none away.", "none of others"),
    ("Aske has never been to Corvane.", "nothing alike"),
    ("The vaccine has not been given to children.", "other people"),
    ("Police have found the stolen painting, which was not damaged.", "a clause behind"),
]

FOUND = [
    # Stated in the article, denied in the claim
    ("The county will not appeal against the ruling.", "certain", "will not"),
    ("The county won't appeal against the ruling.", "likely", "won't"),
    ("The county will never appeal against the ruling.", "certain", "never"),
    ("The tunnel is not open to lorries.", "certain", "is not"),
    ("The tunnel isn't open to lorries.", "likely", "isn't"),
    ("Police have not found the stolen painting.", "certain", "have not"),
    ("Police haven't found the stolen painting.", "likely", "haven't"),
    ("Police have never found the stolen painting.", "certain", "have never"),
    ("Residents were not told to leave their houses.", "certain", "were not"),
    ("Residents were told not to leave their houses.", "certain", "not to leave"),
    ("Residents were never told to leave their houses.", "certain", "were never"),
    ("The pilot could not see the runway.", "certain", "could not"),
    ("The pilot couldn't see the runway.", "likely", "couldn't"),
    ("The pilot cannot see the runway.", "likely", "cannot for could"),
    ("The team had not won all its matches at home.", "certain", "had not"),
    ("The team hadn't won all its matches at home.", "likely", "hadn't"),
    ("The vaccine has not been tested on people over sixty.", "certain", "has not been"),
    ("The vaccine has never been tested on people over sixty.", "certain", "has never been"),
    ("The vaccine hasn't been tested on people over sixty.", "likely", "hasn't been"),
    ("The county will not appeal, its lawyers announced.", "certain", "before a comma"),
    ("the tunnel is not open to lorries .", "certain", "tokenised"),
    ("The union has not accepted the offer of the company.", "likely", "has not for a past tense"),
    ("The union never accepted the offer of the company.", "certain", "never before a past tense"),
    # Denied in the article, stated in the claim
    ("The bank has raised its rate since 2019.", "certain", "not is gone"),
    ("The factory was insured against floods.", "certain", "not insured"),
    ("The mayor supported the ban on fireworks.", "certain", "never is gone"),
    ("The company is planning to close its office in Larch Road.", "certain", "not planning"),
    ("The dog was on a lead.", "certain", "not on a lead"),
    ("The museum does charge children for entry.", "certain", "does"),
    ("Lena Aske did attend the meeting in Tessaly.", "certain", "did"),
    ("The bank has since raised its rate.", "likely", "moved since"),
    ("In 2019 the factory was insured against floods.", "certain", "behind a phrase"),
    ("the mayor supported the ban on fireworks .", "certain", "tokenised, stated"),
    ("The factory was insured against floods, the owners said.", "certain", "with an attribution"),
    ("The company is still planning to close its office in Larch Road.", "likely", "still"),
    ("Corvane can deliver the trams before June.", "likely", "can for cannot"),
    ("The report was published with the names of the witnesses.", "likely", "with for without"),
    ("The dog was kept on a lead.", "likely", "another verb"),
    ("Lena Aske has attended the meeting in Tessaly.", "likely", "has for did not"),
    ("The bank raised its rate in 2019.", "likely", "a past tense for has not"),
]


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """What the article denies too, in whatever words, and what it says nothing of, is no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_negations(Told(told.claim, told.index))]


@pytest.mark.parametrize(("claim", "certainty"), [pytest.param(*row[:2], id=row[2]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], claim: str, certainty: str) -> None:
    """A denial on one side alone is found, with the words of both sides."""
    told = tell_bullet(CONTENT, claim)
    (found,) = [told.in_words(finding) for finding in check_negations(Told(told.claim, told.index))]

    assert ("negation", certainty) == found[:2]
    assert found[2]
    assert found[3]
