"""The judgement of one summary, as a test asserts on it."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args

from ..errors import ConfigError
from ..records import FindingType

if TYPE_CHECKING:
    from ..runfile import CaseRecord, ClaimRecord, FindingRecord
    from .judge import Judged

__all__ = ["Faithfulness"]

_TYPES = get_args(FindingType)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Faithfulness:
    """What the metrics say of one summary. Beside a number it counts as the share of its claims that the source supports.

    Where nothing could be judged, as in an empty summary, no comparison with a number holds. By itself it is neither true nor
    false: `assert faithful(...)` would say nothing.

    Attributes:
        judged: the article and its case, as records of a run file; offsets are into `text` and the source without the blanks
            around them.
        checked: whether it comes from `no_findings`, and may stand alone in an assert.
    """

    judged: Judged
    checked: bool = False

    __array_ufunc__: ClassVar[None] = None  # so that numpy's numbers leave comparing to it

    @property
    def case(self) -> CaseRecord:
        """The judged summary: claims, and scores by metric."""
        return self.judged.cases[0]

    @property
    def text(self) -> str:
        """The summary without the blanks around it; the claims' and findings' offsets are into it."""
        return self.case.text

    @property
    def claims(self) -> tuple[ClaimRecord, ...]:
        """The claims with verdict, probability, evidence and findings, in order."""
        return self.case.claims

    @property
    def findings(self) -> tuple[FindingRecord, ...]:
        """The findings of all claims, in their order."""
        return tuple(found for claim in self.claims for found in claim.findings)

    @property
    def support(self) -> float | None:
        """Share of the claims that the source supports, in [0, 1]; None where no claim could be judged."""
        from .explanation import support_of

        return support_of(self.case)

    @property
    def supported(self) -> bool:
        """Whether the summary was judged and all of its claims stand, but for those that were abstained from."""
        from .explanation import not_judged

        return self.support == 1 and not_judged(self.case) is None

    @property
    def explanation(self) -> tuple[str, ...]:
        """The lines that a failing test shows: claims, findings with the words of both sides, evidence."""
        from .explanation import explained

        return tuple(explained(self.judged, self.case))

    def no_findings(self, *types: str) -> Self:
        """Gives the judgement itself if it has no finding of these types, or of any type if none is named.

        Raises:
            AssertionError: it has one, or was not judged by every metric; so a call by itself is a check too.
            ConfigError: there is no such type.
        """
        __tracebackhide__ = True
        from .explanation import not_judged

        for name in types:
            if name not in _TYPES:
                near = difflib.get_close_matches(name, _TYPES, n=1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                raise ConfigError(f"there is no type of finding {name!r}: {hint}known are {', '.join(_TYPES)}")
        found = [one.type for one in self.findings if not types or one.type in types]
        if found or not_judged(self.case):
            raise AssertionError("\n".join((f"findings: {', '.join(found) or 'not known'}", *self.explanation)))
        return replace(self, checked=True)

    def __bool__(self) -> bool:
        __tracebackhide__ = True
        if not self.checked:
            raise TypeError(
                "a judgement is neither true nor false: compare it, as in assert faithful(...) >= 0.9, or ask .supported or"
                " .no_findings()"
            )
        return True

    def __repr__(self) -> str:
        from .explanation import in_short

        return f"<{in_short(self.case)}>"

    def __str__(self) -> str:
        return "\n".join(self.explanation)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Faithfulness):
            return self.judged == other.judged
        return self._compared(operator.eq, other)

    def __ne__(self, other: object) -> bool:
        if isinstance(other, Faithfulness):
            return self.judged != other.judged
        return self._compared(operator.ne, other)

    __hash__ = None  # type: ignore[assignment]  # it equals numbers that differ from it in all else

    def __ge__(self, other: object) -> bool:
        return self._compared(operator.ge, other)

    def __gt__(self, other: object) -> bool:
        return self._compared(operator.gt, other)

    def __le__(self, other: object) -> bool:
        return self._compared(operator.le, other)

    def __lt__(self, other: object) -> bool:
        return self._compared(operator.lt, other)

    def _compared(self, by: Callable[[Any, Any], bool], other: object) -> bool:
        if isinstance(other, bool) or not isinstance(other, Real):
            return NotImplemented  # type: ignore[no-any-return]  # as its own type says, it may stand here
        support = self.support
        return support is not None and bool(by(support, other))
