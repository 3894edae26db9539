"""The tagged format: what is read, and what is told of what cannot be read."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.positions import LineIndex
from evalkit.reading import content_sha256, read
from evalkit.reading.tagged import read_tagged
from evalkit.records import Article, BadInput

GOOD = "<TITLE>t</TITLE> <URL></URL>\n<SUMMARY>\nfoo\n</SUMMARY>\n<CONTENT>\nbar\n</CONTENT>\n"
EXPECTED = "expected <TITLE>, <PUBLISHED_DATE>, <URL>, <AUTHOR>, <SUMMARY>, <HIGHLIGHTS>, <CONTENT>"


def _read(data: str | bytes) -> list[Article | BadInput]:
    return list(read_tagged(io.BytesIO(data.encode() if isinstance(data, str) else data), "a.txt"))


BAD: dict[str, tuple[str | bytes, str]] = {
    "unclosed at the end": ("<SUMMARY>\nx\n</SUMMARY>\n<CONTENT>\ny", "a.txt:4:1: <CONTENT> is not closed: expected </CONTENT> before the end of the file"),
    "unclosed before another": (
        GOOD.replace("</SUMMARY>\n", "", 1),
        "a.txt:2:1: <SUMMARY> is not closed: <CONTENT> begins at 4:1; expected </SUMMARY> before it",
    ),
    "unclosed title": (
        "<TITLE>t\n<SUMMARY>b</SUMMARY><CONTENT>c</CONTENT>",
        "a.txt:1:1: <TITLE> is not closed: <SUMMARY> begins at 2:1; expected </TITLE> before it",
    ),
    "crossed": (
        "<SUMMARY>\na\n<CONTENT>\nb\n</SUMMARY>\nc\n</CONTENT>",
        "a.txt:3:1: <CONTENT> crosses <SUMMARY>, opened at 1:1 and closed after it: expected </SUMMARY> before it",
    ),
    "closed inside another": (
        "<SUMMARY>\na\n</CONTENT>\n</SUMMARY>",
        "a.txt:3:1: </CONTENT> stands inside <SUMMARY>, opened at 1:1: expected </SUMMARY> first",
    ),
    "closes nothing": ("<TITLE>t</TITLE>\n</SUMMARY>", "a.txt:2:1: </SUMMARY> closes nothing: no <SUMMARY> is open here"),
    "repeated": (
        GOOD + "<SUMMARY>again</SUMMARY>",
        "a.txt:8:1: <SUMMARY> is repeated: this article has one at 2:1; a new article starts with <TITLE>",
    ),
    "misspelt": (
        GOOD.replace("SUMMARY", "SUMARY"),
        "a.txt:2:1: unknown tag '<SUMARY>': did you mean '<SUMMARY>'? Tags are written in capitals",
    ),
    "lower case": (
        GOOD.replace("SUMMARY", "summary"),
        "a.txt:2:1: unknown tag '<summary>': did you mean '<SUMMARY>'? Tags are written in capitals",
    ),
    "lower-case closing tag": (
        GOOD.replace("</SUMMARY>", "</summary>"),
        "a.txt:4:1: '</summary>' is not a known tag: expected '</SUMMARY>', which closes the region opened at 2:1",
    ),
    "unlike any tag": (GOOD.replace("SUMMARY", "SOURCECODE"), f"a.txt:2:1: unknown tag '<SOURCECODE>': {EXPECTED}"),
    "no CONTENT": (
        "<TITLE>t</TITLE>\n<SUMMARY>x</SUMMARY>",
        "a.txt:1:1: the article has no <CONTENT>: expected the text to judge its blocks against",
    ),
    "empty CONTENT": (
        GOOD.replace("bar", "  "),
        "a.txt:5:1: <CONTENT> is empty: expected the text to judge the article's blocks against",
    ),
    "nothing to judge": (
        "<TITLE>t</TITLE><CONTENT>x</CONTENT>",
        "a.txt:1:1: the article has neither <SUMMARY> nor <HIGHLIGHTS>: expected at least one of them",
    ),
    "text outside": ("hello\n" + GOOD, f"a.txt:1:1: text outside of any region: {EXPECTED}"),
    "not UTF-8": (GOOD.encode().replace(b"foo", b"f\xe9o"), "a.txt:3:2: byte 0xE9 at byte offset 40 is not UTF-8: save the file as UTF-8"),
    "UTF-16": (
        GOOD.encode("utf-16"),
        "a.txt:1:1: the file is UTF-16 (byte order mark): expected UTF-8; save it as UTF-8, e.g. iconv -f UTF-16 -t UTF-8",
    ),
    "UTF-16 without a mark": (
        GOOD.encode("utf-16-le"),
        "a.txt:1:1: the file looks like UTF-16 or UTF-32 without a byte order mark: expected UTF-8; save it as UTF-8",
    ),
    "NUL": (GOOD.replace("foo", "f\0o"), "a.txt:3:2: NUL character (U+0000): text cannot hold it; remove it"),
    "misspelt TITLE of the second": (
        GOOD + GOOD.replace("TITLE", "TITEL"),
        "a.txt:8:1: unknown tag '<TITEL>': did you mean '<TITLE>'? Tags are written in capitals",
    ),
    "attribute": (
        GOOD.replace("<SUMMARY>", '<SUMMARY lang="en">'),
        "a.txt:2:1: unknown tag '<SUMMARY lang=\"en\">': did you mean '<SUMMARY>'? Tags are written in capitals",
    ),
    "repeated CONTENT": (
        GOOD + "<CONTENT>again</CONTENT>",
        "a.txt:8:1: <CONTENT> is repeated: this article has one at 5:1; a new article starts with <TITLE>",
    ),
    "misspelt closing tag": (
        GOOD.replace("</CONTENT>", "</CONTNET>"),
        "a.txt:7:1: '</CONTNET>' is not a known tag: expected '</CONTENT>', which closes the region opened at 5:1",
    ),
    "unclosed on the line of the next article": (
        "<SUMMARY>x\n<CONTENT>y</CONTENT>\n<TITLE>b</TITLE><SUMMARY>s</SUMMARY><CONTENT>c</CONTENT>",
        "a.txt:1:1: <SUMMARY> is not closed: <CONTENT> begins at 2:1; expected </SUMMARY> before it",
    ),
    "text behind a closing tag": (GOOD.replace("</SUMMARY>", "</SUMMARY> tail"), f"a.txt:4:12: text outside of any region: {EXPECTED}"),
    "not UTF-8, behind a mark": (
        b"\xef\xbb\xbf<SUMMARY>\xff",
        "a.txt:1:10: byte 0xFF at byte offset 12 is not UTF-8: save the file as UTF-8",
    ),
    "not UTF-8, behind accents": (
        "<SUMMARY>\r\né😀".encode() + b"\xe9",
        "a.txt:2:3: byte 0xE9 at byte offset 17 is not UTF-8: save the file as UTF-8",
    ),
    "UTF-32": (
        GOOD.encode("utf-32"),
        "a.txt:1:1: the file is UTF-32 (byte order mark): expected UTF-8; save it as UTF-8, e.g. iconv -f UTF-32 -t UTF-8",
    ),
    "big-endian UTF-16 without a mark": (
        GOOD.encode("utf-16-be"),
        "a.txt:1:1: the file looks like UTF-16 or UTF-32 without a byte order mark: expected UTF-8; save it as UTF-8",
    ),
    "a mark alone": (b"\xef\xbb\xbf\n", f"a.txt:1:1: the file is empty: {EXPECTED}"),
    "blank beyond the first look": (" " * 9000 + "\nx", f"a.txt:2:1: text outside of any region: {EXPECTED}"),
    "empty": ("", f"a.txt:1:1: the file is empty: {EXPECTED}"),
    "blank": (" \n\n", f"a.txt:1:1: the file is empty: {EXPECTED}"),
    "binary": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "a.txt:1:1: the file is binary (it has NUL bytes and no known tag): expected UTF-8 text in the tagged format",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD)
def test_bad_input(data: str | bytes, message: str) -> None:
    """Each kind of bad input is told once, with its place and what was expected."""
    told = [f"{bad.path}:{bad.line}:{bad.column}: {bad.message}" for bad in _read(data) if isinstance(bad, BadInput)]

    assert [message] == told


WHOLE_FILES = {
    "UTF-16", "UTF-16 without a mark", "big-endian UTF-16 without a mark", "UTF-32", "binary", "empty", "blank", "a mark alone",
    "text outside", "blank beyond the first look",
}  # fmt: skip
SEVERAL = {"misspelt TITLE of the second", "unclosed on the line of the next article"}
REPAIRABLE = [name for name in BAD if name not in WHOLE_FILES | SEVERAL]


def test_a_misspelt_title_costs_the_article_that_it_starts() -> None:
    """The article before a misspelt <TITLE> is whole and is read; the one behind keeps its number."""
    for wrong in ("TITEL", "title", "Title"):
        found = _read(GOOD + GOOD.replace("TITLE", wrong) + GOOD)

        assert ["a.txt#1", None, "a.txt#3"] == [getattr(item, "id", None) for item in found]


def test_a_closing_tag_of_the_next_article_crosses_nothing() -> None:
    """What the next article closes on one line is not taken for the end of a region that was left open before it."""
    found = _read(BAD["unclosed on the line of the next article"][0])

    assert [BadInput, Article] == [type(item) for item in found]


def test_many_faults_on_one_line_take_linear_time() -> None:
    """Every article of a very long line is looked at once."""
    found = _read("<TITLE>a</TITLE><SUMMARY><CONTENT>" * 20_000)

    assert 20_000 == len(found)


def test_an_unreadable_file(tmp_path: Path, mortal: Callable[[], None]) -> None:
    """A file without the right to read it is told, and the next one is read."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(GOOD)
    (tmp_path / "a.txt").chmod(0)
    told = "import sys; from evalkit.reading import read; print(*(getattr(one, 'id', one) for one in read(sys.argv[1:])), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", told, tmp_path], capture_output=True, text=True, check=True, preexec_fn=mortal
    )

    bad = BadInput(f"{tmp_path}/a.txt", 1, 1, "the file cannot be read: Permission denied")
    assert f"{bad}\n{tmp_path}/b.txt#1\n" == done.stdout


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """A broken link is a file that cannot be read, not one that is passed over."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")

    assert [BadInput(f"{tmp_path}/a.txt", 1, 1, "the file cannot be read: No such file or directory")] == list(
        read([tmp_path / "a.txt"])
    )


@pytest.mark.parametrize("name", REPAIRABLE)
def test_what_follows_a_fault_is_read(name: str) -> None:
    """A bad article between two good ones costs itself alone, and the third keeps its number."""
    data = BAD[name][0]
    middle = data.encode() if isinstance(data, str) else data
    if not middle.startswith(b"<TITLE>"):
        middle = b"<TITLE>m</TITLE>\n" + middle
    found = _read(GOOD.encode() + middle + b"\n" + GOOD.encode())

    assert [Article, BadInput, Article] == [type(item) for item in found]
    assert ["a.txt#1", "a.txt#3"] == [item.id for item in found if isinstance(item, Article)]


TEXTS = {
    "markup": "It said <b>x</b> and <SUMMARY> and </CONTENT> here.",
    "comparison": "x < y and y > x",
    "lower tag first on its line": "one\n<summary>\ntwo",
    "closing tag amid a line": "The </CONTENT> tag ends it.",
    "a million characters": "x" * 1_000_000,
    "odd line ends": "one\x0btwo\u2028three\x85four",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_that_is_no_markup(text: str) -> None:
    """What is not a known tag first on its line or after another tag is text, kept as it is."""
    (article,) = _read(GOOD.replace("bar", text))

    assert isinstance(article, Article)
    assert text == article.content.text


def test_fields_and_several_tags_on_a_line() -> None:
    """Fields stand on one line or several; blanks around values do not count; an empty one is empty."""
    (article,) = _read(
        "<TITLE> A title\n in two lines</TITLE> <PUBLISHED_DATE>2025-01-02</PUBLISHED_DATE><URL></URL>\n<AUTHOR>\n</AUTHOR>"
        "<SUMMARY>s</SUMMARY> <HIGHLIGHTS></HIGHLIGHTS><CONTENT>c</CONTENT>"
    )

    assert isinstance(article, Article)
    assert ("A title in two lines", "2025-01-02", "", "") == (
        article.title,
        article.published,
        article.url,
        article.author,
    )
    assert [("SUMMARY", "s"), ("HIGHLIGHTS", "")] == [(block.kind, block.text) for block in article.blocks]


def test_separators_between_articles() -> None:
    """Lines without a letter or digit may stand between articles."""
    assert ["a.txt#1", "a.txt#2"] == [
        item.id for item in _read(GOOD + "\n-----\n***\n" + GOOD) if isinstance(item, Article)
    ]


def test_first_article_needs_no_title() -> None:
    """An article starts at the start of the file, too."""
    (article,) = _read(GOOD.replace("<TITLE>t</TITLE> <URL></URL>\n", ""))

    assert isinstance(article, Article)
    assert "" == article.title


def test_content_hash_knows_no_line_ends() -> None:
    """The same article in a checkout with other line ends has the same hash."""
    assert content_sha256("a\nb\n\nc") == content_sha256("a\r\nb\r\n\r\nc") == content_sha256("a\rb\r\rc")
    assert content_sha256("a\nb") != content_sha256("a b")


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="<>\0"), max_size=40),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="<>\0"), min_size=1, max_size=80
    ).filter(str.strip),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_offsets_and_places_lead_back_to_the_text(summary: str, content: str, end: str, mark: bool) -> None:
    """Whatever the text and its line ends, a block's offset, line and column lead to its first character."""
    text = ("\ufeff" if mark else "") + f"<SUMMARY>{end}{summary}{end}</SUMMARY>{end}<CONTENT>{content}</CONTENT>"
    (article,) = _read(text)
    assert isinstance(article, Article)
    for block in (article.content, *article.blocks):
        assert block.text == text[block.start : block.start + len(block.text)]
        if block.text:
            assert (block.line, block.column) == LineIndex(text[mark:], mark).locate(block.start)
    assert content.strip() == article.content.text


