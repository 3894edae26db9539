"""Labels as people bring them: silent and refused rows first, then every form that is read."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from evalkit.errors import ConfigError, InputError
from evalkit.labels import LABEL_COLUMNS, LabelledSpan, Labels, read_labels
from evalkit.reading import Columns, find, kept

TEXT = {"content": "The harbour of Trell closed on Monday.", "summary": "The harbour closed on Sunday."}
REPORT = {**TEXT, "inclusion_probability": None, "claim": "0123456789abcdef"}


def read(folder: Path, *rows: dict[str, object], name: str = "l.jsonl", columns: str = "") -> Labels:
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    known = Columns.parsed(columns, LABEL_COLUMNS) if columns else None
    return read_labels(find([folder / name]), known)


def faults(found: Labels) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in found.faults]


@pytest.mark.parametrize("label", [None, "", "  "])
def test_a_row_without_a_label_is_counted(tmp_path, label):
    """What nobody has labelled is no label and no fault; it is counted."""
    found = read(tmp_path, {**TEXT, "label": label}, {**TEXT, "label": 1})

    assert () == found.faults
    assert [(2, 1, 1)] == [(one.rows, one.unlabelled, len(one.labels)) for one in found.sets]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"label": "yes"}, "'label' is 'yes': expected 1 (supported) or 0 (not)"),
        ({"label": 2}, "'label' is 2"),
        ({"label": 0.5}, "'label' is 0.5"),
        ({"label": [1]}, "'label' is [1]"),
        ({"label": 1, "score": "high"}, "'score' is 'high': expected a finite number"),
        ({"label": 1, "score": True}, "'score' is True"),
        ({"label": 1, "inclusion_probability": 0}, "'inclusion_probability' is 0.0: expected the chance"),
        ({"label": 1, "inclusion_probability": 1.5}, "above 0 and up to 1"),
        ({"label": 0, "spans": "4-9"}, "'spans' is '4-9': expected a list, as JSON"),
        ({"label": 0, "spans": 4}, "'spans' is 4: expected [[start, end, type], ...]"),
        ({"label": 0, "spans": [[9, 4]]}, "'spans' holds [9, 4]: expected"),
        ({"label": 0, "spans": [[0, 99, "x"]]}, "<= 29, the length of the text"),
        ({"label": 0, "spans": [["a", 4]]}, "'spans' holds ['a', 4]"),
        ({"label": 0, "errors": {"a": 1}}, "'errors' is {'a': 1}: expected a list of texts"),
        ({"label": 0, "agrees": "so"}, "'agrees' is 'so': expected true, false or nothing"),
        ({"label": 1, "highlights": ["- It closed."]}, "a label is of one of them"),
    ],
)
def test_what_is_wrong_with_a_label_is_said_with_its_place(tmp_path, row, said):
    """One bad row is told with its line and what was expected; the others are read."""
    found = read(tmp_path, {**TEXT, "label": 1}, {**TEXT, **row})

    ((line, message),) = faults(found)
    assert 2 == line
    assert said in message
    assert [1] == [len(one.labels) for one in found.sets]


def test_rows_that_cannot_be_read_are_faults_too(tmp_path):
    """A row without content is told as evalkit run tells it."""
    found = read(tmp_path, {**TEXT, "label": 1}, {"content": "", "summary": "It closed.", "label": 1})

    ((line, message),) = faults(found)
    assert (2, True) == (line, message.startswith("'content' is empty"))


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([TEXT], "", "no column 'label': it has 'content', 'summary'; name yours with --columns label=YOURS"),
        (
            [{**TEXT, "gold": 1}],
            "label=glod",
            "no column 'glod', which --columns names for label: did you mean 'gold'?",
        ),
        ([{"summary": "It closed.", "label": 1}], "", "no column 'content'"),
        ([{**TEXT, "label": None}], "", "none of its 1 rows has a label in 'label'"),
    ],
)
def test_a_file_without_labels_says_what_it_lacks(tmp_path, rows, columns, said):
    """No label column, a mapping that leads nowhere, no text, no label: each is a fault of the file, with the way out."""
    found = read(tmp_path, *rows, columns=columns)

    assert () == found.sets
    ((_, message),) = faults(found)
    assert said in message


def test_tagged_text_has_no_labels(tmp_path):
    """A file in the tagged format is refused with what was expected."""
    (tmp_path / "a.txt").write_text("<CONTENT>\nIt met.\n</CONTENT>\n", "utf-8")
    found = read_labels(find([tmp_path / "a.txt"]))

    assert () == found.sets
    assert "tagged text has no columns" in found.faults[0].message


def test_disagreements_alone_are_refused(tmp_path):
    """Labels that were given only where the verdict looked wrong tell no rate, also with an abstained claim among them."""
    rows = [{**REPORT, "label": 0, "agrees": False}, {**REPORT, "label": 1, "agrees": None}]
    with pytest.raises(InputError, match=r"l\.jsonl:1:1: every label of this file disagrees .* evalkit sample RUN"):
        read(tmp_path, *rows)


def test_chances_for_some_rows_alone_are_refused(tmp_path):
    """What was drawn cannot be weighed with what was not."""
    rows = [{**TEXT, "label": 0, "inclusion_probability": 0.5}, {**TEXT, "label": 1, "inclusion_probability": None}]
    with pytest.raises(
        InputError, match=r"l\.jsonl:2:1: this row has no 'inclusion_probability', that of line 1 has one"
    ):
        read(tmp_path, *rows)


def test_files_that_call_their_columns_differently_are_refused(tmp_path):
    """One mapping holds for all files of a command."""
    read(tmp_path, {**TEXT, "label": 1}, name="a.jsonl")
    read(tmp_path, {"document": "It met.", "claim": "It met.", "label": 1}, name="b.jsonl")
    with pytest.raises(ConfigError, match=r"a\.jsonl and .*b\.jsonl call their columns differently"):
        read_labels(find([tmp_path / "a.jsonl", tmp_path / "b.jsonl"]))


def test_a_column_that_nobody_knows_is_refused_with_the_nearest():
    """`--columns` knows the columns of labels where labels are read, and nowhere else."""
    with pytest.raises(ConfigError, match=r"did you mean 'label'\?"):
        Columns.parsed("labl=gold", LABEL_COLUMNS)
    with pytest.raises(ConfigError, match=r"'label' is no column of evalkit's"):
        Columns.parsed("label=gold")


def test_labels_of_the_report_are_a_convenience_sample(tmp_path):
    """Agreements among them: read, and known as chosen by a reader; their `claim` is an id, not a text."""
    found = read(tmp_path, {**REPORT, "label": 0, "agrees": False}, {**REPORT, "label": 1, "agrees": True})

    (one,) = found.sets
    assert (True, False) == (one.is_convenience, one.is_weighted)
    assert ["0123456789abcdef"] * 2 == [label.claim for label in one.labels]
    assert [1.0, 1.0] == [label.weight for label in one.labels]


def test_labels_of_a_sample_are_weighed(tmp_path):
    """A row drawn with a chance of 1 in 4 stands for 4."""
    found = read(tmp_path, {**TEXT, "label": 0, "inclusion_probability": 0.25})

    (one,) = found.sets
    assert (False, True) == (one.is_convenience, one.is_weighted)
    assert 4.0 == one.labels[0].weight


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (1, 1),
        (0, 0),
        (True, 1),
        (False, 0),
        (1.0, 1),
        ("1", 1),
        ("0.0", 0),
        ("TRUE", 1),
        ("supported", 1),
        ("Unsupported", 0),
    ],
)
def test_the_words_of_a_label(tmp_path, given, value):
    """Numbers, truth values and words say the same."""
    assert value == read(tmp_path, {**TEXT, "label": given}).sets[0].labels[0].value


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ({}, ()),
        ({"errors": ["b", "a", "a"]}, ("a", "b")),
        ({"errors": "name; date"}, ("date", "name")),
        ({"errors": '["x, y"]'}, ("x, y",)),
        ({"extra": {"errors": ["OutE"]}}, ("OutE",)),
        ({"extra": {"error_type": "Entity Error"}}, ("Entity Error",)),
        ({"extra": {"edit_types": []}, "spans": [[0, 3, "edit"]]}, ()),
        ({"extra": {"intrinsic": False, "extrinsic": True}}, ("extrinsic",)),
        ({"spans": [[0, 3, "made-up"], [4, 6, None], [7, 8]]}, ("made-up",)),
        ({"errors": ["own"], "extra": {"errors": ["other"]}}, ("own",)),
    ],
)
def test_types_of_errors(tmp_path, row, errors):
    """The column of their own goes before what benchmarks keep them in, and that before the types of marked words."""
    assert errors == read(tmp_path, {**TEXT, "label": 0, **row}).sets[0].labels[0].errors


def test_document_and_claim_are_taken_where_there_is_nothing_else(tmp_path):
    """The columns of labelled benchmarks work as they are, and a run of the same files is told so."""
    row = {"id": "7", "document": "It met.", "claim": "It met.", "label": 1, "system": "bart", "score": 0.5}
    found = read(tmp_path, {**row, "spans": [[3, 6, "x"]]})

    assert {"content": "document", "summary": "claim"} == dict(found.columns.named)
    (label,) = found.sets[0].labels
    assert ("7:SUMMARY:bart", "7", "SUMMARY", "bart", None) == (
        label.case, label.article, label.block, label.system, label.claim,
    )  # fmt: skip
    assert (0.5, (LabelledSpan(3, 6, "x"),)) == (label.score, label.spans)


def test_other_names_are_mapped(tmp_path):
    """`--columns` maps the label as it maps the text; the run's columns know no label."""
    found = read(
        tmp_path,
        {"article": "It met.", "output": "It met.", "gold": 0, "kinds": ["x"]},
        columns="content=article,summary=output,label=gold,errors=kinds",
    )

    assert {"content": "article", "summary": "output"} == dict(found.columns.named)
    assert [(0, ("x",))] == [(one.value, one.errors) for one in found.sets[0].labels]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".jsonl.gz"])
