"""Runs of several systems made by hand: a word of letters says what became of each claim. No model is asked.

"ssu" is a summary of two supported claims and one unsupported; s, u, c, a stand for the four verdicts. "" is an empty answer, "?" a
refusal, "!" a system that failed, None no block at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evalkit import runfile
from evalkit.claims import case_id, claim_id
from evalkit.runfile import (
    ArticleRecord,
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
)

VERDICTS: Mapping[str, tuple[Any, float | None, str | None]] = {
    "s": ("supported", 0.9, None),
    "u": ("unsupported", 0.2, "unsupported"),
    "c": ("contradicted", 0.02, "number"),
    "a": ("abstained", None, None),
}
REFUSAL = "I'm sorry, but I can't summarise this article."
VERSIONS = {"python": "3", "segmenter": "1", "claims": "2"}
SHARES = ("support", "support_min", "support_mean", "unsupported_rate", "contradicted_rate", "fully_supported")
SUPPORT = MetricRecord(
    "support",
    "support(model='made')|v1",
    tuple(MeasureRecord(name, 0.0, 1.0, "share", "lower" if "rate" in name else "higher", "") for name in SHARES),
)
EXTRACTIVE = MetricRecord(
    "extractive",
    "extractive()|v1",
    tuple(MeasureRecord(name, 0.0, None, "", "neither", "") for name in ("coverage", "density", "compression")),
)
CONSISTENCY = MetricRecord(
    "consistency", "consistency()|v1", (MeasureRecord("key_facts", 0.0, 1.0, "share", "higher", ""),)
)
ALL = (SUPPORT, EXTRACTIVE, CONSISTENCY)
Words = Sequence[str | None]


def content(n: int) -> str:
    """The CONTENT of the article with this number."""
    return f"Article {n} says that {n + 10} people came. The mayor spoke in May. It rained."


def write(
    target: Path,
    systems: Mapping[str | None, Words],
    *,
    first: int = 0,
    metrics: Sequence[MetricRecord] = ALL,
    block: Any = "SUMMARY",
    signatures: Mapping[str, str] | None = None,
    versions: Mapping[str, str] = VERSIONS,
    titles: Sequence[str] = (),
    unscored: Mapping[tuple[str | None, int], str] | None = None,
    same: bool = False,
    verdict_from: str = "support",
    start: int = 0,
) -> Path:
    """Writes a run file and gives its path.

    Args:
        systems: by name, what each gave of each article.
        first: the number of the first article.
        signatures: of the systems, for the header.
        unscored: statuses of the score of support, by system and number of the article.
        same: whether all articles have one CONTENT.
        start: where CONTENT starts in its file.
    """
    config: dict[str, Any] = {"verdict_from": verdict_from}
    if signatures is not None:
        config["systems"] = dict(signatures)
    records: list[Record] = [
        HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", dict(versions), tuple(metrics), config, 12345)
    ]
    statuses: Counter[str] = Counter()
    count = max(map(len, systems.values()))
    cases = 0
    for n in range(count):
        text = content(0 if same else first + n)
        sha = hashlib.sha256(text.encode()).hexdigest()
        name = f"articles/{first + n}.txt#1"
        title = titles[n] if titles else f"Title {first + n}"
        records.append(
            ArticleRecord(name, name[:-2], 1, sha, title, "2025-05-05", "", "", ContentRecord(text, start, 1), ((start, start + len(text)),))
        )  # fmt: skip
        for system, words in systems.items():
            word = words[n] if n < len(words) else None
            if word is None:
                continue
            case = _case(name, sha, text, block, system, word, metrics, (unscored or {}).get((system, n)), start)
            statuses.update(score.status for score in case.scores)
            records.append(case)
            cases += 1
    records.append(
        FooterRecord(count, cases, *(statuses[one] for one in ("scored", "abstained", "not_applicable", "failed")), 0)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"".join(map(runfile.encode, records)))
    return target


def _case(
    article: str, sha: str, source: str, block: Any, system: str | None, word: str, metrics: Sequence[MetricRecord],
    unscored: str | None, start: int,
) -> CaseRecord:  # fmt: skip
    told = [] if word in {"", "!", "?"} else [f"Claim {n} of {article[9:]}." for n in range(len(word))]
    text = REFUSAL if word == "?" else " ".join(told)
    claims, at = [], 0
    for n, one in enumerate(told):
        verdict, probability, kind = VERDICTS[word[n]]
        findings = (FindingRecord(kind, "certain", f"{kind} is wrong", at, at + 5, start, start + 7),) if kind else ()  # type: ignore[arg-type]
        claims.append(
            ClaimRecord(
                claim_id(sha, block, system, one, 0), one, one, one, at, at + len(one), None, None, (), verdict, probability,
                "model" if probability else None, (), (EvidenceRecord(source[:20], start, start + 20, 1, 1, 0.9),), findings,
            )
        )  # fmt: skip
        at += len(one) + 1
    scores = tuple(_score(metric.name, word if told else "", len(source.split()), unscored) for metric in metrics)
    return CaseRecord(
        case_id(article, block, system), article, block, system, None, None, None, text, 0, len(text), tuple(claims), scores,
        fault="the system timed out" if word == "!" else None,
    )  # fmt: skip


def _score(metric: str, word: str, size: int, unscored: str | None) -> ScoreRecord:
    if metric == "extractive":
        values = {
            "coverage": 0.3 + 0.1 * len(word),
            "density": 1.0 + word.count("s"),
            "compression": size / (4 * len(word)) if word else 0.0,
        }
    elif metric == "consistency":
        values = {"key_facts": 0.25}
    else:
        judged = [one for one in word if one != "a"]
        if unscored or not judged:
            return ScoreRecord(metric, unscored or "not_applicable", {}, "for a reason")  # type: ignore[arg-type]
        values = {
            "support": judged.count("s") / len(judged),
            "unsupported_rate": judged.count("u") / len(judged),
            "contradicted_rate": judged.count("c") / len(judged),
            "fully_supported": float(set(judged) == {"s"}),
        }
    return ScoreRecord(metric, "scored" if word else "not_applicable", values if word else {}, None)


def with_texts(path: Path, texts: Mapping[str, str]) -> Path:
    """Gives the blocks of systems other texts, without claims."""
    records = [
        msgspec.structs.replace(one, text=texts[one.system], end=len(texts[one.system]), claims=())
        if isinstance(one, CaseRecord) and one.system in texts
        else one
        for one in runfile.stream(path)
    ]
    path.write_bytes(b"".join(map(runfile.encode, records)))
    return path
