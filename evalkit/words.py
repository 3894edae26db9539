"""The one tokenizer for counting words: Unicode words in lower case, with what is written inside them.

`U.K`, `1,200.50`, `don't` and `Jean-Noël` are one word each; curly apostrophes count as straight ones, and a
possessive 's is no part of its word. Used wherever words are counted or compared; ROUGE alone keeps the tokenizer of its
reference implementation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .remembered import remembered

__all__ = ["FUNCTION_WORDS", "Word", "is_content", "stem", "words"]

_WORD = re.compile(r"[^\W_]+(?:[.,'’&/-](?=[^\W_])[^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")

_LONGEST = 64  # the stemmer's time grows with the square of a word's length
# The closed classes of English: determiners, pronouns, prepositions, conjunctions, auxiliaries, and adverbs of degree.
FUNCTION_WORDS = frozenset(
    """a an the this that these those such same other another each every either neither both all any some no none
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves one ones who whom whose which what whatever whoever
    of in on at by for from with without to into onto upon over under about above below between among through during before
    after since until till against within along across behind beyond near off out up down around toward towards amid amidst
    despite except per via as than like unlike
    and or but nor so yet if unless because although though while whereas whether when whenever where wherever how why
    am is are was were be been being have has had having do does did doing done will would shall should can could may might
    must ought cannot can't won't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't shouldn't
    couldn't not n't there here then now also too very much more most less least many few several just only even still
    again ever never already almost quite rather""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case and its offsets in the text it was found in."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return list(_words(text))


@remembered(512)
def _words(text: str) -> tuple[Word, ...]:
    found = []
    for match in _WORD.finditer(text):
        bare, start = match[0], match.start()
        if "'" in bare or "’" in bare:
            bare = _POSSESSIVE.sub("", bare) or bare
            found.append(Word(bare.lower().replace("’", "'"), start, start + len(bare)))
        else:
            found.append(Word(bare.lower(), start, match.end()))
    return tuple(found)


def is_content(word: str) -> bool:
    """Whether a word in lower case says something by itself."""
    return word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball (Porter 2) English stem of a word in lower case; numbers and what is too long for a word stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isalpha() and len(word) <= _LONGEST else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # it brings no types

    return snowballstemmer.stemmer("english")
