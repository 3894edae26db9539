"""Exit codes everywhere: 0 done and passed, 1 a gate failed or numbers differ, 2 could not do all that was asked, 130 interrupted.

The matrix below has every command with every outcome that it can have; a test sees to it that no command is missing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.main import get_command

from evalkit.baseline import write_baseline
from evalkit.cli import app, main
from evalkit.sampling import draw, encode_row
from tests.gate.made import SUPPORT, A, C, MetricRecord, summary, write
from tests.test_calibrate import MADE, label

Make = Callable[[], object]

ARTICLE = "<SUMMARY>\nIt met.\n</SUMMARY>\n<CONTENT>\nThe council met on Tuesday.\n</CONTENT>\n"
OVERLAP = ("--metric", "rouge", "-q")
GOOD, BAD = C("It met."), C("It swam.", "unsupported")
TRUSTING = """\
from dataclasses import dataclass
from evalkit.metric import ClaimJudgement, Measure, Metric, Score

@dataclass(frozen=True)
class Trusts(Metric):
    name = "trusts"
    measures = (Measure("x"),)

    def score(self, cases, ctx):
        return [
            Score("scored", {"x": 1.0}, claims=tuple(ClaimJudgement(one.id, "supported", 1.0, "model") for one in case.claims))
            for case in cases
        ]
"""
MUTATE = ("mutate", "articles", "-q", "--metric", "trusts:Trusts", "--verdict-from", "trusts")
FAILING = """\
from dataclasses import dataclass
from evalkit.metric import Measure, Metric

@dataclass(frozen=True)
class Fails(Metric):
    name = "fails"
    measures = (Measure("x"),)

    def score(self, cases, ctx):
        raise ValueError("no")
