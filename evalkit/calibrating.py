"""Labelled rows to a calibration: what the metric said of each, the map that fits the labels, what it gains, and its table."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .baseline import judge_of
from .calibration import Calibration
from .errors import ConfigError
from .files import replacing
from .labels import Label, Labels
from .runfile import CaseRecord, HeaderRecord, stream
from .stats.calibrating import Change, Odds, Rows, changes, cross_fitted, final, fitted

__all__ = ["FEWEST_DOCUMENTS", "FEWEST_LABELS", "FEWEST_OF_A_CLASS", "Found", "calibrated", "write_calibration"]

FEWEST_LABELS = 50
FEWEST_DOCUMENTS = 10
FEWEST_OF_A_CLASS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A calibration, and what it is worth.

    Attributes:
        calibration: the map, fitted to all rows.
        metric: the signature of the metric that it was fitted to.
        odds: what the classes count.
        labels, documents: how many it was fitted to.
        supported: how many of the labels say supported.
        refused: rows that the typed checks decide, which no map moves.
        left_out: rows without a probability, by reason.
        changes: the measures before and after, cross-validated by document.
        sha256: of the labels.
    """

    calibration: Calibration
    metric: str
    odds: Odds
    labels: int
    documents: int
    supported: int
    refused: int
    left_out: Mapping[str, int]
    changes: tuple[Change, ...]
    sha256: str

    @property
    def gains(self) -> bool:
        """Whether a gain is shown: the accuracy's or the log loss's interval lies on the better side of 0, and neither on the worse."""
        by_name = {one.name: one for one in self.changes}
        accuracy, loss = by_name["accuracy"], by_name["log_loss"]
        return (accuracy.low > 0 and loss.low <= 0) or (loss.high < 0 and accuracy.high >= 0)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the metric says of a row: the least P(supported) of claims that a map moves, and of claims that checks refuse."""

    moved: float | None
    fixed: float | None


def calibrated(run: Path, labels: Labels, odds: Odds) -> Found:
    """Fits a calibration to the labels of the rows that a run has scored.

    A row of several claims counts by its weakest one: its label says whether all of it is supported.

    Args:
        run: the run file of the labelled rows, not calibrated.
        labels: what `labels.read_labels` read.
        odds: what the classes count.

    Raises:
        RunFileError: the run cannot be read.
        ConfigError: the labels are too few, of too few documents, or of one class, or the metric ranks them the wrong way.
    """
    said: dict[tuple[str | None, int | None, str], _Said] = {}
    left = defaultdict[str, int](int)
    signature = ""
    for record in stream(run):
        if isinstance(record, HeaderRecord):
            judge = judge_of(record)
            signature = next(one.signature for one in record.metrics if one.name == judge)
        elif isinstance(record, CaseRecord):
            said[record.path, record.line, record.block] = _said(record)
    kept: list[tuple[Label, _Said]] = []
    for label in (label for one in labels.sets for label in one.labels):
        own = said.get((label.path, label.line, label.block))
        if own is None:
            left["not in the run"] += 1
        elif own.moved is None and own.fixed is None:
            left["no claim judged"] += 1
        else:
            kept.append((label, own))
    rows = _rows(kept)
    _check_enough(rows, left)
    slope, after = fitted(rows, odds), cross_fitted(rows, odds)
    if slope is None or after is None:
        raise ConfigError(
            "the metric's probabilities do not rank these labels: supported rows have no higher ones than the others, so that no map that"
            " keeps their order helps; check which way round the labels are, or judge with another model (--judge)"
        )
    before = final(rows, rows.probabilities)
    return Found(
        Calibration(*slope), signature, odds, len(kept), len(set(rows.documents)), int(rows.labels.sum()),
        int(np.count_nonzero(~rows.is_moved)), dict(left), tuple(changes(rows, before, after, odds)), _digest(kept),
    )  # fmt: skip


def _said(case: CaseRecord) -> _Said:
    known = [(claim.tier, claim.probability) for claim in case.claims if claim.probability is not None]
    moved = [probability for tier, probability in known if tier != "checks"]
    fixed = [probability for tier, probability in known if tier == "checks"]
    return _Said(min(moved, default=None), min(fixed, default=None))


def _rows(kept: Sequence[tuple[Label, _Said]]) -> Rows:
    """Rows that checks refuse teach nothing: no map makes them supported."""
    return Rows(
        np.array([1.0 if own.moved is None else own.moved for _, own in kept]),
        np.array([1.0 if own.fixed is None else own.fixed for _, own in kept]),
        np.array([own.fixed is None for _, own in kept], dtype=np.bool_),
        np.array([float(label.value) for label, _ in kept]),
        np.array([label.weight for label, _ in kept]),
        [label.sha256 for label, _ in kept],
    )


def _check_enough(rows: Rows, left: Mapping[str, int]) -> None:
    count, documents = len(rows.labels), len(set(rows.documents))
    teaching = rows.labels[rows.is_moved]
    supported = int(np.count_nonzero(teaching))
    told = f" ({', '.join(f'{number} {why}' for why, number in left.items())})" if left else ""
    for what, there, needed in (
        ("labelled rows that were judged", count, FEWEST_LABELS),
        ("documents", documents, FEWEST_DOCUMENTS),
        ("supported rows that no check refuses", supported, FEWEST_OF_A_CLASS),
        ("rows not supported that no check refuses", len(teaching) - supported, FEWEST_OF_A_CLASS),
    ):
        if there < needed:
            raise ConfigError(f"there are {there} {what}{told}: a calibration needs at least {needed}; label more")


def _digest(kept: Sequence[tuple[Label, _Said]]) -> str:
    """Of what was learnt from: texts, labels and weights, wherever the files lie."""
    lines = sorted(
        f"{label.sha256} {label.block} {label.system} {label.article} {label.value} {label.weight!r}"
        for label, _ in kept
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def write_calibration(found: Found, target: Path) -> None:
    """Writes the table `[calibration]` into a settings file, in the place of an older one; all else in it stays as it is.

    Raises:
        ConfigError: the file is there and is no TOML.
        OutputError: it cannot be written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(target.read_text("utf-8")) if target.exists() else tomlkit.document()
        holder: Any = document
        if target.name == "pyproject.toml":
            for name in ("tool", "evalkit"):
                holder = holder.setdefault(name, tomlkit.table(is_super_table=True))
    except (TOMLKitError, UnicodeDecodeError, AttributeError) as error:
        raise ConfigError(f"{target}: not TOML that a table can be put into: {error}; nothing was written") from error
    table = tomlkit.table()
    for key, value in _table(found).items():
        table.add(key, value)
    holder["calibration"] = table
    with replacing(target) as file:
        file.write(tomlkit.dumps(document))


def _table(found: Found) -> dict[str, Any]:
    accuracy = next(one for one in found.changes if one.name == "accuracy")
    return {
        "slope": found.calibration.slope,
        "intercept": found.calibration.intercept,
        "metric": found.metric,
        "odds": found.odds,
        "labels": found.labels,
        "documents": found.documents,
        "gain": round(accuracy.gain, 4),
        "gain_interval": [round(accuracy.low, 4), round(accuracy.high, 4)],
        "labels_sha256": found.sha256,
    }
