"""How much of a block is copied: extractive fragments and novel n-grams.

Coverage, density and compression after Grusky, Naaman and Artzi 2018 ("Newsroom", section 4); novel n-grams after See,
Liu and Manning 2017. To be shown beside every faithfulness number: copying looks faithful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.words import words

__all__ = ["Extractive", "fragments"]

_SIZES = (1, 2, 3, 4)


@dataclass(frozen=True)
class Extractive(Metric):
    """Extractive coverage, density, compression, novel n-grams and the longest copied run of a block."""

    name: ClassVar[str] = "extractive"
    version: ClassVar[int] = 1
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            "coverage",
            0.0,
            1.0,
            "share",
            "neither",
            "share of the block's words that lie in fragments copied from CONTENT",
        ),
        Measure(
            "density",
            0.0,
            None,
            "words",
            "neither",
            "mean length of the copied fragment that a word of the block lies in",
        ),
        Measure("compression", 0.0, None, "ratio", "neither", "words of CONTENT per word of the block"),
        *(
            Measure(
                f"novel_ngrams_{size}",
                0.0,
                1.0,
                "share",
                "neither",
                f"share of the block's {size}-grams that CONTENT has not",
            )
            for size in _SIZES
        ),
        Measure("longest_copied_run", 0.0, None, "words", "neither", "length of the longest copied fragment"),
    )

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:  # noqa: ARG002 - it needs no model
        return [_score(case) for case in cases]


def _score(case: Case) -> Score:
    source = [word.text for word in words(case.article.content.text)]
    block = [word.text for word in words(case.text)]
    if not block:
        return Score("not_applicable", note="the block has no words")
    if not source:
        return Score("not_applicable", note="CONTENT has no words")
    lengths = fragments(source, block)
    values = {
        "coverage": sum(lengths) / len(block),
        "density": sum(length * length for length in lengths) / len(block),
        "compression": len(source) / len(block),
        "longest_copied_run": float(max(lengths, default=0)),
    }
    for size in _SIZES:
        grams = _ngrams(block, size)
        if grams:  # a block of fewer words has none: it gets no value, not a 0
            known = set(_ngrams(source, size))
            values[f"novel_ngrams_{size}"] = sum(gram not in known for gram in grams) / len(grams)
    return Score("scored", values, seen=1.0)


def fragments(source: Sequence[str], block: Sequence[str]) -> list[int]:
    """Lengths, in words, of the block's copied fragments in order: the greedy procedure of Grusky et al. 2018, figure 3."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(source):
        places[word].append(place)
    lengths = []
    at = 0
    while at < len(block):
        longest = 0
        free = 0  # the procedure goes on behind a match, so matches that overlap it are not seen
        for start in places.get(block[at], ()):
            if start < free:
                continue
            length = 1
            while (
                at + length < len(block)
                and start + length < len(source)
                and block[at + length] == source[start + length]
            ):
                length += 1
            free = start + length
            longest = max(longest, length)
        if longest:
            lengths.append(longest)
        at += max(longest, 1)
    return lengths


def _ngrams(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(tokens[start:] for start in range(size)), strict=False))
