"""The pair model's logits on many pairs, in torch: in bf16 for choosing, where a pass over the development sets counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from evalkit_metrics.model.pair import Logits, Pair
from evalkit_metrics.model.pairs import row

from .encoding import Encoded, signs
from .fit import tensors
from .network import PairModel

__all__ = ["logits"]

_TOKENS = 8192  # in a batch


def logits(model: PairModel, pairs: Sequence[Pair]) -> list[Logits]:
    """The logits of each pair, in order; the model is left in bf16."""
    model.bfloat16().eval()
    order = sorted(range(len(pairs)), key=lambda place: len(pairs[place][0]) + len(pairs[place][1]))
    found: dict[int, Logits] = {}
    at = 0
    with torch.inference_mode():
        while at < len(order):
            longest = sum(map(len, pairs[order[min(at + 16, len(order) - 1)]]))
            part = order[at : at + max(1, _TOKENS // (longest + 3))]
            at += len(part)
            ids, segments, mask, claim, _, _ = tensors([_encoded(pairs[place]) for place in part])
            support, words = model(ids, segments, mask, claim)
            for number, place in enumerate(part):
                size = len(pairs[place][0])
                found[place] = Logits(float(support[number]), tuple(words[number, 1 : 1 + size].float().tolist()))
    return [found[place] for place in range(len(pairs))]


def _encoded(pair: Pair) -> Encoded:
    claim, evidence = pair
    ids, segments = row(claim, evidence, signs())
    return Encoded(
        np.array(ids, np.int32), np.array(segments, np.int8), len(claim), 0, np.zeros(len(claim), np.int8), ""
    )
