"""Typed checks: rules that find one kind of fault each, on its words, without any model.

A check takes a claim beside the article (`Told`) and gives findings. `certain` ones decide a verdict, `likely` ones inform.
A check that is in doubt is silent: it would rather miss a fault than invent one.
"""

from __future__ import annotations

from collections.abc import Callable

from evalkit.metric import Finding
from evalkit.records import Claim

from ..index import ArticleIndex
from .names import check_names
from .numbers import check_numbers
from .quotes import check_quotes
from .told import Told

__all__ = ["CHECKS", "run_checks"]

Check = Callable[[Told], list[Finding]]

CHECKS: dict[str, Check] = {
    "number": check_numbers,
    "name": check_names,
    "quote-wording": check_quotes,
}
"""The checks by the type of their findings."""


def run_checks(claim: Claim, index: ArticleIndex) -> tuple[Finding, ...]:
    """All findings of a claim, in the order of their words."""
    told = Told(claim, index)
    found = [finding for check in CHECKS.values() for finding in check(told)]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.type)))
