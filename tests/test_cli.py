"""The command line as its user meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Evalkit = Callable[..., object]
Make = Callable[..., Path]

OVERLAP = ("--metric", "rouge", "--metric", "extractive")


def test_usage_errors(evalkit: Evalkit, make_articles: Make) -> None:
    """What cannot be meant exits 2, says so on standard error, prints nothing and writes nothing."""
    make_articles(1)
    wrong = {
        ("runn",): "No such command 'runn'",
        ("run",): "there is nothing to run on",
        ("run", "articles", "--columns", "contents=x"): "did you mean 'content'?",
        ("run", "articles", "--verdict-from", "suport"): "verdict_from: 'suport' is no metric of this run",
        (
            "run",
            "articles",
            "--config",
            "gone.toml",
        ): "gone.toml: the settings cannot be read: No such file or directory",
        ("run", "articles", "--cache-limit", "much"): "'much' is no size",
        ("cache",): "Usage: evalkit cache",
        ("run", "articles", "--limit", "0"): "Invalid value for '--limit'",
        ("run", "articles", "--metrics", "rouge"): "No such option",
        ("run", "articles", "--metric", "rogue"): "there is no metric 'rogue': did you mean 'rouge'?",
        ("run", "articles", "--resume", "--fresh"): "give one of them",
        ("run", "articles", "--cache", "c", "--no-cache"): "give one of them",
        ("run", "nowhere"): "nowhere:1:1: no such file or folder",
        ("run", "*.md"): "*.md:1:1: no file matches this pattern",
        ("report", "nowhere.jsonl"): "nowhere.jsonl: the run file cannot be read: No such file or directory",
        ("report", "articles/001.txt"): "articles/001.txt:1:1: not a run file",
    }
    for words, message in wrong.items():
        done = evalkit(*words)
        assert (2, "") == (done.returncode, done.stdout), words
        assert message in done.stderr, words
        assert "Traceback" not in done.stderr, words
    assert not (make_articles(1, "other").parent / "evalkit-report").exists()


def test_a_whole_run(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """A run prints a table and the worst claims with place, reason and evidence, and writes five files."""
    make_articles(3, cost="3.9")
    done = evalkit("run", "articles")

    *progress, last = done.stderr.splitlines()
    assert (0, "report: evalkit-report/report.html") == (done.returncode, last)
    assert [] == [line for line in progress if " articles/s, " not in line], "more than the progress of a slow machine"
    assert {"run.jsonl", "report.html", "scores.csv", "claims.csv", "timing.json"} == {
        path.name for path in (tmp_path / "evalkit-report").iterdir()
    }
    for word in ("rouge1.precision", "density", "claim_similarity", "support_min", "SUMMARY", "HIGHLIGHTS"):
        assert word in done.stdout
    lines = done.stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("✕ articles/001.txt:7:"))
    assert "contradicted 0.02 says £3.9m, the article says £2.4m: " in lines[place]
    assert lines[place + 1].startswith("    ")
    assert "£2.4m" in lines[place + 1]
    timing = json.loads((tmp_path / "evalkit-report" / "timing.json").read_text())
    assert {
        "total_seconds", "jobs", "reading_seconds", "segmenting_seconds", "metric_seconds", "writing_seconds", "ops",
    } == timing.keys()  # fmt: skip


def test_bad_inputs_exit_2_and_the_rest_is_scored(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """One bad article is told on standard error with its place and stands in every output; the others are scored."""
    folder = make_articles(2)
    (folder / "002.txt").write_text("<TITLE>t</TITLE>\n<SUMMARY>\nx\n", "utf-8")
    done = evalkit("run", "articles", *OVERLAP)
    message = "articles/002.txt:2:1: <SUMMARY> is not closed: expected </SUMMARY> before the end of the file"

    assert 2 == done.returncode
    assert message in done.stderr.splitlines()
    assert "1 input could not be read" in done.stdout
    assert "002.txt" in (tmp_path / "evalkit-report" / "run.jsonl").read_text()
    assert "1 article, 2 blocks" in done.stdout


def test_a_finished_run_is_replaced(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """Running again into the same folder gives the new run; nothing of the old one is left."""
    make_articles(3)
    evalkit("run", "articles", *OVERLAP)
    done = evalkit("run", "articles", *OVERLAP, "--limit", "1")
    footer = json.loads((tmp_path / "evalkit-report" / "run.jsonl").read_text().splitlines()[-1])

    assert (0, 1) == (done.returncode, footer["articles"])


def test_report_from_a_run_file_alone(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """With the articles gone, the run file gives the same table, HTML and CSV."""
    folder = make_articles(2)
    first = evalkit("run", "articles", *OVERLAP)
    for path in folder.iterdir():
        path.unlink()
    second = evalkit("report", "evalkit-report", "--html", "again.html", "--scores", "s.csv", "--claims", "c.csv")
    out = tmp_path / "evalkit-report"

    assert (0, first.stdout) == (second.returncode, second.stdout)
    assert (out / "report.html").read_bytes() == (tmp_path / "again.html").read_bytes()
    assert (out / "scores.csv").read_bytes() == (tmp_path / "s.csv").read_bytes()
    assert (out / "claims.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()


def test_second_run_makes_no_model_call(cold: Path, evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """What the cache has is not computed again, and the scores are the same bytes."""
    make_articles(3)
    counts, rows = [], []
    for _ in range(2):
        assert 0 == evalkit("run", "articles").returncode
        timing = json.loads((tmp_path / "evalkit-report" / "timing.json").read_text())
        counts.append(sum(op["computed"] for op in timing["ops"].values()))
        rows.append((tmp_path / "evalkit-report" / "scores.csv").read_bytes())

    assert counts[0] > 0
    assert 0 == counts[1]
    assert rows[0] == rows[1]


def test_csv_files(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """scores.csv is tidy; claims.csv has a row per claim with its place and evidence."""
    make_articles(1)
    evalkit("run", "articles")
    out = tmp_path / "evalkit-report"
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        scores = list(csv.DictReader(file))
    with (out / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))

    assert {"article", "block", "system", "metric", "measure", "value", "status", "note", "signature"} == scores[
        0
    ].keys()
    assert {"articles/001.txt#1"} == {row["article"] for row in scores}
    assert ["7", "7", "8", "11"] == [row["line"] for row in claims]
    assert {"supported"} == {row["verdict"] for row in claims}


def test_escape_sequences_do_not_reach_the_terminal(evalkit: Evalkit, make_articles: Make) -> None:
    """An article that holds terminal escapes cannot drive the terminal, nor can a file's name."""
    folder = make_articles(1, cost="3.9\x1b[2Jm, says \x1b]0;title\x07 the £7.7")
    (folder / "no\x1b[31marticle.txt").write_text("nothing", "utf-8")
    done = evalkit("run", "articles")

    assert 2 == done.returncode
    assert not {"\x1b", "\x07"} & set(done.stdout + done.stderr)


