"""CSV tables that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from evalkit import runfile
from evalkit.report.spreadsheet import CLAIMS, SCORES, safe_cell, write_claims, write_scores
from evalkit.runfile import (
    ArticleRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MetricRecord,
    ScoreRecord,
)

SAFE = {
    "text": ("It rained.", "It rained."),
    "empty": ("", ""),
    "number": (-0.5, -0.5),
    "none": (None, None),
    "equals within": ("a=b", "a=b"),
    "line break within": ("a\nb", "a\nb"),
    "formula": ("=1+1", "'=1+1"),
    "formula behind blanks": ("  =1+1", "'  =1+1"),
    "plus": ("+44 20", "'+44 20"),
    "minus": ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
    "at": ("@SUM(A1)", "'@SUM(A1)"),
    "tab": ("\t=1", "'\t=1"),
    "carriage return": ("\r=1", "'\r=1"),
    "wide equals": ("＝1", "'＝1"),
    "control characters": ("a\x00\x1b[2Jb", "a\ufffd\ufffd[2Jb"),
    "control before a formula": ("\x00=1", "\ufffd=1"),
}

METRICS = (MetricRecord("rouge", "rouge(stem=False)|v1", ()), MetricRecord("support", "support(model='m@1')|v1", ()))
ROUGE, SUPPORT = "rouge|v1|seg:1#901731ff", "support|v1|seg:1#99681bb4"


@pytest.mark.parametrize(("value", "expected"), SAFE.values(), ids=SAFE)
def test_cells(value: object, expected: object) -> None:
    """Text that a spreadsheet would run is fenced by an apostrophe; numbers and other text are as they were."""
    assert expected == safe_cell(value)  # type: ignore[arg-type]


def test_a_table_comes_back_as_it_went_in() -> None:
    """Quotes, commas and line breaks survive the csv module."""
    row = ['say "x", y', "two\nlines", "ü"]
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow([safe_cell(cell) for cell in row])

    assert [row] == list(csv.reader(io.StringIO(file.getvalue())))


TEXT = '=HYPERLINK("http://x.example"), "said"\r\nAske\x1b[2J; \x00é'


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run file whose texts, system, path and notes all try to be formulas."""
    claim = ClaimRecord(
        "0123", TEXT, TEXT, "@now", 0, 9, 7, 3, (), "contradicted", 0.25, "checks", (),
        (EvidenceRecord("+1", 0, 2, 20, 5, 0.5),),
        (
            FindingRecord("number", "certain", "says 9", 0, 1, 0, 2),
            FindingRecord("name", "likely", "says Aske", 0, 1, None, None),
        ),
    )  # fmt: skip
    bare = ClaimRecord("4567", "x", "x", "x", 0, 1, None, None, (), None, None, None, (), (), ())
    scores = (
        ScoreRecord("rouge", "scored", {"rouge1.fmeasure": 0.5, "rouge2.fmeasure": -0.0}, None),
        ScoreRecord("support", "failed", {}, "-broken"),
    )
    path = tmp_path / "run.jsonl"
    path.write_bytes(
        b"".join(
            runfile.encode(record)
            for record in (
                HeaderRecord(1, "0.1.0", "", {"segmenter": "1"}, METRICS, {}, 1),
                ArticleRecord("-a.txt#1", "-a.txt", 1, "0", "", "", "", "", ContentRecord("+1", 0, 1), ((0, 2),)),
                CaseRecord(
                    "-a.txt#1:SUMMARY", "-a.txt#1", "SUMMARY", "=s", "-a.txt", 7, 3, TEXT, 0, 9, (claim, bare), scores
                ),
                FooterRecord(1, 1, 1, 0, 0, 1, 0),
            )
        )
    )
    return path


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_claims_come_back_from_csv(run: Path, tmp_path: Path) -> None:
    """Each claim is one row of a table that the csv module reads; no cell of it is a formula or drives a terminal."""
    write_claims(run, tmp_path / "claims.csv")
    text = '\'=HYPERLINK("http://x.example"), "said"\r\nAske\ufffd[2J; \ufffdé'

    assert [
        list(CLAIMS),
        ["'-a.txt#1", "SUMMARY", "'=s", "0123", "'-a.txt", "7", "3", "", "contradicted", "0.25", "checks", text, "'@now",
         "number (certain): says 9\nname (likely): says Aske", "'+1", "20", "5", SUPPORT],
        ["'-a.txt#1", "SUMMARY", "'=s", "4567", "'-a.txt", "", "", "", "", "", "", "x", "x", "", "", "", "", ""],
    ] == _rows(tmp_path / "claims.csv")  # fmt: skip


def test_scores_come_back_from_csv(run: Path, tmp_path: Path) -> None:
    """Each measure is one row; a score without values has one too, with its status and note; numbers stay numbers."""
    write_scores(run, tmp_path / "scores.csv")
    case = ["'-a.txt#1", "SUMMARY", "'=s"]

    assert [
        list(SCORES),
        [*case, "rouge", "rouge1.fmeasure", "0.5", "scored", "", ROUGE],
        [*case, "rouge", "rouge2.fmeasure", "-0.0", "scored", "", ROUGE],
        [*case, "support", "", "", "failed", "'-broken", SUPPORT],
    ] == _rows(tmp_path / "scores.csv")


def test_parquet_has_the_rows_of_the_csv(make_articles, evalkit, tmp_path: Path) -> None:
    """Both tables of a real run, in more groups than one, with numbers as numbers and every cell as it was."""
    import pandas as pd
    from pyarrow import parquet

    make_articles(900)
    done = evalkit("run", "articles", "--metric", "extractive", "--no-cache", "-q", "--parquet")
    assert 0 == done.returncode, done.stderr
    for name in ("scores", "claims"):
        path = tmp_path / "evalkit-report" / f"{name}.parquet"
        table = pd.read_parquet(path)
        shown = pd.read_csv(path.with_suffix(".csv"))
        assert list(shown.columns) == list(table.columns)
        assert len(shown) == len(table) > 0
        for column in table.columns:
            one, other = table[column], shown[column]
            unlike = [
                (a, b)
                for a, b in zip(one, other, strict=True)
                if not (
                    a == b or ((pd.isna(a) or a == "") and pd.isna(b)) or (isinstance(a, str) and b == safe_cell(a))
                )
            ]
            assert not unlike, (column, unlike[:3])
    assert parquet.ParquetFile(tmp_path / "evalkit-report" / "scores.parquet").num_row_groups > 1
    assert "float64" == str(pd.read_parquet(tmp_path / "evalkit-report" / "scores.parquet").value.dtype)
