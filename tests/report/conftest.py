"""Headless Chromium, and pages opened in it that must do nothing that they should not."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@pytest.fixture(scope="session")
def made() -> Any:
    """The module of runs made by hand, `made.py` beside this file."""
    return _beside("made")


@pytest.fixture(scope="session")
def gated() -> Any:
    """The module of outcomes of gates made by hand, `gated.py` beside this file."""
    return _beside("gated")


def _beside(file: str) -> Any:
    name = f"evalkit_tests_report_{file}"
    if name not in sys.modules:
        specification = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{file}.py")
        module = importlib.util.module_from_spec(specification)
        sys.modules[name] = module
        specification.loader.exec_module(module)
    return sys.modules[name]


@dataclass
class Opened:
    """A page, the file that it shows, and everything that it should not have done."""

    page: Any
    wrongs: list[str] = field(default_factory=list)


@pytest.fixture
def look(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page from disk and, at the end, says that it asked for nothing, wrote nothing and ran nothing of a text's."""
    opened: list[Opened] = []

    def opener(path: Path, fragment: str = "", ready: str = "h1", **options: Any) -> Any:
        one = Opened(chromium.new_page(**({"reduced_motion": "reduce"} | options)))
        opened.append(one)
        folder = path.parent.as_uri()
        one.page.set_default_timeout(10_000)
        one.page.on("console", lambda message: one.wrongs.append(f"console: {message.text}"))
        one.page.on("pageerror", lambda error: one.wrongs.append(f"error: {error}"))
        one.page.on("dialog", lambda dialog: (one.wrongs.append("dialog"), dialog.dismiss()))
        one.page.on(
            "request",
            lambda request: (
                None if request.url.startswith((folder, "data:,", "blob:")) else one.wrongs.append(request.url)
            ),
        )
        one.page.goto(path.as_uri() + fragment)
        one.page.wait_for_selector("[data-claim]" if "a=" in fragment else ready)
        return one.page

    yield opener
    for one in opened:
        assert [] == one.wrongs
        assert one.page.evaluate("window.__pwned") is None
        one.page.close()


@pytest.fixture
def visit(look: Any, made: Any, tmp_path: Path) -> Callable[..., Any]:
    """Writes the report of a run made by hand, of the hostile one if none is given, and opens it."""

    def opener(records: Any = None, fragment: str = "", **options: Any) -> Any:
        return look(made.write(tmp_path, records or made.records()), fragment, **options)

    return opener


@pytest.fixture
def article(visit: Any) -> Any:
    """The view of the hostile article, the blocks of the system "one"."""
    page = visit()
    page.locator(".title a").first.click()
    page.wait_for_selector("[data-claim]")
    return page
