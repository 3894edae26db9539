"""Mutants as Markdown (GitHub's). Words of claims stand in code spans alone, where they cannot be markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..files import replacing
from ..mutate.record import Example, Result
from .markdown import code
from .mutate_words import HEADS, cells, headline, marked, notes, outcome

__all__ = ["mutants_markdown", "tables", "write_mutants_markdown"]

_MARKS = {"PASS": "✅", "FAIL": "❌"}
_SIGNS = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
_LONGEST = 600


def write_mutants_markdown(found: Result, target: Path) -> None:
    """Writes the mutants as Markdown.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        file.write(mutants_markdown(found))


def mutants_markdown(found: Result) -> str:
    """The tables, the gate, what the numbers do not say, and examples."""
    return "\n\n".join(_parts(found)) + "\n"


def _parts(found: Result) -> Iterator[str]:
    word = outcome(found)
    yield "## Planted faults and harmless edits" if word is None else f"## {_MARKS[word]} evalkit mutate: {word}"
    yield headline(found)
    if found.gates:
        signs = {True: "✓", False: "✕", None: "?"}
        yield "\n".join(f"- {signs[one.passed]} {code(one.gate)} {one.reason}" for one in found.gates)
    yield tables(found)
    yield "\n".join(f"- {note}" for note in notes(found))
    lines = [
        f"- {row.name}, {'missed' if row.kind == 'fault' else 'taken for a fault'}: {code(one.place)} {_diff(one)}"
        for row in found.rows
        if not row.operator and not row.name.startswith("all ")
        for one in row.examples
    ]
    if lines:
        yield "\n".join(("<details><summary>Examples</summary>", "", *lines, "", "</details>"))
    yield f"{code(found.signature, longest=_LONGEST)}, seed {found.seed}, {found.per_claim} of each operator and claim"


def tables(found: Result) -> str:
    """The table of faults and the one of edits."""
    parts = []
    for kind in ("fault", "edit"):
        rows = [row for row in found.rows if row.kind == kind]
        kept = [place for place, head in enumerate(HEADS[kind]) if head]
        if rows:
            lines = ["| " + " | ".join(HEADS[kind][place] for place in kept) + " |"]
            lines.append("|" + "|".join("---" if place == 0 else "--:" for place in kept) + "|")
            lines += [
                "| " + " | ".join(cells(row)[place].replace("  ", "&nbsp;&nbsp;") for place in kept) + " |"
                for row in rows
            ]
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _diff(example: Example) -> str:
    pieces = ("".join((_SIGNS[kind][0], words, _SIGNS[kind][1])) for kind, words in marked(example) if words)
    return code("".join(pieces), longest=_LONGEST)
