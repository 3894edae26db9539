"""What is derived once of an article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.index import ArticleIndex

CONTENT = "Mayor Aske would n't resign. The bridge, she said, won't fall.\n\nThe bridge stands."


@pytest.fixture(scope="module")
def article(tell: Callable[..., Any]) -> Any:
    return tell(CONTENT, "The bridge stands.")


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param([], id="nothing"),
        pytest.param(["bridge", "she", "fall"], id="a word left out"),
        pytest.param(["said", "she"], id="other order"),
        pytest.param(["stands", "the"], id="past the end"),
        pytest.param(["dge", "sta", "nds"], id="few letters across words"),
    ],
)
def test_content_does_not_say(article: Any, tokens: list[str]) -> None:
    """Words that stand there otherwise, or pieces of words, are not said."""
    assert not article.index.says(tokens)


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param(["the", "bridge", "stands"], id="the last words"),
        pytest.param(["mayor", "aske"], id="the first words"),
        pytest.param(["aske", "wouldn't", "resign"], id="written together"),
        pytest.param(["she", "said", "wo", "n't", "fall"], id="cut apart"),
    ],
)
def test_content_says(article: Any, tokens: list[str]) -> None:
    """Words that stand there one after the other are said, however they are cut."""
    assert article.index.says(tokens)


def test_runs_and_spans_map_back_to_the_file(article: Any) -> None:
    """Every run's span is its words in the file."""
    spans = [article.index.span(*run) for run in article.index.runs(["the", "bridge"])]

    assert ["The bridge", "The bridge"] == [article.file[span.start : span.end] for span in spans]
    assert spans[0].start < spans[1].start


def test_windows_have_the_stems_of_their_sentences(article: Any) -> None:
    """A window has the content stems of its sentences, and only those."""
    index: ArticleIndex = article.index

    assert ((0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)) == index.spans
    assert {"bridg", "stand"} == index.window_stems[2]
    assert index.window_stems[1] | index.window_stems[2] == index.window_stems[4]
    assert index.stems == index.window_stems[5]


def test_rare_words_weigh_more_and_absent_ones_most(article: Any) -> None:
    """A stem's weight falls with the number of sentences that have it; one that is nowhere weighs like the rarest."""
    weight = article.index.weight

    assert weight("bridg") < weight("resign") == weight("zeppelin")


def test_derived_things_are_made_once(article: Any) -> None:
    """What a check derives of an article is made on first asking and kept with the index."""
    made = []

    def count(index: ArticleIndex) -> int:
        made.append(index)
        return len(index.words)

    assert [len(article.index.words)] * 2 == [article.index.once(count) for _ in range(2)]
    assert 1 == len(made)
