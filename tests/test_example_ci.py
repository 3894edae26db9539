"""The repository under examples/ci/ goes through its CI, by the script that its README names; every surface is looked at."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
LINES = [("articles/bridge.txt", 5), ("articles/ferry.txt", 6), ("articles/tax.txt", 5)]
"""Where the change of the summariser plants its three faults."""

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, warm: Path) -> tuple[Path, dict[str, str]]:
    """The folder that the script leaves, and what it printed under each of its headings."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the examples are not at hand beside an installed wheel")
    bash = shutil.which("bash")
    assert bash is not None
    folder = tmp_path_factory.mktemp("demo")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("EVALKIT", "GITHUB_", "GIT_"))}
    done = subprocess.run(
        [bash, REPOSITORY / "examples" / "ci" / "demo.sh", folder],
        env={
            **kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1",
            "EVALKIT_CACHE": str(warm),
        },
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr
    parts = re.split(r"^== (.*)\n", done.stdout, flags=re.MULTILINE)
    return folder, dict(zip(parts[1::2], parts[2::2], strict=True))


def _step(demo: tuple[Path, dict[str, str]], number: int) -> str:
    return next(text for head, text in demo[1].items() if head.startswith(f"{number}. "))


def test_green(demo: tuple[Path, dict[str, str]]) -> None:
    """Without a change the gate passes, every mean is unchanged, and no line is annotated."""
    text = _step(demo, 1)

    assert text.startswith("PASS nothing is newly unsupported; 3 gates hold\n")
    assert "support of SUMMARY: 1.000 before, 1.000 now: unchanged in 8 blocks" in text
    assert "::" not in text


def test_red_on_exactly_three_lines(demo: tuple[Path, dict[str, str]]) -> None:
    """The change that plants three faults is red on those three lines, and on no other."""
    text = _step(demo, 2)
    annotated = re.findall(r"^::(\w+) file=([^,]+),line=(\d+),", text, flags=re.MULTILINE)

    assert text.startswith("FAIL 3 claims newly contradicted; findings.number == 0 does not hold\n")
    assert [("error", *place) for place in LINES] == [(kind, path, int(line)) for kind, path, line in annotated]
    assert len(LINES) == len(re.findall(r"^::", text, flags=re.MULTILINE))


def test_the_files_of_the_red_run(demo: tuple[Path, dict[str, str]]) -> None:
    """SARIF, JUnit, code quality and Markdown tell of the same three claims."""
    folder = demo[0]
    results = json.loads((folder / "evalkit.sarif").read_text("utf-8"))["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results if one["level"] == "error"]
    quality = json.loads((folder / "quality.json").read_text("utf-8"))
    junit = ET.fromstring((folder / "junit.xml").read_text("utf-8"))  # noqa: S314 - our own file
    page = (folder / "comment.md").read_text("utf-8")

    assert LINES == sorted((one["artifactLocation"]["uri"], one["region"]["startLine"]) for one in places)
    assert LINES == sorted((one["location"]["path"], one["location"]["lines"]["begin"]) for one in quality)
    assert {path for path, _ in LINES} <= {
        suite.get("name") for suite in junit.iter("testsuite") if suite.get("failures") not in {None, "0"}
    }
    assert [] == [f"{path}:{line}:" for path, line in LINES if f"`{path}:{line}:" not in page]


def test_green_within_noise(demo: tuple[Path, dict[str, str]]) -> None:
    """The change that only words sentences otherwise is green, and the gate says that the means moved within noise."""
    text = _step(demo, 3)

    assert text.startswith("PASS nothing is newly unsupported; 3 gates hold; means moved within noise\n")
    assert "5 reworded" in text
    assert re.search(r"support_mean of SUMMARY: .* within noise$", text, flags=re.MULTILINE)
    assert "::" not in text


def test_blessed(demo: tuple[Path, dict[str, str]]) -> None:
    """Blessed, the same summaries are the baseline: green, nothing changed, and the commit has the lines that did."""
    folder = demo[0]
    changed = subprocess.run(
        ["git", "show", "--stat", "--format=", "HEAD"], cwd=folder, capture_output=True, check=True, encoding="utf-8"
    ).stdout

    assert "unchanged in 8 blocks" in _step(demo, 4)
    assert "evalkit-baseline.json" in changed
    assert 5 == changed.count("articles/")


def test_the_steps_summary(demo: tuple[Path, dict[str, str]]) -> None:
    """Every gate of the script added to the step's summary: four, one of them red."""
    words = re.findall(r"^## \S+ evalkit: (\w+)", (demo[0] / "summary.md").read_text("utf-8"), flags=re.MULTILINE)

    assert ["PASS", "FAIL", "PASS", "PASS"] == words
