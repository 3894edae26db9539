"""The runs that a leaderboard is made of: how each is called, which systems it has, and whether it may stand beside the others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..baseline import judge_of
from ..errors import ConfigError
from ..runfile import ArticleRecord, HeaderRecord

__all__ = ["Key", "Keys", "Source", "agree", "article_sets", "parsed"]

_VERSIONS = ("segmenter", "claims")  # of a header's versions, those that say what a claim is
_FILE = "run.jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """A run file.

    Attributes:
        path: the file.
        name: what the user calls it; "" for the name that it has.
    """

    path: Path
    name: str = ""

    @property
    def called(self) -> str:
        """What a system that the run does not name is called: as the user says, else by the file's or its folder's name."""
        if self.name:
            return self.name
        whole = Path(os.path.abspath(self.path))  # noqa: PTH100 - a link keeps its own name
        return whole.parent.name if whole.name == _FILE else whole.stem

    def system(self, name: str | None, *, alone: bool) -> str:
        """What a system of the run is called in the leaderboard.

        Args:
            name: what the run calls it; None where it has no name there.
            alone: whether the run has no other.
        """
        if name is None:
            return self.called
        if not self.name:
            return name
        return self.name if alone else f"{self.name}/{name}"


def parsed(word: str) -> Source:
    """A run as it is named on the command line: a run file or a folder that holds run.jsonl, or NAME= before one."""
    name, sign, rest = word.partition("=")
    if sign and name and rest and not Path(word).exists():
        return Source(_file(Path(rest)), name)
    return Source(_file(Path(word)))


def _file(path: Path) -> Path:
    return path / _FILE if path.is_dir() else path


def agree(headers: Sequence[tuple[Source, HeaderRecord]]) -> None:
    """Sees to it that the runs' verdicts were made in one way.

    Raises:
        ConfigError: they were not; the message says what differs.
    """
    first, header = headers[0]
    for other, another in headers[1:]:
        told = list(_differences(header, another))
        if told:
            raise ConfigError(
                f"{first.path} and {other.path} cannot be compared: {'; '.join(told)}: expected runs that were judged in one way;"
                " run one of them again with the metrics and the evalkit of the other"
            )


def _differences(one: HeaderRecord, other: HeaderRecord) -> Iterator[str]:
    here, there = judge_of(one), judge_of(other)
    if here != there:
        yield f"verdicts are from {here} in the first and from {there} in the second"
    else:
        signatures = [
            next((m.signature for m in run.metrics if m.name == here), "not in the run") for run in (one, other)
        ]
        if signatures[0] != signatures[1]:
            yield f"{here} is {signatures[0]} in the first and {signatures[1]} in the second"
    for name in _VERSIONS:
        if one.versions.get(name) != other.versions.get(name):
            yield f"the version of {name} is {one.versions.get(name)} in the first and {other.versions.get(name)} in the second"


Key = tuple[str, int]
"""An article in all runs: the hash of its CONTENT, and which of a run's articles with that CONTENT it is, from 0."""


@dataclass(slots=True)
class Keys:
    """Gives the articles of one run their keys, in the order of the run."""

    seen: Counter[str] = field(default_factory=Counter)

    def of(self, article: ArticleRecord) -> Key:
        key = article.sha256, self.seen[article.sha256]
        self.seen[article.sha256] += 1
        return key


def article_sets(sets: Mapping[Path, frozenset[Key]], *, overlap: bool) -> tuple[frozenset[Key], tuple[str, ...]]:
    """The articles to compare on, and notes of what is left out.

    Raises:
        ConfigError: the runs have different articles and `overlap` is not asked for, or none in common.
    """
    common = frozenset.intersection(*sets.values())
    if all(keys == common for keys in sets.values()):
        return common, ()
    told = ", ".join(
        f"{path} has {len(keys)}, {len(keys - common)} of them not in all runs" for path, keys in sets.items()
    )
    if not common:
        raise ConfigError(f"no article stands in all runs, by its CONTENT: {told}: there is nothing to compare on")
    if not overlap:
        raise ConfigError(
            f"the runs are of different articles, by their CONTENT: {told}: give --overlap to compare on the {len(common)} that all have"
        )
    return common, tuple(
        f"{path}: {len(keys - common)} of {len(keys)} articles left out, since not all runs have them"
        for path, keys in sets.items()
        if keys != common
    )
