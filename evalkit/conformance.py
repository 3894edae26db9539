"""What a metric may say of claims: the rules of judgements, findings, origins and passages, as `evalkit.testing` asks them."""

from __future__ import annotations

import itertools
import math
import typing
from collections.abc import Sequence
from typing import Any, NoReturn

from .metric import Metric, Reliability
from .records import (
    Block,
    Case,
    Certainty,
    ClaimJudgement,
    Copying,
    FindingType,
    Origin,
    Region,
    Score,
    Verdict,
)

__all__ = ["broken", "check_judgements", "check_reliability", "check_sights", "check_threshold", "named"]


def broken(metric: object, found: str, rule: str) -> NoReturn:
    """Raises the AssertionError that says what a metric did, and which rule that breaks."""
    __tracebackhide__ = True
    name = getattr(metric, "name", None)
    raise AssertionError(f"{name if isinstance(name, str) else type(metric).__name__}: {found}\nthe rule: {rule}")


def named(case: Case) -> str:
    """A case as a message calls it."""
    return f"the case {case.id!r}"


def check_judgements(metric: Metric, case: Case, judgements: Sequence[ClaimJudgement]) -> None:
    """Raises AssertionError where judgements of a case's claims break a rule."""
    __tracebackhide__ = True
    if not isinstance(judgements, tuple) or not all(isinstance(one, ClaimJudgement) for one in judgements):
        broken(metric, f"{named(case)} has claims={judgements!r}", "`claims` is a tuple of ClaimJudgements")
    ids = [one.claim_id for one in judgements]
    own = [claim.id for claim in case.claims]
    if ids != [one for one in own if one in ids]:
        broken(
            metric,
            f"{named(case)} has judgements of {ids}: its claims are {own}",
            "judgements are of the case's own claims, each at most once, in the claims' order",
        )
    for one in judgements:
        _check_judgement(metric, case, one)


def _check_judgement(metric: Metric, case: Case, one: ClaimJudgement) -> None:
    __tracebackhide__ = True
    where = f"{named(case)}, claim {one.claim_id}"
    for what, verdict in (
        ("the judgement", one.verdict),
        *((f"the vote of {vote.tier}", vote.verdict) for vote in one.votes),
    ):
        legal = typing.get_args(Verdict)
        if verdict not in legal:
            broken(metric, f"{where}: {what} has the verdict {verdict!r}", f"a verdict is one of {', '.join(legal)}")
    if (one.probability is None) != (one.verdict == "abstained"):
        broken(
            metric,
            f"{where}: the verdict is {one.verdict} and the probability {one.probability!r}",
            "the probability is None if and only if the verdict is abstained",
        )
    shares = [one.probability, *(vote.probability for vote in one.votes), *(found.score for found in one.evidence)]
    for share in shares:
        if share is not None and not (isinstance(share, (int, float)) and 0 <= share <= 1):
            broken(metric, f"{where}: {share!r}", "probabilities, and the scores of evidence, lie in [0, 1]")
    content = case.article.content
    for found in one.evidence:
        if (
            not found.text
            or found.text != content.text[max(found.start - content.start, 0) : max(found.end - content.start, 0)]
        ):
            broken(
                metric,
                f"{where}: the evidence {found.text!r} does not stand at {found.start}-{found.end}",
                "evidence is a passage of CONTENT as it stands there; offsets begin at article.content.start",
            )
    for finding in one.findings:
        _check_finding(metric, case, where, finding)


def _check_finding(metric: Metric, case: Case, where: str, finding: Any) -> None:
    __tracebackhide__ = True
    for value, legal in ((finding.type, FindingType), (finding.certainty, Certainty), (finding.source, Region)):
        if value not in typing.get_args(legal):
            broken(metric, f"{where}: a finding has {value!r}", f"expected one of {', '.join(typing.get_args(legal))}")
    if not (case.start <= finding.start < finding.end <= case.start + len(case.text)):
        broken(
            metric,
            f"{where}: a finding at {finding.start}-{finding.end}, the block is {case.start}-{case.start + len(case.text)}",
            "a finding points into the claim's block; offsets begin at case.start",
        )
    region = _region(case, finding.source)
    source = (finding.source_start, finding.source_end)
    if source == (None, None):
        return
    if region is None:
        broken(
            metric,
            f"{where}: a finding points at {source[0]}-{source[1]} of {finding.source}, whose offsets are not known",
            "source_start and source_end point into CONTENT or a block of the case's system, or both are None",
        )
    if None in source or not region.start <= source[0] < source[1] <= region.start + len(region.text):
        broken(
            metric,
            f"{where}: a finding points at {source[0]}-{source[1]},"
            f" {finding.source} is {region.start}-{region.start + len(region.text)}",
            "source_start and source_end point into the region that `source` names, or both are None",
        )


def _region(case: Case, name: str) -> Block | None:
    """The region of an article that a finding names, None where there is none or its offsets are not known."""
    blocks = [case.article.content, *(block for block in case.article.blocks if block.system == case.system)]
    return next((block for block in blocks if block.kind == name), None)


