"""Runs to a leaderboard: every number against one that is worked out here."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from evalkit.errors import ConfigError, RunFileError
from evalkit.leaderboard import Board, Leaderboard, leaderboard
from tests.leaderboard import made

A = ["ss", "su", "", "sc"]
B = ["su", "uu", "ss", "?"]
YARDSTICKS = {"copy": "copy()|v1", "empty": "empty()|v1", "lead:3": "lead(sentences=3)|v1"}


def _board(path: Path, systems: dict[str | None, made.Words], **more: object) -> Board:
    options = {name: more.pop(name) for name in ("baseline", "pairs", "tests", "confidence", "block") if name in more}
    found: Leaderboard = leaderboard([made.write(path / "run.jsonl", systems, **more)], **options)  # type: ignore[arg-type]
    return found.boards[0]


def _means(board: Board, system: str) -> dict[str, tuple[float | None, float | None]]:
    return {
        name: tuple(None if one is None else round(one.mean, 6) for one in (cell.common, cell.all))  # type: ignore[misc]
        for name, cell in board.standing(system).cells.items()
    }


def test_no_run_and_no_block(tmp_path: Path) -> None:
    """No run, a run that is not there, and a kind of block that nobody wrote are told."""
    path = made.write(tmp_path / "run.jsonl", {"a": A})

    with pytest.raises(ConfigError, match="there is no run to compare"):
        leaderboard([])
    with pytest.raises(RunFileError, match="cannot be read"):
        leaderboard([tmp_path / "no.jsonl"])
    with pytest.raises(ConfigError, match="no system has a block of the kind HIGHLIGHTS: expected one of SUMMARY"):
        leaderboard([path], block="HIGHLIGHTS")
    with pytest.raises(ConfigError, match="no system is called c: expected one of a"):
        leaderboard([path], baseline="c")


def test_a_failure_is_never_faithful(tmp_path: Path) -> None:
    """A refusal, an empty answer and an error are counted apart, have no finding, and count as 0 over all articles."""
    board = _board(tmp_path, {"good": ["ss"] * 4, "bad": ["?", "", "!", "ss"]})
    bad = board.standing("bad")

    assert {"answered": 1, "refused": 1, "empty": 1, "error": 1, "missing": 0} == bad.states
    assert 0.25 == bad.answer_rate
    assert (1.0, 0.25) == _means(board, "bad")["support"]
    assert 1 == board.common
    assert bad.per_100 is not None
    assert (0.0, 1) == (bad.per_100.mean, bad.per_100.n)


def test_text_without_a_word_is_no_answer(tmp_path: Path) -> None:
    """Signs alone are an empty answer; a block that is not there is missing, and both count as 0."""
    path = made.write(tmp_path / "run.jsonl", {"a": ["ss", "ss"], "dots": ["ss", "ss"], "none": ["ss", None]})
    made.with_texts(path, {"dots": "- …\n- !"})
    board = leaderboard([path]).boards[0]

    assert {"answered": 0, "refused": 0, "empty": 2, "error": 0, "missing": 0} == board.standing("dots").states
    assert {"answered": 1, "refused": 0, "empty": 0, "error": 0, "missing": 1} == board.standing("none").states
    assert (1.0, 0.5) == _means(board, "none")["support"]


def test_means(tmp_path: Path) -> None:
    """Over the articles that both answered, 0 and 1, and over all four with failures as 0."""
    board = _board(tmp_path, {"a": A, "b": B})

    assert (4, 2) == (board.articles, board.common)
    assert {
        "support": ((1 + 0.5) / 2, (1 + 0.5 + 0 + 0.5) / 4),
        "fully_supported": (0.5, 0.25),
        "contradicted_rate": (0.0, None),
        "unsupported_rate": (0.25, None),
        "key_facts": (0.25, 0.1875),
        "coverage": (0.5, None),
        "density": ((3 + 2) / 2, None),
        "words": (10.0, None),  # "Claim 0 of 0.txt#1. Claim 1 of 0.txt#1."
        "compression": (14 / 8, None),
    } == _means(board, "a")
    assert ((0.5 + 0) / 2, (0.5 + 0 + 1 + 0) / 4) == _means(board, "b")["support"]


def test_findings_per_100_claims(tmp_path: Path) -> None:
    """A sum of findings by a sum of claims, over a system's answers: two of six, and three of six."""
    board = _board(tmp_path, {"a": A, "b": B})
    a, b = board.standing("a"), board.standing("b")

    assert a.per_100 is not None
    assert b.per_100 is not None
    assert (pytest.approx(100 * 2 / 6), pytest.approx(100 * 3 / 6)) == (a.per_100.mean, b.per_100.mean)
    assert {"number": pytest.approx(100 / 6), "unsupported": pytest.approx(100 / 6)} == a.by_type
    assert {"unsupported": pytest.approx(50.0)} == b.by_type


