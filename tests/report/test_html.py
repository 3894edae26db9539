"""What the HTML report does beyond its first page: marks, panels, keys, places, large runs; in headless Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

HEADER = HeaderRecord(
    1, "0.1.0", "2025-01-01T00:00:00+00:00", {"python": "3"},
    (
        MetricRecord("support", "support(model='m@1')|v1", (
            MeasureRecord("support", 0.0, 1.0, "share", "higher", "share of the claims that CONTENT supports"),
            MeasureRecord("unsupported_rate", 0.0, 1.0, "share", "lower", "share that it does not"),
        )),
        MetricRecord("extractive", "extractive()|v1", (MeasureRecord("density", 0.0, None, "words", "neither", "mean run"),)),
    ),
    {"limit": None}, 12345,
)  # fmt: skip

# Each of these is text and must stay text.
HOSTILE = (
    "</script><script>window.__pwned = 1</script><img src=x onerror='window.__pwned = 2'><svg onload=alert(1)> "
    "<style>*{display:none}</style> javascript:alert(1) &lt;i&gt; ${1+1} {{ 7*7 }} <!-- \u202etxet desrever\u202c \u2066x\u2069 "
    "zero\u200bwidth jo\u200diner \U000e0041\U000e0042 bell\x07 \x1b[31m nul\x00 line\u2028end soft\u00adhyphen 😀𝔘 tail"
)
FAMILY = "👨\u200d👩\u200d👧 می\u200cخواهم"  # joiners that belong where they are
CONTENT = (
    f"😀𝔘 Lead. The bridge cost £2.4m,\r\n\r\nthe mayor said. It was mended in May. {FAMILY} came. Old\rline. "
    f"It rained. {HOSTILE}"
)
SUMMARY = "𝔘😀𝔘 The article says that the bridge cost £3.9m. It was mended in May, he said.\n- Nobody swam.\n- Ὅμηρος."
C, S = 1000, 100  # where CONTENT and the block start in their file


def _span(text: str, words: str, origin: int) -> tuple[int, int]:
    start = text.index(words) + origin
    return start, start + len(words)


def _article(name: str, content: str, title: str, url: str = "javascript:alert(1)") -> ArticleRecord:
    return ArticleRecord(
        f"{name}#1",
        name,
        1,
        f"{len(name):064x}",
        title,
        "2025-01-01",
        url,
        "A. Uthor",
        ContentRecord(content, C, 20),
        (),
    )


@dataclass
class _Fault:
    words: str
    source: str | None
    message: str


def _claim(  # noqa: PLR0917 - a row of a table
    block: str,
    words: str,
    verdict: Any,
    probability: float | None,
    content: str,
    evidence: tuple[str, ...] = (),
    faults: tuple[_Fault, ...] = (),
    frame: str = "",
    judged: str = "",
) -> ClaimRecord:
    start, end = _span(block, words, S)
    return ClaimRecord(
        f"id-{start}-{verdict}".replace(" ", "-"), words, words, judged or words, start, end, 6, 1 + start,
        (_span(block, frame, S),) if frame else (),
        verdict, probability, "checks" if verdict else None,
        (VoteRecord("checks", verdict, None, "a note"), VoteRecord("model", "supported", 0.73, None)) if verdict else (),
        tuple(EvidenceRecord(one, *_span(content, one, C), 20 + n, 7, 0.5) for n, one in enumerate(evidence)),
        tuple(
            FindingRecord("number", "certain", one.message, *_span(block, one.words, S), *(_span(content, one.source, C) if one.source else (None, None)))
            for one in faults
        ),
    )  # fmt: skip


def _case(  # noqa: PLR0917 - likewise
    article: ArticleRecord, block: Any, text: str, claims: tuple[ClaimRecord, ...], system: str | None = None,
    scores: tuple[ScoreRecord, ...] = (), path: str | None = "same",
) -> CaseRecord:  # fmt: skip
    if not scores:
        scores = (ScoreRecord("support", "scored", {"support": 0.5, "unsupported_rate": 0.25}, None),)
    name = f"{article.id}:{block}" + (f":{system}" if system else "")
    path, line = (article.path, 6) if path == "same" else (path, None)
    return CaseRecord(name, article.id, block, system, path, line, line, text, S, S + len(text), claims, scores)


PASSAGE = "The bridge cost £2.4m,\r\n\r\nthe mayor said."


def _records() -> list[Record]:
    first = _article("a.txt", CONTENT, "First " + HOSTILE)
    claims = (
        _claim(SUMMARY, "The article says that the bridge cost £3.9m.", "contradicted", 0.02, CONTENT,
               (PASSAGE, "£2.4m,\r\n\r\nthe mayor said. It was mended in May."),
               (_Fault("£3.9m", "£2.4m", "says £3.9m, the article says £2.4m"), _Fault("bridge cost £3.9m", None, "wide <b>fault</b>")),
               frame="The article says that ", judged="the bridge cost £3.9m."),
        _claim(SUMMARY, "It was mended in May, he said.", "supported", 0.97, CONTENT, ("It was mended in May.", "😀𝔘 tail")),
        _claim(SUMMARY, "Nobody swam.", "unsupported", 0.2, CONTENT, (), (_Fault("swam", None, "no word of it"),)),
        _claim(SUMMARY, "Ὅμηρος.", "abstained", None, CONTENT),
    )  # fmt: skip
    unjudged = (_claim(HOSTILE, HOSTILE, None, None, CONTENT),)
    failed = (ScoreRecord("support", "failed", {}, "<b>it broke</b>"),)
    empty = (ScoreRecord("support", "not_applicable", {}, "the block is empty"),)
    second = _article("b.txt", "Calm text. " + "x" * 200_000, "Second", "https://news.example/b")
    calm = (_claim("Calm text.", "Calm text.", "supported", 0.99, second.content.text, ("Calm text.",)),)
    return [
        HEADER,
        second,
        _case(second, "SUMMARY", "Calm text.", calm, "one"),
        _case(second, "SUMMARY", "Calm text.", (), "two", (ScoreRecord("support", "abstained", {}, None),), path=None),
        BadInputRecord("<b>bad</b>.txt", 3, 7, "no </script> here"),
        first,
        _case(first, "SUMMARY", SUMMARY, claims, "one", (ScoreRecord("support", "scored", {"support": 0.333, "unsupported_rate": 0.3}, None),)),
        _case(first, "HIGHLIGHTS", HOSTILE, unjudged, "<i>two</i>", failed),
        _case(first, "HIGHLIGHTS", "", (), "one", empty),
        FooterRecord(2, 5, 2, 1, 1, 1, 1),
    ]  # fmt: skip


def _write(folder: Path, records: list[Record], name: str = "report.html") -> Path:
    run = folder / "run.jsonl"
    run.write_bytes(b"".join(map(runfile.encode, records)))
    write_html(run, folder / name)
    return folder / name


@dataclass
class _Opened:
    page: Any
    wrongs: list[str] = field(default_factory=list)


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a report from disk and, at the end, says that it asked for nothing, wrote nothing and ran nothing of a text's."""
    opened: list[_Opened] = []

    def opener(records: list[Record] | None = None, fragment: str = "", **options: Any) -> Any:
        path = _write(tmp_path, records or _records())
        one = _Opened(chromium.new_page(reduced_motion="reduce", **options))
        opened.append(one)
        one.page.on("console", lambda message: one.wrongs.append(f"console: {message.text}"))
        one.page.on("pageerror", lambda error: one.wrongs.append(f"error: {error}"))
        one.page.on("dialog", lambda dialog: (one.wrongs.append("dialog"), dialog.dismiss()))
        one.page.on(
            "request",
            lambda request: (
                None if request.url.startswith((path.as_uri(), "data:,")) else one.wrongs.append(request.url)
            ),
        )
        one.page.goto(path.as_uri() + fragment)
        one.page.wait_for_selector("[data-claim]" if "a=" in fragment else "h1")
        return one.page

    yield opener
    for one in opened:
        assert [] == one.wrongs
        assert one.page.evaluate("window.__pwned") is None
        one.page.close()


