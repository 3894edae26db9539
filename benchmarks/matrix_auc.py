"""Does reading less cost accuracy: the full matrix of evalkit's own pair model against what `support` says, on labelled sets.

    python benchmarks/matrix_auc.py DATA [--rows N] [--cache DIR] [--out build/matrix_auc.json]

The full matrix asks the pair model about every sentence of the article with every claim of the summary; a claim has the best of its
sentences, a summary the worst of its claims (SummaC's zero-shot rule, Laban et al. 2022). evalkit asks about few windows and joins what it hears
with how the words lie; a summary ranks by `support_min`. Both are scored on the same rows, those in which `support` judged a claim. The area
under the ROC curve is told by set; the interval is of the difference, by a bootstrap of whole documents, the same draws on both sides; the mean is over
the sets, each drawn by itself. DATA is a folder of .jsonl.gz files; files of one label alone, or of fewer than 100 rows, are left out.
All development sets take the better part of an hour on two cores; --rows draws articles, with a fixed seed, until a set has so many rows.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.labels import read_labels
from evalkit.metric import Score
from evalkit.reading import find, read
from evalkit.records import Article, Case
from evalkit.stats.documents import draws_of, percentiles
from evalkit.stats.means import SEED
from evalkit.stats.ranking import Order, auc
from evalkit.store import SqliteStore
from evalkit_metrics.model.pair import pair_model
from evalkit_metrics.model.pairs import MARKS
from evalkit_metrics.support import Support

LEAST = 100
"""Rows that a set needs."""
WINDOW = 16
SIDES = ("evalkit", "matrix")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row: its document, its label, what evalkit and the full matrix say, higher is better."""

    document: str
    label: int
    evalkit: float
    matrix: float


def judged(file: Path, most: int, context: RunContext) -> Iterator[Judged]:
    """Yields the rows of a set that have a label and a claim that was judged; nothing of a set that has too few rows or one label."""
    labels = read_labels(find([file]))
    own = {label.line: label.value for one in labels.sets for label in one.labels}
    if len(own) < LEAST or len(set(own.values())) < 2:
        return
    articles = [cases(item) for item in read([file], labels.columns) if isinstance(item, Article)]
    kept = drawn(articles, most)
    for at in range(0, len(kept), WINDOW):
        window = [case for one in kept[at : at + WINDOW] for case in one if case.line in own]
        scores = Support().score(window, context)
        for case, score, matrix in zip(window, scores, full_matrix(window, scores, context), strict=True):
            if matrix is not None:
                yield Judged(case.article.sha256, own[case.line or 0], score.values["support_min"], matrix)
        context.forget()


def drawn(articles: Sequence[tuple[Case, ...]], most: int) -> list[tuple[Case, ...]]:
    """Articles drawn at random until there are `most` rows, in their own order; all of them for 0."""
    if not most:
        return list(articles)
    order = random.Random(SEED).sample(range(len(articles)), len(articles))
    kept: list[int] = []
    rows = 0
    for place in order:
        if rows >= most:
            break
        kept.append(place)
        rows += len(articles[place])
    return [articles[place] for place in sorted(kept)]


def full_matrix(window: Sequence[Case], scores: Sequence[Score], context: RunContext) -> list[float | None]:
    """For each case the logit of its weakest claim, each by its best sentence; None where `support` judged no claim."""
    model = pair_model()
    texts = {one.text for case in window for one in case.article.sentences}
    texts |= {claim.judged_text for case in window for claim in case.claims}
    coded = {text: ids for text, (ids, _) in zip(texts, model.code(list(texts)), strict=True)}
    plan: list[tuple[int, int]] = []  # case and claim of each pair
    pairs = []
    for place, (case, score) in enumerate(zip(window, scores, strict=True)):
        if score.status != "scored":
            continue
        read_ones = {one.claim_id for one in score.claims if one.probability is not None}
        for number, claim in enumerate(case.claims):
            if claim.id not in read_ones:
                continue
            ids = coded[claim.judged_text][: model.tokens // 2]
            for sentence in case.article.sentences:
                evidence = coded[sentence.text][: model.tokens - MARKS - len(ids)]
                if evidence:
                    plan.append((place, number))
                    pairs.append((ids, evidence))
    best: dict[tuple[int, int], float] = {}
    for key, logits in zip(plan, context.run(model, pairs), strict=True):
        best[key] = max(best.get(key, -np.inf), logits.support)
    found: list[float | None] = [None] * len(window)
    for (place, _), value in best.items():
        so_far = found[place]
        found[place] = value if so_far is None else min(so_far, value)
    return found


def compared(rows: Sequence[Judged], seed: int) -> tuple[Floats, int]:
    """AUC of both sides, [sides, 1 + draws]: first as the rows are, then by draw. And how many documents there are."""
    draws = draws_of([row.document for row in rows], seed=seed)
    positive = np.array([bool(row.label) for row in rows])
    orders = [Order(np.array([getattr(row, side) for row in rows], dtype=np.float64)) for side in SIDES]
    found: list[list[Floats]] = [[], []]
    for weights in draws.batches(np.ones(len(rows))):
        for side, order in zip(found, orders, strict=True):
            side.append(auc(weights, order, positive))
    return np.stack([np.concatenate(side) for side in found]), draws.documents


def told(areas: Floats) -> dict[str, float | None]:
    """Both areas, their difference and its interval."""
    difference = areas[0] - areas[1]
    within = percentiles(difference[1:])
    return {
        "evalkit": float(areas[0, 0]), "matrix": float(areas[1, 0]), "difference": float(difference[0]),
        "low": within.low, "high": within.high,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--rows", type=int, default=0, metavar="N", help="of each set, about; 0 for all")
    parser.add_argument("--only", nargs="+", default=[], metavar="SET", help="these sets alone, e.g. frank.valid")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="of model results; without it, none are kept")
    parser.add_argument("--out", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    context = RunContext(SqliteStore(chosen.cache) if chosen.cache else None, offline=True)
    sets: list[dict[str, object]] = []
    all_areas: list[Floats] = []
    print(f"{'set':24} {'rows':>6} {'docs':>5} {'evalkit':>8} {'matrix':>8} {'difference':>11}")
    for file in sorted(chosen.data.glob("*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        if chosen.only and name not in chosen.only:
            continue
        rows = list(judged(file, chosen.rows, context))
        if len({row.label for row in rows}) < 2 or len({row.document for row in rows}) < 2:
            print(f"{name:24} left out: too few rows or documents, or one label", file=sys.stderr)
            continue
        areas, documents = compared(rows, SEED + len(sets))
        one = told(areas)
        sets.append({"name": name, "rows": len(rows), "documents": documents, **one})
        all_areas.append(areas)
        print_line(name, len(rows), documents, one)
    if not sets:
        print(f"{chosen.data}: no set with both labels: expected .jsonl.gz files", file=sys.stderr)
        return 2
    mean = told(np.mean(all_areas, axis=0))
    total = sum(int(str(one["rows"])) for one in sets)
    print_line("mean", total, sum(int(str(one["documents"])) for one in sets), mean)
    if chosen.out:
        about = {"rows": total, "drawn": chosen.rows, "sets": sets, "mean": mean}
        chosen.out.write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    return 0


def print_line(name: str, rows: int, documents: int, one: dict[str, float | None]) -> None:
    low, high = (float("nan") if one[side] is None else one[side] for side in ("low", "high"))
    print(
        f"{name:24} {rows:6} {documents:5} {one['evalkit']:8.3f} {one['matrix']:8.3f} {one['difference']:+11.3f} [{low:+.3f}, {high:+.3f}]",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
