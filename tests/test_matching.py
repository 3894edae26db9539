"""Two runs matched: articles by CONTENT, claims by id or by likeness; and what became of each claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit import runfile
from evalkit.matching import KINDS, Change, changes, pairs
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    Record,
)

HEADER = HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", {}, (), {}, 1)


def article(sha: str, name: str = "a.txt", title: str = "A") -> ArticleRecord:
    return ArticleRecord(f"{name}#1", name, 1, sha, title, "", "", "", ContentRecord("Text.", 0, 1), ())


def claim(
    name: str, verdict: str | None = "supported", text: str = "", line: int = 1, finding: str | None = None
) -> ClaimRecord:
    findings = (FindingRecord(finding, "certain", "why", 0, 1, None, None),) if finding else ()
    return ClaimRecord(
        name, text or name, text or name, text or name, 0, 1, line, 1, (), verdict,
        None if verdict in {None, "abstained"} else 0.9 if verdict == "supported" else 0.1, None, (), (), findings,
    )  # fmt: skip


def case(one: ArticleRecord, *claims: ClaimRecord, block: str = "SUMMARY", system: str | None = None) -> CaseRecord:
    return CaseRecord(f"{one.id}:{block}", one.id, block, system, one.path, 1, 1, "text", 0, 4, claims, ())


def write(path: Path, *records: Record) -> Path:
    articles = sum(isinstance(one, ArticleRecord) for one in records)
    cases = sum(isinstance(one, CaseRecord) for one in records)
    whole = (HEADER, *records, FooterRecord(articles, cases, 0, 0, 0, 0, 0))
    path.write_bytes(b"".join(map(runfile.encode, whole)))
    return path


def _changes(tmp_path: Path, old: list[Record], new: list[Record]) -> list[Change]:
    older, newer = write(tmp_path / "old.jsonl", *old), write(tmp_path / "new.jsonl", *new)
    return [change for pair in pairs(newer, older) for change in changes(pair)]


ONE = article("1" * 64)
LONG = "The council of the town voted nine to four to mend the old bridge in May"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(claim("a"), claim("a"), ("same", False, False), id="nothing changed"),
        pytest.param(claim("a", "unsupported"), claim("a", "unsupported"), ("same", False, False), id="as bad as before"),
        pytest.param(claim("a", "abstained"), claim("a", None), ("same", False, False), id="judged in neither"),
        pytest.param(claim("a"), claim("a", line=7), ("moved", False, True), id="another line"),
        pytest.param(claim("a", text=LONG), claim("b", text=LONG + " or June"), ("reworded", True, False), id="other words"),
        pytest.param(claim("a"), claim("a", "unsupported"), ("newly unsupported", False, False), id="support lost"),
        pytest.param(claim("a"), claim("a", "contradicted", line=7), ("newly unsupported", False, True), id="contradicted, and moved"),
        pytest.param(claim("a", "abstained"), claim("a", "unsupported"), ("newly unsupported", False, False), id="could not tell before"),
        pytest.param(claim("a", text=LONG), claim("b", "contradicted", LONG.replace("four", "five")), ("newly unsupported", True, False), id="a word turned"),
        pytest.param(claim("a", "contradicted", LONG), claim("b", text=LONG.replace("four", "five")), ("repaired", True, False), id="a word mended"),
        pytest.param(claim("a", "unsupported"), claim("a"), ("repaired", False, False), id="support won"),
        pytest.param(claim("a"), claim("a", "abstained"), ("newly abstained", False, False), id="cannot tell now"),
        pytest.param(claim("a", "contradicted"), claim("a", "abstained"), ("newly abstained", False, False), id="cannot tell that it is wrong"),
        pytest.param(claim("a", "abstained"), claim("a"), ("now judged", False, False), id="can tell now"),
        pytest.param(claim("a", "unsupported"), claim("a", "contradicted"), ("other fault", False, False), id="worse still"),
        pytest.param(claim("a", "unsupported", finding="name"), claim("a", "unsupported", finding="number"), ("other fault", False, False), id="another finding"),
        pytest.param(None, claim("a", "contradicted"), ("new", False, False), id="new"),
        pytest.param(claim("a"), None, ("gone", False, False), id="gone"),
    ],
)  # fmt: skip
def test_what_became_of_a_claim(before, after, expected: tuple[str, bool, bool], tmp_path: Path) -> None:
    """One claim, before and after: the first kind that fits, and beside it whether its words and its place differ."""
    old = case(ONE, *([before] if before else []))
    new = case(ONE, *([after] if after else []))

    assert [(before, after, expected)] == [
        (one.before, one.after, (one.kind, one.reworded, one.moved))
        for one in _changes(tmp_path, [ONE, old], [ONE, new])
    ]


def test_articles_are_matched_by_content(tmp_path: Path) -> None:
    """Another name, title, place or order of the articles changes nothing but where a claim stands."""
    renamed, other = article("1" * 64, "z.txt", "Z"), article("2" * 64, "b.txt")
    old = [ONE, case(ONE, claim("a")), other, case(other, claim("b"))]
    new = [other, case(other, claim("b")), renamed, case(renamed, claim("a"))]

    assert [("same", "b"), ("moved", "a")] == [(one.kind, one.after.id) for one in _changes(tmp_path, old, new)]


def test_equal_contents_are_matched_in_order(tmp_path: Path) -> None:
    """Articles with the same CONTENT meet the first with the first; what is left over is on one side alone."""
    twin = article("1" * 64, "b.txt")
    old = [ONE, case(ONE, claim("a")), twin, case(twin, claim("b"))]
    found = _changes(tmp_path, old, [ONE, case(ONE, claim("a"))])

    assert [("same", "a"), ("gone", "b")] == [(one.kind, (one.after or one.before).id) for one in found]


def test_what_only_one_run_has(tmp_path: Path) -> None:
    """An article, a block or a system of one run alone is told as such, the new run's articles in their order, the others after."""
    added, missing = article("2" * 64, "b.txt"), article("3" * 64, "c.txt")
    old = [ONE, case(ONE, claim("a"), system="x"), missing, case(missing, claim("m"))]
    new = [added, case(added, claim("n")), ONE, case(ONE, claim("a"), system="y")]
    write(tmp_path / "old.jsonl", *old), write(tmp_path / "new.jsonl", *new)
    found = list(pairs(tmp_path / "new.jsonl", tmp_path / "old.jsonl"))

    assert [("b.txt#1", None), ("a.txt#1", "a.txt#1"), (None, "c.txt#1")] == [
        (one.article and one.article.id, one.before_article and one.before_article.id) for one in found
    ]
    assert [["new"], ["new", "gone"], ["gone"]] == [[change.kind for change in changes(pair)] for pair in found]


