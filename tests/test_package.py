"""What the distribution holds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points, metadata
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the checkout."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("these tests run against an installed wheel, away from the checkout that it was built from")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_two_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """A wheel brings evalkit and evalkit_metrics, each typed, and its own metadata."""
    names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}

    assert {"evalkit", "evalkit_metrics", "evalkit_faithfulness-0.1.0.dist-info"} == tops
    assert {"evalkit/py.typed", "evalkit_metrics/py.typed"} <= set(names)


def test_the_wheel_holds_what_the_checkout_has(wheel: zipfile.ZipFile) -> None:
    """Every file of the two packages is in the wheel, data files included, byte for byte, and no other."""
    sources = {
        str(path.relative_to(root.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for root in (REPOSITORY / "evalkit", REPOSITORY / "metrics" / "evalkit_metrics")
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {
        name: hashlib.sha256(wheel.read(name)).hexdigest()
        for name in wheel.namelist()
        if not name.startswith("evalkit_faithfulness-")
    }

    assert sources == packed


def test_metadata() -> None:
    """The installed distribution says its name, licence and metrics."""
    found = metadata("evalkit-faithfulness")

    assert ("evalkit-faithfulness", "Apache-2.0") == (found["Name"], found["License-Expression"])
    assert {"rouge", "extractive", "bertscore", "semantic", "support", "highlights", "consistency"} <= {
        entry.name for entry in entry_points(group="evalkit.metrics") if entry.value.startswith("evalkit_metrics.")
    }


def test_no_path_of_a_machine_is_committed() -> None:
    """No text of the repository names a home folder or a registry's host."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the repository is not at hand beside an installed wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, encoding="utf-8"
    ).stdout
    marks = ("/" + "root/", "/" + "work/main", "/" + "home/", "pypi" + ".org", "/opt/" + "wheels")
    found = [
        (name, mark)
        for name in listed.split("\0")
        if name and (path := REPOSITORY / name).is_file() and path.suffix != ".png" and path.name != "LICENSE"
        for mark in marks
        if mark in path.read_text("utf-8", errors="replace")
    ]

    assert [] == found
