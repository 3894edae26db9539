"""A leaderboard as a page that opens from disk: its tables, every pair, each system, and each article side by side over systems.

The article's view, the list and the reader's labels are those of the report; the articles lie in the page in compressed chunks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..files import replacing
from ..leaderboard import Board, Leaderboard, Pair, Standing, abreast
from ..leaderboard.gathering import state_of
from ..overview import WorstClaim, counted
from ..problems import why
from ..runfile import CaseRecord, header_of
from .articles import CHUNK, Article, Row, characters, write_articles
from .claimwise import short
from .front import address
from .headline import SIGNS, VERDICTS
from .html import CHARACTERS, SCRIPTS
from .page import embedded, page
from .precision import precision_rows
from .standing_words import headline, made_lines, method, notes
from .standings import difference, legend, p_value, percent, sections

__all__ = ["write_leaderboard_html"]

_LONGEST = 60  # letters of a system's name in a table


def write_leaderboard_html(found: Leaderboard, target: Path, *, most: int = CHARACTERS) -> None:
    """Writes the page of a leaderboard; reads its runs once more. Equal runs give equal bytes.

    Args:
        found: the leaderboard.
        target: the page.
        most: how many characters of articles it holds in full; of the others it has the numbers alone.

    Raises:
        RunFileError: a run file cannot be read.
        OutputError: the target cannot be written.
    """
    held = _Held(found, most)
    before, between, after = page("standings.html.j2", (*SCRIPTS, "sorting.js", "standings.js"), _front(found))
    with replacing(target) as file:
        file.write(before)
        rows = write_articles(file, held.articles())
        file.write(between)
        file.write(embedded(_index(found, held, rows)))
        file.write(after)


class _Held:
    """The articles that a page holds, and what is noted of them as they pass."""

    def __init__(self, found: Leaderboard, most: int) -> None:
        self._found = found
        self._room = most
        self._wanted = {
            one.claim.id for board in found.boards for standing in board.standings for one in standing.worst
        }
        self.worst: dict[str, int] = {}
        self.refused: list[str] = []
        self.findings: dict[str, int] = {}
        self.left_out = 0

    def articles(self) -> Iterator[Article]:
        """Yields them, in the order of the first run, until the page is full."""
        n = 0
        for record, cases in abreast(self._found):
            one = Article(record, cases)
            self._room -= characters(one)
            if self._room < 0 and n:
                self.left_out += 1
                continue
            self._note(n, cases)
            n += 1
            yield one

    def _note(self, n: int, cases: list[CaseRecord]) -> None:
        self.refused += [
            f"{n} {case.block}" + (f" · {case.system}" if case.system else "")
            for case in cases
            if state_of(case) == "refused"
        ]
        for claim in (claim for case in cases for claim in case.claims):
            if claim.id in self._wanted:
                self.worst[claim.id] = n
            for finding in claim.findings:
                self.findings[finding.type] = self.findings.get(finding.type, 0) + 1


def _index(found: Leaderboard, held: _Held, rows: list[Row]) -> dict[str, Any]:
    header = header_of(found.made[0].path)
    listed = "\n".join(f"{one.path} {one.created}" for one in found.made) + "\n".join(str(row[0]) for row in rows)
    notice = (
        f"{counted(held.left_out, 'article')} more did not fit into this page; the tables are of all."
        if held.left_out
        else ""
    )
    return {
        "abreast": True,
        "chunk": CHUNK,
        "run": hashlib.sha256(listed.encode("utf-8", "replace")).hexdigest()[:16],
        "verdicts": VERDICTS,
        "articles": rows,
        "findings": sorted(held.findings, key=lambda name: (-held.findings[name], name)),
        "kinds": [],
        "signature": next((one.signature for one in header.metrics if one.name == found.judge), None),
        "shares": [
            f"{one.name} {measure.name}" for one in header.metrics for measure in one.measures if measure.high == 1.0
        ],
        "reliability": precision_rows(header),
        "worst": held.worst,
        "refused": held.refused,
        "notice": notice,
        "home": "",
        "neighbours": None,
        "pages": None,
    }


def _front(found: Leaderboard) -> dict[str, Any]:
    """The values of the template."""
    names = list(dict.fromkeys(one.system for board in found.boards for one in board.standings))
    return {
        "version": found.made[0].evalkit,
        "home": "#",
        "headline": headline(found),
        "notice": "",
        "boards": [_board(found, board) for board in found.boards],
        "yardsticks": {one.system for board in found.boards for one in board.standings if one.yardstick},
        "numbers": {name: n for n, name in enumerate(names)},
        "systems": [_system(found, name) for name in names],
        "made": list(made_lines(found)),
        "shortened": lambda name: short(name, _LONGEST) or "(no name)",
    }


def _board(found: Leaderboard, board: Board) -> dict[str, Any]:
    systems = [one.system for one in board.standings]
    return {
        "block": board.block,
        "method": method(found, board),
        "sections": [
            {
                "title": one.title,
                "over": one.over,
                "names": one.names,
                "heads": one.heads,
                "table": list(zip(one.names, one.rows, strict=True)),
                "legend": legend(one),
            }
            for one in sections(found, board)
        ],
        "systems": systems,
        "primary": board.primary.head if board.primary else "",
        "matrix": _matrix(found, board, systems) if found.every_pair and board.primary else None,
        "notes": list(notes(found, board)),
    }


def _matrix(found: Leaderboard, board: Board, systems: list[str]) -> list[tuple[str, list[Mapping[str, str] | None]]]:
    """A row and a column for each system; None where there is nothing to compare."""
    pairs = {(pair.first, pair.second): pair for pair in board.pairs}

    def between(row: str, column: str) -> Mapping[str, str] | None:
        if (pair := pairs.get((row, column))) is not None:
            return _square(found, board, pair, turned=False)
        pair = pairs.get((column, row))
        return None if pair is None else _square(found, board, pair, turned=True)

    return [(row, [between(row, column) for column in systems]) for row in systems]


def _square(found: Leaderboard, board: Board, pair: Pair, *, turned: bool) -> Mapping[str, str] | None:
    one = pair.common
    if one is None or board.primary is None:
        return None
    value, told = difference(one, board.primary.digits, found, turned=turned)
    kind, sign = "", "○"
    if one.apart(found.alpha):
        better = (one.estimate.mean > 0) != turned
        kind, sign = ("up", "▲") if better else ("down", "▼")
    p_values = ", ".join(f"{name} {p_value(one.adjusted[name])}" for name in found.tests)
    return {
        "kind": kind,
        "sign": sign,
        "difference": value.text,
        "interval": told.text,
        "p": f"p {p_values}" if p_values else "",
    }


def _system(found: Leaderboard, name: str) -> dict[str, Any]:
    own = [(board, one) for board in found.boards for one in board.standings if one.system == name]
    standing = own[0][1]
    return {
        "name": name,
        "signature": standing.signature,
        "says": _says(*own[0]),
        "address": address(system=name),
        "parts": [
            {
                "block": board.block,
                "types": _types(one, name),
                "worst": [_claim(worst) for worst in one.worst],
            }
            for board, one in own
        ],
    }


def _says(board: Board, one: Standing) -> str:
    """A system in a few words."""
    rank = "a yardstick" if one.yardstick else one.place.words if one.place else ""
    cell = one.cells[board.primary.name].common if board.primary else None
    told = f"{board.primary.head} {cell.mean:.{board.primary.digits}f}" if board.primary and cell else ""
    tied = f"not told apart from {counted(len(one.place.tied), 'system')}" if one.place and one.place.tied else ""
    return ", ".join(part for part in (rank, told, f"answered {percent(one.answer_rate)}", tied) if part)


def _types(one: Standing, name: str) -> list[dict[str, Any]]:
    top = max(one.by_type.values(), default=0.0) or 1.0
    return [
        {
            "name": kind,
            "rate": f"{rate:.1f}",
            "width": round(100 * rate / top, 2),
            "address": address(finding=kind, system=name),
        }
        for kind, rate in one.by_type.items()
    ]


def _claim(worst: WorstClaim) -> dict[str, str]:
    verdict = worst.claim.verdict or "not judged"
    return {
        "id": worst.claim.id,
        "verdict": verdict,
        "sign": SIGNS[verdict],
        "text": worst.claim.text,
        "why": why(worst.claim),
    }
