"""README says only what is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.config import load_settings

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")

_BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TESTS = [code for code in _BLOCKS if code.startswith("def test_")]
PYTHON = [code for code in _BLOCKS if code not in TESTS]
COMMANDS = re.findall(r"(?m)^    (evalkit .*)$|`(evalkit (?:run|report|metrics|cache|sample)\b[^`]*)`", README)
(RECORDS,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
GATES, SETTINGS = sorted(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))


@pytest.mark.once
@pytest.mark.parametrize("code", PYTHON, ids=[f"block {n}" for n, _ in enumerate(PYTHON, 1)])
def test_python_blocks_run(code: str, monkeypatch: pytest.MonkeyPatch, warm: Path) -> None:
    """Every Python block runs as it stands."""
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setenv("EVALKIT_CACHE", str(warm))

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own README


def test_tests_run(tmp_path: Path, environment: dict[str, str]) -> None:
    """The test that README shows is one, and passes."""
    (code,) = TESTS
    (tmp_path / "test_shown.py").write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shown.py"],
        cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip

    assert 0 == done.returncode, done.stdout + done.stderr


def test_gates_are_settings(tmp_path: Path) -> None:
    """The gates that README shows are settings."""
    (tmp_path / "evalkit.toml").write_text(GATES, "utf-8")

    assert 2 == len(load_settings(tmp_path / "evalkit.toml").gate.require)


@pytest.mark.once
def test_commands_run(evalkit: Callable[..., object], tmp_path: Path) -> None:
    """Every evalkit command that README shows runs and exits 0, in the order of the page; on two articles, to save time."""
    (tmp_path / "seeds").symlink_to(REPOSITORY / "seeds")
    (tmp_path / "outputs.jsonl").write_text(RECORDS)
    (tmp_path / "evalkit.toml").write_text(SETTINGS)
    shown = [first or second for first, second in COMMANDS]
    assert len(shown) >= 3
    for command in shown:
        words = [word.strip("\"'") for word in re.findall(r'"[^"]*"|\S+', command.removeprefix("evalkit "))]
        done = evalkit(*words, extra={"EVALKIT_LIMIT": "2"})
        assert 0 == done.returncode, (command, done.stderr)


def test_named_files_are_there() -> None:
    """Every file that README links to exists."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the repository's other files are not at hand beside an installed wheel")
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert [] == [link for link in links if not (REPOSITORY / link).exists()]


def test_make_targets_are_there() -> None:
    """Every make target that README names is in the Makefile."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the Makefile is not at hand beside an installed wheel")
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    named = set(re.findall(r"make (\w+)", README)) - {"it"}
    targets = set(re.findall(r"(?m)^(\w+):", makefile))

    assert {"demo", "test", "bench", "lint"} <= named <= targets
