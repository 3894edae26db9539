"""The cache of models' results and of scores: SQLite, keyed by what computes them (an Op's id, a metric and its code) and of what.

It holds results of pure functions only, so that a lost or refused write costs time and never an answer. Several processes
may use one cache at once (write-ahead log).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from .errors import CacheError

__all__ = ["DEFAULT_LIMIT", "MemoryStore", "SqliteStore", "Store", "cache_file", "default_folder", "key"]

DEFAULT_LIMIT = 2 * 10**9
"""Size in bytes above which a cache drops its oldest results."""

_SCHEMA = 2
_SUM = 8
"""Bytes before each result that tell whether it is what was written."""
_ASK_AT_ONCE = 500  # below SQLite's limit of 999 variables in older builds


def key(op_id: str, item: bytes) -> bytes:
    """The 20-byte key of an item's result."""
    return hashlib.blake2b(item, digest_size=20, key=hashlib.blake2b(op_id.encode(), digest_size=32).digest()).digest()


def default_folder() -> Path:
    """The user's cache folder for evalkit, by the platform's conventions; `EVALKIT_CACHE` overrides it."""
    if named := os.environ.get("EVALKIT_CACHE"):
        return Path(named)
    import platformdirs  # only where a cache is opened: it is no part of `evalkit --help`

    return platformdirs.user_cache_path("evalkit")


def cache_file(folder: Path) -> Path:
    """The file of the cache in a folder."""
    return folder / "results.sqlite"


class Store(Protocol):
    """Where results are kept between calls."""

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The results that are there, by key."""

    def put(self, rows: Mapping[bytes, bytes]) -> None:
        """Keeps results."""

    def close(self) -> None:
        """Ends the use of the store."""


class MemoryStore:
    """A store that lives as long as the process; used where no cache is wanted."""

    def __init__(self) -> None:
        self._rows: dict[bytes, bytes] = {}

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {one: self._rows[one] for one in keys if one in self._rows}

    def put(self, rows: Mapping[bytes, bytes]) -> None:
        self._rows.update(rows)

    def clear(self) -> None:
        """Forgets everything."""
        self._rows.clear()

    def close(self) -> None:
        self.clear()


class SqliteStore:
    """A store in a file, `results.sqlite` in a folder.

    Args:
        folder: made if it is not there.
        limit: size in bytes above which the oldest results are dropped on closing.

    Raises:
        CacheError: the folder cannot be written, or the file is no cache or one of a newer evalkit.
    """

    def __init__(self, folder: Path, limit: int = DEFAULT_LIMIT) -> None:
        self.path = cache_file(folder)
        self._limit = limit
        self.problem: str | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=60.0, isolation_level=None)
            self._db.execute(
                "PRAGMA auto_vacuum=INCREMENTAL"
            )  # counts only before anything is written, the mode included
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            if found == 1:  # results without sums, of an earlier evalkit
                self._db.execute("DROP TABLE IF EXISTS results")
            if found in {0, 1}:
                self._db.execute(
                    "CREATE TABLE IF NOT EXISTS results (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL)"
                )
                self._db.execute(f"PRAGMA user_version={_SCHEMA}")
            elif found != _SCHEMA:
                raise CacheError(
                    f"the cache {self.path} was made by another version of evalkit (layout {found}, this one knows {_SCHEMA}):"
                    " name another folder with --cache, run with --no-cache, or delete the file"
                )
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, FileExistsError):
                raise CacheError(f"the cache folder {folder} is a file: name a folder with --cache") from error
            reason = getattr(error, "strerror", None) or error
            damaged = ", or delete the file if it is damaged" if isinstance(error, sqlite3.Error) else ""
            raise CacheError(
                f"the cache {self.path} cannot be opened: {reason}; name another folder with --cache, run with"
                f" --no-cache{damaged}"
            ) from error

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        asked = set(keys)
        try:
            for part in _parts(keys, _ASK_AT_ONCE):
                marks = ",".join("?" * len(part))
                rows = self._db.execute(f"SELECT key, value FROM results WHERE key IN ({marks})", part)  # noqa: S608 - only question marks are put in
                for one, value in rows:
                    # What a damaged disk has changed may even be of another type.
                    if isinstance(value, bytes) and one in asked and value[:_SUM] == _sum(one, value[_SUM:]):
                        found[one] = value[_SUM:]
        except sqlite3.Error as error:
            self.problem = f"the cache {self.path} could not be read: {error}; results were computed anew"
        return found

    def put(self, rows: Mapping[bytes, bytes]) -> None:
        if not rows:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            # One whose sum was wrong is written anew.
            self._db.executemany(
                "INSERT OR REPLACE INTO results (key, value) VALUES (?, ?)",
                ((one, _sum(one, value) + value) for one, value in rows.items()),
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self.problem = f"the cache {self.path} could not be written: {error}; these results will be computed again"

    def close(self) -> None:
        try:
            self.shrink(self._limit)
            self._db.close()
        except sqlite3.Error as error:
            self.problem = f"the cache {self.path} could not be closed in order: {error}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """How many results there are."""
        (count,) = self._db.execute("SELECT count(*) FROM results").fetchone()
        return int(count)

    def size(self) -> int:
        """The bytes that the results take in the file."""
        (pages,) = self._db.execute("PRAGMA page_count").fetchone()
        (free,) = self._db.execute("PRAGMA freelist_count").fetchone()
        (size,) = self._db.execute("PRAGMA page_size").fetchone()
        return int((pages - free) * size)

    def shrink(self, limit: int) -> None:
        """Drops the oldest results, a tenth at a time, as long as they take more than `limit` bytes.

        Raises:
            sqlite3.Error: the file cannot be written.
        """
        while self.size() > limit:
            first, last = self._db.execute("SELECT min(id), max(id) FROM results").fetchone()
            if first is None:
                return
            self._db.execute("DELETE FROM results WHERE id <= ?", (first + (last - first) // 10,))
            self._db.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page and stop


def _sum(one: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_SUM, key=one).digest()


def _parts(keys: Sequence[bytes], size: int) -> Iterable[Sequence[bytes]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
