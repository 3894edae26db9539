"""ROUGE by rouge-score, timed, with the values to the last bit.

    python overlap.py TEXTS.jsonl

A line is one text against one article: {"target": [sentence, ...], "prediction": [sentence, ...]}; the first line is scored once before
the clock starts, and is left out. Standard output gets JSON: `seconds` and `values` (twelve numbers a line, in hexadecimal) with and
without stemming.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer

KINDS = ["rouge1", "rouge2", "rougeL", "rougeLsum"]


def main() -> None:
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    first, *texts = [("\n".join(row["target"]), "\n".join(row["prediction"])) for row in rows]
    seconds, values = {}, {}
    for name, stem in (("plain", False), ("stemmed", True)):
        scorer = RougeScorer(KINDS, use_stemmer=stem)
        scorer.score(*first)
        began = time.perf_counter()
        scored = [scorer.score(target, prediction) for target, prediction in texts]
        seconds[name] = time.perf_counter() - began
        values[name] = [[float(value).hex() for kind in KINDS for value in one[kind]] for one in scored]
    json.dump({"seconds": seconds, "values": values}, sys.stdout)


if __name__ == "__main__":
    main()
