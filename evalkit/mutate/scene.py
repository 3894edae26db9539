"""What an operator sees: a claim, the article around it, and which sentences of the article tell the claim.

The readers of this package are its own. They share the tokenizer that counts words (`evalkit.words`) with the metrics, and
nothing else: a fault that was planted by the code that looks for faults would be found too easily.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..records import Article, Case, Claim, Sentence
from ..words import is_content, stem, words
from .numerals import Figure, values_of
from .persons import Person, persons_of

__all__ = ["Change", "Proposal", "Scene", "Source", "applied", "plain"]

_TELLS = 0.3  # of a claim's words that say something, the share that a sentence must have to tell it
_NEARLY = 0.6  # of the best sentence's share, what another one must have to tell it too
_STRAIGHT = re.compile(r'"')
_CURLY = re.compile(r"[“”]")


@dataclass(frozen=True, slots=True)
class Change:
    """Characters of a claim, by their offsets in its text, and what stands there instead."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mutant to be.

    Attributes:
        changes: in order, none overlapping another.
        direction: which way it goes, in the operator's own words: "up", "1 week later".
        rung: the step of the ladder that it stands on ("5%", "1 month"); None where the operator has no ladder.
    """

    changes: tuple[Change, ...]
    direction: str
    rung: str | None = None


def applied(text: str, changes: Sequence[Change]) -> str:
    """A text with its changes made."""
    for change in reversed(changes):
        text = text[: change.start] + change.new + text[change.end :]
    return text


def plain(text: str) -> str:
    """A text as its words in lower case, with one blank between them."""
    return " ".join(re.findall(r"\w+", text.lower()))


@dataclass(frozen=True)
class Source:
    """An article, read once for all of its claims."""

    article: Article

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.article.sentences

    @cached_property
    def lower(self) -> str:
        return self.article.content.text.lower()

    @cached_property
    def plain(self) -> str:
        return plain(self.article.content.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of CONTENT in lower case."""
        return frozenset(word.text for word in words(self.article.content.text))

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """The stems that say something, sentence by sentence."""
        return tuple(_stems(one.text) for one in self.sentences)

    @cached_property
    def figures(self) -> tuple[frozenset[float], ...]:
        """Every value that a sentence may be read to state, sentence by sentence."""
        return tuple(values_of(one.text) for one in self.sentences)

    @cached_property
    def values(self) -> frozenset[float]:
        """Every value that CONTENT may be read to state."""
        return values_of(self.article.content.text)

    @cached_property
    def derived(self) -> frozenset[float]:
        """What two figures of one sentence add up to, or differ by."""
        return frozenset(
            round(value, 6)
            for own in self.figures
            if len(own) <= 12
            for one in own
            for other in own
            if one != other
            for value in (one + other, abs(one - other))
        )

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return persons_of([one.text for one in self.sentences])


@dataclass(frozen=True)
class Scene:
    """A claim in its article.

    Attributes:
        text: the claim as it stands in its block.
        earlier: the claims of the block before it.
        whole: whether the claim is a whole sentence or bullet.
        frames: (start, end) of reporting frames within the text.
    """

    source: Source
    text: str
    earlier: tuple[str, ...] = ()
    whole: bool = True
    frames: tuple[tuple[int, int], ...] = field(default=())

    @classmethod
    def of(cls, case: Case, claim: Claim, source: Source) -> Scene:
        """The scene of a claim of a case."""
        place = case.claims.index(claim)
        return cls(
            source=source,
            text=claim.text,
            earlier=tuple(one.text for one in case.claims[:place]),
            whole=claim.text == claim.sentence,
            frames=tuple((one.start - claim.start, one.end - claim.start) for one in claim.frames),
        )

    @cached_property
    def quoted(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of what stands in double quotation marks, the marks included; from a mark without its fellow to the end."""
        found = []
        opened: int | None = None
        for place, sign in enumerate(self.text):
            if sign not in '"“”':
                continue
            if opened is None:
                opened = place
            else:
                found.append((opened, place + 1))
                opened = None
        if opened is not None:
            found.append((opened, len(self.text)))
        return tuple(found)

    @property
    def has_balanced_marks(self) -> bool:
        """Whether every quotation mark has its fellow, of its own kind."""
        straight = len(_STRAIGHT.findall(self.text))
        curly = "".join(_CURLY.findall(self.text))
        return straight % 2 == 0 and curly == "“”" * (len(curly) // 2)

    def is_free(self, start: int, end: int) -> bool:
        """Whether a stretch stands outside quotation marks and reporting frames."""
        return not any(first < end and start < last for first, last in (*self.quoted, *self.frames))

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The sentences of CONTENT, by number, that tell the claim, the best first; none where none does so surely."""
        own = _stems(self.text)
        if not own:
            return ()
        shares = [len(own & stems) / len(own) for stems in self.source.stems]
        best = max(shares, default=0.0)
        if best < _TELLS:
            return ()
        ranked = sorted(range(len(shares)), key=lambda number: -shares[number])
        return tuple(number for number in ranked if shares[number] >= max(_TELLS, _NEARLY * best))

    @property
    def best(self) -> Sentence | None:
        """The sentence that tells most of the claim."""
        return self.source.sentences[self.telling[0]] if self.telling else None

    @cached_property
    def told(self) -> str:
        """The sentences that tell the claim, in lower case."""
        return "\n".join(self.source.sentences[number].text for number in self.telling).lower()

    @cached_property
    def around(self) -> str:
        """The sentences that tell the claim, each with its neighbours."""
        near = {place for number in self.telling for place in (number - 1, number, number + 1)}
        return "\n".join(one.text for number, one in enumerate(self.source.sentences) if number in near)

    def is_stated(self, figure: Figure) -> bool:
        """Whether CONTENT may be read to state a figure, in any notation."""
        return any(value in self.source.values for value in (figure.value, figure.mantissa))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words(text) if is_content(word.text))
