"""Typed checks: rules that find one kind of fault each, on its words, without any model.

A check takes a claim beside the article (`Told`) and gives findings. `certain` ones decide a verdict, `likely` ones inform.
A check that is in doubt is silent: it would rather miss a fault than invent one.
"""

from __future__ import annotations

from collections.abc import Callable

from evalkit.metric import Finding
from evalkit.records import Claim

from ..index import ArticleIndex
from .attributions import check_attributions
from .comparisons import check_comparisons
from .dates import check_dates
from .exchanges import check_exchanges
from .modality import check_modality
from .multiples import check_multiples
from .names import check_names
from .negations import check_negations
from .numbers import check_numbers
from .quantifiers import check_quantifiers
from .quotes import check_quotes
from .roles import check_roles
from .told import Told
from .units import check_units

__all__ = ["CHECKS", "RELATIONS", "TYPES", "run_checks"]

Check = Callable[[Told], list[Finding]]

CHECKS: tuple[Check, ...] = (
    check_numbers,
    check_units,
    check_multiples,
    check_names,
    check_quotes,
    check_attributions,
    check_dates,
    check_exchanges,
    check_comparisons,
    check_quantifiers,
    check_negations,
    check_modality,
    check_roles,
)
"""The checks, in the order in which they are asked."""

RELATIONS: tuple[Check, ...] = (
    check_dates,
    check_exchanges,
    check_comparisons,
    check_quantifiers,
    check_negations,
    check_roles,
)
"""Those that find two texts telling the same thing differently; the others look for what a text has nothing of."""

TYPES = frozenset(
    {
        "number",
        "unit",
        "date",
        "name",
        "quote-wording",
        "quote-attribution",
        "comparison",
        "quantifier",
        "negation",
        "modality",
        "omitted-hedge",
        "role-swap",
    }
)
"""The types of their findings."""


def run_checks(claim: Claim, index: ArticleIndex) -> tuple[Finding, ...]:
    """All findings of a claim, in the order of their words.

    Where two of one type lie on the same words, the one that is certain is kept, and of two the one that has the article's words.
    """
    told = Told(claim, index)
    found: list[Finding] = []
    for one in sorted((finding for check in CHECKS for finding in check(told)), key=_worth):
        if not any(one.type == other.type and one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.type)))


def _worth(finding: Finding) -> tuple[bool, bool]:
    return finding.certainty != "certain", finding.source_start is None
