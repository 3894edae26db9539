"""BERTScore, sentence by sentence. The oracle is the bert-score package with the same model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.context import RunContext
from evalkit.store import MemoryStore
from evalkit_metrics import bertscore, semantic
from evalkit_metrics.bertscore import BertScore
from evalkit_metrics.model.encoder import _Memory, encoder
from evalkit_metrics.model.found import DEFAULT_ENCODER
from evalkit_metrics.semantic import Semantic

pytestmark = [pytest.mark.model, pytest.mark.once]

Item = tuple[tuple[str, ...], tuple[str, ...]]

BRIDGE = (
    "The council of Aldmoor voted on Tuesday to mend the old bridge. Mayor Lena Aske called the cost fair.\n\n"
    "Work begins in May and will close the bridge for eleven weeks."
)
VOLCANO = "A volcano has erupted in the south of Tessaly. Ash fell on nine villages, and the port is closed."
BLOCKS = {
    "paraphrase": "Aldmoor will mend its bridge. The mayor called that fair.",
    "something else": "A volcano has erupted in the south of Tessaly.",
    "prose and bullet": "The article highlights that the council voted on Tuesday.\n- Work begins in May.",
    "Cyrillic": "Мэр города назвал мост безопасным.",
}
WORDS = "the old bridge over river Tarn was closed in May while engineers looked at its piers and wires".split()
ENDLESS = " ".join(WORDS[n * 7 % 18] for n in range(600))
PAIRS = {
    "paraphrase": ("Aldmoor will mend its bridge.", "The council of Aldmoor voted on Tuesday to mend the old bridge."),
    "something else": ("A volcano has erupted.", "Mayor Lena Aske called the cost fair."),
    "one word": ("Bridge", "bridges"),
    "figures": ("It fell by 0.3%, to £1.21bn.", "Sales rose 3% to 1,210 million pounds in 2019."),
    "equal": ("Work begins in May.", "Work begins in May."),
    "long and short": ("Work begins.", " ".join(WORDS * 5)),
    "Cyrillic": ("Мэр города назвал мост безопасным.", "The mayor called the bridge safe."),
    "unknown signs": ("It rains 🙂🚒 there.", "奥德穆尔市长称这座桥是安全的。"),
    "marks written out": ("No [SEP] is here.", "Some [CLS] is there."),
}
ITEMS: list[Item] = [
    (("The bridge is closed.", "It rains."), ("The bridge is shut.",)),
    (("The bridge is closed.", "It rains."), ("Rain fell.", "The bridge is closed.", "No one was hurt in May.")),
    (("It rains.", "The bridge is closed."), ("The bridge is shut.",)),
    (tuple(f"Sentence {n} of {n * 37} is about the {WORDS[n % 18]}." for n in range(40)), ("It is about May.", "Yes.")),
    ((" ".join(WORDS * 4), "It rains."), (" ".join(WORDS[::-1] * 3),)),
    ((ENDLESS,), ("The old bridge.", ENDLESS)),
    (("Bridge",), ("Bridge",)),
    (("[SEP]",), ("Bridge",)),
]


@pytest.fixture(scope="module")
def match() -> Any:
    """The Op over the embedded encoder."""
    return bertscore._Matching(encoder(DEFAULT_ENCODER, offline=True))


@pytest.fixture(scope="module")
def alone(match: Any) -> dict[Item, Any]:
    """What the Op gives for each item by itself."""
    return {item: match([item])[0] for item in ITEMS}


class Watched:
    """Loaded weights that count the texts they are given."""

    def __init__(self, inner: Any) -> None:
        self.texts: Counter[tuple[int, ...]] = Counter()
        self._inner = inner

    def __call__(self, pieces: Any, outputs: Any) -> Any:
        self.texts.update(map(tuple, pieces))
        return self._inner(pieces, outputs)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """The weights of the embedded encoder that metrics use offline, watched, with nothing remembered yet."""
    op: Any = encoder(DEFAULT_ENCODER, offline=True)
    tokenizer, weights = op._ready()
    watching = Watched(weights)
    monkeypatch.setattr(op, "_loaded", (tokenizer, watching))
    monkeypatch.setattr(op, "_memory", _Memory(4096))
    return watching


@pytest.fixture(scope="module")
def scorer(model_folder: Path) -> Any:
    """bert-score with the embedded model's folder and its last layer."""
    from bert_score import BERTScorer

    return BERTScorer(model_type=str(model_folder), num_layers=6, device="cpu", idf=False)


