"""README says only what is so."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")

PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"(?m)^    (evalkit .*)$|`(evalkit (?:run|report|metrics|cache|sample)\b[^`]*)`", README)
RECORDS, SETTINGS = (re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)[0] for kind in ("json", "toml"))


@pytest.mark.parametrize("code", PYTHON, ids=[f"block {n}" for n, _ in enumerate(PYTHON, 1)])
def test_python_blocks_run(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every Python block runs as it stands."""
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own README


def test_commands_run(evalkit: Callable[..., object], tmp_path: Path) -> None:
    """Every evalkit command that README shows runs and exits 0, in the order of the page."""
    (tmp_path / "seeds").symlink_to(REPOSITORY / "seeds")
    (tmp_path / "outputs.jsonl").write_text(RECORDS)
    (tmp_path / "evalkit.toml").write_text(SETTINGS)
    shown = [first or second for first, second in COMMANDS]
    assert len(shown) >= 3
    for command in shown:
        words = [word.strip("\"'") for word in re.findall(r'"[^"]*"|\S+', command.removeprefix("evalkit "))]
        done = evalkit(*words)
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
