"""Scores that the cache keeps between runs, for the metrics that evalkit brings.

A score depends on its case, on the metric's signature, and on the code that computes it, whose every byte is part of the key
here, with the versions of the libraries below it. So a changed line of a metric finds nothing kept, whatever its version says.
Plugins' scores are not kept: what they rest on is not known here; the results of their models are.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .devices import device
from .metric import Metric
from .records import Case, Score
from .store import Store, key

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KeptScores", "packed"]

_OWN = "evalkit_metrics"
_BELOW = ("chat",)
"""Folders of evalkit that metrics stand on, beside the modules at its top."""
_DISTRIBUTION = "evalkit-faithfulness"


class KeptScores:
    """The scores of one metric that a store keeps.

    Args:
        store: the cache.
        metric: one that `keeps` says yes to.
    """

    def __init__(self, store: Store, metric: Metric) -> None:
        self._store = store
        # All parameters, those too that no signature shows: two judges may share a host. Only a hash of it is ever stored.
        self._name = f"score:{metric.signature}|{metric!r}|{device()}|{_code()}"

    @staticmethod
    def keeps(metric: Metric) -> bool:
        """Whether a metric's scores are kept: it is one of evalkit's own, and its code can be read."""
        return type(metric).__module__.partition(".")[0] == _OWN and bool(_code())

    def get(self, cases: Sequence[bytes]) -> dict[int, Score]:
        """The scores that are kept, by the place of their case.

        Args:
            cases: what `packed` made of each.
        """
        keys = [key(self._name, one) for one in cases]
        found = self._store.get(keys)
        scores = {}
        for place, one in enumerate(keys):
            if one in found:
                with contextlib.suppress(msgspec.MsgspecError):  # what no score can be read from is computed anew
                    scores[place] = msgspec.msgpack.decode(found[one], type=Score)
        return scores

    def put(self, scores: Mapping[bytes, Score]) -> None:
        """Keeps scores, by what `packed` made of their case. One that failed is not kept: it may not fail again."""
        self._store.put(
            {
                key(self._name, case): msgspec.msgpack.encode(score)
                for case, score in scores.items()
                if score.status != "failed"
            }
        )


def packed(case: Case) -> bytes:
    """All that a case's scores may depend on, as 32 bytes."""
    return hashlib.blake2b(msgspec.msgpack.encode(case), digest_size=32).digest()


@lru_cache(maxsize=1)
def _code() -> str:
    """The sha256 of the code that scores are computed with, and of what its libraries' versions are; empty where it cannot be read."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    try:
        for line in sorted(requires(_DISTRIBUTION) or ()):
            digest.update(f"{line} {_installed(line)}\n".encode())
        for path in _files():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    except (OSError, PackageNotFoundError):
        return ""
    return digest.hexdigest()


def _installed(requirement: str) -> str:
    from packaging.requirements import Requirement

    try:
        return version(Requirement(requirement).name)
    except PackageNotFoundError:
        return ""


def _files() -> Iterator[Path]:
    """The modules of the metrics and of what they stand on, and the numbers beside their weights, in order.

    Raises:
        OSError: they are in no folder.
    """
    top = Path(__file__).parent
    spec = find_spec(_OWN)
    if spec is None or not spec.submodule_search_locations:
        raise OSError(f"{_OWN} is in no folder")
    yield from sorted(top.glob("*.py"))
    for name in _BELOW:
        yield from sorted((top / name).rglob("*.py"))
    for folder in spec.submodule_search_locations:
        yield from sorted(path for path in Path(folder).rglob("*") if path.suffix in {".py", ".json"})
