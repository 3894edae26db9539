"""`evalkit metrics`, as a process of its own; metrics of other distributions are in test_third_party."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

Evalkit = Callable[..., "subprocess.CompletedProcess[str]"]

MINE = """\
from dataclasses import dataclass, field

from evalkit.metric import Measure, Metric, Score


@dataclass(frozen=True)
class Mine(Metric):
    '''Counts
    words.

    More of it.'''

    name = "mine"
    requires = ("evalkit-nowhere>=1", "numpy")
    measures = (Measure("words", -1, None, "words", "lower", "words " + "of the block " * 30),)
    model: str
    depth: "int | None" = None
    most: float = field(default=float("inf"), metadata={"help": "at most\\x1b[2J"})
    terms: tuple[str, ...] = field(default_factory=lambda: ("a", "b"))

    def score(self, cases, ctx):
        return []
"""


@pytest.fixture
def mine(tmp_path: Path) -> None:
    """A metric in the current folder that needs what is not installed."""
    (tmp_path / "mine.py").write_text(MINE)


def _rows(text: str) -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]


def test_an_unknown_metric(evalkit: Evalkit) -> None:
    """A name that nobody offers exits 2, with the near one and all that there are."""
    done = evalkit("metrics", "rouge", "suport")

    assert (2, "") == (done.returncode, done.stdout)
    assert "there is no metric 'suport': did you mean 'support'? installed are bertscore, " in done.stderr


def test_what_is_not_ready_says_what_to_install(evalkit: Evalkit, mine: None) -> None:
    """A metric whose requirements are not met is listed all the same, with the command that mends it, and exit code 0."""
    done = evalkit("metrics", "mine:Mine", "rouge")

    assert (0, "") == (done.returncode, done.stderr)
    assert ["mine:Mine", "–", "–", "not ready", "Counts words."] in _rows(done.stdout)
    assert ["rouge", "evalkit-faithfulness", version("evalkit-faithfulness"), "ready"] in [
        row[:4] for row in _rows(done.stdout)
    ]
    assert 'not ready: mine:Mine: pip install "evalkit-nowhere>=1"' in done.stdout.splitlines()


def test_what_cannot_be_imported_does_not_hide_the_others(evalkit: Evalkit) -> None:
    """A class that is not there is listed with the reason beside those that are."""
    done = evalkit("metrics", "nowhere:Metric", "extractive")

    assert (0, "") == (done.returncode, done.stderr)
    assert "not ready: the metric 'nowhere:Metric' cannot be imported: ModuleNotFoundError" in done.stdout
    assert ["extractive", "coverage"] in [row[:2] for row in _rows(done.stdout)]


def test_a_run_of_it_says_what_to_install(
    evalkit: Evalkit, mine: None, make_articles: Callable[..., Path], tmp_path: Path
) -> None:
    """Running it is an error with the same words, before anything is scored or written."""
    make_articles(1)
    done = evalkit("run", "articles", "--metric", "extractive", "--metric", "mine:Mine(model='m')")

    assert (
        2,
        "",
        "evalkit: the metric 'mine:Mine' needs what is not installed: pip install \"evalkit-nowhere>=1\"\n",
    ) == (
        done.returncode,
        done.stdout,
        done.stderr,
    )
    assert not (tmp_path / "evalkit-report").exists()


def test_no_cell_is_cut_in_a_pipe(evalkit: Evalkit, mine: None) -> None:
    """In a pipe a row is a line and whole, however wide; on a narrow terminal nothing is lost either."""
    done = evalkit("metrics", "mine:Mine", extra={"COLUMNS": "20"})

    assert ["mine:Mine", "words", "-1 – …", "words", "lower", "words " + ("of the block " * 30).strip()] in _rows(
        done.stdout
    )
    assert "…" not in done.stdout.replace("-1 – …", "")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_no_cell_is_cut_on_a_terminal(environment: dict[str, str], mine: None, tmp_path: Path) -> None:
    """On a narrow terminal a cell goes on in the next line."""
    import os
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", "metrics", "mine:Mine"],
        cwd=tmp_path, env={**environment, "COLUMNS": "60", "TERM": "xterm"}, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)

    assert 0 == process.wait(timeout=60)
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())
    assert max(len(line) for line in text.split("\r\n") if not line.startswith("not ready")) <= 60
    assert 30 == len(re.findall("block", text))
    assert "…" not in text.replace("– …", "")


def test_parameters_and_their_meaning(evalkit: Evalkit, mine: None) -> None:
    """Each parameter stands with type, default and meaning; text of plugins cannot drive the terminal."""
    rows = _rows(evalkit("metrics", "mine:Mine").stdout)

    assert ["mine:Mine", "model", "str", "required", "–"] in rows
    assert ["mine:Mine", "depth", "int | None", "None", "–"] in rows
    assert ["mine:Mine", "most", "float", "inf", "at most\ufffd[2J"] in rows
    assert ["mine:Mine", "terms", "tuple[str, ...]", "('a', 'b')", "–"] in rows


def test_every_built_in_parameter_and_measure_says_what_it_is(evalkit: Evalkit) -> None:
    """The built-in metrics come first, in a run's order, are ready, and leave nothing unexplained."""
    done = evalkit("metrics", "--json")
    found = [one for one in json.loads(done.stdout) if one["default"]]

    assert ["rouge", "extractive", "bertscore", "semantic", "support", "highlights", "consistency"] == [
        one["name"] for one in found
    ]
    assert [] == [one["name"] for one in found if not (one["ready"] and one["summary"])]
    unexplained = {
        (one["name"], part["name"]) for one in found for part in one["parameters"] + one["measures"] if not part["help"]
    }
    assert set() == unexplained  # whose metadata comes with a change of its own
    judges = {"judge", "judge_labels", "judge_url", "judge_model", "judge_price"}
    assert {"stem", "model", "evidence", "calibration", *judges} == {
        part["name"] for one in found for part in one["parameters"]
    }


