"""What fails a gate, what does not, and what is said of it: bounds, baselines, waivers, exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.baseline import read_baseline, write_baseline
from evalkit.errors import BaselineError, ConfigError, EvalkitError
from evalkit.gate.check import check
from evalkit.gate.outcome import Outcome
from evalkit.gate.settings import gate_settings
from evalkit.runfile import BadInputRecord
from tests.gate.made import EXTRACTIVE, SUPPORT, A, C, summary, write

TODAY = dt.date(2026, 6, 15)
Articles = Mapping[str, A]
Gate = Callable[..., Outcome]

GOOD = C("The council voted 9 to 4.")
WRONG = C("The bridge cost £3.9m.", "contradicted", ("number",))
UNKNOWN = C("Nobody swam.", "unsupported")
SILENT = C("Ὅμηρος.", "abstained")
OTHER = C("It was mended in May.")
BASE = {"a": summary(GOOD, UNKNOWN)}


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    """Holds articles against settings and, where older ones are given, against a baseline of those."""

    def run(new: Articles, old: Articles | None = None, table: Mapping[str, Any] | None = None, **more: Any) -> Outcome:
        settings = gate_settings(table or {}, lambda words: f"evalkit.toml:1:1[{words}]")
        baseline = None
        if old is not None:
            older = write(tmp_path / "old.jsonl", old, **more.pop("older", {}))
            drops = {drop.measure.partition(".")[0] for drop in settings.drop}
            write_baseline(older, tmp_path / "b.json", metrics=[one for one in drops if one == "extractive"])
            baseline = read_baseline(tmp_path / "b.json")
        return check(write(tmp_path / "new.jsonl", new, **more), settings, baseline, TODAY)

    return run


def told(outcome: Outcome) -> list[tuple[str, str | None]]:
    """The gates that fail, each with the words of the claims that it is about."""
    return [(one.gate, " ".join(claim.text for claim in one.claims) or None) for one in outcome.failures]


# What cannot be asked.


def test_neither_gate_nor_baseline(gate: Gate) -> None:
    """With nothing to hold a run against there is no pass: an error that says what to give."""
    with pytest.raises(ConfigError, match="there is nothing to hold the run against: expected --baseline FILE"):
        gate(BASE)


def test_a_drop_without_a_baseline(gate: Gate) -> None:
    """A bound on a change needs something older."""
    with pytest.raises(ConfigError, match="compares with a baseline, and there is none"):
        gate(BASE, table={"require": ["support >= 0"], "drop": [{"measure": "support", "max_drop": 0.1}]})


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("density", "neither end of it is better"),
        ("findings", "expected a measure of a metric"),
        ("suport", "did you mean"),
    ],
)
def test_a_drop_of_what_cannot_drop(gate: Gate, measure: str, said: str) -> None:
    """What has no better end, is no measure or is unknown cannot get worse."""
    with pytest.raises(ConfigError, match=said):
        gate(BASE, BASE, {"drop": [{"measure": measure, "max_drop": 0.1}]}, metrics=(SUPPORT, EXTRACTIVE))


def test_a_run_without_verdicts(gate: Gate) -> None:
    """A run that judges no claim has no newly unsupported ones: that is no pass."""
    with pytest.raises(BaselineError, match="no claim of the run is judged: expected the metric support"):
        gate(BASE, BASE, metrics=(EXTRACTIVE,), older={})


# What became of claims: the negative rows first. Old claims, new claims, what fails.

CHANGES: dict[str, tuple[tuple[C, ...], tuple[C, ...], list[tuple[str, str | None]]]] = {
    "nothing changed": ((GOOD, UNKNOWN), (GOOD, UNKNOWN), []),
    "repaired": ((C("Nobody swam.", "unsupported"),), (C("Nobody swam."),), []),
    "gone": ((GOOD, UNKNOWN), (GOOD,), []),
    "new and supported": ((GOOD,), (GOOD, OTHER), []),
    "moved": ((GOOD, OTHER), (OTHER, GOOD), []),
    "reworded, supported": ((GOOD,), (C("The council voted by 9 to 4."),), []),
    "no longer contradicted": ((WRONG,), (C(WRONG.text, "unsupported"),), []),
    "turned within the tolerance": ((C("It fell.", probability=0.5002),), (C("It fell.", "unsupported", probability=0.4998),), []),
    "newly unsupported": ((C("Nobody swam."),), (UNKNOWN,), [("newly unsupported", "Nobody swam.")]),
    "newly contradicted": ((C(WRONG.text),), (WRONG,), [("newly contradicted", WRONG.text)]),
    "from unsupported to contradicted": ((C(WRONG.text, "unsupported"),), (WRONG,), [("newly contradicted", WRONG.text)]),
    "turned beyond the tolerance": (
        (C("It fell.", probability=0.501),), (C("It fell.", "unsupported", probability=0.499),), [("newly unsupported", "It fell.")],
    ),
    "new and unsupported": ((GOOD,), (GOOD, UNKNOWN), [("newly unsupported", "Nobody swam.")]),
    "new and contradicted": ((GOOD,), (GOOD, WRONG), [("newly contradicted", WRONG.text)]),
    "reworded into a fault": (
        (C("The council voted 9 to 4 on the bridge."),), (C("The council voted 9 to 5 on the bridge.", "contradicted"),),
        [("newly contradicted", "The council voted 9 to 5 on the bridge.")],
    ),
    "one fault for another in nearly the same words": (
        (C("The council voted 9 to 6 on the bridge.", "contradicted"),), (C("The council voted 9 to 5 on the bridge.", "contradicted"),),
        [("newly contradicted", "The council voted 9 to 5 on the bridge.")],
    ),
    "newly abstained": ((C("Ὅμηρος."),), (SILENT,), [("newly abstained", "Ὅμηρος.")]),
    "new and abstained": ((GOOD,), (GOOD, SILENT), [("newly abstained", "Ὅμηρος.")]),
    "a fault told twice": ((GOOD, UNKNOWN), (GOOD, UNKNOWN, UNKNOWN), [("newly unsupported", "Nobody swam.")]),
    "the worst first": (
        (GOOD,), (UNKNOWN, SILENT, WRONG, GOOD),
        [("newly contradicted", WRONG.text), ("newly unsupported", "Nobody swam."), ("newly abstained", "Ὅμηρος.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "failures"), CHANGES.values(), ids=CHANGES)
def test_changes(gate: Gate, old: tuple[C, ...], new: tuple[C, ...], failures: list[tuple[str, str | None]]) -> None:
    """Without settings a baseline fails on what newly does not stand, new words included, and on nothing else."""
    outcome = gate({"a": summary(*new)}, {"a": summary(*old)})

    assert (failures, int(bool(failures))) == (told(outcome), outcome.code)
    assert () == outcome.stale


def test_a_verdict_that_turned_within_the_tolerance_is_told(gate: Gate) -> None:
    """It does not fail, and is not hidden either."""
    old, new = C("It fell.", probability=0.5002), C("It fell.", "unsupported", probability=0.4998)

    assert "1 verdict turned by no more than 0.001" in gate({"a": summary(new)}, {"a": summary(old)}).notes[0]


# Articles, blocks and systems.


def test_added_articles_are_judged(gate: Gate) -> None:
    """An article that the baseline does not know makes nothing stale; its faults fail."""
    outcome = gate({**BASE, "b": summary(GOOD, WRONG, content="Another.")}, BASE)

    assert ([("newly contradicted", WRONG.text)], 1) == (told(outcome), outcome.code)


def test_abstained_claims_of_added_articles(gate: Gate) -> None:
    """They were never judged, so none of them is newly abstained."""
    assert 0 == gate({**BASE, "b": summary(GOOD, SILENT, content="Another.")}, BASE).code


def test_renamed_files_and_moved_lines(gate: Gate) -> None:
    """An article is its CONTENT: under another name it is the same."""
    outcome = gate({"z": summary(GOOD, UNKNOWN, path="elsewhere/z.txt")}, BASE)

    assert (0, {"moved": 2}) == (outcome.code, dict(outcome.counts))


def test_missing_article(gate: Gate) -> None:
    """An article that is not in the run makes the baseline stale: it cannot be green for what nobody looked at."""
    outcome = gate(BASE, {**BASE, "b": summary(GOOD, content="Another.")})

    assert (2, ("the article b.txt#1 ('About b') is not in this run",)) == (outcome.code, outcome.stale)


def test_changed_content(gate: Gate) -> None:
    """An article whose CONTENT changed is named as such."""
    outcome = gate({"a": summary(GOOD, content="Changed.")}, BASE)

    assert 2 == outcome.code
    assert outcome.stale[0].startswith("the CONTENT of a.txt#1 ('About a') was ")


def test_the_same_content_twice(gate: Gate) -> None:
    """Two articles of one CONTENT are two: if one goes, the baseline is stale."""
    twice = {**BASE, "b": summary(GOOD, UNKNOWN)}

    assert (0, 2) == (gate(twice, twice).code, gate(BASE, twice).code)


def test_the_same_content_in_another_order(gate: Gate) -> None:
    """Articles of one CONTENT in two files are told apart by their ids, in whatever order the files are named."""
    twice = {"a": summary(GOOD, system="s"), "b": summary(GOOD, UNKNOWN, system="t")}

    outcome = gate(dict(reversed(twice.items())), twice)

    assert (0, {"same": 3}) == (outcome.code, dict(outcome.counts))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"metrics": (type(SUPPORT)("support", "support(model='other')|v1", SUPPORT.measures),)}, "support was support(model='made')|v1 and is"),
        ({"versions": {"segmenter": "2", "claims": "2"}}, "the version of segmenter was 1 and is 2"),
        ({"config": {"verdict_from": "extractive"}, "metrics": (SUPPORT, EXTRACTIVE)}, "verdicts came from support, and now come from extractive"),
    ],
    ids=["signature", "segmenter", "judge"],
)  # fmt: skip
def test_made_in_another_way(gate: Gate, more: dict[str, Any], said: str) -> None:
    """Where verdicts or claims are made in another way the baseline is stale, and no claim is compared."""
    outcome = gate({"a": summary(WRONG)}, BASE, **more, older={})

    assert 2 == outcome.code
    assert said in outcome.stale[0]
    assert ({}, ()) == (dict(outcome.counts), outcome.failures)


SILENCES: dict[str, tuple[A, str, str]] = {
    "empty": (summary(texts={"SUMMARY": ""}), "no answer", "the block is empty now; it had 2 claims"),
    "nothing but a lead-in": (summary(texts={"SUMMARY": "Key points:"}), "no answer", "the block has no claim now"),
    "refused": (
        summary(C("I'm sorry, but I can't summarise this article.", "unsupported")), "no answer", "the summariser declines to answer now",
    ),
    "failed": (summary(GOOD, UNKNOWN, status={"support": "failed"}), "failed", "support failed on it"),
    "the block is gone": (A("The council met.", {("HIGHLIGHTS", None): (GOOD,)}), "gone", "a.txt: the SUMMARY that the baseline has is gone"),
    "the system is gone": (summary(GOOD, system="ours"), "gone", "the SUMMARY that the baseline has is gone"),
}  # fmt: skip


@pytest.mark.parametrize(("new", "rule", "said"), SILENCES.values(), ids=SILENCES)
def test_silence_is_no_faithfulness(gate: Gate, new: A, rule: str, said: str) -> None:
    """A block that was answered and is empty, refused, failed or gone now fails; its words are not judged beside."""
    outcome = gate({"a": new}, BASE)
    own = [one for one in outcome.failures if one.gate == rule]

    assert 1 == outcome.code
    assert [True] == [said in one.reason for one in own]
    assert not [one for one in outcome.failures if one.gate.startswith("newly")]


def test_silence_before(gate: Gate) -> None:
    """What was empty or refused in the baseline already is none of the change's doing."""
    for before in (summary(), summary(C("I cannot summarize this.", "unsupported"))):
        assert 0 == gate({"a": summary(texts={"SUMMARY": ""})}, {"a": before}).code


