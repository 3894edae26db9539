"""Paths, folders and glob patterns, as a user names them, to files in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..records import BadInput

__all__ = ["Source", "discover"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `name` is how the user named it, in posix form; it stands in ids and messages."""

    name: str
    path: Path


def discover(paths: Sequence[str | os.PathLike[str]], suffixes: Sequence[str]) -> list[Source | BadInput]:
    """Finds the files behind paths, in the order of the paths; a folder's and a pattern's files are sorted by name.

    A folder is walked to its end; names that begin with a dot and files with other suffixes are passed over. A file
    that is named twice is read once. What leads to no file is a `BadInput` in its place.

    Args:
        paths: files, folders or glob patterns (`**` for any depth). What exists under its literal name is no pattern.
        suffixes: lower-case suffixes of the files to take from folders.
    """
    found: list[Source | BadInput] = []
    seen: set[str] = set()
    for given in paths:
        name = os.fspath(given)
        for item in _expand(name, tuple(suffixes)):
            if isinstance(item, Source):
                real = os.path.realpath(item.path)
                if real in seen:
                    continue
                seen.add(real)
            found.append(item)
    return found


def _expand(name: str, suffixes: tuple[str, ...]) -> Iterator[Source | BadInput]:
    path = Path(name)
    if not name:  # most likely a variable of a shell that is not set: not meant as the current folder
        yield BadInput(_shown(path), 1, 1, "the path is empty: expected a file, folder or pattern, '.' for this folder")
    elif path.is_dir():
        yield from _folder(path, suffixes)
    elif os.path.lexists(path):
        yield Source(_shown(path), path)
    elif glob.has_magic(name):
        matches = sorted(map(Path, glob.glob(name, recursive=True)), key=_shown)  # noqa: PTH207 - a pattern may be absolute
        if not matches:
            yield BadInput(_shown(path), 1, 1, "no file matches this pattern: expected at least one")
        yield from (Source(_shown(match), match) for match in matches if not match.is_dir())
    else:
        yield BadInput(_shown(path), 1, 1, "no such file or folder")


def _folder(path: Path, suffixes: tuple[str, ...]) -> Iterator[Source | BadInput]:
    problems: list[OSError] = []
    files: list[Path] = []
    for folder, subfolders, names in os.walk(path, onerror=problems.append):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        files += [Path(folder, name) for name in names if not name.startswith(".") and name.lower().endswith(suffixes)]
    for problem in problems:
        place = _shown(Path(problem.filename or path))
        yield BadInput(place, 1, 1, f"the folder cannot be read: {problem.strerror}")
    if not files and not problems:
        expected = f"expected files ending in {', '.join(suffixes)}"
        yield BadInput(_shown(path), 1, 1, f"the folder holds no article: {expected}")
    yield from (Source(_shown(file), file) for file in sorted(files, key=_shown))


def _shown(path: Path) -> str:
    r"""A path in posix form; bytes of it that are not UTF-8 are written as \xNN, since no record can hold them."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
