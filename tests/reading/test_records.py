"""Articles as records: JSONL, CSV, TSV, Parquet, compressed, and what is told of what cannot be read."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.claims import cases
from evalkit.errors import ConfigError
from evalkit.reading import Columns, content_sha256, find, parquet, read
from evalkit.records import Article, BadInput
from tests.conftest import REPOSITORY

GOOD = '{"content": "c", "summary": "s"}\n'
CSV = "content,summary\n"
ONE = "expected one JSON object a line"

BAD: dict[str, tuple[str, str | bytes, str]] = {
    "JSONL: no JSON": (".jsonl", '{"content": "c" "summary": "s"}\n', f"1:17: not JSON (expecting ',' delimiter): {ONE}"),
    "JSONL: cut off": (".jsonl", '{"content": "c', f"1:13: not JSON (unterminated string starts here): {ONE}"),
    "JSONL: behind a mark": (".jsonl", "\ufeff{x}\n", f"1:2: not JSON (expecting property name enclosed in double quotes): {ONE}"),
    "JSONL: a string": (".jsonl", '"text"\n', f"1:1: a string stands here: {ONE}"),
    "JSONL: a list": (".jsonl", GOOD + "[1]\n", f"2:1: an array stands here: {ONE}"),
    "JSONL: a JSON array": (".jsonl", "[\n" + GOOD + "]\n", f"1:1: the file is a JSON array: {ONE}; convert it, e.g. with jq -c '.[]'"),
    "JSONL: several lines an object": (
        ".jsonl",
        json.dumps({"content": "c", "summary": "s"}, indent=2),
        f"1:1: the first object goes over several lines: {ONE}; convert it, e.g. with jq -c .",
    ),
    "JSONL: a run file": (
        ".jsonl",
        '{"record":"header","schema":1,"evalkit":"0.1.0"}\n',
        "1:1: this is a run file, which evalkit has written: expected articles; evalkit report reads run files",
    ),
    "JSONL: a key twice": (
        ".jsonl",
        '{"content": "c", "summary": "s", "summary": "t"}\n',
        "1:1: the key 'summary' stands twice in this object: expected it once",
    ),
    "JSONL: too deep": (".jsonl", "[" * 100_000 + "\n", f"1:1: the file is a JSON array: {ONE}; convert it, e.g. with jq -c '.[]'"),
    "JSONL: an endless number": (
        ".jsonl",
        GOOD + '{"content": ' + "9" * 5000 + "}\n",
        ("2:1: JSON that cannot be read (Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits;"
        f" use sys.set_int_max_str_digits() to increase the limit): {ONE}"),
    ),
    "JSONL: not UTF-8": (
        ".jsonl",
        GOOD.encode() + b'{"content": "\xe9"}\n',
        "2:14: byte 0xE9 at byte offset 46 is not UTF-8: save the file as UTF-8",
    ),
    "JSONL: empty": (".jsonl", "", f"1:1: the file is empty: {ONE}"),
    "JSONL: blank": (".jsonl", "\n \n", f"1:1: the file is empty: {ONE}"),
    "JSONL: UTF-16": (
        ".jsonl",
        GOOD.encode("utf-16"),
        "1:1: the file is UTF-16 (byte order mark): expected UTF-8; save it as UTF-8, e.g. iconv -f UTF-16 -t UTF-8",
    ),
    "no content column": (
        ".jsonl",
        '{"article": "c", "claim": "s", "n": 1}\n',
        "1:1: no column 'content': it has 'article', 'claim', 'n'; name yours with --columns content=article,summary=claim",
    ),
    "no content column, none like it": (
        ".csv",
        "a,summary\n1,2\n",
        "1:1: no column 'content': it has 'a', 'summary'; name yours with --columns content=YOURS",
    ),
    "no block column": (
        ".csv",
        "content,claim\n1,2\n",
        "1:1: neither a column 'summary' nor 'highlights': it has 'content', 'claim'; name yours with --columns summary=claim",
    ),
    "content missing": (".jsonl", GOOD + '{"summary": "s"}\n', "2:1: 'content' is missing: expected the text to judge the row's blocks against"),
    "content empty": (".csv", CSV + "  ,s\n", "2:1: 'content' is empty: expected the text to judge the row's blocks against"),
    "content a number": (".jsonl", '{"content": 1, "summary": "s"}\n', "1:1: 'content' holds a number, not text: expected the text to judge the row's blocks against"),
    "content a list": (".jsonl", '{"content": ["c"], "summary": "s"}\n', "1:1: 'content' holds a list, not text: expected the text to judge the row's blocks against"),
    "no block": (
        ".jsonl",
        '{"content": "c", "summary": null}\n',
        "1:1: neither 'summary' nor 'highlights' has a text: expected one of them, '' for a system that gave no answer",
    ),
    "a block of objects": (".jsonl", '{"content": "c", "highlights": [{}]}\n', "1:1: 'highlights' holds a list of which not all are texts: expected text or a list of texts"),
    "an id that is none": (".jsonl", '{"content": "c", "summary": "s", "id": 1.5}\n', "1:1: 'id' holds a fractional number, not text: expected text or a whole number"),
    "a title that is none": (".jsonl", '{"content": "c", "summary": "s", "title": {}}\n', "1:1: 'title' holds an object, not text: expected text"),
    "half a character": (".jsonl", '{"content": "c", "summary": "\\ud800"}\n', "1:1: 'summary' holds a lone surrogate (U+D800) at offset 0: text cannot hold it; remove it"),
    "CSV: too many cells": (
        ".csv",
        CSV + "c,s,t\n",
        "2:1: the row has 3 cells, the header has 2: expected as many; quote cells that hold ',' or a line end",
    ),
    "CSV: too few cells": (
        ".csv",
        CSV + "c\n",
        "2:1: the row has 1 cells, the header has 2: expected as many; quote cells that hold ',' or a line end",
    ),
    "CSV: never closed": (
        ".csv",
        CSV + 'c,"s\nd,t\n',
        "2:1: a quotation mark in this row is never closed, so that nothing after it could be read: expected a closing one (a quotation mark inside a quoted cell is doubled)",
    ),
    "CSV: a mark within": (
        ".csv",
        CSV + 'c,"s"x"\n',
        "2:1: the row cannot be read (',' expected after '\"'): a quotation mark inside a quoted cell is doubled",
    ),
    "CSV: a column twice": (".csv", "content,summary,content\n1,2,3\n", "1:1: the column 'content' stands twice in the header: expected each name once"),
    "CSV: not UTF-8": (".csv", b'content,summary\n"c\n\xe9",s\n', "3:1: byte 0xE9 at byte offset 19 is not UTF-8: save the file as UTF-8"),
    "CSV: empty": (".csv", "", "1:1: the file is empty: expected a header and a row per summary"),
    "CSV: a header alone": (".csv", CSV, "1:1: the file has a header and no row: expected a row per summary"),
    "no gzip": (".jsonl.gz", GOOD, "1:1: the file cannot be read: its name ends in .gz, its bytes are no gzip"),
    "a gzip that is cut off": (
        ".jsonl.gz",
        gzip.compress(GOOD.encode() * 1000, mtime=0)[:-9],
        "1:1: the file cannot be read: its compressed data is cut off; what comes before that was read",
    ),
    "no Parquet": (
        ".parquet",
        "text",
        "1:1: the Parquet file cannot be read from here on: Parquet file size is 4 bytes, smaller than the minimum file footer (8 bytes)",
    ),
}  # fmt: skip


def _read(folder: Path, suffix: str, data: str | bytes, **named: str) -> list[Article | BadInput]:
    (folder / f"a{suffix}").write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([folder / f"a{suffix}"], Columns(named)))


def _told(found: Sequence[Article | BadInput], folder: Path) -> list[str]:
    return [
        f"{Path(bad.path).relative_to(folder)}:{bad.line}:{bad.column}: {bad.message}"
        for bad in found
        if isinstance(bad, BadInput)
    ]


@pytest.mark.parametrize(("suffix", "data", "message"), BAD.values(), ids=BAD)
def test_bad_input(tmp_path: Path, suffix: str, data: str | bytes, message: str) -> None:
    """Each kind of bad input is told once, with its place and what was expected."""
    found = _read(tmp_path, suffix, data)

    assert [f"a{suffix}:{message}"] == _told([one for one in found if isinstance(one, BadInput)][:1], tmp_path)
    assert 1 == sum(isinstance(one, BadInput) for one in found)


@pytest.mark.parametrize("name", [
    "JSONL: no JSON", "JSONL: a list", "JSONL: a key twice", "JSONL: an endless number", "JSONL: not UTF-8", "content missing",
    "content a number", "no block", "half a character", "content empty", "CSV: too many cells", "CSV: too few cells",
    "CSV: a mark within", "CSV: not UTF-8",
])  # fmt: skip
def test_what_follows_a_fault_is_read(tmp_path: Path, name: str) -> None:
    """A bad record between two good ones costs itself alone, and the ones behind it keep their number and line."""
    suffix, given_data, _ = BAD[name]
    data = given_data.encode() if isinstance(given_data, str) else given_data
    good = b"c,s\n" if suffix == ".csv" else GOOD.encode()
    header = CSV.encode() if suffix == ".csv" else b""
    middle = data.removeprefix(header).removeprefix(good)
    found = _read(tmp_path, suffix, header + good + middle + good)

    assert [Article, BadInput, Article] == [type(one) for one in found]
    last = found[-1]
    assert isinstance(last, Article)
    assert f"{tmp_path}/a{suffix}#3" == last.id
    lines = (header + good + middle).count(b"\n") + 1
    assert lines == last.line


COLUMNS = {
    "an unknown name of ours": ("contents=x", "'contents' is no column of evalkit's: did you mean 'content'? expected one of id, title"),
    "the two the wrong way round": ("document=content", "'document' is no column of evalkit's: did you mean content=document? expected one of id, title"),
    "no sign": ("content", "'content' cannot be read: expected evalkit's name, '=', yours"),
    "no name of theirs": ("content=", "content= names no column: expected content=NAME"),
    "twice": ("content=a,content=b", "'content' is named twice: expected it once"),
}  # fmt: skip


@pytest.mark.parametrize(("given_columns", "message"), COLUMNS.values(), ids=COLUMNS)
def test_columns_that_cannot_be_meant(given_columns: str, message: str) -> None:
    """A mapping of columns that cannot be carried out says what was expected."""
    with pytest.raises(ConfigError) as told:
        Columns.parsed(given_columns)

    assert message in str(told.value)


def test_a_named_column_must_be_there(tmp_path: Path) -> None:
    """A column that is named and not there is told with those that are, and the nearest of them."""
    found = _read(tmp_path, ".jsonl", '{"document": "c", "claim": "s"}\n', content="documents", summary="claim")

    assert [
        "a.jsonl:1:1: no column 'documents', which --columns names for content: did you mean 'document'? it has 'document', 'claim'"
    ] == _told(found, tmp_path)


def test_a_column_that_only_some_records_have_is_there(tmp_path: Path) -> None:
    """Records may leave out what they do not have."""
    data = '{"content": "c", "summary": "s"}\n{"content": "d", "summary": "t", "kind": "x"}\n'
    first, second = _read(tmp_path, ".jsonl", data, title="kind")

    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert ("", "x") == (first.title, second.title)


Row = dict[str, str]


def _csv(rows: Sequence[Mapping[str, Any]], delimiter: str = ",", end: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    # All quoted: the module leaves a lone carriage return bare where it is not its line end.
    writer = csv.DictWriter(text, rows[0].keys(), delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _jsonl(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    data = io.BytesIO()
    pd.DataFrame(rows).to_parquet(data, row_group_size=2)
    return data.getvalue()


FORMATS: dict[str, Callable[[Sequence[Mapping[str, Any]]], bytes]] = {
    ".csv": _csv,
    ".tsv": lambda rows: _csv(rows, "\t"),
    "semicolons.csv": lambda rows: _csv(rows, ";", "\r\n"),
    ".csv.gz": lambda rows: gzip.compress(_csv(rows)),
    "mark.csv": lambda rows: b"\xef\xbb\xbf" + _csv(rows),
    ".jsonl.gz": lambda rows: gzip.compress(_jsonl(rows)),
    ".ndjson": _jsonl,
    "none": _jsonl,
    "none-csv": _csv,
    "none-gz": lambda rows: gzip.compress(_jsonl(rows)),
    "none-parquet": _parquet,
    ".parquet": _parquet,
    ".parquet.gz": lambda rows: gzip.compress(_parquet(rows)),
}

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("abcd"), "system": st.sampled_from("xyz"), "summary": TEXT, "title": TEXT}),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row["id"], row["system"]),
)  # fmt: skip


def _content(name: str) -> str:
    return f' "It" was, {name}; the\tend\r\nof "all" \u2028 of it. '


def _said(found: Sequence[Article | BadInput]) -> list[object]:
    """Articles without where they stand."""
    return [
        dataclasses.replace(
            one,
            path=None,
            line=None,
            content=dataclasses.replace(one.content, path=None, line=None),
            blocks=tuple(dataclasses.replace(block, path=None, line=None) for block in one.blocks),
        )
        if isinstance(one, Article)
        else one
        for one in found
    ]


@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_every_format_says_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    """The same records are the same articles in every format, compressed or not, by suffix or by their first bytes."""
    folder = tmp_path_factory.mktemp("formats")
    full = [{**row, "content": _content(row["id"])} for row in rows]
    expected = _said(_read(folder, ".jsonl", _jsonl(full)))

    assert all(isinstance(one, Article) for one in expected)
    for suffix, write in FORMATS.items():
        assert expected == _said(_read(folder, suffix, write(full))), suffix


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, cut=st.integers(0, 12))
def test_rows_of_one_article_may_stand_anywhere(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], cut: int
) -> None:
    """Rows that share an id are one article where its first row stands, its systems in order, in one file or two."""
    folder = tmp_path_factory.mktemp("rows")
    full = [{**row, "content": _content(row["id"])} for row in rows]
    parts = [part for part in (full[:cut], full[cut:]) if part]
    for n, part in enumerate(parts):
        (folder / f"{n}.jsonl").write_bytes(_jsonl(part))
    found = list(read([folder]))

    expected: dict[str, list[tuple[str | None, str]]] = {}
    for row in full:
        expected.setdefault(row["id"], []).append((row["system"], row["summary"].strip()))
    assert expected == {
        one.id: [(block.system, block.text) for block in one.blocks] for one in found if isinstance(one, Article)
    }
    assert list(expected) == [one.id for one in found if isinstance(one, Article)]


@settings(max_examples=50, deadline=None)
@given(rows=ROWS)
def test_offsets_count_within_the_field(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    """A claim's offsets lead back to its words in the field that is named, on the record's line."""
    folder = tmp_path_factory.mktemp("offsets")
    full = [
        {"n": n, "Text": _content(row["id"]), "out": "  - " + row["summary"], "who": n} for n, row in enumerate(rows)
    ]
    (folder / "a.jsonl").write_bytes(_jsonl(full))
    for article in read(
        [folder / "a.jsonl"], Columns({"content": "Text", "summary": "out", "system": "who", "id": "n"})
    ):
        assert isinstance(article, Article)
        for case in cases(article):
            row = full[int(case.system or -1)]
            assert ("out", int(case.system or -1) + 1, None) == (case.field, case.line, case.column)
            for claim in case.claims:
                assert claim.text == str(row[case.field or ""])[claim.start : claim.end]
                assert (case.line, None) == (claim.line, claim.column)
            content = case.article.content
            for sentence in case.article.sentences:
                assert sentence.text == str(row[content.field or ""])[sentence.start : sentence.end]


def test_lines_of_records_that_go_over_several(tmp_path: Path) -> None:
    """A CSV record stands where it begins, whatever line ends its cells and the blank lines around it have."""
    found = _read(tmp_path, ".csv", 'content,summary\r\n\r\n"a\r\nb\rc\nd",s\r\nc,s\r\n"\n",s\r\n')

    assert [3, 7, 8] == [one.line for one in found]


def test_a_list_is_one_bullet_a_text(tmp_path: Path) -> None:
    """Highlights given as a list are judged one by one; in Parquet too."""
    rows = [{"content": "c", "highlights": ["One rose.", "Two fell. Three stood."]}]
    for suffix, data in ((".jsonl", _jsonl(rows)), (".parquet", _parquet(rows))):
        (article,) = _read(tmp_path, suffix, data)
        assert isinstance(article, Article)
        (case,) = cases(article)

        assert ["One rose.", "Two fell. Three stood."] == [claim.text for claim in case.claims]


def test_an_empty_block_is_no_answer(tmp_path: Path) -> None:
    """An empty text is a case without claims; null is none where the other block has a text."""
    both, one = _read(
        tmp_path,
        ".jsonl",
        '{"content": "c", "summary": "", "highlights": "h"}\n{"content": "c", "summary": null, "highlights": "h"}\n',
    )

    assert isinstance(both, Article)
    assert isinstance(one, Article)
    assert [["", "h"], ["h"]] == [[block.text for block in article.blocks] for article in (both, one)]


def test_ids_of_a_column_of_numbers_in_which_one_is_missing(tmp_path: Path) -> None:
    """What pandas makes of whole numbers and a gap, 7.0 and NaN, are the id 7 and none."""
    rows = pd.DataFrame({"id": [7.0, float("nan")], "content": ["c", "d"], "summary": ["s", "t"]})
    rows.to_parquet(tmp_path / "a.parquet")
    rows.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for name in ("a.parquet", "a.jsonl"):
        found = list(read([tmp_path / name]))

        assert ["7", f"{tmp_path}/{name}#2"] == [one.id for one in found if isinstance(one, Article)]


def test_ids_are_text_and_numbers_and_never_empty(tmp_path: Path) -> None:
    """A number is an id; without one, an article is its file and number."""
    found = _read(
        tmp_path,
        ".jsonl",
        "".join(f'{{"content": "c", "summary": "s", "id": {one}}}\n' for one in ('"a"', "7", '""', "null")),
    )

    assert ["a", "7", f"{tmp_path}/a.jsonl#3", f"{tmp_path}/a.jsonl#4"] == [
        one.id for one in found if isinstance(one, Article)
    ]


def test_rows_that_share_an_id_and_do_not_fit(tmp_path: Path) -> None:
    """Another CONTENT under the same id, and a second answer of one system, are bad input; the rest is read."""
    rows = [
        {"id": "a", "content": "One.\nTwo.", "summary": "s", "system": "x"},
        {"id": "b", "content": "Else.", "summary": "s", "system": "x"},
        {"id": "a", "content": " One.\r\nTwo.", "summary": "t", "system": "y"},
        {"id": "a", "content": "One.\nToo.", "summary": "u", "system": "z"},
        {"id": "a", "content": "One.\nTwo.", "summary": "v", "system": "y"},
    ]
    found = _read(tmp_path, ".jsonl", _jsonl(rows))

    first = found[0]
    assert isinstance(first, Article)
    assert [("x", "s"), ("y", "t")] == [(block.system, block.text) for block in first.blocks]
    assert content_sha256("One.\nTwo.") == first.sha256
    assert [
        (
            f"a.jsonl:4:1: 'content' is not that of {tmp_path}/a.jsonl:1, which has the same id 'a' (from offset 6 on): rows that"
            " share an id are one article; expected the same text, or another id"
        ),
        (
            f"a.jsonl:5:1: 'summary' of system 'y' stands already at {tmp_path}/a.jsonl:3 for the article 'a': expected one per"
            " article and system; tell systems apart in a column 'system'"
        ),
    ] == _told(found, tmp_path)


def test_dates_of_a_table_are_dates(tmp_path: Path) -> None:
    """A Parquet file's dates become text by ISO 8601."""
    rows = [{"content": "c", "summary": "s", "published": pd.Timestamp("2025-03-14").date()}]
    (article,) = _read(tmp_path, ".parquet", _parquet(rows))

    assert isinstance(article, Article)
    assert "2025-03-14" == article.published


