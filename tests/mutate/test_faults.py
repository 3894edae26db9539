"""Planted faults: what is left alone before what is changed, operator by operator."""

from __future__ import annotations

import pytest

from tests.mutate.made import changed

SILENT = {
    "number: a year": ("number-up", "The bridge opened in 1931."),
    "number: not in the article": ("number-up", "The bridge carries 15,900 vehicles a day."),
    "number: a bus": ("number-up", "The No. 14 bus is to run from June.", "The No. 14 bus is to run from June."),
    "number: a clock": ("number-down", "The bus runs from 7 a.m. to 9 p.m.", "The bus runs from 7 a.m. to 9 p.m. daily."),
    "number: a score": ("number-up", "Aldmoor won 3-2 on Tuesday.", "Aldmoor won 3-2 on Tuesday."),
    "number: within a quotation": ("number-up", '"We need 40 boats," Aske said.', '"We need 40 boats," Aske said.'),
    "number: a share of more than all": (
        "number-up", "Some 64% of the boats sank.", "Some 64% of the boats sank.",
    ),
    "number: an ordinal's fraction": ("number-up", "Two thirds of the boats sank.", "Two thirds of the boats sank."),
    "date: not in the article": ("date-later", "The council of Aldmoor voted 9 to 4 on Monday to mend the old bridge."),
    "date: a bound": ("date-later", "The work ends by Friday.", "The work on the bridge ends by Friday."),
    "date: counted from another day": (
        "date-later", "The council voted on Tuesday.", "The council voted on Tuesday. The mayor spoke yesterday.",
    ),
    "date: the other day is told too": (
        "date-later", "The council voted on Tuesday.", "The council voted on Tuesday. It met again on Wednesday.",
    ),
    "name: nobody else": (
        "name-inside", "Paul Renn mended the bridge.", "Paul Renn, 40, mended the bridge. Paul Renn said so.",
    ),
    "name: the other one stands beside it": (
        "name-inside", "Paul Renn mended the bridge.",
        "Paul Renn, 40, and Lena Aske, 50, mended the bridge. Lena Aske said so.",
    ),
    "name: who speaks": ("name-inside", "Paul Renn said that the work could take eleven weeks."),
    "speaker: nobody speaks": ("quote-attribution", "Lena Aske knows Aldmoor."),
    "swap: what both do": ("role-swap", "Lena Aske met Paul Renn.", "Lena Aske met Paul Renn on Tuesday."),
    "swap: one figure": ("role-swap", "It rose to 31."),
    "negation: another one": ("negation-added", "Traders will not get any money."),
    "negation: a question": ("negation-added", "Who will pay for the bridge?", "Who will pay for the bridge? Traders."),
    "negation: only": ("negation-added", "The bridge is only for buses.", "The bridge is only for buses."),
    "negation: by the way": (
        "negation-added", "The bridge, which is old, fell.", "The bridge, which is old, fell on Tuesday.",
    ),
    "negation: what needs its not": ("negation-removed", "Traders will not get any money."),
    "modality: surer elsewhere": (
        "modality-up", "The work could take eleven weeks.",
        "The work could take eleven weeks. It is certain that the work takes weeks.",
    ),
    "modality: doubted": ("modality-down", "The work could take eleven weeks."),
    "hedge: plain elsewhere": (
        "omitted-hedge", "The Tarn society is understood to be preparing a protest.",
        "The Tarn society is understood to be preparing a protest. The Tarn society is preparing a protest.",
    ),
    "quantifier: at all": ("quantifier", "He did nothing at all.", "He did nothing at all."),
    "quantifier: a third person": ("quantifier", "A third waited in the van.", "A third waited in the van."),
    "comparison: against": ("comparison", "They voted by 71% against 44%.", "They voted by 71% against 44%."),
    "quote: not the article's": ("quote-wording", '"Everybody has seen the shops on the quay," Finch said.'),
    "quote: one word": ("quote-wording", 'Aske called the cost "fair".'),
    "quote: a mark without its fellow": ("quote-wording", 'Finch said "nobody has asked the shops on the quay.'),
    "detail: a question": ("invented-detail", "Who will pay for the old bridge now?"),
    "detail: two sentences": ("invented-detail", "no", "no"),
    "fused: a reason already": ("fused-facts", "The bridge is old because the council of Aldmoor never mended it."),
}  # fmt: skip
FOUND = {
    "number: up": ("number-up", "The bridge carries 14,200 vehicles a day.", "The bridge carries 28,400 vehicles a day."),
    "number: ten times": ("number-up", "The cost is £2.4m.", "The cost is £24.0m."),
    "number: half": ("number-down", "The bridge carries 14,200 vehicles a day.", "The bridge carries 7,100 vehicles a day."),
    "number: a word": ("number-down", "The work could take eleven weeks.", "The work could take ten weeks."),
    "number: digits": ("number-format", "The bridge carries 14,200 vehicles a day.", "The bridge carries 41,200 vehicles a day."),
    "number: scale": ("number-format", "The mayor called the cost of £2.4m fair.", "The mayor called the cost of £2.4bn fair."),
    "date: a day": (
        "date-later", "The council of Aldmoor voted on Tuesday.", "The council of Aldmoor voted on Wednesday.",
    ),
    "date: a year": ("date-earlier", "The old bridge opened in 1931.", "The old bridge opened in 1930."),
    "name: inside": ("name-inside", "Dora Finch, 52, sells rope there.", "Lena Aske, 52, sells rope there."),
    "name: outside": ("name-outside", "Dora Finch, 52, sells rope there.", "Ingrid Vossberg, 52, sells rope there."),
    "speaker: reported": (
        "quote-attribution", "Paul Renn said that the work could take eleven weeks.",
        "Dora Finch said that the work could take eleven weeks.",
    ),
    "swap: from and to": (
        "role-swap", "The council voted by 9 votes to 4 to mend the bridge.", "The council voted by 4 votes to 9 to mend the bridge.",
    ),
    "negation: put in": ("negation-added", "A new bus is to run from June.", "A new bus is not to run from June."),
    "negation: taken out": (
        "negation-removed", "Traders will not get money.", "Traders will get money.",
    ),
    "modality: up": (
        "modality-up", "The work could take eleven weeks.", "The work will certainly take eleven weeks.",
    ),
    "modality: down": (
        "modality-down", "The council has voted to mend the bridge.", "The council may have voted to mend the bridge.",
    ),
    "hedge": (
        "omitted-hedge", "The Tarn society is understood to be preparing a protest.",
        "The Tarn society is preparing a protest.",
    ),
    "quantifier": ("quantifier", "Most residents welcome the bus.", "Few residents welcome the bus."),
    "comparison": ("comparison", "Sales fell from 31 boats to six.", "Sales rose from 31 boats to six."),
    "quote": (
        "quote-wording", '"Nobody has asked the shops on the quay," Finch said.',
        '"Nobody has asked the stores on the quay," Finch said.',
    ),
    "detail": (
        "invented-detail", "The council of Aldmoor voted to mend the bridge.",
        "The council of Aldmoor voted to mend the bridge, which surprised the local archbishop.",
    ),
    "fused": (
        "fused-facts", "The council of Aldmoor voted to mend the old bridge.",
        "The council of Aldmoor voted to mend the old bridge because the Tarn society is understood to be preparing a protest.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", SILENT.values(), ids=SILENT)
def test_left_alone(row: tuple[str, ...]) -> None:
    """What might be true after the change, or is no such thing, is left alone."""
    assert [] == changed(*row)


@pytest.mark.parametrize(("operator", "before", "after"), FOUND.values(), ids=FOUND)
def test_changed(operator: str, before: str, after: str) -> None:
    """What is surely wrong after the change is proposed."""
    assert after in changed(operator, before)


def test_a_rounding_is_no_fault() -> None:
    """17,000 may be 17,200 rounded, 100 million 95 million: neither is put in."""
    content = "The bridge carries 17,200 vehicles a day and cost €95m to build."

    assert not {one for one in changed("number-down", content, content) if "17,000" in one}
    assert not {one for one in changed("number-up", content, content) if "€100m" in one}
