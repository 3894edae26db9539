"""What a user is told who makes a mistake: each as a real process, its words in a golden file that a person has read.

EVALKIT_UPDATE_GOLDEN=1 pytest tests/test_mistakes.py   writes tests/data/mistakes.txt anew; read what changed.
"""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from tests.conftest import article

Make = Callable[..., Path]

pytestmark = pytest.mark.once

GOLDEN = Path(__file__).parent / "data" / "mistakes.txt"
ROUGE = ("--metric", "rouge", "-q")
ROW = {"document": "The council met on Tuesday.", "claim": "It met."}


def _nothing(_: Path) -> None:
    """Two articles in `articles/` are there for all."""


def _write(name: str, text: str | bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)

    return make


def _folder(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).mkdir()


def _locked(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).chmod(0o555 if (folder / name).is_dir() else 0)


def _full(name: str) -> Callable[[Path], None]:
    """A file on a disk that is full."""

    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to("/dev/full")

    return make


@lru_cache(maxsize=1)
def _finished() -> dict[str, bytes]:
    """The files of a run over the articles that are there for all, by name; made once, since all mistakes begin with the same."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "articles").mkdir()
        for n in (1, 2):
            (Path(folder) / "articles" / f"{n:03d}.txt").write_text(article(n), "utf-8")
        subprocess.run(
            [sys.executable, "-m", "evalkit", "run", "articles", *ROUGE],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return {path.name: path.read_bytes() for path in (Path(folder) / "evalkit-report").iterdir()}


def _run(folder: Path) -> None:
    for name, data in _finished().items():
        (folder / "evalkit-report").mkdir(exist_ok=True)
        (folder / "evalkit-report" / name).write_bytes(data)


def _changed(change: Callable[[list[str]], list[str]], name: str = "run.jsonl") -> Callable[[Path], None]:
    """A finished run whose file was changed."""

    def make(folder: Path) -> None:
        _run(folder)
        path = folder / "evalkit-report" / "run.jsonl"
        lines = change(path.read_text("utf-8").splitlines(keepends=True))
        path.unlink()
        path.with_name(name).write_text("".join(lines), "utf-8")

    return make


def _with_header(**fields: object) -> Callable[[list[str]], list[str]]:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **fields}) + "\n", *lines[1:]]


def _cache(layout: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "kept").mkdir()
        with sqlite3.connect(folder / "kept" / "results.sqlite") as db:
            db.execute(f"PRAGMA user_version={layout}")

    return make


METRIC = """\
from dataclasses import dataclass
from evalkit.metric import Measure, Metric, Score

@dataclass(frozen=True)
class Fails(Metric):
    name = "fails"
    measures = (Measure("x"),)

    def score(self, cases, ctx):
        return [Score("scored", {"x": 1 / (len(case.claims) - 3)}) for case in cases]

class Other:
    pass
