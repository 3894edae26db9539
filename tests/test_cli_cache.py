"""`evalkit cache`, as a process of its own."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.errors import ConfigError
from evalkit.sizes import parsed_size, shown_size
from evalkit.store import SqliteStore

Evalkit = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cache(cold: Path) -> Path:
    """The user's cache, with 100 results of 10 kB."""
    with SqliteStore(cold) as store:
        for n in range(100):
            store.put({f"{n:03d}".encode(): bytes(10_000)})
    return cold


def test_info(evalkit: Evalkit, cache: Path) -> None:
    """`info` says where the cache is, what it holds, and its limit; a limit in the environment counts."""
    done = evalkit("cache", "info", extra={"EVALKIT_CACHE_LIMIT": "5 MB"})

    assert re.fullmatch(
        rf"file     {re.escape(str(cache))}/results\.sqlite\nresults  100\nsize     1\.\d MB\nlimit    5\.0 MB\n",
        done.stdout,
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_looking_makes_no_cache(evalkit: Evalkit, tmp_path: Path) -> None:
    """Where there is no cache, none is made by asking for it."""
    for command in ("info", "prune", "clear"):
        done = evalkit("cache", command, "--cache", str(tmp_path / "nowhere"))
        assert "there is no cache yet" in done.stdout
        assert 0 == done.returncode

    assert not (tmp_path / "nowhere").exists()


def test_prune_drops_the_oldest(evalkit: Evalkit, cache: Path) -> None:
    """`prune --to` keeps the newest results that fit, and gives the room back to the disk."""
    before = (cache / "results.sqlite").stat().st_size
    done = evalkit("cache", "prune", "--to", "300 kB")

    assert re.search(r"dropped \d\d of 100 results; 1\.\d MB before, \d{3}\.\d kB now", done.stdout), done.stdout
    with SqliteStore(cache) as store:
        assert {b"099"} == set(store.get([b"000", b"099"]))
    assert (cache / "results.sqlite").stat().st_size < before / 3


def test_clear_drops_all(evalkit: Evalkit, cache: Path) -> None:
    """After `clear` nothing is left, and the cache can be used on."""
    done = evalkit("cache", "clear")

    assert "dropped 100 of 100 results" in done.stdout
    with SqliteStore(cache) as store:
        assert 0 == len(store)
        store.put({b"a": b"b"})
        assert 1 == len(store)


def test_the_folder_of_the_settings_counts(evalkit: Evalkit, cache: Path, tmp_path: Path) -> None:
    """The cache that a run would use by its settings is the one that is shown."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "evalkit.toml").write_text(f"cache = '{cache}'\n")
    done = evalkit("cache", "info", "--config", str(folder / "evalkit.toml"), extra={"EVALKIT_CACHE": ""})

    assert "results  100" in done.stdout


SIZES = {"0": 0, "12": 12, "2GB": 2_000_000_000, "500 mb": 500_000_000, "1.5GiB": 1_610_612_736, "3k": 3000, "7B": 7}


@pytest.mark.parametrize(("text", "size"), SIZES.items(), ids=SIZES)
def test_sizes_that_are_meant(text: str, size: int) -> None:
    """A size is a number of bytes, with or without a unit."""
    assert size == parsed_size(text)


@pytest.mark.parametrize("text", ["", "x", "-1", "2 XB", "1e9", "GB", "2G B", "iB", "5i"])
def test_sizes_that_are_none(text: str) -> None:
    """What is no size is told."""
    with pytest.raises(ConfigError, match="is no size"):
        parsed_size(text)


def test_sizes_as_shown() -> None:
    """A size is shown with the unit that fits."""
    assert ["999 bytes", "1.0 kB", "2.5 MB", "3.0 GB"] == [shown_size(n) for n in (999, 1000, 2_500_000, 3_000_000_000)]
