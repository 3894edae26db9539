"""Examples as rows of token ids, their evidence retrieved as it will be in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from evalkit_metrics.model.found import default_tokenizer
from evalkit_metrics.model.pairs import MARKS, row
from evalkit_metrics.packing import pieces, single
from evalkit_metrics.readable import LONGEST_CLAIM
from evalkit_metrics.source import Source

from .examples import Example, by_document
from .texts import article_of

__all__ = ["Encoded", "encoded", "tokenizer"]

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One row: ids, segments, [tokens] each; `words` is 1 for the claim's unsupported tokens, -1 where nobody knows."""

    ids: npt.NDArray[np.int32]
    segments: npt.NDArray[np.int8]
    claim: int
    label: int
    words: npt.NDArray[np.int8]
    origin: str


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """The tokenizer of the embedded encoder, without padding and truncation."""
    return default_tokenizer()


def encoded(found: Sequence[Example], vectors: Vectors, tokens: int, workers: int = 2) -> list[Encoded]:
    """The rows of examples, grouped by document; those whose claim is longer than `LONGEST_CLAIM` tokens are left out.

    Args:
        vectors: gives the unit vectors of texts, [texts, hidden].
        tokens: of a row, at most.
    """
    groups = list(by_document(found).items())
    articles = {document: article_of(document) for document, _ in groups}
    texts = list(dict.fromkeys(
        [one.text for article in articles.values() if len(article.sentences) > 1 for one in article.sentences]
        + [one.claim for document, own in groups if len(articles[document].sentences) > 1 for one in own]
    ))  # fmt: skip
    known = dict(zip(texts, vectors(texts), strict=True))
    jobs = []
    for document, own in groups:
        article = articles[document]
        needed = (
            [one.text for one in article.sentences] + [one.claim for one in own] if len(article.sentences) > 1 else []
        )
        jobs.append((document, own, {text: known[text] for text in needed}, tokens))
    with ProcessPoolExecutor(workers) as pool:
        return [one for part in pool.map(_rows, jobs, chunksize=64) for one in part]


def _rows(job: tuple[str, Sequence[Example], dict[str, npt.NDArray[np.float32]], int]) -> list[Encoded]:
    document, own, vectors, tokens = job
    article = article_of(document)
    if not article.sentences:
        return []
    code = tokenizer()
    ids = {one.text: code.encode(one.text, add_special_tokens=False).ids for one in article.sentences}
    # A document of one sentence is all evidence there is: nothing is ranked, so that no vector of it is needed.
    blank = np.zeros(1, np.float32)
    source = Source.of(article, vectors or dict.fromkeys(ids, blank), ids)
    return list(_of_document(own, source, vectors, blank, tokens, code))


def _of_document(
    own: Sequence[Example], source: Source, vectors: dict[str, npt.NDArray[np.float32]], blank: npt.NDArray[np.float32], tokens: int, code: Any
) -> Iterator[Encoded]:  # fmt: skip
    start, end = code.token_to_id("[CLS]"), code.token_to_id("[SEP]")
    flat = [" ".join(one.text.split()) for one in source.index.article.sentences]
    for one in own:
        claim = code.encode(one.claim, add_special_tokens=False)
        if not claim.ids or len(claim.ids) > LONGEST_CLAIM:
            continue
        room = tokens - MARKS - len(claim.ids)
        if one.sentence is not None:
            evidence = list(single(claim.ids, pieces(code.encode(one.sentence, add_special_tokens=False).ids)))[:room]
        else:
            told = source
            if one.altered is not None:
                turned = pieces(code.encode(one.altered[1], add_special_tokens=False).ids)
                told = replace(source, sentences=tuple(
                    turned if text == one.altered[0] else part for text, part in zip(flat, source.sentences, strict=True)
                ))  # fmt: skip
            evidence = list(told.read(one.claim, vectors.get(one.claim, blank), claim.ids, tokens).pairs[0][1])
        ids, segments = row(claim.ids, evidence, start, end)
        yield Encoded(
            np.array(ids, np.int32),
            np.array(segments, np.int8),
            len(claim.ids),
            one.label,
            _words(one, claim.offsets),
            one.origin,
        )


def _words(one: Example, offsets: Sequence[tuple[int, int]]) -> npt.NDArray[np.int8]:
    if one.spans is None:
        return np.full(len(offsets), -1, np.int8)
    return np.array([any(start < last and first < end for first, last in one.spans) for start, end in offsets], np.int8)
