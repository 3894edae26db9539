"""What the typed checks cost: milliseconds a claim, all together and each, once the article's own index is derived.

    python benchmarks/checks.py [FOLDER ...]

Every claim of the folders is laid beside its article anew; what depends on the article alone has been derived by a first pass.
The share of each check is taken with the claim already laid beside the article, which they all use.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from evalkit.claims import cases
from evalkit.reading import read
from evalkit.records import Article, Claim
from evalkit_metrics.checks import CHECKS, run_checks
from evalkit_metrics.checks.told import Told
from evalkit_metrics.index import ArticleIndex

HERE = Path(__file__).parent.parent
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE / "seeds", HERE / "fixtures" / "tuning"])
    claims: list[tuple[Claim, ArticleIndex]] = []
    for item in read(parser.parse_args().folders):
        if isinstance(item, Article):
            own = cases(item)
            index = ArticleIndex.of(own[0].article)
            claims += [(claim, index) for case in own for claim in case.claims]
    findings = sum(len(run_checks(*one)) for one in claims)
    best = min(_timed(claims) for _ in range(ROUNDS))
    print(f"{len(claims)} claims, {findings} findings: {best / len(claims) * 1e3:.3f} ms a claim, all checks together")
    spent: Counter[str] = Counter()
    for claim, index in claims:
        told = Told(claim, index)
        began = time.perf_counter()
        _ = [beside.gaps for beside in told.beside], told.numbers
        spent["laid beside the article"] += time.perf_counter() - began  # type: ignore[assignment]  # seconds
        for check in CHECKS:
            began = time.perf_counter()
            check(told)
            spent[check.__name__] += time.perf_counter() - began  # type: ignore[assignment]  # seconds
    for name, seconds in spent.most_common():
        print(f"{seconds / len(claims) * 1e3:8.3f} {name}")


def _timed(claims: list[tuple[Claim, ArticleIndex]]) -> float:
    began = time.perf_counter()
    for one in claims:
        run_checks(*one)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
