"""The page that asks for labels: one claim at a time, by pointer and by key; blind; what it saves."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

import evalkit
from evalkit.report.labelling import write_labelling
from evalkit.sampling import draw, encode_row

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def page(made: Any, look: Any, tmp_path: Path) -> Any:
    """The page of a sample of eleven claims: two chunks."""
    sample = draw(made.run_file(tmp_path, made.large(3, 300)), 11)
    (tmp_path / "sample.jsonl").write_bytes(b"".join(encode_row(one.row) for one in sample.drawn))
    write_labelling(sample, tmp_path / "sample.html")
    return look(tmp_path / "sample.html", ready="[data-claim]")


def _rows(tmp_path: Path) -> list[dict]:
    return [json.loads(line) for line in (tmp_path / "sample.jsonl").read_text("utf-8").splitlines()]


def _saved(page: Any, folder: Path) -> list[dict]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save").click()
    waiting.value.save_as(folder / "labels.jsonl")
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]


def test_a_claim_is_asked_in_its_block_beside_the_article(page, tmp_path: Path) -> None:
    """The claim is marked in its block, CONTENT stands beside it, and passages are shown only when they are asked for."""
    row = _rows(tmp_path)[0]
    assert [row["summary"]] == page.locator("[data-claim]").all_text_contents()
    assert row["content"] == page.locator(".source .text").text_content()
    assert 0 == page.locator(".source mark").count()
    page.keyboard.press("e")
    assert 3 == page.locator(".source mark").count()


def test_the_page_is_blind(page, tmp_path: Path) -> None:
    """Nothing in the file, unpacked, is a verdict, a probability of support or a system."""
    assert page.locator("[data-claim]").is_visible()
    chunks = re.findall(r'data-chunk="\d+">([^<]*)<', (tmp_path / "sample.html").read_text("utf-8"))
    unpacked = "".join(gzip.decompress(base64.b64decode(one)).decode() for one in chunks)
    keys = {key for item in json.loads(gzip.decompress(base64.b64decode(chunks[0]))) for key in (*item, *item["row"])}

    assert 2 == len(chunks)
    assert not {"verdict", "probability", "system", "tier", "votes", "findings", "case", "path"} & keys
    assert not any(f'"{word}"' in unpacked for word in ("supported", "unsupported", "contradicted", "abstained"))
    assert "inclusion_probability" in unpacked


def test_labels_by_key_and_by_pointer(page, tmp_path: Path) -> None:
    """Each answer goes on to the next claim; what was labelled is told, can be changed, and is saved with its chance."""
    page.keyboard.press("y")
    page.get_by_role("button", name="Not supported").click()
    page.keyboard.press("u")
    page.get_by_text("Claim 4 of 11; 3 labelled").wait_for()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.get_by_text("Claim 2 of 11").wait_for()
    assert "true" == page.get_by_role("button", name="Not supported").get_attribute("aria-pressed")
    page.keyboard.press("y")
    page.get_by_text("Claim 3 of 11").wait_for()
    rows = _saved(page, tmp_path)

    assert [1, 1, None] == [row["label"] for row in rows]
    assert [
        row | {"label": label, "position": n + 1, "drawn": 11}
        for n, (row, label) in enumerate(zip(_rows(tmp_path), [1, 1, None], strict=False))
    ] == rows


def test_saved_labels_are_an_input_of_evalkit(page, tmp_path: Path) -> None:
    """The file of labels is read as it is."""
    page.keyboard.press("y")
    page.get_by_text("Claim 2 of 11").wait_for()
    page.keyboard.press("n")
    page.get_by_text("Claim 3 of 11").wait_for()
    _saved(page, tmp_path)
    run = evalkit.run(str(tmp_path / "labels.jsonl"), metrics=["extractive"], cache=False)

    assert [row["summary"] for row in _rows(tmp_path)[:2]] == [case.text for case in run.cases]


def test_labels_outlive_the_page_and_the_address_names_a_claim(page) -> None:
    """Labels are kept by the browser; the address leads back to the claim; the last one stays where it is."""
    page.keyboard.press("n")
    page.get_by_text("Claim 2 of 11; 1 labelled").wait_for()
    page.reload()
    page.get_by_text("Claim 2 of 11; 1 labelled").wait_for()
    page.evaluate("location.hash = '#n=11'")
    page.get_by_text("Claim 11 of 11").wait_for()
    page.keyboard.press("y")
    page.get_by_text("Claim 11 of 11; 2 labelled").wait_for()


def test_the_page_is_accessible(page) -> None:
    """No violation that axe-core can tell, with passages shown and with none."""
    from axe_playwright_python.sync_playwright import Axe

    for _ in range(2):
        response = (
            Axe()
            .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
            .response
        )
        assert [] == [(one["id"], one["nodes"][0]["html"]) for one in response["violations"]]
        page.keyboard.press("e")
