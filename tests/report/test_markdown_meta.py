"""The card of agreement with human labels as Markdown: what stands in it, what is missing and why, and names that would be markup."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from evalkit.errors import OutputError
from evalkit.meta.records import Predictor
from evalkit.report.card import missing, number, tables, told
from evalkit.report.markdown_meta import meta_markdown, write_markdown_meta
from tests.report import cards

GOLDEN = Path(__file__).parent.parent / "data" / "meta" / "card.md"
HOSTILE = (
    "<script>window.__pwned=1</script>",
    "**bold** [x](javascript:1) | a `b`",
    "![x](http://example.org/x.png) www.example.org @someone #1",
    "\u202egnp.exe\u202c \u200b\x1b[31m\n# head",
    "_under_ -",
    "x" * 10_000,
    "",
)


def test_a_card_that_cannot_be_written(tmp_path: Path) -> None:
    """A target in no folder is an error that names it."""
    with pytest.raises(OutputError, match=r"card\.md"):
        write_markdown_meta(cards.card(cards.bare()), tmp_path / "none" / "card.md")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    """No name of a set, file, system, error type or predictor, no note and no fault becomes markup or tears a table."""
    predictors = tuple(msgspec.structs.replace(one, name=f"{name}{n}") for n, one in enumerate(cards.PREDICTORS))
    one = cards.full(name, path=name, system=name, error=name)
    agreements = tuple(msgspec.structs.replace(own, predictor=f"{name}{n}") for n, own in enumerate(one.agreements))
    one = msgspec.structs.replace(one, agreements=agreements, notes=(name,), best_baseline=f"{name}2")
    made = meta_markdown(cards.card(one, predictors=predictors, faults=(name,)))
    tokens = MarkdownIt("commonmark").enable("table").parse(made)
    inline = [child for token in tokens for child in token.children or () if token.type == "inline"]

    assert set() == {child.type for child in inline} - {
        "text",
        "code_inline",
        "softbreak",
        "strong_open",
        "strong_close",
    }
    assert set() == {token.content.strip() for token in tokens if token.type == "html_block"} - {
        "<details><summary>Reliability under the set's own odds</summary>",
        "<details><summary>Reliability under even odds</summary>",
        "<details><summary>How these numbers were made</summary>",
        "</details>",
    }
    assert 8 == sum(token.type == "table_open" for token in tokens)
    assert not any(sign in made for sign in "\x1b\u202e")
    for row in re.findall(r"^\|.*\|$", made, re.MULTILINE):
        assert "www." not in re.sub(r"(`+).+?\1", "", row)


def test_what_is_missing_is_told() -> None:
    """A dash has its reason below the tables, with the columns and how often."""
    card = cards.card(cards.bare())

    assert [
        "no number or no interval in AUC (4): one document: no interval",
        "no number or no interval in partial Pearson (4), partial Spearman (4), Williams' t (3): rows of one system: nothing to take out",
    ] == list(missing(tables(card, card.sets[0])))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(-0.0001, "0.000", id="no minus before a zero"),
        pytest.param(-0.25, "\u22120.250", id="true minus"),
        pytest.param(1.0, "1.000", id="one"),
    ],
)
def test_numbers(value: float, expected: str) -> None:
    """Numbers have three digits and a true minus sign."""
    assert expected == number(value)


def test_estimates() -> None:
    """An estimate is told with its interval, without where it has none, as a dash where there is no number."""
    assert "\u2013" == told(None)
    assert "\u2013" == told(cards.none("why"))
    assert "0.500" == told(cards.Estimate(0.5, None, None, "why"))
    assert "0.500 (0.450 to 0.550)" == told(cards.estimate(0.5))


def test_no_reference() -> None:
    """Without the verdict metric the headline names none."""
    predictors = tuple(msgspec.structs.replace(one, is_reference=False) for one in cards.PREDICTORS)
    made = meta_markdown(cards.card(cards.full(), predictors=predictors))

    assert "4 predictors against 1 set of human labels" == made.split("\n\n")[1]
    assert "baseline.random` (baseline)" in made
    assert all(isinstance(one, Predictor) for one in predictors)


def test_golden(tmp_path: Path) -> None:
    """A card of two sets reads as the one in tests/data/meta, which a person has read."""
    write_markdown_meta(
        cards.card(cards.full(), cards.bare(), faults=("data/news.jsonl:3:1: no label",)), tmp_path / "card.md"
    )
    made = (tmp_path / "card.md").read_text("utf-8")
    if os.environ.get("EVALKIT_UPDATE_GOLDEN"):
        GOLDEN.write_text(made, "utf-8")

    assert GOLDEN.read_text("utf-8") == made
