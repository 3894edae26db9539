"""Makes the pictures of the report in the README: first view, an article (light, dark, narrow), a comparison of two runs, a sample.

python docs/screenshot.py     (needs Chromium; runs the seeds twice, once with three words changed)
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

import evalkit
from evalkit.report.html import write_html
from evalkit.report.labelling import write_labelling
from evalkit.sampling import draw

HERE = Path(__file__).parent
TITLE = "Rail strike"
CHANGES = {
    "09-rail-strike.txt": (("3.7% next year", "3.1% next year"), ("23.5 million crowns", "32.5 million crowns")),
    "01-harbour-bridge.txt": (("by 23 to 18", "by 28 to 13"), ("over 30 years", "over 40 years")),
}
"""What the newer run's summaries say in other words: one fault mended, three made."""


def _article(page: Page) -> None:
    page.get_by_role("link", name=TITLE).first.click()
    page.locator("[data-claim][data-verdict=contradicted]").first.click()


def _changed(page: Page) -> None:
    page.locator(".changes").wait_for()


PICTURES: tuple[tuple[str, str, Callable[[Page], None] | None, dict[str, Any]], ...] = (
    ("overview", "report.html", None, {"viewport": {"width": 1280, "height": 1000}}),
    ("article", "report.html", _article, {"viewport": {"width": 1280, "height": 920}}),
    ("article-dark", "report.html", _article, {"viewport": {"width": 1280, "height": 920}, "color_scheme": "dark"}),
    ("article-narrow", "report.html", _article, {"viewport": {"width": 400, "height": 820}, "has_touch": True}),
    ("compare", "compare.html", _changed, {"viewport": {"width": 1280, "height": 920}}),
    ("label", "sample.html", None, {"viewport": {"width": 1280, "height": 800}}),
)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        shutil.copytree(HERE.parent / "seeds", out / "seeds")
        os.chdir(out)  # the pictures show the paths as a user of the repository sees them
        old = _run(out / "old")
        for name, changes in CHANGES.items():
            text = (out / "seeds" / name).read_text("utf-8")
            for before, after in changes:
                if before not in text:
                    raise SystemExit(f"seeds/{name} has no {before!r} any more: change CHANGES in {__file__}")
                text = text.replace(before, after, 1)  # in the summary, which stands before CONTENT
            (out / "seeds" / name).write_text(text, "utf-8")
        write_html(old, out / "report.html")
        write_html(_run(out / "new"), out / "compare.html", against=old)
        write_labelling(draw(old, 40), out / "sample.html")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, file, act, options in PICTURES:
                page = browser.new_page(reduced_motion="reduce", **options)
                page.goto((out / file).as_uri())
                page.locator("h1").wait_for()
                if act:
                    act(page)
                page.wait_for_timeout(300)  # transitions
                page.screenshot(path=HERE / f"{name}.png")
                page.close()
            browser.close()


def _run(folder: Path) -> Path:
    folder.mkdir()
    evalkit.run("seeds", out=folder, cache=folder.parent / "cache")
    return folder / "run.jsonl"


if __name__ == "__main__":
    main()
