"""A probability map against an oracle, its cross-validation by document, and what it gains."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, brier_score_loss, log_loss

from evalkit.calibration import Calibration
from evalkit.stats.calibrating import Rows, changes, cross_fitted, final, fitted, mapped


def rows(count: int = 400, documents: int = 40, slope: float = 0.6, intercept: float = -1.0, seed: int = 1) -> Rows:
    """Rows whose probabilities are off by a known map."""
    draw = np.random.default_rng(seed)
    place = draw.normal(0, 2, count)
    labels = (draw.random(count) < expit(slope * place + intercept)).astype(float)
    return Rows(
        np.round(expit(place), 4), np.ones(count), np.ones(count, dtype=np.bool_), labels, np.ones(count),
        draw.integers(0, documents, count).tolist(),
    )  # fmt: skip


@pytest.mark.parametrize("value", [0.0, 1.0], ids=["refused alone", "supported alone"])
def test_one_class(value: float) -> None:
    """One class teaches no map."""
    one = rows()

    assert fitted(dataclasses.replace(one, labels=np.full(400, value)), "even") is None


def test_wrong_way() -> None:
    """Probabilities that rank labels the wrong way have no map that keeps their order."""
    one = rows()

    assert fitted(dataclasses.replace(one, labels=1 - one.labels), "data") is None


@pytest.mark.parametrize("odds", ["even", "data"])
def test_is_logistic_regression(odds: str) -> None:
    """The map is scikit-learn's logistic regression of Platt's targets, in which a row counts partly for either class."""
    one = rows()
    supported = one.labels.sum()
    other = len(one.labels) - supported
    high, low = (supported + 1) / (supported + 2), 1 / (other + 2)
    target = np.where(one.labels == 1, high, low)
    weights = np.where(one.labels == 1, 1 / supported, 1 / other) if odds == "even" else np.ones(400)
    place = logit(np.clip(one.probabilities, 0.00005, 0.99995)).reshape(-1, 1)
    oracle = LogisticRegression(C=1e10, tol=1e-10, max_iter=10_000).fit(
        np.concatenate([place, place]),
        np.repeat([1, 0], 400),
        np.concatenate([weights * target, weights * (1 - target)]),
    )
    found = fitted(one, "even" if odds == "even" else "data")

    assert found is not None
    assert (oracle.coef_[0, 0], oracle.intercept_[0]) == pytest.approx(found, abs=1e-3)


def test_map_is_the_metrics() -> None:
    """What is fitted is what the metric applies, value by value."""
    values = np.round(np.linspace(0, 1, 1001), 4)
    calibration = Calibration(0.7, -0.4)

    assert [calibration(float(one)) for one in values] == pytest.approx(
        mapped(values, (0.7, -0.4)).tolist(), abs=1.01e-4
    )
    assert sorted(map(calibration, values.tolist())) == [*map(calibration, values.tolist())]


def test_documents_do_not_judge_what_they_taught() -> None:
    """Labels of a document change the maps of the others and never its own rows' probabilities."""
    one = rows()
    own = np.array([document == one.documents[0] for document in one.documents])
    turned = dataclasses.replace(one, labels=np.where(own, 1 - one.labels, one.labels))
    before, after = cross_fitted(one, "data"), cross_fitted(turned, "data")

    assert before is not None
    assert after is not None
    assert before[own].tolist() == after[own].tolist()
    assert before[~own].tolist() != after[~own].tolist()


def test_checks_stay() -> None:
    """A row that the checks refuse keeps its probability, and teaches nothing."""
    one = rows()
    fixed = dataclasses.replace(one, fixed=np.where(np.arange(400) < 40, 0.02, 1.0), is_moved=np.arange(400) >= 40)
    turned = dataclasses.replace(fixed, probabilities=np.where(np.arange(400) < 40, 0.9, fixed.probabilities))
    after = cross_fitted(fixed, "data")

    assert fitted(fixed, "data") == fitted(turned, "data")
    assert after is not None
    assert [0.02] * 40 == after[:40].tolist()


def test_measures() -> None:
    """Accuracy, Brier score and log loss are scikit-learn's; with even odds the accuracy is the balanced one."""
    one = rows()
    other = mapped(one.probabilities, (0.6, -1.0))
    found = {each.name: each for each in changes(one, one.probabilities, other, "even")}
    plain = {each.name: each for each in changes(one, one.probabilities, other, "data")}

    assert balanced_accuracy_score(one.labels, one.probabilities >= 0.5) == pytest.approx(found["accuracy"].before)
    assert balanced_accuracy_score(one.labels, other >= 0.5) == pytest.approx(found["accuracy"].after)
    assert brier_score_loss(one.labels, other) == pytest.approx(plain["brier"].after)
    assert log_loss(one.labels, np.clip(other, 0.00005, 0.99995)) == pytest.approx(plain["log_loss"].after)


def test_gain_is_seen() -> None:
    """A map that mends probabilities shows it: log loss falls and its interval leaves 0 out."""
    one = rows()
    after = cross_fitted(one, "data")
    assert after is not None
    loss = next(each for each in changes(one, final(one, one.probabilities), after, "data") if each.name == "log_loss")

    assert loss.high < 0


def test_nothing_is_gained() -> None:
    """Probabilities that are right already gain nothing: the accuracy's interval holds 0."""
    one = rows(slope=1.0, intercept=0.0)
    after = cross_fitted(one, "data")
    assert after is not None
    accuracy = next(each for each in changes(one, one.probabilities, after, "data") if each.name == "accuracy")

    assert accuracy.low <= 0 <= accuracy.high
