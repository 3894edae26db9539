"""The plugin's options and ini keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Options", "add_options"]


def add_options(parser: pytest.Parser) -> None:
    """Adds the options and the ini keys; `docs/pytest.md` tells of each."""
    group = parser.getgroup("evalkit", "faithfulness of summaries (evalkit)")
    group.addoption(
        "--evalkit",
        action="store_true",
        help="Collect files of tagged articles (.txt, .txt.gz): every block is a test.",
    )
    group.addoption(
        "--evalkit-metric", action="append", default=[], metavar="M",
        help="A metric to judge with, as for evalkit run. Repeatable; support, highlights, consistency if none is named.",
    )  # fmt: skip
    group.addoption(
        "--evalkit-baseline", metavar="FILE",
        help="What evalkit bless wrote: collected claims that did not stand there already do not fail.",
    )  # fmt: skip
    group.addoption("--evalkit-out", metavar="FILE", help="Write all that the session judged into one run file.")
    group.addoption("--evalkit-no-cache", action="store_true", help="Keep no results of models.")
    group.addoption("--evalkit-offline", action="store_true", help="Forbid the network altogether.")
    parser.addini(
        "evalkit_metrics", "Metrics to judge with, one a line, where --evalkit-metric names none.", "linelist"
    )
    parser.addini(
        "evalkit_baseline", "The baseline, seen from this file, where --evalkit-baseline names none.", "string"
    )
    parser.addini("evalkit_cache", "false keeps no results of models.", "bool", default=True)
    parser.addini("evalkit_offline", "true forbids the network altogether.", "bool", default=False)


@dataclass(frozen=True, slots=True)
class Options:
    """What a session was asked for.

    Attributes:
        collect: whether tagged files are tests.
        metrics: specifications; none for those that judging needs.
        baseline: what collected claims are held against.
        out: the run file to write.
        cached: whether results of models are kept.
        offline: whether the network is forbidden.
    """

    collect: bool = False
    metrics: tuple[str, ...] = ()
    baseline: Path | None = None
    out: Path | None = None
    cached: bool = True
    offline: bool = False

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Reads them off the command line and the ini file, in this order.

        Raises:
            pytest.UsageError: a baseline is named for a session that collects nothing to hold against it.
        """
        collect = config.getoption("--evalkit")
        named, kept = config.getoption("--evalkit-baseline"), config.getini("evalkit_baseline")
        if named and not collect:
            raise pytest.UsageError(
                f"--evalkit-baseline {named}: it is for collected files: expected --evalkit beside it; to set it once for all"
                f" sessions with --evalkit, write evalkit_baseline = {named} into the ini file"
            )
        here = config.invocation_params.dir
        there = config.inipath.parent if config.inipath else here
        out = config.getoption("--evalkit-out")
        return cls(
            collect=collect,
            metrics=tuple(config.getoption("--evalkit-metric") or config.getini("evalkit_metrics")),
            baseline=here / named if named else there / kept if kept else None,
            out=here / out if out else None,
            cached=config.getini("evalkit_cache") and not config.getoption("--evalkit-no-cache"),
            offline=config.getini("evalkit_offline") or config.getoption("--evalkit-offline"),
        )
