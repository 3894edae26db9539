"""What the reports for CI share: paths from the repository's top."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.report.claimwise import in_repository


@pytest.mark.parametrize("top", [None, "GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("../../elsewhere/a.txt", False), ("/elsewhere/a.txt", False), ("a.txt", True), ("./articles/../a.txt", True), ("{here}/a.txt", True),
    ],
)  # fmt: skip
def test_in_repository(
    path: str, below: bool, top: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is seen from what the server names as the top, or from the current folder; one that leads out stays as it is."""
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    if top:
        monkeypatch.setenv(top, str(tmp_path))
    named = path.format(here=tmp_path / "docs")

    assert (("docs/a.txt" if top else "a.txt") if below else named) == in_repository(named)


def test_a_folder_beside_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose name only begins as the top's does is not within it."""
    (tmp_path / "work-2").mkdir()
    monkeypatch.chdir(tmp_path / "work-2")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "work"))

    assert "a.txt" == in_repository("a.txt")
