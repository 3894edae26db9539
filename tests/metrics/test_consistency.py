"""SUMMARY, HIGHLIGHTS and TITLE beside each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.metric import Score
from evalkit.reading import content_sha256
from evalkit.records import Article, Block
from evalkit.testing import check_metric
from evalkit_metrics.consistency import Consistency
from evalkit_metrics.index import ArticleIndex
from evalkit_metrics.salience import salient

CONTENT = """
Aldmoor will build a tram line of 14 kilometres to the port of Merrow, the city council decided on Tuesday by 9 votes to 4. The line
costs £310m, of which the state pays a third. Mayor Lena Aske called the tram line the largest project of the city since the harbour.

Opponents of the tram line had collected 11,000 signatures against it. Most shopkeepers in Larch Road oppose the line. The first tram
is to run in May 2031. It rained during the vote. A dog slept in the gallery.
"""
SUMMARY = (
    "Aldmoor will build a tram line of 14 kilometres to Merrow, the council decided on Tuesday. The line costs £310m."
)


def _scores(
    summary: str, highlights: str, title: str = "", *, systems: tuple[str | None, str | None] = (None, None)
) -> list[Score]:
    content = CONTENT.strip()
    article = Article(
        id="a", path=None, line=None, sha256=content_sha256(content), title=title, published="", url="", author="",
        content=Block("CONTENT", content, 1000),
        blocks=(Block("SUMMARY", summary, 10, system=systems[0]), Block("HIGHLIGHTS", highlights, 500, system=systems[1])),
    )  # fmt: skip
    return list(Consistency().score(cases(article), RunContext(offline=True)))


def test_it_keeps_the_rules() -> None:
    """On every specimen."""
    check_metric(Consistency())


@pytest.mark.parametrize(
    ("highlight", "here", "there", "has"),
    [
        ("- The line costs £301m.", "£301m", "£310m", "£310m"),
        ("- Aldmoor will build a tram line of 14 kilometres to Tessaly.", "Tessaly", "Merrow", "Merrow"),
        ("- Aldmoor will build a tram line to Merrow, the council decided on Friday.", "on Friday", None, "Tuesday"),
        ("- Aldmoor will not build a tram line of 14 kilometres to Merrow.", "will not", None, None),
    ],
)
def test_conflicts(highlight: str, here: str, there: str | None, has: str | None) -> None:
    """A number, a name, a date, a denial: found on both blocks' words, and CONTENT says who is right."""
    summary, highlights = _scores(SUMMARY, highlight)
    (found,) = highlights.findings
    words = highlight[found.start - 500 : found.end - 500]

    assert ("block-conflict", "SUMMARY") == (found.type, found.source)
    assert words in here or here in words
    assert there is None or there == SUMMARY[(found.source_start or 0) - 10 : (found.source_end or 0) - 10]
    assert has is None or f"the article has “{has}”" in found.message
    assert highlights.values["consistency"] == 0.0
    assert summary.values["consistency"] == 0.5  # the other block has the same conflict, seen from its side


def test_agreement() -> None:
    """What says the same in other words, or something else, is no conflict."""
    for highlight in (
        "- The tram line will cost £310 million.",
        "- Most shopkeepers oppose the line.",
        "- A dog slept in the gallery.",
    ):
        for score in _scores(SUMMARY, highlight, "Aldmoor builds a tram line"):
            assert ((), 1.0) == (score.findings, score.values["consistency"])


