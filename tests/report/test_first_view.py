"""The report's first view: how it went, by system and block, what was not scored, findings, measures, how all was made."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from evalkit.overview import overview
from evalkit.report.front import first_view
from evalkit.report.headline import headline
from evalkit.runfile import CaseRecord, FooterRecord, ReliabilityRecord, ScoreRecord

browser = pytest.mark.browser


@browser
def test_the_headline_says_how_it_went(visit) -> None:
    """One sentence counts the blocks with a claim that does not stand, the contradictions, the failures and the bad inputs."""
    page = visit()

    assert (
        "1 of 2 summaries has a claim that was not found in the article; 1 claim found to contradict it; 1 score failed;"
        " 1 input could not be read." == page.locator("h1").text_content()
    )
    assert (
        "2 articles, 5 blocks; 2 of 4 judged claims supported; 1 contradicted; 1 unsupported; 1 claim not judged, with a reason;"
        " 1 score failed; 1 input could not be read." == page.locator(".lead").text_content()
    )
    assert "<b>bad</b>.txt:3:7: no </script> here" in page.locator("main").text_content()


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        pytest.param((), "No claim was judged.", id="no claim"),
        pytest.param(("abstained",), "No claim was judged.", id="abstained"),
        pytest.param(
            ("supported",), "The article supports every claim that was judged, in 1 summary.", id="all supported"
        ),
        pytest.param(
            ("supported", "unsupported"),
            "1 of 1 summary has a claim that was not found in the article.",
            id="one does not stand",
        ),
    ],
)
def test_the_headline_claims_no_more_than_was_judged(keep: tuple[str, ...], expected: str, made) -> None:
    """The sentence follows from the verdicts that there are."""
    one = made.article("a.txt", made.CONTENT, "A")
    case = next(record for record in made.records() if isinstance(record, CaseRecord) and record.article == one.id)
    claims = tuple(claim for claim in case.claims if claim.verdict in keep)
    found = overview(
        [made.HEADER, one, made.case(one, "SUMMARY", made.SUMMARY, claims), FooterRecord(1, 1, 1, 0, 0, 0, 0)]
    )

    assert expected == headline(found)


@browser
def test_each_block_kind_and_system_has_its_counts(visit) -> None:
    """A row tells the claims by verdict, the supported share, and the blocks that have no score."""
    rows = visit().locator(".groups tbody tr").all()

    assert [
        ["HIGHLIGHTS · <i>two</i>", "· 1 not judged", "–", "–", "1 failed"],
        ["SUMMARY · one", "✓ 2 supported ✕ 1 contradicted ? 1 unsupported – 1 abstained", "0.416", "–", "–"],
        ["HIGHLIGHTS · one", "no claim", "–", "–", "1 not applicable"],
        ["SUMMARY · two", "no claim", "–", "–", "1 abstained"],
    ] == [
        [" ".join(cell.text_content().split()) for cell in row.locator("th, td:not(.wide)").all()] for row in rows
    ]  # fmt: skip


@browser
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
    assert "support failed on 1 block: <b>it broke</b>" in page.locator("main").text_content()


@browser
def test_measures_that_only_describe_are_apart(visit) -> None:
    """A metric whose measures have no better end stands in the quieter group, and is said to be no score of truth."""
    page = visit()

    assert "extractive" in page.locator(".quiet").text_content()
    assert "support" not in page.locator(".quiet h2, .quiet summary").all_text_contents()
    assert "not whether it is true" in page.locator(".quiet").text_content()


@browser
def test_how_numbers_were_made_is_one_click_away(visit) -> None:
    """Signature, versions, settings, seed, and how right such verdicts were when measured."""
    page = visit()
    page.locator(".making > summary").click()
    told = page.locator(".making").inner_text()

    for part in ("support(model='m@1')|v1", "seed 12345", "python 3", "limit = null"):
        assert part in told


@browser
def test_a_count_leads_to_its_articles(visit) -> None:
    """A verdict's count and a finding's name narrow the list to their articles; one button undoes it."""
    page = visit()
    page.get_by_role("link", name="✕ 1 contradicted").click()
    page.get_by_text("1 of 1 article shown, 1 filtered out").wait_for()
    assert "contradicted" == page.get_by_label("with a claim that is").input_value()
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_text("2 of 2 articles shown").wait_for()
    page.locator(".findings a", has_text="number").click()
    page.get_by_text("1 of 1 article shown, 1 filtered out").wait_for()


def _scored(made, values: list[dict[str, float]]) -> list:
    records = [made.HEADER]
    for n, value in enumerate(values):
        one = made.article(f"{'a' * (n + 1)}.txt", made.CONTENT, f"Article {n}")
        scores = tuple(
            ScoreRecord(metric, "scored", {name: number for name, number in value.items() if (name in {"coverage", "density"}) == (metric == "extractive")}, None)
            for metric in ("support", "extractive")
        )  # fmt: skip
        claim = made.claim("It rained.", "It rained.", "supported", 0.9, made.CONTENT, ("It rained.",))
        records += [one, made.case(one, "SUMMARY", "It rained.", (claim,), scores=scores)]
    return [*records, FooterRecord(len(values), len(values), 2 * len(values), 0, 0, 0, 0)]


POINTS = [
    {"support": 0.5, "support_mean": 0.61, "coverage": 0.9, "density": 12.0},
    {"support": 1.0, "support_mean": 0.93, "coverage": 0.5, "density": 1.5},
    {"support": 0.0, "support_mean": 0.12, "coverage": 0.7, "density": 3.0},
]


@browser
def test_faithfulness_against_copying(visit, made) -> None:
    """Two plots hold a point a block; stepping tells each with its article, the least faithful first."""
    page = visit(_scored(made, POINTS))
    assert 2 == page.locator("svg.plot").count()
    assert "support 0.12, coverage 0.70, density 3.00" in page.locator(".told").text_content()
    page.get_by_label("Step through the points").press("End")

    assert "support 0.93, coverage 0.50, density 1.50" in page.locator(".told").text_content()
    assert "Article 1, SUMMARY: support 0.93" in page.get_by_label("Step through the points").get_attribute(
        "aria-valuetext"
    )
    page.locator(".told a").click()
    page.locator("h1", has_text="Article 1").wait_for()


@browser
def test_a_point_opens_its_article(visit, made) -> None:
    """A click near a point opens the article that it stands for."""
    page = visit(_scored(made, POINTS))
    page.get_by_label("Step through the points").press("End")
    plot, ring = page.locator("svg.plot").first, page.locator(".ring").first
    box = ring.bounding_box()
    page.get_by_label("Step through the points").press("Home")
    page.mouse.click(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2)
    page.locator("h1", has_text="Article 1").wait_for()
    assert plot.count() == 0


@browser
def test_without_copying_there_is_no_plot(visit) -> None:
    """A run without `extractive` has no scatter, and no empty frame of one."""
    assert not visit().locator("#scatter").is_visible()


def test_blocks_share_one_range(made, tmp_path: Path) -> None:
    """A measure without a bound is drawn over one range in all blocks, so that their distributions compare."""
    one = made.article("a.txt", made.CONTENT, "A")
    cases = [
        made.case(one, block, "", (), scores=(ScoreRecord("extractive", "scored", {"density": value}, None),))
        for block, value in (("SUMMARY", 4.0), ("HIGHLIGHTS", 20.0))
    ]
    found = overview([made.HEADER, one, *cases, FooterRecord(1, 2, 2, 0, 0, 0, 0)])
    drawn = [one for _, one in first_view(found)["telling"]["extractive"]["density"]]

    assert [(0.0, 20.0, 32.5), (0.0, 20.0, 152.5)] == [(one.low, one.high, one.bars[0][0]) for one in drawn]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        pytest.param([None, None], "It does not say how much of CONTENT it sees.", id="told by none"),
        pytest.param([1.0, 1.0], "Share of CONTENT seen: 100% (2 blocks).", id="all of it"),
        pytest.param(
            [1.0, None], "Share of CONTENT seen: 100% (1 block of 2, the others do not say).", id="told by one"
        ),
        pytest.param(
            [1.0, 0.25],
            "Share of CONTENT seen: 62.5% of its sentences on average, 25.0% at least (2 blocks).",
            id="a part of one",
        ),
    ],
)
def test_how_much_of_content_was_seen(shares: list[float | None], expected: str, made, tmp_path: Path) -> None:
    """Beside a metric's signature stands how much of CONTENT its scores saw, as far as it says."""
    records = [made.HEADER]
    for n, share in enumerate(shares):
        one = made.article(f"{n}.txt", made.CONTENT, "A")
        score = ScoreRecord("support", "scored", {"support": 1.0}, None, (), share)
        records += [one, made.case(one, "SUMMARY", "It rained.", (), scores=(score,))]
    text = made.write(tmp_path, [*records, FooterRecord(2, 2, 2, 0, 0, 0, 0)]).read_text("utf-8")

    assert expected in text


