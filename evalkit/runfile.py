"""The run file: JSON lines, a header, each article before its cases, faults where they were met, last a footer.

The structs below are its schema (`schema/run.schema.json` is made from them). Everything that comes after a run reads a
run file and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from .errors import RunFileError
from .records import BlockKind, Certainty, Copying, FindingType, Region, Status, Verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COUNTED",
    "PART",
    "SCHEMA",
    "TOLERANCE",
    "ArticleRecord",
    "BadInputRecord",
    "CaseRecord",
    "ClaimRecord",
    "ContentRecord",
    "EvidenceRecord",
    "FindingRecord",
    "FooterRecord",
    "HeaderRecord",
    "MeasureRecord",
    "MetricRecord",
    "OriginRecord",
    "PieceRecord",
    "Record",
    "ReliabilityRecord",
    "Run",
    "ScoreRecord",
    "VoteRecord",
    "decode",
    "encode",
    "header_of",
    "lines",
    "read_run",
    "stream",
]

PART = "part"
"""The setting of a header that says which part of a run a run file is: "3/8". That of a whole run has none."""
SCHEMA = 1
TOLERANCE = 0.001
"""How far a number that comes from a model may lie from another run's and count as the same: other processors and versions
of libraries round otherwise (README, "Offline, private, repeatable")."""


class MeasureRecord(msgspec.Struct, frozen=True):
    """A measure of a metric; `low` and `high` are null where there is no bound."""

    name: str
    low: float | None
    high: float | None
    unit: str
    better: Literal["higher", "lower", "neither"]
    help: str


class ReliabilityRecord(msgspec.Struct, frozen=True):
    """How right verdicts of a kind, or findings of a type, were when they were measured: a share with its 95% interval.

    `from_probability` and `to_probability` are null where it is of all probabilities; `about` says on what it was measured.
    """

    tier: str | None
    verdict: Verdict | None
    finding: FindingType | None
    certainty: Certainty | None
    from_probability: float | None
    to_probability: float | None
    precision: float
    low: float
    high: float
    n: int
    about: str


class MetricRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A metric of the run. `name` is its signature where the run has it twice with other parameters.

    `reliability` is left out where nothing was measured. `specification` builds the metric again, as `--metric` takes it; what
    may be secret, such as an address with a password, is not in it. It is left out where the parameters cannot be written down.
    """

    name: str
    signature: str
    measures: tuple[MeasureRecord, ...]
    reliability: tuple[ReliabilityRecord, ...] = ()
    specification: str | None = None


class HeaderRecord(msgspec.Struct, frozen=True, tag_field="record", tag="header"):
    """The first line: how every number of the run was made. `created` alone differs between two equal runs."""

    schema: int
    evalkit: str
    created: str
    versions: dict[str, str]
    metrics: tuple[MetricRecord, ...]
    config: dict[str, Any]
    seed: int


class ContentRecord(msgspec.Struct, frozen=True):
    """CONTENT: its text, the offset of its first character and that character's line (null for text of no file).

    `field` names the column or key that the offsets count within; null where they count within the file. `column` is that of
    the first character, null for text of a record or of no file.
    """

    text: str
    start: int
    line: int | None
    field: str | None = None
    column: int | None = None


class ArticleRecord(msgspec.Struct, frozen=True, tag_field="record", tag="article"):
    """An article, once, before its cases. `sentences` are spans of CONTENT by the file's offsets."""

    id: str
    path: str | None
    line: int | None
    sha256: str
    title: str
    published: str
    url: str
    author: str
    content: ContentRecord
    sentences: tuple[tuple[int, int], ...]


class EvidenceRecord(msgspec.Struct, frozen=True):
    """A passage of CONTENT that bears on a claim, with its place and the retrieval's score in [0, 1]."""

    text: str
    start: int
    end: int
    line: int | None
    column: int | None
    score: float


class FindingRecord(msgspec.Struct, frozen=True):
    """One typed fault. `source_start` and `source_end` are null where the point is that the source has nothing.

    `source` is the region that they stand in, `metric` the run's name of the metric that found it.
    """

    type: FindingType
    certainty: Certainty
    message: str
    start: int
    end: int
    source_start: int | None
    source_end: int | None
    source: Region = "CONTENT"
    metric: str | None = None


class PieceRecord(msgspec.Struct, frozen=True):
    """One step of the word-level difference between a claim and CONTENT; the side without words has null offsets."""

    op: Literal["equal", "replace", "insert", "delete"]
    start: int | None
    end: int | None
    source_start: int | None
    source_end: int | None


class OriginRecord(msgspec.Struct, frozen=True):
    """Where a claim was taken from; `position` is null and `pieces` are none where nothing is copied."""

    copying: Copying
    longest_run: int
    position: float | None
    pieces: tuple[PieceRecord, ...]


