"""A Ray cluster scores what one process would. Real parts: Ray itself, a head of its own, workers that are killed, a head that is.

Paths of worker processes come from a metric that leaves a file named after its process; Ray's own processes are left to Ray.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.engines import cluster
from evalkit.errors import ConfigError
from evalkit.windows import WINDOW

pytest.importorskip("ray", reason="Ray has no wheel for this Python: the engine for many machines cannot run")
pytestmark = pytest.mark.once

METRICS = ("--metric", "rouge", "--metric", "extractive")
Articles = Callable[..., Path]

WATCHED = """
import os, signal, time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from evalkit.metric import Measure, Metric, Score

HERE = Path(__file__).parent

@dataclass(frozen=True)
class Watched(Metric):
    '''Scores the length of a block, slowly; on an article that says so its process dies, as often as a file says.'''
    name: ClassVar[str] = "watched"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("letters", 0.0, None, "letters", "neither"),)

    def score(self, cases, ctx):
        (HERE / f"process-{os.getpid()}").touch()
        time.sleep(float(os.environ.get("WATCHED_SECONDS", "0")))
        for case in cases:
            meals = HERE / "meals"
            if case.article.id.endswith("020.txt#1") and meals.exists() and int(meals.read_text()):
                meals.write_text(str(int(meals.read_text()) - 1))
                eaten = [bytearray(b"x" * (200 << 20)) for _ in range(int(os.environ["WATCHED_MEAL"]) // 200)]
                time.sleep(30)  # until Ray has had enough
                raise RuntimeError(f"nobody minded {len(eaten)}")
            left = HERE / "deaths"
            if case.article.id.endswith("020.txt#1") and left.exists() and int(left.read_text()):
                left.write_text(str(int(left.read_text()) - 1))
                os.kill(os.getpid(), signal.SIGKILL)
        return [Score("scored", {"letters": float(len(case.text))}) for case in cases]
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """What a process needs to find the metric, and a home of its own, where Ray keeps its token."""
    (tmp_path / "watching.py").write_text(WATCHED, "utf-8")
    return {"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)}


def _lines(folder: Path) -> list[str]:
    """The run file without its header, which says when it was made."""
    return (folder / "run.jsonl").read_text("utf-8").splitlines()[1:]


def _workers(tmp_path: Path, count: int) -> list[int]:
    """The numbers of the processes that score, once there are so many."""
    until = time.monotonic() + 120
    while len(found := sorted(tmp_path.glob("process-*"))) < count:
        assert time.monotonic() < until, "no process began to score"
        time.sleep(0.05)
    return [int(one.name.removeprefix("process-")) for one in found]


def test_the_same_bytes_as_one_process(evalkit, make_articles, tmp_path):
    """Faults of inputs, cached scores and all; every window is there once and in order."""
    folder = make_articles(3 * WINDOW + 5)
    (folder / "020-bad.txt").write_text("<TITLE>x</TITLE>\n<SUMARY>y</SUMARY>\n", "utf-8")
    one = evalkit("run", "articles", "-q", *METRICS, "--out", "one")
    many = evalkit("run", "articles", "-q", *METRICS, "--out", "many", "--engine", "ray", "--jobs", "2", "--no-cache")

    assert (2, 2) == (one.returncode, many.returncode), many.stderr
    assert one.stdout == many.stdout
    assert one.stderr == many.stderr
    assert _lines(tmp_path / "one") == _lines(tmp_path / "many")


@pytest.mark.model
def test_models_say_the_same_in_any_worker(evalkit, make_articles, tmp_path):
    make_articles(WINDOW + 2)
    for words in (("--out", "one"), ("--out", "two", "--engine", "ray", "--jobs", "2", "--no-cache")):
        done = evalkit("run", "articles", "-q", "--metric", "support", *words)
        assert 0 == done.returncode, done.stderr

    assert _lines(tmp_path / "one") == _lines(tmp_path / "two")


def test_a_killed_worker_is_started_again(evalkit, environment, watched, make_articles, tmp_path):
    """The run goes on to its end; nothing is lost, doubled or out of order."""
    make_articles(6 * WINDOW)
    words = ("run", "articles", "-q", "--metric", "watching:Watched")
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", *words, "--engine", "ray", "--jobs", "2", "--out", "killed"],
        cwd=tmp_path, env={**environment, **watched, "WATCHED_SECONDS": "0.5"}, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    victim = _workers(tmp_path, 2)[0]
    os.kill(victim, signal.SIGKILL)
    _, said = process.communicate(timeout=180)
    whole = evalkit(*words, "--out", "whole", extra=watched)

    assert (0, 0) == (process.returncode, whole.returncode), said
    assert len(list(tmp_path.glob("process-*"))) > 3, "the killed worker was not started again"
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "killed")


@pytest.mark.parametrize(("deaths", "code"), [(2, 0), (99, 2)])
def test_an_article_that_kills_its_worker(evalkit, watched, make_articles, tmp_path, deaths, code):
    """It is tried again; one that always kills ends the run, names its window, and --resume finishes once that is mended."""
    make_articles(2 * WINDOW)
    (tmp_path / "deaths").write_text(str(deaths), "utf-8")
    words = ("run", "articles", "-q", "--metric", "watching:Watched", "--engine", "ray", "--jobs", "2")
    done = evalkit(*words, "--out", "out", extra=watched)
    assert code == done.returncode, done.stderr
    (tmp_path / "deaths").unlink()
    if code:
        assert "the worker that had articles articles/017.txt#1 to articles/032.txt#1 died 4 times" in done.stderr
        assert "evalkit run --resume goes on" in done.stderr
        done = evalkit(*words, "--out", "out", "--resume", extra=watched)
        assert 0 == done.returncode, done.stderr
    evalkit("run", "articles", "-q", "--metric", "watching:Watched", "--out", "whole", extra=watched)
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "out")


class Head:
    """The head of a cluster, as `ray start` begins it, with workers of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._ray = str(Path(sys.executable).with_name("ray"))
        self._environment = {**environment, "RAY_USAGE_STATS_ENABLED": "0"}
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"127.0.0.1:{self._port}"

    def start(self, cpus: int = 3, **more: str) -> None:
        where = ["--head", f"--port={self._port}", "--include-dashboard=false", "--disable-usage-stats"]
        self._start(*where, f"--num-cpus={cpus}", **more)

    def join(self, **more: str) -> None:
        """Starts another node of the cluster, with one processor, on this machine."""
        self._start(f"--address={self.address}", "--num-cpus=1", **more)

    def _start(self, *words: str, **more: str) -> None:
        done = subprocess.run(
            [self._ray, "start", *words, "--object-store-memory=80000000"],
            cwd=self._folder, env={**self._environment, **more}, check=False, capture_output=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert 0 == done.returncode, done.stdout + done.stderr

    def stop(self) -> None:
        subprocess.run(
            [self._ray, "stop", "--force"], env=self._environment, check=False, capture_output=True, timeout=120
        )


@pytest.fixture
def apart(tmp_path: Path, environment: dict[str, str], watched: dict[str, str]) -> Iterator[Head]:
    """A head that is not started yet."""
    one = Head(tmp_path, {**environment, **watched})
    yield one
    one.stop()


def test_three_nodes_one_of_them_slow(evalkit, apart, watched, make_articles, tmp_path):
    """A head and three nodes, one of which takes fifty times as long: it scores something, the others most, in order."""
    make_articles(12 * WINDOW)
    words = ("run", "articles", "-q", "--metric", "watching:Watched")
    apart.start(cpus=0)
    for seconds in ("0.05", "0.05", "2.5"):
        apart.join(WATCHED_SECONDS=seconds)
    done = evalkit(*words, "--engine", "ray", "--address", apart.address, "--out", "three", extra=watched)
    evalkit(*words, "--out", "whole", extra=watched)

    assert 0 == done.returncode, done.stderr
    assert 3 + 1 == len(list(tmp_path.glob("process-*")))
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "three")


def _memory() -> tuple[float, float]:
    """This machine's memory in MB, and what of it is in use."""
    told = dict(line.split(":") for line in Path("/proc/meminfo").read_text("utf-8").splitlines())
    whole, free = (int(told[name].split()[0]) / 1024 for name in ("MemTotal", "MemAvailable"))
    return whole, whole - free


@pytest.mark.skipif(sys.platform != "linux", reason="how much memory is in use is read from /proc")
def test_a_window_that_runs_out_of_memory(evalkit, apart, watched, make_articles, tmp_path):
    """Ray kills the worker that takes too much; it is started again, and nothing is lost."""
    whole, used = _memory()
    meal = 4000
    if whole - used < 2 * meal:
        pytest.skip(
            f"less than {2 * meal} MB of memory are free: a worker that takes too much would endanger this machine"
        )
    make_articles(2 * WINDOW)
    (tmp_path / "meals").write_text("1", "utf-8")
    words = ("run", "articles", "-q", "--metric", "watching:Watched")
    threshold = (used + meal / 2) / whole
    apart.start(
        cpus=2,
        RAY_memory_usage_threshold=f"{threshold:.3f}",
        RAY_memory_monitor_refresh_ms="100",
        WATCHED_MEAL=str(meal),
    )
    done = evalkit(*words, "--engine", "ray", "--address", apart.address, "--out", "out", extra=watched)
    evalkit(*words, "--out", "whole", extra=watched)

    assert 0 == done.returncode, done.stderr
    assert "0" == (tmp_path / "meals").read_text("utf-8"), "no worker took anything"
    assert len(list(tmp_path.glob("process-*"))) > 3, "the killed worker was not started again"
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "out")


