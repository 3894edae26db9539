"""What differs between a case as the run has it and as it is computed now, to the claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from .. import runfile
from ..runfile import CaseRecord, ClaimRecord, MetricRecord
from .outcome import Difference

__all__ = ["Comparing"]

_BY = {"votes": ("vote", "tier"), "scores": ("", "metric")}  # lists whose items have names
_ONE_OF = {"evidence": "evidence", "findings": "finding", "pieces": "piece", "passages": "passage"}


@dataclass(slots=True)
class Comparing:
    """Compares what a run says with what is computed.

    Attributes:
        tolerance: how far numbers may lie apart; 0 for none. All else has to be equal.
        values: how many single values were compared.
        within: how many of them lie apart, and no more than the tolerance.
    """

    tolerance: float
    values: int = 0
    within: int = 0

    def case(self, old: CaseRecord, new: CaseRecord) -> Iterator[Difference]:
        """The differences of one case, scores first, then claim by claim."""
        new = _as_written(new)
        place: dict[str, Any] = {"case": old.id, "path": old.path, "field": old.field}
        for what, one, other in self._between("", _plain(old.scores), _plain(new.scores), "scores"):
            yield Difference(what, one, other, line=old.line, column=old.column, **place)
        for before, after in zip(old.claims, new.claims, strict=True):
            for what, one, other in self._between("", _judgement(before), _judgement(after)):
                yield Difference(
                    what, one, other, claim=before.id, text=before.text, line=before.line, column=before.column, **place
                )

    def metric(self, old: MetricRecord, new: MetricRecord) -> Iterator[Difference]:
        """The differences of what the header says of a metric: its measures, and how right it was measured to be."""
        for name in ("measures", "reliability"):
            for what, one, other in self._between(name, *(_plain(getattr(each, name)) for each in (old, new))):
                yield Difference(f"header {old.name} {what}", one, other)

    def _between(self, name: str, old: Any, new: Any, kind: str = "") -> Iterator[tuple[str, Any, Any]]:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            for key in (*old, *(key for key in new if key not in old)):
                inner = name if key == "values" else _joined(name, "" if key in _BY or key in _ONE_OF else key)
                yield from self._between(inner, old.get(key), new.get(key), key)
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for number, (one, other) in enumerate(zip(old, new, strict=True), start=1):
                yield from self._between(_joined(name, _item(kind, number, one)), one, other)
        elif isinstance(old, list) and isinstance(new, list):
            yield _joined(name, f"number of {kind or name}"), len(old), len(new)
        else:
            self.values += 1
            if old != new or type(old) is not type(new):
                if self._is_near(old, new):
                    self.within += 1
                else:
                    yield name, old, new

    def _is_near(self, old: Any, new: Any) -> bool:
        both = isinstance(old, float) and isinstance(new, float)
        return both and abs(old - new) <= self.tolerance + 1e-12  # the bound itself counts: 0.501 - 0.5 is above 0.001


def _joined(*names: str) -> str:
    return " ".join(name for name in names if name)


def _item(kind: str, number: int, one: Any) -> str:
    """How one of a list is called: by its name where it has one, else by its number."""
    if kind in _BY:
        word, key = _BY[kind]
        return _joined(word, one[key])
    return f"{_ONE_OF.get(kind, '')} {number}".strip()


def _judgement(claim: ClaimRecord) -> dict[str, Any]:
    """What was found of a claim. What it is was compared before."""
    names = ("verdict", "probability", "tier", "votes", "evidence", "findings", "origin")
    return {name: _plain(getattr(claim, name)) for name in names}


def _plain(value: Any) -> Any:
    plain = msgspec.to_builtins(value)
    return list(plain) if isinstance(plain, Sequence) and not isinstance(plain, str) else plain


def _as_written(case: CaseRecord) -> CaseRecord:
    """A case as a run file gives it back."""
    read = runfile.decode(runfile.encode(case))
    assert isinstance(read, CaseRecord)  # noqa: S101 - what goes in comes out
    return read
