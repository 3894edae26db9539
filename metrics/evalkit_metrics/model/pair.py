"""The pair model that the package carries, as an Op: (claim, evidence) in token ids, logits out, whatever the batch.

Every pair is run by itself, without padding, so that its logits have the same bits in any company.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from evalkit.errors import ModelError

from . import found
from .batches import in_order
from .pairs import MARKS, Signs, row
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


def _fed(claim: Sequence[int], evidence: Sequence[int], signs: Signs) -> dict[str, np.ndarray]:
    """A pair as the graph takes it."""
    ids, segments = row(claim, evidence, signs)
    return {
        "input_ids": np.array([ids], dtype=np.int32),
        "segment_ids": np.array([segments], dtype=np.int32),
        "read": np.array([1 + len(claim)], dtype=np.int64),
    }


def _logits(support: np.ndarray, words: np.ndarray) -> Logits:
    kept = np.round(words[0].astype(np.float64), _DIGITS) + 0.0
    return Logits(round(float(support[0]), _DIGITS) + 0.0, tuple(kept.tolist()))


class PairModel:
    """The Op over (claim, evidence), both token ids of the embedded encoder's tokenizer.

    Attributes:
        tokens: of a row, at most: claim, evidence and `MARKS`.
    """

    tokens = 256

    def __init__(self) -> None:
        self.id = f"pair-model:{pair_name()}|onnxruntime|fp32|v3"
        self._session: Any = None
        self._tokenizer: tuple[Any, Signs] | None = None

    def code(self, texts: Sequence[str]) -> list[Coded]:
        """Token ids of texts without marks, and each token's (start, end) in its text.

        Raises:
            ModelError: the encoder whose tokenizer it shares is not to be had.
        """
        tokenizer, _ = self._vocabulary()
        return coded(texts, tokenizer)

    def __call__(self, batch: Sequence[Pair], /) -> list[Logits]:
        session = self._ready()
        _, signs = self._vocabulary()
        # Pairs are longer than a batch need be (see `batches`), so that each is one; the longest first keeps all threads busy.
        order = sorted(range(len(batch)), key=lambda place: -self.size(batch[place]))
        given = session.run(("support", "words"), [_fed(*batch[place], signs) for place in order])
        return in_order({place: _logits(*found) for place, found in zip(order, given, strict=True)})

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

    def _ready(self) -> Any:
        if self._session is None:
            from .bert import pair_graph
            from .session import Session
            from .weights import restored

            self._session = Session(pair_graph(found.checked_default_encoder(), restored(FILE)))
        return self._session


@lru_cache(maxsize=1)
def pair_model() -> PairModel:
    """The one pair model of this process; its weights are loaded when it is first called."""
    return PairModel()


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