@pytest.fixture
def head(tmp_path: Path, environment: dict[str, str], watched: dict[str, str]) -> Iterator[Head]:
    """The head of a cluster of three workers; it finds the metric."""
    one = Head(tmp_path, {**environment, **watched, "WATCHED_SECONDS": "2"})
    one.start()
    yield one
    one.stop()


def test_a_head_that_is_gone_and_comes_back(evalkit, head, watched, environment, make_articles, tmp_path):
    """The run ends with an error and keeps what it has; with the head there again, --resume gives the same bytes."""
    make_articles(12 * WINDOW)
    words = ("run", "articles", "-q", "--metric", "watching:Watched", "--out", "out")
    process = subprocess.Popen(
        [sys.executable, "-m", "evalkit", *words, "--engine", "ray", "--address", head.address],
        cwd=tmp_path, env={**environment, **watched}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    part = tmp_path / "out" / "run.jsonl.part"
    until = time.monotonic() + 120
    while not (part.exists() and part.stat().st_size > 20_000):
        assert time.monotonic() < until, process.communicate()
        time.sleep(0.1)
    head.stop()
    _, said = process.communicate(timeout=180)
    kept = part.stat().st_size
    head.start()
    again = evalkit(*words, "--engine", "ray", "--address", head.address, "--resume", extra=watched)
    evalkit("run", "articles", "-q", "--metric", "watching:Watched", "--out", "whole", extra=watched)

    assert 2 == process.returncode, said
    assert "evalkit run --resume goes on" in said
    assert kept > 20_000
    assert 0 == again.returncode, again.stderr
    assert _lines(tmp_path / "whole") == _lines(tmp_path / "out")


def test_no_cluster_at_an_address(evalkit, make_articles):
    """It is told, with what to do; no run is begun."""
    make_articles()
    done = evalkit("run", "articles", *METRICS, "--engine", "ray", "--address", "127.0.0.1:1")
    assert 2 == done.returncode
    assert "there is no Ray cluster at 127.0.0.1:1" in done.stderr


def test_an_address_without_the_engine(evalkit, make_articles):
    make_articles()
    done = evalkit("run", "articles", *METRICS, "--address", "auto")
    assert 2 == done.returncode
    assert "evalkit: --address is that of a Ray cluster: expected --engine ray beside it" in done.stderr


def test_without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install 'evalkit-faithfulness\[ray\]', or --engine local"):
        cluster._ray()
