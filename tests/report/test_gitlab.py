"""GitLab's code quality report: every problem once, at a path, with a fingerprint of its own."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.problems import problems
from evalkit.report.gitlab import write_code_quality
from evalkit.runfile import CaseRecord, FooterRecord

# What GitLab asks of an issue, as its documentation has it; it publishes no schema.
KEYS = {"description", "check_name", "fingerprint", "severity", "location"}
SEVERITIES = ("info", "minor", "major", "critical", "blocker")


def _written(made: Any, folder: Path, records: Any, outcome: Any = None) -> list[dict[str, Any]]:
    target = folder / "quality.json"
    write_code_quality(made.run_file(folder, records), target, outcome)
    issues = json.loads(target.read_text("utf-8"))
    for issue in issues:
        assert set(issue) == KEYS
        assert issue["description"]
        assert issue["severity"] in SEVERITIES
        assert set(issue["location"]) == {"path", "lines"}
        assert issue["location"]["lines"]["begin"] >= 1
    assert len(issues) == len({issue["fingerprint"] for issue in issues})
    return issues


def test_a_run_without_problems(made, tmp_path: Path) -> None:
    """Nothing to tell is an empty list, not an empty file."""
    assert [] == _written(made, tmp_path, [made.HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)])


@given(st.text(max_size=60))
def test_any_text_fits(made, gated, text: str) -> None:
    """Whatever articles, paths and metrics say, each problem is an issue of the right form."""
    records = gated.told_by(made, text)
    with tempfile.TemporaryDirectory() as folder:
        issues = _written(made, Path(folder), records)

        assert len(issues) == len(list(problems(Path(folder, "run.jsonl"))))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        pytest.param("./a/b.txt", "a/b.txt", id="a dot before it"),
        pytest.param("a//b.txt", "a/b.txt", id="two slashes"),
        pytest.param("../b.txt", "../b.txt", id="outside"),
        pytest.param("{here}/a/b.txt", "a/b.txt", id="absolute, inside"),
        pytest.param("/elsewhere/b.txt", "/elsewhere/b.txt", id="absolute, outside"),
        pytest.param("é #?%20.txt", "é #?%20.txt", id="signs of URLs"),
    ],
)
def test_paths(path: str, shown: str, made, gated, tmp_path: Path, *, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are seen from the current folder and have no `./`; text of no file stands at the run file."""
    monkeypatch.chdir(tmp_path)
    issues = _written(made, tmp_path, gated.told_by(made, "text", path.format(here=tmp_path)))

    assert {shown, "run.jsonl"} == {issue["location"]["path"] for issue in issues}


def test_it_tells_the_run(made, tmp_path: Path) -> None:
    """A finding is an issue at its line, as severe as its claim's verdict."""
    issues = _written(made, tmp_path, made.records())
    told = [(one["check_name"], one["severity"], one["location"]["path"]) for one in issues]

    assert [
        ("bad-input", "critical", "<b>bad</b>.txt"),
        ("number", "critical", "a.txt"),
        ("number", "critical", "a.txt"),
        ("number", "major", "a.txt"),
        ("failed-score", "critical", "a.txt"),
    ] == told
    assert (
        "says £3.9m, the article says £2.4m – “The article says that the bridge cost £3.9m.”"
        == issues[1]["description"]
    )


def test_with_a_gate(made, gated, tmp_path: Path) -> None:
    """What fails the gate and a stale baseline are blockers that name it; a waived claim is told with its reason."""
    records = made.records()
    issues = _written(made, tmp_path, records, gated.outcome(records))
    blockers = [(one["check_name"], one["description"]) for one in issues if one["severity"] == "blocker"]

    assert [
        ("number", "newly unsupported: no word of it – “Nobody swam.”"),
        ("no-answer", "no answer: the block is empty"),
        ("gate", "support.mean >= 0.9: SUMMARY: 0.416 over 2 blocks"),
        ("stale-baseline", "metric support has another signature"),
    ] == blockers
    assert 2 == sum("(waived: a known error of the checks)" in one["description"] for one in issues)


def test_fingerprints_survive_moved_lines(made, tmp_path: Path) -> None:
    """A claim that stands further down, or in a renamed file, is the same issue."""
    moved = [
        msgspec.structs.replace(one, line=one.line + 7, path="other.txt") if isinstance(one, CaseRecord) and one.line else one
        for one in made.records()
    ]  # fmt: skip
    before, after = (_written(made, tmp_path, records) for records in (made.records(), moved))

    assert [one["fingerprint"] for one in before] == [one["fingerprint"] for one in after]
    assert [one["location"] for one in before] != [one["location"] for one in after]


def test_equal_runs_give_equal_bytes(made, tmp_path: Path) -> None:
    """The report depends on the run alone, not on where or when it is written."""
    for name in "ab":
        (tmp_path / name).mkdir()
        _written(made, tmp_path / name, made.records())

    assert (tmp_path / "a/quality.json").read_bytes() == (tmp_path / "b/quality.json").read_bytes()
