"""A claim and its evidence as one row of token ids, with the runs of tokens that both have marked.

A row is `[CLS] claim [SEP] evidence [SEP]`. Its segment ids say more than which text a token is of: they also say how long
a run of tokens it stands in that the other text has word for word. So copying need not be learnt from examples, and the
one word at which a copied run breaks stands out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

__all__ = ["CLAIM_MATCH", "EVIDENCE_MATCH", "MARKS", "SEGMENTS", "row", "run_lengths"]

MARKS = 3
"""Tokens of a row that are neither claim nor evidence."""

CLAIM_MATCH = (0, 2, 3, 4, 5, 5)
"""Segment of a claim's token by the length of its run: 0, 1, 2, 3, 4 and more."""
EVIDENCE_MATCH = (1, 6, 7, 8, 8, 9)
"""Segment of a token of evidence by the length of its run: 0, 1, 2, 3-4, 5 and more."""
SEGMENTS = 10


def row(claim: Sequence[int], evidence: Sequence[int], start: int, end: int) -> tuple[list[int], list[int]]:
    """Token ids and segment ids of a pair, both [tokens].

    Args:
        claim, evidence: their token ids without marks.
        start, end: ids of the marks `[CLS]` and `[SEP]`.
    """
    ids = [start, *claim, end, *evidence, end]
    of_claim, of_evidence = run_lengths(claim, evidence)
    last = len(CLAIM_MATCH) - 1
    segments = [
        0,
        *(CLAIM_MATCH[min(length, last)] for length in of_claim),
        0,
        *(EVIDENCE_MATCH[min(length, last)] for length in of_evidence),
        1,
    ]
    return ids, segments


def run_lengths(left: Sequence[int], right: Sequence[int]) -> tuple[list[int], list[int]]:
    """For each token of two texts the length of the longest run of tokens around it that stands in the other one too."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(right):
        places[one].append(place)
    of_left = [0] * len(left)
    of_right = [0] * len(right)
    for first, one in enumerate(left):
        for second in places.get(one, ()):
            if first and second and left[first - 1] == right[second - 1]:
                continue  # the inside of a run that was met at its start
            length = 1
            while (
                first + length < len(left)
                and second + length < len(right)
                and left[first + length] == right[second + length]
            ):
                length += 1
            for offset in range(length):
                of_left[first + offset] = max(of_left[first + offset], length)
                of_right[second + offset] = max(of_right[second + offset], length)
    return of_left, of_right
