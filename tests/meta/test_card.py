"""A card computed from a run file and labels that are written out here, against scikit-learn and against counting by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, brier_score_loss, roc_auc_score

from evalkit import runfile
from evalkit.labels import read_labels
from evalkit.meta.card import make_card, write_card
from evalkit.meta.records import Agreement, Card
from evalkit.reading import content_sha256, find
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    ScoreRecord,
)

TEXT = "Two boats sank near the old harbour of Trell."
REFERENCE = "support.support_min"


def _metric(name: str, **measures: str) -> MetricRecord:
    told = tuple(MeasureRecord(key, 0.0, 1.0, "share", better, key) for key, better in measures.items())  # type: ignore[arg-type]
    return MetricRecord(name, f"{name}()|v1", told)


METRICS = (
    _metric("extractive", coverage="neither"),
    _metric("support", support_min="higher", unsupported_rate="lower"),
)


def write(
    folder: Path,
    rows: Sequence[dict],
    *,
    metrics: Sequence[MetricRecord] = METRICS,
    bad: Sequence[BadInputRecord] = (),
    verdict_from: str = "support",
    **settings: int,
) -> Card:
    """The card of rows. `p` is P(supported) of the one claim, None where it was abstained from; `found` are spans of findings."""
    labels, records = [], []
    for n, row in enumerate(rows, start=1):
        document = f"Document {row.get('document', n)}."
        told = {key: one for key, one in row.items() if key not in ("p", "found", "coverage", "document")}
        labels.append({"id": f"r{n}", "content": document, "summary": TEXT, "system": None, **told})
        p = row["p"]
        verdict = "abstained" if p is None else "supported" if p >= 0.5 else "unsupported"
        findings = tuple(
            FindingRecord("name", "certain", "m", *span, None, None, metric=verdict_from)
            for span in row.get("found", ())
        )
        claim = ClaimRecord(f"c{n}", TEXT, TEXT, TEXT, 0, len(TEXT), n, None, (), verdict, p, "model", (), (), findings)
        values = {} if p is None else {"support_min": p, "unsupported_rate": float(p < 0.5)}
        scores = (
            ScoreRecord("extractive", "scored", {"coverage": row.get("coverage", 0.5)}, None),
            ScoreRecord(
                verdict_from, "abstained" if p is None else "scored", values if verdict_from == "support" else {}, None
            ),
        )
        records += [
            ArticleRecord(f"r{n}", "l.jsonl", n, content_sha256(document), "", "", "", "", ContentRecord(document, 0, n, "content"), ()),
            CaseRecord(f"r{n}:SUMMARY", f"r{n}", "SUMMARY", told.get("system"), str(folder / "l.jsonl"), n, None, TEXT, 0, len(TEXT), (claim,), scores, "summary"),
        ]  # fmt: skip
    header = HeaderRecord(
        1, "0.1.0", "2025-01-01T00:00:00+00:00", {}, tuple(metrics), {"verdict_from": verdict_from}, 1
    )
    whole = (header, *records, *bad, FooterRecord(len(rows), len(rows), 0, 0, 0, 0, 0))
    (folder / "run.jsonl").write_bytes(b"".join(map(runfile.encode, whole)))
    (folder / "l.jsonl").write_text("".join(json.dumps(one) + "\n" for one in labels), "utf-8")
    return make_card(folder / "run.jsonl", read_labels(find([folder / "l.jsonl"])), **settings)


def drawn(count: int, documents: int = 40, **more: object) -> list[dict]:
    """Rows whose probability follows their label, several a document."""
    draw = np.random.default_rng(12345)
    labels = draw.random(count) < 0.4
    return [
        {"label": int(label), "p": round(float(np.clip(0.3 * label + draw.random() * 0.7, 0, 1)), 4), "document": n % documents,
         "coverage": round(float(draw.random()), 4), **more}
        for n, label in enumerate(labels)
    ]  # fmt: skip


def of(card: Card, name: str = REFERENCE) -> Agreement:
    return next(one for one in card.sets[0].agreements if one.predictor == name)


def every_number(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for one in value.values() for number in every_number(one)]
    if isinstance(value, list):
        return [number for one in value for number in every_number(one)]
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


ODD = {
    "one class": [{"label": 1, "p": 0.7}, {"label": 1, "p": 0.2}],
    "one document": [{"label": 1, "p": 0.7, "document": "x"}, {"label": 0, "p": 0.2, "document": "x"}],
    "one row": [{"label": 1, "p": 0.7}],
    "nothing judged": [{"label": 1, "p": None}, {"label": 0, "p": None}],
    "all the same": [{"label": 1, "p": 0.7}, {"label": 0, "p": 0.7}, {"label": 0, "p": 0.7}],
    "a system a row": [{"label": 1, "p": 0.7, "system": "a"}, {"label": 0, "p": 0.2, "system": "b"}],
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD.keys())
def test_what_rows_do_not_allow_has_a_reason_and_no_number(tmp_path, rows):
    """No NaN anywhere: a missing value, or interval, says why it is missing."""
    card = write(tmp_path, rows, draws=100)
    write_card(card, tmp_path / "meta.json")
    found = json.loads((tmp_path / "meta.json").read_text("utf-8"))

    assert all(math.isfinite(one) for one in every_number(found))
    for agreement in card.sets[0].agreements:
        for kind in (
            "auc",
            "average_precision",
            "kendall",
            "spearman",
            "pearson",
            "partial_pearson",
            "partial_spearman",
        ):
            one = getattr(agreement, kind)
            assert (one.value is None or one.low is None) == (one.reason is not None), (agreement.predictor, kind, one)


def test_one_document_has_values_and_no_interval(tmp_path):
    """There is nothing to draw from: the area is told, its interval is not, and the reason stands beside it."""
    found = of(write(tmp_path, ODD["one document"])).auc

    assert (1.0, None, None) == (found.value, found.low, found.high)
    assert "one document" in (found.reason or "")


def test_what_was_abstained_from_is_in_no_number(tmp_path):
    """An abstained row is counted beside the predictor, as no 0; other predictors keep it."""
    rows = drawn(60)
    card = write(tmp_path, [*rows, {"label": 0, "p": None}], draws=100)
    alone = write(tmp_path, rows, draws=100)

    found = of(card)
    assert (60, 1) == (found.n, found.unscored.abstained)
    assert round(60 / 61, 4) == found.coverage
    assert of(alone).auc.value == found.auc.value
    assert 61 == of(card, "extractive.coverage").n


def test_numbers_of_a_set(tmp_path):
    """Area, balanced accuracy at 0.5 and Brier score are scikit-learn's; the interval holds the value; lower is turned round."""
    rows = drawn(120)
    label, p = np.array([row["label"] for row in rows]), np.array([row["p"] for row in rows])
    card = write(tmp_path, rows, draws=200)
    found = of(card)

    assert roc_auc_score(label, p) == pytest.approx(found.auc.value, abs=1e-4)
    assert found.balanced_accuracy is not None
    assert balanced_accuracy_score(label, p >= 0.5) == pytest.approx(found.balanced_accuracy.value, abs=1e-4)
    assert brier_score_loss(label, p) == pytest.approx(card.sets[0].calibration[0].brier.value, abs=1e-4)
    assert found.auc.low <= found.auc.value <= found.auc.high
    assert roc_auc_score(label, p >= 0.5) == pytest.approx(of(card, "support.unsupported_rate").auc.value, abs=1e-4)
    assert of(card, "support.unsupported_rate").balanced_accuracy is None
    assert {"extractive.coverage", "baseline.words", "baseline.random"} == {
        one.name for one in card.predictors if one.is_baseline
    }
    assert found.roc[0] == (0.0, 0.0)
    assert found.roc[-1] == (1.0, 1.0)


