"""README says only what is so; tests/test_docs.py runs its code."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")


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