@pytest.fixture
def article(visit: Callable[..., Any]) -> Any:
    """The view of the hostile article."""
    page = visit()
    page.locator(".title a").first.click()
    page.wait_for_selector("[data-claim]")
    return page


def _contradicted(page: Any) -> Any:
    return page.locator("[data-verdict=contradicted]")


def _lit(page: Any) -> list[str]:
    return page.locator("[data-evidence-for]").all_text_contents()


# ---- the first view


def test_the_headline_says_how_it_went(visit) -> None:
    """One sentence counts the blocks with a claim that does not stand, the contradictions, the failures and the bad inputs."""
    assert (
        "1 of 2 summaries has a claim that was not found in the article; 1 claim found to contradict it; 1 score failed;"
        " 1 input could not be read." == visit().locator("h1").text_content()
    )


@pytest.mark.parametrize(
    ("keep", "headline"),
    [
        pytest.param((), "No claim was judged.", id="no claim"),
        pytest.param(
            ("supported",), "The article supports every claim that was judged, in 1 summary.", id="all supported"
        ),
        pytest.param(("abstained",), "No claim was judged.", id="abstained"),
    ],
)
def test_the_headline_of_a_run_without_faults(keep: tuple[str, ...], headline: str, tmp_path: Path) -> None:
    """Nothing to report is said in words that claim no more than was judged."""
    one = _article("a.txt", CONTENT, "A")
    case = next(record for record in _records() if isinstance(record, CaseRecord) and record.article == one.id)
    claims = tuple(claim for claim in case.claims if claim.verdict in keep)
    text = _write(
        tmp_path, [HEADER, one, _case(one, "SUMMARY", SUMMARY, claims), FooterRecord(1, 1, 1, 0, 0, 0, 0)]
    ).read_text("utf-8")

    assert headline == _index(text)["headline"]


