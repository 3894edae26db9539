"""The code on a page: every fenced or indented block with its language, the file that it is, or why it is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

_FENCE = re.compile(r"^```(\w*)$")
_REASON = re.compile(r"^<!-- not run: (.+) -->$")
_NAME = re.compile(r"^`([\w./-]+)`[^`]*:$")
_COMMANDS = ("evalkit ", "pytest ", "python ", "make ", "pip ", "python3 ")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code.

    Attributes:
        line: of its first line of text, from 1.
        kind: its language; of an indented block `sh` where it begins with a command, else nothing.
        text: without the fence or the indentation, ending in a line break.
        name: the file that it is: the paragraph before it is its name in backticks, then words and a colon.
        reason: why it is not run, from a comment before it; empty where it is.
    """

    line: int
    kind: str
    text: str
    name: str = ""
    reason: str = ""


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order. Continued lines of a list are no code."""
    lines = page.splitlines()
    at = 0
    listed = False
    while at < len(lines):
        line = lines[at]
        if fence := _FENCE.match(line):
            inside = list(takewhile(lambda one: one != "```", lines[at + 1 :]))
            yield _block(lines, at, at + 1, fence[1], inside)
            at += len(inside) + 2
            continue
        if line.startswith("    ") and not listed and (at == 0 or not lines[at - 1].strip()):
            inside = list(takewhile(lambda one: one.startswith("    ") or not one.strip(), lines[at:]))
            while not inside[-1].strip():
                inside.pop()
            text = [one[4:] for one in inside]
            yield _block(lines, at, at, "sh" if text[0].startswith(_COMMANDS) else "", text)
            at += len(inside)
            continue
        if line.strip():
            listed = bool(re.match(r"^(?:[-*]|\d+\.) ", line)) or (listed and line.startswith(" "))
        at += 1


def _block(lines: list[str], opened: int, first: int, kind: str, text: list[str]) -> Block:
    before = next((one for one in reversed(lines[:opened]) if one.strip()), "")
    reason, name = _REASON.match(before), _NAME.match(before)
    return Block(first + 1, kind, "\n".join(text) + "\n", name[1] if name else "", reason[1] if reason else "")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command of a console block, and what it shows."""

    command: str
    shown: tuple[str, ...]


def typed(block: Block) -> Iterator[Typed]:
    """The commands of a console block: lines after `$`, each with the lines below it."""
    command, shown = None, []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield Typed(command, tuple(shown))
            command, shown = line[2:], []
        else:
            assert command is not None, f"line {block.line}: a console begins with `$ ` and a command"
            shown.append(line)
    if command is not None:
        yield Typed(command, tuple(shown))


def missing(shown: tuple[str, ...], printed: str) -> str:
    """What a page shows and a command did not print; empty where it printed just that.

    Blanks are not counted and blank lines left out. A line `...` stands for any lines, `...` at a line's end for its rest.
    """
    wanted = [_squeezed(line) for line in shown if line.strip()]
    there = [_squeezed(line) for line in printed.splitlines() if line.strip()]
    free = False
    for line in wanted:
        if line == "...":
            free = True
            continue
        if free:
            while there and not _fits(line, there[0]):
                there.pop(0)
            free = False
        if not there or not _fits(line, there[0]):
            return f"{line!r} where it printed {there[0] if there else 'nothing more'!r}"
        there.pop(0)
    return "" if free or not there else f"printed beside it: {there[0]!r}"


def _squeezed(line: str) -> str:
    return " ".join(line.split())


def _fits(wanted: str, line: str) -> bool:
    return line.startswith(wanted[:-3].rstrip()) if wanted.endswith("...") else line == wanted
