"""`evalkit report` as a user runs it: every output of one run file, beside an older one, in a folder of pages, in a browser."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

METRICS = ("--metric", "support", "--metric", "extractive", "-q")


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs over two articles, as a user makes them: in the newer one the summaries say another cost."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "articles").mkdir()
    for words, cost in ((("--out", "old"), "2.4"), (("--out", "new", "--markdown", "new.md"), "3.9")):
        for n in (1, 2):
            (folder / "articles" / f"{n:03d}.txt").write_text(_article(n, cost), "utf-8")
        subprocess.run(
            [sys.executable, "-m", "evalkit", "run", "articles", *METRICS, *words, "--cache", "cache"],
            cwd=folder, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    shutil.rmtree(folder / "articles")
    return folder


def _article(n: int, cost: str) -> str:
    return f"""\
<TITLE>Council votes to mend bridge number {n}</TITLE>
<SUMMARY>
The council voted 9 to 4 on Tuesday to mend the bridge. Mayor Lena Aske called the cost of £{cost}m fair.
</SUMMARY>
<CONTENT>
The council voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn. It is bridge number {n}.

Mayor Lena Aske called the cost of £2.4m fair for a bridge of its age.
</CONTENT>
"""


@pytest.fixture
def runs(scored: Path, tmp_path: Path) -> Path:
    """A copy of the two runs, for one test to work in."""
    shutil.copytree(scored, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_every_output_of_a_run_file(runs: Path, evalkit) -> None:
    """HTML, pages, Markdown, text, chart and tables come from the run file alone; the text is what is printed in a pipe."""
    done = evalkit(
        "report", "new", "--html", "a.html", "--split", "pages", "--markdown", "a.md", "--text", "a.txt", "--chart", "a.svg",
        "--scores", "s.csv", "--claims", "c.csv",
    )  # fmt: skip

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout == (runs / "a.txt").read_text("utf-8")
    assert (runs / "new" / "report.html").read_bytes() == (runs / "a.html").read_bytes()
    assert (runs / "new.md").read_bytes() == (runs / "a.md").read_bytes()
    for name, begins in (
        ("a.md", "## "),
        ("a.svg", "<?xml"),
        ("pages/index.html", "<!doctype html>"),
        ("s.csv", "article,"),
    ):
        assert (runs / name).read_text("utf-8").startswith(begins)


def test_beside_an_older_run(runs: Path, evalkit) -> None:
    """What changed is printed first: the claim that is newly contradicted with its place and its older words."""
    done = evalkit("report", "new", "--against", "old/run.jsonl", "--html", "a.html", "--markdown", "a.md")
    lines = done.stdout.splitlines()

    assert 0 == done.returncode
    assert lines[0] == "Since the older run: 2 newly unsupported claims; 2 articles in both runs."
    assert any(line.split()[:1] == ["contradicted_rate"] and "+0.500" in line for line in lines)
    assert any(line.startswith("newly unsupported articles/") and "£3.9m" in line for line in lines)
    assert any(line.startswith("    before: ") and "£2.4m" in line for line in lines)
    assert "Since the older run: 2 newly unsupported claims" in (runs / "a.html").read_text("utf-8")
    assert (runs / "a.md").read_text("utf-8").startswith("## Since the older run: 2 newly unsupported claims")


def test_a_page_of_the_worst(runs: Path, evalkit) -> None:
    """--full limits what the page holds, and the page says so."""
    assert 0 == evalkit("report", "new", "--html", "a.html", "--full", "1").returncode
    assert "This page holds the 1 worst of 2 articles" in (runs / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "page"),
    [
        pytest.param((), "new/report.html", id="beside the run"),
        pytest.param(("--html", "a.html"), "a.html", id="the page that is written"),
        pytest.param(("--split", "pages"), "pages/index.html", id="the first of the pages"),
    ],
)
def test_open(words: tuple[str, ...], page: str, runs: Path, evalkit) -> None:
    """--open writes the page and hands its address to the user's browser, as the standard library finds it."""
    opened = runs / "opened.txt"
    script = runs / "browser"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {shlex.quote(str(opened))}\n')
    script.chmod(0o755)
    done = evalkit("report", "new", *words, "--open", extra={"BROWSER": f"{script} %s"})

    assert 0 == done.returncode
    assert (runs / page).as_uri() == opened.read_text()
    assert (runs / page).exists()


def test_no_browser(runs: Path, evalkit) -> None:
    """Where no browser can be opened, the page is written, its address told, and the exit code says that not all was done."""
    done = evalkit(
        "report",
        "new",
        "--open",
        extra={"BROWSER": "/bin/false", "PATH": str(Path(sys.executable).parent), "DISPLAY": ""},
    )

    assert 2 == done.returncode
    assert f"no browser could be opened here: the report is {(runs / 'new' / 'report.html').as_uri()}" in done.stderr


def test_a_sample_of_a_run(runs: Path, evalkit) -> None:
    """`evalkit sample` takes the run's folder and draws of its claims, without their verdicts."""
    done = evalkit("sample", "new", "-n", "4")
    rows = [json.loads(line) for line in (runs / "evalkit-sample" / "sample.jsonl").read_text("utf-8").splitlines()]

    assert 0 == done.returncode
    assert "4 of 4 judged claims drawn" in done.stdout
    assert 4 == len(rows)
    assert not any("verdict" in row or "system" in row for row in rows)
