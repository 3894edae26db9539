"""The rule: which tier decides a claim, from what each of them says. It stands here and nowhere else.

1. A certain finding of the typed checks refuses the claim: contradicted where it points at other words of CONTENT, unsupported
   where CONTENT has nothing. The checks never support a claim: what they do not find may still be wrong.
2. Else the bigger judge decides, where the run names one.
3. Else the model does, joined with the alignment, at the one threshold.

A calibration, where the user has one, moves the probability of the tier that decides, judge or model, before the threshold. What
the checks are certain of it leaves alone.

Findings that are only likely inform the reader and move no verdict. Chosen on dev; `python -m training.ablation` shows what each
part of it is worth.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.calibration import Calibration
from evalkit.metric import Finding, Vote
from evalkit.records import Verdict

from .judges.judge import Judge, Opinion

__all__ = ["THRESHOLD", "opinion_vote", "ruled"]

THRESHOLD = 0.5
"""P(supported) from which on a claim is supported: the one threshold for every tier, text and kind of claim."""

_REFUSED = 0.02  # probability, at most, of a claim that a certain finding refuses


def ruled(
    findings: Sequence[Finding],
    *,
    aligned: float,
    model: float,
    judge: Vote | None = None,
    calibration: Calibration | None = None,
) -> tuple[tuple[Vote, ...], Vote]:
    """What each tier says of a claim, and the vote that decides.

    Args:
        findings: of the typed checks.
        aligned: P(supported) by the alignment alone, in [0, 1]; it is shown and does not decide by itself.
        model: P(supported) by the model joined with the alignment, in [0, 1].
        judge: the bigger judge's vote, where there is one.
        calibration: of the judge's probability, or where there is none of the model's; None to leave it as it is.
    """
    checks = _vote_of_checks(findings)
    decides = Vote("model", _verdict(model), model)
    if judge is None:
        decides = _moved(decides, calibration)
    votes = [checks, Vote("alignment", _verdict(aligned), aligned), decides]
    if checks.verdict != "abstained":
        return tuple(votes), Vote("checks", checks.verdict, min(model, _REFUSED))
    if judge is not None:
        votes.append(_moved(judge, calibration))
    return tuple(votes), votes[-1]


def _moved(vote: Vote, calibration: Calibration | None) -> Vote:
    """A vote with its probability calibrated; a claim that is refused still stays contradicted where it was."""
    if calibration is None or vote.probability is None:
        return vote
    value = calibration(vote.probability)
    verdict = _verdict(value)
    if verdict == "unsupported" and vote.verdict == "contradicted":
        verdict = "contradicted"
    said = f"{vote.probability:.4f} before calibration"
    return Vote(vote.tier, verdict, value, f"{vote.note}; {said}" if vote.note else said)


def _verdict(value: float) -> Verdict:
    return "supported" if value >= THRESHOLD else "unsupported"


def opinion_vote(opinion: Opinion, judge: Judge) -> Vote:
    """A bigger judge's vote; its probability is moved so that the one threshold divides its verdicts."""
    value = _on_one_threshold(opinion.supported, judge.threshold)
    verdict = _verdict(value)
    if verdict == "unsupported" and (opinion.contradicted or 0.0) > 1 - opinion.supported - (
        opinion.contradicted or 0.0
    ):
        verdict = "contradicted"
    return Vote(judge.tier, verdict, value, opinion.note)


def _on_one_threshold(value: float, threshold: float) -> float:
    """A probability on a scale on which its own threshold is `THRESHOLD`: linear on either side of it."""
    if value < threshold:
        return round(min(value / threshold * THRESHOLD, THRESHOLD - 0.0001), 4)
    return round(THRESHOLD + (value - threshold) / (1 - threshold) * (1 - THRESHOLD), 4)


def _vote_of_checks(findings: Sequence[Finding]) -> Vote:
    """What the checks say: contradicted where a certain finding points at other words of the source."""
    certain = [finding for finding in findings if finding.certainty == "certain"]
    if any(finding.source_start is not None for finding in certain):
        return Vote("checks", "contradicted")
    if certain:
        return Vote("checks", "unsupported")
    return Vote("checks", "abstained", None, "no certain finding")
