"""Summaries of labelled sets as `support` sees them: their claims, each with its pairs for the model and how it lies in the article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from evalkit.claims import cases
from evalkit.records import Block, Case
from evalkit_metrics.alignment import Alignment
from evalkit_metrics.checks import run_checks
from evalkit_metrics.model.pair import Coded, Pair
from evalkit_metrics.readable import why_no_claim
from evalkit_metrics.source import Source, texts

from .encoding import code
from .labelled import Row
from .texts import article_of

__all__ = ["Judged", "Part", "judged", "judged_cases"]


@dataclass(frozen=True, slots=True)
class Part:
    """One claim of a summary.

    Attributes:
        pairs: claim and evidence in token ids: packed, then single sentences, best first.
        alignment: how its words lie in the article.
        certain: types of the certain findings; `likely` of the others.
        offsets: where its tokens stand in `text`, which is what is judged.
    """

    text: str
    pairs: tuple[Pair, ...]
    alignment: Alignment
    certain: tuple[str, ...]
    likely: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled summary and its claims that can be judged."""

    row: Row
    parts: tuple[Part, ...]


def judged(
    found: Sequence[Row], vectors: Callable[[Sequence[str]], Any], tokens: int, workers: int = 2
) -> list[Judged]:
    """Labelled rows with their claims, grouped by document.

    Args:
        vectors: gives the unit vectors of texts, [texts, hidden].
        tokens: of a pair's row, at most.
    """
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.document, []).append(row)
    jobs: list[tuple[list[Row], tuple[Case, ...]]] = []
    for document, own in groups.items():
        blocks = tuple(Block("SUMMARY", row.claim, system=str(place)) for place, row in enumerate(own))
        jobs.append((own, cases(replace(article_of(document), blocks=blocks))))
    return judged_cases(jobs, vectors, tokens, workers)


def judged_cases(
    jobs: Sequence[tuple[list[Row], tuple[Case, ...]]],
    vectors: Callable[[Sequence[str]], Any],
    tokens: int,
    workers: int = 2,
) -> list[Judged]:
    """Labelled rows with the claims of their cases, in order; each job has the rows and cases of one article."""
    texts = list(dict.fromkeys(text for _, made in jobs for text in _texts(made)))
    known = dict(zip(texts, vectors(texts), strict=True))
    packs = [(own, made, {text: known[text] for text in _texts(made)}, tokens) for own, made in jobs]
    with ProcessPoolExecutor(workers) as pool:
        return [one for part in pool.map(_judged, packs, chunksize=8) for one in part]


def _texts(made: Sequence[Case]) -> list[str]:
    return [one.text for one in made[0].article.sentences] + [one.judged_text for case in made for one in case.claims]


def _judged(pack: tuple[list[Row], tuple[Case, ...], dict[str, Any], int]) -> list[Judged]:
    own, made, vectors, tokens = pack
    article = made[0].article
    coded = {text: code(text) for text in (*_texts(made), *texts(article))}
    source = Source.of(article, vectors, {text: ids for text, (ids, _) in coded.items()})
    return [
        Judged(row, tuple(_parts(case, source, vectors, coded, tokens))) for row, case in zip(own, made, strict=True)
    ]


def _parts(case: Case, source: Source, vectors: dict[str, Any], coded: dict[str, Coded], tokens: int) -> Iterator[Part]:
    for claim in case.claims:
        text = claim.judged_text
        ids, offsets = coded[text]
        if source.why_not or why_no_claim(text, len(ids)):
            continue
        reading = source.read(text, vectors[text], ids, tokens)
        findings = run_checks(claim, source.index)
        yield Part(
            text=text,
            pairs=reading.pairs,
            alignment=reading.alignment,
            certain=tuple(one.type for one in findings if one.certainty == "certain"),
            likely=tuple(one.type for one in findings if one.certainty != "certain"),
            offsets=tuple(offsets),
        )