def test_standard_input_and_pipes(tmp_path: Path) -> None:
    """`-` is standard input, in any format; a pipe that has a path is read once and to its end as well."""
    rows = [{"id": name, "content": "c " * 9000, "summary": "s", "system": system} for system in "xy" for name in "ab"]
    told = "import sys; from evalkit.reading import read; print([(a.id, len(a.blocks), a.path) for a in read(sys.argv[1:])])"
    for data in (_jsonl(rows), _csv(rows), gzip.compress(_jsonl(rows)), _parquet(rows)):
        done = subprocess.run([sys.executable, "-c", told, "-"], input=data, capture_output=True, check=True)
        assert "[('a', 2, '<stdin>'), ('b', 2, '<stdin>')]" == done.stdout.decode().strip()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with subprocess.Popen([sys.executable, "-c", told, str(tmp_path / "pipe")], stdout=subprocess.PIPE) as reader:
            (tmp_path / "pipe").write_bytes(_jsonl(rows))
            out, _ = reader.communicate()
        assert b"('b', 2, " in out


def test_what_evalkit_writes_is_not_read_back(tmp_path: Path) -> None:
    """The folder of the outputs is passed over where it lies within a folder that is read."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "claims.csv").write_text("a,b\n")
    (tmp_path / "a.jsonl").write_text(GOOD)

    assert [f"{tmp_path}/a.jsonl"] == [one.name for one in find([tmp_path], skip=tmp_path / "out")]  # type: ignore[union-attr]


@pytest.mark.once
@pytest.mark.parametrize("order", ["together", "apart"])
def test_memory_is_that_of_one_article(tmp_path: Path, order: str) -> None:
    """A file of 40 MB is read in the memory of a few of its articles, and rows that stand apart are kept on disk."""
    rows = [(n, system) for n in range(500) for system in "xyzw"]
    if order == "apart":
        random.Random(7).shuffle(rows)
    with (tmp_path / "a.jsonl").open("w") as file:
        for n, system in rows:
            file.write(json.dumps({"id": str(n), "system": system, "content": f"{n} " * 5000, "summary": "s"}) + "\n")
    assert (tmp_path / "a.jsonl").stat().st_size > 30_000_000
    tracemalloc.start()
    try:
        count = sum(len(one.blocks) for one in read([tmp_path / "a.jsonl"]) if isinstance(one, Article))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(rows) == count
    assert peak < 8_000_000


VALID = [{"id": "a", "content": "One.\nTwo.", "summary": 'It "was".', "system": "x"}] * 2


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_damaged_files_are_told_not_raised(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever bytes of a file are changed, cut or made up, what comes of it is articles and faults with a place in it."""
    suffix = data.draw(st.sampled_from([".jsonl", ".csv", ".tsv", ".jsonl.gz", ".parquet", ".txt", ".odd"]))
    write = FORMATS.get(suffix, _jsonl)
    content = bytearray(write(VALID))
    for _ in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 8)))
        content[start:end] = data.draw(st.binary(max_size=8))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path_factory.mktemp("damaged") / f"a{suffix}"
    path.write_bytes(content)

    for found in read([path]):
        assert isinstance(found, (Article, BadInput))
        if isinstance(found, BadInput):
            assert found.line >= 1
            assert found.column >= 1
            assert found.message
        else:
            assert found.content.text