def test_each_article_has_its_counts_by_block(visit) -> None:
    """A row of the list tells, per block and system, how many claims have which verdict, and the weakest probability."""
    cells = visit().locator(".list tbody tr").first.locator("td:not(.title)")

    assert [
        ["SUMMARY · one", "HIGHLIGHTS · <i>two</i>", "HIGHLIGHTS · one"],
        ["✕ 1", "0", "0"],
        ["? 1", "0", "0"],
        ["✓ 1", "0", "0"],
        ["– 1", "· 1 not judged", "0"],
        ["0.02", "–", "–"],
    ] == [cell.locator("> div").all_text_contents() for cell in cells.all()]


def test_each_mean_stands_beside_what_was_not_scored(visit) -> None:
    """A measure's row has its mean, its n and, by status, the cases that have none."""
    page = visit()
    rows = page.locator(".measures").first.locator("tbody").first.locator("tr")

    assert [
        ["HIGHLIGHTS · <i>two</i>", "–", "0", "1 failed"],
        ["HIGHLIGHTS · one", "–", "0", "1 not applicable"],
        ["SUMMARY · one", "0.416", "2", "–"],
        ["SUMMARY · two", "–", "0", "1 abstained"],
    ] == sorted([row.locator("td").nth(n).text_content() for n in (0, 2, 4, 5)] for row in rows.all())
    assert 2 == page.locator("svg.hist[role=img]").count()
    assert "support failed on 1 block: <b>it broke</b>" in page.locator("main").text_content()


def test_measures_that_only_describe_are_apart(visit) -> None:
    """A metric whose measures have no better end stands in the quieter group, and is said to be no score of truth."""
    page = visit()

    assert "extractive" in page.locator(".quiet").text_content()
    assert "support" not in page.locator(".quiet h2, .quiet summary").all_text_contents()
    assert "not whether it is true" in page.locator(".quiet").text_content()


def test_how_numbers_were_made(visit) -> None:
    """Signature, versions and seed stand one click away."""
    page = visit()
    page.get_by_text("How these numbers were made").click()

    assert "support(model='m@1')|v1" in page.locator(".making pre").inner_text()
    assert "seed 12345" in page.locator(".making pre").inner_text()


def test_a_count_filters_the_list(visit) -> None:
    """A verdict's count and a finding's count narrow the list to their articles; one button undoes it."""
    page = visit()
    page.get_by_role("button", name="✕ 1 contradicted").click()
    assert "1 of 1 article shown, 1 filtered out" == page.get_by_role("status").text_content()
    assert "contradicted" == page.get_by_label("with a claim that is").input_value()
    page.get_by_role("button", name="Clear filters").click()
    assert "2 of 2 articles shown" == page.get_by_role("status").text_content()
    page.get_by_role("button", name="3 number").click()
    assert "1 of 1 article shown, 1 filtered out" == page.get_by_role("status").text_content()


def test_a_column_sorts_both_ways_and_says_so(visit) -> None:
    """A head sorts, its second click turns the order, aria-sort tells which; the first order comes back by a button."""
    page = visit()
    head = page.locator("th", has=page.get_by_role("button", name="supported", exact=True))
    for expected, first in (("descending", "Second"), ("ascending", "First")):
        page.get_by_role("button", name="article", exact=True).click()
        if expected == "descending":
            page.get_by_role("button", name="article", exact=True).click()
        assert page.locator(".title a").first.text_content().startswith(first)
    page.get_by_role("button", name="supported", exact=True).click()
    assert "descending" == head.get_attribute("aria-sort")
    page.get_by_role("button", name="supported", exact=True).click()
    assert "ascending" == head.get_attribute("aria-sort")
    page.get_by_role("button", name="Worst first").click()
    assert head.get_attribute("aria-sort") is None


