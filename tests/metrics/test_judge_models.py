"""Models on disk as judges. The oracle is transformers' own forward of the same folder, one pair at a time.

The models are small and have random weights, but lie on disk as the real ones do; what they say means nothing, only that
it is the same.
"""

from __future__ import annotations

import json
import pickle
import random
import shutil
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.context import RunContext
from evalkit.errors import ModelError
from evalkit.segment import sentences
from evalkit.store import MemoryStore
from evalkit_metrics.judges import opened
from evalkit_metrics.judges.judge import Opinion
from evalkit_metrics.judges.labels import labels_of, named_labels
from evalkit_metrics.judges.opened import open_judge
from evalkit_metrics.judges.published import main
from evalkit_metrics.model import found
from evalkit_metrics.support import Support

pytestmark = [pytest.mark.model, pytest.mark.once]

ARTICLE = """\
The council of Aldmoor voted 9 to 4 on Tuesday to mend the old bridge over the Tarn. Mayor Lena Aske called the cost fair.
The bridge carries 14,001 vehicles a day. Work begins in May and will close it for eleven weeks, the engineer Paul Renn said.

Snow is forecast. A man of 34 was arrested near the quarry. Nobody was hurt."""
CLAIMS = """
The council voted to mend the bridge.
The bridge carries 14,001 vehicles a day.
The mayor was arrested.
Nobody was hurt.
It rains.
Work begins in June
The engineer Paul Renn said that the bridge will be closed for eleven weeks.
🙂 £2.4m – “fair”
""".strip().split("\n")
EVIDENCE = [one.text for one in sentences(ARTICLE)]
PAIRS = [(evidence, claim) for evidence in (*EVIDENCE[:5], "", "Snow. Ice.") for claim in CLAIMS[::2]] + [
    ("The bridge is open. It is not.", claim) for claim in CLAIMS
]
LONG = [
    " ".join(f"{name} kept {n} {thing}s behind the wall." for n, (name, thing) in enumerate(rows))
    for rows in [
        [("Orla", "hive"), ("Paul", "bridge"), ("Lena", "quarry"), ("Aske", "man")] * 5,
        [("Renn", "vehicle"), ("Snow", "cost")] * 9,
    ]
]
ENTAILMENT = ["contradiction", "entailment", "neutral"]


def spread(config: Any) -> Any:
    """A configuration whose random weights are so large that opinions differ."""
    config.initializer_range = 0.4
    return config


def small(**more: Any) -> dict[str, Any]:
    return {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, **more}


def named(config: Any, names: list[str]) -> Any:
    config.id2label = dict(enumerate(names))
    config.label2id = {name: index for index, name in enumerate(names)}
    return config


def saved(folder: Path, model: Any, tokenizer: Any, **changes: Any) -> Path:
    """A model in transformers' layout, with changes to its config.json."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return changed(folder, **changes)


def changed(folder: Path, **changes: Any) -> Path:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    kept = {key: value for key, value in {**config, **changes}.items() if value is not ...}
    (folder / "config.json").write_text(json.dumps(kept), "utf-8")
    return folder


def copied(source: Path, target: Path, **changes: Any) -> Path:
    shutil.copytree(source, target)
    return changed(target, **changes)


def softmax(logits: Any) -> list[float]:
    powers = np.exp(logits.double().numpy() - float(logits.max()))
    return [float(one) for one in powers / powers.sum()]


def oracle(folder: Path, pairs: list[tuple[str, str]]) -> list[list[float]]:
    """The probabilities that transformers gives for each pair by itself."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True).float().eval()
    with torch.no_grad():
        return [
            softmax(model(**tokenizer(evidence, claim, return_tensors="pt")).logits[0]) for evidence, claim in pairs
        ]


def close(expected: list[float], actual: list[float | None]) -> None:
    """Probabilities are the same to the rounding, and are not all about the same."""
    assert len(expected) == len(actual)
    assert max(abs(one - (two or 0)) for one, two in zip(expected, actual, strict=True)) < 1.5e-4
    assert max(expected) - min(expected) > 0.05