@pytest.fixture(scope="module")
def oracle(scorer: Any) -> Callable[[Item], list[float]]:
    """bert-score's own token vectors, sentence by sentence, put together and matched by its own greedy matching."""
    import torch
    from bert_score.utils import get_bert_embedding, greedy_cos_idf

    tokenizer = scorer._tokenizer
    weights: dict[int, float] = defaultdict(lambda: 1.0, {tokenizer.cls_token_id: 0.0, tokenizer.sep_token_id: 0.0})

    def side(texts: Sequence[str]) -> list[Any]:
        parts = [get_bert_embedding([text], scorer._model, tokenizer, weights, device="cpu") for text in texts]
        return [torch.cat(some, dim=1) for some in zip(*parts, strict=True)]

    def score(item: Item) -> list[float]:
        return [float(value) for value in greedy_cos_idf(*side(item[0]), *side(item[1]))]

    return score


def figures(pair: tuple[float, float]) -> list[float]:
    """Precision, recall and fmeasure before they are rounded."""
    return [*pair, bertscore._fmeasure(*pair)]


@pytest.mark.parametrize(
    ("content", "block", "note"),
    [
        pytest.param(BRIDGE, "", "the block is empty", id="empty block"),
        pytest.param(BRIDGE, "***\n---", "the block has no words", id="block of punctuation"),
        pytest.param("***", "The council voted.", "CONTENT has no words", id="CONTENT of punctuation"),
        pytest.param(
            BRIDGE, "[SEP]",
            "the block or CONTENT has nothing but marks of the model's own, such as [SEP]",
            id="block of marks",
        ),
    ],
)  # fmt: skip
def test_not_applicable(tell: Callable[..., Any], context: RunContext, content: str, block: str, note: str) -> None:
    """Where a side has nothing to match there is no number, and the note says why."""
    (score,) = BertScore().score([tell(content, block).case], context)

    assert ("not_applicable", {}, note) == (score.status, dict(score.values), score.note)


def test_notes_stay_with_their_cases(tell: Callable[..., Any], context: RunContext) -> None:
    """Among cases that cannot be scored each other case keeps its own values."""
    cases = [tell(BRIDGE, block).case for block in ("", BRIDGE, "***", BLOCKS["something else"], "")]
    scores = BertScore().score(cases, context)

    assert ["not_applicable", "scored", "not_applicable", "scored", "not_applicable"] == [one.status for one in scores]
    assert 1.0 == scores[1].values["precision"] > scores[3].values["precision"]


@pytest.mark.parametrize(("block", "content"), PAIRS.values(), ids=PAIRS)
def test_one_sentence_is_that_of_bert_score(match: Any, scorer: Any, block: str, content: str) -> None:
    """For one sentence on each side all three values are bert-score's, before rounding."""
    expected = [float(value) for value in scorer.score([block], [content])]

    assert expected == pytest.approx(figures(match([((content,), (block,))])[0]), abs=1e-5)


@pytest.mark.parametrize("item", ITEMS[:5], ids=["one", "three", "other order", "forty", "long"])
def test_many_sentences_are_matched_as_bert_score_would(match: Any, oracle: Any, item: Item) -> None:
    """Many sentences give what bert-score's matching gives for the token vectors of all of them."""
    assert oracle(item) == pytest.approx(figures(match([item])[0]), abs=1e-5)


def test_other_model_is_that_of_bert_score(tell: Callable[..., Any], oracle: Any, model_folder: Path) -> None:
    """A model that is named by its path goes through sentence-transformers, and the values are bert-score's again."""
    case = tell(BRIDGE, BLOCKS["paraphrase"]).case
    metric = BertScore(model=str(model_folder))
    (score,) = metric.score([case], RunContext(offline=True))

    assert oracle(bertscore._item(case)) == pytest.approx(list(score.values.values()), abs=1e-4)
    assert metric.signature.endswith(", layer='last', idf=False, rescaled=False)|v1")


def test_signature_says_model_and_layer() -> None:
    """The signature names the weights, the layer, and that nothing is weighted or rescaled."""
    assert (
        "bertscore(model='all-MiniLM-L6-v2@53aa5117', layer=6, idf=False, rescaled=False)|v1" == BertScore().signature
    )


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_values_lie_in_their_ranges(tell: Callable[..., Any], context: RunContext, block: str) -> None:
    """Every declared measure is there, within its range, with four digits at most."""
    (score,) = BertScore().score([tell(BRIDGE, block).case], context)

    assert [measure.name for measure in BertScore.measures] == list(score.values)
    for value in score.values.values():
        assert -1.0 <= value <= 1.0
        assert value == round(value, 4)


