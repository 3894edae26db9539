"""Baselines: small text that equal runs make the same, that reads back, and that says what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.baseline import read_baseline, write_baseline
from evalkit.errors import BaselineError, RunFileError
from evalkit.matching import changes, pairs
from evalkit.runfile import BadInputRecord
from tests.gate.made import EXTRACTIVE, SUPPORT, A, C, summary, write

HOSTILE = "</script> \x1b[31m \u202egnp.exe \x00 \u2028 'quote' \"quote\" \\ =1+1 😀 tail"
ARTICLES = {
    "b": summary(C("Nobody swam.", "unsupported", ("unsupported",)), C("It met."), content="B."),
    "a": A("A.", {("HIGHLIGHTS", None): (C("It met."),), ("SUMMARY", "ours"): (C(HOSTILE, "contradicted"),), ("SUMMARY", None): ()}),
}  # fmt: skip


def _baseline(folder: Path, articles: dict[str, A] = ARTICLES, **more: Any) -> Path:
    write_baseline(write(folder / "run.jsonl", articles, **more), folder / "b.json")
    return folder / "b.json"


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "bad inputs": ({"bad": [BadInputRecord("x", 1, 1, "no")]}, "0 failed scores and 1 inputs that could not be read"),
    "failed scores": (
        {"articles": {"a": summary(C("x"), status={"support": "failed"})}},
        "the run has 1 failed scores",
    ),
    "no verdicts": (
        {"metrics": (EXTRACTIVE,)},
        "no claim of the run is judged: expected the metric support among its metrics",
    ),
}


@pytest.mark.parametrize(("more", "told"), UNFIT.values(), ids=UNFIT)
def test_a_run_that_is_no_baseline(more: dict[str, Any], told: str, tmp_path: Path) -> None:
    """A run that is not complete, or judges nothing, is blessed by nobody; the baseline that stood there stays."""
    (tmp_path / "b.json").write_text("as it was")
    with pytest.raises(BaselineError, match=re.escape(told)):
        _baseline(tmp_path, **more)

    assert "as it was" == (tmp_path / "b.json").read_text()


def test_scores_that_the_run_lacks(tmp_path: Path) -> None:
    """A metric that the settings compare must be in the run."""
    run = write(tmp_path / "run.jsonl", ARTICLES)
    with pytest.raises(BaselineError, match="the settings hold extractive against a baseline, and the run lacks it"):
        write_baseline(run, tmp_path / "b.json", metrics=["extractive"])


DAMAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda _: "", "not a baseline"),
    "cut": (lambda text: text[: len(text) // 2], "not a baseline"),
    "another file": (lambda _: '{"a": 1}', 'it has no "evalkit_baseline"'),
    "a list": (lambda _: "[]", "not a baseline"),
    "newer": (lambda text: text.replace('"evalkit_baseline": 1', '"evalkit_baseline": 2'), "has schema 2, this evalkit reads schema 1: bless again"),
    "another verdict": (lambda text: text.replace('"contradicted"', '"wrong"'), "not a baseline that evalkit bless wrote"),
    "not UTF-8": (lambda text: text.replace("tail", "\udce9"), "not a baseline"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_damaged(damage: Callable[[str], str], told: str, tmp_path: Path) -> None:
    """A file that is no baseline is told by its name and what was expected."""
    path = _baseline(tmp_path)
    path.write_bytes(damage(path.read_text("utf-8")).encode("utf-8", "surrogateescape"))
    with pytest.raises(BaselineError, match=re.escape(told)) as error:
        read_baseline(path)

    assert str(path) in str(error.value)


def test_no_file(tmp_path: Path) -> None:
    """A baseline that is not there is told with the command that makes one."""
    with pytest.raises(
        BaselineError, match=r"gone\.json: the baseline cannot be read: No such file or directory; evalkit bless RUN -o"
    ):
        read_baseline(tmp_path / "gone.json")


def test_an_unfinished_run(tmp_path: Path) -> None:
    """A run file that is not whole is blessed by nobody."""
    run = write(tmp_path / "run.jsonl", ARTICLES)
    run.write_bytes(b"".join(run.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(RunFileError, match="not whole"):
        write_baseline(run, tmp_path / "b.json")


def test_equal_bytes_in_any_order(tmp_path: Path) -> None:
    """Runs over the same inputs in another order make the same baseline, and so does a later one."""
    (tmp_path / "other").mkdir()
    one = _baseline(tmp_path).read_bytes()
    other = _baseline(tmp_path / "other", dict(reversed(ARTICLES.items()))).read_bytes()

    assert one == other


def test_a_line_a_claim(tmp_path: Path) -> None:
    """A claim is one line, whatever is in its words; the articles stand in the order of their paths; no unseen sign is in it."""
    text = _baseline(tmp_path).read_text("utf-8")
    lines = text.splitlines()

    assert [1, 2, 1] == [sum(words in line for line in lines) for words in ("Nobody swam.", '"It met."', "gnp.exe")]
    assert text.index('"a.txt#1"') < text.index('"b.txt#1"')
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    assert json.loads(text)["articles"][0]["cases"][1]["claims"][0]["text"] == HOSTILE


def test_no_article_is_in_it(tmp_path: Path) -> None:
    """A baseline may stand in a public repository: it has the summaries' claims, never the articles' text."""
    assert (
        "Secret content" not in _baseline(tmp_path, {"a": summary(C("It met."), content="Secret content.")}).read_text()
    )


def test_reads_back(tmp_path: Path) -> None:
    """What is read back is beside its own run the same, claim by claim."""
    baseline = read_baseline(_baseline(tmp_path))
    found = [change.kind for pair in pairs(tmp_path / "run.jsonl", baseline.articles) for change in changes(pair)]

    assert ["same"] * 4 == found
    assert 4 == len(baseline.verdicts)
    assert {"supported", "unsupported", "contradicted"} == set(baseline.verdicts.values())


def test_scores_of_named_metrics(tmp_path: Path) -> None:
    """The scores of the metric that judges are kept, and those that are named."""
    run = write(tmp_path / "run.jsonl", ARTICLES, metrics=(SUPPORT, EXTRACTIVE))
    write_baseline(run, tmp_path / "b.json", metrics=["extractive"])
    case = read_baseline(tmp_path / "b.json").articles[0][1][0]

    assert ["extractive", "support"] == [score.metric for score in case.scores]


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1, max_size=30).filter(str.strip), max_size=4))
def test_any_words(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    """Whatever a claim's words are, lone surrogates too, the baseline is UTF-8 and reads back as the run file has it."""
    folder = tmp_path_factory.mktemp("any")
    baseline = read_baseline(_baseline(folder, {"a": summary(*(C(one) for one in words))}))
    expected = [one.encode("utf-8", "replace").decode() for one in words]

    assert expected == [claim.text for _, cases in baseline.articles for case in cases for claim in case.claims]
