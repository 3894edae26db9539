"""From `NAME=SOURCE` to a system: the table of sources, and which of them a text means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import ConfigError
from ..reading import SUFFIXES
from .command import Command
from .endpoint import Endpoint, split
from .extracts import Centroid, Lead, LexRank, Oracle, Random, TextRank
from .options import SEED, Options
from .own import Own
from .seq2seq import Seq2Seq
from .system import Source, System
from .whole import Copy, Empty
from .written import Written

__all__ = ["SOURCES", "parse_system"]

_SENTENCES = 3
"""How many an extract has that says no number."""

_Opener = Callable[[str, Options], Source]


def _number(text: str, what: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < 1:
        raise ConfigError(f"{what}: {text!r} is no number of sentences: expected a whole number of at least 1")
    return int(text)


def _sentences(what: str, kind: Callable[..., Source]) -> _Opener:
    def opened(rest: str, options: Options) -> Source:
        return kind(_number(rest, what) if rest else _SENTENCES, options.block)

    return opened


def _random(rest: str, options: Options) -> Source:
    number, sign, seed = rest.partition(":")
    if sign and not re.fullmatch(r"-?[0-9]{1,18}", seed):
        raise ConfigError(f"random: {seed!r} is no seed: expected a whole number, as in random:3:7")
    count = _number(number, "random") if number else _SENTENCES
    return Random(count, options.block, int(seed) if sign else SEED)


def _alone(what: str, kind: Callable[[], Source]) -> _Opener:
    def opened(rest: str, options: Options) -> Source:  # noqa: ARG001 - there is nothing to set
        if rest:
            raise ConfigError(f"{what}: nothing may stand behind it, and {rest!r} does")
        return kind()

    return opened


def _own(rest: str, options: Options) -> Source:
    return Own(options.block, rest or None, is_each=not rest)


def _command(rest: str, options: Options) -> Source:
    return Command(rest, options)


def _command_json(rest: str, options: Options) -> Source:
    return Command(rest, options, reads_json=True)


def _endpoint(rest: str, options: Options) -> Source:
    model, url = split(rest)
    return Endpoint(model, url, options)


def _model(rest: str, options: Options) -> Source:
    if not rest:
        raise ConfigError("hf: names no model: expected hf:PATH of a transformers model on disk")
    return Seq2Seq(Path(rest), options)


SOURCES: dict[str, tuple[str, _Opener]] = {
    "lead": ("lead:N", _sentences("lead", Lead)),
    "random": ("random:N[:SEED]", _random),
    "textrank": ("textrank[:N]", _sentences("textrank", TextRank)),
    "lexrank": ("lexrank[:N]", _sentences("lexrank", LexRank)),
    "centroid": ("centroid[:N]", _sentences("centroid", Centroid)),
    "oracle": ("oracle[:N]", _sentences("oracle", Oracle)),
    "copy": ("copy", _alone("copy", Copy)),
    "empty": ("empty", _alone("empty", Empty)),
    "own": ("own[:SYSTEM]", _own),
    "command": ("command:WORDS", _command),
    "command+json": ("command+json:WORDS", _command_json),
    "openai": ("openai:MODEL@URL", _endpoint),
    "hf": ("hf:PATH", _model),
}
"""Each source by the word it begins with: how it is written, and what opens it with what stands behind the colon."""

_WITH_REST = ("command", "command+json", "openai", "hf")  # sources that may have a = in them
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+_-]+(?=:|$)")  # of one letter it is a drive
_SEPARATORS = re.compile(r"[/\\]")


def parse_system(text: str, options: Options) -> System:
    """The system that a text names: `NAME=SOURCE`, or a SOURCE that names itself.

    NAME ends at the first `=`. Without it, a source that is built in is called as it is written, a file or folder by its
    name without suffix, an endpoint by its model, a local model by its folder; a command has no name of its own. What begins
    with a word of `SOURCES`, and a colon where something follows, is that source, also where a file has that name
    (`./copy` is the file). Everything else is the path of a file or folder of outputs.

    Raises:
        ConfigError: there is no such source, or it cannot be opened.
        ModelError: a local model is none.
    """
    name, source = _parted(text.strip())
    if name is not None and (not name or not name.isprintable()):
        raise ConfigError(f"the name {name!r} of a system is none: expected printable text before the =")
    if not source:
        raise ConfigError(f"system {name!r}: nothing stands behind the =: {_expected()}")
    word, sign, rest = source.partition(":")
    if word in SOURCES:
        usage, opened = SOURCES[word]
        if word in _WITH_REST and not sign:
            raise ConfigError(f"{word}: something has to follow: expected {usage}")
        shown = name if name is not None else _own_name(word, source, rest)
        return System(shown, opened(rest, options))
    path = Path(source).expanduser()
    if not path.exists():
        raise ConfigError(_unknown(source))
    shown = name if name is not None else _stem(path)
    return System(shown, Written(path, shown, options))


def _parted(text: str) -> tuple[str | None, str]:
    """Name and source of a text; a name of None is the source's own."""
    word, sign, _ = text.partition(":")
    name, equals, source = text.partition("=")
    if not equals or (sign and word in _WITH_REST) or (name.strip() not in SOURCES and Path(text).exists()):
        return None, text
    return name.strip(), source.strip()


def _own_name(word: str, source: str, rest: str) -> str:
    if word == "openai":
        return split(rest)[0]
    if word == "hf":
        return Path(rest).expanduser().resolve().name
    if word.startswith("command"):
        raise ConfigError(f"{word}: a command has no name of its own: expected NAME={word}:WORDS")
    return source


def _stem(path: Path) -> str:
    name = path.resolve().name
    known = max((one for one in SUFFIXES if name.lower().endswith(one)), key=len, default="")
    return name[: len(name) - len(known)] or name


def _unknown(source: str) -> str:
    """What to say of a text that is neither a source nor a path of something."""
    match = _SCHEME.match(source)
    word = match[0] if match else ""
    near = difflib.get_close_matches(word.lower(), SOURCES, n=1, cutoff=0.6)
    is_path = _SEPARATORS.search(word or source) or source.lower().endswith(SUFFIXES)
    if word and (near or not is_path) and not _SEPARATORS.search(source.partition(":")[0]):
        hint = f"did you mean {SOURCES[near[0]][0]}? " if near else ""
        return f"system: {word!r} is no source: {hint}{_expected()}"
    shown = re.sub(r"(?s)//.*@", "//", source)  # whatever stands before an @ may be a password
    return f"system: no such file or folder: {shown}: {_expected()}"


def _expected() -> str:
    return f"expected {', '.join(usage for usage, _ in SOURCES.values())}, or the path of a file or folder of outputs"
