"""Labels: what people say of a summary or claim, read from the rows that carry it.

A row is one judged block, as `evalkit run` reads it, with a column `label` beside it. What the labels are good for hangs on how the
rows were chosen: `evalkit sample` writes the chance of each, whose inverse is its weight (Horvitz and Thompson 1952); labels
that a reader gave here and there in the report are no random sample, and those of disagreements alone tell no rate at all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .claims import case_id
from .errors import ConfigError, InputError
from .reading import Columns, Row, Source, content_sha256, read_rows
from .reading.columns import BLOCKS, NAMES, Entry
from .records import BadInput

__all__ = ["LABEL_COLUMNS", "Label", "LabelSet", "LabelledSpan", "Labels", "read_labels"]

LABEL_COLUMNS = ("label", "score", "spans", "errors", "inclusion_probability", "agrees")
"""evalkit's names of the columns of a label; `label` alone is required. `--columns` maps other people's names of them."""

_UNASKED = {"content": "document", "summary": "claim"}  # what labelled benchmarks call them
_NESTED = "extra"  # where benchmarks keep what else they know of a row
_ERRORS = ("errors", "error_type", "edit_types")  # what they call the types of a row's errors there
_FLAGS = ("intrinsic", "extrinsic")  # types that they tell by true and false instead
_WORDS = {"1": 1, "0": 0, "1.0": 1, "0.0": 0, "true": 1, "false": 0, "supported": 1, "unsupported": 0}
_EXPECTED = (
    "expected 1 (supported) or 0 (not), true or false, supported or unsupported; nothing where it is not labelled"
)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Words that people marked as not supported, by offsets into the row's text as it is stored. `type` is "" where none is told."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Label:
    """What people say of one row.

    Attributes:
        path, line: where the row stands; the run file's case of it has the same.
        case: the id that a run of these inputs gives to its case.
        article: the id of its article.
        block: SUMMARY or HIGHLIGHTS.
        system: what wrote it, where the row says so.
        sha256: of its CONTENT, as the run file has it.
        value: 1 supported, 0 not.
        score: a graded one, higher is better; None where there is none.
        spans: what was marked; None where nobody was asked to mark words.
        errors: types of its errors, sorted, each once.
        chance: the probability, in (0, 1], with which the row was drawn; None where it was not drawn at random.
        agrees: whether the label agrees with the verdict that the labeller saw; None where he saw none.
        claim: the claim's id where the row is one of `evalkit sample` or of the report.
    """

    path: str
    line: int
    case: str
    article: str
    block: str
    system: str | None
    sha256: str
    value: int
    score: float | None = None
    spans: tuple[LabelledSpan, ...] | None = None
    errors: tuple[str, ...] = ()
    chance: float | None = None
    agrees: bool | None = None
    claim: str | None = None

    @property
    def weight(self) -> float:
        """How many rows of what was drawn from it stands for: 1 by its chance, or 1."""
        return 1.0 if self.chance is None else 1.0 / self.chance


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one file.

    Attributes:
        path: how the user named it.
        labels: in the file's order.
        rows: how many rows it has that could be read.
        unlabelled: how many of them have no label.
        is_weighted: whether the rows were drawn with known chances.
        is_convenience: whether a reader chose in the report what to label: rates of such labels are those of his choice.
    """

    path: str
    labels: tuple[Label, ...]
    rows: int
    unlabelled: int
    is_weighted: bool
    is_convenience: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of several files.

    Attributes:
        columns: with which a run reads the same files: `document` and `claim` stand for `content` and `summary` where the
            files have them so. It knows no column of a label.
        sets: one a file, in order; a file of which nothing can be read has none.
        faults: what could not be read, of rows and of labels.
    """

    columns: Columns
    sets: tuple[LabelSet, ...]
    faults: tuple[BadInput, ...]


def read_labels(sources: Sequence[Source | BadInput], columns: Columns | None = None) -> Labels:
    """Reads the labels of files, each twice over; standard input has to be `reading.kept`.

    Where a file has no column `content` and none is mapped, `document` is taken; likewise `claim` for `summary`.

    Args:
        sources: what `reading.find` found.
        columns: which columns are which, made with `more=LABEL_COLUMNS`.

    Raises:
        InputError: the labels of a file are all disagreements, or some of its rows have a chance and others none.
        ConfigError: the files call their columns differently.
    """
    columns = dataclasses.replace(columns or Columns(), more=LABEL_COLUMNS)
    faults = [source for source in sources if isinstance(source, BadInput)]
    files: list[tuple[Source, Columns]] = []
    for source in sources:
        if isinstance(source, BadInput):
            continue
        found = _resolved(source, columns)
        if isinstance(found, BadInput):
            faults.append(found)
        else:
            files.append((source, found))
    _check_alike(files)
    sets = []
    for source, own in files:
        one, wrong = _read(source, own)
        faults += wrong
        if one is not None:
            sets.append(one)
    known = files[0][1] if files else columns
    return Labels(Columns({key: name for key, name in known.named.items() if key in NAMES}), tuple(sets), tuple(faults))


def _resolved(source: Source, columns: Columns) -> Columns | BadInput:
    """The columns of one file, or what it lacks."""
    there: dict[str, None] = {}
    fault = None
    for guess in (
        columns,
        _with(columns, _UNASKED.items()),
    ):  # without a suffix, a header is known by its columns alone
        for row in _rows(source, guess):
            if isinstance(row, Row):
                there.update(dict.fromkeys(row.values))
            else:
                fault = fault or row
        if there:
            break
    if not there:
        return fault or BadInput(source.name, 1, 1, "the file has no row: expected a row per label")
    lacking = [(name, other) for name, other in _UNASKED.items() if other in there and _lacks(name, columns, there)]
    found = _with(columns, lacking)
    if missing := found.missing(source.name, there):
        return missing
    if found.theirs("label") not in there:
        shown = ", ".join(repr(name) for name in there)
        message = f"no column 'label': it has {shown}; name yours with --columns label=YOURS"
        return BadInput(source.name, 1, 1, message)
    return found


def _lacks(name: str, columns: Columns, there: Mapping[str, None]) -> bool:
    names = BLOCKS if name in BLOCKS else (name,)
    return not any(one in columns.named or one in there for one in names)


def _with(columns: Columns, pairs: Iterable[tuple[str, str]]) -> Columns:
    more = {name: other for name, other in pairs if name not in columns.named}
    return dataclasses.replace(columns, named={**columns.named, **more})


def _rows(source: Source, columns: Columns) -> Iterator[Row | BadInput]:
    return read_rows(source, dataclasses.replace(columns, more=(*columns.more, *_UNASKED.values(), _NESTED)))


def _check_alike(files: Sequence[tuple[Source, Columns]]) -> None:
    for source, own in files:
        first, columns = files[0]
        if own.named != columns.named:
            raise ConfigError(
                f"{first.name} and {source.name} call their columns differently ({_named(columns)}; {_named(own)}):"
                " expected files of one kind; give them one after the other"
            )


def _named(columns: Columns) -> str:
    content = columns.theirs("content")
    return f"the text is {content!r}, the summary {columns.theirs('summary')!r}"


def _read(source: Source, columns: Columns) -> tuple[LabelSet | None, list[BadInput]]:
    """The labels of one file, and its faults."""
    labels: list[Label] = []
    faults: list[BadInput] = []
    rows = unlabelled = 0
    for row in _rows(source, columns):
        entry = row if isinstance(row, BadInput) else columns.entry(source.name, row)
        if isinstance(row, BadInput) or isinstance(entry, BadInput):
            assert isinstance(entry, BadInput)  # noqa: S101 - for the type checker: a bad row is its own entry
            faults.append(entry)
            continue
        rows += 1
        try:
            label = _label(entry, row, columns)
        except _FaultError as fault:
            faults.append(BadInput(source.name, row.line, 1, str(fault)))
            continue
        if label is None:
            unlabelled += 1
        else:
            labels.append(label)
    if not labels:
        message = f"none of its {rows} rows has a label in {columns.theirs('label')!r}: {_EXPECTED}"
        return None, [*faults, *([] if faults and not unlabelled else [BadInput(source.name, 1, 1, message)])]
    _check_choice(source.name, labels)
    is_weighted = labels[0].chance is not None
    is_convenience = not is_weighted and any(one.agrees is not None for one in labels)
    return LabelSet(source.name, tuple(labels), rows, unlabelled, is_weighted, is_convenience), faults


def _check_choice(path: str, labels: Sequence[Label]) -> None:
    """Refuses labels that tell nothing of what they were chosen from.

    Raises:
        InputError: they are all disagreements, or some have a chance and others none.
    """
    said = {one.agrees for one in labels if one.agrees is not None and one.chance is None}
    if said == {False}:
        first = next(one for one in labels if one.agrees is False)
        raise InputError(
            path, first.line, 1,
            "every label of this file disagrees with the verdict that its reader saw: rows that were chosen because the verdict is wrong"
            " tell no rate of right or wrong ones; label a random sample instead, which evalkit sample RUN draws, or agreements too",
        )  # fmt: skip
    other = next((one for one in labels if (one.chance is None) != (labels[0].chance is None)), None)
    if other is not None:
        raise InputError(
            path, other.line, 1,
            f"this row has {'no' if other.chance is None else 'an'} 'inclusion_probability', that of line {labels[0].line} has"
            f" {'one' if other.chance is None else 'none'}: what was drawn at random cannot be weighed with what was not; keep them in two files",
        )  # fmt: skip


class _FaultError(Exception):
    """What is wrong with a row's label."""


