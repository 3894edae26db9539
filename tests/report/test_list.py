"""The report's list of articles: order, filters, search, the address that tells them, keys, and how it is left and found again."""

from __future__ import annotations

import pytest

from evalkit.runfile import CaseRecord, FooterRecord

pytestmark = [pytest.mark.browser, pytest.mark.once]

SEARCH = "Search titles, paths and summaries"


def _titles(page) -> list[str]:
    return page.locator(".list .title a").all_text_contents()


def _told(page) -> str:
    return page.get_by_role("status").text_content()


def test_each_article_has_its_counts_by_block(visit) -> None:
    """A row of the list tells, per block and system, how many claims have which verdict, and the weakest probability."""
    cells = visit().locator(".list tbody tr").first.locator("td:not(.title)")

    assert [
        ["SUMMARY · one", "HIGHLIGHTS · <i>two</i>", "HIGHLIGHTS · one"],
        ["✕ 1", "0", "0"],
        ["? 1", "0", "0"],
        ["✓ 1", "0", "0"],
        ["– 1", "· 1 not judged", "0"],
        ["0.02", "–", "–"],
    ] == [cell.locator("> div").all_text_contents() for cell in cells.all()]


def test_a_column_sorts_both_ways_and_says_so(visit) -> None:
    """A head sorts, its second click turns the order, aria-sort tells which; the first order comes back by a button."""
    page = visit()
    head = page.locator("th", has=page.get_by_role("button", name="supported", exact=True))
    page.get_by_role("button", name="article", exact=True).click()
    assert _titles(page)[0].startswith("First")
    page.get_by_role("button", name="article", exact=True).click()
    assert _titles(page)[0].startswith("Second")
    page.get_by_role("button", name="supported", exact=True).click()
    assert "descending" == head.get_attribute("aria-sort")
    page.get_by_role("button", name="supported", exact=True).click()
    assert "ascending" == head.get_attribute("aria-sort")
    page.get_by_role("button", name="Worst first").click()
    assert head.get_attribute("aria-sort") is None


def test_what_has_no_number_stands_last_both_ways(visit, made) -> None:
    """Sorted by the weakest claim, an article without any probability is last, whichever way."""
    page = visit([*made.records()[:-1], *_plain(made, "c.txt", "Third"), FooterRecord(3, 6, 2, 1, 1, 1, 1)])
    for expected in (["First", "Second", "Third"], ["Second", "First", "Third"]):
        page.get_by_role("button", name="weakest").click()
        assert expected == [title.split()[0] for title in _titles(page)]


def _plain(made, name: str, title: str, text: str = "Words."):
    one = made.article(name, made.CONTENT, title)
    return one, made.case(one, "SUMMARY", text, (), "one")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        pytest.param("verdict", "supported", ["First", "Second"], id="verdict of both"),
        pytest.param("verdict", "unsupported", ["First"], id="verdict of one"),
        pytest.param("finding", "number", ["First"], id="finding"),
        pytest.param("block", "HIGHLIGHTS", ["First"], id="block"),
        pytest.param("system", "two", ["Second"], id="system"),
    ],
)
def test_a_filter(key: str, value: str, expected: list[str], visit) -> None:
    """Each filter leaves the articles that have what it names, and the address tells it: opened elsewhere, it holds."""
    page = visit()
    page.locator(f"select[data-key={key}]").select_option(value)
    assert expected == [title.split()[0] for title in _titles(page)]
    again = visit(fragment=page.evaluate("location.hash"))

    assert expected == [title.split()[0] for title in _titles(again)]
    assert value == again.locator(f"select[data-key={key}]").input_value()


def test_filters_ask_of_one_block(visit) -> None:
    """Filters together ask for one block that has all: the contradicted claim is not in HIGHLIGHTS."""
    page = visit(fragment="#verdict=contradicted&block=HIGHLIGHTS")

    assert [] == _titles(page)
    assert "0 of 0 articles shown, 2 filtered out" == _told(page)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("second", ["Second"], id="title"),
        pytest.param("A.TXT", ["First"], id="path"),
        pytest.param("nobody swam", ["First"], id="words of a summary"),
        pytest.param("no such words", [], id="nothing"),
    ],
)
def test_search(words: str, expected: list[str], visit) -> None:
    """The search finds titles, paths and words of summaries, in any case of letters."""
    page = visit()
    page.get_by_label(SEARCH).fill(words)
    page.get_by_text(f"{len(expected)} of {len(expected)} article").wait_for()

    assert expected == [title.split()[0] for title in _titles(page)]
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('q')") == words


def test_back_takes_a_filter_back(visit) -> None:
    """A filter is a step of the history: the back button undoes it, the forward button does it again."""
    page = visit()
    page.get_by_label("with a claim that is").select_option("unsupported")
    assert 1 == len(_titles(page))
    page.go_back()
    page.get_by_text("2 of 2 articles shown").wait_for()
    assert "" == page.get_by_label("with a claim that is").input_value()
    page.go_forward()
    page.get_by_text("1 of 1 article shown").wait_for()


def test_the_list_is_left_as_it_was(visit) -> None:
    """Back from an article, the filter still holds and the article's link has the focus."""
    page = visit()
    page.get_by_label(SEARCH).fill("second")
    page.get_by_role("link", name="Second").click()
    page.wait_for_selector("[data-claim]")
    page.go_back()
    page.wait_for_selector(".list")

    assert "second" == page.get_by_label(SEARCH).input_value()
    assert "Second" == page.evaluate("document.activeElement.textContent")


def test_an_article_keeps_the_filter_in_its_address(visit) -> None:
    """An article's address holds the filter, so that next and previous are those of the list; all articles leads back to it."""
    page = visit(fragment="#verdict=supported&sort=article&back=1")
    assert ["Second", "First"] == [title.split()[0] for title in _titles(page)]
    page.locator(".title a").first.click()
    page.wait_for_selector("[data-claim]")
    assert "1 of 2" in page.locator(".steps").text_content()
    page.keyboard.press("j")
    page.locator("h1", has_text="First").wait_for()
    page.get_by_role("link", name="All articles").click()
    page.wait_for_selector(".list")
    assert ["Second", "First"] == [title.split()[0] for title in _titles(page)]


def test_the_list_by_keyboard(visit) -> None:
    """/ goes to the search, j and k from article to article, Enter opens."""
    page = visit()
    page.keyboard.press("/")
    assert SEARCH == page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.evaluate("document.activeElement.blur()")
    for key, expected in (("j", "First"), ("j", "Second"), ("k", "First"), ("j", "Second")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent").startswith(expected)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Second").wait_for()


def test_many_systems_share_lines(visit, made) -> None:
    """An article of many systems has a line per kind of block that counts them all, and one of its own for a system that is chosen."""
    one = made.article("a.txt", made.CONTENT, "Many")
    claim = made.claim("It rained.", "It rained.", "supported", 0.9, made.CONTENT, ("It rained.",))
    cases: list[CaseRecord] = [made.case(one, "SUMMARY", "It rained.", (claim,), f"system {n}") for n in range(9)]
    page = visit([made.HEADER, one, *cases, FooterRecord(1, 9, 9, 0, 0, 0, 0)])
    cells = page.locator(".list tbody tr").first.locator("td:not(.title)")
    assert [["SUMMARY · 9 systems"], ["0"], ["0"], ["✓ 9"], ["0"], ["0.90"]] == [
        cell.locator("> div").all_text_contents() for cell in cells.all()
    ]
    page.locator("select[data-key=system]").select_option("system 3")
    assert ["SUMMARY · system 3"] == cells.first.locator("> div").all_text_contents()
