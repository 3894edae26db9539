"""Similarity of claims and CONTENT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit.context import RunContext
from evalkit_metrics.semantic import Semantic

pytestmark = pytest.mark.model

BRIDGE = (
    "The council of Aldmoor voted on Tuesday to mend the old bridge. Mayor Lena Aske called the cost fair.\n\n"
    "Work begins in May and will close the bridge for eleven weeks."
)
BLOCKS = [
    "Aldmoor will mend its bridge. The mayor called that fair.",
    "A volcano has erupted in the south of Tessaly.",
    "The article highlights that the council voted on Tuesday.\n- Work begins in May.",
    "Мэр города назвал мост безопасным.",
]


@pytest.mark.parametrize(
    ("block", "note"),
    [
        pytest.param("", "the block is empty", id="empty"),
        pytest.param("***\n---", "the block has no claim", id="punctuation alone"),
    ],
)
def test_block_without_claims_is_not_applicable(
    tell: Callable[..., Any], context: RunContext, block: str, note: str
) -> None:
    """A block without a claim is not scored, and the note says why."""
    (score,) = Semantic().score([tell(BRIDGE, block).case], context)

    assert ("not_applicable", {}, note) == (score.status, dict(score.values), score.note)


def test_content_without_sentences_is_not_applicable(tell: Callable[..., Any], context: RunContext) -> None:
    """A CONTENT of punctuation alone has nothing to be similar to: no failure, no number."""
    (score,) = Semantic().score([tell("***", "The council voted.").case], context)

    assert "not_applicable" == score.status


@pytest.mark.parametrize("block", BLOCKS)
def test_values_lie_in_their_ranges(tell: Callable[..., Any], context: RunContext, block: str) -> None:
    """Every declared measure is there, within its range, with four digits at most."""
    (score,) = Semantic().score([tell(BRIDGE, block).case], context)

    assert [measure.name for measure in Semantic.measures] == list(score.values)
    for measure in Semantic.measures:
        value = score.values[measure.name]
        assert measure.low is not None
        assert measure.high is not None
        assert measure.low <= value <= measure.high
        assert value == round(value, 4)


def test_identical_copy(tell: Callable[..., Any], context: RunContext) -> None:
    """A copy of CONTENT has similarity and coverage 1."""
    (score,) = Semantic().score([tell(BRIDGE, BRIDGE, "HIGHLIGHTS").case], context)

    assert {"claim_similarity": 1.0, "content_coverage": 1.0, "block_cosine": 1.0} == dict(score.values)


def test_closer_topic_is_more_similar(tell: Callable[..., Any], context: RunContext) -> None:
    """A paraphrase is closer than a sentence on something else."""
    near, far = (Semantic().score([tell(BRIDGE, block).case], context)[0].values for block in BLOCKS[:2])

    assert near["claim_similarity"] > 0.6
    assert far["claim_similarity"] < 0.3


def test_last_sentence_of_a_long_article_is_found(
    tell: Callable[..., Any], context: RunContext, long_content: str
) -> None:
    """A fact that only the last of 400 sentences has is found, word for word and in other words."""
    case = tell(long_content, "The beekeeper Orla Fenwick sold her last hive to a monastery in Tessaly.").case
    other = tell(long_content, "Monks bought the final beehive of Orla Fenwick.").case
    without = tell(long_content.rsplit(". ", 1)[0] + ".", "Monks bought the final beehive of Orla Fenwick.").case
    copy, found, lost = (
        score.values["claim_similarity"] for score in Semantic().score([case, other, without], context)
    )

    assert 400 == len(case.article.sentences)
    assert 1.0 == copy
    assert found > lost + 0.2


def test_whole_content_is_encoded(tell: Callable[..., Any], long_content: str) -> None:
    """Every sentence of CONTENT is asked of the encoder, and each only once."""
    asked: list[str] = []

    class Listening(RunContext):
        def run(self, op: Any, items: Any) -> Any:
            asked.extend(items)
            return super().run(op, items)

    told = tell(long_content, "The harbour kept a lantern.")
    listening = Listening(offline=True)
    Semantic().score([told.case], listening)
    (count,) = listening.counts.values()

    assert {sentence.text for sentence in told.case.article.sentences} <= set(asked)
    assert 401 == count.computed


@pytest.mark.once
def test_order_and_company_of_cases_change_nothing(tell: Callable[..., Any]) -> None:
    """A case has the same values alone, among others, and in any order, without a cache between."""
    cases = [tell(BRIDGE, block, name=f"article {n}").case for n, block in enumerate(BLOCKS)]
    together = Semantic().score(cases, RunContext())
    backwards = Semantic().score(cases[::-1], RunContext())
    alone = [Semantic().score([case], RunContext())[0] for case in cases]

    assert together == backwards[::-1] == alone
