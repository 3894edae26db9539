"""The pair model as it is trained, and the encoder that ranks its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AttentionInterface, BertModel

from evalkit_metrics.model.network import PairNetwork

__all__ = ["PairModel", "sentence_vectors"]


def _lean(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Attention in as few passes over the scores as can be: on two cores the passes cost more than the products."""
    del module
    scores = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(2, 3))
    if attention_mask is not None:
        scores.add_(attention_mask)
    return torch.matmul(torch.softmax(scores, dim=-1), value).transpose(1, 2).contiguous(), None


AttentionInterface.register("lean", _lean)


class PairModel(PairNetwork):
    """The pair model as it is trained: with an attention that is quick on a processor."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, attention="lean")


def sentence_vectors(folder: Path, texts: list[str], code: Any) -> torch.Tensor:
    """Unit vectors of texts by the embedded encoder in bf16, [texts, hidden]: near enough to rank evidence in training."""
    model = BertModel.from_pretrained(folder, add_pooling_layer=False).bfloat16().eval()
    coded = [one.ids[:256] for one in code.encode_batch(texts)]
    order = sorted(range(len(coded)), key=lambda place: len(coded[place]))
    result = torch.zeros(len(coded), model.config.hidden_size)
    with torch.inference_mode():
        for first in range(0, len(order), 128):
            part = order[first : first + 128]
            width = max(len(coded[place]) for place in part)
            ids = torch.tensor([coded[place] + [0] * (width - len(coded[place])) for place in part])
            mask = torch.tensor([[1] * len(coded[place]) + [0] * (width - len(coded[place])) for place in part])
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            weights = mask.unsqueeze(-1).float()
            result[part] = nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)
    return result