# Bounds on the run itself.

BOUNDS: dict[str, tuple[dict[str, A], list[Any], list[str]]] = {
    "holds": ({"a": summary(GOOD)}, ["support >= 1", "support.mean >= 1", "findings == 0", "claims.contradicted == 0"], []),
    "each block by itself": (
        {"a": summary(GOOD), "b": summary(GOOD, WRONG)}, ["support >= 0.6"], ["support is 0.5 here, and must be >= 0.6"],
    ),
    "all together": (
        {"a": summary(GOOD), "b": summary(GOOD, WRONG)}, ["support.mean >= 0.8"],
        ["SUMMARY: the mean over 2 blocks is 0.75, and must be >= 0.8"],
    ),
    "together, holds": ({"a": summary(GOOD), "b": summary(GOOD, WRONG)}, ["support.mean >= 0.75", "claims.contradicted.sum <= 1"], []),
    "systems by themselves": (
        {"a": A("x", {("SUMMARY", "s"): (GOOD,), ("SUMMARY", "t"): (WRONG,)})}, ["support.mean >= 0.5"],
        ["SUMMARY of t: the mean over 1 block is 0, and must be >= 0.5"],
    ),
    "one system": ({"a": A("x", {("SUMMARY", "s"): (GOOD,), ("SUMMARY", "t"): (WRONG,)})}, [{"that": "support.mean >= 0.5", "system": "s"}], []),
    "one kind of block": ({"a": A("x", {("SUMMARY", None): (WRONG,), ("HIGHLIGHTS", None): (GOOD,)})}, ["HIGHLIGHTS: support >= 1"], []),
    "findings of a type": (
        {"a": summary(WRONG, C("In June.", "unsupported", ("date",)))}, ["findings.number == 0"],
        ["findings.number is 1 here, and must be == 0"],
    ),
    "findings of certainty": ({"a": summary(WRONG)}, [{"that": "findings == 0", "certainty": "likely"}], []),
    "no such block": ({"a": summary(GOOD)}, ["HIGHLIGHTS: support >= 0"], ["the run has no block that it is for (HIGHLIGHTS)"]),
    "no such system": (
        {"a": summary(GOOD)}, [{"that": "support >= 0", "system": "ours"}], ["the run has no block that it is for (any kind of block, system 'ours')"],
    ),
    "no value": ({"a": summary()}, ["support >= 0"], ["support has no value here: not applicable: not_applicable, for a reason"]),
    "no value among many": (
        {"a": summary(), "b": summary(GOOD)}, ["support.mean >= 0"],
        ["SUMMARY: 1 block of 2 without a value of support.mean (not applicable: not_applicable, for a reason): a.txt#1:SUMMARY."],
    ),
    "no value, which is well": ({"a": summary(), "b": summary(GOOD)}, [{"that": "support.mean >= 1", "missing": "briefs have none"}], []),
    "abstained": ({"a": summary(GOOD, status={"support": "abstained"})}, ["support.mean >= 0"], ["SUMMARY: 1 block of 1 without a value"]),
    "too few": (
        {"a": summary(GOOD)}, [{"that": "support.mean >= 0.5", "min_cases": 2}], ["SUMMARY: 1 block with a value, and 2 are asked for"],
    ),
    "an interval of one article": ({"a": summary(GOOD)}, ["support.low >= 0"], ["SUMMARY: one article alone has no lower bound"]),
    "two bounds": ({"a": summary(WRONG)}, ["support >= 1", "findings == 0"], ["support is 0 here", "findings is 1 here"]),
}  # fmt: skip


