"""The page of agreement with human labels in headless Chromium: its sets, its tables, its plots, and names that would be markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe

from evalkit.report.html_meta import write_html_meta
from tests.report import cards

pytestmark = pytest.mark.browser

HOSTILE = (
    "</script><script>window.__pwned=1</script><img src=x onerror='window.__pwned=2'>\u202egnp\u202c\x1b[31m"
    + "x" * 10_000
)
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a set that has everything and of one that lacks much."""
    path = tmp_path_factory.mktemp("meta") / "meta.html"
    write_html_meta(cards.card(cards.full(), cards.bare(), faults=("data/news.jsonl:3:1: no label",)), path)
    return path


@pytest.fixture
def visit(look: Any, page_file: Path) -> Visit:
    """Opens the page."""
    return lambda fragment="", **options: look(page_file, fragment, **options)


def _violations(page: Any) -> list[str]:
    response = Axe().run(page, options=OPTIONS).response
    return [f"{one['id']}: {node['html'][:160]}" for one in response["violations"] for node in one["nodes"]]


SCREENS = [
    pytest.param({"color_scheme": "light"}, id="light"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 360, "height": 740}, "has_touch": True}, id="narrow"),
]


@pytest.mark.once
@pytest.mark.parametrize("options", SCREENS)
def test_axe(options: dict[str, Any], visit: Visit) -> None:
    """No violation of WCAG 2.2 AA in any set with all unfolded; nothing is wider than the window."""
    page = visit("#set=1", **options)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert [] == _violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#of").select_option("0")
    assert [] == _violations(page)


@pytest.mark.parametrize("fragment", ["#set=9", "#set=-1", "#set=x", ""])
def test_the_means_are_shown_first(fragment: str, visit: Visit) -> None:
    """An address that names no set shows the means over them."""
    assert ["All sets, means"] == visit(fragment).locator("section.set h2:visible").all_inner_texts()


def test_one_set_at_a_time(visit: Visit) -> None:
    """A set is chosen by the list, which the address follows, and said; on paper there are all of them."""
    page = visit()
    page.locator("#of").select_option(label="one-story")
    page.wait_for_function("location.hash === '#set=2'")

    assert ["one-story"] == page.locator("section.set h2:visible").all_inner_texts()
    assert "one-story is shown" == page.locator("#said").inner_text()
    page.emulate_media(media="print")
    assert 3 == page.locator("section.set h2:visible").count()


def test_a_head_sorts(visit: Visit) -> None:
    """The table of predictors sorts by AUC, by the drawn column too, and by name; the reference and baselines are named as such."""
    page = visit("#set=1")
    table = page.locator("#set-0 ~ .scroll table.card").first
    rows = table.locator("tbody th")
    assert [
        "support.support_min reference",
        "extractive.novel_ngrams_2",
        "rouge.rouge2.precision baseline",
        "baseline.random baseline",
    ] == rows.all_inner_texts()
    for head in (1, 2):
        table.locator("thead button").nth(head).focus()
        page.keyboard.press("Enter")
        assert [
            "support.support_min",
            "rouge.rouge2.precision",
            "baseline.random",
            "extractive.novel_ngrams_2",
        ] == [name.split(" ", maxsplit=1)[0] for name in rows.all_inner_texts()]
    table.locator("thead button").first.click()

    assert "baseline.random baseline" == rows.first.inner_text()


def test_the_plots(visit: Visit) -> None:
    """Each plot has a name that tells what it shows, and its points in a table; dots lie where their numbers say."""
    page = visit("#set=1")
    plots = page.locator("section.set:visible svg[role=img]")
    names = [plots.nth(n).get_attribute("aria-label") for n in range(plots.count())]
    roc, reliability = plots.nth(0), plots.nth(1)

    assert names[0].startswith("ROC curves; support.support_min, AUC 0.794 (0.744 to 0.844); rouge.rouge2.precision")
    assert names[1].startswith("Reliability diagram; the set's own odds, ECE 0.093 (0.073 to 0.113); even odds")
    assert "M44 248L44 224L92 106.9L188 20L284 8" == roc.locator("path.line").first.get_attribute("d")
    circle = reliability.locator("circle").first
    assert ("77.6", "185.6") == (circle.get_attribute("cx"), circle.get_attribute("cy"))
    page.locator("figure summary").first.click()
    row = page.locator("figure table").first.locator("tbody tr").first
    assert ["0.344", "0.588"] == [row.locator("td").nth(n).inner_text() for n in (1, 2)]
    dot = page.locator("#set-0 ~ .scroll tr.reference circle").first
    assert abs(4 + 160 * 0.794 - float(dot.get_attribute("cx"))) < 0.06


def test_what_is_missing_is_told(visit: Visit) -> None:
    """A set without calibration, spans and systems says why, and has no empty plot."""
    page = visit("#set=2")
    told = page.locator("section.set:visible .cautions").inner_text()

    assert "no calibration: no row has a probability" in told
    assert "no spans: no row labelled unsupported has marked words" in told
    assert "no number or no interval in AUC (4): one document: no interval" in told
    assert 1 == page.locator("section.set:visible svg[role=img]").count()


def test_hostile_names(look: Any, tmp_path: Path) -> None:
    """No name becomes markup or runs, and none widens the page."""
    predictors = tuple(msgspec.structs.replace(one, name=f"{n}{HOSTILE}") for n, one in enumerate(cards.PREDICTORS))
    one = cards.full(HOSTILE, path=HOSTILE, system=HOSTILE, error=HOSTILE)
    agreements = tuple(msgspec.structs.replace(own, predictor=f"{n}{HOSTILE}") for n, own in enumerate(one.agreements))
    one = msgspec.structs.replace(one, agreements=agreements, notes=(HOSTILE,))
    write_html_meta(cards.card(one, one, predictors=predictors, faults=(HOSTILE,)), tmp_path / "meta.html")
    page = look(tmp_path / "meta.html", "#set=1", viewport={"width": 360, "height": 740})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert 0 == page.locator("main img").count()


def test_the_page_fetches_nothing(page_file: Path) -> None:
    """The page's policy forbids everything but its own style and script, and equal cards give equal bytes."""
    text = page_file.read_text("utf-8")
    again = page_file.with_name("again.html")
    write_html_meta(cards.card(cards.full(), cards.bare(), faults=("data/news.jsonl:3:1: no label",)), again)

    assert "default-src 'none'; img-src data:; style-src 'sha256-" in text
    assert "http" not in text.partition("<script>")[0].replace("http-equiv", "")
    assert text == again.read_text("utf-8")
