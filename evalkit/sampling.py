"""A stratified sample of a run's claims for people to label, blind to system and verdict.

Strata are verdict, third of its range of probability, kind of block and system. They share out the sample by the square root of
their size (power allocation, Bankier 1988), so that rare verdicts are seen often enough and frequent ones do not eat the sample;
within a stratum every claim has the same chance. That chance, the inclusion probability, stands with each claim: weighing by its
inverse gives unbiased estimates for the whole run (Horvitz and Thompson 1952).
"""

from __future__ import annotations

import heapq
import math
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .errors import ConfigError, InputError
from .runfile import ArticleRecord, CaseRecord, ClaimRecord, stream

__all__ = ["SEED", "Drawn", "Sample", "SampleRow", "allocated", "draw", "encode_row", "read_sample"]

SEED = 12345
_THIRDS = 3
_MIDDLE = 0.5  # what divides supported from refused claims

Stratum = tuple[str, int, str, str]
"""Verdict, third of its range of probability, block and system; the last three are 0 and "" where strata were merged."""


class SampleRow(msgspec.Struct, frozen=True):
    """A line of `sample.jsonl`: a claim to label. It names no system and no verdict; a path or an id may, where the input's do.

    `content`, `summary` and `label` are columns that evalkit reads. `stratum` is a number without meaning of its own;
    `inclusion_probability` is the chance, in (0, 1], that the claim was drawn; `label` is 1 (supported), 0 (not) or null.
    """

    claim: str
    article: str
    title: str
    content: str
    summary: str
    judged_text: str
    context: str
    block: str
    stratum: int
    inclusion_probability: float
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim of the sample with its case and article: for the page that asks for labels, which shows no verdict of them."""

    row: SampleRow
    claim: ClaimRecord
    case: CaseRecord
    article: ArticleRecord


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample.

    Attributes:
        drawn: its claims, in an order that tells nothing.
        population: how many claims of the run could have been drawn.
        left_out: how many could not, because no metric judged them.
        strata: size of each stratum and how many were drawn of it.
        seed: what the draw was made with.
    """

    drawn: tuple[Drawn, ...]
    population: int
    left_out: int
    strata: tuple[tuple[int, int], ...]
    seed: int


def draw(run: str | os.PathLike[str], size: int, *, seed: int = SEED) -> Sample:
    """Draws a stratified sample of the claims of a run that have a verdict, abstained ones among them.

    Reads the run twice and holds the sample alone. Equal runs, sizes and seeds give equal samples.

    Args:
        run: a run file.
        size: how many claims; all of them where the run has fewer.
        seed: of the draw.

    Raises:
        RunFileError: the run cannot be read.
        ConfigError: `size` is below 1, or no claim of the run was judged.
    """
    if size < 1:
        raise ConfigError(f"a sample of {size} claims: expected at least 1")
    sizes: Counter[Stratum] = Counter()
    left_out = 0
    for _, _, claim, stratum in _claims(run):
        if claim.verdict is None:
            left_out += 1
        else:
            sizes[stratum] += 1
    if not sizes:
        raise ConfigError(f"{os.fspath(run)}: no claim of the run has a verdict: there is nothing to sample")
    merged = _merged(sizes, size)
    totals: Counter[Stratum] = Counter()
    for stratum, count in sizes.items():
        totals[merged[stratum]] += count
    shares = allocated(totals, size)
    generator = random.Random(seed)  # noqa: S311 - a draw that can be made again, no secret
    chosen = {one: frozenset(generator.sample(range(totals[one]), shares[one])) for one in sorted(totals)}
    numbers = {one: number for number, one in enumerate(sorted(totals), start=1)}
    seen: Counter[Stratum] = Counter()
    drawn = []
    for article, case, claim, stratum in _claims(run):
        if claim.verdict is None:
            continue
        one = merged[stratum]
        if seen[one] in chosen[one]:
            drawn.append(_drawn(article, case, claim, numbers[one], shares[one] / totals[one]))
        seen[one] += 1
    generator.shuffle(drawn)
    strata = tuple((totals[one], shares[one]) for one in sorted(totals))
    return Sample(tuple(drawn), sum(sizes.values()), left_out, strata, seed)


