"""When statements are not to be trusted."""

from __future__ import annotations

import pytest

from evalkit.stats.trust import cannot_tell, differing, doubts


@pytest.mark.parametrize(
    ("articles", "different", "words"),
    [
        (29, None, "fewer than 30 articles"),
        (29, 29, "fewer than 30 articles"),
        (500, 9, "all but 9 articles have the same value"),
    ],
)
def test_doubts(articles: int, different: int | None, words: str) -> None:
    """Few articles, and many that are alike, are told in words."""
    assert words in (doubts(articles, different) or "")


@pytest.mark.parametrize("different", [None, 10, 30])
def test_no_doubts(different: int | None) -> None:
    """From 30 articles on, 10 of them unlike most, there is nothing to say."""
    assert None is doubts(30, different)


def test_differing() -> None:
    """Articles are counted, not values, and those of the most frequent mean are left out."""
    with pytest.raises(ValueError, match="shorter"):
        differing([1.0, 1.0], ["a"])

    assert 0 == differing([], [])
    assert 1 == differing([1.0, 1.0, 0.5, 1.0], "aabc")


@pytest.mark.parametrize(("articles", "tests"), [(1, 1), (5, 1), (8, 190), (5_000, 500)])
def test_nothing_can_be_told_apart(articles: int, tests: int) -> None:
    """Where the least p-value that there is stays at .05 or above after Holm, that is said in words."""
    assert f"{tests} tests over {articles} articles cannot tell anything apart" in (cannot_tell(articles, tests) or "")


@pytest.mark.parametrize(("articles", "tests"), [(6, 1), (30, 190), (5_000, 499)])
def test_something_can_be_told_apart(articles: int, tests: int) -> None:
    """20 systems can be told apart each from each, 32 just so."""
    assert None is cannot_tell(articles, tests)
