"""What is derived once of an article and asked by many claims: its words, their places, their weight."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

from evalkit.records import Article, Span
from evalkit.remembered import LONGEST
from evalkit.words import Word, is_content, stem, words

from .windows import windows

__all__ = ["ArticleIndex", "content_stems"]


def content_stems(tokens: Sequence[Word]) -> list[str]:
    """The stems of the words that say something by themselves, in order."""
    return [stem(word.text) for word in tokens if is_content(word.text)]


T = TypeVar("T")

_LEAST_LETTERS = 12  # fewer may stand across the borders of other words


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


@dataclass(frozen=True)
class ArticleIndex:
    """An article's words and windows.

    Attributes:
        words: the words of CONTENT; their offsets count from the start of CONTENT's text.
        folded: their texts, for runs.
        places: where each word stands in `words`.
        bounds: the places of each sentence's words, first and behind the last.
        spans: windows of 1 to 3 sentences, as (first, behind the last) sentence.
        window_stems: the set of content stems of each window.
        stems: all content stems of CONTENT.
        letters: CONTENT's letters and digits in lower case, nothing between them.
    """

    article: Article
    words: tuple[Word, ...]
    folded: tuple[str, ...]
    places: dict[str, list[int]]
    bounds: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]
    window_stems: tuple[frozenset[str], ...]
    stems: frozenset[str]
    letters: str
    _weights: dict[str, float]
    _rarest: float
    _derived: dict[Callable[[ArticleIndex], Any], Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, article: Article) -> ArticleIndex:
        """The index of an article whose sentences are known; of the latest articles it is built once, for all metrics."""
        return _index(article) if len(article.content.text) <= LONGEST else cls._built(article)

    @classmethod
    def _built(cls, article: Article) -> ArticleIndex:
        found = tuple(words(article.content.text))
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(found):
            places[word.text].append(place)
        offset = article.content.start
        by_start = [word.start for word in found]
        bounds = tuple(
            (bisect_left(by_start, sentence.start - offset), bisect_left(by_start, sentence.end - offset))
            for sentence in article.sentences
        )
        sets = [frozenset(content_stems(found[first:last])) for first, last in bounds]
        frequency = Counter(one for group in sets for one in group)
        spans = tuple(windows(len(sets)))
        return cls(
            article=article,
            words=found,
            folded=tuple(word.text for word in found),
            places=dict(places),
            bounds=bounds,
            spans=spans,
            window_stems=tuple(frozenset().union(*sets[first:last]) for first, last in spans),
            stems=frozenset(frequency),
            letters=_letters(article.content.text),
            _weights={one: math.log(1 + len(sets) / count) for one, count in frequency.items()},
            _rarest=math.log(1 + len(sets)),
        )

    def weight(self, one: str) -> float:
        """How much a stem says in this article: its inverse sentence frequency; a stem that is not here weighs most."""
        return self._weights.get(one, self._rarest)

    def once(self, derive: Callable[[ArticleIndex], T]) -> T:
        """What `derive` makes of this index: made on first asking and kept as long as the index is."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return cast("T", self._derived[derive])

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that a word of CONTENT stands in, by the word's place."""
        return max(0, bisect_right(self.bounds, (place, len(self.words) + 1)) - 1)

    def span(self, first: int, last: int) -> Span:
        """The file's span of the words from `first` to before `last`."""
        offset = self.article.content.start
        return Span(offset + self.words[first].start, offset + self.words[last - 1].end)

    def says(self, tokens: Sequence[str]) -> bool:
        """Whether CONTENT has these words one after the other, however they are cut ("would n't", "wouldn't")."""
        if any(True for _ in self.runs(tokens)):
            return True
        joined = _letters("".join(tokens))
        return len(joined) >= _LEAST_LETTERS and joined in self.letters

    def runs(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yields (first, behind the last) of every place in CONTENT where a sequence of words stands."""
        if not tokens:
            return
        size = len(tokens)
        wanted = tuple(tokens)
        for place in self.places.get(tokens[0], ()):
            if self.folded[place : place + size] == wanted:
                yield place, place + size


@lru_cache(maxsize=80)
def _index(article: Article) -> ArticleIndex:
    return ArticleIndex._built(article)  # noqa: SLF001 - the same module
