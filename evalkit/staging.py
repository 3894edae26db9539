"""Outputs on a remote folder, by way of a local one.

An object store cannot append. So the run file grows in a local folder, and what was added to it is carried off now and then, each time
as a file of its own below `run.jsonl.part/`, named after the byte at which it begins. Together they are the unfinished run: a run that is
resumed, on this machine or another one, begins with them. A finished run is carried off whole, and they are removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import OutputError, RunFileError
from .remote import Place
from .store import default_folder

__all__ = ["Staged"]

_BYTES = 8 << 20
_SECONDS = 30.0
"""What was added is carried off once it is so many bytes, or so many seconds old: what is lost with a machine is no more."""
_RUN = "run.jsonl"
_GROWING = f"{_RUN}.part"


class Staged:
    """A remote folder for the outputs of a run. Use it as a context manager: leaving it carries off all that is there.

    Args:
        url: the folder.
        resume, fresh: what to do with an unfinished run that is there.

    Attributes:
        folder: where the outputs are to be written.
        name: the remote folder as it may be shown.

    Raises:
        ConfigError: there are no such places, or the network is forbidden.
        RunFileError: an unfinished run is there, and neither `resume` nor `fresh` is set.
        OutputError: the folder cannot be reached.
    """

    def __init__(self, url: str, *, resume: bool, fresh: bool) -> None:
        self._place = Place(url)
        self.name = self._place.name
        self.folder = default_folder() / "staged" / hashlib.sha256(url.encode()).hexdigest()[:16]
        self._growing = self.folder / _GROWING
        self._pieces = self._place.below(_GROWING)
        self._carried = 0
        self._when = time.monotonic()
        self._finished = False
        with self._told("read"):
            self.folder.mkdir(parents=True, exist_ok=True)
            if fresh:
                self._pieces.remove()
                self._growing.unlink(missing_ok=True)
                return
            begun = self._fetched()
        if begun and not resume:
            raise RunFileError(
                f"{self.name}/{_GROWING} is an unfinished run: go on with --resume, or start again with --fresh"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._finished:
            with self._told("written"):
                names = sorted(
                    one.name
                    for one in self.folder.iterdir()
                    if one.is_file() and not one.name.startswith((".", _GROWING))
                )
                for name in sorted(names, key=lambda one: (one == _RUN, one)):  # who finds a run finds its report too
                    self._place.below(name).upload(str(self.folder / name))
                self._pieces.remove()
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        with contextlib.suppress(OutputError):  # of two faults the first is told; the local folder has all of it
            self.carry(now=True)

    def carry(self, *, now: bool = False) -> None:
        """Carries off what was added to the run file, where it is much or old, or `now`.

        Raises:
            OutputError: it cannot be written. It stands in the local folder, from where `--resume` goes on.
        """
        if not self._growing.exists():
            return
        added = self._growing.stat().st_size - self._carried
        if not added or not (now or added >= _BYTES or time.monotonic() - self._when >= _SECONDS):
            return
        piece = self.folder / f".{_GROWING}"
        with self._told("written"), self._growing.open("rb") as file, piece.open("wb") as copy:
            file.seek(self._carried)
            shutil.copyfileobj(file, copy)  # of a run that is gone on with it may be much: no memory holds it
            copy.flush()
            self._pieces.below(f"{self._carried:020}").upload(str(piece))
            added = copy.tell()
        piece.unlink()
        self._carried += added
        self._when = time.monotonic()

    def finish(self) -> None:
        """Says that the outputs are whole."""
        self._finished = True

    def _fetched(self) -> bool:
        """Whether there is an unfinished run; it then is in the local folder, where it has what the remote one has, or more."""
        there = self._pieces.files() if self._pieces.exists() else []
        sizes = {int(one.last_part): one for one in there if one.last_part.isdigit()}
        if not sizes:
            return self._growing.exists()
        fetched = self.folder / "fetched"
        with fetched.open("wb") as file:
            for start, piece in sorted(sizes.items()):
                if start != file.tell():
                    raise RunFileError(
                        f"{self.name}/{_GROWING}: a piece is missing before byte {start}: start again with --fresh"
                    )
                with piece.open() as stream:
                    shutil.copyfileobj(stream, file)
            self._carried = file.tell()
        # The local one has more where this machine was killed before it carried that off; else the remote one counts.
        if _begins_with(self._growing, fetched):
            fetched.unlink()
        else:
            fetched.replace(self._growing)
        return True

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"{self.name} cannot be {what}: {error.strerror or error}; what was scored is kept: evalkit run --resume goes on"
            ) from error


def _begins_with(path: Path, other: Path) -> bool:
    """Whether a file begins with the bytes of another one."""
    if not path.exists() or path.stat().st_size < other.stat().st_size:
        return False
    with path.open("rb") as one, other.open("rb") as two:
        while wanted := two.read(1 << 20):
            if one.read(len(wanted)) != wanted:
                return False
    return True
