"""A claim beside the article, as the checks read it: its words, and the sentences of CONTENT that tell of the same, word by word.

Two sentences are laid beside each other by the longest common subsequence of their stems, in which a word that says something
by itself counts three times as much as one that does not. What stands between two matched words on either side is a *gap*: the
words in which claim and article part. Nearly every typed fault is one gap with the right kind of words on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.metric import Finding
from evalkit.records import Certainty, Claim, FindingType, Span
from evalkit.words import Word, is_content, stem, words

from ..index import ArticleIndex
from ..numerals import Number, numbers
from ..retrieval import coverage

__all__ = ["CLOSE", "Beside", "Facing", "Gap", "Told", "content_numbers", "facing"]

_MOST = 2  # sentences that a claim is laid beside
_LEAST = 0.4  # of the weight of its content words, which such a sentence has
_LONGEST = 80  # words of a claim or sentence that are laid beside others: the work grows with their product
_CONTENT, _FUNCTION = 3, 1
_EDGE = 4  # words before the first match and behind the last that still belong to it


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a claim and a sentence part: words of both between two matched ones, either of them empty at times.

    Attributes:
        claim: places of the claim's words, first and behind the last.
        source: places of the sentence's words, likewise.
    """

    claim: tuple[int, int]
    source: tuple[int, int]


@dataclass(frozen=True)
class Beside:
    """A claim laid beside one sentence of CONTENT.

    Attributes:
        number: the sentence's number in the article.
        cover: the weighted share of the claim's content words that it has, in [0, 1].
        words: the sentence's words; offsets count from the start of CONTENT's text.
        stems: their stems.
        pairs: places of the words matched, (claim, sentence), rising on both sides.
        size: how many words the claim has.
        own: their stems.
        weighs: whether each of them says something by itself.
    """

    number: int
    cover: float
    words: Sequence[Word]
    stems: Sequence[str]
    pairs: tuple[tuple[int, int], ...]
    size: int
    own: Sequence[str]
    weighs: tuple[bool, ...]

    @cached_property
    def crossed(self) -> frozenset[str]:
        """Stems of the claim in whose place the sentence has others, and which it has unmatched: "the old is shorter" where the
        new one is longer than the old.
        """
        matched = {there for _, there in self.pairs}
        free = {
            one for place, one in enumerate(self.stems) if place not in matched and is_content(self.words[place].text)
        }
        replaced = {
            one
            for gap in self.gaps
            if any(is_content(word.text) for word in self.words[slice(*gap.source)])
            for one, weighs in zip(self.own[slice(*gap.claim)], self.weighs[slice(*gap.claim)], strict=True)
            if weighs
        }
        return frozenset(replaced & free)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Where they part, in order: between matched words, and up to four words before the first and behind the last."""
        if not self.pairs:
            return ()
        (one, here), (other, there) = self.pairs[0], self.pairs[-1]
        before = Gap((max(0, one - _EDGE), one), (max(0, here - _EDGE), here))
        behind = Gap(
            (other + 1, min(self.size, other + 1 + _EDGE)), (there + 1, min(len(self.words), there + 1 + _EDGE))
        )
        between = (
            Gap((one + 1, other), (here + 1, there))
            for (one, here), (other, there) in zip(self.pairs, self.pairs[1:], strict=False)
        )
        return tuple(
            gap for gap in (before, *between, behind) if gap.claim[0] < gap.claim[1] or gap.source[0] < gap.source[1]
        )

    @cached_property
    def of_claim(self) -> dict[int, int]:
        """The place of the sentence's word that a place of the claim is matched with."""
        return dict(self.pairs)


