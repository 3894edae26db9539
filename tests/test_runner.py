"""Runs: windows, failing metrics, kills and resumption."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from evalkit import runfile
from evalkit.errors import ModelError, RunFileError
from evalkit.metric import Case, ClaimJudgement, Context, Measure, Metric, Score
from evalkit.reading import Columns, find
from evalkit.runner import run
from evalkit.windows import WINDOW
from evalkit_metrics.extractive import Extractive
from evalkit_metrics.overlap import Rouge

Make = Callable[..., Path]


@dataclass(frozen=True)
class Words(Metric):
    """Counts words, and fails as its parameter says."""

    name: ClassVar[str] = "words"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("count", 0, None, "words", "neither", "words"),)
    fault: str = ""

    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        if self.fault == "raises on 003" and any("003" in case.id for case in cases):
            raise RuntimeError("no, not this one")
        if self.fault == "model":
            raise ModelError("the model is not there")
        scores = [Score("scored", {"count": float(len(case.text.split()))}) for case in cases]
        if self.fault == "too few":
            return scores[1:]
        if self.fault == "nan":
            return [Score("scored", {"count": float("nan")}) for _ in cases]
        if self.fault == "undeclared":
            return [Score("scored", {"letters": 1.0}) for _ in cases]
        if self.fault == "value without score":
            return [Score("abstained", {"count": 1.0}) for _ in cases]
        return scores


@dataclass(frozen=True)
class Judges(Metric):
    """Supports every claim."""

    name: ClassVar[str] = "judges"
    measures: ClassVar[tuple[Measure, ...]] = ()

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        return [
            Score("scored", claims=tuple(ClaimJudgement(claim.id, "supported", 1.0, "judges") for claim in case.claims))
            for case in cases
        ]


def _run(folder: Path, target: Path, *metrics: Metric, **options: object) -> runfile.Run:
    run(find([folder]), metrics or (Words(),), target, store=None, **options)  # type: ignore[arg-type]
    return runfile.read_run(target)


FAULTS = {
    "too few": "words gave 0 scores for 1 cases: expected one per case",
    "nan": "words gave count=nan: expected a finite number",
    "undeclared": "words gave the measure 'letters', which it does not declare",
    "value without score": "words gave values with the status 'abstained': expected none",
}


@pytest.mark.parametrize(("fault", "message"), FAULTS.items(), ids=FAULTS)
def test_a_metric_that_breaks_its_contract_fails_its_scores(
    fault: str, message: str, tmp_path: Path, make_articles: Make
) -> None:
    """What a metric may not give becomes a failed score with the reason; other metrics are not touched."""
    found = _run(make_articles(2), tmp_path / "run.jsonl", Words(fault), Extractive())

    assert {("failed", f"ValueError: {message}")} == {
        (case.scores[0].status, case.scores[0].note) for case in found.cases
    }
    assert {"scored"} == {case.scores[1].status for case in found.cases}
    assert (4, 4) == (found.footer.failed, found.footer.scored)


def test_a_metric_that_raises_fails_only_where_it_does(tmp_path: Path, make_articles: Make) -> None:
    """An exception on one article's cases leaves the scores of the window's other articles."""
    found = _run(make_articles(4), tmp_path / "run.jsonl", Words("raises on 003"))
    failed = [case.id for case in found.cases if case.scores[0].status == "failed"]

    assert [f"{tmp_path}/articles/003.txt#1:{block}" for block in ("SUMMARY", "HIGHLIGHTS")] == failed


def test_a_model_that_is_missing_ends_the_run(tmp_path: Path, make_articles: Make) -> None:
    """A missing model is nobody's failed score: it is told at once."""
    with pytest.raises(ModelError):
        _run(make_articles(1), tmp_path / "run.jsonl", Words("model"))


def test_bad_inputs_stand_in_their_place(tmp_path: Path, make_articles: Make) -> None:
    """A file that cannot be read is recorded between its neighbours, and they are scored."""
    folder = make_articles(3)
    (folder / "002.txt").write_text("<TITLE>no end", "utf-8")
    found = _run(folder, tmp_path / "run.jsonl")
    order = [type(record).__name__ for record in runfile.stream(tmp_path / "run.jsonl")]

    assert ["Header", "Article", "Case", "Case", "BadInput", "Article", "Case", "Case", "Footer"] == [
        name.removesuffix("Record") for name in order
    ]
    assert (2, 1) == (found.footer.articles, found.footer.bad_inputs)