"""


def _articles(text: str = ARTICLE) -> None:
    Path("articles").mkdir()
    Path("articles/a.txt").write_text(text)


def _mutable() -> None:
    """An article with a number to change, and a judge that trusts everything."""
    Path("trusts.py").write_text(TRUSTING)
    told = "The council of Aldmoor voted to spend 14,200 crowns on the bridge."
    _articles(f"<SUMMARY>\n{told}\n</SUMMARY>\n<CONTENT>\n{told}\n</CONTENT>\n")


def _scored() -> None:
    write(Path("evalkit-report/run.jsonl"), {"a": summary(GOOD)})


def _beside(new: dict[str, A], metrics: tuple[MetricRecord, ...] = (SUPPORT,)) -> Make:
    """A baseline of one good summary, and a run beside it."""

    def make() -> None:
        write_baseline(write(Path("old.jsonl"), {"a": summary(GOOD)}), Path("b.json"))
        write(Path("evalkit-report/run.jsonl"), new, metrics)

    return make


def _failing_metric() -> None:
    _articles()
    Path("failing.py").write_text(FAILING)


def _failed_run() -> None:
    write(Path("evalkit-report/run.jsonl"), {"a": summary(GOOD, status={"support": "failed"})})


def _repository() -> None:
    _articles()
    Path("evalkit.toml").write_text('paths = ["articles"]\nmetrics = ["rouge"]\n')


def _sources(output: str = "a") -> None:
    """An article without a summary, and a file of outputs."""
    Path("articles.jsonl").write_text('{"id": "a", "content": "The council met on Tuesday. It voted."}\n')
    Path("o.jsonl").write_text(f'{{"id": "{output}", "summary": "It met."}}\n')


def _labels(*, own: bool = False) -> None:
    """A run, and a label of a claim of it or of none."""
    _scored()
    (one,) = draw("evalkit-report/run.jsonl", 1).drawn
    Path("l.jsonl").write_bytes(
        encode_row(msgspec.structs.replace(one.row, label=1, claim=one.row.claim if own else "x"))
    )


def _labelled(intercept: float, count: int = 200) -> None:
    Path("mine.py").write_text(MADE)
    label(count, intercept=intercept)


def _labelled_rows(**more: object) -> None:
    rows = [
        {
            "document": f"The council met on day {n}. It voted.",
            "claim": f"It met on day {n % 2}.",
            "label": n % 2,
            **more,
        }
        for n in range(4)
    ]
    Path("labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def _verifiable(edit: str, summary: str = "It met.") -> None:
    """A run of one article, with its first words that `edit` (s/OLD/NEW/) names edited, and another summary in its input."""
    _articles()
    main(["run", "articles", *OVERLAP])
    path = Path("evalkit-report/run.jsonl")
    if edit:
        _, old, new, _ = edit.split("/")
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    Path("articles/a.txt").write_text(ARTICLE.replace("It met.", summary))


def _divided(one: str, two: str, more: str = "") -> None:
    """Two parts of a run."""
    _articles()
    if more:
        Path("articles/b.txt").write_text(more)
    for part, out in ((one, "one"), (two, "two")):
        main(["run", "articles", *OVERLAP, "--part", part, "--out", out])


def _nothing() -> None:
    """An empty folder."""


GATE = ("gate", "--baseline", "b.json")
CALIBRATE = ("calibrate", "labels.jsonl", "--metric", "mine:Made", "-q", "--odds", "data", "-o", "evalkit.toml")
OTHER = MetricRecord("support", "support(model='other')|v2", SUPPORT.measures)

MATRIX: dict[str, tuple[tuple[str, ...], Make, int]] = {
    "run: scored": (("run", "articles", *OVERLAP), _articles, 0),
    "run: a bad input": (("run", "articles", *OVERLAP), lambda: _articles(ARTICLE + "<TITLE>x</TITLE>\n"), 2),
    "run: nothing readable": (("run", "articles", *OVERLAP), lambda: _articles("milk"), 2),
    "run: a metric failed": (("run", "articles", "--metric", "failing:Fails", "-q"), _failing_metric, 2),
    "run: nothing to run on": (("run",), _nothing, 2),
    "run: no such option": (("run", "--no-such"), _nothing, 2),
    "merge: one of two": (("merge", "one", "two", "--out", "all"), lambda: _divided("1/2", "2/2"), 0),
    "merge: a part is missing": (("merge", "one", "--out", "all"), lambda: _divided("1/2", "2/2"), 2),
    "merge: no run": (("merge", "one"), _nothing, 2),
    "merge: a bad input in a part": (("merge", "one", "two", "-q"), lambda: _divided("1/2", "2/2", "milk"), 2),
    "report: done": (("report",  "evalkit-report"), _scored, 0),
    "report: unsupported claims are no failure": (("report", "evalkit-report"), _beside({"a": summary(BAD)}), 0),
    "report: no run": (("report", "evalkit-report"), _nothing, 2),
    "sample: drawn": (("sample", "evalkit-report", "-n", "1"), _scored, 0),
    "sample: no run": (("sample", "evalkit-report"), _nothing, 2),
    "compare: done": (("compare", "evalkit-report"), _scored, 0),
    "compare: unsupported claims are no failure": (("compare", "evalkit-report"), _beside({"a": summary(BAD)}), 0),
    "compare: other articles": (("compare", "evalkit-report", "old.jsonl"), _beside({"b": summary(GOOD, content="Another.")}), 2),
    "compare: on the articles that both have": (("compare", "evalkit-report", "old.jsonl", "--overlap"), _beside({"a": summary(GOOD), "b": summary(GOOD, content="Another.")}), 0),
    "compare: another signature": (("compare", "evalkit-report", "old.jsonl"), _beside({"a": summary(GOOD)}, (OTHER,)), 2),
    "compare: no run": (("compare", "evalkit-report"), _nothing, 2),
    "compare: labels of other claims": (("compare", "evalkit-report", "--labels", "l.jsonl"), _labels, 2),
    "compare: labels": (("compare", "evalkit-report", "--labels", "l.jsonl"), lambda: _labels(own=True), 0),
    "explain: no run": (("explain", "a.txt", "--run", "evalkit-report"), _nothing, 2),
    "explain: told": (("explain", "a.txt:8", "--run", "evalkit-report"), _scored, 0),
    "metrics: listed": (("metrics",), _nothing, 0),
    "metrics: no such": (("metrics", "rogue"), _nothing, 2),
    "cache info": (("cache", "info"), _nothing, 0),
    "cache prune: nonsense": (("cache", "prune", "--to", "-5"), _nothing, 2),
    "gate: passed": (GATE, _beside({"a": summary(GOOD)}), 0),
    "gate: a bound holds": (("gate", "--require", "support >= 1"), _scored, 0),
    "gate: newly unsupported": (GATE, _beside({"a": summary(GOOD, BAD)}), 1),
    "gate: no answer any more": (GATE, _beside({"a": summary(texts={"SUMMARY": ""})}), 1),
    "gate: a bound fails": (("gate", "--require", "support > 1"), _scored, 1),
    "gate: a score failed": ((*GATE, "--require", "support >= 0"), _beside({"a": summary(GOOD, status={"support": "failed"})}), 1),
    "gate: stale and failing": (GATE, _beside({"b": summary(BAD, content="Another.")}), 2),
    "gate: stale signature": (GATE, _beside({"a": summary(GOOD)}, (OTHER,)), 2),
    "gate: neither gate nor baseline": (("gate",), _scored, 2),
    "gate: no baseline": (GATE, _scored, 2),
    "gate: no run": (("gate", "--require", "support >= 0"), _nothing, 2),
    "gate: an unknown measure": (("gate", "--require", "suport >= 0"), _scored, 2),
    "bless: written": (("bless",), _scored, 0),
    "bless: no run": (("bless",), _nothing, 2),
    "bless: a failed score": (("bless",), _failed_run, 2),
    "bench: compared": (("bench", "articles.jsonl", "--system", "lead:1", "--metric", "extractive", "-q"), _sources, 0),
    "bench: an output is missing": (
        ("bench", "articles.jsonl", "--system", "o.jsonl", "--metric", "extractive", "-q"), lambda: _sources("other"), 2,
    ),
    "bench: no system": (("bench", "articles.jsonl"), _sources, 2),
    "bench: no such system": (("bench", "articles.jsonl", "--system", "leed:1"), _sources, 2),
    "bench: no labels": (
        ("bench", "articles.jsonl", "--system", "lead:1", "--metric", "extractive", "--labels", "l.jsonl", "-q"), _sources, 2,
    ),
    "calibrate: a gain": (CALIBRATE, lambda: _labelled(-2.0), 0),
    "calibrate: no gain": (CALIBRATE, lambda: _labelled(0.0), 1),
    "calibrate: no gain, nothing to write": (CALIBRATE[:-2], lambda: _labelled(0.0), 0),
    "calibrate: too few labels": (CALIBRATE, lambda: _labelled(-2.0, 40), 2),
    "calibrate: no labels": (CALIBRATE, _nothing, 2),
    "meta: done": (("meta", "labels.jsonl", *OVERLAP), _labelled_rows, 0),
    "meta: disagreements alone": (("meta", "labels.jsonl", *OVERLAP), lambda: _labelled_rows(agrees=False), 2),
    "meta: nothing there": (("meta", "labels.jsonl", "-q"), _nothing, 2),
    "meta: a label that is none": (("meta", "labels.jsonl", *OVERLAP), lambda: _labelled_rows(label="perhaps"), 2),
    "meta: a metric fails": (
        ("meta", "labels.jsonl", "--metric", "failing:Fails", "-q"), lambda: (_failing_metric(), _labelled_rows()), 2,
    ),
    "meta: another metric judges": (
        ("meta", "labels.jsonl", "--metric", "trusts:Trusts", "--verdict-from", "trusts", "-q"),
        lambda: (_mutable(), _labelled_rows()), 0,
    ),
    "meta: no such metric judges": (
        ("meta", "labels.jsonl", *OVERLAP, "--verdict-from", "nobody"), _labelled_rows, 2,
    ),
    "mutate: done": (MUTATE, _mutable, 0),
    "mutate: a bound holds": ((*MUTATE, "--min-detection", "number=0"), _mutable, 0),
    "mutate: a bound fails": ((*MUTATE, "--min-detection", "number=1"), _mutable, 1),
    "mutate: a bound on what these texts have not": ((*MUTATE, "--min-detection", "date=0.5"), _mutable, 2),
    "mutate: no such type": ((*MUTATE, "--min-detection", "nubmer=1"), _mutable, 2),
    "mutate: no verdicts": (("mutate", "articles", "-q", "--metric", "rouge", "--verdict-from", "rouge"), _mutable, 2),
    "mutate: nothing there": (("mutate", "articles", "-q"), _nothing, 2),
    "init: no articles": (("init",), _nothing, 2),
    "init: written": (("init", "--no-baseline"), _repository, 0),
    "verify: equal": (("verify", "-q"), lambda: _verifiable(""), 0),
    "verify: a number differs": (("verify", "-q"), lambda: _verifiable('s/"rouge1.precision":0.5/"rouge1.precision":0.25/'), 1),
    "verify: another input": (("verify", "-q"), lambda: _verifiable("", "It sat."), 2),
    "verify: another model": (("verify", "-q"), lambda: _verifiable("s/stem=False/stem=True/"), 2),
    "verify: no run": (("verify",), _nothing, 2),
    "explain-signature: told": (("explain-signature", "rouge(stem=False)|v1"), _nothing, 0),
    "explain-signature: none": (("explain-signature", "rouge"), _nothing, 2),
    "version": (("--version",), _nothing, 0),
    "help": (("--help",), _nothing, 0),
    "no such command": (("runn",), _nothing, 2),
}  # fmt: skip


@pytest.mark.parametrize(("words", "make", "code"), MATRIX.values(), ids=MATRIX)
def test_matrix(
    words: tuple[str, ...], make: Make, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """Each command ends with the code of its outcome; with 1 and no other it prints FAIL, with 2 it says why."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("EVALKIT", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))
    make()
    capfd.readouterr()
    found = main(list(words))
    out, err = capfd.readouterr()

    assert code == found, out + err
    assert (code == 1) == bool(re.search(r"^FAIL", out, flags=re.MULTILINE))
    assert code != 2 or err or re.search(r"^STALE", out, flags=re.MULTILINE)


def test_every_command_is_in_the_matrix() -> None:
    """A command without a row here has an exit code that nobody has looked at."""
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]

    assert commands == {words[0] for words, _, _ in MATRIX.values()} & commands
    assert commands == {words[0] for words, _, code in MATRIX.values() if code == 2} & commands


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C ends a command with 130."""
    (tmp_path / "articles").mkdir()
    for n in range(400):
        (tmp_path / "articles" / f"{n}.txt").write_text(ARTICLE.replace("Tuesday", f"day {n}"))
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", "run", "articles", *OVERLAP],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    part = tmp_path / "evalkit-report" / "run.jsonl.part"
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert (130, "evalkit: interrupted; evalkit run --resume goes on where it was\n") == (process.returncode, err)


def test_the_shell_sees_them(tmp_path: Path) -> None:
    """The console script gives the code to the shell."""
    script = shutil.which("evalkit", path=str(Path(sys.executable).parent))
    assert script is not None

    assert 2 == subprocess.run([script, "gate"], cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode
