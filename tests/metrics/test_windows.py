"""Windows of sentences and the similarities to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit_metrics.windows import pooled, pooled_windows, rounded, similarities, windows


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(1, [(0, 1)], id="one"),
        pytest.param(2, [(0, 1), (1, 2), (0, 2)], id="two"),
        pytest.param(4, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 2), (1, 3), (2, 4), (0, 3), (1, 4)], id="four"),
    ],
)
def test_windows(count: int, expected: list[tuple[int, int]]) -> None:
    """Windows have 1 to 3 neighbours, the small ones first, each size in order."""
    assert expected == windows(count)


def test_pooled_single_is_the_vector_itself() -> None:
    """A window of one sentence has its vector, bit for bit."""
    vectors = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)

    assert vectors[1].tobytes() == pooled(vectors, (1, 2)).tobytes()


def test_pooled_opposites_have_no_direction() -> None:
    """Vectors that cancel out give zeros, no NaN."""
    vectors = np.array([[1, 0], [-1, 0]], dtype=np.float32)

    assert [0.0, 0.0] == pooled(vectors, (0, 2)).tolist()


def test_pooled_has_length_one() -> None:
    """The mean of unit vectors is scaled to length 1."""
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)

    assert [0.70711, 0.70711] == [round(value, 5) for value in pooled(vectors, (0, 2)).tolist()]
    assert pytest.approx(1.0, abs=1e-6) == float(np.linalg.norm(pooled(vectors, (0, 3))))


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_all_windows_at_once_are_those_one_by_one(count: int, seed: int) -> None:
    """Bit for bit, whatever the vectors: some of them cancel out."""
    vectors = np.random.default_rng(seed).normal(size=(count, 5)).astype(np.float32)
    vectors[count // 2] = -vectors[0]

    one_by_one = np.stack([pooled(vectors, span) for span in windows(count)])
    assert one_by_one.tobytes() == pooled_windows(vectors).tobytes()


def test_similarities_are_rounded_and_kept_in_range() -> None:
    """Cosines have four digits, stay within [-1, 1] and know no -0.0."""
    left = np.array([[1.00003, 0], [0.6, 0.8], [0, -1e-9]], dtype=np.float32)
    found = similarities(left, left)

    assert 1.0 == found[0, 0]
    assert 0.6 == found[0, 1]
    assert "0.0" == str(float(found[0, 2]))


@given(st.floats(-1, 1))
def test_rounded(value: float) -> None:
    """Rounding moves a value by at most half of 1e-4 and gives no -0.0."""
    found = rounded(value)

    assert abs(found - value) <= 0.50001e-4
    assert str(found) != "-0.0"
    assert found == rounded(found)
