"""What a metric requires: met, not met, and no requirement at all."""

from __future__ import annotations

import sys
from importlib.metadata import version

import pytest

from evalkit.errors import PluginError
from evalkit.requirements import install_command, missing

NUMPY = version("numpy")

ROWS = {
    "nothing": ((), ()),
    "not installed": (("evalkit-nowhere",), ("evalkit-nowhere",)),
    "too old": ((f"numpy>{NUMPY}",), (f"numpy>{NUMPY}",)),
    "some of several": (("numpy", "evalkit-nowhere[all]>=2"), ("evalkit-nowhere[all]>=2",)),
    "installed": (("numpy",), ()),
    "the version": ((f"numpy=={NUMPY}",), ()),
    "another spelling": (("Rouge.Score>=0.1",), ()),
    "for another Python": ((f"evalkit-nowhere; python_version < '{sys.version_info[0]}.0'",), ()),
}


@pytest.mark.parametrize(("wanted", "expected"), ROWS.values(), ids=ROWS)
def test_missing(wanted: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Exactly what the installed distributions do not meet is missing."""
    assert expected == missing(wanted)


@pytest.mark.parametrize(
    "wanted", [("torch >",), ("",), (3,), "torch"], ids=["no version", "empty", "no text", "no tuple"]
)
def test_no_requirement(wanted: tuple[str, ...]) -> None:
    """What is no tuple of requirements is told."""
    with pytest.raises(PluginError, match=r"`requires`.*expected"):
        missing(wanted)


def test_nothing_is_imported() -> None:
    """Asking whether a distribution is there does not import it."""
    sys.modules.pop("pre_commit", None)
    missing(("pre-commit>=1",))

    assert "pre_commit" not in sys.modules


def test_install_command() -> None:
    """What to type survives a shell."""
    assert 'pip install "a>=1" "b[c]<2"' == install_command(("a>=1", "b[c]<2"))
