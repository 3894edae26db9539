"""Support of claims: verdicts, probabilities, evidence and findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.context import RunContext
from evalkit.metric import ClaimJudgement
from evalkit_metrics.rule import THRESHOLD
from evalkit_metrics.support import Support

pytestmark = pytest.mark.model

BRIDGE = """The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.

Mayor Lena Aske called the cost of £2.4m "fair for a bridge of its age". The bridge carries 14,300 vehicles a day.

Work begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said. "We have waited too
long for this," he added."""
PADDING = " ".join(["Read more on this page.", "Sign up here.", "Share this story.", "More to follow."] * 10)


def judged(told: Any, context: RunContext, **parameters: Any) -> Any:
    (score,) = Support(**parameters).score([told.case], context)
    return score


def test_empty_block_is_not_applicable(tell: Callable[..., Any], context: RunContext) -> None:
    """An empty block is no answer: neither supported nor unsupported."""
    score = judged(tell(BRIDGE, ""), context)

    assert ("not_applicable", {}, "the block is empty", ()) == (
        score.status, dict(score.values), score.note, score.claims,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        pytest.param("Мэр города назвал мост безопасным.", "not in Latin script", id="Cyrillic"),
        pytest.param("奥德穆尔市长称这座桥是安全的。", "not in Latin script", id="Chinese"),
        pytest.param("The bridge closure is emphasized.", None, id="a frame with content is judged"),
        pytest.param("42 %, 17", "no letters", id="numbers alone"),
        pytest.param("It was so.", "no word that says something", id="function words alone"),
    ],
)
def test_abstention(tell: Callable[..., Any], context: RunContext, claim: str, reason: str | None) -> None:
    """A claim that these tiers cannot judge has no probability, and its vote says why."""
    score = judged(tell(BRIDGE, claim), context)
    (judgement,) = score.claims
    if reason is None:
        assert "abstained" != judgement.verdict
        return

    assert ("abstained", None, None) == (judgement.verdict, judgement.probability, judgement.tier)
    assert reason in str(judgement.votes[0].note)
    assert ("abstained", {}) == (score.status, dict(score.values))


def test_frame_alone_is_abstained_from(tell: Callable[..., Any], context: RunContext) -> None:
    """A claim that says nothing beside its reporting frame is not judged."""
    score = judged(tell(BRIDGE, "According to the article."), context)

    assert ["abstained"] == [judgement.verdict for judgement in score.claims]
    assert "reporting frame" in str(score.claims[0].votes[0].note)


def test_abstentions_are_counted_and_left_out(tell: Callable[..., Any], context: RunContext) -> None:
    """Shares are over the claims that were judged; the note counts the others."""
    score = judged(tell(BRIDGE, "- Work begins in May.\n- Мэр города назвал мост безопасным."), context)

    assert (1.0, 1.0, 0.0) == tuple(score.values[one] for one in ("support", "fully_supported", "unsupported_rate"))
    assert "1 of 2 claims abstained" == score.note


def test_source_in_another_script_is_abstained_from(tell: Callable[..., Any], context: RunContext) -> None:
    """An English claim on a CONTENT that these tiers cannot read is not refused but left open."""
    score = judged(
        tell("Мэр Алдмура назвал мост через Тарн безопасным.", "Mayor Aske called the bridge safe."), context
    )

    assert "abstained" == score.status
    assert (None, ()) == (score.claims[0].probability, score.claims[0].findings)


def test_content_without_sentences(tell: Callable[..., Any], context: RunContext) -> None:
    """A CONTENT of punctuation alone fails nothing."""
    score = judged(tell("***", "Mayor Aske called the bridge safe."), context)

    assert "abstained" == score.status


def test_no_evidence_is_no_metric() -> None:
    """A metric that may show no evidence is refused when it is made."""
    with pytest.raises(ValueError, match="evidence=0: expected at least 1"):
        Support(evidence=0)


VERBATIM = [
    "The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.",
    'Mayor Lena Aske called the cost of £2.4m "fair for a bridge of its age".',
    "The bridge carries 14,300 vehicles a day.",
    "Work begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said.",
    "We have waited too\nlong for this",
    "will close the bridge for eleven weeks",
]


@pytest.mark.parametrize("highlight", VERBATIM)
def test_verbatim_highlight_is_supported(tell: Callable[..., Any], context: RunContext, highlight: str) -> None:
    """A copied bullet is supported, without finding; its evidence is its very words in the file."""
    told = tell(BRIDGE, f"-  {highlight}", "HIGHLIGHTS")
    (judgement,) = judged(told, context).claims
    (evidence,) = judgement.evidence

    assert ("supported", ()) == (judgement.verdict, judgement.findings)
    assert evidence.text == told.file[evidence.start : evidence.end]
    assert " ".join(highlight.split()).rstrip(".") in " ".join(evidence.text.split())
    assert told.case.article.content.start <= evidence.start


