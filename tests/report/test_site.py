"""The documentation site: whole, searchable, from disk and from a server, without any other host."""

from __future__ import annotations

import http.server
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parent.parent.parent

if os.environ.get("EVALKIT_TEST_WHEEL"):
    pytest.skip("the pages are not at hand beside an installed wheel", allow_module_level=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the checkout."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "docs/site.py", "--out", str(folder)],
        cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr
    return folder


class _Page(HTMLParser):
    """What a page loads, where it leads to, and the anchors it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a":
            self.links += [found["href"]] if "href" in found else []
        elif tag == "link" and found.get("rel") in ("canonical", "prev", "next"):
            pass
        else:
            self.loaded += [found[name] for name in ("src", "href", "data", "poster", "srcset") if found.get(name)]


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[Path, _Page]:
    """Every page, but that for a server's 404, whose links begin at the server's top."""
    return {path: _Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def test_every_page_is_in_the_menu() -> None:
    """The menu has every page of the site once: one that is missing there is found by nobody."""
    settings = tomllib.loads((REPOSITORY / "zensical.toml").read_text("utf-8"))

    def listed(entry: Any) -> Iterator[str]:
        if isinstance(entry, str):
            yield entry
        else:
            for one in entry.values() if isinstance(entry, dict) else entry:
                yield from listed(one)

    done = subprocess.run(
        [sys.executable, "-c", "import runpy, pathlib; m = runpy.run_path('docs/site.py'); print(*sorted(set(m['pages'](pathlib.Path.cwd()).values())))"],
        cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip

    assert done.stdout.split() == sorted(listed(settings["project"]["nav"]))


def test_nothing_is_loaded_from_elsewhere(site: Path, parsed: dict[Path, _Page]) -> None:
    """No script, style, picture or font of any page or style sheet is another host's, and each is there."""
    assert len(parsed) > 20
    loaded = [(path, one) for path, page in parsed.items() for one in page.loaded]
    styles = [
        (path, one)
        for path in site.rglob("*.css")
        for one in re.findall(r"url\([\"']?([^)\"']+)|@import [\"']([^\"']+)", path.read_text("utf-8"))
        for one in filter(None, one)
    ]

    assert [] == [(str(path), one) for path, one in (*loaded, *styles) if re.match(r"(?:\w+:)?//", one)]
    assert [] == [
        (str(path), one) for path, one in loaded if not one.startswith("data:") and not (path.parent / one).exists()
    ]


def test_links_lead_somewhere(parsed: dict[Path, _Page]) -> None:
    """Every link within the site has its page and its anchor."""
    broken = []
    for path, page in parsed.items():
        for link in page.links:
            if re.match(r"\w+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            if target.is_dir():
                target /= "index.html"
            known = parsed[target].anchors if target in parsed else set()
            if not target.exists() or (anchor and target in parsed and anchor not in known):
                broken.append((path.name, link))

    assert [] == broken


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The address of a static host."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize("place", ["disk", "server"])
def test_search(place: str, site: Path, served: str, chromium: Any) -> None:
    """Search finds a page, from disk and from a server, and nothing is asked of any other host."""
    base = site.as_uri() if place == "disk" else served
    asked: list[str] = []
    said: list[str] = []
    page = chromium.new_page()
    try:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.goto(f"{base}/metrics/support.html")
        page.wait_for_timeout(300)
        page.keyboard.press("/")
        page.wait_for_timeout(300)
        page.keyboard.type("Holm")
        page.get_by_role("link", name=re.compile("Statistics")).last.wait_for(timeout=10_000)
        page.screenshot(path=str(site.parent / f"{place}.png"))
        found = page.get_by_text(re.compile("Holm")).count()
    finally:
        page.close()

    assert found > 0
    assert [] == said
    assert [] == [url for url in asked if not url.startswith((base, "data:", "blob:", "about:"))]