@pytest.mark.parametrize(
    ("pair", "fmeasure"),
    [((-0.5, 0.6), 0.0), ((0.5, -0.5), 0.0), ((0.0, 0.0), 0.0), ((-0.2, -0.2), 0.0), ((0.5, 1.0), 2 / 3)],
)
def test_fmeasure_stays_in_its_range(pair: tuple[float, float], fmeasure: float) -> None:
    """Numbers below 0 have no harmonic mean: it is 0 then, never outside the range and never a division by zero."""
    assert fmeasure == pytest.approx(bertscore._fmeasure(*pair))


@pytest.mark.parametrize("kind", ["SUMMARY", "HIGHLIGHTS"])
@pytest.mark.parametrize("content", [BRIDGE, f"{BRIDGE}\n\n- {VOLCANO}", ENDLESS], ids=["prose", "bullet", "endless"])
def test_identical_copy(tell: Callable[..., Any], context: RunContext, content: str, kind: str) -> None:
    """A copy of CONTENT has 1 everywhere."""
    (score,) = BertScore().score([tell(content, content, kind).case], context)

    assert {"precision": 1.0, "recall": 1.0, "fmeasure": 1.0} == dict(score.values)


def test_extract_has_precision_1(tell: Callable[..., Any], context: RunContext) -> None:
    """Copied sentences are matched in full; what they leave out lowers recall alone."""
    (score,) = BertScore().score([tell(BRIDGE, BRIDGE.rsplit(". ", 1)[-1]).case], context)

    assert 1.0 == score.values["precision"] > score.values["recall"]


def test_bullet_signs_are_left_out(tell: Callable[..., Any], context: RunContext) -> None:
    """The same words have the same values as prose and as bullets."""
    prose = tell(BRIDGE, "Aldmoor will mend its bridge.\n\nThe mayor called that fair.").case
    bullets = tell(BRIDGE, "- Aldmoor will mend its bridge.\n-  The mayor called that fair.", "HIGHLIGHTS").case
    one, other = BertScore().score([prose, bullets], context)

    assert one == other


def test_unrelated_text_has_lower_precision(tell: Callable[..., Any], context: RunContext) -> None:
    """A paraphrase matches better than a sentence on something else."""
    cases = [tell(BRIDGE, BLOCKS[name]).case for name in ("paraphrase", "something else")]
    near, far = (score.values for score in BertScore().score(cases, context))

    assert near["precision"] > far["precision"] + 0.1
    assert near["fmeasure"] > far["fmeasure"]


def test_sides_swapped(match: Any) -> None:
    """What is precision one way round is recall the other way round."""
    for source, block in ITEMS[:7]:
        there, back = match([(source, block), (block, source)])

        assert there == pytest.approx(back[::-1], abs=1e-6)


def test_last_sentence_of_a_long_article_is_seen(
    tell: Callable[..., Any], context: RunContext, long_content: str
) -> None:
    """A fact that only the last of 400 sentences has is matched."""
    block = "Orla Fenwick sold her last hive to a monastery in Tessaly."
    cases = [tell(content, block).case for content in (long_content, long_content.rsplit(". ", 1)[0] + ".")]
    found, lost = (score.values["precision"] for score in BertScore().score(cases, context))

    assert found > lost + 0.2


def test_sentence_above_the_limit_is_seen_whole(match: Any) -> None:
    """The last words of a sentence of 600 are matched, and so is a sentence of 600 in itself."""
    block = ("A beekeeper sold honey.",)
    found, lost, same = match(
        [((f"{ENDLESS} and a beekeeper sold honey.",), block), ((f"{ENDLESS}.",), block), ((ENDLESS,), (ENDLESS,))]
    )

    assert found[0] > lost[0] + 0.2
    assert (1.0, 1.0) == pytest.approx(same, abs=1e-5)


@pytest.mark.once
@settings(max_examples=25, deadline=None)
@given(items=st.lists(st.sampled_from(ITEMS), min_size=1, max_size=8))
def test_same_bits_in_any_company(match: Any, alone: dict[Item, Any], items: list[Item]) -> None:
    """Batch-mates, their order, their number and their repetition change no bit of a result."""
    assert [alone[item] for item in items] == match(items)


@pytest.mark.parametrize(("characters", "cases"), [(1, 1), (1, 64), (300, 2), (10**9, 10**9)])
def test_size_of_parts_decides_nothing(
    match: Any, alone: dict[Item, Any], monkeypatch: pytest.MonkeyPatch, characters: int, cases: int
) -> None:
    """However much text is held at once, the bits are the same."""
    monkeypatch.setattr(bertscore, "_CHARACTERS", characters)
    monkeypatch.setattr(bertscore, "_CASES", cases)

    assert list(alone.values()) == match(ITEMS)


