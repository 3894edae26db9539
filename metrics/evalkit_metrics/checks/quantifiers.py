"""Quantifiers: a claim may say less than the article ("some" of what are "most"), never more, and never of another share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.metric import Finding

from .told import Told, facing

__all__ = ["check_quantifiers"]

_GROUPS = {
    "all": "all every each both everyone everybody everything",
    "most": "most majority",
    "half": "half",
    "many": "many",
    "several": "several",
    "some": "some someone somebody something",
    "few": "few",
    "one": "only",
    "none": "none neither nobody nothing no",
}
_KIND = {word: kind for kind, words in _GROUPS.items() for word in words.split()}
# What a reader may make of each: "all" are also "many", and "most" are "more than half".
_ALLOWS = {
    "all": {"all", "most", "many", "several", "some"},
    "most": {"most", "many", "several", "some", "half"},
    "half": {"half", "many", "several", "some"},
    "many": {"many", "several", "some"},
    "several": {"several", "some", "many", "few"},
    "some": {"some", "several"},
    "few": {"few", "some", "several"},
    "one": {"one"},
    "none": {"none", "one"},
}


def check_quantifiers(told: Told) -> list[Finding]:
    """Finds quantifiers of a claim where the article has one in the same place that does not allow them."""
    found: dict[int, Finding] = {}
    for one in (one for beside in told.beside for one in facing(told, beside, _signs)):
        for first, last, kind in one.claim:
            for here, there, other in one.source:
                if first in found or kind in _ALLOWS[other]:
                    continue
                # Both stand right before the same words, so that they speak of the same things.
                if one.gap.claim[1] - last > 1 or one.gap.source[1] - there > 1 or one.gap.claim[1] == len(told.words):
                    continue
                span, source = told.span(first, last), told.source_span(one.beside.words[here:there])
                says, has = told.text(first, last), told.source_text(one.beside.words[here:there])
                found[first] = Finding(
                    "quantifier", "certain" if one.is_tight else "likely", f"says {says}, the article says {has}",
                    span.start, span.end, source.start, source.end,
                )  # fmt: skip
    return list(found.values())


def _signs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for place, word in enumerate(words):
        kind = _KIND.get(word)
        if kind is None:
            continue
        behind = words[place + 1] if place + 1 < len(words) else ""
        before = words[place - 1] if place else ""
        # What is no quantity: no longer, at most, half an hour, some 300, not only.
        if (word == "no" and behind in {"longer", "more", "one"}) or before in {"at", "not"}:
            continue
        if word in {"some", "only"} and (behind[:1].isdigit() or behind in {"a", "the"}):
            continue
        if word == "half" and behind in {"an", "a", "time", "century"}:
            continue
        if word == "only" and before not in {"the", "of"} and behind not in {"one", "some", "few"}:
            continue
        yield place, place + 1, kind
