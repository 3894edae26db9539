"""Boards corrected by labels: whose claims they are, what is made of them, and what is told where nothing can be."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from evalkit.errors import ConfigError, InputError
from evalkit.leaderboard import Leaderboard, leaderboard
from evalkit.report.html_standings import write_leaderboard_html
from evalkit.report.latex import latex
from evalkit.report.markdown_standings import leaderboard_markdown
from evalkit.report.spreadsheet_standings import write_leaderboard_csv
from evalkit.sampling import SampleRow, draw
from tests.leaderboard.made import write

DRAW = random.Random(3)
WORDS = {name: ["".join(DRAW.choices("sssu", k=4)) for _ in range(60)] for name in ("one", "two")}


def run(tmp_path: Path) -> Path:
    return write(tmp_path / "run.jsonl", WORDS)


def truth(row: SampleRow) -> int:
    """What people say: three of four claims are supported, whatever the metric says."""
    return int(sum(map(ord, row.claim)) % 4 > 0)


def label(
    path: Path, target: Path, size: int, say: Callable[[SampleRow], int | None] = truth, **changed: object
) -> Path:
    """Draws claims of a run and labels them; `changed` are columns of all rows."""
    rows = [msgspec.to_builtins(one.row) | {"label": say(one.row)} | changed for one in draw(path, size).drawn]
    target.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    return target


def shares(path: Path, name: str) -> float:
    """The share of claims that people support, mean over the summaries of a system."""
    rows = [one for one in draw(path, 10_000).drawn if one.case.system == name]
    cases: dict[str, list[int]] = {}
    for one in rows:
        cases.setdefault(one.case.id, []).append(truth(one.row))
    return sum(sum(own) / len(own) for own in cases.values()) / len(cases)


def test_without_labels(tmp_path: Path) -> None:
    """A board without labels has none of it."""
    board = leaderboard([run(tmp_path)]).boards[0]

    assert [None, None] == [one.corrected for one in board.standings]


def test_all_labelled(tmp_path: Path) -> None:
    """Where every claim has a label the corrected mean is the labels' own, whatever the metric says."""
    path = run(tmp_path)
    found = leaderboard([path], labels=label(path, tmp_path / "labels.jsonl", 10_000))

    for one in found.boards[0].standings:
        assert one.corrected is not None
        assert shares(path, one.system) == pytest.approx(one.corrected.estimate.mean, abs=1e-9)
        assert shares(path, one.system) == pytest.approx(one.corrected.alone.mean, abs=1e-9)
    assert found.labels is not None
    assert (480, 480, ()) == (found.labels.labels, found.labels.used, found.labels.notes)


def test_some_labelled(tmp_path: Path) -> None:
    """With a third of the claims labelled, means lie near the truth, have intervals, and so has the difference of systems."""
    path = run(tmp_path)
    board = leaderboard([path], labels=label(path, tmp_path / "labels.jsonl", 160)).boards[0]

    for one in board.standings:
        assert one.corrected is not None
        estimate = one.corrected.estimate
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low < shares(path, one.system) < estimate.high
        assert 0 <= one.corrected.tuning <= 0.4  # the metric of these runs is worth nothing
    (pair,) = board.pairs
    assert pair.corrected is not None


def test_too_few(tmp_path: Path) -> None:
    """A system with too few labels has a mean and no interval, and the board says why."""
    path = run(tmp_path)
    board = leaderboard([path], labels=label(path, tmp_path / "labels.jsonl", 20)).boards[0]

    for one in board.standings:
        assert one.corrected is not None
        assert one.corrected.estimate.low is None
        assert one.corrected.worth is None
        told = f"{one.system}, corrected by labels: no interval, {one.corrected.labels} labels: an interval needs 30"
        assert told in board.notes
    assert [None] == [pair.corrected for pair in board.pairs]


