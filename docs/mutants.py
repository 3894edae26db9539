"""Writes the table of mutants over seeds/ into README.md, between its two marks: `make mutants`."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from evalkit.mutate.record import Result
from evalkit.report.markdown_mutate import tables
from evalkit.report.mutate_words import headline

REPOSITORY = Path(__file__).parent.parent
BEGIN, END = "<!-- mutate:begin -->", "<!-- mutate:end -->"


def main(folder: str) -> None:
    found = msgspec.json.decode((Path(folder) / "mutate.json").read_bytes(), type=Result)
    readme = REPOSITORY / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    _, _, behind = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{headline(found)}.\n\n{tables(found)}\n{END}{behind}", "utf-8")


main(sys.argv[1])
