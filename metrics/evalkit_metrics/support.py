"""Support of every claim by the article's CONTENT, with evidence and typed findings.

Three tiers judge. `checks` are rules on numbers, names and quotations; a certain finding of theirs refuses a claim. `model`
decides the rest: the trained pair model over retrieved evidence, joined with how the claim's words lie in the article. That
alone, without the model, is `alignment`, whose vote is recorded beside the others. A bigger judge, where one is named,
decides in the model's place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from evalkit.calibration import Calibration
from evalkit.metric import Case, ClaimJudgement, Context, Measure, Metric, Reliability, Score, Vote

from .alignment import probability
from .draft import Draft
from .join import joined, signals
from .judges.judge import Judge
from .judges.named import named_judge, prices
from .measured import measured, measured_model
from .model.encoder import encoder, encoder_name
from .model.found import DEFAULT_ENCODER
from .model.pair import pair_model, pair_name
from .readable import why_no_claim
from .rule import THRESHOLD, opinion_vote, ruled
from .source import Source, texts
from .unsupported import unsupported_words
from .windows import rounded

__all__ = ["Support"]


@dataclass(frozen=True)
class Support(Metric):
    """Share of a block's claims that CONTENT supports.

    Attributes:
        model: the sentence encoder that ranks evidence: `all-MiniLM-L6-v2` (embedded), or the path or hub name of a
            sentence-transformers model.
        evidence: how many source sentences are given with each claim, at most.
        judge: a bigger model that decides in the embedded one's place: the path or hub name of an NLI or binary
            cross-encoder, a MiniCheck or an AlignScore model; empty for none.
        judge_labels: what the judge's outputs mean, in their order, where its config does not say it.
        judge_url: the base URL of an OpenAI-compatible endpoint that decides in the model's place; empty for none.
        judge_model: the name of the model that is asked there.
        calibration: slope and intercept that the logit of P(supported) is moved by before the threshold, as `evalkit calibrate`
            fits them to labels; empty for none.
    """

    name: ClassVar[str] = "support"
    version: ClassVar[int] = 3
    versions: ClassVar[Mapping[int, str]] = {
        1: "how a claim's words lie in the article decides",
        2: "a trained model decides, joined with how the words lie",
        3: "dates are worked out from PUBLISHED_DATE and held against the article's",
    }
    identity_help: ClassVar[Mapping[str, str]] = {
        "model": "the pair model that decides, with the first digits of the sha256 of its weights",
        "encoder": "the sentence encoder that ranks evidence, likewise",
        "threshold": "P(supported) from which on a claim is supported",
        "judge": "the bigger model that decides in its place, with a hash of its content; empty for none",
        "judge_url": "the host of the endpoint that decides in its place; empty for none",
    }
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            "support", 0.0, 1.0, "share", "higher", "share of the claims, abstained ones aside, that CONTENT supports"
        ),
        Measure("support_min", 0.0, 1.0, "probability", "higher", "P(supported) of the weakest claim"),
        Measure("support_mean", 0.0, 1.0, "probability", "higher", "mean P(supported) of the claims"),
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
    judge: str = field(
        default="",
        metadata={
            "help": "a bigger model that decides: path or hub name of an NLI or binary cross-encoder, MiniCheck or AlignScore"
        },
    )
    judge_labels: str = field(
        default="", metadata={"help": "what the judge's outputs mean, in order: contradiction,entailment,neutral"}
    )
    judge_url: str = field(
        default="",
        metadata={
            "help": "base URL of an OpenAI-compatible endpoint that decides; its key is EVALKIT_JUDGE_KEY",
            "secret": True,  # it may hold a password
        },
    )
    judge_model: str = field(default="", metadata={"help": "the model that is asked there"})
    judge_price: str = field(  # it changes no number, and stands in no signature
        default="",
        compare=False,
        metadata={"help": "what a million tokens cost there, of the prompt and of the answer: 0.15,0.60"},
    )

    calibration: str = field(
        default="",
        metadata={
            "help": "slope and intercept of the logit of P(supported), as evalkit calibrate fits them to your labels: 1.2,-0.3",
            "later": True,  # signatures without it stay as they were
        },
    )

    def __post_init__(self) -> None:
        if self.evidence < 1:
            raise ValueError(f"evidence={self.evidence}: expected at least 1")
        if self.judge and self.judge_url:
            raise ValueError("judge and judge_url are both given: one of them decides, expected one")
        if bool(self.judge_url) != bool(self.judge_model):
            raise ValueError("judge_url and judge_model belong together: expected both or neither")
        if self.judge_labels and not self.judge:
            raise ValueError("judge_labels says what a judge's outputs mean: expected judge beside it")
        if self.judge_price and not self.judge_url:
            raise ValueError("judge_price is what an endpoint costs: expected judge_url beside it")
        prices(self.judge_price)
        self._calibration()

    def _calibration(self) -> Calibration | None:
        return Calibration.parsed(self.calibration) if self.calibration else None

    def identity(self) -> Mapping[str, object]:
        judge = self._judge_named(offline=False)
        named = "" if judge is None else judge.name
        calibration = self._calibration()
        return {
            "model": pair_name(),
            "encoder": encoder_name(self.model),
            "evidence": self.evidence,
            "threshold": THRESHOLD,
            "judge": named,
            "judge_labels": self.judge_labels,
            "judge_url": named.rpartition("@")[2]
            if self.judge_url
            else "",  # the host alone: a URL may hold a password
            "judge_model": self.judge_model,
            # Left out where there is none: signatures of runs that are not calibrated stay what they are.
            **({"calibration": str(calibration)} if calibration else {}),
        }

    @property
    def reliability(self) -> tuple[Reliability, ...]:
        """As it was measured on the development sets. What the model says is left out where another judge or encoder is named,
        where other weights were measured, or where it is calibrated: nothing is known of those.
        """
        is_measured = (
            not (self.judge or self.judge_url or self.calibration)
            and self.model == DEFAULT_ENCODER
            and measured_model() == pair_name()
        )
        return tuple(one for one in measured(self.name, self.version) if is_measured or one.tier != "model")

    def _judge_named(self, *, offline: bool) -> Judge | None:
        return named_judge(
            self.judge, self.judge_labels, self.judge_url, self.judge_model, self.judge_price, offline=offline
        )

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        judge = self._judge_named(offline=ctx.offline)
        drafts = self._drafts(cases, ctx)
        known = [one for own in drafts for one in own if isinstance(one, Draft)]
        logits = iter(ctx.run(pair_model(), [pair for draft in known for pair in draft.pairs]))
        for draft in known:
            draft.logits.extend(next(logits) for _ in draft.pairs)
        if judge is not None:
            open_ones = [draft for draft in known if not draft.is_refused]
            for draft, opinion in zip(
                open_ones, ctx.run(judge, [one.put(judge.words) for one in open_ones]), strict=True
            ):
                draft.opinion = opinion
        return [
            _score(case, tuple(one if isinstance(one, ClaimJudgement) else self._judged(one, judge) for one in own))
            for case, own in zip(cases, drafts, strict=True)
        ]

    def _drafts(self, cases: Sequence[Case], ctx: Context) -> list[list[Draft | ClaimJudgement]]:
        """Each case's claims, read in their articles; those that cannot be judged are abstained from."""
        model = pair_model()
        sentences = dict.fromkeys(sentence.text for case in cases for sentence in case.article.sentences)
        claims = dict.fromkeys(claim.judged_text for case in cases for claim in case.claims)
        needed = list(dict.fromkeys([*(text for case in cases for text in texts(case.article)), *claims]))
        coded = dict(zip(needed, model.code(needed), strict=True))
        reasons = {text: why_no_claim(text, len(coded[text][0])) for text in claims}
        wanted = [text for text in needed if text in sentences or reasons.get(text, "") is None]
        vectors = dict(zip(wanted, ctx.run(encoder(self.model, offline=ctx.offline), wanted), strict=True))
        tokens = {text: ids for text, (ids, _) in coded.items()}
        sources: dict[str, Source] = {}
        found: list[list[Draft | ClaimJudgement]] = []
        for case in cases:
            if case.article.id not in sources:
                sources[case.article.id] = Source.of(case.article, vectors, tokens)
            source = sources[case.article.id]
            own: list[Draft | ClaimJudgement] = []
            for claim in case.claims:
                text = claim.judged_text
                reason = reasons[text] or source.why_not
                if reason is None:
                    own.append(Draft.of(claim, source, vectors[text], coded[text], model.tokens))
                else:
                    vote = Vote("model", "abstained", None, reason)
                    own.append(ClaimJudgement(claim.id, "abstained", None, None, (vote,)))
            found.append(own)
        return found

    def _judged(self, draft: Draft, judge: Judge | None) -> ClaimJudgement:
        claim = draft.claim
        votes, decided = ruled(
            draft.findings,
            aligned=probability(draft.reading.alignment),
            model=joined(signals(draft.logits, draft.reading.alignment)),
            judge=opinion_vote(draft.opinion, judge) if judge is not None and draft.opinion is not None else None,
            calibration=self._calibration(),
        )
        findings = draft.findings
        if decided.verdict != "supported" and not findings:
            findings = unsupported_words(claim, draft.logits[0].words, draft.offsets)
        return ClaimJudgement(
            claim_id=claim.id,
            verdict=decided.verdict,
            probability=decided.probability,
            tier=decided.tier,
            votes=votes,
            evidence=draft.evidence(self.evidence),
            findings=findings,
        )


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
            "support_mean": rounded(math.fsum(one.probability or 0.0 for one in kept) / len(kept)),
            "unsupported_rate": counts["unsupported"] / len(kept),
            "contradicted_rate": counts["contradicted"] / len(kept),
            "fully_supported": float(counts["supported"] == len(kept)),
        },
        note=f"{len(judged) - len(kept)} of {len(judged)} claims abstained" if len(kept) < len(judged) else None,
        claims=judged,
        seen=1.0,  # every sentence is ranked for every claim, and those that bear on it most are read
    )