def test_every_format_gives_the_same_labels(tmp_path, suffix):
    """Cells of CSV hold lists as JSON; Parquet holds them as they are, and a missing label as NaN."""
    rows = [
        {**TEXT, "label": 1.0, "score": 0.75, "spans": None, "errors": None},
        {**TEXT, "label": 0.0, "score": None, "spans": [[0, 3, "name"]], "errors": ["name", "date"]},
        {**TEXT, "label": None, "score": None, "spans": None, "errors": None},
    ]
    path = tmp_path / f"l{suffix}"
    if suffix == ".parquet":
        pd.DataFrame([{**row, "spans": json.dumps(row["spans"]) if row["spans"] else None} for row in rows]).to_parquet(
            path
        )
    elif suffix == ".jsonl.gz":
        path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    else:
        cells = [{key: json.dumps(one) if isinstance(one, list) else one for key, one in row.items()} for row in rows]
        pd.DataFrame(cells).to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    found = read_labels(find([path]))

    assert () == found.faults
    (one,) = found.sets
    assert (3, 1) == (one.rows, one.unlabelled)
    assert [(1, 0.75, None, ()), (0, None, (LabelledSpan(0, 3, "name"),), ("date", "name"))] == [
        (label.value, label.score, label.spans, label.errors) for label in one.labels
    ]


def test_standard_input_is_kept_for_two_readings(monkeypatch):
    """What can be read but once is copied, under its own name, also as CSV whose columns have a benchmark's names."""
    data = io.BytesIO(b"document,claim,label\nIt met.,It met.,1\n")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data))
    with kept(find(["-"])) as sources:
        found = [read_labels(sources) for _ in range(2)]

    assert found[0] == found[1]
    assert ["<stdin>"] == [one.path for one in found[0].sets]
