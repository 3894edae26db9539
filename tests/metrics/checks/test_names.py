"""Names of a claim that the article mentions, and those that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.names import check_names
from evalkit_metrics.checks.told import Told

SILENT = [
    # Spelling
    ("Zoë Lacôte spoke in Besançon.", "The judge heard Zoe Lacote in Besancon.", "accents left out"),
    ("Zoe Lacote spoke.", "The judge heard Zoë Lacôte.", "accents put in"),
    ("Lena Aske resigned.", "The city took note of Aske's letter.", "possessive"),
    ("Lena Aske resigned.", "The city took note of Aske’s letter.", "curly possessive"),
    ("The house belongs to Ivor Jones.", "The city bought the Jones' house.", "possessive of an s"),
    ("the mayor lena aske resigned .", "On hearing this Lena Aske resigned.", "lower-cased article"),
    ("Lena Aske resigned.", "on hearing this lena aske resigned .", "lower-cased claim"),
    ("LENA ASKE RESIGNS", "On hearing this Lena Aske resigned.", "article in capitals"),
    ("The mayor resigned.", "MAYOR OF HARROW RESIGNS IN TEARS", "headline in capitals"),
    ("The mayor resigned.", "Mayor Of Harrow Resigns In Tears After Vote", "headline with capitals"),
    ("The surgeon Paul McVane was freed.", "A court freed McVane.", "McVane"),
    ("The surgeon Paul Mcvane was freed.", "A court freed Paul McVane.", "Mcvane"),
    ("The painter Nel van der Berg died.", "She was known as Van der Berg.", "van der Berg"),
    ("The painter Nel Van der Berg died.", "She was known as Nel van der Berg.", "Van der Berg"),
    ("The painter Una Tarn-Whitby died.", "She was known as Una Tarn Whitby.", "hyphen left out"),
    ("The painter Una Tarn Whitby died.", "She was known as Una Tarn-Whitby.", "hyphen put in"),
    ("The coach O'Dell left.", "The club lost O’Dell.", "kind of apostrophe"),
    ("U.N. troops left.", "The last of the UN troops left.", "dots of an acronym left out"),
    # Places and their people
    ("Troops left Ukraine.", "The last of the Ukrainian troops left.", "Ukrainian for Ukraine"),
    ("Ukrainian troops left.", "Troops left Ukraine.", "Ukraine for Ukrainian"),
    ("Troops left France.", "The French troops left.", "French for France"),
    ("A Danish ship sank.", "A ship from Denmark sank.", "Denmark for Danish"),
    ("A Canadian ship sank.", "A ship from Canada sank.", "Canada for Canadian"),
    ("An Iraqi ship sank.", "A ship from Iraq sank.", "Iraq for Iraqi"),
    ("A ship from Italy sank.", "Two Italians drowned.", "Italians for Italy"),
    ("A Chinese ship sank.", "A ship from China sank.", "China for Chinese"),
    ("A Swiss guide fell.", "A guide from Switzerland fell.", "Switzerland for Swiss"),
    ("A British ship sank.", "A ship from the UK sank.", "UK for British"),
    ("A US ship sank.", "A ship from the United States sank.", "United States for US"),
    ("A ship from the United States sank.", "An American ship sank.", "American for United States"),
    ("He fled to New York.", "The New Yorker fled.", "New Yorker"),
    ("The Conservatives lost.", "The seat was lost by the Conservative side, the Tories.", "two names of a party"),
    # Acronyms
    ("The UN left.", "The city saw the United Nations leave.", "full name for acronym"),
    ("The United Nations left.", "The city saw the UN leave.", "acronym for full name"),
    ("The DoJ and DOJ lawyers left.", "Lawyers for the Department of Justice left.", "full name with of"),
    ("The National Health Board met.", "A letter went to the NHB.", "acronym of three"),
    ("The inquiry by the CQC ends.", "An inquiry by the Care Quality Commission ends.", "full name of three words"),
    ("Members of parliament met.", "In the hall the MPs met.", "plural acronym"),
    # No names
    ("The mayor resigned.", "On Monday in March the mayor resigned.", "weekday and month"),
    ("The mayor resigned.", "Yesterday the mayor resigned. Nobody objected.", "starts of sentences"),
    ("The mayor resigned.", 'The mayor resigned, saying: "Enough is enough."', "start of a quotation"),
    ("The mayor resigned.", "The mayor said: Enough.", "behind a colon"),
    ("The mayor resigned.", "The Mayor and the City Council resigned.", "titles and offices"),
    ("The mayor resigned.", "The mayor said I'm off and It's over.", "I and contractions"),
    ("The mayor resigned.", "In a note J. R. Mayor resigned.", "initials"),
    ("Sales rose year over year.", "Its sales rose by 9% YoY.", "initials in both cases"),
    ("Sales rose in the third quarter.", "Its sales rose in Q3.", "a quarter"),
    ("We train three CNNs on the data.", "The data train a CNN.", "an acronym in the plural"),
    ("A PhD was awarded.", "The PhDs were awarded.", "an acronym's plural"),
    ("The mayor resigned.", "The mayor (@HarrowMayor) resigned.", "a handle"),
    ("Mayor Lena Aske resigned.", "The mayor, Ms Aske, resigned.", "a form of address"),
    ("Mayor Lena Aske resigned.", "In the end Lena Aske's deputy resigned, as Aske had.", "twice"),
    ("Lena Aske, of Port Lindow, resigned.", "The Port Lindow-based Aske resigned.", "compound of a known name"),
]

FOUND = [
    (
        "Mayor Lena Aske resigned.",
        "The city heard that Ivor Brandreth resigned.",
        "Ivor Brandreth",
        None,
        "certain",
        "full name",
    ),
    ("Mayor Lena Aske resigned.", "Ivor Brandreth resigned.", "Ivor Brandreth", None, "certain", "at the start"),
    ("Mayor Lena Aske resigned.", "McVane resigned.", "McVane", None, "certain", "McVane at the start"),
    ("Mayor Lena Aske resigned.", "The mayor of Harrow resigned.", "Harrow", None, "certain", "place"),
    ("Mayor Lena Aske resigned.", "The mayor left Brandreth's party.", "Brandreth", None, "certain", "possessive"),
    ("Mayor Lena Aske resigned.", "The Bolivian mayor resigned.", "Bolivian", None, "certain", "nationality"),
    ("Mayor Lena Aske resigned.", "The mayor left for Besançon.", "Besançon", None, "certain", "accents"),
    ("A market was held.", "The claim of Martin was heard.", "Martin", None, "certain", "like the start of a word"),
    ("A brand was sold.", "The claim of Brandon was heard.", "Brandon", None, "certain", "a word and an ending"),
    ("Troops left Austria.", "The troops left Australia.", "Australia", "Austria", "likely", "Austria and Australia"),
    ("Troops left Iran.", "The troops left Iraq.", "Iraq", None, "certain", "Iran and Iraq"),
    (
        "Mayor Lena Aske resigned.",
        "The mayor Lena Brandreth resigned.",
        "Brandreth",
        "Lena Aske",
        "likely",
        "other surname",
    ),
    ("Mayor Lena Aske resigned.", "The mayor Una Aske resigned.", "Una", None, "likely", "other first name"),
    ("The surgeon Paul McVane left.", "The surgeon Paul McVale left.", "McVale", "McVane", "likely", "one letter"),
    ("Colonel Hartley left.", "The colonel told Harltey so.", "Harltey", "Hartley", "likely", "two letters swapped"),
    (
        "Mayor Lena Aske resigned.",
        "The mayor and Una Tarn-Whitby resigned.",
        "Una Tarn-Whitby",
        None,
        "certain",
        "hyphen",
    ),
    (
        "Mayor Lena Aske resigned.",
        "The painter Nel van der Broek resigned.",
        "Nel",
        None,
        "certain",
        "van der, first part",
    ),
    ("Mayor Lena Aske resigned.", "The ministers of Renn and Oslov met.", "Renn", None, "certain", "the first of two"),
    ("Mayor Lena Aske resigned.", "The mayor was born in the BRX.", "BRX", None, "likely", "acronym"),
    ("Mayor Lena Aske resigned.", "The mayor sued Microdyne.", "Microdyne", None, "certain", "company"),
    ("Mayor Lena Aske resigned.", "The mayor joined the House.", "House", None, "likely", "generic word"),
    ("Mayor Lena Aske resigned.", "The mayor joined the Supreme Court.", "Supreme", None, "likely", "court"),
    ("Mayor Lena Aske resigned.", "The mayor resigned. Then Renn spoke.", "Renn", None, "certain", "second sentence"),
    ("Mayor Lena Aske resigned.", 'The mayor said "we told Renn so".', "Renn", None, "certain", "in a quotation"),
    ("the mayor resigned .", "The mayor met Una Renn.", "Una Renn", None, "certain", "lower-cased article"),
    ("The UN left.", "The city saw the African Union leave.", "African Union", None, "certain", "other organisation"),
    (
        "Lena Aske resigned.",
        "The mayor of Aldmoor-on-Sea resigned.",
        "Aldmoor-on-Sea",
        None,
        "likely",
        "compound place",
    ),
]


@pytest.mark.parametrize(("source", "claim"), [pytest.param(source, claim, id=name) for source, claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], source: str, claim: str) -> None:
    """A name that the article mentions in any form, and a capital that makes no name, is no finding."""
    told = tell_bullet(source, claim)

    assert [] == [told.in_words(finding) for finding in check_names(Told(told.claim, told.index))]


@pytest.mark.parametrize(
    ("texts", "wrong", "right", "certainty"),
    [pytest.param(row[:2], *row[2:5], id=row[5]) for row in FOUND],
)
def test_found(
    tell_bullet: Callable[..., Any], texts: tuple[str, str], wrong: str, right: str | None, certainty: str
) -> None:
    """A name that the article has not is found first, on its very words, with the article's rival where there is one."""
    told = tell_bullet(*texts)
    found = [told.in_words(finding) for finding in check_names(Told(told.claim, told.index))]

    assert ("name", certainty, wrong, right) == found[0]


def test_title_and_author_resolve_names(tell_bullet: Callable[..., Any]) -> None:
    """A name that only the article's title has is known."""
    told = tell_bullet("The mayor resigned.", "The mayor, Lena Aske, resigned.", title="Lena Aske leaves")

    assert [] == check_names(Told(told.claim, told.index))


def test_article_is_read_once(tell_bullet: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A second claim on the same article does not read the article again."""
    from evalkit_metrics.checks import names as module

    told = tell_bullet("Mayor Lena Aske resigned.", "The mayor, Ivor Brandreth, resigned.")
    check_names(Told(told.claim, told.index))
    read: list[str] = []
    inner = module.words
    monkeypatch.setattr(module, "words", lambda text: (read.append(text), inner(text))[1])
    check_names(Told(told.claim, told.index))

    assert {told.claim.text} == set(read)