@pytest.fixture(scope="session")
def bert_tokenizer(model_folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(model_folder, local_files_only=True, model_max_length=512)


@pytest.fixture(scope="session")
def roberta_tokenizer() -> Any:
    """A byte-level BPE learned from the article, with RoBERTa's marks at RoBERTa's places."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import RobertaTokenizer

    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    learned.decoder = decoders.ByteLevel()
    marks = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=marks, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    learned.train_from_iterator([ARTICLE, *CLAIMS, *LONG], trainer)
    model = json.loads(learned.to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    return RobertaTokenizer(vocab=model["vocab"], merges=merges, model_max_length=512)


def unigram(first: list[str]) -> list[tuple[str, float]]:
    """A vocabulary of pieces that has what stands first at the first ids, T5's `1` at 209, and every letter."""
    words = sorted({f"▁{word}" for word in " ".join([ARTICLE, *CLAIMS, *LONG]).split()} - {"▁1"})
    letters = sorted(set(ARTICLE + "".join(CLAIMS) + "".join(LONG) + "predict:0123456789") - {" ", "\n"})
    rest = [(piece, -9.0 - len(piece) / 10) for piece in [*letters, *words]]
    rest += [(f"▁filler{n}", -20.0) for n in range(300 - len(rest))]
    pieces = [(piece, 0.0) for piece in first] + [("▁", -2.0)] + rest
    pieces.insert(209, ("▁1", -3.0))
    return pieces


@pytest.fixture(scope="session")
def t5_tokenizer() -> Any:
    from transformers import T5Tokenizer

    return T5Tokenizer(vocab=unigram(["<pad>", "</s>", "<unk>"]), extra_ids=0)


@pytest.fixture(scope="session")
def deberta_tokenizer() -> Any:
    from transformers import DebertaV2Tokenizer

    return DebertaV2Tokenizer(vocab=unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]"]), unk_id=3, model_max_length=512)


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory, bert_tokenizer: Any) -> Callable[..., Path]:
    """Makes NLI models on BERT with any labels: `bert(names, positions=64)`; the same ones lie in the same folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    made: dict[tuple[Any, ...], Path] = {}

    def make(names: list[str], positions: int = 64) -> Path:
        key = (*names, positions)
        if key not in made:
            torch.manual_seed(11)
            config = BertConfig(vocab_size=30522, max_position_embeddings=positions, **small())
            model = BertForSequenceClassification(named(spread(config), names))
            made[key] = saved(tmp_path_factory.mktemp("models") / "small-nli", model, bert_tokenizer)
        return made[key]

    return make


@pytest.fixture(scope="module")
def roberta(tmp_path_factory: pytest.TempPathFactory, roberta_tokenizer: Any) -> Path:
    """MiniCheck-RoBERTa-Large's layout: two outputs called 0 and 1."""
    import torch
    from transformers import RobertaConfig, RobertaForSequenceClassification

    torch.manual_seed(12)
    config = RobertaConfig(vocab_size=len(roberta_tokenizer), max_position_embeddings=130, type_vocab_size=1, **small())
    model = RobertaForSequenceClassification(named(spread(config), ["0", "1"]))
    return saved(tmp_path_factory.mktemp("models") / "MiniCheck-RoBERTa-Large", model, roberta_tokenizer)


@pytest.fixture(scope="module")
def deberta(tmp_path_factory: pytest.TempPathFactory, deberta_tokenizer: Any) -> Path:
    """MiniCheck-DeBERTa-v3-Large's layout, with its positions and its two outputs."""
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    torch.manual_seed(13)
    config = DebertaV2Config(
        vocab_size=len(deberta_tokenizer), max_position_embeddings=512, relative_attention=True, position_buckets=32,
        pos_att_type=["p2c", "c2p"], share_att_key=True, norm_rel_ebd="layer_norm", position_biased_input=False,
        type_vocab_size=0, pad_token_id=0, **small(),
    )  # fmt: skip
    model = DebertaV2ForSequenceClassification(named(spread(config), ["0", "1"]))
    return saved(tmp_path_factory.mktemp("models") / "MiniCheck-DeBERTa-v3-Large", model, deberta_tokenizer)


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory, t5_tokenizer: Any) -> Path:
    """MiniCheck-Flan-T5-Large's layout."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(14)
    config = T5Config(
        vocab_size=len(t5_tokenizer), d_model=64, d_kv=32, d_ff=64, num_layers=2, num_heads=2, initializer_factor=2.0,
        feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("models") / "MiniCheck-Flan-T5-Large"
    return saved(folder, T5ForConditionalGeneration(config), t5_tokenizer)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory, roberta_tokenizer: Any) -> tuple[Path, Path, Any]:
    """AlignScore's checkpoint as Lightning writes it, the folder of its backbone's tokenizer, and its network."""
    import torch
    from transformers import RobertaConfig, RobertaForMaskedLM, RobertaModel

    torch.manual_seed(15)
    config = spread(
        RobertaConfig(
            vocab_size=len(roberta_tokenizer),
            max_position_embeddings=130,
            type_vocab_size=1,
            layer_norm_eps=1e-5,
            **small(),
        )
    )
    network = torch.nn.Module()
    network.base_model = RobertaModel(config)
    network.mlm_head = RobertaForMaskedLM(config).lm_head
    network.bin_layer, network.tri_layer, network.reg_layer = (torch.nn.Linear(128, size) for size in (2, 3, 1))
    torch.nn.init.normal_(network.tri_layer.weight, std=0.4)
    state = OrderedDict(network.state_dict())
    state["base_model.embeddings.position_ids"] = torch.arange(130)[None]  # as transformers of 2022 kept it
    folder = tmp_path_factory.mktemp("alignscore")
    torch.save(
        {"epoch": 2, "global_step": 9, "pytorch-lightning_version": "1.7.7", "state_dict": state, "loops": None,
         "hparams_name": "kwargs", "hyper_parameters": {"model": "roberta-base", "using_pretrained": True}},
        folder / "AlignScore-base.ckpt",
    )  # fmt: skip
    backbone = folder / "roberta-base"
    roberta_tokenizer.save_pretrained(backbone)
    return folder / "AlignScore-base.ckpt", backbone, network.eval()


@pytest.fixture(scope="module")
def alignscore(tmp_path_factory: pytest.TempPathFactory, checkpoint: tuple[Path, Path, Any]) -> Path:
    """An AlignScore checkpoint that was converted, by the command in a process of its own."""
    source, backbone, _ = checkpoint
    target = tmp_path_factory.mktemp("converted") / "AlignScore-base"
    done = subprocess.run(
        [sys.executable, "-m", "evalkit_metrics.judges.published", source, target, backbone],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return target


@pytest.fixture(scope="module")
def every(
    bert: Callable[..., Path], roberta: Path, deberta: Path, t5: Path, alignscore: Path
) -> Callable[[str], tuple[Any, list[tuple[tuple[str, str], Opinion]]]]:
    """Gives a judge of each kind with the opinions that it has of each pair by itself."""
    folders = {
        "nli": bert(ENTAILMENT), "roberta": roberta, "deberta": deberta, "t5": t5, "alignscore": alignscore,
    }  # fmt: skip
    known: dict[str, Any] = {}

    def give(kind: str) -> Any:
        if kind not in known:
            judge = open_judge(str(folders[kind]))
            known[kind] = judge, [(pair, judge([pair])[0]) for pair in [*PAIRS, (LONG[0], CLAIMS[0])]]
        return known[kind]

    return give


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Models as small as these spend their time waiting for each other's threads."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A folder that a test changes is opened anew."""
    found.model_folder.cache_clear()
    yield
    open_judge.cache_clear()