class VoteRecord(msgspec.Struct, frozen=True):
    """What one tier said of a claim."""

    tier: str
    verdict: Verdict
    probability: float | None
    note: str | None


class ClaimRecord(msgspec.Struct, frozen=True):
    """A claim with its judgement; `verdict`, `probability` and `tier` are null where no metric judged claims.

    `findings` are those of all metrics; `origin` is null where none told where the claim was taken from.
    """

    id: str
    text: str
    sentence: str
    judged_text: str
    start: int
    end: int
    line: int | None
    column: int | None
    frames: tuple[tuple[int, int], ...]
    verdict: Verdict | None
    probability: float | None
    tier: str | None
    votes: tuple[VoteRecord, ...]
    evidence: tuple[EvidenceRecord, ...]
    findings: tuple[FindingRecord, ...]
    origin: OriginRecord | None = None


class ScoreRecord(msgspec.Struct, frozen=True):
    """A metric's values for a case; only a `scored` one has any. `passages` are spans of CONTENT that it rests on.

    `seen` is the share of CONTENT's sentences that could have changed it; null where the metric does not say.
    """

    metric: str
    status: Status
    values: dict[str, float]
    note: str | None
    passages: tuple[tuple[int, int], ...] = ()
    seen: float | None = None


class CaseRecord(msgspec.Struct, frozen=True, tag_field="record", tag="case"):
    """One judged block. `system` is null where the input names none; `start` to `end` is the block's text.

    `field` names the column or key that the offsets count within; null where they count within the file. `fault` says why the
    system failed to write it; its text is then empty.
    """

    id: str
    article: str
    block: BlockKind
    system: str | None
    path: str | None
    line: int | None
    column: int | None
    text: str
    start: int
    end: int
    claims: tuple[ClaimRecord, ...]
    scores: tuple[ScoreRecord, ...]
    field: str | None = None
    fault: str | None = None


class BadInputRecord(msgspec.Struct, frozen=True, tag_field="record", tag="bad_input"):
    """An input that could not be read, with its place and what was expected."""

    path: str
    line: int
    column: int
    message: str


class FooterRecord(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="footer"):
    """The last line of a whole run. `scored` to `failed` count scores (one per case and metric) by their status.

    That of a part has `inputs`, a digest of all articles and faults of the run, those of the other parts too: parts of one run
    have the same.
    """

    articles: int
    cases: int
    scored: int
    abstained: int
    not_applicable: int
    failed: int
    bad_inputs: int
    inputs: str | None = None

    @classmethod
    def of(cls, totals: Mapping[str, int], inputs: str | None = None) -> Self:
        """A footer of what was counted; what `totals` does not have was met never."""
        counts: dict[str, Any] = {name: totals.get(name, 0) for name in COUNTED}
        return cls(**counts, inputs=inputs)


COUNTED = tuple(name for name in FooterRecord.__struct_fields__ if name != "inputs")
"""What a footer counts."""

