"""Checkpoints that are published for this very task: MiniCheck and AlignScore.

MiniCheck: Tang, Laban and Durrett 2024, "MiniCheck: Efficient Fact-Checking of LLMs on Grounding Documents".
AlignScore: Zha, Yang, Li and Hu 2023, "AlignScore: Evaluating Factual Consistency with a Unified Alignment Function".

Both are published as pickles, which are never loaded here: a pickle can run any code. `convert` makes a folder that is
loaded of one; it is a program of its own, to be run once:

    python -m evalkit_metrics.judges.published AlignScore-base.ckpt FOLDER ROBERTA_BASE_FOLDER
    python -m evalkit_metrics.judges.published MiniCheck-RoBERTa-Large/pytorch_model.bin FOLDER
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, ModelError, OutputError

from .classifier import (
    Ids,
    PairModel,
    Probabilities,
    Rows,
    has_tokenizer,
    loaded,
    probabilities,
    read_json,
    token_limit,
    tokenizer_of,
)
from .labels import Labels

__all__ = [
    "ALIGNSCORE_HEAD",
    "COMMAND",
    "MINICHECK_LABELS",
    "AlignScore",
    "MiniCheck",
    "MiniCheckT5",
    "convert",
    "is_minicheck",
    "main",
]

COMMAND = "python -m evalkit_metrics.judges.published"
"""Converts a pickle: `COMMAND PICKLE NEW_FOLDER [FOLDER_OF_ITS_TOKENIZER]`."""

MINICHECK_LABELS = Labels(("not_supported", "supported"), supported=1)
"""What MiniCheck's outputs 0 and 1 mean; its config.json calls them "0" and "1"."""

ALIGNSCORE_HEAD = "tri_layer.weight"
"""The tensor that only AlignScore's checkpoints have: the head of three labels."""

_ALIGNSCORE_LABELS = Labels(("aligned", "neutral", "contradicted"), supported=0, contradicted=2)
_ALIGNSCORE_KEPT = ("base_model.", "tri_layer.", "bin_layer.", "reg_layer.")  # the masked language head is not needed
_HEAD_SIZE = 64  # of an attention head, in RoBERTa base and large alike


class MiniCheck(PairModel):
    """MiniCheck-RoBERTa-Large and MiniCheck-DeBERTa-v3-Large: supported is the probability of output 1.

    They read one text, the evidence and the claim joined by the mark of a text's end. Their authors give them 400 tokens
    of evidence at once, which is what `words` keeps to.
    """

    tier = "minicheck"

    def _load(self) -> tuple[Any, Any]:
        return loaded(self.folder, "AutoModelForSequenceClassification")

    def _coded(self, tokenizer: Any, evidence: str, claim: str) -> Ids:
        return _one_text(tokenizer, f"{evidence}{tokenizer.eos_token or tokenizer.sep_token}{claim}")

    def _probabilities(self, model: Any, rows: Rows) -> Probabilities:
        return probabilities(model(**rows).logits)


class MiniCheckT5(PairModel):
    """MiniCheck-Flan-T5-Large: supported is the probability of the answer "1" against "0".

    It reads `predict: EVIDENCE</s>CLAIM`, of up to 500 words of evidence, and answers with the first token that its
    decoder gives; all other tokens are left out of account.
    """

    tier = "minicheck"
    answers = (3, 209)
    """Ids of the answers' first tokens in T5's vocabulary: "0" begins with the bare mark of a word, "1" is one token."""

    def __init__(self, folder: Path, name: str) -> None:
        # Its position biases are relative: there is no last position. 2048 tokens is what its authors let it read.
        super().__init__(folder, name, MINICHECK_LABELS, limit=2048, chunk=500)

    def _load(self) -> tuple[Any, Any]:
        tokenizer, model = loaded(self.folder, "AutoModelForSeq2SeqLM")
        answers = tokenizer.convert_ids_to_tokens(list(self.answers))
        if answers != ["▁", "▁1"]:
            raise ModelError(
                f"{self.folder}: the tokens {self.answers} are {answers}: expected T5's vocabulary, where they begin 0 and 1"
            )
        return tokenizer, model

    def _coded(self, tokenizer: Any, evidence: str, claim: str) -> Ids:
        return _one_text(tokenizer, f"predict: {evidence}{tokenizer.eos_token}{claim}")

    def _probabilities(self, model: Any, rows: Rows) -> Probabilities:
        import torch

        start = model.config.decoder_start_token_id or 0
        first = torch.full((len(rows["input_ids"]), 1), start, device=rows["input_ids"].device)
        logits = model(**rows, decoder_input_ids=first).logits[:, 0, :]
        return probabilities(logits[:, list(self.answers)])


class AlignScore(PairModel):
    """AlignScore-base and AlignScore-large as converted by `convert`, in the mode `nli_sp` that their authors advise.

    Supported is P(aligned) of the head of three labels, contradicted its P(contradict). The evidence is read in chunks
    of at most 350 words.
    """

    tier = "alignscore"

    def __init__(self, folder: Path, name: str, config: Mapping[str, Any]) -> None:
        super().__init__(folder, name, _ALIGNSCORE_LABELS, limit=token_limit(folder, config), chunk=350)

    def _load(self) -> tuple[Any, Any]:
        import torch
        from safetensors.torch import load_file
        from transformers import RobertaConfig, RobertaModel

        try:
            tokenizer = tokenizer_of(self.folder)
            state = load_file(self.folder / "model.safetensors")
            base = RobertaModel(RobertaConfig.from_pretrained(self.folder), add_pooling_layer=True)
            head = torch.nn.Linear(base.config.hidden_size, len(self.labels.names))
            model = torch.nn.ModuleDict({"base_model": base, "tri_layer": head})
            names = model.state_dict()
            model.load_state_dict({name: tensor for name, tensor in state.items() if name in names})
        except Exception as error:  # transformers, torch and safetensors raise families of their own
            raise ModelError(f"{self.folder} cannot be loaded as AlignScore: {error}") from error
        return tokenizer, model

    def _coded(self, tokenizer: Any, evidence: str, claim: str) -> Ids:
        return dict(tokenizer(evidence, claim, truncation=False, padding=False, verbose=False))

    def _probabilities(self, model: Any, rows: Rows) -> Probabilities:
        return probabilities(model["tri_layer"](model["base_model"](**rows).pooler_output))


