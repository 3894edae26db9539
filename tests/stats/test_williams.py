"""Williams' test: where there is none, a published example, and its false alarms by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evalkit.stats.williams import williams


@pytest.mark.parametrize(("n", "between", "controlled"), [(3, 0.1, 0), (12, 0.1, 9), (100, 1.0, 0), (100, -1.0, 0)])
def test_there_is_no_test(n, between, controlled):
    """Without a degree of freedom left, or of a predictor with itself, there is nothing to test."""
    assert williams(0.5, 0.4, between, n, controlled) is None


def test_the_published_example():
    """r = .4 and .5 with .1 between them on 103 rows: t = -0.89, p = .37, as R's psych documents it."""
    found = williams(0.4, 0.5, 0.1, 103)

    assert found is not None
    assert (-0.89, 0.37) == (round(found[0], 2), round(found[1], 2))


def test_sides_can_be_exchanged():
    """The other way round t has the other sign and p is the same; a controlled variable costs what a row costs."""
    one, other = williams(0.6, 0.4, 0.3, 50), williams(0.4, 0.6, 0.3, 50)

    assert one is not None
    assert other is not None
    assert one == pytest.approx((-other[0], other[1]))
    assert williams(0.6, 0.4, 0.3, 52, 2) == pytest.approx(one)


def test_false_alarms_are_as_rare_as_they_should_be():
    """Two predictors that follow the labels equally well are told apart in about 5% of normal samples."""
    draw = np.random.default_rng(12345)
    alarms = 0
    for _ in range(2000):
        label = draw.normal(size=60)
        first, second = (label + draw.normal(size=60) for _ in range(2))
        own, reference, between = (
            stats.pearsonr(one, two).statistic for one, two in ((first, label), (second, label), (first, second))
        )
        found = williams(own, reference, between, 60)
        assert found is not None
        alarms += found[1] < 0.05

    assert 0.035 <= alarms / 2000 <= 0.065