@dataclass(frozen=True)
class Told:
    """A claim and the article, with what the checks derive of both, each once."""

    claim: Claim
    index: ArticleIndex

    @cached_property
    def words(self) -> list[Word]:
        """The claim's words; offsets count from the start of `claim.text`."""
        return words(self.claim.text)

    @cached_property
    def stems(self) -> list[str]:
        """Their stems."""
        return [stem(word.text) for word in self.words]

    @cached_property
    def is_verbatim(self) -> bool:
        """Whether CONTENT has the claim word for word."""
        return self.index.says([word.text for word in self.words])

    @cached_property
    def beside(self) -> tuple[Beside, ...]:
        """The claim laid beside the sentences that tell most of it, best first: at most two, with 0.4 of its weight or more.

        One that stands in CONTENT word for word is laid beside nothing: it cannot differ.
        """
        content = [one for one, word in zip(self.stems, self.words, strict=True) if is_content(word.text)]
        if not content or len(self.words) > _LONGEST or self.is_verbatim:
            return ()
        count = len(self.index.article.sentences)
        cover = [coverage(self.index, content, found) for found in self.index.window_stems[:count]]
        best = sorted((number for number in range(count) if cover[number] >= _LEAST), key=lambda one: -cover[one])
        return tuple(self._laid(number, cover[number]) for number in best[:_MOST])

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The claim's numbers."""
        return tuple(numbers(self.claim.text))

    def finding(
        self, kind: FindingType, certainty: Certainty, here: tuple[int, int], there: tuple[int, int]
    ) -> Finding:
        """A finding that sets words of the claim, by offsets in its text, against words of CONTENT, by offsets in its text."""
        content = self.index.article.content
        says, has = (
            " ".join(text[slice(*span)].split()) for text, span in ((self.claim.text, here), (content.text, there))
        )
        start = self.claim.start
        return Finding(
            kind, certainty, f"says {says}, the article says {has}",
            start + here[0], start + here[1], content.start + there[0], content.start + there[1],
        )  # fmt: skip

    def span(self, first: int, last: int) -> Span:
        """The file's span of the claim's words from `first` to before `last`."""
        return Span(self.claim.start + self.words[first].start, self.claim.start + self.words[last - 1].end)

    def text(self, first: int, last: int) -> str:
        """The claim's words from `first` to before `last`, as they stand there, blanks made single."""
        return " ".join(self.claim.text[self.words[first].start : self.words[last - 1].end].split())

    def source_span(self, found: Sequence[Word]) -> Span:
        """The file's span of neighbouring words of CONTENT."""
        start = self.index.article.content.start
        return Span(start + found[0].start, start + found[-1].end)

    def source_text(self, found: Sequence[Word]) -> str:
        """Neighbouring words of CONTENT as they stand there, blanks made single."""
        return " ".join(self.index.article.content.text[found[0].start : found[-1].end].split())

    def _laid(self, number: int, cover: float) -> Beside:
        first, last = self.index.bounds[number]
        there = self.index.words[first : min(last, first + _LONGEST)]
        stems = [stem(word.text) for word in there]
        weighs = tuple(is_content(one.text) for one in self.words)
        return Beside(
            number, cover, there, stems, tuple(_matched(self.stems, stems, weighs)), len(self.words), self.stems, weighs
        )


def content_numbers(index: ArticleIndex) -> tuple[Number, ...]:
    """CONTENT's numbers, to be asked of an index once; offsets count from the start of its text."""
    return tuple(numbers(index.article.content.text))


def _matched(claim: Sequence[str], source: Sequence[str], weighs: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yields the pairs of the heaviest common subsequence, rising."""
    width = len(source)
    best = [[0] * (width + 1) for _ in range(len(claim) + 1)]
    for one in range(len(claim) - 1, -1, -1):
        row, below, word = best[one], best[one + 1], claim[one]
        weight = _CONTENT if weighs[one] else _FUNCTION
        for other in range(width - 1, -1, -1):
            kept = max(below[other], row[other + 1])
            if word == source[other] and below[other + 1] + weight >= kept:
                kept = below[other + 1] + weight
            row[other] = kept
    one = other = 0
    while one < len(claim) and other < width:
        weight = _CONTENT if weighs[one] else _FUNCTION
        if claim[one] == source[other] and best[one][other] == best[one + 1][other + 1] + weight:
            yield one, other
            one, other = one + 1, other + 1
        elif best[one + 1][other] >= best[one][other + 1]:
            one += 1
        else:
            other += 1


@dataclass(frozen=True, slots=True)
class Facing:
    """Signs of one kind in a gap, on both sides.

    Attributes:
        beside: where it is.
        gap: the gap.
        claim: (first place, behind the last, value) of each sign of the claim within the gap; `source` likewise.
    """

    beside: Beside
    gap: Gap
    claim: tuple[tuple[int, int, str], ...]
    source: tuple[tuple[int, int, str], ...]

    @property
    def is_tight(self) -> bool:
        """Whether nothing but the signs, and a word or two, stands in the gap, and both sides know its borders."""
        (one, other), (here, there) = self.gap.claim, self.gap.source
        extra = (other - one) + (there - here) - sum(last - first for first, last, _ in (*self.claim, *self.source))
        return extra <= 1 and self.beside.cover >= CLOSE


CLOSE = 0.6
"""Weighted share of a claim's content words in a sentence that is taken to tell the same."""


def facing(
    told: Told, beside: Beside, signs: Callable[[Sequence[str]], Iterator[tuple[int, int, str]]]
) -> Iterator[Facing]:
    """Yields every gap in which the claim, or the sentence beside it, has a sign.

    Args:
        signs: yields (first, behind the last, value) of each sign among words in lower case.
    """
    here = tuple(signs([word.text for word in told.words]))
    there = tuple(signs([word.text for word in beside.words]))
    if not here and not there:
        return
    for gap in beside.gaps:
        own = tuple(one for one in here if gap.claim[0] <= one[0] and one[1] <= gap.claim[1])
        other = tuple(one for one in there if gap.source[0] <= one[0] and one[1] <= gap.source[1])
        if own or other:
            yield Facing(beside, gap, own, other)
