"""The HTML report, driven in headless Chromium."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from evalkit import runfile
from evalkit.report.html import write_html
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
    VoteRecord,
)

pytestmark = pytest.mark.browser

SUPPORT = MetricRecord(
    "support",
    "support(model='m@1')|v1",
    (
        MeasureRecord("support", 0.0, 1.0, "share", "higher", "share supported"),
        MeasureRecord("density", 0.0, None, "words", "neither", "mean length"),
    ),
)
HEADER = HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", {"python": "3"}, (SUPPORT,), {"limit": None}, 12345)
HOSTILE = (
    "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 2'></script><b>bold</b> "
    "javascript:alert(1) &lt;i&gt; ${1+1} {{ 7*7 }} \u202etxet desrever\u202c zero\u200bwidth \x1b[31m 😀𝔘 tail"
)


def _find(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _article(name: str, content: str, title: str = "") -> ArticleRecord:
    return ArticleRecord(
        f"{name}#1", name, 1, f"{len(name):064x}", title, "2025-01-01", "javascript:alert(1)", "A. Uthor",
        ContentRecord(content, 1000, 20), ((1000, 1000 + len(content)),),
    )  # fmt: skip


def _claim(  # noqa: PLR0917 - a row of a table
    block: str,
    words: str,
    verdict: str | None,
    probability: float | None,
    content: str,
    evidence: tuple[str, ...] = (),
    findings: tuple[tuple[str, str | None], ...] = (),
) -> ClaimRecord:
    start, end = _find(block, words)
    return ClaimRecord(
        f"id-{start}-{len(words)}-{verdict}".replace(" ", "-"), words, words, words, 100 + start, 100 + end, 6, 1 + start, (),
        verdict, probability, "checks" if verdict else None,  # type: ignore[arg-type]
        (VoteRecord("checks", verdict, None, "a note"),) if verdict else (),  # type: ignore[arg-type]
        tuple(
            EvidenceRecord(one, 1000 + _find(content, one)[0], 1000 + _find(content, one)[1], 20, 1, 0.5) for one in evidence
        ),
        tuple(
            FindingRecord(
                "number", "certain", f"says {wrong}", 100 + _find(block, wrong)[0], 100 + _find(block, wrong)[1],
                1000 + _find(content, right)[0] if right else None, 1000 + _find(content, right)[1] if right else None,
            )
            for wrong, right in findings
        ),
    )  # fmt: skip


def _case(
    article: ArticleRecord, block: str, text: str, claims: tuple[ClaimRecord, ...], system: str | None = None
) -> CaseRecord:
    score = ScoreRecord("support", "scored", {"support": 0.5, "density": 3.0}, None)
    if not text:
        score = ScoreRecord("support", "not_applicable", {}, "the block is empty")
    return CaseRecord(
        f"{article.id}:{block}",
        article.id,
        block,
        system,
        article.path,
        6,
        1,
        text,
        100,
        100 + len(text),
        claims,
        (score,),  # type: ignore[arg-type]
    )


CONTENT = "😀 The bridge cost £2.4m, the mayor said. It was mended in May. " + HOSTILE
SUMMARY = "𝔘𝔘 The bridge cost £3.9m. It was mended in May, he said. Nobody swam. Ὅμηρος."


def _records() -> list[Record]:
    first = _article("a.txt", CONTENT, "First " + HOSTILE)
    claims = (
        _claim(SUMMARY, "The bridge cost £3.9m.", "contradicted", 0.02, CONTENT,
               ("The bridge cost £2.4m, the mayor said.",), (("£3.9m", "£2.4m"),)),
        _claim(SUMMARY, "It was mended in May, he said.", "supported", 0.97, CONTENT, ("It was mended in May.", "😀𝔘 tail")),
        _claim(SUMMARY, "Nobody swam.", "unsupported", 0.2, CONTENT, (), (("swam", None),)),
        _claim(SUMMARY, "Ὅμηρος.", "abstained", None, CONTENT),
    )  # fmt: skip
    hostile = _claim(HOSTILE, HOSTILE, None, None, CONTENT)
    second = _article("b.txt", "Calm text. " + "x" * 200_000, "Second")
    calm = _claim("Calm text.", "Calm text.", "supported", 0.99, second.content.text, ("Calm text.",))
    records: list[Record] = [
        HEADER,
        second,
        _case(second, "SUMMARY", "Calm text.", (calm,)),
        BadInputRecord("<b>bad</b>.txt", 3, 7, "no </script> here"),
        first,
        _case(first, "SUMMARY", SUMMARY, claims),
        _case(first, "HIGHLIGHTS", HOSTILE, (hostile,), system="<i>sys</i>"),
        _case(first, "HIGHLIGHTS", "", ()),
    ]
    return [*records, FooterRecord(2, 4, 3, 0, 1, 0, 1)]


def _write(folder: Path, records: list[Record], name: str = "report.html") -> Path:
    run = folder / "run.jsonl"
    run.write_bytes(b"".join(map(runfile.encode, records)))
    write_html(run, folder / name)
    return folder / name


@dataclass
class Browsed:
    """A page and everything that it should not have done."""

    page: object
    wrongs: list[str] = field(default_factory=list)


@pytest.fixture
def browse(chromium, tmp_path: Path):
    """Opens a report from disk and, at the end, says that it asked for nothing, wrote no error and ran nothing."""
    opened: list[Browsed] = []

    def visit(records: list[Record] | None = None, fragment: str = "", **options: object):
        path = _write(tmp_path, records or _records())
        page = chromium.new_page(**options)
        one = Browsed(page)
        page.on("console", lambda message: one.wrongs.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: one.wrongs.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (one.wrongs.append("dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:,")) else one.wrongs.append(request.url),
        )
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("h1")
        opened.append(one)
        return page

    yield visit
    for one in opened:
        assert [] == one.wrongs
        assert one.page.evaluate("window.pwned") is None
        one.page.close()


def _open_first(page):
    page.locator("tbody a").first.click()
    page.wait_for_selector("[data-claim]")


def test_first_view(browse) -> None:
    """The first view says how it went, lists bad inputs, and lists the articles, the worst one first, as links."""
    page = browse()
    links = page.locator("tbody a").all_text_contents()

    assert ["First " + HOSTILE, "Second"] == links
    assert (
        "2 articles, 4 blocks; 2 of 4 judged claims supported; 1 contradicted; 1 unsupported; 1 claim not judged, with a reason;"
        " 1 input could not be read." == page.locator(".lead").text_content()
    )
    assert "<b>bad</b>.txt:3:7: no </script> here" in page.locator("main").text_content()


def test_text_is_shown_true(browse) -> None:
    """Hostile text comes back from the page as it went in, in title, block, content and system."""
    page = browse()
    _open_first(page)

    assert "First " + HOSTILE == page.locator("h1").text_content()
    assert CONTENT == page.locator(".source .text").text_content()
    signs = "[aria-hidden=true]"
    page.evaluate(f"document.querySelectorAll('.text {signs}').forEach(sign => sign.remove())")
    assert [SUMMARY, HOSTILE] == page.locator(".article > div .text").all_text_contents()
    assert 0 == page.locator("main script, main img, main b, main i").count()


def test_hovering_a_claim_lights_its_evidence(browse) -> None:
    """Pointing at a claim lights exactly its evidence and underlines exactly the wrong words on both sides."""
    page = browse()
    _open_first(page)
    claim = page.locator("[data-verdict=contradicted]")
    claim.hover()
    name = claim.get_attribute("data-claim")

    assert ["The bridge cost £2.4m, the mayor said."] == page.locator(
        f"[data-evidence-for='{name}']"
    ).all_text_contents()
    assert ["£3.9m"] == claim.locator("u").all_text_contents()
    assert ["£2.4m"] == page.locator(".source u").all_text_contents()
    assert "says £3.9m" in page.locator(".detail").text_content()
    assert "a.txt:6:" in page.locator(".detail").text_content()
    page.locator("h1").hover()
    assert 0 == page.locator("[data-evidence-for]").count()


def test_focus_lights_too_and_offsets_count_code_points(browse) -> None:
    """By keyboard a claim lights its evidence; letters beyond the basic plane shift nothing."""
    page = browse()
    _open_first(page)
    page.locator("[data-verdict=supported]").first.focus()

    assert ["It was mended in May.", "😀𝔘 tail"] == page.locator("[data-evidence-for]").all_text_contents()
    assert "It was mended in May, he said." == page.locator("[data-verdict=supported]").first.text_content()


def test_finding_without_source_words(browse) -> None:
    """A finding that points at nothing in the source underlines the claim's words alone."""
    page = browse()
    _open_first(page)
    page.locator("[data-verdict=unsupported]").hover()

    assert ["swam"] == page.locator("[data-verdict=unsupported] u").all_text_contents()
    assert 0 == page.locator(".source u").count()
    assert "No passage of the article bears on it." in page.locator(".detail").text_content()