# What is refused


def test_generic_label_names_are_refused(bert: Callable[..., Path]) -> None:
    """LABEL_0 and the like say nothing: the error tells to name the outputs and shows how."""
    folder = bert(["LABEL_0", "LABEL_1", "LABEL_2"])

    with pytest.raises(ModelError) as error:
        open_judge(str(folder))
    assert str(folder) in str(error.value)
    assert "LABEL_0, LABEL_1, LABEL_2, which does not say which one means supported" in str(error.value)
    assert "labels='contradiction,entailment,neutral'" in str(error.value)


@pytest.mark.parametrize("names", [None, ["0", "1"], ["label-0", "x"], ["positive", "negative"]])
def test_two_labels_that_say_nothing_are_refused(names: list[str] | None) -> None:
    """Two outputs without names, with numbers, or with names of another task are refused with an example for two."""
    config = {} if names is None else {"id2label": dict(enumerate(names))}

    with pytest.raises(ModelError, match="labels='not_supported,supported'"):
        labels_of(config, "", "a model")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["entailment", "entailed", "neutral"], "do not make a judge"),
        (["entailment", "not_entailment", "neutral"], "do not make a judge"),
        (["neutral", "contradiction"], "do not make a judge"),
        (["hallucinated"], "do not make a judge"),
        (["entailment", "neutral", "contradiction", "unknown"], "do not make a judge"),
        (["anger", "joy", "fear"], "'anger', 'joy', 'fear' is no label that is known"),
    ],
)
def test_labels_that_make_no_judge_are_refused(names: list[str], message: str) -> None:
    """Outputs that do not tell supported from the rest, once each, are refused."""
    with pytest.raises(ModelError, match=message):
        named_labels(names, "a model")


def test_given_labels_of_another_number_are_refused(bert: Callable[..., Path]) -> None:
    """Two names for a model of three outputs are an error that counts both."""
    with pytest.raises(ModelError, match=r"2 names, but .* has 3 outputs \(contradiction, entailment, neutral\)"):
        open_judge(str(bert(ENTAILMENT)), labels="not_supported,supported")


def test_configuration_that_contradicts_itself_is_refused() -> None:
    """Where id2label and label2id name an output differently, none is believed; names given by hand settle it."""
    config = {
        "id2label": {"0": "entailment", "1": "neutral", "2": "contradiction"},
        "label2id": {"contradiction": 0, "neutral": 1, "entailment": 2},
    }

    with pytest.raises(
        ModelError, match="output 0 is called 'entailment' and 'contradiction' in id2label and label2id"
    ):
        labels_of(config, "", "a model")
    assert 2 == labels_of(config, "contradiction,neutral,entailment", "a model").supported


def test_labels_for_a_published_model_are_refused(t5: Path, alignscore: Path) -> None:
    """What MiniCheck's decoder and AlignScore's heads say is fixed: labels for them are an error."""
    for folder in (t5, alignscore):
        with pytest.raises(ModelError, match="is fixed; leave labels away"):
            open_judge(str(folder), labels="supported,not_supported")


@pytest.mark.parametrize("file", ["pytorch_model.bin", "model.ckpt", "weights.pt"])
def test_folder_of_pickles_is_refused(tmp_path: Path, bert: Callable[..., Path], file: str) -> None:
    """A folder without safetensors names its pickle, why it is not read, and the command that converts it."""
    folder = copied(bert(ENTAILMENT), tmp_path / "model")
    (folder / "model.safetensors").rename(folder / file)

    with pytest.raises(ModelError) as error:
        open_judge(str(folder))
    assert str(error.value).startswith(f"{folder / file} is a pickle")
    assert "can run any code" in str(error.value)
    assert f"python -m evalkit_metrics.judges.published {folder / file} NEW_FOLDER" in str(error.value)


def test_pickle_by_its_own_path_is_refused(checkpoint: tuple[Path, Path, Any]) -> None:
    """AlignScore's .ckpt named itself is refused with the command that converts it; it is not read."""
    with pytest.raises(ModelError) as error:
        open_judge(str(checkpoint[0]))
    assert f"python -m evalkit_metrics.judges.published {checkpoint[0]} NEW_FOLDER" in str(error.value)


def test_hub_model_that_has_pickles_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that the hub's client holds without safetensors, as MiniCheck is published, is refused with the way out."""
    import huggingface_hub.constants

    snapshot = tmp_path / "models--lytang--MiniCheck-RoBERTa-Large" / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("a" * 40)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(ModelError, match=r"published without a \.safetensors file.*evalkit_metrics\.judges\.published"):
        open_judge("lytang/MiniCheck-RoBERTa-Large", offline=True)
    with pytest.raises(ModelError, match="not on disk and --offline forbids the network"):
        open_judge("someone/another-model", offline=True)


def test_missing_folder() -> None:
    """A path that is no folder is named."""
    with pytest.raises(ModelError, match=r"no such model folder: \./nowhere"):
        open_judge("./nowhere")


def test_remote_code_is_refused(tmp_path: Path, bert: Callable[..., Path]) -> None:
    """A model that needs code of its own is refused, and that code does not run."""
    auto = {"AutoModelForSequenceClassification": "own.OwnModel"}
    folder = copied(
        bert(ENTAILMENT), tmp_path / "own", architectures=["OwnModel"], auto_map=auto, model_type="own_model"
    )
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")

    with pytest.raises(ModelError, match=r"brings code of its own \(auto_map .* is never run"):
        open_judge(str(folder))
    assert not (tmp_path / "ran").exists()


