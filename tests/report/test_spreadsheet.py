"""CSV tables that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io

import pytest

from evalkit.report.spreadsheet import safe_cell

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
