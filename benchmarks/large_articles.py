"""What one very large article takes: `python benchmarks/large_articles.py` prints a table in Markdown (some minutes on two cores).

Each run is a process of its own over one article of made-up words; time is that of the whole process, memory its largest.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import said

CASES = (
    (1_000_000, 500, "rouge"),
    (1_000_000, 500, "extractive"),
    (1_000_000, 500, "support"),
    (50_000_000, 500, "rouge"),
    (50_000_000, 500, "extractive"),
    (200_000, 200_000, "rouge"),
    (1_000_000, 1_000_000, "rouge"),
)
"""Characters of CONTENT, characters of the block, metric."""


def text(characters: int, words: list[str], draw: random.Random) -> str:
    """Sentences of 8 to 24 words, five a paragraph."""
    parts: list[str] = []
    size = 0
    while size < characters:
        sentence = " ".join(draw.choices(words, k=draw.randint(8, 24))).capitalize() + "."
        parts.append(sentence + ("\n\n" if len(parts) % 5 == 4 else " "))
        size += len(parts[-1])
    return "".join(parts).strip()


def main() -> None:
    draw = random.Random(1)
    words = ["".join(draw.choices("abcdefghijklmnoprstuvwy", k=draw.randint(2, 9))) for _ in range(20_000)]
    print(said())
    print("| CONTENT | block | metric | seconds | memory |\n|---|---|---|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        for content, block, metric in CASES:
            row = {"content": text(content, words, draw), "summary": text(block, words, draw)}
            Path(scratch, "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
            seconds, memory = measured(Path(scratch), metric)
            print(f"| {content:,} | {block:,} | `{metric}` | {seconds:,.1f} | {memory:,} MB |", flush=True)


def measured(folder: Path, metric: str) -> tuple[float, int]:
    """Seconds and megabytes of a run."""
    code = (
        "import resource, sys\nfrom evalkit.cli import main\nmain(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
    )
    words = ["run", "a.jsonl", "--metric", metric, "--no-cache", "-q", "--fresh"]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=folder, env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    return time.perf_counter() - began, int(done.stderr.split()[-1])


if __name__ == "__main__":
    main()
