"""evalkit in pytest: sessions of their own, with and without xdist, over the real model."""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evalkit
from evalkit.baseline import write_baseline
from evalkit.errors import ConfigError
from evalkit.pytest_plugin import Faithfulness
from evalkit.pytest_plugin.judge import Judged
from evalkit.pytest_plugin.options import add_options
from evalkit.runfile import ArticleRecord, CaseRecord, ClaimRecord, ContentRecord, FindingRecord, ScoreRecord

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parent.parent / "docs" / "pytest.md"

ARTICLE = """\
<TITLE>{title}</TITLE>
<SUMMARY>
The council met on Tuesday.
- The mayor called the cost of {cost} fair.
</SUMMARY>
<HIGHLIGHTS>
- The council met on Tuesday.
</HIGHLIGHTS>
<CONTENT>
The council met on Tuesday. It voted 9 to 4 to mend the bridge.

Mayor Lena Aske called the cost of £2.4m "fair".
</CONTENT>
"""
TESTS = '''
SOURCE = """
The council met on Tuesday. It voted 9 to 4 to mend the bridge. Mayor Lena Aske called the cost of £2.4m "fair".
"""
GOOD = "The council met on Tuesday."
BAD = GOOD + " The mayor called the cost of £3.9m fair."
'''

Session = Callable[..., pytest.RunResult]


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, warm: Path) -> Session:
    """Runs pytest as a process of its own, as strict as it can be, and not as in CI, where it cuts nothing off."""
    for name in ("CI", "BUILD_NUMBER", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID", "EVALKIT_METRIC"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "EVALKIT_CACHE": str(warm),
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess(
            "--strict-markers", "--strict-config", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *words
        )

    return run


def _write(folder: Path, name: str, *articles: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(articles), "utf-8")


def _body(path: Path) -> bytes:
    """A run file without the time at which it was made."""
    return re.sub(rb'"created":"[^"]*"', b"", path.read_bytes())


# What a judgement says, without a model.


def _result(*verdicts: str | None, findings: tuple[str, ...] = (), note: str | None = None) -> Faithfulness:
    """A judgement of claims of one letter each; the findings are the first one's."""
    text = "x" * len(verdicts)
    told = tuple(FindingRecord(one, "certain", "a fault", 0, 1, 0, 1) for one in findings)  # type: ignore[arg-type]
    claims = tuple(
        ClaimRecord(
            id=str(n), text="x", sentence="x", judged_text="x", start=n, end=n + 1, line=None, column=None, frames=(),
            verdict=verdict, probability=None, tier="checks", votes=(), evidence=(), findings=told if n == 0 else (),  # type: ignore[arg-type]
        )
        for n, verdict in enumerate(verdicts)
    )  # fmt: skip
    score = ScoreRecord("support", "failed" if note else "scored", {}, note)
    case = CaseRecord("a:SUMMARY", "a", "SUMMARY", None, None, None, None, text, 0, len(text), claims, (score,))
    article = ArticleRecord("a", None, None, "", "", "", "", "", ContentRecord("y", 0, None), ())
    return Faithfulness(Judged(article, (case,)))


COMPARISONS = {
    one.__name__: one for one in (operator.ge, operator.gt, operator.le, operator.lt, operator.eq, operator.ne)
}


@pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS)
@pytest.mark.parametrize("verdicts", [(), ("abstained",), (None,)], ids=["empty", "abstained", "no verdicts"])
def test_nothing_judged_compares_with_nothing(
    compare: Callable[[Any, Any], bool], verdicts: tuple[str | None, ...]
) -> None:
    """Where nothing could be judged, no comparison holds, whatever the number and on whichever side."""
    result = _result(*verdicts)

    assert not any(compare(*pair) for number in (-1, 0, 0.5, 1, 2) for pair in ((result, number), (number, result)))
    assert result.support is None
    assert not result.supported


def test_nothing_judged_has_findings_unknown() -> None:
    """An empty summary, and one on which a metric failed, do not pass as free of findings."""
    with pytest.raises(AssertionError, match="findings: not known\nsupport none: 0 claims; the block is empty"):
        _result().no_findings()
    with pytest.raises(AssertionError, match=r"findings: not known\n.*support failed: ValueError: x"):
        _result("supported", note="ValueError: x").no_findings("number")