def test_verdicts_are_told_without_colour(browse) -> None:
    """Each claim carries its verdict as a sign and as its name for a screen reader."""
    page = browse()
    _open_first(page)

    assert ["✕", "✓", "?", "–", "·"] == page.locator(".sign").all_text_contents()
    assert [f"{verdict}: " for verdict in ("contradicted", "supported", "unsupported", "abstained", "not judged")] == [
        re.match(r"[a-z ]+: ", claim.get_attribute("aria-label"))[0] for claim in page.locator("[data-claim]").all()
    ]


def test_pin_link_and_back(browse) -> None:
    """A click keeps a claim and puts it into the address; the address leads back to it; the back button to the list."""
    page = browse()
    _open_first(page)
    page.locator("[data-verdict=contradicted]").click()
    fragment = page.evaluate("location.hash")
    page.locator("h1").hover()

    assert 1 == page.locator("[data-evidence-for]").count()
    assert fragment.startswith("#a=1&c=id-")
    page.go_back()
    page.wait_for_selector("tbody a")
    again = browse(fragment=fragment)
    again.wait_for_selector("[aria-pressed=true]")
    assert ["The bridge cost £2.4m, the mayor said."] == again.locator("[data-evidence-for]").all_text_contents()


def test_keyboard(browse) -> None:
    """n goes to the next problem, Escape lets go, j and k go from article to article."""
    page = browse()
    _open_first(page)
    page.keyboard.press("n")
    assert "contradicted" == page.locator("[aria-pressed=true]").get_attribute("data-verdict")
    page.keyboard.press("n")
    assert "unsupported" == page.locator("[aria-pressed=true]").get_attribute("data-verdict")
    page.keyboard.press("Escape")
    assert 0 == page.locator("[aria-pressed=true]").count()
    page.keyboard.press("j")
    page.locator("h1", has_text="Second").wait_for()
    page.keyboard.press("k")
    page.locator("h1", has_text="First").wait_for()


