"""Scores at equal copying and equal length."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .bootstrap import Influences, studentised
from .means import CONFIDENCE, Estimate
from .samples import Floats
from .trust import FEWEST_ARTICLES

__all__ = ["Adjustment", "adjusted_means"]

_NOTHING = 1e-9  # of a covariate's squares, what is left over by rounding
_ALIKE = 1e-6  # of covariates of length 1, how little one may leave of the others

Places: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What systems would come to at the board's average copying and length.

    Attributes:
        estimates: the adjusted mean by system, with its interval; None where it cannot be told.
        slopes: by how much the score changes with one unit of `coverage`, of `log density` and of `log words`; empty where
            it cannot be told.
        reason: why it cannot be told, in words; None where it can.
    """

    estimates: Mapping[Hashable, Estimate] | None
    slopes: Mapping[str, float]
    reason: str | None = None


def adjusted_means(
    scores: Sequence[float],
    systems: Sequence[Hashable],
    articles: Sequence[Hashable],
    *,
    coverage: Sequence[float],
    density: Sequence[float],
    words: Sequence[float],
    low: float | None = None,
    high: float | None = None,
    confidence: float = CONFIDENCE,
) -> Adjustment:
    """Each system's mean, had its summaries the board's average extractive coverage, density and length.

    A summary that copies is seldom caught: faithfulness rises with copying alone (Ladhak et al. 2022, "Faithful or Extractive?";
    Dreyer et al. 2023, "Evaluating the Tradeoff Between Abstractiveness and Factuality"). The score is regressed on coverage,
    log(1 + density) and log words with an effect for each article and each system, so the slopes come from how a system's score moves with
    its copying between articles, beyond what the article does to all; the adjusted mean is the mean less the slopes
    times the system's distance from the board's average (analysis of covariance: Searle, Speed and Milliken 1980).
    The interval is that of `bootstrap`, clustered by article, the uncertainty of the slopes included.

    It answers "who is more faithful than its copying and length explain?", under one straight line for all systems. It is no
    causal effect: it does not say what a system would do if told to copy less, and where systems hardly overlap in copying it
    is a guess beyond the data. A low slope does not show that the metric is blind to copying.

    Args:
        scores: finite numbers, one a case.
        systems, articles: whose summary of what each case is.
        coverage, density: extractive coverage and density of each (Grusky et al. 2018), 0 or more.
        words: its length, more than 0.
        low, high: bounds of the measure, None where there is none; they bound the interval alone.
        confidence: how often intervals made so hold the true value, in (0, 1).

    Returns:
        No estimates but a reason with one system, fewer than 30 articles that two systems share, systems that no article links, or
        copying or length that does not vary.

    Raises:
        ValueError: the sequences differ in length, or a number is out of its range.
    """
    y = np.asarray(scores, dtype=np.float64)
    copied, depth, length = (np.asarray(given, dtype=np.float64) for given in (coverage, density, words))
    counts = [len(given) for given in (y, systems, articles, copied, depth, length)]
    if len(set(counts)) > 1:
        raise ValueError(f"{', '.join(map(str, counts))} values: expected one of each for each case")
    if not all(np.isfinite(given).all() for given in (y, copied, depth, length)):
        raise ValueError("a value is not finite: leave out cases that have no score")
    if (copied < 0).any() or (depth < 0).any() or (length <= 0).any():
        raise ValueError("coverage and density are expected to be 0 or more, and words more than 0")
    covariates = {"coverage": copied, "log density": np.log1p(depth), "log words": np.log(length)}
    names: dict[Hashable, int] = {}
    system = np.array([names.setdefault(name, len(names)) for name in systems], dtype=np.intp)
    rows: dict[Hashable, int] = {}
    article = np.array([rows.setdefault(name, len(rows)) for name in articles], dtype=np.intp)
    if reason := _too_few(system, article):
        return Adjustment(None, {}, reason)

    def within(columns: Floats) -> Floats:
        """What is left of columns once each article's mean is taken away."""
        means = np.stack([np.bincount(article, column) for column in columns.T], axis=1)
        return columns - (means / np.bincount(article)[:, None])[article]

    dummies = within((system[:, None] == np.arange(1, len(names))).astype(np.float64))
    measured = np.stack(list(covariates.values()), axis=1)
    moving = within(measured)
    if reason := _confounded(dummies, moving, dict(zip(covariates, (measured**2).sum(axis=0), strict=True))):
        return Adjustment(None, {}, reason)
    design = np.concatenate([dummies, moving], axis=1)
    outcome = within(y[:, None])[:, 0]
    gram = np.linalg.inv(design.T @ design)
    slopes = gram @ (design.T @ outcome)
    effects = np.concatenate([[0.0], slopes[: len(names) - 1]])
    base = y - effects[system]  # what the cases would be, were all systems the first
    residual = outcome - design @ slopes
    # How much each article moves each slope, each system's effect, and the level of all.
    pull = np.stack([np.bincount(article, column * residual) for column in design.T], axis=1) @ gram
    shift = np.concatenate([np.zeros((len(rows), 1)), pull[:, : len(names) - 1]], axis=1)
    share = np.bincount(system) / len(y)
    level = np.bincount(article, base - base.mean()) / len(y)
    values = len(rows) * (level[:, None] + shift - (shift @ share)[:, None])
    centres = base.mean() + effects
    spread = studentised(Influences(centres, values, np.ones(values.shape, dtype=np.bool_)), confidence)
    return Adjustment(
        {name: spread.estimate(n, int(np.count_nonzero(system == n)), low, high) for n, name in enumerate(names)},
        dict(zip(covariates, slopes[len(names) - 1 :].tolist(), strict=True)),
    )


def _too_few(system: Places, article: Places) -> str | None:
    if not system.any():
        return "there is one system: nothing to adjust for"
    pairs = set(zip(article.tolist(), system.tolist(), strict=True))
    shared = int(np.count_nonzero(np.bincount([place for place, _ in pairs]) > 1))
    if shared < FEWEST_ARTICLES:
        return f"{shared} articles have summaries of two systems or more: the adjustment needs {FEWEST_ARTICLES}"
    return None


def _confounded(dummies: Floats, moving: Floats, sizes: Mapping[str, float]) -> str | None:
    """Why slopes cannot be told from systems, articles or each other, in words.

    Args:
        dummies, moving: which system a case is of, and its covariates, within articles.
        sizes: by covariate, the sum of its squares before anything was taken away.
    """
    if np.linalg.matrix_rank(dummies) < dummies.shape[1]:
        return "some systems share no article with the others"
    left = moving - dummies @ np.linalg.lstsq(dummies, moving)[0]
    squares = (left**2).sum(axis=0)
    for (name, whole), rest in zip(sizes.items(), squares, strict=True):
        if rest <= _NOTHING * whole:
            return f"{name} does not vary between a system's summaries beyond what the article explains"
    if np.linalg.matrix_rank(left / np.sqrt(squares), tol=_ALIKE) < len(sizes):
        return "coverage, density and length move together: their slopes cannot be told apart"
    return None
