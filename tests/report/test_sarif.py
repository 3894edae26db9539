"""SARIF: valid by the committee's schema, within GitHub's limits, with alerts that stay the same when lines move."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.problems import RULES, problems
from evalkit.report.sarif import write_sarif
from evalkit.runfile import CaseRecord, FooterRecord

SCHEMA = json.loads((Path(__file__).parents[1] / "data/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
LINK = re.compile(r"(?<!\\)\[((?:[^\\\[\]]|\\.)*)\]\((\d+)\)")  # 3.11.6: brackets within are escaped


def _written(made: Any, folder: Path, records: Any, outcome: Any = None, **limits: int) -> dict[str, Any]:
    target = folder / "run.sarif"
    left_out = write_sarif(made.run_file(folder, records), target, outcome, **limits)
    log = json.loads(target.read_text("utf-8"))
    assert [] == [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATOR.iter_errors(log)]
    (run,) = log["runs"]
    _hold(run)
    told = [one["message"]["text"] for one in run["invocations"][0].get("toolExecutionNotifications", ())]
    assert bool(left_out) == any("left out" in text for text in told)
    return run | {"left_out": left_out}


def _hold(run: dict[str, Any]) -> None:
    """What the schema does not say: rules are named rightly, links lead somewhere, every result has a file, no alert is there twice."""
    rules = run["tool"]["driver"]["rules"]
    alerts = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert "region" in location["physicalLocation"]
        alerts.add((result["ruleId"], uri, result["partialFingerprints"]["primaryLocationLineHash"]))
        related = [one["id"] for one in result.get("relatedLocations", ())]
        assert related == [int(number) for _, number in LINK.findall(result["message"]["text"])]
    assert len(alerts) == len(run["results"])


def test_a_run_without_problems(made, tmp_path: Path) -> None:
    """A run with nothing to tell has no results, which GitHub needs to close its alerts."""
    run = _written(made, tmp_path, [made.HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)])

    assert [] == run["results"]
    assert run["invocations"][0]["executionSuccessful"]


HOSTILE = [
    "[link](1) [a\\](2) ](3) {0} {{x}} \\[",
    "\n::error::pwned %0A",
    "<script>alert(1)</script> \u202egnorw \x07\x00",
    '"}]}',
    "\ud800 lone",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str, made, gated, tmp_path: Path) -> None:
    """Text of articles makes no link, no placeholder and no JSON; the log is valid and every problem in it."""
    records = gated.told_by(made, text)
    run = _written(made, tmp_path, records)
    notifications = run["invocations"][0]["toolExecutionNotifications"]

    assert 5 == len(run["results"]), "two findings on each of two claims, and the input that could not be read"
    assert not run["invocations"][0]["executionSuccessful"]
    assert {"failed-score", "number"} == {one["associatedRule"]["id"] for one in notifications}
    for one in (*run["results"], *notifications):
        assert not set("{}") & set(one["message"]["text"].replace("{{", "").replace("}}", "")), (
            "braces are doubled (3.11.5)"
        )


@given(st.text(max_size=60), st.text(max_size=30))
@settings(deadline=None)
def test_any_text_is_valid(made, gated, text: str, path: str) -> None:
    """Whatever articles, paths and metrics say, the log is valid and its results are the problems that stand in a file."""
    with tempfile.TemporaryDirectory() as folder:
        run = _written(made, Path(folder), gated.told_by(made, text, path))
        found = list(problems(Path(folder, "run.jsonl")))

    assert len(run["results"]) == sum(one.place is not None and one.rule != "failed-score" for one in found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a b/é#?.txt", {"uri": "a%20b/%C3%A9%23%3F.txt", "uriBaseId": "%SRCROOT%"}, id="blanks and signs"),
        pytest.param("a:b/100%.txt", {"uri": "a%3Ab/100%25.txt", "uriBaseId": "%SRCROOT%"}, id="what looks like a scheme"),
        pytest.param("./a.txt", {"uri": "a.txt", "uriBaseId": "%SRCROOT%"}, id="a dot before it"),
        pytest.param("/tmp/a b.txt", {"uri": "file:///tmp/a%20b.txt"}, id="absolute"),  # noqa: S108 - no file is there
        pytest.param("//host/a.txt", {"uri": "file:///host/a.txt"}, id="two slashes"),
        pytest.param("C:/a b.txt", {"uri": "file:///C:/a%20b.txt"}, id="a drive"),
    ],
)  # fmt: skip
def test_paths_are_uris(path: str, expected: dict[str, str], made, gated, tmp_path: Path) -> None:
    """A relative path is a percent-encoded reference from the root of the sources, an absolute one a file URI."""
    run = _written(made, tmp_path, gated.told_by(made, "text", path))

    for result in run["results"]:
        assert expected == result["locations"][0]["physicalLocation"]["artifactLocation"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(deadline=None)
def test_a_path_is_read_back(made, gated, path: str) -> None:
    """From the URI of any relative path a reader gets that path back, in its normal form where it stays below the top."""
    with tempfile.TemporaryDirectory() as folder:
        run = _written(made, Path(folder), gated.told_by(made, "text", f"x{path}"))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert ("", "", "") == (urlsplit(uri).scheme, urlsplit(uri).query, urlsplit(uri).fragment)
    normal = posixpath.normpath(f"x{path}")
    leads_out = normal in {".", ".."} or normal.startswith("../")
    assert (f"x{path}" if leads_out else normal) == unquote(urlsplit(uri).path)


def test_it_tells_the_run(made, tmp_path: Path) -> None:
    """A result has rule, level, region in code points, snippet, claim and evidence; all rules are there."""
    run = _written(made, tmp_path, made.records())
    result = next(one for one in run["results"] if "£3.9m" in one["message"]["text"])
    driver = run["tool"]["driver"]

    assert ("evalkit", [*RULES]) == (driver["name"], [rule["id"] for rule in driver["rules"]])
    assert "unicodeCodePoints" == run["columnKind"]
    assert ["error", "error", "error", "warning"] == [one["level"] for one in run["results"]]
    assert (
        "says £3.9m, the article says £2.4m. The claim: “The article says that the bridge cost £3.9m.”."
        " The article: [a.txt:20:7](1), [a.txt:21:7](2)."
    ) == result["message"]["text"]
    assert {
        "startLine": 6, "startColumn": 48, "endLine": 6, "endColumn": 53, "snippet": {"text": "£3.9m"},
    } == result["locations"][0]["physicalLocation"]["region"]  # fmt: skip
    assert [{"fullyQualifiedName": "a.txt#1:SUMMARY:one"}] == result["locations"][0]["logicalLocations"]
    first = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert {
        "startLine": 20, "startColumn": 7, "endLine": 22, "endColumn": 16, "snippet": {"text": made.PASSAGE},
    } == first  # fmt: skip
    assert "2025-01-01T00:00:00Z" == run["invocations"][0]["startTimeUtc"]
    assert "support(model='m@1')|v1" == run["properties"]["metrics"]["support"]


def test_findings_of_one_claim_are_alerts_of_their_own(made, tmp_path: Path) -> None:
    """Two findings of one type in one claim share the claim's fingerprint and differ by their number."""
    run = _written(made, tmp_path, made.records())
    found = [one["partialFingerprints"] for one in run["results"] if "evalkitClaim/v1" in one["partialFingerprints"]]
    claim = found[0]["evalkitClaim/v1"]

    assert {claim} == {one["evalkitClaim/v1"] for one in found[:2]}
    assert [f"{claim}:1", f"{claim}:2"] == [one["primaryLocationLineHash"] for one in found[:2]]


