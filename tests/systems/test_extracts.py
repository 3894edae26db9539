"""Systems that take whole sentences of the article."""

from __future__ import annotations

import dataclasses
import math
import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from evalkit.claims import cases
from evalkit.records import Article, Block, BlockKind
from evalkit.segment import sentences
from evalkit.systems import Options
from evalkit.systems.extracts import joined
from evalkit_metrics.index import ArticleIndex, content_stems
from evalkit_metrics.salience import textrank

from .made import NEWS, article, asked, texts

WORDS = "bridge council tram harbour vote engineer cost river school strike mayor night storm budget".split()
BUILT_IN = ["lead:3", "random:3", "textrank", "lexrank", "oracle"]


def drawn(seed: int, count: int) -> Article:
    """An article of sentences of drawn words, with a reference of others."""
    draw = random.Random(seed)
    said = [f"The {' '.join(draw.choices(WORDS, k=draw.randint(3, 9)))} number {n} came." for n in range(count)]
    reference = " ".join(draw.choices(WORDS, k=12)) + "."
    return article(" ".join(said), Block("SUMMARY", reference), name=f"d{seed}")


NO_ORACLE = {
    "no block": ((), "no reference: it has neither SUMMARY nor HIGHLIGHTS of its own"),
    "empty blocks": ((Block("SUMMARY", ""),), "no reference: it has neither"),
    "several systems": (
        (Block("SUMMARY", "a b", system="x"), Block("SUMMARY", "c d", system="y")),
        "no reference: its SUMMARY is there of several systems ('x', 'y'), and of none without a name",
    ),
    "another script": ((Block("SUMMARY", "Мост закрыт."),), "no reference: ROUGE knows the letters a-z and digits"),
}


@pytest.mark.parametrize(("blocks", "message"), NO_ORACLE.values(), ids=NO_ORACLE)
def test_an_oracle_without_reference(blocks: tuple[Block, ...], message: str) -> None:
    """What the oracle would come close to has to be there and be one; else it says why."""
    (found,) = asked("oracle", [article(NEWS, *blocks)])

    assert "" == found.text
    assert message in (found.fault or "")


@pytest.mark.parametrize("system", [*BUILT_IN, "centroid"])
def test_an_article_without_sentences(system: str) -> None:
    """No sentence is an empty text, and no fault."""
    assert [""] == texts(asked(system, [article(" ", Block("SUMMARY", "The bridge."))]))


@pytest.mark.parametrize("system", ["lead:5", "random:9", "textrank:5", "lexrank:5"])
def test_a_short_article_is_given_whole(system: str) -> None:
    """An article of no more sentences than are wanted is given with all of them, in its order."""
    expected = "\n".join(" ".join(one.text.split()) for one in article().sentences)

    assert [expected] == texts(asked(system, [article()]))


def test_lead() -> None:
    """The first sentences, one a line."""
    expected = (
        "The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.\n"
        'Mayor Lena Aske called the cost of £2.4m "fair for a bridge of its age".'
    )

    assert [expected] == texts(asked("lead:2", [article()]))


def test_random_draws_all_alike() -> None:
    """Over many articles each of six sentences is drawn about as often, and another seed draws others."""
    articles = [article(" ".join(f"Number {n} of {m} came." for n in range(6)), name=str(m)) for m in range(300)]
    first, second = texts(asked("random:2", articles)), texts(asked("random:2:7", articles))
    counts = [sum(f"Number {n} of" in one for one in first) for n in range(6)]

    assert 600 == sum(counts)
    assert max(abs(count - 100) for count in counts) < 5 * math.sqrt(100 * 2 / 3)
    assert sum(one != other for one, other in zip(first, second, strict=True)) > 200


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_company_and_order_do_not_matter(seed: int, order: random.Random) -> None:
    """What a built-in gives of an article depends on that article alone; neither its id nor its line ends count."""
    articles = [drawn(seed + n, 4 + n) for n in range(4)]
    shuffled = order.sample(articles, 4)
    renamed = [dataclasses.replace(one, id=f"x{one.id}", path="p") for one in articles]
    for system in BUILT_IN:
        together = texts(asked(system, articles))
        assert dict(zip(map(id, articles), together, strict=True)) == dict(
            zip(map(id, shuffled), texts(asked(system, shuffled)), strict=True)
        )
        assert together == [texts(asked(system, [one]))[0] for one in renamed]
        assert together == texts(asked(system, articles))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_sentences_are_the_article_s_in_its_order(seed: int, most: int) -> None:
    """Each line is a sentence of the article, they are as many as were wanted, and stand in its order."""
    one = drawn(seed, 9)
    own = [sentence.text for sentence in one.sentences]
    for system in ("lead", "random", "textrank", "lexrank"):
        (text,) = texts(asked(f"{system}:{most}", [one]))
        places = [own.index(line) for line in text.split("\n")]
        assert most == len(places)
        assert sorted(places) == places


HARD = [
    "Key points",
    "the council voted on Tuesday",
    'He said: "It is done"',
    "Mr.",
    "- a dash",
    "It was 3.",
    "5 people came.",
    "... and so on",
    "Really ?",
    "The bridge is shut.",
]  # fmt: skip


