"""Measures speed and writes the page that says it: `python benchmarks/speed.py docs/speed.md [--quick]`, or `make speed`.

The page has what each of the other benchmarks printed, word for word, with its command, the machine, the day and the versions. Run
it on a machine that does nothing else; it takes some minutes on two cores. `--quick` takes small inputs, to see that all of it
works: its figures are no measurement, and the page says so.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from machine import said

REPOSITORY = Path(__file__).parent.parent

MEASURED: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Whole runs", "Processes of their own, on distinct made articles: no sentence stands in two of them.", ("throughput.py", "--articles", "32"), ("--articles", "16", "--words", "200")),
    ("Reading", "Memory and megabytes a second by format.", ("reading.py", "--megabytes", "20"), ("--megabytes", "2")),
    ("Claims", "What `support` judges, evidence and all.", ("claims.py", "--articles", "16"), ("--articles", "2", "--words", "200")),
    ("Checks", "What the typed checks cost a claim.", ("checks.py",), ()),
    ("The report", "How a page of many articles opens and answers, in headless Chromium.", ("report.py", "1000"), ("500",)),
)  # fmt: skip
"""Heading, words, the benchmark with what it is given, and what `--quick` gives it instead."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures speed and writes the page that says it.")
    parser.add_argument("page", type=Path)
    parser.add_argument("--quick", action="store_true", help="small inputs: no measurement")
    options = parser.parse_args()
    parts = [
        (
            "# Speed\n\n`make speed` measures all of this and writes this page. The figures are those of one machine: elsewhere the ratios hold better"
            " than the seconds do.\n"
        ),
        said(),
    ]
    if options.quick:
        parts.append("**Made with `--quick`, from small inputs: these figures are no measurement.**\n")
    for heading, words, script, quick in MEASURED:
        command = ["python", f"benchmarks/{script[0]}", *(quick if options.quick else script[1:])]
        print(" ".join(command), file=sys.stderr)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *command[1:]], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        printed = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
        parts.append(
            f"## {heading}\n\n{words}\n\n<!-- not run: what the command above it printed when the page was written -->\n\n"
            f"```text\n$ {' '.join(command)}\n{printed}\n```\n\nTook {time.perf_counter() - began:.0f} seconds.\n"
        )
    options.page.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
