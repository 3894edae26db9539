"""Labels of claims that `evalkit sample` drew from a run, matched to the claims of the runs of a leaderboard."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..labels import Label, read_labels
from ..reading import find

__all__ = ["ClaimLabels", "LabelsUsed", "Mark", "claim_labels"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled claim of an answer: 1 where the metric supports it, else 0; the same of people; its chance of being drawn."""

    verdict: int
    label: int
    chance: float


@dataclass(frozen=True, slots=True)
class ClaimLabels:
    """The labels of a file, by claim.

    Attributes:
        path: how the user named it.
        sha256: of the file.
        by_claim: the labels, by the id of their claim.
        unlabelled: rows without a label.
    """

    path: str
    sha256: str
    by_claim: Mapping[str, Label]
    unlabelled: int


@dataclass(frozen=True, slots=True)
class LabelsUsed:
    """What a leaderboard made of a file of labels.

    Attributes:
        path, sha256: the file.
        labels: how many it has.
        used: how many of them are of claims that a number is made of.
        notes: where the others are.
    """

    path: str
    sha256: str
    labels: int
    used: int
    notes: tuple[str, ...]


def claim_labels(path: Path) -> ClaimLabels:
    """Reads the labels of a sample.

    Raises:
        InputError: a row cannot be read, has no chance of being drawn or no claim, its claim has two labels, or the labels are a
            choice that tells no rate.
    """
    name = str(path)
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(name, 1, 1, f"the labels cannot be read: {error.strerror or error}") from error
    found = read_labels(find([name]))
    for fault in found.faults:
        raise InputError(fault.path, fault.line or 1, fault.column or 1, fault.message)
    (own,) = found.sets
    by_claim: dict[str, Label] = {}
    for label in own.labels:
        place = name, label.line, 1
        if label.chance is None:
            raise InputError(
                *place,
                "the row has no inclusion_probability: means are corrected by claims that were drawn with known chances;"
                " expected the labels of what evalkit sample draws from the run",
            )
        if label.claim is None:
            raise InputError(*place, "the row has no claim: expected the id that evalkit sample writes")
        if (other := by_claim.get(label.claim)) is not None:
            raise InputError(
                *place, f"the claim {label.claim} has a label on line {other.line} too: expected one row a claim"
            )
        by_claim[label.claim] = label
    return ClaimLabels(name, sha256, by_claim, own.unlabelled)
