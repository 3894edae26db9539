"""What all checks have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit_metrics.checks import TYPES, run_checks

CONTENT = (
    "The council of Aldmoor voted 9 to 4 in May 2019. “It is £2.4m,” Lena Aske of the UN said, “and 5% of it is ours.”"
)
PIECES = [
    "Aske", "Ivor Brandreth", "UN", "£3.4m", "1990s", "7.30pm", "2018–19", "5%", "twenty", "and", "\n", "-", "“", "”", "'", '"',
    "``", "''", "…", "[sic]", "(", "999,999,999,999,999,999.99bn", "half", "a", "million", ".", ":", "é", "🙂", "М", "½", "5 ' 3",
    "18th century", "in", "to", "us", "’s", "@", "20 to 30 million", "0", "0.0%", "000s", "١٢٣", "²",
]  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=14),
    st.sampled_from(["", " "]),
    st.booleans(),
)
def test_any_claim_can_be_checked(tell: Callable[..., Any], pieces: list[str], joint: str, swapped: bool) -> None:
    """Whatever stands in a claim or an article, checks end, and every finding lies on words of its claim and source."""
    text = joint.join(pieces)
    if not text.strip():
        return
    told = tell(text, f"x {CONTENT}", "HIGHLIGHTS") if swapped else tell(CONTENT, f"- {text}", "HIGHLIGHTS")
    content = told.case.article.content
    for claim in told.case.claims:
        findings = run_checks(claim, told.index)
        for finding in findings:
            assert finding.type in TYPES
            assert claim.start <= finding.start < finding.end <= claim.end
            assert (finding.source_start is None) == (finding.source_end is None)
            if finding.source_start is not None and finding.source_end is not None:
                assert content.start <= finding.source_start < finding.source_end <= content.start + len(content.text)
        assert list(findings) == sorted(findings, key=lambda one: (one.start, one.end, one.type))


def test_copy_of_the_article_has_no_finding(tell: Callable[..., Any]) -> None:
    """An article's own text is free of findings."""
    told = tell(CONTENT, CONTENT)

    assert [] == [finding for claim in told.case.claims for finding in run_checks(claim, told.index)]
