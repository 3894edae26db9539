"""A leaderboard as the tables that all of its outputs share: which there are, what they are headed, what is best in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..leaderboard import STATES, TESTS, Board, Cell, Column, Leaderboard, Paired, Standing, State
from ..overview import counted
from ..stats import Estimate
from .changes import signed

__all__ = [
    "HOLM",
    "Head",
    "Section",
    "Value",
    "difference",
    "interval",
    "legend",
    "p_value",
    "percent",
    "rank_words",
    "sections",
]

HOLM = "Holm's correction over the pairs of a table"
Mark = Literal["", "best", "tied"]
_LESS_IS_ROUNDED = 0.0005
_ALWAYS = frozenset({"refused", "empty", "error"})  # failures that have a column of their own, also where there is none


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with what it means; `number` says that its cells are numbers."""

    text: str
    help: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """A cell: its text, whether it is the best of its column or not told apart from it, and the number to sort by; of an interval its
    low end, mean and high end.
    """

    text: str
    mark: Mark = ""
    number: float | None = None
    drawn: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table: the first column names systems, or pairs of them.

    Attributes:
        names: what each row is of; one system, or two.
        over: which articles its numbers are of, in words; "" where its heads say it.
    """

    title: str
    heads: tuple[Head, ...]
    names: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Value, ...], ...]
    over: str = ""


def sections(found: Leaderboard, board: Board) -> tuple[Section, ...]:
    """The tables of one kind of block, those that have something to tell."""
    made = [
        _faithfulness(found, board),
        _labelled(found, board),
        _copying(board),
        _answers(board),
        _types(board),
        _pairs(found, board),
    ]
    return tuple(one for one in made if one.heads and one.rows)


def _faithfulness(found: Leaderboard, board: Board) -> Section:
    judged = [one for one in board.columns if one.metric == "*"]
    heads: list[Head] = []
    if board.primary:
        heads.append(
            Head(
                "rank", "the ranks that a system may have, as far as the tests tell; yardsticks have none", number=False
            )
        )
    for column in judged:
        heads.append(Head(column.head, f"{column.help}; mean over the articles that all systems answered"))
        if column is board.primary:
            heads.append(Head(f"{found.confidence:.0%} interval", "clustered by article"))
        if column.failing:
            heads.append(
                Head(
                    f"{column.head}, all", "the mean over all articles, refusals, empty answers and errors counted as 0"
                )
            )
    if any(one.per_100 for one in board.standings):
        heads.append(Head("findings per 100", "typed findings per 100 claims of its answers"))
    rows = []
    for standing in board.standings:
        row: list[Value] = (
            [Value(rank_words(standing), number=standing.place.low if standing.place else None)]
            if board.primary
            else []
        )
        for column in judged:
            cell = standing.cells[column.name]
            row.append(_mean(board, standing, column))
            if column is board.primary:
                row.append(Value(interval(cell.common, column.digits), drawn=_drawn(cell.common)))
            if column.failing:
                row.append(_mean(board, standing, column, whole=True))
        if len(heads) > len(row):
            row.append(_number(standing.per_100, 1))
        rows.append(tuple(row))
    return Section("Faithfulness", tuple(heads), _names(board), tuple(rows), _common(board))


def _labelled(found: Leaderboard, board: Board) -> Section:
    """Support as labels correct it; no table where no system has labels."""
    if not board.primary or not any(one.corrected for one in board.standings):
        return Section("", (), (), ())
    digits, between = board.primary.digits, f"{found.confidence:.0%} interval"
    heads = (
        Head(
            "corrected",
            "the share of a summary's claims that people would call supported, by metric and labels together",
        ),
        Head(between, "prediction-powered, clustered by article"),
        Head("labels alone", "the same by the labels alone, weighed by the chance with which each claim was drawn"),
        Head(between, "of the labels alone, clustered by article"),
        Head("metric alone", "the same by the metric alone"),
        Head("labels", "labelled claims of the system"),
        Head("worth", "as many labels alone would give as narrow an interval as metric and labels together"),
        Head("metric used", "how much of the metric the labels bear out: 1 all of it, 0 nothing"),
    )
    rows = []
    for standing in board.standings:
        one = standing.corrected
        if one is None:
            rows.append((*(Value("–") for _ in heads[:5]), Value("0", number=0), Value("–"), Value("–")))
            continue
        rows.append(
            (
                Value(f"{one.estimate.mean:.{digits}f}", number=one.estimate.mean),
                Value(interval(one.estimate, digits), drawn=_drawn(one.estimate)),
                Value(f"{one.alone.mean:.{digits}f}", number=one.alone.mean),
                Value(interval(one.alone, digits)),
                Value(f"{one.metric:.{digits}f}", number=one.metric),
                Value(str(one.labels), number=one.labels),
                Value("–") if one.worth is None else Value(f"{one.worth:,.0f}", number=one.worth),
                Value(f"{one.tuning:.2f}", number=one.tuning),
            )
        )
    return Section("Support, corrected by labels", heads, _names(board), tuple(rows), _common(board))


def _copying(board: Board) -> Section:
    told = [one for one in board.columns if one.metric != "*"]
    heads = [Head(one.head, one.help) for one in told]
    adjusted = any(one.adjusted for one in board.standings) and board.primary
    if adjusted:
        heads.append(
            Head(
                f"{adjusted.head}, adjusted",
                "at the systems' average copying and length: what copies, or says little, looks faithful",
            )
        )
    rows = [
        (
            *(_mean(board, standing, column) for column in told),
            *((_number(standing.adjusted, adjusted.digits),) if adjusted else ()),
        )
        for standing in board.standings
    ]
    return Section("Copying, length and what is told", tuple(heads), _names(board), tuple(rows), _common(board))


def _answers(board: Board) -> Section:
    states = [state for state in STATES if state in _ALWAYS or (state != "answered" and _any(board, state))]
    heads = [Head("answered", "articles with an answer"), Head("answer rate", "their share of all articles")]
    heads += [Head({"error": "errors"}.get(state, state), f"articles on which it {STATES[state]}") for state in states]
    costs = [one.cost for one in board.standings if one.cost]
    kinds = [
        ("seconds", Head("seconds", "time that it took over all articles"), 1),
        ("calls", Head("calls", "calls of a model"), 0),
        ("prompt_tokens", Head("tokens in", "tokens of prompts"), 0),
        ("completion_tokens", Head("tokens out", "tokens of answers"), 0),
        ("cost", Head("cost", "money, in the unit that was configured"), 4),
    ]
    kinds = [kind for kind in kinds if any(getattr(one, kind[0]) is not None for one in costs)]
    rows = []
    for one in board.standings:
        row = [
            Value(str(one.states["answered"]), number=one.states["answered"]),
            Value(percent(one.answer_rate), number=one.answer_rate),
        ]
        row += [Value(str(one.states[state]), number=one.states[state]) for state in states]
        for name, _, digits in kinds:
            value = getattr(one.cost, name) if one.cost else None
            row.append(Value("–") if value is None else Value(f"{value:,.{digits}f}", number=value))
        rows.append(tuple(row))
    return Section(
        "Answers",
        (*heads, *(kind[1] for kind in kinds)),
        _names(board),
        tuple(rows),
        f"over all {counted(board.articles, 'article')}",
    )


def _common(board: Board) -> str:
    return f"over the {counted(board.common, 'article')} of {board.articles} that all systems answered"


def _any(board: Board, state: State) -> bool:
    return any(one.states[state] for one in board.standings)


def _types(board: Board) -> Section:
    types: dict[str, float] = {}
    for one in board.standings:
        for name, rate in one.by_type.items():
            types[name] = max(types.get(name, 0.0), rate)
    kinds = sorted(types, key=lambda name: (-types[name], name))
    rows = tuple(
        tuple(Value("–") if one.per_100 is None else Value(f"{one.by_type.get(name, 0.0):.1f}", number=one.by_type.get(name, 0.0)) for name in kinds)
        for one in board.standings
    )  # fmt: skip
    return Section(
        "Findings per 100 claims, by type",
        tuple(Head(name, f"findings of type {name} per 100 claims") for name in kinds),
        _names(board),
        rows,
        "over the answers of each system",
    )


def _pairs(found: Leaderboard, board: Board) -> Section:
    if not board.primary:
        return Section("", (), (), ())
    digits = board.primary.digits
    heads = [
        Head(
            "difference",
            f"of {board.primary.head}, the first less the second, over the articles that all systems answered",
        ),
        Head(f"{found.confidence:.0%} interval", "clustered by article"),
        *(Head(f"p, {name}", f"{TESTS[name]}, after {HOLM}") for name in found.tests),
        Head("difference, all", "over all articles, failures counted as 0"),
        *(Head(f"p, {name}, all", f"{TESTS[name]} over all articles, after {HOLM}") for name in found.tests),
        Head("seen from", "the smallest difference that is found in 8 of 10 such comparisons"),
        Head("articles needed", "to tell a difference as large as the one observed apart in 8 of 10 comparisons"),
    ]
    if labelled := any(pair.corrected for pair in board.pairs):
        heads += [
            Head("difference, corrected", "by metric and labels together, over the articles that all systems answered"),
            Head(f"{found.confidence:.0%} interval, corrected", "prediction-powered, clustered by article"),
        ]
    rows = []
    for pair in board.pairs:
        one, whole = pair.common, pair.all
        rows.append((
            *difference(one, digits, found),
            *(_p(one, name) for name in found.tests),
            difference(whole, digits, found)[0],
            *(_p(whole, name) for name in found.tests),
            Value("–") if one is None or one.detectable is None else Value(f"{one.detectable:.{digits}f}", number=one.detectable),
            Value("–") if one is None or one.needed is None else Value(f"{one.needed:,}", number=one.needed),
            *(_corrected(pair.corrected, digits) if labelled else ()),
        ))  # fmt: skip
    title = "Pairs" if found.every_pair else "Against the baseline"
    return Section(title, tuple(heads), tuple((pair.first, pair.second) for pair in board.pairs), tuple(rows))


def difference(one: Paired | None, digits: int, found: Leaderboard, *, turned: bool = False) -> tuple[Value, Value]:
    """How two systems differ, marked where every test tells them apart, and the interval; `turned`, the second less the first."""
    if one is None:
        return Value("–"), Value("–")
    estimate, turn = one.estimate, -1 if turned else 1
    told = "–"
    if estimate.low is not None and estimate.high is not None:
        low, high = sorted((turn * estimate.low, turn * estimate.high))
        told = f"{signed(low, digits)} to {signed(high, digits)}"
    mark: Mark = "best" if one.apart(found.alpha) else ""
    return Value(signed(turn * estimate.mean, digits), mark, turn * estimate.mean), Value(told)


def _corrected(one: Estimate | None, digits: int) -> tuple[Value, Value]:
    if one is None or one.low is None or one.high is None:
        return Value("–"), Value("–")
    told = f"{signed(one.low, digits)} to {signed(one.high, digits)}"
    return Value(signed(one.mean, digits), "best" if one.low > 0 or one.high < 0 else "", one.mean), Value(told)


def _p(one: Paired | None, test: str) -> Value:
    value = {str(name): p for name, p in one.adjusted.items()}.get(test) if one else None
    return Value("–") if value is None else Value(p_value(value), number=value)


def p_value(p: float) -> str:
    """A p-value with as many digits as it is worth."""
    return "<0.001" if p < _LESS_IS_ROUNDED else f"{p:.3f}"


def _names(board: Board) -> tuple[tuple[str, ...], ...]:
    return tuple((one.system,) for one in board.standings)


def rank_words(standing: Standing) -> str:
    """Its ranks: "2nd-4th"; what it is where it has none."""
    if standing.place is None:
        return "yardstick" if standing.yardstick else "–"
    return standing.place.words


def _best_of(board: Board, column: Column, *, whole: bool = False) -> float | None:
    """The best mean of a column, as it is shown, yardsticks aside; None where nothing is better."""
    if column.better == "neither":
        return None
    means = [
        round(estimate.mean, column.digits)
        for one in board.standings
        if not one.yardstick and (estimate := _of(one.cells[column.name], whole=whole))
    ]
    if len(set(means)) < 2:
        return None
    return max(means) if column.better == "higher" else min(means)


def _of(cell: Cell, *, whole: bool) -> Estimate | None:
    return cell.all if whole else cell.common


def _mean(board: Board, standing: Standing, column: Column, *, whole: bool = False) -> Value:
    estimate = _of(standing.cells[column.name], whole=whole)
    if estimate is None:
        return Value("–")
    mark: Mark = ""
    if not standing.yardstick and round(estimate.mean, column.digits) == _best_of(board, column, whole=whole):
        mark = "best"
    elif column is board.primary and not whole and standing.place and standing.place.best and standing.place.tied:
        mark = "tied"
    return Value(f"{estimate.mean:.{column.digits}f}", mark, estimate.mean)


def _number(estimate: Estimate | None, digits: int) -> Value:
    return Value("–") if estimate is None else Value(f"{estimate.mean:.{digits}f}", number=estimate.mean)


def interval(estimate: Estimate | None, digits: int) -> str:
    """An interval: "0.811 – 0.940"."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.low:.{digits}f} – {estimate.high:.{digits}f}"


def _drawn(estimate: Estimate | None) -> tuple[float, float, float] | None:
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    return estimate.low, estimate.mean, estimate.high


def percent(share: float) -> str:
    """A share in whole percent that says 100% and 0% of all and none alone."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        return ">99%"
    if whole == 0 and share > 0:
        return "<1%"
    return f"{whole}%"


def legend(section: Section) -> str:
    """What marks mean in a table; "" where it has none."""
    marks = {value.mark for row in section.rows for value in row}
    told = []
    if section.names and len(section.names[0]) > 1:
        return "* told apart: by every test, or by an interval without 0" if "best" in marks else ""
    if "best" in marks:
        told.append("* best, yardsticks aside")
    if "tied" in marks:
        told.append("= not told apart from the best")
    return "; ".join(told)
