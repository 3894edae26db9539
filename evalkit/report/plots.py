"""Plots of a page as places in a drawing, which the template `plots.html.j2` draws: nothing here knows what is plotted.

A drawing is a unit square of numbers from 0 to 1 both ways; y grows upwards, as readers expect, and is turned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

__all__ = ["Curve", "Dot", "Square", "curve", "square", "whisker"]

SIZE = 240.0
"""The side of the square, in units of the drawing."""
LEFT, TOP = 44.0, 8.0
_LARGEST = 9.0  # radius of a dot that has all the weight
_SMALLEST = 1.8
_LOOKS = 6  # colours of the page; the mark and the dash of a line tell them apart without colour


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the drawing and a radius; `bar` is its interval's two ends upwards, None where there is none."""

    x: float
    y: float
    radius: float
    bar: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A line with its dots.

    Attributes:
        look: which of the page's colours, marks and dashes it has.
        path: the line, as the attribute `d` of a path.
    """

    name: str
    look: int
    path: str
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Square:
    """A plot over the unit square.

    Attributes:
        across, up: what the axes are.
        told: what the plot shows, for who does not see it.
        curves: its lines.
        ticks: places and words of the marks on both axes.
    """

    across: str
    up: str
    told: str
    curves: tuple[Curve, ...]
    ticks: tuple[tuple[float, float, str], ...]


def square(across: str, up: str, told: str, curves: Iterable[Curve]) -> Square:
    """A plot over the unit square, with marks at 0, 0.25 and so on."""
    ticks = tuple((_x(n / 4), _y(n / 4), f"{n / 4:g}") for n in range(5))
    return Square(across, up, told, tuple(curves), ticks)


def curve(
    name: str,
    look: int,
    points: Sequence[tuple[float, float]],
    *,
    weights: Sequence[float] = (),
    bars: Sequence[tuple[float, float] | None] = (),
) -> Curve:
    """A line through points of the unit square.

    Args:
        look: its number among the curves of the plot.
        weights: each point's share of the whole, for dots whose area says it; none where the line alone is drawn.
        bars: the interval of each dot, None where it has none.
    """
    places = [(_x(x), _y(y)) for x, y in points]
    ends = bars or [None] * len(weights)
    dots = (
        Dot(x, y, round(max(_SMALLEST, _LARGEST * sqrt(weight)), 1), None if bar is None else (_y(bar[0]), _y(bar[1])))
        for (x, y), weight, bar in zip(places, weights, ends, strict=bool(weights))
    )
    path = "".join(f"{'L' if n else 'M'}{x:g} {y:g}" for n, (x, y) in enumerate(places))
    return Curve(name, look % _LOOKS, path, tuple(dots))


def whisker(value: float, low: float | None, high: float | None, *, least: float = 0.0) -> tuple[float, ...]:
    """Where a value and its interval lie between `least` and 1, in percent: the value, or low end, value and high end."""
    ends = (value,) if low is None or high is None else (low, value, high)
    return tuple(round(100 * min(1.0, max(0.0, (end - least) / (1 - least))), 2) for end in ends)


def _x(value: float) -> float:
    return round(LEFT + SIZE * min(1.0, max(0.0, value)), 1)


def _y(value: float) -> float:
    return round(TOP + SIZE * (1 - min(1.0, max(0.0, value))), 1)
