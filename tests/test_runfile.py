"""The run file and its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import evalkit
from evalkit import runfile
from evalkit.errors import RunFileError
from evalkit.schema import run_schema

SCHEMA = Path(evalkit.__file__).parent / "schemas" / "run.schema.json"
Make = Callable[..., Path]


@pytest.fixture
def run_path(tmp_path: Path, make_articles: Make) -> Path:
    """A run of two articles, one with a wrong cost, and a bad input."""
    folder = make_articles(2, cost="3.9")
    (folder / "003.txt").write_text("<TITLE>no end", "utf-8")
    evalkit.run(folder, out=tmp_path / "out", cache=tmp_path / "cache")
    return tmp_path / "out" / "run.jsonl"


BROKEN = {
    "missing": (None, r"the run file cannot be read: No such file"),
    "empty": (b"", r"1:1: the file is empty"),
    "no JSON": (b"hello\n", r"1:1: not a run file"),
    "a report": (b"<!doctype html>\n", r"1:1: not a run file"),
    "no header": (
        b'{"record":"bad_input","path":"x","line":1,"column":1,"message":"m"}\n',
        r"its first line is no header",
    ),
    "not UTF-8": (b"\xff\xfe\n", r"1:1: not a run file"),
}


@pytest.mark.parametrize(("data", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_run_file(data: bytes | None, message: str, tmp_path: Path) -> None:
    """What is no run file is told with its place."""
    path = tmp_path / "run.jsonl"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(RunFileError, match=message):
        runfile.read_run(path)


def test_torn_changed_and_newer_files(run_path: Path) -> None:
    """A run without its footer, with a torn line, of another schema or with text behind the footer is refused."""
    lines = run_path.read_bytes().splitlines(keepends=True)
    cases = {
        "its footer is missing": b"".join(lines[:-1]),
        r"run.jsonl:2:1: not a record": lines[0] + lines[1][:100] + b"\n" + b"".join(lines[2:]),
        r"schema 99, this evalkit reads schema 1": lines[0].replace(b'"schema":1', b'"schema":99')
        + b"".join(lines[1:]),
        "text after the footer": b"".join(lines) + lines[-1],
        "a second header": lines[0] + b"".join(lines),
    }
    for message, data in cases.items():
        run_path.write_bytes(data)
        with pytest.raises(RunFileError, match=message):
            runfile.read_run(run_path)


def test_every_line_fits_the_schema(run_path: Path) -> None:
    """Each line of a real run is an instance of the JSON Schema in the repository."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for line in run_path.read_text("utf-8").splitlines():
        validator.validate(json.loads(line))


def test_the_schema_refuses_what_is_wrong(run_path: Path) -> None:
    """The schema has teeth: a verdict that does not exist is no instance."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    line = next(line for line in run_path.read_text("utf-8").splitlines() if '"verdict":"supported"' in line)

    with pytest.raises(jsonschema.ValidationError):
        validator.validate(json.loads(line.replace('"verdict":"supported"', '"verdict":"fine"', 1)))


def test_the_schema_is_the_code_s() -> None:
    """The file in the repository is what the code says; `make schema` writes it."""
    assert run_schema() == json.loads(SCHEMA.read_text("utf-8"))


def test_contract_names(run_path: Path) -> None:
    """Every field that other people's scripts may rest on is there, under its name."""
    records = [json.loads(line) for line in run_path.read_text("utf-8").splitlines()]
    wanted = {
        "header": {"schema", "evalkit", "created", "versions", "metrics", "config", "seed"},
        "article": {"id", "path", "line", "sha256", "title", "published", "url", "author", "content", "sentences"},
        "case": {"id", "article", "block", "path", "line", "column", "text", "start", "end", "claims", "scores"},
        "bad_input": {"path", "line", "column", "message"},
        "footer": {"articles", "cases", "scored", "abstained", "not_applicable", "failed", "bad_inputs"},
    }
    claim_fields = {
        "id", "text", "sentence", "judged_text", "start", "end", "line", "column", "verdict", "probability", "tier", "votes",
        "evidence", "findings",
    }  # fmt: skip
    for record in records:
        assert wanted[record["record"]] <= record.keys()
    claims = [claim for record in records if record["record"] == "case" for claim in record["claims"]]
    assert all(claim_fields <= claim.keys() for claim in claims)
    finding = next(finding for claim in claims for finding in claim["findings"])
    assert {"type", "certainty", "message", "start", "end", "source_start", "source_end"} <= finding.keys()
    assert {"text", "start", "end", "line", "column", "score"} <= claims[0]["evidence"][0].keys()


