"""WCAG 2.2 AA in every view, as far as axe-core can tell; and what it cannot: order of the focus, target sizes, names."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from evalkit.report.html import write_split

pytestmark = [pytest.mark.browser, pytest.mark.once]

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}


def _violations(page) -> list[str]:
    response = Axe().run(page, options=OPTIONS).response
    assert response["testEngine"]["name"] == "axe-core"
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in response["violations"] for node in one["nodes"]
    ]


SCREENS = [
    pytest.param({"color_scheme": "light"}, id="light"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 360, "height": 740}, "has_touch": True}, id="narrow"),
]


@pytest.mark.parametrize("options", SCREENS)
def test_the_first_view(options: dict, visit) -> None:
    """The first view, with every part of it unfolded, has no violation."""
    page = visit(**options)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert [] == _violations(page)


@pytest.mark.parametrize("options", SCREENS)
def test_an_article(options: dict, visit) -> None:
    """An article has no violation, with a claim kept and with none."""
    page = visit(fragment="#a=1", **options)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert [] == _violations(page)
    for verdict in ("contradicted", "supported"):
        page.locator(f"[data-verdict={verdict}]").first.focus()
        page.keyboard.press("Enter")
        assert [] == _violations(page)
        page.keyboard.press("Escape")


def test_the_oracle_sees_faults(visit) -> None:
    """The checker finds what is planted: without this, no violation would mean nothing."""
    page = visit()
    page.evaluate("document.querySelector('.groups td').append(document.createElement('button'))")

    assert ["button-name"] == [violation.partition(":")[0] for violation in _violations(page)]


def test_everything_is_reached_by_tab(visit) -> None:
    """From the top of an article, Tab goes through its tools, its systems, each claim once, and the article's text."""
    page = visit(fragment="#a=1")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const one = document.activeElement; return one.dataset.verdict || one.id || one.getAttribute('aria-label') || one.textContent; })()"
            )
        )
        if seen[-1] == "CONTENT, the article's text":
            break
    for expected in ("one", "contradicted", "supported", "unsupported", "abstained", "Judgement of the claim"):
        assert 1 == sum(one.startswith(expected) and (expected != "one" or "not supported" in one) for one in seen), (
            expected,
            seen,
        )


def test_targets_are_large_enough(visit) -> None:
    """Buttons and fields are at least 24 by 24 pixels where a finger points (WCAG 2.5.8)."""
    page = visit(viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    sizes = page.locator("button:visible, select:visible, input:visible, a.chip:visible").evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect(); return [one.textContent || one.type, box.width, box.height]; })"
    )

    assert sizes
    assert [] == [one for one in sizes if one[1] < 24 or one[2] < 24]


@pytest.mark.parametrize("options", SCREENS)
def test_a_comparison(options: dict, made, look, tmp_path: Path) -> None:
    """A report beside an older run has no violation: the first view, and an article in both versions."""
    page_file = made.write(
        tmp_path, made.large(6, 300), against=made.run_file(tmp_path, made.large(8, 300), "old.jsonl")
    )
    page = look(page_file, **options)
    assert [] == _violations(page)
    page.evaluate("location.hash = '#a=0'")
    page.wait_for_selector("[data-claim]")
    page.keyboard.press("s")
    assert [] == _violations(page)


def test_an_index_of_pages(made, look, tmp_path: Path) -> None:
    """The index of a folder of pages has no violation, filtered or not."""
    write_split(made.run_file(tmp_path, made.large(6, 300)), tmp_path / "pages", size=4)
    page = look(tmp_path / "pages" / "index.html", "#verdict=contradicted&sort=weakest")

    assert [] == _violations(page)
