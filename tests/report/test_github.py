"""Workflow commands as GitHub's runner reads them: what an article says is never one of its own, and ten of a kind are all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalkit.errors import OutputError
from evalkit.problems import Place, Problem, problems
from evalkit.report.claimwise import in_repository
from evalkit.report.github import MOST, SUMMARY, annotations, command, step_summary

KINDS = ("error", "warning", "notice")


@dataclass
class Read:
    kind: str
    properties: dict[str, str]
    message: str


def _read(line: str) -> Read:
    """A command as actions/runner parses it (ActionCommand.TryParseV2)."""
    assert line.startswith("::")
    end = line.index("::", 2)
    kind, _, told = line[2:end].partition(" ")
    pairs = [one.split("=", 1) for one in told.strip().split(",") if one]
    properties = {name: _undone(value, (":", "%3A"), (",", "%2C")) for name, value in pairs}
    return Read(kind, properties, _undone(line[end + 2 :]))


def _undone(text: str, *more: tuple[str, str]) -> str:
    for sign, written in (("\r", "%0D"), ("\n", "%0A"), *more, ("%", "%25")):
        text = text.replace(written, sign)
    return text


def _found(made: Any, folder: Path, records: Any, outcome: Any = None) -> list[Read]:
    run = made.run_file(folder, records)
    return [_read(line) for line in annotations(problems(run, outcome), gated=outcome is not None)]


HOSTILE = [
    "\n::error::pwned",
    "%0A::error::pwned%0D%0A",
    "\r::stop-commands::x\r\n##[error]pwned",
    "a,line=1::pwned::,file=b",
    "100%25 :: , % %3A",
    "\u2028::error::pwned\u2029\x85\x0b\x0c::error::pwned",
    "\u202egnorw \x1b[31m \x07",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_no_command(text: str, made, gated, tmp_path: Path) -> None:
    """Whatever words, paths, notes and systems say, each annotation is one line and one command of a known kind, and nothing else is."""
    run = made.run_file(tmp_path, gated.told_by(made, text))
    lines = list(annotations(problems(run), gated=False))

    assert lines
    assert len(lines) == len("\n".join(lines).splitlines())
    for line in lines:
        read = _read(line)
        assert read.kind in KINDS
        assert set(read.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}


@given(st.text(max_size=60), st.text(max_size=60))
@example("%0A::error::pwned %25 100%", "%2C%3A%.txt")
def test_a_command_is_read_back(text: str, path: str) -> None:
    """The runner gets back the message as it was, and the path from the repository's top but for its control characters."""
    place = in_repository(path)
    line = command("error", text, title=text, place=Place(path, 3, 1, 3, 2))
    read = _read(line)

    assert "\n" not in line
    assert "\r" not in line
    assert (text, "3") == (read.message, read.properties["line"])
    assert len(place) == len(read.properties["file"])
    assert all(ours in {theirs, "\ufffd"} for ours, theirs in zip(read.properties["file"], place, strict=True))


def test_it_tells_the_run(made, tmp_path: Path) -> None:
    """One annotation a claim: its findings' messages, its words and the best evidence with its place; errors first."""
    found = _found(made, tmp_path, made.records())
    _, _, worst = (one for one in found if one.kind == "error")

    assert ["error"] * 3 + ["warning"] == [one.kind for one in found]
    assert (
        "says £3.9m, the article says £2.4m; wide <b>fault</b>\n"
        "Claim: The article says that the bridge cost £3.9m.\n"
        "Article, a.txt:20:7: The bridge cost £2.4m, the mayor said."
    ) == worst.message
    assert {
        "file": "a.txt", "line": "6", "endLine": "6", "col": "48", "endColumn": "53", "title": "Wrong number",
    } == worst.properties  # fmt: skip
    assert "<b>bad</b>.txt" == next(one for one in found if "no </script>" in one.message).properties["file"]


