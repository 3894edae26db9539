"""Reads a 200 MB tagged file and shows that memory stays flat.

    python benchmarks/reading.py [--megabytes N]

Every size is read in a process of its own, whose peak memory is what the operating system says.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evalkit.reading import read
from evalkit.records import Article

SEEDS = Path(__file__).parent.parent / "seeds"


def measure(path: Path) -> None:
    """Reads one file and prints articles, seconds and peak memory in MB."""
    began = time.perf_counter()
    articles = sum(isinstance(item, Article) for item in read([path]))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"{size:8.1f} MB {articles:8} articles {seconds:7.2f} s {size / seconds:6.1f} MB/s {peak:6.0f} MB peak")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure)
        return
    text = "".join(path.read_text("utf-8").lstrip("\ufeff").rstrip() + "\n\n" for path in sorted(SEEDS.glob("*.txt")))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "articles.txt"
        for megabytes in (options.megabytes // 100 or 1, options.megabytes // 10, options.megabytes):
            with path.open("w", encoding="utf-8", newline="") as file:
                for _ in range(max(1, megabytes * 1_000_000 // len(text.encode()))):
                    file.write(text)
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()
