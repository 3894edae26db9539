"""Evidence: found word for word, or ranked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit.words import words
from evalkit_metrics.index import content_stems
from evalkit_metrics.retrieval import coverage, coverages, ranked, sentences_at, to_evidence, verbatim

CONTENT = (
    "The council met on Tuesday. It voted to mend the bridge. “It is fair,” Mayor Aske said.\n\n"
    "Traffic will be sent over the Tarn. The bridge closes in May."
)


@pytest.fixture(scope="module")
def article(tell: Callable[..., Any]) -> Any:
    return tell(CONTENT, "x")


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("", id="nothing"),
        pytest.param("The bridge closes in June.", id="one word other"),
        pytest.param("The bridge closes May.", id="one word less"),
    ],
)
def test_what_is_not_there_word_for_word(article: Any, claim: str) -> None:
    """A claim that differs in a word has no verbatim passage."""
    assert verbatim(article.index, [word.text for word in words(claim)]) is None


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        pytest.param("the bridge closes in may", "The bridge closes in May.", id="case and full stop aside"),
        pytest.param('"It is fair," Mayor Aske said.', "It is fair,” Mayor Aske said.", id="kind of quotes aside"),
        pytest.param("It voted to mend", "It voted to mend", id="part of a sentence"),
        pytest.param(
            "Mayor Aske said. Traffic will be sent", "Mayor Aske said.\n\nTraffic will be sent", id="over a line break"
        ),
    ],
)
def test_verbatim(article: Any, claim: str, passage: str) -> None:
    """A claim that stands in CONTENT word for word is its own evidence, with the passage's own punctuation."""
    found = verbatim(article.index, [word.text for word in words(claim)])

    assert found is not None
    assert (passage, passage, 1.0) == (found.text, article.file[found.start : found.end], found.score)


def test_coverage_of_nothing_is_zero(article: Any) -> None:
    """A claim without content words is covered by nothing."""
    assert 0.0 == coverage(article.index, [], frozenset({"bridg"}))


def test_coverage_weighs_rare_words_more(article: Any) -> None:
    """Of two words the one that fewer sentences have counts for more."""
    stems = ["bridg", "mayor"]

    assert (
        coverage(article.index, stems, frozenset({"bridg"}))
        < 0.5
        < coverage(article.index, stems, frozenset({"mayor"}))
    )
    assert 1.0 == coverage(article.index, stems, frozenset(stems))


def test_ties_go_to_smaller_and_earlier_windows(article: Any) -> None:
    """Where nothing tells windows apart, the first single sentences come first."""
    index = article.index
    found = ranked(coverages(index, ["zeppelin"]), [0.0] * len(index.spans), most=3)

    assert [0, 1, 2] == found


def test_evidence_maps_back_and_each_sentence_comes_once(article: Any) -> None:
    """Evidence is whole sentences of the file, none twice, the one that has the claim's words first."""
    index = article.index
    cover = coverages(index, content_stems(words("The mayor called it fair")))
    similarity = [0.9 if first <= 2 < last else 0.1 for first, last in index.spans]
    found = to_evidence(index, cover, [], ranked(cover, similarity, most=3), most=3)

    assert "“It is fair,” Mayor Aske said." == found[0].text
    assert len(found) == len({one.start for one in found})
    for one in found:
        assert one.text == article.file[one.start : one.end]
        assert 0.0 <= one.score <= 1.0


def test_most_limits_evidence(article: Any) -> None:
    """No more sentences are given than asked for."""
    index = article.index
    cover = coverages(index, ["bridg"])
    best = ranked(cover, [0.5] * len(index.spans), most=12)

    assert 2 == len(to_evidence(index, cover, [], best, most=2))


def test_named_sentences_come_first(article: Any) -> None:
    """Sentences that are named first of all, as by a finding, stand before those that are ranked."""
    index = article.index
    cover = coverages(index, ["bridg"])
    found = to_evidence(index, cover, [3], ranked(cover, [0.5] * len(index.spans), most=2), most=2)

    assert ["Traffic will be sent over the Tarn.", "It voted to mend the bridge."] == [one.text for one in found]


def test_sentences_at(article: Any) -> None:
    """Offsets of the file become the numbers of their sentences, each once, in the order of the offsets."""
    index = article.index
    offsets = [article.file.index(word, article.case.article.content.start) for word in ("Mayor", "council", "Aske")]

    assert [2, 0] == sentences_at(index, offsets)
