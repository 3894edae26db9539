"""The pair model in torch: a BERT encoder over `[CLS] claim [SEP] evidence [SEP]` with two heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AttentionInterface, BertConfig, BertModel

from evalkit_metrics.model.pair import FILE
from evalkit_metrics.model.pairs import CLAIM_MATCH, SEGMENTS
from evalkit_metrics.model.weights import restored

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


class PairModel(nn.Module):
    """Logits of support of the claim, [rows], and of being unsupported of each token, [rows, tokens].

    The claim's logit comes from the mark's vector beside the mean and the maximum over the claim's tokens: one word that
    does not fit must be able to decide by itself.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0)
        self.bert = BertModel.from_pretrained(
            folder, config=config, attn_implementation="lean", add_pooling_layer=False
        )
        old = self.bert.embeddings.token_type_embeddings.weight.data
        table = nn.Embedding(SEGMENTS, config.hidden_size)
        for segment in range(SEGMENTS):
            table.weight.data[segment] = old[0 if segment in CLAIM_MATCH else 1]
        self.bert.embeddings.token_type_embeddings = table
        # The shipped weights share these with the embedded encoder, so that they stay as they are.
        self.bert.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.dense = nn.Linear(3 * config.hidden_size, config.hidden_size)
        self.claim = nn.Linear(config.hidden_size, 1)
        self.word = nn.Linear(config.hidden_size, 1)

    @classmethod
    def shipped(cls, folder: Path) -> PairModel:
        """The model with the weights that the package carries."""
        model = cls(folder)
        named = {name: torch.from_numpy(value) for name, value in restored(FILE).items()}
        heads = {name for name, _ in model.named_parameters() if not name.startswith("bert.")}
        model.load_state_dict(
            {name if name in heads else f"bert.{name}": one for name, one in named.items()}, strict=False
        )
        return model

    def forward(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, claim: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Args: ids, segments, mask: [rows, tokens]; claim: 1 for the claim's tokens, [rows, tokens]."""
        kept_out = None if bool(mask.all()) else (1 - mask[:, None, None, :].to(self.dense.weight.dtype)) * -1e4
        hidden = self.bert(input_ids=ids, token_type_ids=segments, attention_mask=kept_out).last_hidden_state
        kept = claim.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        most = (hidden * kept + (kept - 1) * 1e4).amax(1)
        pooled = torch.cat([hidden[:, 0], mean, most], dim=-1)
        return self.claim(nn.functional.gelu(self.dense(pooled))).squeeze(-1), self.word(hidden).squeeze(-1)


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
