"""How a claim's words lie in the article, as a handful of numbers, and the probability of support that goes with them.

This is the tier that needs no trained model: it knows that copying is support, that unmatched content words are doubt, and
that words which stand close together in the source weigh more than the same words scattered over it. It cannot see who
did what to whom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from .index import ArticleIndex
from .retrieval import coverage
from .windows import rounded

__all__ = ["COEFFICIENTS", "Alignment", "align", "probability"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Features of a claim in its article, each in [0, 1] but for `similarity` in [-1, 1].

    Attributes:
        window: weighted share of the claim's content stems in the best window of 1 to 3 sentences.
        article: the same in the whole article.
        similarity: cosine to the closest window.
        verbatim: 1 if the whole claim stands word for word in CONTENT.
    """

    window: float
    article: float
    similarity: float
    verbatim: float


COEFFICIENTS: tuple[float, ...] = (-4.2, 0.5, 3.0, 3.0, 1.5)
"""Intercept, then one coefficient per feature of `Alignment`.

Round numbers, chosen among a few on labelled development sets (FRANK, DeFacto, PolyTope, WiCE, SummEdits) for the area under
the ROC curve of a summary's weakest claim; the intercept for balanced accuracy at the threshold 0.5. Word pairs and copied
runs were tried as further features and added nothing to these.
"""


def align(
    index: ArticleIndex, stems: Sequence[str], cover: Sequence[float], similarity: float, *, verbatim: bool
) -> Alignment:
    """Measures how a claim's words lie in an article.

    Args:
        stems: the claim's content stems.
        cover: their coverage by each window of the index.
        similarity: the claim's cosine to the closest window.
        verbatim: whether it stands word for word in CONTENT.
    """
    return Alignment(
        window=max(cover, default=0.0),
        article=rounded(coverage(index, stems, index.stems)),
        similarity=similarity,
        verbatim=float(verbatim),
    )


def probability(alignment: Alignment) -> float:
    """P(supported) in (0, 1), rounded to 1e-4: a logistic regression on the features."""
    logit = COEFFICIENTS[0] + math.fsum(
        weight * value for weight, value in zip(COEFFICIENTS[1:], astuple(alignment), strict=True)
    )
    return min(max(rounded(1 / (1 + math.exp(-logit))), 0.0001), 0.9999)