def test_unknown_type_of_finding() -> None:
    """A type that does not exist is an error that names the nearest, whatever else there is."""
    with pytest.raises(ConfigError, match="there is no type of finding 'nubmer': did you mean 'number'"):
        _result("supported").no_findings("name", "nubmer")


def test_a_judgement_alone_is_neither_true_nor_false() -> None:
    """`assert faithful(...)` is an error, not a pass; what `no_findings` gives may stand alone."""
    with pytest.raises(TypeError, match="compare it"):
        bool(_result("supported"))
    with pytest.raises(TypeError, match="'>=' not supported"):
        _result("supported") >= "0.9"  # noqa: B015 - the comparison is the test
    assert _result("supported").no_findings()


def test_a_judgement_beside_numbers() -> None:
    """It is the share of supported claims among those not abstained from, on either side, and equal to itself."""
    result = _result("supported", "contradicted", "abstained")

    assert result >= 0.5
    assert 0.4 < result <= 0.5 == result
    assert result != 0.4
    assert not result > 0.5
    assert result == _result("supported", "contradicted", "abstained") != _result("supported")
    assert not result.supported
    assert _result("supported", "abstained").supported


def test_numbers_of_numpy_leave_comparing_to_it() -> None:
    """A threshold that comes out of numpy compares as any other."""
    import numpy as np

    assert not np.float64(0.9) <= _result("supported", "contradicted")
    assert np.float32(0.5) <= _result("supported", "contradicted")


def test_no_findings_of_other_types() -> None:
    """A finding counts where its type is named, or none is."""
    result = _result("supported", findings=("date",))

    assert 1 == result.no_findings("number", "name")
    for types in (("date",), ("number", "date"), ()):
        with pytest.raises(AssertionError, match="findings: date\n"):
            result.no_findings(*types)


# Sessions.


def test_a_session_that_does_not_use_it(pytester: pytest.Pytester, session: Session) -> None:
    """Nothing is collected, loaded, warned of or printed, whatever the ini file says; and a fixture of that name is the user's own."""
    _write(pytester.path, "articles/a.txt", ARTICLE.format(title="A", cost="£3.9m"))
    pytester.makeini("[pytest]\nevalkit_metrics = nothing\nevalkit_baseline = gone.json\nevalkit_offline = true\n")
    pytester.makeconftest(
        """
        import sys
        HEAVY = ("numpy", "scipy", "rich", "msgspec", "pandas", "pyarrow", "onnxruntime", "tokenizers", "jinja2", "torch")
        def pytest_unconfigure():
            print("LOADED", *(name for name in HEAVY if name in sys.modules))
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.fixture
        def faithful():
            return 0.5
        def test_own(faithful):
            assert faithful >= 0.5
        def test_plain():
            pass
        """
    )
    done = session("-W", "error")

    done.assert_outcomes(passed=2)
    assert "LOADED" in done.outlines
    assert not any("evalkit" in line for line in done.outlines if not line.startswith(("rootdir", "plugins")))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--evalkit-baseline", "b.json"], "--evalkit-baseline b.json: it is for collected files: expected --evalkit beside it"),
        (["--evalkit-out", "articles"], "--evalkit-out articles is a folder: expected the file"),
        (["--evalkit", "--evalkit-metric", "extractive"], "extractive judges no claim: expected support beside it"),
    ],
    ids=["baseline", "out", "no verdicts"],
)  # fmt: skip
def test_mistakes(pytester: pytest.Pytester, session: Session, words: list[str], message: str) -> None:
    """What cannot be done is told before any test: exit code 4."""
    _write(pytester.path, "articles/a.txt", ARTICLE.format(title="A", cost="£3.9m"))
    done = session(*words)

    assert pytest.ExitCode.USAGE_ERROR == done.ret
    assert message in done.stderr.str()


