"""ROUGE of a block against the whole CONTENT, bit for bit that of rouge-score.

Lin 2004. The tokenizer is rouge-score's own; the longest common subsequences are computed on bit vectors (Hyyrö 2004),
whose rows are kept, so that the union of ROUGE-Lsum breaks ties as the reference's backtracking does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from rouge_score.tokenize import tokenize

from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.remembered import remembered
from evalkit.segment import sentences

__all__ = ["Rouge", "rouge"]

_SEEN = re.compile("[A-Za-z0-9]")
_KINDS = {
    "rouge1": "single words",
    "rouge2": "pairs of neighbouring words",
    "rougeL": "the longest common subsequence",
    "rougeLsum": "the union of the sentences' longest common subsequences",
}
_SIDES = {
    "precision": "share of the block's units that CONTENT has: {}",
    "recall": "share of CONTENT's units that the block has: {}",
    "fmeasure": "harmonic mean of precision and recall: {}",
}


@dataclass(frozen=True)
class Rouge(Metric):
    """ROUGE-1, -2, -L and -Lsum of a block against CONTENT.

    Against the source only precision says something about faithfulness, and that by way of copying.

    Attributes:
        stem: whether words of more than three letters are stemmed (Porter, as rouge-score does).
    """

    name: ClassVar[str] = "rouge"
    version: ClassVar[int] = 1
    measures: ClassVar[tuple[Measure, ...]] = tuple(
        Measure(f"{kind}.{side}", 0.0, 1.0, "share", "neither", text.format(what))
        for kind, what in _KINDS.items()
        for side, text in _SIDES.items()
    )
    stem: bool = field(
        default=False, metadata={"help": "stem words of more than three letters (Porter, as rouge-score does)"}
    )

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:  # noqa: ARG002 - it needs no model
        return [self._score(case) for case in cases]

    def _score(self, case: Case) -> Score:
        if not case.text:
            return Score("not_applicable", note="the block is empty")
        for name, text in (("block", case.text), ("CONTENT", case.article.content.text)):
            if not _is_seen(text):
                return Score(
                    "not_applicable",
                    note=f"ROUGE's tokenizer knows only the letters a-z and digits, and most letters of the {name} are others",
                )
        target = [sentence.text for sentence in case.article.sentences]
        prediction = [sentence.text for sentence in sentences(case.text)]
        return Score("scored", rouge(target, prediction, stem=self.stem), seen=1.0)


def rouge(target: Sequence[str], prediction: Sequence[str], *, stem: bool = False) -> dict[str, float]:
    """The twelve ROUGE values of `prediction` against `target`, both given sentence by sentence.

    Equal to rouge-score's on the sentences joined by newlines.

    Returns:
        `rouge1.precision` ... `rougeLsum.fmeasure`, each in [0, 1].
    """
    tokens = _stemmed if stem else _tokens
    wanted = [tokens(sentence) for sentence in target]
    given = [tokens(sentence) for sentence in prediction]
    wanted_all = [token for sentence in wanted for token in sentence]
    given_all = [token for sentence in given for token in sentence]
    values: dict[str, float] = {}
    for size in (1, 2):
        _add(values, f"rouge{size}", *_ngram_overlap(wanted_all, given_all, size))
    common = _lcs_length(wanted_all, given_all)
    _add(values, "rougeL", *_shares(common, len(given_all), len(wanted_all)))
    _add(values, "rougeLsum", *_shares(_union_hits(wanted, given), len(given_all), len(wanted_all)))
    return values


def _is_seen(text: str) -> bool:
    """Whether at least half of a text's letters and digits are such as ROUGE's tokenizer keeps."""
    total = sum(map(str.isalnum, text))
    return total > 0 and len(_SEEN.findall(text)) * 2 >= total


@remembered(8192)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(tokenize(text, None))


@remembered(8192)
def _stemmed(text: str) -> tuple[str, ...]:
    return tuple(tokenize(text, _Stemmer()))


class _Stemmer:
    """What rouge-score asks for a stem."""

    def stem(self, word: str) -> str:
        return _stem(word)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_porter().stem(word))


@lru_cache(maxsize=1)
def _porter() -> Any:  # nltk has no types
    from nltk.stem.porter import PorterStemmer  # 1.5 s: only where stemming is asked for

    return PorterStemmer()


def _add(values: dict[str, float], kind: str, precision: float, recall: float) -> None:
    values[f"{kind}.precision"] = precision
    values[f"{kind}.recall"] = recall
    total = precision + recall
    values[f"{kind}.fmeasure"] = 2 * precision * recall / total if total > 0 else 0.0


def _shares(hits: int, given: int, wanted: int) -> tuple[float, float]:
    return (hits / given, hits / wanted) if given and wanted else (0.0, 0.0)


def _ngram_overlap(wanted: list[str], given: list[str], size: int) -> tuple[float, float]:
    left, right = _ngrams(wanted, size), _ngrams(given, size)
    hits = sum(min(count, left[gram]) for gram, count in right.items() if gram in left)
    return hits / max(right.total(), 1), hits / max(left.total(), 1)


def _ngrams(tokens: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def _positions(tokens: Sequence[str]) -> dict[str, int]:
    """For each token a bit vector of where it stands."""
    masks: dict[str, int] = {}
    for place, token in enumerate(tokens):
        masks[token] = masks.get(token, 0) | 1 << place
    return masks


def _lcs_length(wanted: Sequence[str], given: Sequence[str]) -> int:
    masks = _positions(given)
    full = (1 << len(given)) - 1
    row = full
    for token in wanted:
        if mask := masks.get(token, 0):
            kept = row & mask
            row = ((row + kept) | (row - kept)) & full
    return len(given) - row.bit_count()


def _union_hits(wanted: Sequence[Sequence[str]], given: Sequence[Sequence[str]]) -> int:
    """Tokens of the union of LCSs, none counted more often than both sides have it."""
    left = Counter(token for sentence in wanted for token in sentence)
    right = Counter(token for sentence in given for token in sentence)
    masks = [_positions(sentence) for sentence in given]
    hits = 0
    for sentence in wanted:
        union: set[int] = set()
        for tokens, mask in zip(given, masks, strict=True):
            union.update(_lcs_places(sentence, tokens, mask))
        for place in sorted(union):
            token = sentence[place]
            if right[token] > 0 and left[token] > 0:
                hits += 1
                right[token] -= 1
                left[token] -= 1
    return hits


def _lcs_places(wanted: Sequence[str], given: Sequence[str], masks: dict[str, int]) -> list[int]:
    """Places in `wanted` of the one LCS that rouge-score's backtracking finds.

    `rows[i]` holds the horizontal steps of row i of the LCS table: bit j is 0 where cell (i, j + 1) exceeds (i, j). The
    reference goes left if cell (i, j - 1) exceeds (i - 1, j), which is so if and only if the step from (i - 1, j - 1) down
    to (i, j - 1) is 1 and the one right to (i - 1, j) is 0.
    """
    full = (1 << len(given)) - 1
    row = full
    rows = [row]
    for token in wanted:
        if mask := masks.get(token, 0):
            kept = row & mask
            row = ((row + kept) | (row - kept)) & full
        rows.append(row)
    if row == full:
        return []
    places = []
    i, j = len(wanted), len(given)
    while i > 0 and j > 0:
        if wanted[i - 1] == given[j - 1]:
            i -= 1
            j -= 1
            places.append(i)
            continue
        upper, lower = rows[i - 1], rows[i]
        before = (1 << (j - 1)) - 1
        steps_down = (upper & before).bit_count() - (lower & before).bit_count()
        if steps_down == 1 and upper >> (j - 1) & 1:
            j -= 1
        else:
            i -= 1
    return places
