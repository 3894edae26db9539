"""Compound sentences to clauses that stand by themselves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.clauses import clauses

WHOLE = {
    "list": "The mayor, the clerk, and the engineer said they were glad.",
    "list of things": "The plan covers roads, bridges, and the harbour wall.",
    "shared subject": "Barrow said it was late, and ruled out a second vote.",
    "relative clause": "The bridge, which was built in 1908, will be mended.",
    "who": "Smith, who said that it was late, and Jones left.",
    "participle without that": "The river rose by two metres, flooding the lower town.",
    "quoted": 'She said "it is late, and we are tired of it" on Monday.',
    "in brackets": "The plan (it was late, and the council was tired of it) passed.",
    "opening while": "While the mayor was away, the council voted.",
    "short": "It rained, but it passed.",
    "because": "The road was closed because the bridge was unsafe.",
    "appositive": "Lena Aske, the mayor of Aldmoor, called the vote fair.",
    "and without comma": "The council met on Tuesday and it voted on Friday.",
    "date": "The vote was held on Tuesday, 4 March, in the town hall.",
    "bare plural": "Rents rose by 8%, whereas wages have hardly moved.",
    "while with participle": "He spoke for an hour, while warning of the costs.",
    "who, with an open clause": "Smith, who said that the dam was safe, and Jones were at the meeting.",
    "two relative clauses": "The firm, which makes tyres, and its rival, which makes belts, will merge.",
    "participle behind its noun": "The bridge, closed since May, and the tunnel opened last year will be mended.",
    "verbs in a row": "The court fined the firm, ordered a review, and barred its director for five years.",
    "second that-clause": "The firm said it had lost money, and that the plant would close.",
    "never": "He was elected in 2010, but never took office.",
    "two clauses under when": "When the vote was held, and the mayor was away, the clerk signed the plan.",
    "two clauses under because": "Because the dam was old, and it had been patched twice, engineers closed it.",
    "list with a late verb": "Prices of bread, milk and the eggs rose by 4%.",
    "list with a participle": "The law bans sales of alcohol, tobacco, and knives used in the attack.",
    "two appositives": "The mayor, a former teacher, and the clerk, a former nurse, were praised.",
    "quoted, curly, with apostrophes": "“We don’t know, and the mayor doesn’t know,” Hale said.",
    "quoted, single": "Hale said ‘we don’t know, and the mayor doesn’t know’ on Monday.",
    "semicolons in a list": "They met Lena Aske, the mayor; Paul Renn, the clerk; and three others.",
    "no words": ", and ; but",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_sentences_that_stay_whole(text: str) -> None:
    """What would lose its subject or antecedent is not cut."""
    assert [(0, len(text), 0)] == [(clause.start, clause.end, clause.content) for clause in clauses(text)]


CUT = {
    "implying": ["Aske stated that there are no limits", "implying that the bridge could be closed."],
    "adding": ["The mayor called it fair", "adding that the work would begin in May."],
    "thereby suggesting": ["The drug slowed the illness in mice", "thus suggesting that it could help people."],
    "semicolon": ["The council voted on Tuesday", "the mayor was away."],
    "semicolon and however": ["The rover stopped on Monday", "engineers restarted it two days later."],
    "while": ["The council voted on Tuesday", "the mayor was away."],
    "but": ["The bridge was closed for a year", "it will open in May."],
    "and": ["The council voted on Tuesday", "the mayor signed the plan."],
    "although": ["The bridge will be mended", "the engineer had warned of it."],
    "yet": ["The storm passed on Friday", "the roads remained closed."],
    "whereas": ["Aske resigned in June", "her deputy has stayed on."],
    "name": ["The council voted on Tuesday", "Lena Aske signed the plan."],
    "number": ["The clinic closed in May", "400 patients were moved to Orvin."],
    "agreed": ["The mayor said the bridge was safe", "the engineer agreed with her."],
    "behind a relative clause": ["Profits fell by 12%, which the firm blamed on the weather", "its shares lost a tenth."],
    "behind an appositive": ["The captain, Lena Aske, scored twice", "Paul Renn added a third."],
    "behind a quotation": ['Hale called it "late, and wrong"', "the mayor agreed with him."],
    "verb at the end": ["The signals were tested in May", "the old brakes failed."],
    "three": ["The council voted on Tuesday", "the mayor was away", "the clerk will sign the plan."],
}  # fmt: skip
JOINTS = {
    "implying": ", ", "adding": ", ", "thereby suggesting": ", ", "semicolon": "; ", "semicolon and however": "; however, ",
    "while": ", while ", "but": ", but ", "although": ", although ", "yet": ", yet ", "whereas": ", whereas ",
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_compound_sentences(name: str) -> None:
    """Clauses that stand by themselves are cut apart; the comma and the joining word belong to neither."""
    text = JOINTS.get(name, ", and ").join(CUT[name])

    assert CUT[name] == [text[clause.start : clause.end] for clause in clauses(text)]


def test_reporting_words_are_not_content() -> None:
    """What is judged of ", implying that X" begins at X."""
    text = "Aske stated that there are no limits, implying that the bridge could be closed."

    assert ["Aske stated that there are no limits", "the bridge could be closed."] == [
        text[clause.content : clause.end] for clause in clauses(text)
    ]


WORDS = [
    "the mayor",
    "was",
    "voted",
    ",",
    ", and",
    ", but",
    ";",
    ", implying that",
    "“",
    "”",
    '"',
    "(",
    ")",
    "who",
    "it",
    ".",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_clauses_lie_in_order_within_the_sentence(text: str) -> None:
    """Whatever the text, clauses do not overlap, the first starts with it, the last ends with it, and none is empty."""
    found = clauses(text)

    assert (0, len(text)) == (found[0].start, found[-1].end)
    for clause, following in pairwise(found):
        assert clause.start <= clause.content < clause.end < following.start


@pytest.mark.parametrize(
    "unit", ["“ ", "( ", "' ", "it was, and ", "it was it was; ", '"a" ', "a, which ", "a, and the b "]
)
def test_hostile_text_is_cut_all_the_same(unit: str) -> None:
    """100,000 characters of what could make rules backtrack are looked through: in quadratic time this would not end."""
    text = unit * (100_000 // len(unit))
    found = clauses(text)

    assert (0, len(text)) == (found[0].start, found[-1].end)
