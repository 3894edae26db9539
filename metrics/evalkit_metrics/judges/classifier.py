"""Transformers models as judges of one (evidence, claim) pair.

An opinion depends on its own pair alone: the rows of a batch have the same number of tokens, so that none is padded for
another's sake, and there is a fixed number of rows. Evidence that does not fit beside its claim is cut at sentence
boundaries into chunks, and the chunk counts that supports the claim best; nothing is cut off.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from evalkit.devices import device
from evalkit.errors import ModelError
from evalkit.segment import sentences

from ..model.batches import rows_on
from ..model.found import model_sha256
from .judge import Opinion, PackedOpinions
from .labels import Labels

__all__ = ["LIMIT", "Classifier", "PairModel", "has_tokenizer", "loaded", "read_json", "token_limit"]

LIMIT = 512
"""Tokens of a pair, the marks included: what encoders are trained with, also those that could read more."""

_VERSION = 1
"""Raised when the same pair gets another opinion from the same weights."""

_TOKENS_PER_WORD = 1.4  # of English news, on the safe side: BERT's and RoBERTa's vocabularies give 1.2 to 1.35
_FOR_EVIDENCE = 0.75  # of the limit: what a usual claim leaves
_BLANK = re.compile(r"\s")
_OFFSET = frozenset(
    "roberta xlm-roberta xlm-roberta-xl camembert roberta-prelayernorm data2vec-text longformer mpnet xmod ibert esm".split()
)  # models whose first position has the number of the padding token plus one
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json")
_NO_LIMIT = 10**6  # tokenizers without a limit state one of 10**30

Rows = dict[str, Any]
Ids = Mapping[str, Sequence[int]]
Probabilities = npt.NDArray[np.float64]


class PairModel(PackedOpinions, ABC):
    """A model on disk that judges pairs, in fp32, on the GPU where there is one; its weights are loaded at the first call.

    Args:
        folder: its files.
        name: its name without a digest.
        labels: which of the probabilities that it gives mean what.
        limit: tokens of evidence, claim and marks together, at most.
        chunk: words of evidence that it is given at once, at most; None for as many as fit.
    """

    tier: str
    threshold: float = 0.5

    def __init__(self, folder: Path, name: str, labels: Labels, *, limit: int, chunk: int | None = None) -> None:
        self.folder = folder
        self.labels = labels
        self.limit = limit
        self.chunk = chunk
        self._sha256 = model_sha256(folder)
        self.name = f"{name}@{self._sha256[:8]}"
        room = int(limit * _FOR_EVIDENCE / _TOKENS_PER_WORD)
        self.words = max(1, room if chunk is None else min(room, chunk))
        self._ready: tuple[Any, Any] | None = None

    @cached_property
    def id(self) -> str:
        """Names the content of the model's files, the labels and every setting.

        The kind of device is one of them, as its digits are its own; as the program was told or found it.
        """
        return (
            f"judge:{self.tier}:{self.name.rpartition('@')[0]}@{self._sha256}|{self.labels}"
            f"|supported={self.labels.supported}|torch-{device()}|fp32|limit={self.limit}|chunk={self.chunk}|v{_VERSION}"
        )

    def __call__(self, batch: Sequence[tuple[str, str]], /) -> list[Opinion]:
        """The opinion of each (evidence, claim), in order.

        Raises:
            ModelError: the weights cannot be loaded, or give no number.
            ValueError: a claim is so long that no evidence fits beside it.
        """
        pieces: list[Ids] = []
        owners: list[int] = []
        for place, (evidence, claim) in enumerate(batch):
            for piece in self._pieces(evidence, claim):
                pieces.append(piece)
                owners.append(place)
        opinions: list[Opinion | None] = [None] * len(batch)
        for owner, opinion in zip(owners, self._judged(pieces), strict=True):
            best = opinions[owner]
            if best is None or opinion.supported > best.supported:
                opinions[owner] = opinion
        return cast("list[Opinion]", opinions)  # every pair has at least one piece

    @abstractmethod
    def _load(self) -> tuple[Any, Any]:
        """The tokenizer and the model."""

    @abstractmethod
    def _coded(self, tokenizer: Any, evidence: str, claim: str) -> Ids:
        """What the model is given of one pair, marks included, nothing cut off."""

    @abstractmethod
    def _probabilities(self, model: Any, rows: Rows) -> Probabilities:
        """The probabilities of the outputs, [rows, labels]."""

    def _loaded(self) -> tuple[Any, Any]:
        if self._ready is None:
            tokenizer, model = self._load()
            # Half-precision weights are widened: on a CPU only float32 gives the same digits everywhere.
            self._ready = tokenizer, model.float().eval().to(device())
        return self._ready

    def _code(self, evidence: str, claim: str) -> Ids:
        tokenizer, _ = self._loaded()
        return self._coded(tokenizer, _unmarked(evidence, tokenizer), _unmarked(claim, tokenizer))

    def _pieces(self, evidence: str, claim: str) -> Iterator[Ids]:
        """The pair as it is, or the claim with one chunk of the evidence after the other."""
        whole = self._code(evidence, claim)
        if self._fits(evidence, whole):
            yield whole
            return
        alone = len(self._code("", claim)["input_ids"])
        most = self.limit // 2  # chunks of less than half would show the model sentences out of their context
        if alone > most:
            start = claim if len(claim) <= 60 else f"{claim[:57]}..."
            raise ValueError(
                f"{self.name}: the claim {start!r} is too long: it has {alone} tokens, and of {self.limit} at most {most}"
                " are the claim's where the evidence fills the rest; judge it sentence by sentence"
            )
        for chunk in _chunks(evidence, lambda text: self._fits(text, self._code(text, claim))):
            yield self._code(chunk, claim)

    def _fits(self, evidence: str, coded: Ids) -> bool:
        if len(coded["input_ids"]) > self.limit:
            return False
        return self.chunk is None or len(evidence.split()) <= self.chunk

    def _judged(self, pieces: Sequence[Ids]) -> list[Opinion]:
        import torch

        _, model = self._loaded()
        found: dict[int, Opinion] = {}
        groups: dict[int, list[int]] = defaultdict(list)
        for place, piece in enumerate(pieces):
            groups[len(piece["input_ids"])].append(place)
        for width, places in sorted(groups.items()):
            count = _rows_at_once(width)
            for start in range(0, len(places), count):
                part = places[start : start + count]
                filled = [pieces[place] for place in part] + [pieces[part[0]]] * (count - len(part))
                rows = {key: torch.tensor([row[key] for row in filled], device=device()) for key in filled[0]}
                with torch.inference_mode():
                    given = self._probabilities(model, rows)
                if not np.isfinite(given).all():
                    raise ModelError(f"{self.folder}: the model gives no number for a pair: its weights are damaged")
                found.update(zip(part, (self._opinion(row) for row in given), strict=False))
        return [found[place] for place in range(len(pieces))]

    def _opinion(self, row: Probabilities) -> Opinion:
        contradicted = self.labels.contradicted
        return Opinion(
            round(float(row[self.labels.supported]), 4),
            None if contradicted is None else round(float(row[contradicted]), 4),
        )


class Classifier(PairModel):
    """Any sequence classification model of transformers: NLI models, binary classifiers and cross-encoders.

    It reads the evidence as the first text and the claim as the second. With the three labels of NLI, supported is
    P(entailment) and contradicted P(contradiction); with two, supported is P(its label); with one, it is the sigmoid.
    """

    def __init__(self, folder: Path, name: str, labels: Labels, *, limit: int) -> None:
        super().__init__(folder, name, labels, limit=limit)
        self.tier = "classifier" if labels.contradicted is None else "nli"

    def _load(self) -> tuple[Any, Any]:
        return loaded(self.folder, "AutoModelForSequenceClassification")

    def _coded(self, tokenizer: Any, evidence: str, claim: str) -> Ids:
        return dict(tokenizer(evidence, claim, truncation=False, padding=False, verbose=False))

    def _probabilities(self, model: Any, rows: Rows) -> Probabilities:
        return probabilities(model(**rows).logits)


def probabilities(logits: Any) -> Probabilities:
    """Probabilities from a tensor of logits, [rows, labels]: their softmax, or of a single one the sigmoid."""
    numbers = logits.float().cpu().numpy().astype(np.float64)
    if numbers.shape[1] == 1:
        return cast("Probabilities", 1 / (1 + np.exp(-numbers)))
    powers = np.exp(numbers - numbers.max(axis=1, keepdims=True))
    return cast("Probabilities", powers / powers.sum(axis=1, keepdims=True))


def loaded(folder: Path, kind: str) -> tuple[Any, Any]:
    """The tokenizer and the model of a folder, from its safetensors; code that comes with it is never run.

    Args:
        folder: a model in transformers' layout.
        kind: the class of transformers that loads it.

    Raises:
        ModelError: it cannot be loaded, or it lacks weights that would then be drawn at random.
    """
    import transformers
    from transformers.utils import logging

    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = tokenizer_of(folder)
        model, info = getattr(transformers, kind).from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # transformers, tokenizers and safetensors raise families of their own
        raise ModelError(f"{folder}: transformers cannot load it: {error}") from error
    finally:
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    missing = sorted(info["missing_keys"])
    if missing:
        raise ModelError(
            f"{folder}: the weights {', '.join(missing[:3])} are missing, so that the model would guess: expected the folder"
            " of a model trained to classify pairs, not of a bare encoder"
        )
    return tokenizer, model


def has_tokenizer(folder: Path) -> bool:
    """Whether a folder holds a tokenizer or the vocabulary of one."""
    return any((folder / name).is_file() for name in _TOKENIZERS) or bool(list(folder.glob("*.model")))


def tokenizer_of(folder: Path) -> Any:
    """The tokenizer of a folder.

    Raises:
        ValueError: there is none, or it cannot be read.
    """
    from transformers import AutoTokenizer

    if not has_tokenizer(folder):  # transformers would go on with an empty vocabulary
        raise ValueError(f"it has no tokenizer: expected {', '.join(_TOKENIZERS)} or a .model file")
    return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def token_limit(folder: Path, config: Mapping[str, Any]) -> int:
    """How many tokens of a pair a model reads: `LIMIT`, or fewer if it has fewer positions or its tokenizer says so."""
    limit = LIMIT
    positions = config.get("max_position_embeddings")
    if positions:
        offset = int(config.get("pad_token_id") or 0) + 1 if config.get("model_type") in _OFFSET else 0
        limit = min(limit, int(positions) - offset)
    stated = read_json(folder / "tokenizer_config.json").get("model_max_length")
    if stated and stated < _NO_LIMIT:
        limit = min(limit, int(stated))
    return limit


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; an empty one if there is no such file.

    Raises:
        ModelError: it holds something else.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ModelError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path}: expected a JSON object, found {type(found).__name__}")
    return found


def _rows_at_once(width: int) -> int:
    """Rows of every batch, filled up or not: a CPU is as fast row by row, and rows that only fill up cost it the same."""
    return 1 if device() == "cpu" else rows_on(device(), width)


def _unmarked(text: str, tokenizer: Any) -> str:
    """A text in which nothing reads as one of the tokenizer's marks: `</s>` in a source is text, not the end of it."""
    for mark in tokenizer.all_special_tokens:
        if mark in text:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text


def _chunks(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """A text as chunks that fit, each of as many whole sentences as can be; one too long for itself is cut between words."""
    pieces = [
        (start, end) for one in sentences(text) for start, end in _halved(text, one.start, one.end, fits)
    ]  # fmt: skip
    at = 0
    while at < len(pieces):
        behind = at + 1
        while behind < len(pieces) and fits(text[pieces[at][0] : pieces[behind][1]]):
            behind += 1
        yield text[pieces[at][0] : pieces[behind - 1][1]]
        at = behind


def _halved(text: str, start: int, end: int, fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """A stretch of a text as stretches that fit: whole, or cut at the blank that is closest to its middle, and so on."""
    if end - start < 2 or fits(text[start:end]):
        yield start, end
        return
    middle = (start + end) // 2
    blanks = [blank.start() for blank in _BLANK.finditer(text, start + 1, end - 1)]
    cut = (
        min(blanks, key=lambda blank: abs(blank - middle)) if blanks else middle
    )  # an endless word is cut by its letters
    behind = cut + 1 if blanks else cut
    yield from _halved(text, start, cut, fits)
    yield from _halved(text, behind, end, fits)
