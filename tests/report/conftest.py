"""Headless Chromium for the tests of the HTML report."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; without it the test is skipped, or fails where EVALKIT_REQUIRE_BROWSER is set."""
    found = os.environ.get("EVALKIT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        why = "Chromium is not installed (apt-get install chromium) and EVALKIT_CHROMIUM names none"
        if os.environ.get("EVALKIT_REQUIRE_BROWSER", "") not in {"", "0"}:
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()
