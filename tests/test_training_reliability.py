"""How verdicts and findings are counted as right, and what is written of it."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

pytest.importorskip("training", reason="the recipe is part of the repository, not of the package")

from evalkit.metric import ClaimJudgement, Finding, Score
from evalkit.records import Verdict
from training import bullets, reliability
from training.labelled import Row
from training.reliability import Key, Tally, interval, measured, to_json


def row(claim: str, label: int, document: str = "d", spans: tuple[tuple[int, int], ...] | None = None) -> Row:
    return Row("made", "1", document, claim, label, spans, None)


def judgement(
    verdict: Verdict, probability: float | None, tier: str | None = "model", *findings: Finding
) -> ClaimJudgement:
    return ClaimJudgement("c", verdict, probability, tier, findings=findings)


def score(*claims: ClaimJudgement) -> Score:
    return Score("scored", claims=claims)


SUPPORTED, REFUSED = judgement("supported", 0.7), judgement("unsupported", 0.21)
FOUND = Finding("number", "certain", "m", 4, 5)

UNCOUNTED = {
    "two claims": score(SUPPORTED, SUPPORTED),
    "a claim beside one abstained from": score(SUPPORTED, judgement("abstained", None, None)),
    "a single claim abstained from": score(judgement("abstained", None, None)),
    "no claim": Score("not_applicable", note="empty"),
}


@pytest.mark.parametrize("given", UNCOUNTED.values(), ids=UNCOUNTED)
def test_what_says_nothing_of_a_verdict(given: Score) -> None:
    """A summary's label is a claim's only where there is no other claim, and the claim was judged."""
    tally = Tally()
    tally.add(row("It is 9.", 1), given)

    assert {} == tally.seen
    assert 1 == tally.summaries


@pytest.mark.parametrize(
    ("judged", "label", "right", "low"),
    [
        pytest.param(SUPPORTED, 1, True, 0.65, id="supported and so labelled"),
        pytest.param(SUPPORTED, 0, False, 0.65, id="supported, labelled not"),
        pytest.param(REFUSED, 0, True, 0.2, id="refused and labelled not supported"),
        pytest.param(REFUSED, 1, False, 0.2, id="refused, labelled supported"),
        pytest.param(judgement("supported", 0.5), 1, True, 0.5, id="on the threshold"),
        pytest.param(judgement("supported", 0.9999), 1, True, 0.8, id="as sure as can be"),
        pytest.param(judgement("contradicted", 0.02, "checks"), 0, True, None, id="a check has no ranges"),
    ],
)
def test_a_verdict_is_right_where_the_label_agrees(
    judged: ClaimJudgement, label: int, right: bool, low: float | None
) -> None:
    """A verdict counts once for its tier, and the model's once more for its range of probability."""
    tally = Tally()
    tally.add(row("It is 9.", label), score(judged))
    tally.add(row("It is 9.", label), score(judged))  # the same claim on the same document again

    assert {judged.tier} == {key.tier for key in tally.seen}
    assert [None] + ([] if low is None else [low]) == [key.from_probability for key in tally.seen]
    assert [[right]] * len(tally.seen) == [[one for one, _ in seen] for seen in tally.seen.values()]


@pytest.mark.parametrize(
    ("label", "spans", "right"),
    [
        pytest.param(1, None, False, id="in a supported summary"),
        pytest.param(0, ((6, 8),), False, id="beside the marked words"),
        pytest.param(0, ((5, 8),), False, id="right behind it"),
        pytest.param(0, ((0, 2), (4, 8)), True, id="on marked words"),
        pytest.param(0, None, True, id="where nobody marked words"),
    ],
)
def test_a_finding_is_right_on_wrong_words(label: int, spans: tuple[tuple[int, int], ...] | None, right: bool) -> None:
    """A finding is right on words that people marked, or in a summary that is not supported and has no marks."""
    tally = Tally()
    for _ in range(2):
        tally.add(
            row("It, 9 of them.", label, spans=spans),
            score(SUPPORTED, judgement("contradicted", 0.02, "checks", FOUND)),
        )
    seen = {key: [one for one, _ in told] for key, told in tally.seen.items()}

    assert {Key("support", "checks", finding="number", certainty="certain"): [right]} == seen


