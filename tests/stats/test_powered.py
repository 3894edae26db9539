"""Prediction-powered means: what they come to where it can be said by hand, and that their intervals hold."""

from __future__ import annotations

import dataclasses
import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from evalkit.stats.powered import FEWEST_LABELS, Labelled, influence, odd, powered, too_few, tuning

SOURCE = Path(__file__).parent.parent.parent / "benchmarks" / "powered_simulation.py"
DRAWS = 400


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("powered_simulation", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def made(
    cases: int = 60, each: int = 4, labels: int = 120, seed: int = 1, right: float = 0.8
) -> tuple[Labelled, float]:
    """A system with claims drawn at random, and the true mean of its cases."""
    draw = np.random.default_rng(seed)
    truth = (draw.random((cases, each)) < 0.7).astype(float)
    verdict = np.where(draw.random((cases, each)) < right, truth, 1 - truth)
    which = np.sort(draw.choice(cases * each, labels, replace=False))
    return Labelled(
        verdict.mean(axis=1), list(range(cases)), which // each, np.full(labels, float(each)), verdict.ravel()[which],
        truth.ravel()[which], np.full(labels, labels / (cases * each)),
    ), float(truth.mean())  # fmt: skip


def test_no_label() -> None:
    """Nothing corrects a metric without a label."""
    one, _ = made()
    none = dataclasses.replace(
        one,
        cases=one.cases[:0],
        sizes=one.sizes[:0],
        verdicts=one.verdicts[:0],
        labels=one.labels[:0],
        chances=one.chances[:0],
    )

    with pytest.raises(ValueError, match="no label"):
        powered([none])


def test_too_few() -> None:
    """Fewer labels than the limit, or fewer that are not what most are, have a mean and no interval, and say why."""
    few, _ = made(labels=FEWEST_LABELS - 1)
    alike = dataclasses.replace(made()[0], labels=made()[0].verdicts)

    assert too_few(few) == "29 labels: an interval needs 30"
    assert (0, "all but 0 of 120 labels are what most under the same verdict are: an interval needs 5") == (
        odd(alike),
        too_few(alike),
    )
    assert [None, None] == [one.estimate.low for one in powered([few, alike])]


def test_all_labelled() -> None:
    """With a label on every claim the mean is that of the labels, however wrong the metric is."""
    one, truth = made(labels=240, right=0.1)

    assert truth == pytest.approx(powered([one])[0].estimate.mean)


def test_is_the_textbooks() -> None:
    """With all of the metric used it is its mean and the weighted mean of labels less verdicts; with none, the labels' own mean."""
    one, _ = made()
    plain = one.metric.mean() + (one.labels - one.verdicts).mean()

    assert plain == pytest.approx(influence(one, 1.0).mean())
    assert one.labels.mean() == pytest.approx(influence(one, 0.0).mean())


def test_tuning_is_the_slope() -> None:
    """The tuning is the least-squares slope of labels over verdicts, and 0 where it would be below."""
    one, _ = made()
    turned = dataclasses.replace(one, labels=1 - one.labels)

    assert np.polyfit(one.verdicts, one.labels, 1)[0] == pytest.approx(tuning(one))
    assert 0.0 == tuning(turned)
    assert 1.0 == tuning(dataclasses.replace(one, verdicts=np.ones(120)))


def test_chances_weigh() -> None:
    """Only the ratios of chances count, and a claim drawn half as often stands for twice as many."""
    one, _ = made()
    halved = dataclasses.replace(one, chances=one.chances / 2)
    rare = dataclasses.replace(one, chances=np.where(one.labels == 1, 0.5, 0.25))
    expected = (one.labels * 2).sum() / np.where(one.labels == 1, 2.0, 4.0).sum()

    assert powered([one]) == powered([halved])
    assert expected == pytest.approx(powered([rare])[0].alone.mean)


def test_a_good_metric_is_worth_labels() -> None:
    """A metric that is right most times makes labels worth more than they are; one that says nothing makes them worth no less."""
    good, nothing = powered([made(400, labels=300, right=0.95)[0], made(400, labels=300, right=0.5)[0]])

    assert good.worth is not None
    assert nothing.worth is not None
    assert good.worth > 2 * good.labels
    assert nothing.worth > 0.9 * nothing.labels


@pytest.mark.once
@pytest.mark.parametrize(
    "world", [(200, 1, 50, 0.85, 0.8, 0.75), (200, 4, 400, 0.85, 0.8, 0.75), (50, 1, 100, 0.85, 0.8, 0.75), (200, 1, 200, 0.85, 0.97, 0.97)]
)  # fmt: skip
def test_coverage(simulation: ModuleType, world: tuple[int, int, int, float, float, float]) -> None:
    """95% intervals hold the truth 93 to 97 times of 100, give or take what chance explains of 400 draws, under the stratified draw."""
    found = simulation.outcome(np.random.default_rng(11), simulation.World(*world), DRAWS)

    assert 0.93 - 3 * math.sqrt(0.93 * 0.07 / DRAWS) <= found.covered <= 0.97 + 3 * math.sqrt(0.97 * 0.03 / DRAWS)
    assert abs(found.bias) < 0.01
