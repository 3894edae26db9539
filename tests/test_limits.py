"""Limits: what is too large or takes too long is told as such, at its place, and what stands beside it is scored."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit import limits
from evalkit.deadline import within
from evalkit.reading import lines, read
from evalkit.reading.lines import physical_lines
from evalkit.records import Article, BadInput
from tests.conftest import REPOSITORY, Evalkit, article

Make = Callable[..., Path]
LONG = "x" * 400


@given(st.text(alphabet="ab é😀\n\r", max_size=80), st.integers(1, 7), st.integers(3, 12))
def test_lines_that_are_too_long(text: str, chunk: int, limit: int) -> None:
    """Wherever chunks end, a line above the limit is marked, and the lines behind it keep their numbers and offsets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_CHUNK", chunk)
        patch.setattr(limits, "LINE", limit)
        found = list(physical_lines(io.BytesIO(text.encode())))

    whole = [piece for piece in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if piece]
    assert [len(one.encode()) > limit for one in whole] == [line.too_long for line in found]
    assert [one for one in whole if len(one.encode()) <= limit] == [line.text for line in found if not line.too_long]
    at = 0
    for number, (line, piece) in enumerate(zip(found, whole, strict=True), start=1):
        assert (at, number) == (line.offset, line.number)
        at += len(piece)


def _tagged(content: str = "It rained.", summary: str = "It rained.", title: str = "Rain") -> str:
    return f"<TITLE>{title}</TITLE>\n<SUMMARY>\n{summary}\n</SUMMARY>\n<CONTENT>\n{content}\n</CONTENT>\n"


