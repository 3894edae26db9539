"""Files of tagged articles as tests: one item a block, and one a fault of the file."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..errors import EvalkitError
from ..overview import counted
from ..reading import Source, read_sources
from ..reading.formats import FORMATS, TAGGED
from ..reading.inputs import DAMAGED, Input
from ..reading.tagged import TAGS
from ..recording import bad_input_record
from ..records import FAULTY, Article, BadInput, Block
from ..report.terminal import clean
from ..windows import WINDOW
from .explanation import explained_claim, in_short, not_judged
from .judge import Judged
from .ledger import Share
from .state import KNOWN, SHARES, STATE

__all__ = ["BadInputItem", "BlockItem", "TaggedFile", "collected"]

_SUFFIXES = tuple(end for suffix, kind in FORMATS.items() if kind is TAGGED for end in (suffix, suffix + ".gz"))
_TAG = re.compile(rf"(?:^|[\r\n])(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t]*</?(?:{'|'.join(TAGS)})>".encode("latin-1"))
_CHUNK = 1 << 16
_LONGEST = 64  # bytes of a tag with what may stand before it, so that none is missed between two chunks
_NAME = 40  # characters of a title in the name of a test


def collected(path: Path, parent: pytest.Collector) -> TaggedFile | None:
    """The collector of a file of tagged articles; None for another one. A file that is named is taken to be one."""
    if not path.name.lower().endswith(_SUFFIXES):
        return None
    if not parent.session.isinitpath(path) and not _has_tags(path):
        return None
    file: TaggedFile = TaggedFile.from_parent(parent, path=path)
    return file


def _has_tags(path: Path) -> bool:
    """Whether a known tag stands first on a line; also where the file is UTF-16, or damaged, which is for its reader to tell."""
    try:
        with Input(Source(path.name, path)).open() as (stream, _):
            before = b"\n"
            while chunk := stream.read(_CHUNK):
                if _TAG.search(text := before + chunk.replace(b"\0", b"")):
                    return True
                before = text[-_LONGEST:]
    except DAMAGED:
        return True
    return False


class TaggedFile(pytest.File):
    """A file of tagged articles, judged in windows: each once, when the first of its blocks is tested."""

    _articles: tuple[Article, ...] = ()
    _judged: dict[int, list[Judged]]

    def collect(self) -> Iterator[pytest.Item]:
        found = list(enumerate(read_sources([Source(self.shown, self.path)]), start=1))
        articles = [(number, one) for number, one in found if isinstance(one, Article)]
        places = {number: place for place, (number, _) in enumerate(articles)}
        self._articles = tuple(one for _, one in articles)
        self._judged = {}
        names: Counter[str] = Counter()
        for number, one in found:
            if isinstance(one, BadInput):
                yield BadInputItem.from_parent(self, name=_free("bad-input", names), number=number, bad=one)
                continue
            name = _free(_slug(one.title), names)
            for block in one.blocks:
                yield BlockItem.from_parent(
                    self, name=f"{name}[{block.kind}]", number=number, block=block, place=places[number]
                )

    @property
    def shown(self) -> str:
        """The file, seen from the root folder of the session where it lies below that."""
        root = self.config.rootpath
        return (self.path.relative_to(root) if self.path.is_relative_to(root) else self.path).as_posix()

    def judged(self, place: int) -> Judged:
        """An article of the file, judged with those of its window."""
        window = place // WINDOW
        if window not in self._judged:
            articles = self._articles[window * WINDOW : (window + 1) * WINDOW]
            self._judged[window] = self.config.stash[STATE].judge.judged(articles)
        return self._judged[window][place % WINDOW]


class _Item(pytest.Item):
    """A test of a tagged file, at a line of it."""

    parent: TaggedFile

    def __init__(self, *, number: int, line: int, **others: Any) -> None:
        super().__init__(**others)
        self.number = number
        self.line = line
        self.add_marker("evalkit")

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        return self.path, self.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, (_UnfaithfulError, EvalkitError)):
            return super().repr_failure(excinfo, style)
        shown = excinfo.getrepr(style="value")
        if crash := shown.reprcrash:  # what summaries and annotations tell: the line of the text, not of this code
            crash.path, crash.lineno = str(self.path), self.line
            crash.message = str(excinfo.value).partition("\n")[0]
        return shown


class BlockItem(_Item):
    """A block of an article. It fails if a claim of it does not stand that stood, or was not there, in the baseline."""

    def __init__(self, *, block: Block, place: int, **others: Any) -> None:
        super().__init__(line=block.line or 1, **others)
        self._kind = block.kind
        self._place = place

    def runtest(self) -> None:
        state = self.config.stash[STATE]
        judged = self.parent.judged(self._place)
        case = next(one for one in judged.cases if one.block == self._kind)
        self.stash[SHARES] = [Share(self.parent.shown, self.number, self._kind, (judged.article, case))]
        before = state.baseline.verdicts if state.baseline else {}
        faulty = [claim for claim in case.claims if claim.verdict in FAULTY]
        new = [claim for claim in faulty if before.get(claim.id) not in FAULTY]
        known = [claim for claim in faulty if claim not in new]
        for claim in known:
            self.user_properties.append((KNOWN, next(explained_claim(judged, case, claim))))
        if not new and not not_judged(case):
            return
        told = [in_short(case)]
        for claim in new:
            told += explained_claim(judged, case, claim)
        if known:
            told.append(f"{counted(len(known), 'other claim')} did not stand in the baseline either")
        raise _UnfaithfulError("\n".join(told))


class BadInputItem(_Item):
    """An input, or a part of one, that could not be read: it always fails."""

    def __init__(self, *, bad: BadInput, **others: Any) -> None:
        super().__init__(line=bad.line, **others)
        self._bad = bad

    def runtest(self) -> None:
        bad = self._bad
        self.stash[SHARES] = [Share(self.parent.shown, self.number, "", (bad_input_record(bad),))]
        raise _UnfaithfulError(f"{clean(bad.path)}:{bad.line}:{bad.column}: {clean(bad.message)}")


class _UnfaithfulError(Exception):
    """A block that fails; its text is what is shown."""


def _slug(title: str) -> str:
    """The title's first words, of letters and digits alone: a title is anybody's text, and `::` and `[` mean something to pytest."""
    words = re.findall(r"\w+", title)
    taken = words[:1]
    for word in words[1:]:
        if len("-".join(taken)) + len(word) >= _NAME:
            break
        taken.append(word)
    return "-".join(taken)[:_NAME] or "untitled"


def _free(name: str, taken: Counter[str]) -> str:
    """The name, with a number where it is taken: titles repeat."""
    found = name
    while found in taken:
        taken[name] += 1
        found = f"{name}-{taken[name]}"
    taken[found] = 1
    return found
