"""Numbers that a claim has right, of what they are numbers of, and those with the unit of something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit.metric import Finding
from evalkit_metrics.checks.multiples import check_multiples
from evalkit_metrics.checks.told import Told
from evalkit_metrics.checks.units import check_units

CONTENT = """
The council of Merrow paid £2.4m for the old brewery in Larch Road. Corvane bid €35m for the quay in March. The bank lifted its
rate by two percentage points on Thursday. Rents in Tessaly rose by 14% in a year. The new path runs for 16km along the river.
The harbour bought 12 trams and 30 ferries for the islands. One in five pupils of the school walks to class. The fair drew
48,000 visitors on Sunday. The dam cost $3.1bn to build, according to the ministry. The choir sang for 90 minutes in the chapel.

The lorry was doing 70mph when it hit the wall. Arden earns £640 a week at the mill. The strike lasted 14 days. The vault held 75kg
of silver. The orchard lost 60 trees in the storm. The fund gave A$85m to farmers. Membership of the club grew from 20 to 60 in
three years. The number of burglaries fell from 800 to 400. Sales of the brewer rose from £5m to £9.8m. A third of the
glasshouses were damaged. The reserve covers 250 hectares of marsh. The plant makes 450 megawatts of power.

The tenants pay 1,200 euros a month for the flat. The bakery sold 700 loaves and 260 cakes on its first day. The ship carried
five million barrels of oil. Engineers found cracks in 40% of the beams. The museum lent 18 paintings to Norrland. The gallery in
Ostby showed 25 statues. Turnout in the valley was 72%, up from 24% four years ago. The colony of seals grew tenfold after the ban.
Wardens counted 96 seals on the rock. The toll is 50p for cyclists. Ana Brask swam 200 metres in the lake. The town planted 320
oaks along the avenue. The parcel weighed nine pounds. The tank holds 4,000 litres of milk. Villagers raised ¥80m for a bell.
The clinic treats 150 patients a day in winter. The film took $77m in cinemas. The visa costs between 30 and 45 dollars.
"""

SILENT = [
    # The same money
    ("Merrow council paid 2.4 million pounds for the old brewery in Larch Road.", "pounds for £"),
    ("Merrow council paid £2,400,000 for the old brewery.", "written out"),
    ("The council paid GBP 2.4m for the old brewery in Larch Road.", "GBP"),
    ("Merrow paid 2.4 million pounds sterling for the brewery.", "pounds sterling"),
    ("Merrow paid more than £2m for the old brewery in Larch Road.", "rounded"),
    ("The council bought the old brewery for 2.4m quid.", "quid"),
    ("Corvane bid 35 million euros for the quay in March.", "euros for €"),
    ("Corvane bid EUR35m for the quay in March.", "EUR for €"),
    ("corvane bid 35m euros for the quay in march .", "tokenised"),
    ("The dam cost US$3.1bn to build.", "US$ for $"),
    ("The dam cost 3.1 billion dollars to build, the ministry said.", "dollars for $"),
    ("The dam cost 3.1 billion US dollars to build.", "US dollars"),
    ("The dam cost $3,100m to build.", "in millions"),
    ("The fund gave $85m to farmers.", "a vague dollar"),
    ("The fund gave 85 million Australian dollars to farmers.", "Australian dollars"),
    ("The fund gave AUD85m to farmers.", "AUD"),
    ("Tenants pay €1,200 a month for the flat.", "€ for euros"),
    ("Tenants pay 1.2 thousand euros per month for the flat.", "thousand, per"),
    ("The toll is £0.50 for cyclists.", "pounds for pence"),
    ("The toll is 50 pence for cyclists.", "pence"),
    ("Villagers raised 80 million yen for a bell.", "yen"),
    ("Villagers raised 80 million yuan for a bell.", "the other ¥"),
    ("The visa costs between $30 and $45.", "a sign for each"),
    ("The visa costs $30 to $45.", "bare in the article"),
    ("Merrow paid £ 2.4 million for the old brewery .", "a blank behind the sign"),
    ("The film made 77 million bucks in cinemas.", "bucks"),
    # The same share
    ("The bank lifted its rate by 2 percentage points on Thursday.", "digits"),
    ("The bank lifted its rate by two points on Thursday.", "points alone"),
    ("Rents in Tessaly rose by 14 per cent in a year.", "per cent"),
    ("rents in tessaly rose 14 percent in a year .", "percent"),
    ("A fifth of the pupils of the school walk to class.", "a fifth"),
    ("20% of the pupils of the school walk to class.", "a share in per cent"),
    ("One of five pupils of the school walks to class.", "one of five"),
    ("One of every 5 pupils of the school walks to class.", "one of every five"),
    ("Two in ten pupils of the school walk to class.", "two in ten"),
    ("33% of the glasshouses were damaged.", "33% for a third"),
    ("One in three glasshouses was damaged.", "one in three"),
    ("Cracks were found in two in five beams.", "two in five"),
    ("rents in tessaly rose by 14 % in a year .", "a blank before the sign"),
    ("Rents in Tessaly rose by 14pc in a year.", "pc"),
    ("Engineers did n't find cracks in 60% of the beams .", "the rest, as nobody counted it"),
    # The same measure
    ("The new path runs for 10 miles along the river.", "km in miles"),
    ("The new path runs for 16 kilometres along the river.", "kilometres"),
    ("The new path is 16 kilometers long.", "kilometers"),
    ("The choir sang for an hour and a half in the chapel.", "an hour and a half"),
    ("The choir sang for 1.5 hours in the chapel.", "hours for minutes"),
    ("The lorry was doing 70 miles per hour when it hit the wall.", "mph spelt out"),
    ("The lorry was doing 70 miles an hour when it hit the wall.", "miles an hour"),
    ("The lorry was doing 113kph when it hit the wall.", "kph"),
    ("The strike lasted two weeks.", "weeks for days"),
    ("The strike lasted a fortnight.", "a fortnight"),
    ("The vault held 75 kilos of silver.", "kilos"),
    ("The vault held 165lb of silver.", "lb for kg"),
    ("The reserve covers 618 acres of marsh.", "acres for hectares"),
    ("The plant makes 450MW of power.", "MW"),
    ("Arden earns 640 pounds per week at the mill.", "per week"),
    ("Arden earns £640 weekly at the mill.", "weekly"),
    ("The lorry, a 70 mph machine, hit the wall.", "70 mph"),
    ("arden earns £640 a week , she said a month ago .", "a month of another phrase"),
    ("The clinic treats 150 patients every day in winter.", "every day"),
    ("The clinic treats 150 patients daily in winter.", "daily"),
    ("The clinic treats 150 patients in winter.", "without a time"),
    ("The parcel weighed 9lb.", "lb for pounds"),
    ("Ana Brask swam 200m in the lake.", "m for metres"),
    ("The tank holds 4,000 liters of milk.", "liters"),
    # Another noun
    ("Sixty trees were lost in the orchard.", "another order"),
    ("The fair drew 48,000 people on Sunday.", "people for visitors"),
    ("One in five children of the school walks to class.", "children for pupils"),
    ("The harbour bought 12 streetcars and 30 boats for the islands.", "not counted"),
    ("The harbour bought 12 electric trams for the islands.", "an adjective"),
    ("The harbour bought 30 ferries and 12 trams for the islands.", "turned round"),
    ("The museum lent 18 works to Norrland.", "works for paintings"),
    ("The bakery sold 700 breads on its first day.", "breads"),
    ("The town planted 320 trees along the avenue.", "trees, which are counted elsewhere, of which oaks are some"),
    # Multiples
    ("Membership of the club trebled in three years.", "20 to 60"),
    ("Membership of the club tripled to 60.", "tripled"),
    ("Membership of the club has grown threefold in three years.", "threefold"),
    ("Membership of the club more than doubled in three years.", "more than doubled"),
    ("The number of burglaries halved.", "800 to 400"),
    ("Burglaries were halved.", "were halved"),
    ("Sales of the brewer nearly doubled.", "5 to 9.8"),
    ("Sales of the brewer almost doubled to £9.8m.", "almost"),
    ("Sales of the brewer doubled.", "rounded to two"),
    ("Turnout in the valley trebled to 72%.", "72, up from 24"),
    ("The colony of seals grew tenfold after the ban.", "the article's word"),
    # Nothing like it
    ("The mill opened in 1985.", "a year"),
    ("The chapel is 200 years old.", "a figure of another thing"),
    ("It rained for 30 hours in Norrland.", "of another thing, too"),
    ("Arden was third in the race.", "an ordinal"),
]

FOUND = [
    # Per cent, points, counts
    ("The bank lifted its rate by 2% on Thursday.", "certain", "2%", "two percentage points", "per cent for points"),
    ("The bank lifted its rate by two per cent.", "certain", "two per cent", "two percentage points", "in words"),
    ("the bank lifted its rate by 2 percent .", "certain", "2 percent", "two percentage points", "tokenised"),
    ("Rents in Tessaly rose by 14 percentage points.", "certain", "14 percentage points", "14%", "points for per cent"),
    ("Rents in Tessaly rose 14 percentage points in a year.", "certain", "14 percentage points", "14%", "without by"),
    ("Tessaly's landlords asked 14 percentage points more.", "likely", "14 percentage points", "14%", "in other words"),
    ("The orchard lost 60% of its trees in the storm.", "certain", "60%", "60", "per cent for a count"),
    ("The harbour bought 30% of ferries for the islands.", "certain", "30%", "30", "per cent of another count"),
    ("The town planted 320% of the oaks along the avenue.", "certain", "320%", "320", "per cent of oaks"),
    ("Engineers found cracks in 40 beams.", "certain", "40", "40%", "a count for per cent"),
    ("Engineers found cracks in 40 of the beams.", "certain", "40", "40%", "a count with of"),
    ("Five pupils of the school walk to class.", "certain", "Five", "One in five", "a count for a share"),
    ("5 pupils of the school walk to class.", "certain", "5", "One in five", "a count in digits"),
    # Money
    ("Merrow council paid €2.4m for the old brewery in Larch Road.", "certain", "€2.4m", "£2.4m", "€ for £"),
    ("The council of Merrow paid $2.4m for the brewery.", "certain", "$2.4m", "£2.4m", "$ for £"),
    ("The council paid 2.4 million euros for the old brewery.", "certain", "2.4 million euros", "£2.4m", "euros for £"),
    ("Merrow gave away €2.4m.", "likely", "€2.4m", "£2.4m", "in other words, money"),
    ("Corvane bid £35m for the quay in March.", "certain", "£35m", "€35m", "£ for €"),
    ("corvane bid 35m pounds for the quay in march .", "certain", "35m pounds", "€35m", "tokenised, money"),
    ("Corvane bid 35 million dollars for the quay.", "certain", "35 million dollars", "€35m", "dollars for €"),
    ("Corvane bid 35 million Swiss francs for the quay.", "certain", "35 million Swiss francs", "€35m", "Swiss francs"),
    ("The fund gave US$85m to farmers.", "certain", "US$85m", "A$85m", "another dollar"),
    ("The fund gave 85 million Canadian dollars.", "certain", "85 million Canadian dollars", "A$85m", "Canadian"),
    ("The fund gave £85m to farmers.", "certain", "£85m", "A$85m", "£ for A$"),
    ("Villagers raised €80m for a bell.", "certain", "€80m", "¥80m", "€ for ¥"),
    ("Tenants pay £1,200 a month for the flat.", "certain", "£1,200", "1,200 euros", "£ for euros"),
    ("The toll is £50 for cyclists.", "certain", "£50", "50p", "pounds for pence"),
    ("The film took £77m in cinemas.", "certain", "£77m", "$77m", "£ for $"),
    ("The film took 77 million euros.", "certain", "77 million euros", "$77m", "euros for $"),
    ("Ticket sales came to 77 million rupees.", "certain", "77 million rupees", "$77m", "a currency never spoken of"),
    ("The bell was worth €80m.", "likely", "€80m", "¥80m", "a currency spoken of elsewhere"),
    # Scales
    ("Merrow council paid £2.4bn for the old brewery.", "certain", "£2.4bn", "£2.4m", "bn for m"),
    ("The dam cost $3.1m to build.", "certain", "$3.1m", "$3.1bn", "m for bn"),
    ("The dam cost 3.1 million dollars to build.", "certain", "3.1 million dollars", "$3.1bn", "million for billion"),
    ("The ministry took on debts of $3.1m.", "likely", "$3.1m", "$3.1bn", "in other words, millions"),
    ("The ship carried 5 billion barrels of oil.", "certain", "5 billion barrels", "five million barrels", "barrels"),
    ("The ship carried 5,000 barrels of oil.", "certain", "5,000 barrels", "five million barrels", "thousands"),
    ("Corvane bid €35 for the quay in March.", "certain", "€35", "€35m", "the scale is gone"),
    # Measures
    ("The new path runs for 16 miles along the river.", "certain", "16 miles", "16km", "miles for km"),
    ("the new path runs 16 metres along the river .", "certain", "16 metres", "16km", "metres for km"),
    ("The choir sang for 90 hours in the chapel.", "certain", "90 hours", "90 minutes", "hours for minutes"),
    ("The lorry was doing 70km/h when it hit the wall.", "certain", "70km/h", "70mph", "km/h for mph"),
    ("The lorry was doing 70kph when it hit the wall.", "certain", "70kph", "70mph", "kph for mph"),
    ("The strike lasted 14 weeks.", "certain", "14 weeks", "14 days", "weeks for days"),
    ("The vault held 75 tonnes of silver.", "certain", "75 tonnes", "75kg", "tonnes for kg"),
    ("The vault held 75lb of silver.", "certain", "75lb", "75kg", "lb for kg"),
    ("The reserve covers 250 acres of marsh.", "certain", "250 acres", "250 hectares", "acres for hectares"),
    ("The reserve covers 250 square miles of marsh.", "certain", "250 square miles", "250 hectares", "square miles"),
    ("The plant makes 450 gigawatts of power.", "certain", "450 gigawatts", "450 megawatts", "gigawatts"),
    ("Ana Brask swam 200 miles in the lake.", "certain", "200 miles", "200 metres", "miles for metres"),
    ("The tank holds 4,000 gallons of milk.", "certain", "4,000 gallons", "4,000 litres", "gallons for litres"),
    ("The parcel weighed nine stone.", "certain", "nine stone", "nine pounds", "stone for pounds"),
    # For another time
    ("Arden earns £640 a month at the mill.", "certain", "£640 a month", "£640 a week", "a month for a week"),
    ("Arden earns £640 per day at the mill.", "certain", "£640 per day", "£640 a week", "per day"),
    ("Tenants pay 1,200 euros a year for the flat.", "certain", "1,200 euros a year", "1,200 euros a month", "a year"),
    ("Tenants pay €1,200 weekly for the flat.", "certain", "€1,200 weekly", "1,200 euros a month", "weekly"),
    (
        "The clinic treats 150 patients a week in winter.",
        "certain",
        "150 patients a week",
        "150 patients a day",
        "of a count",
    ),
    # Another noun
    ("The harbour bought 12 ferries for the islands.", "certain", "12 ferries", "12 trams", "ferries for trams"),
    ("The harbour bought 30 trams for the islands.", "certain", "30 trams", "30 ferries", "trams for ferries"),
    ("The bakery sold 700 cakes on its first day.", "certain", "700 cakes", "700 loaves", "cakes for loaves"),
    ("the bakery sold 260 loaves on its first day .", "certain", "260 loaves", "260 cakes", "tokenised, loaves"),
    ("The museum lent 18 statues to Norrland.", "likely", "18 statues", "18 paintings", "counted elsewhere"),
    ("The gallery in Ostby showed 25 paintings.", "likely", "25 paintings", "25 statues", "the reverse"),
    # Multiples
    ("Membership of the club doubled in three years.", None, "doubled", "20 to 60", "doubled for 20 to 60"),
    ("Membership of the club quadrupled in three years.", None, "quadrupled", "20 to 60", "quadrupled"),
    ("Membership of the club grew fourfold.", None, "fourfold", "20 to 60", "fourfold"),
    ("Sales of the brewer trebled.", None, "trebled", "£5m to £9.8m", "trebled for nearly doubled"),
    ("Turnout in the valley quadrupled to 72%.", None, "quadrupled", "72%, up from 24%", "figures turned round"),
    ("The colony of seals grew fivefold after the ban.", None, "fivefold", "tenfold", "the article's word is another"),
    ("The number of burglaries trebled.", None, "trebled", "800 to 400", "a rise for a fall"),
]


def _units_and_multiples(told: Any) -> list[Finding]:
    laid = Told(told.claim, told.index)
    return [*check_units(laid), *check_multiples(laid)]


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """A number of the same thing, in whatever unit, and one that the article has of nothing like it, is no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in _units_and_multiples(told)]


@pytest.mark.parametrize(("claim", "certainty", "says", "has"), [pytest.param(*row[:4], id=row[4]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], claim: str, certainty: str | None, says: str, has: str) -> None:
    """A unit, currency, scale or noun of something else is found, with the words of both sides; a multiple is a number."""
    told = tell_bullet(CONTENT, claim)
    (found,) = [told.in_words(finding) for finding in _units_and_multiples(told)]

    assert (("unit", certainty) if certainty else ("number", "certain")) == found[:2]
    assert (says, has) == found[2:]