def test_the_reference_is_held_against_the_best_baseline(tmp_path):
    """The difference of the areas is that of the two, and Williams' test is corrected over the predictors of the set."""
    rows = drawn(120)
    card = write(tmp_path, rows, draws=200)
    (one,) = card.sets
    areas = {each.name: of(card, each.name).auc.value for each in card.predictors if each.is_baseline}

    assert max(areas, key=areas.__getitem__) == one.best_baseline
    over = of(card).auc_over_baseline
    assert over is not None
    assert of(card).auc.value - areas[one.best_baseline] == pytest.approx(over.value, abs=2e-4)
    assert of(card).williams is None
    tests = [each.williams for each in one.agreements if each.williams]
    assert {"pearson"} == {each.of for each in tests}
    assert all(each.p <= each.p_holm <= 1 for each in tests)
    assert "do not vary" in (of(card, "baseline.words").williams_reason or "")


def test_chances_weigh_every_number(tmp_path):
    """A row that was drawn with half a chance counts as two equal rows, and Williams' test, which knows no weights, is left out."""
    rows = drawn(40, documents=20)
    weighted = write(
        tmp_path, [{**row, "inclusion_probability": 0.5 if row["label"] else 1.0} for row in rows], draws=100
    )
    twice = write(tmp_path, [one for row in rows for one in [row] * (2 if row["label"] else 1)], draws=100)

    for kind in ("auc", "average_precision", "balanced_accuracy", "kendall", "spearman", "pearson"):
        assert getattr(of(twice), kind).value == pytest.approx(getattr(of(weighted), kind).value, abs=1e-4), kind
    pairs = zip(twice.sets[0].calibration, weighted.sets[0].calibration, strict=True)
    assert all(one.ece.value == pytest.approx(other.ece.value, abs=1e-4) for one, other in pairs)
    assert weighted.sets[0].effective < 40
    assert "weighted" in (of(weighted, "extractive.coverage").williams_reason or "")


