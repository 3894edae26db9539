"""The recipe of the support model: what it makes of articles, what it fits, and what it measures."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("training", reason="the recipe is part of the repository, not of the package")

from training.compressions import compressed
from training.config import load
from training.corruptions import CORRUPTIONS, corrupted
from training.encoding import Encoded
from training.examples import changed
from training.fit import batches, rank_loss
from training.join import Claims, crossed, fit_join, summaries
from training.measure import Answers, auc, balanced_accuracy, interval, reliability, reliability_svg, table
from training.rewrites import rewritten, with_longer_names
from training.texts import Text, article_of

HERE = Path(__file__).parent.parent / "training"
ARTICLE = Text(
    article_of(
        "The council of Aldmoor voted 9 to 4 on Tuesday to mend the old bridge over the Tarn. Mayor Lena Aske said the cost of"
        " £2.4m was fair. Ivor Renn, who leads the opposition, warned Lena Aske that most voters oppose it. Work may begin in"
        " May 2024 and could close the bridge for 11 weeks. The bridge was opened in 1931 and has carried trams since."
    )
)
CLAIMS = {
    "number": "The council voted 9 to 4 to mend the bridge.",
    "date": "The council voted on Tuesday.",
    "name": "The cost was fair, Lena Aske said.",
    "role-swap": "Ivor Renn warned Lena Aske of the voters.",
    "negation": "The bridge was opened in 1931.",
    "modality": "Work may begin soon.",
    "quantifier": "It says that most voters oppose it.",
    "comparison": "Voters oppose it.",
    "quote-attribution": "Lena Aske said the cost was fair.",
    "word": "The bridge was opened and voters oppose it.",
    "unsupported": "The bridge was mended.",
    "stitched": "The council of Aldmoor has voted to mend the bridge.",
}


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_every_corruption_alters_the_claim_that_it_is_for(kind: str) -> None:
    altered = {CORRUPTIONS[kind](CLAIMS[kind], ARTICLE, random.Random(seed)) for seed in range(30)}
    assert altered - {None, CLAIMS[kind]}


def test_corruptions_are_the_same_for_the_same_seed_and_never_what_the_article_says() -> None:
    for seed in range(200):
        claim = random.Random(seed).choice([*CLAIMS.values(), *ARTICLE.sentences])
        first, again = (corrupted(claim, ARTICLE, random.Random(seed)) for _ in range(2))
        assert first == again
        if first is not None:
            assert " ".join(first[0].lower().split()).rstrip(".") not in ARTICLE.article.content.text.lower()
            assert changed(claim, first[0])


def test_changed_words_are_those_of_the_edit() -> None:
    before, after = "The bridge was opened in 1931.", "The bridge was opened in 1913."
    assert [after[start:end] for start, end in changed(before, after)] == ["1913."]
    assert changed(before, before) == ()


def test_compressions_leave_words_out_and_put_none_in() -> None:
    for seed in range(100):
        sentence = random.Random(seed).choice(ARTICLE.sentences)
        shorter = compressed(sentence, random.Random(seed))
        assert {word.strip(".,").lower() for word in shorter.split()} <= {
            word.strip(".,").lower() for word in sentence.split()
        }


@pytest.mark.parametrize("sentence", ["He did not come, she said.", "Only if it rains, the match, a replay, is off."])
def test_sentences_that_an_omission_would_turn_round_are_left_whole(sentence: str) -> None:
    assert {compressed(sentence, random.Random(seed)) for seed in range(20)} == {sentence}


def test_a_first_name_is_given_back_where_only_one_can_be_meant() -> None:
    assert with_longer_names("Aske said so.", ["Lena Aske", "Ivor Renn"]) == "Lena Aske said so."
    assert with_longer_names("Aske said so.", ["Lena Aske", "Otto Aske"]) == "Aske said so."
    assert with_longer_names("Lena Aske said so.", ["Lena Aske"]) == "Lena Aske said so."


def test_rewrites_are_the_same_for_the_same_seed() -> None:
    sentence = "Lena Aske said that about 2,400 people began to buy tickets."
    assert rewritten(sentence, random.Random(5)) == rewritten(sentence, random.Random(5))
    assert len({rewritten(sentence, random.Random(seed)) for seed in range(40)}) > 3


def made(rng: np.random.Generator, summaries_: int = 600) -> Claims:
    """Summaries of three claims whose label goes by the first two signals of their weakest one."""
    signals = rng.normal(size=(summaries_ * 3, 6))
    owner = np.repeat(np.arange(summaries_), 3)
    least, _ = summaries(2 * signals[:, 0] + signals[:, 1] + 1.5, owner, summaries_)
    label = (rng.random(summaries_) < 1 / (1 + np.exp(-3 * least))).astype(int)
    return Claims(signals, owner, label, np.zeros(summaries_, int), np.zeros(summaries_, int), np.arange(summaries_))


def test_the_join_finds_the_signals_that_decide() -> None:
    claims = made(np.random.default_rng(1))
    join = fit_join(claims)
    assert join.coefficients[0] > join.coefficients[1] > 3 * np.abs(join.coefficients[2:]).max()
    least, weakest = summaries(join.logits(claims.signals), claims.owner, len(claims.label))
    assert (claims.owner[weakest] == np.arange(len(claims.label))).all()
    assert auc(least, claims.label) > 0.85
    crossed_least, _ = summaries(crossed(claims), claims.owner, len(claims.label))
    assert auc(crossed_least, claims.label) == pytest.approx(auc(least, claims.label), abs=0.02)


def test_one_label_alone_fits_no_join() -> None:
    claims = made(np.random.default_rng(1))
    with pytest.raises(ValueError, match="expected supported and unsupported summaries"):
        fit_join(claims.of(claims.label == 1))


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    rng = np.random.default_rng(3)
    value, label = np.round(rng.random(80), 1), rng.integers(0, 2, 80)
    high, low = value[label == 1], value[label == 0]
    by_definition = np.mean([(one > other) + 0.5 * (one == other) for one in high for other in low])
    assert auc(value, label) == pytest.approx(by_definition)
    assert balanced_accuracy(value, label) == pytest.approx(((high >= 0.5).mean() + (low < 0.5).mean()) / 2)
    assert np.isnan(auc(value, np.ones(80, int)))


def test_intervals_know_which_summaries_share_a_document() -> None:
    rng = np.random.default_rng(4)
    value, label = np.repeat(rng.random(40), 5), np.repeat(rng.integers(0, 2, 40), 5)
    nothing: tuple[tuple[str, ...], ...] = ((),) * 200
    apart = Answers(value, label, np.arange(200), value, nothing, 0)
    together = Answers(value, label, np.repeat(np.arange(40), 5), value, nothing, 0)
    widths = [high - low for _, low, high in (interval(one, auc) for one in (apart, together))]
    assert widths[1] > 1.5 * widths[0]
    assert "| made | 200 | 40 |" in "\n".join(table({"made": together}))


def test_a_calibrated_judge_lies_on_the_diagonal() -> None:
    rng = np.random.default_rng(5)
    value = rng.random(20_000)
    label = (rng.random(20_000) < value).astype(int)
    rows = reliability([Answers(value, label, np.arange(20_000), value, ((),) * 20_000, 0)])
    assert all(abs(mean - share) < 0.03 for mean, share, _ in rows)
    assert sum(weight for *_, weight in rows) == pytest.approx(1.0)
    assert reliability_svg(rows, "made").count("<circle") == 10


def test_the_settings_and_the_written_claims_can_be_read() -> None:
    config = load(HERE / "config.toml")
    assert [(128, 0), (256, 0), (256, 3)] == [(stage.tokens, stage.written) for stage in config.fit.stages]
    for file in sorted((HERE / "written").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            for one in record.get("claims", [record]):
                assert one["true"]
                wordings = [one["true"], *one.get("also", [])]
                assert all(kind and claim and claim not in wordings for kind, claim in one["false"])


def _row(size: int, label: int, twins: str) -> Encoded:
    return Encoded(np.ones(size, np.int32), np.zeros(size, np.int8), 3, label, np.zeros(3, np.int8), "", twins)


def test_twins_come_in_one_batch_and_no_row_is_lost() -> None:
    """Batches hold what they have room for; a family that is larger than a batch is divided."""
    rows = [_row(20 + 3 * (place % 7), place % 2, f"t{place // 3}" if place % 5 else "") for place in range(300)]
    rows += [_row(40, 1, "large") for _ in range(12)]
    made = batches(rows, 400, random.Random(1))

    assert sorted(map(id, rows)) == sorted(id(one) for batch in made for one in batch)
    assert all(len(batch) * max(len(one.ids) for one in batch) <= 400 for batch in made)
    assert made == batches(rows, 400, random.Random(1))
    where = {id(one): number for number, batch in enumerate(made) for one in batch}
    for twins in {one.twins for one in rows if one.twins} - {"large"}:
        assert 1 == len({where[id(one)] for one in rows if one.twins == twins})
    assert 2 == len({where[id(one)] for one in rows if one.twins == "large"})


def test_the_loss_of_twins_looks_at_their_difference_alone() -> None:
    """A supported claim above its twins costs little, one below costs much, and what both have in common costs nothing."""
    labels = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.0])
    twins = ["a", "a", "a", "", "b"]
    right, wrong, raised = ([3.0, -1.0, 0.0, -9.0, 9.0], [-1.0, 3.0, 0.0, -9.0, 9.0], [8.0, 4.0, 5.0, -9.0, 9.0])
    costs = [float(rank_loss(torch.tensor(one), labels, twins)) for one in (right, wrong, raised)]

    assert costs[0] == pytest.approx((np.log1p(np.exp(-4)) + np.log1p(np.exp(-3))) / 2, rel=1e-5)
    assert costs[1] == pytest.approx((np.log1p(np.exp(4)) + np.log1p(np.exp(1))) / 2, rel=1e-5)
    assert costs[2] == pytest.approx(costs[0], rel=1e-5)
    assert 0.0 == float(rank_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0]), ["", ""]))