@pytest.mark.parametrize(("articles", "require", "reasons"), BOUNDS.values(), ids=BOUNDS)
def test_bounds(gate: Gate, articles: dict[str, A], require: list[Any], reasons: list[str]) -> None:
    """A bound holds or gives its reason; what has no value fails, unless the settings say why that is well."""
    outcome = gate(articles, table={"require": require})

    assert len(reasons) == len(outcome.failures)
    assert [] == [
        reason for reason, one in zip(reasons, outcome.failures, strict=True) if not one.reason.startswith(reason)
    ]
    assert reasons or {one.gate for one in outcome.held}


def test_what_a_bound_points_at(gate: Gate) -> None:
    """A count points at the claims that are counted; a share of the judging metric at those that do not stand; another at the block."""
    outcome = gate(
        {"a": summary(GOOD, WRONG, UNKNOWN)}, table={"require": ["findings.number == 0", "support >= 1", "density >= 3"]},
        metrics=(SUPPORT, EXTRACTIVE),
    )  # fmt: skip

    assert [
        ("findings.number == 0", WRONG.text), ("support >= 1", f"{WRONG.text} {UNKNOWN.text}"), ("density >= 3", None),
    ] == told(outcome)  # fmt: skip


# Bounds on how means moved.


def _many(bad: int, of: int = 30) -> dict[str, A]:
    return {
        f"a{n:02d}": summary(GOOD, C(f"Number {n} swam.", "unsupported" if n < bad else "supported"), content=f"{n}")
        for n in range(of)
    }