def test_the_title_has_no_offsets() -> None:
    """A conflict with TITLE is told in words."""
    summary, _ = _scores("The tram line costs £310m.", "", "Tram line costs £410m")
    (found,) = summary.findings

    assert ("TITLE", None, None) == (found.source, found.source_start, found.source_end)
    assert "TITLE says “£410m”; the article has “£310m”" in found.message


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("The line was opened on 12 March 2031.", ["12 March 2031"]),
        ("Trams collided on 2 December 2024.", ["2 December 2024"]),
        ("The line will be opened on 12 March 2031.", []),
        ("The vote was set for 12 March 2031.", []),
        ("The line was opened on 12 March 2021.", []),
        ("The vote was held yesterday.", []),
        ("Trams collided on 24 November 2024.", []),  # where it is already tomorrow
        ("The line was opened in 2031.", []),  # a year: numbers look after it
    ],
)
def test_days_that_had_not_come(summary: str, found: list[str]) -> None:
    """A day after PUBLISHED_DATE, told as past."""
    content = CONTENT.strip()
    article = Article(
        id="a", path=None, line=None, sha256="", title="", published="2024-11-23", url="", author="",
        content=Block("CONTENT", content, 1000), blocks=(Block("SUMMARY", summary, 10),),
    )  # fmt: skip
    (score,) = Consistency().score(cases(article), RunContext(offline=True))

    assert found == [summary[one.start - 10 : one.end - 10] for one in score.findings]
    assert all(
        (one.type, one.source, one.source_start) == ("block-conflict", "PUBLISHED_DATE", None) for one in score.findings
    )


def test_blocks_of_other_systems_are_not_compared() -> None:
    """Two systems' texts may differ."""
    summary, highlights = _scores(SUMMARY, "- The line costs £301m.", systems=("one", "two"))

    assert () == summary.findings == highlights.findings
    assert "covered" not in summary.values


def test_duplicates_coverage_and_key_facts() -> None:
    """What is told twice, what the other block tells too, what neither tells."""
    summary, highlights = _scores(
        SUMMARY + " The tram line costs £310m.", "- The line costs £310m.", "Tram line to Merrow"
    )

    assert summary.values["duplicate_rate"] == pytest.approx(1 / 3)
    assert summary.note == "claim 3 tells claim 2 again"
    assert highlights.values["covered"] == 1.0
    assert summary.values["covered"] == pytest.approx(2 / 3)
    assert summary.values["title_covered"] == 1.0
    missed = [CONTENT.strip()[span.start - 1000 : span.end - 1000] for span in summary.passages]
    assert any("signatures" in one for one in missed)
    assert not any("14 kilometres" in one or "rained" in one for one in missed)
    assert summary.values["key_facts"] == highlights.values["key_facts"] == pytest.approx(1 - len(missed) / 5)


def test_salience_against_the_dense_walk(tell: Callable[..., Any]) -> None:
    """The same order as the stationary distribution of the walk written out, by its eigenvector."""
    import numpy as np

    index: ArticleIndex = tell(CONTENT, "It rained.").index
    stems = [list(one) for one in index.window_stems[: len(index.bounds)]]
    names = sorted(set().union(*stems))
    matrix = np.array([[index.weight(name) * (name in own) for name in names] for own in stems])
    counts = np.array(
        [[sum(stem_ == name for stem_ in _content(index, number)) for name in names] for number in range(len(stems))]
    )
    matrix = matrix * np.maximum(counts, 1)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    cosine = matrix @ matrix.T
    walk = 0.85 * cosine / cosine.sum(axis=1, keepdims=True) + 0.15 / len(stems)
    values, vectors = np.linalg.eig(walk.T)
    score = np.abs(np.real(vectors[:, np.argmax(np.real(values))]))
    expected = [int(one) for one in np.argsort(-score, kind="stable") if len(_content(index, int(one))) >= 5]

    assert expected[:4] == salient(index, 4)


def _content(index: ArticleIndex, number: int) -> list[str]:
    from evalkit_metrics.index import content_stems

    return content_stems(index.words[slice(*index.bounds[number])])


def test_a_text_without_words_has_no_key_facts(tell: Callable[..., Any]) -> None:
    """Headings and cries are no key facts."""
    assert [] == salient(tell("Ha! Oh no.", "Ha!").index, 5)


def test_other_languages_are_abstained_from() -> None:
    """With the reason."""
    article = "Die Stadt baut eine neue Straßenbahn zum Hafen. Sie kostet 310 Millionen, sagte die Bürgermeisterin am Dienstag."
    case = cases(
        Article(
            id="a", path=None, line=None, sha256="", title="", published="", url="", author="", content=Block("CONTENT", article, 0),
            blocks=(Block("SUMMARY", "Die Stadt baut eine Bahn.", 500),),
        )
    )  # fmt: skip
    (score,) = Consistency().score(case, RunContext(offline=True))

    assert "English" in (score.note or "")
    assert dataclasses.replace(score, note=None) == Score("abstained")
