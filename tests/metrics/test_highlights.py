"""The audit of highlights as a metric."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit.context import RunContext
from evalkit.testing import check_metric
from evalkit_metrics.highlights import Highlights

CONTENT = """
Two engines caught fire over Merrow on Monday. The fires were out before the aircraft landed. Police deny that a bird was the
cause. Lena Aske, who flew it, has landed burning aircraft before. She was given a medal in Tessaly.

The airline grounded all aircraft of the type. Its shares fell by a tenth. A second inquiry begins in May.
"""


def test_it_keeps_the_rules() -> None:
    """On every specimen: other scripts, control characters, a word of 100,000 letters."""
    check_metric(Highlights())


def test_values(tell: Callable[..., Any], context: RunContext) -> None:
    """Shares count bullets, and a bullet with two faults once."""
    bullets = (
        "- Two engines caught fire over Merrow on Monday.\n"
        "- She was given a medal in Tessaly.\n"
        "- a bird was the cause\n"
        "- But its shares fell by a tenth.\n"
        "- Carrier keeps every jet on the ground until further notice."
    )
    (score,) = Highlights().score([tell(CONTENT, bullets, "HIGHLIGHTS").case], context)

    assert score.values == pytest.approx(
        {
            "highlights": 2 / 5,
            "dangling_rate": 2 / 5,  # "She", "its"
            "broken_rate": 1 / 5,
            "cut_rate": 1 / 5,
            "verbatim": 2 / 5,
            "near_verbatim": 1 / 5,  # "a bird was the cause" stands there over a line's end
            "edited": 1 / 5,
            "stitched": 0.0,
            "abstracted": 1 / 5,
            "longest_copied_run": 8.0,
            "position": pytest.approx(score.values["position"]),
        }
    )
    assert ["dangling-reference", "negation", "dangling-reference", "dangling-reference"] == [
        one.type for one in score.findings
    ]
    assert [claim.id for claim in tell(CONTENT, bullets, "HIGHLIGHTS").case.claims] == [
        one.claim_id for one in score.origins
    ]


def test_it_does_not_judge_support(tell: Callable[..., Any], context: RunContext) -> None:
    """What dangles is still the article's words: no verdict is given."""
    (score,) = Highlights().score([tell(CONTENT, "- She was given a medal in Tessaly.", "HIGHLIGHTS").case], context)

    assert score.values["highlights"] == 0.0
    assert score.claims == ()


def test_stitched_statements(tell: Callable[..., Any], context: RunContext) -> None:
    """Parts that stand apart, told as one; not a quotation beside whom the article introduces elsewhere."""
    joined = tell(CONTENT, "- Two engines caught fire over Merrow and a second inquiry begins in May.", "HIGHLIGHTS")
    quoted = tell(
        CONTENT + '"The left one burned first," the pilot said.',
        '- "The left one burned first," said Lena Aske, who flew it.',
        "HIGHLIGHTS",
    )
    (found,) = Highlights().score([joined.case], context)
    (silent,) = Highlights().score([quoted.case], context)

    assert [("stitched", "likely")] == [(one.type, one.certainty) for one in found.findings]
    assert "7 sentences apart" in found.findings[0].message
    assert [] == [one for one in silent.findings if one.type == "stitched"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ((CONTENT, "Two engines caught fire.", "SUMMARY"), "not_applicable"),
        ((CONTENT, "", "HIGHLIGHTS"), "not_applicable"),
        (("Zwei Triebwerke brannten am Montag. Das Feuer war vor der Landung gelöscht, sagte die Polizei.", "- Es brannte.", "HIGHLIGHTS"), "abstained"),
    ],
)  # fmt: skip
def test_what_is_not_audited(
    tell: Callable[..., Any], context: RunContext, told: tuple[str, str, str], status: str
) -> None:
    """Summaries, empty blocks, other languages; each with its reason."""
    (score,) = Highlights().score([tell(*told).case], context)

    assert (status, True) == (score.status, bool(score.note))
