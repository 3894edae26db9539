"""Metrics of third parties, installed into environments of their own and run by the evalkit that is seen from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from evalkit import runfile
from evalkit.windows import WINDOW

Make = Callable[..., Path]
Evalkit = Callable[..., "subprocess.CompletedProcess[str]"]

PACKAGES = Path(__file__).parent / "third_party"

CLASH = (
    f"the metric 'rouge' is offered by evalkit-faithfulness {version('evalkit-faithfulness')} (evalkit_metrics.overlap:Rouge) and"
    " evalkit-rouge-clash 2.0 (evalkit_rouge_clash:Rouge): expected one; uninstall the other, or name the class:"
    " --metric evalkit_metrics.overlap:Rouge"
)
BROKEN = (
    "the metric 'broken' of evalkit-broken-import 0.1 cannot be imported (evalkit_broken_import:Broken):"
    " ModuleNotFoundError: No module named 'a_module_that_nobody_has': install what brings that module, or ask the authors"
    " of evalkit-broken-import"
)


@pytest.fixture(scope="module")
def installed(make_python: Make) -> Path:
    """The python of an environment with four metrics of third parties, of which one cannot be imported."""
    return make_python(*(PACKAGES / f"evalkit-{name}" for name in ("brevity", "raises", "slow", "broken-import")))


@pytest.fixture(scope="module")
def clashing(make_python: Make) -> Path:
    """The python of an environment where two distributions claim the name `rouge`."""
    return make_python(PACKAGES / "evalkit-brevity", PACKAGES / "evalkit-rouge-clash")


@pytest.fixture
def there(tmp_path: Path, environment: dict[str, str]) -> Evalkit:
    """Runs the evalkit of an environment in an empty folder."""

    def run(python: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "evalkit", *words],
            cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip

    return run


def _python(python: Path, code: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs some lines in an environment."""
    return subprocess.run(
        [python, "-c", code],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def _scores(folder: Path) -> list[dict[str, runfile.ScoreRecord]]:
    return [
        {score.metric: score for score in case.scores} for case in runfile.read_run(folder / "evalkit-report").cases
    ]


def test_a_name_that_two_distributions_claim(
    clashing: Path, there: Evalkit, make_articles: Make, tmp_path: Path
) -> None:
    """A run that wants the name, as a run of the default metrics does, is an error that names both; nothing is written."""
    make_articles(1)
    for words in ((), ("--metric", "rouge(stem=true)"), ("--metric", "brevity", "--metric", "rouge")):
        done = there(clashing, "run", "articles", *words)
        assert (2, "", f"evalkit: {CLASH}\n") == (done.returncode, done.stdout, done.stderr), words
    assert not (tmp_path / "evalkit-report").exists()


def test_a_clash_spoils_no_other_metric(clashing: Path, there: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """Another metric runs beside a clash, and so does either of the two when its class is named, as the error says."""
    make_articles(1)
    words = ("--metric", "brevity", "--metric", "evalkit_rouge_clash:Rouge")
    done = there(clashing, "run", "articles", "--quiet", *words)

    assert (0, "") == (done.returncode, done.stderr)
    assert [{"brevity", "rouge"}] * 2 == [set(scores) for scores in _scores(tmp_path)]
    assert {"redness"} == set(_scores(tmp_path)[0]["rouge"].values)


def test_a_clash_in_the_list(clashing: Path, there: Evalkit) -> None:
    """The list shows both offers of the name as not ready, says why, and shows the others."""
    done = there(clashing, "metrics", "--json")
    found = [(one["name"], one["distribution"], one["problem"]) for one in json.loads(done.stdout)]

    assert 0 == done.returncode
    assert [("rouge", "evalkit-faithfulness", CLASH), ("rouge", "evalkit-rouge-clash", CLASH)] == found[:2]
    assert ("brevity", "evalkit-brevity", None) == found[-1]
    assert f"not ready: {CLASH}" in there(clashing, "metrics").stdout.splitlines()


def test_an_import_that_fails(installed: Path, there: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """Asking for a metric that cannot be imported names distribution, version, entry point and cause; nothing is written."""
    make_articles(1)
    done = there(installed, "run", "articles", "--metric", "extractive", "--metric", "broken")

    assert (2, "", f"evalkit: {BROKEN}\n") == (done.returncode, done.stdout, done.stderr)
    assert not (tmp_path / "evalkit-report").exists()


def test_an_unknown_name(installed: Path, there: Evalkit, make_articles: Make) -> None:
    """The metrics of third parties are among those that the error lists."""
    make_articles(1)
    done = there(installed, "run", "articles", "--metric", "brevety")

    assert (
        2,
        "evalkit: there is no metric 'brevety': did you mean 'brevity'? installed are bertscore, brevity, broken, consistency,",
    ) == (
        done.returncode,
        done.stderr[: done.stderr.index(" extractive")],
    )


def test_a_metric_that_raises(installed: Path, there: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """Its scores fail, case by case and with the exception's text; other metrics score, outputs are written, exit code 2."""
    make_articles(2)
    done = there(installed, "run", "articles", "--quiet", "--metric", "raises", "--metric", "extractive")
    found = {
        (case.block, score.status, score.note and score.note.replace(case.id, "ID"))
        for case in runfile.read_run(tmp_path / "evalkit-report").cases
        for score in case.scores
        if score.metric == "raises"
    }

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr
    assert {
        ("SUMMARY", "scored", None),
        ("HIGHLIGHTS", "failed", "LookupError: no idea what to do with ID"),
    } == found
    assert ["scored"] * 4 == [scores["extractive"].status for scores in _scores(tmp_path)]
    assert (
        "raises failed on 1 block: LookupError: no idea what to do with articles/001.txt#1:HIGHLIGHTS"
        in done.stdout + done.stderr
    )
    assert {"run.jsonl", "report.html", "scores.csv", "claims.csv", "timing.json"} == {
        path.name for path in (tmp_path / "evalkit-report").iterdir()
    }


def test_a_metric_in_under_20_lines(installed: Path, there: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """An installed metric is asked for by name, and its scores are in the run file, the table and the report."""
    lines = (PACKAGES / "evalkit-brevity" / "evalkit_brevity.py").read_text("utf-8").splitlines()
    make_articles(3)
    done = there(installed, "run", "articles", "--metric", "brevity")
    header = runfile.read_run(tmp_path / "evalkit-report").header

    assert len(lines) < 20
    assert (0, "report: evalkit-report/report.html\n") == (done.returncode, done.stderr)
    assert ["brevity()|v1"] == [metric.signature for metric in header.metrics]
    assert [34 / 60, 8 / 60] * 3 == [scores["brevity"].values["length"] for scores in _scores(tmp_path)]
    assert "brevity" in done.stdout
    assert "brevity" in (tmp_path / "evalkit-report" / "report.html").read_text("utf-8")


def test_a_default_run_does_not_know_them(installed: Path, there: Evalkit, make_articles: Make, tmp_path: Path) -> None:
    """A run that names no metric takes the built-ins, untouched by a broken plugin beside them."""
    make_articles(1)
    done = there(installed, "run", "articles", "--quiet")

    assert (0, "") == (done.returncode, done.stderr)
    assert {"rouge", "extractive", "bertscore", "semantic", "support", "highlights", "consistency"} == set(
        _scores(tmp_path)[0]
    )


def test_the_list(installed: Path, there: Evalkit) -> None:
    """The list shows distribution and version, parameters with their meaning, and what cannot be imported and why."""
    done = there(installed, "metrics")
    rows = [line.split() for line in done.stdout.splitlines()]

    assert (0, "") == (done.returncode, done.stderr)
    assert "brevity evalkit-brevity 1.0 ready Words of the block per word of CONTENT.".split() in rows
    assert "slow pause float 0.05 seconds that a text takes".split() in rows
    assert "brevity length 0 – … ratio lower words of the block per word of CONTENT".split() in rows
    assert "broken evalkit-broken-import 0.1 not ready".split() in rows
    assert f"not ready: {BROKEN}" in done.stdout.splitlines()


def test_only_the_metric_that_is_asked_for_is_imported(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """Finding imports no plugin, building one imports that one."""
    code = (
        "import sys; from evalkit import plugins; plugins.find(); plugins.build('brevity');"
        " print(*(name for name in sys.modules if name.startswith('evalkit_')))"
    )
    done = _python(installed, code, tmp_path, environment)

    assert ("evalkit_brevity", "") == (done.stdout.strip(), done.stderr)


def test_the_conformance_test_from_outside(installed: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """A plugin's author can check the installed metrics; one that raises is told on which case."""
    code = (
        "from evalkit.testing import check_metric; from evalkit.plugins import build; check_metric(build('brevity'));"
        " check_metric(build('slow(pause=0)')); check_metric(build('raises'))"
    )
    done = _python(installed, code, tmp_path, environment)

    assert 1 == done.returncode
    assert (
        "AssertionError: raises: it raised LookupError: no idea what to do with plain:HIGHLIGHTS:a, on the case"
        " 'plain:HIGHLIGHTS:a'" in done.stderr
    )


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a POSIX signal, to a run on a pseudo-terminal")
def test_a_metric_that_is_slow(
    installed: Path, there: Evalkit, environment: dict[str, str], make_articles: Make, tmp_path: Path
) -> None:
    """It is waited for with progress shown; Ctrl-C ends it with 130, and --resume computes only what is not finished."""
    import pty

    articles = WINDOW * 3
    make_articles(articles)
    words = ("run", "articles", "--no-cache", "--metric", "slow", "--metric", "extractive")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [installed, "-m", "evalkit", *words],
        cwd=tmp_path, env={**environment, "TERM": "xterm", "COLUMNS": "100"}, stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = ""
    while f"{WINDOW} articles, {2 * WINDOW} blocks" not in shown:  # the first window is done, and the bar says so
        shown += os.read(ours, 1000).decode("utf-8", "replace")
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=60)
    while "goes on where it was" not in shown:
        shown += os.read(ours, 1000).decode("utf-8", "replace")
    os.close(ours)
    report = tmp_path / "evalkit-report"
    finished = (report / "run.jsonl.part").read_text("utf-8").count('"record":"article"')

    assert 130 == code
    assert "articles/s" in shown
    assert "evalkit: interrupted; evalkit run --resume goes on where it was" in shown
    assert finished in {WINDOW, 2 * WINDOW}

    done = there(installed, *words, "--resume")
    timing = json.loads((report / "timing.json").read_text("utf-8"))

    assert 0 == done.returncode, done.stderr
    # All SUMMARY blocks are the same words: each window computes them once, and its HIGHLIGHTS one by one.
    assert (articles - finished) // WINDOW * (WINDOW + 1) == timing["ops"]["slow-counting"]["computed"]
    assert Counter({"scored": 4 * articles}) == Counter(
        score.status for scores in _scores(tmp_path) for score in scores.values()
    )
    assert not (report / "run.jsonl.part").exists()


def test_the_environments_are_their_own(installed: Path) -> None:
    """What was installed for these tests is not in the environment that runs them."""
    code = "import evalkit_brevity, sys; print(evalkit_brevity.__file__)"
    inside = subprocess.run([installed, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60)
    outside = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False, timeout=60
    )

    assert str(installed.parent.parent) in inside.stdout
    assert 1 == outside.returncode
