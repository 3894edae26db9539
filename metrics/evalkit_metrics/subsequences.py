"""Longest common subsequences on bit vectors, many pairs of sequences at once.

A row of the table of subsequence lengths is an integer, one bit per token of the second sequence, 0 where the length grows (Hyyrö
2004, "Bit-parallel LCS-length computation revisited"). Several tables lie side by side in one integer, with a bit between them that
stops carries, so that one addition makes a row of each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

__all__ = ["length", "places"]

_LANES = 24
"""Tables that are made at once, at most: with more of them the short ones wait longer for the long ones."""
_AT_ONCE = 1 << 21
"""Bytes of the rows that are kept for going back, about, where several tables can be made at once."""

Tokens = Sequence[str]


def length(first: Tokens, second: Tokens) -> int:
    """The length of the longest common subsequence of two sequences of tokens."""
    masks: dict[str, int] = {}
    for place, token in enumerate(second):
        masks[token] = masks.get(token, 0) | 1 << place
    full = row = (1 << len(second)) - 1
    for mask in map(masks.get, first):
        if mask:
            kept = row & mask
            row = ((row + kept) | (row - kept)) & full
    return len(second) - row.bit_count()


def places(first: Sequence[Tokens], second: Sequence[Tokens]) -> list[list[int]]:
    """For each sequence of `first`, the places of its tokens in the union of its longest common subsequences with all of `second`.

    Of several longest subsequences of a pair it is the one that rouge-score's backtracking finds: from the ends of both, over a
    common token where the two stand before one, else back in the second where its shorter start is longer in common with the
    whole first than the whole second with the first's shorter start, else back in the first.

    Returns:
        places, rising, of each sequence of `first`.
    """
    lanes = _Lanes.of(second)
    known = [[place for place, token in enumerate(one) if token in lanes.numbers] for one in first]
    found: list[list[int]] = [[] for _ in first]
    for part in _parts(known, lanes.size):
        hits = lanes.hits([[lanes.numbers[first[number][place]] for place in known[number]] for number in part])
        for lane, step in np.argwhere(hits).tolist():
            found[part[lane]].append(known[part[lane]][step])
    return found


def _parts(known: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Numbers of sequences in parts whose tables are made at once: of like length, so that none waits for a long one."""
    part: list[int] = []
    for number in sorted((number for number, own in enumerate(known) if own), key=lambda number: -len(known[number])):
        if part and (len(part) == _LANES or (len(part) + 1) * size * (len(known[part[0]]) + 1) > _AT_ONCE):
            yield part
            part = []
        part.append(number)
    if part:
        yield part


@dataclass(frozen=True, slots=True)
class _Lanes:
    """The second sequences side by side: one lane of bits, which is laid out again for every first sequence.

    Attributes:
        numbers: of the tokens, from 1.
        masks: where each token stands in a lane, by its number; nothing for 0, [tokens + 1, bytes].
        size: bytes of a lane.
        full: all bits of a lane but those between sequences.
        stops: the bits between them, one behind each.
        within: by distance, the bits that have another of the same sequence so far above them.
    """

    numbers: dict[str, int]
    masks: npt.NDArray[np.uint8]
    size: int
    full: int
    stops: int
    within: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, second: Sequence[Tokens]) -> _Lanes:
        masks: dict[str, int] = {}
        starts = []
        at = 0
        for one in second:
            starts.append(at)
            for place, token in enumerate(one, start=at):
                masks[token] = masks.get(token, 0) | 1 << place
            at += len(one) + 1
        size = -(-at // 8) or 1
        table = b"".join([bytes(size), *(mask.to_bytes(size, "little") for mask in masks.values())])
        longest = max(map(len, second), default=0)
        within = []
        distance = 1
        while distance < longest:
            bits = sum(
                ((1 << len(one) - distance) - 1) << start
                for one, start in zip(second, starts, strict=True)
                if len(one) > distance
            )
            within.append((distance, bits))
            distance *= 2
        return cls(
            numbers={token: number for number, token in enumerate(masks, start=1)},
            masks=np.frombuffer(table, dtype=np.uint8).reshape(-1, size),
            size=size,
            full=sum(((1 << len(one)) - 1) << start for one, start in zip(second, starts, strict=True)),
            stops=sum(1 << start + len(one) for one, start in zip(second, starts, strict=True)),
            within=tuple(within),
        )

    def hits(self, first: Sequence[Sequence[int]]) -> npt.NDArray[np.bool_]:
        """Which tokens of first sequences are in the union of their subsequences with all second ones, [sequences, longest].

        Args:
            first: numbers of tokens, the longest sequence first.
        """
        steps = len(first[0])
        # A lane whose sequence has ended gets a token that stands nowhere, which changes no row.
        padded = np.array(list(zip_longest(*first, fillvalue=0)))
        tokens = [int.from_bytes(laid, "little") for laid in self.masks[padded].reshape(steps, -1)]
        full, stops = self._laid(self.full, len(first)), self._laid(self.stops, len(first))
        within = [(distance, self._laid(bits, len(first))) for distance, bits in self.within]
        rows = [full]
        for mask in tokens:
            kept = rows[-1] & mask
            rows.append(((rows[-1] + kept) | (rows[-1] - kept)) & full)
        found: list[bytes] = []
        left = full  # the second sequences' tokens that are not yet behind us
        for step in range(steps - 1, -1, -1):
            upper, lower, mask = rows[step], rows[step + 1], tokens[step]
            # Where this row exceeds the one above: from each place where it grows alone up to where the other one does.
            exceeds = ((stops | (lower & ~upper)) - (upper & ~lower)) & full
            back = (exceeds << 1) & upper
            reached = (mask | (full & ~back)) & left
            for distance, bits in within:
                reached |= (reached >> distance) & bits  # the highest bit of each sequence, and all below it
            highest = reached ^ ((reached >> 1) & within[0][1]) if within else reached
            common = highest & mask
            left = reached & ~common
            found.append(common.to_bytes(len(first) * self.size, "little"))
        data = np.frombuffer(b"".join(reversed(found)), dtype=np.uint8)
        return np.asarray(data.reshape(steps, len(first), self.size).any(axis=2).T)

    def _laid(self, bits: int, count: int) -> int:
        return int.from_bytes(bits.to_bytes(self.size, "little") * count, "little")