def _label(entry: Entry, row: Row, columns: Columns) -> Label | None:
    def value(name: str) -> object:
        found = row.values.get(columns.theirs(name))
        return None if found == "" or (isinstance(found, float) and math.isnan(found)) else found

    is_supported = _value(value("label"), columns.theirs("label"))
    if is_supported is None:
        return None
    if len(entry.blocks) != 1:
        raise _FaultError("the row has a summary and highlights: a label is of one of them; give each a row of its own")
    (block, text), *_ = entry.blocks.items()
    spans = _spans(value("spans"), text, columns.theirs("spans"))
    claim = row.values.get("claim") if "claim" not in columns.named.values() else None
    article = entry.id if entry.id is not None else f"{entry.path}#{entry.number}"
    return Label(
        path=entry.path,
        line=entry.line,
        case=case_id(article, BLOCKS[block], entry.system),
        article=article,
        block=BLOCKS[block],
        system=entry.system,
        sha256=content_sha256(entry.content.strip()),
        value=is_supported,
        score=_number(value("score"), columns.theirs("score")),
        spans=spans,
        errors=_errors(value("errors"), row.values.get(_NESTED), spans, columns.theirs("errors")),
        chance=_chance(value("inclusion_probability"), columns.theirs("inclusion_probability")),
        agrees=_agrees(value("agrees"), columns.theirs("agrees")),
        claim=claim if isinstance(claim, str) and claim else None,
    )