def test_the_list_is_left_as_it_was(visit) -> None:
    """Back from an article, the filter still holds and the article's link has the focus."""
    page = visit()
    page.get_by_label("Filter by title or path").fill("second")
    page.get_by_role("link", name="Second").click()
    page.wait_for_selector("[data-claim]")
    page.go_back()
    page.wait_for_selector(".list")

    assert "second" == page.get_by_label("Filter by title or path").input_value()
    assert "Second" == page.evaluate("document.activeElement.textContent")


# ---- an article


def test_every_text_is_shown_true(article) -> None:
    """Title, blocks and content come back from the page letter for letter."""
    article.evaluate("document.querySelectorAll('.text [aria-hidden=true]').forEach(sign => sign.remove())")

    assert "First " + HOSTILE == article.locator("h1").text_content()
    assert [SUMMARY, HOSTILE] == article.locator(".blocks .text").all_text_contents()
    assert CONTENT == article.locator(".source .text").text_content()
    assert 0 == article.locator("main script, main img, main style, main b, main i").count()


def test_unseen_characters_are_labelled(article) -> None:
    """Controls of direction and other unseen signs have a label; joiners inside emoji and Persian words have none."""
    labels = article.locator(".source .raw").evaluate_all("all => all.map(one => one.dataset.code)")

    assert [
        "U+202E", "U+202C", "U+2066", "U+2069", "U+200B", "U+200D", "U+E0041 U+E0042", "U+0007", "U+001B", "U+0000", "U+2028", "U+00AD",
    ] == labels  # fmt: skip
    assert "isolate" == article.locator(".raw").first.evaluate("one => getComputedStyle(one).unicodeBidi")


def test_evidence_that_overlaps_and_crosses_lines(article) -> None:
    """Passages that overlap are lit as their union, over line ends too, and CONTENT stays as it was, lit or not."""
    _contradicted(article).hover()

    lit = article.locator(".source mark:not(mark mark)").all_text_contents()
    assert PASSAGE + " It was mended in May." == "".join(lit)
    assert CONTENT == article.locator(".source .text").text_content()
    article.locator("h1").hover()
    assert [] == _lit(article)
    assert CONTENT == article.locator(".source .text").text_content()


def test_evidence_is_lit_exactly(article) -> None:
    """By keyboard as by pointer, exactly the words of the evidence are lit, astral letters before them or not."""
    article.locator("[data-verdict=supported]").focus()

    assert ["It was mended in May.", "😀𝔘 tail"] == _lit(article)


def test_findings_underline_their_words(article) -> None:
    """A finding inside another nests; each underlines its own words, here and in CONTENT."""
    _contradicted(article).hover()

    assert ["bridge cost £3.9m", "£3.9m"] == _contradicted(article).locator("u").all_text_contents()
    assert ["£2.4m"] == list(dict.fromkeys(article.locator(".source u").all_text_contents()))
    assert ["The article says that "] == _contradicted(article).locator(".frame").all_text_contents()


def test_the_panel_tells_the_judgement(article) -> None:
    """The panel has verdict, probability, tier, votes with notes, findings, evidence with places, and the judged text."""
    _contradicted(article).hover()
    told = article.locator(".detail").text_content()

    for part in (
        "✕ contradicted", "P(supported) 0.02", "decided by checks", "a.txt:6:", "says £3.9m, the article says £2.4m", "wide <b>fault</b>",
        "· certain", "2 passages of the article", PASSAGE, "a.txt:20:7", "a.txt:21:7", "checks ✕ contradicted: a note", "model ✓ supported 0.73",
        "Judged as", "the bridge cost £3.9m.",
    ):  # fmt: skip
        assert part in told


def test_a_screen_reader_gets_verdict_text_and_reason(article) -> None:
    """A claim's name is its verdict, its words and the messages of its findings."""
    assert 1 == article.get_by_role("button", name="unsupported: Nobody swam.; no word of it", exact=True).count()
    assert 1 == article.get_by_role("button", name=re.compile("^not judged: ")).count()