def check_sights(metric: Metric, case: Case, score: Score) -> None:
    """Raises AssertionError where what a metric says without a verdict breaks a rule: findings, origins, passages."""
    __tracebackhide__ = True
    where = named(case)
    claims = {claim.id: claim for claim in case.claims}
    for finding in score.findings:
        _check_finding(metric, case, where, finding)
        if not any(claim.start <= finding.start < finding.end <= claim.end for claim in case.claims):
            broken(
                metric,
                f"{where}: a finding at {finding.start}-{finding.end} lies in no claim",
                "a finding lies within one of the case's claims",
            )
    ids = [origin.claim_id for origin in score.origins]
    if ids != [one for one in claims if one in ids]:
        broken(
            metric,
            f"{where} has origins of {ids}: its claims are {list(claims)}",
            "origins are of the case's own claims, each at most once, in the claims' order",
        )
    content = case.article.content
    for origin in score.origins:
        _check_origin(metric, case, f"{where}, claim {origin.claim_id}", origin)
    if score.seen is not None and not 0 <= score.seen <= 1:
        broken(metric, f"{where}: seen={score.seen}", "seen is a share of CONTENT's sentences, in [0, 1]")
    for passage in score.passages:
        if not content.start <= passage.start < passage.end <= content.start + len(content.text):
            broken(metric, f"{where}: a passage at {passage.start}-{passage.end}", "passages are stretches of CONTENT")


def _check_origin(metric: Metric, case: Case, where: str, origin: Origin) -> None:
    __tracebackhide__ = True
    if origin.copying not in typing.get_args(Copying):
        legal = ", ".join(typing.get_args(Copying))
        broken(metric, f"{where}: an origin has {origin.copying!r}", f"expected one of {legal}")
    if origin.longest_run < 0 or not (origin.position is None or 0 <= origin.position < 1):
        broken(
            metric,
            f"{where}: an origin has longest_run={origin.longest_run!r}, position={origin.position!r}",
            "longest_run counts words, position lies in [0, 1) or is None",
        )
    claim = next(claim for claim in case.claims if claim.id == origin.claim_id)
    content = case.article.content
    here = [(piece.start, piece.end) for piece in origin.pieces if piece.op != "delete"]
    there = [(piece.source_start, piece.source_end) for piece in origin.pieces if piece.op != "insert"]
    for what, spans, low, high in (
        ("the claim", here, claim.start, claim.end),
        ("CONTENT", there, content.start, content.start + len(content.text)),
    ):
        if any(start is None or end is None or not low <= start < end <= high for start, end in spans):
            broken(
                metric,
                f"{where}: a piece lies outside {what}, which is {low}-{high}: {spans}",
                "pieces have words of the claim unless their op is delete, and words of CONTENT unless it is insert",
            )
    if any(after[0] < before[1] for before, after in itertools.pairwise(here)):  # type: ignore[operator]  # none is None here
        broken(metric, f"{where}: pieces are not in the claim's order: {here}", "pieces rise and do not overlap")


def check_threshold(metric: Metric, judgements: Sequence[ClaimJudgement]) -> None:
    """Raises AssertionError where no one threshold parts supported claims from the others."""
    __tracebackhide__ = True
    sides: tuple[list[float], list[float]] = ([], [])
    for one in judgements:
        if one.probability is not None:
            sides[one.verdict == "supported"].append(one.probability)
    refused, supported = sides
    if refused and supported and max(refused) >= min(supported):
        broken(
            metric,
            f"a claim with probability {min(supported)} is supported, one with {max(refused)} is not",
            "one threshold parts the probabilities of supported claims from all others'",
        )


def check_reliability(metric: Metric) -> None:
    """Raises AssertionError where what a metric tells of its own rightness is no measurement."""
    __tracebackhide__ = True
    found = metric.reliability
    if not isinstance(found, tuple) or not all(isinstance(one, Reliability) for one in found):
        broken(metric, f"its reliability is {found!r}", "`reliability` is a tuple of Reliabilities, empty for none")
    for one in found:
        _check_measured(metric, one)
    keys = [
        (one.tier, one.verdict, one.finding, one.certainty, one.from_probability, one.to_probability) for one in found
    ]
    again = next((key for key in keys if keys.count(key) > 1), None)
    if again is not None:
        broken(metric, f"its reliability has {again} twice", "verdicts of a kind, or findings of a type, have one row")


def _check_measured(metric: Metric, one: Reliability) -> None:
    """That one row says what was measured, and a share within its interval."""
    __tracebackhide__ = True
    for value, legal in ((one.verdict, Verdict), (one.finding, FindingType), (one.certainty, Certainty)):
        if value is not None and value not in typing.get_args(legal):
            broken(
                metric, f"its reliability has {value!r}", f"expected None or one of {', '.join(typing.get_args(legal))}"
            )
    if (one.verdict is None) == (one.finding is None) or (one.certainty is None) != (one.finding is None):
        broken(
            metric,
            f"its reliability has verdict={one.verdict!r}, finding={one.finding!r}, certainty={one.certainty!r}",
            "a row is of a verdict, or of a finding and its certainty",
        )
    if not all(map(math.isfinite, (one.low, one.precision, one.high))) or not (
        0 <= one.low <= one.precision <= one.high <= 1
    ):
        broken(
            metric,
            f"its reliability has precision={one.precision!r}, low={one.low!r}, high={one.high!r}",
            "0 <= low <= precision <= high <= 1",
        )
    bounds = (one.from_probability, one.to_probability)
    low, high = bounds
    if bounds != (None, None) and (one.verdict is None or low is None or high is None or not 0 <= low < high <= 1):
        broken(
            metric,
            f"its reliability goes from the probability {low!r} to {high!r}",
            "a row of verdicts may have both bounds, 0 <= from_probability < to_probability <= 1; others have None",
        )
    if one.n < 1 or not one.about.strip():
        broken(
            metric,
            f"its reliability has n={one.n!r}, about={one.about!r}",
            "`n` counts what was looked at, `about` says on what it was measured",
        )