def test_json(evalkit: Evalkit, mine: None) -> None:
    """--json gives all of it to machines, in JSON that any reader takes."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    done = evalkit("metrics", "mine:Mine", "--json")
    (found,) = json.loads(done.stdout, parse_constant=refuse)

    assert {
        "name": "mine:Mine",
        "distribution": None,
        "version": None,
        "entry": "mine:Mine",
        "default": False,
        "ready": False,
        "problem": 'pip install "evalkit-nowhere>=1"',
        "install": ["evalkit-nowhere>=1"],
        "summary": "Counts words.",
    } == {key: value for key, value in found.items() if key not in {"parameters", "measures"}}
    assert {"name": "most", "type": "float", "default": "inf", "required": False, "help": "at most\x1b[2J"} == found[
        "parameters"
    ][2]
    assert {"name": "words", "low": -1, "high": None, "unit": "words", "better": "lower"} == {
        key: value for key, value in found["measures"][0].items() if key != "help"
    }


def test_the_defaults_are_told(evalkit: Evalkit) -> None:
    """The list of all says which a run takes that names none."""
    last = evalkit("metrics").stdout.splitlines()[-1]

    assert (
        "A run that names no metric takes rouge, extractive, bertscore, semantic, support, highlights, consistency."
        == last
    )


def test_help_shows_an_example(evalkit: Evalkit) -> None:
    """The command's help says what its exit codes mean and shows an example."""
    done = evalkit("metrics", "--help")

    assert (0, "") == (done.returncode, done.stderr)
    assert "Example: evalkit metrics support" in done.stdout
    assert "Exit code 0" in done.stdout


def test_help_is_light(environment: dict[str, str], tmp_path: Path) -> None:
    """Asking for help imports no metric and no library for tables or numbers."""
    code = (
        "import sys; from evalkit.cli import main; main(['metrics', '--help']);"
        " print('MODULES', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    modules = set(done.stdout.rpartition("MODULES")[2].split())

    assert "evalkit" in modules
    assert set() == modules & {"evalkit_metrics", "rich", "numpy", "packaging"}
