"""Sentence encoders as Ops: text in, unit vector out, whatever the batch.

A text's shape depends on itself alone: it is padded to a multiple of 8 tokens and goes through the model in batches of a
fixed number of rows, the free rows filled with an empty text. So its vector has the same bits in any company. A text
longer than the model's limit is encoded in pieces and pooled by their token counts; nothing is cut off.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from evalkit.metric import Op

from . import found

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Vector", "encoder", "encoder_name"]

Vector = npt.NDArray[np.float32]

_ROWS = 8
_STEP = 8


class Encoder(Op[str, Vector], Protocol):
    """What both encoders are."""


def encoder_name(model: str, *, offline: bool = False) -> str:
    """A model's name with the first 8 digits of a sha256, e.g. `all-MiniLM-L6-v2@53aa5117`.

    The embedded one's is that of its weights, any other's is that of its weights and settings.

    Raises:
        ModelError: the model is not to be had.
    """
    if model == found.DEFAULT_ENCODER:
        return f"{model}@{found.DEFAULT_ENCODER_SHA256[:8]}"
    return f"{Path(model).name}@{found.model_sha256(found.model_folder(model, offline=offline))[:8]}"


@lru_cache(maxsize=4)
def encoder(model: str, *, offline: bool = False) -> Encoder:
    """The Op that encodes with a model; its weights are loaded when it is first called.

    Args:
        model: `all-MiniLM-L6-v2` for the embedded one, else the path or hub name of a sentence-transformers model.
        offline: whether the network is forbidden.

    Raises:
        ModelError: the model is not to be had.
    """
    if model == found.DEFAULT_ENCODER:
        return _Embedded()
    return _SentenceTransformers(model, offline=offline)


class _Vectors:
    """Vectors as bytes."""

    def pack(self, result: Any) -> bytes:
        return np.ascontiguousarray(result, dtype="<f4").tobytes()

    def unpack(self, data: bytes) -> Vector:
        return np.frombuffer(data, dtype="<f4")

    def size(self, item: Any) -> int:
        return len(item)


class _Embedded(_Vectors):
    """The embedded all-MiniLM-L6-v2 on ONNX Runtime, in fp32."""

    limit = 256  # tokens, the two marks included: the model's own max_seq_length

    def __init__(self) -> None:
        self.id = f"sentence-encoder:{encoder_name(found.DEFAULT_ENCODER)}|onnxruntime|fp32|mean|pad8x8|v1"
        self._loaded: tuple[Any, Any] | None = None
        self._start = self._end = 0  # ids of the marks around a text, known once the tokenizer is loaded

    def __call__(self, batch: Sequence[str], /) -> list[Vector]:
        if self._loaded is None:
            self._loaded = self._load()
        tokenizer, session = self._loaded
        pieces: list[list[int]] = []
        owners: list[int] = []
        for place, coded in enumerate(tokenizer.encode_batch(list(batch), add_special_tokens=False)):
            for piece in _equal_pieces(coded.ids, self.limit - 2):
                pieces.append([self._start, *piece, self._end])
                owners.append(place)
        vectors = self._run(session, pieces)
        return _pooled(len(batch), owners, [len(piece) for piece in pieces], vectors)

    def _load(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        from .bert import sentence_encoder_graph

        folder = found.checked_default_encoder()
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()  # the file itself pads and cuts at 128 tokens
        tokenizer.no_truncation()
        self._start, self._end = (tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]"))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            sentence_encoder_graph(folder).SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        return tokenizer, session

    def _run(self, session: Any, pieces: Sequence[Sequence[int]]) -> list[Vector]:
        found: dict[int, Vector] = {}
        for width, places in _buckets(pieces, _STEP):
            ids = np.zeros((_ROWS, width), dtype=np.int32)
            mask = np.zeros((_ROWS, width), dtype=np.int32)
            ids[:, 0], ids[:, 1], mask[:, :2] = self._start, self._end, 1
            for row, place in enumerate(places):
                piece = pieces[place]
                ids[row, : len(piece)], mask[row, : len(piece)] = piece, 1
            (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
            found.update(zip(places, vectors, strict=False))
        return [found[place] for place in range(len(pieces))]


class _SentenceTransformers(_Vectors):
    """Any sentence-transformers model, by sentence-transformers itself."""

    def __init__(self, model: str, *, offline: bool) -> None:
        self._folder = found.model_folder(model, offline=offline)
        self.id = f"sentence-encoder:{Path(model).name}@{found.model_sha256(self._folder)}|sentence-transformers|v1"
        self._model: SentenceTransformer | None = None

    def __call__(self, batch: Sequence[str], /) -> list[Vector]:
        model = self._load()
        limit = int(model.max_seq_length or 512) - 2
        texts: list[str] = []
        counts: list[int] = []
        owners: list[int] = []
        for place, text in enumerate(batch):
            for piece, count in self._pieces(text, limit):
                texts.append(piece)
                counts.append(count)
                owners.append(place)
        groups: dict[int, list[int]] = defaultdict(list)
        for place, count in enumerate(counts):
            groups[count].append(place)  # texts of one length: none is padded for another's sake
        vectors: dict[int, Vector] = {}
        for _, places in sorted(groups.items()):
            for start in range(0, len(places), _ROWS):
                part = places[start : start + _ROWS]
                rows = [texts[place] for place in part]
                rows += [rows[0]] * (_ROWS - len(rows))
                encoded = model.encode(rows, batch_size=_ROWS, normalize_embeddings=True, show_progress_bar=False)
                vectors.update(zip(part, np.asarray(encoded, dtype=np.float32), strict=False))
        return _pooled(len(batch), owners, counts, [vectors[place] for place in range(len(texts))])

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(
                str(self._folder),
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            )
        return self._model

    def _pieces(self, text: str, limit: int) -> Iterator[tuple[str, int]]:
        """A text in pieces of at most `limit` tokens, cut between words, with their token counts."""
        count = len(
            self._load().tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        )
        if count <= limit:
            yield text, count
            return
        parts = text.split()
        if len(parts) < 2:  # one endless word: cut it by its letters
            middle = len(text) // 2
            yield from self._pieces(text[:middle], limit)
            yield from self._pieces(text[middle:], limit)
            return
        middle = len(parts) // 2
        yield from self._pieces(" ".join(parts[:middle]), limit)
        yield from self._pieces(" ".join(parts[middle:]), limit)


def _equal_pieces(ids: Sequence[int], limit: int) -> Iterator[Sequence[int]]:
    """Token ids in as few pieces of at most `limit` as can be, of about equal length."""
    count = max(1, math.ceil(len(ids) / limit))
    size = math.ceil(len(ids) / count)
    for piece in range(count):
        yield ids[piece * size : (piece + 1) * size]


def _buckets(pieces: Sequence[Sequence[int]], step: int) -> Iterator[tuple[int, list[int]]]:
    """Batches of places whose pieces are padded to one width, widths rising."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        groups[math.ceil(len(piece) / step) * step].append(place)
    for width, places in sorted(groups.items()):
        for start in range(0, len(places), _ROWS):
            yield width, places[start : start + _ROWS]


def _pooled(count: int, owners: Sequence[int], sizes: Sequence[int], vectors: Sequence[Vector]) -> list[Vector]:
    """One unit vector per text: its only piece's, or the mean of its pieces' by their sizes."""
    pieces: list[list[int]] = [[] for _ in range(count)]
    for place, owner in enumerate(owners):
        pieces[owner].append(place)
    result = []
    for places in pieces:
        if len(places) == 1:
            result.append(vectors[places[0]])
            continue
        weights = np.array([sizes[place] for place in places], dtype=np.float32)
        mean = np.average(np.stack([vectors[place] for place in places]), axis=0, weights=weights)
        result.append((mean / np.linalg.norm(mean)).astype(np.float32))
    return result
