"""The recipe's settings, as `config.toml` has them."""

from __future__ import annotations

from pathlib import Path

import msgspec

__all__ = ["Config", "Fit", "Made", "Stage", "load"]


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pairs made of articles by rule: of which sets, and in which shares."""

    sets: tuple[str, ...]
    mirrored: float
    compressed: float
    joined: float
    longer_names: float
    wrong_place: float


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pass over examples of its own.

    Attributes:
        tokens: of a row, at most.
        labelled: how many of the labelled rows, as a share of a whole pass; no set gives more than it has.
        sentences: of each article, at most, of which pairs are made.
        written: how often each written claim comes.
        rate: the rate of learning behind the warm-up, which falls in a line to `last_rate`.
        warm_up: the share of steps in which it rises from 0.
    """

    tokens: int
    labelled: float
    sentences: int
    written: int
    rate: float
    last_rate: float
    warm_up: float


class Fit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the weights are fitted.

    Attributes:
        averaged: share of the last stage's weights in what ships; the rest is of the stage before it.
    """

    tokens_in_batch: int
    decay: float
    token_loss: float
    rank_loss: float
    smoothing: float
    averaged: float
    stages: tuple[Stage, ...]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the weights depend on beside data and code.

    Attributes:
        tokens: of a row, in use and in fitting the join.
        unlike: development sets that say nothing about whole summaries.
        labelled: by set, the rows of a whole pass and the share of supported ones that get a twin.
    """

    seed: int
    tokens: int
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