def test_how_right_verdicts_were_is_recorded(run_path: Path) -> None:
    """The header tells it of metrics that were measured; a run file from before that is read, and tells nothing."""
    found = runfile.read_run(run_path).header
    told = {metric.name: metric.reliability for metric in found.metrics}
    header, rest = run_path.read_bytes().split(b"\n", 1)
    older = json.loads(header)
    for metric in older["metrics"]:
        metric.pop("reliability", None)
    run_path.write_bytes(json.dumps(older).encode() + b"\n" + rest)

    assert {"support", "highlights"} == {name for name, rows in told.items() if rows}
    assert {()} == {metric.reliability for metric in runfile.read_run(run_path).header.metrics}


def test_every_offset_leads_back_to_the_file(run_path: Path) -> None:
    """Offsets, lines and columns of blocks, claims, evidence, sentences and findings are those of the file's text."""
    found = runfile.read_run(run_path)
    articles = {article.id: article for article in found.articles}
    for case in found.cases:
        assert case.path is not None
        text = Path(case.path).read_text("utf-8")
        lines = text.split("\n")
        assert case.text == text[case.start : case.end]
        content = articles[case.article].content
        assert content.text == text[content.start : content.start + len(content.text)]
        for start, end in articles[case.article].sentences:
            assert text[start:end] == text[start:end].strip() != ""
        for claim in case.claims:
            assert claim.line is not None
            assert claim.column is not None
            assert claim.text == text[claim.start : claim.end]
            assert lines[claim.line - 1][claim.column - 1 :].startswith(claim.text.split("\n")[0])
            for evidence in claim.evidence:
                assert evidence.text == text[evidence.start : evidence.end]
                assert evidence.line is not None
                assert evidence.column is not None
                assert lines[evidence.line - 1][evidence.column - 1 :].startswith(evidence.text.split("\n")[0])


def test_findings_underline_the_words(run_path: Path) -> None:
    """The planted cost is found on its words, against the article's."""
    found = runfile.read_run(run_path)
    text = Path(found.cases[0].path or "").read_text("utf-8")
    findings = [finding for claim in found.cases[0].claims for finding in claim.findings]

    assert [("number", "certain", "£3.9m", "£2.4m")] == [
        (one.type, one.certainty, text[one.start : one.end], text[one.source_start : one.source_end])
        for one in findings
    ]


def test_two_runs_are_the_same_bytes(tmp_path: Path, make_articles: Make) -> None:
    """Two runs over the same inputs differ in nothing but the header's time, cache or no cache."""
    folder = make_articles(3)
    texts = []
    for out, cache in (("a", False), ("b", tmp_path / "cache"), ("c", tmp_path / "cache")):
        evalkit.run(folder, out=tmp_path / out, cache=cache)
        header, rest = (tmp_path / out / "run.jsonl").read_bytes().split(b"\n", 1)
        fields = json.loads(header)
        del fields["created"]
        texts.append((fields, rest))

    assert texts[0] == texts[1] == texts[2]


def test_frames(run_path: Path) -> None:
    """Scores, claims and findings are DataFrames with a row for each."""
    found = evalkit.read_run(run_path.parent)

    assert ["article", "block", "system", "metric", "measure", "value", "status", "note"] == list(found.scores.columns)
    assert sum(len(case.claims) for case in found.cases) == len(found.claims)
    assert ["number", "number"] == found.findings["type"].tolist()
    support = found.scores.query("metric == 'support' and measure == 'contradicted_rate' and block == 'SUMMARY'")
    assert [1 / 3, 1 / 3] == support["value"].tolist()


def test_lone_surrogates_do_not_break_a_record() -> None:
    """A path that is not UTF-8 is written with replacement characters."""
    line = runfile.encode(runfile.BadInputRecord("caf\udce9.txt", 1, 1, "m"))

    assert {"record": "bad_input", "path": "caf?.txt", "line": 1, "column": 1, "message": "m"} == json.loads(line)
