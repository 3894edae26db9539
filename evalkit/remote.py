"""Places that fsspec knows: object stores, HTTP, other machines. The one module that asks them.

A place is a URL such as `s3://bucket/folder`. What opens it (s3fs, gcsfs, adlfs, ...) and with which credentials is fsspec's
business and is set up as its documentation says: the environment, or its own settings files.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit, urlunsplit

from .errors import ConfigError
from .network import is_forbidden

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Place", "is_remote", "shown"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")


_LOCAL = frozenset({"file", "local", "memory"})
_OURS = frozenset({"evalkit", "zlib", "gzip", "pyarrow"})
"""Whose errors readers look at themselves."""
_WITH_FOLDERS = _LOCAL | {"sftp", "ssh", "ftp", "smb", "webdav", "hdfs", "dbfs"}
"""Where a folder has to be made before a file is written into it. An object store has none, and might be given a new bucket instead."""


def is_remote(name: str) -> bool:
    """Whether a name is a URL and no path. `a:b` is a path, and so is `C:/b`."""
    return _SCHEME.match(name) is not None


def shown(url: str) -> str:
    """A URL as messages, ids and reports may show it: without a password, and without a query, which may be signed."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "…" if parts.query else "", ""))


class Place:
    """One URL, a file, folder or pattern.

    Args:
        url: in full.

    Attributes:
        url: as given.
        name: as it may be shown.

    Raises:
        ConfigError: fsspec is not installed or does not know such URLs, or the network is forbidden.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = shown(url)
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise ConfigError(
                f"{self.name} needs fsspec, which is not installed: pip install 'evalkit-faithfulness[remote]', or a local path"
            ) from error
        try:
            found = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ConfigError(f"{self.name} cannot be opened: {error}") from error
        self._system = cast("AbstractFileSystem", found[0])
        self._path = cast("str", found[1])
        self._kind = self._system.protocol if isinstance(self._system.protocol, str) else self._system.protocol[0]
        self._is_web = self._kind in {"http", "https"}
        if is_forbidden() and self._kind not in _LOCAL:
            raise ConfigError(
                f"{self.name} is reached by the network, which is forbidden (--offline): expected a local path"
            )

    def below(self, name: str) -> Place:
        """A place in this folder."""
        return Place(f"{self.url.rstrip('/')}/{name}")

    def exists(self) -> bool:
        """Whether it is there, as a file or a folder.

        Raises:
            OSError: that cannot be told.
        """
        with self._translated():
            if not self._is_web:
                return bool(self._system.exists(self._path))
            try:
                self._system.info(self._path)
            except FileNotFoundError as error:  # as fsspec says too where no server answers
                if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
                    raise error.__cause__ from None
                return False
            return True

    def is_folder(self) -> bool:
        """Whether it is a folder. A web server has none.

        Raises:
            OSError: that cannot be told.
        """
        with self._translated():
            return not self._is_web and bool(self._system.isdir(self._path))

    def files(self) -> list[Place]:
        """The files below this folder, at any depth, or those that match it as a pattern, sorted by name.

        Raises:
            OSError: they cannot be listed.
        """
        with self._translated():
            self._system.invalidate_cache()
            found = self._system.find(self._path) if self.is_folder() else self._system.glob(self._path)
            return [Place(self._system.unstrip_protocol(one)) for one in sorted(map(str, cast("Sequence[str]", found)))]

    def size(self) -> int:
        """Bytes; 0 where that is not told.

        Raises:
            OSError: it cannot be asked for.
        """
        with self._translated():
            return int(self._system.size(self._path) or 0)

    def version(self) -> object:
        """What differs once the file has changed; None where that cannot be told.

        Raises:
            OSError: it cannot be asked for.
        """
        with self._translated():
            self._system.invalidate_cache()
            info = self._system.info(self._path)
        told = tuple(
            str(info[key]) for key in ("ETag", "etag", "md5", "LastModified", "mtime", "size") if info.get(key)
        )
        return told or None

    @contextlib.contextmanager
    def open(self, mode: str = "rb") -> Iterator[Any]:
        """Opens the file, for reading or writing bytes. What is written is there when the block ends, whole.

        Raises:
            OSError: it cannot be opened, read or written.
        """
        with self._translated(), self._system.open(self._path, mode) as file:
            yield file

    def upload(self, path: str) -> None:
        """Writes a file that has the bytes of a local one.

        Raises:
            OSError: it cannot be written.
        """
        with self._translated():
            self._make_folder()
            self._system.put_file(path, self._path)

    def remove(self) -> None:
        """Removes a file, or a folder with all that is in it; what is not there is gone.

        Raises:
            OSError: it cannot be removed.
        """
        with self._translated():
            self._system.invalidate_cache()
            if self._system.exists(self._path):
                self._system.rm(self._path, recursive=True)

    def _make_folder(self) -> None:
        if self._kind in _WITH_FOLDERS:
            self._system.makedirs(self._path.rpartition("/")[0], exist_ok=True)

    @property
    def last_part(self) -> str:
        """The last part of its path."""
        return self._path.rstrip("/").rpartition("/")[2]

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Makes an OSError of whatever a file system's library raises, in which the URL stands as it may be shown."""
        try:
            yield
        except Exception as error:
            if type(error).__module__.partition(".")[0] in _OURS:
                raise
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            if isinstance(error, FileNotFoundError):
                raise FileNotFoundError(f"no such file or folder: {self.name}") from None
            raise OSError(said.replace(self.url, self.name)) from None  # the cause may hold what is not to be shown
