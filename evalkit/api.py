"""evalkit from Python: one pair in three lines, or a whole run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .claims import cases
from .context import RunContext
from .errors import InputError
from .metric import Metric
from .network import forbidden
from .plugins import build_all
from .reading import Columns, content_sha256, find
from .recording import metric_names
from .records import Article, Block, BlockKind, Claim, ClaimJudgement, Finding, Score
from .runfile import Run, read_run
from .runner import VERDICT_FROM
from .runner import run as run_sources
from .scoring import scores_of
from .store import SqliteStore, default_folder

__all__ = ["JudgedClaim", "Result", "run", "score"]


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its judgement, None where no metric judged claims. Offsets are into the summary and the source."""

    claim: Claim
    judgement: ClaimJudgement | None


@dataclass(frozen=True, slots=True)
class Result:
    """What the metrics say of one summary.

    Attributes:
        claims: the summary's claims with verdict, evidence and findings, in order.
        scores: each metric's status and values, by the metric's name.
    """

    claims: tuple[JudgedClaim, ...]
    scores: Mapping[str, Score]

    @property
    def support(self) -> float | None:
        """Share of the claims that the source supports, in [0, 1]; None where no claim could be judged."""
        scored = self.scores.get(VERDICT_FROM)
        return scored.values.get("support") if scored else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of judgements and those of metrics without a verdict, in the order of their words."""
        judged = [one for claim in self.claims if claim.judgement for one in claim.judgement.findings]
        seen = [one for score in self.scores.values() for one in score.findings]
        return tuple(sorted((*judged, *seen), key=lambda one: (one.start, one.end)))

    def __str__(self) -> str:
        lines = []
        for one in self.claims:
            judgement = one.judgement
            verdict = judgement.verdict if judgement else "not judged"
            probability = f" {judgement.probability:.2f}" if judgement and judgement.probability is not None else ""
            lines.append(f"{verdict}{probability}: {' '.join(one.claim.text.split())}")
            lines += [
                f"    {finding.type}: {finding.message}"
                for finding in self.findings
                if one.claim.start <= finding.start < one.claim.end
            ]
        for name, score in self.scores.items():
            values = ", ".join(f"{measure} {value:.3f}" for measure, value in score.values.items())
            lines.append(f"{name}: {values or score.status}" + (f" ({score.note})" if score.note else ""))
        return "\n".join(lines)


def score(
    source: str,
    summary: str,
    *,
    metrics: Sequence[str | Metric] = (),
    block: BlockKind = "SUMMARY",
    offline: bool = False,
) -> Result:
    """Judges one summary against its source.

    Args:
        source: the article's text.
        summary: the text to judge, prose or bullets.
        metrics: specifications such as "rouge(stem=true)", or metrics; none means all built-ins.
        block: "HIGHLIGHTS" makes every bullet one claim.
        offline: forbid the network even for a model that is named and not on disk.

    Raises:
        InputError: the source has no text.
        PluginError: a metric cannot be built.
        ModelError: a model cannot be had.
    """
    if not source.strip():
        raise InputError("source", 1, 1, "the source is empty: expected the text to judge the summary against")
    article = Article(
        id="source",
        path=None,
        line=None,
        sha256=content_sha256(source.strip()),
        title="",
        published="",
        url="",
        author="",
        content=_block("CONTENT", source),
        blocks=(_block(block, summary),),
    )
    (case,) = cases(article)
    with forbidden(offline=offline):
        built = build_all(metrics)
        names = metric_names(built)
        context = RunContext(offline=offline)
        scores = {name: scores_of(metric, [case], context)[0] for name, metric in zip(names, built, strict=True)}
    judged = {
        judgement.claim_id: judgement
        for name, metric in zip(names, built, strict=True)
        if metric.name == VERDICT_FROM
        for judgement in scores[name].claims
    }
    return Result(tuple(JudgedClaim(claim, judged.get(claim.id)) for claim in case.claims), scores)


def _block(kind: BlockKind | str, text: str) -> Block:
    start = len(text) - len(text.lstrip()) if text.strip() else 0
    return Block(kind, text.strip(), start)  # type: ignore[arg-type]  # a block kind or CONTENT, by the callers above


def run(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    metrics: Sequence[str | Metric] = (),
    columns: Mapping[str, str] | None = None,
    out: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | bool = True,
    limit: int | None = None,
    offline: bool = False,
) -> Run:
    """Scores files, folders or glob patterns and gives the run.

    Args:
        paths: one or several, as on the command line.
        metrics: specifications or metrics; none means all built-ins.
        columns: evalkit's names of columns to those of the records, e.g. {"content": "document", "summary": "claim"}.
        out: folder for `run.jsonl`; None keeps no file. An unfinished run there is started again.
        cache: True for the user's cache folder, a folder, or False for none.
        limit: stop after so many articles.
        offline: forbid the network even for a model that is named and not on disk.

    Returns:
        The run, with `.scores`, `.claims` and `.findings` as pandas DataFrames. Inputs that could not be read are in
        `.bad_inputs`; what could be read is scored.

    Raises:
        ConfigError: `columns` names what is no column of evalkit's.
        PluginError: a metric cannot be built.
        ModelError: a model cannot be had.
        CacheError: the cache cannot be opened.
    """
    named = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    sources = find(named, skip=Path(out) if out is not None else None)
    store = None
    if cache is not False:
        store = SqliteStore(default_folder() if cache is True else Path(cache))
    try:
        with forbidden(offline=offline), tempfile.TemporaryDirectory() as scratch:
            built = build_all(metrics)
            folder = Path(scratch if out is None else out)
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / "run.jsonl"
            run_sources(
                sources,
                built,
                target,
                store=store,
                columns=Columns(columns or {}),
                limit=limit,
                offline=offline,
                fresh=True,
            )
            return read_run(target)
    finally:
        if store is not None:
            store.close()
