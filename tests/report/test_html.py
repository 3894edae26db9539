"""The HTML report as a file: its bytes, its policy, large runs, what a page leaves out, and folders of pages."""

from __future__ import annotations

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evalkit import runfile
from evalkit.report import html
from evalkit.report.page import embedded, fenced
from evalkit.runfile import FooterRecord

browser = pytest.mark.browser
pytestmark = pytest.mark.once


def _index(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    index: dict[str, Any] = json.loads(found[1])
    return index


def test_equal_runs_give_equal_bytes(made, tmp_path: Path) -> None:
    """The page is a function of its run file alone: no time, no path of this machine."""
    first, second = (made.write(tmp_path, made.records(), name).read_bytes() for name in ("a.html", "b.html"))

    assert first == second
    assert str(tmp_path).encode() not in first


def test_a_failure_leaves_the_old_page(made, tmp_path: Path) -> None:
    """A run file that is not whole writes nothing: the page that stood there stays, and no scratch file is left."""
    page = made.write(tmp_path, made.records())
    before = page.read_bytes()
    with pytest.raises(runfile.RunFileError):
        made.write(tmp_path, made.records()[:-1])

    assert before == page.read_bytes()
    assert {"report.html", "run.jsonl"} == {path.name for path in tmp_path.iterdir()}


def test_no_way_in_for_markup(made, tmp_path: Path) -> None:
    """The page's script never parses markup or runs text, stays under 60 kB, and the policy forbids the rest."""
    text = made.write(tmp_path, made.records()).read_text("utf-8")
    script = text.rpartition("<script>")[2].partition("</script>")[0]

    assert [] == re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML", script
    )
    assert len(script.encode()) < 60_000
    assert "default-src 'none'" in text
    assert "unsafe" not in text.partition("<title>")[0]
    assert {"http://www.w3.org/2000/svg"} >= set(
        re.findall(r"https?://[^\"'\s)<&]+", text.partition("<main")[0] + script)
    )


def test_the_index_cannot_end_its_script(made, tmp_path: Path) -> None:
    """Whatever the titles hold, the index is one script element of JSON."""
    index = _index(made.write(tmp_path, made.records()).read_text("utf-8"))

    assert ["Second", "First " + made.HOSTILE] == [row[0] for row in index["articles"]]
    assert "</" not in embedded(made.HOSTILE)
    assert made.HOSTILE == json.loads(embedded(made.HOSTILE))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain, with accents: é", "plain, with accents: é", id="plain"),
        pytest.param("<b> & \"'", "&lt;b&gt; &amp; &#34;&#39;", id="markup"),
        pytest.param("a\tb\nc", "a\tb\nc", id="blanks"),
        pytest.param("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم", id="joiners where they belong"),
        pytest.param("a\u202eb", 'a<span class="raw" data-code="U+202E">\u202e</span>b', id="a turn of direction"),
        pytest.param("a\0b", 'a<span class="raw" data-code="U+0000"></span>b', id="NUL"),
        pytest.param("a\u200db", 'a<span class="raw" data-code="U+200D">\u200d</span>b', id="a joiner between letters"),
    ],
)
def test_fenced(text: str, expected: str) -> None:
    """Text in the page's own markup is escaped, and each unseen character of it labelled."""
    assert expected == fenced(text)


def test_a_page_that_would_be_too_large_keeps_the_worst(made, tmp_path: Path) -> None:
    """Of many articles the page keeps the worst, says how many of how many, and counts all of them in its figures."""
    whole = made.write(tmp_path, made.large(40, 200))
    part = made.write(tmp_path, made.large(40, 200), "part.html", most=10)
    texts = [path.read_text("utf-8") for path in (whole, part)]
    everything, kept = (_index(text)["articles"] for text in texts)

    def badness(row: list[Any]) -> tuple[int, ...]:
        return tuple(-sum(block[2][n] for block in row[3]) for n in (1, 2))

    assert (40, 10) == (len(everything), len(kept))
    assert sorted(map(badness, everything))[:10] == sorted(map(badness, kept))
    assert "This page holds the 10 worst of 40 articles" in texts[1]
    assert "This page holds" not in texts[0]
    assert re.search(r'<p class="lead">.*?</p>', texts[0])[0] == re.search(r'<p class="lead">.*?</p>', texts[1])[0]


