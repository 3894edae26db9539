"""How fast a large report opens and answers, in headless Chromium.

    python benchmarks/report.py [ARTICLES]     (needs Chromium; 5,000 articles of 1,000 words if no number is given)

Prints the size of the page, the time to write it, the time from the address to the drawn list, and for each interaction the
longest stretch for which the page could not answer. Medians of five.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from evalkit.report.html import write_html

MADE = Path(__file__).parent.parent / "tests" / "report" / "made.py"
ROUNDS = 5
WATCH = """
window.blocked = [];
new PerformanceObserver((list) => window.blocked.push(...list.getEntries().map((one) => one.duration))).observe({ entryTypes: ["longtask"] });
"""


def made() -> Any:
    specification = importlib.util.spec_from_file_location("made", MADE)
    if specification is None or specification.loader is None:
        raise SystemExit(f"{MADE} is not there: this benchmark runs in a checkout")
    module = importlib.util.module_from_spec(specification)
    sys.modules["made"] = module
    specification.loader.exec_module(module)
    return module


def interactions(page: Page) -> dict[str, Callable[[], object]]:
    search = page.get_by_label("Search titles, paths and summaries")

    def opened() -> None:
        page.locator(".title a").first.click()
        page.wait_for_selector("[data-claim]")

    return {
        "sort by title": lambda: page.get_by_role("button", name="article", exact=True).click(),
        "sort by weakest claim": lambda: page.get_by_role("button", name="weakest").click(),
        "filter by verdict": lambda: page.locator("select[data-key=verdict]").select_option("contradicted"),
        "search, the first time": lambda: search.fill("brafo"),
        "search, a letter": lambda: search.fill("b"),
        "clear filters": lambda: page.get_by_role("button", name="Clear filters").click(),
        "show more": lambda: page.get_by_role("button", name="Show more").click(),
        "point at the scatter": page.locator("svg.plot").first.hover,
        "open an article": opened,
        "light a claim": page.locator("[data-claim]").first.hover,
        "next article": lambda: page.keyboard.press("j"),
        "back to the list": lambda: page.get_by_role("link", name="All articles").click(),
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    opening: list[float] = []
    blocked: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        build = made()
        run = build.run_file(Path(scratch), build.large(count))
        began = time.perf_counter()
        page_file = Path(scratch) / "report.html"
        write_html(run, page_file)
        wrote = time.perf_counter() - began
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(ROUNDS):
            page = browser.new_page()
            began = time.perf_counter()
            page.goto(page_file.as_uri(), wait_until="commit")
            page.wait_for_selector(".list tbody tr")
            opening.append(time.perf_counter() - began)
            page.evaluate(WATCH)
            for name, act in interactions(page).items():
                page.evaluate("window.blocked.length = 0")
                act()
                page.wait_for_timeout(300)
                blocked.setdefault(name, []).append(page.evaluate("Math.max(0, ...window.blocked)"))
            page.close()
        browser.close()
        print(
            f"{count} articles: run file {run.stat().st_size / 1e6:.0f} MB, page {page_file.stat().st_size / 1e6:.0f} MB, written in {wrote:.1f} s"
        )
    print(f"opens in {statistics.median(opening):.2f} s ({min(opening):.2f} to {max(opening):.2f})\n")
    print("| interaction | page blocked for at most, ms (0: under 50) |\n|---|---|")
    for name, times in blocked.items():
        print(f"| {name} | {statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f}) |")


if __name__ == "__main__":
    main()
