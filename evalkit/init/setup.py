"""Setting a repository up: what is there is kept, what is missing is written, and nothing is written over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..config import Settings, find_settings, load_settings
from ..errors import ConfigError, OutputError
from ..files import replacing
from ..overview import counted
from ..reading import SUFFIXES
from . import recipes
from .articles import Articles, find_articles
from .repository import Host, Repository, ignores, listed, look

__all__ = ["BASELINE", "Setup", "Step"]

BASELINE = "evalkit-baseline.json"
_OUT = "evalkit-report"
_SHOWN = 3  # records with other columns that are named

Deed = Literal["wrote", "added to", "kept"]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a file.

    Attributes:
        deed: `kept` where it was there and is as it was.
        path: the file, as seen from the current folder.
        advice: what is left to the person, where something is.
    """

    deed: Deed
    path: Path
    advice: str = ""


class Setup:
    """What the current folder has, and what it lacks. Making one looks and writes nothing.

    Args:
        package: what pip is to install in CI.

    Raises:
        ConfigError: there are neither settings that name articles nor articles, or the settings cannot be read.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._repository: Repository = look(Path())
        above = find_settings(Path.cwd())
        self._settings: Settings | None = load_settings(Path(os.path.relpath(above))) if above else None
        values = self._settings.values if self._settings else {}
        self.out = Path(values.get("out", _OUT))
        self.articles: Articles | None = None
        if "paths" not in values:
            self.articles = find_articles(listed(Path()), self.out)
            if not self.articles.files:
                raise ConfigError(_nothing(self.articles))

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the articles are that a run must be told of, since the settings that are there do not name them."""
        return self.articles.paths if self.articles and self._settings else ()

    @property
    def baseline(self) -> Path:
        """The baseline, whether it is there or not."""
        return Path((self._settings.gate.baseline if self._settings else None) or BASELINE)

    def write(self) -> Iterator[Step]:
        """Writes what is missing but for the baseline, and yields what was done, file by file.

        Raises:
            OutputError: a file cannot be written.
        """
        if self._settings:
            yield Step("kept", self._settings.path)
        else:
            paths = self.articles.paths if self.articles else ()
            yield _written(Path("evalkit.toml"), recipes.settings(paths, BASELINE))
        yield from self._ignored()
        for host in self._repository.hosts:
            yield from _HOSTS[host](self)

    def _ignored(self) -> Iterator[Step]:
        """The folder of the outputs in .gitignore, where it lies within the repository."""
        path, name = Path(".gitignore"), self.out.as_posix()
        if self.out.is_absolute() or ".." in self.out.parts:
            return
        if ignores(Path(), name):
            if path.exists():
                yield Step("kept", path)
            return
        before = path.read_bytes() if path.exists() else b""
        end = b"\r\n" if b"\r\n" in before else b"\n"
        gap = end if before and not before.endswith(b"\n") else b""
        with replacing(path, "wb") as file:
            file.write(before + gap + f"{name}/".encode() + end)
        yield Step("added to" if before else "wrote", path)

    def _github(self) -> Iterator[Step]:
        folder = self._at_the_top(".github/workflows")
        for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
            if _mentions_evalkit(path):
                yield self._kept(path)
                return
        yield _written(folder / "evalkit.yml", self._job("github"))

    def _gitlab(self) -> Iterator[Step]:
        own = self._at_the_top(".gitlab-ci.yml")
        if own.exists() and _mentions_evalkit(own):
            yield self._kept(own)
            return
        yield _written(self._at_the_top(".gitlab/evalkit.yml"), self._job("gitlab"))
        if own.exists():
            yield Step("kept", own, f"add to it:\n\n{recipes.INCLUDE}")
        else:
            yield _written(own, recipes.INCLUDE)

    def _kept(self, path: Path) -> Step:
        """A job that is there; it may be that of another folder."""
        inside = self._repository.inside
        named = inside in path.read_text("utf-8", errors="replace")
        return Step("kept", path, "" if named else f"add a job that works in {inside}, which it does not name\n")

    def _job(self, host: Host) -> str:
        named = self._settings is None or self._settings.gate.baseline is not None
        return recipes.job(
            host,
            package=self._package,
            inside=self._repository.inside,
            branch=self._repository.branch,
            paths=self.paths,
            baseline=None if named else BASELINE,
        )

    def _at_the_top(self, name: str) -> Path:
        """A file or folder of the repository's top, as seen from the current folder."""
        return Path(os.path.relpath(self._repository.root / name)) if self._repository.inside else Path(name)


_HOSTS: dict[Host, Callable[[Setup], Iterator[Step]]] = {"github": Setup._github, "gitlab": Setup._gitlab}  # noqa: SLF001 - its own table


def _mentions_evalkit(path: Path) -> bool:
    return "evalkit" in path.read_text("utf-8", errors="replace")


def _written(path: Path, text: str) -> Step:
    """Writes a file where there is none."""
    if path.exists():
        return Step("kept", path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent} cannot be made: {error.strerror or error}") from error
    with replacing(path) as file:
        file.write(text)
    return Step("wrote", path)


def _nothing(found: Articles) -> str:
    suffixes = ", ".join(suffix for suffix in SUFFIXES if not suffix.endswith(".gz"))
    told = (
        f"no articles here: {counted(found.looked_at, 'file')} end in {suffixes} (hidden and ignored ones are passed over), and none is"
        " text with <CONTENT> and <SUMMARY> or <HIGHLIGHTS>, or records with columns content and summary or highlights"
    )
    if not found.others:
        return told
    named = "; ".join(f"{bad.path}: {bad.message}" for bad in found.others[:_SHOWN])
    return f"{told}. {named}. In evalkit.toml that is paths and columns: with these there, evalkit init does the rest"
