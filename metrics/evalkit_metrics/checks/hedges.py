"""Hedges: the words that make a statement less than a fact ("may", "is accused of", "denied that"), and the verb they govern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.words import Word, is_content, stem

from ..index import ArticleIndex

__all__ = ["ADVERB", "CLAUSES", "FILLERS", "IRREGULAR", "PAST", "Hedge", "base_form", "hedges", "hedges_of_sentence"]

ADVERB = (
    r"(?:(?!(?:re|app|supp|comp|rep|f|imp|fami)ly )[a-z]+ly|also|still|even|soon|now|then|once|again|already|never)"
)
FILLERS = "a an the in on at of its his her their as more most one too over under no to about".split()
_AFTER_BE = rf"(?P<be>be|been) (?:(?:{ADVERB}|being|{'|'.join(FILLERS)}) )*"
# What stands between a hedge and the verb it governs: "may | not yet have been fully | tested".
_TAIL = rf"(?:{ADVERB} )*(?P<not>not )?(?:{ADVERB} )*(?:have )?(?:{_AFTER_BE})?(?:{ADVERB} )?(?P<verb>[a-z][^ ]*)"
_DOING = r"(?P<verb>[a-z]+ing)\b"
_AUXILIARY = r"(?:(?:had|has|have|was|were|is|are) )?"
_NOUNS = r"(?:claims?|reports?|suggestions?|rumou?rs?|allegations?|accusations?)"
_NOW = r"(?:is|are|'s|been)"
_PLANNING = r"(?:planning|preparing|due|set|scheduled|poised|expected|likely)"
_PATTERNS = tuple(
    (kind, re.compile(rf"\b{pattern}"))
    for kind, pattern in (
        ("may", rf"(?:may|might) {_TAIL}"),
        ("could", rf"could {_TAIL}"),
        ("planned", rf"(?:plans|intends|aims|{_NOW} {_PLANNING}) to {_TAIL}"),
        ("meant", rf"(?:plan|intend|aim|planned|intended|aimed|hoped|wanted|(?:was|were) {_PLANNING}) to {_TAIL}"),
        ("hoped", rf"(?:hopes?|hoping|wants?|wishes|would like|favourite|frontrunner|tipped) to {_TAIL}"),
        ("hoped", rf"(?:considering|considers|mulling|weighing up|undecided) (?:about )?(?:whether )?to {_TAIL}"),
        ("hoped", rf"(?:considering|considers|mulling|contemplating|thinking (?:of|about)) {_DOING}"),
        (
            "tried",
            r"(?:tried|tries|trying|attempted|attempting|threatened|threatening|threatens) to (?P<verb>[a-z][^ ]*)",
        ),
        (
            "accused",
            rf"(?:(?:accused|suspected|suspicion) of|charged with|den(?:y|ies|ied|ying)) (?:having )?(?:{_AFTER_BE})?{_DOING}",
        ),
        ("accused", rf"(?:alleged|suspected|rumou?red) to {_TAIL}"),
        (
            "said",
            rf"(?:is|are|was|were|been) (?:believed|thought|understood|feared|reported|presumed|assumed) to {_TAIL}",
        ),
        ("said", rf"(?:appear(?:s|ed)?|seem(?:s|ed)?) to {_TAIL}"),
        ("allegedly", rf"(?:allegedly|supposedly|purportedly|possibly|perhaps|maybe) {_AUXILIARY}{_TAIL}"),
        ("said", rf"(?:reportedly|apparently|seemingly|probably|presumably) {_AUXILIARY}{_TAIL}"),
        ("denied", rf"den(?:y|ies|ied|ying)(?: {_NOUNS})? that "),
        (
            "denied",
            rf"(?:(?:dismiss|reject)(?:es|ed|ing)? {_NOUNS}|no (?:evidence|proof|confirmation|sign|indication)) that ",
        ),
        (
            "denied",
            r"(?:not|\w+n't|cannot|declin(?:es?|ed)|refus(?:es?|ed)) (?:yet |to )*(?:confirm|say|know|clear|known|decided?)(?:ed)? (?:that|whether|if) ",
        ),
        ("denied", r"(?:unclear|unknown|undecided|unsure|decid(?:e|ing)|investigating|rule out) (?:that|whether|if) "),
        (
            "claimed",
            r"(?:claim(?:s|ed)|alleg(?:es|ed)|hint(?:s|ed)|suggest(?:s|ed)|suspect(?:s|ed)|fear(?:s|ed)|believe(?:s|d)|thinks|thought) (?:that |(?!(?:to|of|in|by|for|as) ))",
        ),
        (
            "claimed",
            r"(?:speculated|possible|possibility|claim|suggestions?|rumou?rs?|allegations?|accusations?|theory is) that ",
        ),
    )
)
CLAUSES = frozenset({"denied", "claimed"})
"""Kinds that govern a clause, not a verb."""
_BE = frozenset("is are was were be been being".split())
IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "rise rose risen;fall fell fallen;go went gone goes;lose lost;win won;sell sold;buy bought;leave left;take took taken;"
        "make made;build built;begin began begun;break broke broken;bring brought;come came;find found;get got;give gave given;"
        "hold held;keep kept;meet met;pay paid;run ran;send sent;speak spoke spoken;spend spent;stand stood;steal stole stolen;"
        "tell told;write wrote written;shoot shot;strike struck stricken;grow grew grown;become became;fight fought;lead led;"
        "know knew known;see saw seen;drive drove driven;withdraw withdrew withdrawn;hide hid hidden;choose chose chosen;"
        "draw drew drawn;fly flew flown;throw threw thrown;hear heard;feel felt"
    ).split(";")
    for form in forms.split()
}
PAST = frozenset(form for form, base in IRREGULAR.items() if form not in {base, "goes"})
"""Past forms and participles of the irregular verbs of news."""


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge among words: its kind, its places, the place of the verb or clause it governs, what stands in the verb's group."""

    kind: str
    first: int
    verb: int
    be: bool
    denied: bool


