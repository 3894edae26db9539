"""Articles to judged records, by the metrics and the cache of one process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import recording
from ..calibration import CalibrationSettings, with_calibration
from ..claims import cases
from ..context import RunContext
from ..errors import ConfigError
from ..network import forbidden
from ..plugins import build_all
from ..records import Article
from ..runfile import ArticleRecord, CaseRecord, HeaderRecord
from ..runner import SEED, VERDICT_FROM
from ..scoring import scores_of
from ..store import SqliteStore, default_folder
from ..windows import WINDOW

__all__ = ["METRICS", "Judge", "Judged"]

METRICS = ("support", "highlights", "consistency")
"""What judging needs: the metric that gives verdicts, and those that only find."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with its judged cases, as records of a run file."""

    article: ArticleRecord
    cases: tuple[CaseRecord, ...]


class Judge:
    """Judges articles as `evalkit run` does.

    Args:
        metrics: specifications; none means `METRICS`.
        cached: whether results of models are kept in the user's cache folder.
        offline: whether the network is forbidden.
        calibration: of the settings; None where they have none.

    Raises:
        ConfigError: none of the metrics gives verdicts, or the calibration was fitted to another.
        PluginError: a metric cannot be built.
        ModelError: a model cannot be had.
    """

    def __init__(
        self,
        metrics: Sequence[str],
        *,
        cached: bool,
        offline: bool,
        calibration: CalibrationSettings | None = None,
    ) -> None:
        self._cached = cached
        self._offline = offline
        self._context: RunContext | None = None
        self._store: SqliteStore | None = None
        with forbidden(offline=offline):
            self._metrics = with_calibration(build_all(metrics or METRICS), calibration, VERDICT_FROM)
        if not any(metric.name == VERDICT_FROM for metric in self._metrics):
            names = ", ".join(metric.name for metric in self._metrics)
            raise ConfigError(f"--evalkit-metric: {names} judges no claim: expected {VERDICT_FROM} beside it")

    def header(self) -> HeaderRecord:
        """The header of a run file of what it judges: that of `evalkit run` with the same metrics."""
        config: dict[str, object] = {"columns": {}, "limit": None, "verdict_from": VERDICT_FROM, "window": WINDOW}
        with forbidden(offline=self._offline):
            return recording.header_record(self._metrics, config, SEED)

    def judged(self, articles: Sequence[Article]) -> list[Judged]:
        """Judges a window of articles in one go.

        Raises:
            ModelError: a model cannot be had.
            CacheError: the cache cannot be opened.
        """
        if self._context is None:
            self._store = SqliteStore(default_folder()) if self._cached else None
            self._context = RunContext(self._store, offline=self._offline, keeps_scores=True)
        own = [cases(article) for article in articles]
        every = [case for one in own for case in one]
        names = recording.metric_names(self._metrics)
        with forbidden(offline=self._offline):
            scores = {
                name: scores_of(metric, every, self._context) for name, metric in zip(names, self._metrics, strict=True)
            }
        self._context.forget()
        judge = next(name for name, metric in zip(names, self._metrics, strict=True) if metric.name == VERDICT_FROM)
        done = iter(
            recording.case_record(
                case,
                {name: scores[name][place] for name in names},
                {judgement.claim_id: judgement for judgement in scores[judge][place].claims},
                judge,
            )
            for place, case in enumerate(every)
        )
        return [Judged(recording.article_record(one[0].article), tuple(next(done) for _ in one)) for one in own]

    def close(self) -> None:
        """Ends the use of the cache."""
        if self._store is not None:
            self._store.close()
