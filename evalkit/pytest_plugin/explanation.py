"""A judged block in words: each claim with its verdict, its findings with the words of both sides, and its evidence.

Texts lose their control characters, so that a summary cannot drive the terminal that tells of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..overview import counted
from ..positions import locator
from ..records import FAULTY, Block
from ..report.headline import SIGNS, VERDICTS
from ..report.terminal import clean, place_of, reason_of
from ..runfile import CaseRecord, ClaimRecord, FindingRecord
from .judge import Judged

__all__ = ["explained", "explained_claim", "in_short", "not_judged", "support_of"]


def support_of(case: CaseRecord) -> float | None:
    """Share of the claims that stand among those not abstained from, in [0, 1]; None where there is no such claim."""
    verdicts = [claim.verdict for claim in case.claims if claim.verdict not in {None, "abstained"}]
    return verdicts.count("supported") / len(verdicts) if verdicts else None


def not_judged(case: CaseRecord) -> str | None:
    """Why a block was not judged, or not by every metric; None where it was."""
    if failed := [
        f"{score.metric} failed: {score.note or 'without a word'}" for score in case.scores if score.status == "failed"
    ]:
        return clean("; ".join(failed))
    if support_of(case) is not None:
        return None
    if not case.claims:
        return "the block is empty" if not case.text else "no claim stands in the block"
    notes = dict.fromkeys(vote.note for claim in case.claims for vote in claim.votes if vote.note)
    return clean("no claim could be judged: " + ("; ".join(notes) or "every one was abstained from"))


def in_short(case: CaseRecord) -> str:
    """`support 0.67: 3 claims, 2 supported, 1 contradicted`, or why there is none."""
    support = support_of(case)
    counts: Counter[str] = Counter(claim.verdict or "not judged" for claim in case.claims)
    told = [counted(len(case.claims), "claim"), *(f"{counts[name]} {name}" for name in VERDICTS if counts[name])]
    why = not_judged(case)
    return f"support {'none' if support is None else f'{support:.2f}'}: {', '.join(told)}" + (f"; {why}" if why else "")


def explained(judged: Judged, case: CaseRecord) -> Iterator[str]:
    """Yields the lines of a block: in short, then its claims, those first that do not stand."""
    yield in_short(case)
    for claim in sorted(case.claims, key=lambda one: one.verdict not in FAULTY):
        yield from explained_claim(judged, case, claim)


def explained_claim(judged: Judged, case: CaseRecord, claim: ClaimRecord) -> Iterator[str]:
    """Yields the lines of a claim: verdict and words, findings with the words of both sides, the best evidence."""
    verdict = claim.verdict or "not judged"
    place = f"{place_of(case, claim)}: " if case.path is not None else ""
    share = "" if claim.probability is None else f" {claim.probability:.2f}"
    yield f"{place}{SIGNS[verdict]} {verdict}{share}: {clean(claim.text)}"
    for found in claim.findings:
        sure = "" if found.certainty == "certain" else f" ({found.certainty})"
        yield f"    {found.type}{sure}: {clean(found.message)}"
        yield f"        claim: {_cut(case.text, case.start, found.start, found.end)}"
        if words := _against(found, judged, case):
            yield f"        {words}"
    if verdict in FAULTY and not claim.findings:
        yield f"    {reason_of(claim)}"
    if claim.evidence:
        best = claim.evidence[0]
        yield f"    evidence: {_at(judged.article.path, best.line, best.column)}{clean(best.text)}"
    elif verdict in FAULTY:
        yield "    evidence: none in the source"
    for note in dict.fromkeys(vote.note for vote in claim.votes if vote.note and verdict == "abstained"):
        yield f"    {clean(note)}"


def _against(found: FindingRecord, judged: Judged, case: CaseRecord) -> str | None:
    """The words that a finding goes against, with their place; None where it has none, or they were not kept."""
    start, end = found.source_start, found.source_end
    if start is None or end is None:
        return None
    if found.source == "CONTENT":
        content = judged.article.content
        place = locator(Block("CONTENT", content.text, content.start, content.line, field=content.field))(start)
        return f"source: {_at(judged.article.path, *place)}{_cut(content.text, content.start, start, end)}"
    for other in judged.cases:
        if other.block == found.source and other.system == case.system:
            place = locator(Block(other.block, other.text, other.start, other.line, other.column, field=other.field))(
                start
            )
            return f"{other.block}: {_at(other.path, *place)}{_cut(other.text, other.start, start, end)}"
    return None


def _at(path: str | None, line: int | None, column: int | None) -> str:
    if path is None or line is None:
        return ""
    return f"{clean(path)}:{line}: " if column is None else f"{clean(path)}:{line}:{column}: "


def _cut(text: str, offset: int, start: int, end: int) -> str:
    return clean(text[start - offset : end - offset])
