"""Scores that the cache keeps: the same bytes as computed ones, and only for the very case, metric and code that they are of."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from evalkit import kept
from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.metric import Case, Context, Measure, Metric, Score
from evalkit.reading import read
from evalkit.records import Article
from evalkit.scoring import Spent, records_of, scores_of
from evalkit.store import MemoryStore
from evalkit.verify import verify
from evalkit_metrics.consistency import Consistency
from evalkit_metrics.highlights import Highlights
from evalkit_metrics.overlap import Rouge
from evalkit_metrics.support import Support
from tests.conftest import article

OWN = (Rouge(), Rouge(stem=True), Highlights(), Consistency())


@pytest.fixture
def found(tmp_path: Path) -> list[Case]:
    (tmp_path / "a.txt").write_text(article(1) + article(2), "utf-8")
    return [case for item in read([tmp_path / "a.txt"]) if isinstance(item, Article) for case in cases(item)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cases ROUGE was asked for, call by call."""
    counts: list[int] = []
    own = Rouge.score

    def counting(metric: Rouge, some: Sequence[Case], ctx: Context) -> list[Score]:
        counts.append(len(some))
        return own(metric, some, ctx)

    monkeypatch.setattr(Rouge, "score", counting)
    return counts


def test_a_kept_score_is_the_computed_one(found: list[Case]) -> None:
    """Values, findings, origins and passages come back as they went in; the context counts both."""
    store = MemoryStore()
    window = [tuple(found)]
    bare = records_of(window, OWN, RunContext(), "support")
    for kept_ones in (0, len(found)):
        spent = Spent()
        assert bare == records_of(window, OWN, RunContext(store, keeps_scores=True), "support", spent)
        assert {kept_ones} == set(spent.kept.values())
        assert {len(found) - kept_ones} == set(spent.cases.values())


def test_only_what_is_missing_is_computed(found: list[Case], asked: list[int]) -> None:
    context = RunContext(MemoryStore(), keeps_scores=True)
    first = scores_of(Rouge(), found[1:3], context)
    assert first == scores_of(Rouge(), found, context)[1:3]
    assert [2, len(found) - 2] == asked


def test_a_context_that_keeps_none_computes_all(found: list[Case], asked: list[int]) -> None:
    store = MemoryStore()
    scores_of(Rouge(), found, RunContext(store, keeps_scores=True))
    scores_of(Rouge(), found, RunContext(store))
    assert [len(found)] * 2 == asked


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Another text."},
        {"start": 3},
        {"claims": ()},
        {"article": "title"},
        {"article": "published"},
        {"article": "sentences"},
    ],
    ids=str,
)
def test_another_case_is_another_score(found: list[Case], asked: list[int], change: dict[str, Any]) -> None:
    """Whatever a metric may look at, offsets included, tells cases apart."""
    context = RunContext(MemoryStore(), keeps_scores=True)
    case = found[0]
    if name := change.get("article"):
        value: Any = () if name == "sentences" else "2 March 2031"
        change = {"article": dataclasses.replace(case.article, **{name: value})}
    scores_of(Rouge(), [case], context)
    scores_of(Rouge(), [dataclasses.replace(case, **change)], context)
    assert [1, 1] == asked


def test_other_parameters_and_other_code_find_nothing(
    found: list[Case], asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = RunContext(MemoryStore(), keeps_scores=True)
    scores_of(Rouge(), found[:1], context)
    scores_of(Rouge(stem=True), found[:1], context)
    monkeypatch.setattr(kept, "_code", lambda: "another")
    scores_of(Rouge(), found[:1], context)
    assert [1, 1, 1] == asked


def test_judges_of_one_host_are_two() -> None:
    """Their signatures, which show no more of an address than its host, are equal; their scores are not taken for each other's."""
    one, other = (Support(judge_url=f"http://127.0.0.1:1/{name}", judge_model="m") for name in ("a", "b"))
    assert one.signature == other.signature
    assert kept.KeptScores(MemoryStore(), one)._name != kept.KeptScores(MemoryStore(), other)._name


def test_the_code_is_every_file_of_the_metrics(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One changed byte anywhere in them changes the key; where they cannot be read nothing is kept."""
    kept._code.cache_clear()
    files = {path.name for path in kept._files()}
    assert {"support.py", "dates.py", "support.json", "segment.py", "words.py"} <= files
    before = kept._code()
    monkeypatch.setattr(kept, "_files", lambda: iter([tmp_path / "x.py"]))
    try:
        keys = []
        for text in ("a = 1", "a = 2"):
            (tmp_path / "x.py").write_text(text, "utf-8")
            kept._code.cache_clear()
            keys.append(kept._code())
        assert len({before, *keys}) == 3
        (tmp_path / "x.py").unlink()
        kept._code.cache_clear()
        assert not kept.KeptScores.keeps(Rouge())
    finally:
        kept._code.cache_clear()


@dataclass(frozen=True)
class Stranger(Metric):
    """A plugin: what it stands on is not known."""

    name: ClassVar[str] = "stranger"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("one"),)

    def score(self, cases: Sequence[Case], ctx: Context) -> list[Score]:
        return [Score("scored", {"one": 1.0}) for _ in cases]


def test_scores_of_plugins_are_not_kept(found: list[Case]) -> None:
    store = MemoryStore()
    scores_of(Stranger(), found, RunContext(store, keeps_scores=True))
    assert store._rows == {}


def test_a_failure_is_not_kept(found: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    context = RunContext(MemoryStore(), keeps_scores=True)
    with monkeypatch.context() as patch:
        patch.setattr(Rouge, "score", lambda *_: 1 / 0)
        assert ["failed"] == [one.status for one in scores_of(Rouge(), found[:1], context)]
    assert ["scored"] == [one.status for one in scores_of(Rouge(), found[:1], context)]


def test_what_no_score_can_be_read_from_is_computed_anew(found: list[Case], asked: list[int]) -> None:
    store = MemoryStore()
    context = RunContext(store, keeps_scores=True)
    first = scores_of(Rouge(), found, context)
    store.put(dict.fromkeys(store._rows, b"\xc1 no score"))
    assert first == scores_of(Rouge(), found, context)
    assert [len(found)] * 2 == asked


def test_verify_computes_what_a_spoiled_cache_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run out of a cache with a wrong score is wrong, and `verify` finds it, even with that very cache."""
    import evalkit
    from evalkit.store import SqliteStore

    (tmp_path / "a.txt").write_text(article(1), "utf-8")
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        wrong = Score("scored", {measure.name: 0.25 for measure in Rouge.measures}, seen=1.0)
        patch.setattr(Rouge, "score", lambda _, some, __: [wrong] * len(some))
        evalkit.run("a.txt", metrics=["rouge"], out="spoiled", cache="cache")
    evalkit.run("a.txt", metrics=["rouge"], out="again", cache="cache")
    evalkit.run("a.txt", metrics=["rouge"], out="right", cache=False)
    again, right = (Path(name, "run.jsonl").read_text("utf-8").splitlines()[1:] for name in ("again", "right"))
    assert again != right
    with SqliteStore(tmp_path / "cache") as store:
        outcome = verify(Path("again/run.jsonl"), store=store)
    assert outcome.code == 1
    assert len(outcome.differences) >= len(Rouge.measures)
