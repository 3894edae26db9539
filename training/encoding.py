"""Examples as rows of token ids, their evidence retrieved as it will be in use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from evalkit_metrics.model.found import default_tokenizer
from evalkit_metrics.model.pair import Coded, coded
from evalkit_metrics.model.pairs import MARKS, Signs, row
from evalkit_metrics.packing import pieces, single
from evalkit_metrics.readable import LONGEST_CLAIM
from evalkit_metrics.source import Matrix, Source, texts

from .examples import Example, by_document
from .texts import article_of

__all__ = ["Encoded", "code", "encoded", "signs", "tokenizer"]

_NOTHING = np.zeros(1, np.float32)  # a document of one sentence is all evidence there is: nothing is ranked

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One row: ids, segments, [tokens] each; `words` is 1 for the claim's unsupported tokens, -1 where nobody knows.

    Rows with the same `twins` are one claim and its altered forms beside the same evidence.
    """

    ids: npt.NDArray[np.int32]
    segments: npt.NDArray[np.int8]
    claim: int
    label: int
    words: npt.NDArray[np.int8]
    origin: str
    twins: str = ""


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """The tokenizer of the embedded encoder, without padding and truncation."""
    return default_tokenizer()


@lru_cache(maxsize=1)
def signs() -> Signs:
    """Its marks and punctuation."""
    return Signs.of(tokenizer().get_vocab())


def code(text: str) -> Coded:
    """A text's token ids as the model reads it, and where each stands in it."""
    return coded([text], tokenizer())[0]


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
    ids = {text: code(text)[0] for text in texts(article)}
    source = Source.of(article, vectors or dict.fromkeys(ids, _NOTHING), ids)
    return list(_of_document(own, source, vectors or {}, tokens))


def _of_document(
    own: Sequence[Example], source: Source, vectors: Mapping[str, Matrix], tokens: int
) -> Iterator[Encoded]:
    flat = [" ".join(one.text.split()) for one in source.index.article.sentences]
    for one in own:
        claim, offsets = code(one.claim)
        if not claim or len(claim) > LONGEST_CLAIM:
            continue
        room = tokens - MARKS - len(claim)
        if one.sentence is not None:
            evidence = list(single(claim, pieces(code(one.sentence)[0])))[:room]
        else:
            told = source
            if one.altered is not None:
                turned = pieces(code(one.altered[1])[0])
                told = replace(source, sentences=tuple(
                    turned if text == one.altered[0] else part for text, part in zip(flat, source.sentences, strict=True)
                ))  # fmt: skip
            evidence = list(told.read(one.claim, vectors.get(one.claim, _NOTHING), claim, tokens).pairs[0][1])
        ids, segments = row(claim, evidence, signs())
        yield Encoded(
            np.array(ids, np.int32), np.array(segments, np.int8), len(claim), one.label, _words(one, offsets), one.origin,
            _twins(one),
        )  # fmt: skip


def _twins(one: Example) -> str:
    told = "\n".join((one.document, one.twin, one.sentence or "", *(one.altered or ())))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest() if one.twin else ""


def _words(one: Example, offsets: Sequence[tuple[int, int]]) -> npt.NDArray[np.int8]:
    if one.spans is None:
        return np.full(len(offsets), -1, np.int8)
    return np.array([any(start < last and first < end for first, last in one.spans) for start, end in offsets], np.int8)
