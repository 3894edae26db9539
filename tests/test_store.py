"""The cache of model results."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from evalkit.errors import CacheError
from evalkit.store import SqliteStore, default_folder, key


def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    """A cache whose folder is a file says so, and what to do."""
    (tmp_path / "file").write_text("x")

    with pytest.raises(CacheError, match=r"the cache folder .*file is a file: name a folder with --cache"):
        SqliteStore(tmp_path / "file")


def test_damaged_file_is_named(tmp_path: Path) -> None:
    """A file that is no database is not overwritten: the error names it."""
    (tmp_path / "results.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 50)

    with pytest.raises(CacheError, match="delete the file if it is damaged"):
        SqliteStore(tmp_path)


def test_other_layout_is_refused(tmp_path: Path) -> None:
    """A cache of another layout is left alone."""
    with sqlite3.connect(tmp_path / "results.sqlite") as db:
        db.execute("PRAGMA user_version=99")

    with pytest.raises(CacheError, match="layout 99"):
        SqliteStore(tmp_path)


def test_keeps_results_between_uses(tmp_path: Path) -> None:
    """What was put is there for the next user of the folder, and nothing else is."""
    with SqliteStore(tmp_path) as store:
        store.put({b"a": b"1", b"b": b"2"})
    with SqliteStore(tmp_path) as store:
        found = store.get([b"a", b"b", b"c"])

    assert {b"a": b"1", b"b": b"2"} == found


def test_many_keys(tmp_path: Path) -> None:
    """More keys than one question of SQLite may hold are found."""
    rows = {str(n).encode(): b"v" for n in range(2500)}
    with SqliteStore(tmp_path) as store:
        store.put(rows)
        found = store.get(list(rows))

    assert rows == found


def test_key_depends_on_op_and_item() -> None:
    """Another Op or another item is another key; the border between the two cannot be moved."""
    keys = {key("a", b"x"), key("b", b"x"), key("a", b"y"), key("ax", b""), key("", b"ax")}

    assert len(keys) == 5


def test_size_limit_drops_the_oldest(tmp_path: Path) -> None:
    """A cache above its limit loses its oldest results first."""
    with SqliteStore(tmp_path, limit=200_000) as store:
        for n in range(100):
            store.put({f"{n:03d}".encode(): bytes(10_000)})
    with SqliteStore(tmp_path) as store:
        found = store.get([f"{n:03d}".encode() for n in range(100)])

    assert 0 < len(found) < 25
    assert b"099" in found
    assert b"000" not in found


def _fill(folder: Path, first: int) -> None:
    with SqliteStore(folder) as store:
        for n in range(first, first + 300):
            store.put({f"{n}".encode(): f"value {n}".encode()})
            store.get([f"{n - 1}".encode()])
        assert store.problem is None


def test_two_processes_do_no_harm(tmp_path: Path) -> None:
    """Two processes that write the same cache at once, some keys the same, lose nothing."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(tmp_path, first)) for first in (0, 150)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with SqliteStore(tmp_path) as store:
        found = store.get([f"{n}".encode() for n in range(450)])

    assert [0, 0] == [worker.exitcode for worker in workers]
    assert {f"{n}".encode(): f"value {n}".encode() for n in range(450)} == found


def test_default_folder_is_the_environment_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """EVALKIT_CACHE names the default folder."""
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))

    assert tmp_path == default_folder()


def test_a_changed_result_is_none(tmp_path: Path) -> None:
    """Bits that a disk has flipped, and values of another type, are computed anew and written over; nothing wrong is ever given."""
    rows = {bytes([n]) * 20: b"result %d" % n for n in range(4)}
    with SqliteStore(tmp_path) as store:
        store.put(rows)
        first, second, third, _ = rows
        store._db.execute("UPDATE results SET value = value || x'00' WHERE key = ?", (first,))
        store._db.execute("UPDATE results SET value = 7 WHERE key = ?", (second,))
        store._db.execute(
            "UPDATE results SET value = (SELECT value FROM results WHERE key = ?) WHERE key = ?", (third, first)
        )
        found = store.get(list(rows))
        assert {one: value for one, value in rows.items() if one not in {first, second}} == found
        store.put({first: rows[first], second: rows[second]})
        assert rows == store.get(list(rows))


def test_a_cache_without_sums_is_begun_anew(tmp_path: Path) -> None:
    """One of the first layout holds results that nothing vouches for."""
    import sqlite3

    with SqliteStore(tmp_path) as store:
        store.put({b"k" * 20: b"old"})
        store._db.execute("PRAGMA user_version=1")
    with SqliteStore(tmp_path) as store:
        assert {} == store.get([b"k" * 20])
        store.put({b"k" * 20: b"new"})
    with sqlite3.connect(tmp_path / "results.sqlite") as database:
        assert (2,) == database.execute("PRAGMA user_version").fetchone()
