"""Labelled sets as they stand in a data folder: one JSON object a line, gzip."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Row", "rows", "sha256"]


@dataclass(frozen=True, slots=True)
class Row:
    """One judged claim.

    Attributes:
        label: 1 supported, 0 not.
        spans: offsets of the claim's unsupported words, or None where nobody marked any.
        kinds: what is wrong with it, in the set's own words, where the set says so.
    """

    set: str
    id: str
    document: str
    claim: str
    label: int
    spans: tuple[tuple[int, int], ...] | None
    system: str | None
    kinds: tuple[str, ...] = ()


def rows(file: Path) -> Iterator[Row]:
    """The rows of a set's file, in order.

    Raises:
        OSError: there is no such file.
        KeyError: a row lacks a key.
    """
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            data = json.loads(line)
            spans = data.get("spans")
            yield Row(
                set=file.name.removesuffix(".jsonl.gz"),
                id=str(data["id"]),
                document=data["document"],
                claim=data["claim"],
                label=int(data["label"]),
                spans=tuple((int(start), int(end)) for start, end, *_ in spans) if spans else None,
                system=data.get("system"),
                kinds=_kinds(data.get("extra") or {}),
            )


def _kinds(extra: dict[str, Any]) -> tuple[str, ...]:
    """Error types under whichever key a set has them."""
    listed = extra.get("errors") or extra.get("edit_types") or [extra.get("error_type")]
    told = [one for one in listed if one] + [one for one in ("intrinsic", "extrinsic") if extra.get(one) is True]
    return tuple(dict.fromkeys(told))


def sha256(file: Path) -> str:
    """Hex digest of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