def _claims(run: str | os.PathLike[str]) -> Iterator[tuple[ArticleRecord, CaseRecord, ClaimRecord, Stratum]]:
    article: ArticleRecord | None = None
    for record in stream(run):
        if isinstance(record, ArticleRecord):
            article = record
        elif isinstance(record, CaseRecord) and article is not None:
            for claim in record.claims:
                yield article, record, claim, _stratum(record, claim)


def _stratum(case: CaseRecord, claim: ClaimRecord) -> Stratum:
    third = 0
    if claim.probability is not None:
        within = (claim.probability - _MIDDLE if claim.probability >= _MIDDLE else claim.probability) / _MIDDLE
        third = min(_THIRDS - 1, max(0, int(within * _THIRDS)))
    return claim.verdict or "", third, case.block, case.system or ""


def _merged(sizes: Mapping[Stratum, int], size: int) -> dict[Stratum, Stratum]:
    """The stratum that each becomes, so that there are no more than the sample has claims: without systems, then without
    blocks, then without probabilities, then one.
    """
    forms: tuple[Callable[[Stratum], Stratum], ...] = (
        lambda one: one,
        lambda one: (one[0], one[1], one[2], ""),
        lambda one: (one[0], one[1], "", ""),
        lambda one: (one[0], 0, "", ""),
        lambda _: ("", 0, "", ""),
    )
    found: dict[Stratum, Stratum] = {}
    for form in forms:
        found = {one: form(one) for one in sizes}
        if len(set(found.values())) <= size:
            break
    return found


def allocated(sizes: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many claims to draw of each stratum: by the square root of its size, at least two where it has them and the sample
    allows it (a variance needs two), at least one, at most all; together `size`, or all claims where there are fewer.

    Args:
        sizes: claims in each stratum, at least one.
        size: of the sample, at least the number of strata.
    """
    size = min(size, sum(sizes.values()))
    least = 2 if sum(min(2, count) for count in sizes.values()) <= size else 1
    shares = {one: min(least, count) for one, count in sizes.items()}
    waiting = [(-_claim_to(sizes[one], shares[one]), one) for one in sorted(sizes) if shares[one] < sizes[one]]
    heapq.heapify(waiting)
    for _ in range(size - sum(shares.values())):
        _, one = heapq.heappop(waiting)
        shares[one] += 1
        if shares[one] < sizes[one]:
            heapq.heappush(waiting, (-_claim_to(sizes[one], shares[one]), one))
    return shares


def _claim_to(size: int, share: int) -> float:
    """What a stratum's claim to one more is worth (Sainte-Laguë's divisors over the square roots of the sizes)."""
    return math.sqrt(size) / (2 * share + 1)


def _drawn(article: ArticleRecord, case: CaseRecord, claim: ClaimRecord, stratum: int, chance: float) -> Drawn:
    row = SampleRow(
        claim=claim.id,
        article=article.id,
        title=article.title,
        content=article.content.text,
        summary=claim.text,
        judged_text=claim.judged_text,
        context=claim.sentence,
        block=case.block,
        stratum=stratum,
        inclusion_probability=chance,
    )
    return Drawn(row, claim, case, article)


def encode_row(row: SampleRow) -> bytes:
    """A row as a line of `sample.jsonl`, its newline included."""
    return msgspec.json.encode(row) + b"\n"


def read_sample(path: str | os.PathLike[str]) -> tuple[SampleRow, ...]:
    """The rows of a sample file, labelled or not.

    Raises:
        InputError: it cannot be read, or a line is no row of a sample.
    """
    name = os.fspath(path)
    decoder = msgspec.json.Decoder(SampleRow)
    rows = []
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    rows.append(decoder.decode(line))
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                    raise InputError(
                        name, number, 1, f"not a row of a sample: {error}; expected what evalkit sample writes"
                    ) from error
    except OSError as error:
        raise InputError(name, 1, 1, f"the sample cannot be read: {error.strerror or error}") from error
    return tuple(rows)
