"""ROUGE of a block against the whole CONTENT, bit for bit that of rouge-score.

Lin 2004. The tokenizer is rouge-score's own; the longest common subsequences are computed on bit vectors (see `subsequences`), and
the union of ROUGE-Lsum breaks ties as the reference's backtracking does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, ClassVar

from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.remembered import remembered
from evalkit.segment import sentences

from .subsequences import length, places

__all__ = ["Rouge", "rouge"]

_SEEN = re.compile("[A-Za-z0-9]")
_ASCII = re.compile(r"[\x00-\x7f]+")
_TOKEN = re.compile("[a-z0-9]+")
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
    wanted_all, given_all = list(chain.from_iterable(wanted)), list(chain.from_iterable(given))
    values: dict[str, float] = {}
    for size in (1, 2):
        _add(values, f"rouge{size}", *_ngram_overlap(wanted_all, given_all, size))
    common = length(wanted_all, given_all)
    _add(values, "rougeL", *_shares(common, len(given_all), len(wanted_all)))
    _add(values, "rougeLsum", *_shares(_union_hits(wanted, given), len(given_all), len(wanted_all)))
    return values


def _is_seen(text: str) -> bool:
    """Whether at least half of a text's letters and digits are such as ROUGE's tokenizer keeps."""
    others = sum(map(str.isalnum, _ASCII.sub("", text)))
    return sum(1 for _ in islice(_SEEN.finditer(text), max(1, others))) >= max(1, others)


@remembered(8192)
def _tokens(text: str) -> tuple[str, ...]:
    """The tokens that rouge-score's tokenizer gives: runs of the letters a-z and digits, in lower case."""
    return tuple(_TOKEN.findall(text.lower()))


@remembered(8192)
def _stemmed(text: str) -> tuple[str, ...]:
    return tuple(_stem(token) if len(token) > 3 else token for token in _tokens(text))


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


def _ngram_overlap(wanted: Sequence[str], given: Sequence[str], size: int) -> tuple[float, float]:
    right: Counter[object] = Counter(_ngrams(given, size))
    left = Counter(filter(right.__contains__, _ngrams(wanted, size)))
    hits = sum(min(count, right[gram]) for gram, count in left.items())
    return hits / max(len(given) - size + 1, 1), hits / max(len(wanted) - size + 1, 1)


def _ngrams(tokens: Sequence[str], size: int) -> Iterator[object]:
    return iter(tokens) if size == 1 else zip(*(tokens[start:] for start in range(size)), strict=False)


def _union_hits(wanted: Sequence[Sequence[str]], given: Sequence[Sequence[str]]) -> int:
    """Tokens of the union of LCSs, none counted more often than both sides have it."""
    right = Counter(chain.from_iterable(given))
    left = Counter(filter(right.__contains__, chain.from_iterable(wanted)))
    hits = 0
    for sentence, union in zip(wanted, places(wanted, given), strict=True):
        for place in union:
            token = sentence[place]
            if right[token] > 0 and left[token] > 0:
                hits += 1
                right[token] -= 1
                left[token] -= 1
    return hits
