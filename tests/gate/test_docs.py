"""The page on gates says what is so."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from evalkit.gate.expressions import AGGREGATES
from evalkit.gate.settings import ALLOWED, gate_settings


@pytest.fixture(scope="module")
def page() -> str:
    """The page."""
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the docs are not at hand beside an installed wheel")
    return (Path(__file__).parents[2] / "docs" / "gates.md").read_text("utf-8")


def test_names(page: str) -> None:
    """Every ending, every exception and every comparison is named."""
    assert [] == [name for name in AGGREGATES if f"`.{name}`" not in page]
    assert [] == [name for name in ALLOWED if f"`{name}`" not in page]
    assert [] == [sign for sign in (">=", "<=", "==", "!=", ">", "<") if f"`{sign}`" not in page]


def test_settings(page: str) -> None:
    """The settings on the page are settings, and hold every key that there is."""
    (block,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    found = gate_settings(tomllib.loads(block)["gate"], lambda words: words)

    assert (6, 1, 1, 1) == (len(found.require), len(found.drop), len(found.waive), len(found.allow))
    assert [] == [
        key
        for key in (
            "that",
            "block",
            "system",
            "certainty",
            "min_cases",
            "missing",
            "max_drop",
            "max_relative_drop",
            "alpha",
            "until",
        )
        if key not in block
    ]
