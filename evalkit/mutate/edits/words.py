"""Another word of the same meaning, from the named list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene
from ..synonyms import SYNONYMS

__all__ = ["synonym"]


def synonym(scene: Scene) -> Iterator[Proposal]:
    """Yields claims with one word for another that shares its sense."""
    for one in SYNONYMS:
        for match in re.finditer(rf"(?<![\w'’-]){one.old}(?![\w'’-])", scene.text):
            before, behind = scene.text[: match.start()], scene.text[match.end() :]
            if not scene.is_free(*match.span()) or (re.match(r"\s[A-Z]", behind) is not None and one.pos == "noun"):
                continue
            if one.before and not re.search(rf"(?:{one.before})$", before):
                continue
            if one.behind and not re.match(one.behind, behind):
                continue
            article = re.search(r"\b(an?)\s$", before, re.IGNORECASE)
            if article is not None and (one.old[0] in "aeiou") != (one.new[0] in "aeiou"):
                continue
            yield Proposal((Change(*match.span(), one.new),), one.pos)
