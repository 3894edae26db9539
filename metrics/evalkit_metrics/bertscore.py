"""BERTScore of a block against CONTENT, sentence by sentence. Not a faithfulness score.

Every token of one side is matched with the most similar token of the other. What a block takes over from its article
matches well, and so precision against the source goes along with consistency better than a comparison with references
(Bao et al. 2023); but a negation or another name among the same words costs next to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.segment import BULLET, sentences
from evalkit.words import words

from .model.encoder import Encoder, Tokens, encoder, encoder_name
from .model.found import DEFAULT_ENCODER
from .windows import rounded

__all__ = ["BertScore"]

_LAYER = 6  # the embedded encoder's last
_CHARACTERS = 2**17  # of text whose tokens are held at once: a window of articles of 1,000 words, 50 MB
_CASES = 64  # of one CONTENT, matched in one go
_ROWS = 256  # a block's tokens against all of CONTENT's: a step's size decides nothing, only how much memory it takes

Texts = tuple[str, ...]
Pair = tuple[float, float]


@dataclass(frozen=True)
class BertScore(Metric):
    """Greedy matching of a block's tokens with all of CONTENT's, by the cosine of their vectors (Zhang et al. 2020).

    The vectors are of the last layer, which is layer 6 of the embedded all-MiniLM-L6-v2; no idf, no rescaling by a
    baseline. So the numbers are not those that other papers give for roberta-large's layer 17. Every sentence of both
    sides is encoded by itself, one above the model's limit (256 tokens) in pieces: all of the article is seen.

    As in the bert-score package, the marks around a sentence ([CLS], [SEP]) have no weight but can be matched against.
    The sign of a bullet is layout and left out.

    Attributes:
        model: `all-MiniLM-L6-v2` (embedded), or the path or hub name of a sentence-transformers model, of which the last
            layer is taken.
    """

    name: ClassVar[str] = "bertscore"
    version: ClassVar[int] = 1
    identity_help: ClassVar[Mapping[str, str]] = {
        "model": "the encoder, with the first digits of the sha256 of its weights",
        "layer": "the layer whose vectors of tokens are compared",
        "idf": "whether rare tokens weigh more",
        "rescaled": "whether the numbers are rescaled by a baseline",
    }
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            "precision", -1.0, 1.0, "similarity", "neither",
            "mean over the block's tokens of the greatest cosine to any token of CONTENT (last layer, 6 of all-MiniLM-L6-v2)",
        ),
        Measure(
            "recall", -1.0, 1.0, "similarity", "neither",
            "mean over CONTENT's tokens of the greatest cosine to any token of the block (last layer, 6 of all-MiniLM-L6-v2)",
        ),
        Measure(
            "fmeasure", -1.0, 1.0, "similarity", "neither",
            "harmonic mean of precision and recall, 0 where one of them is not above 0; not comparable with roberta-large's",
        ),
    )  # fmt: skip
    model: str = field(
        default=DEFAULT_ENCODER,
        metadata={
            "help": "all-MiniLM-L6-v2 (embedded), or the path or hub name of a sentence-transformers model; its last layer"
        },
    )

    def identity(self) -> Mapping[str, object]:
        layer = _LAYER if self.model == DEFAULT_ENCODER else "last"
        return {"model": encoder_name(self.model), "layer": layer, "idf": False, "rescaled": False}

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        notes = [_why_not(case) for case in cases]
        items = [_item(case) for case, note in zip(cases, notes, strict=True) if note is None]
        pairs = iter(ctx.run(_Matching(encoder(self.model, offline=ctx.offline)), items))
        return [_score(next(pairs)) if note is None else Score("not_applicable", note=note) for note in notes]


def _why_not(case: Case) -> str | None:
    """Why a case cannot be scored, or None."""
    if not words(case.text):
        return "the block has no words" if case.text else "the block is empty"
    return None if words(case.article.content.text) else "CONTENT has no words"


def _item(case: Case) -> tuple[Texts, Texts]:
    """What the result depends on: the sentences of CONTENT and of the block."""
    source, block = case.article.sentences, sentences(case.text)
    return tuple(_bare(one.text) for one in source), tuple(_bare(one.text) for one in block)


def _bare(sentence: str) -> str:
    return BULLET.sub("", sentence, count=1) if BULLET.match(sentence) else sentence


def _score(pair: Pair | None) -> Score:
    if pair is None:
        return Score(
            "not_applicable", note="the block or CONTENT has nothing but marks of the model's own, such as [SEP]"
        )
    precision, recall = pair
    values = {"precision": precision, "recall": recall, "fmeasure": _fmeasure(precision, recall)}
    return Score("scored", {name: rounded(value) for name, value in values.items()}, seen=1.0)


def _fmeasure(precision: float, recall: float) -> float:
    """The harmonic mean. Of numbers below 0 there is none: 0, which it comes down to as one of the two does."""
    return 2 * precision * recall / (precision + recall) if min(precision, recall) > 0 else 0.0


class _Matching:
    """The Op: (sentences of CONTENT, sentences of a block) to (precision, recall), None where a side has no weight."""

    def __init__(self, encode: Encoder) -> None:
        self.id = f"bertscore|{encode.id}|last-layer|v1"
        self._encode = encode

    def load(self) -> None:
        """Loads the encoder, if it is not loaded."""
        self._encode.load()

    def __call__(self, batch: Sequence[tuple[Texts, Texts]], /) -> list[Pair | None]:
        groups: dict[Texts, list[int]] = defaultdict(list)
        for place, (source, _) in enumerate(batch):
            groups[tuple(source)].append(place)
        found: dict[int, Pair | None] = {}
        for part in _parts(groups, batch):
            # Only here are vectors of tokens held, and only this part's.
            texts = list(dict.fromkeys(text for place in part for side in batch[place] for text in side))
            tokens = dict(zip(texts, self._encode.tokens(texts), strict=True))
            joined: dict[Texts, Tokens] = {}
            for place in part:
                source, block = (tuple(side) for side in batch[place])
                if source not in joined:
                    joined = {source: Tokens.joined([tokens[text] for text in source])}
                found[place] = _matched(Tokens.joined([tokens[text] for text in block]), joined[source])
        return [found[place] for place in range(len(batch))]


def _parts(groups: Mapping[Texts, Sequence[int]], batch: Sequence[tuple[Texts, Texts]]) -> Iterator[list[int]]:
    """Places in parts of about `_CHARACTERS`, those of one CONTENT side by side in one part."""
    part: list[int] = []
    size = 0
    for source, places in groups.items():
        for start in range(0, len(places), _CASES):
            some = places[start : start + _CASES]
            more = sum(map(len, source)) + sum(len(text) for place in some for text in batch[place][1])
            if part and size + more > _CHARACTERS:
                yield part
                part, size = [], 0
            part += some
            size += more
    if part:
        yield part


def _matched(block: Tokens, source: Tokens) -> Pair | None:
    """(precision, recall) of a block's tokens. All shapes come from the two sides alone, so that company decides nothing."""
    if not (block.weighed.any() and source.weighed.any()):
        return None
    for_block = np.empty(len(block.vectors), dtype=np.float32)
    for_source = np.full(len(source.vectors), -np.inf, dtype=np.float32)
    for start in range(0, len(block.vectors), _ROWS):
        cosines = block.vectors[start : start + _ROWS] @ source.vectors.T
        for_block[start : start + _ROWS] = cosines.max(axis=1)
        np.maximum(for_source, cosines.max(axis=0), out=for_source)
    return _mean(for_block[block.weighed]), _mean(for_source[source.weighed])


def _mean(cosines: np.ndarray) -> float:
    return float(np.clip(cosines.mean(dtype=np.float64), -1.0, 1.0))