def test_a_raw_correlation_may_be_that_of_systems_alone(tmp_path):
    """A predictor that only knows the systems correlates, and does not once their means are taken away."""
    draw = np.random.default_rng(1)
    rows = [
        {"label": int(draw.random() < (0.85 if good else 0.15)), "p": round(0.2 + 0.6 * good + 0.1 * float(draw.random()), 4),
         "system": "good" if good else "bad"}
        for good in (0, 1) for _ in range(150)
    ]  # fmt: skip
    found = of(write(tmp_path, rows, draws=200))

    assert found.pearson.low > 0.5
    assert found.partial_pearson.low < 0 < found.partial_pearson.high


def test_graded_scores_are_what_correlations_are_with(tmp_path):
    """Where most rows have a score it is the target, the others are in no correlation and a note says so; else it is the label."""
    rows = drawn(40)
    graded = [{**row, "score": None if n == 0 else row["label"] + row["p"]} for n, row in enumerate(rows)]
    card = write(tmp_path, graded, draws=100)

    assert ("score", 39) == (card.sets[0].target, card.sets[0].target_n)
    assert any("1 rows have no graded score" in one for one in card.sets[0].notes)
    few = write(tmp_path, [{**row, "score": 1.0 if n == 0 else None} for n, row in enumerate(rows)], draws=100)
    assert ("label", 40) == (few.sets[0].target, few.sets[0].target_n)


def test_marked_words(tmp_path):
    """Characters pointed at against characters marked, over unsupported rows with marks alone; overlapping findings count once."""
    rows = [
        {"label": 0, "p": 0.1, "spans": [[0, 10, "x"]], "found": [(5, 15), (5, 10)]},
        {"label": 0, "p": 0.9, "spans": [[0, 10, "x"]]},
        {"label": 0, "p": 0.1, "spans": None, "found": [(0, 45)]},
        {"label": 1, "p": 0.9, "spans": None, "found": [(0, 45)]},
    ]
    found = write(tmp_path, rows, draws=100).sets[0].spans

    assert found is not None
    assert (2, 1) == (found.n, found.without_finding)
    assert (0.5, 0.25, round(10 / 30, 4)) == (found.precision.value, found.recall.value, found.f1.value)
    whole = [one.value for one in found.whole_claims]
    assert [round(10 / len(TEXT), 4), 0.5, round(20 / (len(TEXT) + 20), 4)] == whole


