"""References: a claim gets its name back where one person alone can be meant, and stays as it is everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.references import Source, restored
from evalkit.segment import sentences

HALE = (
    "Margrit Hale, the transport minister, resigned on Friday after a row over the new harbour. Hale said she had lost"
    " the trust of the council. She will stay in the parliament until the spring. Mr Bell, the mayor, thanked her."
    " Owen Bell said he was sorry. He had asked for two days. The 61-year-old Bruno Vale coached the team."
    " Vale said he liked it. Dunmore is a small town."
)


def _source(content: str = HALE, title: str = "") -> Source:
    return Source(tuple(sentence.text for sentence in sentences(content)), title)


# (earlier claims, the claim)
LEFT_ALONE = {
    "nobody before": (["The council met."], "She left the party."),
    "two who fit": (["Bruno Vale met Owen Bell."], "He left the party."),
    "the other gender": (["Margrit Hale resigned."], "He left the party."),
    "an unnamed rival": (["Margrit Hale met a woman from Dunmore."], "She left the party."),
    "an unnamed agent": (["A whistleblower wrote about Owen Bell."], "He left the party."),
    "an unknown name": (["Greta Lind resigned."], "She left the party."),
    "an unknown single name": (["Margrit Hale resigned.", "Tilda wept."], "She left the party."),
    "a name after a pronoun": (["His friend praised Owen Bell."], "He left the party."),
    "one of two": (["Margrit Hale and Owen Bell resigned."], "His party was shocked."),
    "it": (["Margrit Hale resigned."], "It was a bad day."),
    "they": (["Margrit Hale resigned."], "They left the party."),
    "an object": (["Margrit Hale resigned."], "The council thanked her."),
    "a quotation": (["Margrit Hale resigned."], '"She left the party," Bell said.'),
    "a single quotation": (["Margrit Hale resigned."], "'She left the party,' Bell said."),
    "a speaker before": (["Margrit Hale resigned."], "Owen Bell said he was sorry."),
    "a verb before": (["Margrit Hale resigned."], "Police said she left."),
    "the name in the claim": (["Margrit Hale resigned."], "She told Hale to go."),
    "a contraction": (["Margrit Hale resigned."], "She's in the parliament."),
    "nothing to restore": (["Margrit Hale resigned."], "The harbour is new."),
    "an unbound role": (["The council met."], "The engineer denied it."),
    "a shared role": (["Greta Lind, the minister, resigned."], "The minister denied it."),
    "someone else of late": (["Owen Bell resigned."], "The minister denied it."),
    "another rank": (["The council met."], "The prime minister denied it."),
    "a role before its name": (["The council met."], "The minister Margrit Hale denied it."),
    "a role's possessive": (["The council met."], "The minister's office denied it."),
    "no verb": (["The council met."], "The minister of transport denied it."),
    "a wrong age": (["The council met."], "The 62-year-old liked it."),
    "German": (["Margrit Hale trat zurück."], "Sie verließ die Partei."),
    "a title in capitals": (["Margrit Hale resigned."], "SHE LEFT THE PARTY."),
    "a place": (["Dunmore is a small town."], "He left the party."),
    "empty": ([], ""),
    "blank": ([], " \n"),
}


@pytest.mark.parametrize(("earlier", "claim"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_left_alone(earlier: list[str], claim: str) -> None:
    """A claim without a reference, or with one that may mean nobody or somebody else, is given back as it is."""
    assert claim == restored(claim, earlier, _source())


RESTORED = {
    "she": (["Margrit Hale resigned."], "She left the party.", "Margrit Hale left the party."),
    "he": (["Owen Bell spoke."], "He left the party.", "Owen Bell left the party."),
    "her": (["Margrit Hale resigned."], "Her party was shocked.", "Margrit Hale's party was shocked."),
    "his": (["Owen Bell spoke."], "His party was shocked.", "Owen Bell's party was shocked."),
    "a last name becomes whole": (["Hale resigned."], "She left the party.", "Margrit Hale left the party."),
    "two claims back": (
        ["Margrit Hale resigned.", "The harbour is new."],
        "She left the party.",
        "Margrit Hale left the party.",
    ),
    "a chain": (
        ["Margrit Hale resigned.", "She was tired."],
        "She left the party.",
        "Margrit Hale left the party.",
    ),
    "the other gender beside": (["Margrit Hale met Owen Bell."], "She left.", "Margrit Hale left."),
    "the object, by gender": (["Margrit Hale met Owen Bell."], "He left.", "Owen Bell left."),
    "the newer subject": (["Bruno Vale spoke.", "Owen Bell spoke."], "He left.", "Owen Bell left."),
    "a lead-in": (["Margrit Hale resigned."], "On Friday, she left.", "On Friday, Margrit Hale left."),
    "a lead-in without a comma": (["Margrit Hale resigned."], "In 2024 she left.", "In 2024 Margrit Hale left."),
    "but": (["Margrit Hale resigned."], "But she left.", "But Margrit Hale left."),
    "only the first": (["Margrit Hale resigned."], "She said she left.", "Margrit Hale said she left."),
    "a role": (["The council met."], "The minister denied it.", "Margrit Hale, the minister, denied it."),
    "a whole role": (
        ["The council met."],
        "The transport minister denied it.",
        "Margrit Hale, the transport minister, denied it.",
    ),
    "a role beside its name": (["Hale resigned."], "The minister wept.", "The minister wept."),
    "an adverb": (["Hale resigned."], "The minister also denied it.", "Margrit Hale, the minister, also denied it."),
    "an age": (["The council met."], "The 61-year-old liked it.", "Bruno Vale, the 61-year-old, liked it."),
    "lower case": (["margrit hale resigned ."], "she left the party .", "margrit hale left the party ."),
    "line breaks": (["Margrit\nHale resigned."], "She left\nthe party.", "Margrit Hale left\nthe party."),
}


@pytest.mark.parametrize(("earlier", "claim", "expected"), RESTORED.values(), ids=RESTORED)
def test_what_is_restored(earlier: list[str], claim: str, expected: str) -> None:
    """The name of the one person who can be meant takes the place of the reference, and nothing else changes."""
    assert expected == restored(claim, earlier, _source())


COPIED = {
    "with its pronoun": ("She will stay in the parliament.", "Margrit Hale will stay in the parliament."),
    "with a name of CONTENT": ("She said she had lost the trust.", "Margrit Hale said she had lost the trust."),
    "with another pronoun": ("He will stay in the parliament.", "He will stay in the parliament."),
    "not copied": ("She won the race in Dunmore.", "She won the race in Dunmore."),
    "too short": ("She resigned.", "She resigned."),
}


@pytest.mark.parametrize(("claim", "expected"), COPIED.values(), ids=COPIED)
def test_what_is_copied_asks_content_alone(claim: str, expected: str) -> None:
    """A copied claim means whom its words mean in CONTENT, whoever stands before it in its block."""
    assert expected == restored(claim, ["Owen Bell spoke.", "Greta Lind spoke."], _source(), copied=True)


def test_the_first_name_of_another_is_not_lent() -> None:
    """Whoever is named by the last name before anybody is named in full may be a relative: the name stays as it stands."""
    content = "Mr Baran died on Friday. His son David Baran said he was proud. David Baran lives in Dunmore. He is 50."

    assert "Mr Baran wrote a book." == restored("He wrote a book.", ["Mr Baran died."], _source(content))


def test_a_title_comes_before_content() -> None:
    """The first claim of a block may mean whom the title names; a title that names two leaves it open."""
    claim = "He left the party."

    assert "Owen Bell left the party." == restored(claim, [], _source(title="Owen Bell is sorry"))
    assert claim == restored(claim, [], _source(title="Owen Bell meets Bruno Vale"))
    assert claim == restored(claim, [], _source(title="Owen Bell is sorry"), copied=True)


words = st.sampled_from(
    "She He His Her The minister the she he it said and but Margrit Hale Bell Owen , . ' \" resigned left on Friday a woman"
    " 61-year-old who council Mr harbour \n  é \x00".split(" ")
)
texts = st.lists(words, max_size=14).map(" ".join)
SOURCE = _source()


@settings(deadline=None)
@given(texts, st.lists(texts, max_size=4), st.booleans())
def test_only_the_reference_changes(claim: str, earlier: list[str], copied: bool) -> None:
    """What differs is one stretch: the reference on one side, a name on the other; the same is given twice."""
    found = restored(claim, earlier, SOURCE, copied=copied)

    assert found == restored(claim, earlier, _source(), copied=copied)
    if found != claim:
        assert any(
            claim[start:].lower().startswith(reference) and found.startswith(claim[:start]) and found.endswith(rest)
            for reference in ("she", "he", "his", "her", "the", "the minister")
            for start in range(len(claim))
            for rest in [claim[start + len(reference) :]]
        )


@settings(deadline=None)
@given(st.text(), st.lists(st.text(), max_size=3), st.text())
def test_any_text_is_taken(claim: str, earlier: list[str], content: str) -> None:
    """Without an English reference any text is given back as it is, whatever stands around it."""
    found = restored(claim, earlier, _source(content))

    assert found == claim or any(one in claim.lower() for one in ("he", "she", "his", "her", "the"))


HOSTILE = {
    "one word": "a" * 1_000_000,
    "names": "Margrit Hale " * 80_000,
    "capitals": "A" * 1_000_000,
    "dots": "A." * 500_000,
    "apostrophes": "a'" * 500_000,
    "quotes": "'\"" * 500_000,
    "control characters": "\x00\x1f" * 500_000,
    "pronouns": "she he " * 140_000,
    "roles": "the minister " * 80_000,
    "commas": "Hale, the " * 100_000,
}


@pytest.mark.once
@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_million_characters(line: str) -> None:
    """A line of a million characters is gone through, as a claim, before one, and as CONTENT."""
    assert line == restored(line, [], _source())
    restored("She left the party.", [line], _source())
    restored("She left the party.", ["Hale resigned."], Source((line,)))
    restored("She left the party.", [], Source((line,)), copied=True)