def test_remote_code_beside_a_known_architecture_does_not_run(tmp_path: Path, bert: Callable[..., Path]) -> None:
    """A known model with auto_map is loaded by transformers' own code; the code beside it stays unread."""
    auto = {"AutoModelForSequenceClassification": "own.OwnModel", "AutoConfig": "own.OwnConfig"}
    folder = copied(bert(ENTAILMENT), tmp_path / "own", auto_map=auto)
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")

    assert open_judge(str(bert(ENTAILMENT)))(PAIRS[:3]) == open_judge(str(folder))(PAIRS[:3])
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"architectures": ["BertModel"]}, "it is a BertModel, which judges no pairs"),
        (
            {"architectures": ["T5ForConditionalGeneration"]},
            "it is a T5ForConditionalGeneration, which judges no pairs",
        ),
        ({"architectures": ...}, "a model without architectures, which judges no pairs"),
        ({"problem_type": "multi_label_classification"}, "do not exclude each other"),
        ({"id2label": {"0": "entailment", "2": "neutral"}, "label2id": {}}, r"numbers the outputs \[0, 2\]"),
    ],
)
def test_model_that_judges_no_pairs(
    tmp_path: Path, bert: Callable[..., Path], changes: dict[str, Any], message: str
) -> None:
    """An encoder, a generator and a tagger are refused by what config.json says of them."""
    with pytest.raises(ModelError, match=message):
        open_judge(str(copied(bert(ENTAILMENT), tmp_path / "model", **changes)))


def test_bare_encoder_that_calls_itself_a_classifier(tmp_path: Path, bert_tokenizer: Any) -> None:
    """Weights that are missing are an error, never drawn at random."""
    from transformers import BertConfig, BertModel

    model = BertModel(named(BertConfig(vocab_size=30522, **small()), ENTAILMENT))
    folder = saved(tmp_path / "bare", model, bert_tokenizer, architectures=["BertForSequenceClassification"])

    with pytest.raises(ModelError, match=r"the weights classifier.bias, classifier.weight are missing"):
        open_judge(str(folder))(PAIRS[:1])


@pytest.mark.parametrize("kind", ["cut", "no tokenizer", "not a number"])
def test_damaged_models(tmp_path: Path, bert: Callable[..., Path], kind: str) -> None:
    """A damaged model is an error that names its folder or file."""
    from safetensors.numpy import load_file, save_file

    folder = copied(bert(ENTAILMENT), tmp_path / "damaged")
    weights = folder / "model.safetensors"
    if kind == "cut":
        weights.write_bytes(weights.read_bytes()[:-100])
    elif kind == "no tokenizer":
        for file in folder.glob("*token*"):
            file.unlink()
    else:
        tensors = load_file(weights)
        tensors["classifier.bias"][0] = np.nan
        save_file(tensors, weights, {"format": "pt"})

    with pytest.raises(ModelError, match="damaged"):
        open_judge(str(folder))(PAIRS[:1])


@pytest.mark.parametrize("content", ["[1, 2]", "{"])
def test_config_that_is_no_object(tmp_path: Path, bert: Callable[..., Path], content: str) -> None:
    """A config.json that holds something else is named."""
    folder = copied(bert(ENTAILMENT), tmp_path / "model")
    (folder / "config.json").write_text(content)

    with pytest.raises(ModelError, match=r"config\.json(: expected a JSON object, found list| is no JSON)"):
        open_judge(str(folder))


def test_claim_that_leaves_no_room_is_refused(bert: Callable[..., Path]) -> None:
    """A claim of more than half of what the model reads is an error with both counts, where the evidence is long."""
    judge = open_judge(str(bert(ENTAILMENT)))

    with pytest.raises(
        ValueError, match=r"the claim 'the bridge .*\.\.\.' is too long: it has 83 tokens, and of 64 at"
    ):
        judge([(LONG[0], "the bridge " * 40)])
    assert 0 <= judge([("It rains.", "the bridge " * 20)])[0].supported <= 1


# What the labels mean


@pytest.mark.parametrize(
    ("names", "supported", "contradicted"),
    [
        ("entailment,neutral,contradiction", 0, 2),
        ("contradiction,entailment,neutral", 1, 0),
        ("CONTRADICTION,NEUTRAL,ENTAILMENT", 2, 0),
        ("Contradict,Entailed,Neutral", 1, 0),
        ("SUPPORTS,REFUTES,NOT ENOUGH INFO", 0, 1),
        ("refuted, nei, supported", 2, 0),
        ("entailment,not_entailment", 0, None),
        ("not-entailment,Entailment", 1, None),
        ("NotEntailment,entails", 1, None),
        ("non_entailment,entailment", 1, None),
        ("contradiction,entailment", 1, None),
        ("CORRECT,INCORRECT", 0, None),
        ("hallucinated,consistent", 1, None),
        ("not_supported,supported", 1, None),
        ("Factual,Not Factual", 0, None),
        ("inconsistent,factually consistent", 1, None),
        ("False,True", 1, None),
        ("supported", 0, None),
    ],
)
def test_label_spellings(names: str, supported: int, contradicted: int | None) -> None:
    """The spellings in use are understood, from config.json by index or by name, and as given by hand."""
    words = [name.strip() for name in names.split(",")]
    by_index = {"id2label": {str(index): name for index, name in enumerate(words)}}
    by_name = {"label2id": {name: index for index, name in enumerate(words)}}
    generic = {"id2label": {str(index): f"LABEL_{index}" for index in range(len(words))}}
    for config in (by_index, by_name, {**generic, **by_name}, {**by_index, **by_name}):
        labels = labels_of(config, "", "a model")

        assert (supported, contradicted) == (labels.supported, labels.contradicted)
    labels = labels_of(generic, names, "a model")

    assert (supported, contradicted, ",".join(words)) == (labels.supported, labels.contradicted, str(labels))


