"""Minimum detectable effects and the number of articles needed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalkit.stats.power import articles_needed, detectable


@pytest.mark.parametrize("error", [-1.0, math.nan, math.inf])
def test_no_standard_error(error: float) -> None:
    """A standard error is 0 or more."""
    with pytest.raises(ValueError, match="is no standard error"):
        detectable(error, 30)
    with pytest.raises(ValueError, match="is no standard error"):
        articles_needed(error, 30, 0.1)


def test_nothing_to_tell() -> None:
    """One article has no spread to go by, and no number of articles tells a difference of 0 apart."""
    assert (None, None) == (detectable(0.1, 1), articles_needed(0.1, 1, 0.1))
    assert (None, None) == (articles_needed(0.1, 30, 0.0), articles_needed(0.1, 30, 1e-200))


@pytest.mark.parametrize("articles", [10, 30, 100, 500])
def test_power_at_the_detectable_effect(articles: int) -> None:
    """The exact power of the t test at the detectable effect, by the noncentral t distribution, is .8 within .015."""
    effect = detectable(1.0, articles)
    limit = stats.t.ppf(0.975, articles - 1)
    power = stats.nct.sf(limit, articles - 1, effect) + stats.nct.cdf(-limit, articles - 1, effect)

    assert pytest.approx(0.8, abs=0.015) == power


def test_known_value() -> None:
    """With many articles it is 2.80 standard errors, as Card et al. and Miller have it."""
    assert pytest.approx(0.01 * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)), rel=1e-3) == detectable(0.01, 100_000)


@given(st.floats(0.001, 1), st.integers(2, 1000), st.floats(0.01, 1))
def test_needed_is_the_least_that_detects(error: float, articles: int, difference: float) -> None:
    """With as many articles as needed the difference is detectable, with one fewer it is not."""
    needed = articles_needed(error, articles, -difference)
    sigma = error * math.sqrt(articles)

    assert detectable(sigma / math.sqrt(needed), needed) <= difference
    assert needed == 2 or detectable(sigma / math.sqrt(needed - 1), needed - 1) > difference
