"""An unfinished run: what it holds, and whether it may be gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from . import runfile
from .errors import RunFileError
from .runfile import ArticleRecord, BadInputRecord, CaseRecord, FooterRecord, HeaderRecord, Record

__all__ = ["Recorded", "changes", "unfinished", "unscored"]


class Recorded:
    """The records of an unfinished run, taken window by window.

    Attributes:
        position: the byte behind the last record that was taken; what follows it is to be written anew.
    """

    def __init__(self, path: Path, position: int) -> None:
        self._lines = _whole_lines(path, position)
        self.position = position

    def take(self, expected: Sequence[Record]) -> list[Record] | None:
        """Gives the recorded records of a window, or None if the window is not whole.

        Args:
            expected: the window's records as they are before scoring.

        Raises:
            RunFileError: the recorded ones are of other inputs.
        """
        taken: list[Record] = []
        size = 0
        for wanted in expected:
            record, length = next(self._lines, (None, 0))
            if record is None or isinstance(record, FooterRecord):
                return None
            if unscored(record) != wanted:
                raise RunFileError(
                    f"the inputs have changed since the unfinished run ({_name(wanted)}): start again with --fresh"
                )
            taken.append(record)
            size += length
        self.position += size
        return taken


def unfinished(part: Path, header: HeaderRecord, *, resume: bool, fresh: bool) -> Recorded | None:
    """Gives the unfinished run to go on with, or None where a run starts afresh.

    Args:
        part: where an unfinished run would be.
        header: the header of the run that is asked for.

    Raises:
        RunFileError: there is one and neither `resume` nor `fresh` is set, or it is not of this header.
    """
    if not part.exists() or fresh:
        return None
    if not resume:
        raise RunFileError(f"{part} is an unfinished run: go on with --resume, or start again with --fresh")
    with part.open("rb") as file:
        line = file.readline()
    found, length = next(_whole_lines(part, 0), (None, 0))
    if found is None and (not line.endswith(b"\n") or not line.strip()):
        return None  # killed before its header was whole: nothing to go on with
    if not isinstance(found, HeaderRecord):
        raise RunFileError(f"{part} is no unfinished run: move it away, or overwrite it with --fresh")
    if changed := list(changes(found, header)):
        raise RunFileError(
            f"{part} was begun with other settings ({'; '.join(changed)}): go on with the same command and versions, or"
            " start again with --fresh"
        )
    return Recorded(part, length)


def changes(then: HeaderRecord, now: HeaderRecord) -> Iterator[str]:
    """What differs between two headers, in words; when they were made is no difference."""
    for name in ("schema", "evalkit", "seed"):
        yield from _change(name, getattr(then, name), getattr(now, name))
    for one in ("versions", "config"):
        old, new = getattr(then, one), getattr(now, one)
        for name in sorted(old.keys() | new.keys()):
            yield from _change(name, old.get(name), new.get(name))
    signatures = [", ".join(metric.signature for metric in header.metrics) for header in (then, now)]
    yield from _change("metrics", *signatures)


def _change(name: str, then: object, now: object) -> Iterator[str]:
    if then != now:
        yield f"{name} was {_shown(then)} and is {_shown(now)}"


def _shown(value: object) -> str:
    return "not set" if value is None else str(value)


def _whole_lines(path: Path, position: int) -> Iterator[tuple[Record | None, int]]:
    """Yields records and their lengths in bytes, up to the first line that is torn or no record."""
    with path.open("rb") as file:
        file.seek(position)
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                yield runfile.decode(line), len(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return


def unscored(record: Record) -> Record:
    """A record as it was before scoring."""
    if not isinstance(record, CaseRecord):
        return record
    bare = tuple(
        msgspec.structs.replace(
            claim, verdict=None, probability=None, tier=None, votes=(), evidence=(), findings=(), origin=None
        )
        for claim in record.claims
    )
    return msgspec.structs.replace(record, claims=bare, scores=())


def _name(record: Record) -> str:
    match record:
        case ArticleRecord() | CaseRecord():
            return record.id
        case BadInputRecord():
            return f"{record.path}:{record.line}:{record.column}"
    return "header"
