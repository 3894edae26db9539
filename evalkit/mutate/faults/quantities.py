"""Another quantity without a figure: all for most, few for many, at most for at least; and the other direction: fell for rose.

A closed table. The old word stands in the sentences that tell the claim, the new one in none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..scene import Change, Proposal, Scene

__all__ = ["comparison", "quantifier"]

_QUANTIFIERS = (
    (r"\bmost(?= (?:of the |of |[a-z]{3,}s\b))", ("few", "almost none") , "most"),
    (r"\bmany(?= (?:of the |of |[a-z]{3,}s\b))", ("few", "all"), "many"),
    (r"\bsome(?= of )", ("all", "none"), "some"),
    (r"\bsome(?= [a-z]{4,}s\b)", ("all",), "some"),
    (r"\bseveral\b", ("hundreds of",), "several"),
    (r"(?<!nearly )(?<!almost )(?<!at )(?<!after )\ball(?= (?:the|[a-z]{4,}s\b))(?! the (?:same|more))", ("few of", "hardly any of"), "all"),
    (r"\bnearly all\b", ("hardly any",), "nearly all"),
    (r"\bevery\b(?= [a-z]{3,})(?! \d| (?:other|time|now|second|two|three|few))", ("hardly any",), "every"),
    (r"\bnone of\b", ("most of",), "none of"),
    (r"\bhalf of\b", ("all of",), "half"),
    (r"\ba third\b(?= (?:of|fewer|more|less)\b)", ("a tenth", "nine tenths"), "a third"),
    (r"\btwo thirds\b(?= of\b)", ("a quarter",), "two thirds"),
    (r"\ba quarter\b(?= (?:of|fewer|more|less)\b)(?! of an)", ("two thirds",), "a quarter"),
    (r"\bat least\b(?= [€$£\d])", ("at most",), "at least"),
    (r"\bup to\b(?= [€$£\d])", ("no less than",), "up to"),
    (r"\btwice\b(?= (?:as|the|its|that))", ("four times",), "twice"),
    (r"\bmajority\b(?= of)", ("minority",), "majority"),
    (r"\balways\b", ("seldom",), "always"),
    (r"\bboth\b(?= [a-z]+ (?:were|are|have|had|will|was)\b)", ("neither of the",), "both"),
)  # fmt: skip
_PAIRS = (
    "rose/fell", "risen/fallen", "rise/fall", "rises/falls", "increase/decrease", "increased/decreased", "increases/decreases", "grew/shrank",
    "grown/shrunk", "gained/lost", "won/lost", "higher/lower", "highest/lowest", "larger/smaller", "largest/smallest", "longer/shorter",
    "longest/shortest", "strongest/weakest", "stronger/weaker", "faster/slower", "fastest/slowest", "older/younger", "oldest/youngest",
    "better/worse", "best/worst", "earlier/later", "earliest/latest", "more/less", "more/fewer", "cheaper/dearer", "before/after", "first/last",
    "above/below", "north/south", "east/west", "northern/southern", "eastern/western", "opened/closed", "accepted/rejected", "approved/rejected",
    "majority/minority", "profit/loss", "supports/opposes", "support/oppose", "supported/opposed",
)  # fmt: skip
_OPPOSITES: dict[str, list[str]] = {}
for _pair in _PAIRS:
    _one, _, _other = _pair.partition("/")
    _OPPOSITES.setdefault(_one, []).append(_other)
    _OPPOSITES.setdefault(_other, []).append(_one)
_OPPOSITES["in favour of"] = ["against"]  # "against" may also stand between two figures
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_OPPOSITES, key=len, reverse=True))})(?![\w-])")
# Where a word of the table is of another kind: "the first", "lost their homes", "more than", "no more", "rise in the sun".
_NOT_HERE = re.compile(r"\b(?:no|any|once|at|some|not|never|one or|the day|or|even) $")
_NEEDED = {
    "more": r" (?:than|[a-z]+(?:ly)? than)\b|(?<=% more)| slowly| quickly", "less": r" (?:than|often)\b", "fewer": r" [a-z]+",
    "first": r" (?:half|third|quarter|place|round|game)\b", "last": r" (?:half|third|quarter|place|round|game)\b",
    "before": r" (?:the|a|his|her|its|their|he|she|it|they)\b", "after": r" (?:the|a|his|her|its|their|he|she|it|they)\b",
    "won": r" (?:the|a|its|his|her|their)\b", "lost": r" (?:the match|the election|the seat|the vote|the case)\b", "support": r" the\b",
    "rise": r" (?:of|to|by|in)\b", "fall": r" (?:of|to|by|in)\b", "above": r" \d", "below": r" \d", "best": r" [a-z]+", "worst": r" [a-z]+",
    "later": r" than\b", "earlier": r" than\b", "better": r" than\b", "worse": r" than\b", "loss": r" of [€$£]", "profit": r" (?:of|rose|fell)\b",
    **dict.fromkeys(("rose", "fell", "risen", "fallen", "grew", "grown", "shrank", "shrunk"), r" (?:by|from|to)\b"),
}  # fmt: skip


def quantifier(scene: Scene) -> Iterator[Proposal]:
    """Yields claims of more, or fewer, than CONTENT says."""
    if not scene.telling or re.search(r"\b(?:not|no|never|none|hardly)\b|n['’]t\b", scene.text):
        return
    for pattern, news, told in _QUANTIFIERS:
        for match in re.finditer(pattern, scene.text, re.IGNORECASE):
            if scene.is_free(*match.span()) and told in scene.told:
                yield from _replaced(scene, match, news, "quantity")


def comparison(scene: Scene) -> Iterator[Proposal]:
    """Yields claims of the other direction: fell for rose, the smallest for the largest."""
    if not scene.telling or re.search(r"\b(?:not|no|never|neither|nor)\b|n['’]t\b", scene.text):
        return
    for match in _WORD.finditer(scene.text):
        needed = _NEEDED.get(match[0])
        if needed is not None and not re.compile(needed).match(scene.text, match.end()):
            continue
        if not scene.is_free(*match.span()) or _NOT_HERE.search(scene.text[: match.start()]):
            continue
        if re.search(rf"\b{match[0]}\b", scene.told):
            news = _OPPOSITES[match[0]]
            if match[0] == "more":
                counts = re.match(
                    r" (?:than )?(?:\d[\d,]* [a-z]|[a-z]+s\b)", scene.text[match.end() :]
                )  # of "40%" one has less
                news = (
                    ["fewer"]
                    if counts and not re.match(r" than (?:twice|half|a )", scene.text[match.end() :])
                    else ["less"]
                )
            yield from _replaced(scene, match, news, "direction")


def _replaced(scene: Scene, match: re.Match[str], news: Sequence[str], direction: str) -> Iterator[Proposal]:
    for new in news:
        if re.search(rf"\b{new}\b", scene.told):
            continue
        word = new[0].upper() + new[1:] if match[0][0].isupper() else new
        yield Proposal((Change(*match.span(), word),), direction)
