"""Support of every claim by the article's CONTENT, with evidence and typed findings.

Two tiers judge. `checks` are rules on numbers, names and quotations; a certain finding of theirs refuses a claim.
`alignment` decides the rest: a probability from how the claim's words lie in the article. No trained model judges yet, so
that a claim whose words are all there but say something else ("the company was fined", where its chairman was) passes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from evalkit.metric import Case, ClaimJudgement, Context, Evidence, Finding, Measure, Metric, Score, Vote
from evalkit.records import Claim, Verdict
from evalkit.words import is_content, words

from .alignment import align, probability
from .checks import run_checks
from .index import ArticleIndex, content_stems
from .model.encoder import encoder, encoder_name
from .model.found import DEFAULT_ENCODER
from .retrieval import coverages, ranked, sentences_at, to_evidence, verbatim
from .windows import pooled, similarities

__all__ = ["THRESHOLD", "Support"]

THRESHOLD = 0.5
"""A claim is supported if its probability is at least this: the one threshold for everything."""

_REFUSED = 0.02  # probability of a claim that a certain finding refuses
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Support(Metric):
    """Share of a block's claims that CONTENT supports.

    Attributes:
        model: the sentence encoder that ranks evidence: `all-MiniLM-L6-v2` (embedded), or the path or hub name of a
            sentence-transformers model.
        evidence: how many source sentences are given with each claim, at most.
    """

    name: ClassVar[str] = "support"
    version: ClassVar[int] = 1
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            "support", 0.0, 1.0, "share", "higher", "share of the claims, abstained ones aside, that CONTENT supports"
        ),
        Measure("support_min", 0.0, 1.0, "probability", "higher", "P(supported) of the weakest claim"),
        Measure("unsupported_rate", 0.0, 1.0, "share", "lower", "share of claims that CONTENT does not support"),
        Measure("contradicted_rate", 0.0, 1.0, "share", "lower", "share of claims that CONTENT contradicts"),
        Measure("fully_supported", 0.0, 1.0, "share", "higher", "1 if every claim is supported, else 0"),
    )
    model: str = field(
        default=DEFAULT_ENCODER,
        metadata={
            "help": "the sentence encoder that ranks evidence: all-MiniLM-L6-v2 (embedded), or the path or hub name of a sentence-transformers model"
        },
    )
    evidence: int = field(default=3, metadata={"help": "how many source sentences are given with each claim, at most"})

    def __post_init__(self) -> None:
        if self.evidence < 1:
            raise ValueError(f"evidence={self.evidence}: expected at least 1")

    def identity(self) -> Mapping[str, object]:
        return {"model": encoder_name(self.model), "evidence": self.evidence, "threshold": THRESHOLD}

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        encode = encoder(self.model, offline=ctx.offline)
        texts = [sentence.text for case in cases for sentence in case.article.sentences]
        texts += [claim.judged_text for case in cases for claim in case.claims if _why_not(claim) is None]
        vectors = dict(zip(texts, ctx.run(encode, texts), strict=True))
        sources: dict[str, _Source] = {}
        scores = []
        for case in cases:
            if case.article.id not in sources:
                sources[case.article.id] = _Source.of(case, vectors)
            source = sources[case.article.id]
            judged = tuple(self._judge(claim, source, vectors) for claim in case.claims)
            scores.append(_score(case, judged))
        return scores

    def _judge(self, claim: Claim, source: _Source, vectors: Mapping[str, np.ndarray]) -> ClaimJudgement:
        reason = _why_not(claim) or source.why_not
        if reason is not None:
            return ClaimJudgement(claim.id, "abstained", None, None, (Vote("alignment", "abstained", None, reason),))
        index = source.index
        tokens = words(claim.judged_text)
        closeness = similarities(vectors[claim.judged_text][None, :], source.windows)[0].tolist()
        copied = verbatim(index, [word.text for word in tokens])
        findings = run_checks(claim, index)
        stems = content_stems(tokens)
        cover = coverages(index, stems)
        evidence = self._evidence(index, cover, closeness, copied, findings)
        aligned = probability(align(index, stems, cover, max(closeness), verbatim=copied is not None))
        votes = (_vote_of_checks(findings), Vote("alignment", _verdict(aligned), aligned))
        if votes[0].verdict in ("contradicted", "unsupported"):
            return ClaimJudgement(
                claim.id, votes[0].verdict, min(aligned, _REFUSED), "checks", votes, evidence, findings
            )
        return ClaimJudgement(claim.id, _verdict(aligned), aligned, "alignment", votes, evidence, findings)

    def _evidence(
        self,
        index: ArticleIndex,
        cover: Sequence[float],
        closeness: Sequence[float],
        copied: Evidence | None,
        findings: Sequence[Finding],
    ) -> tuple[Evidence, ...]:
        """The copied passage alone; else the sentences that findings point at, then the closest ones."""
        if copied is not None:
            return (copied,)
        pointed = sentences_at(index, [one.source_start for one in findings if one.source_start is not None])
        best = ranked(cover, closeness, most=self.evidence)
        return to_evidence(index, cover, pointed, best, most=self.evidence)


@dataclass(frozen=True)
class _Source:
    """An article as claims are judged against it.

    Attributes:
        windows: the vectors of its windows, [windows, hidden].
        why_not: why nothing can be judged against it, or None.
    """

    index: ArticleIndex
    windows: np.ndarray
    why_not: str | None

    @classmethod
    def of(cls, case: Case, vectors: Mapping[str, np.ndarray]) -> _Source:
        index = ArticleIndex.of(case.article)
        source = np.stack([vectors[sentence.text] for sentence in case.article.sentences])
        windows = np.stack([pooled(source, span) for span in index.spans])
        return cls(index, windows, _why_unread(case.article.content.text, "CONTENT"))


def _why_not(claim: Claim) -> str | None:
    """Why a claim cannot be judged by these tiers, or None."""
    if not claim.judged_text:
        return "the claim says nothing beside its reporting frame"
    unread = _why_unread(claim.judged_text, "the claim")
    if unread is not None:
        return unread
    if not any(is_content(word.text) for word in words(claim.judged_text)):
        return "the claim has no word that says something by itself"
    return None


def _why_unread(text: str, what: str) -> str | None:
    """Why these tiers cannot read a text, or None."""
    letters = _LETTER.findall(text)
    if not letters:
        return f"{what} has no letters"
    if sum(bool(_LATIN.match(letter)) for letter in letters) * 2 < len(letters):
        return f"{what} is not in Latin script: these tiers know English only"
    return None


def _verdict(value: float) -> Verdict:
    return "supported" if value >= THRESHOLD else "unsupported"


def _vote_of_checks(findings: Sequence[Finding]) -> Vote:
    """What the checks say: contradicted where a certain finding points at other words of the source."""
    certain = [finding for finding in findings if finding.certainty == "certain"]
    if any(finding.source_start is not None for finding in certain):
        return Vote("checks", "contradicted")
    if certain:
        return Vote("checks", "unsupported")
    return Vote("checks", "abstained", None, "no certain finding")


def _score(case: Case, judged: tuple[ClaimJudgement, ...]) -> Score:
    if not case.claims:
        return Score("not_applicable", note="the block has no claim" if case.text else "the block is empty")
    kept = [judgement for judgement in judged if judgement.probability is not None]
    if not kept:
        return Score("abstained", note="no claim of the block could be judged", claims=judged)
    counts = {
        verdict: sum(one.verdict == verdict for one in kept) for verdict in ("supported", "unsupported", "contradicted")
    }
    return Score(
        "scored",
        {
            "support": counts["supported"] / len(kept),
            "support_min": min(one.probability for one in kept if one.probability is not None),
            "unsupported_rate": counts["unsupported"] / len(kept),
            "contradicted_rate": counts["contradicted"] / len(kept),
            "fully_supported": float(counts["supported"] == len(kept)),
        },
        note=f"{len(judged) - len(kept)} of {len(judged)} claims abstained" if len(kept) < len(judged) else None,
        claims=judged,
    )
