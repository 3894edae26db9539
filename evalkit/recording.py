"""Articles, cases and judgements to the records of a run file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from . import claims, runfile, segment
from .devices import device
from .metric import Metric
from .plugins import find, specification
from .positions import locator
from .records import Article, BadInput, Case, Claim, ClaimJudgement, Finding, Origin, Score
from .runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    OriginRecord,
    PieceRecord,
    Record,
    ReliabilityRecord,
    ScoreRecord,
    VoteRecord,
)

__all__ = ["article_record", "bad_input_record", "case_record", "header_record", "metric_names", "unscored_records"]

Locate = Callable[[int], tuple[int | None, int | None]]

_PACKAGES = (
    "evalkit-faithfulness",
    "numpy",
    "onnxruntime",
    "rouge-score",
    "sentence-transformers",
    "snowballstemmer",
    "tokenizers",
)


def metric_names(metrics: Sequence[Metric]) -> list[str]:
    """How a run calls its metrics: by name, or by signature where one name is there twice."""
    names = [metric.name for metric in metrics]
    return [metric.name if names.count(metric.name) == 1 else metric.signature for metric in metrics]


def header_record(metrics: Sequence[Metric], config: Mapping[str, object], seed: int) -> HeaderRecord:
    """The header of a run that begins now."""
    return HeaderRecord(
        schema=runfile.SCHEMA,
        evalkit=_version("evalkit-faithfulness"),
        created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        versions={
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "cpu": _vector_instructions(),
            **({"device": device()} if device() != "cpu" else {}),
            "segmenter": str(segment.VERSION),
            "claims": str(claims.VERSION),
            **{name: _version(name) for name in _PACKAGES},
            **_owners(metrics),
        },
        metrics=tuple(
            MetricRecord(
                name,
                metric.signature,
                tuple(MeasureRecord(m.name, m.low, m.high, m.unit, m.better, m.help) for m in metric.measures),
                tuple(ReliabilityRecord(**dataclasses.asdict(one)) for one in metric.reliability),
                specification(metric),
            )
            for name, metric in zip(metric_names(metrics), metrics, strict=True)
        ),
        config=dict(config),
        seed=seed,
    )


def _vector_instructions() -> str:
    """The processor's family, as far as it changes how floating-point numbers are added up."""
    import numpy as np  # heavy, and wanted only where a run begins

    told = cast("Mapping[str, Mapping[str, Sequence[str]]]", np.show_config(mode="dicts"))["SIMD Extensions"]
    return " ".join(told.get("found") or told.get("baseline") or ["unknown"])


def _owners(metrics: Sequence[Metric]) -> dict[str, str]:
    """The versions of the distributions, evalkit's own aside, that offer the metrics."""
    offers = (one for metric in metrics for one in find().get(metric.name, ()))
    return {one.distribution: one.version for one in offers if one.distribution != _PACKAGES[0]}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def unscored_records(item: tuple[Case, ...] | BadInput) -> Iterator[Record]:
    """The records of an article and its cases, or of a bad input, as they are before scoring."""
    if isinstance(item, BadInput):
        yield bad_input_record(item)
        return
    yield article_record(item[0].article)
    for case in item:
        yield case_record(case, {}, {})


def bad_input_record(bad: BadInput) -> BadInputRecord:
    """A bad input's record."""
    return BadInputRecord(bad.path, bad.line, bad.column, bad.message)


def article_record(article: Article) -> ArticleRecord:
    """An article's record."""
    content = article.content
    return ArticleRecord(
        id=article.id,
        path=article.path,
        line=article.line,
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        url=article.url,
        author=article.author,
        content=ContentRecord(content.text, content.start, content.line, content.field, content.column),
        sentences=tuple((sentence.start, sentence.end) for sentence in article.sentences),
    )


def case_record(
    case: Case, scores: Mapping[str, Score], judgements: Mapping[str, ClaimJudgement], judge: str | None = None
) -> CaseRecord:
    """A case's record.

    Args:
        scores: by the name that the run calls the metric.
        judgements: by claim id; empty where no metric judged claims.
        judge: the name among `scores` of the metric whose judgements these are.
    """
    locate = locator(case.article.content)
    found = [(judge, one) for judgement in judgements.values() for one in judgement.findings]
    found += [(name, one) for name, score in scores.items() for one in score.findings]
    origins = {origin.claim_id: origin for score in scores.values() for origin in score.origins}
    return CaseRecord(
        id=case.id,
        article=case.article.id,
        block=case.block,
        system=case.system,
        path=case.path,
        line=case.line,
        column=case.column,
        text=case.text,
        start=case.start,
        end=case.start + len(case.text),
        claims=tuple(
            _claim(claim, judgements.get(claim.id), origins.get(claim.id), found, locate) for claim in case.claims
        ),
        scores=tuple(
            ScoreRecord(
                name,
                score.status,
                {key: float(value) for key, value in score.values.items()},
                score.note,
                tuple((span.start, span.end) for span in score.passages),
                score.seen,
            )
            for name, score in scores.items()
        ),
        field=case.field,
        fault=case.fault,
    )


def _claim(
    claim: Claim,
    judgement: ClaimJudgement | None,
    origin: Origin | None,
    found: Sequence[tuple[str | None, Finding]],
    locate: Locate,
) -> ClaimRecord:
    return ClaimRecord(
        id=claim.id,
        text=claim.text,
        sentence=claim.sentence,
        judged_text=claim.judged_text,
        start=claim.start,
        end=claim.end,
        line=claim.line,
        column=claim.column,
        frames=tuple((span.start, span.end) for span in claim.frames),
        verdict=judgement.verdict if judgement else None,
        probability=judgement.probability if judgement else None,
        tier=judgement.tier if judgement else None,
        votes=_votes(judgement) if judgement else (),
        evidence=_evidence(judgement, locate) if judgement else (),
        findings=tuple(_finding(one, name) for name, one in found if claim.start <= one.start < claim.end),
        origin=_origin(origin) if origin else None,
    )


def _votes(judgement: ClaimJudgement) -> tuple[VoteRecord, ...]:
    return tuple(VoteRecord(vote.tier, vote.verdict, vote.probability, vote.note) for vote in judgement.votes)


def _evidence(judgement: ClaimJudgement, locate: Locate) -> tuple[EvidenceRecord, ...]:
    found = []
    for one in judgement.evidence:
        line, column = locate(one.start)
        found.append(EvidenceRecord(one.text, one.start, one.end, line, column, one.score))
    return tuple(found)


def _finding(one: Finding, metric: str | None) -> FindingRecord:
    return FindingRecord(
        one.type,
        one.certainty,
        one.message,
        one.start,
        one.end,
        one.source_start,
        one.source_end,
        one.source,
        metric,
    )


def _origin(one: Origin) -> OriginRecord:
    return OriginRecord(
        one.copying,
        one.longest_run,
        one.position,
        tuple(
            PieceRecord(piece.op, piece.start, piece.end, piece.source_start, piece.source_end) for piece in one.pieces
        ),
    )