def test_fingerprints_survive_moved_lines(made, tmp_path: Path) -> None:
    """A claim that stands further down is the same alert."""
    moved = [
        msgspec.structs.replace(one, line=one.line + 7) if isinstance(one, CaseRecord) and one.line else one
        for one in made.records()
    ]
    before, after = (_written(made, tmp_path, records)["results"] for records in (made.records(), moved))

    assert [one["partialFingerprints"] for one in before] == [one["partialFingerprints"] for one in after]
    assert [one["locations"] for one in before] != [one["locations"] for one in after]


def test_text_of_a_record(made, gated, tmp_path: Path) -> None:
    """Of a record's text the line is known and no column: the region is the line, the message names the field."""
    found = [
        one
        for one in _written(made, tmp_path, gated.told_by(made, "text", "a.jsonl"))["results"]
        if one["locations"][0].get("logicalLocations", [{}])[0].get("name") == "text"
    ]

    assert [{"startLine": 6}] * 2 == [one["locations"][0]["physicalLocation"]["region"] for one in found]
    assert all("It stands in the field “text” of the record." in one["message"]["text"] for one in found)


def test_with_a_gate(made, gated, tmp_path: Path) -> None:
    """Beside a baseline results have their state and waivers; the gate over the run and the stale baseline are notifications."""
    records = made.records()
    run = _written(made, tmp_path, records, gated.outcome(records))
    failing = [one for one in run["results"] if "properties" in one]
    waived = [one for one in run["results"] if "suppressions" in one]
    (invocation,) = run["invocations"]

    assert [("error", "newly unsupported", "new"), ("error", "no answer", None)] == [
        (one["level"], one["properties"]["gate"], one.get("baselineState")) for one in failing
    ]
    assert (
        "It fails “newly unsupported”. The claim: “Nobody swam.”. Before: “Somebody swam.”."
        in failing[0]["message"]["text"]
    )
    suppression = {
        "kind": "external", "status": "accepted", "justification": "a known error of the checks (until 2027-01-31)",
    }  # fmt: skip
    assert [("note", "unchanged", [suppression])] * 2 == [
        (one["level"], one["baselineState"], one["suppressions"]) for one in waived
    ]
    assert [
        "support failed: <b>it broke</b>.",
        "SUMMARY: 0.416 over 2 blocks. It fails “support.mean >= 0.9”.",
        "The baseline is stale: metric support has another signature",
        "a waiver matches nothing",
    ] == [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert not invocation["executionSuccessful"]


def test_one_failure_on_many_blocks_is_told_once(made, gated, tmp_path: Path) -> None:
    """A metric that fails everywhere alike is one notification with the number of blocks and their names."""
    run = _written(made, tmp_path, gated.told_by(made, "text", "a.txt"))
    told = [one for one in run["invocations"][0]["toolExecutionNotifications"] if "failed" in one["message"]["text"]]

    assert ["text failed: text. On 3 blocks."] == [one["message"]["text"] for one in told]


@pytest.mark.parametrize("limit", [{"most": 20}, {"largest": 210_000}])
def test_beyond_the_limits_the_worst_is_kept(limit: dict[str, int], made, tmp_path: Path) -> None:
    """Where not all results fit, the least severe are left out, and how many is said in the file and given back."""
    whole = _written(made, tmp_path, made.large(100, 200))
    part = _written(made, tmp_path, made.large(100, 200), **limit)
    kept = len(part["results"])

    assert 0 == whole["left_out"]
    assert whole["results"][:kept] == part["results"]
    assert 0 < part["left_out"] == len(whole["results"]) - kept < len(whole["results"])
    assert sorted(levels := [one["level"] for one in whole["results"]]) == levels  # errors, then warnings
    assert len(gzip.compress((tmp_path / "run.sarif").read_bytes())) < limit.get("largest", 10_000_000)


def test_equal_runs_give_equal_bytes(made, tmp_path: Path) -> None:
    """The log depends on the run alone, not on where or when it is written."""
    for name in "ab":
        (tmp_path / name).mkdir()
        _written(made, tmp_path / name, made.records())

    assert (tmp_path / "a/run.sarif").read_bytes() == (tmp_path / "b/run.sarif").read_bytes()
