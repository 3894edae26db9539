"""requirements.lock is the tested set: each version that of constraints.txt, each with its hashes, nothing missing."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import REPOSITORY

LOCK = REPOSITORY / "requirements.lock"
if not LOCK.exists():
    pytest.skip("requirements.lock is not at hand beside an installed wheel", allow_module_level=True)

CUDA = ("nvidia-", "triton", "cuda-")
"""What plain torch brings on Linux; the tests run with a build that needs none of it (constraints.txt)."""
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)==([^ \\;]+)(?: ;[^\\]*)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)


def _versions(text: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;\n]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_every_version_is_the_tested_one_and_has_hashes() -> None:
    """Nothing stands in the lock without a hash, and nothing in another version than that of the tests."""
    text = LOCK.read_text("utf-8")
    locked = _versions(text)
    tested = _versions((REPOSITORY / "constraints.txt").read_text("utf-8"))

    assert len(locked) > 60
    assert len(locked) == len(PINNED.findall(text))
    own = {name: version for name, version in locked.items() if not name.startswith(CUDA)}
    assert {name: tested.get(name) for name in own} == own
    assert "://" not in text, "a lock names no host"


def test_all_that_evalkit_needs_is_locked() -> None:
    """Each dependency of pyproject.toml, and those of the extras that the lock's first lines name."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    locked = _versions(LOCK.read_text("utf-8"))
    for line in (*project["dependencies"], *extras["ray"], *extras["remote"]):
        wanted = Requirement(line)
        version = locked.get(canonicalize_name(wanted.name))
        assert version is not None, wanted.name
        assert version in wanted.specifier, (line, version)
