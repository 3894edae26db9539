"""Run files to numbers: what each system came to on each article, and nothing of the texts but a few worst claims."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..baseline import judge_of
from ..errors import ConfigError
from ..overview import WorstClaim
from ..records import BlockKind
from ..refusals import is_refusal
from ..runfile import ArticleRecord, CaseRecord, HeaderRecord, stream
from ..words import words
from .board import State
from .columns import JUDGE, OWN, Column
from .labels import ClaimLabels, Mark
from .sources import Key, Keys, Source

__all__ = ["Answer", "Gathered", "Output", "answered_by_all", "gather", "state_of"]

_WORST = 5  # claims of a system that are kept with their words
_SEVERITY = {"contradicted": 1, "unsupported": 0}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system came to on an article.

    Attributes:
        values: a number for each column, None where it has none; empty where it did not answer.
        claims, findings: of an answer, counted.
        judged, supported: how many of its claims have a verdict that is not abstained, and how many of these are supported;
            counted where labels are given.
        marks: those of the judged claims that have a label.
    """

    state: State
    values: tuple[float | None, ...] = ()
    claims: int = 0
    findings: tuple[tuple[str, int], ...] = ()
    judged: int = 0
    supported: int = 0
    marks: tuple[Mark, ...] = ()


_Ranked = tuple[tuple[int, float, int], WorstClaim]


@dataclass(slots=True)
class Output:
    """All that one system gave of one kind of block.

    Attributes:
        answers: by article.
        failed: scores that failed, by metric.
        labelled: ids of its claims that have a label, and of those among them that have no verdict.
    """

    answers: dict[Key, Answer] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    ranked: list[_Ranked] = field(default_factory=list)
    labelled: list[str] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)

    @property
    def worst(self) -> tuple[WorstClaim, ...]:
        """Its worst claims: contradicted before unsupported, then the least probable."""
        return tuple(one for _, one in sorted(self.ranked, key=lambda item: item[0], reverse=True))


@dataclass(slots=True)
class Gathered:
    """All runs in numbers.

    Attributes:
        keys: the articles of each run, in its order.
        names: of each run, what its systems are called here, by their names there.
        outputs: by kind of block and by system, in the order of the runs.
        signatures: of the systems, where a run says them.
    """

    keys: dict[Path, list[Key]] = field(default_factory=dict)
    names: list[Mapping[str | None, str]] = field(default_factory=list)
    outputs: dict[BlockKind, dict[str, Output]] = field(default_factory=lambda: defaultdict(dict))
    signatures: dict[str, str] = field(default_factory=dict)

    @property
    def contents(self) -> frozenset[str]:
        """Hashes of the articles of all runs."""
        return frozenset(sha256 for keys in self.keys.values() for sha256, _ in keys)


def state_of(case: CaseRecord) -> State:
    """Whether a case is an answer, and what it is if not."""
    if case.fault is not None:
        return "error"
    if not any(map(str.isalnum, case.text)):
        return "empty"
    return "refused" if is_refusal(case.text) else "answered"


def gather(
    sources: Sequence[tuple[Source, HeaderRecord]], columns: Sequence[Column], labels: ClaimLabels | None = None
) -> Gathered:
    """Reads runs, each once and in the memory of its numbers; with labels, also which claims have one.

    Raises:
        RunFileError: a run file cannot be read.
        ConfigError: two systems have one name.
    """
    found = Gathered()
    owners: dict[str, Source] = {}
    for source, header in sources:
        named = dict(header.config.get("systems") or {})
        _read(source, header, columns, found, labels)
        for own, name in found.names[-1].items():
            if name in owners:
                raise ConfigError(
                    f"{owners[name].path} and {source.path} both have a system called {name}:"
                    f" name one of them, as in OTHER={source.path}"
                )
            owners[name] = source
            if own is not None and own in named:
                found.signatures[name] = str(named[own])
    return found


def _read(
    source: Source, header: HeaderRecord, columns: Sequence[Column], found: Gathered, labels: ClaimLabels | None
) -> None:
    """Takes a run in."""
    taking = _Taking(header, columns, labels)
    keys = Keys()
    articles = found.keys[source.path] = []
    fresh: dict[BlockKind, dict[str | None, Output]] = defaultdict(dict)
    for record in stream(source.path):
        if isinstance(record, ArticleRecord):
            articles.append(keys.of(record))
        elif isinstance(record, CaseRecord):
            output = fresh[record.block].setdefault(record.system, Output())
            taking.take(output, articles[-1], record)
    own = list(dict.fromkeys(name for outputs in fresh.values() for name in outputs))
    names = {one: source.system(one, alone=len(own) == 1) for one in own}
    found.names.append(names)
    for block, outputs in fresh.items():
        for one, output in outputs.items():
            found.outputs[block].setdefault(names[one], output)


class _Taking:
    """Takes the cases of one run."""

    def __init__(self, header: HeaderRecord, columns: Sequence[Column], labels: ClaimLabels | None) -> None:
        self._wanted = [
            None if one.metric == OWN else (judge_of(header) if one.metric == JUDGE else one.metric, one.measure)
            for one in columns
        ]
        self._labels = labels.by_claim if labels else None
        self._taken = 0

    def take(self, output: Output, key: Key, case: CaseRecord) -> None:
        if key in output.answers:  # of two blocks of one kind the first counts
            return
        output.failed.update(score.metric for score in case.scores if score.status == "failed")
        state = state_of(case)
        if state != "answered":
            output.answers[key] = Answer(state)
            return
        values = {(score.metric, name): value for score in case.scores for name, value in score.values.items()}
        length = float(len(words(case.text)))
        kinds = Counter(finding.type for claim in case.claims for finding in claim.findings)
        output.answers[key] = Answer(
            state,
            tuple(length if one is None else values.get(one) for one in self._wanted),
            len(case.claims),
            tuple(kinds.items()),
            *self._marked(output, case),
        )
        self._rank(output, case)

    def _marked(self, output: Output, case: CaseRecord) -> tuple[int, int, tuple[Mark, ...]]:
        """How many claims are judged, how many supported, and the labels of judged ones."""
        if self._labels is None:
            return 0, 0, ()
        judged = [claim for claim in case.claims if claim.verdict not in {None, "abstained"}]
        kept = {claim.id for claim in judged}
        marked = [claim.id for claim in case.claims if claim.id in self._labels]
        output.labelled += marked
        output.not_judged += [one for one in marked if one not in kept]
        marks = []
        for claim in judged:
            label = self._labels.get(claim.id)
            if label is not None and label.chance is not None:
                marks.append(Mark(int(claim.verdict == "supported"), label.value, label.chance))
        return len(judged), sum(claim.verdict == "supported" for claim in judged), tuple(marks)

    def _rank(self, output: Output, case: CaseRecord) -> None:
        for claim in case.claims:
            if claim.verdict not in _SEVERITY:
                continue
            self._taken += 1
            rank = (_SEVERITY[claim.verdict], -(claim.probability or 0.0), -self._taken)
            item = (rank, WorstClaim(claim, case))
            if len(output.ranked) < _WORST:
                heapq.heappush(output.ranked, item)
            elif rank > output.ranked[0][0]:
                heapq.heapreplace(output.ranked, item)


def answered_by_all(outputs: Iterable[Output]) -> frozenset[Key]:
    """The articles that every system answered."""
    answered = [{key for key, one in output.answers.items() if one.state == "answered"} for output in outputs]
    return frozenset(set.intersection(*answered)) if answered else frozenset()
