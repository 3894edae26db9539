"""Quotations with their speaker, and with another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.attributions import check_attributions
from evalkit_metrics.checks.told import Told

CONTENT = """
"The bridge will stand for another century," said Lena Aske, the mayor of Aldmoor, on Monday. Ivor Renn, who leads the opposition,
said: "Nobody asked the people who live beside it." The engineer Tomas Brand told the council that "every rivet has been counted
twice".

"We sold the ferry because nobody used it," Orla Fenn said. "It had eleven passengers in its last winter." Her brother, Karl Fenn,
disagreed: "There was never a winter without a full boat."

Judge Edda Voss was clear. "A promise made in court is a promise kept," she said. The lawyer Pia Lund called the ruling "a gift to
every landlord in the county". Asked about the fee, a spokesman said: "It is what it has always been."

"I have walked this path for forty years," said the shepherd Finn Oake. Ida Lowe, his neighbour, added: "He knows every stone by its
name." According to Dr. Noor Tamm of the institute, the path is "older than the oldest map we have". The report speaks of "a slow
and steady loss of the upper meadow".

Corvane's chief executive, Gilda Marr, wrote in a letter to staff that "not one tram will leave the yard unpaid". The union's
secretary, Paul Sorell, replied that it was "a letter written for the newspapers". "We shall see who is right in the spring," he said.

