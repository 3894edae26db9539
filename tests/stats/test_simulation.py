"""What the statistics promise, held by simulation; `benchmarks/statistics_simulation.py` does it with more draws."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SOURCE = Path(__file__).parent.parent.parent / "benchmarks" / "statistics_simulation.py"
DRAWS = 800
SIZES = (30, 100, 500)


def slack(share: float, draws: int = DRAWS) -> float:
    """What chance explains of a share of so many draws: three standard errors, 2.3 points of 5%."""
    return 3 * math.sqrt(share * (1 - share) / draws)


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("statistics_simulation", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.once
@pytest.mark.parametrize("articles", SIZES)
@pytest.mark.parametrize("name", ["normal", "exponential", "50% at 1", "70% at 1", "15 findings per 100 claims"])
def test_coverage(simulation: ModuleType, name: str, articles: int) -> None:
    """95% intervals hold the true value 93 to 97 times of 100, give or take what chance explains of 800 draws."""
    share = simulation.coverage(np.random.default_rng(1), simulation.DESIGNS[name], articles, "1-2", DRAWS)

    assert 0.93 - slack(0.93) <= share <= 0.97 + slack(0.97)


@pytest.mark.once
@pytest.mark.parametrize("articles", SIZES)
@pytest.mark.parametrize("name", ["normal", "exponential", "50% at 1", "15 findings per 100 claims"])
def test_false_alarms(simulation: ModuleType, name: str, articles: int) -> None:
    """Of tests at alpha .05 at most 6% tell equals apart, and at least 4% where scores are continuous, give or take what chance explains."""
    found = simulation.alarms(np.random.default_rng(2), simulation.DESIGNS[name], articles, "1-2", DRAWS)
    least = 0.04 - slack(0.04) if name in simulation.CONTINUOUS else 0.0

    assert all(least <= found[test] <= 0.06 + slack(0.06) for test in ("paired bootstrap", "paired permutation"))


@pytest.mark.once
@pytest.mark.parametrize("board", ["all equal", "two ties", "all apart"])
def test_ranks(simulation: ModuleType, board: str) -> None:
    """All true ranks of a board lie in their intervals 95 times of 100 or more, give or take what chance explains, ties included."""
    found = simulation.ranks(np.random.default_rng(3), simulation.BOARDS[board], 30, DRAWS // 2)

    assert all(share >= 0.95 - slack(0.95, DRAWS // 2) for share in found.values())


@pytest.mark.once
def test_power(simulation: ModuleType) -> None:
    """A difference that is just detectable is found 80 times of 100."""
    assert abs(simulation.power(np.random.default_rng(4), 100, DRAWS) - 0.8) <= slack(0.8)
