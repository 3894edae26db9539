"""Golden numbers: every number of every built-in metric over a few articles. One that changes is a change of its metric's version.

After a change of numbers: raise the metric's `version` (or that of the segmenter or of claims), then
EVALKIT_UPDATE_GOLDEN=1 pytest tests/test_numbers.py   writes tests/data/numbers.json anew; read what changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from evalkit import claims, segment
from evalkit.api import run
from evalkit.plugins import DEFAULT_METRICS, build
from evalkit.runfile import TOLERANCE, Run

pytestmark = [pytest.mark.model, pytest.mark.once]

REPOSITORY = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "data" / "numbers.json"
INPUTS = (
    "seeds/01-harbour-bridge.txt", "seeds/09-rail-strike.txt", "seeds/14-briefs.txt",
    "fixtures/tuning/01-swim-record.txt", "fixtures/tuning/06-school-meals.txt", "fixtures/tuning/08-insurance-fine.txt",
    "tests/data/numbers.jsonl",
)  # fmt: skip
FROM_MODELS = {"bertscore", "semantic", "support"}
"""Metrics whose numbers come from a model: their last digits are another processor's own."""
CUTS = "cuts"
"""Under this name stand sentences and claims, which belong to no metric."""


@pytest.fixture(scope="module")
def computed(warm: Path) -> dict[str, Any]:
    """The sections of the golden file, as they are computed now."""
    before = Path.cwd()
    os.chdir(REPOSITORY)
    try:
        found = run(INPUTS, cache=warm, offline=True)
    finally:
        os.chdir(before)
    return {name: _section(version, numbers) for name, version, numbers in _all(found)}


def _all(found: Run) -> list[tuple[str, str, Any]]:
    cuts = {article.id: [list(span) for span in article.sentences] for article in found.articles}
    cuts |= {case.id: [[one.id, one.start, one.end, one.judged_text] for one in case.claims] for case in found.cases}
    sections = [(CUTS, f"segmenter {segment.VERSION}, claims {claims.VERSION}", cuts)]
    return sections + [
        (name, str(build(name).version), {case.id: _numbers(case, name) for case in found.cases})
        for name in DEFAULT_METRICS
    ]


def _numbers(case: Any, name: str) -> dict[str, Any]:
    """What a metric says of a case: its values, and its judgements and findings claim by claim."""
    score = next(one for one in case.scores if one.metric == name)
    told: dict[str, Any] = {"status": score.status, "values": score.values, "note": score.note}
    told["passages"] = [list(span) for span in score.passages]
    judged = {}
    for claim in case.claims:
        own: list[Any] = [
            [one.type, one.certainty, one.start, one.end, one.source_start, one.source_end, one.message]
            for one in claim.findings
            if one.metric == name
        ]
        if name == "support":
            votes = [[vote.tier, vote.verdict, vote.probability] for vote in claim.votes]
            evidence = [[one.start, one.end, one.score] for one in claim.evidence]
            own = [claim.verdict, claim.probability, claim.tier, votes, evidence, own]
        if name == "highlights" and claim.origin is not None:
            own = [claim.origin.copying, claim.origin.longest_run, claim.origin.position, own]
        judged[claim.id] = own
    return {**told, "claims": judged}


def _section(version: str, numbers: Any) -> dict[str, Any]:
    plain = json.loads(json.dumps(numbers))
    return {"version": version, "sha256": _digest(plain), "numbers": plain}


def _digest(numbers: Any) -> str:
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


def _problem(name: str, golden: dict[str, Any], now: dict[str, Any], tolerance: float) -> str | None:
    """Why a section is not as the golden file has it, and what to do; None where it is."""
    differs = _differs(golden["numbers"], now["numbers"], tolerance)
    if golden["version"] != now["version"]:
        return f"the version of {name} was {golden['version']} and is {now['version']}: EVALKIT_UPDATE_GOLDEN=1 renews its numbers"
    if differs:
        return (
            f"the numbers of {name} changed ({differs}) and its version did not: raise it, then EVALKIT_UPDATE_GOLDEN=1"
            " pytest tests/test_numbers.py"
        )
    return None


def _differs(old: Any, new: Any, tolerance: float, path: str = "") -> str | None:
    """Where two values are first unlike, or None. Only numbers with a fraction may lie apart."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return next((told for key in old if (told := _differs(old[key], new[key], tolerance, f"{path} {key}"))), None)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return next((told for n, pair in pairs if (told := _differs(*pair, tolerance, f"{path} {n}"))), None)
    if old == new or (isinstance(old, float) and isinstance(new, float) and abs(old - new) <= tolerance + 1e-12):
        return None
    return f"{path.strip()}: {old!r} to {new!r}"


def _golden() -> dict[str, Any]:
    return json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}


@pytest.mark.parametrize("name", [CUTS, *DEFAULT_METRICS])
def test_the_numbers_are_those_of_their_version(name: str, computed: dict[str, Any]) -> None:
    """No number of a metric differs from the golden one without another version; a new version has golden numbers of its own."""
    known, tolerance = _golden(), TOLERANCE if name in FROM_MODELS else 0.0
    now = computed[name]

    if os.environ.get("EVALKIT_UPDATE_GOLDEN") and known.get(name, {}).get("version") != now["version"]:
        known[name] = now
        whole = {one: known[one] for one in (CUTS, *DEFAULT_METRICS) if one in known}
        GOLDEN.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert _problem(name, _golden()[name], now, tolerance) is None


def test_the_golden_file_is_as_it_was_written() -> None:
    """It has a section for each built-in metric, and each has the hash of its numbers: none was written by hand."""
    golden = _golden()

    assert [CUTS, *DEFAULT_METRICS] == list(golden)
    assert {name: _digest(one["numbers"]) for name, one in golden.items()} == {
        name: one["sha256"] for name, one in golden.items()
    }


@pytest.mark.parametrize(
    ("version", "numbers", "expected"),
    [
        ("1", {"a": 0.5, "b": [1, "x"]}, None),
        ("1", {"a": 0.501, "b": [1, "x"]}, None),
        ("1", {"a": 0.502, "b": [1, "x"]}, "a: 0.5 to 0.502) and its version did not: raise it"),
        ("1", {"a": 0.5, "b": [2, "x"]}, "b 0: 1 to 2) and its version did not"),
        ("1", {"a": 0.5, "b": [1]}, "and its version did not"),
        ("2", {"a": 0.5, "b": [1, "x"]}, "the version of m was 1 and is 2: EVALKIT_UPDATE_GOLDEN=1 renews"),
        ("2", {"a": 0.9, "b": [1, "x"]}, "the version of m was 1 and is 2"),
    ],
)  # fmt: skip
def test_what_is_told(version: str, numbers: Any, expected: str | None) -> None:
    """A number that changed under the same version, and a version that changed without its numbers, are each told."""
    told = _problem("m", _section("1", {"a": 0.5, "b": [1, "x"]}), _section(version, numbers), TOLERANCE)

    assert expected is None if told is None else expected is not None and expected in told
