"""Numbers, dates and names in their right place, and in that of another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.exchanges import check_exchanges
from evalkit_metrics.checks.told import Told

CONTENT = """
The extension would cost 71 million crowns and is expected to be ready in 2028. Parliament votes on Tuesday, and the first stone
is laid in October. Cinemas in Germany will show the film from 11 November. Lena Aske leads the council of Aldmoor. Ivor Renn
leads the opposition. The prize for best actor went to Matteo Eriksen. The ferry from Merrow to Tessaly takes 45 minutes.

The factory employs 320 people and was opened in 1931. The rescue took 9 hours and cost £21,000. Corvane sold the theatre to the
town of Brenford for £2m. The storm reached Norway on Friday and Denmark on Saturday. Of 1,410 members, 89% voted to stop work.
Jonas Halvard, the chief executive, earned 4.5 million crowns last year. The bees came from Italy in July. The museum in Undal
bought 12 paintings by Osk. Petra Dolny swam to the island in 38 minutes, and Signe Moe in 44 minutes. Admission is 14 crowns
for adults and 7 crowns for children.
"""

SILENT = [
    # The article's own words
    ("The extension would cost 71 million crowns.", "cost"),
    ("The extension is expected to be ready in 2028.", "year"),
    ("Parliament votes on Tuesday.", "weekday"),
    ("The first stone is laid in October.", "month"),
    ("Lena Aske leads the council of Aldmoor.", "name"),
    ("The prize for best actor went to Matteo Eriksen.", "winner"),
    ("The ferry from Merrow to Tessaly takes 45 minutes.", "two places"),
    ("The storm reached Denmark on Saturday.", "the second of two days"),
    ("The storm reached Norway on Friday.", "the first of two days"),
    ("Admission is 7 crowns for children.", "the second of two prices"),
    ("Signe Moe swam to the island in 44 minutes.", "the second of two swimmers"),
    ("Of 1,410 members, 89% voted to stop work.", "two numbers"),
    # In another form
    ("The extension would cost 71m crowns.", "71m"),
    ("The extension would cost 71,000,000 crowns.", "in digits"),
    ("The extension would cost about 70 million crowns.", "about"),
    ("The factory employs more than 300 people.", "more than"),
    ("The factory employs some 320 people.", "some"),
    ("The rescue took nine hours.", "in words"),
    ("The rescue cost £21,000.", "pounds"),
    ("The rescue cost 21,000 pounds.", "unit behind"),
    ("Nearly nine in ten of 1,410 members voted to stop work.", "a share in words"),
    ("The museum in Undal bought a dozen paintings by Osk.", "a dozen"),
    ("Aske leads the council of Aldmoor.", "last name"),
    ("Mayor Lena Aske leads the council of Aldmoor.", "with a title"),
    ("Eriksen won the prize for best actor.", "last name, other verb"),
    ("The ferry takes three quarters of an hour from Merrow to Tessaly.", "three quarters"),
    # In another order
    ("Work was stopped by the vote of 89% of 1,410 members.", "another order"),
    ("From Merrow to Tessaly the ferry takes 45 minutes.", "places first"),
    ("The storm reached Denmark on Saturday and Norway on Friday.", "the other way round"),
    ("The town of Brenford bought the theatre from Corvane for £2m.", "buyer first"),
    ("Admission is 7 crowns for children and 14 crowns for adults.", "prices the other way round"),
    ("Opened in 1931, the factory employs 320 people.", "year first"),
    # Without any, or with more
    ("The extension would cost a lot.", "no number"),
    ("The storm reached Norway.", "no day"),
    ("The chief executive earned 4.5 million crowns.", "no name"),
    ("The bees came from Italy.", "no month"),
    ("In 2023 the factory employs 320 people.", "a year more"),
    ("On Monday Lena Aske leads the council of Aldmoor.", "a day more"),
    # Of other things
    ("A ticket for the ferry costs 12 crowns.", "another thing's number"),
    ("Ivor Renn lives in Merrow.", "nothing alike"),
    ("Norway bought bees from Denmark.", "nothing alike, two names"),
    ("Children swam for 9 hours.", "nothing alike, number"),
]

FOUND = [
    # Numbers
    ("The extension would cost 17 million crowns.", "number", "17 million", "71 million", "digits turned"),
    ("The extension would cost 4.5 million crowns.", "number", "4.5 million", "71 million", "another of the article's"),
    ("The ferry from Merrow to Tessaly takes 38 minutes.", "number", "38", "45", "another's minutes"),
    ("The ferry from Merrow to Tessaly takes 54 minutes.", "number", "54", "45", "digits turned, minutes"),
    ("The factory employs 230 people.", "number", "230", "320", "people"),
    ("The factory employs 1,410 people.", "number", "1,410", "320", "another number of people"),
    ("The rescue took 12 hours.", "number", "12", "9", "hours"),
    ("The rescue took 9 hours and cost £2m.", "number", "£2m", "£21,000", "another price"),
    ("Of 1,410 members, 98% voted to stop work.", "number", "98%", "89%", "a share"),
    ("Of 1,140 members, 89% voted to stop work.", "number", "1,140", "1,410", "members"),
    ("Corvane sold the theatre to the town of Brenford for £3m.", "number", "£3m", "£2m", "a price"),
    ("Jonas Halvard earned 71 million crowns last year.", "number", "71 million", "4.5 million", "earnings"),
    ("The museum in Undal bought 21 paintings by Osk.", "number", "21", "12", "paintings"),
    ("of 1,410 members , 98 % voted to stop work .", "number", "98 %", "89%", "tokenised"),
    ("The museum in Undal bought fifteen paintings by Osk.", "number", "fifteen", "12", "in words"),
    # Dates
    ("Parliament votes on Thursday.", "date", "Thursday", "Tuesday", "weekday"),
    ("Parliament votes on Friday.", "date", "Friday", "Tuesday", "another of the article's days"),
    ("The first stone is laid in November.", "date", "November", "October", "month"),
    ("The first stone is laid in July.", "date", "July", "October", "another of the article's months"),
    ("The extension is expected to be ready in 2029.", "date", "2029", "2028", "year"),
    ("The factory was opened in 1913.", "date", "1913", "1931", "digits of a year turned"),
    ("The factory was opened in 2028.", "date", "2028", "1931", "another of the article's years"),
    ("The storm reached Norway on Sunday and Denmark on Saturday.", "date", "Sunday", "Friday", "one of two days"),
    ("The storm reached Norway on Friday and Denmark on Monday.", "date", "Monday", "Saturday", "the other of two days"),
    ("The bees came from Italy in August.", "date", "August", "July", "bees"),
    ("Cinemas in Germany will show the film from 11 October.", "date", "October", "November", "a day's month"),
    # Names
    ("The prize for best actor went to Bálint Roscoe.", "name", "Bálint Roscoe", "Matteo Eriksen", "a stranger"),
    ("The prize for best actor went to Ivor Renn.", "name", "Ivor Renn", "Matteo Eriksen", "another of the article's"),
    ("Cinemas in Norway will show the film from 11 November.", "name", "Norway", "Germany", "country"),
    ("The council of Aldmoor is led by Ivor Renn.", None, "", "", "in the passive: not seen"),
    ("The bees came from Norway in July.", "name", "Norway", "Italy", "origin"),
    ("The ferry from Merrow to Brenford takes 45 minutes.", "name", "Brenford", "Tessaly", "destination"),
    ("The ferry from Undal to Tessaly takes 45 minutes.", "name", "Undal", "Merrow", "place of departure"),
    ("Corvane sold the theatre to the town of Undal for £2m.", "name", "Undal", "Brenford", "buyer"),
    ("The museum in Merrow bought 12 paintings by Osk.", "name", "Merrow", "Undal", "museum"),
    ("The museum in Undal bought 12 paintings by Renn.", "name", "Renn", "Osk", "painter"),
    ("The storm reached Sweden on Friday and Denmark on Saturday.", "name", "Sweden", "Norway", "one of two countries"),
    ("The storm reached Norway on Friday and Italy on Saturday.", "name", "Italy", "Denmark", "the other of two"),
    ("Lena Aske leads the council of Brenford.", "name", "Brenford", "Aldmoor", "council"),
    ("The chief executive, Signe Moe, earned 4.5 million crowns last year.", None, "", "", "moved words: not seen"),
    ("Parliament votes on Tuesday, and the first stone is laid in May.", "date", "May", "October", "behind a comma"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """A value in its place, however it is written and wherever it stands in the claim, is no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_exchanges(Told(told.claim, told.index))]


@pytest.mark.parametrize(
    ("claim", "kind", "wrong", "right"), [pytest.param(*row[:4], id=row[4]) for row in FOUND if row[1]]
)
def test_found(tell_bullet: Callable[..., Any], claim: str, kind: str, wrong: str, right: str) -> None:
    """Another value in its place is found, with the article's own beside it."""
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(finding) for finding in check_exchanges(Told(told.claim, told.index))]

    assert [(kind, "certain", wrong, right)] == found
