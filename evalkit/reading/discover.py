"""Paths, folders and glob patterns, as a user names them, to files in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

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
    shown = PurePath(name).as_posix()
    if os.path.isdir(name):
        yield from _folder(name, shown, suffixes)
    elif os.path.lexists(name):
        yield Source(shown, Path(name))
    elif glob.has_magic(name):
        matches = sorted(PurePath(match).as_posix() for match in glob.glob(name, recursive=True))
        if not matches:
            yield BadInput(shown, 1, 1, "no file matches this pattern: expected at least one")
        for match in matches:
            if os.path.isdir(match):
                continue
            yield Source(match, Path(match))
    else:
        yield BadInput(shown, 1, 1, "no such file or folder")


def _folder(name: str, shown: str, suffixes: tuple[str, ...]) -> Iterator[Source | BadInput]:
    problems: list[OSError] = []
    files: list[str] = []
    for folder, subfolders, names in os.walk(name, onerror=problems.append):
        subfolders[:] = [sub for sub in subfolders if not sub.startswith(".")]
        files += [
            PurePath(folder, file).as_posix()
            for file in names
            if not file.startswith(".") and file.lower().endswith(suffixes)
        ]
    for problem in problems:
        place = PurePath(problem.filename or name).as_posix()
        yield BadInput(place, 1, 1, f"the folder cannot be read: {problem.strerror}")
    if not files and not problems:
        yield BadInput(shown, 1, 1, f"the folder holds no article: expected files ending in {', '.join(suffixes)}")
    for file in sorted(files):
        yield Source(file, Path(file))
