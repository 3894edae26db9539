"""The table of one kind of block: from the numbers of its systems to means, tests, ranks and notes."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import ConfigError
from ..overview import counted
from ..records import BlockKind
from ..runfile import HeaderRecord
from ..stats import Estimate
from ..stats.adjusted import adjusted_means
from ..stats.bootstrap import bootstrap
from ..stats.samples import Sample
from ..stats.trust import FEWEST_DIFFERING, cannot_tell, differing, doubts
from .board import Board, Cell, Pair, Place, Standing, Test
from .columns import PRIMARY, Column, metric_of
from .corrected import Corrected, corrected
from .costs import Cost
from .gathering import Answer, Gathered, Output, answered_by_all
from .numbers import Basis, Numbers
from .pairing import Names, adjusted, paired, places
from .sources import Key

__all__ = ["Making"]

_BASES: tuple[Basis, ...] = ("common", "all")
_COPYING = ("coverage", "density", "words")
"""The columns that say how much a summary copies and how long it is."""

_Job = tuple[str, str, str]  # system, column, basis


@dataclass(frozen=True, slots=True)
class Making:
    """What all tables are made from.

    Attributes:
        header: of the first run.
        columns: those that all runs fill.
        order: the articles to compare on, in the order of the first run.
        gathered: the runs in numbers.
        yardsticks: the systems that are there to be compared with.
        costs: what systems took.
        baseline: the system that others are compared with; None for the first that is no yardstick.
        every_pair: whether all pairs are tested.
        tests: which ones.
        confidence: of the intervals.
        labels: whether labels were given.
    """

    header: HeaderRecord
    columns: Sequence[Column]
    order: Sequence[Key]
    gathered: Gathered
    yardsticks: set[str]
    costs: Mapping[str, Cost]
    baseline: str | None
    every_pair: bool
    tests: tuple[Test, ...]
    confidence: float
    labels: bool = False

    def common(self, block: BlockKind) -> list[Key]:
        """The articles that every system answered that answered any."""
        kept = set(self.order)
        outputs = [
            one
            for one in self.gathered.outputs[block].values()
            if any(key in kept and answer.state == "answered" for key, answer in one.answers.items())
        ]
        shared = answered_by_all(outputs)
        return [key for key in self.order if key in shared]

    def board(self, block: BlockKind) -> Board:
        """The table of one kind of block."""
        outputs = self.gathered.outputs[block]
        systems = list(outputs)
        answers = {
            name: {key: output.answers.get(key, Answer("missing")) for key in self.order}
            for name, output in outputs.items()
        }
        silent = [name for name in systems if not any(one.state == "answered" for one in answers[name].values())]
        speaking = [name for name in systems if name not in silent]
        common = self.common(block)
        ranked = [name for name in speaking if name not in self.yardsticks] or speaking
        baseline = self._baseline(systems, ranked)
        primary = next((one for one in self.columns if one.name == PRIMARY), None)
        numbers = Numbers(self.columns, answers, common, self.order)
        estimates, rates = self._estimates(systems, numbers)
        systems.sort(key=lambda name: _order(name, primary, estimates))
        tested = self._pairs(systems, speaking, ranked, baseline, primary, numbers)
        equal, why = self._adjusted(ranked, primary, numbers)
        labelled = self._corrected(answers, common, tested)
        standings = [
            Standing(
                name,
                self.gathered.signatures.get(name),
                name in self.yardsticks,
                numbers.states(name),
                {
                    one.name: Cell(
                        estimates.get((name, one.name, "common")),
                        estimates.get((name, one.name, "all")),
                        numbers.unscored(name, one.name),
                    )
                    for one in self.columns
                },
                rates.get(name),
                numbers.by_type(name),
                tested.places.get(name),
                equal.get(name),
                self.costs.get(name),
                outputs[name].worst,
                labelled.systems.get(name),
            )
            for name in systems
        ]
        return Board(
            block,
            len(self.order),
            len(common),
            tuple(self.columns),
            primary,
            baseline,
            tuple(standings),
            tuple(
                dataclasses.replace(one, corrected=labelled.differences.get((one.first, one.second)))
                for one in tested.pairs
            ),
            (*self._notes(outputs, numbers, silent, common, primary, why, tested), *labelled.notes),
        )

    def _corrected(
        self, answers: Mapping[str, Mapping[Key, Answer]], common: Sequence[Key], tested: _Tested
    ) -> Corrected:
        if not self.labels:
            return Corrected({}, {}, ())
        pairs = [(one.first, one.second) for one in tested.pairs]
        return corrected(answers, common, pairs, confidence=self.confidence)

    def _baseline(self, systems: Sequence[str], ranked: Sequence[str]) -> str:
        if self.baseline is None:
            return ranked[0] if ranked else systems[0]
        if self.baseline not in systems:
            raise ConfigError(f"no system is called {self.baseline}: expected one of {', '.join(systems)}")
        return self.baseline

    def _estimates(self, systems: Sequence[str], numbers: Numbers) -> tuple[dict[_Job, Estimate], dict[str, Estimate]]:
        """Every mean with its interval, and the findings per 100 claims; all over one resampling of articles."""
        jobs: dict[_Job, Sample] = {}
        same: list[tuple[str, str]] = []  # where no article failed, both sets are one
        judged = any(one.name == PRIMARY for one in self.columns)
        for name in systems:
            for column in self.columns:
                low, high = self._bounds(column)
                common, whole = (numbers.of(name, column, basis) for basis in _BASES)
                if common:
                    jobs[name, column.name, "common"] = _sample(common, low, high)
                if whole and whole == common:
                    same.append((name, column.name))
                elif whole:
                    jobs[name, column.name, "all"] = _sample(whole, low, high)
            if judged and (counts := numbers.findings(name)):
                jobs[name, "", "findings"] = Sample(
                    [100.0 * found for found, _ in counts.values()],
                    [key[0] for key in counts],
                    [float(size) for _, size in counts.values()],
                    low=0.0,
                )
        found = dict(zip(jobs, bootstrap(list(jobs.values()), confidence=self.confidence), strict=True)) if jobs else {}
        found |= {(*one, "all"): found[*one, "common"] for one in same}
        return (
            {job: one for job, one in found.items() if job[1]},
            {job[0]: one for job, one in found.items() if not job[1]},
        )

    def _bounds(self, column: Column) -> tuple[float | None, float | None]:
        metric = metric_of(column, self.header)
        if metric is None:
            return 0.0, None
        measure = next(one for one in metric.measures if one.name == column.measure)
        return measure.low, measure.high

    def _pairs(  # noqa: PLR0917 - what a table is made from
        self,
        systems: Sequence[str],
        speaking: Sequence[str],
        ranked: Sequence[str],
        baseline: str,
        primary: Column | None,
        numbers: Numbers,
    ) -> _Tested:
        if primary is None:
            return _Tested((), {})
        wanted = _wanted(systems, baseline, every=self.every_pair)
        ordered = [name for name in systems if name in ranked]
        contrasts = _wanted(ordered, baseline, every=True)
        common = {name: numbers.of(name, primary, "common") for name in speaking}
        whole = {name: numbers.of(name, primary, "all") for name in systems}
        low, high = self._bounds(primary)
        reach = None if low is None or high is None else high - low
        asked = [names for names in wanted if set(names) <= set(common)]
        on_common = paired(
            dict.fromkeys((*asked, *contrasts)), common, self.tests, confidence=self.confidence, reach=reach
        )
        # Where neither failed on an article, both sets are one, and so are the tests.
        differing = [names for names in wanted if any(whole[name] != common.get(name) for name in names)]
        on_all = on_common | paired(differing, whole, self.tests, confidence=self.confidence, reach=reach)
        told, told_of_all = adjusted(wanted, on_common), adjusted(wanted, on_all)
        return _Tested(
            tuple(Pair(*names, told.get(names), told_of_all.get(names)) for names in wanted),
            places(
                [name for name in ordered if common[name]],
                on_common,
                alpha=1 - self.confidence,
                higher_is_better=primary.better == "higher",
            ),
        )

    def _adjusted(
        self, ranked: Sequence[str], primary: Column | None, numbers: Numbers
    ) -> tuple[Mapping[Hashable, Estimate], str | None]:
        """The mean of each system at equal copying and length, and why there is none where there is none."""
        by_name = {one.name: one for one in self.columns}
        if primary is None:
            return {}, None
        if missing := [name for name in _COPYING if name not in by_name]:
            return {}, f"{primary.head} at equal copying and length: left out, since the runs lack {', '.join(missing)}"
        wanted = [primary, *(by_name[name] for name in _COPYING)]
        rows: list[tuple[str, str, list[float]]] = []
        for name in ranked:
            values = [numbers.of(name, column, "common") for column in wanted]
            rows += [
                (name, key[0], [one[key] for one in values]) for key in values[0] if all(key in one for one in values)
            ]
        if not rows:
            return {}, None
        scores, coverage, density, words = zip(*(row[2] for row in rows), strict=True)
        low, high = self._bounds(primary)
        found = adjusted_means(
            scores,
            [row[0] for row in rows],
            [row[1] for row in rows],
            coverage=coverage,
            density=density,
            words=words,
            low=low,
            high=high,
        )
        if found.estimates is None:
            return {}, f"{primary.head} at equal copying and length: left out, {found.reason}"
        return found.estimates, None

    def _notes(  # noqa: PLR0917 - what a table is made from
        self,
        outputs: Mapping[str, Output],
        numbers: Numbers,
        silent: Sequence[str],
        common: Sequence[Key],
        primary: Column | None,
        why: str | None,
        tested: _Tested,
    ) -> Iterator[str]:
        if primary is None:
            yield "no claim was judged: systems have no rank, and no pair is tested"
        for name in silent:
            yield f"{name} answered nothing, and is left out of what all systems answered"
        if not common:
            yield "no article was answered by all systems: means over such articles are left out"
        failed: Counter[tuple[str, str]] = Counter()
        for name, output in outputs.items():
            for metric, count in output.failed.items():
                failed[name, metric] += count
        for (name, metric), count in failed.items():
            yield f"{metric} failed on {counted(count, 'block')} of {name}: not scored there"
        if primary is not None:
            unscored = {name: numbers.unscored(name, primary.name) for name in outputs}
            for name, count in unscored.items():
                if count:
                    yield f"{counted(count, 'answer')} of {name} without {primary.head}, in no mean of it: no claim was judged, or the metric failed"
        if why:
            yield why
        if len(tested.places) > 1 and all(one.best for one in tested.places.values()):
            yield "no two systems are told apart: the order may be chance"
        if primary is not None and common:
            yield from self._doubts(outputs, numbers, primary, len({key[0] for key in common}), len(tested.pairs))

    def _doubts(
        self, outputs: Mapping[str, Output], numbers: Numbers, primary: Column, articles: int, tests: int
    ) -> Iterator[str]:
        """What so few articles, or so few that differ, cannot say."""
        if doubt := doubts(articles):
            yield doubt
        else:
            values = {name: numbers.of(name, primary, "common") for name in outputs}
            flat = [
                name
                for name, own in values.items()
                if own and doubts(articles, differing(list(own.values()), [key[0] for key in own]))
            ]
            if flat:
                yield (
                    f"intervals of {', '.join(flat)} are not to be trusted: fewer than {FEWEST_DIFFERING} articles have another"
                    f" {primary.head} than most"
                )
        if tests and (why := cannot_tell(articles, tests)):
            yield why


@dataclass(frozen=True, slots=True)
class _Tested:
    """The pairs of a table, and the ranks."""

    pairs: tuple[Pair, ...]
    places: Mapping[str, Place]


def _sample(values: Mapping[Key, float], low: float | None, high: float | None) -> Sample:
    return Sample(list(values.values()), [key[0] for key in values], low=low, high=high)


def _wanted(systems: Sequence[str], baseline: str, *, every: bool) -> list[Names]:
    if every:
        return [(one, other) for n, one in enumerate(systems) for other in systems[n + 1 :]]
    return [(one, baseline) for one in systems if one != baseline]


def _order(name: str, primary: Column | None, estimates: Mapping[_Job, Estimate]) -> tuple[bool, bool, float, str]:
    """The best first; then those that answered nothing that all answered; last those without a value."""
    common = estimates.get((name, primary.name, "common")) if primary else None
    estimate = common or (estimates.get((name, primary.name, "all")) if primary else None)
    if estimate is None or primary is None:
        return True, True, 0.0, name
    return False, common is None, -estimate.mean if primary.better == "higher" else estimate.mean, name
