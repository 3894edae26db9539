"""An article's view: marks, evidence, the panel of a claim, keys, systems that change places, addresses, narrow screens."""

from __future__ import annotations

import re

import pytest

from evalkit.runfile import ClaimRecord, FooterRecord, OriginRecord, PieceRecord

pytestmark = [pytest.mark.browser, pytest.mark.once]


def _contradicted(page):
    return page.locator("[data-verdict=contradicted]")


def _lit(page) -> list[str]:
    return page.locator("[data-evidence-for]").all_text_contents()


def _one(made, claim, text: str, content: str, block: str = "SUMMARY"):
    """A run of one article with one claim."""
    one = made.article("a.txt", content, "One")
    return [made.HEADER, one, made.case(one, block, text, (claim,)), FooterRecord(1, 1, 1, 0, 0, 0, 0)]


def test_every_text_is_shown_true(article, made) -> None:
    """Title, blocks and content come back from the page letter for letter, whichever system is shown."""
    strip = "document.querySelectorAll('.text [aria-hidden=true]').forEach(sign => sign.remove())"
    article.evaluate(strip)
    assert "First " + made.HOSTILE == article.locator("h1").text_content()
    assert [made.SUMMARY] == article.locator(".blocks .text").all_text_contents()
    assert made.CONTENT == article.locator(".source .text").text_content()
    article.get_by_role("button", name="<i>two</i>").click()
    article.evaluate(strip)
    assert [made.HOSTILE] == article.locator(".blocks .text").all_text_contents()
    assert made.CONTENT == article.locator(".source .text").text_content()
    assert 0 == article.locator("main script, main img, main style, main b, main i").count()


def test_unseen_characters_are_labelled(article) -> None:
    """Controls of direction and other unseen signs have a label; joiners inside emoji and Persian words have none."""
    labels = article.locator(".source .raw").evaluate_all("all => all.map(one => one.dataset.code)")

    assert [
        "U+202E", "U+202C", "U+2066", "U+2069", "U+200B", "U+200D", "U+E0041 U+E0042", "U+0007", "U+001B", "U+0000", "U+2028", "U+00AD",
    ] == labels  # fmt: skip
    assert "isolate" == article.locator(".raw").first.evaluate("one => getComputedStyle(one).unicodeBidi")


def test_evidence_that_overlaps_and_crosses_lines(article, made) -> None:
    """Passages that overlap are lit as their union, over line ends too, and CONTENT stays as it was, lit or not."""
    _contradicted(article).hover()

    lit = article.locator(".source mark:not(mark mark)").all_text_contents()
    assert made.PASSAGE + " It was mended in May." == "".join(lit)
    assert made.CONTENT == article.locator(".source .text").text_content()
    article.locator("h1").hover()
    assert [] == _lit(article)
    assert made.CONTENT == article.locator(".source .text").text_content()


def test_evidence_is_lit_exactly(article) -> None:
    """By keyboard as by pointer, exactly the words of the evidence are lit, astral letters before them or not."""
    article.locator("[data-verdict=supported]").focus()

    assert ["It was mended in May.", "😀𝔘 tail"] == _lit(article)
    assert "It was mended in May, he said." == article.locator("[data-verdict=supported]").text_content()


def test_findings_underline_their_words_and_say_why(article) -> None:
    """A finding inside another nests; each underlines its own words, here and in CONTENT, and its reason stands under them."""
    _contradicted(article).hover()

    assert ["bridge cost £3.9m", "£3.9m"] == _contradicted(article).locator("u").all_text_contents()
    assert ["£2.4m"] == list(dict.fromkeys(article.locator(".source u").all_text_contents()))
    assert ["The article says that "] == _contradicted(article).locator(".frame").all_text_contents()
    reason, words = article.locator(".reason").bounding_box(), article.locator("u.fault").first.bounding_box()
    assert 0 <= reason["y"] - (words["y"] + words["height"]) < 12
    article.locator("h1").hover()
    assert 0 == article.locator(".reason").count()


