"""A claim and its evidence as one row of token ids, with the runs of tokens that both have marked.

A row is `[CLS] claim [SEP] evidence [SEP]`. Its segment ids say more than which text a token is of: they also say how long
a run of tokens it stands in that the other text has word for word. So copying need not be learnt from examples, and the
one word at which a copied run breaks stands out. Punctuation neither makes nor breaks a run: summaries leave it out and put it in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["CLAIM_MATCH", "EVIDENCE_MATCH", "MARKS", "SEGMENTS", "Row", "Signs", "row", "run_lengths"]

MARKS = 3
"""Tokens of a row that are neither claim nor evidence."""

CLAIM_MATCH = (0, 2, 3, 4, 5, 5)
"""Segment of a claim's token by the length of its run: 0, 1, 2, 3, 4 and more."""
EVIDENCE_MATCH = (1, 6, 7, 8, 8, 9)
"""Segment of a token of evidence by the length of its run: 0, 1, 2, 3-4, 5 and more."""
SEGMENTS = 10


@dataclass(frozen=True, slots=True)
class Signs:
    """What of a vocabulary is no word.

    Attributes:
        start, end: ids of the marks `[CLS]` and `[SEP]`.
        silent: ids of punctuation.
    """

    start: int
    end: int
    silent: frozenset[int]

    @classmethod
    def of(cls, vocabulary: Mapping[str, int]) -> Signs:
        """Those of a vocabulary, which gives the id of each token.

        Raises:
            KeyError: it has not the marks.
        """
        silent = frozenset(one for token, one in vocabulary.items() if len(token) == 1 and not token.isalnum())
        return cls(vocabulary["[CLS]"], vocabulary["[SEP]"], silent)


class Row(NamedTuple):
    """A pair as the network reads it.

    Attributes:
        ids, segments: of its tokens, marks included, [tokens].
        claim: how many tokens of it, behind the first mark, are the claim.
    """

    ids: Sequence[int]
    segments: Sequence[int]
    claim: int


def row(claim: Sequence[int], evidence: Sequence[int], signs: Signs) -> tuple[list[int], list[int]]:
    """Token ids and segment ids of a pair, both [tokens].

    Args:
        claim, evidence: their token ids without marks.
    """
    ids = [signs.start, *claim, signs.end, *evidence, signs.end]
    of_claim, of_evidence = _spoken_runs(claim, evidence, signs.silent)
    last = len(CLAIM_MATCH) - 1
    segments = [
        0,
        *(CLAIM_MATCH[min(length, last)] for length in of_claim),
        0,
        *(EVIDENCE_MATCH[min(length, last)] for length in of_evidence),
        1,
    ]
    return ids, segments


def _spoken_runs(left: Sequence[int], right: Sequence[int], silent: frozenset[int]) -> tuple[list[int], list[int]]:
    """The runs of two texts without their punctuation; a sign has the shorter of the runs at either side of it."""
    spoken = [[one for one in text if one not in silent] for text in (left, right)]
    runs = run_lengths(*spoken)
    return _with_signs(left, runs[0], silent), _with_signs(right, runs[1], silent)


def _with_signs(text: Sequence[int], runs: Sequence[int], silent: frozenset[int]) -> list[int]:
    found, at = [], 0
    for one in text:
        if one in silent:
            found.append(min(runs[at - 1] if at else 0, runs[at] if at < len(runs) else 0))
        else:
            found.append(runs[at])
            at += 1
    return found


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
