"""`evalkit meta` as a user types it: real rows, real metrics, the card in all its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BRIDGE = "The council of Aldmoor voted 9 to 4 on Tuesday to mend the bridge. Mayor Lena Aske called the cost fair. Work begins in May."
HARBOUR = "The harbour of Trell closed on Monday after a storm. Its master, Oda Finn, said that two boats had sunk. It opens again in June."
ROWS = [
    (BRIDGE, "The council voted 9 to 4 to mend the bridge.", 1, "good"),
    (BRIDGE, "The council voted 5 to 4 to mend the bridge.", 0, "bad"),
    (BRIDGE, "Work begins in May.", 1, "good"),
    (BRIDGE, "The mayor resigned over a quarrel about fish.", 0, "bad"),
    (HARBOUR, "The harbour of Trell closed on Monday after a storm.", 1, "good"),
    (HARBOUR, "The airport burnt down in winter.", 0, "bad"),
    (HARBOUR, "Two boats had sunk.", 1, "bad"),
    (HARBOUR, "Twelve boats had sunk.", 0, "good"),
]
ONLY = ("--metric", "rouge", "--metric", "extractive")


def rows(path: Path, more: dict[str, object] | None = None, **changes: object) -> None:
    """Writes the rows under the names that labelled sets use: document, claim, label."""
    lines = [
        {
            "id": f"{path.stem}{n}",
            "document": document,
            "claim": claim,
            "label": label,
            "system": system,
            **(more or {}),
        }
        for n, (document, claim, label, system) in enumerate(ROWS)
    ]
    path.write_text("".join(json.dumps({**line, **changes}) + "\n" for line in lines), "utf-8")


def card(folder: Path) -> dict:
    return json.loads((folder / "evalkit-meta" / "meta.json").read_text("utf-8"))


def test_labels_of_disagreements_alone_are_refused(evalkit, tmp_path):
    """Rows that a reader picked because they were wrong tell no rate: exit 2, with the reason and the way out."""
    rows(tmp_path / "labels.jsonl", agrees=False)
    done = evalkit("meta", "labels.jsonl", "-q", *ONLY)

    assert 2 == done.returncode
    assert "disagree" in done.stderr
    assert "evalkit sample" in done.stderr
    assert not (tmp_path / "evalkit-meta" / "meta.json").exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"document": "A b c.", "claim": "A b.", "label": "perhaps"}', "labels.jsonl:9:1"),
        ('{"document": "A b c.", "claim": "A b."}', ""),
    ],
    ids=["no label that is one", "a row without a label"],
)
def test_what_has_no_label_is_counted_or_told(evalkit, tmp_path, line, words):
    """A label that cannot be read is a fault with its place; a row without one is counted as such."""
    rows(tmp_path / "labels.jsonl")
    with (tmp_path / "labels.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = evalkit("meta", "labels.jsonl", "-q", *ONLY)

    assert (2 if words else 0) == done.returncode, done.stderr
    assert words in done.stderr
    found = card(tmp_path)["sets"][0]
    assert 8 == found["labelled"]
    assert (0 if words else 1) == found["unlabelled"]


@pytest.mark.model
def test_a_card_tells_agreement_beside_the_baselines(evalkit, tmp_path):
    """The shared sets' own column names work; the metric, all five baselines and systems stand in the card, in every form."""
    rows(tmp_path / "labels.jsonl")
    done = evalkit("meta", "labels.jsonl", "--metric", "support", "--quiet")

    assert 0 == done.returncode, done.stderr
    found = card(tmp_path)
    (one,) = found["sets"]
    assert (8, 2, 2) == (one["labelled"], one["documents"], one["systems_named"])
    baselines = {each["name"] for each in found["predictors"] if each["is_baseline"]}
    assert {
        "rouge.rouge2.precision", "extractive.coverage", "semantic.block_cosine", "baseline.words", "baseline.random",
    } == baselines  # fmt: skip
    reference = next(each for each in one["agreements"] if each["predictor"] == "support.support_min")
    assert reference["auc"]["value"] >= 0.8
    assert reference["partial_pearson"]["value"] is not None
    assert ["bad", "good"] == [each["name"] for each in one["systems"]]
    page = (tmp_path / "evalkit-meta" / "meta.html").read_text("utf-8")
    markdown = (tmp_path / "evalkit-meta" / "card.md").read_text("utf-8")
    assert all(
        "support.support_min" in text and "rouge.rouge2.precision" in text for text in (done.stdout, page, markdown)
    )
    assert "support(model='evalkit-mini@" in done.stdout


def test_rows_drawn_with_known_chances_are_weighed(evalkit, tmp_path):
    """A row that stood for ten counts ten times: the share of supported rows is that of the population."""
    lines = []
    for n, (document, claim, label, _) in enumerate(ROWS):
        chance = 0.1 if label else 1.0
        lines.append(
            {"claim": f"c{n}", "article": "a", "title": "", "content": document, "summary": claim, "judged_text": claim}
            | {"context": claim, "block": "SUMMARY", "stratum": label + 1, "inclusion_probability": chance}
            | {"label": label}
        )
    (tmp_path / "sample.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    done = evalkit("meta", "sample.jsonl", "-q", *ONLY)

    assert 0 == done.returncode, done.stderr
    (one,) = card(tmp_path)["sets"]
    assert one["is_weighted"]
    assert one["supported"]["value"] == pytest.approx(40 / 44, abs=1e-4)


def test_equal_inputs_give_equal_cards(evalkit, tmp_path):
    """Two runs over the same rows give the same bytes of meta.json and card.md; another seed gives other intervals."""
    rows(tmp_path / "labels.jsonl")
    texts = []
    for words in (("--out", "a"), ("--out", "b"), ("--out", "c", "--seed", "1")):
        assert 0 == evalkit("meta", "labels.jsonl", "-q", *ONLY, *words).returncode
        texts.append([(tmp_path / words[1] / name).read_bytes() for name in ("meta.json", "card.md")])

    assert texts[0] == texts[1]
    assert texts[0][0] != texts[2][0]


def test_a_file_that_repeats_another_says_so(evalkit, tmp_path):
    """Rows of one id and system in two files are one text twice: told row by row, exit 2, and the other set stands."""
    rows(tmp_path / "one.jsonl")
    (tmp_path / "two.jsonl").write_text((tmp_path / "one.jsonl").read_text("utf-8"), "utf-8")
    done = evalkit("meta", "one.jsonl", "two.jsonl", "-q", *ONLY)

    assert 2 == done.returncode
    assert "two.jsonl:1:1" in done.stderr
    assert [8, 0] == [one["labelled"] for one in card(tmp_path)["sets"]]


def test_several_files_are_several_sets_with_a_mean(evalkit, tmp_path):
    """Each file has its own numbers, and the means over them count every set the same."""
    rows(tmp_path / "one.jsonl")
    rows(tmp_path / "two.jsonl", {"score": 0.5})
    done = evalkit("meta", "one.jsonl", "two.jsonl", "-q", *ONLY)

    assert 0 == done.returncode, done.stderr
    found = card(tmp_path)
    assert ["one", "two"] == [one["name"] for one in found["sets"]]
    assert {2, 0} >= {one["sets"] for one in found["means"]}
    assert "mean AUC" in done.stdout or "2 sets" in done.stdout