def test_some_of_others(tmp_path: Path) -> None:
    """Labels that are of no claim of the run, and rows without one, are counted and told."""
    path = run(tmp_path)
    target = label(path, tmp_path / "labels.jsonl", 100, lambda row: None if row.claim < "3" else truth(row))
    rows = [msgspec.json.decode(line) for line in target.read_bytes().splitlines()]
    asked = sum(row["label"] is not None for row in rows)
    next(row for row in rows if row["label"] is not None)["claim"] = "elsewhere"
    target.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    found = leaderboard([path], labels=target)

    assert found.labels is not None
    assert (asked, asked - 1) == (found.labels.labels, found.labels.used)
    assert (
        f"{target}: {100 - asked} rows with no label, 1 row of a claim that is not in the runs: not used",
    ) == found.labels.notes
    assert found.labels.notes[0] in found.notes


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"claim": "elsewhere"}, "the claim elsewhere has a label on line 1 too"),
        ({"claim": ""}, "the row has no claim"),
        ({"inclusion_probability": None}, "the row has no inclusion_probability"),
        ({"inclusion_probability": None, "agrees": False}, "every label of this file disagrees"),
        ({"label": "perhaps"}, "expected 1 (supported) or 0 (not)"),
    ],
    ids=["twice", "no claim", "no chance", "disagreements alone", "no label at all"],
)
def test_refused(columns: dict[str, object], says: str, tmp_path: Path) -> None:
    """Labels that tell no rate are refused, with the place and what is expected."""
    path = run(tmp_path)
    target = label(path, tmp_path / "labels.jsonl", 40, **columns)

    with pytest.raises(InputError) as caught:
        leaderboard([path], labels=target)
    assert str(caught.value).startswith(f"{target}:")
    assert says in str(caught.value)


def test_not_there(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(InputError, match=r"gone\.jsonl:1:1: the labels cannot be read"):
        leaderboard([run(tmp_path)], labels=tmp_path / "gone.jsonl")


@pytest.mark.parametrize(
    ("first", "says"), [(0, "though their articles are there"), (500, "their CONTENT differs")], ids=["run", "content"]
)
def test_of_another_run(first: int, says: str, tmp_path: Path) -> None:
    """Labels of no claim of the run are an error that says whether the run or its articles differ."""
    other = write(tmp_path / "other.jsonl", {"three": WORDS["one"]}, first=first)
    target = label(other, tmp_path / "labels.jsonl", 40)

    with pytest.raises(ConfigError, match=says):
        leaderboard([run(tmp_path)], labels=target)


def test_one_claim_of_two_systems(tmp_path: Path) -> None:
    """A label of a claim that two runs have is refused: its chance holds for one of them."""
    runs = [write(tmp_path / name / "run.jsonl", {None: WORDS["one"]}) for name in ("a", "b")]
    target = label(runs[0], tmp_path / "labels.jsonl", 40)

    with pytest.raises(ConfigError, match="a and b both have the claim"):
        leaderboard(runs, labels=target)


def outputs(found: Leaderboard, folder: Path) -> Sequence[str]:
    write_leaderboard_html(found, folder / "board.html")
    write_leaderboard_csv(found, folder / "board.csv")
    return [leaderboard_markdown(found), latex(found), (folder / "board.html").read_text()]


def test_outputs(tmp_path: Path) -> None:
    """Every output has the corrected means, and the hash of the labels."""
    path = run(tmp_path)
    found = leaderboard([path], labels=label(path, tmp_path / "labels.jsonl", 160))
    one = found.boards[0].standings[0]
    assert found.labels is not None
    assert one.corrected is not None

    for text in outputs(found, tmp_path):
        assert "Support, corrected by labels" in text
        assert f"{one.corrected.estimate.mean:.3f}" in text
        assert found.labels.sha256 in text
    with (tmp_path / "board.csv").open() as file:
        rows = {(row["system"], row["measure"]): row for row in csv.DictReader(file)}
    assert one.corrected.estimate.mean == pytest.approx(float(rows[one.system, "support_corrected"]["value"]))
    assert one.corrected.labels == int(rows[one.system, "support_labels"]["value"])
