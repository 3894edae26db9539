"""Reads files of every format, small and large, and shows that memory stays flat.

    python benchmarks/reading.py [--megabytes N]

Every file is read in a process of its own, whose peak memory is what the operating system says. "apart" has the rows of one
system after those of another, so that each article's rows stand far from each other.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from evalkit.reading import read
from evalkit.records import Article

SEEDS = Path(__file__).parent.parent / "seeds"
Rows = Iterator[dict[str, str]]


def measure(path: Path) -> None:
    """Reads one file and prints articles, seconds and peak memory in MB."""
    began = time.perf_counter()
    articles = sum(isinstance(item, Article) for item in read([path]))
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text()  # not what getrusage says: that knows the peak of who started this
    peak = int(re.findall(r"VmHWM:\s*(\d+)", status)[0]) / 1024
    size = path.stat().st_size / 1e6
    print(
        f"{path.name:16} {size:7.1f} MB {articles:7} articles {seconds:7.2f} s {size / seconds:6.1f} MB/s"
        f" {peak:5.0f} MB peak"
    )


def rows(count: int, *, apart: bool = False) -> Rows:
    """As many rows, two systems an article."""
    seeds = [one for one in read([SEEDS]) if isinstance(one, Article)]
    pairs = ((n, system) for n in range(count // 2) for system in "xy")
    if apart:
        pairs = ((n, system) for system in "xy" for n in range(count // 2))
    for n, system in pairs:
        article = seeds[n % len(seeds)]
        yield {"id": str(n), "system": system, "content": article.content.text, "summary": article.blocks[0].text}


def write_tagged(path: Path, count: int) -> None:
    text = [one.read_text("utf-8").lstrip("\ufeff").rstrip() + "\n\n" for one in sorted(SEEDS.glob("*.txt"))]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(itertools.islice(itertools.cycle(text), count))


def write_jsonl(path: Path, count: int) -> None:
    lines = (json.dumps(row) + "\n" for row in rows(count, apart="apart" in path.name))
    with gzip.open(path, "wt", compresslevel=1) if path.suffix == ".gz" else path.open("w") as file:
        file.writelines(lines)


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("id", "system", "content", "summary"))
        writer.writeheader()
        writer.writerows(rows(count))


def write_parquet(path: Path, count: int) -> None:
    import pyarrow as pa  # not above: it would stand in what is measured
    from pyarrow import parquet

    schema = pa.schema([(name, pa.string()) for name in ("id", "system", "content", "summary")])
    source = rows(count)
    with parquet.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
        while part := list(itertools.islice(source, 500)):
            writer.write_table(pa.Table.from_pylist(part, schema=schema))


FORMATS: dict[str, Callable[[Path, int], None]] = {
    "tagged.txt": write_tagged,
    "rows.jsonl": write_jsonl,
    "apart.jsonl": write_jsonl,
    "rows.jsonl.gz": write_jsonl,
    "rows.csv": write_csv,
    "rows.parquet": write_parquet,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name, write in FORMATS.items():
            for megabytes in (options.megabytes // 10, options.megabytes):
                path = Path(scratch) / name
                write(path, max(2, megabytes * 1_000_000 // 6_200))  # a seed has about 6,200 bytes
                subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)
                path.unlink()


if __name__ == "__main__":
    main()