def test_limit(tmp_path: Path, make_articles: Make) -> None:
    """A limit stops behind so many articles."""
    assert 3 == _run(make_articles(5), tmp_path / "run.jsonl", limit=3).footer.articles


def test_one_metric_twice_goes_by_signature(tmp_path: Path, make_articles: Make) -> None:
    """Two metrics of one name with other parameters are told apart by their signatures."""
    found = _run(make_articles(1), tmp_path / "run.jsonl", Rouge(), Rouge(stem=True))

    assert ["rouge(stem=False)|v1", "rouge(stem=True)|v1"] == [metric.name for metric in found.header.metrics]
    assert ["rouge(stem=False)|v1", "rouge(stem=True)|v1"] == [score.metric for score in found.cases[0].scores]


def test_an_unfinished_run_is_not_overwritten(tmp_path: Path, make_articles: Make) -> None:
    """Without --resume or --fresh an unfinished run stays as it is."""
    part = tmp_path / "run.jsonl.part"
    part.write_text("{}\n")

    with pytest.raises(RunFileError, match="is an unfinished run: go on with --resume, or start again with --fresh"):
        _run(make_articles(1), tmp_path / "run.jsonl")
    assert "{}\n" == part.read_text()


def test_resume_refuses_other_settings(tmp_path: Path, make_articles: Make) -> None:
    """A run begun with other metrics is not gone on with."""
    folder = make_articles(1)
    _run(folder, tmp_path / "run.jsonl", Words())
    (tmp_path / "run.jsonl").rename(tmp_path / "run.jsonl.part")

    with pytest.raises(
        RunFileError, match=r"begun with other settings \(metrics was words\(fault=''\)\|v1 and is extractive\(\)\|v1\)"
    ):
        _run(folder, tmp_path / "run.jsonl", Extractive(), resume=True)


def test_resume_refuses_changed_inputs(tmp_path: Path, make_articles: Make) -> None:
    """A run whose inputs have changed since is not gone on with; the error names the article."""
    folder = make_articles(2)
    _run(folder, tmp_path / "run.jsonl")
    (tmp_path / "run.jsonl").rename(tmp_path / "run.jsonl.part")
    (folder / "002.txt").write_text((folder / "002.txt").read_text().replace("eleven", "twelve"))

    with pytest.raises(RunFileError, match=r"inputs have changed since the unfinished run \(.*002.txt#1\)"):
        _run(folder, tmp_path / "run.jsonl", resume=True)


def _bytes(path: Path) -> bytes:
    """A run file's bytes from its second line on: the header's time of creation is its own."""
    return path.read_bytes().split(b"\n", 1)[1]


def test_a_run_cut_anywhere_resumes_to_the_same_bytes(tmp_path: Path, make_articles: Make) -> None:
    """Whatever byte a run file was cut at, resuming gives the bytes of the unbroken run."""
    folder = make_articles(WINDOW * 2 + 5)
    (folder / "007.txt").write_text("no article", "utf-8")
    _run(folder, tmp_path / "run.jsonl", Extractive())
    whole = (tmp_path / "run.jsonl").read_bytes()
    (tmp_path / "run.jsonl").unlink()
    draw = random.Random(12345)
    cuts = [0, 1, len(whole) - 1, len(whole), *(draw.randrange(len(whole)) for _ in range(40))]
    for cut in cuts:
        (tmp_path / "run.jsonl.part").write_bytes(whole[:cut])
        _run(folder, tmp_path / "run.jsonl", Extractive(), resume=True)

        assert whole.split(b"\n", 1)[1] == _bytes(tmp_path / "run.jsonl"), f"cut at byte {cut}"


