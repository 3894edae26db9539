"""The report of a run beside an older one: what changed, claim by claim, by how much, and both versions of a summary in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from evalkit.report.html import write_html
from evalkit.runfile import FooterRecord, MetricRecord, ScoreRecord

browser = pytest.mark.browser
pytestmark = pytest.mark.once

CONTENT = "The council voted nine to four. The bridge opens in May. The cost is high."
NEW = "The council voted nine to five. The bridge opens in May."
OLD = "The council voted nine to four. The bridge opens in June. The cost is high."


def _records(made: Any, text: str, claims: list[tuple[str, str]], support: float, signature: str = "s|v1") -> list:
    one = made.article("a.txt", CONTENT, "Council")
    told = tuple(
        made.claim(text, words, verdict, 0.9 if verdict == "supported" else 0.1, CONTENT, ("The bridge opens in May.",))
        for words, verdict in claims
    )
    header = msgspec.structs.replace(
        made.HEADER, metrics=(MetricRecord("support", signature, made.HEADER.metrics[0].measures),)
    )
    scores = (ScoreRecord("support", "scored", {"support": support, "unsupported_rate": 0.0}, None),)
    return [header, one, made.case(one, "SUMMARY", text, told, scores=scores), FooterRecord(1, 1, 1, 0, 0, 0, 0)]  # fmt: skip


@pytest.fixture
def compared(made: Any, tmp_path: Path) -> Path:
    new = _records(
        made, NEW, [("The council voted nine to five.", "contradicted"), ("The bridge opens in May.", "supported")], 0.5
    )
    old = _records(
        made, OLD,
        [("The council voted nine to four.", "supported"), ("The bridge opens in June.", "unsupported"), ("The cost is high.", "supported")],
        0.667,
    )  # fmt: skip
    target = tmp_path / "report.html"
    write_html(made.run_file(tmp_path, new, "new.jsonl"), target, against=made.run_file(tmp_path, old, "old.jsonl"))
    return target


@browser
def test_what_changed_stands_first(compared: Path, look) -> None:
    """The page opens with the counts by kind, the differences of scores, and the claims that got worse with their old words."""
    page = look(compared)
    told = page.locator(".changes").inner_text()

    assert (
        "Since the older run: 1 newly unsupported, 1 gone, 1 repaired claims; 1 article in both runs."
        == page.locator("h1").text_content()
    )
    assert [["newly unsupported", "1"], ["gone", "1"], ["repaired", "1"]] == [
        [row.locator("th a").text_content(), row.locator("td").first.text_content()]
        for row in page.locator(".changes table").first.locator("tbody tr").all()
    ]
    assert ["support", "SUMMARY", "0.667", "0.500", "−0.167", "–", "1"] == page.locator(".changes table").nth(
        1
    ).locator("tbody tr").first.locator("th, td").all_text_contents()
    for part in ("The council voted nine to five.", "before: The council voted nine to four.", "✕ contradicted 0.10"):
        assert part in told
    assert "unsupported_rate" in page.locator(".changes .note").text_content()


@browser
def test_a_kind_of_change_leads_to_its_articles(compared: Path, look) -> None:
    """A kind filters the list; the article shows what became of each claim, and the older words beside it."""
    page = look(compared)
    page.get_by_role("link", name="newly unsupported").first.click()
    page.get_by_text("1 of 1 article shown").wait_for()
    assert "newly unsupported" == page.locator("select[data-key=change]").input_value()
    page.locator(".title a").click()
    page.wait_for_selector("[data-claim]")
    assert ["newly unsupported", "repaired"] == page.locator(".sign .change").all_text_contents()
    assert 1 == page.get_by_role("button", name="newly unsupported, contradicted: The council").count()
    page.locator("[data-verdict=contradicted]").click()

    assert "newly unsupported Before: ✓ supported 0.90 “The council voted nine to four.”" == page.locator(
        ".changed"
    ).inner_text().replace("\n", " ")


@browser
def test_both_versions_stand_in_one_place(compared: Path, look) -> None:
    """The older summary takes the place of the newer one, with what is gone; it has no buttons to agree with."""
    page = look(compared, "#a=0")
    assert ["now", "before"] == [text.split()[0] for text in page.locator(".versions button").all_text_contents()]
    page.keyboard.press("s")
    assert ["newly unsupported", "repaired", "gone"] == page.locator(".sign .change").all_text_contents()
    page.locator("[data-verdict=supported]").first.click()

    assert "Now: ✕ contradicted 0.10" in page.locator(".changed").text_content()
    assert 0 == page.locator(".agree").count()


def test_another_judge_is_told(made: Any, tmp_path: Path) -> None:
    """Where the numbers were made in another way, the page says so and shows no difference of scores."""
    claims = [("The bridge opens in May.", "supported")]
    new = made.run_file(tmp_path, _records(made, NEW, claims, 1.0, "s|v2"), "new.jsonl")
    old = made.run_file(tmp_path, _records(made, NEW, claims, 1.0, "s|v1"), "old.jsonl")
    write_html(new, tmp_path / "report.html", against=old)
    text = (tmp_path / "report.html").read_text("utf-8")

    assert "support was computed in another way, so its numbers are not compared: s|v1 before, s|v2 now." in text
    assert "a change of verdict may be the judge" in text
    assert "Bold where the interval" not in text
    assert "Since the older run: no claim changed; 1 article in both runs." in text
