"""What a metric plugin sees: Metric, Measure, Context, Op.

A metric is its parameters and a pure function from cases to scores; nothing is stored on it. A subclass is a frozen
dataclass whose fields are its parameters. Model calls go through `Context.run`, which removes duplicates, asks the cache,
runs batches across articles and gives results back in order.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol, TypeVar, cast, runtime_checkable

from .records import (
    Case,
    Certainty,
    ClaimJudgement,
    Evidence,
    Finding,
    FindingType,
    Origin,
    Piece,
    Score,
    Verdict,
    Vote,
)

__all__ = [
    "Case",
    "ClaimJudgement",
    "Context",
    "Evidence",
    "Finding",
    "Loaded",
    "Measure",
    "Metered",
    "Metric",
    "Op",
    "Origin",
    "Packed",
    "Piece",
    "Reliability",
    "Score",
    "Sized",
    "Vote",
]

In_contra = TypeVar("In_contra", contravariant=True)
Out_co = TypeVar("Out_co", covariant=True)
In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that a metric gives per case.

    Attributes:
        name: key in `Score.values`.
        low, high: the range of its values; None where there is no bound.
        unit: what it counts: "share", "similarity", "probability", "words", "ratio".
        better: the direction of good, or "neither" for a number that only describes.
        help: one line that says what it is.
    """

    name: str
    low: float | None = 0.0
    high: float | None = 1.0
    unit: str = "share"
    better: Literal["higher", "lower", "neither"] = "higher"
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How right a metric's verdicts of one kind, or its findings of one type, were when they were measured.

    Attributes:
        tier: whose verdicts or findings; None for those of the metric as a whole.
        verdict: which verdict; None for a row of findings.
        finding, certainty: which findings, of which certainty; None for a row of verdicts.
        from_probability, to_probability: of verdicts with a P(supported) from the one on and below the other; None for all.
        precision: the share that was right, in [0, 1].
        low, high: its 95% interval.
        n: how many verdicts or findings were looked at, at least 1.
        about: one short line: on what it was measured, and what counted as right.
    """

    tier: str | None = None
    verdict: Verdict | None = None
    finding: FindingType | None = None
    certainty: Certainty | None = None
    from_probability: float | None = None
    to_probability: float | None = None
    precision: float
    low: float
    high: float
    n: int
    about: str


@runtime_checkable
class Op(Protocol[In_contra, Out_co]):
    """A batched pure function: an encoder, a pair scorer.

    `id` names the model, its revision (content hash) and every setting that changes a result; it keys the cache. A result
    depends on its own item alone, never on its batch-mates. Items and results are what MessagePack holds (str, numbers,
    bytes, tuples, lists, dicts) unless the Op also is `Packed`.
    """

    @property
    def id(self) -> str: ...

    def __call__(self, batch: Sequence[In_contra], /) -> Sequence[Out_co]: ...


@runtime_checkable
class Packed(Protocol):
    """An Op that says how its results become bytes and come back from them."""

    def pack(self, result: object, /) -> bytes: ...

    def unpack(self, data: bytes, /) -> object: ...


@runtime_checkable
class Sized(Protocol):
    """An Op that says how large an item is, so that batches can be made of items of like size."""

    def size(self, item: object, /) -> int: ...


@runtime_checkable
class Loaded(Protocol):
    """An Op that says when to load its model, so that its rate can be told without that. What is loaded stays loaded."""

    def load(self) -> None: ...


@runtime_checkable
class Metered(Protocol):
    """An Op that says what a result cost it, e.g. {"prompt_tokens": 412, "completion_tokens": 38}; a run sums it up."""

    def usage(self, result: Any, /) -> Mapping[str, float]: ...


class Context(ABC):
    """What a run gives to its metrics."""

    offline: bool
    """Whether the network is forbidden altogether."""

    @abstractmethod
    def run(self, op: Op[In, Out], items: Sequence[In]) -> list[Out]:
        """Gives `op`'s result for each item, in order, computing only what no earlier call computed."""


class Metric(ABC):
    """Base of all metrics. A subclass is a frozen dataclass; its fields are its parameters."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    """Raised when the numbers change."""
    versions: ClassVar[Mapping[int, str]] = {}
    """What each version changed, one line each; `evalkit explain-signature` tells it."""
    identity_help: ClassVar[Mapping[str, str]] = {}
    """What the names in `identity` mean that are no fields, or mean something else than the field of that name."""
    measures: ClassVar[tuple[Measure, ...]]
    requires: ClassVar[tuple[str, ...]] = ()
    """Optional distributions that it needs, e.g. ("torch>=2",) (PEP 508); imported inside functions, so that the class can
    be loaded without them."""

    @abstractmethod
    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        """Gives one score per case, in order. What cannot be scored has a status that says so, never a number."""

    def identity(self) -> Mapping[str, object]:
        """What tells this metric's numbers from another's: its parameters. Override to name a model by its content."""
        fields = dataclasses.fields(cast("Any", self))  # mypy does not know that subclasses are dataclasses
        return {field.name: getattr(self, field.name) for field in fields}

    @property
    def signature(self) -> str:
        """How the numbers are made, in one line, e.g. `rouge(stem=False)|v1`."""
        parameters = ", ".join(f"{key}={value!r}" for key, value in self.identity().items())
        return f"{self.name}({parameters})|v{self.version}"

    @property
    def reliability(self) -> tuple[Reliability, ...]:
        """How right its verdicts and findings were when they were measured, with these parameters; the report says it beside
        them. It changes no number and stands in no signature. Empty where nothing was measured.
        """
        return ()