def test_what_is_collected(pytester: pytest.Pytester, session: Session) -> None:
    """A text without tags is passed over in a folder and a fault where it is named; names are safe, unique and of the title."""
    first, again, hostile = (
        ARTICLE.format(title=title, cost="£2.4m") for title in ("The cost: £2m", "The cost, £2m!", "a::b[0]\x1b[31m")
    )
    _write(pytester.path, "articles/a.txt", first, again, hostile, "<TITLE>no end\n")
    _write(pytester.path, "articles/plain.txt", "a requirement\n<b> and a <SUMMARY> in the middle\n")
    _write(pytester.path, "named.txt", ">>> open('run', 'w').close()\n")
    (pytester.path / "articles" / "wide.txt").write_bytes(first.encode("utf-16"))
    done = session("--evalkit", "--collect-only", "-q", "articles", "named.txt")

    assert [
        *(
            f"articles/a.txt::{name}[{block}]"
            for name in ("The-cost-2m", "The-cost-2m-2", "a-b-0-31m")
            for block in ("SUMMARY", "HIGHLIGHTS")
        ),
        "articles/a.txt::bad-input",
        "articles/wide.txt::bad-input",
        "named.txt::bad-input",
    ] == [line for line in done.outlines if "::" in line]
    assert not (pytester.path / "run").exists()


def test_nothing_was_judged(pytester: pytest.Pytester, session: Session) -> None:
    """All that judges is left out by its marker; the run file is whole and empty, and the session says so."""
    _write(pytester.path, "articles/a.txt", ARTICLE.format(title="A", cost="£3.9m"))
    pytester.makepyfile("def test_plain(): pass\ndef test_judged(faithful): faithful('x', 'y')\n")
    done = session("--evalkit", "-m", "not evalkit", "--evalkit-out", "new/run.jsonl")
    run = evalkit.read_run(pytester.path / "new" / "run.jsonl")

    done.assert_outcomes(passed=1, deselected=3)
    assert ((), (), ()) == (run.articles, run.cases, run.bad_inputs)
    assert "support" in {metric.name for metric in run.header.metrics}
    assert {"nothing was judged", "run file: new/run.jsonl"} <= set(done.outlines)


def test_failures_show_claims_evidence_and_words(pytester: pytest.Pytester, session: Session) -> None:
    """Each kind of assert shows the whole judgement on lines that control nothing; mistakes are told by themselves."""
    pytester.makepyfile(
        TESTS
        + """
        def test_left(faithful):
            assert faithful(source=SOURCE, summary=BAD) >= 0.9
        def test_right(faithful):
            assert 0.9 <= faithful(source=SOURCE, summary=BAD.replace("fair", "[b]\\x1b]0;x\\x07\\u202efair[/b]") + " The king resigned.")
        def test_bare(faithful):
            faithful(source=SOURCE, summary=BAD).no_findings("number")
        def test_empty(faithful):
            assert faithful(source=SOURCE, summary=" ") >= 0.0
        def test_other_words(faithful):
            faithful(source=SOURCE, summary=GOOD, id="a")
            faithful(source=SOURCE, summary=BAD, id="a")
        def test_source(faithful):
            faithful(source=None, summary=GOOD)
        def test_block(faithful):
            faithful(source=SOURCE, summary=GOOD, block="highlight")
        def test_good(faithful):
            result = faithful(source=SOURCE, summary=GOOD, title="Council", published="2025-03-14")
            assert result.no_findings() == 1 and result.supported and result.claims[0].verdict == "supported"
            assert faithful(source=SOURCE, summary="- " + GOOD, block="HIGHLIGHTS") > 0.9
        """.replace("\n        ", "\n")
    )
    done = session("--evalkit-offline")
    text = re.sub(r"(contradicted|supported) 0\.\d\d", r"\1 0.00", done.stdout.str())
    lines = text.splitlines()
    bad = [
        "✕ contradicted 0.00: The mayor called the cost of £3.9m fair.",
        "    number: says £3.9m, the article says £2.4m",
        "        claim: £3.9m",
        "        source: £2.4m",
        '    evidence: Mayor Lena Aske called the cost of £2.4m "fair".',
        "✓ supported 0.00: The council met on Tuesday.",
        "    evidence: The council met on Tuesday.",
    ]

    done.assert_outcomes(failed=7, passed=1)
    at = lines.index("E       assert <support 0.50: 2 claims, 1 supported, 1 contradicted> >= 0.9")
    assert [f"E         {line}" for line in bad] == lines[at + 1 : at + 8]
    at = lines.index("E       AssertionError: findings: number")
    assert [f"E       {line}" for line in bad] == lines[at + 2 : at + 9]

    # What pytest has cut off follows in a section.
    assert "E       assert 0.9 <= <support 0.33: 3 claims, 1 supported, 1 contradicted, 1 unsupported>" in lines
    (at,) = (n for n, line in enumerate(lines) if re.fullmatch(r"-+ evalkit -+", line))
    assert [
        "support 0.33: 3 claims, 1 supported, 1 contradicted, 1 unsupported",
        bad[0].replace("fair", "[b]\ufffd]0;x\ufffd\ufffdfair[/b]"),
    ] == lines[at + 1 : at + 3]
    assert "? unsupported 0.00: The king resigned." in lines
    assert not set("\x1b\x07\u202e") & set(text)

    assert "E       assert <support none: 0 claims; the block is empty> >= 0.0" in lines
    assert any("id='a': this test has other words of that id" in line for line in lines)
    assert "E       evalkit.errors.InputError: source:1:1: the source is NoneType: expected text" in lines
    assert (
        "E       evalkit.errors.ConfigError: block='highlight': did you mean 'HIGHLIGHTS'? expected 'SUMMARY' or 'HIGHLIGHTS'"
        in lines
    )


