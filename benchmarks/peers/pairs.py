"""evalkit's own pair network in plain torch, float32: the same rows, batches of 32 as they come, each padded to its longest row.

    python pairs.py WEIGHTS.safetensors ROWS.json LOGITS.npy

ROWS.json is a list of {"ids", "segments", "claim"}: token ids and segment ids of a row with its marks, and how many tokens its claim has,
which stand after the first mark. The first batch is run once before the clock starts. Standard output gets JSON: `seconds`, `rows`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from naive import encoder_folder
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

BATCH = 32
FAR = 1e4


class Pairs(nn.Module):
    """A BERT encoder, and a head over the first mark, the mean and the maximum of the claim's tokens."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        segments, width = weights["embeddings.token_type_embeddings.weight"].shape
        config = BertConfig.from_pretrained(encoder_folder(), type_vocab_size=segments)
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dense = nn.Linear(3 * width, width)
        self.claim = nn.Linear(width, 1)
        heads = {name: one for name, one in weights.items() if name.startswith(("dense.", "claim."))}
        inner = {f"bert.{name}": one for name, one in weights.items() if name.startswith(("embeddings.", "encoder."))}
        inner.pop("bert.embeddings.position_ids", None)  # no weight: older files have it
        self.load_state_dict({**heads, **inner})

    def forward(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, claim: torch.Tensor
    ) -> torch.Tensor:
        hidden = self.bert(input_ids=ids, token_type_ids=segments, attention_mask=mask).last_hidden_state
        kept = claim.unsqueeze(-1)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        most = (hidden * kept + (kept - 1) * FAR).amax(1)
        pooled = torch.cat([hidden[:, 0], mean, most], dim=-1)
        return self.claim(nn.functional.gelu(self.dense(pooled))).squeeze(-1)


def padded(rows: list[dict[str, list[int]]]) -> tuple[torch.Tensor, ...]:
    """ids, segments, mask and the claim's tokens of a batch, each [rows, longest]."""
    width = max(len(row["ids"]) for row in rows)
    ids, segments, mask, claim = (
        torch.zeros((len(rows), width), dtype=kind) for kind in (torch.long, torch.long, torch.long, torch.float)
    )
    for place, row in enumerate(rows):
        size = len(row["ids"])
        ids[place, :size] = torch.tensor(row["ids"])
        segments[place, :size] = torch.tensor(row["segments"])
        mask[place, :size] = 1
        claim[place, 1 : 1 + row["claim"]] = 1
    return ids, segments, mask, claim


@torch.inference_mode()
def main() -> None:
    network = Pairs(load_file(sys.argv[1])).eval()
    rows = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    network(*padded(rows[:BATCH]))
    began = time.perf_counter()
    logits = torch.cat([network(*padded(rows[at : at + BATCH])) for at in range(0, len(rows), BATCH)])
    seconds = time.perf_counter() - began
    np.save(sys.argv[3], logits.numpy())
    json.dump({"seconds": seconds, "rows": len(rows)}, sys.stdout)


if __name__ == "__main__":
    main()
