"""What the command line says about systems beside their names."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ConfigError
from ..reading import Columns
from ..records import BlockKind

__all__ = ["SEED", "Options"]

SEED = 12345
"""Of an endpoint's sampling, and of `random:N`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Settings of all systems of a bench; each system looks at those that are its own.

    Attributes:
        block: what the texts become.
        columns: which columns of files of outputs are which (`id`, `summary`, `highlights`, `system`, `content`).
        prompt: the file of an endpoint's prompt; None for evalkit's own.
        temperature: what an endpoint is sent; None sends none.
        seed: likewise.
        max_tokens: of an answer, at most; None leaves it to the endpoint or the model.
        prompt_price: of a million tokens of prompts, in whatever currency; 0 if not known.
        answer_price: of a million tokens of answers, likewise.
        timeout: seconds that a command has for one article.
        retries: how often a command or an endpoint is asked again about an article that it failed on.
        at_once: requests in flight to one endpoint, at most.
        offline: whether the network is forbidden; a server on this machine may be asked all the same.

    Raises:
        ConfigError: a number is out of its range.
    """

    block: BlockKind = "SUMMARY"
    columns: Columns = field(default_factory=Columns)
    prompt: Path | None = None
    temperature: float | None = 0.0
    seed: int | None = SEED
    max_tokens: int | None = None
    prompt_price: float = 0.0
    answer_price: float = 0.0
    timeout: float = 60.0
    retries: int = 2
    at_once: int = 4
    offline: bool = False

    def __post_init__(self) -> None:
        rules = (
            ("temperature", self.temperature, 0.0),
            ("max_tokens", self.max_tokens, 1),
            ("prompt_price", self.prompt_price, 0.0),
            ("answer_price", self.answer_price, 0.0),
            ("retries", self.retries, 0),
            ("at_once", self.at_once, 1),
        )
        for name, value, least in rules:
            if value is not None and not (math.isfinite(value) and value >= least):
                raise ConfigError(f"{name}={value}: expected a number of at least {least:g}")
        if not (math.isfinite(self.timeout) and self.timeout > 0):
            raise ConfigError(f"timeout={self.timeout}: expected seconds, more than 0")
