"""The fitted weights as the package carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit_metrics.model.weights import save

from .labelled import sha256

if TYPE_CHECKING:
    import torch

__all__ = ["ship"]

_SHARED = "embeddings.word_embeddings.weight"


def ship(
    weights: Mapping[str, torch.Tensor], join: Mapping[str, float], about: Mapping[str, str], folder: Path
) -> None:
    """Writes `support.safetensors` (8 bits a weight) and `support.json` (its sha256, the join, what it was made of).

    Args:
        weights: what was learnt, by its name in the torch model; the word embeddings, if among it, are left out: they are
            those of the embedded encoder.
        join: coefficients by signal, and the intercept.
        about: what it was made of.
    """
    named = {name.removeprefix("bert."): value.float().numpy() for name, value in weights.items()}
    named.pop(_SHARED, None)
    file = folder / "support.safetensors"
    save(named, file, about)
    file.chmod(0o644)  # as any other file of the package; safetensors leaves it to its owner alone
    card = {"sha256": sha256(file), "join": dict(join), "about": dict(sorted(about.items()))}
    file.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", "utf-8")
