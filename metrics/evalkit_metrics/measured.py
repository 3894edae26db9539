"""How right verdicts and findings of the built-in metrics were when they were measured, as `training/reliability.py` wrote it."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from evalkit.metric import Reliability
from evalkit.records import Certainty, FindingType, Verdict

__all__ = ["measured", "measured_model"]


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the file; `about` names one of its lines."""

    metric: str
    precision: float
    low: float
    high: float
    n: int
    about: str
    tier: str | None = None
    verdict: Verdict | None = None
    finding: FindingType | None = None
    certainty: Certainty | None = None
    from_probability: float | None = None
    to_probability: float | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: on what it was measured, with which versions and model, and the rows."""

    about: dict[str, str]
    measured: dict[str, int | str]
    rows: tuple[_Row, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.json.decode((files(__package__) / "model" / "reliability.json").read_bytes(), type=_File)


def measured(metric: str, version: int) -> tuple[Reliability, ...]:
    """The rows of a metric; none where it was another version that was measured.

    Args:
        metric: its name.
        version: what it is now.
    """
    found = _file()
    if found.measured.get(metric) != version:
        return ()
    return tuple(
        Reliability(
            tier=row.tier,
            verdict=row.verdict,
            finding=row.finding,
            certainty=row.certainty,
            from_probability=row.from_probability,
            to_probability=row.to_probability,
            precision=row.precision,
            low=row.low,
            high=row.high,
            n=row.n,
            about=found.about[row.about],
        )
        for row in found.rows
        if row.metric == metric
    )


def measured_model() -> str:
    """The pair model that was measured, as `pair_name` names it."""
    return str(_file().measured["model"])
