"""Attribution: a quotation must be said by whom the article lets say it.

A claim's quotation is looked up among the article's own. Who says it there is who stands beside the verb of saying that comes right
before or right behind the quotation; for "she said" it is the person who is meant, where that is sure. Where the article gives no
such name, or the claim none, nobody is blamed; nor is somebody whose name stands beside that verb as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.people import PRONOUNS
from evalkit.words import stem, words

from ..antecedents import antecedent, people_of
from ..index import ArticleIndex
from .names import named
from .quotes import quotations
from .told import Told

__all__ = ["check_attributions", "speaker_of"]

_SAYING = frozenset(
    stem(word)
    for word in "say says said saying tell tells told add adds added ask asks asked warn warned warns write writes wrote call calls"
    " called insist insisted argue argued note noted reply replied declare declared explain explained admit admitted tweet tweeted"
    " comment commented announce announced state stated joke joked recall recalled remark remarked conclude concluded claim claimed"
    " according shout shouted complain complained describe described think thinks thought believe believes believed answer answered"
    " continue continued promise promised urge urged suggest suggested murmur whisper cry cried agree agreed disagree disagreed".split()
)
_REACH = 8  # words between a quotation and its verb, or a verb and its name
_LEAST = 4  # words of a quotation whose speaker is looked up
_ENDS = re.compile(r"[.!?…][\"”’]?(?=\s|$)|\n\s*\n")
_ACCORDING = stem("according")
_POSSESSOR = re.compile(r"[\w.-]+(?:\s[A-Z][\w.-]*)*['’]s?\b")
_CLOSING = "\"”’'» "
_TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Sen|Gov|Rev|Capt|Lt|Col|Sgt|Insp|Cllr|St)\.$")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who says a quotation: the offsets of the name, or of the pronoun, and the clause that says so."""

    start: int
    end: int
    clause: str
    pronoun: str = ""


def check_attributions(told: Told) -> list[Finding]:
    """Finds quotations of a claim that the article has from somebody else."""
    claim, index = told.claim, told.index
    content = index.article.content
    for first, last in quotations(claim.text):
        own = speaker_of(claim.text, first, last)
        tokens = [word.text for word in words(claim.text[first:last])]
        if own is None or own.pronoun or len(tokens) < _LEAST:
            continue
        theirs = [_in_content(place, index) for place, _ in index.runs(tokens)]
        if not theirs or any(one is None for one in theirs):
            continue
        says = claim.text[own.start : own.end]
        names, beside = _stems(says), _stems(" ".join(_names(own.clause)))
        if any(
            one is not None and (names & _stems(one[1]) or beside & _stems(content.text[slice(*one[0])]))
            for one in theirs
        ):
            continue
        (start, end), _, sure = next(one for one in theirs if one is not None)
        has = content.text[start:end]
        return [
            Finding(
                "quote-attribution", "certain" if sure else "likely", f"lets {says} say what {' '.join(has.split())} says in the article",
                claim.start + own.start, claim.start + own.end, content.start + start, content.start + end,
            )
        ]  # fmt: skip
    return []


def speaker_of(text: str, first: int, last: int) -> _Speaker | None:
    """Who says a quotation, by the verb of saying right behind it or before it in its sentence; None where nobody is named.

    Args:
        first, last: the offsets of the quoted words.
    """
    end = last
    while end < len(text) and text[end] in _CLOSING + ",":
        end += 1
    stop = _sentence_end(text, end)
    quoted = text[last - 1 : end]
    if not re.search(r"[.!?…]", quoted.strip(_CLOSING)) or text[end : end + 1].islower():
        behind = _beside_verb(text, end, min(stop, _next_quote(text, end, stop)), before=False)
        if behind is not None:
            return behind
    start = max(
        (match.end() for match in _ENDS.finditer(text, 0, first) if not _TITLES.search(text, 0, match.start() + 1)),
        default=0,
    )
    return _beside_verb(text, start, first, before=True)


def _sentence_end(text: str, start: int) -> int:
    return next(
        (match.start() for match in _ENDS.finditer(text, start) if not _TITLES.search(text, 0, match.start() + 1)),
        len(text),
    )


