"""The GitLab template and its example: the job's lines for real, in one shell as GitLab runs them, on a clean clone."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.recipes import PIP, REPOSITORY, article, assert_valid, clean, clone, commit, run, yaml

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("EVALKIT_TEST_WHEEL")),
    reason="the repository's template and example are not at hand beside an installed wheel",
)

TEMPLATE = REPOSITORY / "ci" / "gitlab.yml"
EXAMPLE = REPOSITORY / "examples" / "gitlab"


def test_template_and_example_are_valid() -> None:
    """Both keep to GitLab's schema, and so does the template's job, which is checked under a name that is not hidden."""
    for path in (TEMPLATE, EXAMPLE / ".gitlab-ci.yml"):
        assert_valid("gitlab-ci", path)


def test_the_job_is_valid_where_it_is_not_hidden(tmp_path: Path) -> None:
    """The schema looks at hidden jobs too loosely to see a fault: the job keeps to it under another name as well."""
    (tmp_path / "ci.yml").write_text(TEMPLATE.read_text("utf-8").replace("\n.evalkit:", "\nevalkit:"), "utf-8")

    assert_valid("gitlab-ci", tmp_path / "ci.yml")


def _job(project: Path) -> dict[str, Any]:
    """The example's job as GitLab puts it together: what is included, what is extended, and over it its own keys."""
    own = yaml(project / ".gitlab-ci.yml")
    jobs: dict[str, Any] = {}
    for one in own.pop("include"):
        jobs.update(yaml(project / one["local"]))
    job = own["evalkit"]
    return {**jobs[job["extends"]], **job}


@dataclass
class Done:
    code: int
    text: str
    project: Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gitlab")


@pytest.fixture(scope="module")
def project(folder: Path) -> Path:
    """A project as the example describes it."""
    place = folder / "project"
    shutil.copytree(EXAMPLE, place)
    (place / ".gitlab").mkdir()
    shutil.copy(TEMPLATE, place / ".gitlab" / "evalkit.yml")
    (place / "articles").mkdir()
    for n in (1, 2):
        (place / "articles" / f"{n}.txt").write_text(article(n), "utf-8")
    commit(place)
    return place


@pytest.fixture(scope="module")
def machine(make_python: Callable[..., Path], folder: Path, warm: Path) -> dict[str, str]:
    """What the job's image brings: a python of its own. pip fetches nothing and is given this checkout to install."""
    python = make_python()
    environment = clean(**PIP)
    return {
        **environment,
        "EVALKIT_CACHE": str(warm),  # in place of the job's, which GitLab would keep
        "PATH": f"{python.parent}{os.pathsep}{environment['PATH']}",
        "HOME": str(folder),
        "EVALKIT_PACKAGE": str(REPOSITORY),  # a variable of the project goes before one of the job
    }


Play = Callable[..., Done]


@pytest.fixture
def play(project: Path, machine: dict[str, str], folder: Path, tmp_path: Path) -> Play:
    """Runs the job's lines on a clean clone that may be changed first."""

    def play(change: Callable[[Path], object] = lambda _: None) -> Done:
        place = clone(project, tmp_path / "clone")
        change(place)
        job = _job(place)
        given = {name: value.replace("$CI_PROJECT_DIR", str(place)) for name, value in job["variables"].items()}
        environment = {**given, **machine, "CI": "true", "GITLAB_CI": "true", "CI_PROJECT_DIR": str(place)}
        lines = [*job["before_script"], *job["script"]]
        if (folder / "installed").exists():  # that line takes seconds, and has run
            lines = [line for line in lines if "pip" not in line]
        done = run("bash", "-eo", "pipefail", "-c", "\n".join(lines), folder=place, environment=environment)
        (folder / "installed").touch()
        return Done(done.returncode, done.stdout, place)

    return play


def _reports(done: Done) -> dict[str, Path]:
    artifacts = _job(done.project)["artifacts"]
    return {name: done.project / path for name, path in artifacts["reports"].items()}


def test_a_wrong_summary_fails(play: Play) -> None:
    """A highlight with another sum fails the job with code 1; both reports say where, and the artefacts are there."""
    done = play(lambda place: (place / "articles" / "2.txt").write_text(article(2, wrong=True), "utf-8"))
    reports = _reports(done)

    assert 1 == done.code, done.text
    assert [] == [path for path in _job(done.project)["artifacts"]["paths"] if not (done.project / path).is_file()]
    assert ET.parse(reports["junit"]).getroot().findall(".//failure")  # noqa: S314 - written here
    found = json.loads(reports["codequality"].read_text("utf-8"))
    assert ("articles/2.txt", 6) in {(one["location"]["path"], _line(one)) for one in found}
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= found[0].keys()


def _line(problem: dict[str, Any]) -> int:
    location = problem["location"]
    return int(location["lines"]["begin"] if "lines" in location else location["positions"]["begin"]["line"])


def test_the_example_passes(play: Play) -> None:
    """The example's job passes with code 0, and what GitLab is to take is there."""
    done = play()
    reports = _reports(done)

    assert 0 == done.code, done.text
    assert [] == [path for path in _job(done.project)["artifacts"]["paths"] if not (done.project / path).is_file()]
    assert not ET.parse(reports["junit"]).getroot().findall(".//failure")  # noqa: S314 - written here
    assert isinstance(json.loads(reports["codequality"].read_text("utf-8")), list)


def test_a_bad_input_is_not_hidden(play: Play) -> None:
    """An input that cannot be read fails the job where the gates allow it, and the reports are written."""

    def broken(place: Path) -> None:
        (place / "articles" / "3.txt").write_text("<TITLE>t</TITLE>\n<SUMMARY>\nx\n", "utf-8")
        with (place / "evalkit.toml").open("a") as file:
            file.write('allow = { bad_inputs = "mended later" }\n')

    done = play(broken)

    assert 2 == done.code, done.text
    assert "articles/3.txt:2:1: <SUMMARY> is not closed" in done.text
    assert _reports(done)["junit"].exists()


def test_nothing_is_gated_where_nothing_was_read(play: Play) -> None:
    """An older run does not stand in for one that could not be made."""

    def gone(place: Path) -> None:
        shutil.rmtree(place / "articles")
        (place / "evalkit-report").mkdir()
        (place / "evalkit-report" / "run.jsonl").write_text("{}\n")

    done = play(gone)

    assert 2 == done.code, done.text
    assert "articles:1:1: no such file or folder" in done.text
    assert re.search(r"run\.jsonl: the run file cannot be read: No such file", done.text)
