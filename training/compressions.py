"""Compressions: a sentence with parts of it left out, as extractive and compressive summarisers write.

What is left out narrows nothing: an insertion, an aside at either end, a prepositional phrase, an adjective, a first name, one
of two coordinated clauses. Sentences with a word that turns such an omission round ("no", "only", "if") are left whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["COMPRESSIONS", "compressed"]

Compression = Callable[[str, random.Random], str]

_TURNING = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|only|without|if|unless|whether|deni\w+|fail\w*|refus\w+|few|hardly|except|until|all|every|any)\b|n['’]t\b",
    re.IGNORECASE,
)
_KEPT_ADJECTIVES = frozenset(
    "former alleged fake false only first last second third next same other late future potential possible would-be failed more most"
    " less least fewer own prime vice deputy united new high one two three four five six seven eight nine ten".split()
)
_PHRASE = re.compile(
    r"\s(?:in|on|at|during|after|before|for|with|from|near|outside|inside|since|within|following|despite|across|through|under|over)"
    r"\s(?:(?:the|a|an|his|her|their|its|this|last|next)\s)?(?:[\w'’£$€%.-]+\s){0,3}?[\w'’£$€%-]+"
    r"(?=[,.;]|\s(?:and|but|who|which|that|when|while|in|on|at|after|before|for|with|from|to|as|by|was|were|is|are|has|have|had|will|would|said)\b)"
)
_SUBJECT = re.compile(
    r"(?P<subject>(?:[A-Z]|the |The |a |A )[\w'’ -]{2,50}?)\s(?=(?:is|was|are|were|has|have|had|will|would|can|could|should|may|might|did|said|told|[a-z]{3,}ed)\b)"
)


def compressed(sentence: str, rng: random.Random, *, most: int = 3) -> str:
    """A sentence after 1 to `most` compressions drawn at random; the sentence itself where none is safe or fits."""
    if _TURNING.search(sentence):
        return _short_names(sentence, rng)
    done = sentence
    left = rng.randint(1, most)
    for compression in rng.sample(list(COMPRESSIONS.values()), k=len(COMPRESSIONS)):
        shorter = _tidy(compression(done, rng))
        if shorter != done and len(shorter.split()) >= 5:
            done, left = shorter, left - 1
        if not left:
            break
    return done


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([.,;!?])", r"\1", " ".join(text.split()))
    text = re.sub(r",\s*([.;!?])", r"\1", text).strip(" ,;")
    return text[:1].upper() + text[1:]


def _no_insertion(sentence: str, rng: random.Random) -> str:
    """Without what stands between two commas, two dashes or in brackets."""
    found = [
        *re.finditer(r",\s[^,;:\"“”]{3,90},(?=\s)|\s[-–—]\s[^-–—\"“”]{3,90}\s[-–—](?=\s)|\s\([^()]{1,80}\)", sentence)
    ]
    return _without(sentence, rng.choice(found)) if found else sentence


def _no_end(sentence: str, rng: random.Random) -> str:
    """Without what stands behind a late comma, or behind a conjunction that opens a clause."""
    found = [
        match for match in re.finditer(
            r"(?:,\s|\s(?:and|but|while|as|after|when|where|because|although|which|who|before|following|since|so that|by [a-z]+ing|[a-z]{3,}ing)\s)[^\"“”]*?(?=[.!?]?$)",
            sentence,
        )
        if match.start() > 25
    ]  # fmt: skip
    return _without(sentence, rng.choice(found)) if found else sentence


def _no_start(sentence: str, rng: random.Random) -> str:
    """Without what stands before the first comma."""
    del rng
    match = re.match(r"[A-Z][^,\"“”]{2,70},\s", sentence)
    return sentence[match.end() :] if match and len(sentence) - match.end() > 30 else sentence


def _no_phrase(sentence: str, rng: random.Random) -> str:
    """Without a prepositional phrase."""
    found = [match for match in _PHRASE.finditer(sentence) if match.start() > 8]
    return _without(sentence, rng.choice(found)) if found else sentence


def _no_adjective(sentence: str, rng: random.Random) -> str:
    """Without a word between an article and a noun, or an adverb."""
    found = [
        match for match in re.finditer(r"(?:(?<=\bthe)|(?<=\ba)|(?<=\bhis)|(?<=\bher)|(?<=\btheir)|(?<=\bits))\s([a-z-]{4,})(?=\s[a-z-]{4,}\b)", sentence)
        if match[1] not in _KEPT_ADJECTIVES and not match[1].endswith(("ed", "ing", "s"))
    ]  # fmt: skip
    found += re.finditer(
        r"\s(?:also|already|still|currently|recently|really|very|quite|just|later|then|now|today|yesterday|[a-z]{4,}ly)(?=\s)",
        sentence,
    )
    return _without(sentence, rng.choice(found)) if found else sentence


def _short_names(sentence: str, rng: random.Random) -> str:
    """A first name, or what stands before a name ("midfielder", "Mr"), left out."""
    found = [*re.finditer(r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Sir)\.?\s(?=[A-Z])", sentence)]
    found += re.finditer(
        r"(?<![A-Z][a-z])(?<![\w.’'-])(?<!The )(?<!the )[A-Z][a-z]{2,}\s(?=[A-Z][a-z]{3,}(?:\s[a-z]|[,.']))", sentence
    )
    found += re.finditer(r"(?<=\s)[a-z]{5,}(?:er|or|man|ist|ent)\s(?=[A-Z][a-z]+\s[A-Z])", sentence)
    return _without(sentence, rng.choice(found)) if found else sentence


def _one_clause(sentence: str, rng: random.Random) -> str:
    """The second of two coordinated predicates, with the subject of the first."""
    del rng
    match = _SUBJECT.match(sentence)
    second = re.search(
        r",?\s(?:and|but)\s(?=(?:is|was|are|were|has|have|had|will|would|can|could|did|said|told|[a-z]{3,}ed)\b)",
        sentence,
    )
    if not match or not second or second.start() < match.end() or '"' in sentence:
        return sentence
    return match["subject"] + " " + sentence[second.end() :]


def _without(sentence: str, match: re.Match[str]) -> str:
    return sentence[: match.start()] + " " + sentence[match.end() :]


COMPRESSIONS: dict[str, Compression] = {
    "insertion": _no_insertion,
    "end": _no_end,
    "start": _no_start,
    "phrase": _no_phrase,
    "adjective": _no_adjective,
    "name": _short_names,
    "clause": _one_clause,
}
"""Every compression by what it leaves out."""
