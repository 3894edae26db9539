"""Text that wants to be more than text: in every place of a report it runs nothing, breaks nothing and is shown true."""

from __future__ import annotations

import pytest

from evalkit.runfile import BadInputRecord, FooterRecord, MetricRecord, ScoreRecord

pytestmark = [pytest.mark.browser, pytest.mark.once]

PWNED = "window.__pwned=1"
CORPUS = {
    "script": f"<script>{PWNED}</script>",
    "end of script": f"</script><script>{PWNED}</script><!--",
    "end of style": f"</style><script>{PWNED}</script>",
    "comment": f"<!--><script>{PWNED}//--></script>",
    "event handlers": f"<img src=x onerror={PWNED}> <svg/onload={PWNED}> <body onload={PWNED}> <details open ontoggle={PWNED}>",
    "attribute": f'" autofocus onfocus="{PWNED}" x=\'{PWNED}\' ` onmouseover={PWNED}',
    "links": f"javascript:{PWNED} data:text/html,<script>{PWNED}</script> vbscript:x JaVaScRiPt:{PWNED}",
    "templates": "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %> [[constructor]] __proto__",
    "entities": "&lt;script&gt; &#60;b&#62; &amp;amp; &nbsp; &bogus;",
    "style": "<style>*{display:none!important}</style> <link rel=stylesheet href=//x.example> expression(alert(1))",
    "frame": "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe> <object data=x></object> <base href=//x.example>",
    "form": "<form action=//x.example><input name=a></form> <meta http-equiv=refresh content=0;url=//x.example>",
    "CDATA": f"<![CDATA[<script>{PWNED}</script>]]> <?xml version='1.0'?> <!DOCTYPE x>",
    "bidi": "\u202egnorw\u202c \u2066a\u2069 \u200fb\u200e \u061cc",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u180eh",
    "controls": "".join(map(chr, (0, 1, 7, 8, 11, 12, 14, 27, 31, 127, 128, 133, 159))) + "\x1b[31mred\x1b]0;title\x07",
    "line ends": "a\rb\r\nc\nd\u2028e\u2029f\x0bg\x0ch",
    "odd code points": "\ufffe\uffff\U0001fffe\U0010ffff\ue000\U000f0000\ufdd0",
    "combining": "Z" + "\u0300\u0489\u20dd" * 60 + "algo",
    "tags": "\U000e0001\U000e0041\U000e007f flag \U0001f3f4\U000e0067\U000e0062\U000e007f",
    "astral": "𝔘😀👨\u200d👩\u200d👧 \U0001f1ea\U0001f1fa 𠜎",
    "wide": "﷽" * 40 + "𒐫" * 20,
    "prototype": "__proto__ constructor hasOwnProperty toString",
}


def _run(made, text: str):
    """A run that has a text wherever an article, a system, a metric or a path can bring it in."""
    content = f"Before. {text} After."
    body = f"It says: {text}."
    one = made.article(text, content, text, text)
    claim = made.claim(
        body,
        body,
        "contradicted",
        0.1,
        content,
        (content,),
        (made.Fault(text, text, f"says {text}"),),
        judged=f"{text}!",
    )
    metric = MetricRecord(text, f"{text}|v1", made.HEADER.metrics[1].measures)
    header = type(made.HEADER)(1, text, text, {text: text}, (*made.HEADER.metrics, metric), {text: text}, 1)
    scores = (
        ScoreRecord("support", "scored", {"support": 0.0, "support_mean": 0.1}, text),
        ScoreRecord("extractive", "scored", {"coverage": 0.5, "density": 2.0}, None),
        ScoreRecord(text, "failed", {}, text),
    )
    cases = [made.case(one, "SUMMARY", body, (claim,), system, scores) for system in (text, "calm")]
    return [header, one, *cases, BadInputRecord(text, 1, 1, text), FooterRecord(1, 2, 4, 0, 0, 2, 1)]


