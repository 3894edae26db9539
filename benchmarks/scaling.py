"""How a run grows with its workers: `python benchmarks/scaling.py` prints a table in Markdown (some minutes on two cores).

The same articles, no cache, scored by 1 to as many workers as there are processors, as processes (`--jobs`), as Ray's actors and as
parts of their own that are merged. Seconds are those of the run without the program's start. The last lines are the rates of the first
process, which reads and writes while others score: with them, and the rate of one worker, it shows how many workers it keeps busy.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import said
from throughput import make_articles

from evalkit.reading import find, read_sources
from evalkit.records import Article


def seconds(folder: Path, out: str, *words: str) -> float:
    """Of a run, from the first byte read to the last one written."""
    subprocess.run(
        [sys.executable, "-m", "evalkit", "run", "articles", "--no-cache", "-q", "--out", out, "--fresh", *words],
        cwd=folder, env={**os.environ, "HF_HUB_OFFLINE": "1"}, check=True, capture_output=True,
    )  # fmt: skip
    told = json.loads((folder / out / "timing.json").read_text("utf-8"))
    return float(told["total_seconds"])


def divided(folder: Path, jobs: int, *words: str) -> float:
    """The slowest of so many parts that are run beside each other."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "evalkit", "run", "articles", "--no-cache", "-q", "--out", f"part{one}", "--fresh",
             "--part", f"{one}/{jobs}", *words],
            cwd=folder, env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL,
        )
        for one in range(1, jobs + 1)
    ]  # fmt: skip
    for process in processes:
        if process.wait():
            sys.exit("a part failed")
    told = [json.loads((folder / f"part{one}" / "timing.json").read_text("utf-8")) for one in range(1, jobs + 1)]
    return max(float(one["total_seconds"]) for one in told)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=96)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--metric", default="support")
    options = parser.parse_args()
    print(said())
    print("| engine | workers | seconds | articles a second | speed-up |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "articles").mkdir()
        make_articles(folder / "articles", options.articles, 1000)
        words = ("--metric", options.metric)
        one = {}
        for engine in ("--jobs", "ray", "--part"):
            for jobs in range(1, (os.cpu_count() or 1) + 1):
                found = []
                for _ in range(options.repeat):
                    if engine == "--part":
                        found.append(divided(folder, jobs, *words))
                    else:
                        ray = ("--engine", "ray") if engine == "ray" else ()
                        found.append(seconds(folder, "out", *words, "--jobs", str(jobs), *ray))
                middle = statistics.median(found)
                one.setdefault(engine, middle)
                name = {"--jobs": "processes", "ray": "Ray", "--part": "parts of their own"}[engine]
                print(f"| {name} | {jobs} | {middle:.1f} | {options.articles / middle:.2f} | {one[engine] / middle:.2f}x |", flush=True)  # fmt: skip
        print(first_process(folder))


def first_process(folder: Path) -> str:
    """How many articles a second one process reads, and hands on."""
    sources = find([folder / "articles"])
    began = time.perf_counter()
    articles = [one for one in read_sources(sources) if isinstance(one, Article)]
    reading = time.perf_counter() - began
    rows = folder / "articles.jsonl"
    rows.write_text(
        "".join(json.dumps({"content": one.content.text, "summary": one.blocks[0].text}) + "\n" for one in articles),
        "utf-8",
    )
    began = time.perf_counter()
    count = sum(isinstance(one, Article) for one in read_sources(find([rows])))
    records = time.perf_counter() - began
    began = time.perf_counter()
    for one in articles:
        pickle.loads(pickle.dumps(one))  # noqa: S301 - what was made a line above
    handing = time.perf_counter() - began
    return (
        f"\nThe first process reads {len(articles) / reading:,.0f} tagged articles a second, {count / records:,.0f} of JSON Lines,"
        f" and hands on {len(articles) / handing:,.0f}."
    )


if __name__ == "__main__":
    main()
