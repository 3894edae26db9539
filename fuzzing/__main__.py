"""Fuzzes with atheris, which is led by what of the code was reached: `python -m fuzzing [--seconds N] [--only NAME] [--out FILE]`.

Each target runs in a process of its own, so long, from the corpus that is kept beside it; what reaches new code is added there with `--keep`.
A fault leaves its bytes in `build/fuzzing/` and is told; the exit code is 1 where there was any. Needs `pip install atheris`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FAULTS = Path("build/fuzzing")
LONGEST = 20_000
"""Bytes of an input, at most: what needs more is a test of its own."""
SLOWEST = 10
"""Seconds that an input may take."""


def fuzz(name: str, seconds: int, *, keep: bool, seed: int = 1) -> dict[str, Any]:
    """Fuzzes one target in a process of its own; gives how often it was run, and what went wrong."""
    corpus, found = HERE / "corpus" / name, FAULTS / name
    grown = corpus if keep else found / "corpus"
    for folder in (corpus, found, grown):
        folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "fuzzing.one", name, str(grown), str(corpus), f"-max_total_time={seconds}", f"-max_len={LONGEST}",
         f"-timeout={SLOWEST}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-verbosity=0", f"-seed={seed}"],
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    counted = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    return {
        "target": name,
        "executions": int(counted[1]) if counted else 0,
        "seconds": round(time.monotonic() - began),
        "faults": sorted(path.name for path in found.iterdir() if path.is_file()),
        "said": done.stderr[-3000:] if done.returncode else "",
    }


def added(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The counts of both, target by target."""
    found = {row["target"]: row for row in before}
    for row in now:
        old = found.get(row["target"], {"executions": 0, "seconds": 0})
        sums = {name: old[name] + row[name] for name in ("executions", "seconds")}
        found[row["target"]] = {**row, **sums}
    return list(found.values())


def main() -> int:
    from .targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--only", choices=sorted(TARGETS), action="append")
    parser.add_argument("--keep", action="store_true", help="add what reaches new code to the corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the counts as JSON")
    parser.add_argument("--add", action="store_true", help="to those that are there")
    chosen = parser.parse_args()
    rows = []
    for name in chosen.only or TARGETS:
        row = fuzz(name, chosen.seconds, keep=chosen.keep, seed=chosen.seed)
        rows.append(row)
        print(
            f"{name:12} {row['executions']:>12,} executions {row['seconds']:>6} s  faults: {row['faults'] or 'none'}",
            flush=True,
        )
        if row["said"]:
            print(row["said"])
    print(f"{sum(row['executions'] for row in rows):,} executions in all")
    if chosen.out:
        if chosen.add and chosen.out.exists():
            rows = added(json.loads(chosen.out.read_text("utf-8")), rows)
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    return int(any(row["faults"] or row["said"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
