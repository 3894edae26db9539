"""The labelled bullets of `benchmarks/highlights.jsonl`, put together again from the documents of a data folder."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Bullet", "bullets"]

_LABELS = Path(__file__).parent.parent / "benchmarks" / "highlights.jsonl"


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bullet that was cut from a document and perhaps edited, and what a reader said of it.

    Attributes:
        dangling: offsets of the words that mean nothing without what stood before them.
        broken: whether it opens with a connective to what it does not have.
        tuned: whether its document served to mend the rules.
    """

    document: str
    text: str
    dangling: tuple[tuple[int, int], ...]
    broken: bool
    tuned: bool


def bullets(data: Path) -> Iterator[Bullet]:
    """The bullets, in the order of their labels; `benchmarks/highlights.py` tells how they were made.

    Raises:
        OSError: a set that they were cut from is not in the folder.
    """
    labels = [json.loads(line) for line in _LABELS.read_text("utf-8").splitlines()]
    documents: dict[str, str] = {}
    for name in sorted({label["set"] for label in labels}):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                text = json.loads(line)["document"]
                documents[hashlib.sha256(text.encode()).hexdigest()[:16]] = text
    for label in labels:
        document = documents[label["document"]]
        text = " ".join(document[start:end] for start, end in label["parts"])
        for start, end, words in sorted(label["edits"], reverse=True):
            text = text[:start] + words + text[end:]
        dangling = tuple((start, end) for start, end in label["dangling"])
        yield Bullet(document, text, dangling, label["broken"], int(label["document"][-1], 16) % 2 == 0)
