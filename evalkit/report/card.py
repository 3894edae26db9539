"""A card of agreement with human labels as the tables and sentences that all of its outputs share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..meta.records import Agreement, Bin, Calibration, Card, Estimate, Mean, Predictor, SetCard, Unscored
from ..overview import counted
from .standings import Head, p_value, percent

__all__ = ["Cell", "Table", "about", "bins", "headline", "made", "missing", "number", "overall", "tables", "told"]

Tables = Iterator["Table"]
_RANKS = "Telling supported from unsupported"
_ROWS = (
    Head("rows", "labelled rows that it has a value for"),
    Head("no value", "labelled rows that it has no value for, and why", number=False),
)
_SETS = (Head("sets", "that allow an AUC"),)
_WILLIAMS = (
    Head("Williams' t", "against the reference, rows taken as independent; positive where this one correlates more"),
    Head("p", "two-sided, after Holm's correction over the predictors of the set"),
)
_HELP = {
    "auc": "the chance that a supported row ranks above an unsupported one, ties counting half; 0.5 is chance",
    "balanced_accuracy": "mean of the shares of supported and of unsupported rows that the shipped threshold puts right; 0.5 is chance",
    "average_precision": "of finding the unsupported rows, the least supported first; chance gives the share of unsupported rows",
    "auc_over_baseline": "its AUC less that of the best baseline, on the rows that both have",
    "kendall": "Kendall's tau-b",
    "spearman": "Spearman's rank correlation",
    "pearson": "Pearson's correlation",
    "partial_pearson": "Pearson's, with each system's mean taken from both sides",
    "partial_spearman": "Spearman's, with the mean of each system's ranks taken from both sides",
}
_NAMES = {
    "auc": "AUC",
    "balanced_accuracy": "balanced accuracy",
    "average_precision": "average precision",
    "auc_over_baseline": "AUC over best baseline",
    "kendall": "tau-b",
    "spearman": "Spearman",
    "pearson": "Pearson",
    "partial_pearson": "partial Pearson",
    "partial_spearman": "partial Spearman",
}
_RANKING = ("auc", "balanced_accuracy", "average_precision", "auc_over_baseline")
_CORRELATING = ("kendall", "spearman", "pearson", "partial_pearson", "partial_spearman")
_KINDS = {"own": "the set's own odds", "even": "even odds"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table.

    Attributes:
        text: the value in words.
        interval: its interval in words, "0.744 to 0.844"; "" where there is none.
        number: to sort by; None sorts last.
        ends: its interval, where it is to be drawn.
        why: why there is no value; "" where there is one, or where none is expected.
    """

    text: str
    number: float | None = None
    interval: str = ""
    ends: tuple[float, float] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; its first column names what `first` says.

    Attributes:
        key: tells what kind of table it is.
        over: of what its numbers are, in words.
        kinds: of each row: "reference", "baseline" or "".
        drawn: the column that is also drawn as a dot with its interval; None for none.
    """

    key: str
    title: str
    over: str
    first: str
    heads: tuple[Head, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[str, ...]
    drawn: int | None = None


def number(value: float, digits: int = 3) -> str:
    """A number with a true minus sign, and no minus before a zero."""
    shown = f"{value:.{digits}f}"
    return shown.replace("-", "" if float(shown) == 0 else "\u2212")


def told(one: Estimate | None) -> str:
    """A number and its interval: "0.794 (0.768 to 0.820)"; a dash where there is none."""
    cell = _cell(one)
    return f"{cell.text} ({cell.interval})" if cell.interval else cell.text


def _cell(one: Estimate | None) -> Cell:
    if one is None or one.value is None:
        return Cell("\u2013", why="" if one is None else one.reason or "")
    if one.low is None or one.high is None:
        return Cell(number(one.value), one.value, why=one.reason or "")
    return Cell(number(one.value), one.value, f"{number(one.low)} to {number(one.high)}", (one.low, one.high))


def _count(value: int) -> Cell:
    return Cell(f"{value:,}", value)


def headline(card: Card) -> str:
    """How well the verdict metric's ranking agrees with people, beside the best of the simple ones."""
    reference = next((one for one in card.predictors if one.is_reference), None)
    if reference is None or not card.sets:
        return f"{counted(len(card.predictors), 'predictor')} against {counted(len(card.sets), 'set')} of human labels"
    found: Sequence[Agreement] | Sequence[Mean] = card.means or card.sets[0].agreements
    over = f"mean AUC over {counted(len(card.sets), 'set')}" if card.means else "AUC"
    values = {one.predictor: one.auc for one in found}
    own = values.get(reference.name)
    words = f"{reference.name} against human labels: " + (f"{over} {told(own)}" if _known(own) else "no AUC")
    baselines = [one.name for one in card.predictors if one.is_baseline and _known(values.get(one.name))]
    if not baselines:
        return words
    best = max(baselines, key=lambda name: _value(values[name]))
    return f"{words}; best baseline {best} {told(values[best])}"


