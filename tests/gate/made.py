"""Runs made by hand for the tests of gates: articles by name, blocks, and claims with a verdict each. No model is asked."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit import runfile
from evalkit.claims import case_id, claim_id
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
)  # fmt: skip

SIGNATURE = "support(model='made')|v1"
SUPPORT = MetricRecord(
    "support",
    SIGNATURE,
    tuple(
        MeasureRecord(name, 0.0, 1.0, "share", better, "")  # type: ignore[arg-type]
        for name, better in (("support", "higher"), ("support_min", "higher"), ("unsupported_rate", "lower"))
    ),
)
EXTRACTIVE = MetricRecord(
    "extractive", "extractive()|v1", (MeasureRecord("density", 0.0, None, "words", "neither", ""),)
)
VERSIONS = {"python": "3", "segmenter": "1", "claims": "2"}
PROBABILITY = {"supported": 0.9, "unsupported": 0.2, "contradicted": 0.02, "abstained": None, None: None}


@dataclass(frozen=True)
class C:
    """A claim: its words, verdict, types of findings (each certain), and probability where it is not the verdict's usual one."""

    text: str
    verdict: Any = "supported"
    findings: tuple[str, ...] = ()
    probability: float | None = None


@dataclass(frozen=True)
class A:
    """An article: its content, its blocks by (kind, system), and statuses of scores that are not `scored`."""

    content: str
    blocks: Mapping[tuple[str, str | None], Sequence[C]] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


def summary(*claims: C, content: str = "The council met.", system: str | None = None, **more: Any) -> A:
    """An article with one SUMMARY."""
    return A(content, {("SUMMARY", system): claims}, **more)


def write(
    target: Path,
    articles: Mapping[str, A],
    metrics: tuple[MetricRecord, ...] = (SUPPORT,),
    bad: Sequence[BadInputRecord] = (),
    versions: Mapping[str, str] = VERSIONS,
    config: Mapping[str, Any] | None = None,
) -> Path:
    """Writes a run file and gives its path."""
    header = HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", dict(versions), metrics, dict(config or {}), 12345)
    records: list[Record] = [header, *bad]
    statuses: Counter[str] = Counter()
    cases = 0
    for name, article in articles.items():
        path = article.path or f"{name}.txt"
        sha = hashlib.sha256(article.content.encode()).hexdigest()
        content = ContentRecord(article.content, 500, 40)
        records.append(ArticleRecord(f"{path}#1", path, 1, sha, f"About {name}", "", "", "", content, ()))
        for (block, system), claims in article.blocks.items():
            case = _case(path, sha, block, system, claims, article, metrics)
            statuses.update(score.status for score in case.scores)
            records.append(case)
            cases += 1
    records.append(
        FooterRecord(
            len(articles), cases, statuses["scored"], statuses["abstained"], statuses["not_applicable"], statuses["failed"],
            len(bad),
        )
    )  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"".join(map(runfile.encode, records)))
    return target


def _case(
    path: str, sha: str, block: Any, system: str | None, claims: Sequence[C], article: A, metrics: Sequence[MetricRecord]
) -> CaseRecord:  # fmt: skip
    text = article.texts.get(block, "\n".join(one.text for one in claims))
    found, at = [], 0
    seen: Counter[str] = Counter()
    for n, one in enumerate(claims):
        start = 100 + at
        at += len(one.text) + 1
        probability = PROBABILITY[one.verdict] if one.probability is None else one.probability
        found.append(
            ClaimRecord(
                claim_id(sha, block, system, one.text, seen[one.text]), one.text, one.text, one.text, start,
                start + len(one.text), 8 + n, 1, (), one.verdict, probability, "model" if one.verdict else None, (),
                (EvidenceRecord(article.content, 500, 500 + len(article.content), 40, 1, 0.9),),
                tuple(
                    FindingRecord(type_, "certain", f"{type_} is wrong", start, start + 3, 500, 503)  # type: ignore[arg-type]
                    for type_ in one.findings
                ),
            )
        )  # fmt: skip
        seen[one.text] += 1
    scores = tuple(_score(metric.name, claims, article.status.get(metric.name, "scored")) for metric in metrics)
    return CaseRecord(
        case_id(f"{path}#1", block, system), f"{path}#1", block, system, path, 8, 1, text, 100, 100 + len(text),
        tuple(found), scores,
    )  # fmt: skip


def _score(metric: str, claims: Sequence[C], status: Any) -> ScoreRecord:
    judged = [one for one in claims if one.verdict not in {None, "abstained"}]
    if status == "scored" and metric == "support" and not judged:
        status = "not_applicable"
    if status != "scored":
        return ScoreRecord(metric, status, {}, f"{status}, for a reason")
    if metric == "extractive":
        return ScoreRecord(metric, "scored", {"density": 2.0}, None)
    standing = math.fsum(one.verdict == "supported" for one in judged) / len(judged)
    least = min((PROBABILITY[one.verdict] if one.probability is None else one.probability) or 0.0 for one in judged)
    return ScoreRecord(
        metric, "scored", {"support": standing, "support_min": least, "unsupported_rate": 1 - standing}, None
    )