def _value(given: object, name: str) -> int | None:
    if given is None:
        return None
    word = str(given).strip().lower() if isinstance(given, (str, int, float)) else ""
    if word == "" and isinstance(given, str):
        return None
    if word not in _WORDS:
        raise _FaultError(f"{name!r} is {_shown(given)}: {_EXPECTED}")
    return _WORDS[word]


def _number(given: object, name: str) -> float | None:
    if given is None:
        return None
    number = math.nan
    if isinstance(given, (str, int, float)) and not isinstance(given, bool):
        with contextlib.suppress(ValueError, OverflowError):
            number = float(given)
    if not math.isfinite(number):
        raise _FaultError(f"{name!r} is {_shown(given)}: expected a finite number, or nothing")
    return number


def _chance(given: object, name: str) -> float | None:
    chance = _number(given, name)
    if chance is not None and not 0 < chance <= 1:
        raise _FaultError(
            f"{name!r} is {chance}: expected the chance with which the row was drawn, above 0 and up to 1"
        )
    return chance


def _agrees(given: object, name: str) -> bool | None:
    if given is None or isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word not in ("true", "false"):
        raise _FaultError(f"{name!r} is {_shown(given)}: expected true, false or nothing")
    return word == "true"


def _spans(given: object, text: str, name: str) -> tuple[LabelledSpan, ...] | None:
    given = _unpacked(given, name)
    if given is None:
        return None
    expected = f"expected [[start, end, type], ...] with 0 <= start < end <= {len(text)}, the length of the text"
    if not isinstance(given, (list, tuple)):
        raise _FaultError(f"{name!r} is {_shown(given)}: {expected}")
    found = []
    for one in given:
        match one:
            case [int(start), int(end)] | [int(start), int(end), None]:
                kind = ""
            case [int(start), int(end), str(kind)]:
                pass
            case _:
                raise _FaultError(f"{name!r} holds {_shown(one)}: {expected}")
        if not 0 <= start < end <= len(text):
            raise _FaultError(f"{name!r} holds {_shown(one)}: {expected}")
        found.append(LabelledSpan(start, end, kind))
    return tuple(sorted(found, key=lambda span: (span.start, span.end, span.type)))


def _errors(given: object, nested: object, spans: Sequence[LabelledSpan] | None, name: str) -> tuple[str, ...]:
    """The types of a row's errors: of its own column, else as benchmarks keep them, else those of the marked words."""
    if isinstance(given, str) and not given.lstrip().startswith("["):
        given = [part.strip() for part in given.split(";")]
    given = _unpacked(given, name)
    if given is not None:
        if not isinstance(given, (list, tuple)) or not all(isinstance(one, str) for one in given):
            raise _FaultError(
                f"{name!r} is {_shown(given)}: expected a list of texts, or one text with ';' between them"
            )
        return _sorted(given)
    if isinstance(nested, Mapping):
        for key in _ERRORS:
            known = nested.get(key)
            if isinstance(known, str):
                return _sorted([known])
            if isinstance(known, (list, tuple)) and all(isinstance(one, str) for one in known):
                return _sorted(known)
        if flagged := [flag for flag in _FLAGS if nested.get(flag) is True]:
            return _sorted(flagged)
    return _sorted([span.type for span in spans or ()])


def _sorted(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({" ".join(name.split()) for name in names} - {""}))


def _unpacked(given: object, name: str) -> object:
    """The value of a cell of CSV, which holds lists as JSON."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        raise _FaultError(f"{name!r} is {_shown(given)}: expected a list, as JSON") from None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