def _next_quote(text: str, start: int, stop: int) -> int:
    return next((start + place for place, sign in enumerate(text[start:stop]) if sign in '"“„«'), stop)


def _beside_verb(text: str, start: int, stop: int, *, before: bool) -> _Speaker | None:
    """The name beside a verb of saying in a stretch that ends at a quotation (`before`) or begins behind one."""
    clause = text[start:stop]
    found = words(clause)
    verbs = [place for place, word in enumerate(found) if stem(word.text) in _SAYING]
    if before and found and clause.rstrip(_CLOSING + "“").endswith(":"):
        verbs.append(len(found) - 1)  # `Karl Fenn shook his head: "..."`
    if before:
        verbs = [place for place in verbs if len(found) - place <= _REACH or stem(found[place].text) == _ACCORDING]
    else:
        verbs = [place for place in verbs if place <= _REACH]
    if not verbs:
        return None
    verb = verbs[-1] if before else verbs[0]
    groups = [
        (group[0][0], group[-1][1]) for group in named(clause, first=True)
        if stem(clause[group[0][0] : group[0][1]].lower()) not in _SAYING
    ]  # fmt: skip
    ahead = [span for span in groups if span[1] <= found[verb].start and _is_subject(clause, span[0])]
    behind = [
        span for span in groups
        if span[0] >= found[verb].end and bisect_right([word.start for word in found], span[0]) - 1 - verb <= _REACH
    ]  # fmt: skip
    if stem(found[verb].text) == _ACCORDING and behind:
        return _Speaker(start + behind[0][0], start + behind[0][1], clause)
    direct = found[verb - 1].text if verb else ""
    if direct == "who" and not clause[: found[verb - 1].start].rstrip().endswith(","):
        return None  # "met the engineer who said"
    if direct in PRONOUNS or direct in {"they", "i", "we"}:
        word = found[verb - 1]
        return _Speaker(start + word.start, start + word.end, clause, direct) if direct in PRONOUNS else None
    # `"...," Aske said`, `Aske, the mayor, said: "..."`; else `"...," said the mayor, Lena Aske`
    chosen = (ahead[-1] if not before else ahead[0]) if ahead else (behind[0] if behind and not before else None)
    return _Speaker(start + chosen[0], start + chosen[1], clause) if chosen else None


def _is_subject(clause: str, start: int) -> bool:
    """Whether a name is no object of a preposition and no possessor: "of Merrow", "to the BBC", "Corvane's chief executive"."""
    return _POSSESSOR.match(clause, start) is None and not re.search(
        r"\b(?:of|in|at|to|for|from|with|by|about|near|on)\s(?:the\s)?$", clause[:start]
    )


def _quoted(index: ArticleIndex) -> tuple[tuple[int, int], ...]:
    """The quotations of CONTENT, in order."""
    return tuple(quotations(index.article.content.text))


def _in_content(place: int, index: ArticleIndex) -> tuple[tuple[int, int], str, bool] | None:
    """Who says the quotation that a word of CONTENT stands in: the name's offsets, all names beside the verb, whether that is sure."""
    at = index.words[place].start
    quote = next(((first, last) for first, last in index.once(_quoted) if first <= at < last), None)
    if quote is None:
        return None
    text = index.article.content.text
    found = speaker_of(text, *quote)
    if found is None:
        return None
    if not found.pronoun:
        return (found.start, found.end), " ".join(_names(found.clause)), True
    sentence = index.sentence_of(next(n for n, word in enumerate(index.words) if word.start >= found.start))
    meant = antecedent(found.pronoun, "", sentence, index.once(people_of), index)
    if meant is None:
        return None
    offset = index.article.content.start
    return (meant.start - offset, meant.end - offset), text[meant.start - offset : meant.end - offset], False


def _names(clause: str) -> Iterator[str]:
    for group in named(clause, first=True):
        yield clause[group[0][0] : group[-1][1]]


def _stems(text: str) -> set[str]:
    return {stem(word.text) for word in words(text)}