“The storm took the roof and then the piano,” the innkeeper Ada Vane told the Merrow Herald. “I can still hear it falling.” Captain
Olaf Thorn said the crew had “done what crews do in a storm”. “Nobody slept before the wind had dropped,” Thorn added. The minister,
Hanne Dahl, warned in parliament: “Those who build on sand should not send us the bill.” Nils Aaker: "We build where the land is."
"""

SILENT = [
    ('"The bridge will stand for another century," said Lena Aske.', "as it stands"),
    ('"The bridge will stand for another century," Aske said.', "a last name"),
    ('Mayor Lena Aske said: "The bridge will stand for another century."', "a title"),
    ('"The bridge will stand for another century," said the mayor of Aldmoor.', "an office without a name"),
    ('"The bridge will stand for another century," said the mayor of Aldmoor, Lena Aske.', "an office with its name"),
    ('"The bridge will stand for another century," she said.', "a pronoun"),
    ('The bridge "will stand for another century", Lena Aske promised.', "a part of it"),
    ('"Nobody asked the people who live beside it," said Ivor Renn.', "the name moved behind"),
    ('Opposition leader Renn: "Nobody asked the people who live beside it."', "a colon"),
    ('"Nobody asked the people who live beside it," the opposition said.', "his party"),
    ('Every rivet "has been counted twice", said the engineer, Tomas Brand.', "four words"),
    ('Brand told the council that "every rivet has been counted twice".', "told"),
    ('"We sold the ferry because nobody used it," said Orla Fenn.', "said, name"),
    ('Orla Fenn said that they "sold the ferry because nobody used it".', "within a sentence"),
    ('"It had eleven passengers in its last winter," Orla Fenn said.', "the second part of a quotation"),
    ('"There was never a winter without a full boat," said her brother, Karl Fenn.', "an apposition"),
    ('"There was never a winter without a full boat," Fenn said.', "a name that two bear"),
    ('"A promise made in court is a promise kept," Judge Edda Voss said.', "the article has a pronoun"),
    ('"A promise made in court is a promise kept," said the judge.', "her office"),
    ('The ruling is "a gift to every landlord in the county", said Pia Lund.', "called, said"),
    ('"It is what it has always been," a spokesman said.', "nobody with a name"),
    ('"It is what it has always been," said Gilda Marr.', "the article names nobody"),
    ('"I have walked this path for forty years," said Finn Oake, a shepherd.', "a shepherd"),
    ('The shepherd Finn Oake has "walked this path for forty years".', "no verb of saying"),
    ('"He knows every stone by its name," said Ida Lowe.', "added, said"),
    ('The path is "older than the oldest map we have", Noor Tamm says.', "according to"),
    ('The path is "older than the oldest map we have", according to the institute.', "the institute"),
    ('There is "a slow and steady loss of the upper meadow", Finn Oake said.', "a report, not a person"),
    ('"Not one tram will leave the yard unpaid," Gilda Marr wrote.', "wrote"),
    ('Corvane said that "not one tram will leave the yard unpaid".', "her company"),
    ('Sorell called it "a letter written for the newspapers".', "called it"),
    ('"We shall see who is right in the spring," said Paul Sorell.', "he, beside his name"),
    ("“The storm took the roof and then the piano,” said Ada Vane.", "curly marks"),
    ('"The storm took the roof and then the piano," Vane told the Merrow Herald.', "told a newspaper"),
    ('"I can still hear it falling," said the innkeeper Ada Vane.', "its second part"),
    ('Thorn said the crew had "done what crews do in a storm".', "said the crew"),
    ('Captain Thorn: "Nobody slept before the wind had dropped."', "a captain"),
    ('"Those who build on sand should not send us the bill," Hanne Dahl told parliament.', "warned, told"),
    ('"Those who build on sand should not send us the bill," the minister warned.', "the minister"),
    ('Nils Aaker says they "build where the land is" and pay for it.', "a name and a colon"),
    ('"The tram will leave the yard," said Paul Sorell.', "not in the article"),
    ('"Nobody slept," said Ada Vane.', "too short to tell"),
    ('Lena Aske opened the "bridge of the century" with Ivor Renn.', "a title, no saying"),
    ("ada vane said : `` the storm took the roof and then the piano . ''", "tokenised"),
    ('Ivor Renn met the engineer who said that "every rivet has been counted twice".', "within a clause of its own, by no name"),
    ('"The bridge will stand for another century," Lena Aske told Ivor Renn.', "told whom"),
]  # fmt: skip

FOUND = [
    ('"The bridge will stand for another century," said Ivor Renn.', "certain", "Ivor Renn", "Lena Aske"),
    ('"The bridge will stand for another century," Renn said.', "certain", "Renn", "Lena Aske"),
    ('Ivor Renn said: "The bridge will stand for another century."', "certain", "Ivor Renn", "Lena Aske"),
    ('The engineer Tomas Brand said the bridge "will stand for another century".', "certain", "Tomas Brand", "Lena Aske"),
    ('"Nobody asked the people who live beside it," said Lena Aske.', "certain", "Lena Aske", "Ivor Renn"),
    ('"Nobody asked the people who live beside it," Orla Fenn said on Monday.', "certain", "Orla Fenn", "Ivor Renn"),
    ('Lena Aske told the council that "every rivet has been counted twice".', "certain", "Lena Aske", "Tomas Brand"),
    ('"Every rivet has been counted twice," said Ivor Renn, who leads the opposition.', "certain", "Ivor Renn", "Tomas Brand"),
    ('"We sold the ferry because nobody used it," said Lena Aske.', "certain", "Lena Aske", "Orla Fenn"),
    ('Edda Voss said they "sold the ferry because nobody used it".', "certain", "Edda Voss", "Orla Fenn"),
    ('"There was never a winter without a full boat," said Finn Oake.', "certain", "Finn Oake", "Karl Fenn"),
    ('Tomas Brand disagreed and said: "There was never a winter without a full boat."', "certain", "Tomas Brand", "Karl Fenn"),
    ('"A promise made in court is a promise kept," said Pia Lund.', "likely", "Pia Lund", "Edda Voss"),
    ('The lawyer Pia Lund said that "a promise made in court is a promise kept".', "likely", "Pia Lund", "Edda Voss"),
    ('Judge Edda Voss called the ruling "a gift to every landlord in the county".', "certain", "Edda Voss", "Pia Lund"),
    ('It is "a gift to every landlord in the county", said Gilda Marr.', "certain", "Gilda Marr", "Pia Lund"),
    ('"I have walked this path for forty years," said Ida Lowe.', "certain", "Ida Lowe", "Finn Oake"),
    ('"I have walked this path for forty years," Noor Tamm told the paper.', "certain", "Noor Tamm", "Finn Oake"),
    ('Finn Oake added: "He knows every stone by its name."', "certain", "Finn Oake", "Ida Lowe"),
    ('"He knows every stone by its name," said Noor Tamm of the institute.', "certain", "Noor Tamm", "Ida Lowe"),
    ('According to Ida Lowe, the path is "older than the oldest map we have".', "certain", "Ida Lowe", "Noor Tamm"),
    ('The path is "older than the oldest map we have", said Ida Lowe.', "certain", "Ida Lowe", "Noor Tamm"),
    ('Paul Sorell wrote that "not one tram will leave the yard unpaid".', "certain", "Paul Sorell", "Gilda Marr"),
    ('"Not one tram will leave the yard unpaid," said the union\'s secretary, Paul Sorell.', "certain", "Paul Sorell", "Gilda Marr"),
    ('Gilda Marr replied that it was "a letter written for the newspapers".', "certain", "Gilda Marr", "Paul Sorell"),
    ('It was "a letter written for the newspapers", Hanne Dahl said.', "certain", "Hanne Dahl", "Paul Sorell"),
    ("“The storm took the roof and then the piano,” said Olaf Thorn.", "certain", "Olaf Thorn", "Ada Vane"),
    ('"The storm took the roof and then the piano," Captain Thorn told the Merrow Herald.', "certain", "Thorn", "Ada Vane"),
    ('Ada Vane said the crew had "done what crews do in a storm".', "certain", "Ada Vane", "Olaf Thorn"),
    ('The crew had "done what crews do in a storm", said Hanne Dahl.', "certain", "Hanne Dahl", "Olaf Thorn"),
    ('"Nobody slept before the wind had dropped," the innkeeper Ada Vane said.', "certain", "Ada Vane", "Thorn"),
    ('"Nobody slept before the wind had dropped," said Nils Aaker.', "certain", "Nils Aaker", "Thorn"),
    ('"Those who build on sand should not send us the bill," Nils Aaker warned.', "certain", "Nils Aaker", "Hanne Dahl"),
    ('Olaf Thorn warned in parliament: "Those who build on sand should not send us the bill."', "certain", "Olaf Thorn", "Hanne Dahl"),
    ('"Those who build on sand should not send us the bill", said Karl Fenn on Friday.', "certain", "Karl Fenn", "Hanne Dahl"),
    ('Ivor Renn said on Monday that the bridge "will stand for another century", whatever it costs.', "certain", "Ivor Renn", "Lena Aske"),
    ('"The bridge will stand for another century," said the leader of the opposition, Ivor Renn.', "certain", "Ivor Renn", "Lena Aske"),
    ('Many disagree. "Nobody asked the people who live beside it," said Tomas Brand.', "certain", "Tomas Brand", "Ivor Renn"),
    ('"nobody asked the people who live beside it", Brand said', "certain", "Brand", "Ivor Renn"),
    ('Mr Fenn said: "I have walked this path for forty years."', "certain", "Fenn", "Finn Oake"),
    ("“We sold the ferry because nobody used it,” said Captain Olaf Thorn.", "certain", "Olaf Thorn", "Orla Fenn"),
    ('"He knows every stone by its name," said the shepherd Finn Oake, whose neighbour is a painter.', "certain", "Finn Oake", "Ida Lowe"),
    ('Hanne Dahl told parliament that it was "a letter written for the newspapers".', "certain", "Hanne Dahl", "Paul Sorell"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """Who the article lets say it, under whatever name; and nobody is blamed where it names nobody."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_attributions(Told(told.claim, told.index))]


@pytest.mark.parametrize("row", FOUND, ids=[row[0][:60] for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """The claim's speaker against the article's."""
    claim, certainty, here, there = row
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(finding) for finding in check_attributions(Told(told.claim, told.index))]

    assert ([("quote-attribution", certainty, here, there)] if certainty else []) == found
