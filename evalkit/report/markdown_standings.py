"""A leaderboard as Markdown (GitHub's): names of systems stand in code spans alone, where they cannot be markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..files import replacing
from ..leaderboard import Leaderboard
from .claimwise import short
from .markdown import code
from .standing_words import headline, made_lines, method, notes
from .standings import Section, Value, legend, sections

__all__ = ["leaderboard_markdown", "write_leaderboard_markdown"]

_LONGEST = 80  # letters of a system's name
_LONGEST_LINE = 2_000


def write_leaderboard_markdown(found: Leaderboard, target: Path) -> None:
    """Writes a leaderboard as Markdown.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        file.write(leaderboard_markdown(found))


def leaderboard_markdown(found: Leaderboard) -> str:
    """A leaderboard as Markdown: the tables of each kind of block, what they cannot say, and how they were made."""
    return "\n\n".join(_parts(found)) + "\n"


def _parts(found: Leaderboard) -> Iterator[str]:
    yield "## Leaderboard"
    yield _told(headline(found))
    for board in found.boards:
        yield f"### {board.block}"
        yield _told(method(found, board))
        for section in sections(found, board):
            yield f"**{section.title}**" + (f", {section.over}" if section.over else "")
            yield _table(section)
            if told := legend(section):
                yield _marks(told)
        yield "\n".join(f"- {_told(note)}" for note in notes(found, board))
    lines = [f"- {code(name)}: {code(value, longest=_LONGEST_LINE)}" for name, value in made_lines(found)]
    yield "<details><summary>How these numbers were made</summary>\n\n" + "\n".join(lines) + "\n\n</details>"


def _told(text: str) -> str:
    """A sentence that may hold names: as a code span where it has a character that is markup, else as it is."""
    return text if all(sign.isalnum() or sign in " ,.;:()%'’–" for sign in text) else code(text, longest=_LONGEST_LINE)


def _marks(legend: str) -> str:
    return legend.replace("* best", "**bold** best").replace("* told", "**bold** told")


def _table(section: Section) -> str:
    first = "system" if len(section.names[0]) == 1 else "pair"
    lines = [
        "| " + " | ".join((first, *(head.text for head in section.heads))) + " |",
        "|---|" + "|".join("--:" if head.number else "---" for head in section.heads) + "|",
    ]
    for names, row in zip(section.names, section.rows, strict=True):
        named = " – ".join(code(short(one, _LONGEST)).replace("|", "\\|") for one in names)
        lines.append(f"| {named} | " + " | ".join(map(_cell, row)) + " |")
    return "\n".join(lines)


def _cell(value: Value) -> str:
    if value.mark == "best":
        return f"**{value.text}**"
    return value.text.replace("<", "&lt;").replace(">", "&gt;") + (" =" if value.mark == "tied" else "")
