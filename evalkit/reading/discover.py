"""Paths, folders and glob patterns, as a user names them, to files in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..records import BadInput
from ..remote import Place, is_remote

__all__ = ["STANDARD_INPUT", "Source", "discover"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input.

    Attributes:
        name: how the user named it, in posix form, or `<stdin>`; it stands in ids and messages.
        path: None for standard input and for a remote file.
        url: of a remote file, in full.
    """

    name: str
    path: Path | None
    url: str | None = None


STANDARD_INPUT = Source("<stdin>", None)


def discover(
    paths: Sequence[str | os.PathLike[str]], suffixes: Sequence[str], *, skip: Path | None = None
) -> list[Source | BadInput]:
    """Finds the files behind paths, in the order of the paths; a folder's and a pattern's files are sorted by name.

    A folder is walked to its end; names that begin with a dot and files with other suffixes are passed over. A file
    that is named twice is read once. What leads to no file is a `BadInput` in its place.

    Args:
        paths: files, folders, glob patterns (`**` for any depth), URLs of these, or `-` for standard input. What exists
            under its literal name is no pattern.
        suffixes: lower-case suffixes of the files to take from folders.
        skip: a folder that is passed over where it lies in another one: that of the outputs.

    Raises:
        ConfigError: a URL is of a kind that cannot be opened, or the network is forbidden.
    """
    found: list[Source | BadInput] = []
    seen: set[str] = set()
    for given in paths:
        name = os.fspath(given)
        for item in _expand(name, tuple(suffixes), os.path.realpath(skip) if skip is not None else None):
            if isinstance(item, Source):
                real = os.path.realpath(item.path) if item.path is not None else item.url or item.name
                if real in seen:
                    continue
                seen.add(real)
            found.append(item)
    return found


def _expand(name: str, suffixes: tuple[str, ...], skip: str | None) -> Iterator[Source | BadInput]:
    path = Path(name)
    if name == "-":
        yield STANDARD_INPUT
        return
    if is_remote(name) and not path.exists():
        yield from _remote(name, suffixes)
    elif not name:  # most likely a variable of a shell that is not set: not meant as the current folder
        yield BadInput(_shown(path), 1, 1, "the path is empty: expected a file, folder or pattern, '.' for this folder")
    elif path.is_dir():
        yield from _folder(path, suffixes, skip)
    elif os.path.lexists(path):
        yield Source(_shown(path), path)
    elif glob.has_magic(name):
        matches = sorted(map(Path, glob.glob(name, recursive=True)), key=_shown)  # noqa: PTH207 - a pattern may be absolute
        if not matches:
            yield BadInput(_shown(path), 1, 1, "no file matches this pattern: expected at least one")
        yield from (Source(_shown(match), match) for match in matches if not match.is_dir())
    else:
        yield BadInput(_shown(path), 1, 1, "no such file or folder")


def _folder(path: Path, suffixes: tuple[str, ...], skip: str | None) -> Iterator[Source | BadInput]:
    problems: list[OSError] = []
    files: list[Path] = []
    for folder, subfolders, names in os.walk(path, onerror=problems.append):
        subfolders[:] = [
            name
            for name in subfolders
            if not name.startswith(".") and (skip is None or os.path.realpath(Path(folder, name)) != skip)
        ]
        files += [Path(folder, name) for name in names if not name.startswith(".") and name.lower().endswith(suffixes)]
    for problem in problems:
        place = _shown(Path(problem.filename or path))
        yield BadInput(place, 1, 1, f"the folder cannot be read: {problem.strerror}")
    if not files and not problems:
        yield BadInput(_shown(path), 1, 1, f"the folder holds no article: {_expected(suffixes)}")
    yield from (Source(_shown(file), file) for file in sorted(files, key=_shown))


def _remote(name: str, suffixes: tuple[str, ...]) -> Iterator[Source | BadInput]:
    place = Place(name)
    try:
        if place.is_folder():
            files = [
                one
                for one in place.files()
                if one.last_part.lower().endswith(suffixes)
                and not any(part.startswith(".") for part in one.url.removeprefix(place.url).split("/"))
            ]
            problem = f"the folder holds no article: {_expected(suffixes)}"
        elif place.exists():
            files, problem = [place], ""
        elif glob.has_magic(urlsplit(name).path):
            files = [one for one in place.files() if not one.last_part.startswith(".")]
            problem = "no file matches this pattern: expected at least one"
        else:
            files, problem = [], "no such file or folder"
    except OSError as error:
        files, problem = [], f"it cannot be reached: {error.strerror or error}"
    if not files:
        yield BadInput(place.name, 1, 1, problem)
    yield from (Source(one.name, None, one.url) for one in files)


def _expected(suffixes: tuple[str, ...]) -> str:
    expected = f"expected files ending in {', '.join(one for one in suffixes if not one.endswith('.gz'))}"
    return expected + (", or these and .gz" if any(one.endswith(".gz") for one in suffixes) else "")


def _shown(path: Path) -> str:
    r"""A path in posix form; bytes of it that are not UTF-8 are written as \xNN, since no record can hold them."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
