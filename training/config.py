"""The recipe's settings, as `config.toml` has them."""

from __future__ import annotations

from pathlib import Path

import msgspec

__all__ = ["Config", "Fit", "Made", "Stage", "load"]


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pairs made of articles by rule: of which sets, and how many."""

    sets: tuple[str, ...]
    sentences: int
    mirrored: float
    compressed: float
    joined: float
    longer_names: float
    wrong_place: float


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pass over examples of its own: what share of them, and the rate at its start and at its end."""

    share: float
    rate: float
    last_rate: float
    warm_up: float


class Fit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the weights are fitted."""

    tokens_in_batch: int
    decay: float
    token_loss: float
    smoothing: float
    stages: tuple[Stage, ...]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the weights depend on beside data and code.

    Attributes:
        tokens: of a row.
        written: how often each written claim comes in an epoch.
        unlike: development sets that say nothing about whole summaries.
        labelled: by set, the rows of an epoch and the share of supported ones that get a twin.
    """

    seed: int
    tokens: int
    written: int
    unlike: tuple[str, ...]
    made: Made
    labelled: dict[str, tuple[int, float]]
    fit: Fit


def load(file: Path) -> Config:
    """The settings of a TOML file.

    Raises:
        OSError: it cannot be read.
        msgspec.ValidationError: a setting is missing, unknown or of another type; the message says which.
    """
    return msgspec.toml.decode(file.read_bytes(), type=Config)