@pytest.mark.parametrize(
    ("claim", "verdict", "expected"),
    [
        pytest.param(
            "Mayor Lena Aske called the cost of £3.4m fair for a bridge of its age.",
            "contradicted",
            ("number", "certain", "£3.4m", "£2.4m"),
            id="number",
        ),
        pytest.param(
            "The bridge carries 15,400 vehicles a day.",
            "contradicted",
            ("number", "certain", "15,400", "14,300"),
            id="count",
        ),
        pytest.param(
            "Work will close the bridge for eleven weeks, the engineer Ivor Brandreth said.",
            "contradicted",
            ("name", "certain", "Ivor Brandreth", "Paul Renn"),
            id="name",
        ),
        pytest.param(
            'The engineer said: "We have waited far too long for that."',
            "contradicted",
            ("quote-wording", "certain", "We have waited far too long for that.", "We have waited too\nlong for this"),
            id="quotation",
        ),
    ],
)
def test_wrong_words_are_found(
    tell: Callable[..., Any],
    context: RunContext,
    claim: str,
    verdict: str,
    expected: tuple[str, str, str, str | None],
) -> None:
    """A planted fault is found on exactly its words, with the words of the source that it got wrong, and refused."""
    told = tell(BRIDGE, f"- {claim}", "HIGHLIGHTS")
    (judgement,) = judged(told, context).claims

    assert [expected] == [told.in_words(finding) for finding in judgement.findings]
    assert (verdict, "checks") == (judgement.verdict, judgement.tier)
    assert judgement.probability is not None
    assert judgement.probability < THRESHOLD


def test_something_else_is_unsupported(tell: Callable[..., Any], context: RunContext) -> None:
    """A claim on something that CONTENT does not speak of is unsupported, not contradicted."""
    (judgement,) = judged(tell(BRIDGE, "A volcano has erupted and destroyed several villages."), context).claims

    assert ("unsupported", "model") == (judgement.verdict, judgement.tier)
    assert ["checks", "alignment", "model"] == [vote.tier for vote in judgement.votes]


def test_most_evidence_is_a_parameter(tell: Callable[..., Any], context: RunContext) -> None:
    """No more sentences are shown than asked for; the number stands in the signature."""
    told = tell(BRIDGE, "Aldmoor's bridge shuts for weeks.")

    assert [1, 2] == [len(judged(told, context, evidence=most).claims[0].evidence) for most in (1, 2)]
    assert "evidence=2" in Support(evidence=2).signature


def test_what_a_finding_points_at_is_evidence(tell: Callable[..., Any], context: RunContext) -> None:
    """The sentence that a finding conflicts with is shown first."""
    (judgement,) = judged(tell(BRIDGE, "The bridge carries 15,400 vehicles a day."), context, evidence=1).claims

    assert ["The bridge carries 14,300 vehicles a day."] == [one.text for one in judgement.evidence]


@pytest.mark.parametrize("highlight", VERBATIM)
def test_padding_changes_no_verdict(tell: Callable[..., Any], context: RunContext, highlight: str) -> None:
    """Sentences without content at the end of CONTENT leave a copied bullet supported."""
    claims = judged(tell(f"{BRIDGE}\n\n{PADDING}", f"- {highlight}", "HIGHLIGHTS"), context).claims

    assert ["supported"] == [judgement.verdict for judgement in claims]


def test_verbatim_in_a_long_article(tell: Callable[..., Any], context: RunContext, long_content: str) -> None:
    """The last of 400 sentences is found and is the evidence."""
    told = tell(
        long_content, "- The beekeeper Orla Fenwick sold her last hive to a monastery in Tessaly.", "HIGHLIGHTS"
    )
    (judgement,) = judged(told, context).claims

    assert "supported" == judgement.verdict
    assert [len(told.file) - len("\n</CONTENT>\n")] == [one.end for one in judgement.evidence]


def test_a_retold_fact_at_the_end_of_ten_thousand_words(
    tell: Callable[..., Any], context: RunContext, long_content: str
) -> None:
    """All of CONTENT is looked through: the last sentence of a very long article is the evidence, in other words too."""
    *filler, fact = long_content.rsplit(". ", 1)
    content = " ".join(f"{filler[0]}." for _ in range(3)) + f" {fact}"
    assert len(content.split()) > 10_000
    told = tell(content, "Orla Fenwick, who keeps bees, has sold the last of her hives to a Tessaly monastery.")
    (judgement,) = judged(told, context).claims

    assert judgement.evidence[0].text == fact
    assert "supported" == judgement.verdict