def _known(one: Estimate | None) -> bool:
    return one is not None and one.value is not None


def _value(one: Estimate) -> float:
    return 0.0 if one.value is None else one.value


def about(one: SetCard) -> tuple[tuple[str, str], ...]:
    """What the labels of a set are, as names and values: how many, of what, what was left out, how they were chosen."""
    left_out = [
        f"{count:,} {words}"
        for count, words in ((one.unlabelled, "without a label"), (one.unjudged, "not judged"))
        if count
    ]
    systems = counted(one.systems_named, "system") if one.systems_named else "no system named"
    chosen = (
        f"weighed by the inverse of the chance with which each was drawn: worth {one.effective:,.0f} rows"
        if one.is_weighted
        else "labelled where a reader of the report chose to: rates are those of that choice"
        if one.is_convenience
        else "each counts the same"
    )
    target = (
        f"the graded human score, which {counted(one.target_n, 'row')} have" if one.target == "score" else "the label"
    )
    return (
        ("file", one.path),
        ("rows", f"{one.labelled:,} of {one.rows:,} used" + (f"; left out: {', '.join(left_out)}" if left_out else "")),
        ("texts", f"{counted(one.documents, 'document')}, {systems}"),
        ("labelled supported", told(one.supported)),
        ("weights", chosen),
        ("correlations are with", target),
    )


def overall(card: Card) -> Tables:
    """The tables of the means over sets; none with one set."""
    if not card.means:
        return
    over = f"mean over {counted(len(card.sets), 'set')}, each counting the same"
    sets = [(_count(one.sets),) for one in card.means]
    yield Table("ranking", _RANKS, over, "predictor", *_by_predictor(card, _RANKING, card.means, _SETS, sets), drawn=0)
    yield Table(
        "correlation", "Correlation with people", over, "predictor", *_by_predictor(card, _CORRELATING, card.means)
    )


def tables(card: Card, one: SetCard) -> Tables:
    """The tables of a set, those that have something to tell."""
    over = f"{counted(one.labelled, 'row')} on {counted(one.documents, 'document')}"
    rows = [(_count(own.n), Cell(_unscored(own.unscored))) for own in one.agreements]
    yield Table(
        "ranking", _RANKS, over, "predictor", *_by_predictor(card, _RANKING, one.agreements, _ROWS, rows), drawn=0
    )
    tests = [_williams(own) for own in one.agreements]
    yield Table(
        "correlation",
        f"Correlation with the human {one.target}",
        over,
        "predictor",
        *_by_predictor(card, _CORRELATING, one.agreements, _WILLIAMS, tests),
    )
    if one.calibration:
        yield _calibration(one.calibration)
    if one.errors:
        yield Table(
            "errors",
            "Refused, by type of error",
            "rows labelled unsupported; a row may have several types",
            "type of error",
            (
                Head("refused", "the share of these rows that was not fully supported"),
                Head("rows", "with this type of error"),
                Head("documents", "that these rows are on"),
            ),
            tuple(error.name for error in one.errors),
            tuple((_cell(error.refused), _count(error.n), _count(error.documents)) for error in one.errors),
            ("",) * len(one.errors),
            drawn=0,
        )
    if one.systems:
        yield _systems(one)
    if one.spans:
        yield _spans(one)


_Parts = tuple[tuple[Head, ...], tuple[str, ...], tuple[tuple[Cell, ...], ...], tuple[str, ...]]


def _by_predictor(
    card: Card,
    names: Sequence[str],
    found: Sequence[Agreement] | Sequence[Mean],
    heads: Sequence[Head] = (),
    cells: Sequence[tuple[Cell, ...]] = (),
) -> _Parts:
    """Heads, names, rows and kinds of a table with a row a predictor; `cells` stand under `heads`, behind the numbers."""
    by_name = {one.name: one for one in card.predictors}
    interval = f"with {card.confidence:.0%} interval"
    more = cells or [()] * len(found)
    return (
        (*(Head(_NAMES[name], f"{_HELP[name]}; {interval}") for name in names), *heads),
        tuple(one.predictor for one in found),
        tuple((*(_cell(getattr(one, name)) for name in names), *own) for one, own in zip(found, more, strict=True)),
        tuple(_kind(by_name[one.predictor]) for one in found),
    )


def _kind(one: Predictor) -> str:
    return "reference" if one.is_reference else "baseline" if one.is_baseline else ""