def is_minicheck(config: Mapping[str, Any], *names: str) -> bool:
    """Whether a model is called MiniCheck, by its configuration or by any of `names`."""
    return any("minicheck" in name.lower() for name in (str(config.get("_name_or_path", "")), *names))


def _one_text(tokenizer: Any, text: str) -> Ids:
    return dict(tokenizer(text, truncation=False, padding=False, verbose=False))


def convert(source: Path, target: Path, beside: Path | None = None) -> None:
    """Makes a model folder of a pickled checkpoint: its tensors in model.safetensors, its config.json and tokenizer.

    The pickle is read by torch's reader that builds tensors only (`weights_only=True`). Whether that is safe enough is up
    to whoever runs it.

    Args:
        source: a checkpoint of AlignScore (.ckpt), or the pytorch_model.bin of a model in transformers' layout.
        target: the folder to write; it may exist if it is empty.
        beside: the folder with config.json and the tokenizer; that of `source` if None. AlignScore's checkpoints come
            without: theirs are those of roberta-base or roberta-large.

    Raises:
        ModelError: the pickle holds more than tensors, or what belongs to it is missing.
        OutputError: `target` is not empty or cannot be written.
    """
    from safetensors.torch import save_file

    beside = source.parent if beside is None else beside
    state = _tensors(source)
    config = read_json(beside / "config.json")
    if ALIGNSCORE_HEAD in state:
        state = {name: tensor for name, tensor in state.items() if name.startswith(_ALIGNSCORE_KEPT)}
        config = _alignscore_config(state, config, beside)
    elif not config:
        raise ModelError(f"{beside} has no config.json: put the model's own beside {source.name}, or name its folder")
    if not has_tokenizer(beside):
        raise ModelError(
            f"{beside} has no tokenizer (tokenizer.json or a vocabulary): name the folder that has, which for AlignScore-base is"
            f" that of roberta-base: {COMMAND} {source} {target} ROBERTA_FOLDER"
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target} is not empty: name a new folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
        # Each tensor on its own: shared ones are refused by safetensors, and loading ties them again.
        tensors = {name: tensor.clone().contiguous() for name, tensor in state.items()}
        save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
        for file in sorted(beside.iterdir()):
            if file.suffix in {".json", ".txt", ".model"} and file.name != "config.json" and ".index." not in file.name:
                shutil.copyfile(file, target / file.name)
        # Last, as a folder without it is no model: what an interruption leaves is never loaded.
        (target / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error}") from error


def _tensors(source: Path) -> dict[str, Any]:
    """The tensors of a pickle, those of Lightning's included, without the tables that newer versions compute."""
    import torch

    if not source.is_file():
        raise ModelError(f"no such file: {source}")
    try:
        held = torch.load(source, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises what its unpickler does
        raise ModelError(
            f"{source} is no checkpoint that holds tensors only; it is not opened any other way: {error}"
        ) from error
    state = held.get("state_dict", held) if isinstance(held, dict) else None
    if not isinstance(state, dict) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise ModelError(f"{source} holds no named tensors: expected the checkpoint of one model")
    return {name: tensor for name, tensor in state.items() if not name.endswith("embeddings.position_ids")}


def _alignscore_config(state: Mapping[str, Any], beside: Mapping[str, Any], where: Path) -> dict[str, Any]:
    """config.json of an AlignScore model: RoBERTa's, as its own tensors measure it."""
    name = "base_model.embeddings.{}_embeddings.weight"
    missing = [name.format(kind) for kind in ("word", "position") if name.format(kind) not in state]
    if missing:
        raise ModelError(f"the checkpoint has {ALIGNSCORE_HEAD} but no {missing[0]}: expected AlignScore on RoBERTa")
    if beside and beside.get("model_type") != "roberta":
        raise ModelError(f"{where / 'config.json'} is of a {beside.get('model_type')!r} model: expected RoBERTa's")
    vocabulary, hidden = state[name.format("word")].shape
    layers = {key.split(".")[3] for key in state if key.startswith("base_model.encoder.layer.")}
    measured = {
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "num_hidden_layers": len(layers),
        "intermediate_size": len(state["base_model.encoder.layer.0.intermediate.dense.weight"]),
        "max_position_embeddings": len(state[name.format("position")]),
        "type_vocab_size": len(state[name.format("token_type")]),
    }
    usual = {
        "num_attention_heads": max(1, hidden // _HEAD_SIZE),
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "layer_norm_eps": 1e-5,
    }
    return {**usual, **beside, **measured, "model_type": "roberta", "architectures": ["BERTAlignModel"]}


def main(arguments: Sequence[str]) -> int:
    """Converts one checkpoint; 0 if it did, 1 if it could not, 2 if the command line is not understood."""
    if len(arguments) not in {2, 3} or any(one.startswith("-") for one in arguments):
        sys.stderr.write(f"usage: {COMMAND} PICKLE NEW_FOLDER [FOLDER_OF_ITS_TOKENIZER]\n")
        return 2
    source, target, *beside = map(Path, arguments)
    try:
        convert(source, target, *beside)
    except EvalkitError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{target} holds the model of {source}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
