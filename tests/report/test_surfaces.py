"""The files for CI as the command line writes them, from a run file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalkit.cli import main
from evalkit.cli.surfaces import write_surfaces
from evalkit.report import sarif

NAMES = {"--junit": "junit.xml", "--sarif": "run.sarif", "--gitlab": "quality.json"}


@pytest.mark.parametrize("option", NAMES)
def test_a_file_that_cannot_be_written(option: str, made, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A target in no folder is named with the reason, and the exit code is 2."""
    made.run_file(tmp_path, made.records())
    target = tmp_path / "nowhere" / "file"

    assert 2 == main(["report", str(tmp_path), option, str(target)])
    assert f"{target} cannot be written: No such file or directory" in capfd.readouterr().err


def test_what_is_left_out_is_told(
    made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where a run has more results than GitHub takes, standard error says how many the file lacks."""
    monkeypatch.setitem(sarif.write_sarif.__kwdefaults__, "most", 3)
    write_surfaces(made.run_file(tmp_path, made.records()), junit=None, sarif=tmp_path / "a.sarif", gitlab=None)

    assert 3 == len(json.loads((tmp_path / "a.sarif").read_text("utf-8"))["runs"][0]["results"])
    assert "a.sarif leaves out 1 result, the least severe: GitHub takes no more in a file" in capfd.readouterr().err


def test_report_writes_them(made, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`evalkit report` writes each file that is named, and says nothing on standard error."""
    made.run_file(tmp_path, made.records())
    words = [word for option, name in NAMES.items() for word in (option, str(tmp_path / name))]

    assert 0 == main(["report", str(tmp_path), *words])
    assert "" == capfd.readouterr().err
    assert (tmp_path / "junit.xml").read_text("utf-8").startswith("<?xml")
    assert "2.1.0" == json.loads((tmp_path / "run.sarif").read_text("utf-8"))["version"]
    assert 5 == len(json.loads((tmp_path / "quality.json").read_text("utf-8")))
