"""How often the evidence shown with a claim holds what it should be checked against: recall@k on the planted faults.

    python benchmarks/evidence.py [FOLDER ...]

Each planted fault that has words of the article it goes against names them; they count as found at k if one of the first k
sentences of the claim's evidence holds them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import evalkit

FIXTURES = Path(__file__).parent.parent / "fixtures"
KS = (1, 2, 3, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[FIXTURES / "tuning", FIXTURES / "final"])
    print("| folder | claims | " + " | ".join(f"recall@{k}" for k in KS) + " |")
    print("|---" * (2 + len(KS)) + "|")
    for folder in parser.parse_args().folders:
        ranks = list(found_at(folder))
        shares = (sum(rank is not None and rank < k for rank in ranks) / len(ranks) for k in KS)
        print(f"| {folder.name} | {len(ranks)} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


def found_at(folder: Path) -> list[int | None]:
    """For each claim with planted words, at which place of its evidence the source's words stand, from 0; None where nowhere."""
    run = evalkit.run(folder, metrics=[f"support(evidence={max(KS)})"], cache=False)
    cases = {(Path(case.path or "").relative_to(folder).as_posix(), case.block): case for case in run.cases}
    ranks: list[int | None] = []
    for line in folder.with_suffix(".labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        if not label["source"]:
            continue
        case = cases[label["path"], label["block"]]
        start = case.start + case.text.index(label["words"])
        for claim in case.claims:
            if claim.start < start + len(label["words"]) and start < claim.end:
                wanted = " ".join(label["source"].split())
                holding = [n for n, one in enumerate(claim.evidence) if wanted in " ".join(one.text.split())]
                ranks.append(holding[0] if holding else None)
    return ranks


if __name__ == "__main__":
    main()
