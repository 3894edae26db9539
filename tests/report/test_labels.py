"""The reader's own labels: given, kept, taken back, saved as JSONL that evalkit reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evalkit
from evalkit.report.html import write_split

pytestmark = [pytest.mark.browser, pytest.mark.once]


def _press(page, verdict: str, name: str) -> None:
    claim = page.locator(f"[data-verdict={verdict}]")
    if claim.get_attribute("aria-pressed") == "false":
        claim.click()
    page.locator(".detail").get_by_role("button", name=name, exact=True).click()


def _saved(page, folder: Path) -> list[dict]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save").click()
    target = folder / "labels.jsonl"
    waiting.value.save_as(target)
    assert "labels.jsonl" == waiting.value.suggested_filename
    return [json.loads(line) for line in target.read_text("utf-8").split("\n")[:-1]]


def test_labels_are_saved(article, made, tmp_path: Path) -> None:
    """Agreeing with a refusal is the label 0, disagreeing with support too; an abstained claim is said to be one or the other."""
    _press(article, "contradicted", "I agree")
    _press(article, "supported", "I disagree")
    _press(article, "unsupported", "I disagree")
    _press(article, "abstained", "It is supported")
    rows = _saved(article, tmp_path)

    assert [
        ("contradicted", 0, True),
        ("supported", 0, False),
        ("unsupported", 1, False),
        ("abstained", 1, None),
    ] == [(row["verdict"], row["label"], row["agrees"]) for row in rows]
    assert {
        "article": "a.txt#1", "title": "First " + made.HOSTILE, "published": "2025-01-01", "content": made.CONTENT,
        "summary": "Nobody swam.", "system": "one", "label": 1, "agrees": False,
        "claim": f"id-{made.span(made.SUMMARY, 'Nobody', made.S)[0]}-unsupported", "case": "a.txt#1:SUMMARY:one", "block": "SUMMARY",
        "path": "a.txt", "line": 6, "column": 1 + made.span(made.SUMMARY, "Nobody", made.S)[0], "judged_text": "Nobody swam.",
        "verdict": "unsupported", "probability": 0.2, "tier": "checks", "inclusion_probability": None,
        "signature": "support(model='m@1')|v1",
    } == rows[2]  # fmt: skip


def test_saved_labels_are_an_input_of_evalkit(article, tmp_path: Path) -> None:
    """The file of labels is read as it is: its columns are evalkit's own."""
    _press(article, "supported", "I agree")
    _press(article, "unsupported", "I agree")
    _saved(article, tmp_path)
    run = evalkit.run(str(tmp_path / "labels.jsonl"), metrics=["extractive"], cache=False)

    assert ["It was mended in May, he said.", "Nobody swam."] == [case.text for case in run.cases]


def test_labels_by_key_and_taken_back(article) -> None:
    """a agrees, d disagrees with the claim that is kept; the same again takes the label back."""
    article.locator("[data-verdict=contradicted]").click()
    article.keyboard.press("d")
    assert "true" == article.get_by_role("button", name="I disagree", exact=True).get_attribute("aria-pressed")
    article.keyboard.press("a")
    assert "true" == article.get_by_role("button", name="I agree", exact=True).get_attribute("aria-pressed")
    assert 1 == article.get_by_role("button", name="Save 1 label").count()
    article.get_by_role("button", name="I agree", exact=True).click()
    assert 0 == article.get_by_role("button", name="Save").count()


def test_labels_outlive_the_page(article) -> None:
    """Labels are kept for this run until they are discarded, which asks first."""
    _press(article, "contradicted", "I agree")
    article.reload()
    article.wait_for_selector("[data-claim]")
    article.wait_for_selector("[data-claim][aria-pressed=true]")
    assert "true" == article.get_by_role("button", name="I agree", exact=True).get_attribute("aria-pressed")
    article.get_by_role("button", name="Discard").click()
    article.get_by_role("button", name="Discard all: sure?").click()
    assert 0 == article.get_by_role("button", name="Save").count()
    assert "false" == article.get_by_role("button", name="I agree", exact=True).get_attribute("aria-pressed")


def test_what_was_not_judged_has_no_label(article) -> None:
    """A claim without a verdict offers nothing to agree with."""
    article.get_by_role("button", name="<i>two</i>").click()
    article.locator("[data-claim]").first.click()

    assert 0 == article.locator(".agree").count()


def test_labels_are_those_of_their_page(made, look, tmp_path: Path) -> None:
    """Pages of one run number their articles anew: labels given on one are not taken for labels on another."""
    write_split(made.run_file(tmp_path, made.large(6, 300)), tmp_path / "pages", size=3)
    page = look(tmp_path / "pages" / "articles-0001.html", "#a=2")
    page.locator("[data-claim]").first.click()
    page.locator(".agree button").first.click()
    page.get_by_role("button", name="Save 1 label").wait_for()
    page.goto((tmp_path / "pages" / "articles-0002.html").as_uri() + "#a=2")
    page.wait_for_selector("[data-claim]")
    assert 0 == page.get_by_role("button", name="Save").count()
    page.goto((tmp_path / "pages" / "articles-0001.html").as_uri() + "#a=2")
    page.get_by_role("button", name="Save 1 label").wait_for()