def test_a_finding_without_source_words(article) -> None:
    """A finding that points at nothing in the source underlines the claim's words alone."""
    article.locator("[data-verdict=unsupported]").hover()

    assert ["swam"] == article.locator("[data-verdict=unsupported] u").all_text_contents()
    assert 0 == article.locator(".source u").count()
    assert "No passage of the article bears on it." in article.locator(".detail").text_content()


def test_the_panel_tells_the_judgement(article, made) -> None:
    """The panel has verdict, probability, tier, votes with notes, findings, evidence with places, and the judged text."""
    _contradicted(article).hover()
    told = article.locator(".detail").text_content()

    for part in (
        "✕ contradicted", "P(supported) 0.02", "decided by checks", "a.txt:6:", "says £3.9m, the article says £2.4m", "wide <b>fault</b>",
        "· certain", "2 passages of the article", made.PASSAGE, "a.txt:20:7", "a.txt:21:7", "checks ✕ contradicted: a note", "model ✓ supported 0.73",
        "Judged as", "the bridge cost £3.9m.",
    ):  # fmt: skip
        assert part in told


def test_verdicts_are_told_without_colour(article) -> None:
    """Each claim carries its verdict as a sign and, with its reasons, as its name for a screen reader."""
    assert ["✕", "✓", "?", "–"] == article.locator(".sign").all_text_contents()
    assert 1 == article.get_by_role("button", name="unsupported: Nobody swam.; no word of it", exact=True).count()
    article.get_by_role("button", name="<i>two</i>").click()
    assert ["·"] == article.locator(".sign").all_text_contents()
    assert 1 == article.get_by_role("button", name=re.compile("^not judged: ")).count()


def test_a_place_is_copied(visit, made) -> None:
    """A click on a place copies path:line:col."""
    page = visit(fragment=f"#a=1&c=id-{made.span(made.SUMMARY, 'It was', made.S)[0]}-supported")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator(".detail .place").nth(1).click()
    page.wait_for_selector(".place.copied")

    assert "a.txt:20:7" == page.evaluate("window.copied")


def test_a_click_keeps_and_escape_lets_go(article) -> None:
    """A click keeps a claim lit and names it in the address; pointing elsewhere changes nothing; Escape lets go."""
    _contradicted(article).click()
    article.locator("[data-verdict=supported]").hover()
    assert re.fullmatch(r"#a=1&s=one&c=id-\d+-contradicted", article.evaluate("location.hash"))
    assert ["contradicted"] == article.locator(".claim.on").evaluate_all("all => all.map(one => one.dataset.verdict)")
    article.keyboard.press("Escape")
    assert "#a=1&s=one" == article.evaluate("location.hash")
    assert [] == _lit(article)


def test_enter_keeps_a_claim(article) -> None:
    """A claim that has the focus is kept by Enter, as by a click."""
    _contradicted(article).focus()
    article.keyboard.press("Enter")

    assert "true" == _contradicted(article).get_attribute("aria-pressed")


def test_an_address_leads_to_its_claim_and_back_to_the_list(visit, made) -> None:
    """A claim's address opens its article with the claim kept; without a claim of that name the page says so."""
    page = visit()
    page.locator(".title a").first.click()
    _contradicted(page).click()
    fragment = page.evaluate("location.hash")
    page.go_back()
    page.wait_for_selector(".list")
    again = visit(fragment=fragment)
    again.wait_for_selector("[aria-pressed=true][data-claim]")
    assert made.PASSAGE == again.locator(".source mark:not(.lesser)").first.text_content()[: len(made.PASSAGE)]
    assert "is not in this article" in visit(fragment="#a=1&c=nothing").locator(".detail").text_content()
    again.evaluate("location.hash = '#a=77'")
    again.wait_for_selector(".list")