def test_a_place_is_copied(visit) -> None:
    """A click on a place copies path:line:col."""
    page = visit(fragment=f"#a=1&c=id-{_span(SUMMARY, 'It was', S)[0]}-supported")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator(".detail .place").nth(1).click()
    page.wait_for_selector(".place.copied")

    assert "a.txt:20:7" == page.evaluate("window.copied")


def test_a_click_keeps_and_escape_lets_go(article) -> None:
    """A click keeps a claim lit and names it in the address; pointing elsewhere changes nothing; Escape lets go."""
    _contradicted(article).click()
    article.locator("[data-verdict=supported]").hover()
    assert article.evaluate("location.hash").startswith("#a=1&c=id-")
    assert ["contradicted"] == article.locator(".claim.on").evaluate_all("all => all.map(one => one.dataset.verdict)")
    article.keyboard.press("Escape")
    assert "#a=1" == article.evaluate("location.hash")
    assert [] == _lit(article)


def test_enter_keeps_a_claim(article) -> None:
    """A claim that has the focus is kept by Enter, as by a click."""
    _contradicted(article).focus()
    article.keyboard.press("Enter")

    assert "true" == _contradicted(article).get_attribute("aria-pressed")


def test_the_passage_scrolls_into_sight(visit) -> None:
    """In a long article the lit passage comes into sight inside its own pane."""
    text = "Filler here. " * 4000 + "The needle is here."
    one = _article("long.txt", text, "Long")
    claim = _claim("The needle.", "The needle.", "supported", 0.9, text, ("The needle is here.",))
    page = visit(
        [HEADER, one, _case(one, "SUMMARY", "The needle.", (claim,)), FooterRecord(1, 1, 1, 0, 0, 0, 0)], "#a=0"
    )
    page.locator("[data-claim]").hover()

    assert page.evaluate("""() => {
      const [mark, pane] = [document.querySelector("mark"), document.querySelector(".source")].map((one) => one.getBoundingClientRect());
      return mark.top >= pane.top && mark.bottom <= pane.bottom;
    }""")


def test_an_address_that_names_nothing(visit) -> None:
    """A claim that is not there is said not to be; an article that is not there gives the list."""
    assert "is not in this article" in visit(fragment="#a=1&c=nothing").locator(".detail").text_content()
    page = visit(fragment="#a=1")
    page.evaluate("location.hash = '#a=77'")
    page.wait_for_selector(".list")


def test_only_web_addresses_are_links(visit) -> None:
    """A javascript: address is told as text; an http address is a link that tells nobody where it was clicked."""
    assert 0 == visit(fragment="#a=1").locator("a[href^='javascript' i]").count()
    assert "noreferrer noopener" == visit(fragment="#a=0").locator(".meta a").get_attribute("rel")


def test_scores_of_all_blocks_in_one_table(article) -> None:
    """A measure is a row, a block a column; a score without value has its status and its note."""
    article.get_by_text("Scores", exact=True).click()
    rows = article.locator(".scores tbody tr").all()

    assert [
        ["support", "", "failed: <b>it broke</b>", "not applicable: the block is empty"],
        ["support", "0.333", "–", "–"],
        ["unsupported_rate", "0.300", "–", "–"],
    ] == [row.locator("th, td").all_text_contents() for row in rows]


def test_evidence_of_a_generated_summary_has_the_articles_place(visit) -> None:
    """A claim that stands in no file says so; its evidence still has the article's path, line and column."""
    one = _article("a.txt", "It rained.", "A")
    claim = _claim("Rain.", "Rain.", "supported", 0.9, "It rained.", ("It rained.",))
    claim = ClaimRecord(
        **{name: getattr(claim, name) for name in claim.__struct_fields__} | {"line": None, "column": None}
    )
    page = visit(
        [HEADER, one, _case(one, "SUMMARY", "Rain.", (claim,), path=None), FooterRecord(1, 1, 1, 0, 0, 0, 0)], "#a=0"
    )
    page.locator("[data-claim]").hover()

    assert "not from a file" in page.locator(".detail").text_content()
    assert ["a.txt:20:7"] == page.locator(".detail .place").all_text_contents()


# ---- any screen


