"""The engine that scores in this process, window after window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..context import RunContext
from ..metric import Metric
from ..scoring import Scored, Window, score_window

__all__ = ["Local"]


class Local:
    """Scores in this process.

    Args:
        metrics: of the run.
        context: through which models are asked.
        verdict_from: the name of the metric whose judgements fill a claim's verdict.
    """

    jobs = 1

    def __init__(self, metrics: Sequence[Metric], context: RunContext, verdict_from: str) -> None:
        self._metrics = metrics
        self._context = context
        self._verdict_from = verdict_from

    def score(self, windows: Iterable[Window]) -> Iterator[Scored]:
        for window in windows:
            scored = score_window(window, self._metrics, self._context, self._verdict_from)
            self._context.forget()
            yield scored
