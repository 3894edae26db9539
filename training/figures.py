"""Prints how well the installed `support` agrees with people on labelled sets, as the model card has it.

    python -m training.figures FOLDER [--svg FILE] [--only SET ...]

FOLDER holds labelled sets, e.g. the folder `test`. Every summary goes through the metric as in a run, checks included.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.metric import Score
from evalkit.records import Block, Case
from evalkit_metrics.overlap import Rouge
from evalkit_metrics.support import Support

from .labelled import Row, rows
from .measure import Answers, kinds, reliability, reliability_svg, table
from .texts import article_of

__all__ = ["answers", "judged"]

_WINDOW = 16  # documents judged at once


def judged(
    found: Sequence[Row], metric: Support, overlap: Rouge | None = None
) -> Iterator[tuple[Row, Score, Score | None]]:
    """Yields labelled summaries with what a metric says of them, and ROUGE where it is asked too; documents are judged 16 at once."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.document, []).append(row)
    context = RunContext(None, offline=True)
    items = list(groups.items())
    for first in range(0, len(items), _WINDOW):
        window = items[first : first + _WINDOW]
        made = [case for number, (text, own) in enumerate(window) for case in _cases(text, own, first + number)]
        labelled = [row for _, own in window for row in own]
        lexical = overlap.score(made, context) if overlap else [None] * len(made)
        yield from zip(labelled, metric.score(made, context), lexical, strict=True)
        context.forget()


def answers(found: Sequence[Row], metric: Support) -> Answers:
    """What a metric says of labelled summaries; those without a claim that could be judged are counted and left out."""
    documents = {text: place for place, text in enumerate(dict.fromkeys(row.document for row in found))}
    value, label, document, rouge, kind = [], [], [], [], []
    unanswered = 0
    for row, score, other in judged(found, metric, Rouge()):
        if score.status != "scored":
            unanswered += 1
            continue
        value.append(score.values["support_min"])
        label.append(row.label)
        document.append(documents[row.document])
        rouge.append(other.values.get("rouge2.precision", 0.0) if other else 0.0)
        kind.append(row.kinds)
    return Answers(np.array(value), np.array(label), np.array(document), np.array(rouge), tuple(kind), unanswered)


def _cases(document: str, own: Sequence[Row], number: int) -> tuple[Case, ...]:
    blocks = tuple(Block("SUMMARY", row.claim, system=str(place)) for place, row in enumerate(own))
    return cases(replace(article_of(document), id=str(number), blocks=blocks))


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m training.figures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--svg", type=Path, help="where to draw the reliability diagram")
    parser.add_argument("--only", nargs="*", default=[], help="these sets alone")
    chosen = parser.parse_args()
    metric = Support()
    found = dict(_measured(chosen.folder, chosen.only, metric))
    print("\n".join([f"`{metric.signature}`", "", *table(found), "", *kinds(found)]))
    print("\nreliability (mean probability, share supported, weight):", *reliability(list(found.values())), sep="\n")
    if chosen.svg:
        title = f"{chosen.folder.name}: {', '.join(found)}"
        chosen.svg.write_text(reliability_svg(reliability(list(found.values())), title), "utf-8")


def _measured(folder: Path, only: Sequence[str], metric: Support) -> Iterator[tuple[str, Answers]]:
    for file in sorted(folder.glob("*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        if only and name not in only:
            continue
        began = time.monotonic()
        yield name, answers(list(rows(file)), metric)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