def test_with_a_gate_only_what_fails_is_told(made, gated, tmp_path: Path) -> None:
    """Gate failures are errors that name their gate; a waived claim and the other claims are not told."""
    records = made.records()
    found = _found(made, tmp_path, records, gated.outcome(records))

    assert {"error"} == {one.kind for one in found}
    assert {
        "Input not read", "Metric failed", "No answer: no answer", "Gate failed: support.mean >= 0.9",
        "Wrong number: newly unsupported",
    } == {one.properties["title"] for one in found}  # fmt: skip
    assert "newly unsupported" in found[-1].properties["title"], "what is about more than a claim stands first"
    assert "no word of it\nClaim: Nobody swam.\nBefore: Somebody swam." == found[-1].message


def test_columns_are_told_of_words_on_one_line_only() -> None:
    """GitHub takes no columns where the words run over lines; those of a record have none."""
    over, record = Place("a", 3, 5, 4, 2), Place("a", 3, None, 3, None, field="summary")

    assert {"file": "a", "line": "3", "endLine": "4", "title": "t"} == _read(
        command("error", "", title="t", place=over)
    ).properties
    assert {"file": "a", "line": "3", "endLine": "3", "title": "t"} == _read(
        command("error", "", title="t", place=record)
    ).properties


def _many(count: int, level: Any) -> list[Problem]:
    return [Problem(level, "number", f"{level} {n}", f"{n:x}", Place("a", n + 1, 1, n + 1, 2)) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "told", "last"),
    [
        pytest.param(0, 0, "", id="none"),
        pytest.param(10, 10, "error 9", id="just as many as GitHub shows"),
        pytest.param(11, 10, "and 2 errors more: GitHub shows 10 of a kind, the report has all", id="one too many"),
        pytest.param(25, 10, "and 16 errors more: GitHub shows 10 of a kind, the report has all", id="many"),
    ],
)
def test_ten_of_a_kind(count: int, told: int, last: str) -> None:
    """No more of a kind are written than GitHub shows, and the last says how many there are besides."""
    found = [_read(line) for line in annotations(_many(count, "error") + _many(3, "warning"), gated=False)]
    errors = [one.message for one in found if one.kind == "error"]

    assert told == len(errors) <= MOST
    assert last == (errors[-1] if errors else "")
    assert ["warning 0", "warning 1", "warning 2"] == [one.message for one in found if one.kind == "warning"]


def test_the_worst_are_told(made, tmp_path: Path) -> None:
    """Of many claims those are told that the article contradicts and supports least, wherever they stand in the run."""
    run = made.run_file(tmp_path, made.large(30, 200))
    contradicted = sorted(
        problem.claim.probability for problem in problems(run) if problem.claim.verdict == "contradicted"
    )
    told = [_read(line) for line in annotations(problems(run), gated=False)]
    worst = [one for one in told if one.kind == "error"]
    by_words = {problem.claim.text: problem.claim.probability for problem in problems(run)}

    assert contradicted[: MOST - 1] == [
        by_words[one.message.split("\n")[1].removeprefix("Claim: ")] for one in worst[:-1]
    ]
    assert f"and {len(contradicted) - MOST + 1} errors more" in worst[-1].message


def test_a_summary_is_added(tmp_path: Path) -> None:
    """Markdown is written after what the step wrote before, on a line of its own."""
    path = tmp_path / "summary.md"
    step_summary("# Ü\n", str(path))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    step_summary("more\n", str(path))

    assert "# Ü\n\nmore\n".encode() == path.read_bytes()


@pytest.mark.parametrize("before", [0, 1000, SUMMARY - 40, SUMMARY])
def test_a_summary_is_cut(before: int, tmp_path: Path) -> None:
    """A summary never grows beyond what GitHub takes: whole lines are left out and their bytes counted, of any text."""
    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * before)
    text = "é 😀 line\n" * 200_000
    step_summary(text, str(path))
    whole = path.read_bytes()
    added = whole[before:].decode("utf-8")

    assert len(whole) <= SUMMARY
    if before < SUMMARY - 100:
        kept, _, told = added.removeprefix("\n\n").partition("\n\n*")
        missing = len(text.encode()) - len(kept.encode())
        assert f"{missing:,} bytes more were cut: GitHub takes 1 MiB a step. The report has all.*\n" == told
        assert text.startswith(kept + "\n")
    else:
        assert "" == added


def test_a_summary_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the file's place is an error that names it."""
    with pytest.raises(OutputError, match="cannot be written"):
        step_summary("text", str(tmp_path))