def test_refused_claims_say_which_words(tell: Callable[..., Any], context: RunContext) -> None:
    """Words that the model holds to be unsupported are findings, likely ones, on the words themselves."""
    told = tell(
        BRIDGE, "Work begins in May and will close the bridge for eleven weeks, the plumber said at the funeral."
    )
    (judgement,) = judged(told, context).claims

    assert "unsupported" == judgement.verdict
    found = [told.in_words(finding) for finding in judgement.findings]
    assert {("unsupported", "likely")} == {(kind, certainty) for kind, certainty, *_ in found}
    assert any("plumber" in words or "funeral" in words for _, _, words, _ in found)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"judge": "a", "judge_url": "http://localhost/v1", "judge_model": "b"}, "judge and judge_url are both given"),
        ({"judge_url": "http://localhost/v1"}, "judge_url and judge_model belong together"),
        ({"judge_model": "b"}, "judge_url and judge_model belong together"),
        ({"judge_price": "1,2"}, "judge_price is what an endpoint costs: expected judge_url beside it"),
        *(
            ({"judge_url": "http://localhost/v1", "judge_model": "b", "judge_price": price}, "expected two prices")
            for price in ("1", "1,2,3", "a,b", "-1,2", "nan,1", "1,inf")
        ),
        ({"judge_labels": "yes,no"}, "judge_labels says what a judge's outputs mean"),
    ],
)
def test_judges_that_do_not_go_together(parameters: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Support(**parameters)


PIECES = [
    "The council of Aldmoor voted 9 to 4 on Tuesday.",
    "Mayor Lena Aske called the cost of £3.4m fair.",
    "The engineer Ivor Brandreth said so.",
    '"We have waited far too long for that," he said.',
    "A volcano erupted in the south.",
    "Work begins in May.",
    "Мэр города назвал мост безопасным.",
    "According to the article.",
    "It was so.",
    "The bridge carries 14 % more, or 99,300 vehicles.",
]


def is_consistent(judgement: ClaimJudgement) -> bool:
    """Whether a judgement keeps the contract of probability, verdict and threshold."""
    if judgement.verdict == "abstained":
        return judgement.probability is None and judgement.tier is None
    return judgement.probability is not None and (judgement.probability >= THRESHOLD) == (
        judgement.verdict == "supported"
    )


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=5),
    joint=st.sampled_from([" ", "\n\n", "\r\n- "]),
    kind=st.sampled_from(["SUMMARY", "HIGHLIGHTS"]),
)
def test_contract_of_a_score(
    tell: Callable[..., Any], context: RunContext, pieces: list[str], joint: str, kind: str
) -> None:
    """For any block: one judgement per claim, probabilities on the verdict's side, null if and only if abstained, shares
    over the claims that were judged, and every offset of finding and evidence on its words in the file."""
    told = tell(BRIDGE, joint.join(pieces), kind)
    score = judged(told, context)
    kept = [judgement for judgement in score.claims if judgement.verdict != "abstained"]

    assert [claim.id for claim in told.case.claims] == [judgement.claim_id for judgement in score.claims]
    assert all(is_consistent(judgement) for judgement in score.claims)
    assert score.status == ("scored" if kept else "abstained" if score.claims else "not_applicable")
    if kept:
        assert score.values["support"] == sum(one.verdict == "supported" for one in kept) / len(kept)
        assert score.values["support_min"] == min(one.probability for one in kept)
        assert (score.values["fully_supported"] == 1.0) == all(one.verdict == "supported" for one in kept)
    content = told.case.article.content
    for claim, judgement in zip(told.case.claims, score.claims, strict=True):
        assert claim.text == told.file[claim.start : claim.end]
        for evidence in judgement.evidence:
            assert evidence.text == told.file[evidence.start : evidence.end]
            assert content.start <= evidence.start < evidence.end <= content.start + len(content.text)
        for finding in judgement.findings:
            assert claim.start <= finding.start < finding.end <= claim.end
            assert told.file[finding.start : finding.end] in claim.text
            assert (finding.source_start is None) == (finding.source_end is None)
            if finding.source_start is not None and finding.source_end is not None:
                assert content.start <= finding.source_start < finding.source_end <= content.start + len(content.text)


@pytest.mark.once
def test_order_and_company_of_cases_change_nothing(tell: Callable[..., Any]) -> None:
    """A case is judged the same alone, among others, and in any order."""
    cases = [tell(BRIDGE, piece, name=f"article {n}").case for n, piece in enumerate(PIECES)]
    together = Support().score(cases, RunContext())
    backwards = Support().score(cases[::-1], RunContext())
    alone = [Support().score([case], RunContext())[0] for case in cases]

    assert together == backwards[::-1] == alone
