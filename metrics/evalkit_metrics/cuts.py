"""Cuts: what a highlight left behind in the sentence that it was cut out of, where that changes what it says.

"Police deny that", "it is possible that" or "according to its maker" stand at the edge of a sentence, where a cut goes; without
them the rest is copied word for word and yet another statement. So does a quotation that came without its speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalkit.metric import Finding
from evalkit.records import Certainty, FindingType
from evalkit.words import is_content

from .checks.quotes import quotations
from .copying import Trace
from .index import ArticleIndex

__all__ = ["check_cuts"]

_SAYS = (
    r"(?:sa(?:ys?|id|ying)|t(?:ells?|old)\s(?:\S+\s){1,4}?|adds?|added|insist(?:s|ed)|argue[sd]?|believe[sd]?|thinks?|thought|writes?|wrote|warn(?:s|ed)"
    r"|announced?|announces|reports?|reported|explain(?:s|ed)|stat(?:es|ed)|suggest(?:s|ed)|predict(?:s|ed)|estimate[sd]?|conclude[sd]?)"
)
_SAYING = re.compile(rf"\b(?:{_SAYS}|according|called|asked)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed)|reject(?:s|ed)|doubt(?:s|ed)?|disput(?:es|ed)|untrue|false|myth|wrong)\b"
    r"|\bno\s(?:evidence|proof|sign|suggestion|indication|question)\b|\bnot\s(?:true|the\scase|clear|know|sa(?:y|id)|believe|think|confirm(?:ed)?)\b"
    r"|n['’]t\s(?:true|know|say|believe|think|confirm)\b|\bnever\ssaid\b|\bunclear\b|\bunlikely\b)"
    r"(?:\s(?:the\s)?(?:claims?|reports?|suggestions?|allegations?|rumours?|idea|it))?(?:\s(?:that|whether|if|of))?\s*[,:]?\s*[\"“]?$",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"(?:\b(?:possible|alleg(?:e[sd]?|ations?|edly)|accus(?:es|ed)\s(?:\S+\s){1,4}of|suspect(?:s|ed)?|rumou?rs?|fears?|feared|hopes?|hoped"
    r"|claim(?:s|ed)?|understood|thought|believed|reportedly|apparently|perhaps|maybe|supposedly|hint(?:s|ed)|speculat\w+|appears?|seems?|likely|imagine)\b"
    r"(?:\s(?:that|to))?|\b(?:if|unless|whether|in\scase|provided\sthat|as\sif|as\sthough))\s*[,:]?\s*[\"“]?$",
    re.IGNORECASE,
)
_TOLD = re.compile(rf"(?:\b{_SAYS}(?:\sthat)?|\baccording\sto\s(?:\S+\s?){{1,6}})\s*[,:]?\s*[\"“]?$", re.IGNORECASE)
_CONDITION = re.compile(
    r"[\s,]*(?:(?:but\s)?only\s)?(?:if|unless|provided\s(?:that)?|as\slong\sas|subject\sto)\b", re.IGNORECASE
)
_SAID_BEHIND = re.compile(
    rf"[\s,\"”]*(?:according\sto\b|(?:\S+\s){{0,4}}(?:{_SAYS}|claim(?:s|ed)?|allege[sd]?)\b|{_SAYS}\s)", re.IGNORECASE
)
_DOUBTED_BEHIND = re.compile(
    r"[\s,]*(?:(?:\S+\s){0,3}(?:claim(?:s|ed)?|allege[sd]?)\b|allegedly\b|reportedly\b|(?:is|was|were|are)\s(?:false|untrue|not\strue|a\smyth)\b)",
    re.IGNORECASE,
)
_Sign = tuple[FindingType, Certainty, re.Pattern[str], str]
_BEFORE: tuple[_Sign, ...] = (
    ("negation", "certain", _DENIED, "what denies it"),
    ("omitted-hedge", "certain", _HEDGED, "the doubt"),
    ("omitted-hedge", "likely", _TOLD, "who says so"),
)
_BEHIND: tuple[_Sign, ...] = (
    ("omitted-hedge", "certain", _DOUBTED_BEHIND, "the doubt"),
    ("omitted-hedge", "likely", _CONDITION, "the condition"),
    ("omitted-hedge", "likely", _SAID_BEHIND, "who says so"),
)
_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our|me|us|I['’](?:m|ve|d|ll)|we['’](?:re|ve|d|ll))\b")
_REACH = 90  # characters on either side of a cut that are looked at
_ALL = 0.9  # the share of a highlight's words that stand in quotation marks, where it is one quotation
_LEAST = 4  # words of a highlight that is judged so


def check_cuts(trace: Trace) -> list[Finding]:
    """Finds denials, hedges, conditions and speakers that a highlight was cut off from.

    Returns:
        Findings of the types `negation`, `omitted-hedge` and `quote-attribution`; the words of the source are those left out.
    """
    if not trace.places or trace.copying in {"stitched", "abstracted"} or len(trace.words) < _LEAST:
        return []
    unspoken = list(_unspoken(trace))
    found = [one for one in (*_before(trace), *_behind(trace)) if one.certainty == "certain" or not unspoken]
    # One of a type is enough to say, and the clearest says most.
    kept = {one.type: one for one in sorted(found, key=lambda one: one.certainty == "certain")}
    return [*kept.values(), *unspoken]


def _before(trace: Trace) -> Iterator[Finding]:
    """Yields what stood before the cut, in the same sentence."""
    first = trace.places[0]
    if first.first > 0 or first.last - first.first < _LEAST:
        return  # it has words of its own there
    index = trace.index
    content = index.article.content
    sentence = index.article.sentences[index.sentence_of(first.source)]
    at = index.words[first.source].start
    start = max(sentence.start - content.start, at - _REACH)
    lead = content.text[start:at]
    if not lead.strip(" \"“‘'"):
        return
    for kind, certainty, sign, what in _BEFORE:
        match = sign.search(lead)
        if match and not (sign is _TOLD and _is_told(trace)):
            yield _finding(trace, kind, certainty, what, (start + match.start(), at))
            return


def _is_told(trace: Trace) -> bool:
    """Whether a highlight says itself who says so, or tells it in words of its own: then a speaker is not cut off."""
    return trace.copying == "edited" or _SAYING.search(trace.claim.text) is not None


def _behind(trace: Trace) -> Iterator[Finding]:
    """Yields what stood behind the cut, in the same sentence."""
    last = trace.places[-1]
    if last.last < len(trace.words) or last.last - last.first < _LEAST:
        return
    index = trace.index
    content = index.article.content
    word = last.source + last.last - last.first - 1
    sentence = index.article.sentences[index.sentence_of(word)]
    at = index.words[word].end
    tail = content.text[at : min(sentence.end - content.start, at + _REACH)]
    for kind, certainty, sign, what in _BEHIND:
        match = sign.match(tail)
        if match and not (sign is _SAID_BEHIND and _is_told(trace)):
            yield _finding(trace, kind, certainty, what, (at, at + match.end()))
            return


def _finding(trace: Trace, kind: FindingType, certainty: Certainty, what: str, source: tuple[int, int]) -> Finding:
    claim, content = trace.claim, trace.index.article.content
    text = content.text[source[0] : source[1]]
    start = source[0] + len(text) - len(text.lstrip(' ,"”“'))
    end = source[0] + len(text.rstrip(' ,"“:'))
    left_out = " ".join(content.text[start:end].split())
    return Finding(
        kind, certainty,
        f"leaves out {what}: “{left_out}”",
        claim.start + trace.words[0].start, claim.start + trace.words[-1].end, content.start + start, content.start + end,
    )  # fmt: skip


def _quoted(index: ArticleIndex) -> tuple[tuple[int, int], ...]:
    """The quotations of CONTENT, as offsets into its text."""
    return tuple(quotations(index.article.content.text))


def _unspoken(trace: Trace) -> Iterator[Finding]:
    """Yields a highlight that is nothing but somebody's words, without whose they are."""
    claim, index = trace.claim, trace.index
    own = list(quotations(claim.text))
    inside = sum(any(first <= word.start < last for first, last in own) for word in trace.words)
    if own:
        alone = inside >= _ALL * len(trace.words)
    else:  # its marks were left out: then only "I" and "we" give it away
        spans = index.once(_quoted)
        there = [
            index.words[place.source + step].start for place in trace.places for step in range(place.last - place.first)
        ]
        within = sum(any(first <= start < last for first, last in spans) for start in there)
        alone = bool(there) and within >= _ALL * len(there) and _FIRST_PERSON.search(claim.text) is not None
    if alone and any(is_content(word.text) for word in trace.words):
        yield Finding(
            "quote-attribution", "likely", "is a quotation without its speaker", claim.start + trace.words[0].start,
            claim.start + trace.words[-1].end,
        )  # fmt: skip