def test_the_stated_size_is_kept(made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a number, a page holds as many of the worst as its share of text allows, one at least."""
    for allowed, expected in ((10**9, 40), (25_000, range(5, 30)), (1, 1)):
        monkeypatch.setattr(html, "CHARACTERS", allowed)
        count = len(_index(made.write(tmp_path, made.large(40, 200)).read_text("utf-8"))["articles"])
        assert count in (expected if isinstance(expected, range) else {expected})


@browser
def test_a_folder_of_pages(look, made, tmp_path: Path) -> None:
    """The index lists every article and its filters reach all; each opens on its page, which leads on to the next and back."""
    run = made.run_file(tmp_path, made.large(25, 200))
    folder = tmp_path / "pages"
    assert 3 == html.write_split(run, folder, size=10)
    assert {"index.html", "articles-0001.html", "articles-0002.html", "articles-0003.html"} == {
        path.name for path in folder.iterdir()
    }
    page = look(folder / "index.html")
    page.get_by_text("25 of 25 articles shown").wait_for()
    page.get_by_label("Search titles, paths and summaries").fill("article 24:")
    page.locator(".title a").click()
    page.wait_for_selector("[data-claim]")
    assert page.url.endswith("articles-0003.html#q=article+24%3A&a=4")
    page.get_by_role("link", name="All articles").click()
    page.wait_for_selector(".list")
    assert "/index.html#q=" in page.url
    page.goto((folder / "articles-0002.html").as_uri() + "#sort=article&a=0")
    page.wait_for_selector("[data-claim]")
    assert "Articles 11 to 20 of 25" not in page.locator("main").text_content()
    page.get_by_role("link", name="Previous").click()
    page.locator("h1", has_text="Article 9:").wait_for()
    page.keyboard.press("j")
    page.locator("h1", has_text="Article 10:").wait_for()


def test_a_folder_that_shrinks_loses_its_old_pages(made, tmp_path: Path) -> None:
    """Pages of a report that was longer are gone after the next; files of others stay."""
    folder = tmp_path / "pages"
    html.write_split(made.run_file(tmp_path, made.large(25, 200)), folder, size=10)
    (folder / "notes.txt").write_text("mine")
    html.write_split(made.run_file(tmp_path, made.large(5, 200)), folder, size=10)

    assert {"index.html", "articles-0001.html", "notes.txt"} == {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def five_thousand(made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 5,000 articles of 1,000 words with two blocks each."""
    return made.write(tmp_path_factory.mktemp("large"), made.large(5000))


@browser
def test_five_thousand_articles(five_thousand: Path, look) -> None:
    """The whole list is there at once, a part of it drawn and counted; each interaction gives the right answer, articles of the
    last chunk included."""
    page = look(five_thousand, ready=".list tbody tr")
    status = page.get_by_role("status")
    assert "100 of 5000 articles shown" == status.text_content()
    page.get_by_role("button", name="Show more").click()
    assert "200 of 5000 articles shown" == status.text_content()
    page.get_by_role("button", name="weakest").click()
    page.locator("select[data-key=verdict]").select_option("contradicted")
    counts = [int(word) for word in re.findall(r"\d+", status.text_content())]
    assert counts[1] + counts[2] == 5000
    page.locator("select[data-key=verdict]").select_option("")
    page.get_by_label("Search titles, paths and summaries").fill("made/04999")
    page.get_by_text("1 of 1 article shown, 4999 filtered out").wait_for()
    page.locator(".title a").click()
    page.locator("h1", has_text="Article 4999").wait_for()
    page.locator("[data-claim]").first.hover()
    assert 3 == page.locator("[data-evidence-for]").count()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All articles").click()
    page.get_by_text("1 of 1 article shown").wait_for()


def test_writing_takes_flat_memory(made, tmp_path: Path) -> None:
    """A page of four times the articles is written in the same memory, within the size of a chunk."""
    import tracemalloc

    peaks = []
    for count in (60, 240):
        run = made.run_file(tmp_path, made.large(count, 1500))
        tracemalloc.start()
        html.write_html(run, tmp_path / "report.html")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0]


def test_an_empty_run(made, tmp_path: Path) -> None:
    """A run without articles is a page that says so, not an error."""
    text = made.write(tmp_path, [made.HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)]).read_text("utf-8")

    assert "No claim was judged." in text
    assert [] == _index(text)["articles"]


@browser
def test_from_a_static_host(made, chromium, tmp_path: Path) -> None:
    """Served over HTTP, the page asks its host for itself and for nothing else, and works as from disk."""
    made.write(tmp_path, made.records())
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/report.html#a=1")
        page.locator("[data-verdict=contradicted]").hover()
        assert page.locator("[data-evidence-for]").count() > 0
        page.close()
        server.shutdown()

    assert ["/report.html"] == asked
