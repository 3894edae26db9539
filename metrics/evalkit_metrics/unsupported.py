"""The words of a claim that the pair model holds to be unsupported, as findings on the file's own offsets."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from evalkit.metric import Finding
from evalkit.records import Claim

__all__ = ["unsupported_words"]

_WORD = re.compile(r"\w+(?:[.,'’&/-]\w+)*")
_MOST = 3  # findings of one claim: what is doubtful everywhere is told better by the verdict
_LEAST_LOGIT = 0.0


def unsupported_words(claim: Claim, logits: Sequence[float], offsets: Sequence[tuple[int, int]]) -> tuple[Finding, ...]:
    """Findings, `likely`, of the type `unsupported`, on the words with a token whose logit is above 0; the strongest three.

    Args:
        claim: an unsupported claim.
        logits: of each token of its judged text being unsupported.
        offsets: where these tokens stand in the judged text.
    """
    doubt = [
        (start, end, max((logit for logit, (first, last) in zip(logits, offsets, strict=True) if first < end and start < last), default=-1.0))
        for start, end in ((match.start(), match.end()) for match in _WORD.finditer(claim.judged_text))
    ]  # fmt: skip
    runs: list[tuple[float, int, int]] = []
    for start, end, logit in doubt:
        if logit <= _LEAST_LOGIT:
            continue
        if runs and not _WORD.search(claim.judged_text, runs[-1][2], start):
            runs[-1] = (max(runs[-1][0], logit), runs[-1][1], end)
        else:
            runs.append((logit, start, end))
    found: list[Finding] = []
    for _, start, end in sorted(runs, reverse=True)[:_MOST]:
        found.extend(_placed(claim, start, end))
    return tuple(sorted(found, key=lambda finding: finding.start))


def _placed(claim: Claim, start: int, end: int) -> Iterator[Finding]:
    """The finding on a stretch of the judged text, where the claim itself has these words."""
    judged = list(_WORD.finditer(claim.judged_text))
    own = list(_WORD.finditer(claim.text))
    matcher = difflib.SequenceMatcher(None, [one[0] for one in judged], [one[0] for one in own], autojunk=False)
    places = {block.a + step: block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    inside = [places[number] for number, one in enumerate(judged) if start <= one.start() < end and number in places]
    if inside:
        first, last = own[min(inside)].start(), own[max(inside)].end()
        yield Finding(
            "unsupported", "likely", f"the model finds no support for {claim.text[first:last]!r}", claim.start + first, claim.start + last
        )  # fmt: skip
