"""The pre-commit hook and its example: real commits in a clean clone, by the real pre-commit.

pre-commit would install evalkit and all that it needs anew, which takes minutes: here the hook's own entry runs as one of
`language: system`, in an environment where evalkit is installed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.recipes import REPOSITORY, article, clean, clone, command, commit, run, yaml

if TYPE_CHECKING:
    import subprocess

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("EVALKIT_TEST_WHEEL")),
    reason="the repository's hook and example are not at hand beside an installed wheel",
)

HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"
EXAMPLE = REPOSITORY / "examples" / "pre-commit"


def _pre_commit(*words: str | Path, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "pre_commit", *words, folder=folder, environment=environment)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def machine(make_python: Callable[..., Path], folder: Path, warm: Path) -> dict[str, str]:
    """An environment with the command evalkit, and an empty cache of pre-commit's."""
    path = f"{command(make_python())}{os.pathsep}{os.environ['PATH']}"
    return clean(PATH=path, PRE_COMMIT_HOME=str(folder / "home"), EVALKIT_CACHE=str(warm))


@pytest.fixture(scope="module")
def desk(folder: Path) -> Path:
    """A repository as the example describes it, but for where the hook comes from."""
    place = folder / "desk"
    shutil.copytree(EXAMPLE, place)
    config = yaml(place / ".pre-commit-config.yaml")
    hooks = {one["id"]: {**one, "language": "system"} for one in yaml(HOOKS)}
    local = [{**hooks[one["id"]], **one} for one in config["repos"][0]["hooks"]]
    (place / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": local}]}))
    (place / "articles").mkdir()
    for n in (1, 2):
        (place / "articles" / f"{n}.txt").write_text(article(n), "utf-8")
    (place / ".gitignore").write_text("evalkit-report/\n")
    commit(place)
    return place


@pytest.fixture
def cloned(desk: Path, machine: dict[str, str], tmp_path: Path) -> Path:
    """A clean clone in which the hook is installed."""
    place = clone(desk, tmp_path / "clone")
    done = _pre_commit("install", folder=place, environment=machine)
    assert 0 == done.returncode, done.stdout
    return place


def _committed(place: Path, machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    run("git", "add", "--all", folder=place, environment=machine)
    return run("git", "commit", "--message", "A change", folder=place, environment=machine)


def test_hook_and_example_are_valid(folder: Path, machine: dict[str, str]) -> None:
    """pre-commit takes the manifest and the example's configuration, whose hook the manifest has."""
    for words in (("validate-manifest", HOOKS), ("validate-config", EXAMPLE / ".pre-commit-config.yaml")):
        done = _pre_commit(*words, folder=folder, environment=machine)
        assert (0, "") == (done.returncode, done.stdout)
    (repository,) = yaml(EXAMPLE / ".pre-commit-config.yaml")["repos"]

    assert {"evalkit"} == {one["id"] for one in yaml(HOOKS)} == {one["id"] for one in repository["hooks"]}


def test_a_change_of_something_else_does_not_run_it(cloned: Path, machine: dict[str, str]) -> None:
    """A commit that touches no article is made without a run."""
    (cloned / "notes.txt").write_text("Remember the milk.\n")
    done = _committed(cloned, machine)

    assert 0 == done.returncode, done.stdout
    assert "Skipped" in done.stdout
    assert not (cloned / "evalkit-report").exists()


def test_a_wrong_summary_is_not_committed(cloned: Path, machine: dict[str, str]) -> None:
    """A highlight with another sum stops the commit and is told with its line; mended, it is committed, quietly."""
    path = cloned / "articles" / "2.txt"
    path.write_text(article(2, wrong=True), "utf-8")
    stopped = _committed(cloned, machine)
    path.write_text(article(2).replace("nine", "9"), "utf-8")
    made = _committed(cloned, machine)

    assert 1 == stopped.returncode, stopped.stdout
    assert "- exit code: 1" in stopped.stdout
    assert "articles/2.txt" in stopped.stdout
    assert 0 == made.returncode, made.stdout
    assert "Passed" in made.stdout
    assert "articles/2.txt" not in made.stdout.partition("Passed")[0]


def test_a_bad_input_is_not_committed(cloned: Path, machine: dict[str, str]) -> None:
    """An input that cannot be read stops the commit, where the gates allow it too; so does having nothing to read."""
    (cloned / "articles" / "3.txt").write_text("<TITLE>t</TITLE>\n<SUMMARY>\nx\n", "utf-8")
    with (cloned / "evalkit.toml").open("a") as file:
        file.write('allow = { bad_inputs = "mended later" }\n')
    broken = _committed(cloned, machine)
    shutil.rmtree(cloned / "articles")
    nothing = _committed(cloned, machine)

    for done in (broken, nothing):
        assert 1 == done.returncode, done.stdout
        assert "- exit code: 2" in done.stdout
    assert "articles/3.txt:2:1: <SUMMARY> is not closed" in broken.stdout
    assert "run.jsonl: the run file cannot be read" in nothing.stdout
