"""The one sentence splitter: text to sentences with exact spans.

Made for the text of real news files: hard line breaks inside a sentence, quotations over paragraphs, headings and bullets
without a full stop, credits glued to sentences, "?" with a blank before it, initials, decimals, and the lower-cased,
tokenised text of old benchmarks ("... in the draw . vale scored ..."). English; other languages with sentence-final
punctuation are split by the same rules without their abbreviations.

How: every cluster of final punctuation, every glued full stop and every line break is a candidate; one question is asked
of each. The blanks between two sentences belong to neither.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .positions import LINE_END
from .records import Sentence

__all__ = ["BULLET", "VERSION", "paragraphs", "sentences"]

VERSION = 1
"""Raised when a boundary moves: numbers that rest on sentences are comparable only within one version."""

BULLET = re.compile(r"(?:[-*•‣▪●◦–—]|\(?\d{1,2}[.)])[ \t\u00a0]+(?=\S)")
"""A bullet sign at the start of a line, with the blanks behind it."""

_UNKNOWN = re.compile(r"\bUNK\b")  # what old summarisers wrote for a word outside their vocabulary
_OPENERS = "\"'“‘«‹([{`„¿¡"
_CLOSERS = "\"'”’»›)]}"
_APART_CLOSERS = r"(?:[ ](?:''|\"|”|'|-rrb-|\)|\[\d{1,3}\])(?=\s|$))*"
# Nothing in it is tried twice: a megabyte of question marks takes a second one no longer than the first.
_CANDIDATE = re.compile(
    rf"""
    (?<![.!?…])(?P<mark>(?:[.!?…]|(?<=[.!?…])\s(?=[.!?…]\s))++)         # the punctuation itself, ". . ." included
    (?P<closers>(?:[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\])*+{_APART_CLOSERS})
    (?=\s|$|(?P<glued>[A-Z“][a-z]))
    | (?P<wide>[。！？]+[」』”’）]*)
    """,
    re.VERBOSE,
)
_BREAK = re.compile(r"(?<![^\S\r\n])[^\S\r\n]*(?:\r\n|\n|\r)(?P<rest>\s*)")
_PARAGRAPH = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*")
_WORD_BEFORE = re.compile(r"[^\s\"“”‘(\[«,;:—–]+$")
_BLANKS = re.compile(r"\s*")
_TOKEN = re.compile(r"\S+")
_NAME_OF_FILE = re.compile(r"\S{0,80}?[/@_.]\w")
_NOT_BLANK = re.compile(r"\S")
_INITIALS = re.compile(r"[A-Za-z](?:\.[A-Za-z])*")

# Titles stand before a name and never end a sentence. From the CLDR's English suppressions and common news style.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev hon gen lt col maj capt cmdr cpl sgt adm brig pte cllr sen rep gov pres amb supt insp det"
    " messrs mme mlle st ste mt ft fr sgts cpls dep asst atty sec'y pvt const".split()
)
# Abbreviations that go on, whatever follows.
_GO_ON = frozenset("e.g i.e vs v viz cf al ca c approx esp incl resp eg ie".split())
# Abbreviations of a numbered thing: they go on before a number.
_BEFORE_NUMBER = frozenset(
    "no nos vol vols p pp fig figs sec secs art arts ch chap eq para pt ext tel est b d r circa flt rte hwy jan feb mar apr"
    " jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun".split()
)
# Abbreviations that may end a sentence: they do before a word that usually starts one.
_MAY_END = frozenset(
    "inc ltd co corp bros plc llc jr sr etc dept est univ assn ave blvd rd sq gmbh esq mfg intl".split()
)
_NOT_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b|[A-Z]{2,4}T?\b|(?:Eastern|Central|Pacific|Mountain|Greenwich|Local)\b"
)
# Words that open sentences far more often than they are part of a name.
_STARTERS = frozenset(
    "the a an this that these those it its he she they we you i his her their our my your there here in on at by for from"
    " with without to of as if when while where after before since until although though because but and or so yet nor"
    " however meanwhile then now still also even only just more most many some several few all both each every no not none"
    " another other such what why how who which whose is are was were will would can could should may might did does do has"
    " have had asked earlier later last next during despite under over about among between according both one two three four"
    " five six ten its it's he's she's they're we're i'm that's there's police officials critics supporters".split()
)
_SUBJECTS = frozenset("the a an he she they it we one his her their asked".split())
_SPEECH = (
    r"(?:said|says|say|asked|asks|ask|replied|replies|wrote|writes|added|adds|told|shouted|shouts|cried|wondered|wonders"
    r"|demanded|joked|called|exclaimed|whispered|yelled|answered|inquired|tweeted|posted|read|reads|insisted|began|muttered)"
)
_ATTRIBUTION = re.compile(rf"(?:[\w.'’-]+,?\s+){{0,5}}?{_SPEECH}\b", re.IGNORECASE)
_STOP_WITHIN = re.compile(r"[.!?]\s+[A-Z]\w{2,}")
# Words that begin a sentence of their own rather than name the speaker of the question before them.
_NO_SPEAKER = _STARTERS - frozenset("the a an he she they it we one his her their asked".split())
_TERMINAL = re.compile(rf"[.!?…。！？](?:[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\])*{_APART_CLOSERS}$")
_ELLIPSIS = re.compile(rf"(?:\.\.+|…|(?:\. ){{2,}}\.?)[{re.escape(_CLOSERS)}]*$")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text and what is known of it as a whole."""

    text: str
    lower: bool  # written without capitals, as tokenised benchmark text is


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of the stretches between blank lines, without the blanks around them."""
    start = 0
    for match in _PARAGRAPH.finditer(text):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def sentences(text: str, start: int = 0) -> tuple[Sentence, ...]:
    """Splits a text into sentences.

    Args:
        text: any text.
        start: offset of its first character, added to the offsets of the sentences.

    Returns:
        The sentences in order. They do not overlap, none is empty or begins or ends with a blank, and every character
        of `text` that is no blank lies in exactly one of them.
    """
    ends = sorted(set(_boundaries(_Text(text, _is_lower(text)))))
    found = []
    at = 0
    for end in (*ends, len(text)):
        for first, last in _trimmed(text, at, end):
            found.append(Sentence(text[first:last], start + first, start + last))
        at = end
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(stripped)


def _is_lower(text: str) -> bool:
    text = _UNKNOWN.sub("", text)
    letters = sum(map(str.isalpha, text))
    return letters >= 20 and sum(map(str.isupper, text)) * 200 < letters


def _boundaries(whole: _Text) -> Iterator[int]:
    """Offsets where a sentence ends: after its last character, or before the first of the next one."""
    text = whole.text
    for match in _CANDIDATE.finditer(text):
        end = match.end()
        if (
            match["wide"]
            or (match["glued"] and _splits_glued(text, match))
            or (not match["glued"] and end < len(text) and _splits(whole, match))
        ):
            yield end
    breaks = [match for match in _BREAK.finditer(text) if match.start() and match.end() < len(text)]
    if breaks:
        layout = _Layout(text)
        yield from (match.start() for match in breaks if _splits_at_break(whole, match, layout))


def _splits_glued(text: str, match: re.Match[str]) -> bool:
    """A full stop without the blank behind it ("on Friday.The ..."), told from names of hosts and files."""
    if match["mark"] not in {".", "?", "!"}:
        return False
    word = text[_word_start(text, match.start()) : match.start()]
    return word.isalpha() and len(word) >= 3 and word[1:].islower() and not _NAME_OF_FILE.match(text, match.end())


def _word_start(text: str, end: int) -> int:
    """Start of the word that ends at `end`; a word of more than 40 characters is no abbreviation."""
    found = _WORD_BEFORE.search(text, max(0, end - 40), end)
    return found.start() if found else end


def _splits(whole: _Text, match: re.Match[str]) -> bool:
    """Whether a cluster of punctuation that a blank follows ends a sentence there."""
    gap = _BLANKS.match(whole.text, match.end())
    if gap is None or gap.end() == len(whole.text) or LINE_END.search(gap[0]):
        return False  # a line break asks its own question
    return _ends_sentence(whole, match.start(), match["mark"], match["closers"], gap.end())


def _ends_sentence(whole: _Text, mark_start: int, mark: str, closers: str, at: int) -> bool:
    """Whether `mark` with its `closers` ends a sentence, `at` being where the next word stands."""
    text = whole.text
    opened = at
    while opened < len(text) and (text[opened] in _OPENERS or (text[opened].isspace() and text[at] in _OPENERS)):
        opened += 1
    word = _token_at(text, opened)
    lower = word[:1].islower() and not re.match(r"[a-z]{1,2}[A-Z]", word)
    if mark == "…" or (len(mark) > 1 and set(mark) <= set(".… ")):
        apart = mark_start == 0 or text[mark_start - 1].isspace()  # " ... ", as tokenised text has it
        return not lower or (whole.lower and apart)
    if mark[-1] in "!?":
        return (whole.lower or not lower) and not _is_attributed(text, closers, at, lower=lower, opened=opened > at)
    if lower:
        return whole.lower and not _is_abbreviation(text, mark_start, word, lower=True)
    if closers.strip() and not (closers.strip() == ")" and _opens_name(word)):
        return True
    return not _is_abbreviation(text, mark_start, word, lower=False)


def _is_attributed(text: str, closers: str, at: int, *, lower: bool, opened: bool) -> bool:
    """Whether what stands at `at` tells who spoke the question that `closers` end ("asked Mr Bell", "Bell said")."""
    attribution = _ATTRIBUTION.match(text, at)
    if attribution is None or not any(sign in closers for sign in "\"”’'»"):
        return False
    if lower:
        return True
    return not opened and _word(attribution[0]) not in _NO_SPEAKER and not _STOP_WITHIN.search(attribution[0])


def _token_at(text: str, at: int) -> str:
    """What stands at `at`, up to the next blank."""
    found = _TOKEN.match(text, at)
    return found[0] if found else ""


def _word(text: str) -> str:
    """The first word of a text in lower case, without the punctuation around it."""
    return _token_at(text, 0).lower().strip(_OPENERS + _CLOSERS + ".,;:!?")


def _opens_name(word: str) -> bool:
    return word[:1].isupper() and _word(word) not in _STARTERS


def _is_abbreviation(text: str, mark_start: int, following: str, *, lower: bool) -> bool:
    """Whether the full stop at `mark_start` belongs to an abbreviation that goes on with `following`."""
    begin = _word_start(text, mark_start)
    word = text[begin:mark_start].strip(_OPENERS + _CLOSERS)
    plain = word.lower()
    starts = _word(following) in _STARTERS and (lower or following[:1].isupper())
    if plain in _TITLES:
        return plain != "st" or lower or not starts
    if plain in _GO_ON and (plain not in {"v", "c", "ca"} or word.islower()):
        return True
    if plain in _BEFORE_NUMBER and following[:1].isdigit():
        return True
    if plain in {"no", "nos"}:
        return False
    if plain in {"am", "pm"} or plain.endswith(".m"):
        return lower or bool(_NOT_AFTER_CLOCK.match(following))
    if plain in _MAY_END:
        return lower or not starts
    if re.fullmatch(r"\d{1,2}", word) and (begin == 0 or text[begin - 1] in "\r\n"):
        return True  # a list number at the start of its line
    if not _INITIALS.fullmatch(word):
        return False
    if lower or len(word) > 1:
        return lower or not starts
    return word.isupper() and not starts and (word != "I" or begin == 0)


def _splits_at_break(whole: _Text, match: re.Match[str], layout: _Layout) -> bool:
    """Whether a sentence ends at a line break or blank line."""
    text = whole.text
    at = match.end()
    if BULLET.match(text, at):
        return True
    stop = match.start()
    before = text[max(0, stop - 60) : stop]
    blank_line = LINE_END.search(match["rest"]) is not None
    opened = at
    while opened < len(text) - 1 and text[opened] in _OPENERS:
        opened += 1
    lower = text[opened].islower()
    if _ELLIPSIS.search(before):
        return not lower or (whole.lower and before.endswith(" ..."))
    if _TERMINAL.search(before):
        if blank_line and not lower:
            return True
        last = [*_CANDIDATE.finditer(before)][-1]
        if last["wide"] or (blank_line and not last["closers"]):
            return True
        return _ends_sentence(whole, stop - len(before) + last.start(), last["mark"], last["closers"], at)
    if lower:
        return whole.lower and blank_line
    if before.endswith((",", ";", "-", "–", "—", "(", "&", "/")):
        return False
    return blank_line or not layout.is_wrapped(stop, _token_at(text, at))


class _Layout:
    """The physical lines of a text, to tell a line broken by its width from one that ends there."""

    _AMID = frozenset(
        "a an the of in on at to for from by with and or but that as is was were are be his her their its mr mrs dr said".split()
    )
    _LEAST = 45  # shorter lines are headings, bylines, captions

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        self._widest: list[int] = []
        for first, last in paragraphs(text):
            ends = [match.start() + first for match in LINE_END.finditer(text[first:last])]
            starts = [first, *(match.end() + first for match in LINE_END.finditer(text[first:last]))]
            widest = max(end - start for start, end in zip(starts, [*ends, last], strict=True))
            self._starts += starts
            self._widest += [widest] * len(starts)

    def is_wrapped(self, end: int, following: str) -> bool:
        """Whether the line that ends at `end` was broken for want of room for `following`, or amid a phrase."""
        row = bisect_right(self._starts, end) - 1
        line = self._text[self._starts[row] : end].rstrip()
        if line.rsplit(None, 1)[-1].lower() in self._AMID:
            return True
        widest = self._widest[row]
        return len(line) >= self._LEAST and widest <= 120 and len(line) + len(following) + 1 > widest * 0.88
