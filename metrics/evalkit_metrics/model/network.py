"""The pair model in torch, for a GPU and for training: a BERT encoder over `[CLS] claim [SEP] evidence [SEP]` with two heads."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import torch
from torch import nn
from transformers import BertConfig, BertModel

from .pairs import CLAIM_MATCH, SEGMENTS
from .weights import restored

__all__ = ["PairNetwork"]


class PairNetwork(nn.Module):
    """Logits of support of the claim, [rows], and of being unsupported of each token, [rows, tokens].

    The claim's logit comes from the mark's vector beside the mean and the maximum over the claim's tokens: one word that
    does not fit must be able to decide by itself.

    Args:
        folder: of the encoder that it starts from.
        attention: the name of an implementation that transformers knows.
    """

    def __init__(self, folder: Path, attention: str = "sdpa") -> None:
        super().__init__()
        config = BertConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0)
        self.bert = BertModel.from_pretrained(
            folder, config=config, attn_implementation=attention, add_pooling_layer=False
        )
        old = self.bert.embeddings.token_type_embeddings.weight.data
        table = nn.Embedding(SEGMENTS, config.hidden_size)
        for segment in range(SEGMENTS):
            table.weight.data[segment] = old[0 if segment in CLAIM_MATCH else 1]
        self.bert.embeddings.token_type_embeddings = table
        # The shipped weights share these with the embedded encoder, so that they stay as they are.
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.dense = nn.Linear(3 * config.hidden_size, config.hidden_size)
        self.claim = nn.Linear(config.hidden_size, 1)
        self.word = nn.Linear(config.hidden_size, 1)

    @classmethod
    def shipped(cls, folder: Path, weights: Path) -> Self:
        """The network with the weights of a file that `weights.save` wrote."""
        model = cls(folder)
        named = {name: torch.from_numpy(value) for name, value in restored(weights).items()}
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
