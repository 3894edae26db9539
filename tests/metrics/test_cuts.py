"""What a bullet was cut off from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.copying import traced
from evalkit_metrics.cuts import check_cuts

CONTENT = """
The minister denied that the ministry had known of the leak. There is no evidence that the vaccine harms children. It is possible
that the crew slept during the storm. Police suspect that the fire was set by a rival. Her lawyers claim the letter was forged by
a clerk. Lena Aske said the dam would hold for a century. The tunnel will be closed if the county finds no money. The bridge can
be saved, according to its engineer. The painting was stolen by a guard, prosecutors allege. The factory will open in June unless
the river rises. Reports that the king had fled were false. "We have lost everything we own," said Ivor Renn of Larch Road. The
orchestra played in the square on Sunday. Asked about it, the mayor said that nobody had been told. She added that the ferry runs
on Sundays. Whether the mine reopens this year is open. The museum has been closed since May, its director told the newspaper.
The harbour was dredged in 2019 and the quay rebuilt a year later.
"""

FOUND = [
    ("The ministry had known of the leak.", "negation", "certain", "denied that", "a denial"),
    ("the vaccine harms children", "negation", "certain", "no evidence that", "no evidence"),
    ("The crew slept during the storm.", "omitted-hedge", "certain", "possible that", "possible"),
    ("The fire was set by a rival.", "omitted-hedge", "certain", "suspect that", "a suspicion"),
    ("The letter was forged by a clerk.", "omitted-hedge", "certain", "claim", "a claim"),
    ("The dam would hold for a century.", "omitted-hedge", "likely", "said", "who says so, before"),
    ("The tunnel will be closed", "omitted-hedge", "likely", "if", "a condition"),
    ("The factory will open in June", "omitted-hedge", "likely", "unless", "an exception"),
    ("The bridge can be saved", "omitted-hedge", "likely", "according to", "who says so, behind"),
    ("The painting was stolen by a guard", "omitted-hedge", "certain", "prosecutors allege", "an allegation behind"),
    ("The king had fled", "omitted-hedge", "certain", "were false", "reports that were false"),
    ("Nobody had been told.", "omitted-hedge", "likely", "said that", "reported speech"),
    ("The ferry runs on Sundays.", "omitted-hedge", "likely", "added that", "added"),
    ("The mine reopens this year", "omitted-hedge", "certain", "Whether", "an open question"),
    ("The museum has been closed since May", "omitted-hedge", "likely", "its director told", "who told, behind"),
    ('"We have lost everything we own."', "quote-attribution", "likely", None, "a quotation alone"),
    ("We have lost everything we own", "quote-attribution", "likely", None, "a quotation without its marks"),
]
SILENT = [
    ("The minister denied that the ministry had known of the leak.", "the whole sentence"),
    ("Ministers denied the ministry had known of the leak.", "the denial in other words"),
    ("There is no evidence that the vaccine harms children.", "no evidence, kept"),
    ("Lena Aske said the dam would hold for a century.", "the speaker kept"),
    ("The dam would hold for a century, Aske said.", "the speaker moved"),
    ("The dam will hold for a century, according to Lena Aske.", "the speaker in other words"),
    ("The orchestra played in the square on Sunday.", "a fact"),
    ("the quay rebuilt a year later", "the end of a sentence without any of it"),
    ("The harbour was dredged in 2019", "the start of one"),
    ("played in the square on Sunday", "no subject, and nothing left behind but it"),
    ('"We have lost everything we own," said Ivor Renn of Larch Road.', "a quotation with its speaker"),
    ("We have lost everything we own, said Ivor Renn.", "its marks lost, its speaker kept"),
    ("The bridge can be saved, its engineer says.", "told in other words"),
    ("A dog won the race in the rain.", "nothing of the article"),
]


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """Type, certainty, and the first words that were left behind."""
    claim, kind, certainty, words, _ = row
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(one) for one in check_cuts(traced(told.claim, told.index))]
    (one,) = found

    assert (kind, certainty) == one[:2]
    assert one[2].strip('."') == claim.strip('."')
    assert words is None or (one[3] is not None and " ".join(one[3].split()).startswith(words))


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """Nothing that changes the statement was left behind."""
    told = tell_bullet(CONTENT, claim)

    assert [] == check_cuts(traced(told.claim, told.index))
