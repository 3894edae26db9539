"""How many claims a second `support` judges, everything counted: evidence found, the pair model asked, verdicts joined.

    python benchmarks/claims.py [--articles N] [--words N]

The articles are made as in throughput.py; each has 5 summary sentences and 4 highlights, of which none stands word for word
in its article. Two more articles go before, unmeasured, so that loading does not count. No cache.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from pathlib import Path

from throughput import make_articles

from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.reading import read
from evalkit.records import Article
from evalkit_metrics.support import Support

_WINDOW = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=32)
    parser.add_argument("--words", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_articles(Path(folder), chosen.articles + 2, chosen.words)
        for path in Path(folder).glob("*.txt"):
            shorten(path)
        own = [cases(item) for item in read([Path(folder)]) if isinstance(item, Article)]
    metric, context = Support(), RunContext(None, offline=True)
    metric.score([case for each in own[:2] for case in each], context)
    rest = own[2:]
    began = time.perf_counter()
    for at in range(0, len(rest), _WINDOW):
        metric.score([case for each in rest[at : at + _WINDOW] for case in each], context)
        context.forget()
    seconds = time.perf_counter() - began
    count = sum(len(case.claims) for each in rest for case in each)
    print(
        f"{count} claims of {len(rest)} articles of {chosen.words} words: {seconds:.1f} s, {count / seconds:.1f} claims/s"
    )
    for name, one in context.counts.items():
        print(f"  {name.split('|')[0]}: {one.computed} items, {one.seconds:.1f} s")


def shorten(path: Path) -> None:
    """Takes every sixth word out of the blocks that are judged, so that no claim is a copy."""
    text = path.read_text("utf-8")
    blocks = re.compile(r"(?<=<SUMMARY>\n).*?(?=\n</SUMMARY>)|(?<=<HIGHLIGHTS>\n).*?(?=\n</HIGHLIGHTS>)", re.DOTALL)
    path.write_text(blocks.sub(lambda match: "\n".join(map(thinned, match[0].splitlines())), text), "utf-8")


def thinned(line: str) -> str:
    words = line.split(" ")
    return " ".join(word for place, word in enumerate(words) if place % 6 != 4 or word.endswith("."))


if __name__ == "__main__":
    main()