def test_a_fault_of_an_input_between_is_passed_over(tmp_path: Path) -> None:
    """A bad input that a run met between an article and its cases loses nothing of that article."""
    bad = BadInputRecord("b.txt", 1, 1, "no")

    assert ["same"] == [
        one.kind for one in _changes(tmp_path, [ONE, bad, case(ONE, claim("a"))], [ONE, case(ONE, claim("a"))])
    ]


def test_the_most_alike_are_paired_first(tmp_path: Path) -> None:
    """Of several claims with words in common each is paired once, and the closest pair first."""
    old = case(ONE, claim("a", text=LONG), claim("b", text=LONG + " said the mayor"))
    new = case(ONE, claim("c", text=LONG + " said a mayor"), claim("d", text=LONG + " at last"))

    assert [("c", "b"), ("d", "a")] == [
        (one.after.id, one.before.id) for one in _changes(tmp_path, [ONE, old], [ONE, new])
    ]


def test_every_kind_has_a_meaning() -> None:
    """The table of kinds is what the type says."""
    from typing import get_args

    from evalkit.matching import Kind

    assert list(get_args(Kind)) == list(KINDS)


VERDICTS = st.sampled_from(["supported", "unsupported", "contradicted", "abstained"])
CLAIMS = st.lists(st.tuples(st.sampled_from("abcdef"), VERDICTS), unique_by=lambda one: one[0], max_size=6)
TURNED = {"new": "gone", "gone": "new", "repaired": "newly unsupported", "same": "same", "other fault": "other fault"}


@given(old=CLAIMS, new=CLAIMS)
def test_a_comparison_turned_round(old, new, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Comparing a run with itself finds nothing; turned round, what was new is gone and what was repaired is newly unsupported."""
    folder = tmp_path_factory.mktemp("runs")
    first, second = ([ONE, case(ONE, *(claim(*one) for one in claims))] for claims in (old, new))
    there, back = _changes(folder, first, second), _changes(folder, second, first)
    kinds = {(one.after or one.before).id: one for one in there}

    assert {"same"} >= {one.kind for one in _changes(folder, first, first)}
    assert kinds.keys() == {(one.after or one.before).id for one in back}
    for one in back:
        other = kinds[(one.after or one.before).id]
        if one.kind in TURNED and "abstained" not in {
            one.before and one.before.verdict,
            one.after and one.after.verdict,
        }:
            assert TURNED[one.kind] == other.kind
        assert (one.difference is None) == (other.difference is None)
        assert one.difference is None or one.difference == -other.difference


def test_an_older_run_that_is_not_whole_is_told(tmp_path: Path) -> None:
    """A run without its footer is refused before anything is compared."""
    write(tmp_path / "new.jsonl", ONE)
    (tmp_path / "old.jsonl").write_bytes(runfile.encode(HEADER) + runfile.encode(ONE))

    with pytest.raises(runfile.RunFileError, match="its footer is missing"):
        list(pairs(tmp_path / "new.jsonl", tmp_path / "old.jsonl"))
