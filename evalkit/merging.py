"""Several run files to one, in the memory of a window: the parts of a run, or runs over different inputs.

The parts of a run (`windows.Part`) become the run file that one run over all inputs would have written, byte for byte but for the
header's `created`. Runs over different inputs, made alike, become one that has the articles of the first, then those of the second.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from . import runfile
from .errors import RunFileError
from .files import replacing
from .resume import changes
from .runfile import COUNTED, PART, ArticleRecord, BadInputRecord, CaseRecord, FooterRecord, HeaderRecord
from .scoring import counted
from .windows import Part, is_full

__all__ = ["merge"]


def merge(runs: Sequence[Path], target: Path) -> None:
    """Writes one run file of several.

    Args:
        runs: all parts of one run, in any order, or runs that are no parts, in theirs.
        target: written whole or not at all; its `created` is that of the last run that was begun.

    Raises:
        RunFileError: a run file cannot be read or is not whole, the runs were not made alike, a part is missing or there twice, or
            an article is in two of them.
        OutputError: the target cannot be written.
    """
    headers = {path: runfile.header_of(path) for path in runs}
    parts = _parts(headers)
    first = _alike(headers)
    ordered = [_Windows(path) for path in (sorted(runs, key=lambda path: parts[path].number) if parts else runs)]
    ids = _Ids()
    inputs: dict[str | None, Path] = {}
    with replacing(target, "wb") as file:
        file.write(runfile.encode(first))
        for windows, window in _in_turn(ordered) if parts else _one_by_one(ordered):
            ids.add(window, windows.path)
            file.writelines(line for _, line in window)
        for windows in ordered:
            inputs.setdefault(windows.inputs, windows.path)
        if parts and len(inputs) > 1:
            one, other = list(inputs.values())[:2]
            raise RunFileError(f"{one} and {other} were not made of the same inputs: run one of them again")
        totals = sum((windows.counts for windows in ordered), Counter[str]())
        file.write(runfile.encode(FooterRecord.of(totals)))


_Window = list[tuple[runfile.Record, bytes]]


class _Windows:
    """The windows of one run file, each as its records and their lines.

    Attributes:
        path: of the run file.
        counts: what its footer counts, of what was taken so far.
        inputs: what its footer says of them, once all was taken.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self.inputs: str | None = None
        self._found = self._read()

    def take(self) -> _Window | None:
        """The next window, None behind the last."""
        return next(self._found, None)

    def _read(self) -> Iterator[_Window]:
        window: _Window = []
        met: Counter[type] = Counter()
        for record, line in runfile.lines(self.path):
            if isinstance(record, HeaderRecord):
                continue
            if isinstance(record, FooterRecord):
                if window:
                    yield self._counted(window)
                self._agrees(record)
                return
            if not isinstance(record, CaseRecord) and is_full(met[ArticleRecord], met[BadInputRecord]):
                yield self._counted(window)
                window, met = [], Counter()
            window.append((record, line if line.endswith(b"\n") else line + b"\n"))
            met[type(record)] += 1

    def _counted(self, window: _Window) -> _Window:
        self.counts += counted([record for record, _ in window])
        return window

    def _agrees(self, footer: FooterRecord) -> None:
        self.inputs = footer.inputs
        for name in COUNTED:
            if (told := getattr(footer, name)) != self.counts[name]:
                raise RunFileError(
                    f"{self.path}: the footer counts {told} {name}, the file has {self.counts[name]}: copy it again, or run again"
                )


class _Ids:
    """The ids of articles that were merged, and in which run file each was: 8 bytes of a hash, and a number."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}
        self._paths: list[Path] = []

    def add(self, window: _Window, path: Path) -> None:
        if path not in self._paths:
            self._paths.append(path)
        for record, _ in window:
            if not isinstance(record, ArticleRecord):
                continue
            key = hashlib.blake2b(record.id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            if key in self._seen:
                raise RunFileError(
                    f"{path}: the article {record.id} is in {self._paths[self._seen[key]]} already: expected runs over different"
                    " inputs, or the parts of one run"
                )
            self._seen[key] = self._paths.index(path)


def _parts(headers: Mapping[Path, HeaderRecord]) -> dict[Path, Part]:
    """Which part each run is; empty where none is one."""
    found = {path: Part.parsed(str(one.config[PART])) for path, one in headers.items() if PART in one.config}
    if not found:
        return {}
    if other := next((path for path in headers if path not in found), None):
        raise RunFileError(f"{other} is no part of a run, as {next(iter(found))} is: expected parts alone, or none")
    of = {part.of: path for path, part in found.items()}
    if len(of) > 1:
        (one, first), (two, second) = sorted(of.items())[:2]
        raise RunFileError(f"{first} is one of {one} parts, {second} one of {two}: expected the parts of one run")
    numbers: dict[int, Path] = {}
    for path, part in found.items():
        if part.number in numbers:
            raise RunFileError(f"{path} is part {part}, and so is {numbers[part.number]}: expected each part once")
        numbers[part.number] = path
    (whole,) = of
    if missing := [number for number in range(1, whole + 1) if number not in numbers]:
        told = ", ".join(f"{number}/{whole}" for number in missing[:10]) + (", ..." if missing[10:] else "")
        raise RunFileError(f"{len(missing)} of {whole} parts are missing ({told}): evalkit run --part makes them")
    return found


def _alike(headers: Mapping[Path, HeaderRecord]) -> HeaderRecord:
    """The header of the merged run."""
    bare = {
        path: msgspec.structs.replace(one, config={key: value for key, value in one.config.items() if key != PART})
        for path, one in headers.items()
    }
    (path, first), *others = bare.items()
    for other, header in others:
        if changed := list(changes(first, header)):
            raise RunFileError(
                f"{path} and {other} were not made alike: in the second, {'; '.join(changed)}; run one of them again"
            )
    limit = first.config.get("limit")
    if limit is not None and len(bare) > 1 and PART not in headers[path].config:
        raise RunFileError(
            f"the runs stop after {limit} articles each (--limit), and one run of all would have stopped sooner: merge runs without it"
        )
    return msgspec.structs.replace(first, created=max(one.created for one in bare.values()))


def _one_by_one(runs: Sequence[_Windows]) -> Iterator[tuple[_Windows, _Window]]:
    for run in runs:
        while (window := run.take()) is not None:
            yield run, window


def _in_turn(parts: Sequence[_Windows]) -> Iterator[tuple[_Windows, _Window]]:
    """The windows of the parts in the order of the inputs: one of each in turn, until one has none left, and then none has."""
    turn = 0
    while (window := (part := parts[turn % len(parts)]).take()) is not None:
        yield part, window
        turn += 1
    for other in parts:
        if other is not part and other.take() is not None:
            raise RunFileError(f"{part.path} ends before {other.path} does: the parts were not made of the same inputs")
