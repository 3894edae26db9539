"""Dates told rightly, in whatever form, and other ones."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.calendar import dates, published_on
from evalkit_metrics.checks.dates import check_dates
from evalkit_metrics.checks.told import Told
from evalkit_metrics.index import ArticleIndex

PUBLISHED = "2024-11-23"  # a Saturday
CONTENT = """
The council of Merrow closed the footbridge on Thursday after a storm. The ferry will sail again on 2 December. The mayor, Lena Aske,
opened the harbour on 14 June 2019. The trial of the smugglers begins on Monday in Tessaly. Yesterday the union called off its strike.
The school was founded in September 1987. Corvane sold its shipyard last year. The choir sings on 24 and 25 December. The census was
taken in March. The tunnel was dug between May 2020 and July 2022. Two weeks ago a lorry hit the toll gate. The rose garden opens
tomorrow. The mill burned down on the night of 3 October 2023. Voters in Arden go to the polls on Sunday, 8 December. The treaty was
signed on April 5, 1995, in Norrland. The river froze last month. The orchestra returned from its tour on Wednesday evening. The
museum is closed on Mondays. Pia Lund was born on 29 February 1960. The comet was last seen in the autumn of 1910. The bank raised its
rate on 2024-10-09. Taxes are due by 31 January. The bakery has been open since August. The new law takes effect next year. The vote
was held on Tuesday. The swimmer Ida Lowe trained from 6 to 9 November in Ostby.
"""

SILENT = [
    ("Merrow closed the footbridge on Thursday.", "as it stands"),
    ("Merrow closed the footbridge on 21 November.", "the date of that Thursday"),
    ("Merrow closed the footbridge on Thursday, 21 November 2024.", "all of it"),
    ("Merrow closed the footbridge this month.", "this month"),
    ("The ferry will sail again on December 2.", "the month first"),
    ("The ferry will sail again on 2 December 2024.", "with its year"),
    ("The ferry will sail again on Dec. 2.", "abbreviated"),
    ("The ferry will sail again on the 2nd of December.", "the 2nd of"),
    ("The ferry will sail again in December.", "its month alone"),
    ("The ferry will sail again on Monday, 2 December.", "with its weekday"),
    ("Lena Aske opened the harbour on 14/06 in 2019.", "an ambiguous form"),
    ("Lena Aske opened the harbour in June 2019.", "month and year"),
    ("Lena Aske opened the harbour on 2019-06-14.", "ISO"),
    ("Lena Aske opened the harbour on Friday, 14 June 2019.", "its true weekday"),
    ("The trial of the smugglers begins on 25 November in Tessaly.", "the coming Monday"),
    ("The union called off its strike on Friday.", "yesterday was Friday"),
    ("The union called off its strike on 22 November.", "yesterday's date"),
    ("The union called off its strike yesterday.", "yesterday"),
    ("The school was founded in 1987.", "the year alone"),
    ("Corvane sold its shipyard in 2023.", "last year"),
    ("The choir sings on 24 December.", "the first of two"),
    ("The choir sings on 25 December.", "the second of two"),
    ("The choir sings on 24 and 25 December.", "both"),
    ("The census was taken in March 2024.", "a year that nobody denies"),
    ("The census was taken on 12 March.", "finer than the article"),
    ("The tunnel was dug between May 2020 and July 2022.", "a span"),
    ("The tunnel was begun in May 2020.", "the start of a span"),
    ("A lorry hit the toll gate on 9 November.", "two weeks ago"),
    ("A lorry hit the toll gate on 11 November.", "about two weeks ago"),
    ("The rose garden opens on Sunday.", "tomorrow is Sunday"),
    ("The rose garden opens on 24 November.", "tomorrow's date"),
    ("The mill burned down in October 2023.", "month and year of a night"),
    ("Voters in Arden go to the polls on 8 December.", "the date of two"),
    ("Voters in Arden go to the polls on Sunday.", "the weekday of two"),
    ("The treaty was signed on 5 April 1995.", "the day first"),
    ("The river froze in October.", "last month"),
    ("The orchestra returned on 20 November.", "that Wednesday"),
    ("Pia Lund was born on 29 February 1960.", "a leap day"),
    ("The bank raised its rate on 9 October.", "from ISO"),
    ("The new law takes effect in 2025.", "next year"),
    ("The article appeared on 23 November 2024.", "the day of writing"),
    ("Ida Lowe trained in Ostby from 6 to 9 November.", "from, to"),
    ("Ida Lowe trained in Ostby until 9 November.", "the end of a span"),
    ("She may march in May, says Lena Aske.", "no date: may"),
    ("the ferry will sail again on 2 december .", "tokenised"),
    ("A circus comes to town on Friday.", "a weekday of something else"),
]

FOUND = [
    ("Merrow closed the footbridge on Tuesday after a storm.", "Tuesday", "Thursday", "another weekday"),
    (
        "Merrow closed the footbridge on 20 November after a storm.",
        "20 November",
        "Thursday",
        "a date of another weekday",
    ),
    ("Merrow closed the footbridge yesterday after a storm.", "yesterday", "Thursday", "yesterday was no Thursday"),
    ("The ferry will sail again on 3 December.", "3 December", "2 December", "another day"),
    ("The ferry will sail again on December 12.", "December 12", "2 December", "another day, the month first"),
    ("The ferry will sail again on 2 November.", "2 November", "2 December", "another month"),
    ("The ferry will sail again in January.", "January", "2 December", "a month alone"),
    ("The ferry will sail again on Dec. 20.", "Dec. 20", "2 December", "abbreviated"),
    ("Lena Aske opened the harbour on 14 June 2018.", "14 June 2018", "14 June 2019", "another year"),
    ("Lena Aske opened the harbour on 14 July 2019.", "14 July 2019", "14 June 2019", "another month of a full date"),
    ("Lena Aske opened the harbour in May 2019.", "May 2019", "14 June 2019", "another month and year"),
    ("Lena Aske opened the harbour on 2019-06-15.", "2019-06-15", "14 June 2019", "ISO"),
    ("The trial of the smugglers begins on Wednesday in Tessaly.", "Wednesday", "Monday", "another weekday to come"),
    ("The trial of the smugglers begins on 26 November in Tessaly.", "26 November", "Monday", "a Tuesday"),
    ("The union called off its strike on Wednesday.", "Wednesday", "Yesterday", "yesterday was Friday"),
    ("The union called off its strike on 20 November.", "20 November", "Yesterday", "three days ago"),
    ("The union called off its strike today.", "today", "Yesterday", "today for yesterday"),
    ("The school was founded in September 1978.", "September 1978", "September 1987", "figures turned"),
    ("The school was founded in October 1987.", "October 1987", "September 1987", "another month"),
    ("The choir sings on 23 December.", "23 December", None, "neither of two days"),
    ("The choir sings on 24 and 26 December.", "24 and 26 December", None, "one of two wrong"),
    ("The census was taken in May.", "May", "March", "another month alone"),
    ("The census was taken on 12 April.", "12 April", "March", "a day of another month"),
    ("A lorry hit the toll gate on 1 November.", "1 November", "Two weeks ago", "three weeks ago"),
    ("The rose garden opens on Tuesday.", "Tuesday", "tomorrow", "tomorrow is Sunday"),
    ("The rose garden opens on 30 November.", "30 November", "tomorrow", "in a week"),
    ("The mill burned down on the night of 13 October 2023.", "13 October 2023", "3 October 2023", "a digit more"),
    ("The mill burned down on the night of 3 October 2022.", "3 October 2022", "3 October 2023", "a year before"),
    ("Voters in Arden go to the polls on 15 December.", "15 December", "Sunday, 8 December", "a week later"),
    (
        "Voters in Arden go to the polls on Saturday, 7 December.",
        "Saturday, 7 December",
        "Sunday, 8 December",
        "the day before",
    ),
    ("The treaty was signed on April 15, 1995, in Norrland.", "April 15, 1995", "April 5, 1995", "another day of 1995"),
    ("The treaty was signed on 5 August 1995 in Norrland.", "5 August 1995", "April 5, 1995", "August for April"),
    ("The river froze in September.", "September", "last month", "last month was October"),
    ("The orchestra returned from its tour on Thursday evening.", "Thursday", "Wednesday", "an evening later"),
    ("The orchestra returned from its tour on 19 November.", "19 November", "Wednesday", "that was a Tuesday"),
    ("Pia Lund was born on 28 February 1960.", "28 February 1960", "29 February 1960", "no leap day"),
    ("The bank raised its rate on 9 September.", "9 September", "2024-10-09", "against ISO"),
    ("Taxes are due by 31 March.", "31 March", "31 January", "two months later"),
    ("The bakery has been open since June.", "June", "August", "since"),
    ("The vote was held on Wednesday.", "Wednesday", "Tuesday", "a vote a day later"),
    ("Ida Lowe trained from 6 to 19 November in Ostby.", "6 to 19 November", None, "a longer span"),
    ("the ferry will sail again on 12 december .", "12 december", "2 December", "tokenised"),
    ("The bank raised its rate in August.", "August", "2024-10-09", "two months before"),
]


def _laid(told: Any) -> Told:
    article = dataclasses.replace(told.case.article, published=PUBLISHED)
    return Told(told.claim, ArticleIndex.of(article))


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """The same date, in another form, coarser, or worked out from the day of writing."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_dates(_laid(told))]


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """Another date, against the one of the article where it has one in its place."""
    claim, here, there, _ = row
    told = tell_bullet(CONTENT, claim)
    (found,) = [told.in_words(finding) for finding in check_dates(_laid(told))]

    assert ("date", here) == (found[0], found[2])
    assert there is None or there == found[3]