def test_one_run_file_whatever_the_workers(pytester: pytest.Pytester, session: Session) -> None:
    """Dealt out to two workers, of which a test kills one, it has the bytes of a plain session; failures stand at their lines."""
    first, second = (ARTICLE.format(title=title, cost=cost) for title, cost in (("One", "£2.4m"), ("Two", "£3.9m")))
    _write(pytester.path, "articles/a.txt", first, second, "<TITLE>no end\n")
    _write(pytester.path, "articles/b.txt", second)
    pytester.makepyfile(
        test_calls=TESTS
        + """
def test_many(faithful):
    for _ in range(11):
        assert faithful(source=SOURCE, summary=GOOD) == 1
def test_two_blocks(faithful):
    assert faithful(source=SOURCE, summary=BAD, id="s") == 0.5 < faithful(source=SOURCE, summary=GOOD, block="HIGHLIGHTS", id="s")
    assert False
"""
    )
    pytester.makepyfile(test_killed="import os\ndef test_killed(faithful):\n    faithful('x', 'y')\n    os._exit(3)\n")
    words = ("--evalkit", "articles", "test_calls.py")
    plain = session(*words, "--evalkit-out", "plain.jsonl", "--junitxml", "junit.xml", "-o", "junit_family=xunit1")
    dealt = session(*words, "test_killed.py", "--evalkit-out", "dealt.jsonl", "-n", "2")
    run = evalkit.read_run(pytester.path / "plain.jsonl")

    plain.assert_outcomes(failed=4, passed=5)
    dealt.assert_outcomes(failed=5, passed=5)
    assert _body(pytester.path / "plain.jsonl") == _body(pytester.path / "dealt.jsonl")

    assert ["articles/a.txt#1", "articles/a.txt#2", "articles/b.txt#1"] == [one.id for one in run.articles[:3]]
    assert [f"test_calls.py::test_many#{n}" for n in range(1, 12)] == [one.id for one in run.articles[3:-1]]
    assert "test_calls.py::test_two_blocks#s" == run.articles[-1].id
    assert ["SUMMARY", "HIGHLIGHTS"] * 3 == [case.block for case in run.cases[:6]]
    assert {(None, None, None, 0)} == {(one.path, one.line, one.column, one.start) for one in run.cases[6:]}
    assert (15, 19, 1) == (run.footer.articles, run.footer.cases, run.footer.bad_inputs)
    assert "19 blocks, 23 claims: 20 supported, 3 contradicted" in plain.outlines
    assert "1 input could not be read" in plain.outlines

    junit = (pytester.path / "junit.xml").read_text("utf-8")
    assert re.search(r'name="Two\[SUMMARY\]" file="articles/a.txt" line="15"', junit)
    lines = re.sub(r"(contradicted|supported) 0\.\d\d", r"\1 0.00", plain.stdout.str()).splitlines()
    at = next(n for n, line in enumerate(lines) if re.fullmatch(r"_+ Two\[SUMMARY\] _+", line))
    assert [
        "support 0.50: 2 claims, 1 supported, 1 contradicted",
        "articles/a.txt:17:3: ✕ contradicted 0.00: The mayor called the cost of £3.9m fair.",
        "    number: says £3.9m, the article says £2.4m",
        "        claim: £3.9m",
        "        source: articles/a.txt:25:36: £2.4m",
        '    evidence: articles/a.txt:25:1: Mayor Lena Aske called the cost of £2.4m "fair".',
    ] == lines[at + 1 : at + 7]
    assert "articles/a.txt:27:1: <TITLE> is not closed: expected </TITLE> before the end of the file" in lines


