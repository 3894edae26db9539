"""The one place that writes whole files: into a temporary file beside the target, then over it, so that none is torn."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .errors import OutputError

__all__ = ["replacing"]


@contextmanager
def replacing(target: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Opens a file that becomes `target` when the block ends, and leaves nothing behind if it fails.

    Text is UTF-8 with line ends as written. The file gets the permissions that a new file would get. A device or a pipe, as
    /dev/stdout is, is written to as it is: to put a file in its place would take it away from everybody.

    Raises:
        OutputError: it cannot be written.
    """
    text: dict[str, str] = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    if target.is_char_device() or target.is_fifo():
        try:
            with target.open(mode, **text) as file:  # type: ignore[call-overload]  # mode is the caller's
                yield file
        except OSError as error:
            raise _refused(target, error) from error
        return
    place = target.resolve()  # a link stays a link
    try:
        number, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    except OSError as error:
        raise _refused(target, error) from error
    scratch = Path(name)
    try:
        with os.fdopen(number, mode, **text) as file:  # type: ignore[call-overload]  # mode is the caller's
            yield file
        mask = os.umask(0)
        os.umask(mask)
        scratch.chmod(0o666 & ~mask)
        scratch.replace(place)
    except BaseException as error:
        scratch.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refused(target, error) from error
        raise


def _refused(target: Path, error: OSError) -> OutputError:
    return OutputError(f"{target} cannot be written: {error.strerror or error}")