SLOW = """
import time
from dataclasses import dataclass
from typing import ClassVar
from evalkit.metric import Measure, Metric, Score

@dataclass(frozen=True)
class Slow(Metric):
    name: ClassVar[str] = "slow"
    measures: ClassVar = (Measure("words", 0, None, "words", "neither", "words"),)

    def score(self, cases, ctx):
        time.sleep(0.03)
        return [Score("scored", {"words": float(len(case.text.split()))}) for case in cases]
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this platform knows no SIGKILL")
def test_sigkill_at_random_moments(tmp_path: Path, make_articles: Make, environment: dict[str, str]) -> None:
    """A real process killed at random moments while its run file grows, and resumed until done, gives the same bytes."""
    folder = make_articles(WINDOW * 6)
    (tmp_path / "slow_metric.py").write_text(SLOW)
    words = [
        sys.executable, "-m", "evalkit", "run", "articles", "--quiet", "--metric", "slow_metric:Slow", "--metric", "extractive",
    ]  # fmt: skip
    subprocess.run(
        [*words, "--out", "whole"], cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=120
    )
    assert folder.is_dir()
    draw = random.Random(12345)
    kills = 0
    cut = tmp_path / "cut"
    part = cut / "run.jsonl.part"
    while kills < 8:
        process = subprocess.Popen(
            [*words, "--out", "cut", "--resume"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        began = time.monotonic()
        while not part.exists() and process.poll() is None and time.monotonic() - began < 60:
            time.sleep(0.002)
        time.sleep(draw.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        if (cut / "run.jsonl").exists():
            break
    subprocess.run(
        [*words, "--out", "cut", "--resume"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert _bytes(tmp_path / "whole" / "run.jsonl") == _bytes(cut / "run.jsonl")
    assert not part.exists()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c(tmp_path: Path, make_articles: Make, environment: dict[str, str]) -> None:
    """Ctrl-C ends a run with exit code 130, one line that says how to go on, and what was done kept."""
    make_articles(WINDOW * 6)
    (tmp_path / "slow_metric.py").write_text(SLOW.replace("0.03", "0.3"))
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", "run", "articles", "--quiet", "--metric", "slow_metric:Slow"],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    part = tmp_path / "evalkit-report" / "run.jsonl.part"
    began = time.monotonic()
    while not (part.exists() and part.stat().st_size > 2000) and time.monotonic() - began < 60:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)

    assert (130, "", "evalkit: interrupted; evalkit run --resume goes on where it was\n") == (
        process.returncode,
        out,
        error,
    )
    assert part.exists()


def test_records_of_several_systems(tmp_path: Path) -> None:
    """Rows of two systems that stand apart are one article with its cases behind it, and a cut run ends in the same bytes."""
    path = tmp_path / "rows" / "rows.jsonl"
    path.parent.mkdir()
    rows = [
        {"id": str(n), "system": system, "text": f"Article {n} says so.", "out": f"It says so, {system}."}
        for system in ("b", "a")
        for n in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    columns = Columns({"content": "text", "summary": "out"})
    target = tmp_path / "run.jsonl"
    found = _run(path, target, columns=columns)
    whole = target.read_bytes()

    assert [(str(n), f"{n}:SUMMARY:{system}") for n in range(40) for system in ("b", "a")] == [
        (case.article, case.id) for case in found.cases
    ]
    assert [n + 1 for n in range(40)] == [article.line for article in found.articles]
    assert {"out"} == {case.field for case in found.cases}
    assert {"text"} == {article.content.field for article in found.articles}
    header, rest = whole.split(b"\n", 1)
    for cut in (len(header) + 1, len(whole) // 3, len(whole) // 2, len(whole) - 40):
        target.with_name("run.jsonl.part").write_bytes(whole[:cut])
        _run(path, target, columns=columns, resume=True)
        assert rest == target.read_bytes().split(b"\n", 1)[1]


def test_the_metric_that_gives_verdicts_can_be_named(tmp_path: Path, make_articles: Make) -> None:
    """Another metric's judgements fill the claims' verdicts where it is named; else they have none."""
    folder = make_articles(1)
    plain = _run(folder, tmp_path / "run.jsonl", Judges())
    named = _run(folder, tmp_path / "run.jsonl", Judges(), verdict_from="judges")

    assert {None} == {claim.verdict for case in plain.cases for claim in case.claims}
    assert {"supported"} == {claim.verdict for case in named.cases for claim in case.claims}
    assert ("support", "judges") == tuple(one.header.config["verdict_from"] for one in (plain, named))
