"""How far the statistics can be trusted: coverage, false alarms, ranks and power, by simulation.

    python benchmarks/statistics_simulation.py [--draws N] [--boards]

Prints the tables of docs/statistics.md. Scores are drawn with an effect of the article (correlation about .5 within an article), 1
or 2 blocks an article, and given to the package's own functions; the kinds of interval that it does not use are here, to
compare.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri, stdtrit

from evalkit.stats.adjusted import adjusted_means
from evalkit.stats.bootstrap import RESAMPLES, Difference, bootstrap, influences, paired_bootstrap
from evalkit.stats.means import SEED, Estimate
from evalkit.stats.permutation import permutation_p_values
from evalkit.stats.power import detectable
from evalkit.stats.ranks import Contrast, rank_intervals
from evalkit.stats.samples import Pair, Sample, pairs_of
from evalkit.stats.trust import FEWEST_ARTICLES, FEWEST_DIFFERING

Floats = NDArray[np.float64]
Draw = np.random.Generator

SIZES = (10, 20, 30, 100, 500)
WITHIN = 0.7  # how much of a score's spread, as a share of its root, is the article's


@dataclass(frozen=True)
class Drawn:
    """Scores, trials x cases, what they are counted in, and their true mean."""

    values: Floats
    sizes: Floats | None
    truth: float


def clusters(draw: Draw, articles: int, blocks: str) -> NDArray[np.intp]:
    """The article of each case: 1, 2, or "1-2" blocks each."""
    each = draw.integers(1, 3, articles) if blocks == "1-2" else np.full(articles, int(blocks))
    return np.repeat(np.arange(articles), each)


def shared(draw: Draw, trials: int, owner: NDArray[np.intp]) -> Floats:
    effects: Floats = draw.normal(size=(trials, owner.max() + 1))
    return effects[:, owner]


def noise(draw: Draw, common: Floats) -> Floats:
    """Standard normal, with an article's part in common."""
    own: Floats = draw.normal(size=common.shape)
    drawn: Floats = WITHIN * common + np.sqrt(1 - WITHIN**2) * own
    return drawn


def normal(draw: Draw, common: Floats) -> Drawn:
    return Drawn(noise(draw, common), None, 0.0)


def skewed(draw: Draw, common: Floats) -> Drawn:
    return Drawn(-np.log(ndtr(-noise(draw, common))), None, 1.0)


def piled(share: float) -> Callable[[Draw, Floats], Drawn]:
    """Scores as support has them: a share of exactly 1, the rest Beta(4, 2)."""

    def drawn(draw: Draw, common: Floats) -> Drawn:
        place = ndtr(noise(draw, common))
        rest = betaincinv(4, 2, np.minimum(place / (1 - share), 1.0))
        return Drawn(np.where(place > 1 - share, 1.0, rest), None, share + (1 - share) * 4 / 6)

    return drawn


def rate(mean: float) -> Callable[[Draw, Floats], Drawn]:
    """Findings among 3 to 8 claims, more in some articles than in others."""

    def drawn(draw: Draw, common: Floats) -> Drawn:
        sizes = draw.integers(3, 9, common.shape).astype(np.float64)
        return Drawn(
            draw.poisson(mean * sizes * np.exp(0.8 * noise(draw, common) - 0.32)).astype(np.float64), sizes, mean
        )

    return drawn


CONTINUOUS = {"normal": normal, "exponential": skewed}
DESIGNS = {
    **CONTINUOUS,
    "30% at 1": piled(0.3),
    "50% at 1": piled(0.5),
    "70% at 1": piled(0.7),
    "15 findings per 100 claims": rate(0.15),
}
EXTREME = {"85% at 1": piled(0.85), "95% at 1": piled(0.95)}


def samples(drawn: Drawn, owner: NDArray[np.intp]) -> list[Sample]:
    names = owner.tolist()
    sizes = [None] * len(drawn.values) if drawn.sizes is None else drawn.sizes
    return [Sample(values, names, size) for values, size in zip(drawn.values, sizes, strict=True)]