def test_filter_and_sort(browse) -> None:
    """Text, verdict and finding filter the list and say how many they hide; a column's head sorts."""
    page = browse()
    page.get_by_label("Filter by title or path").fill("second")
    assert ["Second"] == page.locator("tbody").first.locator("a").all_text_contents()
    assert "1 of 1 article shown, 1 filtered out" == page.locator("[role=status]").text_content()
    page.get_by_label("Filter by title or path").fill("")
    page.get_by_label("with a finding").select_option("number")
    assert 1 == page.locator("tbody").first.locator("a").count()
    page.get_by_label("with a finding").select_option("")
    page.get_by_role("button", name="weakest").click()
    page.get_by_role("button", name="weakest").click()
    assert "Second" == page.locator("tbody a").first.text_content()


def test_a_long_word_does_not_break_the_layout(browse) -> None:
    """A word of 200,000 letters wraps; on a narrow screen nothing is wider than the page."""
    page = browse(fragment="#a=0", viewport={"width": 420, "height": 800})
    page.wait_for_selector("[data-claim]")

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_empty_block_says_so(browse) -> None:
    """An empty block is shown as empty, with its scores' status."""
    page = browse()
    _open_first(page)

    assert "This block is empty" in page.locator("main").text_content()
    assert "not applicable: the block is empty" in page.locator("main").text_content()


def test_thousands_of_articles(browse) -> None:
    """A run of 3,000 articles opens, draws a part of its list and says how much, and opens an article of the last chunk."""
    records: list[Record] = [HEADER]
    for n in range(3000):
        one = _article(f"{n}.txt", f"Text number {n}. " * 40, f"Article {n}")
        text = f"Text number {n}."
        claim = _claim(text, text, "supported", 0.9, one.content.text, (text,))
        records += [one, _case(one, "SUMMARY", text, (claim,))]
    records.append(FooterRecord(3000, 3000, 3000, 0, 0, 0, 0))
    page = browse(records)

    assert "200 of 3000 articles shown" == page.locator("[role=status]").text_content()
    page.get_by_role("button", name="Show more").click()
    assert 400 == page.locator("tbody").first.locator("a").count()
    page.evaluate("location.hash = '#a=2999'")
    page.locator("h1", has_text="Article 2999").wait_for()


def test_equal_runs_give_equal_bytes(tmp_path: Path) -> None:
    """The page is a function of its run file, and holds no path of the machine."""
    first = _write(tmp_path, _records(), "a.html").read_bytes()
    second = _write(tmp_path, _records(), "b.html").read_bytes()

    assert first == second
    assert str(tmp_path).encode() not in first


def test_the_policy_forbids_the_network(tmp_path: Path) -> None:
    """The page's own policy allows nothing from outside, and no address of another host stands in its own parts."""
    text = _write(tmp_path, [HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)]).read_text("utf-8")

    assert "default-src 'none'" in text
    assert {"http://www.w3.org/2000/svg"} >= set(re.findall(r"https?://[^\"'\s)]+", text))


def test_index_cannot_end_its_script(tmp_path: Path) -> None:
    """Whatever the titles hold, the index is one script element of JSON."""
    text = _write(tmp_path, _records()).read_text("utf-8")
    index = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)

    assert index is not None
    assert "First " + HOSTILE == json.loads(index[1])["articles"][1][0]
    assert msgspec.json.decode(index[1].encode())["chunk"] == 16
