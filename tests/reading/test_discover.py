"""Paths, folders and patterns to files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.reading.discover import Source, discover
from evalkit.records import BadInput

FILES = ("a.txt", "b/c.txt", "b/D.TXT", "b/notes.md", "b/.hidden.txt", ".git/e.txt", "[x].txt")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of files, in which every test works."""
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    Path("empty").mkdir()
    Path("b/sub").mkdir()


BAD = {
    "missing": ("gone.txt", "gone.txt:1:1: no such file or folder"),
    "no match": ("*.json", "*.json:1:1: no file matches this pattern: expected at least one"),
    "empty folder": ("empty", "empty:1:1: the folder holds no article: expected files ending in .txt"),
    "trailing slash": ("empty/", "empty:1:1: the folder holds no article: expected files ending in .txt"),
    "nothing": ("", ".:1:1: the path is empty: expected a file, folder or pattern, '.' for this folder"),
}


@pytest.mark.parametrize(("given", "message"), BAD.values(), ids=BAD)
def test_what_leads_to_no_file(given: str, message: str) -> None:
    """A path that leads nowhere is told as it was named, and the others are found all the same."""
    bad, source = discover([given, "a.txt"], (".txt",))

    assert isinstance(bad, BadInput)
    assert message == f"{bad.path}:{bad.line}:{bad.column}: {bad.message}"
    assert Source("a.txt", Path("a.txt")) == source


def test_an_unreadable_folder(mortal: Callable[[], None]) -> None:
    """A folder without the right to list it is told."""
    Path("empty").chmod(0)
    told = "from evalkit.reading import read; print(*read(['empty']))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, preexec_fn=mortal)

    assert f"{BadInput('empty', 1, 1, 'the folder cannot be read: Permission denied')}\n" == done.stdout


GOOD = {
    "a file": (["a.txt"], ["a.txt"]),
    "a file of another suffix": (["b/notes.md"], ["b/notes.md"]),
    "a hidden file": (["b/.hidden.txt"], ["b/.hidden.txt"]),
    "a folder": (["b"], ["b/D.TXT", "b/c.txt"]),
    "here": (["."], ["[x].txt", "a.txt", "b/D.TXT", "b/c.txt"]),
    "a pattern": (["b/*.txt"], ["b/c.txt"]),
    "a pattern of any depth": (["**/c.txt"], ["b/c.txt"]),
    "a name that looks like a pattern": (["[x].txt"], ["[x].txt"]),
    "the order of the paths": (["b/c.txt", "a.txt"], ["b/c.txt", "a.txt"]),
    "twice": (["a.txt", "./a.txt", "*.txt", "b/../a.txt"], ["a.txt", "[x].txt"]),
    "none": ([], []),
}


@pytest.mark.parametrize(("given", "expected"), GOOD.values(), ids=GOOD)
def test_files(given: list[str], expected: list[str]) -> None:
    """Files come in the order of the paths, those of a folder or pattern by name, each once, named as the user did."""
    assert expected == [item.name for item in discover(given, (".txt",)) if isinstance(item, Source)]


def test_a_link_to_a_file_is_the_file() -> None:
    """A file that is reached by two names is read once, under the first."""
    Path("b/link.txt").symlink_to(Path("a.txt").resolve())

    assert ["a.txt"] == [item.name for item in discover(["a.txt", "b/link.txt"], (".txt",)) if isinstance(item, Source)]
