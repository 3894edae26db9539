"""Many tests at once."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["holm"]


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted so that any false alarm among all tests stays below alpha (Holm 1979), in the order given, in [0, 1].

    It needs nothing of how the tests hang together.

    Raises:
        ValueError: a p-value is not in [0, 1].
    """
    if wrong := [p for p in p_values if not 0 <= p <= 1]:
        raise ValueError(f"{wrong[0]} is no p-value: expected 0 to 1")
    adjusted = [0.0] * len(p_values)
    least = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = adjusted[place] = max(least, min(1.0, (len(p_values) - rank) * p_values[place]))
    return adjusted
