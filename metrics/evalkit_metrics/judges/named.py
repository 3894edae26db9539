"""The bigger judge that a user names, whichever kind it is."""

from __future__ import annotations

from .judge import Judge

__all__ = ["named_judge"]


def named_judge(model: str, labels: str, url: str, asked: str, *, offline: bool) -> Judge | None:
    """The judge that is named, or None where none is.

    Args:
        model: the path or hub name of a model on disk.
        labels: what its outputs mean, in order; empty where its config says it.
        url: the base URL of an endpoint.
        asked: the model that is asked there.
        offline: whether the network is forbidden.

    Raises:
        ModelError: the model is not to be had.
        ConfigError: the URL is none, or the endpoint may not be asked.
    """
    if model:
        from .opened import open_judge

        return open_judge(model, labels=labels, offline=offline)
    if url:
        from .endpoint import endpoint

        return endpoint(url, asked, offline=offline)
    return None
