"""`command:WORDS`: a program that reads an article on standard input and writes its summary to standard output.

The words are split as a shell splits them and run without one. With `command+json:` it reads one JSON object with `title`,
`published`, `url`, `author` and `content`, else CONTENT's text; both in UTF-8. It is started once per article, one at a time.

For the cache a command is its words and the content of the files that they name: a changed script or model file is another
command. What else it depends on (other files, a server, the time) the cache does not know: `--no-cache` asks anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from threading import Thread
from typing import IO

from ..chat import cleaned, counted, cut
from ..context import RunContext
from ..errors import ConfigError
from ..records import Article
from .asked import Answer, Asked, Fault, asked
from .options import Options
from .sent import as_json, content
from .system import Output, Source

__all__ = ["Command"]

_VERSION = 1
"""Raised when the same article is sent in another way, or the same answer becomes another text."""

_LARGEST = 2**20  # bytes of an answer
_CHUNK = 2**16
_TAIL = 4096  # bytes of standard error, from its end
_GRACE = 2.0  # seconds that pipes have to close once the command is through


class Command(Source, Asked):
    """A command that is asked for summaries.

    What it prints, without the blanks around it, is the text; nothing is an empty text. A fault is an exit code other than
    0, no end in time, bytes that are not UTF-8, and an answer of more than a mebibyte; each is tried again as often as
    `retries` says.

    Args:
        text: the words, as one types them.
        options: of which timeout and retries count.
        reads_json: whether it reads a JSON object.

    Raises:
        ConfigError: there is no such program, or the words cannot be split.
    """

    def __init__(self, text: str, options: Options, *, reads_json: bool = False) -> None:
        try:
            self._words = shlex.split(text)
        except ValueError as error:
            raise ConfigError(
                f"command: the words cannot be split as a shell does: {error}; see the quotation marks"
            ) from error
        if not self._words:
            raise ConfigError(
                "command: names no program: expected command:PROGRAM ARGUMENTS, e.g. command:python summarise.py"
            )
        if shutil.which(self._words[0]) is None:
            raise ConfigError(
                f"command: there is no program {self._words[0]!r} that may be run: expected one on PATH, or its path"
            )
        self._options = options
        self._reads_json = reads_json
        digest = _identity(self._words)
        kind = "command+json" if reads_json else "command"
        # Words may hold a key, and paths of this machine: what is written down is their digest.
        self.id = f"system:{kind}:{digest}|v{_VERSION}"
        self._signature = f"{kind}:{_shown(self._words)}@{digest[:8]}|v{_VERSION}"

    @property
    def signature(self) -> str:
        return self._signature

    @property
    def op(self) -> str:
        return self.id

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:
        sent = as_json if self._reads_json else content
        return asked(self, [sent(article) for article in articles], context, told)

    def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
        for item in items:
            yield item, self._answer(item)

    def _answer(self, item: str) -> Answer | Fault:
        reason = ""
        for tries in range(1, self._options.retries + 2):
            began = time.monotonic()
            try:
                text = self._run(item)
            except _FailedError as error:
                reason = str(error)
                continue
            return Answer(text, round(time.monotonic() - began, 3), tries=tries)
        return Fault(f"{reason} (in {counted(tries)})", tries)

    def _run(self, item: str) -> str:
        """What the command prints.

        Raises:
            _FailedError: it failed.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 - the words are the user's own, and no shell sees them
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that what it starts can be ended with it
            )
        except OSError as error:
            raise _FailedError(f"it cannot be started: {error.strerror or error}") from error
        pipes = _Pipes(process, item.encode())
        try:
            self._wait(process, pipes)
        except BaseException:  # Ctrl-C as well
            _end(process)
            raise
        finally:
            pipes.join(_GRACE)
        if process.returncode != 0:
            raise _FailedError(_told(process.returncode, bytes(pipes.complained)))
        data = bytes(pipes.printed)
        try:
            return data.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise _FailedError(
                f"it printed byte 0x{data[error.start]:02X} at byte offset {error.start}, which is not UTF-8"
            ) from error

    def _wait(self, process: subprocess.Popen[bytes], pipes: _Pipes) -> None:
        """Waits until all that the command prints is read and it is through.

        Raises:
            _FailedError: it takes too long, or prints too much.
        """
        until = time.monotonic() + self._options.timeout
        late = _FailedError(f"no answer within {self._options.timeout:g} seconds")
        pipes.reader.join(self._options.timeout)
        if len(pipes.printed) > _LARGEST:
            raise _FailedError(f"it printed more than {_LARGEST} bytes")
        if pipes.reader.is_alive():
            raise late
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise late from None


class _FailedError(Exception):
    """One try that gave no text."""


class _Pipes:
    """What goes into a command and what comes out of it, each by a thread of its own, so that none waits for another.

    Attributes:
        printed: what was read of standard output; one chunk more than an answer may have, at most.
        complained: the end of what was read of standard error.
        reader: the thread that reads standard output.
    """

    def __init__(self, process: subprocess.Popen[bytes], data: bytes) -> None:
        self.printed = bytearray()
        self.complained = bytearray()
        works = (
            (lambda stream: stream.write(data), process.stdin),
            (self._print, process.stdout),
            (self._complain, process.stderr),
        )
        self._threads = [
            Thread(target=_through, args=(work, stream), name="command", daemon=True) for work, stream in works
        ]
        self.reader = self._threads[1]
        for thread in self._threads:
            thread.start()

    def join(self, most: float) -> None:
        """Waits until everything is read and written, at most so many seconds: what a command left running may hold a pipe."""
        until = time.monotonic() + most
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _print(self, stream: IO[bytes]) -> None:
        while len(self.printed) <= _LARGEST and (part := os.read(stream.fileno(), _CHUNK)):
            self.printed += part

    def _complain(self, stream: IO[bytes]) -> None:
        while part := os.read(stream.fileno(), _CHUNK):
            self.complained += part
            del self.complained[:-_TAIL]


def _through(work: Callable[[IO[bytes]], object], stream: IO[bytes]) -> None:
    """Works on a pipe and closes it. One that is closed at its other end is no fault: a command need not read its input."""
    with contextlib.suppress(OSError, ValueError), stream:
        work(stream)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a command and what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)


def _told(code: int, complained: bytes) -> str:
    """Exit code or signal, with the last line that was written to standard error."""
    if code < 0:
        try:
            how = f"ended by {signal.Signals(-code).name}"
        except ValueError:
            how = f"ended by signal {-code}"
    else:
        how = f"exit code {code}"
    lines = complained.decode("utf-8", "replace").strip().splitlines()
    return f"{how}: {cut(cleaned(lines[-1]))}" if lines else how


def _identity(words: Sequence[str]) -> str:
    """Hex digest of the words and of the files that they name, as `FILE` or `--option=FILE`."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(b"\0" + word.encode("utf-8", "surrogateescape"))
        for name in (word, word.partition("=")[2]):
            path = Path(name)
            with contextlib.suppress(OSError, ValueError):  # a word that cannot be a path names no file
                if name and path.is_file():
                    with path.open("rb") as file:
                        digest.update(b"\1" + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _shown(words: Sequence[str]) -> str:
    """The name of the first file among the words behind the program, else the program's: what it runs, in a word."""
    for word in words[1:]:
        with contextlib.suppress(OSError, ValueError):
            if Path(word).is_file():
                return Path(word).name
    return Path(words[0]).name
