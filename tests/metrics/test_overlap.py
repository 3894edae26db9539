"""ROUGE. The oracle is rouge-score."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from evalkit.context import RunContext
from evalkit.segment import sentences
from evalkit_metrics.overlap import Rouge, rouge

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")
SCORERS = {stem: RougeScorer(KINDS, use_stemmer=stem, split_summaries=False) for stem in (False, True)}

# Few words, so that almost everything is repeated and many longest common subsequences tie; some of them tokenise to
# several tokens or to none, some only agree once stemmed.
WORDS = ["a", "b", "c", "running", "runs", "Running", "won't", "é", "--", "1,200", "u.k.-based"]
SENTENCES = st.lists(
    st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
        st.lists(st.sampled_from(["a", "b"]), max_size=24).map(" ".join),
        st.just(""),
    ),
    max_size=5,
)
FOLDED = ("w", "running", "İ", "flies’", "a-b", "ﬁx", "x y", "", "ing", "généralement")
"""Words that tokenizers and stemmers cut, fold and drop; each with a number behind it."""
TEXTS = st.lists(st.text(alphabet="abAB01 .,-'é\t", max_size=30), max_size=4)


def reference(target: list[str], prediction: list[str], *, stem: bool) -> dict[str, float]:
    """rouge-score's values for sentences, one a line."""
    scores = SCORERS[stem].score("\n".join(target), "\n".join(prediction))
    return {
        f"{kind}.{side}": getattr(scores[kind], side) for kind in KINDS for side in ("precision", "recall", "fmeasure")
    }


@pytest.mark.parametrize(
    ("block", "note"),
    [
        pytest.param("", "the block is empty", id="empty"),
        pytest.param("Мэр города Алдмур назвал мост безопасным.", "the block", id="Cyrillic"),
        pytest.param("奥德穆尔市长称这座桥是安全的。", "the block", id="Chinese"),
        pytest.param(
            "Ο δήμαρχος είπε ότι η γέφυρα (bridge) είναι ασφαλής.", "the block", id="Greek with one English word"
        ),
        pytest.param("... !!! —", "the block", id="punctuation alone"),
    ],
)
def test_what_the_tokenizer_cannot_see_is_not_applicable(
    tell: Callable[..., Any], context: RunContext, block: str, note: str
) -> None:
    """A block that is empty or in another script has no ROUGE, and the note says why; it never is 0."""
    (score,) = Rouge().score([tell("The mayor of Aldmoor called the bridge safe.", block).case], context)

    assert ("not_applicable", {}) == (score.status, dict(score.values))
    assert score.note is not None
    assert note in score.note


def test_source_in_another_script_is_not_applicable(tell: Callable[..., Any], context: RunContext) -> None:
    """A CONTENT that the tokenizer cannot see gives no 0 either."""
    (score,) = Rouge().score([tell("Мэр города назвал мост безопасным.", "The mayor spoke.").case], context)

    assert "not_applicable" == score.status
    assert "CONTENT" in str(score.note)


def test_accents_do_not_hide_a_text(tell: Callable[..., Any], context: RunContext) -> None:
    """A Latin text with accents is scored."""
    (score,) = Rouge().score([tell("Jean-Noël a visité Besançon.", "Jean-Noël a visité Besançon.").case], context)

    assert "scored" == score.status
    assert 1.0 == score.values["rouge1.precision"]


@pytest.mark.once
@settings(max_examples=2000, deadline=None)
@given(target=SENTENCES, prediction=SENTENCES, stem=st.booleans())
def test_equal_to_the_reference_on_repeated_words(target: list[str], prediction: list[str], stem: bool) -> None:
    """All twelve values are rouge-score's to the last bit on sequences of few distinct words, empty sentences included."""
    assert reference(target, prediction, stem=stem) == rouge(target, prediction, stem=stem)


@settings(max_examples=1000, deadline=None)
@given(target=TEXTS, prediction=TEXTS, stem=st.booleans())
def test_equal_to_the_reference_on_any_text(target: list[str], prediction: list[str], stem: bool) -> None:
    """All twelve values are rouge-score's to the last bit on texts that are hardly words."""
    assert reference(target, prediction, stem=stem) == rouge(target, prediction, stem=stem)


def test_equal_to_the_reference_on_a_fixed_draw() -> None:
    """The same holds on seeded pairs of longer texts, of one word to three hundred: 2,000, or as many as EVALKIT_PAIRS says."""
    draw = random.Random(20180704)
    for _ in range(int(os.environ.get("EVALKIT_PAIRS", "2000"))):
        known = [draw.choice(FOLDED) + str(n) for n in range(draw.choice((1, 2, 3, 5, 30, 300)))]
        longest = draw.choice((3, 14, 14, 40))
        target, prediction = (
            [" ".join(draw.choices(known, k=draw.randrange(longest))) for _ in range(draw.randrange(most))]
            for most in (draw.choice((7, 30)), 4)
        )
        if draw.random() < 0.3:  # sentences that both sides have, as a copy has them
            prediction += draw.sample(target, min(len(target), 2))
        stem = draw.random() < 0.5

        assert reference(target, prediction, stem=stem) == rouge(target, prediction, stem=stem)


def test_union_takes_the_reference_path_where_subsequences_tie() -> None:
    """Where two longest subsequences tie, ROUGE-Lsum counts the places that the reference's backtracking takes."""
    target = ["a b c a b", "b a a c"]
    prediction = ["b a c b a", "c c a", "a b"]

    assert reference(target, prediction, stem=False) == rouge(target, prediction)


def test_whole_content_is_seen(tell: Callable[..., Any], context: RunContext, long_content: str) -> None:
    """ROUGE of a case is the reference's on the splitter's sentences of both sides, the last ones included."""
    block = "The beekeeper Orla Fenwick sold a hive. A monastery in Tessaly took it."
    (score,) = Rouge().score([tell(long_content, block).case], context)
    lines = [[sentence.text for sentence in sentences(text)] for text in (long_content, block)]

    assert reference(*lines, stem=False) == score.values


def test_stemming_is_a_parameter(tell: Callable[..., Any], context: RunContext) -> None:
    """`stem` makes forms of a word agree and stands in the signature."""
    case = tell("The engineers mended bridges.", "An engineer mends a bridge.").case
    plain, stemmed = (Rouge(stem=stem).score([case], context)[0].values for stem in (False, True))

    assert 0.0 == plain["rouge1.precision"]
    assert 3 / 5 == stemmed["rouge1.precision"]
    assert ["rouge(stem=False)|v1", "rouge(stem=True)|v1"] == [Rouge(stem=stem).signature for stem in (False, True)]


def test_every_declared_measure_is_given(tell: Callable[..., Any], context: RunContext) -> None:
    """A scored case has exactly the measures that the metric declares."""
    (score,) = Rouge().score([tell("One two.", "Two three.").case], context)

    assert [measure.name for measure in Rouge.measures] == list(score.values)
