"""The leaderboard's page in headless Chromium: its tables, every pair, each system, and articles side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from evalkit.leaderboard import leaderboard
from evalkit.report.html_standings import write_leaderboard_html
from tests.leaderboard import made

pytestmark = pytest.mark.browser

SYSTEMS: dict[str | None, made.Words] = {
    "bart": ["su", "uu", "", "uc", "uu", "su", "uu", "uu", "uu", "uu", "uu", "uu"],
    "t5": ["ss", "ss", "ss", "ss", "?", "ss", "ss", "ss", "!", "ss", "ss", "ss"],
    "copy": ["ssss"] * 12,
    "empty": [""] * 12,
}
SIGNATURES = {"bart": "file(bart.jsonl)", "copy": "copy()|v1", "empty": "empty()|v1"}
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
    """The page of four systems on twelve articles, all pairs tested."""
    folder = tmp_path_factory.mktemp("board")
    run = made.write(folder / "run.jsonl", SYSTEMS, signatures=SIGNATURES)
    write_leaderboard_html(leaderboard([run], pairs="all"), folder / "board.html")
    return folder / "board.html"


@pytest.fixture
def visit(look: Any, page_file: Path) -> Visit:
    """Opens the page."""
    return lambda fragment="", **options: look(page_file, fragment, **options)


def _violations(page: Any) -> list[str]:
    response = Axe().run(page, options=OPTIONS).response
    return [f"{one['id']}: {node['html'][:160]}" for one in response["violations"] for node in one["nodes"]]


def _systems(page: Any) -> list[str]:
    return page.locator("table.standings >> nth=0").locator("tbody th").all_inner_texts()


SCREENS = [
    pytest.param({"color_scheme": "light"}, id="light"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 360, "height": 740}, "has_touch": True}, id="narrow"),
]


@pytest.mark.once
@pytest.mark.parametrize("options", SCREENS)
def test_axe(options: dict[str, Any], visit: Visit) -> None:
    """No violation of WCAG 2.2 AA in the first view with all unfolded, nor in an article side by side; nothing is wider than the window."""
    page = visit(**options)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert [] == _violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("location.hash = '#a=3'")
    page.wait_for_selector("[data-claim]")
    page.locator("[data-verdict=contradicted]").first.click()
    assert [] == _violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_head_sorts(visit: Visit) -> None:
    """A head sorts its table by number, the greatest first, turns at the next click, and says so; what has no number stays last."""
    page = visit()
    head = page.locator("table.standings >> nth=0").locator("thead th", has_text="findings per 100")
    assert ["copy", "t5", "bart", "empty"] == _systems(page)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert ["bart", "copy", "t5", "empty"] == _systems(page)
    assert "descending" == head.get_attribute("aria-sort")
    head.locator("button").click()
    assert ["copy", "t5", "bart", "empty"] == _systems(page)
    assert "ascending" == head.get_attribute("aria-sort")
    page.locator("table.standings >> nth=0").locator("thead th button").first.click()

    assert ["bart", "copy", "empty", "t5"] == _systems(page)
    assert head.get_attribute("aria-sort") is None


def test_every_pair(visit: Visit) -> None:
    """The matrix tells each pair from both sides, by a sign and in words as well as by colour."""
    page = visit()
    rows = page.locator("table.matrix tbody tr")
    t5, bart = (rows.nth(n).locator("td") for n in (1, 2))

    assert ["copy", "t5", "bart", "empty"] == page.locator("table.matrix thead th").all_inner_texts()
    assert t5.nth(2).inner_text().startswith("▲ +0.")
    assert bart.nth(1).inner_text().startswith("▼ −0.")
    assert "p bs" in t5.nth(2).inner_text()
    assert "–" == t5.nth(1).inner_text()


def test_a_system(visit: Visit) -> None:
    """A system's name opens its part: findings by type, and its worst claims, each a way to its article."""
    page = visit()
    page.locator("table.standings tbody th a", has_text="bart").first.click()
    part = page.locator("details.system[open]")
    part.wait_for()
    assert part.locator("summary").inner_text().startswith("bart")
    assert {"unsupported", "number"} == set(part.locator(".findings tbody th").all_inner_texts())
    assert "✕ contradicted" == part.locator(".worst .chip").first.inner_text()
    part.locator(".worst a").first.click()
    page.wait_for_selector("[data-claim]")

    assert "true" == page.locator("[data-verdict=contradicted]").get_attribute("aria-pressed")


def test_side_by_side(visit: Visit) -> None:
    """An article has the block of each system beside the others, the best first; a claim lights its evidence, whosever it is."""
    page = visit("#a=3", viewport={"width": 1400, "height": 900})
    panes = page.locator(".blocks > section.pane[aria-label]")
    tops = {round(box["y"]) for box in (panes.nth(n).bounding_box() for n in range(3))}

    assert ["SUMMARY · copy", "SUMMARY · t5", "SUMMARY · bart", "SUMMARY · empty"] == [
        panes.nth(n).get_attribute("aria-label") for n in range(panes.count())
    ]
    assert 1 == len(tops)
    page.keyboard.press("n")
    page.wait_for_selector("mark[data-evidence-for]")
    assert "Article 3 says that" in page.locator("mark[data-evidence-for]").first.inner_text()
    page.keyboard.press("Escape")
    assert 0 == page.locator("mark[data-evidence-for]").count()


def test_what_is_no_answer_is_told(visit: Visit) -> None:
    """A refusal, an empty answer and an error each say what they are."""
    told = {}
    page = visit("#a=0")
    for n in (2, 4, 8):
        page.evaluate(f"location.hash = '#a={n}'")
        page.locator("h1", has_text=f"Title {n}").wait_for()
        told[n] = " ".join(page.locator(".blocks > section.pane[aria-label]").all_inner_texts())

    assert "This block is empty" in told[2]
    assert "It declines to summarise: not an answer" in told[4]
    assert "The system failed: the system timed out" in told[8]


def test_hostile_names_and_a_full_page(look: Any, tmp_path: Path) -> None:
    """No name becomes markup or runs; a page that is too full says how many articles it lacks."""
    run = made.write(tmp_path / "run.jsonl", {HOSTILE: ["us"] * 3, "": ["ss"] * 3}, titles=[HOSTILE] * 3)
    write_leaderboard_html(leaderboard([run], pairs="all"), tmp_path / "board.html", most=10)
    page = look(tmp_path / "board.html", viewport={"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "2 articles more did not fit into this page; the tables are of all." in page.locator("#list").inner_text()
    page.evaluate("location.hash = '#a=0'")
    page.wait_for_selector("[data-claim]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_fetches_nothing(page_file: Path) -> None:
    """The page's policy forbids everything but its own style and script."""
    text = page_file.read_text("utf-8")

    assert "default-src 'none'; img-src data:; style-src 'sha256-" in text
    assert "http" not in text.partition("<script>")[0].replace("http-equiv", "")