def test_a_baseline(pytester: pytest.Pytester, session: Session) -> None:
    """What did not stand before does not fail again and is told; a new fault fails; a stale baseline is exit code 4."""
    _write(pytester.path, "articles/a.txt", ARTICLE.format(title="Old", cost="£3.9m"))
    _write(pytester.path, "articles/b.txt", ARTICLE.format(title="New", cost="£2.4m"))
    before = session("--evalkit", "articles", "--evalkit-out", "run.jsonl")
    write_baseline(pytester.path / "run.jsonl", pytester.path / "baseline.json")
    _write(pytester.path, "articles/b.txt", ARTICLE.format(title="New", cost="£5.1m"))
    after = session("--evalkit", "articles", "--evalkit-baseline", "baseline.json", "-v")
    text = (pytester.path / "baseline.json").read_text("utf-8")
    (pytester.path / "stale.json").write_text(text.replace("evidence=3", "evidence=4"), "utf-8")
    pytester.makeini("[pytest]\nevalkit_baseline = stale.json\n")
    stale = session("--evalkit", "articles")

    before.assert_outcomes(failed=1, passed=3)
    after.assert_outcomes(failed=1, passed=3)
    assert any(line.startswith("FAILED articles/b.txt::New[SUMMARY]") for line in after.outlines)
    assert "did not stand in the baseline either: 1" in after.outlines
    assert any(re.match(r"  articles/a.txt:4:3: ✕ contradicted 0\.\d\d: The mayor", line) for line in after.outlines)
    assert (pytest.ExitCode.USAGE_ERROR, False) == (stale.ret, "passed" in stale.stdout.str())
    assert "the baseline stale.json is stale: support was " in stale.stderr.str()


# The page.


@pytest.fixture
def page() -> str:
    if os.environ.get("EVALKIT_TEST_WHEEL"):
        pytest.skip("the page is not at hand beside an installed wheel")
    return PAGE.read_text("utf-8")


def test_every_option_and_ini_key_is_documented(page: str) -> None:
    """Each stands in the page's table and has help of its own."""
    names = {}

    class Parser:
        def getgroup(self, *_: str) -> Parser:
            return self

        def addoption(self, name: str, **words: Any) -> None:
            names[name] = words["help"]

        def addini(self, name: str, told: str, *_: Any, **__: Any) -> None:
            names[name] = told

    add_options(Parser())  # type: ignore[arg-type]
    told = set(
        re.findall(r"`(--evalkit[\w-]*|evalkit_\w+)", page[page.index("## Options") : page.index("## The run file")])
    )

    assert len(names) == 10
    assert names.keys() == told
    assert all(names.values())


def test_the_page_s_example(page: str, pytester: pytest.Pytester, session: Session) -> None:
    """The example runs as it stands and fails as the page shows."""
    ((name, code),) = re.findall(r"`(test_\w+\.py)`:\n\n(?:<!-- [^\n]* -->\n\n)?```python\n(.*?)```", page, re.DOTALL)
    (output,) = re.findall(r"```output\n(.*?)```", page, re.DOTALL)
    (pytester.path / name).write_text(code, "utf-8")
    done = session(name)
    printed = [line.removeprefix("E       ") for line in done.outlines]
    at = printed.index(output.splitlines()[0])

    done.assert_outcomes(failed=2)
    assert output.splitlines() == printed[at : at + len(output.splitlines())]
