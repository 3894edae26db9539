"""`evalkit bench`: systems over articles in one scoring run, and what is told where that cannot be."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.bench import YARDSTICKS, Bench, named_systems
from evalkit.cli import main
from evalkit.errors import ConfigError
from evalkit.plugins import build_all
from evalkit.reading import find
from evalkit.runfile import ArticleRecord, CaseRecord, read_run, stream
from evalkit.runner import Timing
from evalkit.store import SqliteStore
from evalkit.systems import Options

Command = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.once

CONTENT = (
    "The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.\n\n"
    "Mayor Lena Aske called the cost of £2.4m fair for a bridge of its age. The bridge carries 14,{n:03d} vehicles a day.\n\n"
    "Work number {n} begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said.\n"
)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in an empty folder and gives its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(list(words))
        return code, *capfd.readouterr()

    return run


def _articles(count: int = 2) -> Path:
    """Articles without any summary."""
    path = Path("articles.jsonl")
    rows = [{"id": f"a{n}", "content": CONTENT.format(n=n)} for n in range(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


BENCH = ("bench", "articles.jsonl", "-q", "--metric", "support", "--metric", "extractive")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "there is no system to compare: expected --system NAME=SOURCE"),
        (("--system", "leed:3"), "lead"),
        (("--system", "a=lead:2", "--system", "a=lead:4"), "two systems are called 'a' (lead:2|v1 and lead:4|v1)"),
        (
            ("--system", "lead:2", "--baseline", "x"),
            "--baseline 'x': no system is called so: expected one of lead:2, lead:3, copy, empty",
        ),
        (("--system", "lead:2", "--price", "cheap"), "--price 'cheap': expected two prices of a million tokens"),
        (("--system", "lead:2", "--resume", "--fresh"), "--resume and --fresh exclude each other"),
    ],
    ids=["no system", "misspelt", "one name twice", "no such baseline", "no price", "both"],
)
def test_what_cannot_be_done(command: Command, words: tuple[str, ...], told: str) -> None:
    """What cannot be asked ends with 2 and says what was expected."""
    _articles()
    code, _, err = command(*BENCH, *words)

    assert 2 == code
    assert told in err


def test_an_article_that_is_bad(command: Command) -> None:
    """An article that cannot be read is told, the others are compared, and the exit code says so."""
    _articles()
    with Path("articles.jsonl").open("a") as file:
        file.write('{"id": "bad", "content": ""}\n')
    code, out, err = command(*BENCH, "--system", "lead:2")

    assert 2 == code
    assert "articles.jsonl:3:1: 'content' is empty" in err
    assert "lead:2" in out


def test_a_run_needs_blocks_still(command: Command) -> None:
    """Articles without summaries are for a bench alone: a run says what they lack."""
    _articles()
    code, _, err = command("run", "articles.jsonl", "-q", "--metric", "extractive")

    assert 2 == code
    assert "neither a column 'summary' nor 'highlights'" in err


def test_a_bench(command: Command) -> None:
    """Every system has a case of every article in one run file, the yardsticks too; what failed or said nothing is told as such."""
    _articles()
    rows = [{"id": "a0", "summary": "Mayor Lena Aske called the cost of £3.9m fair."}]
    Path("ours.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, err = command(
        *BENCH,
        "--system",
        "ours.jsonl",
        "--system",
        "lexrank:2",
        "--csv",
        "b.csv",
        "--markdown",
        "b.md",
        "--latex",
        "b.tex",
    )
    run = read_run("evalkit-bench")
    cases = {(case.article, case.system): case for case in run.cases}

    assert 0 == code, err
    assert {(one, name) for one in ("a0", "a1") for name in ("ours", "lexrank:2", *YARDSTICKS)} == set(cases)
    assert "contradicted" == cases["a0", "ours"].claims[0].verdict
    assert ("ours.jsonl", 1) == (cases["a0", "ours"].path, cases["a0", "ours"].claims[0].line)
    assert (None, None) == (cases["a0", "lead:3"].path, cases["a0", "lead:3"].line)
    assert "no output of this id" == cases["a1", "ours"].fault
    assert ("", None) == (cases["a1", "empty"].text, cases["a1", "empty"].fault)
    assert run.header.config["systems"]["lead:3"] == "lead:3|v1"
    assert [0.0, None] == [
        score.values.get("support") for score in (cases["a0", "ours"].scores[0], cases["a0", "empty"].scores[0])
    ]
    assert all(name in out for name in ("ours", "lexrank:2", *YARDSTICKS))
    assert {
        "run.jsonl",
        "leaderboard.html",
        "report.html",
        "scores.csv",
        "claims.csv",
        "systems.json",
        "timing.json",
    } == {path.name for path in Path("evalkit-bench").iterdir()}
    assert all(Path(name).stat().st_size for name in ("b.csv", "b.md", "b.tex"))
    assert 0 == command("compare", "evalkit-bench")[0]


def _bench(systems: list[str], cache: Path | None, target: Path) -> Timing:
    job = Bench(find(["articles.jsonl"]), named_systems(systems, Options()))
    store = SqliteStore(cache) if cache else None
    try:
        return job.run(build_all(["semantic", "support"]), target, store=store, verdict_from="support", fresh=True)
    finally:
        if store:
            store.close()


def _asked(timing: Timing, words: str) -> dict[str, Any]:
    return next(count for name, count in timing.ops.items() if words in name)


def test_the_article_is_read_once_whatever_the_number_of_systems(command: Command) -> None:
    """What a model does with the article itself is done as often for ten systems as for one: copies of it ask nothing new."""
    del command
    _articles()
    one = _bench(["copy"], None, Path("one.jsonl"))
    ten = _bench(["copy", *(f"c{n}=lead:{n}" for n in range(1, 11))], None, Path("ten.jsonl"))
    encoded = [_asked(timing, "sentence-encoder") for timing in (one, ten)]

    assert encoded[0]["computed"] == encoded[1]["computed"], "sentences of the article that were encoded again"


def test_company_changes_no_score(command: Command) -> None:
    """A system has the same numbers alone and in company."""
    del command
    _articles()
    _bench(["lead:2"], Path("cache"), Path("one.jsonl"))
    _bench(["random:2", "lead:2", "textrank"], Path("cache"), Path("more.jsonl"))
    found = [
        [record for record in stream(path) if isinstance(record, CaseRecord) and record.system == "lead:2"]
        for path in (Path("one.jsonl"), Path("more.jsonl"))
    ]

    assert found[0] == found[1]
    assert 2 == len(found[0])


def test_nothing_is_asked_twice(command: Command) -> None:
    """A command that has answered is not run again, in a bench with other systems, nor by a resumed one."""
    _articles(3)
    Path("system.py").write_text(
        "import sys\nopen('asked.txt', 'a').write('x')\nprint(sys.stdin.read().split('.')[0] + '.')\n", "utf-8"
    )
    words = (
        *BENCH,
        "--system",
        f"ours=command:{sys.executable} system.py",
        "--cache",
        "kept",
    )  # none that has an answer
    assert 0 == command(*words)[0]
    before = Path("evalkit-bench/run.jsonl").read_bytes()
    assert 0 == command(*words, "--system", "lead:1", "--out", "second")[0]
    part = Path("evalkit-bench/run.jsonl.part")
    part.write_bytes(b"".join(before.splitlines(keepends=True)[:3]))
    assert 0 == command(*words, "--resume")[0]
    after = Path("evalkit-bench/run.jsonl").read_bytes()

    assert "xxx" == Path("asked.txt").read_text()
    assert before.splitlines()[1:] == after.splitlines()[1:]
    costs = {one["name"]: one for one in json.loads(Path("second/systems.json").read_text())["systems"]}
    assert costs["ours"]["seconds"] > 0


def test_own_blocks(command: Command) -> None:
    """`own` is every system that the files name, under its name; the articles' text stands once."""
    rows = [
        {"id": "a", "system": name, "content": CONTENT.format(n=1), "summary": text}
        for name, text in (
            ("s", "The council voted to mend the bridge."),
            ("t", "The council voted 9 to 7 to mend it."),
        )
    ]
    Path("articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert 0 == command(*BENCH, "--system", "own")[0]
    records = list(stream("evalkit-bench/run.jsonl"))

    assert ["s", "t", *YARDSTICKS] == [one.system for one in records if isinstance(one, CaseRecord)]
    assert 1 == sum(isinstance(one, ArticleRecord) for one in records)


def test_named_systems() -> None:
    """A yardstick that is named keeps its place and its name; the others come last."""
    names = [one.name for one in named_systems(["c=copy", "lead:3"], Options())]

    assert ["c", "lead:3", "empty"] == names
    with pytest.raises(ConfigError, match="there is no system"):
        named_systems([], Options())
