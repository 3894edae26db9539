"""Similarity of claims and CONTENT by sentence embeddings. Not a faithfulness score.

Embeddings tell what a text is about: they barely see a negation, a swapped name or a changed number. `claim_similarity`
says whether the article speaks of what a claim speaks of; whether it says so is the business of `support`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.segment import sentences
from evalkit.words import words

from .model.encoder import encoder, encoder_name
from .model.found import DEFAULT_ENCODER
from .windows import pooled_windows, rounded, similarities

__all__ = ["Semantic"]


@dataclass(frozen=True)
class Semantic(Metric):
    """Embedding similarity between a block's claims and the whole CONTENT.

    Every sentence of CONTENT is encoded once; windows of 1 to 3 neighbouring sentences are pooled from them.

    Attributes:
        model: `all-MiniLM-L6-v2` (embedded), or the path or hub name of a sentence-transformers model.
    """

    name: ClassVar[str] = "semantic"
    version: ClassVar[int] = 1
    identity_help: ClassVar[Mapping[str, str]] = {
        "model": "the encoder, with the first digits of the sha256 of its weights",
    }
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            "claim_similarity", -1.0, 1.0, "similarity", "neither",
            "mean over claims of the cosine to the closest window of CONTENT (precision direction)",
        ),
        Measure(
            "content_coverage", -1.0, 1.0, "similarity", "neither",
            "mean over CONTENT's sentences of the cosine to the closest claim (recall direction)",
        ),
        Measure(
            "block_cosine", -1.0, 1.0, "similarity", "neither",
            "cosine of the two means over all sentences of the block and of CONTENT",
        ),
    )  # fmt: skip
    model: str = field(
        default=DEFAULT_ENCODER,
        metadata={"help": "all-MiniLM-L6-v2 (embedded), or the path or hub name of a sentence-transformers model"},
    )

    def identity(self) -> Mapping[str, object]:
        return {"model": encoder_name(self.model)}

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        encode = encoder(self.model, offline=ctx.offline)
        texts = [text for case in cases for text in _texts(case)]
        vectors = dict(zip(texts, ctx.run(encode, texts), strict=True))
        return [_score(case, vectors) for case in cases]


def _judged(case: Case) -> list[str]:
    return [claim.judged_text for claim in case.claims if claim.judged_text]


def _texts(case: Case) -> list[str]:
    own = [sentence.text for sentence in sentences(case.text)]
    return [sentence.text for sentence in case.article.sentences] + own + _judged(case)


def _score(case: Case, vectors: Mapping[str, np.ndarray]) -> Score:
    judged = _judged(case)
    if not judged:
        return Score("not_applicable", note="the block has no claim" if case.text else "the block is empty")
    if not words(case.article.content.text):
        return Score("not_applicable", note="CONTENT has no words")
    source = np.stack([vectors[sentence.text] for sentence in case.article.sentences])
    block = np.stack([vectors[sentence.text] for sentence in sentences(case.text)])
    claims = np.stack([vectors[text] for text in judged])
    to_windows = similarities(claims, pooled_windows(source))
    to_sentences = similarities(source, claims)
    means = [side.mean(axis=0, dtype=np.float64) for side in (block, source)]
    norms = [float(np.linalg.norm(mean)) for mean in means]
    cosine = float(means[0] @ means[1]) / (norms[0] * norms[1]) if all(norms) else 0.0
    return Score(
        "scored",
        {
            "claim_similarity": rounded(math.fsum(max(row) for row in to_windows.tolist()) / len(judged)),
            "content_coverage": rounded(math.fsum(max(row) for row in to_sentences.tolist()) / len(source)),
            "block_cosine": rounded(cosine),
        },
        seen=1.0,
    )