def test_types_of_errors_and_systems(tmp_path):
    """The share refused of each type, among rows labelled unsupported; rates of each system."""
    rows = [
        {"label": 0, "p": 0.1, "errors": ["name", "date"], "system": "a"},
        {"label": 0, "p": 0.9, "errors": ["name"], "system": "a"},
        {"label": 1, "p": 0.1, "errors": ["name"], "system": "b"},
        {"label": 0, "p": None, "errors": ["name"], "system": "b"},
    ]
    (one,) = write(tmp_path, rows, draws=100).sets

    assert [("date", 1, 1.0), ("name", 2, 0.5)] == [(each.name, each.n, each.refused.value) for each in one.errors]
    assert [("a", 2, 0.0, 0.5), ("b", 2, 0.5, 0.0)] == [
        (each.name, each.n, each.supported.value, each.fully_supported.value) for each in one.systems
    ]


def test_calibration_under_two_odds(tmp_path):
    """Rows that say 0.9 and are right in half of the cases are 0.4 off; with even odds the scarcer label counts as much."""
    rows = [{"label": n % 4 == 0, "p": 0.9 if n % 4 < 2 else 0.1} for n in range(40)]
    own, even = write(tmp_path, rows, draws=100).sets[0].calibration

    assert pytest.approx((0.4 + 0.1) / 2, abs=1e-4) == own.ece.value
    filled = [one for one in own.bins if one.n]
    assert [(0.1, 0.0, 0.5), (0.9, 0.5, 0.5)] == [(one.probability, one.supported.value, one.share) for one in filled]
    # Under even odds 10 supported rows weigh as much as 30 others: 0.9 is said of 2/3 of the weight, of which 3/4 is supported.
    assert pytest.approx(2 / 3 * 0.15 + 1 / 3 * 0.1, abs=1e-4) == even.ece.value


def test_a_metric_without_the_measure_is_ranked_by_its_claims(tmp_path):
    """Any metric that gives verdicts can be the reference: P(supported) of its weakest claim ranks."""
    rows = drawn(60)
    own = write(tmp_path, rows, draws=100)
    other = write(
        tmp_path, rows, metrics=(METRICS[0], _metric("judge", agreement="higher")), verdict_from="judge", draws=100
    )

    assert "judge.support_min" == next(one.name for one in other.predictors if one.is_reference)
    assert of(own).auc == of(other, "judge.support_min").auc
    assert of(own).balanced_accuracy == of(other, "judge.support_min").balanced_accuracy


def test_what_the_run_could_not_read_is_told_once(tmp_path):
    """Faults of the run stand in the card with their place; labelled rows without a case are counted."""
    card = write(tmp_path, drawn(4), bad=[BadInputRecord("l.jsonl", 9, 1, "no text")], draws=100)
    (tmp_path / "l.jsonl").write_text(
        (tmp_path / "l.jsonl").read_text("utf-8") + (json.dumps({"content": "A.", "summary": "A.", "label": 1}) + "\n"),
        "utf-8",
    )
    more = make_card(tmp_path / "run.jsonl", read_labels(find([tmp_path / "l.jsonl"])), draws=100)

    assert ("l.jsonl:9:1: no text",) == card.faults
    assert (5, 4, 1) == (more.sets[0].rows, more.sets[0].labelled, more.sets[0].unjudged)
    assert any("no case in the run" in note for note in more.sets[0].notes)


def test_equal_inputs_give_equal_bytes_and_can_be_read_again(tmp_path):
    """`meta.json` is a function of run, labels and seed, and is read back as the record that it was."""
    first, second = write(tmp_path, drawn(60), draws=100), write(tmp_path, drawn(60), draws=100)
    other = write(tmp_path, drawn(60), draws=100, seed=1)
    for name, one in (("a", first), ("b", second), ("c", other)):
        write_card(one, tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()
    assert first == msgspec.json.decode((tmp_path / "a").read_bytes(), type=Card)
