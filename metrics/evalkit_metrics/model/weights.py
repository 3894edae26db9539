"""The pair model's weights as the package carries them: matrices in 8 bits with a scale per row, the rest in float.

Only what is stored is small: weights come back as float32, and the model runs in float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

__all__ = ["restored", "save"]

_SCALE = ".scale"

Weights = dict[str, npt.NDArray[np.float32]]


def save(weights: Mapping[str, npt.NDArray[np.float32]], file: Path, about: Mapping[str, str]) -> None:
    """Writes weights; a matrix [rows, columns] of more than one row becomes int8 with `<name>.scale`, [rows].

    Args:
        about: what to say of them, in the file's own metadata.
    """
    stored: dict[str, npt.NDArray[np.generic]] = {}
    for name, value in sorted(weights.items()):
        if value.ndim != 2 or value.shape[0] == 1:
            stored[name] = np.ascontiguousarray(value, dtype=np.float32)
            continue
        scale = np.abs(value).max(axis=1) / 127
        scale = np.where(scale > 0, scale, 1).astype(np.float32)
        stored[name] = np.round(value / scale[:, None]).astype(np.int8)
        stored[name + _SCALE] = scale
    save_file(stored, file, metadata=dict(sorted(about.items())))


def restored(file: Path) -> Weights:
    """The weights that `save` wrote, as float32.

    Raises:
        OSError: the file cannot be read.
    """
    stored = load_file(file)
    return {
        name: value.astype(np.float32) * stored[name + _SCALE][:, None] if name + _SCALE in stored else value
        for name, value in stored.items()
        if not name.endswith(_SCALE)
    }