def test_without_a_day_of_writing(tell_bullet: Callable[..., Any]) -> None:
    """What is relative to it says nothing then; what is not still does."""
    for claim, expected in (
        ("The union called off its strike on Wednesday.", []),
        ("The ferry will sail again on 3 December.", ["3 December"]),
    ):
        told = tell_bullet(CONTENT, claim)
        assert expected == [told.in_words(finding)[2] for finding in check_dates(Told(told.claim, told.index))]


DAY = dt.date(2024, 11, 23)
READ = [
    ("12 March 2024", (2024, 3, 12, 1)),
    ("March 12th, 2024", (2024, 3, 12, 1)),
    ("the 3rd of May", (None, 5, 3, None)),
    ("Sept. 5", (None, 9, 5, None)),
    ("in May", (None, 5, None, None)),
    ("in May 2021", (2021, 5, None, None)),
    ("2024-02-29", (2024, 2, 29, 3)),
    ("on Friday", (None, None, None, 4)),
    ("Friday, 12 March", (None, 3, 12, 4)),
    ("yesterday", (2024, 11, 22, 4)),
    ("tomorrow", (2024, 11, 24, 6)),
    ("last year", (2023, None, None, None)),
    ("next month", (2024, 12, None, None)),
    ("three days ago", (2024, 11, 20, 2)),
    ("a fortnight ago", (2024, 11, 9, None)),
    ("ten years ago", (2014, None, None, None)),
]
NOTHING = [
    "it may rain",
    "They march on",
    "2023-02-30",
    "May said no",
    "31 February",
    "two days earlier",
    "Mar a Lago",
    "the sun rose",
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_what_is_read(text: str, expected: tuple[int | None, ...]) -> None:
    """Year, month, day, weekday, as far as they are told."""
    (one,) = dates(text, DAY)

    assert expected == (one.year, one.month, one.day, one.weekday)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_date(text: str) -> None:
    """Verbs, names, days that the calendar lacks, and what is relative to nothing that is known."""
    assert [] == list(dates(text, DAY))


def test_published() -> None:
    """The day of writing, in usual forms."""
    assert [DAY, DAY, DAY, None] == [
        published_on(text) for text in ("2024-11-23", "2024-11-23T10:00:00Z", "23 November 2024", "")
    ]
