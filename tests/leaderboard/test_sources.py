"""Which runs may stand beside each other, what their systems are called, and on which articles they are compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from evalkit.errors import ConfigError
from evalkit.leaderboard import Source, abreast, leaderboard, parsed
from tests.leaderboard import made

OTHER = msgspec.structs.replace(made.SUPPORT, signature="support(model='other')|v1")
Write = Callable[[Path], Path]

UNLIKE: dict[str, tuple[dict[str, object], str]] = {
    "signature": (
        {"metrics": [OTHER]},
        r"support is support\(model='made'\)\|v1 in the first and support\(model='other'\)\|v1",
    ),
    "judge": (
        {"verdict_from": "consistency"},
        r"verdicts are from support in the first and from consistency in the second",
    ),
    "segmenter": ({"versions": {"segmenter": "2", "claims": "2"}}, r"the version of segmenter is 1 in the first and 2"),
    "claims": ({"versions": {"segmenter": "1", "claims": "3"}}, r"the version of claims is 2 in the first and 3"),
    "no judge": ({"metrics": [made.EXTRACTIVE]}, r"in the first and not in the run in the second"),
    "articles": (
        {"first": 1},
        r"the runs are of different articles, by their CONTENT: .*2, 1 of them not in all.*--overlap",
    ),
    "more articles": ({"count": 3}, r"3, 1 of them not in all runs: give --overlap to compare on the 2 that all have"),
    "no article in common": ({"first": 5}, r"no article stands in all runs"),
}


@pytest.mark.parametrize(("more", "message"), UNLIKE.values(), ids=UNLIKE)
def test_runs_that_cannot_be_compared(more: dict[str, object], message: str, tmp_path: Path) -> None:
    """Runs whose verdicts were made in another way, or of other articles, are refused with what differs."""
    count = int(str(more.get("count", 2)))
    rest = {name: value for name, value in more.items() if name != "count"}
    one = made.write(tmp_path / "a.jsonl", {"a": ["ss", "su"]})
    other = made.write(tmp_path / "b.jsonl", {"b": ["ss"] * count}, **rest)  # type: ignore[arg-type]

    with pytest.raises(ConfigError, match=message):
        leaderboard([one, other])


def test_two_systems_of_one_name(tmp_path: Path) -> None:
    """Names that clash are told, with the way out; with it they are apart."""
    one, other = (made.write(tmp_path / name / "run.jsonl", {"bart": ["ss", "su"]}) for name in ("x", "y"))

    with pytest.raises(
        ConfigError, match=r"both have a system called bart: name one of them, as in OTHER=.*run\.jsonl"
    ):
        leaderboard([one, other])
    board = leaderboard([one, parsed(f"new={other}")]).boards[0]

    assert {"bart", "new"} == {standing.system for standing in board.standings}


def test_other_metrics_of_another_signature(tmp_path: Path) -> None:
    """A metric that does not judge may differ: its columns are left out, and that is said."""
    other = msgspec.structs.replace(made.EXTRACTIVE, signature="extractive()|v2")
    one = made.write(tmp_path / "a.jsonl", {"a": ["ss"]})
    two = made.write(tmp_path / "b.jsonl", {"b": ["ss"]}, metrics=[made.SUPPORT, other, made.CONSISTENCY])
    found = leaderboard([one, two])

    assert (
        "coverage, density, compression: left out, since the metric extractive has another signature in some of the runs",
    ) == found.notes


def test_overlap(tmp_path: Path) -> None:
    """Asked for, the comparison is on the articles that all have, by CONTENT, and says how many are left out."""
    one = made.write(tmp_path / "a.jsonl", {"a": ["uu", "ss", "su"]})
    two = made.write(tmp_path / "b.jsonl", {"b": ["ss", "su", "uu"]}, first=1)
    found = leaderboard([one, two], overlap=True)
    board = found.boards[0]
    a, b = (board.standing(name).cells["support"].common for name in "ab")

    assert (2, 2) == (board.articles, board.common)
    assert a is not None
    assert b is not None
    assert ((1 + 0.5) / 2, (1 + 0.5) / 2) == (a.mean, b.mean)
    assert (
        f"{one}: 1 of 3 articles left out, since not all runs have them",
        f"{two}: 1 of 3 articles left out, since not all runs have them",
    ) == found.notes


NAMES = {
    "a folder's": ("bart/run.jsonl", {None: ["ss"]}, "", ["bart"]),
    "a file's": ("t5.jsonl", {None: ["ss"]}, "", ["t5"]),
    "the run's own": ("x.jsonl", {"t5": ["ss"]}, "", ["t5"]),
    "the user's": ("x.jsonl", {None: ["ss"]}, "mine", ["mine"]),
    "the user's before the run's": ("x.jsonl", {"t5": ["ss"]}, "mine", ["mine"]),
    "the user's before each": ("x.jsonl", {"t5": ["ss"], "bart": ["su"]}, "mine", ["mine/t5", "mine/bart"]),
}


@pytest.mark.parametrize(("file", "systems", "name", "expected"), NAMES.values(), ids=NAMES)
def test_names(
    file: str, systems: dict[str | None, made.Words], name: str, expected: list[str], tmp_path: Path
) -> None:
    """A system is called as the user says, else as its run says, else by its file or folder."""
    board = leaderboard([Source(made.write(tmp_path / file, systems), name)]).boards[0]

    assert expected == [one.system for one in board.standings]


def test_words_of_the_command_line(tmp_path: Path) -> None:
    """NAME=RUN names a run; a folder stands for its run.jsonl; a file that has the sign in its name is that file."""
    (tmp_path / "a=b").mkdir()

    assert Source(Path("x.jsonl"), "new") == parsed("new=x.jsonl")
    assert Source(tmp_path / "run.jsonl", "n") == parsed(f"n={tmp_path}")
    assert Source(tmp_path / "a=b" / "run.jsonl") == parsed(str(tmp_path / "a=b"))
    assert Source(Path("=x.jsonl")) == parsed("=x.jsonl")


def test_side_by_side(tmp_path: Path) -> None:
    """Articles come with the cases of all systems under their names here, the best first; those that a run lacks are left out."""
    one = made.write(tmp_path / "a.jsonl", {"a": ["uu", "uu", "su"]})
    two = made.write(tmp_path / "b.jsonl", {None: ["ss", "ss", "uu"]}, first=1)
    found = leaderboard([one, two], overlap=True)

    assert [("Title 1", ["b", "a"]), ("Title 2", ["b", "a"])] == [
        (article.title, [case.system for case in cases]) for article, cases in abreast(found)
    ]


def test_evidence_is_moved_with_its_article(tmp_path: Path) -> None:
    """Where CONTENT stands elsewhere in another run's file, what a claim points at points at the same words in the first run's."""
    one = made.write(tmp_path / "a.jsonl", {"a": ["u"]})
    two = made.write(tmp_path / "b.jsonl", {"b": ["u"]}, start=500)
    ((article, cases),) = abreast(leaderboard([one, two]))
    spans = {
        (claim.evidence[0].start - article.content.start, claim.evidence[0].end, claim.findings[0].source_start)
        for case in cases
        for claim in case.claims
    }

    assert {(0, 20, 0)} == spans
