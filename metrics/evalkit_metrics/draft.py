"""A claim on its way to a judgement: what was read and asked about it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evalkit.metric import Evidence, Finding
from evalkit.records import Claim
from evalkit.words import words

from .checks import run_checks
from .judges.judge import Opinion
from .model.pair import Logits, Pair
from .retrieval import sentences_at, to_evidence, verbatim
from .source import Matrix, Reading, Source

__all__ = ["Draft"]


@dataclass
class Draft:
    """A claim that can be judged, read in its article.

    Attributes:
        ids: the token ids of its judged text; `offsets` says where each stands in it.
        copied: the passage of CONTENT that has it word for word, or None.
        logits: what the model says of its pairs, once it was asked.
        opinion: what the bigger judge holds of it, once one was asked.
    """

    claim: Claim
    source: Source
    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]
    reading: Reading
    findings: tuple[Finding, ...]
    copied: Evidence | None
    logits: list[Logits] = field(default_factory=list)
    opinion: Opinion | None = None

    @classmethod
    def of(
        cls,
        claim: Claim,
        source: Source,
        vector: Matrix,
        coded: tuple[Sequence[int], Sequence[tuple[int, int]]],
        most: int,
    ) -> Draft:
        """Reads a claim in its article.

        Args:
            vector: the unit vector of its judged text.
            coded: token ids of its judged text, and where each stands in it.
            most: tokens of a pair's row, at most.
        """
        text = claim.judged_text
        ids, offsets = coded
        return cls(
            claim=claim,
            source=source,
            ids=ids,
            offsets=offsets,
            reading=source.read(text, vector, ids, most),
            findings=run_checks(claim, source.index),
            copied=verbatim(source.index, [word.text for word in words(text)]),
        )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What the model is asked of it."""
        return self.reading.pairs

    @property
    def is_refused(self) -> bool:
        """Whether a certain finding has decided already."""
        return any(finding.certainty == "certain" for finding in self.findings)

    def put(self, most: int) -> tuple[str, str]:
        """(evidence, claim) as a bigger judge reads them: the best windows in at most `most` words, in their order."""
        return self.source.told(self.reading.order, most), self.claim.judged_text

    def evidence(self, most: int) -> tuple[Evidence, ...]:
        """The copied passage alone; else at most `most` sentences: those that findings point at, those that the model has
        read alone, those of the best windows.
        """
        if self.copied is not None:
            return (self.copied,)
        index, reading = self.source.index, self.reading
        pointed = sentences_at(index, [one.source_start for one in self.findings if one.source_start is not None])
        return to_evidence(index, reading.cover, [*pointed, *reading.alone], reading.order, most=most)
