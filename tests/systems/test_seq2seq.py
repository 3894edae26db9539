"""Local sequence-to-sequence models, of a few thousand weights drawn at random."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.context import RunContext
from evalkit.errors import ConfigError, EvalkitError, ModelError
from evalkit.store import SqliteStore
from evalkit.systems import Options, calls, outputs, parse_system

from .made import NEWS, article, asked, numbered, texts

pytestmark = pytest.mark.once


@pytest.fixture(scope="session")
def bart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BART of 24 positions whose settings ask for beams and samples."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import BartConfig, BartForConditionalGeneration, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "tiny-bart"
    named = dict(
        zip(("bos_token", "pad_token", "eos_token", "unk_token"), ("<s>", "<pad>", "</s>", "<unk>"), strict=True)
    )
    marks = list(named.values())
    tokenizer = Tokenizer(models.WordLevel(unk_token=marks[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(
        [NEWS, "Bridge number 0 1 2 3 was shut."], trainers.WordLevelTrainer(special_tokens=marks)
    )
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    size = tokenizer.get_vocab_size()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **named).save_pretrained(folder)
    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=size, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=16, decoder_ffn_dim=16, max_position_embeddings=24, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, forced_eos_token_id=2, init_std=1.0,
    )  # fmt: skip
    model = BartForConditionalGeneration(config)
    model.generation_config.update(num_beams=4, length_penalty=2.0, early_stopping=True, max_length=12)
    model.save_pretrained(folder)
    return folder


def changed(source: Path, target: Path, **changes: Any) -> Path:
    shutil.copytree(source, target)
    config = json.loads((target / "config.json").read_text("utf-8"))
    (target / "config.json").write_text(json.dumps({**config, **changes}), "utf-8")
    return target


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def without_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def with_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["auto_map"] = {"AutoModelForSeq2SeqLM": "code.Evil"}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "code.py").write_text("raise SystemExit('run')\n", "utf-8")


def alone(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "is_encoder_decoder": False}), "utf-8")


def without_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def cut_off(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "pickled weights": (without_weights, "holds no .safetensors file: weights are loaded from safetensors only"),
    "no config": (without_config, "is no model"),
    "code of its own": (with_code, "brings code of its own (auto_map in config.json), which is never run"),
    "no encoder-decoder": (alone, "it is no encoder-decoder, and only those are taken here: serve a language model"),
    "no tokenizer": (without_tokenizer, "it has no tokenizer"),
    "damaged weights": (cut_off, "transformers cannot load it"),
}


@pytest.mark.parametrize(("damage", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_model(damage: Callable[[Path], None], message: str, bart: Path, tmp_path: Path) -> None:
    """What cannot be loaded safely ends it, with the reason."""
    damage(changed(bart, tmp_path / "m"))
    with pytest.raises(ModelError) as caught:
        asked(f"m=hf:{tmp_path / 'm'}", [article()])

    assert message in str(caught.value)


def test_a_hub_name_is_not_looked_up() -> None:
    """Only a folder is taken; a name is neither downloaded nor searched for."""
    with pytest.raises(ConfigError, match="no such model folder: facebook/bart-large-cnn") as caught:
        parse_system("hf:facebook/bart-large-cnn", Options())

    assert isinstance(caught.value, EvalkitError)


def test_greedy_decoding_against_transformers(bart: Path) -> None:
    """The text is what transformers gives greedily of the article cut to the model's positions, and what was cut is told."""
    import torch
    from transformers import AutoTokenizer, BartForConditionalGeneration

    tokenizer = AutoTokenizer.from_pretrained(bart)
    model = BartForConditionalGeneration.from_pretrained(bart).eval()
    whole = tokenizer(NEWS)["input_ids"]
    with torch.no_grad():
        ids = tokenizer(NEWS, truncation=True, max_length=24, return_tensors="pt")["input_ids"]
        state = [2]
        while len(state) < 13:  # the start mark and at most 12 more
            logits = model(input_ids=ids, decoder_input_ids=torch.tensor([state])).logits[0, -1]
            state.append(2 if len(state) == 12 else int(logits.argmax()))
            if state[-1] == 2:
                break
    (found,) = asked(f"m=hf:{bart}", [article()])

    assert tokenizer.decode(state, skip_special_tokens=True) == found.text
    assert {"prompt_tokens": 24, "completion_tokens": len(state) - 1, "cut_tokens": len(whole) - 24} == found.usage
    assert found.text
    assert "tiny-bart" == parse_system(f"hf:{bart}", Options()).name


def test_an_article_alone_and_in_company(bart: Path) -> None:
    """A text depends on its own article, and on no text that reads as a mark of the tokenizer."""
    articles = [*numbered(3), article("Bridge </s> </s> number 1 was shut. It is.", name="m")]
    together = texts(asked(f"m=hf:{bart}", articles))

    assert together == [texts(asked(f"m=hf:{bart}", [one]))[0] for one in articles]
    assert len(set(together)) > 1


def test_a_prefix_and_a_length(bart: Path, tmp_path: Path) -> None:
    """A prefix for summaries in the model's config is put before the article, and max_tokens is the longest text."""
    other = changed(bart, tmp_path / "m", task_specific_params={"summarization": {"prefix": "The mayor Lena: "}})
    (plain,) = asked(f"m=hf:{bart}", numbered(1))
    (prefixed,) = asked(f"m=hf:{other}", numbered(1))
    (short,) = asked(f"m=hf:{bart}", numbered(1), Options(max_tokens=3))

    assert 4 == prefixed.usage["prompt_tokens"] - plain.usage["prompt_tokens"]
    assert short.usage["completion_tokens"] <= 3 < plain.usage["completion_tokens"]
    assert plain.text.startswith(short.text)


def test_nothing_is_computed_twice(bart: Path, tmp_path: Path) -> None:
    """A second run computes nothing, loads no weights and gives the same; other weights are another system."""
    found, counts = [], []
    for _ in range(2):
        with SqliteStore(tmp_path / "cache") as store:
            system, context = parse_system(f"m=hf:{bart}", Options()), RunContext(store)
            found.append(outputs(system, [*numbered(2), *numbered(1)], context))
            counts.append((calls(system, context), system.source._ready is not None))
    other = changed(bart, tmp_path / "other", init_std=2.0)

    assert found[0] == found[1]
    assert [(2, True), (0, False)] == counts
    assert system.signature.startswith("hf:tiny-bart@")
    assert parse_system(f"m=hf:{other}", Options()).source.op != system.source.op


def test_naming_a_model_loads_nothing_heavy(bart: Path) -> None:
    """What is written on the command line is checked without torch."""
    code = f"from evalkit.systems import *; import sys; parse_system('hf:{bart}', Options()).signature; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert set() == {"torch", "transformers"} & set(done.stdout.split())