def test_pairs_against_the_baseline(tmp_path: Path) -> None:
    """The first less the baseline: by hand over two articles, and over four with failures as 0."""
    board = _board(tmp_path, {"a": A, "b": B})
    (pair,) = board.pairs

    assert ("b", "a") == (pair.first, pair.second)
    assert pair.common is not None
    assert pair.all is not None
    assert (-0.5, 2) == (pair.common.estimate.mean, pair.common.estimate.n)
    assert pytest.approx(0.375 - 0.5) == pair.all.estimate.mean
    assert 0.5 == pair.common.p["ar"]  # of the four ways two articles can turn, two are as far from 0
    assert set(pair.common.p) == {"bs", "ar"} == set(pair.common.adjusted)


def test_which_pairs_and_tests(tmp_path: Path) -> None:
    """All pairs are those of every two systems; a test that was not asked for is not made; Holm is over the pairs."""
    systems: dict[str | None, made.Words] = {"a": ["ss"] * 8, "b": ["su"] * 8, "c": ["uu"] * 8}
    every = _board(tmp_path, systems, pairs="all", tests=("ar",))
    against = _board(tmp_path, systems, baseline="b")

    assert [("a", "b"), ("a", "c"), ("b", "c")] == [(one.first, one.second) for one in every.pairs]
    assert [("a", "b"), ("c", "b")] == [(one.first, one.second) for one in against.pairs]
    assert every.pairs[0].common is not None
    assert {"ar": 2 / 256} == every.pairs[0].common.p
    assert {"ar": pytest.approx(3 * 2 / 256)} == every.pairs[0].common.adjusted


def test_ranks_and_ties(tmp_path: Path) -> None:
    """Systems that the tests do not tell apart share their ranks; one that is worse than both stands after them."""
    board = _board(tmp_path, {"a": ["ss"] * 12, "twin": ["ss"] * 11 + ["su"], "worse": ["uu"] * 12})
    places = {one.system: one.place for one in board.standings}

    assert ["a", "twin", "worse"] == [one.system for one in board.standings]
    assert ["1st-2nd", "1st-2nd", "3rd"] == [place.words for place in places.values() if place]
    assert [True, True, False] == [place.best for place in places.values() if place]
    assert [("twin",), ("a",), ()] == [place.tied for place in places.values() if place]


def test_yardsticks_show_gaming(tmp_path: Path) -> None:
    """What copies, says nothing or takes the first sentences is in the table, has no rank, and is not the baseline."""
    systems: dict[str | None, made.Words] = {
        "copy": ["ssss"] * 6,
        "empty": [""] * 6,
        "mine": ["su"] * 6,
        "lead:3": ["ss"] * 6,
    }
    board = _board(tmp_path, systems, signatures={"mine": "file(x)", **YARDSTICKS})

    assert "mine" == board.baseline
    assert ["copy", "lead:3", "mine", "empty"] == [one.system for one in board.standings]
    assert {"copy", "empty", "lead:3"} == {one.system for one in board.standings if one.yardstick}
    assert ["mine"] == [one.system for one in board.standings if one.place]
    assert 6 == board.common
    assert "empty answered nothing, and is left out of what all systems answered" in board.notes
    assert (None, 0.0) == _means(board, "empty")["support"]


def test_a_name_makes_no_yardstick(tmp_path: Path) -> None:
    """A system that is only called copy is ranked as any other: its signature tells."""
    board = _board(
        tmp_path, {"copy": ["ss"] * 3, "b": ["su"] * 3}, signatures={"copy": "file(copy.jsonl)", "b": "copycat()"}
    )

    assert [False, False] == [one.yardstick for one in board.standings]


def test_answers_without_a_value(tmp_path: Path) -> None:
    """An answer whose claims were all abstained from is in no mean, neither as 0 nor as 1, and is counted."""
    board = _board(tmp_path, {"a": ["ss", "aa"], "b": ["ss", "su"]})

    assert (1.0, 1.0) == _means(board, "a")["support"]
    assert 1 == board.standing("a").cells["support"].unscored
    assert "1 answer of a without support, in no mean of it: no claim was judged, or the metric failed" in board.notes
    assert board.pairs[0].common is not None
    assert 1 == board.pairs[0].common.estimate.n


def test_failed_scores_are_told(tmp_path: Path) -> None:
    """A metric that failed on a system's block is named, with how often."""
    board = _board(tmp_path, {"a": ["ss", "ss"], "b": ["ss", "ss"]}, unscored={("b", 1): "failed"})

    assert "support failed on 1 block of b: not scored there" in board.notes


def test_columns_that_a_run_cannot_fill(tmp_path: Path) -> None:
    """A column whose metric is not in the run is left out and named, and is never 0."""
    found = leaderboard([made.write(tmp_path / "run.jsonl", {"a": A, "b": B}, metrics=[made.SUPPORT])])
    board = found.boards[0]

    assert ["support", "fully_supported", "contradicted_rate", "unsupported_rate", "words"] == [
        one.name for one in board.columns
    ]
    assert (
        "key facts: left out, since the run lacks the metric consistency with such a measure",
        "coverage, density, compression: left out, since the run lacks the metric extractive with such a measure",
    ) == found.notes
    assert any(
        "at equal copying and length: left out, since the runs lack coverage, density" in one for one in board.notes
    )


