"""Boundary F1 of evalkit's sentence splitter beside two libraries, on the gold sets of tests/data/sentences.

    pip install -e ".[bench]"
    python benchmarks/sentence_splitters.py

`tuning.txt` was read while the splitter was written, `final.txt` was not. The gold marks every sentence end with U+23D0.
Every splitter gets the same raw text; a boundary is the offset behind a sentence's last character. The end of a document
is given and is not counted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from evalkit.segment import sentences

MARK = "\u23d0"
GOLD = Path(__file__).parent.parent / "tests" / "data" / "sentences"


def documents(path: Path) -> Iterator[tuple[str, str, set[int]]]:
    """Yields (name, raw text, gold sentence ends) of a gold file."""
    for part in re.split(r"(?m)^=== ", path.read_text("utf-8"))[1:]:
        name, _, marked = part.partition("\n")
        text, ends = "", set()
        for piece in marked.split(MARK)[:-1]:
            text += piece
            ends.add(len(text))
        yield name.strip(), text, ends


def evalkit_ends(text: str) -> set[int]:
    return {sentence.end for sentence in sentences(text)}


def pysbd_ends() -> Callable[[str], set[int]]:
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda text: _find(text, segmenter.segment(text))


def syntok_ends() -> Callable[[str], set[int]]:
    from syntok import segmenter

    def ends(text: str) -> set[int]:
        found = set()
        for paragraph in segmenter.analyze(text):
            for sentence in paragraph:
                found.add(sentence[-1].offset + len(sentence[-1].value))
        return found

    return ends


def _find(text: str, pieces: list[str]) -> set[int]:
    """Ends of pieces that a splitter gives without offsets."""
    found, at = set(), 0
    for piece in pieces:
        bare = piece.strip()
        place = text.find(bare, at)
        if place >= 0 and bare:
            at = place + len(bare)
            found.add(at)
    return found


def score(ends: Callable[[str], set[int]], path: Path, *, misses: bool = False) -> tuple[float, float, float, int]:
    """Precision, recall and F1 of the boundaries within documents, and how many there are."""
    hits = given = wanted = 0
    for name, text, gold in documents(path):
        inner = {end for end in gold if text[end:].strip()}
        found = {end for end in ends(text) if text[end:].strip()}
        hits += len(inner & found)
        given += len(found)
        wanted += len(inner)
        if misses:
            for end in sorted(inner ^ found):
                kind = "missed" if end in inner else "false "
                print(f"  {kind} [{name}] {text[max(0, end - 45) : end]!r} | {text[end : end + 35]!r}")
    precision, recall = hits / given, hits / wanted
    return precision, recall, 2 * precision * recall / (precision + recall), wanted


def main() -> None:
    splitters: dict[str, Callable[[str], set[int]]] = {"evalkit": evalkit_ends}
    for name, make in (("pysbd", pysbd_ends), ("syntok", syntok_ends)):
        try:
            splitters[name] = make()
        except ImportError:
            print(f"{name} is not installed: pip install -e '.[bench]'", file=sys.stderr)
    print(f"{'set':8} {'splitter':10} {'precision':>9} {'recall':>7} {'F1':>7}  boundaries")
    for part in ("tuning", "final"):
        for name, ends in splitters.items():
            precision, recall, f1, count = score(ends, GOLD / f"{part}.txt")
            print(f"{part:8} {name:10} {precision:9.4f} {recall:7.4f} {f1:7.4f}  {count}")


if __name__ == "__main__":
    main()
