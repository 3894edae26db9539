"""Another number: more, less, or the same digits written wrongly.

Only a figure that CONTENT itself states is changed, to a value that CONTENT states nowhere, in no notation, not as a rounding of
what it states, and not as the sum or difference of two figures of one sentence. A bound or a rounded figure ("about", "up to")
goes twice as high, or half as low, at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..numerals import Figure, figures_in, grain_of, shown
from ..scene import Change, Proposal, Scene

__all__ = ["RUNGS", "number_down", "number_format", "number_up"]

RUNGS = {"1%": 0.01, "5%": 0.05, "10%": 0.10, "25%": 0.25, "2x": 1.0, "10x": 9.0}
"""The ladder: by how much of itself a figure moves; down, 2x is its half and 10x its tenth."""
_FAR = {"2x", "10x"}
_SLACK = (0.6, 1.5)  # of a step of the ladder, what rounding to the figure's own grain may make of it
_MOST_SHARE = 100
_OTHER_SCALE = {"million": "billion", "billion": "million", "m": "bn", "bn": "m"}


def number_up(scene: Scene) -> Iterator[Proposal]:
    """Yields higher numbers."""
    yield from _moved(scene, up=True)


def number_down(scene: Scene) -> Iterator[Proposal]:
    """Yields lower numbers."""
    yield from _moved(scene, up=False)


def _moved(scene: Scene, *, up: bool) -> Iterator[Proposal]:
    for figure in _changeable(scene):
        for rung, step in RUNGS.items():
            if figure.is_rough and rung not in _FAR:
                continue
            target = (
                figure.mantissa * (1 + step) if up else figure.mantissa * (1 / (1 + step) if rung in _FAR else 1 - step)
            )
            decimals = len(figure.text.partition(".")[2])
            new = round(round(target / figure.grain) * figure.grain, decimals)
            if new == figure.mantissa or not _on_rung(figure.mantissa, new, target, rung):
                continue
            if _is_sure(scene, figure, new):
                yield _put(figure, shown(new, figure), "up" if up else "down", rung)


def _on_rung(old: float, new: float, target: float, rung: str) -> bool:
    wanted, found = abs(target - old), abs(new - old)
    low, high = (0.8, 1.2) if rung in _FAR else _SLACK
    return low * wanted <= found <= high * wanted


def number_format(scene: Scene) -> Iterator[Proposal]:
    """Yields figures whose digits changed places, whose decimal point moved, or whose millions became billions."""
    for figure in _changeable(scene):
        if figure.is_rough or figure.is_word:
            continue
        places = [place for place, sign in enumerate(figure.text) if sign.isdigit()]
        for first, second in pairwise(places):
            signs = list(figure.text)
            signs[first], signs[second] = signs[second], signs[first]
            written = "".join(signs)
            new = float(written.replace(",", ""))
            if signs[places[0]] != "0" and new != figure.mantissa and _is_sure(scene, figure, new):
                yield _put(figure, written, "digits", None)
        if "." in figure.text:
            written = figure.text.replace(".", "")
            if not written.startswith("0") and _is_sure(scene, figure, float(written.replace(",", ""))):
                yield _put(figure, written, "point", None)
        scale = re.compile(r"(?P<blank>\s?)(?P<word>million|billion|bn|m)\b").match(scene.text, figure.end)
        if scale is not None:
            factor = 1000.0 if scale["word"] in {"million", "m"} else 0.001
            value = round(figure.value * factor, 6)
            if not any(_meets(value, one, 0.0) for one in scene.source.values):
                change = Change(scale.start("word"), scale.end("word"), _OTHER_SCALE[scale["word"]])
                yield Proposal((change,), "scale")


def _changeable(scene: Scene) -> Iterator[Figure]:
    for figure in figures_in(scene.text):
        if scene.is_free(figure.start, figure.end) and scene.is_stated(figure) and scene.telling:
            yield figure


def _is_sure(scene: Scene, figure: Figure, new: float) -> bool:
    if new <= 0 or (figure.grain >= 1 and new < 2):
        return False
    if figure.is_share and figure.mantissa <= _MOST_SHARE < new:
        return False
    factor = figure.value / figure.mantissa
    room = max(figure.grain, grain_of(shown(new, figure))) / 2  # 17,000 may be 17,200, rounded
    values = scene.source.values | scene.source.derived
    return not any(_meets(new, one, room) or _meets(new * factor, one, room * factor) for one in values)


def _meets(new: float, stated: float, room: float) -> bool:
    return abs(new - stated) <= max(room, 1e-9 * abs(stated))


def _put(figure: Figure, written: str, direction: str, rung: str | None) -> Proposal:
    return Proposal((Change(figure.start, figure.end, written),), direction, rung)
