"""What strangers' bytes reach: each target takes any bytes and raises nothing but what evalkit raises on purpose.

A target also asks what must hold of whatever was read: places lie within the text, sentences are where they say, what is written is
read again. An `AssertionError`, any other exception, and a call that does not end are faults.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from evalkit.baseline import read_baseline
from evalkit.claims import cases
from evalkit.config import load_settings
from evalkit.errors import EvalkitError
from evalkit.gate.expressions import parse
from evalkit.merging import merge
from evalkit.reading.columns import Columns
from evalkit.reading.delimited import read_csv
from evalkit.reading.digest import content_sha256
from evalkit.reading.jsonl import read_jsonl
from evalkit.reading.parquet import read_parquet
from evalkit.reading.rows import Row
from evalkit.reading.tagged import read_tagged
from evalkit.records import Article, BadInput, Block
from evalkit.runfile import decode, encode, stream
from evalkit.segment import sentences
from evalkit.signature import parsed as parsed_signature
from evalkit.specification import parsed as parsed_specification
from evalkit.windows import Part
from evalkit_metrics.checks import run_checks
from evalkit_metrics.copying import traced
from evalkit_metrics.index import ArticleIndex
from evalkit_metrics.overlap import rouge

__all__ = ["TARGETS"]

_COLUMNS = Columns()
_scratch = Path(tempfile.gettempdir()) / f"evalkit-fuzzing-{os.getpid()}"


def tagged(data: bytes) -> None:
    """The tagged format: what is read lies in the file where it says, or a fault has a place."""
    _articles(read_tagged(BytesIO(data), "a.txt"))


def json_lines(data: bytes) -> None:
    """JSON Lines, and what their columns come to."""
    _rows(read_jsonl(BytesIO(data), "a.jsonl"))


def csv(data: bytes) -> None:
    """CSV, likewise."""
    _rows(read_csv(BytesIO(data), "a.csv"))


def columnar(data: bytes) -> None:
    """Parquet, likewise: Arrow reads it, and what Arrow says is told."""
    _rows(read_parquet(BytesIO(data), "a.parquet", ("content", "summary", "id")))


def split(data: bytes) -> None:
    """The segmenter: sentences in order, none empty, every character that is no blank in one of them."""
    text = data.decode("utf-8", "replace")
    at = 0
    for one in sentences(text):
        assert at <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text == one.text.strip()
        assert not text[at : one.start].strip()
        at = one.end
    assert not text[at:].strip()


def judged(data: bytes) -> None:
    """Claims, checks, copying and ROUGE of a summary and a text, divided by a line of dashes."""
    summary, _, content = data.decode("utf-8", "replace").partition("\n---\n")
    article = _article(content[:3000], summary[:600])
    for case in cases(article):
        index = ArticleIndex.of(case.article)
        for claim in case.claims:
            assert case.start <= claim.start <= claim.end <= case.start + len(case.text)
            for finding in run_checks(claim, index):
                assert claim.start <= finding.start <= finding.end <= claim.end
            traced(claim, index)
        values = rouge([one.text for one in case.article.sentences], [one.text for one in sentences(case.text)])
        assert all(0.0 <= value <= 1.0 for value in values.values())


def run_file(data: bytes) -> None:
    """A run file from a stranger; a record that is read is written as it was read."""
    for line in data.splitlines():
        try:
            record = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        assert decode(encode(record)) == record
    _path(data, "run.jsonl", lambda path: [*stream(path)])


def merged(data: bytes) -> None:
    """A run file from a stranger, merged: what comes of it is a run file that says the same."""
    _path(data, "run.jsonl", _merge)


def baseline(data: bytes) -> None:
    """A baseline from a stranger."""
    _path(data, "baseline.json", read_baseline)


def settings(data: bytes) -> None:
    """Settings from a stranger, gates and calibration among them."""
    _path(data, "evalkit.toml", load_settings)


def expression(data: bytes) -> None:
    """A gate's expression, a metric's specification, a signature, names of columns, a part of a run."""
    text = data.decode("utf-8", "replace")
    for read in (parse, parsed_specification, parsed_signature, Columns.parsed, Part.parsed):
        _allowed(lambda read=read: read(text))  # type: ignore[misc]


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        tagged,
        json_lines,
        csv,
        columnar,
        split,
        judged,
        run_file,
        merged,
        baseline,
        settings,
        expression,
    )
}
"""By name."""


def _merge(path: Path) -> None:
    target = path.with_name("merged.jsonl")
    merge([path], target)
    assert [*stream(target)][1:-1] == [*stream(path)][1:-1]


def _allowed(read: Callable[[], object]) -> None:
    try:
        read()
    except EvalkitError as error:
        assert str(error)


def _path(data: bytes, name: str, read: Callable[[Path], object]) -> None:
    """Readers that take a path; the error names it."""
    _scratch.mkdir(exist_ok=True)
    path = _scratch / name
    path.write_bytes(data)
    try:
        read(path)
    except EvalkitError as error:
        assert name in str(error), error


def _articles(found: Iterator[Article | BadInput]) -> None:
    for one in found:
        if isinstance(one, BadInput):
            assert one.line >= 1
            assert one.column >= 1
            assert one.message
            continue
        for case in cases(one):
            text = case.article.content
            assert all(text.start <= sentence.start < sentence.end for sentence in case.article.sentences)


def _rows(found: Iterator[Row | BadInput]) -> None:
    for one in found:
        if isinstance(one, Row):
            _COLUMNS.entry("a", one)
        else:
            assert one.line >= 1
            assert one.column >= 1


def _article(content: str, summary: str) -> Article:
    return Article(
        id="a", path=None, line=None, sha256=content_sha256(content), title="", published="2 March 2025", url="", author="",
        content=Block("CONTENT", content), blocks=(Block("SUMMARY", summary), Block("HIGHLIGHTS", f"- {summary}")),
    )  # fmt: skip