def _csv(*rows: tuple[str, str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([("content", "summary"), *rows])
    return file.getvalue()


def _jsonl(*rows: tuple[str, str]) -> str:
    return "".join(json.dumps({"content": content, "summary": summary}) + "\n" for content, summary in rows)


GOOD = ("It rained.", "It rained.")
INPUTS = {
    "a long CONTENT": ("a.txt", _tagged() + _tagged("word " * 80) + _tagged(), "2", ":12:1: <CONTENT> has more than 300 characters, and none of the article is taken: expected less"),
    "a long CONTENT in one line": ("a.txt", _tagged() + _tagged(LONG) + _tagged(), "2", ":12:1: <CONTENT> has more than 300 characters"),
    "a long SUMMARY": ("a.txt", _tagged() + _tagged(summary="word " * 30) + _tagged(), "2", ":9:1: <SUMMARY> has more than 100 characters"),
    "a long TITLE": ("a.txt", _tagged() + _tagged(title="word " * 30) + _tagged(), "2", ":8:1: <TITLE> has more than 100 characters"),
    "a long line": ("a.txt", _tagged() + _tagged("x" * 700) + _tagged(), "2", ":13:1: the line has more than 600 bytes, and none of it is taken: expected less"),
    "a long record": ("a.jsonl", _jsonl(GOOD, ("x" * 700, "a"), GOOD), "2", ":2:1: the line has more than 600 bytes"),
    "a long first record": ("a.jsonl", _jsonl(("x" * 700, "a"), GOOD, GOOD), "2", ":1:1: the line has more than 600 bytes"),
    "a long content": ("a.jsonl", _jsonl(GOOD, (LONG, "a"), GOOD), "2", ":2:1: 'content' has 400 characters: expected 300 at most"),
    "a long summary": ("a.jsonl", _jsonl(GOOD, ("a", "y" * 101), GOOD), "2", ":2:1: 'summary' has 101 characters: expected 100 at most"),
    "a long cell": ("a.csv", _csv(GOOD, (LONG, "a"), GOOD), "2", ":3:1: a cell of this row has more than 300 characters: expected less"),
    "a quotation mark that is never closed": ("a.csv", _csv(GOOD) + '"' + "It rained.\n" * 200, "1", "is a quotation mark never closed?"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "good", "said"), INPUTS.values(), ids=INPUTS)
def test_inputs_that_are_too_long(
    name: str, text: str, good: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault has its place, and the articles before and behind it are read."""
    monkeypatch.setattr(limits, "LINE", 600)
    monkeypatch.setattr(limits, "CONTENT", 300)
    monkeypatch.setattr(limits, "BLOCK", 100)
    path = tmp_path / name
    path.write_text(text, "utf-8", newline="")
    found = list(read([path]))

    assert int(good) == sum(isinstance(one, Article) for one in found)
    faults = [one for one in found if isinstance(one, BadInput)]
    assert faults
    assert said in f":{faults[0].line}:{faults[0].column}: {faults[0].message}"


def test_a_file_that_unpacks_to_more_than_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compressed Parquet is unpacked up to a limit, and not beyond it."""
    import pandas as pd

    pd.DataFrame([{"content": "It rained.", "summary": "It rained."}]).to_parquet(tmp_path / "a.parquet")
    path = tmp_path / "a.parquet.gz"
    path.write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert [Article] == [type(one) for one in read([path])]
    monkeypatch.setattr(limits, "UNPACKED", 1 << 10)
    (bad,) = read([path])
    assert isinstance(bad, BadInput)
    assert "the file cannot be read: unpacked it has more than 1,024B: expected less" == bad.message


def _peak(tmp_path: Path, environment: dict[str, str], *words: str) -> tuple[int, str]:
    """The most memory that a run took, in MB, and what it said."""
    code = (
        "import resource, sys\nfrom evalkit.cli import main\ncode = main(sys.argv[1:])\n"
        "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", *words, "--metric", "extractive", "--no-cache", "-q"],
        cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    return int(done.stdout.rpartition("peak ")[2]), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux alone")
@pytest.mark.parametrize("name", ["bomb.jsonl.gz", "bomb.txt.gz"])
def test_a_bomb(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Half a megabyte that unpacks to a line of 512 MB takes no more memory than the longest line that is read."""
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as file:
        if name.endswith(".txt.gz"):
            file.write(b"<SUMMARY>It rained.</SUMMARY>\n<CONTENT>")
        for _ in range(512):
            file.write(b"a" * (1 << 20))
    assert (tmp_path / name).stat().st_size < 5 << 20
    (tmp_path / "good.txt").write_text(article(), "utf-8")
    peak, said = _peak(tmp_path, environment, name, "good.txt")
    alone, _ = _peak(tmp_path, environment, "good.txt")

    assert "the line has more than 64 Mi bytes, and none of it is taken" in said
    assert peak - alone < 4 * (limits.LINE >> 20)


SLOW = """\
import time
from dataclasses import dataclass
from evalkit.metric import Measure, Metric, Score

@dataclass(frozen=True)
class Slow(Metric):
    name = "slow"
    measures = (Measure("x"),)
    how: str = "sleeps"

    def score(self, cases, ctx):
        for case in cases:
            if "003" in case.article.id:
                began = time.monotonic()
                while time.monotonic() - began < 60:
                    time.sleep(60) if self.how == "sleeps" else None
        return [Score("scored", {"x": 1.0}) for case in cases]
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no alarm: the option is refused there")
@pytest.mark.parametrize("how", ["sleeps", "computes"])
def test_an_article_that_takes_too_long(how: str, make_articles: Make, tmp_path: Path, evalkit: Evalkit) -> None:
    """Its scores of that metric are failed and counted; all others are there; several processes say the same."""
    make_articles(5)
    (tmp_path / "slow.py").write_text(SLOW)
    words = ("run", "articles", "--metric", f"slow:Slow(how='{how}')", "--metric", "extractive", "--no-cache", "-q")
    runs = [
        evalkit(*words, "--time-limit", "0.3", *jobs, "--out", out)
        for out, jobs in (("one", ()), ("two", ("--jobs", "2")))
    ]
    for done in runs:
        assert 2 == done.returncode
        assert "slow failed on 2 blocks: took longer than 0.3 s for the article (--time-limit)" in done.stderr
    one, two = ((tmp_path / out / "run.jsonl").read_text("utf-8").splitlines() for out in ("one", "two"))
    assert one[1:] == two[1:]
    assert 0.3 == json.loads(one[0])["config"]["time_limit"]
    records = [json.loads(line) for line in one]
    statuses = {
        (case["article"][-7:-6], score["metric"]): score["status"]
        for case in records
        if case["record"] == "case"
        for score in case["scores"]
    }
    assert {("3", "slow")} == {which for which, status in statuses.items() if status == "failed"}
    assert 10 == len(statuses)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no alarm")
def test_the_alarm_is_put_back() -> None:
    """Behind the block nothing rings, whether it ended in time or not; without a limit nothing is set."""
    import signal
    import time

    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeoutError), within(0.01):
        time.sleep(5)
    with within(5), within(None):
        pass
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
    assert before == signal.getsignal(signal.SIGALRM)


def test_the_page_has_the_limits() -> None:
    """docs/limits.md says what the code enforces."""
    path = REPOSITORY / "docs" / "limits.md"
    if not path.exists():
        pytest.skip("the documentation is not at hand beside an installed wheel")
    text = path.read_text("utf-8")
    for limit in (limits.LINE, limits.CONTENT, limits.BLOCK, limits.UNPACKED):
        assert limits.shown(limit) in text
    from evalkit_metrics.readable import LONGEST_CLAIM

    assert f"{LONGEST_CLAIM} tokens" in text
