"""A baseline: what a run came to, kept as small text that a person can review, for later runs to be held against.

It has every claim with its id, words, place and verdict, and each block's scores of the metric that judges; no article's text.
One line a claim, articles in the order of their paths: a change of a summary is a change of the lines that tell of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from .errors import BaselineError
from .files import replacing
from .matching import Kept
from .records import BlockKind, FindingType, Status, Verdict
from .runfile import (
    TOLERANCE,
    ArticleRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MetricRecord,
    ScoreRecord,
    stream,
)

__all__ = ["SCHEMA", "Baseline", "judge_of", "read_baseline", "write_baseline"]

SCHEMA = 1
_VERSIONS = ("segmenter", "claims")  # of the header's versions, those that say what a claim is


class _Score(msgspec.Struct, frozen=True):
    metric: str
    status: Status
    values: dict[str, float]


class _Claim(msgspec.Struct, frozen=True):
    id: str
    verdict: Verdict | None
    probability: float | None
    findings: tuple[FindingType, ...]
    line: int | None
    column: int | None
    text: str


class _Case(msgspec.Struct, frozen=True):
    block: BlockKind
    system: str | None
    path: str | None
    line: int | None
    column: int | None
    field: str | None
    scores: tuple[_Score, ...]
    claims: tuple[_Claim, ...]


class _Article(msgspec.Struct, frozen=True):
    sha256: str
    id: str
    path: str | None
    line: int | None
    title: str
    cases: tuple[_Case, ...]


class _Metric(msgspec.Struct, frozen=True):
    name: str
    signature: str


class _File(msgspec.Struct, frozen=True):
    """The file as it stands."""

    evalkit_baseline: int
    evalkit: str
    verdict_from: str
    tolerance: float
    versions: dict[str, str]
    metrics: tuple[_Metric, ...]
    articles: tuple[_Article, ...]


@dataclass(frozen=True)
class Baseline:
    """A baseline that was read.

    Attributes:
        path: its file, as the user named it.
        header: the header of the run that it was made of, as far as it was kept: versions, signatures, which metric judges.
        tolerance: how far a probability may lie from that of the baseline and count as the same.
        articles: its articles with their cases, as records of a run; what was not kept of them is empty.
    """

    path: str
    header: HeaderRecord
    tolerance: float
    articles: Kept

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict | None]:
        """The verdict of every claim, by its id."""
        return {claim.id: claim.verdict for _, cases in self.articles for case in cases for claim in case.claims}

    def stale_against(self, header: HeaderRecord) -> tuple[str, ...]:
        """Why its verdicts and scores are not those that a run with this header would give: what was computed in another way."""
        told = []
        old, new = judge_of(self.header), judge_of(header)
        if old != new:
            told.append(f"verdicts came from {old}, and now come from {new}")
        signatures = {metric.name: metric.signature for metric in header.metrics}
        for metric in self.header.metrics:
            now = signatures.get(metric.name)
            if now is None:
                told.append(f"{metric.name} is not in this run: expected {metric.signature}")
            elif now != metric.signature:
                told.append(f"{metric.name} was {metric.signature} and is {now}")
        told += [
            f"the version of {name} was {self.header.versions.get(name)} and is {header.versions.get(name)}"
            for name in _VERSIONS
            if self.header.versions.get(name) != header.versions.get(name)
        ]
        return tuple(told)


def judge_of(header: HeaderRecord) -> str:
    """The name of the metric whose judgements are a run's verdicts."""
    return str(header.config.get("verdict_from", "support"))


def write_baseline(run: str | os.PathLike[str], target: Path, *, metrics: Sequence[str] = ()) -> tuple[int, int]:
    """Makes a baseline of a run. Equal runs give equal bytes, whatever the order of their inputs.

    Args:
        run: the run file.
        target: the baseline.
        metrics: metrics whose scores are kept beside those of the one that judges.

    Returns:
        How many articles and how many claims it holds.

    Raises:
        RunFileError: the run cannot be read.
        BaselineError: the run judges no claims, has failed scores or inputs that could not be read, or lacks a metric.
        OutputError: the target cannot be written.
    """
    header, articles = _gathered(run, metrics)
    with replacing(target) as file:
        for line in _lines(header, articles):
            file.write(line)
    return len(articles), sum(len(case.claims) for article in articles for case in article.cases)