"""

Mistake = tuple[tuple[str, ...], Callable[[Path], None]]

MISTAKES: dict[str, Mistake] = {
    # the command line
    "no such command": (("runn", "articles"), _nothing),
    "no such option": (("run", "articles", "--metrics", "rouge"), _nothing),
    "nothing to run on": (("run",), _nothing),
    "a number out of range": (("run", "articles", "--limit", "0"), _nothing),
    "no number": (("run", "articles", "--limit", "ten"), _nothing),
    "resume and fresh": (("run", "articles", "--resume", "--fresh"), _nothing),
    "cache and no cache": (("run", "articles", "--cache", "kept", "--no-cache"), _nothing),
    "a size that is none": (("run", "articles", "--cache-limit", "plenty"), _nothing),
    "verdicts from nowhere": (("run", "articles", *ROUGE, "--verdict-from", "suport"), _nothing),
    # paths
    "no such path": (("run", "artikles"), _nothing),
    "no match": (("run", "articles/*.md"), _nothing),
    "a folder without articles": (("run", "empty"), _folder("empty")),
    "a file that may not be read": (("run", "articles", *ROUGE), _locked("articles/001.txt")),
    "empty standard input": (("run", "-", *ROUGE), _nothing),
    "one path of two is wrong": (("run", "articles/001.txt", "articles/003.txt", *ROUGE), _nothing),
    # inputs
    "a misspelt tag": (("run", "a.txt", *ROUGE), _write("a.txt", "<TITEL>t</TITEL><SUMMARY>s</SUMMARY><CONTENT>c</CONTENT>\n")),
    "no article at all": (("run", "notes.txt", *ROUGE), _write("notes.txt", "Remember the milk.\n")),
    "another encoding": (("run", "a.txt", *ROUGE), _write("a.txt", "<SUMMARY>s</SUMMARY><CONTENT>Rép</CONTENT>\n".encode("latin-1"))),
    "an array of JSON": (("run", "a.jsonl", *ROUGE), _write("a.jsonl", json.dumps([ROW]))),
    "broken JSON": (("run", "a.jsonl", *ROUGE), _write("a.jsonl", "{'content': 'c'}\n")),
    "other names of columns": (("run", "a.jsonl", *ROUGE), _write("a.jsonl", json.dumps(ROW) + "\n")),
    "a column that is not there": (
        ("run", "a.jsonl", *ROUGE, "--columns", "content=documents,summary=claim"),
        _write("a.jsonl", json.dumps(ROW) + "\n"),
    ),
    "columns the wrong way round": (("run", "a.jsonl", "--columns", "document=content"), _nothing),
    "columns of text that has none": (("run", "articles", *ROUGE, "--columns", "content=text"), _nothing),
    "a comma in a cell": (("run", "a.csv", *ROUGE), _write("a.csv", "content,summary\nOn Tuesday, it met.,It met.\n")),
    "a gzip that is none": (("run", "a.jsonl.gz", *ROUGE), _write("a.jsonl.gz", "{}\n")),
    "two answers of one system": (
        ("run", "a.jsonl", *ROUGE),
        _write("a.jsonl", 2 * (json.dumps({"id": 7, "content": "The council met.", "summary": "It met."}) + "\n")),
    ),
    "a run file as input": (("run", "evalkit-report/run.jsonl", "--out", "other", *ROUGE), _run),
    # metrics and models
    "no such metric": (("run", "articles", "--metric", "rogue"), _nothing),
    "no such parameter": (("run", "articles", "--metric", "rouge(stemmer=true)"), _nothing),
    "a parameter of another type": (("run", "articles", "--metric", "rouge(stem=1)"), _nothing),
    "brackets that are not closed": (("run", "articles", "--metric", "rouge(stem=true"), _nothing),
    "the same metric twice": (("run", "articles", "--metric", "rouge", "--metric", "rouge(stem=false)"), _nothing),
    "a module that is not there": (("run", "articles", "--metric", "mine:Mine"), _nothing),
    "a class that is no metric": (("run", "articles", "--metric", "mine:Other"), _write("mine.py", METRIC)),
    "a metric that fails": (("run", "articles", "--metric", "mine:Fails", "-q"), _write("mine.py", METRIC)),
    "a model that is not on disk": (("run", "articles", "--offline", "--metric", "semantic(model='acme/tiny')"), _nothing),
    "a folder that is no model": (("run", "articles", "--metric", "semantic(model='articles')"), _nothing),
    "a model of pickles": (
        ("run", "articles", "--metric", "semantic(model='old')"),
        lambda folder: [_write(f"old/{name}", "{}")(folder) for name in ("config.json", "pytorch_model.bin")],
    ),
    # settings
    "no such settings": (("run", "articles", "--config", "evalkit.tml"), _nothing),
    "settings that are no TOML": (("run", "articles"), _write("evalkit.toml", "out = report\n")),
    "an unknown setting": (("run", "articles"), _write("pyproject.toml", '[tool.evalkit]\nmetric = ["rouge"]\n')),
    "a setting of another type": (("run", "articles"), _write("evalkit.toml", 'offline = "yes"\n')),
    # outputs
    "a file for a folder": (("run", "articles", *ROUGE, "--out", "out"), _write("out", "x")),
    "no permission to write": (
        ("run", "articles", *ROUGE, "--out", "locked/out"),
        lambda folder: [_folder("locked")(folder), _locked("locked")(folder)],
    ),
    "a full disk": (("run", "articles", *ROUGE, "--fresh"), _full("evalkit-report/run.jsonl.part")),
    "an unfinished run in the way": (("run", "articles", *ROUGE), _changed(lambda lines: lines[:2], "run.jsonl.part")),
    "resumed with other settings": (
        ("run", "articles", *ROUGE, "--resume", "--limit", "1"),
        _changed(lambda lines: lines[:2], "run.jsonl.part"),
    ),
    "a cache that is no folder": (("run", "articles", *ROUGE, "--cache", "articles/001.txt"), _nothing),
    "a damaged cache": (("run", "articles", *ROUGE, "--cache", "kept"), _write("kept/results.sqlite", "x" * 5000)),
    "a newer cache": (("run", "articles", *ROUGE, "--cache", "kept"), _cache(7)),
    # run files
    "no such run": (("report", "evalkit-report"), _folder("evalkit-report")),
    "no run file": (("report", "articles/001.txt"), _nothing),
    "a newer run file": (("report", "evalkit-report"), _changed(_with_header(schema=9))),
    "an older run file": (("report", "evalkit-report"), _changed(_with_header(schema=0))),
    "a run that is not whole": (("report", "evalkit-report"), _changed(lambda lines: lines[:-1])),
    "a report that cannot be written": (("report", "evalkit-report", "--html", "nowhere/a.html"), _run),
    "a chart in another format": (("report", "evalkit-report", "--chart", "a.gif"), _run),
    "a chart of nothing": (("report", "evalkit-report", "--chart", "a.png"), _run),
    "a limit where there is none": (("report", "evalkit-report", "--split", "pages", "--full", "9"), _run),
    "no older run": (("report", "evalkit-report", "--against", "old"), _run),
    "an older run that is none": (("report", "evalkit-report", "--against", "articles/001.txt"), _run),
    "pages into a file": (("report", "evalkit-report", "--split", "articles/001.txt"), _run),
    "a sample of nothing judged": (("sample", "evalkit-report"), _run),
    "a sample of no claim": (("sample", "evalkit-report", "-n", "0"), _run),
    "a sample of no run": (("sample", "evalkit-report"), _nothing),
    # the others
    # gates and baselines
    "nothing to hold a run against": (("gate",), _run),
    "a gate that is none": (("gate", "--require", "rouge1.precision > = 1"), _run),
    "a measure that is not there": (("gate", "--require", "rouge1.precison.mean >= 1"), _run),
    "no baseline": (("gate", "--baseline", "gone.json"), _run),
    "a baseline that is none": (("gate", "--baseline", "articles/001.txt"), _run),
    "a run without verdicts as a baseline": (("bless",), _run),
    "a gate in the settings that is none": (("run", "articles"), _write("evalkit.toml", "[gate]\nrequire = ['findings.number = 0']\n")),
    "a repository without articles": (("init", "empty"), _folder("empty")),
    "a repository that is a file": (("init", "articles/001.txt"), _nothing),
    "no such metric to list": (("metrics", "rogue"), _nothing),
    "a cache to prune to nonsense": (("cache", "prune", "--to", "-5"), _nothing),
    "a part that is none": (("run", "articles", "--part", "3/2"), _nothing),
    "nothing to merge": (("merge", "one", "two"), _nothing),
}  # fmt: skip


def _told(words: tuple[str, ...], folder: Path, environment: dict[str, str], mortal: Callable[[], None]) -> str:
    """What the process printed on standard error, and its exit code, as they stand in the golden file."""
    done = subprocess.run(
        [sys.executable, "-m", "evalkit", *words],
        cwd=folder,
        env={**environment, "COLUMNS": "120"},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        preexec_fn=mortal,
        check=False,
    )
    return f"$ evalkit {shlex.join(words)}\n{done.stderr}exit {done.returncode}\n"


def _golden() -> dict[str, str]:
    parts = GOLDEN.read_text("utf-8").split("# ")[1:] if GOLDEN.exists() else []
    return {name: text.rstrip("\n") + "\n" for name, _, text in (part.partition("\n") for part in parts)}


@pytest.mark.skipif(sys.platform != "linux", reason="the words of the system differ, and so does /dev/full")
@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_told(
    name: str, make_articles: Make, tmp_path: Path, environment: dict[str, str], mortal: Callable[[], None]
) -> None:
    """The words on standard error and the exit code are those that stand in the golden file, no traceback among them."""
    make_articles(2)
    words, prepare = MISTAKES[name]
    prepare(tmp_path)
    told = _told(words, tmp_path, environment, mortal)

    if os.environ.get("EVALKIT_UPDATE_GOLDEN"):
        known = {**_golden(), name: told}
        GOLDEN.write_text("\n".join(f"# {one}\n{known[one]}" for one in MISTAKES if one in known), "utf-8")
    assert "Traceback" not in told
    assert told == _golden().get(name)


def test_the_golden_file_has_these_alone() -> None:
    """No message stands in the golden file that nobody is told, and there are at least 40."""
    assert list(MISTAKES) == list(_golden())
    assert len(MISTAKES) >= 40
