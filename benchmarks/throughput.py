"""How fast a whole run is, and how much memory it takes, on distinct articles of real length.

    python benchmarks/throughput.py [--articles N] [--words N] [--folder PATH]

Without a folder the articles are made: sentences of seeds/ drawn with a fixed seed, in each of which some words are
replaced, so that no sentence stands in two articles and the cache has nothing to reuse. Each has 5 summary sentences and 4
highlights. Every run is a process of its own; the first fills an empty cache, the second finds it full.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evalkit.reading import read
from evalkit.records import Article
from evalkit.segment import sentences

SEEDS = Path(__file__).parent.parent / "seeds"


def make_articles(folder: Path, count: int, words: int) -> None:
    """Writes `count` distinct tagged articles of about `words` words each."""
    draw = random.Random(12345)
    pool = [
        " ".join(sentence.text.split())
        for item in read([SEEDS])
        if isinstance(item, Article)
        for sentence in sentences(item.content.text)
    ]
    vocabulary = sorted({word for sentence in pool for word in re.findall(r"\b[a-z]{5,}\b", sentence)})
    for number in range(count):
        text: list[str] = []
        while sum(len(sentence.split()) for sentence in text) < words:
            sentence = draw.choice(pool)
            text.append(re.sub(r"\b[a-z]{5,}\b|\d+", lambda match: changed(match, draw, vocabulary), sentence))
        picked = sorted(draw.sample(range(len(text)), 9))
        summary = " ".join(text[place] for place in picked[:5])
        highlights = "\n".join(f"- {text[place]}" for place in picked[5:])
        content = "\n\n".join(" ".join(text[at : at + 3]) for at in range(0, len(text), 3))
        (folder / f"{number:05d}.txt").write_text(
            f"<TITLE>Article {number}</TITLE>\n<PUBLISHED_DATE>2025-01-01</PUBLISHED_DATE>\n<URL></URL>\n<AUTHOR></AUTHOR>\n\n"
            f"<SUMMARY>\n{summary}\n</SUMMARY>\n<HIGHLIGHTS>\n{highlights}\n</HIGHLIGHTS>\n<CONTENT>\n{content}\n</CONTENT>\n",
            "utf-8",
        )


def changed(match: re.Match[str], draw: random.Random, vocabulary: list[str]) -> str:
    """A number with other digits; one longer word in five another one."""
    if match[0].isdigit():
        return "".join(draw.choice("123456789") for _ in match[0])
    return draw.choice(vocabulary) if draw.random() < 0.2 else match[0]


def timed(words: list[str], cache: Path, folder: Path) -> tuple[float, float]:
    """Wall seconds of a process, and the largest memory in MB of any child so far."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "evalkit", *words],
        env={**os.environ, "EVALKIT_CACHE": str(cache), "HF_HUB_OFFLINE": "1"},
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="tagged articles of your own instead of made ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        corpus = options.folder.resolve() if options.folder else work / "articles"
        if not options.folder:
            corpus.mkdir()
            make_articles(corpus, options.articles, options.words)
        (work / "one").mkdir()
        make_articles(work / "one", 1, options.words)
        cache = work / "cache"
        rows = [
            ("evalkit --help", *timed(["--help"], cache, work)),
            (
                "one article, overlap only",
                *timed(["run", "one", "-q", "--metric", "rouge", "--metric", "extractive"], cache, work),
            ),
            ("one article, all metrics, empty cache", *timed(["run", "one", "-q"], cache, work)),
            ("one article, all metrics, full cache", *timed(["run", "one", "-q"], cache, work)),
            ("the corpus, all metrics, empty cache", *timed(["run", str(corpus), "-q", "--out", "a"], cache, work)),
        ]
        timing = json.loads((work / "a" / "timing.json").read_text())
        rows.append(
            ("the corpus, all metrics, full cache", *timed(["run", str(corpus), "-q", "--out", "a"], cache, work))
        )
        footer = json.loads((work / "a" / "run.jsonl").read_text("utf-8").splitlines()[-1])
        print(f"{'run':40} {'seconds':>8} {'articles/s':>11} {'peak MB so far':>15}")
        for name, seconds, memory in rows:
            rate = f"{footer['articles'] / seconds:11.2f}" if name.startswith("the corpus") else f"{'':11}"
            print(f"{name:40} {seconds:8.2f} {rate} {memory:15.0f}")
        print(
            f"{footer['articles']} articles, {footer['cases']} blocks; within the first run of the corpus, in seconds:"
        )
        print("  " + ", ".join(f"{name} {seconds}" for name, seconds in timing["metric_seconds"].items()))
        for name, op in timing["ops"].items():
            print(
                f"  {name}: {op['computed']} of {op['items']} computed, {op['computed'] / max(op['seconds'], 1e-9):.0f} a second"
            )


if __name__ == "__main__":
    main()
