"""How right the typed checks are on real summaries: findings per type on wrong words and on faithful summaries.

    python benchmarks/findings.py DATA [--faithful]

DATA is the folder of the labelled sets' dev files. A finding counts as right where its summary is labelled unsupported and, in sets
that mark the wrong words, on marked words; as wrong in every other place, although labels err too: `--faithful` prints those on
faithful summaries, to be read. The same words on one document, in twenty edits of one summary, count once.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evalkit.claims import cases
from evalkit.metric import Finding
from evalkit.records import Article, Block, Claim
from evalkit_metrics.checks import run_checks
from evalkit_metrics.index import ArticleIndex


def findings(rows: list[dict[str, Any]], document: str) -> Iterator[tuple[dict[str, Any], Claim, Finding]]:
    """Yields each finding on the summaries of one document, with its row and claim."""
    article = Article(
        id="a", path=None, line=None, sha256="", title="", published="", url="", author="", content=Block("CONTENT", document, 0),
        blocks=tuple(Block("SUMMARY", row["claim"], system=str(place)) for place, row in enumerate(rows)),
    )  # fmt: skip
    own = cases(article)
    index = ArticleIndex.of(own[0].article)
    for row, case in zip(rows, own, strict=True):
        for claim in case.claims:
            for one in run_checks(claim, index):
                yield row, claim, one


def is_right(row: dict[str, Any], one: Finding) -> bool:
    spans = row.get("spans")
    return row["label"] == 0 and (not spans or any(start < one.end and one.start < end for start, end, *_ in spans))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--faithful", action="store_true", help="print the findings on faithful summaries")
    chosen = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    claims: Counter[int] = Counter()
    seen: set[tuple[str, str, str, str]] = set()
    for file in sorted(chosen.data.glob("*.jsonl.gz")):
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                groups[row["document"]].append(row)
        for document, rows in groups.items():
            claims.update(row["label"] for row in rows)
            for row, claim, one in findings(rows, document):
                words = claim.text[one.start - claim.start : one.end - claim.start]
                kind = "right" if is_right(row, one) else "unmarked" if row["label"] == 0 else "faithful"
                key = (document, one.type, words.lower(), kind)
                if key in seen:
                    continue
                seen.add(key)
                counts[one.type, one.certainty, kind] += 1
                if chosen.faithful and kind == "faithful":
                    print(f"{file.name} {one.type} {one.certainty}: {one.message} | {' '.join(claim.text.split())}")
    print(f"{claims.total()} summaries, {claims[1]} of them faithful\n")
    print(
        "| type | certainty | on wrong words | elsewhere in unsupported summaries | in faithful summaries |\n|---|---|---|---|---|"
    )
    for name, certainty in sorted({key[:2] for key in counts}):
        cells = (str(counts[name, certainty, kind]) for kind in ("right", "unmarked", "faithful"))
        print(f"| {name} | {certainty} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
