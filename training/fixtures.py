"""The fixtures' tuning half as labelled claims: each claim of its own, faulty if planted words stand in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evalkit.claims import cases
from evalkit.reading import read
from evalkit.records import Article, Case, Claim

from .judged import Judged, judged_cases
from .labelled import Row

__all__ = ["planted"]


def planted(folder: Path, vectors: Callable[[Sequence[str]], Any], tokens: int) -> list[Judged]:
    """Every claim of the articles of a folder, labelled by the side file that has its name.

    Args:
        vectors: gives the unit vectors of texts, [texts, hidden].
        tokens: of a pair's row, at most.
    """
    labels = [json.loads(line) for line in folder.with_suffix(".labels.jsonl").read_text("utf-8").splitlines()]
    jobs: list[tuple[list[Row], tuple[Case, ...]]] = []
    for item in read([folder]):
        if not isinstance(item, Article):
            continue
        own: list[Row] = []
        alone: list[Case] = []
        for case in cases(item):
            path = Path(case.path or "").relative_to(folder).as_posix()
            faults = [one for one in labels if (one["path"], one["block"]) == (path, case.block)]
            for claim in case.claims:
                kinds = tuple(one["type"] for one in faults if _holds(case, claim, one["words"]))
                own.append(
                    Row(
                        f"fixtures.{folder.name}",
                        claim.id,
                        item.content.text,
                        claim.text,
                        int(not kinds),
                        None,
                        None,
                        kinds,
                    )
                )
                alone.append(replace(case, claims=(claim,)))
        jobs.append((own, tuple(alone)))
    return judged_cases(jobs, vectors, tokens)


def _holds(case: Case, claim: Claim, words: str) -> bool:
    start = case.start + case.text.index(words)
    return claim.start < start + len(words) and start < claim.end
