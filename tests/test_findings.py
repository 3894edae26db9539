"""Every finding points at its words: in the file, in the claim, in the region that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evalkit
from evalkit.claims import cases
from evalkit.metric import Finding
from evalkit.reading import read
from evalkit.records import Article, Case
from evalkit_metrics.checks import run_checks
from evalkit_metrics.consistency import Consistency
from evalkit_metrics.highlights import Highlights
from evalkit_metrics.index import ArticleIndex

ROOT = Path(__file__).parent.parent
_SAID = re.compile(r"“([^”]*)”")

SENTENCES = [
    "Lena Aske, the mayor of Aldmoor, opened a footbridge over the Tarn on Monday, 12 May 2025.",
    "The bridge cost £2.4m, 12% more than the council had planned in 2019.",
    "Ivor Renn accused Lena Aske of wasting money, and most shopkeepers oppose the toll of €3.",
    '"We have never closed a bridge in winter," said Ivor Renn of the residents\' league.',
    "The ferry carried 14,200 people a day before it was sold to Corvane in March.",
    "Police deny that a lorry of 40 tonnes damaged the largest pillar.",
    "The toll could rise to €5 next year, an engineer told reporters.",
    "Shops on the north bank have lost more customers than those on the south bank.",
    "The old bridge was not insured against floods.",
]
CLAIMS = [
    *SENTENCES,
    "Lena Aske opened a footbridge over the Tarn on Friday.",
    "The bridge cost £2.9m, 12 percentage points more than planned.",
    "Lena Aske accused Ivor Renn of wasting money.",
    "All shopkeepers oppose the toll of £3.",
    '"We have always closed a bridge in winter," said Lena Aske.',
    "The ferry carried 12,400 people a day.",
    "a lorry of 40 tonnes damaged the largest pillar",
    "The toll will rise to €5 next year.",
    "Shops on the north bank have lost fewer customers than those on the south bank.",
    "The old bridge was insured against floods.",
    "But she had promised it in 2019.",
    "The ferry was sold to Lindow in March, and Ivor Renn of the residents' league 😀 <b>won</b>.",
]


def _region(case: Case, name: str, text: str) -> tuple[int, int]:
    """The offsets of a region of a case's article in its file."""
    blocks = [case.article.content, *case.article.blocks]
    block = next(one for one in blocks if one.kind == name)
    assert text[block.start : block.start + len(block.text)] == block.text
    return block.start, block.start + len(block.text)


def _check(case: Case, finding: Finding, text: str) -> None:
    claim = next(one for one in case.claims if one.start <= finding.start < one.end)
    here = text[finding.start : finding.end]

    assert text[claim.start : claim.end] == claim.text
    assert finding.end <= claim.end
    assert here.strip() == here != ""
    there = ""
    if finding.source_start is not None and finding.source_end is not None:
        low, high = _region(case, finding.source, text)
        there = text[finding.source_start : finding.source_end]
        assert low <= finding.source_start < finding.source_end <= high
        assert there.strip() == there != ""
    assert finding.message
    for words in _SAID.findall(finding.message):
        flat = " ".join(text.split())
        assert words.strip("… ").replace("… ", "") in flat, finding


def _findings(article: Article) -> Iterator[tuple[Case, Finding]]:
    own = cases(article)
    index = ArticleIndex.of(own[0].article)
    for case, one, other in zip(own, Highlights().score(own, None), Consistency().score(own, None), strict=True):  # type: ignore[arg-type]  # they need no context
        for finding in (
            *one.findings,
            *other.findings,
            *(found for claim in case.claims for found in run_checks(claim, index)),
        ):
            yield case, finding


_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
_BLANKS = st.sampled_from(["", " ", "\n", "\t "])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=9, unique=True),
    summary=st.lists(st.sampled_from(CLAIMS), max_size=4, unique=True),
    highlights=st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=6, unique=True),
    title=st.sampled_from(["", "Toll will rise to €5", "Mayor opens bridge"]),
    end=_ENDS,
    blank=_BLANKS,
    mark=st.sampled_from(["", "\ufeff", "\n\n", "\u2028"]),
)
def test_findings_of_any_file(
    tmp_path: Path,
    *,
    content: list[str],
    summary: list[str],
    highlights: list[str],
    title: str,
    end: str,
    blank: str,
    mark: str,
) -> None:
    """Whatever the line ends, blanks and marks of a file."""
    text = end.join(
        [
            f"{'' if mark == chr(0x2028) else mark}<TITLE>{title}</TITLE>",
            f"<SUMMARY>{blank}{' '.join(summary)}</SUMMARY>",
            f"<HIGHLIGHTS>{end}{end.join('- ' + one for one in highlights)}{blank}</HIGHLIGHTS>",
            f"<CONTENT>{blank}{mark.strip(chr(0xFEFF))}{(end * 2).join(content)}{end}</CONTENT>{end}",
        ]
    )
    path = tmp_path / "article.txt"
    path.write_bytes(text.encode())
    (article,) = [item for item in read([path]) if isinstance(item, Article)]
    for case, finding in _findings(article):
        _check(case, finding, text)


def test_findings_of_the_fixtures() -> None:
    """Those of the rules, on the files that people read."""
    folder = ROOT / "fixtures" / "tuning"
    if not folder.exists():
        pytest.skip("fixtures are part of the repository, not of the package")
    count = 0
    for article in read([folder]):
        assert isinstance(article, Article)
        for case, finding in _findings(article):
            _check(case, finding, Path(case.path or "").read_bytes().decode())
            count += 1

    assert count > 60


@pytest.mark.once
def test_findings_of_a_run() -> None:
    """Those that a run file has, the model's words included, and the words of other blocks."""
    run = evalkit.run(ROOT / "seeds", metrics=["support", "highlights", "consistency"], limit=4)
    articles = {article.id: article for article in run.articles}
    count = 0
    for case in run.cases:
        text = Path(case.path or "").read_bytes().decode()
        content = articles[case.article].content
        blocks = {one.block: one for one in run.cases if one.article == case.article}
        for claim in case.claims:
            for finding in claim.findings:
                count += 1
                assert claim.start <= finding.start < finding.end <= claim.end
                assert text[finding.start : finding.end].strip() == text[finding.start : finding.end] != ""
                if finding.source_start is not None and finding.source_end is not None:
                    low, high = content.start, content.start + len(content.text)
                    if finding.source != "CONTENT":
                        low, high = blocks[finding.source].start, blocks[finding.source].end  # type: ignore[index]  # a block's name
                    assert low <= finding.source_start < finding.source_end <= high
                    assert text[finding.source_start : finding.source_end].strip()

    assert count > 5
