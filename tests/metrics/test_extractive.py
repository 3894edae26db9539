"""Extractive fragments and novel n-grams. The oracle is the published procedure, written down literally."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.context import RunContext
from evalkit_metrics.extractive import Extractive, fragments

TOKENS = st.lists(st.sampled_from("abc"), max_size=25) | st.lists(st.sampled_from("abcdefgh"), max_size=25)
BRIDGE = "The council of Aldmoor voted on Tuesday evening to mend the old bridge over the Tarn, and to close it in May."


def published(article: list[str], summary: list[str]) -> list[list[str]]:
    """F(A, S) of Grusky, Naaman and Artzi 2018, figure 3, line by line; a, s are A, S and i, j count from 0."""
    found: list[list[str]] = []
    i = j = 0
    while i < len(summary):
        best: list[str] = []
        while j < len(article):
            if summary[i] == article[j]:
                i2, j2 = i, j
                while i2 < len(summary) and j2 < len(article) and summary[i2] == article[j2]:
                    i2, j2 = i2 + 1, j2 + 1
                if len(best) < i2 - i:
                    best = summary[i:i2]
                j = j2
            else:
                j += 1
        i, j = i + max(len(best), 1), 0
        if best:
            found.append(best)
    return found


def values(tell: Callable[..., Any], context: RunContext, content: str, block: str) -> dict[str, float]:
    (score,) = Extractive().score([tell(content, block).case], context)
    assert "scored" == score.status
    return dict(score.values)


@pytest.mark.parametrize(
    ("block", "note"),
    [
        pytest.param("", "the block has no words", id="empty"),
        pytest.param("... — !", "the block has no words", id="punctuation alone"),
    ],
)
def test_block_without_words_is_not_applicable(
    tell: Callable[..., Any], context: RunContext, block: str, note: str
) -> None:
    """A block without a word has no share of anything."""
    (score,) = Extractive().score([tell(BRIDGE, block).case], context)

    assert ("not_applicable", {}, note) == (score.status, dict(score.values), score.note)


def test_content_without_words_is_not_applicable(tell: Callable[..., Any], context: RunContext) -> None:
    """A CONTENT without a word cannot be copied from."""
    (score,) = Extractive().score([tell("***", "The council voted.").case], context)

    assert ("not_applicable", "CONTENT has no words") == (score.status, score.note)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_short_block_has_no_longer_ngrams(tell: Callable[..., Any], context: RunContext, size: int) -> None:
    """A block of n words has no n-grams of more words: no value, and not 0."""
    found = values(tell, context, BRIDGE, " ".join(["Council", "voted", "quickly"][:size]))
    wanted = {f"novel_ngrams_{n}" for n in range(1, size + 1)}

    assert wanted == {name for name in found if name.startswith("novel")}


@settings(max_examples=1500, deadline=None)
@given(article=TOKENS, summary=TOKENS)
def test_fragments_are_those_of_the_published_procedure(article: list[str], summary: list[str]) -> None:
    """Lengths and order of the fragments are those of figure 3, the matches that it steps over included."""
    assert [len(one) for one in published(article, summary)] == fragments(article, summary)


@settings(max_examples=300, deadline=None)
@given(article=TOKENS.filter(bool), summary=TOKENS.filter(bool))
def test_values_follow_their_definitions(tell: Callable[..., Any], article: list[str], summary: list[str]) -> None:
    """Coverage, density, compression, longest run and novel n-grams are what the papers define."""
    found = values(tell, RunContext(), " ".join(article), " ".join(summary))
    lengths = [len(one) for one in published(article, summary)]
    expected = {
        "coverage": sum(lengths) / len(summary),
        "density": sum(length**2 for length in lengths) / len(summary),
        "compression": len(article) / len(summary),
        "longest_copied_run": max(lengths, default=0),
    }
    for size in range(1, min(4, len(summary)) + 1):
        grams = [summary[at : at + size] for at in range(len(summary) - size + 1)]
        there = [article[at : at + size] for at in range(len(article) - size + 1)]
        expected[f"novel_ngrams_{size}"] = sum(gram not in there for gram in grams) / len(grams)

    assert expected == found


def test_identical_copy(tell: Callable[..., Any], context: RunContext) -> None:
    """A copy of CONTENT is covered whole, in one fragment, with nothing novel in it."""
    found = values(tell, context, BRIDGE, BRIDGE)

    assert {
        "coverage": 1.0,
        "density": 22.0,
        "compression": 1.0,
        "longest_copied_run": 22.0,
        "novel_ngrams_1": 0.0,
        "novel_ngrams_2": 0.0,
        "novel_ngrams_3": 0.0,
        "novel_ngrams_4": 0.0,
    } == found


def test_case_punctuation_and_kind_of_apostrophe_do_not_count(tell: Callable[..., Any], context: RunContext) -> None:
    """Words are compared as words: in lower case, apostrophes straight, punctuation aside."""
    found = values(tell, context, "“We won’t pay,” said Jean-Noël.", "we won't pay said JEAN-NOËL")

    assert (1.0, 0.0) == (found["coverage"], found["novel_ngrams_4"])


def test_nothing_copied(tell: Callable[..., Any], context: RunContext) -> None:
    """A block of other words has coverage 0, density 0 and only novel n-grams."""
    found = values(tell, context, BRIDGE, "Nobody swims here anymore")

    assert (0.0, 0.0, 0.0, 1.0) == tuple(
        found[name] for name in ("coverage", "density", "longest_copied_run", "novel_ngrams_1")
    )


def test_non_latin_words_are_words(tell: Callable[..., Any], context: RunContext) -> None:
    """The word counter sees every script."""
    found = values(tell, context, "Мэр города назвал мост безопасным.", "Мэр назвал мост опасным.")

    assert 0.75 == found["coverage"]