def _gathered(run: str | os.PathLike[str], metrics: Sequence[str]) -> tuple[_File, tuple[_Article, ...]]:
    header: HeaderRecord | None = None
    footer: FooterRecord | None = None
    articles: list[tuple[ArticleRecord, list[_Case]]] = []
    kept: tuple[str, ...] = ()
    for record in stream(run):
        match record:
            case HeaderRecord():
                header = record
                kept = _kept(os.fspath(run), record, metrics)
            case ArticleRecord():
                articles.append((record, []))
            case CaseRecord():
                articles[-1][1].append(_case(record, kept))
            case FooterRecord():
                footer = record
            case _:
                pass
    assert header is not None and footer is not None  # noqa: S101, PT018 - `stream` has seen to both
    if footer.failed or footer.bad_inputs:
        raise BaselineError(
            f"{os.fspath(run)}: the run has {footer.failed} failed scores and {footer.bad_inputs} inputs that could not be read:"
            " expected a run without any, since a baseline of it would not know what is missing; mend them and run again"
        )
    found = sorted(articles, key=lambda item: (item[0].path or "", item[0].line or 0, item[0].id))
    signatures = {metric.name: metric.signature for metric in header.metrics}
    return (
        _File(
            SCHEMA,
            header.evalkit,
            judge_of(header),
            TOLERANCE,
            {name: header.versions[name] for name in _VERSIONS if name in header.versions},
            tuple(_Metric(name, signatures[name]) for name in kept),
            (),
        ),
        tuple(
            _Article(one.sha256, one.id, one.path, one.line, one.title, tuple(sorted(cases, key=_order)))
            for one, cases in found
        ),
    )


def _kept(run: str, header: HeaderRecord, metrics: Sequence[str]) -> tuple[str, ...]:
    judge, names = judge_of(header), [metric.name for metric in header.metrics]
    if judge not in names:
        raise BaselineError(
            f"{run}: no claim of the run is judged: expected the metric {judge} among its metrics, which are {', '.join(names)}"
        )
    missing = [name for name in metrics if name not in names]
    if missing:
        raise BaselineError(
            f"{run}: the settings hold {missing[0]} against a baseline, and the run lacks it: expected it among {', '.join(names)}"
        )
    return tuple(sorted({judge, *metrics}))


def _order(case: _Case) -> tuple[bool, str, str]:
    return case.block != "SUMMARY", case.block, case.system or ""


def _case(case: CaseRecord, kept: Sequence[str]) -> _Case:
    scores = {score.metric: score for score in case.scores}
    return _Case(
        case.block,
        case.system,
        case.path,
        case.line,
        case.column,
        case.field,
        tuple(
            _Score(name, scores[name].status, dict(sorted(scores[name].values.items())))
            for name in kept
            if name in scores
        ),
        tuple(
            _Claim(
                one.id,
                one.verdict,
                one.probability,
                tuple(sorted(finding.type for finding in one.findings)),
                one.line,
                one.column,
                one.text,
            )
            for one in case.claims
        ),
    )


def _lines(header: _File, articles: Sequence[_Article]) -> Iterator[str]:
    """The file: JSON with a line for each thing that changes by itself."""
    fields = msgspec.to_builtins(header)
    yield "{\n"
    for name in ("evalkit_baseline", "evalkit", "verdict_from", "tolerance", "versions", "metrics"):
        yield f" {_json(name)}: {_json(fields[name])},\n"
    yield f' "articles": [{_listed(map(_article_text, articles), "  ")}]\n}}\n'


