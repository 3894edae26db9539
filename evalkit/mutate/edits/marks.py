"""Quotation marks of another style: curly for straight, straight for curly."""

from __future__ import annotations

from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["quote_style"]


def quote_style(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with all of their double quotation marks in the other style."""
    if not scene.quoted or not scene.has_balanced_marks:
        return
    straight = {scene.text[start] == '"' for start, _ in scene.quoted}
    if len(straight) > 1:
        return
    curl = straight.pop()
    changes = []
    for start, end in scene.quoted:
        changes += [Change(start, start + 1, "“" if curl else '"'), Change(end - 1, end, "”" if curl else '"')]
    yield Proposal(tuple(changes), "curly" if curl else "straight")
