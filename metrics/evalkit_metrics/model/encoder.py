"""Sentence encoders as Ops: text in, unit vector out, whatever the batch. They give the vectors of tokens too.

A text's shape depends on itself alone: it is padded to a multiple of 8 tokens and goes through the model in batches of a
fixed number of rows, the free rows filled with an empty text. So its vector has the same bits in any company. A text
longer than the model's limit is encoded in pieces and pooled by their token counts; nothing is cut off.

Vectors of tokens are large, so that no Op gives them and nothing keeps them: whoever asks for them lets them go. The pass
that makes them makes the vectors of the texts as well, and the embedded encoder remembers those for a while.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from evalkit.devices import device
from evalkit.errors import ModelError
from evalkit.metric import Op
from evalkit.threads import threads

from . import found
from .batches import STEP, buckets, in_order, rows_of, rows_on

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Encoder", "Tokens", "Vector", "encoder", "encoder_name"]

Vector = npt.NDArray[np.float32]
T = TypeVar("T")

_REMEMBERED = 4096
"""Sentence vectors that a pass for tokens leaves behind: those of a window of long articles, 6 MB."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, or of several one after the other, with the marks around each.

    Attributes:
        vectors: of the model's last layer, scaled to length 1, [tokens, hidden].
        weighed: whether a token counts; the marks at the start and the end of a text do not, [tokens].
    """

    vectors: npt.NDArray[np.float32]
    weighed: npt.NDArray[np.bool_]

    @classmethod
    def joined(cls, parts: Sequence[Tokens]) -> Tokens:
        """The tokens of all parts, in order; at least one part."""
        if len(parts) == 1:
            return parts[0]
        return cls(np.concatenate([part.vectors for part in parts]), np.concatenate([part.weighed for part in parts]))


class Encoder(Op[str, Vector], Protocol):
    """What both encoders are."""

    def load(self) -> None:
        """Loads the weights, if they are not loaded."""

    def tokens(self, texts: Sequence[str], /) -> list[Tokens]:
        """The tokens of each text, in order. A text above the model's limit is encoded in pieces, each with its marks.

        Raises:
            ModelError: the model gives no vectors of tokens.
        """


def encoder_name(model: str, *, offline: bool = False) -> str:
    """A model's name with the first 8 digits of a sha256, e.g. `all-MiniLM-L6-v2@53aa5117`.

    The embedded one's is that of its weights, any other's is that of its weights and settings.

    Raises:
        ModelError: the model is not to be had.
    """
    if model == found.DEFAULT_ENCODER:
        return f"{model}@{found.DEFAULT_ENCODER_SHA256[:8]}"
    return f"{Path(model).name}@{found.model_sha256(found.model_folder(model, offline=offline))[:8]}"


def encoder(model: str, *, offline: bool = False) -> Encoder:
    """The Op that encodes with a model on this process's device; its weights are loaded when it is first called.

    Args:
        model: `all-MiniLM-L6-v2` for the embedded one, else the path or hub name of a sentence-transformers model.
        offline: whether the network is forbidden.

    Raises:
        ModelError: the model is not to be had.
    """
    return _encoder(model, offline, device())


@lru_cache(maxsize=4)
def _encoder(model: str, offline: bool, on: str) -> Encoder:  # noqa: FBT001 - a key of the cache
    return _Embedded(on) if model == found.DEFAULT_ENCODER else _SentenceTransformers(model, on, offline=offline)


class _Vectors:
    """Vectors as bytes."""

    def pack(self, result: Any) -> bytes:
        return np.ascontiguousarray(result, dtype="<f4").tobytes()

    def unpack(self, data: bytes) -> Vector:
        return np.frombuffer(data, dtype="<f4")

    def size(self, item: Any) -> int:
        return len(item)


class _Embedded(_Vectors):
    """The embedded all-MiniLM-L6-v2 in fp32: on a processor by ONNX Runtime, on a GPU by torch."""

    limit = 256  # tokens, the two marks included: the model's own max_seq_length

    def __init__(self, on: str = "cpu") -> None:
        self._device = on
        runtime = "onnxruntime|fp32" if on == "cpu" else f"torch-{on}|fp32|pad{STEP}"
        self.id = f"sentence-encoder:{encoder_name(found.DEFAULT_ENCODER)}|{runtime}|mean|v2"
        self._loaded: tuple[Any, _Runs] | None = None
        self._start = self._end = 0  # ids of the marks around a text, known once the tokenizer is loaded
        self._memory = _Memory(_REMEMBERED)

    def __call__(self, batch: Sequence[str], /) -> list[Vector]:
        known = {text: self._memory.get(text) for text in batch}
        missing = [text for text in batch if known[text] is None]
        pieces, owners = self._cut(missing)
        vectors = {place: vector for place, (vector,) in self._run(pieces, ["sentence"])}
        computed = iter(_pooled(len(missing), owners, _sizes(pieces), in_order(vectors)))
        return [next(computed) if (vector := known[text]) is None else vector for text in batch]

    def tokens(self, texts: Sequence[str], /) -> list[Tokens]:
        pieces, owners = self._cut(texts)
        marks = (self._start, self._end)
        vectors: dict[int, Vector] = {}
        parts: dict[int, Tokens] = {}
        for place, (vector, matrix) in self._run(pieces, ["sentence", "tokens"]):
            piece = pieces[place]
            vectors[place] = vector
            parts[place] = Tokens(_scaled(matrix), np.isin(piece, marks, invert=True))
        for text, vector in zip(texts, _pooled(len(texts), owners, _sizes(pieces), in_order(vectors)), strict=True):
            self._memory.put(text, vector)
        return _owned(len(texts), owners, in_order(parts))

    def _cut(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        """Pieces of token ids with the marks around them, and which text each is of."""
        tokenizer, _ = self._ready()
        pieces: list[list[int]] = []
        owners: list[int] = []
        for place, coded in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            for piece in _equal_pieces(coded.ids, self.limit - 2):
                pieces.append([self._start, *piece, self._end])
                owners.append(place)
        return pieces, owners

    def load(self) -> None:
        """Loads the weights, if they are not loaded."""
        self._ready()

    def _ready(self) -> tuple[Any, _Runs]:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> tuple[Any, _Runs]:
        folder = found.checked_default_encoder()
        tokenizer = found.default_tokenizer()
        self._start, self._end = (tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]"))
        if self._device == "cpu":
            return tokenizer, _OnProcessor(folder)
        from .accelerated import SentencesOnDevice

        return tokenizer, SentencesOnDevice(folder, self._device)

    def _run(self, pieces: Sequence[Sequence[int]], outputs: list[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yields a piece's place and its rows of the outputs, one after the other, in no order."""
        _, runs = self._ready()
        return runs(pieces, outputs)


