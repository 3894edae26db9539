"""How right verdicts and findings were when they were measured, as a report tells it beside each of them."""

from __future__ import annotations

from typing import Any

from ..runfile import HeaderRecord, ReliabilityRecord

__all__ = ["precision_rows"]


def precision_rows(header: HeaderRecord) -> list[dict[str, Any]]:
    """The rows that the run's metrics brought with them: what was measured, the share that was right, its interval, and on what."""
    return [
        {
            "metric": metric.name,
            "tier": one.tier,
            "verdict": one.verdict,
            "finding": one.finding,
            "certainty": one.certainty,
            "from": one.from_probability,
            "to": one.to_probability,
            "precision": one.precision,
            "low": one.low,
            "high": one.high,
            "n": one.n,
            "about": one.about,
            "says": _says(one),
        }
        for metric in header.metrics
        for one in metric.reliability
    ]


def _says(one: ReliabilityRecord) -> str:
    """What was measured, in words: "unsupported, 0.20 to 0.35", "number, certain"."""
    told = f"{one.finding}, {one.certainty}" if one.finding else str(one.verdict)
    return told if one.from_probability is None else f"{told}, {one.from_probability:.2f} to {one.to_probability:.2f}"
