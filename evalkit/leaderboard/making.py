"""Runs to a leaderboard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from ..baseline import judge_of
from ..errors import ConfigError
from ..records import BlockKind
from ..runfile import HeaderRecord, header_of
from ..stats import CONFIDENCE
from .board import Leaderboard, Made, Test
from .columns import filled
from .corrected import labels_used
from .costs import NAME, Cost, read_costs
from .gathering import Gathered, gather
from .labels import claim_labels
from .sources import Source, agree, article_sets
from .table import Making

__all__ = ["leaderboard"]

_YARDSTICKS = re.compile(r"(?:copy|empty|lead)\b")
"""How the signatures of systems begin that are there to be compared with."""
_VERSIONS = ("segmenter", "claims")
_BOTH: tuple[Test, ...] = ("bs", "ar")


def leaderboard(
    runs: Sequence[Source | Path | str],
    *,
    block: BlockKind | None = None,
    baseline: str | None = None,
    pairs: Literal["baseline", "all"] = "baseline",
    confidence: float = CONFIDENCE,
    tests: Sequence[Test] = _BOTH,
    costs: Path | None = None,
    overlap: bool = False,
    labels: Path | None = None,
) -> Leaderboard:
    """Lays the systems of finished runs beside each other. Equal runs give equal leaderboards.

    Each run is read once and held in numbers: 5,000 articles of 20 systems take some hundred megabytes.

    Args:
        runs: run files, each of one or more systems.
        block: the kind of block to tell of; None for those that there are, a table each.
        baseline: the system that others are compared with; None for the first that is no yardstick.
        pairs: whether each system is tested against the baseline, or all against each other.
        confidence: of the intervals; 1 less it is the level of the tests.
        tests: the paired tests: "bs" bootstrap, "ar" approximate randomization.
        costs: what systems took; None for the `systems.json` beside each run, where there is one.
        overlap: whether runs of different articles are compared on those that all have.
        labels: labels of claims that were drawn from the run, which correct the share of supported claims.

    Raises:
        RunFileError: a run file cannot be read.
        InputError: the labels cannot be read, or tell no rate.
        ConfigError: runs were judged in different ways, are of different articles, name two systems alike, or have no block
            of that kind, or no system has the baseline's name; or no label is of a claim of theirs.
    """
    sources = [one if isinstance(one, Source) else Source(Path(one)) for one in runs]
    if not sources:
        raise ConfigError("there is no run to compare: name a run file")
    headers = [(source, header_of(source.path)) for source in sources]
    agree(headers)
    columns, lacking = filled({str(source.path): header for source, header in headers})
    given = None if labels is None else claim_labels(labels)
    gathered = gather(headers, columns, given)
    keep, left_out = article_sets({path: frozenset(keys) for path, keys in gathered.keys.items()}, overlap=overlap)
    order = [key for key in gathered.keys[sources[0].path] if key in keep]
    kinds = _kinds(gathered, block)
    making = Making(
        headers[0][1],
        columns,
        order,
        gathered,
        {name for name, said in gathered.signatures.items() if _YARDSTICKS.match(said)},
        _costs(sources, costs),
        baseline,
        pairs == "all",
        tuple(test for test in _BOTH if test in tests),
        confidence,
        given is not None,
    )
    used = labels_used(given, gathered, {kind: making.common(kind) for kind in kinds}) if given else None
    return Leaderboard(
        tuple(making.board(kind) for kind in kinds),
        confidence,
        making.tests,
        making.every_pair,
        judge_of(headers[0][1]),
        tuple(_made(*one, names) for one, names in zip(headers, gathered.names, strict=True)),
        (*left_out, *lacking, *(used.notes if used else ())),
        used,
    )


def _kinds(gathered: Gathered, block: BlockKind | None) -> list[BlockKind]:
    there: list[BlockKind] = [kind for kind in ("SUMMARY", "HIGHLIGHTS") if gathered.outputs.get(kind)]
    if block is None and there:
        return there
    if block in there:
        return [block]
    raise ConfigError(
        f"no system has a block of the kind {block}: expected one of {', '.join(there)}"
        if there
        else "the runs have no block of any system: there is nothing to compare"
    )


def _made(source: Source, header: HeaderRecord, names: Mapping[str | None, str]) -> Made:
    return Made(
        str(source.path),
        header.evalkit,
        header.created,
        {name: header.versions[name] for name in _VERSIONS if name in header.versions},
        {metric.name: metric.signature for metric in header.metrics},
        dict(names),
    )


def _costs(sources: Sequence[Source], named: Path | None) -> dict[str, Cost]:
    if named is not None:
        return dict(read_costs(named))
    found: dict[str, Cost] = {}
    for source in sources:
        beside = source.path.parent / NAME
        if beside.is_file():
            costs = read_costs(beside)
            found |= {source.system(name, alone=len(costs) == 1): cost for name, cost in costs.items()}
    return found