@pytest.mark.parametrize(
    "names", [ENTAILMENT, ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"], ["neutral", "Contradicts", "Entails"]]
)
def test_nli_of_three_labels(bert: Callable[..., Path], names: list[str]) -> None:
    """Supported is P(entailment) and contradicted P(contradiction), wherever they stand; the tier is nli."""
    folder = bert(names)
    judge = open_judge(str(folder))
    expected = oracle(folder, PAIRS)
    opinions = judge(PAIRS)
    entails, contradicts = (
        next(place for place, name in enumerate(names) if name.lower().startswith(start)) for start in ("ent", "contr")
    )

    close([row[entails] for row in expected], [one.supported for one in opinions])
    close([row[contradicts] for row in expected], [one.contradicted for one in opinions])
    assert ("nli", 0.5) == (judge.tier, judge.threshold)
    assert all(one.note is None and one.usage == () for one in opinions)


def test_labels_given_by_hand(bert: Callable[..., Path]) -> None:
    """Generic names become known by `labels`; other labels are another Op."""
    folder = bert(["LABEL_0", "LABEL_1", "LABEL_2"])
    one = open_judge(str(folder), labels="contradiction,entailment,neutral")
    other = open_judge(str(folder), labels="entailment,neutral,contradiction")
    expected = oracle(folder, PAIRS)

    close([row[1] for row in expected], [opinion.supported for opinion in one(PAIRS)])
    close([row[0] for row in expected], [opinion.supported for opinion in other(PAIRS)])
    assert one.name == other.name
    assert one.id != other.id


def test_two_labels(bert: Callable[..., Path]) -> None:
    """With entailment and not_entailment nothing is said of contradictions; the tier is classifier."""
    folder = bert(["entailment", "not_entailment"])
    judge = open_judge(str(folder))
    opinions = judge(PAIRS)

    close([row[0] for row in oracle(folder, PAIRS)], [one.supported for one in opinions])
    assert "classifier" == judge.tier
    assert {None} == {one.contradicted for one in opinions}


def test_cross_encoder_of_one_logit(tmp_path: Path, bert: Callable[..., Path]) -> None:
    """A folder that sentence-transformers' CrossEncoder saved gives its own probabilities: the sigmoid of its logit."""
    from sentence_transformers import CrossEncoder

    encoder = CrossEncoder(str(bert(["LABEL_0"])), local_files_only=True, device="cpu")
    encoder.save_pretrained(str(tmp_path / "cross"))
    judge = open_judge(str(tmp_path / "cross"))
    expected = [float(encoder.predict([pair])[0]) for pair in PAIRS]

    close(expected, [one.supported for one in judge(PAIRS)])
    assert "classifier" == judge.tier


def test_half_precision_weights_are_widened(tmp_path: Path, bert: Callable[..., Path]) -> None:
    """Weights that are stored in half precision are computed with in float32."""
    import torch
    from transformers import AutoModelForSequenceClassification

    folder = copied(bert(ENTAILMENT), tmp_path / "half")
    AutoModelForSequenceClassification.from_pretrained(folder).half().save_pretrained(folder)
    judge: Any = open_judge(str(folder))
    opinions = judge(PAIRS)

    assert torch.float32 == judge._loaded()[1].dtype
    close([row[1] for row in oracle(folder, PAIRS)], [one.supported for one in opinions])


# MiniCheck and AlignScore


@pytest.mark.parametrize("kind", ["roberta", "deberta"])
def test_minicheck_of_two_labels(request: pytest.FixtureRequest, kind: str) -> None:
    """MiniCheck's output 1 is P(supported) of one text: the document, the end mark, the claim."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = request.getfixturevalue(kind)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True).eval()
    expected = []
    for evidence, claim in PAIRS:
        coded = tokenizer(tokenizer.eos_token.join([evidence, claim]), return_tensors="pt")
        with torch.no_grad():
            expected.append(softmax(model(**coded).logits[0])[1])
    judge = open_judge(str(folder))

    close(expected, [one.supported for one in judge(PAIRS)])
    assert ("minicheck", None) == (judge.tier, judge(PAIRS[:1])[0].contradicted)
    assert judge.name.startswith(f"{folder.name}@")


def test_minicheck_on_t5(t5: Path, t5_tokenizer: Any) -> None:
    """P(supported) is that of token 209 against token 3 at the decoder's first step, after the published prompt."""
    import torch
    from transformers import T5ForConditionalGeneration

    model = T5ForConditionalGeneration.from_pretrained(t5, local_files_only=True).eval()
    expected = []
    for evidence, claim in PAIRS:
        coded = t5_tokenizer(f"predict: {evidence}</s>{claim}", return_tensors="pt")
        with torch.no_grad():
            logits = model(**coded, decoder_input_ids=torch.zeros((1, 1), dtype=torch.long)).logits[0, 0]
        expected.append(softmax(logits[[3, 209]])[1])
    judge = open_judge(str(t5))

    assert ["▁", "▁1"] == t5_tokenizer.convert_ids_to_tokens([3, 209])
    close(expected, [one.supported for one in judge(PAIRS)])
    assert ("minicheck", 500) == (judge.tier, judge.words)


def test_another_vocabulary_is_no_minicheck(tmp_path: Path, t5: Path) -> None:
    """A T5 whose tokens 3 and 209 are not the answers is refused, not asked for whatever they are."""
    from transformers import T5Tokenizer

    folder = copied(t5, tmp_path / "MiniCheck-Flan-T5-Large")
    shifted = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁the", -2.0), *unigram([])[3:]]
    T5Tokenizer(vocab=shifted, extra_ids=0).save_pretrained(folder)

    with pytest.raises(ModelError, match=r"the tokens \(3, 209\) are \['▁the', .*expected T5's vocabulary"):
        open_judge(str(folder))(PAIRS[:1])


def test_loading_prints_nothing(bert: Callable[..., Path], capfd: pytest.CaptureFixture[str]) -> None:
    """Loading writes no progress bar between the lines of a run, and leaves others theirs."""
    from transformers.utils import logging

    before = logging.is_progress_bar_enabled()
    open_judge(str(bert(ENTAILMENT)))(PAIRS[:1])

    assert ("", "") == capfd.readouterr()
    assert before == logging.is_progress_bar_enabled()


def test_minicheck_is_known_by_either_name(tmp_path: Path, roberta: Path) -> None:
    """The folder's name or `_name_or_path` tells MiniCheck, in any case; without either its labels say nothing."""
    by_config = copied(roberta, tmp_path / "one", _name_or_path="lytang/MiniCheck-RoBERTa-Large")
    by_folder = copied(roberta, tmp_path / "my-minicheck-copy", _name_or_path=...)
    nameless = copied(roberta, tmp_path / "two", _name_or_path=...)

    assert open_judge(str(roberta))(PAIRS) == open_judge(str(by_config))(PAIRS) == open_judge(str(by_folder))(PAIRS)
    with pytest.raises(ModelError, match="the 2 outputs 0, 1, which does not say which one means supported"):
        open_judge(str(nameless))


def test_alignscore(checkpoint: tuple[Path, Path, Any], alignscore: Path, roberta_tokenizer: Any) -> None:
    """Supported and contradicted are outputs 0 and 2 of the head of three, over the pooled first token."""
    import torch

    network = checkpoint[2]
    expected = []
    for evidence, claim in PAIRS:
        with torch.no_grad():
            pooled = network.base_model(**roberta_tokenizer(evidence, claim, return_tensors="pt")).pooler_output
            expected.append(softmax(network.tri_layer(pooled)[0]))
    judge = open_judge(str(alignscore))
    opinions = judge(PAIRS)

    close([row[0] for row in expected], [one.supported for one in opinions])
    close([row[2] for row in expected], [one.contradicted for one in opinions])
    assert "alignscore" == judge.tier


def test_alignscore_converted(checkpoint: tuple[Path, Path, Any], alignscore: Path) -> None:
    """The converted folder holds safetensors, a configuration measured on them, and the tokenizer; no pickle, no LM head."""
    from safetensors.numpy import load_file

    tensors = load_file(alignscore / "model.safetensors")
    config = json.loads((alignscore / "config.json").read_text("utf-8"))

    assert {"base_model", "bin_layer", "tri_layer", "reg_layer"} == {name.split(".")[0] for name in tensors}
    assert {"roberta", 128, 2, 130} == {
        config[key] for key in ("model_type", "hidden_size", "num_hidden_layers", "max_position_embeddings")
    }
    assert np.array_equal(checkpoint[2].tri_layer.weight.detach().numpy(), tensors["tri_layer.weight"])
    assert not [file for file in alignscore.iterdir() if file.suffix in {".ckpt", ".bin", ".pt"}]


def test_alignscore_that_lacks_weights(tmp_path: Path, alignscore: Path) -> None:
    """An AlignScore folder without one of its tensors is an error, never drawn at random."""
    from safetensors.numpy import load_file, save_file

    folder = copied(alignscore, tmp_path / "AlignScore")
    tensors = load_file(folder / "model.safetensors")
    del tensors["base_model.pooler.dense.weight"]
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})

    with pytest.raises(ModelError, match="cannot be loaded as AlignScore"):
        open_judge(str(folder))(PAIRS[:1])


