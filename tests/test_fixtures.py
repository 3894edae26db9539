"""The fixtures: planted faults whose labels fit, and one file for every kind of bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evalkit.claims import cases
from evalkit.reading import read
from evalkit.records import Article, BadInput, Case

REPOSITORY = Path(__file__).parent.parent
FIXTURES = REPOSITORY / "fixtures"
BAD = FIXTURES / "bad"
HALVES = ("tuning", "final")
TYPES = {
    "number", "date", "name", "role-swap", "quote-wording", "quote-attribution", "negation", "modality", "quantifier",
    "comparison", "unsupported", "dangling-reference", "stitched",
}  # fmt: skip

pytestmark = pytest.mark.skipif(bool(os.environ.get("EVALKIT_TEST_WHEEL")), reason="fixtures/ is no part of a wheel")


def _labels(half: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FIXTURES / f"{half}.labels.jsonl").read_text("utf-8").splitlines()]


def _articles(half: str) -> dict[str, Article]:
    found = list(read([FIXTURES / half]))
    assert not [one for one in found if isinstance(one, BadInput)]
    return {Path(one.path or "").name: one for one in found if isinstance(one, Article)}


@pytest.mark.parametrize("half", HALVES)
def test_labels_fit(half: str) -> None:
    """Every label's words stand once in their block, within claims of theirs, and its source once in CONTENT."""
    articles = _articles(half)
    whole = {name: cases(article) for name, article in articles.items()}
    taken: Counter[str] = Counter()
    for label in _labels(half):
        (block,) = (block for block in articles[label["path"]].blocks if block.kind == label["block"])
        assert 1 == block.text.count(label["words"]), label
        if label["source"] is not None:
            assert 1 == articles[label["path"]].content.text.count(label["source"]), label
        assert label["type"] in TYPES, label
        (case,) = (case for case in whole[label["path"]] if case.block == label["block"])
        holding = _holding(case, label["words"])
        assert holding, label
        taken.update(holding)
    assert {1} == set(taken.values()), "two faults in one claim"


def _holding(case: Case, words: str) -> list[str]:
    start = case.start + case.text.index(words)
    return [claim.id for claim in case.claims if claim.start < start + len(words) and start < claim.end]


def test_there_are_enough() -> None:
    """At least 60 articles and 200 faithful claims, and every type of fault in both halves."""
    articles = [article for half in HALVES for article in _articles(half).values()]
    claims = {claim.id for article in articles for case in cases(article) for claim in case.claims}
    faulty = {
        one
        for half in HALVES
        for label in _labels(half)
        for case in cases(_articles(half)[label["path"]])
        if case.block == label["block"]
        for one in _holding(case, label["words"])
    }

    assert len(articles) >= 60
    assert len(claims - faulty) >= 200
    for half in HALVES:
        assert TYPES == {label["type"] for label in _labels(half)}


def test_no_article_is_in_both_halves() -> None:
    """What is tuned on and what is not have no article in common."""
    tuning, final = ({article.sha256 for article in _articles(half).values()} for half in HALVES)

    assert not tuning & final


def test_the_table_of_the_readme_is_what_the_command_prints() -> None:
    """`python fixtures/table.py` prints the table that stands in fixtures/README.md."""
    done = subprocess.run(
        [sys.executable, str(FIXTURES / "table.py")], capture_output=True, encoding="utf-8", check=True, cwd=REPOSITORY
    )

    assert done.stdout.strip() in (FIXTURES / "README.md").read_text("utf-8")


def test_the_final_half_is_not_read() -> None:
    """What is missed on the final half is not shown to whoever asks."""
    done = subprocess.run(
        [sys.executable, str(FIXTURES / "table.py"), "--missed"], capture_output=True, encoding="utf-8", check=False
    )

    assert 2 == done.returncode
    assert "are not to be read" in done.stderr


def test_every_kind_of_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of fixtures/bad has one fault, told in the words of the golden file, and what is good in it is read."""
    monkeypatch.chdir(BAD)
    told = []
    for path in sorted(Path().iterdir()):
        found = list(read([path]))
        (bad,) = (one for one in found if isinstance(one, BadInput))
        told.append(f"{bad.path}:{bad.line}:{bad.column}: {bad.message}\n    {len(found) - 1} read\n")
    golden = FIXTURES / "bad.expected.txt"
    if os.environ.get("EVALKIT_UPDATE_GOLDEN"):
        golden.write_text("".join(told), "utf-8")

    assert golden.read_text("utf-8") == "".join(told)
