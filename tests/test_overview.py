"""What a run comes to."""

from __future__ import annotations

import pytest

from evalkit.errors import RunFileError
from evalkit.overview import Group, overview
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
)

MEASURES = tuple(MeasureRecord(name, 0.0, 1.0, "share", "higher", "") for name in ("a", "b"))
HEADER = HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", {}, (MetricRecord("m", "m()|v1", MEASURES),), {}, 12345)
FOOTER = FooterRecord(2, 4, 2, 1, 1, 0, 1)


def _article(name: str, sha256: str) -> ArticleRecord:
    return ArticleRecord(name, name, 1, sha256, "", "", "", "", ContentRecord("Text.", 0, 1), ((0, 5),))


def _claim(name: str, verdict: str | None, probability: float | None) -> ClaimRecord:
    return ClaimRecord(name, name, name, name, 0, 1, 1, 1, (), verdict, probability, "t", (), (), ())  # type: ignore[arg-type]


def _case(article: str, block: str, score: ScoreRecord, *claims: ClaimRecord, system: str | None = None) -> CaseRecord:
    return CaseRecord(
        f"{article}:{block}",
        article,
        block,
        system,
        article,
        1,
        1,
        "",
        0,
        0,
        claims,
        (score,),  # type: ignore[arg-type]
    )


def _scored(**values: float) -> ScoreRecord:
    return ScoreRecord("m", "scored", values, None)


RECORDS: tuple[Record, ...] = (
    HEADER,
    _article("x", "1"),
    _case("x", "SUMMARY", _scored(a=0.5, b=1.0), _claim("c1", "supported", 0.9), _claim("c2", "unsupported", 0.3)),
    _case("x", "HIGHLIGHTS", ScoreRecord("m", "not_applicable", {}, "empty")),
    BadInputRecord("bad.txt", 1, 1, "no"),
    _article("y", "2"),
    _case("y", "SUMMARY", _scored(a=1.0), _claim("c3", "contradicted", 0.02), _claim("c4", "unsupported", 0.1)),
    _case("y", "HIGHLIGHTS", ScoreRecord("m", "abstained", {}, "?"), _claim("c5", "abstained", None)),
    FOOTER,
)


def test_half_a_run_is_refused() -> None:
    """Records without a footer are no run."""
    with pytest.raises(RunFileError):
        overview(RECORDS[:-1])


def test_only_scored_values_are_averaged_and_the_others_counted() -> None:
    """A row's mean is over its scored cases; a value that a scored case lacks counts as not applicable."""
    rows = {(row.measure.name, row.group.block): row for row in overview(RECORDS).rows}
    summary_a, summary_b = rows["a", "SUMMARY"], rows["b", "SUMMARY"]

    assert (0.75, 2, {}) == (summary_a.estimate and summary_a.estimate.mean, len(summary_a.values), summary_a.unscored)
    assert ((1.0,), {"not_applicable": 1}) == (summary_b.values, summary_b.unscored)
    assert (None, {"abstained": 1, "not_applicable": 1}) == (
        rows["a", "HIGHLIGHTS"].estimate,
        rows["a", "HIGHLIGHTS"].unscored,
    )


def test_worst_claims_come_first() -> None:
    """Contradicted before unsupported, then the less probable, and no more than asked for."""
    assert ["c3", "c4", "c2"] == [worst.claim.id for worst in overview(RECORDS).worst]
    assert ["c3", "c4"] == [worst.claim.id for worst in overview(RECORDS, worst=2).worst]
    assert [] == overview(RECORDS, worst=0).worst


def test_groups_and_counts() -> None:
    """Verdicts are counted by block kind and system; faults stand in a list."""
    found = overview(RECORDS)

    assert [Group("SUMMARY", ""), Group("HIGHLIGHTS", "")] == list(found.verdicts)
    assert {"supported": 1, "unsupported": 2, "contradicted": 1} == dict(found.verdicts[Group("SUMMARY", "")])
    assert ["bad.txt"] == [bad.path for bad in found.bad_inputs]
    assert not found.has_systems


def test_articles_with_one_text_are_one_cluster() -> None:
    """Two articles whose CONTENT is the same are one cluster of the interval."""
    records: tuple[Record, ...] = (
        HEADER,
        _article("x", "1"),
        _case("x", "SUMMARY", _scored(a=0.0)),
        _article("y", "1"),
        _case("y", "SUMMARY", _scored(a=1.0)),
        FOOTER,
    )
    (row,) = [row for row in overview(records).rows if row.measure.name == "a"]

    assert (0.5, None, 1) == (
        row.estimate and row.estimate.mean,
        row.estimate and row.estimate.low,
        row.estimate and row.estimate.clusters,
    )
