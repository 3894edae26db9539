"""Both embedded models on a GPU, by torch: batches that fill it, of shapes that a row's own length decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertModel

from .batches import filling, in_order
from .network import PairNetwork
from .pairs import Row

__all__ = ["PairsOnDevice", "SentencesOnDevice"]


class SentencesOnDevice:
    """A mean-pooling BERT sentence encoder, loaded on a device.

    Args:
        folder: of its weights.
        on: the device, as torch names it.
    """

    def __init__(self, folder: Path, on: str) -> None:
        network: Any = BertModel.from_pretrained(folder, add_pooling_layer=False)
        self._network = network.float().eval().to(on)
        self._device = on

    def __call__(
        self, pieces: Sequence[Sequence[int]], outputs: Sequence[str], /
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yields a piece's place and its outputs: `sentence`, [hidden], and `tokens`, [tokens, hidden], as asked for; in no order."""
        for width, count, places in filling([len(piece) for piece in pieces]):
            ids, mask = (np.zeros((count, width), dtype=np.int64) for _ in range(2))
            mask[:, 0] = 1  # a row that only fills up has something to attend to
            for number, place in enumerate(places):
                ids[number, : len(pieces[place])], mask[number, : len(pieces[place])] = pieces[place], 1
            given = torch.from_numpy(ids).to(self._device), torch.from_numpy(mask).to(self._device)
            with torch.inference_mode():
                hidden = self._network(input_ids=given[0], attention_mask=given[1]).last_hidden_state
                kept = given[1].unsqueeze(-1).to(hidden.dtype)
                mean = torch.nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=-1)
            vectors = mean.cpu().numpy()
            tokens = hidden.cpu().numpy() if "tokens" in outputs else None
            for number, place in enumerate(places):
                own = {"sentence": vectors[number]}
                if tokens is not None:
                    own["tokens"] = tokens[number, : len(pieces[place])]
                yield place, tuple(own[name] for name in outputs)


class PairsOnDevice:
    """The pair network, loaded on a device.

    Args:
        folder: of the encoder whose word embeddings it shares.
        weights: the file of its other weights.
        on: the device, as torch names it.
    """

    def __init__(self, folder: Path, weights: Path, on: str) -> None:
        self._network = PairNetwork.shipped(folder, weights).float().eval().to(on)
        self._device = on

    def __call__(self, rows: Sequence[Row], /) -> Iterable[tuple[float, np.ndarray]]:
        found: dict[int, tuple[float, np.ndarray]] = {}
        for width, count, places in filling([len(one.ids) for one in rows]):
            ids, segments, mask, claim = (np.zeros((count, width), dtype=np.int64) for _ in range(4))
            mask[:, 0] = claim[:, 0] = 1  # a row that only fills up has something to attend to, and to pool
            for number, place in enumerate(places):
                one = rows[place]
                ids[number, : len(one.ids)], segments[number, : len(one.ids)] = one.ids, one.segments
                mask[number, : len(one.ids)] = 1
                claim[number] = 0
                claim[number, 1 : 1 + one.claim] = 1
            with torch.inference_mode():
                given = self._network(
                    *(torch.from_numpy(each).to(self._device) for each in (ids, segments, mask, claim))
                )
            support, words = (each.float().cpu().numpy() for each in given)
            for number, place in enumerate(places):
                found[place] = float(support[number]), words[number, 1 : 1 + rows[place].claim]
        return in_order(found)
