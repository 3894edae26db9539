"""The articles of a leaderboard with what all systems wrote of each, read again from the runs, a few at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing

import msgspec

from ..matching import Pair, pairs
from ..runfile import ArticleRecord, CaseRecord, ClaimRecord, OriginRecord, stream
from .board import Leaderboard, Made

__all__ = ["abreast"]

Abreast = tuple[ArticleRecord, list[CaseRecord]]


def abreast(found: Leaderboard) -> Iterator[Abreast]:
    """Yields each article that all runs have, in the order of the first, with the cases of all systems, the best system first.

    A case has its system's name in the leaderboard, and points into the CONTENT of the first run's article.

    Raises:
        RunFileError: a run file cannot be read.
    """
    blocks = [board.block for board in found.boards]
    order = {one.system: n for board in reversed(found.boards) for n, one in enumerate(board.standings)}
    for article, cases in _joined(found.made):
        own = [case for case in cases if case.block in blocks]
        yield (
            article,
            sorted(own, key=lambda case: (blocks.index(case.block), order.get(case.system or "", len(order)))),
        )


def _joined(made: Sequence[Made]) -> Iterator[Abreast]:
    first, *others = made
    with ExitStack() as stack:
        beside = [stack.enter_context(closing(_pairs(first, other))) for other in others]
        for article, cases in _articles(first):
            whole = [*cases]
            held = True
            for other, matched in zip(others, beside, strict=True):
                pair = next(matched)
                if pair.before_article is None:
                    held = False
                    continue
                same = pair.before_article.content.text == article.content.text
                by = article.content.start - pair.before_article.content.start if same else None
                whole += [_moved(_named(case, other.systems), by) for case in pair.before]
            if held:
                yield article, whole


def _pairs(first: Made, other: Made) -> Generator[Pair, None, None]:
    yield from pairs(first.path, other.path)


def _articles(made: Made) -> Iterator[Abreast]:
    current: Abreast | None = None
    for record in stream(made.path):
        if isinstance(record, ArticleRecord):
            if current:
                yield current
            current = record, []
        elif isinstance(record, CaseRecord) and current:
            current[1].append(_named(record, made.systems))
    if current:
        yield current


def _named(case: CaseRecord, systems: Mapping[str | None, str]) -> CaseRecord:
    return msgspec.structs.replace(case, system=systems[case.system])


def _moved(case: CaseRecord, by: int | None) -> CaseRecord:
    """A case whose evidence points into the same CONTENT at another place of its file; None where line ends differ: nowhere."""
    if by == 0:
        return case
    return msgspec.structs.replace(
        case,
        claims=tuple(_claim(claim, by) for claim in case.claims),
        scores=tuple(
            msgspec.structs.replace(
                score, passages=() if by is None else tuple((start + by, end + by) for start, end in score.passages)
            )
            for score in case.scores
        ),
    )


def _claim(claim: ClaimRecord, by: int | None) -> ClaimRecord:
    replace = msgspec.structs.replace
    if by is None:
        findings = (replace(one, source_start=None, source_end=None) for one in claim.findings)
        return replace(claim, evidence=(), findings=tuple(findings), origin=None)
    return replace(
        claim,
        evidence=tuple(replace(one, start=one.start + by, end=one.end + by) for one in claim.evidence),
        findings=tuple(
            replace(one, source_start=one.source_start + by, source_end=one.source_end + by)
            if one.source == "CONTENT" and one.source_start is not None and one.source_end is not None
            else one
            for one in claim.findings
        ),
        origin=claim.origin and _origin(claim.origin, by),
    )


def _origin(origin: OriginRecord, by: int) -> OriginRecord:
    return msgspec.structs.replace(
        origin,
        pieces=tuple(
            msgspec.structs.replace(piece, source_start=piece.source_start + by, source_end=piece.source_end + by)
            if piece.source_start is not None and piece.source_end is not None
            else piece
            for piece in origin.pieces
        ),
    )
