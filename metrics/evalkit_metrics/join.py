"""What the pair model says of a claim, joined with how its words lie in the article, as one calibrated probability.

The model reads the claim twice: against the packed evidence, which alone can support what is told in several places, and
against the best single sentences, which are not fooled by words that stand close together by chance. How far to trust which,
and when copying settles the matter, is a logistic regression over both and the lexical alignment, fitted on labelled
summaries (`training/join.py`). Its coefficients stand beside the weights they belong to.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from .alignment import Alignment
from .model.pair import CARD, Logits
from .windows import rounded

__all__ = ["SIGNALS", "joined", "signals"]

SIGNALS = ("packed", "single", "word", "window", "similarity", "verbatim")
"""Names of the signals, in the order of `signals`."""

_LEAST, _MOST = 0.0001, 0.9999


def signals(logits: Sequence[Logits], alignment: Alignment) -> tuple[float, ...]:
    """The signals of a claim, in the order of `SIGNALS`.

    Args:
        logits: of the packed evidence, then of the single sentences; at least the first.
        alignment: how its words lie in the article.
    """
    packed, *alone = logits
    single = max((one.support for one in alone), default=packed.support)
    return (
        packed.support,
        single,
        -max(packed.words, default=0.0),
        alignment.window,
        alignment.similarity,
        alignment.verbatim,
    )


def joined(found: Sequence[float]) -> float:
    """P(supported), in (0, 1), rounded to 1e-4, of a claim with these signals."""
    coefficients = _coefficients()
    logit = coefficients["intercept"] + math.fsum(
        coefficients[name] * value for name, value in zip(SIGNALS, found, strict=True)
    )
    return min(max(rounded(1 / (1 + math.exp(-logit))), _LEAST), _MOST)


@lru_cache(maxsize=1)
def _coefficients() -> Mapping[str, float]:
    found: Mapping[str, float] = json.loads(CARD.read_text("utf-8"))["join"]
    return found
