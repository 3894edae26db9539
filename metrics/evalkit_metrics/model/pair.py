"""The pair model that the package carries, as an Op: (claim, evidence) in token ids, logits out, whatever the batch.

On a processor every pair is run by itself, without padding, so that its logits have the same bits in any company.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np

from evalkit.devices import device
from evalkit.errors import ModelError

from . import found
from .batches import STEP, in_order
from .pairs import MARKS, Row, Signs, row
from .plain import plain

__all__ = ["CARD", "FILE", "Coded", "Logits", "Pair", "PairModel", "coded", "pair_model", "pair_name"]

NAME = "evalkit-mini"
"""What the model is called in signatures."""

FILE = Path(__file__).with_name("support.safetensors")
CARD = Path(__file__).with_name("support.json")
"""What belongs to the weights: their sha256, and the coefficients of the join."""
_DIGITS = 4

Pair = tuple[Sequence[int], Sequence[int]]


Coded = tuple[list[int], list[tuple[int, int]]]
"""Token ids of a text, and where each stands in it."""


def coded(texts: Sequence[str], tokenizer: Any) -> list[Coded]:
    """Texts as the model reads them, in the tokens of its tokenizer, without marks."""
    plains = [plain(text) for text in texts]
    given = tokenizer.encode_batch([text for text, _ in plains], add_special_tokens=False)
    return [
        (one.ids, [(offsets[start], offsets[end]) for start, end in one.offsets])
        for one, (_, offsets) in zip(given, plains, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Logits:
    """What the model says of a pair, rounded to 1e-4.

    Attributes:
        support: the logit of the claim being supported by the evidence.
        words: for each token of the claim the logit of its not being supported.
    """

    support: float
    words: tuple[float, ...]


class _Runs(Protocol):
    """The weights, loaded somewhere."""

    def __call__(self, rows: Sequence[Row], /) -> Iterable[tuple[float, np.ndarray]]:
        """Gives of each row the logit of support and those of the claim's tokens, [tokens of the claim], in order."""


class _OnProcessor:
    """By ONNX Runtime: every pair by itself, the longest first, which keeps all threads busy to the end."""

    def __init__(self) -> None:
        from .bert import pair_graph
        from .session import Session
        from .weights import restored

        self._session = Session(pair_graph(found.checked_default_encoder(), restored(FILE)))

    def __call__(self, rows: Sequence[Row], /) -> Iterable[tuple[float, np.ndarray]]:
        order = sorted(range(len(rows)), key=lambda place: -len(rows[place].ids))
        given = self._session.run(("support", "words"), [_fed(rows[place]) for place in order])
        results = {place: (float(support[0]), words[0]) for place, (support, words) in zip(order, given, strict=True)}
        return in_order(results)


def _fed(one: Row) -> dict[str, np.ndarray]:
    """A pair as the graph takes it."""
    return {
        "input_ids": np.array([one.ids], dtype=np.int32),
        "segment_ids": np.array([one.segments], dtype=np.int32),
        "read": np.array([1 + one.claim], dtype=np.int64),
    }


class PairModel:
    """The Op over (claim, evidence), both token ids of the embedded encoder's tokenizer.

    Args:
        on: the device: "cpu", "cuda" or "mps".

    Attributes:
        tokens: of a row, at most: claim, evidence and `MARKS`.
    """

    tokens = 256

    def __init__(self, on: str = "cpu") -> None:
        self._device = on
        runtime = "onnxruntime|fp32" if on == "cpu" else f"torch-{on}|fp32|pad{STEP}"
        self.id = f"pair-model:{pair_name()}|{runtime}|v3"
        self._runs: _Runs | None = None
        self._tokenizer: tuple[Any, Signs] | None = None

    def code(self, texts: Sequence[str]) -> list[Coded]:
        """Token ids of texts without marks, and each token's (start, end) in its text.

        Raises:
            ModelError: the encoder whose tokenizer it shares is not to be had.
        """
        tokenizer, _ = self._vocabulary()
        return coded(texts, tokenizer)

    def __call__(self, batch: Sequence[Pair], /) -> list[Logits]:
        _, signs = self._vocabulary()
        rows = [Row(*row(claim, evidence, signs), len(claim)) for claim, evidence in batch]
        return [
            Logits(round(support, _DIGITS) + 0.0, tuple((np.round(words.astype(np.float64), _DIGITS) + 0.0).tolist()))
            for support, words in self._ready()(rows)
        ]

    def pack(self, result: Any, /) -> bytes:
        """Logits as MessagePack."""
        return msgspec.msgpack.encode(result)

    def unpack(self, data: bytes, /) -> Logits:
        """The logits that `pack` made bytes of."""
        return msgspec.msgpack.decode(data, type=Logits)

    def size(self, item: Any, /) -> int:
        """Tokens of a pair."""
        claim, evidence = item
        return len(claim) + len(evidence) + MARKS

    def _vocabulary(self) -> tuple[Any, Signs]:
        if self._tokenizer is None:
            tokenizer = found.default_tokenizer()
            self._tokenizer = tokenizer, Signs.of(tokenizer.get_vocab())
        return self._tokenizer

    def load(self) -> None:
        """Loads the weights, if they are not loaded."""
        self._ready()

    def _ready(self) -> _Runs:
        if self._runs is None:
            if self._device == "cpu":
                self._runs = _OnProcessor()
            else:
                from .accelerated import PairsOnDevice

                self._runs = PairsOnDevice(found.checked_default_encoder(), FILE, self._device)
        return self._runs


def pair_model() -> PairModel:
    """The one pair model of this process and its device; its weights are loaded when it is first called."""
    return _pair_model(device())


@lru_cache(maxsize=2)
def _pair_model(on: str) -> PairModel:
    return PairModel(on)


@lru_cache(maxsize=1)
def pair_name() -> str:
    """The model's name with the first 8 hex digits of its weights' sha256, e.g. `evalkit-mini@3f2a91c0`.

    Raises:
        ModelError: the weights are not those that the package was made with.
    """
    expected = json.loads(CARD.read_text("utf-8"))["sha256"]
    with FILE.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != expected:
        raise ModelError(
            f"{FILE} is not the model that belongs to this evalkit: its sha256 is {digest}, expected {expected};"
            " reinstall evalkit-faithfulness"
        )
    return f"{NAME}@{digest[:8]}"
