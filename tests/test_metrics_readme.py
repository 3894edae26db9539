"""metrics/README.md, followed from an empty folder to the end: its files are made, its commands typed, in its order."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit import runfile

REPOSITORY = Path(__file__).parent.parent
PAGE = REPOSITORY / "metrics" / "README.md"

if not PAGE.exists() and os.environ.get("EVALKIT_TEST_WHEEL"):
    pytest.skip("the page is not at hand beside an installed wheel", allow_module_level=True)

_BLOCK = re.compile(r"(?m)^```(\w+)\n(.*?)^```$", re.DOTALL)
_FILE = re.compile(r"(?m)^`([\w./]+)`[^`]*\Z")


def _steps(page: str) -> Iterator[tuple[str, str, str]]:
    """The page's code in order, as (kind, name of the file or nothing, text); a file's name stands before it."""
    end = 0
    for block in _BLOCK.finditer(page):
        before = _FILE.search(page[end : block.start()].strip())
        yield block[1], before[1] if before else "", block[2]
        end = block.end()


STEPS = list(_steps(PAGE.read_text("utf-8")))


def _squeezed(text: str) -> str:
    return re.sub(r"[ ]+", " ", text)


def test_every_block_is_followed() -> None:
    """Every block of code is a file, commands, or what the commands before it print: none is left out below."""
    assert {("sh", False), ("output", False), ("text", True), ("python", True), ("toml", True)} == {
        (kind, bool(name)) for kind, name, _ in STEPS
    }
    assert ["article.txt", "evalkit_brevity.py", "novelty.py", "figures.py", "test_metrics.py", "pyproject.toml"] == [
        name for _, name, _ in STEPS if name
    ]
    assert PAGE.read_text("utf-8").count("```") == 2 * len(STEPS)


@pytest.fixture
def typed(make_python: Callable[..., Path], environment: dict[str, str], tmp_path: Path) -> Callable[[str], str]:
    """Types commands into a shell whose `evalkit`, `pip` and `python` are those of an environment of its own."""
    python = make_python()
    flags = "--disable-pip-version-check --no-build-isolation --no-index"  # the page's words, off the network
    for name, words in {"evalkit": "-P -m evalkit", "pip": "-m pip"}.items():
        script = python.parent / name
        script.write_text(f'#!/bin/sh\nexec "{python}" {words} "$@" {flags if name == "pip" else ""}\n', "utf-8")
        script.chmod(0o755)
    folder = tmp_path / "empty"
    folder.mkdir()

    def run(commands: str) -> str:
        done = subprocess.run(
            ["sh", "-e", "-c", commands],
            cwd=folder,
            env={**environment, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, encoding="utf-8", timeout=180, check=False,
        )  # fmt: skip
        assert 0 == done.returncode, (commands, done.stdout, done.stderr)
        return done.stdout

    return run


@pytest.mark.skipif(os.name == "nt", reason="the page's commands are typed into sh")
def test_the_page_from_an_empty_folder_to_the_end(typed: Callable[[str], str], tmp_path: Path) -> None:
    """The page's files and commands, as they stand and in order, work and print what the page shows."""
    folder = tmp_path / "empty"
    printed = ""
    shown = 0
    for kind, name, text in STEPS:
        if name:
            (folder / name).write_text(text, "utf-8")
        elif kind == "sh":
            printed = typed(text)
        else:
            for line in text.splitlines():
                assert _squeezed(line) in _squeezed(printed)
                shown += 1

    assert 6 == shown
    # The last run was that of the installed metric, by its name.
    scores = [case.scores[0] for case in runfile.read_run(folder / "evalkit-report").cases]
    assert [("brevity", {"length": 16 / 40}), ("brevity", {"length": 5 / 40})] == [
        (one.metric, one.values) for one in scores
    ]

    # What the page says beside its code.
    novelty = 'evalkit run article.txt --metric "novelty:Novelty(level=6)"'
    typed(novelty)
    timing = json.loads((folder / "evalkit-report" / "timing.json").read_text("utf-8"))
    assert [(5, 0)] == [(op["items"], op["computed"]) for op in timing["ops"].values()]
    assert "novelty:Novelty level int 9 how hard to compress, from 1 to 9" in _squeezed(
        typed("evalkit metrics novelty:Novelty")
    )


def test_the_whole_package_is_the_page_s() -> None:
    """The package that the page points to has the page's metric and entry point."""
    files = {name: text for _, name, text in STEPS if name}
    package = Path(__file__).parent / "third_party" / "evalkit-brevity"

    assert files["evalkit_brevity.py"] == (package / "evalkit_brevity.py").read_text("utf-8")
    assert (
        files["pyproject.toml"].splitlines()[-2:] == (package / "pyproject.toml").read_text("utf-8").splitlines()[-2:]
    )


def test_named_files_are_there() -> None:
    """Every file that the page links to exists."""
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE.read_text("utf-8"))

    assert links
    assert [] == [link for link in links if not (PAGE.parent / link).exists()]
