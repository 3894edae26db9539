"""A run's articles as a page holds them: a row each for the list, and all of each, compressed in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import msgspec

from ..runfile import ArticleRecord, CaseRecord, ClaimRecord, Record
from .headline import VERDICTS
from .page import packed

__all__ = ["CHUNK", "Article", "Rank", "Row", "articles", "characters", "rank", "row", "write_articles"]

CHUNK = 16
"""Articles that are compressed together: as many as are unpacked to show one."""
_WORDS = 512  # articles whose words are compressed together, for the search

Row = list[Any]
"""Title, path, line, blocks and counts of changes; a block is its kind, system, counts by verdict, weakest probability, types of
findings, faithfulness, coverage and density."""
Rank = tuple[int, int, float]
"""How bad an article is; less is worse: contradicted and unsupported claims, negated, and the weakest probability."""


@dataclass(slots=True)
class Article:
    """An article with its cases; where two runs are compared, with those of the other run and what changed.

    Attributes:
        record: the article.
        cases: its cases.
        before: the cases of the same article in the older run.
        changes: `[kind, id of the claim now, its case, id before, its case, reworded, moved]` of each claim that changed.
    """

    record: ArticleRecord
    cases: list[CaseRecord] = field(default_factory=list)
    before: Sequence[CaseRecord] = ()
    changes: Sequence[Sequence[Any]] = ()


def articles(records: Iterable[Record]) -> Iterator[Article]:
    """Gathers each article of a run with its cases, in the run's order."""
    current: Article | None = None
    for record in records:
        if isinstance(record, ArticleRecord):
            if current:
                yield current
            current = Article(record)
        elif isinstance(record, CaseRecord) and current:
            current.cases.append(record)
    if current:
        yield current


def characters(one: Article) -> int:
    """How much text an article brings into a page: its CONTENT and its blocks, in characters."""
    return len(one.record.content.text) + sum(len(case.text) for case in (*one.cases, *one.before))


def rank(one: Article) -> Rank:
    """How bad an article is: the order in which the page lists articles."""
    counts = Counter(claim.verdict for case in one.cases for claim in case.claims)
    weakest = _weakest(claim for case in one.cases for claim in case.claims)
    return -counts["contradicted"], -counts["unsupported"], 2.0 if weakest is None else weakest


def row(one: Article) -> Row:
    """An article's row in the page's list."""
    record = one.record
    return [
        record.title or record.id,
        record.path or record.id,
        record.line,
        [_block(case) for case in one.cases],
        sorted(Counter(change[0] for change in one.changes).items()),
    ]


def _block(case: CaseRecord) -> list[Any]:
    counts: Counter[str] = Counter(claim.verdict or "not judged" for claim in case.claims)
    types = {finding.type for claim in case.claims for finding in claim.findings}
    values = {(score.metric, name): value for score in case.scores for name, value in score.values.items()}
    faithful = values.get(("support", "support_mean"), values.get(("support", "support")))
    return [
        case.block,
        case.system,
        [counts[one] for one in VERDICTS],
        _weakest(case.claims),
        sorted(types),
        faithful,
        values.get(("extractive", "coverage")),
        values.get(("extractive", "density")),
    ]


def _weakest(claims: Iterable[ClaimRecord]) -> float | None:
    return min((claim.probability for claim in claims if claim.probability is not None), default=None)


def write_articles(file: IO[str], several: Iterable[Article], *, whole: bool = True) -> list[Row]:
    """Writes articles, and the words of their blocks for the search, as compressed elements of a page.

    Holds one chunk at a time.

    Args:
        file: the page.
        several: the articles, in the order of the page.
        whole: whether the page holds them in full; else it lists them, for the search, and they stand elsewhere.

    Returns:
        Their rows.
    """
    rows: list[Row] = []
    chunks, words = _Chunks(file, "chunk", CHUNK), _Chunks(file, "words", _WORDS)
    for one in several:
        rows.append(row(one))
        words.add("\n".join(case.text for case in one.cases).lower())
        if whole:
            chunks.add(_whole(one))
    chunks.write()
    words.write()
    return rows


@dataclass(slots=True)
class _Chunks:
    """Values on their way into a page, compressed several at a time."""

    file: IO[str]
    name: str
    size: int
    held: list[object] = field(default_factory=list)
    written: int = 0

    def add(self, value: object) -> None:
        self.held.append(value)
        if len(self.held) == self.size:
            self.write()

    def write(self) -> None:
        if self.held:
            data = packed(msgspec.json.encode(self.held))
            self.file.write(f'<script type="text/plain" data-{self.name}="{self.written}">{data}</script>\n')
            self.held.clear()
            self.written += 1


def _whole(one: Article) -> dict[str, Any]:
    """All of an article that the page can show; what it can cut out of the texts by itself is left out."""
    whole: dict[str, Any] = {
        "article": {name: value for name, value in _named(one.record) if name != "sentences"},
        "cases": [_case(case) for case in one.cases],
    }
    if one.before or one.changes:
        whole |= {"before": [_case(case) for case in one.before], "changes": one.changes}
    return whole


def _case(case: CaseRecord) -> dict[str, Any]:
    return {name: value for name, value in _named(case) if name != "claims"} | {
        "claims": [_claim(claim, case) for claim in case.claims]
    }


def _claim(claim: ClaimRecord, case: CaseRecord) -> dict[str, Any]:
    whole = {name: value for name, value in _named(claim) if name not in {"sentence", "evidence"}}
    text = case.text[claim.start - case.start : claim.end - case.start]
    if text == claim.text:
        del whole["text"]
    if claim.judged_text == claim.text:
        del whole["judged_text"]
    whole["evidence"] = [
        {name: value for name, value in _named(one) if name not in {"text", "score"}} for one in claim.evidence
    ]
    return whole


def _named(record: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(record, name)) for name in record.__struct_fields__)
