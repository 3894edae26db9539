"""Markdown of a run: what it tells, that text of articles stays text in it, and that it keeps within its limit."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evalkit.comparison import comparison
from evalkit.overview import overview
from evalkit.report.markdown import code, markdown, write_markdown
from evalkit.report.terminal import clean
from evalkit.runfile import FooterRecord, stream

PARSER = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def _tokens(text: str) -> list:
    found = []
    for token in PARSER.parse(text):
        found += [token, *(token.children or [])]
    return found


def _spans(text: str) -> list[str]:
    return [token.content for token in _tokens(text) if token.type == "code_inline"]


OURS = {
    "<br>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<details><summary>How these numbers were made</summary>",
}


def _strangers(text: str) -> list[str]:
    """What a reader of Markdown would take for HTML, a link or an image, but for what the report writes itself."""
    return [
        token.content or token.type
        for token in _tokens(text)
        if token.type in {"html_inline", "html_block", "link_open", "image"} and token.content.strip() not in OURS
    ]


def test_it_tells_the_run(made) -> None:
    """Headline, numbers, a row by block and system, findings, troubles, the worst claims with reason and evidence, how it was made."""
    text = markdown(overview(made.records()))

    for line in (
        "## 1 of 2 summaries has a claim that was not found in the article; 1 claim found to contradict it; 1 score failed; 1 input could not be read.",
        "| block | system | supported | contradicted | unsupported | abstained | not judged | support | 95% interval | n | not scored |",
        "| SUMMARY | `one` | 2 | 1 | 1 | 1 | 0 | 0.416 | – | 2 | – |",
        "| HIGHLIGHTS | `<i>two</i>` | 0 | 0 | 0 | 0 | 1 | – | – | 0 | 1 failed |",
        "Findings: 3 number",
        "- `support` failed on 1 block: `<b>it broke</b>`",
        "- `<b>bad</b>.txt:3:7` `no </script> here`",
        "- ✕ **contradicted** 0.02 `a.txt:6:105` `says £3.9m, the article says £2.4m; wide <b>fault</b>`<br>",
        "  `The article says that the bridge cost £3.9m.`<br>",
        "  evidence at 20:7: `The bridge cost £2.4m, the mayor said.`",
        "- `support|v1#99681bb4` `support(model='m@1')|v1`",
    ):
        assert line in text.split("\n")
    assert [] == _strangers(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain", "`plain`", id="plain"),
        pytest.param("a `b` c", "``a `b` c``", id="backticks inside"),
        pytest.param("`", "`` ` ``", id="a backtick alone"),
        pytest.param("```", "```` ``` ````", id="a fence"),
        pytest.param("a\n\nb\tc", "`a b c`", id="line ends"),
        pytest.param("a\u202eb\x1b[31m", "`a\ufffdb\ufffd[31m`", id="controls"),
        pytest.param("", "(empty)", id="nothing"),
        pytest.param("x" * 310, "`" + "x" * 300 + "…` (10 characters more)", id="long"),
    ],
)
def test_code(text: str, expected: str) -> None:
    """A code span holds its text whole, whatever backticks are in it, on one line, shortened where it is very long."""
    assert expected == code(text)


@given(st.text(max_size=80))
def test_code_is_read_back(text: str) -> None:
    """A reader of Markdown gets the text back, and nothing but a code span, alone and in a table's cell."""
    flat = clean(text)
    if not flat:
        return
    assert [flat] == _spans(code(text))
    table = "| a |\n|---|\n| " + code(text).replace("|", "\\|") + " |"
    assert [flat] == _spans(table) or "\\" in flat  # GFM has no way to tell `\\|` in a cell from an escaped bar


HOSTILE = [
    "[link](https://x.example) ![image](https://x.example/a.png) <https://x.example> https://x.example",
    "@everyone #12 owner/repo#3 :+1: **bold** _em_ ~~gone~~ # head",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- --> &lt;b&gt;",
    "| a | b |\n|---|---|\n| c | d |",
    "```\nfence\n``` `` ` ~~~ \\` \\|",
    "- [ ] task\n\n1. list\n> quote\n    code\n***\n===",
    "</details></summary>",
    "$x$ $$y$$ \u202egnorw \x07",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str, made) -> None:
    """Wherever an article brings it in, text is a code span that reads back, and the tables keep their cells."""
    one = made.article(text, f"Before. {text} After.", text)
    body = f"It says: {text}"
    claim = made.claim(
        body, body, "contradicted", 0.1, one.content.text, (one.content.text,), (made.Fault(text, text, text),)
    )
    run = [made.HEADER, one, made.case(one, "SUMMARY", body, (claim,), text), FooterRecord(1, 1, 1, 0, 0, 0, 0)]
    found = markdown(overview(run))
    rows = [token for token in _tokens(found) if token.type == "tr_open"]

    assert [] == _strangers(found)
    assert {clean(body), clean(one.content.text), clean(text)} <= set(_spans(found)) or "\\" in text
    assert 2 == len(rows)


def test_it_keeps_within_its_limit(made) -> None:
    """Where all does not fit, claims are left out at the end and counted."""
    found = overview(made.large(60, 200), worst=200)
    faulty = sum(counts[name] for counts in found.verdicts.values() for name in ("contradicted", "unsupported"))
    whole, part = markdown(found, limit=10**9), markdown(found, limit=8_000)
    listed = part.count("\n- ✕") + part.count("\n- ?")

    assert faulty == whole.count("\n- ✕") + whole.count("\n- ?")
    assert len(part) <= 8_000
    assert 0 < listed < faulty
    assert f"- and {faulty - listed} more: the HTML report has all" in part


def test_what_changed(made, tmp_path: Path) -> None:
    """Beside an older run it opens with what changed: kinds, differences of scores, and what got worse with its older words."""
    old = made.run_file(tmp_path, made.records(), "old.jsonl")
    new_records = [
        msgspec.structs.replace(
            one, claims=tuple(msgspec.structs.replace(claim, verdict="unsupported", probability=0.3) if claim.verdict == "supported" else claim for claim in one.claims)
        )
        if getattr(one, "claims", ()) else one
        for one in made.records()
    ]  # fmt: skip
    new = made.run_file(tmp_path, new_records, "new.jsonl")
    target = tmp_path / "summary.md"
    write_markdown(overview(stream(new)), target, comparison(new, old))
    text = target.read_text("utf-8")

    assert text.startswith("## Since the older run: 2 newly unsupported claims; 2 articles in both runs.")
    assert "| newly unsupported | was supported or not judged, is now unsupported or contradicted | 2 |" in text
    assert "- **newly unsupported**: ? unsupported" in text
    assert [] == _strangers(text)