def test_reading_streams(tmp_path: Path) -> None:
    """A file ten times as large takes no more memory: each is read in a process of its own."""
    code = (
        "import resource, sys\nfrom evalkit.reading import read\nn = sum(1 for _ in read([sys.argv[1]]))\n"
        "print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for count in (1_000, 10_000):
        path = tmp_path / f"{count}.txt"
        with path.open("w", encoding="utf-8") as file:
            for n in range(count):
                file.write(GOOD.replace("bar", f"Article {n}. " + "Some words of it. " * 100))
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, check=True, encoding="utf-8"
        )
        articles, peak = map(int, done.stdout.split())
        assert count == articles
        peaks.append(peak)

    assert peaks[1] < peaks[0] * 1.2


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A path that is not there, an empty folder and a pattern without a match are told in their place."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(GOOD)
    found = list(
        read([tmp_path / "nowhere.txt", tmp_path / "empty", f"{tmp_path}/*.md", tmp_path / "a.txt", tmp_path / "a.txt"])
    )

    assert [
        f"{tmp_path}/nowhere.txt:1:1: no such file or folder",
        (
            f"{tmp_path}/empty:1:1: the folder holds no article: expected files ending in .txt, .jsonl, .ndjson, .csv, .tsv,"
            " .parquet, or these and .gz"
        ),
        f"{tmp_path}/*.md:1:1: no file matches this pattern: expected at least one",
    ] == [f"{bad.path}:{bad.line}:{bad.column}: {bad.message}" for bad in found if isinstance(bad, BadInput)]
    assert [f"{tmp_path}/a.txt#1"] == [item.id for item in found if isinstance(item, Article)]


def test_folders_and_patterns_come_in_order(tmp_path: Path) -> None:
    """Folders are walked to their end, by name; hidden names and other suffixes are passed over."""
    for name in ("b/2.txt", "a/1.TXT", "a/.hidden.txt", ".git/x.txt", "a/notes.md", "c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD)
    walked = [item.path for item in read([tmp_path]) if isinstance(item, Article)]
    matched = [item.path for item in read([f"{tmp_path}/**/*.txt"]) if isinstance(item, Article)]

    assert [f"{tmp_path}/{name}" for name in ("a/1.TXT", "b/2.txt", "c.txt")] == walked
    assert [f"{tmp_path}/{name}" for name in ("b/2.txt", "c.txt")] == matched


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse file names that are no Unicode")
def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is read; its name is shown with the byte written out."""
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(GOOD)
    (article,) = read([tmp_path])

    assert isinstance(article, Article)
    assert f"{tmp_path}/caf\\xe9.txt#1" == article.id
