"""JUnit XML: valid by Jenkins' schema, the same counts as the run, and with a gate exactly its failures."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.gate.outcome import Outcome
from evalkit.report.junit import write_junit
from evalkit.runfile import BadInputRecord, CaseRecord, FooterRecord

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[1] / "data/schemas/junit-10.xsd")
KINDS = ("failure", "error", "skipped")


def _written(made: Any, folder: Path, records: Any, outcome: Any = None) -> ET.Element:
    target = folder / "junit.xml"
    write_junit(made.run_file(folder, records), target, outcome)
    SCHEMA.validate(target)
    root = ET.parse(target).getroot()  # noqa: S314 - our own file
    _hold(root)
    return root


def _hold(root: ET.Element) -> None:
    """What the schema does not say: the counts are those of the tests, which have one ending and a name of their own each."""
    names = [(suite.get("name"), test.get("name")) for suite in root for test in suite.iter("testcase")]
    assert len(names) == len(set(names))
    for element in (root, *root):
        tests = list(element.iter("testcase"))
        endings = Counter(one.tag for test in tests for one in test if one.tag in KINDS)
        told = [int(element.get(name, "0")) for name in ("tests", "failures", "errors")]
        assert [len(tests), endings["failure"], endings["error"]] == told
        if element.tag == "testsuite":
            assert endings["skipped"] == int(element.get("skipped", ""))
        assert all(sum(one.tag in KINDS for one in test) <= 1 for test in tests)


def _endings(root: ET.Element, kind: str) -> dict[str, ET.Element]:
    return {
        f"{suite.get('name')} {test.get('name')}": found
        for suite in root
        for test in suite.iter("testcase")
        for found in test.findall(kind)
    }


def test_a_run_without_cases(made, tmp_path: Path) -> None:
    """A run of nothing is a file without suites."""
    root = _written(made, tmp_path, [made.HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)])

    assert ("0", []) == (root.get("tests"), list(root))


HOSTILE = [
    "<failure/>]]>&amp;<!-- --><![CDATA[ ' \" ",
    "\x00\x01\x1f\x7f\ufffe\uffff",
    "\ud800 lone",
    "\n::error::pwned\r\n\t",
    "\u202egnorw \u2028 😀",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str, made, gated, tmp_path: Path) -> None:
    """Whatever articles, notes and paths say, the file is valid, and no text of theirs is an element."""
    root = _written(made, tmp_path, gated.told_by(made, text))

    assert {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "system-out"} == {
        element.tag for element in root.iter()
    }
    assert (3, 4) == (len(_endings(root, "failure")), len(_endings(root, "error")))


@given(st.text(max_size=60), st.text(max_size=30))
@settings(deadline=None)
def test_any_text_is_valid(made, gated, text: str, path: str) -> None:
    """The file is valid whatever text is in titles, claims, notes and paths."""
    with tempfile.TemporaryDirectory() as folder:
        root = _written(made, Path(folder), gated.told_by(made, text, path))

    assert "7" == root.get("tests")


def test_it_has_the_counts_of_the_run(made, tmp_path: Path) -> None:
    """A test is a block and a metric, a suite a file: scored passes or fails, failed is an error, the rest is skipped with its note."""
    records = made.records()
    root = _written(made, tmp_path, records)
    statuses = Counter(score.status for one in records if isinstance(one, CaseRecord) for score in one.scores)
    bad = sum(isinstance(one, BadInputRecord) for one in records)

    assert sum(statuses.values()) + bad == int(root.get("tests", ""))
    assert statuses["failed"] + bad == int(root.get("errors", ""))
    assert statuses["abstained"] + statuses["not_applicable"] == len(_endings(root, "skipped"))
    assert ["b.txt", "(no file)", "<b>bad</b>.txt", "a.txt"] == [suite.get("name") for suite in root]
    assert "<b>it broke</b>" == _endings(root, "error")["a.txt a.txt#1:HIGHLIGHTS:<i>two</i>::support"].get("message")
    assert "the block is empty" == _endings(root, "skipped")["a.txt a.txt#1:HIGHLIGHTS:one::support"].get("message")
    assert "support(model='m@1')|v1" in {one.get("value") for one in root[0].iter("property")}
    assert "b.txt:6:6 support=0.5 unsupported_rate=0.25" == root[0].findtext("testcase/system-out")


def test_a_failure_tells_its_claims(made, tmp_path: Path) -> None:
    """Every claim that does not stand is in the failure of the metric that judges, with place, reasons, words and evidence."""
    failures = _endings(_written(made, tmp_path, made.records()), "failure")
    (failure,) = failures.values()

    assert ["a.txt a.txt#1:SUMMARY:one::support"] == list(failures)
    assert "contradicted" == failure.get("type")
    assert "2 of 4 claims do not stand: says £3.9m, the article says £2.4m" == failure.get("message")
    assert (failure.text or "").split("\n") == [
        "a.txt:6:48: contradicted: says £3.9m, the article says £2.4m; wide <b>fault</b>",
        "    claim: The article says that the bridge cost £3.9m.",
        "    evidence a.txt:20:7: The bridge cost £2.4m, the mayor said.",
        "    evidence a.txt:21:7: £2.4m, the mayor said. It was mended in May.",
        "a.txt:7:10: unsupported: no word of it",
        "    claim: Nobody swam.",
    ]


def test_with_a_gate_it_has_exactly_the_failures(made, gated, tmp_path: Path) -> None:
    """What fails the gate fails, and nothing else; the other claims are told in the output, held gates pass, stale is an error."""
    records = made.records()
    root = _written(made, tmp_path, records, gated.outcome(records))
    failures = _endings(root, "failure")
    judged = next(one for one in root.iter("testcase") if one.get("name") == "a.txt#1:SUMMARY:one::support")
    gates = root[-1]

    assert [
        "a.txt a.txt#1:SUMMARY:one::support",
        "a.txt a.txt#1:HIGHLIGHTS:one::no answer",
        "gates support.mean >= 0.9",
    ] == list(failures)
    assert "newly unsupported: 1 of 4 claims: no word of it" == failures["a.txt a.txt#1:SUMMARY:one::support"].get(
        "message"
    )
    assert "    before: Somebody swam." in (failures["a.txt a.txt#1:SUMMARY:one::support"].text or "").split("\n")
    assert "    waived: a known error of the checks" in (judged.findtext("system-out") or "").split("\n")
    assert ["support.mean >= 0.9", "support.mean >= 0.1", "the baseline fits"] == [
        one.get("name") for one in gates.iter("testcase")
    ]
    assert "metric support has another signature" == _endings(root, "error")["gates the baseline fits"].get("message")
    assert "a waiver matches nothing" == gates.findtext("system-out")


def test_a_gate_that_holds_fails_nothing(made, tmp_path: Path) -> None:
    """Where no gate fails, no test does: the claims that do not stand are told in the output of the metric that judges."""
    root = _written(made, tmp_path, made.records(), Outcome())
    judged = next(one for one in root.iter("testcase") if one.get("name") == "a.txt#1:SUMMARY:one::support")

    assert {} == _endings(root, "failure")
    assert {"    claim: The article says that the bridge cost £3.9m.", "    claim: Nobody swam."} <= set(
        (judged.findtext("system-out") or "").split("\n")
    )


def test_a_claim_fails_though_its_metric_did(made, gated, tmp_path: Path) -> None:
    """Claims that fail where the judging metric has no score are a test of their own beside its error."""
    records = gated.told_by(made, "support", "a.txt")
    only_failed = [
        msgspec.structs.replace(one, scores=one.scores[1:]) if isinstance(one, CaseRecord) else one for one in records
    ]
    root = _written(made, tmp_path, only_failed)

    assert {"a.txt#1:SUMMARY:support::claims", "support::claims"} <= {one.get("name") for one in root.iter("testcase")}


def test_a_file_is_one_suite(made, tmp_path: Path) -> None:
    """Articles of one file that stand apart in the run are in one suite, in their order."""
    one, other = (made.article(name, "Calm text.", "T") for name in ("a.jsonl", "b.jsonl"))
    cases = [made.case(where, "SUMMARY", "Calm text.", (), str(n)) for n, where in enumerate((one, other, one, other))]
    root = _written(made, tmp_path, [made.HEADER, one, other, *cases, FooterRecord(2, 4, 4, 0, 0, 0, 0)])

    assert [("a.jsonl", ["0", "2"]), ("b.jsonl", ["1", "3"])] == [
        (suite.get("name"), [test.get("name", "").split(":")[2] for test in suite.iter("testcase")]) for suite in root
    ]


def test_equal_runs_give_equal_bytes(made, tmp_path: Path) -> None:
    """The file depends on the run alone, not on where or when it is written."""
    for name in "ab":
        (tmp_path / name).mkdir()
        _written(made, tmp_path / name, made.records())

    assert (tmp_path / "a/junit.xml").read_bytes() == (tmp_path / "b/junit.xml").read_bytes()