def _williams(one: Agreement) -> tuple[Cell, Cell]:
    found = one.williams
    if found is None:
        return Cell("\u2013", why=one.williams_reason or ""), Cell("\u2013")
    return Cell(number(found.t, 2), found.t), Cell(p_value(found.p_holm), found.p_holm)


def _unscored(one: Unscored) -> str:
    counts = ((one.abstained, "abstained"), (one.not_applicable, "not applicable"), (one.failed, "failed"))
    return ", ".join(f"{count:,} {words}" for count, words in counts if count) or "\u2013"


def _calibration(found: Sequence[Calibration]) -> Table:
    return Table(
        "calibration",
        "Calibration",
        "the probability of a row's weakest claim",
        "odds",
        (
            Head(
                "ECE",
                "expected calibration error: the mean distance between what was said and what was so, over ten bins",
            ),
            Head("Brier", "mean squared distance of probability and label; always saying 0.5 gives 0.25"),
            Head("rows", "that have a probability"),
        ),
        tuple(_KINDS[one.odds] for one in found),
        tuple((_cell(one.ece), _cell(one.brier), _count(one.n)) for one in found),
        ("",) * len(found),
    )


def bins(one: Calibration) -> Table:
    """The points of a reliability diagram, those that rows lie in."""
    kept: list[Bin] = [point for point in one.bins if point.probability is not None]
    return Table(
        "bins",
        f"Reliability under {_KINDS[one.odds]}",
        "",
        "said",
        (
            Head("mean probability", "of the rows in the bin"),
            Head("labelled supported", "the share of them that people hold to be supported"),
            Head("share", "the bin's share of the weight"),
            Head("rows", "in the bin"),
        ),
        tuple(f"{point.low:.1f} to {point.high:.1f}" for point in kept),
        tuple(
            (
                Cell(number(point.probability or 0.0), point.probability),
                _cell(point.supported),
                Cell(percent(point.share), point.share),
                _count(point.n),
            )
            for point in kept
        ),
        ("",) * len(kept),
    )


def _systems(one: SetCard) -> Table:
    return Table(
        "systems",
        "By system",
        "the reference on the rows of each",
        "system",
        (
            Head("AUC", _HELP["auc"]),
            Head("balanced accuracy", _HELP["balanced_accuracy"]),
            Head("labelled supported", "the share that people hold to be supported"),
            Head("judged supported", "the share that the verdict metric holds to be fully supported"),
            Head("mean", "of the reference"),
            Head("rows", "labelled rows of the system"),
            Head("documents", "that they are on"),
        ),
        tuple(system.name if system.name is not None else "(not named)" for system in one.systems),
        tuple(
            (
                *map(
                    _cell, (system.auc, system.balanced_accuracy, system.supported, system.fully_supported, system.mean)
                ),
                _count(system.n),
                _count(system.documents),
            )
            for system in one.systems
        ),
        ("",) * len(one.systems),
        drawn=0,
    )


def _spans(one: SetCard) -> Table:
    spans = one.spans
    assert spans is not None  # noqa: S101 - asked for only where there are some
    return Table(
        "spans",
        "Words pointed at",
        f"characters, over {counted(spans.n, 'row')} labelled unsupported whose words people marked;"
        f" no finding points into {spans.without_finding:,} of them",
        "pointing at",
        (
            Head("precision", "of the characters pointed at, the share that people marked"),
            Head("recall", "of the characters that people marked, the share pointed at"),
            Head("F1", "the harmonic mean of the two"),
        ),
        ("the words of findings", "whole refused claims"),
        (
            tuple(map(_cell, (spans.precision, spans.recall, spans.f1))),
            tuple(map(_cell, spans.whole_claims)),
        ),
        ("", ""),
    )


def missing(found: Iterable[Table]) -> Iterator[str]:
    """Why dashes stand where they do: a line a reason, with the columns and how many rows it is true of."""
    seen: dict[str, dict[str, int]] = {}
    for table in found:
        for row in table.rows:
            for head, cell in zip(table.heads, row, strict=True):
                if cell.why:
                    columns = seen.setdefault(cell.why, {})
                    columns[head.text] = columns.get(head.text, 0) + 1
    for why, columns in seen.items():
        listed = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in columns.items())
        yield f"no number or no interval in {listed}: {why}"


def made(card: Card) -> Iterator[tuple[str, str]]:
    """How the numbers were made, as names and values."""
    yield "evalkit", card.evalkit
    yield "verdicts from", card.verdict_from or "none"
    yield (
        "intervals",
        f"{card.confidence:.0%}, by a bootstrap of documents, {card.draws:,} draws, seed {card.seed}",
    )
    for name, signature in card.signatures.items():
        yield f"signature of {name}", signature
    for name, version in card.versions.items():
        yield f"version of {name}", version