@pytest.mark.parametrize(
    ("finders", "expected"),
    [
        pytest.param(("support", "support"), "97% (94–99)", id="found by the metric that was measured"),
        pytest.param(("support", "highlights"), "?", id="found by another one too"),
        pytest.param(("highlights",), "?", id="found by another one alone"),
    ],
)
def test_measured_precision_is_that_of_the_finder(finders: tuple[str, ...], expected: str, made) -> None:
    """Beside a type of findings stands how often they were right, where the metric that found them was measured, and no other's."""
    row = ReliabilityRecord("checks", None, "number", "certain", None, None, 0.966, 0.941, 0.99, 292, "dev sets")
    header = msgspec.structs.replace(
        made.HEADER,
        metrics=(msgspec.structs.replace(made.HEADER.metrics[0], reliability=(row,)), made.HEADER.metrics[1]),
    )
    one = made.article("a.txt", made.CONTENT, "A")
    claim = made.claim(
        made.SUMMARY,
        "Nobody swam.",
        "unsupported",
        0.2,
        made.CONTENT,
        (),
        (made.Fault("swam", None, "no word of it"),) * len(finders),
    )
    found = tuple(
        msgspec.structs.replace(finding, metric=name) for finding, name in zip(claim.findings, finders, strict=True)
    )
    case = made.case(one, "SUMMARY", made.SUMMARY, (msgspec.structs.replace(claim, findings=found),))
    (kind, _) = first_view(overview([header, one, case, FooterRecord(1, 1, 1, 0, 0, 0, 0)]))["findings"][0]["kinds"]
    measured = kind["measured"]

    assert expected == (
        f"{measured['precision']:.0%} ({100 * measured['low']:.0f}–{100 * measured['high']:.0f})" if measured else "?"
    )
