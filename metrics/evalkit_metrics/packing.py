"""Evidence packed for a pair model: as many of the best windows as fit beside the claim, in the order of the article.

Token ids in, token ids out: what fits is counted in the tokens that the model will see, so that nothing is cut off behind
anybody's back. A sentence that is too long to stand beside others is taken in pieces, of which those count that share
most tokens with the claim.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["LONGEST_PIECE", "packed", "pieces", "single"]

LONGEST_PIECE = 120
"""Tokens of the longest piece of a sentence that is weighed as one."""

Ids = Sequence[int]


def pieces(sentence: Ids) -> list[Ids]:
    """A sentence's token ids in as few pieces of at most `LONGEST_PIECE` as can be, of about equal length."""
    count = max(1, -(-len(sentence) // LONGEST_PIECE))
    size = max(1, -(-len(sentence) // count))
    return [sentence[start : start + size] for start in range(0, max(1, len(sentence)), size)]


def packed(
    claim: Ids, sentences: Sequence[Sequence[Ids]], spans: Sequence[tuple[int, int]], order: Sequence[int], room: int
) -> tuple[list[int], list[int]]:
    """The evidence that fits beside a claim, and the numbers of the sentences it is made of.

    Args:
        claim: its token ids.
        sentences: the pieces of each sentence of the article.
        spans: the article's windows, as (first, behind the last) sentence.
        order: the windows, best first.
        room: how many tokens of evidence there is room for.

    Returns:
        token ids, at most `room`, in the order of the article; sentence numbers, rising. If the whole article fits, it is all of it.
    """
    if sum(len(piece) for parts in sentences for piece in parts) <= room:
        return _joined(
            sentences, [(number, place) for number, parts in enumerate(sentences) for place in range(len(parts))]
        )
    chosen: set[tuple[int, int]] = set()
    seen: set[int] = set()
    for window in order:
        first, last = spans[window]
        wanted = [
            (number, place) for number in range(first, last) if number not in seen
            for place in _closest(claim, sentences[number], room)
        ]  # fmt: skip
        cost = sum(len(sentences[number][place]) for number, place in wanted)
        if wanted and cost <= room:
            chosen.update(wanted)
            seen.update(number for number, _ in wanted)
            room -= cost
    return _joined(sentences, sorted(chosen))


def single(claim: Ids, sentence: Sequence[Ids]) -> Ids:
    """The piece of one sentence that shares most tokens with a claim."""
    return sentence[0] if len(sentence) == 1 else max(sentence, key=lambda piece: _shared(claim, piece))


def _closest(claim: Ids, sentence: Sequence[Ids], room: int) -> list[int]:
    """Which pieces of a sentence to take: all of a usual one, of a long one those that share most with the claim."""
    if len(sentence) == 1:
        return [0]
    most = max(1, room // 2 // LONGEST_PIECE)
    best = sorted(range(len(sentence)), key=lambda place: -_shared(claim, sentence[place]))
    return sorted(best[:most])


def _shared(claim: Ids, piece: Ids) -> int:
    return len(set(claim) & set(piece))


def _joined(sentences: Sequence[Sequence[Ids]], chosen: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    ids = [one for number, place in chosen for one in sentences[number][place]]
    return ids, list(dict.fromkeys(number for number, _ in chosen))