Record = HeaderRecord | ArticleRecord | CaseRecord | BadInputRecord | FooterRecord

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """A record as one line, its newline included. Lone surrogates, which JSON cannot hold, become U+FFFD."""
    try:
        return _encoder.encode(record) + b"\n"
    except UnicodeEncodeError:
        return _encoder.encode(_without_surrogates(msgspec.to_builtins(record))) + b"\n"


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
    if isinstance(value, dict):
        return {key: _without_surrogates(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(one) for one in value]
    return value


def decode(line: bytes) -> Record:
    """The record on one line.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: the line is no JSON, or no record of this schema.
    """
    record: Record = _decoder.decode(line)
    return record


def stream(path: str | os.PathLike[str]) -> Iterator[Record]:
    """Yields the records of a whole run file, in order, in the memory of one.

    Raises:
        RunFileError: it cannot be read, is no run file, is of another schema, or is not whole.
    """
    return (record for record, _ in lines(path))


def lines(path: str | os.PathLike[str]) -> Iterator[tuple[Record, bytes]]:
    """The same with the line that each stands on, its newline included.

    Raises:
        RunFileError: as there.
    """
    name = os.fspath(path)
    last: Record | None = None
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if isinstance(last, FooterRecord):
                    raise RunFileError(f"{name}:{number}:1: text after the footer: expected the end of the run file")
                last = _decoded(name, number, line)
                yield last, line
    except OSError as error:
        begun = Path(name + ".part").exists()
        hint = "; there is an unfinished run: evalkit run --resume goes on with it" if begun else ""
        raise RunFileError(f"{name}: the run file cannot be read: {error.strerror or error}{hint}") from error
    if last is None:
        raise RunFileError(f"{name}:1:1: the file is empty: expected a run file, whose first line is its header")
    if not isinstance(last, FooterRecord):
        raise RunFileError(f"{name}: the run is not whole, its footer is missing: copy it again, or run again")


def header_of(path: str | os.PathLike[str]) -> HeaderRecord:
    """The header of a run file.

    Raises:
        RunFileError: it cannot be read, is no run file, or is of another schema.
    """
    header = next(stream(path))
    assert isinstance(header, HeaderRecord)  # noqa: S101 - `stream` has seen to it
    return header


def _decoded(name: str, number: int, line: bytes) -> Record:
    try:
        record = decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # the last: nested thousands deep
        if number == 1:
            raise RunFileError(
                f"{name}:1:1: not a run file: expected its header, as evalkit run writes it into run.jsonl"
            ) from error
        raise RunFileError(f"{name}:{number}:1: not a record of a run file: {error}") from error
    if number == 1:
        if not isinstance(record, HeaderRecord):
            raise RunFileError(f"{name}:1:1: not a run file: its first line is no header")
        if record.schema != SCHEMA:
            raise RunFileError(
                f"{name}:1:1: the run file has schema {record.schema}, this evalkit reads schema {SCHEMA}:"
                " use the version of evalkit that its header names, or run again"
            )
    elif isinstance(record, HeaderRecord):
        raise RunFileError(f"{name}:{number}:1: a second header: expected one run in a run file")
    return record


class Run(msgspec.Struct, frozen=True, dict=True):
    """A whole run in memory.

    Attributes:
        header, footer: its first and last record.
        articles, cases, bad_inputs: the others, in the order of the file.
    """

    header: HeaderRecord
    articles: tuple[ArticleRecord, ...]
    cases: tuple[CaseRecord, ...]
    bad_inputs: tuple[BadInputRecord, ...]
    footer: FooterRecord

    @classmethod
    def of(cls, records: Iterator[Record]) -> Self:
        """Gathers the records of a whole run."""
        header: HeaderRecord | None = None
        footer: FooterRecord | None = None
        articles: list[ArticleRecord] = []
        cases: list[CaseRecord] = []
        bad_inputs: list[BadInputRecord] = []
        for record in records:
            match record:
                case HeaderRecord():
                    header = record
                case ArticleRecord():
                    articles.append(record)
                case CaseRecord():
                    cases.append(record)
                case BadInputRecord():
                    bad_inputs.append(record)
                case FooterRecord():
                    footer = record
        if header is None or footer is None:
            raise RunFileError("the run has no header or no footer")
        return cls(header, tuple(articles), tuple(cases), tuple(bad_inputs), footer)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row per case, metric and measure: article, block, system, metric, measure, value, status, note.

        A score without values has one row, its measure and value missing.
        """
        return _frame(
            ("article", "block", "system", "metric", "measure", "value", "status", "note"),
            (
                (case.article, case.block, case.system, score.metric, measure, value, score.status, score.note)
                for case in self.cases
                for score in case.scores
                for measure, value in (score.values.items() or [(None, None)])
            ),
        )

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row per claim, with its place, verdict, probability, tier and best evidence."""
        return _frame(
            (
                "article", "block", "system", "claim", "path", "line", "column", "field", "start", "end", "text",
                "judged_text",
                "verdict", "probability", "tier", "findings", "evidence", "evidence_line", "evidence_column",
            ),
            (
                (
                    case.article, case.block, case.system, claim.id, case.path, claim.line, claim.column, case.field,
                    claim.start, claim.end, claim.text, claim.judged_text, claim.verdict, claim.probability, claim.tier,
                    len(claim.findings), *_best(claim.evidence),
                )
                for case in self.cases
                for claim in case.claims
            ),
        )  # fmt: skip

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per finding, with its claim, type, certainty, message and spans."""
        return _frame(
            (
                "article", "block", "system", "claim", "path", "line", "column", "field", "type", "certainty", "message",
                "start", "end", "source", "source_start", "source_end", "metric",
            ),
            (
                (
                    case.article, case.block, case.system, claim.id, case.path, claim.line, claim.column, case.field,
                    one.type, one.certainty, one.message, one.start, one.end, one.source, one.source_start,
                    one.source_end, one.metric,
                )
                for case in self.cases
                for claim in case.claims
                for one in claim.findings
            ),
        )  # fmt: skip


def _best(evidence: Sequence[EvidenceRecord]) -> tuple[str | None, int | None, int | None]:
    return (evidence[0].text, evidence[0].line, evidence[0].column) if evidence else (None, None, None)


def _frame(columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
    integers = {"line", "column", "start", "end", "source_start", "source_end", "evidence_line", "evidence_column"}
    return frame.astype({name: "Int64" for name in columns if name in integers})


def read_run(path: str | os.PathLike[str]) -> Run:
    """Reads a whole run file into memory; `.scores`, `.claims` and `.findings` are pandas DataFrames.

    Args:
        path: a run file, or a folder that holds `run.jsonl`.

    Raises:
        RunFileError: it cannot be read, is no run file, is of another schema, or is not whole.
    """
    place = Path(path)
    return Run.of(stream(place / "run.jsonl" if place.is_dir() else place))
