"""The table of operators: what each plants or keeps, the type it counts as, and which findings name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from .edits import contractions, figures, marks, order, pronouns, voice, words
from .faults import dates, details, modality, names, negations, numbers, quantities, quotes
from .scene import Proposal, Scene

__all__ = ["OPERATORS", "TYPES", "Operator"]

Kind = Literal["fault", "edit"]
Propose = Callable[[Scene], Iterator[Proposal]]


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to change a claim.

    Attributes:
        name: what a mutant is called after; no two operators share it.
        kind: a fault is to be caught, an edit is not.
        type: the row that it counts in. Of a fault it is the type of the finding that names it best.
        fits: the finding types that name what was planted; empty for edits.
        propose: gives every change that it is sure of.
        rungs: the steps of its ladder, from the smallest; empty where it has none.
        says: what it does.
    """

    name: str
    kind: Kind
    type: str
    fits: frozenset[str]
    propose: Propose
    says: str
    rungs: tuple[str, ...] = ()


def _fault(  # noqa: PLR0917 - a row of the table
    name: str, of: str, fits: str, propose: Propose, says: str, rungs: tuple[str, ...] = ()
) -> Operator:
    return Operator(name, "fault", of, frozenset(fits.split()), propose, says, rungs)


def _edit(name: str, propose: Propose, says: str) -> Operator:
    return Operator(name, "edit", name, frozenset(), propose, says)


_RUNGS = tuple(numbers.RUNGS)

OPERATORS: tuple[Operator, ...] = (
    _fault("number-up", "number", "number unit", numbers.number_up, "a higher number", _RUNGS),
    _fault("number-down", "number", "number unit", numbers.number_down, "a lower number", _RUNGS),
    _fault("number-format", "number", "number unit", numbers.number_format, "digits or the point moved, million for billion"),
    _fault("date-earlier", "date", "date number", dates.date_earlier, "an earlier date", dates.RUNGS),
    _fault("date-later", "date", "date number", dates.date_later, "a later date", dates.RUNGS),
    _fault("name-inside", "name", "name role-swap quote-attribution", names.name_inside, "another person of the article"),
    _fault("name-outside", "name", "name quote-attribution", names.name_outside, "a person or place that the article never names"),
    _fault("role-swap", "role-swap", "role-swap number name", names.role_swap, "two that change places"),
    _fault("negation-added", "negation", "negation modality", negations.negation_added, "a not put in"),
    _fault("negation-removed", "negation", "negation modality omitted-hedge", negations.negation_removed, "a not taken out"),
    _fault("modality-up", "modality", "modality omitted-hedge", modality.modality_up, "surer than the article"),
    _fault("modality-down", "modality", "modality", modality.modality_down, "less sure than the article"),
    _fault("quantifier", "quantifier", "quantifier comparison number", quantities.quantifier, "all for most, at most for at least"),
    _fault("comparison", "comparison", "comparison quantifier", quantities.comparison, "fell for rose, less for more"),
    _fault("quote-wording", "quote-wording", "quote-wording", quotes.quote_wording, "a word between the marks that was not said"),
    _fault("quote-attribution", "quote-attribution", "quote-attribution name role-swap", quotes.quote_attribution, "another speaker"),
    _fault("omitted-hedge", "omitted-hedge", "omitted-hedge modality", modality.omitted_hedge, "a hedge left out"),
    _fault("invented-detail", "unsupported", "unsupported name", details.invented_detail, "a detail that nobody told"),
    _fault("fused-facts", "stitched", "stitched unsupported", details.stitched, "two facts of the article as cause and effect"),
    _edit("number-style", figures.number_style, "another notation of a number"),
    _edit("contraction", contractions.contraction, "did not / didn't"),
    _edit("synonym", words.synonym, "a word of the same synset"),
    _edit("clause-order", order.clause_order, "a clause or time moved to the front or the end"),
    _edit("voice", voice.voice, "active / passive"),
    _edit("quote-style", marks.quote_style, "straight / curly quotation marks"),
    _edit("pronoun-to-name", pronouns.pronoun_to_name, "the name for the pronoun"),
)  # fmt: skip
"""Every operator, faults before edits."""

TYPES: tuple[str, ...] = tuple(dict.fromkeys(one.type for one in OPERATORS))
"""Every type, in the order of the table."""
