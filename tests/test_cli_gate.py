"""`evalkit gate` and `evalkit bless` as a user runs them: what is printed, the files that CI reads, settings and exit codes."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.cli import main
from tests.gate.made import A, C, summary, write

Run = Callable[..., tuple[int, str, str]]

GOOD = C("The council voted 9 to 4.")
OLD = {"a": summary(GOOD, C("It cost £2.4m."), C("Nobody swam.", "unsupported")), "b": summary(GOOD, content="B.")}
NEW = {
    "a": summary(GOOD, C("It cost £3.9m.", "contradicted", ("number",)), C("Nobody swam.", "unsupported")),
    "b": summary(GOOD, C("It rained.", "unsupported"), content="B."),
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder and gives its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_WORKSPACE",
        "CI_PROJECT_DIR",
        "EVALKIT_BASELINE",
        "EVALKIT_CONFIG",
    ):
        monkeypatch.delenv(name, raising=False)

    def command(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(list(words))
        return code, *capfd.readouterr()

    return command


@pytest.fixture
def blessed(run: Run) -> Run:
    """A baseline of the older run, and the newer run beside it."""
    write(Path("old/run.jsonl"), OLD)
    write(Path("evalkit-report/run.jsonl"), NEW)
    assert (0, "evalkit-baseline.json: 2 articles, 4 claims\n", "") == run("bless", "old")
    return run


def test_neither_gate_nor_baseline(run: Run) -> None:
    """With neither gates nor a baseline it exits with 2 and says what to give; with settings that have none as well."""
    write(Path("evalkit-report/run.jsonl"), OLD)
    for text in ("", "limit = 3\n", "[gate]\n"):
        Path("evalkit.toml").write_text(text)
        code, out, err = run("gate")

        assert (2, "") == (code, out)
        assert "there is nothing to hold the run against: expected --baseline FILE" in err


def test_red_on_the_right_lines(blessed: Run) -> None:
    """Two claims fail, each with its place, reason, words and evidence; what did not stand before is not among them."""
    code, out, err = blessed("gate", "--baseline", "evalkit-baseline.json")

    assert (1, "") == (code, err)
    assert [
        "FAIL 1 claim newly contradicted; 1 claim newly unsupported",
        "✕ newly contradicted a.txt:9:1 contradicted 0.02 number is wrong: It cost £3.9m.",
        "    40:1 The council met.",
        "    before: It cost £2.4m.",
        "✕ newly unsupported b.txt:9:1 unsupported 0.20 model finds too little of it in the article: It rained.",
        "    40:1 B.",
    ] == [line.partition(" [")[0] for line in out.splitlines()[:6]]
    assert (
        "Since evalkit-baseline.json: 1 newly contradicted, 1 newly unsupported, 0 repaired, 0 moved, 0 new, 0 gone"
        in out
    )
    assert "support of SUMMARY: 0.833 before, 0.417 now: −0.417 (2 blocks, " in out
    assert "Nobody swam" not in out


def test_green_and_said_why(blessed: Run) -> None:
    """A run beside its own baseline passes, and says of each mean that it is unchanged."""
    code, out, _ = blessed("gate", "old", "--baseline", "evalkit-baseline.json")

    assert 0 == code
    assert out.startswith("PASS nothing is newly unsupported\n")
    assert "support of SUMMARY: 0.833 before, 0.833 now: unchanged in 2 blocks" in out


def test_stale(blessed: Run) -> None:
    """An article less, and the baseline is stale: 2, what changed, and how to bless."""
    write(Path("less/run.jsonl"), {"a": NEW["a"]})
    code, out, _ = blessed("gate", "less", "--baseline", "evalkit-baseline.json")

    assert 2 == code
    assert out.startswith(
        "STALE the baseline evalkit-baseline.json no longer fits: the article b.txt#1 ('About b') is not in this run\n"
    )
    assert "evalkit bless RUN -o evalkit-baseline.json" in out


def test_stale_inside_github_actions(blessed: Run) -> None:
    """There a stale baseline is an annotation too, which a reader of the checks sees first."""
    write(Path("less/run.jsonl"), {})
    code, out, _ = blessed("gate", "less", "--baseline", "evalkit-baseline.json", "--github")

    assert 2 == code
    assert (
        "::error title=The baseline evalkit-baseline.json is stale::the article a.txt#1 ('About a') is not in this run, and 1 more reasons"
        in out.splitlines()
    )


def test_settings_and_their_baseline(blessed: Run) -> None:
    """Gates and baseline of the settings count from a folder below too; --require adds one; --baseline takes another."""
    Path("evalkit.toml").write_text(
        'out = "old"\n[gate]\nbaseline = "evalkit-baseline.json"\nrequire = ["support.mean >= 0.8"]\n'
    )
    write(Path("other/run.jsonl"), {"a": OLD["a"]})
    assert 0 == blessed("bless", "other", "-o", "other.json")[0]

    code, out, _ = blessed("gate")
    assert (0, True) == (code, "✓ support.mean >= 0.8  SUMMARY: 0.8333 over 2 blocks" in out)
    assert 1 == blessed("gate", "evalkit-report")[0]
    assert 1 == blessed("gate", "--require", "findings == 1")[0]
    assert 0 == blessed("gate", "--baseline", "other.json")[0]


def test_require_alone(run: Run) -> None:
    """Without a baseline a gate is enough, and nothing is said of changes."""
    write(Path("evalkit-report/run.jsonl"), NEW)
    code, out, _ = run("gate", "--require", "SUMMARY: findings.number == 0")

    assert 1 == code
    assert out.startswith(
        "FAIL SUMMARY: findings.number == 0 does not hold\n✕ SUMMARY: findings.number == 0 a.txt:8:1 "
    )
    assert "Since" not in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--require", "suport.mean >= 1"), "the run has no measure 'suport.mean': did you mean 'support.mean'?"),
        (("--require", "support"), "--require: 'support' is no gate: expected a measure, a comparison and a number"),
        (
            ("--baseline", "gone.json"),
            "gone.json: the baseline cannot be read: No such file or directory; evalkit bless",
        ),
        (("--baseline", "evalkit-report/run.jsonl"), "not a baseline"),
        (("nowhere", "--require", "support >= 0"), "run.jsonl: the run file cannot be read"),
        (("--most", "0"), "Invalid value for '--most'"),
    ],
)
def test_what_cannot_be_done(run: Run, words: tuple[str, ...], told: str) -> None:
    """What cannot be asked or read ends with 2, nothing on standard output, and what to do."""
    write(Path("evalkit-report/run.jsonl"), NEW)
    code, out, err = run("gate", *words)

    assert (2, "") == (code, out)
    assert told in err


def test_bless_what_cannot_be_blessed(run: Run) -> None:
    """A run that failed in parts is no baseline, and none is left behind."""
    write(Path("evalkit-report/run.jsonl"), {"a": summary(GOOD, status={"support": "failed"})})
    code, _, err = run("bless")

    assert 2 == code
    assert "the run has 1 failed scores" in err
    assert not Path("evalkit-baseline.json").exists()


def test_bless_twice(blessed: Run) -> None:
    """Equal runs give equal bytes."""
    before = Path("evalkit-baseline.json").read_bytes()
    blessed("bless", "old/run.jsonl", "-o", "again.json")

    assert before == Path("again.json").read_bytes()


def test_bless_keeps_what_the_settings_compare(run: Run) -> None:
    """A metric that the settings compare is kept; without it the gate asks to bless again."""
    from tests.gate.made import SUPPORT, MeasureRecord, MetricRecord

    better = MetricRecord(
        "extractive", "extractive()|v1", (MeasureRecord("density", 0.0, None, "words", "higher", ""),)
    )
    write(Path("evalkit-report/run.jsonl"), OLD, metrics=(SUPPORT, better))
    assert 0 == run("bless")[0]
    Path("evalkit.toml").write_text(
        '[gate]\nbaseline = "evalkit-baseline.json"\ndrop = [{ measure = "density", max_drop = 0.1 }]\n'
    )

    code, out, _ = run("gate")
    assert (1, True) == (code, "the baseline has no scores of density to compare with: bless again" in out)
    assert 0 == run("bless")[0]
    assert 0 == run("gate")[0]


def test_the_files_that_ci_reads(blessed: Run) -> None:
    """JUnit, SARIF, code quality and Markdown all have the two claims that fail, and only those as failures."""
    code, _, _ = blessed(
        "gate", "--baseline", "evalkit-baseline.json", "--junit", "j.xml", "--sarif", "s.sarif", "--gitlab", "q.json", "--markdown", "m.md",
    )  # fmt: skip
    junit = ET.fromstring(Path("j.xml").read_text("utf-8"))  # noqa: S314 - our own file
    results = json.loads(Path("s.sarif").read_text("utf-8"))["runs"][0]["results"]
    quality = json.loads(Path("q.json").read_text("utf-8"))
    page = Path("m.md").read_text("utf-8")

    assert 1 == code
    assert 2 == len(junit.findall(".//failure"))
    assert [("error", 9), ("error", 9)] == [
        (one["level"], one["locations"][0]["physicalLocation"]["region"]["startLine"])
        for one in results
        if one["level"] == "error"
    ]
    assert {"new", "unchanged"} == {one["baselineState"] for one in results}
    assert 3 == len(quality)
    assert "## ❌ evalkit: FAIL" in page
    assert "**newly contradicted** 0.02 `a.txt:9:1` `number is wrong`" in page


def test_inside_github_actions(blessed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the lines are annotated and the step's summary is written by themselves; --no-github forbids it."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(Path("summary.md").resolve()))
    words = ("gate", "--baseline", "evalkit-baseline.json")
    _, out, _ = blessed(*words)
    annotated = [line for line in out.splitlines() if line.startswith("::")]

    assert ["::error file=a.txt,line=9,", "::error file=b.txt,line=9,"] == [line[:26] for line in annotated]
    assert "evalkit: FAIL" in Path("summary.md").read_text("utf-8")
    assert "::error" not in blessed(*words, "--no-github")[1]
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert "::error" not in blessed(*words)[1]
    assert "::error file=a.txt,line=9," in blessed(*words, "--github")[1]


def test_what_is_listed_is_bounded_and_said(run: Run) -> None:
    """Of many failures and changes the first are printed, the others counted."""
    write(Path("old/run.jsonl"), {"a": summary(*(C(f"Person {n} swam over.") for n in range(30)))})
    write(
        Path("evalkit-report/run.jsonl"), {"a": summary(*(C(f"River {n} fell dry.", "unsupported") for n in range(30)))}
    )
    run("bless", "old")
    code, out, _ = run("gate", "--baseline", "evalkit-baseline.json", "--most", "3")

    assert 1 == code
    assert (3, 3) == (out.count("✕ newly unsupported"), out.count("  gone a.txt"))
    assert "and 27 more: --most N lists N of them, --markdown, --sarif and --junit have all" in out
    assert "  and 27 more gone" in out


def test_hostile_words(run: Run) -> None:
    """Text of an article drives no terminal, starts no workflow command and is no markup."""
    bad = C("\x1b[31m\n::error::pwned <script>alert(1)</script> `x` \u202e", "contradicted", ("number",))
    write(Path("old/run.jsonl"), {"a": summary(GOOD)})
    write(Path("evalkit-report/run.jsonl"), {"a": summary(GOOD, bad)})
    run("bless", "old")
    code, out, _ = run("gate", "--baseline", "evalkit-baseline.json", "--github", "--markdown", "m.md")

    assert 1 == code
    assert not [sign for sign in out if sign in "\x1b\u202e"]
    assert 1 == sum(line.startswith("::") for line in out.splitlines())
    assert "``" in Path("m.md").read_text("utf-8")


def test_articles_of_records(run: Run) -> None:
    """A block of no file has its case for a place."""
    from evalkit import runfile

    for name, articles in (("old", OLD), ("evalkit-report", NEW)):
        path = write(Path(name) / "run.jsonl", articles)
        lines = [runfile.decode(line) for line in path.read_bytes().splitlines()]
        bare = [
            type(one)(**{**{key: getattr(one, key) for key in one.__struct_fields__}, "path": None, "line": None})
            if isinstance(one, (runfile.CaseRecord, runfile.ArticleRecord)) else one
            for one in lines
        ]  # fmt: skip
        path.write_bytes(b"".join(map(runfile.encode, bare)))
    assert 0 == run("bless", "old")[0]
    code, out, _ = run("gate", "--baseline", "evalkit-baseline.json", "--github")

    assert 1 == code
    assert "✕ newly contradicted a.txt#1:SUMMARY contradicted" in out
    assert 2 == sum(line.startswith("::error title=") for line in out.splitlines())


def test_systems(run: Run) -> None:
    """Of two systems the one that got worse is named."""

    def both(second: C) -> dict[str, A]:
        return {"a": A("A.", {("SUMMARY", "s"): (GOOD,), ("SUMMARY", "t"): (GOOD, second)})}

    write(Path("old/run.jsonl"), both(C("It met.")))
    write(Path("evalkit-report/run.jsonl"), both(C("It met.", "unsupported")))
    run("bless", "old")
    code, out, _ = run("gate", "--baseline", "evalkit-baseline.json")

    assert 1 == code
    assert "support of SUMMARY (s): 1.000 before, 1.000 now: unchanged in 1 block" in out
    assert "support of SUMMARY (t): 1.000 before, 0.500 now" in out
