"""The blocks that stand in the articles' files."""

from __future__ import annotations

from evalkit.context import RunContext
from evalkit.records import Block
from evalkit.systems import Options, Output, expanded, outputs, own_systems, parse_system

from .made import NEWS, article, asked

MIXED = article(
    NEWS,
    Block("SUMMARY", "One.", 5, 3, None, "bart", "summary", "a.jsonl"),
    Block("HIGHLIGHTS", "- Two.", 6, 3, None, "bart", "highlights", "a.jsonl"),
    Block("SUMMARY", "Three.", 7, 4, None, "t5", "summary", "a.jsonl"),
)
PLAIN = article(NEWS, Block("HIGHLIGHTS", "- Four.", 40, 9, 1), path="b.txt", name="b.txt#1")


def test_a_block_that_is_not_there() -> None:
    """An article without the wanted system's block is a fault that names those it has."""
    (found,) = asked("own:pegasus", [MIXED])
    (other,) = asked("own:bart", [PLAIN])
    (unnamed,) = asked("own", [MIXED])

    assert Output("", "the article has no block of the system 'pegasus': it has those of 'bart', 't5'") == found
    assert Output("", "the article has no block of the system 'bart': it has others") == other
    assert Output("", "the article has no block without a system: it has those of 'bart', 't5'") == unnamed


def test_a_block_keeps_its_place() -> None:
    """The text is the wanted kind's or else the other kind's, with the place where it stands."""
    assert [Output("One.", path="a.jsonl", line=3, start=5, field="summary")] == asked("own:bart", [MIXED])
    assert [Output("- Two.", path="a.jsonl", line=3, start=6, field="highlights")] == asked(
        "own:bart", [MIXED], Options(block="HIGHLIGHTS")
    )
    assert [Output("- Four.", path="b.txt", line=9, column=1, start=40)] == asked("own", [PLAIN])


def test_own_stands_for_all_systems_of_the_articles() -> None:
    """`own` becomes one system for each that the articles name, under their names or behind one's own."""
    given = [parse_system(text, Options()) for text in ("lead:3", "own", "files=own", "own:t5")]
    names = own_systems([MIXED, PLAIN, MIXED])
    found = expanded(given, names)

    assert ["bart", "t5", None] == names
    assert ["lead:3", "bart", "t5", "own", "files:bart", "files:t5", "files", "own:t5"] == [one.name for one in found]
    assert ["own:bart|v1", "own:t5|v1", "own|v1"] == [one.signature for one in found[1:4]]
    assert ["One.", "Three."] == [outputs(one, [MIXED], RunContext())[0].text for one in found[1:3]]
    assert ["own"] == [one.name for one in expanded([given[1]], [])]


def test_one_named_system_is_own() -> None:
    """Where an article's blocks are all of one system, `own` alone is that."""
    one = article(NEWS, Block("SUMMARY", "One.", system="bart"))
    system = parse_system("own", Options())

    assert ["One."] == [found.text for found in outputs(system, [one], RunContext())]
