"""Means of systems corrected by labels: the claims of a leaderboard's answers handed to the prediction-powered statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ConfigError
from ..overview import counted
from ..stats import Estimate
from ..stats.bootstrap import paired_bootstrap
from ..stats.powered import Labelled, Powered, influence, powered, tuning
from ..stats.samples import Pair as Sides
from .gathering import Answer, Gathered
from .labels import ClaimLabels, LabelsUsed
from .pairing import Names
from .sources import Key

__all__ = ["Corrected", "corrected", "labels_used"]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What labels make of a table.

    Attributes:
        systems: those with a label, by name.
        differences: the first less the second of a pair, by its names, where both have an interval.
        notes: which systems have no interval, and why.
    """

    systems: Mapping[str, Powered]
    differences: Mapping[Names, Estimate]
    notes: tuple[str, ...]


def corrected(
    answers: Mapping[str, Mapping[Key, Answer]], common: Sequence[Key], pairs: Sequence[Names], *, confidence: float
) -> Corrected:
    """Corrects the share of supported claims of every system that has labels, over the articles that all systems answered.

    Args:
        answers: what each system came to, by article.
        common: the articles that all systems answered.
        pairs: those whose differences are looked for.
        confidence: of the intervals.
    """
    kept = {name: _judged(own, common) for name, own in answers.items()}
    given = {name: _labelled(own) for name, own in kept.items() if any(one.marks for one in own.values())}
    found = dict(zip(given, powered(list(given.values()), confidence=confidence), strict=True)) if given else {}
    trusted = {name for name, one in found.items() if one.reason is None}
    brought = {
        name: dict(zip(kept[name], influence(given[name], tuning(given[name])).tolist(), strict=True))
        for name in trusted
    }
    wanted = [names for names in pairs if set(names) <= trusted]
    sides = {names: one for names in wanted if (one := _sides(*(brought[name] for name in names)))}
    differences = paired_bootstrap(list(sides.values()), confidence=confidence) if sides else []
    return Corrected(
        found, {names: one.estimate for names, one in zip(sides, differences, strict=True)}, tuple(_notes(kept, found))
    )


def _judged(answers: Mapping[Key, Answer], common: Sequence[Key]) -> dict[Key, Answer]:
    return {key: answers[key] for key in common if answers[key].judged}


def _labelled(answers: Mapping[Key, Answer]) -> Labelled:
    own = list(answers.values())
    marks = [(n, one.judged, mark) for n, one in enumerate(own) for mark in one.marks]
    return Labelled(
        metric=np.array([one.supported / one.judged for one in own]),
        clusters=[key[0] for key in answers],
        cases=np.array([n for n, _, _ in marks], dtype=np.intp),
        sizes=np.array([judged for _, judged, _ in marks], dtype=np.float64),
        verdicts=np.array([mark.verdict for _, _, mark in marks], dtype=np.float64),
        labels=np.array([mark.label for _, _, mark in marks], dtype=np.float64),
        chances=np.array([mark.chance for _, _, mark in marks], dtype=np.float64),
    )


def _sides(first: Mapping[Key, float], second: Mapping[Key, float]) -> Sides | None:
    both = [key for key in first if key in second]
    if not both:
        return None
    return Sides([first[key] for key in both], [second[key] for key in both], [key[0] for key in both])


def _notes(kept: Mapping[str, Mapping[Key, Answer]], found: Mapping[str, Powered]) -> Iterator[str]:
    without = [name for name, own in kept.items() if own and name not in found]
    if without:
        yield f"no claim of {', '.join(without)} has a label: not corrected"
    for name, one in found.items():
        if one.reason:
            yield f"{name}, corrected by labels: no interval, {one.reason}"
    if found:
        yield "systems are ranked and tested by the metric; where its corrected differences say otherwise, believe those"


def labels_used(labels: ClaimLabels, gathered: Gathered, common: Mapping[str, Sequence[Key]]) -> LabelsUsed:
    """Where the labels of a file went.

    Args:
        labels: the file's.
        gathered: the runs in numbers.
        common: the articles whose answers numbers are made of, by kind of block.

    Raises:
        ConfigError: none of the labels is of a claim of the runs, or one is of claims of two systems.
    """
    owners: dict[str, str] = {}
    skipped = 0
    used = 0
    for block, outputs in gathered.outputs.items():
        for name, output in outputs.items():
            for claim in output.labelled:
                if claim in owners:
                    raise ConfigError(
                        f"{labels.path}: {owners[claim]} and {name} both have the claim {claim}, and its chance of being drawn holds for one"
                        " of them: expected runs that name their systems, as those of evalkit bench do"
                    )
                owners[claim] = name
            skipped += len(output.not_judged)
            used += sum(len(output.answers[key].marks) for key in common.get(block, ()) if key in output.answers)
    count = len(labels.by_claim)
    if not owners:
        raise ConfigError(f"{labels.path}: {_no_match(labels, gathered)}")
    told = {
        "with no label": labels.unlabelled,
        "of a claim that is not in the runs": count - len(owners),
        "of a claim that the metric abstained from": skipped,
        "of an article that not all systems answered, or of a kind of block that is not told of": len(owners) - skipped - used,
    }  # fmt: skip
    notes = [f"{counted(number, 'row')} {words}" for words, number in told.items() if number]
    return LabelsUsed(
        labels.path,
        labels.sha256,
        count,
        used,
        (f"{labels.path}: {', '.join(notes)}: not used",) if notes else (),
    )


def _no_match(labels: ClaimLabels, gathered: Gathered) -> str:
    count = counted(len(labels.by_claim), "label")
    if {label.sha256 for label in labels.by_claim.values()} & gathered.contents:
        return (
            f"none of its {count} is of a claim of the runs, though their articles are there: the summaries, the systems' names or what cuts"
            " claims differ; expected the labels of a sample of this run, which evalkit sample draws"
        )
    return (
        f"none of its {count} is of a claim of the runs, and none of their articles is there: their CONTENT differs; expected the labels"
        " of a sample of this run, which evalkit sample draws"
    )