def test_nothing_was_judged(tmp_path: Path) -> None:
    """A run without the judging metric has lengths and answers, no rank and no pair."""
    board = _board(tmp_path, {"a": A, "b": B}, metrics=[made.EXTRACTIVE])

    assert (None, ()) == (board.primary, board.pairs)
    assert "no claim was judged: systems have no rank, and no pair is tested" in board.notes
    assert [None, None] == [one.place for one in board.standings]


def test_articles_of_one_content_are_one(tmp_path: Path) -> None:
    """Intervals are clustered by CONTENT: with one text alone there is none, however many articles have it."""
    board = _board(tmp_path, {"a": ["ss", "su", "uu"], "b": ["ss"] * 3}, same=True)
    estimate = board.standing("a").cells["support"].common

    assert estimate is not None
    assert (0.5, None, None, 3, 1) == (estimate.mean, estimate.low, estimate.high, estimate.n, estimate.clusters)


def test_what_so_few_articles_can_show(tmp_path: Path) -> None:
    """Each pair says from which size on a difference is seen, and how many articles it takes; few articles are doubted."""
    board = _board(tmp_path, {"a": ["ss", "su", "ss", "uu", "ss"], "b": ["su", "su", "uu", "uu", "ss"]})
    pair = board.pairs[0].common

    assert pair is not None
    assert pair.detectable is not None
    assert pair.detectable > abs(pair.estimate.mean)
    assert pair.needed is not None
    assert pair.needed > 5
    assert any("30" in one for one in board.notes)


def test_both_kinds_of_blocks(tmp_path: Path) -> None:
    """Each kind of block has a table of its own, with the systems that wrote it."""
    summaries = made.write(tmp_path / "s.jsonl", {"a": A}, block="SUMMARY")
    highlights = made.write(tmp_path / "h.jsonl", {"b": B}, block="HIGHLIGHTS")
    found = leaderboard([summaries, highlights])

    assert [("SUMMARY", ["a"]), ("HIGHLIGHTS", ["b"])] == [
        (board.block, [one.system for one in board.standings]) for board in found.boards
    ]


def test_support_at_equal_copying_and_length(tmp_path: Path) -> None:
    """With articles enough each system has its mean at equal copying and length; yardsticks are not in it."""
    draw = random.Random(7)
    systems: dict[str | None, made.Words] = {
        name: ["".join(draw.choices("su", [share, 1 - share], k=draw.randint(1, 5))) for _ in range(60)]
        for name, share in (("a", 0.9), ("b", 0.6), ("copy", 1.0))
    }
    board = _board(tmp_path, systems, signatures=YARDSTICKS)
    adjusted = {name: board.standing(name).adjusted for name in ("a", "b", "copy")}

    assert adjusted["copy"] is None
    assert adjusted["a"] is not None
    assert adjusted["b"] is not None
    assert adjusted["a"].mean != board.standing("a").cells["support"].common.mean  # type: ignore[union-attr]


def test_costs(tmp_path: Path) -> None:
    """What systems took is read from beside the run, where it is; a file of another form is told."""
    path = made.write(tmp_path / "run.jsonl", {"a": A, "b": B})
    assert [None, None] == [one.cost for one in leaderboard([path]).boards[0].standings]
    (tmp_path / "systems.json").write_text(
        json.dumps(
            {"systems": [{"name": "a", "signature": "x", "seconds": 1.5, "prompt_tokens": 7, "cost": None, "calls": 4}]}
        )
    )
    cost = leaderboard([path]).boards[0].standing("a").cost
    assert cost is not None
    assert (1.5, 7, None, None, 4) == (cost.seconds, cost.prompt_tokens, cost.completion_tokens, cost.cost, cost.calls)
    (tmp_path / "systems.json").write_text('{"systems": 3}')

    with pytest.raises(ConfigError, match=r"systems.json: not the costs of systems: .*expected"):
        leaderboard([path])


def test_worst_claims(tmp_path: Path) -> None:
    """A system's worst claims are kept: contradicted ones first, then the least probable, five at most."""
    board = _board(tmp_path, {"a": ["uu", "uc", "uu", "ss"]})

    assert ["contradicted", *["unsupported"] * 4] == [one.claim.verdict for one in board.standing("a").worst]


def test_equal_runs_give_equal_leaderboards(tmp_path: Path) -> None:
    """Twice the same run, twice the same numbers: what is drawn has a fixed seed."""
    path = made.write(tmp_path / "run.jsonl", {"a": A * 5, "b": B * 5})

    assert leaderboard([path], pairs="all") == leaderboard([path], pairs="all")


def test_confidence(tmp_path: Path) -> None:
    """A higher confidence has a wider interval around the same mean."""
    systems: dict[str | None, made.Words] = {"a": ["ss", "su", "uu", "ss", "su"] * 3, "b": ["ss"] * 15}
    narrow, wide = (
        _board(tmp_path, systems, confidence=one).standing("a").cells["support"].common for one in (0.8, 0.99)
    )

    assert narrow is not None
    assert wide is not None
    assert narrow.mean == wide.mean
    assert narrow.low is not None
    assert wide.low is not None
    assert wide.low < narrow.low
    assert math.isclose(narrow.mean, 0.6)
