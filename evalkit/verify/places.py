"""Where the files of a run stand now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from ..errors import ConfigError

__all__ = ["located"]


def located(paths: Iterable[str], inputs: Sequence[Path]) -> dict[str, Path | None]:
    """The file that stands for each path of a run; None where none does.

    Args:
        paths: as the run names them.
        inputs: files and folders to look in; none means that each path is taken as it stands, from the current folder. In a
            folder a file is looked for by its whole path, then by less and less of it from the left; a file stands for the
            paths that end in its name, and for the only path where there is but one.

    Raises:
        ConfigError: one of `inputs` is not there.
    """
    wanted = list(paths)
    if not inputs:
        return {path: _file(Path(path)) for path in wanted}
    for one in inputs:
        if not one.exists():
            raise ConfigError(f"--inputs {one}: no such file or folder")
    return {path: next(_found(path, inputs, alone=len(wanted) == 1), None) for path in wanted}


def _found(path: str, inputs: Sequence[Path], *, alone: bool) -> Iterator[Path]:
    parts = [part for part in PurePosixPath(path).parts if part not in {"/", ".."}]
    for one in inputs:
        if one.is_file():
            if alone or one.name == parts[-1]:
                yield one
            continue
        for at in range(len(parts)):
            if file := _file(one.joinpath(*parts[at:])):
                yield file


def _file(path: Path) -> Path | None:
    return path if path.is_file() else None