def _known(_index: ArticleIndex) -> dict[int, tuple[Hedge, ...]]:
    """The hedges of those sentences of an article that were asked for, by number."""
    return {}


def hedges_of_sentence(index: ArticleIndex, number: int) -> tuple[Hedge, ...]:
    """The hedges of a sentence of CONTENT, looked for on first asking."""
    known = index.once(_known)
    if number not in known:
        known[number] = tuple(hedges(index.words[slice(*index.bounds[number])], index.article.content.text))
    return known[number]


def hedges(words: Sequence[Word], text: str) -> Iterator[Hedge]:
    """Yields the hedges among the words of a sentence."""
    # The month of May has its capital everywhere.
    tokens = [
        "May" if n and word.text == "may" and text[word.start] == "M" else word.text for n, word in enumerate(words)
    ]
    joined = " ".join(tokens)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(joined):
            first = joined.count(" ", 0, match.start())
            groups = match.groupdict()
            verb = joined.count(" ", 0, match.start("verb") if groups.get("verb") else match.end())
            group = {*tokens[first + 1 : verb], *tokens[max(0, first - 1) : first]}
            be = groups.get("be") is not None or (
                match[0].split()[0].endswith(("ly", "perhaps", "maybe")) and bool(group & _BE)
            )
            named = kind in {"may", "could"} and not be and tokens[min(verb, len(tokens) - 1)] in PAST  # "Ms May said"
            if verb >= len(tokens) or (named and "have" not in match[0]):
                continue
            if kind not in CLAUSES and not is_content(tokens[verb]):
                continue
            yield Hedge(kind, first, verb, be, groups.get("not") is not None)


def base_form(word: str) -> str:
    """The base of a verb in any form, or its stem: "rose" and "risen" are both "rise"."""
    base = IRREGULAR.get(word) or IRREGULAR.get(stem(word)) or stem(word)
    return base[:-1] if base[-1:] == base[-2:-1] else base  # "boycotted" and "boycott" have two stems