def _bare(page, selector: str) -> str:
    """What an element shows, without the signs that the page itself adds."""
    return page.locator(selector).first.evaluate(
        "one => { const copy = one.cloneNode(true); copy.querySelectorAll('[aria-hidden=true]').forEach(sign => sign.remove()); return copy.textContent; }"
    )


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in CORPUS.items()])
def test_text_stays_text(text: str, visit, made) -> None:
    """It is read back letter for letter in the list, the title, the block, CONTENT and the panel; nothing of it is markup."""
    page = visit(_run(made, text))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert text == _bare(page, ".list .title a")
    lost = {"\0": "", "\r": ""}  # what HTML cannot write is told by its code alone
    written = "".join(lost.get(sign, sign) for sign in text)
    assert f"SUMMARY · {written}" in page.locator(".groups .block").all_text_contents()
    assert f"{written}:1:1: {written}" == page.locator("section.notice li").text_content()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".title a").first.click()
    page.wait_for_selector("[data-claim]")
    page.locator("[data-claim]").hover()

    assert text == _bare(page, "h1")
    assert f"It says: {text}." == _bare(page, ".blocks .text")
    assert f"Before. {text} After." == _bare(page, ".source .text")
    assert f"Before. {text} After." == page.locator(".detail blockquote .quoted").text_content()
    assert f"says {text}" in page.locator(".detail .finding").text_content()
    assert [text] == page.locator(".claim u").all_text_contents()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert 0 == page.locator("main :is(script, img, style, iframe, form, object, link, meta, base, b)").count()
    assert 0 == page.locator("a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i]").count()
    assert page.evaluate("Object.keys(Object.prototype).length") == 0


def test_a_megabyte_without_a_blank(visit, made) -> None:
    """A word of a million letters in CONTENT and one of a hundred thousand in a block: shown, wrapped, lit, within the page."""
    content = "x" * 1_000_000 + " The needle. " + "y" * 1000
    text = "z" * 100_000
    one = made.article("a.txt", content, "w" * 10_000)
    claim = made.claim(text, text, "unsupported", 0.1, content, ("The needle.",))
    page = visit(
        [made.HEADER, one, made.case(one, "SUMMARY", text, (claim,)), FooterRecord(1, 1, 1, 0, 0, 0, 0)],
        "#a=0",
        viewport={"width": 700, "height": 700},
    )
    page.locator("[data-claim]").focus()

    assert ["The needle."] == page.locator("[data-evidence-for]").all_text_contents()
    assert 1_001_013 == len(page.locator(".source .text").text_content())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_million_letters_beyond_the_basic_plane(visit, made) -> None:
    """CONTENT of a megabyte, astral letters in it, still lights exactly its passage."""
    content = "😀 word and word.\n" * 60_000 + "The needle."
    one = made.article("a.txt", content, "Large")
    claim = made.claim("The needle.", "The needle.", "supported", 0.9, content, ("The needle.",))
    page = visit(
        [made.HEADER, one, made.case(one, "SUMMARY", "The needle.", (claim,)), FooterRecord(1, 1, 1, 0, 0, 0, 0)],
        "#a=0",
    )
    page.locator("[data-claim]").hover()

    assert ["The needle."] == page.locator("[data-evidence-for]").all_text_contents()


EVERYTHING = " ".join(text for name, text in CORPUS.items() if name not in {"line ends", "controls"})


def test_a_comparison_of_hostile_runs(made, look, tmp_path) -> None:
    """Text of the older run, shown beside that of the newer one, stays text as well."""
    text = EVERYTHING
    old, new = _run(made, text), _run(made, text)
    case = old[2]
    old[2] = type(case)(
        **{name: getattr(case, name) for name in case.__struct_fields__}
        | {"claims": (type(case.claims[0])(**_fields(case.claims[0]) | {"id": "old", "verdict": "supported", "probability": 0.9}),)}
    )  # fmt: skip
    page = look(made.write(tmp_path, new, against=made.run_file(tmp_path, old, "old.jsonl")))
    shown = "".join(sign for sign in text if sign not in "\0\r")
    assert f"It says: {shown}." in page.locator(".changelist .quoted").first.text_content()
    assert f"before: It says: {shown}." == page.locator(".changelist .was").first.text_content()
    page.locator(".title a").click()
    page.wait_for_selector("[data-claim]")
    page.locator("[data-claim]").first.click()
    assert f"“It says: {text}.”" in page.locator(".changed").text_content()
    assert 0 == page.locator("main :is(script, img, style, iframe, form, object, link, meta, base, b)").count()


def _fields(record) -> dict:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_a_sample_of_hostile_text(made, look, tmp_path) -> None:
    """The page that asks for labels shows text true, and saves it so."""
    from evalkit.report.labelling import write_labelling
    from evalkit.sampling import draw

    run = made.run_file(tmp_path, _run(made, EVERYTHING))
    write_labelling(draw(run, 1), tmp_path / "sample.html")
    page = look(tmp_path / "sample.html", ready="[data-claim]")

    assert f"It says: {EVERYTHING}." == page.locator("[data-claim]").text_content()
    assert f"Before. {EVERYTHING} After." == page.locator(".source .text").text_content()
    assert 0 == page.locator("main :is(script, img, style, iframe, form, object, link, meta, base, b)").count()