def test_no_write_permission_is_told(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """An output folder that cannot be made is one line that names it."""
    make_articles(1)
    (tmp_path / "file").write_text("")
    done = evalkit("run", "articles", *OVERLAP, "--out", "file/out")

    assert 2 == done.returncode
    assert "file/out cannot be made for the outputs: Not a directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_module_class_metric(evalkit: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """A metric in a file beside the articles works without being installed; a failing one exits 2 with its reason."""
    make_articles(1)
    (tmp_path / "mine.py").write_text(
        "from dataclasses import dataclass\n"
        "from typing import ClassVar\n"
        "from evalkit.metric import Measure, Metric, Score\n"
        "@dataclass(frozen=True)\n"
        "class Brevity(Metric):\n"
        "    name: ClassVar[str] = 'brevity'\n"
        "    measures: ClassVar = (Measure('share', 0, None, 'ratio', 'lower', 'words per source word'),)\n"
        "    least: int = 0\n"
        "    def score(self, cases, ctx):\n"
        "        if self.least: raise ValueError('too short')\n"
        "        return [Score('scored', {'share': len(c.text.split()) / len(c.article.content.text.split())}) for c in cases]\n"
    )
    good = evalkit("run", "articles", "--metric", "mine:Brevity")
    bad = evalkit("run", "articles", "--metric", "mine:Brevity(least=3)")

    assert 0 == good.returncode
    assert "brevity" in good.stdout
    assert 2 == bad.returncode
    assert "brevity failed on 2 blocks: ValueError: too short" in bad.stdout


@pytest.mark.parametrize("words", [(), ("run",), ("report",), ("sample",)], ids=["evalkit", "run", "report", "sample"])
def test_help_shows_an_example(words: tuple[str, ...], evalkit: Evalkit) -> None:
    """Every command has help with an example, on standard output."""
    done = evalkit(*words, "--help")

    assert (0, "") == (done.returncode, done.stderr)
    assert "Example: evalkit " in done.stdout


def test_a_nul_in_a_record_is_text(evalkit: Evalkit, tmp_path: Path) -> None:
    """JSON can hold a NUL: it is scored, and stands in no table and on no terminal as it is."""
    row = {"id": "a\0b", "content": "The council\0 met on Tuesday.", "summary": "The council met \0 on Monday."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    done = evalkit("run", "a.jsonl", "--metric", "rouge", "--metric", "support")

    assert 0 == done.returncode, done.stderr
    assert "\0" not in done.stdout + done.stderr
    for name in ("claims.csv", "scores.csv", "report.html"):
        assert "\0" not in (tmp_path / "evalkit-report" / name).read_text("utf-8")
    assert "a\0b" == json.loads((tmp_path / "evalkit-report" / "run.jsonl").read_text().splitlines()[1])["id"]


def test_a_reader_that_goes_away(environment, make_articles, tmp_path):
    """`evalkit run | head -0`: the run is whole, and nothing failed."""
    make_articles(20)
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", "run", "articles", "-q", "--metric", "rouge"],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()

    assert 0 == process.wait(timeout=60), said
    assert not said
    assert (tmp_path / "evalkit-report" / "run.jsonl").exists()