def covered(drawn: Drawn, owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the trials' intervals hold the truth."""
    return np.array([holds(each, drawn.truth) for each in bootstrap(samples(drawn, owner))])


def holds(estimate: Estimate, truth: float) -> bool:
    return estimate.low is not None and estimate.high is not None and estimate.low <= truth <= estimate.high


def coverage(draw: Draw, design: Callable[[Draw, Floats], Drawn], articles: int, blocks: str, trials: int) -> float:
    owner = clusters(draw, articles, blocks)
    return float(np.mean(covered(design(draw, shared(draw, trials, owner)), owner)))


def trusted(drawn: Drawn, owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the trials have enough articles that are not like most."""
    articles = owner.max() + 1
    means = np.stack([np.bincount(owner, row) for row in drawn.values]) / np.bincount(owner)
    perfect = np.count_nonzero(means > 1 - 1e-9, axis=1)
    enough: NDArray[np.bool_] = (articles - perfect >= FEWEST_DIFFERING) & (articles >= FEWEST_ARTICLES)
    return enough


def kinds(draw: Draw, design: Callable[[Draw, Floats], Drawn], articles: int, trials: int) -> dict[str, float]:
    """Coverage of the kinds of interval, one block an article."""
    owner = clusters(draw, articles, "1")
    drawn = design(draw, shared(draw, trials, owner))
    found = influences(samples(drawn, owner), {number: number for number in range(articles)})
    values, off = found.values, found.centres - drawn.truth
    error = np.maximum(
        np.sqrt((values**2).sum(axis=0) / (articles * (articles - 1))), 1e-12
    )  # not 0 where all are alike
    weights = np.random.default_rng(SEED).multinomial(articles, np.full(articles, 1 / articles), 2_000) / articles
    moved = weights @ values
    spread = np.sqrt(np.maximum(weights @ values**2 - moved**2, 0) / (articles - 1))
    by_error = moved / np.where(spread > 1e-9, spread, error)
    reach = stdtrit(articles - 1, 0.975)
    wide = ndtr(-np.sqrt(articles / (articles - 1)) * reach)

    def within(low: Floats, high: Floats) -> float:
        return float(np.mean((low <= -off) & (-off <= high)))

    bias = ndtri(np.clip(np.mean(moved < 0, axis=0), 1e-4, 1 - 1e-4))
    lean = (values**3).sum(axis=0) / (6 * np.maximum((values**2).sum(axis=0), 1e-12) ** 1.5)
    ordered = np.sort(moved, axis=0)
    ends = [
        ordered[
            np.clip((ndtr(bias + (bias + z) / (1 - lean * (bias + z))) * 2_001).astype(int) - 1, 0, 1_999),
            range(trials),
        ]
        for z in (-1.96, 1.96)
    ]
    tails = np.quantile(by_error, [0.025, 0.975], axis=0)
    return {
        "Student's t": within(-reach * error, reach * error),
        "percentile": within(*np.quantile(moved, [0.025, 0.975], axis=0)),
        "percentile, expanded": within(*np.quantile(moved, [wide, 1 - wide], axis=0)),
        "BCa": within(*ends),
        "bootstrap-t": within(-tails[1] * error, -tails[0] * error),
        "bootstrap-t, symmetric": float(np.mean(covered(drawn, owner))),
    }


def pairs(first: Drawn, second: Drawn, owner: NDArray[np.intp]) -> list[Pair]:
    names = owner.tolist()
    return [
        Pair(
            first.values[n],
            second.values[n],
            names,
            None if first.sizes is None else first.sizes[n],
            None if second.sizes is None else second.sizes[n],
        )
        for n in range(len(first.values))
    ]


def unlike(draw: Draw, common: Floats) -> Iterator[Drawn]:
    """Two systems of one mean, the one's scores skewed and the other's not."""
    yield skewed(draw, common)
    other = normal(draw, common)
    yield Drawn(1 + other.values / 2, None, 1.0)


def alarms(
    draw: Draw, design: Callable[[Draw, Floats], Drawn] | None, articles: int, blocks: str, trials: int
) -> dict[str, float]:
    """Share of tests at alpha .05 that tell two systems of one mean apart; those of no design are unlike."""
    owner = clusters(draw, articles, blocks)
    common = shared(draw, trials, owner)
    first, second = unlike(draw, common) if design is None else (design(draw, common), design(draw, common))
    both = pairs(first, second, owner)
    found = paired_bootstrap(both)
    return {
        "paired bootstrap": float(np.mean([each.p < 0.05 for each in found])),
        "paired permutation": float(np.mean(np.array(permutation_p_values(both)) < 0.05)),
        "paired bootstrap, not studentised": plain(first, second, found, owner) if first.sizes is None else np.nan,
    }


def plain(first: Drawn, second: Drawn, found: list[Difference], owner: NDArray[np.intp]) -> float:
    """The paired bootstrap as sacrebleu has it."""
    articles = owner.max() + 1
    moved = np.stack([np.bincount(owner, row) for row in first.values - second.values], axis=1) / len(owner) * articles
    weights = np.random.default_rng(SEED).multinomial(articles, np.full(articles, 1 / articles), 2_000) / articles
    apart = np.abs(weights @ (moved - moved.mean(axis=0)))
    observed = np.abs([each.estimate.mean for each in found])
    return float(np.mean((np.count_nonzero(apart >= observed, axis=0) + 1) / 2_001 < 0.05))


BOARDS = {"all equal": (0.0, 0.0, 0.0, 0.0), "two ties": (0.0, 0.0, 0.5, 0.5), "all apart": (0.0, 0.2, 0.4, 0.8)}


def ranks(draw: Draw, means: tuple[float, ...], articles: int, trials: int) -> dict[str, float]:
    """Share of boards on which every system's true ranks lie in its interval, by test."""
    owner = clusters(draw, articles, "1-2")
    common = shared(draw, trials, owner)
    scores = [normal(draw, common).values + mean for mean in means]
    which = pairs_of(len(means))
    both = [each for a, b in which for each in pairs(Drawn(scores[a], None, 0), Drawn(scores[b], None, 0), owner)]
    differences = paired_bootstrap(both)
    tests = {"paired bootstrap": [each.p for each in differences], "paired permutation": permutation_p_values(both)}
    found = {}
    for test, p_values in tests.items():
        right = 0
        for trial in range(trials):
            places = range(trial, len(both), trials)
            board = rank_intervals(
                len(means),
                [
                    Contrast(a, b, differences[place].estimate.mean, p_values[place])
                    for (a, b), place in zip(which, places, strict=True)
                ],
            )
            right += all(
                rank.low <= 1 + sum(other > mean for other in means)
                and len(means) - sum(other < mean for other in means) <= rank.high
                for rank, mean in zip(board, means, strict=True)
            )
        found[test] = right / trials
    return found


def power(draw: Draw, articles: int, trials: int) -> float:
    """Share of tests that tell a difference apart that is just detectable, by the true standard error."""
    owner = clusters(draw, articles, "2")
    error = np.sqrt((1 - WITHIN**2) * 2 / len(owner))
    effect = detectable(float(error), articles) or 0.0
    common = shared(draw, trials, owner)
    first, second = normal(draw, common), normal(draw, common)
    better = Drawn(first.values + effect, None, effect)
    return float(np.mean([each.p < 0.05 for each in paired_bootstrap(pairs(better, second, owner))]))


def adjustment(draw: Draw, articles: int, trials: int) -> float:
    """Share of adjusted means' intervals that hold the truth: 4 systems that copy unlike much, errors that are skewed."""
    truth = np.array([0.02, 0.0, -0.02, 0.03])
    article, system = np.repeat(np.arange(articles), 4), np.tile(np.arange(4), articles)

    def board() -> tuple[Floats, Floats, Floats, Floats]:
        hard = draw.normal(size=articles)[article]
        copied = 1 / (1 + np.exp(0.5 - 0.5 * system - 0.4 * hard - draw.normal(size=len(article))))
        density = np.exp(1 + 1.5 * copied + 0.5 * draw.normal(size=len(article)))
        words = np.exp(4 + 0.1 * system + 0.1 * hard + 0.3 * draw.normal(size=len(article)))
        along = 0.3 * copied + 0.05 * np.log1p(density) - 0.05 * np.log(words)
        error = 0.15 * np.where(system == 1, -1, 1) * (draw.exponential(size=len(article)) - 1)
        return truth[system] + along + 0.1 * hard + error, copied, density, words

    # The slopes' part at the average of all boards there could be.
    level = np.mean([np.mean(scores - truth[system]) for scores, *_ in (board() for _ in range(200_000 // articles))])
    inside = 0
    for _ in range(trials):
        scores, copied, density, words = board()
        found = adjusted_means(
            scores.tolist(), system.tolist(), article.tolist(),
            coverage=copied.tolist(), density=density.tolist(), words=words.tolist(),
        ).estimates  # fmt: skip
        inside += sum(holds(each, truth[number] + level) for number, each in enumerate((found or {}).values()))
    return inside / trials / 4


def table(title: str, rows: dict[str, list[str]], columns: list[str]) -> None:
    print(f"\n{title}\n\n| scores, blocks an article | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def percent(share: float) -> str:
    return "" if np.isnan(share) else f"{100 * share:.1f}"


def scores_tables(trials: int) -> None:
    draw = np.random.default_rng(SEED)
    sizes = [str(size) for size in SIZES]
    table(
        "Coverage of 95% intervals, %",
        {
            f"{name}, {blocks}": [percent(coverage(draw, design, size, blocks, trials)) for size in SIZES]
            for name, design in DESIGNS.items()
            for blocks in ("1", "2", "1-2")
        },
        sizes,
    )
    cells: dict[str, list[str]] = {}
    for name, design in EXTREME.items():
        cells[name] = []
        for size in SIZES:
            owner = clusters(draw, size, "1")
            drawn = design(draw, shared(draw, trials, owner))
            inside, enough = covered(drawn, owner), trusted(drawn, owner)
            told = percent(float(inside[enough].mean())) if enough.sum() >= trials / 20 else "-"
            cells[name].append(f"{percent(float(inside.mean()))} ({told} of {100 * enough.mean():.0f}%)")
    table("Coverage where nearly all is 1, of all draws (of those that are trusted), %", cells, sizes)
    at_thirty = {name: kinds(draw, design, 30, trials) for name, design in {**DESIGNS, **EXTREME}.items()}
    kind_names = list(next(iter(at_thirty.values())))
    table(
        "Coverage by kind of interval, 30 articles, 1 block, %",
        {name: [percent(found[kind]) for kind in kind_names] for name, found in at_thirty.items()},
        kind_names,
    )
    false = {
        f"{name}, {blocks}": [alarms(draw, design, size, blocks, trials) for size in SIZES]
        for name, design in {**DESIGNS, **EXTREME, "normal and exponential": None}.items()
        for blocks in ("1", "1-2")
    }
    for test in ("paired bootstrap", "paired permutation", "paired bootstrap, not studentised"):
        rows = {
            name: [percent(found[test]) for found in each]
            for name, each in false.items()
            if not np.isnan(each[0][test])
        }
        table(f"False alarms at alpha .05, {test}, %", rows, sizes)


def boards_tables(trials: int) -> None:
    draw = np.random.default_rng(SEED)
    sizes = [str(size) for size in SIZES]
    boards = {name: [ranks(draw, means, size, trials // 2) for size in SIZES] for name, means in BOARDS.items()}
    table(
        f"All true ranks of 4 systems in their 95% intervals, %, {trials // 2} draws",
        {
            f"{name}, {test}": [percent(found[test]) for found in each]
            for name, each in boards.items()
            for test in ("paired bootstrap", "paired permutation")
        },
        sizes,
    )
    table(
        "Power at the minimum detectable effect, %",
        {"normal, 2": [percent(power(draw, size, trials)) for size in SIZES]},
        sizes,
    )
    table(
        f"Coverage of adjusted means, %, 4 systems x {trials // 4} draws",
        {"skewed errors": [percent(adjustment(draw, size, trials // 4)) for size in SIZES[2:]]},
        sizes[2:],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=4_000)
    parser.add_argument("--boards", action="store_true", help="the tables of ranks, power and adjustment alone")
    options = parser.parse_args()
    twice = 2 * np.sqrt(0.0475 / options.draws)
    print(
        f"{options.draws} draws a cell ({RESAMPLES} resamples each); twice the error of a share of 95% is {twice:.1%}"
    )
    if not options.boards:
        scores_tables(options.draws)
    boards_tables(options.draws)


if __name__ == "__main__":
    main()
