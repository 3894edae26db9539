"""Prints what each part of the rule is worth on labelled sets: the model alone, the checks alone, both.

    python -m training.ablation FOLDER [--only SET ...]

FOLDER holds labelled sets, e.g. the folder `dev`. Every summary goes through `support` as in a run; the three figures are read
off the votes of one and the same run. A summary is as well supported as its weakest claim. The checks alone refuse a claim or
are silent; the AUC of two values is their balanced accuracy.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evalkit.metric import Score
from evalkit_metrics.support import Support

from .figures import judged
from .labelled import rows
from .measure import auc, balanced_accuracy

PARTS = ("model", "checks", "both")


def values(score: Score) -> tuple[float, float, float]:
    """P(supported) of a summary by the model alone, by the checks alone and by both."""
    kept = [one for one in score.claims if one.probability is not None]
    votes = [{vote.tier: vote for vote in one.votes} for one in kept]
    model = min(vote["model"].probability or 0.0 for vote in votes)
    checks = 0.0 if any(vote["checks"].verdict != "abstained" for vote in votes) else 1.0
    return model, checks, score.values["support_min"]


def table(folder: Path, only: Sequence[str]) -> Iterator[str]:
    """The lines of a Markdown table, one set each; then the findings by type, certainty and the summary's label."""
    yield (
        "| set | summaries | "
        + " | ".join(f"{part}: AUC | {part}: balanced accuracy" for part in PARTS)
        + " | refused by checks: unsupported | supported |"
    )
    yield "|---" * (4 + 2 * len(PARTS)) + "|"
    seen: Counter[tuple[str, str, int]] = Counter()
    for file in sorted(folder.glob("*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        if only and name not in only:
            continue
        told = [
            (values(score), row.label, score)
            for row, score, _ in judged(list(rows(file)), Support())
            if score.status == "scored"
        ]
        label = np.array([one for _, one, _ in told])
        parts = np.array([one for one, _, _ in told])
        cells = [f"{name} | {len(told)}"]
        for place in range(len(PARTS)):
            cells += [f"{auc(parts[:, place], label):.3f}", f"{balanced_accuracy(parts[:, place], label):.3f}"]
        refused = parts[:, 1] == 0
        yield (
            "| "
            + " | ".join([*cells, str(int((refused & (label == 0)).sum())), str(int((refused & (label == 1)).sum()))])
            + " |"
        )
        for _, is_supported, score in told:
            seen.update(
                {(one.type, one.certainty, int(is_supported)) for claim in score.claims for one in claim.findings}
            )
    yield ""
    yield "| type | certainty | in unsupported summaries | in supported ones |"
    yield "|---|---|---|---|"
    for kind, certainty in sorted({(kind, certainty) for kind, certainty, _ in seen}):
        yield f"| {kind} | {certainty} | {seen[kind, certainty, 0]} | {seen[kind, certainty, 1]} |"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m training.ablation", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="these sets alone")
    chosen = parser.parse_args()
    for line in table(chosen.folder, chosen.only):
        print(line, flush=True)


if __name__ == "__main__":
    main()
