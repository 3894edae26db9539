"""Two runs, article by article and claim by claim: what stands in both, and what became of it.

Articles are matched by the hash of their CONTENT, never by id or path; cases by that, block and system; claims by their id, which
survives moved lines and edits of other claims. Claims that are left over on both sides of a case are paired where their words are
alike: those were reworded.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal, Self, TypeVar

from .errors import RunFileError
from .records import FAULTY
from .runfile import ArticleRecord, CaseRecord, ClaimRecord, FooterRecord, decode, stream

__all__ = ["ALIKE", "KINDS", "Change", "Kept", "Kind", "Pair", "changes", "pairs"]

Kind = Literal[
    "newly unsupported", "other fault", "newly abstained", "gone", "new", "repaired", "now judged", "reworded", "moved", "same",
]  # fmt: skip
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "newly unsupported": "was supported or not judged, is now unsupported or contradicted",
        "other fault": "does not stand, as before, but for another reason",
        "newly abstained": "had a verdict, has none now",
        "gone": "stands in the older run only",
        "new": "stands in this run only",
        "repaired": "was unsupported or contradicted, is now supported",
        "now judged": "had no verdict, is now supported",
        "reworded": "other words, the same verdict",
        "moved": "the same words and verdict in another place",
        "same": "nothing changed",
    }
)
"""What can have become of a claim, the worst first."""

ALIKE = 0.6
"""The least share of words in common (difflib's ratio over words) at which two claims count as one that was reworded."""
_MOST_LEFT = 200  # claims of a case that are tried for rewording, on each side: the work grows with the square
_LONGEST = 400  # words of a claim that is tried


@dataclass(frozen=True, slots=True)
class Pair:
    """An article in both runs, or in one of them.

    Attributes:
        article: as this run has it; None where only the older one has it.
        cases: its cases in this run.
        before_article: as the older run has it; None where only this one has it.
        before: its cases in the older run.
    """

    article: ArticleRecord | None
    cases: tuple[CaseRecord, ...]
    before_article: ArticleRecord | None
    before: tuple[CaseRecord, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one claim. At least one of `before` and `after` is there; the cases are theirs.

    Attributes:
        kind: what became of it; the first of `KINDS` that fits.
        reworded: whether its words differ.
        moved: whether it stands at another path, line or column.
    """

    kind: Kind
    before: ClaimRecord | None
    after: ClaimRecord | None
    case_before: CaseRecord | None
    case_after: CaseRecord | None
    reworded: bool = False
    moved: bool = False

    @property
    def is_worse(self) -> bool:
        """Whether something does not stand that stood before, or was not there: newly unsupported, or new and not supported."""
        return self.kind == "newly unsupported" or (
            self.kind == "new" and self.after is not None and self.after.verdict in FAULTY
        )

    @property
    def difference(self) -> float | None:
        """How much the probability rose, in [-1, 1]; None where either run has none."""
        if self.before is None or self.after is None:
            return None
        old, new = self.before.probability, self.after.probability
        return None if old is None or new is None else new - old


Kept = Sequence[tuple[ArticleRecord, tuple[CaseRecord, ...]]]
"""Articles of an older run that are in memory, each with its cases."""


def pairs(new: str | os.PathLike[str], old: str | os.PathLike[str] | Kept) -> Iterator[Pair]:
    """Yields the articles of the new run, in its order, each with what the old run has of it; then those of the old run alone.

    Of several articles with the same CONTENT those of one id are matched, else in their order. A run file is read where it is
    needed: memory holds one article of each.

    Raises:
        RunFileError: a run file cannot be read, or the old one changed while it was read.
    """
    with _Indexed(old) if isinstance(old, (str, os.PathLike)) else _Held(old) as older:
        article: ArticleRecord | None = None
        cases: list[CaseRecord] = []
        for record in stream(new):
            if isinstance(record, ArticleRecord):
                if article:
                    yield Pair(article, tuple(cases), *older.take(article))
                article, cases = record, []
            elif isinstance(record, CaseRecord):
                cases.append(record)
        if article:
            yield Pair(article, tuple(cases), *older.take(article))
        for before_article, before in older.rest():
            yield Pair(None, (), before_article, before)


class _Held:
    """Articles in memory, found by the hash of their CONTENT."""

    def __init__(self, articles: Kept) -> None:
        self._articles = articles
        self._places: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for n, (article, _) in enumerate(articles):
            self._places[article.sha256].append((article.id, n))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""

    def take(self, article: ArticleRecord) -> tuple[ArticleRecord | None, tuple[CaseRecord, ...]]:
        """The next article with this one's CONTENT, and its cases."""
        place = _taken(self._places, article)
        return (None, ()) if place is None else self._articles[place]

    def rest(self) -> Iterator[tuple[ArticleRecord, tuple[CaseRecord, ...]]]:
        """Yields what nobody has taken, in its order."""
        for place in sorted(place for places in self._places.values() for _, place in places):
            yield self._articles[place]


Where = TypeVar("Where")


def _taken(places: Mapping[str, list[tuple[str, Where]]], article: ArticleRecord) -> Where | None:
    """Takes the place of the article with this one's CONTENT and id, else of the first with its CONTENT."""
    found = places.get(article.sha256)
    if not found:
        return None
    return found.pop(next((n for n, (name, _) in enumerate(found) if name == article.id), 0))[1]


class _Indexed:
    """A run file whose articles are read by the hash of their CONTENT."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._name = os.fspath(path)
        self._places: dict[str, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        found = list(_articles(self._name))  # whole, and of this schema: told before anything is compared
        starts = _starts(self._name)
        for article, line, count in found:
            self._places[article[0]].append((article[1], (starts[line], count)))
        self._file = Path(self._name).open("rb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def take(self, article: ArticleRecord) -> tuple[ArticleRecord | None, tuple[CaseRecord, ...]]:
        """The next article with this one's CONTENT, and its cases."""
        place = _taken(self._places, article)
        return (None, ()) if place is None else self._read(*place)

    def rest(self) -> Iterator[tuple[ArticleRecord, tuple[CaseRecord, ...]]]:
        """Yields what nobody has taken, in the order of the file."""
        left = sorted(place for places in self._places.values() for _, place in places)
        for place in left:
            yield self._read(*place)

    def _read(self, start: int, count: int) -> tuple[ArticleRecord, tuple[CaseRecord, ...]]:
        assert self._file is not None  # noqa: S101 - opened on entry
        self._file.seek(start)
        try:
            records = [decode(self._file.readline()) for _ in range(count)]
        except ValueError as error:
            raise RunFileError(f"{self._name}: the run file changed while it was read: expected it to stay") from error
        article = records[0]
        if not isinstance(article, ArticleRecord):
            raise RunFileError(f"{self._name}: the run file changed while it was read: expected it to stay")
        return article, tuple(one for one in records if isinstance(one, CaseRecord))


def _articles(run: str) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Each article's hash and id, its line, and how many lines there are to the next one or to the footer."""
    begun: tuple[tuple[str, str], int] | None = None
    for line, record in enumerate(stream(run)):
        if begun and isinstance(record, (ArticleRecord, FooterRecord)):
            yield *begun, line - begun[1]
        if isinstance(record, ArticleRecord):
            begun = (record.sha256, record.id), line


def _starts(run: str) -> list[int]:
    """Where each line starts, in bytes."""
    starts, at = [], 0
    with Path(run).open("rb") as file:
        for line in file:
            starts.append(at)
            at += len(line)
    return starts


def changes(pair: Pair) -> tuple[Change, ...]:
    """What became of each claim of an article: those of this run in their order, then those that are gone. `same` ones too."""
    before = {(case.block, case.system): case for case in pair.before}
    found: list[Change] = []
    gone: list[Change] = []
    for case in pair.cases:
        older = before.pop((case.block, case.system), None)
        matched = _matched(case, older)
        found.extend(_of_case(case, older, matched))
        gone.extend(_gone(older, matched))
    for older in before.values():
        gone.extend(Change("gone", claim, None, older, None) for claim in older.claims)
    return (*found, *gone)


def _matched(case: CaseRecord, older: CaseRecord | None) -> dict[str, ClaimRecord]:
    """The older claim of each claim that has one, by the newer one's id."""
    if older is None:
        return {}
    known = {claim.id: claim for claim in older.claims}
    matched = {claim.id: known[claim.id] for claim in case.claims if claim.id in known}
    new = [claim for claim in case.claims if claim.id not in matched]
    old = [claim for claim in older.claims if claim.id not in matched]
    return matched | _reworded(new[:_MOST_LEFT], old[:_MOST_LEFT])


def _reworded(new: Sequence[ClaimRecord], old: Sequence[ClaimRecord]) -> dict[str, ClaimRecord]:
    """Pairs claims with words in common, the most alike first; of equals the earlier."""
    old_words = [claim.text.lower().split() for claim in old]
    ranked: list[tuple[float, int, int]] = []
    for m, claim in enumerate(new):
        words = claim.text.lower().split()
        if len(words) > _LONGEST:
            continue
        matcher = SequenceMatcher(None, b=words, autojunk=False)
        for n, others in enumerate(old_words):
            if len(others) > _LONGEST:
                continue
            matcher.set_seq1(others)
            if (
                matcher.real_quick_ratio() >= ALIKE
                and matcher.quick_ratio() >= ALIKE
                and (ratio := matcher.ratio()) >= ALIKE
            ):
                ranked.append((-ratio, m, n))
    found: dict[str, ClaimRecord] = {}
    taken: set[int] = set()
    for _, m, n in sorted(ranked):
        if new[m].id not in found and n not in taken:
            found[new[m].id] = old[n]
            taken.add(n)
    return found


def _of_case(case: CaseRecord, older: CaseRecord | None, matched: Mapping[str, ClaimRecord]) -> Iterator[Change]:
    for claim in case.claims:
        before = matched.get(claim.id)
        if before is None or older is None:
            yield Change("new", None, claim, None, case)
            continue
        reworded = before.id != claim.id
        moved = (older.path, before.line, before.column) != (case.path, claim.line, claim.column)
        yield Change(_kind(before, claim, reworded=reworded, moved=moved), before, claim, older, case, reworded, moved)


def _gone(older: CaseRecord | None, matched: Mapping[str, ClaimRecord]) -> Iterator[Change]:
    if older is not None:
        kept = {claim.id for claim in matched.values()}
        yield from (Change("gone", claim, None, older, None) for claim in older.claims if claim.id not in kept)


def _kind(before: ClaimRecord, after: ClaimRecord, *, reworded: bool, moved: bool) -> Kind:
    old, new = before.verdict, after.verdict
    if new in FAULTY:
        if old not in FAULTY:
            return "newly unsupported"
        types = ({finding.type for finding in one.findings} for one in (before, after))
        if old != new or next(types) != next(types):
            return "other fault"
    elif new == "supported":
        if old in FAULTY:
            return "repaired"
        if old != "supported":
            return "now judged"
    elif old in FAULTY or old == "supported":
        return "newly abstained"
    return "reworded" if reworded else "moved" if moved else "same"
