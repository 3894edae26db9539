"""The report of a real run, over the seeds, driven as a reader does: from the headline to the word and back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.once]

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Path:
    """The folder that `evalkit run seeds` writes."""
    folder = tmp_path_factory.mktemp("seeds")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EVALKIT")}
    subprocess.run(
        [sys.executable, "-m", "evalkit", "run", str(SEEDS), "--quiet", "--cache", str(warm), "--out", str(folder / "out")],
        check=True, capture_output=True, timeout=300, env=kept | {"HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    return folder / "out" / "report.html"


def _read(page, selector: str) -> list[str]:
    return page.locator(selector).all_text_contents()


def test_from_the_headline_to_the_wrong_word(report: Path, look) -> None:
    """A count leads to the articles, a title to the article; a claim lights its sentence, and the wrong number is underlined on
    both sides with its reason under it; its place is there to copy."""
    page = look(report)
    page.locator(".groups a.v-contradicted").first.click()
    page.get_by_label("Search titles, paths and summaries").fill("rail strike")
    page.locator(".title a").click()
    page.wait_for_selector("[data-claim]")
    claim = page.locator("[data-verdict=contradicted]", has_text="4.8%")
    claim.hover()

    assert ["3.7%"] == claim.locator("u.fault").all_text_contents()
    assert ["3.1%"] == _read(page, ".source u.against")
    assert "The company has offered a rise of 4.8% this year and 3.1% next year" in "".join(
        _read(page, ".source mark:not(.lesser)")
    )
    assert ["says 3.7%, the article says 3.1%"] == _read(page, ".reason")
    assert "09-rail-strike.txt:8:4" in page.locator(".detail").text_content()
    assert "such findings were right in" in page.locator(".detail .finding").first.text_content()
    assert "Such verdicts were right in" in page.locator(".detail .measured").text_content()


def test_highlights_lead_to_where_they_were_taken_from(report: Path, look) -> None:
    """A number in CONTENT keeps its highlight; the panel tells how it was taken, and the key facts that no block tells light up."""
    page = look(report, "#q=rail+strike&a=8")
    numbers = page.locator(".source .came").evaluate_all("all => all.map(one => one.dataset.nth)")
    assert sorted(numbers) == ["1", "2", "3", "4"]
    page.locator(".source .came[data-nth='3']").first.click()
    page.wait_for_selector("[data-claim][aria-pressed=true]")
    assert "Transport Minister" in page.locator("[data-claim][aria-pressed=true]").text_content()
    assert "words in a row at most" in page.locator(".detail").text_content()
    page.evaluate("location.hash = '#a=0'")
    page.locator("summary", has_text="of the article not told").click()
    page.locator(".passage").first.click()
    assert _read(page, ".passage")[0] == "".join(_read(page, ".source mark"))


def test_a_point_of_the_scatter_leads_to_its_block(report: Path, look) -> None:
    """The least faithful block stands first, and its link opens its article."""
    page = look(report)
    assert 2 == page.locator("svg.plot").count()
    title = page.locator(".told a").text_content().rstrip("…")
    page.locator(".told a").click()
    page.wait_for_selector("[data-claim]")
    assert page.locator("h1").text_content().startswith(title)


def test_each_measure_says_how_much_it_saw(report: Path, look) -> None:
    """One click from the numbers stand the signatures, the share of CONTENT that was seen, and what verdicts are worth."""
    page = look(report)
    page.locator(".making > summary").click()
    told = page.locator(".making").inner_text()

    assert 7 == told.count("Share of CONTENT seen: 100%")
    for part in ("support(model='evalkit-mini@", "threshold=0.5", "contradicted", "seed 12345", "onnxruntime"):
        assert part in told
    assert page.locator(".reliability tbody tr").count() > 10
