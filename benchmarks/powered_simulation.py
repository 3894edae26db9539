"""How far prediction-powered intervals can be trusted, by simulation.

    python benchmarks/powered_simulation.py [--draws N]

Prints the table of docs/statistics.md. Articles make claims alike, in truth and in what the metric sees; claims are drawn as `evalkit
sample` draws them, by its own allocation over verdict, third of the probability and system; their labels are the truth.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from evalkit.sampling import Stratum, allocated
from evalkit.stats.means import SEED, Estimate
from evalkit.stats.powered import Labelled, Powered, powered

if TYPE_CHECKING:
    from numpy.typing import NDArray

Draw = np.random.Generator


@dataclass(frozen=True)
class World:
    """What is simulated.

    Attributes:
        articles, systems: how many.
        labels: of all systems together.
        truth: share of claims that are supported.
        kept: share of supported claims that the metric supports; `caught`: share of the others that it refuses.
    """

    articles: int
    systems: int
    labels: int
    truth: float
    kept: float
    caught: float


WORLDS = {
    "20 to 200 labels of one system, a middling metric": [World(200, 1, n, 0.85, 0.8, 0.75) for n in (20, 30, 50, 100, 200)],
    "four systems": [World(200, 4, n, 0.85, 0.8, 0.75) for n in (120, 200, 400)],
    "few articles, many": [World(n, 1, 100, 0.85, 0.8, 0.75) for n in (30, 50, 1000)],
    "few errors": [World(200, 1, 200, 0.95, 0.85, 0.7), World(200, 1, 100, 0.97, 0.9, 0.75), World(200, 4, 400, 0.98, 0.97, 0.75)],
    "a good metric": [World(200, 1, 50, 0.85, 0.95, 0.95), World(200, 1, 200, 0.85, 0.97, 0.97)],
    "a metric that says nothing": [World(200, 1, 100, 0.7, 0.5, 0.5)],
}  # fmt: skip


def drawn(draw: Draw, world: World) -> Labelled:
    """The first system of one draw of the world."""
    cases = world.articles * world.systems
    sizes = draw.integers(3, 9, cases)
    case = np.repeat(np.arange(cases), sizes)
    article, system = case // world.systems, case % world.systems
    count = len(case)
    common = 0.6 * draw.normal(size=world.articles)[article] + 0.5 * draw.normal(size=cases)[case]
    label = (common + draw.normal(size=count)) / np.sqrt(1.61) < ndtri(world.truth)
    seen = 0.4 * draw.normal(size=world.articles)[article] + np.sqrt(0.84) * draw.normal(size=count)
    probability = ndtr(seen + np.where(label, ndtri(world.kept), -ndtri(world.caught)))
    verdict = probability >= 0.5
    within = np.where(verdict, (probability - 0.5) / 0.5, probability / 0.5)
    strata = [
        ("supported" if kept else "unsupported", third, "", str(own))
        for kept, third, own in zip(verdict.tolist(), np.minimum(2, (within * 3).astype(int)).tolist(), system.tolist(), strict=True)
    ]  # fmt: skip
    taken, chances = sampled(draw, strata, world.labels)
    own = np.flatnonzero(taken & (system == 0))
    mine = system == 0
    metric = np.bincount(article[mine], verdict[mine], world.articles) / sizes[:: world.systems]
    return Labelled(
        metric,
        list(range(world.articles)),
        article[own],
        sizes[case[own]].astype(np.float64),
        verdict[own].astype(np.float64),
        label[own].astype(np.float64),
        chances[own],
    )


def sampled(draw: Draw, strata: Sequence[Stratum], size: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which claims are drawn, and every claim's chance."""
    members: dict[Stratum, list[int]] = {}
    for n, one in enumerate(strata):
        members.setdefault(one, []).append(n)
    shares = allocated({one: len(own) for one, own in members.items()}, size)
    taken, chances = np.zeros(len(strata), dtype=np.bool_), np.empty(len(strata))
    for one, own in members.items():
        taken[draw.choice(own, shares[one], replace=False)] = True
        chances[own] = shares[one] / len(own)
    return taken, chances


@dataclass(frozen=True)
class Outcome:
    """The share of draws that have an interval, the coverage of these and of the labels alone, the bias over all draws, and what a label
    of these is worth in the median.
    """

    told: float
    covered: float
    alone: float
    bias: float
    worth: float


def outcome(draw: Draw, world: World, draws: int) -> Outcome:
    found = powered([drawn(draw, world) for _ in range(draws)])
    told = [one for one in found if one.reason is None]
    if not told:
        return Outcome(0.0, np.nan, np.nan, bias(found, world.truth), np.nan)
    return Outcome(
        len(told) / draws,
        float(np.mean([holds(one.estimate, world.truth) for one in told])),
        float(np.mean([holds(one.alone, world.truth) for one in told])),
        bias(found, world.truth),
        float(np.median([one.worth / one.labels for one in told if one.worth])),
    )


def bias(found: Sequence[Powered], truth: float) -> float:
    return float(np.mean([one.estimate.mean for one in found]) - truth)


def holds(estimate: Estimate, truth: float) -> bool:
    return estimate.low is not None and estimate.high is not None and estimate.low <= truth <= estimate.high


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1_000)
    options = parser.parse_args()
    draw = np.random.default_rng(SEED)
    print(
        f"{options.draws} draws a row; twice the error of a share of 95% is {2 * np.sqrt(0.0475 / options.draws):.1%}\n"
    )
    print(
        "| articles | systems | labels | supported | kept, caught | with an interval, % | coverage, % | of labels alone, % | bias | worth |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for title, worlds in WORLDS.items():
        print(f"| *{title}* | | | | | | | | | |")
        for one in worlds:
            told = outcome(draw, one, options.draws)
            cells = [
                "–" if np.isnan(value) else f"{100 * value:.1f}" for value in (told.told, told.covered, told.alone)
            ]
            worth = "–" if np.isnan(told.worth) else f"{told.worth:.2f}"
            print(
                f"| {one.articles} | {one.systems} | {one.labels} | {one.truth} | {one.kept}, {one.caught} | {' | '.join(cells)} |"
                f" {told.bias:+.3f} | {worth} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