def test_keys(article) -> None:
    """n and p go through the problems, Escape lets go, j and k go from article to article, s changes the system."""
    article.keyboard.press("n")
    assert "contradicted" == article.locator("[data-claim][aria-pressed=true]").get_attribute("data-verdict")
    article.keyboard.press("n")
    assert "unsupported" == article.locator("[data-claim][aria-pressed=true]").get_attribute("data-verdict")
    article.keyboard.press("p")
    assert "contradicted" == article.locator("[data-claim][aria-pressed=true]").get_attribute("data-verdict")
    article.keyboard.press("Escape")
    assert 0 == article.locator("[data-claim][aria-pressed=true]").count()
    article.keyboard.press("s")
    assert ["HIGHLIGHTS · <i>two</i>"] == article.locator(".blocks .pane:not(.paper) > h2").all_text_contents()
    article.keyboard.press("j")
    article.locator("h1", has_text="Second").wait_for()
    article.keyboard.press("k")
    article.locator("h1", has_text="First").wait_for()


def test_systems_change_places(article) -> None:
    """The blocks of another system take the place of those shown; CONTENT stays where it was; the address names the system."""
    assert ["SUMMARY · one", "HIGHLIGHTS · one"] == article.locator(
        ".blocks .pane:not(.paper) > h2"
    ).all_text_contents()
    article.get_by_role("button", name="<i>two</i>").click()

    assert ["HIGHLIGHTS · <i>two</i>"] == article.locator(".blocks .pane:not(.paper) > h2").all_text_contents()
    assert "<i>two</i>" == article.evaluate("new URLSearchParams(location.hash.slice(1)).get('s')")
    assert "true" == article.get_by_role("button", name="<i>two</i>").get_attribute("aria-pressed")
    article.reload()
    article.wait_for_selector("[data-claim]")
    assert ["HIGHLIGHTS · <i>two</i>"] == article.locator(".blocks .pane:not(.paper) > h2").all_text_contents()


def _highlight(made, content: str):
    text = "- The mill opened in 1904."
    claim = made.claim(text, "The mill opened in 1904.", "supported", 0.9, content, ())
    pieces = [
        ("equal", "The mill opened in", "The mill opened in"),
        ("replace", "1904.", "1903."),
    ]
    origin = OriginRecord(
        "near-verbatim", 4, 0.25,
        tuple(PieceRecord(op, *made.span(text, ours, made.S), *made.span(content, theirs, made.C)) for op, ours, theirs in pieces),
    )  # fmt: skip
    values = {name: getattr(claim, name) for name in claim.__struct_fields__} | {"origin": origin}
    return text, ClaimRecord(**values)


def test_a_highlight_is_joined_to_where_it_came_from(visit, made) -> None:
    """The stretch that a bullet was taken from carries its number; a click on it keeps the bullet, and the panel has the diff."""
    content = "It is old. The mill opened in 1903. It is loud."
    text, claim = _highlight(made, content)
    page = visit(_one(made, claim, text, content, "HIGHLIGHTS"), "#a=0")
    came = page.locator(".source .came")
    assert ("The mill opened in", "1") == (came.text_content(), came.get_attribute("data-nth"))
    assert "1" == page.locator(".blocks .sign").get_attribute("data-nth")
    came.click()
    page.wait_for_selector("[data-claim][aria-pressed=true]")

    told = page.locator(".detail")
    assert "near-verbatim 4 words in a row at most, 25% into the article" in told.text_content()
    assert (["1903."], ["1904."]) == (told.locator("del").all_text_contents(), told.locator("ins").all_text_contents())
    assert content == page.locator(".source .text").text_content()


def test_the_passage_scrolls_into_sight(visit, made) -> None:
    """In a long article the lit passage comes into sight, inside its own pane and inside the window."""
    text = "Filler here. " * 4000 + "The needle is here."
    claim = made.claim("The needle.", "The needle.", "supported", 0.9, text, ("The needle is here.",))
    page = visit(_one(made, claim, "The needle.", text), "#a=0")
    for act in ("hover", "click"):
        getattr(page.locator("[data-claim]"), act)()
        assert page.evaluate("""() => {
          const [mark, pane] = [document.querySelector("mark"), document.querySelector(".source")].map((one) => one.getBoundingClientRect());
          return mark.top >= pane.top && mark.bottom <= Math.min(pane.bottom, window.innerHeight);
        }""")


