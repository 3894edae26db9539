"""What a session judged, brought into the order of a run file whatever process judged it, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..runfile import HeaderRecord, Record

__all__ = ["Ledger", "Share"]


@dataclass(frozen=True, slots=True)
class Share:
    """One judged block with its article, or one input that could not be read.

    Attributes:
        name, number: its place among all others: a file and which of its articles, or a test and which of its calls.
        part: which block of the article.
        records: the article's and the case's, or the bad input's.
    """

    name: str
    number: int
    part: str
    records: tuple[Record, ...]

    def wired(self) -> list[Any]:
        """As a report carries it from one process to another."""
        from ..runfile import encode

        return [self.name, self.number, self.part, b"".join(map(encode, self.records)).decode()]


class Ledger:
    """Gathers shares. A test that is run again replaces what it judged before."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int, str], str] = {}

    def take(self, wired: Sequence[Sequence[Any]]) -> None:
        """Takes in what a report carries."""
        self._lines.update({(name, number, part): lines for name, number, part, lines in wired})

    def __bool__(self) -> bool:
        return bool(self._lines)

    def records(self) -> Iterator[Record]:
        """Yields inputs that could not be read, and each article before its cases, by the name and number of their places."""
        from ..runfile import ArticleRecord, CaseRecord, decode

        articles: dict[tuple[str, str], dict[str, Record]] = {}
        for (name, number, _), lines in sorted(self._lines.items()):
            records = [decode(line) for line in lines.encode().splitlines()]
            first = records[0]
            id_ = first.id if isinstance(first, ArticleRecord) else f"{number}"
            own = articles.setdefault((name, id_), {})
            own.update({one.id if isinstance(one, CaseRecord) else "": one for one in records})
        for own in articles.values():
            yield from sorted(own.values(), key=lambda one: one.start if isinstance(one, CaseRecord) else -1)

    def write(self, target: Path, header: HeaderRecord) -> None:
        """Writes the run file.

        Raises:
            OutputError: it cannot be written.
        """
        from ..files import replacing
        from ..runfile import FooterRecord, encode

        totals: Counter[str] = Counter()
        with replacing(target, "wb") as file:
            file.write(encode(header))
            for record in self.records():
                _count(totals, record)
                file.write(encode(record))
            file.write(encode(FooterRecord.of(totals)))


def _count(totals: Counter[str], record: Record) -> None:
    from ..runfile import CaseRecord

    totals[f"{record.__struct_config__.tag}s"] += 1  # what the footer calls them
    if isinstance(record, CaseRecord):
        totals.update(score.status for score in record.scores)
