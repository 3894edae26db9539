"""Opens a model as a judge: by its files it is told what it is, and by its labels what its outputs mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from evalkit.errors import ModelError

from ..model.found import model_folder
from .classifier import Classifier, read_json, token_limit
from .judge import Judge
from .labels import are_generic, config_labels, labels_of
from .published import ALIGNSCORE_HEAD, COMMAND, MINICHECK_LABELS, AlignScore, MiniCheck, MiniCheckT5, is_minicheck

__all__ = ["open_judge"]

_PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")


@lru_cache(maxsize=4)
def open_judge(model: str, *, labels: str = "", offline: bool = False) -> Judge:
    """Opens a model on disk, or on the hub, as a judge; its weights are loaded when it is first called.

    Args:
        model: the folder or the hub name of a sequence classification model in transformers' layout, of a MiniCheck
            model, or of an AlignScore checkpoint that was converted.
        labels: what its outputs mean, in the order of their indices, e.g. "contradiction,entailment,neutral"; empty to
            read it from its config.json.
        offline: whether the network is forbidden.

    Raises:
        ModelError: there is no such model, it is no classifier, comes as a pickle or with code of its own, or does not say
            what its outputs mean.
    """
    folder = _folder(model, offline=offline)
    name = Path(model).name or folder.resolve().name
    config = read_json(folder / "config.json")
    where = str(folder)
    aligned = ALIGNSCORE_HEAD in _tensor_names(folder)
    architecture = "" if aligned else _architecture(config, where)
    minicheck = is_minicheck(config, name)
    if aligned or (minicheck and architecture == "T5ForConditionalGeneration"):
        if labels:
            raise ModelError(f"labels={labels!r}: what the outputs of {where} mean is fixed; leave labels away")
        return AlignScore(folder, name, config) if aligned else MiniCheckT5(folder, name)
    if not architecture.endswith("ForSequenceClassification"):
        raise ModelError(
            f"{where}: config.json says it is a {architecture or 'model without architectures'}, which judges no pairs:"
            " expected a ...ForSequenceClassification (an NLI model or a cross-encoder), MiniCheck or AlignScore"
        )
    if config.get("problem_type") == "multi_label_classification":
        raise ModelError(
            f"{where}: its labels do not exclude each other (multi_label_classification): expected one of them"
        )
    limit = token_limit(folder, config)
    if minicheck:
        named = labels or not are_generic(config_labels(config, where))
        return MiniCheck(folder, name, labels_of(config, labels, where) if named else MINICHECK_LABELS, limit=limit)
    return Classifier(folder, name, labels_of(config, labels, where), limit=limit)


def _folder(model: str, *, offline: bool) -> Path:
    """The model's folder, with a word on pickles where there are only those."""
    path = Path(model).expanduser()
    if path.is_file():
        raise ModelError(
            f"{model} is a file: expected a model's folder.{_way_out(path) if path.suffix in _PICKLES else ''}"
        )
    if path.is_dir() and not list(path.rglob("*.safetensors")):
        pickles = sorted(file for file in path.rglob("*") if file.suffix in _PICKLES)
        if pickles:
            raise ModelError(f"{pickles[0]} is a pickle, and {path} holds no .safetensors file.{_way_out(pickles[0])}")
    try:
        return model_folder(model, offline=offline)
    except ModelError as error:
        published = "alignscore" in model.lower() or _is_on_disk_without_weights(model)
        if path.is_dir() or "/" not in model or model.startswith((".", "/", "~")) or not published:
            raise
        raise ModelError(
            f"{model!r} is published without a .safetensors file: download its pickle and the files beside it."
            f"{_way_out(Path('PICKLE'))}"
        ) from error


def _way_out(pickle: Path) -> str:
    return (
        " A pickle can run any code when it is read, so that weights are loaded from safetensors only; if you trust it,"
        f" convert it once: {COMMAND} {pickle} NEW_FOLDER, and give NEW_FOLDER"
    )


def _is_on_disk_without_weights(model: str) -> bool:
    from huggingface_hub import snapshot_download

    try:
        folder = Path(snapshot_download(model, local_files_only=True))
    except Exception:  # noqa: BLE001 - not on disk, which the first error says
        return False
    return not list(folder.rglob("*.safetensors"))


def _tensor_names(folder: Path) -> set[str]:
    """Names of the tensors of a model that is in one file; those of larger ones are in an index that AlignScore has none of."""
    file = folder / "model.safetensors"
    if not file.is_file():
        return set()
    from safetensors import safe_open

    try:
        with safe_open(file, framework="numpy") as tensors:
            return set(tensors.keys())
    except Exception as error:  # safetensors raises a family of its own
        raise ModelError(f"{file} is damaged or no safetensors file: {error}") from error


def _architecture(config: Mapping[str, Any], where: str) -> str:
    """What config.json says the model is, once it is found to be one of transformers' own.

    Raises:
        ModelError: it needs code that comes with it.
    """
    import transformers

    architecture = str(next(iter(config.get("architectures") or ()), ""))
    if architecture in dir(transformers):
        return architecture
    if config.get("auto_map"):
        raise ModelError(
            f"{where}: the model brings code of its own (auto_map in config.json), and {architecture or 'it'} is not one of"
            " transformers' models; such code is never run: expected a model of a known architecture"
        )
    return architecture
