"""Makes docs/report.png, the picture in the README: a seed's summary with one claim hovered and its evidence lit.

python docs/screenshot.py     (needs Chromium)
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import evalkit
from evalkit.report.html import write_html

HERE = Path(__file__).parent
TITLE = "housing"


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        os.chdir(HERE.parent)  # the picture shows the paths as a user of the repository sees them
        evalkit.run("seeds", out=out, cache=False)
        write_html(out / "run.jsonl", out / "report.html")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 980})
            page.goto((out / "report.html").as_uri())
            page.get_by_role("link", name=TITLE).first.click()
            page.locator("[data-claim][data-verdict=contradicted]").first.hover()
            page.wait_for_timeout(600)  # the evidence scrolls into view
            page.screenshot(path=HERE / "report.png")
            browser.close()


if __name__ == "__main__":
    main()