def _drop(**more: Any) -> dict[str, Any]:
    return {"newly_unsupported": 99, "drop": [{"measure": "support", **more}]}


DROPS: dict[str, tuple[int, int, dict[str, Any], list[str]]] = {
    "unchanged": (3, 3, {"max_drop": 0}, []),
    "better": (9, 3, {"max_drop": 0}, []),
    "within the bound": (0, 3, {"max_drop": 0.05}, []),
    "beyond the bound": (0, 4, {"max_drop": 0.05}, ["SUMMARY: 1.0000 before, 0.9333 now: worse by 0.0667, more than 0.05"]),
    "beyond a share": (15, 20, {"max_relative_drop": 0.1}, ["SUMMARY: 0.7500 before, 0.6667 now: worse by 11.1% of it, more than 10.0%"]),
    "beyond, within noise": (0, 4, {"max_drop": 0.05, "alpha": 0.05}, []),
    "beyond, more than noise": (0, 12, {"max_drop": 0.05, "alpha": 0.05}, ["SUMMARY: 1.0000 before, 0.8000 now, p = 0.00"]),
    "alpha alone, within noise": (0, 3, {"alpha": 0.05}, []),
    "alpha alone": (0, 8, {"alpha": 0.05}, ["SUMMARY: 1.0000 before, 0.8667 now, p = 0.00"]),
    "too few": (0, 0, {"max_drop": 0.05, "min_cases": 31}, ["SUMMARY: 30 blocks to compare, and 31 are asked for"]),
    "too few, which is well": (0, 0, {"max_drop": 0.05, "min_cases": 31, "missing": "a small set"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "drop", "reasons"), DROPS.values(), ids=DROPS)
def test_drops(gate: Gate, before: int, after: int, drop: dict[str, Any], reasons: list[str]) -> None:
    """A mean that fell further than it may fails, with alpha only where that is more than noise."""
    outcome = gate(_many(after), _many(before), _drop(**drop))

    assert len(reasons) == len(outcome.failures)
    assert [] == [r for r, one in zip(reasons, outcome.failures, strict=True) if not one.reason.startswith(r)]
    assert bool(reasons) != any(one.gate.startswith("support:") for one in outcome.held)


def test_noise_that_few_articles_cannot_leave(gate: Gate) -> None:
    """With five articles no difference is significant at .05: that is not comparable, and fails rather than pass for ever."""
    table = _drop(max_drop=0.1, alpha=0.05)
    outcome = gate(_many(5, 5), _many(0, 5), table)

    assert "5 articles cannot show a difference at alpha 0.05" in outcome.failures[0].reason
    assert 0 == gate(_many(0, 5), _many(0, 5), table).code


def test_lower_is_better(gate: Gate) -> None:
    """A rate that is better when it is low falls by rising."""
    table = {"newly_unsupported": 99, "drop": [{"measure": "unsupported_rate", "max_drop": 0.05}]}

    assert (1, 0) == (gate(_many(9), _many(0), table).code, gate(_many(0), _many(9), table).code)


def test_values_that_were_lost(gate: Gate) -> None:
    """A block that had a value and has none cannot hide a fall."""
    new = {**_many(0), "a00": summary(GOOD, C("Number 0 swam."), content="0", status={"support": "abstained"})}

    assert (
        "1 block with a value of support in the baseline without one now"
        in gate(new, _many(0), _drop(max_drop=0.5)).failures[0].reason
    )


def test_more_than_noise_is_said(gate: Gate) -> None:
    """Whether the mean moved by more than noise is told of every run beside a baseline."""
    (shift,) = gate(_many(12), _many(0)).shifts

    assert ("support", 1.0, 0.8) == (shift.measure, shift.old, shift.new)
    assert shift.p < 0.01


# Waivers and exceptions.


def _waive(outcome: Outcome, **more: Any) -> dict[str, Any]:
    return {"waive": [{"claim": outcome.failures[0].claims[0].id, "reason": "the desk knows", **more}]}


def test_waived(gate: Gate) -> None:
    """A claim that is waived does not fail, and is shown with the reason."""
    new, old = {"a": summary(GOOD, WRONG)}, {"a": summary(GOOD)}
    outcome = gate(new, old, _waive(gate(new, old)))

    assert 0 == outcome.code
    assert ["the desk knows"] == [waiver.reason for one in outcome.waived for waiver in one.waivers]


@pytest.mark.parametrize(("until", "code"), [("2026-06-14", 1), ("2026-06-15", 0), ("2027-01-01", 0)])
def test_waivers_expire(gate: Gate, until: str, code: int) -> None:
    """A waiver holds through its last day; afterwards the claim fails again, and the report says why."""
    new, old = {"a": summary(GOOD, WRONG)}, {"a": summary(GOOD)}
    outcome = gate(new, old, _waive(gate(new, old), until=dt.date.fromisoformat(until)))

    assert code == outcome.code
    assert bool(code) == any("held until 2026-06-14 and counts no more" in note for note in outcome.notes)


def test_a_waiver_of_nothing(gate: Gate) -> None:
    """A waiver that no claim needs any more is told."""
    outcome = gate(BASE, BASE, {"waive": [{"claim": "0" * 16, "reason": "old"}]})

    assert (0, f"the waiver of claim {'0' * 16} is of no claim of this run and can go (old)") == (
        outcome.code,
        outcome.notes[0],
    )


def test_waivers_of_bounds(gate: Gate) -> None:
    """Counts pass over waived claims; a share is waived where all that do not stand are, and only then."""
    one, two = {"a": summary(GOOD, WRONG)}, {"a": summary(GOOD, WRONG, UNKNOWN)}
    table = {"require": ["findings.number == 0", "support >= 1"]}
    waive = _waive(gate(one, table=table))

    assert 0 == gate(one, table={**table, **waive}).code
    assert ["support >= 1"] == [failure.gate for failure in gate(two, table={**table, **waive}).failures]


@pytest.mark.parametrize(
    ("new", "key", "more"),
    [
        (summary(texts={"SUMMARY": ""}), "no_answer", {}),
        (summary(GOOD, UNKNOWN, status={"support": "failed"}), "failed_scores", {}),
        (A("The council met.", {}), "gone", {}),
        (summary(GOOD, UNKNOWN, SILENT), "abstained", {}),
        (summary(GOOD, UNKNOWN), "bad_inputs", {"bad": [BadInputRecord("b.txt", 1, 1, "no CONTENT")]}),
    ],
    ids=["no_answer", "failed_scores", "gone", "abstained", "bad_inputs"],
)
def test_exceptions_with_a_reason(gate: Gate, new: A, key: str, more: dict[str, Any]) -> None:
    """What is missing fails, unless the settings allow it with a reason, which is then shown."""
    articles = {"a": new, "z": summary(GOOD, content="z")}
    old = {**BASE, "z": summary(GOOD, content="z")}

    assert 1 == gate(articles, old, **more).code
    outcome = gate(articles, old, {"allow": {key: "known to the desk"}}, **more)
    assert 0 == outcome.code
    assert "(known to the desk)" in outcome.notes[0]


@pytest.mark.parametrize(("number", "code"), [(0, 1), (1, 1), (2, 0), (9, 0)])
def test_a_number_of_claims_may_be_newly_unsupported(gate: Gate, number: int, code: int) -> None:
    """Up to the number that the settings allow; one more, and all of them fail."""
    outcome = gate({"a": summary(GOOD, WRONG, UNKNOWN)}, {"a": summary(GOOD)}, {"newly_unsupported": number})

    assert (code, 2 if code else 0) == (outcome.code, len(outcome.failures))


def test_an_empty_run(gate: Gate) -> None:
    """A run of nothing passes nothing."""
    outcome = gate({}, table={"require": ["support >= 0"]})

    assert ["support >= 0", "no blocks"] == sorted((one.gate for one in outcome.failures), reverse=True)


def test_errors_are_ours(gate: Gate) -> None:
    """A gate that names nothing of the run is an error of ours, which the command line tells."""
    with pytest.raises(EvalkitError, match="the run has no measure 'rouge1'"):
        gate(BASE, table={"require": ["rouge1 >= 0"]})
