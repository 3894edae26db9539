"""`evalkit explain`: one claim as its reader meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.report.explain import Explained, explained
from evalkit.runfile import Run

Evalkit = Callable[..., Any]

ARTICLE = """\
<TITLE>Bridge over the Tarn opens</TITLE>
<SUMMARY>
The bridge over the Tarn cost £3.9m, the mayor said.
- It was not opened on Monday.
</SUMMARY>
<HIGHLIGHTS>
- She called it a bargain.
- The bridge over the Tarn
  was opened on Monday by Lena Aske.
</HIGHLIGHTS>
<CONTENT>
The bridge over the Tarn was opened on Monday by Lena Aske. The bridge over the Tarn cost £2.4m, the mayor said.

Mayor Lena Aske opened it. She called it a bargain.
</CONTENT>
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def test_a_claim_by_its_line(evalkit: Evalkit, article: Path) -> None:
    """Verdict, both sides of the finding underlined, votes and evidence with their places."""
    done = evalkit("explain", "article.txt:3")
    lines = done.stdout.splitlines()

    assert (0, "") == (done.returncode, done.stderr)
    assert lines[0].startswith("article.txt:3:1  SUMMARY  contradicted  P(supported) 0.0")
    at = lines.index("    The bridge over the Tarn cost £3.9m, the mayor said.")
    assert lines[at + 1] == "    " + " " * len("The bridge over the Tarn cost ") + "^^^^^"
    assert "finding 1: number, certain: says £3.9m, the article says £2.4m" in lines
    there = lines.index("    article.txt:12:91  CONTENT")
    assert lines[there + 1].strip() == "The bridge over the Tarn cost £2.4m, the mayor said."
    assert lines[there + 2] == "    " + " " * len("The bridge over the Tarn cost ") + "^^^^^"
    assert "votes" in lines
    assert any(line.startswith("    checks     contradicted") for line in lines)
    assert "evidence" in lines
    assert any(line.startswith("    article.txt:12:61  ") for line in lines)


def test_a_highlight(evalkit: Evalkit, article: Path) -> None:
    """How it was taken, and what its opening refers to."""
    done = evalkit("explain", "article.txt:7")

    assert "taken: verbatim, its longest copied run 5 words, from article.txt:14:28" in done.stdout
    assert (
        "finding 1: dangling-reference, certain: “She” means nothing by itself; in the article it is “Lena Aske”"
        in done.stdout
    )


def test_any_line_of_a_claim_and_a_column(evalkit: Evalkit, article: Path) -> None:
    """A bullet over two lines is found by either; a column picks one claim."""
    first, second, column = (evalkit("explain", f"article.txt:{place}") for place in ("8", "9", "4:20"))

    assert first.stdout == second.stdout
    assert "was opened on Monday by Lena Aske" in first.stdout
    assert "It was not opened on Monday." in column.stdout


def test_the_weakest_without_a_line(evalkit: Evalkit, article: Path) -> None:
    """And how to ask for another."""
    done = evalkit("explain", "article.txt")

    assert "contradicted" in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[-1] == "The weakest of 4 claims; a line names another: article.txt:LINE"


def test_what_a_run_has_recorded(evalkit: Evalkit, article: Path) -> None:
    """No model is asked: what the run says is shown, also where the file has changed since."""
    evalkit("run", "article.txt", "--metric", "support", "--metric", "highlights", "--quiet")
    now = evalkit("explain", "article.txt:3")
    article.write_text("changed", "utf-8")
    recorded = evalkit("explain", "article.txt:3", "--run", "evalkit-report")

    assert (0, now.stdout) == (recorded.returncode, recorded.stdout)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("article.txt:1",), "article.txt:1: no claim stands there: expected one of the lines 3, 4, 7, 8"),
        (("gone.txt:3",), "gone.txt:1:1: no such file or folder"),
        (("bad.txt",), "bad.txt:1:1:"),
        (("article.txt:3", "--run", "nowhere"), "nowhere: the run file cannot be read"),
        (("other.txt:3", "--run", "evalkit-report"), "the run evalkit-report has no claim of that file"),
        (("article.txt:3", "--metric", "suport"), "there is no metric 'suport': did you mean 'support'?"),
        ((), "Missing argument"),
    ],
)
def test_mistakes(evalkit: Evalkit, article: Path, words: tuple[str, ...], message: str) -> None:
    """What was wrong, and what was expected; exit code 2 and nothing on standard output."""
    (article.parent / "bad.txt").write_text("no tags", "utf-8")
    if "--run" in words:
        evalkit("run", "article.txt", "--metric", "extractive", "--quiet")
    done = evalkit("explain", *words)

    assert (2, "") == (done.returncode, done.stdout)
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_hostile_text_is_shown_and_drives_nothing(tmp_path: Path, evalkit: Evalkit) -> None:
    """Escapes, marks of direction, wide and combining letters: shown in place, underlined in place."""
    text = ARTICLE.replace(
        "The bridge over the Tarn cost £3.9m", "橋の橋 \x1b[31mThe\u202e e\u0301 bridge over the Tarn cost £3.9m"
    )
    (tmp_path / "hostile.txt").write_text(text, "utf-8")
    done = evalkit("explain", "hostile.txt:3")

    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    at = next(n for n, line in enumerate(done.stdout.splitlines()) if "£3.9m" in line)
    shown, below = done.stdout.splitlines()[at : at + 2]
    from rich.cells import cell_len

    assert cell_len(shown[: shown.index("£")]) == below.rindex("^") - 4


def test_text_is_wrapped_and_every_mark_stays_below_its_word(run_of_one: Run) -> None:
    """At any width, the signs stand below the words of the finding and no others."""
    article, case = run_of_one.articles[0], run_of_one.cases[0]
    claim = case.claims[0]
    for width in (40, 53, 80, 200):
        lines = [str(line) for line in explained(Explained(claim, case, article, run_of_one.cases), width)]
        first = next(n for n, line in enumerate(lines) if "^" in line)
        start = lines[first].index("^")
        assert lines[first - 1][start : start + lines[first].count("^")] == "£3.9m"
        assert all(len(line) <= width or ":" in line for line in lines)


@pytest.fixture
def run_of_one(article: Path) -> Run:
    import evalkit

    return evalkit.run(article, metrics=["support"])


def test_help_has_an_example(evalkit: Evalkit) -> None:
    done = evalkit("explain", "--help")

    assert "Example: evalkit explain seeds/" in " ".join(done.stdout.split())
    assert json.dumps(done.returncode) == "0"
