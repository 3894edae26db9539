"""Windows of neighbouring sentences, and similarities to them.

Every number that comes out of a model is rounded to 1e-4 before anything is compared with it, so that the last bits of a
processor never decide.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["SIZES", "pooled", "pooled_windows", "rounded", "similarities", "windows"]

SIZES = (1, 2, 3)
_DIGITS = 4

Matrix = npt.NDArray[np.float32]


def windows(count: int) -> list[tuple[int, int]]:
    """(first, behind the last) of all windows of 1 to 3 neighbours among `count` sentences, by size and place."""
    return [(start, start + size) for size in SIZES for start in range(count - size + 1)]


def pooled(vectors: Matrix, window: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The unit vector of a window: the mean of its sentences' unit vectors, scaled to length 1."""
    first, last = window
    if last - first == 1:
        return np.asarray(vectors[first], dtype=np.float32)
    mean = vectors[first:last].mean(axis=0, dtype=np.float64)
    norm = float(np.linalg.norm(mean))
    return np.asarray(mean / norm if norm else mean, dtype=np.float32)


def pooled_windows(vectors: Matrix) -> Matrix:
    """The unit vectors of all `windows` of sentences' vectors, [windows, hidden]: the same bits as `pooled` gives one by one."""
    wide = vectors.astype(np.float64)
    found = [vectors.astype(np.float32)]
    total = wide
    for size in SIZES[1:]:
        if len(vectors) < size:
            break
        total = total[:-1] + wide[size - 1 :]
        means = total / size
        norms = np.sqrt([row.dot(row) for row in means])[:, None]
        found.append((means / np.where(norms > 0, norms, 1)).astype(np.float32))
    return np.concatenate(found)


def similarities(left: Matrix, right: Matrix) -> npt.NDArray[np.float64]:
    """Cosines of the rows of two matrices of unit vectors, [left, right], rounded to 1e-4 and kept within [-1, 1]."""
    product = np.round(left.astype(np.float64) @ right.astype(np.float64).T, _DIGITS)
    return np.clip(product, -1.0, 1.0) + 0.0  # no -0.0


def rounded(value: float) -> float:
    """A value rounded to 1e-4; -0.0 becomes 0.0."""
    return round(value, _DIGITS) + 0.0
