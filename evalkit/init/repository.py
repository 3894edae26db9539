"""What can be seen of a repository without asking: its files, its branch, and where it is kept."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Host", "Repository", "ignores", "listed", "look"]

Host = Literal["github", "gitlab"]

_PASSED_OVER = frozenset({"node_modules", "site-packages", "venv", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a folder lies in.

    Attributes:
        root: its top; the folder itself where there is no repository.
        inside: the folder as seen from there, in posix form; "" for the top.
        branch: the one that changes are merged into, as far as can be seen.
        hosts: where its CI runs: what is set up there already, else where its remotes are, else GitHub.
    """

    root: Path
    inside: str
    branch: str
    hosts: tuple[Host, ...]


def look(folder: Path) -> Repository:
    """Looks at the repository that a folder lies in, or at the folder alone."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    root = Path(top.rstrip("\n")) if top else folder.resolve()
    inside = os.path.relpath(folder.resolve(), root.resolve())
    remotes = _git(folder, "config", "--get-regexp", r"^remote\..*\.url$") or ""
    signs: dict[Host, bool] = {
        "github": (root / ".github").is_dir() or "github" in remotes,
        "gitlab": (root / ".gitlab-ci.yml").exists() or "gitlab" in remotes,
    }
    hosts = tuple(host for host, seen in signs.items() if seen)
    return Repository(root, "" if inside == "." else Path(inside).as_posix(), _branch(folder), hosts or ("github",))


def _branch(folder: Path) -> str:
    """The remote's main branch, else the current one."""
    remote = _git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if remote:
        return remote.strip().removeprefix("origin/")
    return (_git(folder, "symbolic-ref", "--short", "HEAD") or "main").strip()


def listed(folder: Path) -> list[Path]:
    """The files under a folder, seen from there and sorted: all that git has or would take, else all that are not hidden.

    Folders of other people's code are passed over, and what git ignores.
    """
    names = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    found = (Path(name) for name in names.split("\0") if name) if names is not None else _walked(folder)
    return sorted(path for path in found if not _is_passed_over(path) and (folder / path).is_file())


def _walked(folder: Path) -> Iterator[Path]:
    for place, subfolders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        subfolders[:] = [name for name in subfolders if not _is_passed_over(Path(name))]
        yield from (here / name for name in names)


def _is_passed_over(path: Path) -> bool:
    return any(part.startswith(".") or part in _PASSED_OVER for part in path.parts)


def ignores(folder: Path, name: str) -> bool:
    """Whether git ignores a folder of this name, or would: where there is no repository, its .gitignore says so word for word."""
    if _git(folder, "rev-parse", "--show-toplevel") is not None:
        return _git(folder, "check-ignore", "--quiet", "--", f"{name}/") is not None
    try:
        lines = (folder / ".gitignore").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return bool({name, f"{name}/", f"/{name}", f"/{name}/"} & {line.strip() for line in lines})


def _git(folder: Path, *words: str) -> str | None:
    """What git says; None where it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - words of this module
            ["git", *words],  # noqa: S607 - the user's own
            cwd=folder, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False,
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