def test_words_that_the_model_doubts_are_the_model_s() -> None:
    """A finding of the model stands under its own tier, so that it goes where another model judges."""
    tally = Tally()
    doubted = Finding("unsupported", "likely", "m", 0, 2)
    tally.add(row("It is 9.", 0), score(SUPPORTED, judgement("unsupported", 0.1, "model", doubted)))

    assert ["model"] == [key.tier for key in tally.seen]


def test_intervals() -> None:
    """An interval holds its share; without spread it is as wide as so few documents leave it; one document has none."""
    mixed = interval([(place % 4 > 0, str(place)) for place in range(40)])
    whole = interval([(True, str(place)) for place in range(10)])
    same = interval([(True, str(place % 10)) for place in range(1000)])
    none = interval([(False, str(place)) for place in range(10)])

    assert interval([(True, "d"), (False, "d")]) is None
    assert mixed is not None
    assert 0 < mixed[1] < mixed[0] == 0.75 < mixed[2] < 1
    assert whole == same == pytest.approx((1.0, 0.7225, 1.0), abs=1e-4)
    assert none == pytest.approx((0.0, 0.0, 0.2775), abs=1e-4)


def test_the_file_is_what_the_metrics_read() -> None:
    """A tally's text is JSON of one line a row, in order, the same for the same tally, in the shape of the shipped file."""
    tally = Tally()
    for place in range(6):
        tally.add(row("It is 9.", place % 2, str(place)), score(judgement("supported", 0.55 + place / 100)))
        tally.add(row("It was 9.", 0, str(place)), score(judgement("contradicted", 0.02, "checks", FOUND)))
    text = to_json(tally)
    found, shipped = json.loads(text), json.loads(reliability.OUT.read_text("utf-8"))

    assert text == to_json(tally)
    assert found["rows"] == list(measured(tally))
    assert ["checks", "model", "model", "checks"] == [one["tier"] for one in found["rows"]]
    assert found.keys() == shipped.keys()
    assert found["measured"] == shipped["measured"]
    assert {one["about"] for one in found["rows"]} <= found["about"].keys() <= shipped["about"].keys()
    assert (
        "12 summaries of a single claim on 6 documents of the development sets, 25% of them"
        in found["about"]["verdicts"]
    )


def test_the_shipped_file_is_in_order() -> None:
    """The rows of the shipped file stand as the command writes them, and no two say the same."""
    rows = json.loads(reliability.OUT.read_text("utf-8"))["rows"]
    keys = [
        Key(**{name: one[name] for name in Key.__dataclass_fields__ if name in one})
        for one in rows
    ]  # fmt: skip

    assert sorted(keys, key=Key.place) == keys
    assert len(set(keys)) == len(keys)


def test_bullets_are_cut_and_edited_as_their_labels_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bullet is its parts of the document, joined and edited; only those that served to mend no rule are counted."""
    texts = [
        "The bridge shut. It reopened on Monday, the council said.",
        "The market burned. They fled. The town wept.",
    ]
    labels = [
        {
            "set": "made", "document": hashlib.sha256(text.encode()).hexdigest()[:16], "parts": parts, "edits": edits,
            "class": "edited", "dangling": dangling, "antecedents": [[]], "broken": False,
        }
        for text, parts, edits, dangling in (
            (texts[0], [[17, 57]], [[3, 11, "opened"]], [[0, 2]]),
            (texts[1], [[19, 29]], [], [[0, 4]]),
        )
    ]  # fmt: skip
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels), "utf-8")
    with gzip.open(tmp_path / "made.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"document": text}) + "\n" for text in texts)
    monkeypatch.setattr(bullets, "_LABELS", tmp_path / "labels.jsonl")
    found = list(bullets.bullets(tmp_path))
    tally = Tally()
    reliability.add_bullets(tally, tmp_path)

    assert ["It opened on Monday, the council said.", "They fled."] == [one.text for one in found]
    assert [True, False] == [one.tuned for one in found]
    assert 1 == tally.bullets
    assert {Key("highlights", finding="dangling-reference", certainty="certain"): [True]} == {
        key: [right for right, _ in seen] for key, seen in tally.seen.items()
    }
