"""Who says a sentence that stands within a turn, and what is no conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from evalkit.segment import sentences
from evalkit_metrics.source import Source, texts
from evalkit_metrics.speakers import speakers

CHAT = "Ann: Hey. Still on for Saturday?\nBo: Sorry. I promised my sister help. She moves.\nAnn: Pity."
ROLES = (
    "Sales Agent: Good morning. Am I speaking with Mr. Johnson?\nClient: Yes. How can I help?\n"
    "Sales Agent: We offer plans. They cost little.\nClient: Go on."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHAT, ["", "Ann:", "", "Bo:", "Bo:", ""]),
        (ROLES, ["", "Sales Agent:", "", "Client:", "", "Sales Agent:", ""]),
        ("We met at nine.\n" + CHAT, ["", "", "Ann:", "", "Bo:", "Bo:", ""]),
    ],
)
def test_a_sentence_within_a_turn_is_its_speakers(text: str, expected: list[str]) -> None:
    """Those that begin a turn have their tag already; what stands before the first is nobody's."""
    assert expected == list(speakers(sentences(text, 0)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Subject: Our offer\nDear John. We met in May. Our prices fell. Yours, Sam",
        "Note: the hall is closed. It opens in May. Note: bring a coat. It is cold.",
        "The film is called Fall of an Empire: The Story of Katherine. Empire: it fell. Nobody came. It was late. He left.",
        "He said: I am tired. She said: so am I. They went home. It rained. It was dark.",
        "Photo: Cory Weaver\n"
        + "The opera has dropped the singer. " * 30
        + "\nPhoto: Ann Ray\nSource: AP\nSource: AFP",
    ],
)
def test_any_other_text_has_no_speakers(text: str) -> None:
    """A colon after a capitalised word makes no conversation."""
    assert not any(speakers(sentences(text, 0)))


def test_the_model_reads_the_speaker_in_front_of_the_sentence(tell: Callable[..., Any]) -> None:
    """A single sentence from within a turn is read behind the tag; its pieces and numbers stay those of the article."""
    article = tell(CHAT, "Bo helps his sister.").case.article
    told = texts(article)
    tokens = {text: [100 + place] for place, text in enumerate(told)}
    vectors = {one.text: np.ones(2, np.float32) / np.sqrt(2).astype(np.float32) for one in article.sentences}
    source = Source.of(article, vectors, tokens)

    assert {"Ann:", "Bo:"} <= set(told)
    assert [[[*tokens["Bo:"], *tokens["I promised my sister help."]]]] == [list(map(list, source.sentences[3]))]
    assert [tokens["Ann: Hey."]] == list(map(list, source.sentences[0]))
