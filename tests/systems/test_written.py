"""Outputs that were written before."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from evalkit.context import RunContext
from evalkit.errors import ConfigError
from evalkit.reading import Columns
from evalkit.records import Article
from evalkit.systems import Options, Output, outputs, parse_system
from evalkit.systems.written import MISSING, names_of

from .made import NEWS, article

TAGGED = "<TITLE>x</TITLE>\n<SUMMARY>\n  It is mended.\n</SUMMARY>\n"


def lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def tagged(path: str, number: int = 1, content: str = NEWS) -> Article:
    return article(content, name=f"{path}#{number}", path=path)


UNFIT = {
    "an empty file": ("o.jsonl", "", "there is no output in {top}/o.jsonl: "),
    "no JSON": ("o.jsonl", "no\n", "{top}/o.jsonl:1:1: not JSON"),
    "no id": ("o.jsonl", lines([{"name": "a1", "summary": "x"}]), "no column 'id' that says which article an output is of: it has 'name', 'summary'; name yours as in id=YOURS"),
    "no text": ("o.csv", "id,text\na1,x\n", "neither a column 'summary' nor 'highlights': it has 'id', 'text'; name yours as in summary=YOURS"),
    "only texts that are null": ("o.jsonl", lines([{"id": "a1", "summary": None}]), "neither 'summary' nor 'highlights' has a text"),
    "a tagged file without a block": ("o.txt", "<TITLE>x</TITLE>", "the article has no <CONTENT>"),
    "no tag": ("o.txt", "It is mended.", "text outside of any region"),
    "of other systems": ("o.jsonl", lines([{"id": 1, "summary": "x", "system": "bart"}, {"id": 1, "summary": "y", "system": "t5"}]), "holds outputs of the systems 'bart', 't5', and none of 'x'"),
    "no gzip": ("o.jsonl.gz", "x", "the file cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "message"), UNFIT.values(), ids=UNFIT)
def test_files_without_an_output(name: str, text: str, message: str, tmp_path: Path) -> None:
    """A file that gives nothing ends it before anything is asked, with the first reason."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        parse_system(f"x={tmp_path / name}", Options())

    assert message.format(top=tmp_path.as_posix()) in str(caught.value)


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without a readable file holds no output."""
    with pytest.raises(ConfigError, match="there is no output in "):
        parse_system(f"x={tmp_path}", Options())


def test_a_named_column_that_is_not_there(tmp_path: Path) -> None:
    """A column that the user names must exist."""
    (tmp_path / "o.jsonl").write_text(lines([{"id": "a1", "summary": "x"}]), "utf-8")
    with pytest.raises(ConfigError, match="no column 'key', which is named for the outputs: it has 'id', 'summary'"):
        parse_system(f"x={tmp_path / 'o.jsonl'}", Options(columns=Columns({"id": "key"})))


def test_rows_of_no_use_and_of_no_article(tmp_path: Path) -> None:
    """What cannot be read, stands twice or belongs to nobody is told with its line; its article has a fault."""
    path = tmp_path / "o.jsonl"
    rows = [{"id": "a1", "summary": "x"}, {"id": "a2"}, {"id": "a1", "summary": "y"}, {"id": "a9", "summary": "z"}, {"id": "", "summary": "z"}]  # fmt: skip
    path.write_text(lines(rows), "utf-8")
    system = parse_system(f"x={path}", Options())
    found = outputs(system, [article(name="a1"), article("Else. It is.", name="a2")], RunContext())

    assert [("x", None), ("", MISSING)] == [(one.text, one.fault) for one in found]
    assert [2, 5, 3] == [bad.line for bad in system.problems]
    assert (
        f"an output of 'a1' stands already at {path.as_posix()}:1: expected one per article"
        == system.problems[2].message
    )
    assert "'id' is empty: expected the id of an article" == system.problems[1].message
    assert [(4, "the output of 'a9' belongs to no article")] == [(one.line, one.message) for one in system.unmatched]


FORMATS = {
    "jsonl": lambda rows, path: path.write_text(lines(rows), "utf-8"),
    "csv": lambda rows, path: pd.DataFrame(rows).to_csv(path, index=False),
    "tsv": lambda rows, path: pd.DataFrame(rows).to_csv(path, index=False, sep="\t"),
    "parquet": lambda rows, path: pd.DataFrame(rows).to_parquet(path),
    "jsonl.gz": lambda rows, path: path.write_bytes(gzip.compress(lines(rows).encode())),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_formats(suffix: str, tmp_path: Path) -> None:
    """Every format of records gives text, line, field and offset of an output; an empty text is an empty answer."""
    path = tmp_path / f"o.{suffix}"
    FORMATS[suffix]([{"key": "a2", "says": "  It is mended."}, {"key": "a1", "says": ""}], path)
    columns = Columns({"id": "key", "summary": "says"})
    system = parse_system(f"x={path}", Options(columns=columns))
    first, second = outputs(system, [article(name="a1"), article(name="a2")], RunContext())
    line = {"csv": 2, "tsv": 2}.get(suffix, 1)

    assert Output("It is mended.", path=path.as_posix(), line=line, start=2, field="says") == second
    assert ("", None) == (first.text, first.fault)
    assert ((), ()) == (system.problems, system.unmatched)


def test_numbers_lists_and_the_other_block(tmp_path: Path) -> None:
    """An id may be a number, a text a list of bullets, and what is there of the other kind serves where there is no other."""
    path = tmp_path / "o.jsonl"
    path.write_text(lines([{"id": 7, "highlights": ["One.", "Two."]}]), "utf-8")
    (found,) = outputs(parse_system(f"x={path}", Options()), [article(name="7")], RunContext())

    assert ("- One.\n- Two.", "highlights") == (found.text, found.field)


def test_one_file_of_several_systems(tmp_path: Path) -> None:
    """Where rows name several systems, a system's are those that name it; where they name one, its name does not matter."""
    path = tmp_path / "o.jsonl"
    rows = [{"id": "a1", "summary": name, "system": name} for name in ("bart", "t5")]
    path.write_text(lines(rows), "utf-8")
    (tmp_path / "one.jsonl").write_text(lines(rows[:1]), "utf-8")
    texts = [
        outputs(parse_system(f"{name}={tmp_path / file}", Options()), [article()], RunContext())[0].text
        for name, file in (("bart", "o.jsonl"), ("t5", "o.jsonl"), ("x", "one.jsonl"))
    ]

    assert ["bart", "t5", "bart"] == texts


