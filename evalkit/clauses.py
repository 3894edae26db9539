"""Compound sentences to clauses that stand by themselves.

A sentence is cut only where both sides are whole: a participle that reports ("..., implying that X"), a semicolon between
two clauses, or a comma with a coordinating word before a clause that brings its own subject and verb. What would lose its
subject ("..., and ruled out Y") or its antecedent ("..., which Z") stays with its sentence. Nothing is cut within
quotation marks or brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Clause", "clauses"]

_LEAST_WORDS = 4
_MOST = 4000  # a longer stretch is a table or a dump, no sentence to be taken apart

_REPORTING = (
    r"(?:imply|suggest|indicat|mean|not|add|say|stat|claim|warn|stress|argu|insist|emphasi[sz]|explain|reveal|confirm|announc"
    r"|acknowledg|admitt|conced|predict|hint|signall?|show|highlight|underlin|underscor|assert|alleg|reiterat|promis|vow"
    r"|point(?=ing out)|remark|declar|estimat|report|prov|demonstrat)ing(?: out)?"
)
_CUT = re.compile(
    rf"""
    ,\s+(?P<frame>(?:(?:thus|thereby|also|further|while)\s+)?{_REPORTING}\s+that)\s+
    | (?P<semicolon>;)\s+(?:(?:however|meanwhile|moreover|and|but),?\s+)?
    | ,\s+(?P<joint>and|but|while|whereas|although|though|yet)\s+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AUXILIARY = frozenset(
    "is are was were am be has have had will would can could may might must shall should do does did isn't aren't wasn't"
    " weren't hasn't haven't hadn't won't wouldn't can't cannot couldn't mustn't shouldn't don't doesn't didn't isn’t aren’t"
    " wasn’t weren’t hasn’t haven’t hadn’t won’t wouldn’t can’t couldn’t shouldn’t don’t doesn’t didn’t".split()
)
# Irregular pasts and the present forms that news summaries use most; regular pasts are known by their ending.
_FINITE = frozenset(
    "said says told tells went goes took takes made makes gave gives came comes saw sees got gets became becomes began begins"
    " kept keeps left leaves lost loses met meets put puts ran runs set sets stood stands thought thinks won wins wrote writes"
    " rose rises fell falls grew grows led leads held holds hit hits cut cuts cost costs spent spends sent sends brought brings"
    " bought buys built builds broke breaks chose chooses drew draws drove drives fought fights found finds flew flies forgot"
    " knew knows paid pays read reads sold sells shot shows showed sought seeks spoke speaks struck strikes swore taught threw"
    " understood woke wore wants needs hopes plans expects believes argues adds warns insists remains continues includes faces"
    " calls asks denies rejects supports opposes suggests claims describes reports reveals requires offers aims serves works"
    " lies lay arose beat bore bred dug fed felt fled hung heard hid hurt laid lent let lit meant overtook quit rang sank sat"
    " agreed agrees shook shut slept slid spread stole stuck swam swept swung tore underwent upheld withdrew withstood".split()
)
_PRONOUN = frozenset("he she it they we i you there this these those".split())
_DETERMINER = frozenset(
    "the a an his her its their our my your some many most several all no each both another one two three four five six seven"
    " eight nine ten few more any every other such critics officials police experts residents supporters opponents".split()
)
# Conjunctions that make what they open a part of another clause.
_SUBORDINATING = frozenset(
    "when if because while although though as since after before once until unless whereas".split()
)
# What stands between a subject and its verb: a relative clause or a participle, up to its comma.
_ASIDE = re.compile(
    r"(?P<subject>^[^,]*),\s+\w+ed\b[^,]*(?:,|$) | ,\s+(?:who|whom|whose|which|where)\b[^,]*(?:,|$)", re.VERBOSE
)
_WORD = re.compile(r"[\w'’-]+(?:\.[\w'’-]+)*|[^\w\s]")
_OPENING = re.compile(r"[\"“(\[]|(?<!\w)['‘]")
_CLOSING = {
    sign: re.compile(pattern)
    for sign, pattern in {'"': '"', "“": "”", "(": r"\)", "[": r"\]", "'": r"(?<=\S)'(?!\w)", "‘": r"’(?!\w)"}.items()
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its offsets there, and where its reporting words ("implying that") end, or `start`."""

    start: int
    end: int
    content: int


def clauses(sentence: str) -> tuple[Clause, ...]:
    """Cuts a sentence into the clauses that stand by themselves; one clause where there is nothing to cut, or far too much.

    The clauses do not overlap; between them stand only the commas and joining words that are no part of either.
    """
    if len(sentence) > _MOST:
        return (Clause(0, len(sentence), 0),)
    closed = list(_enclosed(sentence))
    found: list[Clause] = []
    start = content = 0
    for cut in _CUT.finditer(sentence):
        if any(first < cut.start() < last for first, last in closed):
            continue
        left = sentence[content : cut.start()]
        right = sentence[cut.end() :]
        if not (_stands(left) and _opens_clause(right, sure=cut["joint"] is None)):
            continue
        found.append(Clause(start, cut.start(), content))
        start, content = (cut.start("frame"), cut.end()) if cut["frame"] else (cut.end(), cut.end())
    found.append(Clause(start, len(sentence), content))
    return tuple(found)


def _enclosed(sentence: str) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of the outermost quotations and brackets. A sign that nothing closes encloses nothing."""
    end = 0
    unclosed: set[str] = set()
    for opening in _OPENING.finditer(sentence):
        sign = opening[0]
        if opening.start() < end or sign in unclosed:
            continue
        closing = _CLOSING[sign].search(sentence, opening.end())
        if closing is None:
            unclosed.add(sign)
        else:
            end = closing.end()
            yield opening.start(), end


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text)]


def _is_finite(word: str) -> bool:
    low = word.lower()
    return low in _AUXILIARY or low in _FINITE or (len(low) > 4 and low.endswith("ed") and not low.endswith("eed"))


def _stands(text: str) -> bool:
    """Whether a text has a finite verb of its own and does not hang on what follows."""
    words = _words(text)
    if len(words) < _LEAST_WORDS or (words[0].lower() in _SUBORDINATING and "," not in words):
        return False
    return any(_is_finite(word) for word in _words(_ASIDE.sub(r"\g<subject> ", text))[1:])


def _opens_clause(text: str, *, sure: bool) -> bool:
    """Whether a text begins with a subject and its finite verb, before the next comma; `sure` if a subject is certain."""
    words = _words(text[:400])[:24]
    if len(words) < _LEAST_WORDS:
        return False
    first = words[0]
    low = first.lower()
    if low in _PRONOUN:
        return any(_is_finite(word) for word in words[1:4])
    subject = low in _DETERMINER or first[:1].isupper() or first[:1].isdigit() or sure
    if not subject:
        return False
    for place, word in enumerate(words[1:], start=1):
        if word in {",", ";", ":", "that", "who", "which"}:
            return False
        if _is_finite(word):
            following = words[place + 1].lower() if place + 1 < len(words) else ""
            return word.lower() in _AUXILIARY or not (
                word.lower().endswith("ed") and following in {"by", "in", "at", "on"}
            )
    return False
