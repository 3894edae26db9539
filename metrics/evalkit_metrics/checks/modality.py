"""Modality: what the article says may be, is planned or is said to be, a claim must not state as done or certain.

Claim and article are laid beside each other. A hedge of the article in a gap in which the claim has a stronger word, or
none at all, has been strengthened; the reverse, a fact told as a guess, is found too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.metric import Finding

from .told import CLOSE, Facing, Told, facing

__all__ = ["check_modality"]

_POSSIBLE = frozenset(
    "may might could possibly perhaps maybe potentially likely probably apparently seemingly presumably".split()
)
_PLANNED = frozenset(
    "plans plan planned planning hopes hope hoped hoping intends intend intended aims aim aimed expected expects expect considering"
    " considers consider considered proposes propose proposed proposing mulling weighing wants want wanted seeks seek sought"
    " scheduled due set poised prepared ready".split()
)
_SAID = frozenset(
    "allegedly reportedly alleged accused suspected rumoured rumored understood believed thought claimed claims claim"
    " alleges allege suggests suggest hinted hints suspect suspects suspicion appears appear appeared seems seem seemed think thinks"
    " believes believe insisted insists anticipated anticipates predicted predicts projected projects foreseen forecast forecasts".split()
)
_SURE = frozenset(
    "will must certainly definitely undoubtedly surely proved proven proves prove confirmed confirms confirm shall".split()
)
_DONE = frozenset("has have had did is are was were".split())
_KIND = (
    dict.fromkeys(_POSSIBLE, "possible") | dict.fromkeys(_PLANNED, "planned") | dict.fromkeys(_SAID, "said")
    | dict.fromkeys(_SURE, "sure") | dict.fromkeys(_DONE, "done") | {"would": "would", "should": "would", "can": "would"}
)  # fmt: skip
_HEDGES = {"possible", "planned", "said"}
_LINKS = frozenset("to be have has been that a the well also even still".split())


def check_modality(told: Told) -> list[Finding]:
    """Finds hedges of the article that a claim has dropped or strengthened, and statements that it has made a guess."""
    found: dict[int, Finding] = {}
    hedged = any(word.text in _POSSIBLE | _PLANNED | _SAID for word in told.words)
    for one in (one for beside in told.beside for one in facing(told, beside, _signs)):
        if one.beside.cover < CLOSE or one.gap.claim[0] == 0 or one.gap.claim[1] == len(told.words):
            continue
        here, there = {kind for *_, kind in one.claim}, {kind for *_, kind in one.source}
        hedge = next((sign for sign in one.source if sign[2] in _HEDGES and _governs(one, sign)), None)
        if hedge is not None and not hedged and not here & {"would"}:
            finding = _strengthened(told, one, hedge, here)
        elif here & {"possible"} and there & {"sure", "done"} and not there & _HEDGES and one.is_tight:
            finding = _weakened(told, one)
        else:
            finding = None
        if finding is not None:
            found.setdefault(finding.start, finding)
    return list(found.values())


def _signs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for place, word in enumerate(words):
        kind = _KIND.get(word)
        behind = words[place + 1] if place + 1 < len(words) else ""
        if (
            kind is None
            or (word == "could" and behind == "not")
            or behind in {"i", "you", "we"}
            or behind[:1].isdigit()
        ):
            continue
        if kind == "planned" and behind not in {"to", "by", "for"}:
            continue
        yield place, place + 1, kind


def _governs(one: Facing, hedge: tuple[int, int, str]) -> bool:
    """Whether a hedge of the sentence is said of the very next words that the claim has too."""
    between = {word.text for word in one.beside.words[hedge[1] : one.gap.source[1]]}
    following = [place for place, _ in one.beside.pairs if place >= one.gap.claim[1]]
    return between <= _LINKS and len(following) > 1 and following[1] == following[0] + 1


def _strengthened(told: Told, one: Facing, hedge: tuple[int, int, str], here: set[str]) -> Finding | None:
    """The hedge is gone: `modality` where the claim is sure in its place, `omitted-hedge` where it has nothing there."""
    first, last = one.gap.claim
    if first == last:
        first, last = max(0, first - 1), min(len(told.words), last + 1)
        kind = "omitted-hedge"
    else:
        kind = "modality" if here & {"sure", "done"} else "omitted-hedge"
    size = one.gap.source[1] - one.gap.source[0]
    if size > 6 or last - first > 5:
        return None
    span, source = (
        told.span(first, last),
        told.source_span(one.beside.words[hedge[0] : min(hedge[1] + 1, len(one.beside.words))]),
    )
    has = told.source_text(one.beside.words[hedge[0] : min(hedge[1] + 1, len(one.beside.words))])
    certain = one.is_tight and bool(here & {"sure"})
    return Finding(
        kind, "certain" if certain else "likely", f"says “{told.text(first, last)}”, the article says “{has}”",
        span.start, span.end, source.start, source.end,
    )  # fmt: skip


def _weakened(told: Told, one: Facing) -> Finding:
    (first, last, _), (here, there, _) = one.claim[0], one.source[0]
    span, source = told.span(first, last), told.source_span(one.beside.words[here:there])
    return Finding(
        "modality", "likely", f"says “{told.text(first, last)}”, the article says “{told.source_text(one.beside.words[here:there])}”",
        span.start, span.end, source.start, source.end,
    )  # fmt: skip
