"""Scores at equal copying and length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evalkit.stats.adjusted import Adjustment, adjusted_means

ARTICLES, SYSTEMS = 40, 3


def _board(**changes: Any) -> dict[str, Any]:
    """Systems 0 to 2 over 40 articles; the second copies much."""
    draw = np.random.default_rng(11)
    system, article = np.tile(range(SYSTEMS), ARTICLES), np.repeat(range(ARTICLES), SYSTEMS)
    hard = draw.normal(size=ARTICLES)[article]
    coverage = np.clip(0.5 + 0.3 * (system == 1) + 0.05 * hard + 0.1 * draw.normal(size=len(system)), 0, 1)
    density = np.exp(1 + coverage + 0.3 * draw.normal(size=len(system)))
    words = np.exp(4 + 0.2 * draw.normal(size=len(system)))
    scores = 0.4 + 0.4 * coverage + 0.05 * (system == 2) + 0.1 * hard + 0.02 * draw.normal(size=len(system))
    return {
        "scores": scores, "systems": system, "articles": article, "coverage": coverage, "density": density, "words": words,
    } | changes  # fmt: skip


def _adjusted(board: dict[str, Any]) -> Adjustment:
    return adjusted_means(**{name: np.asarray(given).tolist() for name, given in board.items()})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"words": [1.0]}, "120, 120, 120, 120, 120, 1 values"),
        ({"words": np.zeros(120)}, "words more than 0"),
        ({"coverage": np.full(120, -1.0)}, "expected to be 0 or more"),
        ({"scores": np.full(120, np.nan)}, "not finite"),
    ],
)
def test_wrong_numbers(changes: dict[str, Any], message: str) -> None:
    """Numbers that cannot be are errors."""
    with pytest.raises(ValueError, match=message):
        _adjusted(_board(**changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"systems": np.zeros(120)}, "there is one system"),
        ({"articles": range(120)}, "0 articles have summaries of two systems"),
        ({"coverage": np.ones(120)}, "coverage does not vary"),
        ({"coverage": np.tile([0.2, 0.9, 0.5], 40)}, "coverage does not vary"),
        ({"words": np.repeat(np.arange(40) + 50, 3)}, "log words does not vary"),
        ({"density": np.expm1(_board()["coverage"])}, "move together"),
    ],
    ids=[
        "one system",
        "no shared articles",
        "all copied",
        "copying is the system",
        "length is the article's",
        "collinear",
    ],
)
def test_not_estimable(changes: dict[str, Any], reason: str) -> None:
    """What cannot be told is not told, and why is said in words."""
    found = _adjusted(_board(**changes))

    assert (None, {}) == (found.estimates, found.slopes)
    assert reason in found.reason


def test_unlinked_systems() -> None:
    """Systems that no article links cannot be compared."""
    board, other = _board(), _board(systems=np.tile([3, 4, 5], 40), articles=np.repeat(range(40, 80), 3))
    found = _adjusted({name: [*board[name], *other[name]] for name in board})

    assert "some systems share no article with the others" == found.reason


def test_least_squares() -> None:
    """The adjusted means are those of a regression on systems, articles and covariates, at the board's average; so are the slopes."""
    board = _board()
    found = _adjusted(board)
    covariates = np.stack([board["coverage"], np.log1p(board["density"]), np.log(board["words"])], axis=1)
    systems = np.eye(SYSTEMS)[board["systems"]]
    articles = np.eye(ARTICLES)[board["articles"]][:, 1:]
    fitted = np.linalg.lstsq(np.concatenate([systems, articles, covariates], axis=1), board["scores"])[0]
    level = articles.mean(axis=0) @ fitted[SYSTEMS:-3] + covariates.mean(axis=0) @ fitted[-3:]

    assert [pytest.approx(mean) for mean in fitted[:SYSTEMS] + level] == [
        each.mean for each in found.estimates.values()
    ]
    assert [pytest.approx(slope) for slope in fitted[-3:]] == list(found.slopes.values())
    assert [40] * 3 == [each.clusters for each in found.estimates.values()]


def test_copying_is_taken_away() -> None:
    """A system that scores high because it copies stands where the others are, and one that is better stays better."""
    board = _board()
    plain = [np.mean(board["scores"][board["systems"] == system]) for system in range(SYSTEMS)]
    adjusted = [each.mean for each in _adjusted(board).estimates.values()]

    assert plain[1] - plain[0] > 0.08
    assert abs(adjusted[1] - adjusted[0]) < 0.03
    assert pytest.approx(0.05, abs=0.03) == adjusted[2] - adjusted[0]


def test_interval_is_that_of_leaving_articles_out() -> None:
    """The interval is as wide as 2 to 2.5 standard errors that the jackknife finds, article by article."""
    board = _board()
    found = _adjusted(board)
    without = np.array(
        [
            [
                each.mean
                for each in _adjusted(
                    {name: np.asarray(given)[board["articles"] != left] for name, given in board.items()}
                ).estimates.values()
            ]
            for left in range(ARTICLES)
        ]
    )
    errors = np.sqrt((ARTICLES - 1) * without.var(axis=0))
    reaches = [(each.high - each.low) / 2 for each in found.estimates.values()]

    assert all(1.8 < reach / error < 2.4 for reach, error in zip(reaches, errors, strict=True))