def test_only_web_addresses_are_links(visit) -> None:
    """A javascript: address is told as text; an http address is a link that tells nobody where it was clicked."""
    assert 0 == visit(fragment="#a=1").locator("a[href^='javascript' i]").count()
    assert "noreferrer noopener" == visit(fragment="#a=0").locator(".meta a").get_attribute("rel")


def test_scores_of_the_blocks_in_one_table(article) -> None:
    """A measure is a row, a block a column; a score without value has its status and its note."""
    article.get_by_text("Scores", exact=True).click()
    rows = article.locator(".scores tbody tr").all()

    assert [
        ["support", "", "not applicable: the block is empty"],
        ["support", "0.333", "–"],
        ["unsupported_rate", "0.300", "–"],
    ] == [row.locator("th, td").all_text_contents() for row in rows]
    assert "This block is empty" in article.locator("main").text_content()
    article.get_by_role("button", name="<i>two</i>").click()
    assert "failed: <b>it broke</b>" in article.locator(".scores").text_content()


def test_evidence_of_a_generated_summary_has_the_articles_place(visit, made) -> None:
    """A claim that stands in no file says so; its evidence still has the article's path, line and column."""
    claim = made.claim("Rain.", "Rain.", "supported", 0.9, "It rained.", ("It rained.",))
    values = {name: getattr(claim, name) for name in claim.__struct_fields__} | {"line": None, "column": None}
    one = made.article("a.txt", "It rained.", "A")
    case = made.case(one, "SUMMARY", "Rain.", (ClaimRecord(**values),), path=None)
    page = visit([made.HEADER, one, case, FooterRecord(1, 1, 1, 0, 0, 0, 0)], "#a=0")
    page.locator("[data-claim]").hover()

    assert "not from a file" in page.locator(".detail").text_content()
    assert ["a.txt:20:7"] == page.locator(".detail .place").all_text_contents()


def test_a_tap_on_a_narrow_screen(visit) -> None:
    """On a narrow screen a tap shows the judgement over the foot of the page, inside it, and Close takes it away."""
    page = visit(fragment="#a=1", viewport={"width": 420, "height": 800}, has_touch=True)
    page.locator("[data-verdict=supported]").tap()
    box = page.locator(".detail").bounding_box()
    assert (0, 420, 800) == (box["x"], box["width"], box["y"] + box["height"])
    page.get_by_role("button", name="Close").click()
    assert [] == _lit(page)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"viewport": {"width": 320, "height": 700}}, id="320 pixels: 400% zoom of 1280"),
        pytest.param({"viewport": {"width": 420, "height": 800}}, id="a telephone"),
        pytest.param({"viewport": {"width": 640, "height": 500}}, id="200% zoom of 1280"),
        pytest.param({"viewport": {"width": 1280, "height": 900}}, id="a desk"),
    ],
)
def test_nothing_is_wider_than_the_page(options: dict, visit) -> None:
    """At each width, in each view, the page scrolls down alone; a word of 200,000 letters wraps."""
    page = visit(**options)
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


def test_print(visit) -> None:
    """On paper the article stands in full, with the findings and their reasons, without the page's tools, dark ink on white."""
    page = visit(fragment="#a=1", color_scheme="dark")
    page.emulate_media(media="print")

    assert "says £3.9m, the article says £2.4m" in page.locator(".paper").inner_text()
    assert not page.locator("#theme").is_visible()
    assert not page.locator(".steps").is_visible()
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(
        "(() => { const pane = document.querySelector('.source'); return pane.scrollHeight <= pane.clientHeight + 1; })()"
    )


def test_motion_is_reduced_where_it_is_asked_for(visit) -> None:
    """Who asks for reduced motion gets no transition."""
    page = visit(fragment="#a=1")

    assert "0s" == page.locator("[data-claim]").first.evaluate("one => getComputedStyle(one).transitionDuration")
