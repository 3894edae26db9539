"""`scores.csv` and `claims.csv`: tidy tables that no spreadsheet takes for formulas; or the same rows as Parquet.

A cell whose text begins with `=`, `+`, `-`, `@`, a tab or a line break is given an apostrophe in front (OWASP, "CSV
injection"); numbers that evalkit itself writes are left alone. NUL and other control characters become U+FFFD.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..baseline import judge_of
from ..files import replacing
from ..runfile import CaseRecord, header_of, stream
from ..signature import shorts

__all__ = ["Cell", "safe_cell", "write_claims", "write_scores", "write_table"]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

SCORES = ("article", "block", "system", "metric", "measure", "value", "status", "note", "signature")
CLAIMS = (
    "article", "block", "system", "claim", "path", "line", "column", "field", "verdict", "probability", "tier", "text",
    "judged_text", "findings", "evidence", "evidence_line", "evidence_column", "signature",
)  # fmt: skip

Cell = str | int | float | None


def write_scores(run: str | os.PathLike[str], target: Path) -> None:
    """Writes one row per case, metric and measure, as Parquet where the target's name ends in .parquet, else as CSV. A score without values has one row, its measure and value empty.

    `signature` is the short one of the metric (`evalkit.signature`).

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    _write(target, SCORES, _scores(run))


def write_claims(run: str | os.PathLike[str], target: Path) -> None:
    """Writes one row per claim, likewise: its place, verdict, findings (one a line) and best evidence with its place.

    `signature` is the short one of the metric that gave the verdict.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    _write(target, CLAIMS, _claims(run))


def safe_cell(value: Cell) -> Cell:
    """A cell's value as a spreadsheet may see it."""
    if not isinstance(value, str):
        return value
    clean = _CONTROL.sub("\ufffd", value)
    return "'" + clean if clean.lstrip(" ").startswith(_DANGEROUS) else clean


def write_table(target: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes rows below their columns, every cell as a spreadsheet may see it.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([safe_cell(cell) for cell in row])


def _write(target: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    if target.suffix.lower() != ".parquet":
        write_table(target, columns, rows)
        return
    from .columnar import write_parquet

    write_parquet(target, columns, rows)


def _cases(run: str | os.PathLike[str]) -> Iterator[CaseRecord]:
    return (record for record in stream(run) if isinstance(record, CaseRecord))


def _scores(run: str | os.PathLike[str]) -> Iterator[Sequence[Cell]]:
    signatures = shorts(header_of(run))
    for case in _cases(run):
        for score in case.scores:
            values: Iterable[tuple[str | None, float | None]] = score.values.items() or [(None, None)]
            for measure, value in values:
                yield (
                    case.article, case.block, case.system, score.metric, measure, value, score.status, score.note,
                    signatures.get(score.metric),
                )  # fmt: skip


def _claims(run: str | os.PathLike[str]) -> Iterator[Sequence[Cell]]:
    header = header_of(run)
    judge = judge_of(header)
    names = (one.name for one in header.metrics if one.name == judge or one.name.startswith(f"{judge}("))
    signature = shorts(header).get(next(names, judge))
    for case in _cases(run):
        for claim in case.claims:
            best = claim.evidence[0] if claim.evidence else None
            yield (
                case.article, case.block, case.system, claim.id, case.path, claim.line, claim.column, case.field,
                claim.verdict, claim.probability, claim.tier, claim.text, claim.judged_text,
                "\n".join(f"{finding.type} ({finding.certainty}): {finding.message}" for finding in claim.findings),
                best.text if best else None, best.line if best else None, best.column if best else None,
                signature if claim.verdict is not None else None,
            )  # fmt: skip
