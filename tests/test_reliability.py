"""Hostile days: the faults of docs/reliability.md, each met by a real process, and some kills at moments that are drawn."""

from __future__ import annotations

import contextlib
import importlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import REPOSITORY

BENCHMARKS = REPOSITORY / "benchmarks"
if not (BENCHMARKS / "reliability.py").exists():
    pytest.skip("the benchmarks are not at hand", allow_module_level=True)

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL, limits of files and permissions are those of Linux"),
]


@pytest.fixture(scope="module")
def reliability() -> Iterator[ModuleType]:
    """The script that `make reliability` runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("reliability")


@pytest.fixture(scope="module")
def folder(reliability: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 96 articles and an undisturbed run over them."""
    place = tmp_path_factory.mktemp("days")
    (place / "articles").mkdir()
    reliability.make_articles(place / "articles", 96, 250)
    code, error = reliability.ended(place, (*reliability.CHEAP, "--out", "whole"))
    assert 0 == code, error
    return place


FAULTS = (
    "torn", "unasked", "changed", "full", "readonly", "corrupted", "newer", "locked", "rewound", "interrupted",
    "interrupted_twice", "unread", "grown", "cut_weights",
)  # fmt: skip


def test_every_fault_of_the_page_is_tested(reliability: ModuleType) -> None:
    """The list above is that of the script."""
    assert list(FAULTS) == [one.__name__ for one in reliability.SPOILED]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(name: str, reliability: ModuleType, folder: Path) -> None:
    """No record is lost, no score is wrong, the error says what happened, and `--resume` goes on."""
    what, code, error, right = getattr(reliability, name)(folder, reliability.CHEAP)

    assert right, f"{what}: exit code {code}: {error}"
    assert "Traceback" not in error


def test_kills(reliability: ModuleType, folder: Path) -> None:
    """Killed at moments that are drawn, some before anything was scored, and gone on with: the undisturbed run's bytes."""
    found = reliability.kill(folder, reliability.CHEAP, 4, random.Random(7))

    assert found.kills >= 3
    assert (0, 0, 0, []) == (found.lost, found.wrong, found.unequal, found.told)
    assert max(found.kept) > 0


def test_kills_while_the_cache_is_written(reliability: ModuleType, folder: Path) -> None:
    """Runs that share one cache are killed while they fill it: it stays whole, and what is resumed with it is right."""
    import sqlite3

    draw = random.Random(3)
    command = [sys.executable, "-m", "evalkit", "run", "articles", "--cache", "shared", "-q", *reliability.CHEAP]
    for number in range(5):
        out = folder / f"cached{number}"
        words = [*command, "--out", out.name, "--resume"]
        with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            reliability._scored_one(process, out / "run.jsonl.part")
            time.sleep(draw.uniform(0, 0.5))
            process.kill()
        done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False)

        assert (0, "") == (done.returncode, done.stderr)
        assert reliability.same_as_whole(folder, out.name)
        with contextlib.closing(sqlite3.connect(folder / "shared" / "results.sqlite")) as database:
            assert [("ok",)] == database.execute("PRAGMA integrity_check").fetchall()
        if number % 2:
            shutil.rmtree(folder / "shared")  # so that the next one has something to write