def _article_text(article: _Article) -> str:
    own = msgspec.to_builtins(article)
    heads = "".join(f"{_json(name)}: {_json(own[name])},\n   " for name in ("sha256", "id", "path", "line", "title"))
    return f'{{{heads}"cases": [{_listed(map(_case_text, own["cases"]), "    ")}]}}'


def _case_text(case: Mapping[str, Any]) -> str:
    place = {name: case[name] for name in ("block", "system", "path", "line", "column", "field")}
    heads = _json(place)[:-1] + f',\n     "scores": {_json(case["scores"])},\n     '
    return f'{heads}"claims": [{_listed(map(_json, case["claims"]), "      ")}]}}'


def _listed(items: Iterable[str], indent: str) -> str:
    return ",".join(f"\n{indent}{item}" for item in items)


def _json(value: Any) -> str:
    """JSON on one line. Lone surrogates, which UTF-8 cannot hold, are escaped; so is what an editor would not show."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(
        sign if sign.isprintable() else "".join(f"\\u{int.from_bytes(unit, 'big'):04x}" for unit in _units(sign))
        for sign in text
    )


def _units(sign: str) -> Iterator[bytes]:
    """The UTF-16 code units of a character, as JSON escapes them."""
    data = sign.encode("utf-16-be", "surrogatepass")
    return (data[n : n + 2] for n in range(0, len(data), 2))


def read_baseline(path: str | os.PathLike[str]) -> Baseline:
    """Reads a baseline.

    Raises:
        BaselineError: it cannot be read, is no baseline, or is of another schema.
    """
    name = os.fspath(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BaselineError(
            f"{name}: the baseline cannot be read: {error.strerror or error}; evalkit bless RUN -o {name} makes one"
        ) from error
    try:
        schema = msgspec.json.decode(data, type=dict[str, Any]).get("evalkit_baseline")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BaselineError(f"{name}: not a baseline: {error}: expected what evalkit bless writes") from error
    if schema is None:
        raise BaselineError(f'{name}: not a baseline: it has no "evalkit_baseline": expected what evalkit bless writes')
    if schema != SCHEMA:
        raise BaselineError(
            f"{name}: the baseline has schema {schema}, this evalkit reads schema {SCHEMA}: bless again"
        )
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BaselineError(f"{name}: not a baseline that evalkit bless wrote: {error}") from error
    header = HeaderRecord(
        SCHEMA,
        file.evalkit,
        "",
        file.versions,
        tuple(MetricRecord(one.name, one.signature, ()) for one in file.metrics),
        {"verdict_from": file.verdict_from},
        0,
    )
    return Baseline(name, header, file.tolerance, tuple(_article_records(one) for one in file.articles))


def _article_records(article: _Article) -> tuple[ArticleRecord, tuple[CaseRecord, ...]]:
    record = ArticleRecord(
        article.id, article.path, article.line, article.sha256, article.title, "", "", "", ContentRecord("", 0, None), ()
    )  # fmt: skip
    return record, tuple(_case_record(article.id, case) for case in article.cases)


def _case_record(article: str, case: _Case) -> CaseRecord:
    from .claims import case_id

    return CaseRecord(
        id=case_id(article, case.block, case.system),
        article=article,
        block=case.block,
        system=case.system,
        path=case.path,
        line=case.line,
        column=case.column,
        text="",
        start=0,
        end=0,
        claims=tuple(_claim_record(one) for one in case.claims),
        scores=tuple(ScoreRecord(one.metric, one.status, one.values, None) for one in case.scores),
        field=case.field,
    )


def _claim_record(claim: _Claim) -> ClaimRecord:
    return ClaimRecord(
        id=claim.id,
        text=claim.text,
        sentence=claim.text,
        judged_text=claim.text,
        start=0,
        end=0,
        line=claim.line,
        column=claim.column,
        frames=(),
        verdict=claim.verdict,
        probability=claim.probability,
        tier=None,
        votes=(),
        evidence=(),
        findings=tuple(FindingRecord(one, "likely", "", 0, 0, None, None) for one in claim.findings),
    )
