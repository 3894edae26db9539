"""The sentence splitter."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.segment import sentences

HERE = Path(__file__).parent
BENCHMARK = HERE.parent / "benchmarks" / "sentence_splitters.py"


def _benchmark():
    spec = importlib.util.spec_from_file_location("sentence_splitters", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("part", ["tuning", "final"])
def test_boundary_f1(part: str) -> None:
    """On the gold sets, one of which nobody read while the splitter was written, boundary F1 is at least 0.98."""
    benchmark = _benchmark()
    _, _, f1, count = benchmark.score(benchmark.evalkit_ends, HERE / "data" / "sentences" / f"{part}.txt")

    assert count >= 150
    assert f1 >= 0.98


ONE = {
    "title": "Mr. Hale met Dr. J. K. Marlow in St. Orvin.",
    "decimal": "It cost £2.4m, or 3.5% more.",
    "number": "They live at No. 4 in the street.",
    "break inside": '"The plan has been agreed...\n\nour letters were answered," he said.',
    "ellipsis": "He was... tired of it.",
    "question with attribution": '"Is it over?" he asked.',
    "question with a name": '"Is it over?" Hale asked.',
    "acronym": "The U.S. Senate voted.",
    "clock": "It opens at 6 p.m. Monday.",
    "host": "It stands on news.example and www.aldmoor.example/x.html now.",
    "colon": "He said: it is late.",
    "wrapped": "The council of the old town voted on Tuesday evening to mend the old\nbridge over the river, which carries fourteen thousand vehicles a day\nnow.",
    "one word": "x",
    "question asked by a name": '"Is it over?" asked Mr Hale.',
    "abbreviated month": "The vote on Jan. 4 was close.",
    "case name": "The court heard Hale v. Marlow in May.",
    "initial": "He met Paul T. Renn there.",
    "company": "The firm Lanes Inc. paid for it.",
    "page": "See p. 12 for more.",
    "file name": "It is in notes.Final.txt now.",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_what_is_one_sentence(text: str) -> None:
    """None of these is cut."""
    assert [text] == [sentence.text for sentence in sentences(text)]


MANY = {
    "plain": ["It rained.", "Nobody came."],
    "blank before": ["What of the tone ?", "The answer is no."],
    "quotes": ['"We do not rule it out."', '"We shall see."'],
    "after a clock": ["It opened at 6 p.m.", "The crowds had waited."],
    "after an initialism": ["It was made in the U.S.", "The exports rose."],
    "tokenised": ["vale scored in the draw .", "the hosts had led twice ."],
    "tokenised quote": ["`` we threw it away . ''", "mr. hale left ."],
    "footnote": ["It fell in two days.[1]", "Rain came later."],
    "bracketed": ["It closed.", "(It was the third closure.)", "It snowed."],
    "question and a new sentence": ['"Is it over?"', "When he said so, they laughed."],
    "company at the end": ["He works for Lanes Inc.", "The firm pays him well."],
    "no": ["Was it late?", "No.", "It was early."],
    "wide marks": ["雨が降った。", "It rained."],
    "glued": ["They met on Friday.", "The talks failed."],
}


@pytest.mark.parametrize("parts", MANY.values(), ids=MANY)
def test_what_is_more_than_one(parts: list[str]) -> None:
    """Each of these is cut where it should be."""
    gap = "" if parts[0] == "They met on Friday." else " "

    assert parts == [sentence.text for sentence in sentences(gap.join(parts))]


def test_paragraphs_headings_and_bullets() -> None:
    """Blank lines and bullets end a sentence without a full stop."""
    text = "A heading\n\nIt rained.\n- one thing\n- another thing\n\nThe end"

    assert ["A heading", "It rained.", "- one thing", "- another thing", "The end"] == [s.text for s in sentences(text)]


def test_nothing() -> None:
    """No text and blanks have no sentence."""
    assert () == sentences("") == sentences(" \n\t ")


@given(st.text(alphabet=st.sampled_from("aAb .!?\"'“”()\n\r-…,1:[]„。 Mr"), max_size=200), st.integers(0, 1000))
def test_spans_cover_the_text(text: str, start: int) -> None:
    """Sentences stand in order, do not overlap, have no blanks at their edges, and leave out nothing but blanks."""
    found = sentences(text, start)
    at = start
    for sentence in found:
        assert at <= sentence.start < sentence.end
        assert text[at - start : sentence.start - start].strip() == ""
        assert sentence.text == text[sentence.start - start : sentence.end - start] == sentence.text.strip()
        at = sentence.end
    assert text[at - start :].strip() == ""


HOSTILE = [
    "a. ",
    ". ",
    '?" ',
    "\n",
    "a\n",
    '"',
    "Mr ",
    "He said [1] ",
    "A.B.",
    'x! "He ',
    "  \n \n",
    ". . . ",
    "...\n\n",
    "x ",
    "(",
    "U.S. ",
    " ",
    "abc.Abc",
    "abc?Abc",
    "“ ",
    "? “",
    "。\n",
]


@pytest.mark.parametrize("unit", HOSTILE, ids=[repr(unit) for unit in HOSTILE])
def test_hostile_text_is_split_all_the_same(unit: str) -> None:
    """300,000 characters of what could make rules backtrack are split, none lost: in quadratic time this would not end."""
    text = unit * (300_000 // len(unit))
    kept = "".join(sentence.text for sentence in sentences(text))

    assert "".join(text.split()) == "".join(kept.split())
