"""Several processes score what one would, and nothing is lost when one of them, or the first, is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.engines.processes import Processes
from evalkit.errors import ConfigError
from evalkit.windows import WINDOW

METRICS = ("--metric", "rouge", "--metric", "extractive")
Articles = Callable[..., Path]


def _lines(folder: Path) -> list[str]:
    """The run file without its header, which says when it was made."""
    return (folder / "run.jsonl").read_text("utf-8").splitlines()[1:]


def test_a_metric_that_cannot_be_imported_elsewhere_is_refused(evalkit, make_articles, tmp_path):
    """A metric that only this process knows is an error that says what to do, before anything is scored."""
    from evalkit_metrics.overlap import Rouge

    class Local(Rouge):
        pass

    with pytest.raises(ConfigError, match=r"the metric rouge cannot be handed to another process .* --jobs 1"):
        Processes([Local()], "support", jobs=2, cache=None, offline=True)


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_any_number_of_processes_gives_the_same_bytes(evalkit, make_articles, tmp_path, jobs):
    """The run file is that of one process, faults of inputs included; every window is there once and in order."""
    folder = make_articles(3 * WINDOW + 5)
    (folder / "020-bad.txt").write_text("<TITLE>x</TITLE>\n<SUMARY>y</SUMARY>\n", "utf-8")
    one = evalkit("run", "articles", "-q", *METRICS, "--out", "one")
    many = evalkit("run", "articles", "-q", *METRICS, "--out", "many", "--jobs", jobs)

    assert (2, 2) == (one.returncode, many.returncode)
    assert one.stdout == many.stdout
    assert _lines(tmp_path / "one") == _lines(tmp_path / "many")


COMMANDS = {
    "bench": ("bench", "articles", "--system", "lead:1", *METRICS),
    "mutate": ("mutate", "articles", "--metric", "support"),
    "meta": ("meta", "rows.jsonl", "--metric", "rouge"),
    "calibrate": ("calibrate", "rows.jsonl"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_other_commands_take_jobs_too(evalkit, make_articles, tmp_path, command):
    """Bench, mutate, meta and calibrate write the same run with two processes."""
    make_articles(2)
    row = {
        "document": "The bridge is shut. It opens in May. Nobody is hurt.",
        "claim": "The bridge is shut.",
        "label": 1,
    }
    rows = [
        {**row, "id": f"r{n}", "claim": "It is open." if n % 2 else row["claim"], "label": 1 - n % 2} for n in range(6)
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    one, two = (evalkit(*command, "-q", "--jobs", jobs, "--out", jobs) for jobs in ("1", "2"))

    assert one.returncode == two.returncode, two.stderr
    runs = [sorted((tmp_path / jobs).rglob("*.jsonl")) for jobs in "12"]
    assert [path.name for path in runs[0]] == [path.name for path in runs[1]] != []
    for left, right in zip(*runs, strict=True):
        assert left.read_text("utf-8").splitlines()[1:] == right.read_text("utf-8").splitlines()[1:]


@pytest.mark.model
def test_models_say_the_same_in_any_process(evalkit, make_articles, tmp_path):
    """With one thread each, and the cache shared, the models' numbers are those of one process."""
    make_articles(WINDOW + 2)
    for words in (("--out", "one", "--no-cache"), ("--out", "two", "--jobs", "2"), ("--out", "warm", "--jobs", "2")):
        done = evalkit("run", "articles", "-q", "--metric", "support", *words)
        assert 0 == done.returncode, done.stderr

    assert _lines(tmp_path / "one") == _lines(tmp_path / "two")
    assert _lines(tmp_path / "one") == _lines(tmp_path / "warm")


SLOW = """
import os, time
from dataclasses import dataclass
from typing import ClassVar
from evalkit.metric import Measure, Metric, Score

@dataclass(frozen=True)
class Slow(Metric):
    name: ClassVar[str] = "slow"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("slow"),)

    def score(self, cases, ctx):
        open(f"process-{os.getpid()}", "w").close()
        time.sleep(SECONDS)
        return [Score("scored", {"slow": 1.0}) for _ in cases]
"""


def _started(tmp_path: Path, environment: dict[str, str], seconds: float, *words: str) -> subprocess.Popen[str]:
    (tmp_path / "slowly.py").write_text(SLOW.replace("SECONDS", str(seconds)), "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "evalkit", "run", "articles", "-q", "--metric", "slowly:Slow", "--jobs", "2", *words],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def _workers(tmp_path: Path, count: int) -> list[int]:
    """The numbers of the processes that score, once there are so many."""
    until = time.monotonic() + 60
    while len(found := sorted(tmp_path.glob("process-*"))) < count:
        assert time.monotonic() < until, "no process began to score"
        time.sleep(0.05)
    return [int(one.name.removeprefix("process-")) for one in found]


def _is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _gone(numbers: list[int]) -> bool:
    until = time.monotonic() + 20
    while any(map(_is_there, numbers)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_killed_process_ends_the_run_and_resume_finishes_it(evalkit, environment, make_articles, tmp_path):
    """What was scored is kept, the error says so, and --resume gives the bytes of an undisturbed run."""
    make_articles(5 * WINDOW)
    process = _started(tmp_path, environment, 0.5, "--out", "killed")
    os.kill(_workers(tmp_path, 2)[0], signal.SIGKILL)
    _, said = process.communicate(timeout=60)

    assert 2 == process.returncode
    assert "a process of this run died" in said
    assert "--resume goes on" in said
    words = ("run", "articles", "-q", "--metric", "slowly:Slow", "--jobs", "2")
    extra = {"PYTHONPATH": str(tmp_path)}
    again = evalkit(*words, "--out", "killed", "--resume", extra=extra)
    whole = evalkit(*words, "--out", "whole", extra=extra)
    assert (0, 0) == (again.returncode, whole.returncode), again.stderr + whole.stderr
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "killed")


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_first(environment, make_articles, tmp_path, signal_number):
    """Interrupted or killed, a run leaves no process behind that works for nobody."""
    make_articles(4 * WINDOW)
    process = _started(tmp_path, environment, 1.0, "--out", "gone")
    workers = _workers(tmp_path, 2)
    process.send_signal(signal_number)
    process.communicate(timeout=60)

    assert {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}[signal_number] == process.returncode
    assert _gone(workers)
