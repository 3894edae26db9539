"""How well the audit of highlights tells how a bullet was taken, and what of it dangles: 200 labelled bullets of news articles.

    python benchmarks/highlights.py DATA [--wrong]

DATA is the folder of the labelled sets' dev files, e.g. `data/dev`. `highlights.jsonl` beside this file has the labels, made by
a reader who did not know the rules: where in its document each bullet was cut, what was edited, its class, what dangles, and what
that means. Their texts stand in DATA alone. Half of the documents served to mend the rules, the other half did not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.claims import cases
from evalkit.records import Article, Block
from evalkit_metrics.copying import traced
from evalkit_metrics.index import ArticleIndex
from evalkit_metrics.openings import check_connective, check_references

LABELS = Path(__file__).with_suffix(".jsonl")


@dataclass(slots=True)
class Counts:
    """What came out right and wrong in one half."""

    seen: Counter[str] = field(default_factory=Counter)

    def share(self, right: str, *of: str) -> str:
        total = sum(self.seen[name] for name in of)
        return f"{self.seen[right]} of {total} ({self.seen[right] / total:.3f})" if total else "none"


def bullets(data: Path) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yields each label with its document and its bullet's text."""
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
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
        yield label, document, text


def is_tuned(label: dict[str, Any]) -> bool:
    """Whether a bullet is of the half that served to mend the rules."""
    return int(label["document"][-1], 16) % 2 == 0


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def judge(label: dict[str, Any], document: str, text: str, counts: Counts) -> Iterator[str]:
    """Counts one bullet, and yields what came out wrong."""
    block = Block("HIGHLIGHTS", f"- {text}", len(document) + 10)
    article = Article(
        id="a", path=None, line=None, sha256="", title="", published="", url="", author="",
        content=Block("CONTENT", document, 0), blocks=(block,),
    )  # fmt: skip
    (case,) = cases(article)
    if len(case.claims) != 1:
        counts.seen["not one claim"] += 1
        return
    (claim,) = case.claims
    trace = traced(claim, ArticleIndex.of(case.article))
    right = trace.copying == label["class"]
    counts.seen["class right" if right else "class wrong"] += 1
    if not right:
        yield f"{label['class']} taken for {trace.copying}: {text}"
    found = check_references(trace)
    wanted = [tuple(span) for span in label["dangling"]]
    hits = [
        one for one in found if any(overlaps((one.start - claim.start, one.end - claim.start), span) for span in wanted)
    ]
    counts.seen[
        ("bullet found" if found else "bullet missed") if wanted else ("bullet wrong" if found else "bullet silent")
    ] += 1
    counts.seen["dangling found"] += len(hits)
    counts.seen["dangling wrong"] += len(found) - len(hits)
    missed = [
        span
        for span in wanted
        if not any(overlaps((one.start - claim.start, one.end - claim.start), span) for one in found)
    ]
    counts.seen["dangling missed"] += len(missed)
    yield from (
        f"dangles not: {text[one.start - claim.start : one.end - claim.start]!r} in: {text}"
        for one in found
        if one not in hits
    )
    yield from (f"dangles: {text[slice(*span)]!r} in: {text}" for span in missed)
    for span, meant in zip(wanted, label["antecedents"], strict=True):
        for one in hits:
            if (
                one.source_start is None
                or one.source_end is None
                or not overlaps((one.start - claim.start, one.end - claim.start), span)
            ):
                continue
            is_meant = any(overlaps((one.source_start, one.source_end), tuple(place)) for place in meant)
            counts.seen["antecedent right" if is_meant else "antecedent wrong"] += 1
            if not is_meant:
                yield f"{text[slice(*span)]!r} is not {document[one.source_start : one.source_end]!r} in: {text}"
    opens = bool(check_connective(trace))
    name = (
        ("broken found" if opens else "broken missed")
        if label["broken"]
        else ("broken wrong" if opens else "not broken")
    )
    counts.seen[name] += 1
    if name in {"broken missed", "broken wrong"}:
        yield f"{name}: {text}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what came out wrong, of the tuned half")
    chosen = parser.parse_args()
    halves = {True: Counts(), False: Counts()}
    for label, document, text in bullets(chosen.data):
        tuned = is_tuned(label)
        for wrong in judge(label, document, text, halves[tuned]):
            if chosen.wrong and tuned:
                print(wrong)
    rows = (
        ("class", "class right", "class right", "class wrong"),
        ("dangling reference, precision", "dangling found", "dangling found", "dangling wrong"),
        ("dangling reference, recall", "dangling found", "dangling found", "dangling missed"),
        ("bullet that dangles, precision", "bullet found", "bullet found", "bullet wrong"),
        ("bullet that dangles, recall", "bullet found", "bullet found", "bullet missed"),
        ("antecedent, precision", "antecedent right", "antecedent right", "antecedent wrong"),
        ("broken discourse, precision", "broken found", "broken found", "broken wrong"),
        ("broken discourse, recall", "broken found", "broken found", "broken missed"),
    )
    print("| | documents that served to mend the rules | documents that did not |\n|---|---|---|")
    for name, right, *of in rows:
        print(f"| {name} | {halves[True].share(right, *of)} | {halves[False].share(right, *of)} |")


if __name__ == "__main__":
    main()
