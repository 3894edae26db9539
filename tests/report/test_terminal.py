"""What reaches a terminal or a pipe."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from evalkit.overview import overview
from evalkit.report.terminal import clean, print_overview
from evalkit.runfile import (
    ArticleRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
)

CLEAN = {
    "plain": ("naïve – “text”", "naïve – “text”"),
    "lines": ("a\n\n b\r\nc", "a b c"),
    "escape": ("\x1b[31mred\x1b]0;t\x07", "�[31mred�]0;t�"),
    "C1 controls": ("a\x9b31m", "a�31m"),
    "bidi": ("\u202eabc", "�abc"),
    "joined emoji": ("👩\u200d🚀", "👩\u200d🚀"),
    "invisible signs": ("soft\u00adly zero\u200bwidth\ufeff", "softly zerowidth"),
    "lone surrogate": ("a\udce9", "a�"),
}


@pytest.mark.parametrize(("text", "expected"), CLEAN.values(), ids=CLEAN)
def test_clean(text: str, expected: str) -> None:
    """Nothing that drives a terminal is left of a text; what people read is."""
    assert expected == clean(text)


def _run(text: str, evidence: str) -> list[Record]:
    measure = MeasureRecord("support", 0.0, 1.0, "share", "higher", "")
    claim = ClaimRecord(
        "c", text, text, text, 0, len(text), 7, 3, (), "unsupported", 0.25, "alignment", (),
        (EvidenceRecord(evidence, 0, 1, 20, 5, 0.5),), (),
    )  # fmt: skip
    return [
        HeaderRecord(1, "0.1.0", "", {}, (MetricRecord("support", "s", (measure,)),), {}, 1),
        ArticleRecord("a.txt#1", "a.txt", 1, "0", "", "", "", "", ContentRecord(evidence, 0, 1), ((0, 1),)),
        CaseRecord("a.txt#1:SUMMARY", "a.txt#1", "SUMMARY", None, "a.txt", 7, 3, text, 0, 1, (claim,),
                   (ScoreRecord("support", "scored", {"support": 0.0}, None),)),
        FooterRecord(1, 1, 1, 0, 0, 0, 0),
    ]  # fmt: skip


def _printed(text: str, evidence: str, *, terminal: bool) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=80, no_color=True, highlight=False, markup=False)
    print_overview(overview(iter(_run(text, evidence))), console)
    return file.getvalue()


def test_a_pipe_cuts_nothing() -> None:
    """In a pipe a claim of 50,000 letters stands in full, on one line with its place, verdict and probability."""
    text, evidence = "x" * 50_000, "y" * 50_000
    lines = _printed(text, evidence, terminal=False).splitlines()

    assert f"? a.txt:7:3 unsupported 0.25 alignment finds too little of it in the article: {text}" in lines
    assert f"    20:5 {evidence}" in lines


def test_a_terminal_shows_two_rows() -> None:
    """On a terminal each of the two lines takes two rows at most."""
    lines = _printed("word " * 1000, "other " * 1000, terminal=True).splitlines()
    worst = lines[next(n for n, line in enumerate(lines) if "Worst claims" in line) + 1 :]

    assert len(worst) <= 4


def test_markup_in_text_is_text() -> None:
    """Square brackets in an article are no styles."""
    assert "[red]x[/red]" in _printed("[red]x[/red]", "[b]", terminal=False)


HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202etxet\r\nnext\x00 [link=http://x.example]x[/link]"


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_text_of_articles_drives_no_terminal(terminal: bool) -> None:
    """No escape, control or direction sign of a claim or its evidence reaches the output, coloured or not."""
    printed = _printed(HOSTILE, HOSTILE, terminal=terminal)

    assert "owned" in printed
    assert not set("\x07\x9b\u202e\r\x00") & set(printed)
    assert "\x1b[2J" not in printed
    assert "\x1b]" not in printed
    assert terminal or "\x1b" not in printed


def test_a_metric_that_has_nothing_on_a_block_is_one_row() -> None:
    """An audit of highlights is told once not to apply to summaries, not once a measure."""
    measures = tuple(MeasureRecord(name, 0.0, 1.0, "share", "higher", "") for name in ("one", "two"))
    case = CaseRecord("a.txt#1:SUMMARY", "a.txt#1", "SUMMARY", None, "a.txt", 7, 3, "x", 0, 1, (), (ScoreRecord("audit", "not_applicable", {}, "why"),))  # fmt: skip
    records = [
        HeaderRecord(1, "0.1.0", "", {}, (MetricRecord("audit", "s", measures),), {}, 1),
        *_run("x", "x")[1:2], case, msgspec.structs.replace(case, id="b", block="HIGHLIGHTS", scores=(ScoreRecord("audit", "scored", {"one": 1.0, "two": 0.0}, None),)),
        FooterRecord(1, 2, 1, 0, 1, 0, 0),
    ]  # fmt: skip
    file = io.StringIO()
    print_overview(overview(iter(records), worst=0), Console(file=file))
    rows = [line.split() for line in file.getvalue().splitlines() if "SUMMARY" in line or "HIGHLIGHTS" in line]

    assert [
        ["audit", "–", "SUMMARY", "–", "–", "0", "1", "not", "applicable"],
        ["one", "HIGHLIGHTS"],
        ["two", "HIGHLIGHTS"],
    ] == [row if "SUMMARY" in row else row[:2] for row in rows]
