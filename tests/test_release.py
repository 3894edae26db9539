"""A release is what its tag, its version and its changelog say together; the workflows keep to their schema."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes import assert_valid, yaml

REPOSITORY = Path(__file__).parent.parent
WORKFLOWS = REPOSITORY / ".github" / "workflows"

if os.environ.get("EVALKIT_TEST_WHEEL"):
    pytest.skip("the workflows are not at hand beside an installed wheel", allow_module_level=True)

PROJECT = '[project]\nname = "x"\nversion = "1.2.0"\n'
CHANGELOG = "# Changelog\n\n## 1.2.0 (2026-12-01)\n\n- One thing.\n- Another.\n\n## 1.1.0 (2026-11-01)\n\n- Old.\n"


def _told(tmp_path: Path, changelog: str, *words: str) -> tuple[int, str, str]:
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci" / "release.py").write_text((REPOSITORY / "ci" / "release.py").read_text("utf-8"), "utf-8")
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(changelog, "utf-8")
    done = subprocess.run(
        [sys.executable, "-S", tmp_path / "ci" / "release.py", *words],
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.strip()


@pytest.mark.parametrize(
    ("tag", "changelog", "said"),
    [
        pytest.param("v1.3.0", CHANGELOG, "the tag is 'v1.3.0', the version in pyproject.toml '1.2.0': expected the tag v1.2.0", id="another tag"),
        pytest.param("1.2.0", CHANGELOG, "the tag is '1.2.0', the version in pyproject.toml '1.2.0': expected the tag v1.2.0", id="no v"),
        pytest.param("v1.2.0", "## 1.2.00 (2026-12-01)\n- x\n", "CHANGELOG.md has no heading for 1.2.0: expected ## 1.2.0 (YYYY-MM-DD)", id="no heading"),
        pytest.param("v1.2.0", "## 1.2.0 (unreleased)\n- x\n", "CHANGELOG.md has '## 1.2.0 (unreleased)': expected the day of the release, ## 1.2.0 (YYYY-MM-DD)", id="no day"),
        pytest.param("v1.2.0", "## 1.2.0 (2026-12-01)\n\n## 1.1.0 (x)\n- x\n", "CHANGELOG.md says nothing of 1.2.0: expected what a user meets", id="no words"),
    ],
)  # fmt: skip
def test_no_release(tag: str, changelog: str, said: str, tmp_path: Path) -> None:
    """A tag that does not fit is refused, with what was expected and exit code 2."""
    assert (2, "", said) == _told(tmp_path, changelog, tag)


def test_a_release(tmp_path: Path) -> None:
    """The release says what the changelog says of its version, and nothing of others."""
    assert (0, "- One thing.\n- Another.\n", "") == _told(tmp_path, CHANGELOG, "v1.2.0")


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda path: path.name)
def test_workflows(path: Path) -> None:
    """A workflow is valid, pins each action to a commit, grants rights by job alone, and writes nothing from outside into scripts."""
    assert_valid("github-workflows", path)
    found = yaml(path)
    steps = [step for job in found["jobs"].values() for step in job["steps"]]

    assert {} == found["permissions"]
    assert [] == [
        step["uses"] for step in steps if "uses" in step and not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
    ]
    assert [] == [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_only_a_tested_wheel_is_published() -> None:
    """Publishing needs the tests of the very files that were built, an environment of its own, and no secret."""
    jobs = yaml(WORKFLOWS / "release.yml")["jobs"]

    assert ("build", "test", "publish") == (jobs["test"]["needs"], jobs["publish"]["needs"], jobs["tell"]["needs"])
    assert ("pypi", {"id-token": "write"}) == (jobs["publish"]["environment"], jobs["publish"]["permissions"])
    assert "secrets." not in (WORKFLOWS / "release.yml").read_text("utf-8")
    assert 1 == sum("-m build" in step.get("run", "") for job in jobs.values() for step in job["steps"])


def test_both_test_wheels_in_one_way() -> None:
    """What CI and a release run against a wheel is one script."""
    named = [(REPOSITORY / name).read_text("utf-8") for name in (".ci/run", ".github/workflows/release.yml")]

    assert [1, 1] == [text.count("ci/test_wheel.sh") for text in named]
    assert os.access(REPOSITORY / "ci" / "test_wheel.sh", os.X_OK)