@pytest.mark.parametrize("block", ["SUMMARY", "HIGHLIGHTS"])
def test_each_sentence_is_a_claim(block: BlockKind) -> None:
    """Whatever sentences are put together, as headings without a full stop, they are told apart again when they are read."""
    for picked in combinations(HARD, 3):
        text = joined(picked, block)
        (case,) = cases(article(NEWS, Block(block, text)))
        told = list(dict.fromkeys(claim.sentence for claim in case.claims))

        assert list(picked) == told


def test_line_breaks_within_a_sentence_become_blanks() -> None:
    """A sentence over two lines is one line, in HIGHLIGHTS one bullet."""
    broken = article("The bridge over the\nTarn, which is old, is shut. It rains.")

    assert ["The bridge over the Tarn, which is old, is shut."] == texts(asked("lead:1", [broken]))
    assert ["- The bridge over the Tarn, which is old, is shut.\n- It rains."] == texts(
        asked("lead", [broken], Options(block="HIGHLIGHTS"))
    )


@pytest.mark.parametrize("seed", range(6))
def test_textrank_against_the_dense_walk(seed: int) -> None:
    """The order is that of the walk's stationary distribution, by the eigenvector of its matrix written out."""
    index = ArticleIndex.of(drawn(seed, 12))
    stems = [set(content_stems(index.words[first:last])) for first, last in index.bounds]
    count = len(stems)
    weights = np.zeros((count, count))
    for left, right in combinations(range(count), 2):
        shared = len(stems[left] & stems[right])
        weights[left, right] = weights[right, left] = shared / (
            math.log(len(stems[left])) + math.log(len(stems[right]))
        )
    walk = 0.85 * weights / weights.sum(axis=1, keepdims=True) + 0.15 / count
    values, vectors = np.linalg.eig(walk.T)
    score = np.abs(np.real(vectors[:, np.argmax(np.real(values))]))
    score /= score.sum()
    expected = sorted(range(count), key=lambda row: (-round(score[row] * 100, 3), row))

    assert expected[:3] == textrank(index, 3)


def test_textrank_of_sentences_of_one_word() -> None:
    """Sentences of one word or none share nothing, and do not divide by the logarithm of one."""
    one = article("Rain! Rain. Storm. Rain? Oh no. Wind. The storm of rain and wind came with rain and more wind.")

    assert 3 == len(texts(asked("textrank", [one]))[0].split("\n"))


@pytest.mark.model
def test_centroid() -> None:
    """The sentence that is closest to what all are about is taken, its repetition is not, the stray one last."""
    said = [
        "The council voted to mend the old bridge.",
        "Bananas grow in warm countries.",
        "The mayor said that the mending of the bridge is paid for by the council.",
        "The council voted to mend the old bridge!",
        "Engineers will close the bridge while the council has it mended.",
    ]
    (text,) = texts(asked("centroid:3", [article(" ".join(said))]))

    assert "Bananas" not in text
    assert 1 == text.count("voted to mend")


def brute_force(one: Article, reference: str, most: int) -> str:
    """The greedy oracle by rouge-score on whole texts."""
    scorer = RougeScorer(["rouge1", "rouge2"])
    own = [sentence.text for sentence in one.sentences]
    taken: list[int] = []
    reached = 0.0
    while len(taken) < most:
        values = {}
        for number in set(range(len(own))) - set(taken):
            scores = scorer.score(reference, "\n".join(own[place] for place in sorted([*taken, number])))
            values[number] = scores["rouge1"].fmeasure + scores["rouge2"].fmeasure
        if not values or max(values.values()) <= reached + 1e-12:
            break
        reached = max(values.values())
        taken.append(min(number for number, value in values.items() if value > reached - 1e-12))
    return "\n".join(own[place] for place in sorted(taken))


@pytest.mark.parametrize("seed", range(20))
def test_the_oracle_against_brute_force(seed: int) -> None:
    """The same sentences as a greedy search with rouge-score, which stops where nothing is gained."""
    one = drawn(seed, 8)

    assert [brute_force(one, one.blocks[0].text, 3)] == texts(asked("oracle:3", [one]))


def test_the_oracle_s_reference() -> None:
    """It is the block that names no system, of the kind that is made, or else the other kind's."""
    one = article(
        NEWS,
        Block("HIGHLIGHTS", "Shops fear for their trade."),
        Block("SUMMARY", "The bridge carries 14,300 vehicles a day.", system=None),
        Block("SUMMARY", "Work begins in May.", system="bart"),
    )
    other = article(NEWS, Block("HIGHLIGHTS", "Shops fear for their trade."))

    assert ["The bridge carries 14,300 vehicles a day.", "Shops fear for their trade."] == texts(
        asked("oracle:1", [one, other])
    )
    assert ["- Shops fear for their trade."] == texts(asked("oracle:1", [one], Options(block="HIGHLIGHTS")))


def test_copy_and_empty() -> None:
    """The whole of CONTENT as it stands, and nothing at all."""
    assert [NEWS, ""] == [*texts(asked("copy", [article()])), *texts(asked("empty", [article()]))]


def test_the_made_sentences_are_read_as_such() -> None:
    """The drawn articles have as many sentences as they were made of."""
    assert 9 == len(sentences(drawn(1, 9).content.text))
