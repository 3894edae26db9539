"""`evalkit compare`: its refusals, its outputs, and what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.cli import main
from tests.leaderboard import made

RUNS = ("a/run.jsonl", "b/run.jsonl")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs of one system each, in their folders."""
    monkeypatch.chdir(tmp_path)
    made.write(Path("a/run.jsonl"), {"bart": ["ss", "su", "ss", "cc"]})
    made.write(Path("b/run.jsonl"), {None: ["ss", "?", "su", "ss"]})
    return tmp_path


REFUSED = {
    "no run": (("compare",), "Missing argument 'RUN...'"),
    "no such run": (("compare", "c"), "evalkit: c: the run file cannot be read"),
    "names that clash": (("compare", "a", "a/run.jsonl"), "both have a system called bart: name one of them, as in OTHER=a/run.jsonl"),
    "no such baseline": (("compare", *RUNS, "--baseline", "x"), "no system is called x: expected one of bart, b"),
    "no such block": (("compare", *RUNS, "--block", "HIGHLIGHTS"), "no system has a block of the kind HIGHLIGHTS"),
    "other articles": (("compare", "a", "other"), "give --overlap to compare on the 2 that all have"),
    "another judge": (("compare", "a", "d"), "the version of claims is 2 in the first and 9 in the second"),
    "too sure": (("compare", *RUNS, "--confidence", "1"), "Invalid value for '--confidence'"),
    "nowhere to write": (("compare", *RUNS, "--csv", "no/where.csv"), "cannot be written"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be compared ends with 2, is told with what differs, and prints no table."""
    made.write(Path("other/run.jsonl"), {"c": ["ss"] * 4}, first=2)
    made.write(Path("d/run.jsonl"), {"d": ["ss"] * 4}, versions={"segmenter": "1", "claims": "9"})
    code = main(list(words))
    out, err = capsys.readouterr()

    assert (2, "") == (code, out)
    assert message in " ".join(err.replace("│", " ").split())


def test_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs beside each other: each system by its name or its folder's, the difference and the tests."""
    code = main(["compare", "a", "b"])
    out, err = capsys.readouterr()

    assert (0, "") == (code, err)
    assert "2 systems on 4 articles" in out
    assert "b – bart" in out
    assert "paired bootstrap and paired approximate randomization" in out


def test_overlap(capsys: pytest.CaptureFixture[str]) -> None:
    """With --overlap runs of different articles are compared, and what is left out is said."""
    made.write(Path("c/run.jsonl"), {"c": ["ss"] * 4}, first=2)

    assert 0 == main(["compare", "a", "c", "--overlap"])
    out = capsys.readouterr().out
    assert "2 systems on 2 articles" in out
    assert "a/run.jsonl: 2 of 4 articles left out, since not all runs have them" in out


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    """Names, tests, confidence and pairs are taken from the command line."""
    assert 0 == main(
        ["compare", "new=a", "old=b", "--paired-ar", "--confidence", "0.9", "--all-pairs", "--baseline", "old"]
    )
    out = capsys.readouterr().out

    assert (
        "90% intervals by a bootstrap of articles; all pairs by paired approximate randomization (permutation), p"
        in out
    )
    assert "paired bootstrap" not in out
    assert "new – old" in out or "old – new" in out


def test_outputs(folder: Path) -> None:
    """Each output that is named is written; equal runs give equal bytes."""
    files = {"--html": "x.html", "--markdown": "x.md", "--latex": "x.tex", "--csv": "x.csv"}
    words = [word for pair in files.items() for word in pair]

    assert 0 == main(["compare", *RUNS, *words])
    first = {name: (folder / name).read_bytes() for name in files.values()}
    assert 0 == main(["compare", *RUNS, *words])
    assert first == {name: (folder / name).read_bytes() for name in files.values()}
    assert all(first.values())
