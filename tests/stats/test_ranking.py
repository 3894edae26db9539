"""Rankings and correlations against scikit-learn and SciPy, weighted ones against rows written out as often as they count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import average_precision_score, balanced_accuracy_score, roc_auc_score

from evalkit.stats.documents import draws_of, percentiles
from evalkit.stats.ranking import LEVELS, Order, areas, auc, pearson, ranks, recalls, roc, spearman, tau_b

ROWS = st.lists(
    st.tuples(st.integers(-3, 3), st.booleans(), st.integers(0, 2), st.integers(1, 3)), min_size=4, max_size=30
)


def _columns(rows):
    values, positive, group, weights = (np.array(column) for column in zip(*rows, strict=True))
    return values.astype(float), positive, group, weights.astype(float)


def _spearman(weights, values, labels, groups=None):
    return spearman(weights, ranks(weights, Order(values)), ranks(weights, Order(labels)), groups)


@pytest.mark.parametrize("positive", [[True, True, True], [False, False, False]])
def test_one_class_has_no_area(positive):
    """Where all rows are of one class no area is defined, and none is invented."""
    found = auc(np.ones((3, 2)), Order(np.array([0.1, 0.5, 0.9])), np.array(positive))

    assert np.isnan(found).all()
    assert np.isnan(areas(np.ones((3, 2)), Order(np.array([0.1, 0.5, 0.9])), np.array(positive))[0]).all()
    assert [] == roc(np.ones(3), Order(np.array([0.1, 0.5, 0.9])), np.array(positive))


def test_equal_values_correlate_with_nothing():
    """A predictor that always says the same has no correlation of any kind, not 0 and not 1."""
    ones, label = np.ones((4, 1)), np.array([0.0, 1.0, 1.0, 0.0])
    flat = np.full(4, 0.3)

    assert np.isnan(pearson(ones, flat, label)).all()
    assert np.isnan(_spearman(ones, flat, label)).all()
    assert np.isnan(tau_b(ones, Order(flat), Order(label))).all()


def test_too_many_values_on_both_sides_are_refused():
    """Kendall's tau-b is not computed slowly: with too many different values on both sides it is refused, with few on one it is not."""
    many = np.arange(LEVELS + 1.0)
    ones = np.ones((len(many), 1))
    with pytest.raises(ValueError, match="65 different values"):
        tau_b(ones, Order(many), Order(many[::-1]))
    few = many // 2

    assert stats.kendalltau(many, few).statistic == pytest.approx(tau_b(ones, Order(many), Order(few))[0])
    assert tau_b(ones, Order(few), Order(many))[0] == pytest.approx(tau_b(ones, Order(many), Order(few))[0])


@given(ROWS)
def test_numbers_are_those_of_the_references(rows):
    """With weights of 1, every number is scikit-learn's or SciPy's, ties included."""
    values, positive, _, _ = _columns(rows)
    ones = np.ones((len(rows), 1))
    if len(set(positive.tolist())) < 2 or len(set(values.tolist())) < 2:
        return
    label = positive.astype(float)

    assert roc_auc_score(positive, values) == pytest.approx(auc(ones, Order(values), positive)[0])
    assert average_precision_score(~positive, -values) == pytest.approx(areas(ones, Order(values), positive)[1][0])
    assert stats.kendalltau(values, label).statistic == pytest.approx(tau_b(ones, Order(values), Order(label))[0])
    assert stats.pearsonr(values, label).statistic == pytest.approx(pearson(ones, values, label)[0])
    assert stats.spearmanr(values, label).statistic == pytest.approx(_spearman(ones, values, label)[0])
    decision = values >= 0
    own, other = recalls(ones, decision == positive, positive)
    assert balanced_accuracy_score(positive, decision) == pytest.approx((own[0] + other[0]) / 2)


@given(ROWS)
def test_a_weight_is_so_many_equal_rows(rows):
    """Every number with whole weights is that of the rows written out as often."""
    values, positive, group, weights = _columns(rows)
    times = weights.astype(int)
    many, label = np.repeat(values, times), np.repeat(positive, times)
    belongs = (group[None, :] == np.unique(group)[:, None]).astype(float)
    ones, own = np.ones((len(many), 1)), weights[:, None]
    score = positive.astype(float)
    pairs = [
        (auc(own, Order(values), positive), auc(ones, Order(many), label)),
        (areas(own, Order(values), positive)[1], areas(ones, Order(many), label)[1]),
        (tau_b(own, Order(values), Order(score)), tau_b(ones, Order(many), Order(label.astype(float)))),
        (pearson(own, values, score, belongs), pearson(ones, many, label.astype(float), np.repeat(belongs, times, 1))),
        (_spearman(own, values, score), _spearman(ones, many, label.astype(float))),
        (
            _spearman(own, values, score, belongs),
            _spearman(ones, many, label.astype(float), np.repeat(belongs, times, 1)),
        ),
    ]

    for weighted, written in pairs:
        assert written[0] == pytest.approx(weighted[0], nan_ok=True, abs=1e-6)


def test_a_partial_correlation_forgets_the_systems():
    """Two systems of different means and no agreement within them: Pearson is high, the partial one is that of residuals."""
    draw = np.random.default_rng(12345)
    group = np.repeat([0, 1], 200)
    values = group * 5 + draw.normal(size=400)
    label = (draw.random(400) < 0.2 + 0.6 * group).astype(float)
    belongs = np.stack([group == 0, group == 1]).astype(float)
    ones = np.ones((400, 1))
    residual = [one - np.array([one[group == each].mean() for each in group]) for one in (values, label)]

    assert pearson(ones, values, label)[0] > 0.4
    found = pearson(ones, values, label, belongs)[0]
    assert stats.pearsonr(*residual).statistic == pytest.approx(found)
    assert abs(found) < 0.15
    ranked = stats.rankdata(values), stats.rankdata(label)
    within = [one - np.array([one[group == each].mean() for each in group]) for one in ranked]
    assert stats.pearsonr(*within).statistic == pytest.approx(_spearman(ones, values, label, belongs)[0])


def test_intervals_draw_documents():
    """Rows of one document come and go together; with one document there is no interval and the reason says so."""
    drawn = draws_of(["a", "a", "b"], draws=50, seed=1)
    batches = np.concatenate(list(drawn.batches(np.ones(3))), axis=1)

    assert (batches[0] == batches[1]).all()
    assert {2.0} == set((batches[0] + batches[2]).tolist()) | {2.0}
    assert (3, 51) == batches.shape
    assert "one document" in (percentiles(np.array([])).reason or "")
