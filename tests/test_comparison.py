"""Two runs beside each other: counts of changes, differences of scores with their intervals, and what cannot be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit import runfile
from evalkit.comparison import Comparison, comparison
from evalkit.overview import Group
from evalkit.runfile import (
    ArticleRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    ScoreRecord,
)

SHARE = MeasureRecord("support", 0.0, 1.0, "share", "higher", "")
DENSITY = MeasureRecord("density", 0.0, None, "words", "neither", "")


def _header(**signatures: str) -> HeaderRecord:
    measures = {"support": (SHARE,), "extractive": (DENSITY,)}
    metrics = tuple(MetricRecord(name, signature, measures[name]) for name, signature in signatures.items())
    return HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", {}, metrics, {}, 1)


def _claim(name: str, verdict: str) -> ClaimRecord:
    return ClaimRecord(name, name, name, name, 0, 1, 1, 1, (), verdict, 0.5, None, (), (), ())


def _run(
    path: Path,
    supports: dict[str, float | None],
    verdicts: dict[str, str] | None = None,
    header: HeaderRecord | None = None,
) -> Path:
    """A run of an article a name, each with one SUMMARY of this support and one claim of this verdict."""
    records: list[runfile.Record] = [header or _header(support="s|v1")]
    for name, support in supports.items():
        article = ArticleRecord(
            f"{name}#1", name, 1, f"{name:>064}", f"Title {name}", "", "", "", ContentRecord("T.", 0, 1), ()
        )
        score = ScoreRecord(
            "support", "failed" if support is None else "scored", {} if support is None else {"support": support}, None
        )
        claims = (_claim(f"claim {name}", (verdicts or {}).get(name, "supported")),)
        records += [
            article,
            CaseRecord(f"{name}#1:SUMMARY", article.id, "SUMMARY", None, name, 1, 1, "t", 0, 1, claims, (score,)),
        ]
    records.append(FooterRecord(len(supports), len(supports), 0, 0, 0, 0, 0))
    path.write_bytes(b"".join(map(runfile.encode, records)))
    return path


def _compare(tmp_path: Path, old: Path, new: Path, **options: int) -> Comparison:
    return comparison(new, old, **options)


def test_a_difference_is_of_the_pairs(tmp_path: Path) -> None:
    """The mean difference is that of the cases with a value in both runs; its interval that of their differences (t, 3 degrees)."""
    old = _run(tmp_path / "old", {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5, "e": 1.0, "f": None})
    new = _run(tmp_path / "new", {"a": 0.6, "b": 0.8, "c": 0.5, "d": 0.7, "f": 1.0, "g": 0.0})
    found = comparison(new, old)
    delta = found.deltas[0]
    # differences .1 .3 0 .2: mean .15, standard deviation sqrt(.05/3), error of the mean half of it, t(.975, 3) = 3.18245
    reach = 3.182446 * (0.05 / 3) ** 0.5 / 2

    assert (0.5, pytest.approx(0.65), 4, 3) == (delta.old, delta.new, delta.n, delta.unpaired)
    assert (pytest.approx(0.15), pytest.approx(0.15 - reach), pytest.approx(0.15 + reach)) == (
        delta.estimate.mean, delta.estimate.low, delta.estimate.high,
    )  # fmt: skip
    assert (5, 1, 1, ["Title e"]) == (
        found.articles_paired, found.articles_added, found.articles_missing, found.missing,
    )  # fmt: skip


def test_a_run_beside_itself(tmp_path: Path) -> None:
    """Nothing changed, and every difference is 0."""
    run = _run(tmp_path / "run", {"a": 0.5, "b": 0.9})
    found = comparison(run, run)

    assert {Group("SUMMARY", ""): {"same": 2}} == found.counts
    assert (0.0, 0.0, 0.0) == (
        found.deltas[0].estimate.mean, found.deltas[0].estimate.low, found.deltas[0].estimate.high,
    )  # fmt: skip
    assert ([], 0, [], True) == (found.worst, found.worse, found.signatures, found.judged_alike)


def test_the_worst_stand_first(tmp_path: Path) -> None:
    """Of what got worse, contradictions come first; new claims that do not stand are among them; the rest is counted."""
    names = dict.fromkeys("abcd", 0.5)
    old = _run(tmp_path / "old", dict.fromkeys("abc", 0.5))
    new = _run(tmp_path / "new", names, {"a": "unsupported", "b": "contradicted", "d": "unsupported"})
    found = comparison(new, old, worst=2)

    assert ["claim b", "claim a"] == [change.after.id for change in found.worst]
    assert (3, {"newly unsupported": 2, "same": 1, "new": 1}) == (found.worse, dict(found.total))


def test_other_signatures_are_not_compared(tmp_path: Path) -> None:
    """Numbers that were made in another way get no difference, and the way is told; so are metrics of one run alone."""
    old = _run(tmp_path / "old", {"a": 0.5}, header=_header(support="s|v1", extractive="e|v1"))
    new = _run(tmp_path / "new", {"a": 0.9}, header=_header(support="s|v2"))
    found = comparison(new, old)

    assert ([("support", "s|v1", "s|v2")], ["extractive"], []) == (found.signatures, found.only_old, found.only_new)
    assert ([], False) == (found.deltas, found.judged_alike)


def test_an_emptied_block_is_counted(tmp_path: Path) -> None:
    """A block that had claims and has none now is counted by itself: nothing in it can be unsupported."""
    old = _run(tmp_path / "old", {"a": 0.5})
    lines = old.read_bytes().splitlines(keepends=True)
    case = runfile.decode(lines[2])
    values = {name: getattr(case, name) for name in case.__struct_fields__} | {"claims": ()}
    new = tmp_path / "new"
    new.write_bytes(b"".join((*lines[:2], runfile.encode(CaseRecord(**values)), *lines[3:])))

    assert (1, {"gone": 1}) == (comparison(new, old).emptied, dict(comparison(new, old).total))
