"""A leaderboard as CSV, long and tidy: one number a row. No spreadsheet takes a cell for a formula (`spreadsheet.safe_cell`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..leaderboard import Board, Leaderboard, Paired, Standing
from ..stats import Estimate
from .spreadsheet import Cell, write_table
from .standing_words import made_lines, method, notes

__all__ = ["COLUMNS", "write_leaderboard_csv"]

COLUMNS = ("block", "system", "against", "articles", "measure", "value", "low", "high", "n", "clusters", "note")
"""`against` is the other system of a pair, empty elsewhere; `articles` says over which: `common` for those that all systems
answered, `all` with failures counted as 0, empty where it is of a system's own answers; `low` and `high` are the interval's. Rows
without a system say how it was made and what it cannot say."""

Row = Sequence[Cell]


def write_leaderboard_csv(found: Leaderboard, target: Path) -> None:
    """Writes a leaderboard as CSV.

    Raises:
        OutputError: the target cannot be written.
    """
    write_table(target, COLUMNS, _rows(found))


def _rows(found: Leaderboard) -> Iterator[Row]:
    for name, value in made_lines(found):
        yield (None, None, None, None, f"made: {name}", None, None, None, None, None, value)
    for board in found.boards:
        for note in (method(found, board), *notes(found, board)):
            yield (board.block, None, None, None, "note", None, None, None, None, None, note)
        for standing in board.standings:
            yield from _of_system(board, standing)
        for pair in board.pairs:
            for basis, one in (("common", pair.common), ("all", pair.all)):
                yield from _of_pair(board, (pair.first, pair.second, basis), one)
            if pair.corrected and board.primary:
                measure = f"{board.primary.name}_difference_corrected"
                yield (board.block, pair.first, pair.second, "common", measure, *_estimate(pair.corrected), None)


def _of_system(board: Board, one: Standing) -> Iterator[Row]:
    head = (board.block, one.system, None)
    if one.place:
        yield (*head, "common", "rank_low", one.place.low, None, None, None, None, "tied" if one.place.tied else None)
        yield (*head, "common", "rank_high", one.place.high, None, None, None, None, None)
    elif one.yardstick:
        yield (*head, None, "yardstick", 1, None, None, None, None, None)
    for column in board.columns:
        cell = one.cells[column.name]
        note = f"{cell.unscored} answers not scored" if cell.unscored else None
        for basis, estimate in (("common", cell.common), ("all", cell.all)):
            if estimate:
                yield (*head, basis, column.name, *_estimate(estimate), note)
    if one.adjusted:
        yield (
            *head,
            "common",
            f"{board.primary.name if board.primary else ''}_adjusted",
            *_estimate(one.adjusted),
            None,
        )
    if one.corrected:
        yield from _corrected(board, one)
    if one.per_100:
        yield (*head, None, "findings_per_100_claims", *_estimate(one.per_100), None)
    for name, rate in one.by_type.items():
        yield (*head, None, f"findings_per_100_claims.{name}", rate, None, None, None, None, None)
    for state, count in one.states.items():
        yield (*head, "all", state, count, None, None, None, None, None)
    yield (*head, "all", "answer_rate", one.answer_rate, None, None, None, None, None)
    for name in ("seconds", "calls", "prompt_tokens", "completion_tokens", "cost"):
        value = getattr(one.cost, name) if one.cost else None
        if value is not None:
            yield (*head, "all", name, value, None, None, None, None, None)


def _corrected(board: Board, standing: Standing) -> Iterator[Row]:
    one = standing.corrected
    if one is None or board.primary is None:
        return
    head, name = (board.block, standing.system, None, "common"), board.primary.name
    yield (*head, f"{name}_corrected", *_estimate(one.estimate), one.reason)
    yield (*head, f"{name}_labels_alone", *_estimate(one.alone), one.reason)
    for measure, value in (
        ("metric_alone", one.metric),
        ("labels", one.labels),
        ("labels_worth", one.worth),
        ("metric_used", one.tuning),
    ):
        if value is not None:
            yield (*head, f"{name}_{measure}", value, None, None, None, None, None)


def _estimate(one: Estimate) -> tuple[float, float | None, float | None, int, int]:
    return one.mean, one.low, one.high, one.n, one.clusters


def _of_pair(board: Board, names: tuple[str, str, str], one: Paired | None) -> Iterator[Row]:
    if one is None or board.primary is None:
        return
    head = (board.block, *names)
    measure = board.primary.name
    yield (*head, f"{measure}_difference", *_estimate(one.estimate), None)
    for test, p in one.p.items():
        yield (*head, f"p_{test}", p, None, None, None, None, "not adjusted")
        yield (*head, f"p_{test}_holm", one.adjusted[test], None, None, None, None, None)
    if one.detectable is not None:
        yield (*head, "detectable", one.detectable, None, None, None, None, None)
    if one.needed is not None:
        yield (*head, "articles_needed", one.needed, None, None, None, None, None)
