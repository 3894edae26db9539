"""Fitting the pair model: batches by length, bf16 arithmetic with fp32 master weights, AdamW, linear decay."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from .config import Fit, Stage
from .encoding import Encoded
from .network import PairModel

__all__ = ["batches", "fit", "rank_loss", "tensors"]

_REPORTED = 100  # steps between two lines of the log


def batches(found: Sequence[Encoded], tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Batches of rows of like length with at most `tokens` tokens, padding included, in random order.

    Twins come in the same batch, wherever it has room for all of them.
    """
    groups: dict[str, list[Encoded]] = {}
    for place, one in enumerate(found):
        groups.setdefault(one.twins or str(place), []).append(one)
    made: list[list[Encoded]] = [[]]
    width = 0
    for group in sorted(groups.values(), key=lambda group: (max(len(one.ids) for one in group), rng.random())):
        width = max(len(one.ids) for one in group)  # they rise, so that the last group is the widest
        if made[-1] and width * (len(made[-1]) + len(group)) > tokens:
            made.append([])
        for one in group:
            if width * (len(made[-1]) + 1) > tokens:
                made.append([])
            made[-1].append(one)
    rng.shuffle(made)
    return made


def tensors(batch: Sequence[Encoded]) -> tuple[torch.Tensor, ...]:
    """ids, segments, mask, claim, words, each [rows, tokens], and labels, [rows]; words are -1 where they do not count."""
    shape = (len(batch), max(len(one.ids) for one in batch))
    ids, segments, mask, claim = (np.zeros(shape, np.int64) for _ in range(4))
    words = np.full(shape, -1, np.int64)
    for place, one in enumerate(batch):
        size = len(one.ids)
        ids[place, :size] = one.ids
        segments[place, :size] = one.segments
        mask[place, :size] = 1
        claim[place, 1 : one.claim + 1] = 1
        words[place, 1 : one.claim + 1] = one.words
    labels = np.array([one.label for one in batch], np.float32)
    return tuple(torch.from_numpy(array) for array in (ids, segments, mask, claim, words, labels))


class _Masters:
    """fp32 copies of what is learnt, which the optimiser moves; the bf16 model is a copy of them."""

    def __init__(self, model: PairModel, config: Fit) -> None:
        self._learnt = {name: one for name, one in model.named_parameters() if one.requires_grad}
        self._copies = {name: nn.Parameter(one.detach().clone().float()) for name, one in self._learnt.items()}
        matrices = [one for one in self._copies.values() if one.ndim > 1]
        vectors = [one for one in self._copies.values() if one.ndim == 1]
        groups = [{"params": matrices, "weight_decay": config.decay}, {"params": vectors, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)

    def step(self, rate: float) -> None:
        """Moves the copies by the model's gradients, and the model after them."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        for name, one in self._learnt.items():
            self._copies[name].grad = None if one.grad is None else one.grad.float()
            one.grad = None
        nn.utils.clip_grad_norm_(self._copies.values(), 1.0)
        self._optimizer.step()
        with torch.no_grad():
            for name, one in self._learnt.items():
                one.copy_(self._copies[name])

    def weights(self) -> dict[str, torch.Tensor]:
        """What was learnt, in fp32."""
        return {name: one.detach().clone() for name, one in self._copies.items()}


def fit(
    model: PairModel, made: Sequence[Sequence[Encoded]], config: Fit, stage: Stage, seed: int
) -> dict[str, torch.Tensor]:
    """Fits a model in one pass over batches, and prints a line every 100 steps.

    Returns:
        what was learnt, by name, in fp32; the word embeddings are not among it.

    Raises:
        FloatingPointError: the loss is not finite.
    """
    torch.manual_seed(seed)
    masters = _Masters(model, config)
    model.bfloat16().train()
    seen, began = 0, time.monotonic()
    losses: list[tuple[float, float, float]] = []
    steps = len(made)
    for step, batch in enumerate(made, start=1):
        ids, segments, mask, claim, words, labels = tensors(batch)
        logit, doubts = model(ids, segments, mask, claim)
        loss = _claim_loss(logit, labels, config.smoothing)
        words_loss = _words_loss(doubts, words)
        twins_loss = rank_loss(logit, labels, [one.twins for one in batch])
        (loss + config.token_loss * words_loss + config.rank_loss * twins_loss).backward()
        masters.step(_rate(step / steps, stage))
        losses.append((float(loss.detach()), float(words_loss.detach()), float(twins_loss.detach())))
        if not np.isfinite(losses[-1][0]):
            raise FloatingPointError(f"the loss is not finite at step {step}: lower the rate")
        seen += mask.numel()
        if step % _REPORTED == 0:
            claims, tokens, twins = np.mean(losses[-_REPORTED:], axis=0)
            past = time.monotonic() - began
            print(
                f"step {step}/{steps} claims {claims:.4f} words {tokens:.4f} twins {twins:.4f} {seen / past:.0f} tokens/s {past:.0f} s",
                flush=True,
            )
    return masters.weights()


def _rate(done: float, stage: Stage) -> float:
    """The rate where a share of the steps is done: it rises for the warm-up, then falls in a line."""
    if done < stage.warm_up:
        return stage.rate * done / stage.warm_up
    return stage.rate + (stage.last_rate - stage.rate) * (done - stage.warm_up) / (1 - stage.warm_up)


def _claim_loss(logit: torch.Tensor, labels: torch.Tensor, smoothing: float) -> torch.Tensor:
    smooth = labels * (1 - 2 * smoothing) + smoothing
    return nn.functional.binary_cross_entropy_with_logits(logit.float(), smooth)


def rank_loss(logit: torch.Tensor, labels: torch.Tensor, twins: Sequence[str]) -> torch.Tensor:
    """Of each supported claim against each of its twins: what is common to them, only their difference can settle."""
    codes = {twin: number for number, twin in enumerate(dict.fromkeys(twins)) if twin}
    group = torch.tensor([codes.get(twin, -1 - place) for place, twin in enumerate(twins)])
    pairs = (group[:, None] == group[None, :]) & (labels[:, None] > labels[None, :])
    if not pairs.any():
        return torch.zeros(())
    difference = logit.float()[:, None] - logit.float()[None, :]
    return nn.functional.softplus(-difference[pairs]).mean()


def _words_loss(doubts: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
    """Over the tokens of which it is known; those that are not supported weigh three times, for they are few."""
    counted = words >= 0
    if not counted.any():
        return torch.zeros(())
    three = torch.tensor(3.0)
    return nn.functional.binary_cross_entropy_with_logits(
        doubts.float()[counted], words[counted].float(), pos_weight=three
    )