def test_a_tap_on_a_narrow_screen(visit) -> None:
    """On a narrow screen a tap shows the judgement over the foot of the page, inside it, and Close takes it away."""
    page = visit(fragment="#a=1", viewport={"width": 420, "height": 800}, has_touch=True)
    page.locator("[data-verdict=supported]").tap()
    box = page.locator(".detail").bounding_box()
    assert (0, 420, 800) == (box["x"], box["width"], box["y"] + box["height"])
    page.get_by_role("button", name="Close").click()
    assert [] == _lit(page)
    for fragment in ("#", "#a=0", "#a=1"):
        page.evaluate(f"location.hash = '{fragment}'")
        page.wait_for_selector(".list" if fragment == "#" else "[data-claim]")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_light_and_dark(visit) -> None:
    """The page follows the system's colours, and a button turns them."""
    page = visit(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light").click()

    assert dark != page.evaluate("getComputedStyle(document.body).backgroundColor")


# ---- large runs and bytes


def test_three_thousand_articles(visit) -> None:
    """A large run opens, says how much of its list is drawn, and opens an article of its last chunk."""
    records: list[Record] = [HEADER]
    for n in range(3000):
        text = f"Text number {n}."
        one = _article(f"{n}.txt", f"{text} " * 40, f"Article {n}")
        records += [
            one,
            _case(one, "SUMMARY", text, (_claim(text, text, "supported", 0.9, one.content.text, (text,)),)),
        ]
    page = visit([*records, FooterRecord(3000, 3000, 3000, 0, 0, 0, 0)])
    assert "200 of 3000 articles shown" == page.get_by_role("status").text_content()
    page.get_by_role("button", name="Show more").click()
    assert "400 of 3000 articles shown" == page.get_by_role("status").text_content()
    page.evaluate("location.hash = '#a=2999'")
    page.wait_for_selector("[data-claim]")
    page.locator("[data-claim]").hover()
    assert ["Text number 2999."] == _lit(page)


def test_a_million_letters_in_content(visit) -> None:
    """CONTENT of a megabyte, astral letters in it, still lights exactly its passage."""
    content = "😀 word and word.\n" * 60_000 + "The needle."
    one = _article("a.txt", content, "Large")
    claim = _claim("The needle.", "The needle.", "supported", 0.9, content, ("The needle.",))
    page = visit(
        [HEADER, one, _case(one, "SUMMARY", "The needle.", (claim,)), FooterRecord(1, 1, 1, 0, 0, 0, 0)], "#a=0"
    )
    page.locator("[data-claim]").hover()

    assert ["The needle."] == _lit(page)


def _index(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    index: dict[str, Any] = json.loads(found[1])
    return index


def test_equal_runs_give_equal_bytes(tmp_path: Path) -> None:
    """The page is a function of its run file alone: no time, no path of this machine."""
    first, second = (_write(tmp_path, _records(), name).read_bytes() for name in ("a.html", "b.html"))

    assert first == second
    assert str(tmp_path).encode() not in first


def test_a_failure_leaves_the_old_page(tmp_path: Path) -> None:
    """A run file that is not whole writes nothing: the page that stood there stays, and no scratch file is left."""
    page = _write(tmp_path, _records())
    before = page.read_bytes()
    with pytest.raises(runfile.RunFileError):
        _write(tmp_path, _records()[:-1])

    assert before == page.read_bytes()
    assert {"report.html", "run.jsonl"} == {path.name for path in tmp_path.iterdir()}


def test_no_way_in_for_markup(tmp_path: Path) -> None:
    """The page's script never parses markup or runs text, stays under 60 kB, and the policy forbids the rest."""
    text = _write(tmp_path, _records()).read_text("utf-8")
    script = text.rpartition("<script>")[2].partition("</script>")[0]

    assert [] == re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", script
    )
    assert len(script.encode()) < 60_000
    assert "default-src 'none'" in text
    assert "unsafe" not in text.partition("<title>")[0]


def test_blocks_share_one_range(tmp_path: Path) -> None:
    """A measure without a bound is drawn over one range in all blocks, so that their distributions compare."""
    one = _article("a.txt", CONTENT, "A")
    cases = [
        _case(one, block, "", (), scores=(ScoreRecord("extractive", "scored", {"density": value}, None),))
        for block, value in (("SUMMARY", 4.0), ("HIGHLIGHTS", 20.0))
    ]
    text = _write(tmp_path, [HEADER, one, *cases, FooterRecord(1, 2, 2, 0, 0, 0, 0)]).read_text("utf-8")

    assert [(0.0, 20.0, 4), (0.0, 20.0, 19)] == [
        (row["bins"]["low"], row["bins"]["high"], row["bins"]["counts"].index(1))
        for row in _index(text)["rows"]
        if row["measure"] == "density"
    ]
