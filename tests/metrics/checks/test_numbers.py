"""Numbers of a claim that the article has, and those that it has not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.numbers import check_numbers
from evalkit_metrics.checks.told import Told
from evalkit_metrics.numerals import numbers

SILENT = [
    # Scales and separators
    ("The firm made a loss of 1,200,000 crowns.", "The firm lost 1.2m crowns.", "1.2m for 1,200,000"),
    ("The firm lost 1.2m crowns.", "The firm made a loss of 1,200,000 crowns.", "1,200,000 for 1.2m"),
    ("The port cost £2.4bn.", "The port cost 2.4 billion pounds.", "billion pounds for £bn"),
    ("The port cost 2.4 billion pounds.", "The £2.4bn port has opened.", "£bn for billion pounds"),
    ("The dam cost $1.5 million.", "The $1.5-million dam leaks.", "a hyphen before the scale"),
    ("The fund holds £0.8bn.", "The fund holds £800m.", "another scale"),
    ("Some 14300 cars pass each day.", "Every day 14,300 cars pass.", "thousands without separator"),
    ("Some 14\u00a0300 cars pass each day.", "Every day 14,300 cars pass.", "thousands with a blank"),
    ("The price was £ 2.4 m , he said .", "The price was £2.4m.", "tokenised money"),
    ("The runner won the 800m in Port Lindow.", "She won over 800 metres.", "m for metres"),
    ("A half-million people, 500,000 in all, came.", "Half a million people came.", "half a million"),
    ("About one and a half million hens were culled.", "Some 1.5m hens were culled.", "one and a half million"),
    ("The toll rose from 50p.", "The toll was £0.50 before.", "pence as pounds"),
    # Number words
    ("Twenty-one miners were rescued.", "Rescuers saved 21 miners.", "digits for words"),
    ("Rescuers saved 105 miners.", "One hundred and five miners were rescued.", "words for digits"),
    ("It employs 2,300,000 people.", "Two million three hundred thousand people work there.", "long number word"),
    ("A dozen boats sank.", "Boats sank: 12 of them.", "a dozen"),
    ("Two dozen boats sank.", "As a result 24 boats sank.", "two dozen"),
    ("The vote was between twenty and thirty short.", "It was 20 to 30 short.", "two number words joined by and"),
    ("Profits tripled.", "There was a trebling of profits.", "trebling"),
    ("Profits grew from £3m to £9m.", "Profits trebled to £9m.", "trebled, worked out"),
    # Percent and shares
    ("Rents rose by five per cent.", "Rents rose 5%.", "per cent in words"),
    ("Rents rose 15%.", "Rents rose by fifteen percent.", "percent in words"),
    ("Three quarters of voters agreed.", "Some 75% of voters agreed.", "three quarters as percent"),
    ("A third of voters agreed.", "Around 33% of voters agreed.", "a third as percent"),
    ("Two-thirds of voters agreed.", "66% of voters agreed.", "two-thirds as percent"),
    ("One in five voters agreed.", "20% of voters agreed.", "one in five as percent"),
    ("Nine out of ten dentists agreed.", "90% of dentists agreed.", "nine out of ten as percent"),
    ("Growth was half of one per cent.", "Growth was 0.5%.", "half a percent"),
    # Ranges
    ("Between 10 and 15 per cent fell ill.", "10-15% fell ill.", "a range with a hyphen"),
    ("It costs 20 million to 30 million.", "It costs 20 to 30 million.", "a range that shares its scale"),
    ("It costs £20m to £30m.", "It costs £20-30m.", "a range of money that shares its scale"),
    # Rounding
    ("The bridge carries 14,300 cars.", "The bridge carries 14,000 cars.", "two digits kept"),
    ("There were 4,950 guests.", "There were 5,000 guests.", "rounded by one in a hundred"),
    ("Turnout was 48.7%.", "Turnout was 49%.", "percent rounded"),
    ("Turnout was 48.7%.", "Turnout was nearly 50%.", "nearly"),
    ("There were 1,234 guests.", "There were about 1,200 guests.", "about"),
    ("There were 1,637 guests.", "More than 1,000 guests came.", "more than"),
    ("It cost £2.37m.", "It cost £2.4m.", "a decimal rounded"),
    ("There were 512 guests.", "There were 500 or so guests.", "or so"),
    ("Some 480 guests came.", "Up to 500 guests came.", "up to"),
    # Years and decades
    ("The season 2018-19 was lost.", "The season 2018–19 was lost.", "a season with a dash"),
    ("The season 2018/19 was lost.", "The season ended in 2019.", "the second year of a season"),
    ("The mill closed in 1994.", "The mill closed in the 1990s.", "a year's decade"),
    ("The mill closed in the nineties.", "The mill closed in the 90s.", "decade in words"),
    ("The driver, aged 43, fled.", "A driver in his 40s fled.", "an age's decade"),
    ("The mill was built in 1745.", "It is an 18th century mill.", "a year's century"),
    ("The twenty-first race was hers.", "She won the 21st race.", "ordinal word"),
    # Times, scores, small counts, names
    ("Doors open at 7.30pm.", "Doors open at 19:30.", "24-hour time"),
    ("Doors open at half past seven.", "Doors open at 7:30 p.m.", "time in words"),
    ("Lindow beat Harrow 24–17.", "Lindow won 24-17.", "a score"),
    ("Lindow drew and scored twice.", "Lindow won 3-2.", "small scores are left alone"),
    ("The ministers Aske, Renn and Tarn left.", "Three ministers left.", "a counted small number"),
    ("The virus spread.", "Covid-19 spread.", "digits in a name"),
    ("The under-age side lost.", "The Under-21s lost.", "digits behind a hyphen"),
    ("The plane was an A380.", "The Airbus 380 was late.", "digits that stand in a longer sign"),
    ("Nurses work day and night.", "Nurses work 24/7.", "an idiom"),
    # Units
    ("He was held for a fortnight.", "He was held for 14 days.", "a fortnight as days"),
    ("The sentence was two years.", "He got 24 months.", "years as months"),
    ("The walk was 10 miles.", "The walk was 16km.", "miles as kilometres"),
    ("She waited an hour and a half.", "She waited 90 minutes.", "an hour and a half as minutes"),
    ("The mill stood for a century.", "The mill stood for 100 years.", "a century as years"),
]

FOUND = [
    (
        "The bridge carries 14,300 vehicles a day.",
        "The bridge carries 15,400 vehicles a day.",
        "15,400",
        "14,300",
        "count",
    ),
    ("The new port cost the city £2.4m.", "The new port cost the city £3.4m.", "£3.4m", "£2.4m", "money"),
    ("The new port cost the city £2.4m.", "The new port cost the city £2.4bn.", "£2.4bn", "£2.4m", "another scale"),
    ("Turnout in Aldmoor fell by 48.7%.", "Turnout in Aldmoor fell by 46.2%.", "46.2%", "48.7%", "percent"),
    (
        "Turnout in Aldmoor fell by 40%.",
        "Turnout in Aldmoor fell by 14 per cent.",
        "14 per cent",
        "40%",
        "digits swapped",
    ),
    ("The old mill closed in 1994.", "The old mill closed in 1949.", "1949", None, "year"),
    ("The man, 34, was freed.", "The man, 43, was freed.", "43", None, "age"),
    (
        "The mill employs 230 workers.",
        "The mill employs 320 workers in all.",
        "320",
        None,
        "unit found, too few words shared",
    ),
    ("Nobody was hurt.", "Police said 27 people were hurt.", "27", None, "no number in the article"),
    (
        "Fifteen miners were rescued from the shaft.",
        "Fifty miners were rescued from the shaft.",
        "Fifty",
        "Fifteen",
        "words",
    ),
    ("Some 1,234 guests came.", "About 2,000 guests came.", "2,000", None, "about, but far"),
    ("Some 734 guests came.", "More than 1,000 guests came.", "1,000", None, "more than, but fewer"),
    ("Some 1,734 guests came.", "Nearly 1,000 guests came.", "1,000", None, "nearly, but more"),
    ("A third of voters agreed.", "Some 54% of voters agreed.", "54%", None, "share"),
    ("One in five voters agreed.", "50% of voters agreed.", "50%", None, "one in five is not 50%"),
    ("The season 2018-19 was lost.", "The season 2016 was lost.", "2016", None, "season"),
    ("Lindow beat Harrow 24–17.", "Lindow won 42-17.", "42", None, "score"),
    ("The mill closed in 1994.", "The mill closed in the 1970s.", "1970s", None, "decade"),
    ("The mill was built in 1745.", "It is a 16th century mill.", "16th", None, "century"),
    ("Doors open at 7.30pm.", "Doors open at 8.45pm.", "8.45pm", None, "time"),
    ("He was held for a fortnight.", "He was held for 40 days.", "40", None, "duration"),
    ("The walk was 10 miles.", "The walk was 26km.", "26", None, "length"),
    ("It costs 20 to 30 million.", "It costs 50 to 60 million.", "50", None, "range, first"),
    ("Some 46 sheep died.", "Some sheep died, 60 in all.", "60", None, "no rounding"),
    ("It has 18 members.", "It has 20 members.", "20", None, "a rough rounding that is not said to be one"),
    ("There were 12 men and 7 women.", "There were 19 people.", "19", None, "a sum"),
    ("It lasted from 1931 to 1945.", "It lasted from 1931 to 1954.", "1954", None, "second of two years"),
    ("The fund paid €1.2m.", "The fund paid €12m.", "€12m", None, "decimal point lost"),
]
LIKELY = {"century", "time", "decade", "a sum", "a rough rounding that is not said to be one"}


@pytest.mark.parametrize(("source", "claim"), [pytest.param(source, claim, id=name) for source, claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], source: str, claim: str) -> None:
    """A number that the article has, however it is written, is no finding."""
    told = tell_bullet(source, claim)

    assert [] == [told.in_words(finding) for finding in check_numbers(Told(told.claim, told.index))]


@pytest.mark.parametrize(
    ("texts", "wrong", "right", "certainty"),
    [
        pytest.param((source, claim), wrong, right, "likely" if name in LIKELY else "certain", id=name)
        for source, claim, wrong, right, name in FOUND
    ],
)
def test_found(
    tell_bullet: Callable[..., Any], texts: tuple[str, str], wrong: str, right: str | None, certainty: str
) -> None:
    """A number that the article has not is found first, on its very signs; where the article has its rival, on that too."""
    told = tell_bullet(*texts)
    found = [told.in_words(finding) for finding in check_numbers(Told(told.claim, told.index))]

    assert ("number", certainty, wrong) == found[0][:3]
    if right is not None:
        assert right == found[0][3]


@pytest.mark.parametrize(
    ("published", "content", "year", "count"),
    [
        pytest.param("2025-03-14", "The mill closed last year.", "2024", 0, id="last year"),
        pytest.param("2025-03-14", "The mill has closed.", "2025", 0, id="this year"),
        pytest.param("2025-03-14", "The mill has closed.", "2024", 1, id="nothing says last year"),
        pytest.param("2025-03-14", "The mill closed last year.", "2022", 1, id="further back"),
        pytest.param("", "The mill closed last year.", "2024", 1, id="undated article"),
    ],
)
def test_date_of_the_article_resolves_years(
    tell_bullet: Callable[..., Any], published: str, content: str, year: str, count: int
) -> None:
    """The date of publication says which year "last year" is."""
    import dataclasses

    told = tell_bullet(content, f"The mill closed in {year}.")
    article = dataclasses.replace(told.index.article, published=published)
    index = dataclasses.replace(told.index, article=article, _derived={})

    assert count == len(check_numbers(Told(told.claim, index)))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("Nobody, none, everyone", [], id="no number"),
        pytest.param("A380 and G20", [], id="digits in names"),
        pytest.param("1.200.000", [], id="another country's separators"),
        pytest.param("1.2m, 3bn and 4k", ["1200000.0", "3000000000", "4000"], id="short scales"),
        pytest.param("twenty-one, a hundred, two thousand and five", ["21", "100", "2005"], id="words"),
        pytest.param("twenty and thirty", ["20", "30"], id="two words"),
        pytest.param("9" * 25, ["9" * 25], id="many digits"),
        pytest.param("7.30pm, 19:30", ["7.3", "19.3"], id="times"),
    ],
)
def test_numbers(text: str, values: list[str]) -> None:
    """Numbers are read by their values."""
    assert values == [str(number.value) for number in numbers(text)]


def test_spans_are_within_the_text_and_in_order() -> None:
    """Numbers come in order, none over another, currency and percent sign included."""
    text = "It rose 5 per cent, from £ 2.4 m to £1.2bn, 30% more than the 14,300 of the 1990s at 7.30 p.m."
    found = [text[number.start : number.end] for number in numbers(text)]

    assert ["5 per cent", "£ 2.4 m", "£1.2bn", "30%", "14,300", "1990s", "7.30 p.m"] == found


def test_numbers_of_an_article_are_read_once(tell_bullet: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A second claim on the same article reads only its own numbers."""
    from evalkit_metrics.checks import told as module

    told = tell_bullet("The bridge carries 14,300 cars.", "The bridge carries 15,400 cars.")
    check_numbers(Told(told.claim, told.index))
    read: list[str] = []
    inner = module.numbers
    monkeypatch.setattr(module, "numbers", lambda text: (read.append(text), inner(text))[1])
    check_numbers(Told(told.claim, told.index))

    assert [told.claim.text] == read
