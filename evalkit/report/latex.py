r"""A leaderboard as LaTeX, for a paper: booktabs, the best in bold, what is not told apart from it with a dagger.

Needs `\usepackage{booktabs}` and no other package; compiles with pdfLaTeX, XeLaTeX and LuaLaTeX. Names are escaped, so that none of
their characters is a command; what pdfLaTeX may have no glyph for stands as its code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ..files import replacing
from ..leaderboard import TESTS, Board, Leaderboard
from .claimwise import short
from .standing_words import detectable_words, made_lines, notes
from .standings import HOLM, Section, Value, sections
from .terminal import clean

__all__ = ["escaped", "latex", "write_latex"]

_LONGEST = 60  # letters of a system's name
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': r"\symbol{34}",
    "`": r"\symbol{96}",
    "−": "$-$",
    "–": "--",
    "—": "---",
    "’": "'",
    "[": "{[}",  # after a line's end it would be its argument
    "]": "{]}",
    "*": "{*}",  # likewise
    "-": "{-}",  # two would be a dash
}
"""What each character stands as that is not itself in LaTeX."""
_ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
_LETTERS = "ßæøåœÆØÅŒłŁ"
"""With accented Latin letters, what every font of pdfLaTeX has."""


def escaped(text: str) -> str:
    """Text that LaTeX sets as it stands, on one line."""
    return "".join(map(_escaped, unicodedata.normalize("NFC", clean(text))))


def _escaped(sign: str) -> str:
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    whole = unicodedata.normalize("NFD", sign)
    if sign.isascii() or sign in _LETTERS or (len(whole) == 2 and whole[0].isascii() and whole[1] in _ACCENTS):
        return sign
    return f"{{[}}U+{ord(sign):04X}{{]}}"


def write_latex(found: Leaderboard, target: Path) -> None:
    """Writes a leaderboard as LaTeX tables.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        file.write(latex(found))


def latex(found: Leaderboard) -> str:
    """A leaderboard as LaTeX tables: those of each kind of block, each with a caption that says how it was made."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Leaderboard) -> Iterator[str]:
    yield r"% needs \usepackage{booktabs}; what is not told apart from the best has a dagger"
    for name, value in made_lines(found):
        yield f"% {_comment(name)}: {_comment(value)}"
    for board in found.boards:
        for note in notes(found, board):
            yield f"% {board.block}: {_comment(note)}"
        for section in sections(found, board):
            yield ""
            yield from _table(found, board, section)


def _comment(text: str) -> str:
    """Text that stays in its comment: on one line, and nothing in it is read."""
    return clean(text)


def _table(found: Leaderboard, board: Board, section: Section) -> Iterator[str]:
    first = "System" if len(section.names[0]) == 1 else "Pair"
    yield r"\begin{table}[t]"
    yield r"\centering\small\setlength{\tabcolsep}{4pt}"
    yield r"\begin{tabular}{l" + "".join("r" if head.number else "l" for head in section.heads) + "}"
    yield r"\toprule"
    yield " & ".join((first, *(escaped(head.text) for head in section.heads))) + r" \\"
    yield r"\midrule"
    for names, row in zip(section.names, section.rows, strict=True):
        named = " -- ".join(escaped(short(one, _LONGEST)) for one in names)
        yield " & ".join((named, *map(_cell, row))) + r" \\"
    yield r"\bottomrule"
    yield r"\end{tabular}"
    yield rf"\caption{{{_caption(found, board, section)}}}"
    yield r"\end{table}"


def _cell(value: Value) -> str:
    text = escaped(value.text)
    if value.mark == "best":
        return rf"\textbf{{{text}}}"
    return text + (r"$^{\dagger}$" if value.mark == "tied" else "")


def _caption(found: Leaderboard, board: Board, section: Section) -> str:
    parts = [f"{section.title} ({board.block})" + (f", {section.over}" if section.over else "")]
    if any(value.drawn for row in section.rows for value in row) or not section.over:
        parts.append(f"$n={board.common}$; {_percent(found.confidence)} intervals by a bootstrap of articles")
    marks = {value.mark for row in section.rows for value in row} - {""}
    if found.tests and (not section.over or "tied" in marks):
        tests = " and ".join(escaped(TESTS[name]) for name in found.tests)
        parts.append(f"tests: {tests}, {escaped(HOLM)}, $\\alpha={found.alpha:.3g}$")
    if not section.over:
        parts.append("bold: told apart by every test")
        if seen := detectable_words(board):
            parts.append(escaped(seen))
    elif "best" in marks:
        parts.append("bold: the best, yardsticks aside")
    if "tied" in marks:
        parts.append("$\\dagger$: not told apart from the best")
    return "; ".join(parts) + "."


def _percent(share: float) -> str:
    return f"{100 * share:.3g}\\%"
