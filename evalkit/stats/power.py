"""What a comparison can see: the smallest difference that it finds, and how many articles a difference needs."""

from __future__ import annotations

import math

__all__ = ["ALPHA", "POWER", "articles_needed", "detectable"]

ALPHA = 0.05
POWER = 0.8
_MOST = 10**9  # articles: what needs more is never told apart


def detectable(error: float, articles: int, *, alpha: float = ALPHA, power: float = POWER) -> float | None:
    """The minimum detectable effect: the true difference that is told apart in `power` of such comparisons.

    (t(1 - alpha/2) + t(power)) times the standard error, with Student's t of G-1 degrees of freedom for G articles (Bloom 1995;
    for systems over one set of texts, Card et al. 2020 and Miller 2024, "Adding error bars to evals", section 5).

    Args:
        error: the clustered standard error of the paired difference, `Difference.error`.
        articles: how many there are.

    Returns:
        A size in the unit of the scores, 0 or more; None with fewer than two articles.

    Raises:
        ValueError: the error is negative or not finite.
    """
    _check(error)
    return None if articles < 2 else _reach(articles, alpha, power) * error


def articles_needed(
    error: float, articles: int, difference: float, *, alpha: float = ALPHA, power: float = POWER
) -> int | None:
    """How many articles it takes to tell a difference of this size apart in `power` of such comparisons.

    The smallest G with (t(1 - alpha/2) + t(power)) sigma / sqrt(G) not above the difference, where sigma is the standard error times
    the root of the number of articles it comes from: `detectable`, solved for G. For the difference that was observed it is a guess as
    good as that difference is.

    Args:
        error: the clustered standard error of the paired difference, `Difference.error`.
        articles: how many articles it comes from.
        difference: the size to tell apart; its sign does not matter.

    Returns:
        A number, 2 or more; None where the difference is 0 or so small that no number of articles there can be tells it
        apart, or fewer than two articles leave the spread unknown.

    Raises:
        ValueError: the error is negative or not finite.
    """
    _check(error)
    if articles < 2 or not difference:
        return None
    sigma = error * math.sqrt(articles)

    def enough(count: int) -> bool:
        return _reach(count, alpha, power) * sigma / math.sqrt(count) <= abs(difference)

    if not enough(_MOST):
        return None
    high = 2
    while not enough(high):
        high *= 2
    low = high // 2  # not enough, or 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _check(error: float) -> None:
    if not 0 <= error < math.inf:
        raise ValueError(f"{error} is no standard error: expected 0 or more")


def _reach(articles: int, alpha: float, power: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(articles - 1, 1 - alpha / 2) + stdtrit(articles - 1, power))
