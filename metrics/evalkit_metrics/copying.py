"""Copying: how a claim was taken from CONTENT, from which words, and what was changed on the way.

A claim's words are laid beside the one stretch of CONTENT that has most of them in order, and, apart from that, cut into
fragments of four words or more that CONTENT has anywhere. The classes, in the order in which they are asked:

* verbatim: CONTENT has the claim, character for character;
* near-verbatim: it has the same words in a row; case, quotation marks, other punctuation and blanks may differ;
* stitched: fragments of two or more places make the claim up, places between which CONTENT has another sentence or whose
  order it has the other way round;
* edited: one place has at least half of the claim's words in their order;
* abstracted: none has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.records import Claim, Copying, Origin, Piece
from evalkit.words import Word, is_content, words

from .index import ArticleIndex

__all__ = ["Place", "Trace", "to_origin", "traced"]

FRAGMENT = 4
"""Words of the shortest fragment that says where it was taken from."""

_CONTENT_WORDS = 2  # of them that say something by themselves: "at the end of the" stands anywhere
_EDITED = 0.5
_ADDED = 4  # words of a second place that the first one has not
_NEIGHBOURS = 2  # sentences that an edit may join
_WINDOWS = 4  # places that are tried as the one that was edited
_LONGEST = 400  # words of a claim that are aligned with one place; fragments alone are looked for beyond
_DELETED = 40  # words that may have been left out between two copied ones
_OCCURRENCES = 64  # of a run of four words that are followed: more have only texts that repeat themselves
_SIGNS = re.compile(r"[%$£€¥#@+=<>°]|(?<!\w)-(?=\d)")  # signs that are no words and say something


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the claim, `first` to before `last`, that CONTENT has in the same order from its word `source` on."""

    first: int
    last: int
    source: int


@dataclass(frozen=True, slots=True)
class Trace:
    """How a claim was taken from CONTENT.

    Attributes:
        index: the article's.
        words: the claim's words; offsets count from the start of `claim.text`.
        places: its copied words, in the claim's order.
    """

    claim: Claim
    index: ArticleIndex
    copying: Copying
    words: tuple[Word, ...]
    places: tuple[Place, ...]

    @property
    def sentence(self) -> int:
        """The number of the sentence of CONTENT that its first copied words stand in; that behind the last if none is copied."""
        return self.index.sentence_of(self.places[0].source) if self.places else len(self.index.article.sentences)


def traced(claim: Claim, index: ArticleIndex) -> Trace:
    """How a claim was taken from the index's article."""
    found = tuple(words(claim.text))

    def trace(copying: Copying, places: Sequence[Place]) -> Trace:
        return Trace(claim, index, copying, found, tuple(places))

    tokens = [word.text for word in found]
    run = next(index.runs(tokens), None)
    if run is not None:
        return trace(_as_it_stands(claim.text, found, run, index), [Place(0, len(found), run[0])])
    fragments = _fragments(tokens, index)
    single = _aligned(tokens, fragments, index)
    parts = _places_apart(tokens, fragments, single, index)
    if parts:
        return trace("stitched", parts)
    if found and sum(one.last - one.first for one in single) >= _EDITED * len(found) and index.says(tokens):
        return trace("near-verbatim", single)  # the same letters, cut into words elsewhere: "would n't"
    if found and sum(one.last - one.first for one in single) >= _EDITED * len(found):
        return trace("edited", single)
    return trace("abstracted", ())


def to_origin(trace: Trace) -> Origin:
    """A trace as a run file tells it: offsets of the files, and what was replaced, put in and left out."""
    longest = max((one.last - one.first for one in trace.places), default=0)
    position = round(trace.places[0].source / len(trace.index.words), 4) if trace.places else None
    return Origin(trace.claim.id, trace.copying, longest, position, tuple(_pieces(trace)))


def _as_it_stands(text: str, found: Sequence[Word], run: tuple[int, int], index: ArticleIndex) -> Copying:
    """Whether a claim whose words CONTENT has in a row is there to the last character, or has other signs."""
    content = index.article.content.text
    here = _SIGNS.findall(text[max(0, found[0].start - 1) : found[-1].end + 1])
    there = _SIGNS.findall(content[max(0, index.words[run[0]].start - 1) : index.words[run[1] - 1].end + 1])
    if here != there:
        return "edited"  # "5" is not "5%"
    return "verbatim" if text.strip() in content else "near-verbatim"


