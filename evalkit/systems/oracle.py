"""The greedy oracle: which of an article's sentences come closest to its own summary.

Nallapati, Zhai and Zhou 2017, "SummaRuNNer", section 3: sentences are added one at a time, each time the one that raises
ROUGE against the reference most, until none raises it or there are enough. What is raised is the sum of the F-measures of
ROUGE-1 and ROUGE-2 (as Liu and Lapata 2019 do; Nallapati et al. leave the choice open), as rouge-score computes them without
stemming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rouge_score.tokenize import tokenize

from ..records import Article, BlockKind

__all__ = ["Reference", "greedy", "reference_of"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The text to come close to, or why there is none."""

    text: str = ""
    fault: str | None = None


def reference_of(article: Article, block: BlockKind) -> Reference:
    """An article's own block of a kind, or else of the other kind.

    Where blocks name systems, the one that names none is the reference; if each names one, there must be one alone.
    """
    kinds: tuple[BlockKind, BlockKind] = ("SUMMARY", "HIGHLIGHTS") if block == "SUMMARY" else ("HIGHLIGHTS", "SUMMARY")
    for kind in kinds:
        found = [one for one in article.blocks if one.kind == kind and one.text]
        nobodys = [one for one in found if one.system is None] or found
        if len(nobodys) > 1:
            names = ", ".join(repr(one.system) for one in nobodys[:3])
            return Reference(
                fault=f"no reference: its {kind} is there of several systems ({names}), and of none without a name"
            )
        if nobodys:
            text = nobodys[0].text
            if tokenize(text, None):
                return Reference(text)
            return Reference(fault=f"no reference: ROUGE knows the letters a-z and digits, and its {kind} has none")
    return Reference(fault="no reference: it has neither SUMMARY nor HIGHLIGHTS of its own")


def greedy(sentences: Sequence[str], reference: str, most: int) -> list[int]:
    """The numbers of the sentences that are taken, in the order of taking; the earlier one of two equals.

    Args:
        sentences: of the article, in order.
        reference: what to come close to.
        most: how many to take, at most.
    """
    tokens = [tokenize(sentence, None) for sentence in sentences]
    wanted = tokenize(reference, None)
    goals = (Counter(wanted), Counter(pairwise(wanted)))
    taken: list[int] = []
    reached = 0.0
    while len(taken) < most:
        best: int | None = None
        for number in range(len(tokens)):
            if number in taken:
                continue
            together = [token for one in sorted([*taken, number]) for token in tokens[one]]
            value = _fmeasure(Counter(together), goals[0]) + _fmeasure(Counter(pairwise(together)), goals[1])
            if value > reached:
                reached, best = value, number
        if best is None:
            break
        taken.append(best)
    return taken


def _fmeasure(given: Counter[Any], wanted: Counter[Any]) -> float:
    """The F-measure of two bags, of words or of pairs of words, in [0, 1]."""
    total = given.total() + wanted.total()
    return 2 * (given & wanted).total() / total if total else 0.0
