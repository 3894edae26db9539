"""`hf:PATH`: a transformers sequence-to-sequence model on disk, such as BART, PEGASUS or T5, decoded greedily.

Each article is computed by itself, in fp32, so that its text depends on nothing else. What does not fit into the model is cut
off at its end, as those models are used and were trained; the tokens that were cut off are told as `cut_tokens`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ..context import RunContext
from ..devices import device
from ..errors import ConfigError, ModelError
from ..records import Article
from .asked import Answer, Asked, Fault, asked
from .options import Options
from .sent import content
from .system import Output, Source

__all__ = ["Seq2Seq"]

_VERSION = 1
"""Raised when the same article gets another text from the same weights."""

_LIMIT = 1024  # tokens of an article, of a model that states no limit
_NO_LIMIT = 10**6  # tokenizers without a limit state one of 10**30
_LENGTH = 256  # tokens of a text, of a model that states no length
_STATED = 20  # the max_length that transformers takes where a model states none


class Seq2Seq(Source, Asked):
    """A model that is asked for summaries. Its weights are loaded when it first has something to do.

    Decoding is greedy, whatever the model's own settings say of beams and sampling; its least length and its ban on repeated
    n-grams stay. A prefix that its config names for summaries ("summarize: ") is put before the article. A text has at most
    `max_tokens` tokens, or as many as the model says itself.

    Args:
        path: the model's folder, with its weights in safetensors. Code that comes with it is never run.
        options: of which max_tokens counts.

    Raises:
        ConfigError: there is no such folder.
        ModelError: it holds no model of transformers' own, or its weights are no safetensors.
    """

    def __init__(self, path: Path, options: Options) -> None:
        from evalkit_metrics.judges.classifier import read_json
        from evalkit_metrics.model.found import model_folder, model_sha256

        if not path.expanduser().is_dir():
            raise ConfigError(f"hf: no such model folder: {path}: expected the path of a transformers model on disk")
        self._folder = model_folder(str(path), offline=True)
        config = read_json(self._folder / "config.json")
        if config.get("auto_map"):
            raise ModelError(
                f"{path}: the model brings code of its own (auto_map in config.json), which is never run: expected a model of"
                " a known architecture"
            )
        if not config.get("is_encoder_decoder"):
            raise ModelError(
                f"{path}: config.json says it is no encoder-decoder, and only those are taken here: serve a language model"
                " behind an endpoint, and name it as openai:MODEL@URL"
            )
        self._options = options
        self._sha256 = model_sha256(self._folder)
        tasks = config.get("task_specific_params") or {}
        self._prefix = str((tasks.get("summarization") or {}).get("prefix") or "")
        self._positions = config.get("max_position_embeddings") or config.get("n_positions")
        self._settings = f"greedy|max_tokens={options.max_tokens}|v{_VERSION}"
        self._ready: tuple[Any, Any] | None = None

    @property
    def signature(self) -> str:
        return f"hf:{self._folder.resolve().name}@{self._sha256[:8]}|{self._settings}"

    @cached_property
    def id(self) -> str:  # type: ignore[override]  # worked out late: to name the device imports torch
        """Names the content of the model's files, the device and every setting."""
        return f"system:hf:{self._sha256}|torch-{device()}|fp32|{self._settings}"

    @property
    def op(self) -> str:
        return self.id

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:
        return asked(self, [content(article) for article in articles], context, told)

    def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
        for item in items:
            began = time.monotonic()
            try:
                text, usage = self._generated(item)
            except (IndexError, RuntimeError) as error:  # torch's words for what a model cannot do with an input
                yield item, Fault(f"the model failed: {type(error).__name__}: {error}")
                continue
            yield item, Answer(text, round(time.monotonic() - began, 3), usage)

    def _generated(self, item: str) -> tuple[str, tuple[tuple[str, float], ...]]:
        import torch

        tokenizer, model = self._loaded()
        text = self._prefix + _unmarked(item, tokenizer)
        whole = len(tokenizer(text, truncation=False, verbose=False)["input_ids"])
        limit = self._limit(tokenizer)
        coded = tokenizer(text, truncation=True, max_length=limit, return_tensors="pt").to(device())
        length = self._options.max_tokens or _length(model)
        with torch.inference_mode():
            given = model.generate(
                input_ids=coded["input_ids"],
                attention_mask=coded["attention_mask"],
                max_new_tokens=length,
                num_beams=1,
                do_sample=False,
            )[0]
        read = int(coded["input_ids"].shape[1])
        usage = {"prompt_tokens": read, "completion_tokens": len(given) - 1, "cut_tokens": whole - read}  # a start mark
        words = tokenizer.decode(given, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return words.strip(), tuple((name, float(value)) for name, value in usage.items())

    def _limit(self, tokenizer: Any) -> int:
        stated = [one for one in (self._positions, tokenizer.model_max_length) if one and one < _NO_LIMIT]
        return int(min(stated, default=_LIMIT))

    def _loaded(self) -> tuple[Any, Any]:
        if self._ready is None:
            self._ready = _load(self._folder)
        return self._ready


def _load(folder: Path) -> tuple[Any, Any]:
    """The tokenizer and the model of a folder.

    Raises:
        ModelError: it cannot be loaded, or it lacks weights that would then be drawn at random.
    """
    import transformers

    from evalkit_metrics.judges.classifier import tokenizer_of

    try:
        tokenizer = tokenizer_of(folder)
        model, info = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # transformers, tokenizers and safetensors raise families of their own
        raise ModelError(f"{folder}: transformers cannot load it: {error}") from error
    if missing := sorted(info["missing_keys"]):
        raise ModelError(
            f"{folder}: the weights {', '.join(missing[:3])} are missing, so that the model would guess: expected the folder of"
            " a whole model, trained to summarise"
        )
    settings = model.generation_config
    settings.early_stopping, settings.length_penalty = False, 1.0  # of beams, of which there is one
    return tokenizer, model.float().eval().to(device())


def _length(model: Any) -> int:
    settings = model.generation_config
    if settings.max_new_tokens:
        return int(settings.max_new_tokens)
    stated = settings.max_length
    return int(stated) if stated and stated != _STATED else _LENGTH


def _unmarked(text: str, tokenizer: Any) -> str:
    """A text in which nothing reads as one of the tokenizer's marks: `</s>` in an article is text, not the end of it."""
    for mark in tokenizer.all_special_tokens:
        text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text
