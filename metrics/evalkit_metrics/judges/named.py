"""The bigger judge that a user names, whichever kind it is."""

from __future__ import annotations

import math

from .judge import Judge

__all__ = ["named_judge", "prices"]


def prices(text: str) -> tuple[float, float]:
    """What a million tokens of the prompt and of the answer cost, as "0.15,0.60" says it; (0, 0) for "".

    Raises:
        ValueError: the text is something else.
    """
    parts = text.split(",") if text.strip() else ["0", "0"]
    try:
        prompt, completion = map(float, parts)
    except ValueError:
        prompt = completion = -1.0
    if not all(math.isfinite(price) and price >= 0 for price in (prompt, completion)):
        raise ValueError(
            f"judge_price={text!r}: expected two prices, of a million tokens of the prompt and of the answer: 0.15,0.60"
        )
    return prompt, completion


def named_judge(model: str, labels: str, url: str, asked: str, price: str, *, offline: bool) -> Judge | None:
    """The judge that is named, or None where none is.

    Args:
        model: the path or hub name of a model on disk.
        labels: what its outputs mean, in order; empty where its config says it.
        url: the base URL of an endpoint.
        asked: the model that is asked there.
        price: what it costs, as `prices` reads it.
        offline: whether the network is forbidden.

    Raises:
        ModelError: the model is not to be had.
        ConfigError: the URL is none, or the endpoint may not be asked.
        ValueError: the price is none.
    """
    if model:
        from .opened import open_judge

        return open_judge(model, labels=labels, offline=offline)
    if url:
        from .endpoint import endpoint

        prompt, completion = prices(price)
        return endpoint(url, asked, offline=offline, prompt_price=prompt, completion_price=completion)
    return None