class _Runs(Protocol):
    """The weights, loaded somewhere."""

    def __call__(
        self, pieces: Sequence[Sequence[int]], outputs: Sequence[str], /
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yields a piece's place and its outputs: `sentence`, [hidden], and `tokens`, [tokens, hidden], as asked for; in no order."""


class _OnProcessor:
    """By ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        from .bert import sentence_encoder_graph
        from .session import Session

        self._session = Session(sentence_encoder_graph(folder))

    def __call__(
        self, pieces: Sequence[Sequence[int]], outputs: Sequence[str], /
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        batches = list(buckets(pieces))
        feeds = [_fed([pieces[place] for place in places], width) for width, places in batches]
        for (_, places), rows in zip(batches, self._session.run(outputs, feeds), strict=True):
            yield from zip(places, zip(*rows, strict=True), strict=False)


def _fed(rows: Sequence[Sequence[int]], width: int) -> dict[str, np.ndarray]:
    """Rows of one width as the graph takes them; the first stands for those that are missing."""
    return {"input_ids": np.array([*rows, *[rows[0]] * (rows_of(width) - len(rows))], dtype=np.int32)}


class _SentenceTransformers(_Vectors):
    """Any sentence-transformers model, by sentence-transformers itself."""

    def __init__(self, model: str, on: str = "cpu", *, offline: bool) -> None:
        self._folder = found.model_folder(model, offline=offline)
        self._device = on
        runtime = "sentence-transformers" if on == "cpu" else f"sentence-transformers-{on}"
        self.id = f"sentence-encoder:{Path(model).name}@{found.model_sha256(self._folder)}|{runtime}|v1"
        self._model: SentenceTransformer | None = None

    def __call__(self, batch: Sequence[str], /) -> list[Vector]:
        model = self._load()
        pieces, counts, owners = self._cut(batch)
        vectors: dict[int, Vector] = {}
        for part, rows in _rows_of_one_length(pieces, counts, self._device):
            encoded = model.encode(rows, batch_size=len(rows), normalize_embeddings=True, show_progress_bar=False)
            vectors.update(zip(part, np.asarray(encoded, dtype=np.float32), strict=False))
        return _pooled(len(batch), owners, counts, in_order(vectors))

    def tokens(self, texts: Sequence[str], /) -> list[Tokens]:
        model = self._load()
        marks = [mark for mark in (model.tokenizer.cls_token_id, model.tokenizer.sep_token_id) if mark is not None]
        pieces, counts, owners = self._cut(texts)
        parts: dict[int, Tokens] = {}
        for part, rows in _rows_of_one_length(pieces, counts, self._device):
            # No output value means all of them: the ids tell the marks from the rest. A prompt is no part of a text.
            encoded = model.encode(rows, batch_size=len(rows), output_value=None, prompt="", show_progress_bar=False)
            parts.update(zip(part, (self._tokens(one, marks) for one in encoded), strict=False))
        return _owned(len(texts), owners, in_order(parts))

    def _tokens(self, encoded: Any, marks: Sequence[int]) -> Tokens:
        names = ("token_embeddings", "input_ids", "attention_mask")
        if any(name not in encoded for name in names):
            raise ModelError(
                f"{self._folder}: the model gives no vectors of tokens: expected one that reads text in tokens, such as a BERT"
            )
        vectors, ids, mask = (encoded[name].detach().cpu().numpy() for name in names)
        kept = mask.astype(bool)
        return Tokens(_scaled(vectors[kept].astype(np.float32)), np.isin(ids[kept], marks, invert=True))

    def _cut(self, texts: Sequence[str]) -> tuple[list[str], list[int], list[int]]:
        """Pieces of texts, their token counts, and which text each is of."""
        limit = int(self._load().max_seq_length or 512) - 2
        pieces: list[str] = []
        counts: list[int] = []
        owners: list[int] = []
        for place, text in enumerate(texts):
            for piece, count in self._pieces(text, limit):
                pieces.append(piece)
                counts.append(count)
                owners.append(place)
        return pieces, counts, owners

    def load(self) -> None:
        """Loads the weights, if they are not loaded."""
        self._load()

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            if threads():
                import torch

                torch.set_num_threads(threads())
            self._model = SentenceTransformer(
                str(self._folder),
                device=self._device,
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


class _Memory:
    """The vectors of the latest texts; of more than `most`, those go that were not asked for the longest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._vectors: dict[str, Vector] = {}

    def get(self, text: str) -> Vector | None:
        vector = self._vectors.pop(text, None)
        if vector is not None:
            self._vectors[text] = vector  # now the youngest: a dict keeps the order in which its keys came
        return vector

    def put(self, text: str, vector: Vector) -> None:
        kept = vector.copy()  # a row of a batch would keep the whole batch alive
        kept.flags.writeable = False
        self._vectors.pop(text, None)
        self._vectors[text] = kept
        if len(self._vectors) > self._most:
            del self._vectors[next(iter(self._vectors))]


def _rows_of_one_length(pieces: Sequence[str], counts: Sequence[int], on: str) -> Iterator[tuple[list[int], list[str]]]:
    """Batches of places, and their pieces filled up to the number of rows: none is padded for another's sake."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place, count in enumerate(counts):
        groups[count].append(place)
    for count, places in sorted(groups.items()):
        most = rows_on(on, max(1, count))
        for start in range(0, len(places), most):
            part = places[start : start + most]
            rows = [pieces[place] for place in part]
            yield part, rows + [rows[0]] * (most - len(rows))


def _equal_pieces(ids: Sequence[int], limit: int) -> Iterator[Sequence[int]]:
    """Token ids in as few pieces of at most `limit` as can be, of about equal length."""
    count = max(1, math.ceil(len(ids) / limit))
    size = math.ceil(len(ids) / count)
    for piece in range(count):
        yield ids[piece * size : (piece + 1) * size]


def _sizes(pieces: Sequence[Sequence[int]]) -> list[int]:
    return [len(piece) for piece in pieces]


def _scaled(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The rows scaled to length 1; a row of zeros stays one."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1), dtype=np.float32)


def _owned(count: int, owners: Sequence[int], parts: Sequence[Tokens]) -> list[Tokens]:
    """The tokens of each of `count` texts: those of its pieces, in order."""
    pieces: list[list[Tokens]] = [[] for _ in range(count)]
    for owner, part in zip(owners, parts, strict=True):
        pieces[owner].append(part)
    return [Tokens.joined(own) for own in pieces]


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
