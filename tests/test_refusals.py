"""Texts that decline to summarise are told from summaries of people who decline."""

from __future__ import annotations

import pytest

from evalkit.refusals import is_refusal

ANSWERS = (
    "",
    "   \n",
    "The minister said she could not provide a figure.",
    '"I cannot give you an answer," he said.',
    "“I can’t help you,” the clerk told them.",
    "I, Robot cannot help itself, critics say.",
    "Sorry state of bridges: the council cannot provide money.",
    "Unfortunately for the council, the bridge fell before anybody could help.",
    "I cannot swim, the author writes in her memoir.",
    "There is no text message evidence, the court said.",
    "The article cannot be read online any more, the paper said.",
    "As an AI company, Lumen cannot provide weapons, its founder said.",
    "In Canada the bridge is closed.",
    "- The union refused to answer.\n- Trains stop on Friday.",
    "An apology was given; the firm can't say more.",
    "Sorry, said the minister, who cannot provide help.",
    "None of the trains ran.",
    "N/A rated bonds fell.",
    "No summary trial was held, the court said.",
    "- None\n- The bridge is closed.",
    "I can't summarise this. " + "But here is what it says, at length. " * 60,
)
REFUSALS = (
    "I'm sorry, but I can't summarise this article.",
    "I’m sorry, I can’t assist with that.",
    "I cannot provide a summary of this text.",
    "As an AI language model, I cannot access the article.",
    "Sorry, I can't help with that.",
    "Unfortunately, I am unable to summarize the content as it was not provided.",
    "I’m not able to assist with that request.",
    "- I can't summarize this.",
    "I apologize, but I don't have access to the article.",
    "I do not have the article.",
    "Please provide the article you would like me to summarize.",
    "No article was provided.",
    "This article cannot be summarised.",
    "I must decline to write this summary.",
    "I'm unable to complete this request.",
    "i will not write that",
    "N/A",
    "- n/a",
    "None.",
    "No summary available.",
    "Summary not available",
)


@pytest.mark.parametrize("text", ANSWERS)
def test_answers(text: str) -> None:
    """What is empty, quoted, told of others or goes on at length is no refusal."""
    assert not is_refusal(text)


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals(text: str) -> None:
    """A text that opens in the writer's own voice with not doing the task is one, and so is a placeholder by itself."""
    assert is_refusal(text)


@pytest.mark.parametrize(
    "piece", ["sorry ", "sorry, but ", "as an ai ", "I can't ", "i don't have ", "- ", " ", "a", "n/a ", "none "]
)
def test_no_text_holds_it_up(piece: str) -> None:
    """Whatever is repeated, there is an answer: no pattern goes back and forth without bound, which would hang here."""
    assert not is_refusal((piece * 1500)[:1500])