def test_article_is_encoded_once_for_all_its_systems(watched: Watched, match: Any) -> None:
    """CONTENT goes through the model once for ten blocks, wherever they stand in the batch."""
    sources = [tuple(f"Sentence {n} of article {name}." for n in range(20)) for name in ("one", "two")]
    match([(source, (f"System {n} says so.",)) for n in range(10) for source in sources])

    assert {1} == set(watched.texts.values())
    assert 2 * 20 + 10 == len(watched.texts)


def test_tokens_held_at_once_are_bounded(match: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of many articles is encoded in parts, each within the bound, each article in one of them."""
    asked: list[list[str]] = []
    inner = match._encode.tokens
    monkeypatch.setattr(match._encode, "tokens", lambda texts: (asked.append(texts), inner(texts))[1], raising=False)
    monkeypatch.setattr(bertscore, "_CHARACTERS", 200)
    match([((f"Article {n} is short.", "It rains."), ("It is short.",)) for n in range(20)])

    assert all(sum(map(len, texts)) <= 200 for texts in asked)
    assert 20 == sum(text.startswith("Article") for texts in asked for text in texts)


def test_order_and_company_of_cases_change_nothing(tell: Callable[..., Any]) -> None:
    """Cases of several articles have the same values alone, shuffled and in any order, without a cache between."""
    cases = [
        tell(content, block, name=f"article {n}").case
        for n, content in enumerate((BRIDGE, VOLCANO))
        for block in BLOCKS.values()
    ]
    shuffled = [3, 0, 6, 5, 1, 7, 4, 2]
    together = BertScore().score(cases, RunContext(offline=True))
    mixed = BertScore().score([cases[place] for place in shuffled], RunContext(offline=True))
    alone = [BertScore().score([case], RunContext(offline=True))[0] for case in cases]

    assert together == alone
    assert [together[place] for place in shuffled] == mixed


def test_duplicates_are_computed_once(tell: Callable[..., Any]) -> None:
    """Equal blocks of equal CONTENT are one item, and each gets its values."""
    ctx = RunContext(offline=True)
    cases = [tell(BRIDGE, BLOCKS["paraphrase"], name=name).case for name in ("first", "second", "third")]
    one, *others = BertScore().score(cases, ctx)
    (count,) = ctx.counts.values()

    assert (1, 1) == (count.asked, count.computed)
    assert [one, one] == others


def test_cached_results_need_no_model(tell: Callable[..., Any], watched: Watched) -> None:
    """A second run over the same texts finds its results and asks the model nothing."""
    store = MemoryStore()
    cases = [tell(BRIDGE, block).case for block in BLOCKS.values()]
    first = BertScore().score(cases, RunContext(store, offline=True))
    watched.texts.clear()
    second = BertScore().score(cases, RunContext(store, offline=True))

    assert first == second
    assert not watched.texts


def test_only_results_are_stored(tell: Callable[..., Any]) -> None:
    """Vectors of tokens never reach the cache: a result takes a few bytes."""
    kept: dict[bytes, bytes] = {}

    class Kept(MemoryStore):
        def put(self, rows: Any) -> None:
            kept.update(rows)

    BertScore().score([tell(BRIDGE, block).case for block in BLOCKS.values()], RunContext(Kept(), offline=True))

    assert len(BLOCKS) == len(kept)
    assert max(map(len, kept.values())) < 32


def test_with_semantic_each_text_is_encoded_once(tell: Callable[..., Any], watched: Watched) -> None:
    """In a run with `semantic` behind it every distinct text goes through the model once, and changes no value there."""
    cases = [
        tell(content, block).case
        for content in (BRIDGE, VOLCANO.replace("A volcano", "A mountain"))
        for block in (BLOCKS["paraphrase"], BLOCKS["prose and bullet"], content)
    ]
    texts = {text for case in cases for side in bertscore._item(case) for text in side}
    texts.update(text for case in cases for text in semantic._texts(case))
    ctx = RunContext(offline=True)
    BertScore().score(cases, ctx)
    beside = Semantic().score(cases, ctx)
    passed = sum(watched.texts.values())
    op: Any = encoder(DEFAULT_ENCODER, offline=True)
    op._memory = _Memory(4096)

    assert len(texts) == passed
    assert Semantic().score(cases, RunContext(offline=True)) == beside