def _grams(index: ArticleIndex) -> dict[tuple[str, ...], list[int]]:
    """Where each run of four words of CONTENT stands."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(index.folded) - FRAGMENT + 1):
        places = found[index.folded[place : place + FRAGMENT]]
        if len(places) < _OCCURRENCES:
            places.append(place)
    return dict(found)


def _fragments(tokens: Sequence[str], index: ArticleIndex) -> list[Place]:
    """The longest runs of four words or more that CONTENT has too, from left to right; the next begins behind the last."""
    grams = index.once(_grams)
    folded = index.folded
    found = []
    at = 0
    while at <= len(tokens) - FRAGMENT:
        best = (0, 0)
        for start in grams.get(tuple(tokens[at : at + FRAGMENT]), ()):
            size = FRAGMENT
            while at + size < len(tokens) and start + size < len(folded) and tokens[at + size] == folded[start + size]:
                size += 1
            if size > best[0]:
                best = (size, start)
        if best[0]:
            found.append(Place(at, at + best[0], best[1]))
        at += max(1, best[0])
    return found


def _aligned(tokens: Sequence[str], fragments: Sequence[Place], index: ArticleIndex) -> list[Place]:
    """The claim's words that one place of CONTENT has in order: the place, of one or two sentences, with most of them."""
    if len(tokens) > _LONGEST:
        return list(_in_order(fragments))
    best: list[Place] = []
    most = 0
    for first, last in _candidates(tokens, fragments, index):
        pairs = _common(tokens, index.folded[first:last])
        if len(pairs) > most:
            most = len(pairs)
            best = list(_joined((here, first + there) for here, there in pairs))
    return best


def _in_order(fragments: Sequence[Place]) -> Iterator[Place]:
    """Those that stand in CONTENT in the claim's order."""
    behind = 0
    for one in fragments:
        if one.source >= behind:
            yield one
            behind = one.source + one.last - one.first


def _candidates(tokens: Sequence[str], fragments: Sequence[Place], index: ArticleIndex) -> Iterator[tuple[int, int]]:
    """Yields (first, behind the last) word of stretches of two sentences around the claim's words, the likeliest first."""
    bounds = index.bounds
    if not bounds:
        return
    votes: dict[int, float] = defaultdict(float)
    for one in fragments:
        for place in {index.sentence_of(one.source), index.sentence_of(one.source + one.last - one.first - 1)}:
            votes[place] += one.last - one.first
    wanted = {token for token in tokens if is_content(token)}
    for token in wanted:
        places = index.places.get(token, ())
        for sentence in {index.sentence_of(place) for place in places[:_OCCURRENCES]}:
            votes[sentence] += 1
    best = sorted(votes, key=lambda one: (-votes[one], one))[:_WINDOWS]
    for sentence in best:
        for first in (sentence, sentence - 1):
            if first >= 0:
                start, end = bounds[first][0], bounds[min(first + _NEIGHBOURS, len(bounds)) - 1][1]
                yield start, min(end, start + _LONGEST)


def _common(here: Sequence[str], there: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of places of a longest common subsequence."""
    rows = [[0] * (len(there) + 1) for _ in range(len(here) + 1)]
    for one in range(len(here) - 1, -1, -1):
        row, below = rows[one], rows[one + 1]
        for other in range(len(there) - 1, -1, -1):
            row[other] = below[other + 1] + 1 if here[one] == there[other] else max(below[other], row[other + 1])
    pairs = []
    one = other = 0
    while one < len(here) and other < len(there):
        if here[one] == there[other]:
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif rows[one + 1][other] >= rows[one][other + 1]:
            one += 1
        else:
            other += 1
    return pairs


def _joined(pairs: Iterator[tuple[int, int]]) -> Iterator[Place]:
    """Pairs of words as runs."""
    current: Place | None = None
    for here, there in pairs:
        if current and (here, there) == (current.last, current.source + current.last - current.first):
            current = Place(current.first, here + 1, current.source)
        else:
            if current:
                yield current
            current = Place(here, here + 1, there)
    if current:
        yield current


def _places_apart(
    tokens: Sequence[str], fragments: Sequence[Place], single: Sequence[Place], index: ArticleIndex
) -> list[Place]:
    """The fragments that make up a claim, if they stand in places apart and the one place has not their words too."""
    told = [one for one in fragments if sum(map(is_content, tokens[one.first : one.last])) >= _CONTENT_WORDS]
    if len(told) < 2:
        return []
    known = {place for one in single for place in range(one.first, one.last)}
    # What the one place lacks, as long as a fragment must be.
    added = [one for one in told if sum(place not in known for place in range(one.first, one.last)) >= _ADDED]
    if not added:
        return []
    groups = [index.sentence_of(one.source) for one in told]
    apart = any(after - before > 1 or after < before for before, after in pairwise(groups))
    return told if apart else []


def _pieces(trace: Trace) -> Iterator[Piece]:
    """What a claim has of CONTENT and what it has otherwise, in its order."""
    claim, index = trace.claim, trace.index
    offset = index.article.content.start

    def here(first: int, last: int) -> tuple[int, int]:
        return claim.start + trace.words[first].start, claim.start + trace.words[last - 1].end

    def there(first: int, last: int) -> tuple[int, int]:
        return offset + index.words[first].start, offset + index.words[last - 1].end

    done, source = 0, None
    for place in trace.places:
        size = place.last - place.first
        gap = 0 if source is None else place.source - source
        left_out = source is not None and 0 < gap <= _DELETED
        if place.first > done and left_out:
            yield Piece("replace", *here(done, place.first), *there(place.source - gap, place.source))
        elif place.first > done:
            yield Piece("insert", *here(done, place.first))
        elif left_out:
            yield Piece("delete", None, None, *there(place.source - gap, place.source))
        yield Piece("equal", *here(place.first, place.last), *there(place.source, place.source + size))
        done, source = place.last, place.source + size
    if trace.places and done < len(trace.words):
        yield Piece("insert", *here(done, len(trace.words)))