def test_rows_by_content(tmp_path: Path) -> None:
    """A row without an id is that article's whose CONTENT it has, whatever the line ends."""
    path = tmp_path / "o.jsonl"
    path.write_text(lines([{"content": NEWS.replace("\n", "\r\n"), "summary": "x"}]), "utf-8")
    system = parse_system(f"x={path}", Options())
    found = outputs(system, [article(name="b"), article("Else.", name="c"), article(name="d")], RunContext())

    assert ["x", "", "x"] == [one.text for one in found]
    assert () == system.unmatched


NAMES = {
    "an id of one's own": (article(name="a1", path="a/b.jsonl"), ["a1"]),
    "a file": (tagged("in/a/01.txt"), ["in/a/01.txt#1", "in/a/01.txt", "in/a/01", "a/01.txt#1", "a/01.txt", "a/01", "01.txt#1", "01.txt", "01"]),
    "the second of a file": (tagged("a/01.txt.gz", 2), ["a/01.txt.gz#2", "01.txt.gz#2"]),
}  # fmt: skip


@pytest.mark.parametrize(("one", "expected"), NAMES.values(), ids=NAMES)
def test_names_of_an_article(one: Article, expected: list[str]) -> None:
    """An article without an id of its own answers to the ends of its path, the longer the sooner."""
    assert expected == list(dict.fromkeys(names_of(one)))


def test_tagged_outputs_by_name(tmp_path: Path) -> None:
    """A tagged output without CONTENT is named by its file, and its text has its true line, column and offset."""
    for name in ("a/01.txt", "b/01.txt", "03.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TAGGED.replace("mended", name), "utf-8")
    system = parse_system(f"x={tmp_path}", Options())
    articles = [tagged(f"in/{name}", content=f"{name} is it. So.") for name in ("b/01.txt", "a/01.txt", "c/02.txt")]
    found = outputs(system, articles, RunContext())
    text = (tmp_path / "a/01.txt").read_text("utf-8")

    assert ["It is b/01.txt.", "It is a/01.txt.", ""] == [one.text for one in found]
    assert MISSING == found[2].fault
    assert ((tmp_path / "a/01.txt").as_posix(), 3, 3) == (found[1].path, found[1].line, found[1].column)
    assert "It is a/01.txt." == text[found[1].start :][:15]
    assert ["the output of '03' belongs to no article"] == [one.message for one in system.unmatched]


def test_one_output_for_two_articles(tmp_path: Path) -> None:
    """A name that fits two articles is the first's; the other is told why it has none."""
    (tmp_path / "01.txt").write_text(TAGGED, "utf-8")
    system = parse_system(f"x={tmp_path}", Options())
    for _ in range(2):
        first, second = outputs(system, [tagged("a/01.txt"), tagged("b/01.txt")], RunContext())

        assert "It is mended." == first.text
        assert "the output '01' is that of 'a/01.txt#1' already: name it by more of its path" == second.fault


def test_tagged_outputs_by_content(tmp_path: Path) -> None:
    """A tagged output with CONTENT is that article's, whatever its file is called; several may stand in one."""
    contents = ["One is old. It is long.", "Two is old. It is long."]
    whole = "".join(
        TAGGED.replace("mended", str(n)) + f"<CONTENT>\n{text}\n</CONTENT>\n" for n, text in enumerate(contents)
    )
    (tmp_path / "any.txt").write_text(whole, "utf-8")
    system = parse_system(f"x={tmp_path / 'any.txt'}", Options())
    articles = [
        tagged("in/x.txt", content=contents[1]),
        tagged("any.txt", content="Else."),
        tagged("y", content=contents[0]),
    ]
    found = outputs(system, articles, RunContext())

    assert ["It is 1.", "", "It is 0."] == [one.text for one in found]
    assert MISSING == found[1].fault
