"""The folder for the outputs of a run, on this machine or a remote one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Placed", "make_folder", "placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where outputs go.

    Attributes:
        folder: where they are written.
        name: where the user finds them.
        carry: to be called after each window of a run.
        finish: to be called once all outputs are written.
    """

    folder: Path
    name: str
    carry: Callable[[], None]
    finish: Callable[[], None]


@contextlib.contextmanager
def placed(out: str, *, resume: bool, fresh: bool) -> Iterator[Placed]:
    """Gives the folder that `--out` names, made if need be. What is written for a remote one is there when the block ends.

    Args:
        out: a path, or the URL of a folder.
        resume, fresh: what to do with an unfinished run that is there.

    Raises:
        OutputError: it cannot be made, reached or written to.
        ConfigError: there are no such places.
        RunFileError: an unfinished run is in the remote one, and neither `resume` nor `fresh` is set.
    """
    from ..remote import is_remote

    if not is_remote(out):
        make_folder(Path(out))
        yield Placed(Path(out), out, _nothing, _nothing)
        return
    from ..staging import Staged

    with Staged(out, resume=resume, fresh=fresh) as staged:
        yield Placed(staged.folder, staged.name, staged.carry, staged.finish)


def make_folder(out: Path) -> None:
    """Makes a folder for outputs, if it is not there.

    Raises:
        OutputError: it cannot be made.
    """
    from ..errors import OutputError
    from ..remote import is_remote

    if is_remote(out.as_posix().replace(":/", "://", 1)) and not out.parent.exists():
        raise OutputError(
            f"{out} looks like a URL: of the outputs, evalkit run alone writes to remote places; expected a folder"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{out} is a file: expected a folder for the outputs, --out names another") from error
    except OSError as error:
        raise OutputError(
            f"{out} cannot be made for the outputs: {error.strerror or error}; --out names another folder"
        ) from error


def _nothing() -> None:
    """Outputs that are written where they belong are carried nowhere."""