@pytest.mark.parametrize("kind", ["roberta", "t5"])
def test_pickled_model_converted(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    """pytorch_model.bin of MiniCheck becomes a folder that gives the very opinions of the safetensors one."""
    import torch
    from transformers import AutoModelForSequenceClassification, T5ForConditionalGeneration

    source = request.getfixturevalue(kind)
    pickled = copied(source, tmp_path / source.name)
    model = (T5ForConditionalGeneration if kind == "t5" else AutoModelForSequenceClassification).from_pretrained(source)
    torch.save(model.state_dict(), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()

    assert 0 == main([str(pickled / "pytorch_model.bin"), str(tmp_path / "safe" / source.name)])
    assert open_judge(str(source))(PAIRS) == open_judge(str(tmp_path / "safe" / source.name))(PAIRS)


class _Harm:
    """A pickle of it runs code when it is read."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self.mark, "w")


def test_pickle_that_runs_code_is_not_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pickle that holds more than tensors is refused, and its code does not run."""
    (tmp_path / "evil.ckpt").write_bytes(pickle.dumps({"state_dict": _Harm(str(tmp_path / "ran"))}, protocol=2))

    assert 1 == main([str(tmp_path / "evil.ckpt"), str(tmp_path / "new")])
    assert "is no checkpoint that holds tensors only" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "new").exists()


def test_conversions_that_cannot_be(
    tmp_path: Path, checkpoint: tuple[Path, Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing or in the way is named, with the way out; a command line that is not understood gives the usage."""
    import torch

    source, backbone, _ = checkpoint
    torch.save({"weight": torch.zeros(2)}, tmp_path / "other.bin")
    torch.save([1, 2], tmp_path / "list.bin")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    bert = tmp_path / "bert"
    bert.mkdir()
    (bert / "config.json").write_text('{"model_type": "bert"}')
    cases = [
        ([source, tmp_path / "new"], 1, f"{source} {tmp_path / 'new'} ROBERTA_FOLDER"),
        ([source, tmp_path / "full", backbone], 1, "full is not empty: name a new folder"),
        ([source, tmp_path / "new", bert], 1, "is of a 'bert' model: expected RoBERTa's"),
        ([tmp_path / "none.ckpt", tmp_path / "new"], 1, "no such file"),
        ([tmp_path / "other.bin", tmp_path / "new"], 1, "has no config.json"),
        ([tmp_path / "list.bin", tmp_path / "new"], 1, "holds no named tensors"),
        ([source], 2, "usage: python -m evalkit_metrics.judges.published"),
        (["--help", source], 2, "usage: python -m evalkit_metrics.judges.published"),
    ]
    for words, code, message in cases:
        assert code == main([str(word) for word in words])
        assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


# Long evidence


def best_window(judge: Any, evidence: str, claim: str) -> float:
    """The highest P(supported) of any stretch of whole sentences, each of which fits."""
    spans = sentences(evidence)
    texts = [
        evidence[first.start : last.end] for place, first in enumerate(spans) for last in spans[place : place + 12]
    ]
    return max(one.supported for one in judge([(text, claim) for text in texts]))


@pytest.mark.parametrize("kind", ["nli", "roberta", "deberta", "alignscore"])
def test_long_evidence_is_cut_at_sentences(every: Callable[[str], Any], kind: str) -> None:
    """Evidence above the limit is read in chunks of whole sentences, all of them, as many each as fit beside the claim."""
    from evalkit_metrics.judges.classifier import _chunks

    judge, _ = every(kind)
    evidence, claim = " ".join(LONG * 4), CLAIMS[0]
    chunks = list(_chunks(evidence, lambda text: judge._fits(text, judge._code(text, claim))))
    known = {one.text for one in sentences(evidence)}

    assert 1 < len(chunks)
    assert evidence == " ".join(chunks)
    assert all(one.text in known for chunk in chunks for one in sentences(chunk))
    assert all(len(judge._code(chunk, claim)["input_ids"]) <= judge.limit for chunk in chunks)
    alone = judge([(chunk, claim) for chunk in chunks])
    assert max(alone, key=lambda one: one.supported) == judge([(evidence, claim)])[0]


def test_t5_reads_500_words_at_once(every: Callable[[str], Any]) -> None:
    """MiniCheck on T5 has chunks of at most 500 words, whatever its tokens."""
    from evalkit_metrics.judges.classifier import _chunks

    judge, _ = every("t5")
    evidence = " ".join(LONG * 8)
    chunks = list(_chunks(evidence, lambda text: judge._fits(text, judge._code(text, "It rains."))))

    assert [500 >= len(chunk.split()) > 480 for chunk in chunks[:-1]] == [True] * (len(chunks) - 1)
    assert evidence == " ".join(chunks)


@pytest.mark.once
@pytest.mark.parametrize("kind", ["nli", "roberta", "deberta", "t5", "alignscore"])
def test_nothing_of_long_evidence_is_dropped(every: Callable[[str], Any], kind: str) -> None:
    """A sentence, and an endless word, longer than all the model reads are cut; the last of their words still counts."""
    judge, _ = every(kind)
    words = " ".join(f"the {thing} of the bridge" for thing in ("man", "cost", "mayor", "quarry") * 60)
    endless = "bridge" * 900
    opinions = judge([(f"{words} {end}", claim) for claim in CLAIMS for end in ("snow", "rains", "9 to 4", "hurt")])

    assert 1 < len({one.supported for one in opinions[:4]} | {one.supported for one in opinions[4:8]})
    assert 0 <= judge([(endless, "It rains.")])[0].supported <= 1
    assert 0 <= judge([(words.replace(" ", "\n"), "It rains.")])[0].supported <= 1


@pytest.mark.once
def test_the_best_chunk_counts(every: Callable[[str], Any]) -> None:
    """Evidence in several chunks is believed as much as its best one: no less than any chunk alone, and contradicted goes
    with it."""
    judge, _ = every("nli")
    evidence = " ".join(LONG)
    for claim in CLAIMS[:4]:
        (opinion,) = judge([(evidence, claim)])

        assert opinion.supported <= best_window(judge, evidence, claim)
        assert opinion.contradicted is not None
        assert opinion.supported + opinion.contradicted <= 1.0001


@pytest.mark.parametrize(
    ("kind", "limit", "words"), [("nli", 64, 34), ("roberta", 128, 68), ("t5", 2048, 500), ("alignscore", 128, 68)]
)
def test_words_are_what_surely_fits(every: Callable[[str], Any], kind: str, limit: int, words: int) -> None:
    """A judge states fewer words than its positions could hold; English of so many words stays one chunk for BERT."""
    judge, _ = every(kind)

    assert (limit, words) == (judge.limit, judge.words)
    if kind == "nli":
        evidence = " ".join(ARTICLE.split()[:words])
        assert 1 == len(list(judge._pieces(evidence, "The bridge is old.")))


def test_usual_limit(bert: Callable[..., Path]) -> None:
    """A model with more positions than 512 is given 512 tokens; so few words are stated that a claim fits beside them."""
    judge: Any = open_judge(str(bert(ENTAILMENT, 1024)))

    assert (512, 274) == (judge.limit, judge.words)


# What an Op promises


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 24))
@pytest.mark.parametrize("kind", ["nli", "roberta", "deberta", "t5", "alignscore"])
def test_company_changes_no_opinion(every: Callable[[str], Any], kind: str, seed: int, size: int) -> None:
    """A pair's opinion is the same to the last digit in batches of any composition, in any order."""
    judge, alone = every(kind)
    draw = random.Random(seed)
    batch = draw.choices(alone, k=size)

    assert [opinion for _, opinion in batch] == judge([pair for pair, _ in batch])


def test_fixed_rows_change_no_opinion(every: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Filled up to the rows that a GPU is given, batches give the opinions of single rows."""
    from evalkit_metrics.judges import classifier

    judge, alone = every("nli")
    given: list[int] = []
    inner = judge._probabilities
    monkeypatch.setattr(
        judge, "_probabilities", lambda *both: (given.append(len(both[1]["input_ids"])), inner(*both))[1]
    )
    monkeypatch.setattr(classifier, "_rows_at_once", lambda _: 8)
    opinions = judge([pair for pair, _ in alone])

    assert {8} == set(given)
    assert max(abs(one.supported - two.supported) for (_, one), two in zip(alone, opinions, strict=True)) < 1.5e-4
    assert opinions == [judge([pair])[0] for pair, _ in alone]


def test_rounding(every: Callable[[str], Any]) -> None:
    """Probabilities are in [0, 1] and have four digits."""
    for kind in ("nli", "t5", "alignscore"):
        for _, opinion in every(kind)[1]:
            for value in (opinion.supported, opinion.contradicted):
                assert value is None or (0 <= value <= 1 and value == round(value, 4))


def test_marks_in_a_text_are_text(every: Callable[[str], Any]) -> None:
    """A source that spells `[SEP]` or `</s>` cannot end itself: every pair has as many marks as any other."""
    for kind, mark in (("nli", "[SEP]"), ("roberta", "</s>"), ("deberta", "[SEP]"), ("t5", "</s>")):
        judge, _ = every(kind)
        tokenizer, _ = judge._loaded()
        number = tokenizer.convert_tokens_to_ids(mark)
        plain = list(judge._code("The bridge is closed.", "It rains.")["input_ids"])
        marked = list(judge._code(f"The bridge{mark}is closed.{mark}", f"It{mark}rains.")["input_ids"])

        assert plain.count(number) == marked.count(number)


def test_judge_is_an_op_of_a_run(bert: Callable[..., Path]) -> None:
    """Opinions come out of a run as they went in, and are computed once; batches are made of pairs of like size."""
    judge = open_judge(str(bert(ENTAILMENT)))
    context = RunContext(MemoryStore())
    first = context.run(judge, [*PAIRS, *PAIRS])
    second = RunContext(context._store).run(judge, PAIRS)

    assert judge(PAIRS) == first[: len(PAIRS)] == first[len(PAIRS) :] == second
    assert len(dict.fromkeys(PAIRS)) == context.counts[judge.id].computed
    assert 12 == judge.size(("evidence", "text"))


def test_name_and_id(tmp_path: Path, bert: Callable[..., Path]) -> None:
    """A judge is named by its folder and its content; its id says that, the labels, the runtime and the settings."""
    folder = bert(ENTAILMENT)
    judge = open_judge(str(folder))
    digest = found.model_sha256(folder)
    other = open_judge(str(copied(folder, tmp_path / "small-nli", layer_norm_eps=1e-3)))

    assert f"small-nli@{digest[:8]}" == judge.name
    assert judge.id.startswith(f"judge:nli:small-nli@{digest}|contradiction,entailment,neutral|supported=1|torch-")
    assert "|fp32|limit=64|" in judge.id
    assert other.id != judge.id
    assert other.name != judge.name


def test_opening_loads_no_weights(bert: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening reads files' heads and digests; torch and the weights come with the first pair. The same words, one judge."""
    code = (
        "import sys; from evalkit_metrics.judges.opened import open_judge; assert 'transformers' not in sys.modules\n"
        f"judge = open_judge({str(bert(ENTAILMENT))!r}); assert 'torch' not in sys.modules\n"
        f"assert judge is open_judge({str(bert(ENTAILMENT))!r}); print(judge.words)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=120, check=False)

    assert ("34\n", 0) == (done.stdout, done.returncode), done.stderr


def test_tensor_names_of_a_damaged_file(tmp_path: Path) -> None:
    """A file that is no safetensors is named."""
    (tmp_path / "model.safetensors").write_bytes(b"no")

    with pytest.raises(ModelError, match=r"model\.safetensors is damaged or no safetensors file"):
        opened._tensor_names(tmp_path)


@pytest.mark.model
def test_support_takes_the_verdict_of_the_model_that_is_named(
    bert: Callable[..., Path], tell: Callable[..., Any], context: RunContext
) -> None:
    """A named model decides where no check is certain; the embedded model's vote stays beside it."""
    folder = bert(["contradiction", "entailment", "neutral"], 256)
    content = "The council voted 9 to 4 on Tuesday to mend the bridge. Work begins in May."
    told = tell(content, "The council will repair the bridge.")
    metric = Support(judge=str(folder))
    (score,) = metric.score([told.case], context)
    (judgement,) = score.claims
    (opinion,) = open_judge(str(folder))([(content, "The council will repair the bridge.")])

    assert ("nli", opinion.supported) == (judgement.tier, judgement.probability)
    assert (judgement.verdict == "supported") == (opinion.supported >= 0.5)
    assert ["checks", "alignment", "model", "nli"] == [vote.tier for vote in judgement.votes]
    assert f"judge='{open_judge(str(folder)).name}'" in metric.signature
