"""Williams' test of two correlations with one variable."""

from __future__ import annotations

import math

__all__ = ["williams"]

_ALIKE = 1e-9


def williams(own: float, reference: float, between: float, n: int, controlled: int = 0) -> tuple[float, float] | None:
    """Whether two predictors that are measured on the same rows correlate with the labels differently.

    Williams (1959), as Steiger (1980) recommends it and Graham and Baldwin (2014) use it for metrics. It takes rows as independent
    and correlations as Pearson's of normal variables; summaries of one document are not independent, which makes it too sure.

    Args:
        own, reference: the correlations of the two with the labels.
        between: that of the two with each other.
        n: rows.
        controlled: variables that were regressed out of all three, which cost a degree of freedom each.

    Returns:
        t, positive where `own` is the larger, and the two-sided p of Student's t with n - controlled - 3 degrees of freedom; None
        where there is none left, or the two predictors are one.
    """
    from scipy.special import stdtr

    rows = n - controlled
    if rows <= 3 or abs(between) >= 1 - _ALIKE:
        return None
    volume = max(0.0, 1 - own**2 - reference**2 - between**2 + 2 * own * reference * between)
    middle = (own + reference) / 2
    below = 2 * volume * (rows - 1) / (rows - 3) + middle**2 * (1 - between) ** 3
    if below <= 0:
        return None
    t = (own - reference) * math.sqrt((rows - 1) * (1 + between) / below)
    return t, min(1.0, 2 * float(stdtr(rows - 3, -abs(t))))