def _parquet_file(folder: Path) -> Path:
    import pandas as pd

    path = folder / "a.parquet"
    rows = [{"id": str(n), "content": "The council met on Tuesday.", "summary": f"It met {n}."} for n in range(500)]
    pd.DataFrame(rows).to_parquet(path)
    return path


def test_parquet_that_breaks_arrow_down(tmp_path: Path) -> None:
    """A file on which Arrow ends its process is told as one that cannot be read; what stands beside it is read."""
    good = _parquet_file(tmp_path)
    bad = tmp_path / "b.parquet"
    bad.write_bytes((REPOSITORY / "tests" / "data" / "breaks-arrow.parquet").read_bytes())
    found = list(read([good, bad, tmp_path / "a.parquet"]))

    assert 500 == sum(isinstance(one, Article) for one in found)
    (fault,) = (one for one in found if isinstance(one, BadInput))
    assert "the Parquet file cannot be read from here on: Arrow, which reads it, broke down on it" == fault.message


def test_parquet_files_read_beside_each_other(tmp_path: Path) -> None:
    """Two readings at once, and one that is given up amid the file, do not disturb each other; no process stays behind."""
    path = _parquet_file(tmp_path)
    one, two, three = read([path]), read([path]), read([path])
    pairs = [(next(one), next(two)) for _ in range(100)]
    next(three)
    three.close()  # type: ignore[attr-defined]  # it is a generator

    assert all(a == b for a, b in pairs)
    assert [*one] == [*two] == [*read([path])][100:]
    assert all(process.poll() is None for process in parquet._idle)
    assert len(parquet._idle) <= 3


def test_nothing_of_the_current_folder_is_imported(tmp_path: Path) -> None:
    """Files beside the articles that are called as modules are never run."""
    _parquet_file(tmp_path)
    for name in ("json.py", "struct.py", "pyarrow.py", "sitecustomize.py", "numpy.py"):
        (tmp_path / name).write_text("raise SystemExit('run by mistake')\n")
    code = "import sys; sys.path[:] = [one for one in sys.path if one]; from evalkit.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "run", "a.parquet", "--metric", "extractive", "--no-cache", "-q"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
