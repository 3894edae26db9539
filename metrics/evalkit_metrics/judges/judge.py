"""What every bigger judge is: an Op from (evidence, claim) to an opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from evalkit.metric import Op

__all__ = ["Judge", "Opinion", "PackedOpinions"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge holds of one claim, given its evidence.

    Attributes:
        supported: P(supported), in [0, 1], rounded to 1e-4.
        contradicted: P(contradicted), likewise, of a judge that tells contradicted from not mentioned; else None. One whose
            `contradicted` is above both `supported` and what is left has found a contradiction.
        note: the judge's own words for its opinion, where it gives any.
        usage: what the opinion cost, e.g. {"prompt_tokens": 412, "completion_tokens": 38}; empty for a model on disk.
    """

    supported: float
    contradicted: float | None = None
    note: str | None = None
    usage: tuple[tuple[str, float], ...] = ()


class Judge(Op[tuple[str, str], Opinion], Protocol):
    """An Op over (evidence, claim).

    Attributes:
        tier: what its votes are called in a run file, e.g. "nli".
        name: which judge it is, for signatures: `<folder or model>@<first 8 hex digits of its content's sha256>`.
        words: how many words of evidence it reads with one claim, at most; the caller packs no more than that.
        threshold: a claim is supported if `supported` is at least this.
    """

    tier: str
    name: str
    words: int
    threshold: float

    def pack(self, result: Any, /) -> bytes: ...

    def unpack(self, data: bytes, /) -> Opinion: ...

    def size(self, item: Any, /) -> int: ...


class PackedOpinions:
    """Opinions as bytes, what they cost, and pairs by their length: what all judges share."""

    def pack(self, result: Any, /) -> bytes:
        """An opinion as MessagePack."""
        return msgspec.msgpack.encode(result)

    def unpack(self, data: bytes, /) -> Opinion:
        """The opinion that `pack` made bytes of."""
        return msgspec.msgpack.decode(data, type=Opinion)

    def usage(self, result: Any, /) -> Mapping[str, float]:
        """What an opinion cost; nothing for a model on disk."""
        return dict(result.usage)

    def size(self, item: Any, /) -> int:
        """Characters of a pair."""
        evidence, claim = item
        return len(evidence) + len(claim)
