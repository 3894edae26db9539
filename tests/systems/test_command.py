"""Commands, as real processes."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.context import RunContext
from evalkit.errors import ConfigError
from evalkit.store import SqliteStore
from evalkit.systems import Options, calls, outputs, parse_system
from evalkit.systems.command import Command

from .made import article, asked, numbered, texts

pytestmark = pytest.mark.once

Script = Callable[[str], str]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Writes a Python script and gives the words that run it; it may write to `log`, one line a call."""

    def write(body: str, name: str = "summarise.py") -> str:
        path = tmp_path / name
        log = f"import sys, json, os, time\nlog = open({str(tmp_path / 'log')!r}, 'a')\n"
        path.write_text(log + body, "utf-8")
        return f"{shlex.quote(sys.executable)} -S {shlex.quote(str(path))}"

    return write


def logged(tmp_path: Path) -> list[str]:
    return (tmp_path / "log").read_text("utf-8").split()


FAILING = {
    "an exit code": ("print('half'); sys.stderr.write('one\\n\\x1b[31mno \\x1b[0mmemory\\n'); sys.exit(3)", "exit code 3: no memory (in 1 try)"),
    "a silent exit code": ("sys.exit(1)", "exit code 1 (in 1 try)"),
    "a signal": ("os.kill(os.getpid(), 9)", "ended by SIGKILL (in 1 try)"),
    "no end": ("print('half', flush=True); time.sleep(60)", "no answer within 1 seconds (in 1 try)"),
    "no end behind a closed output": ("os.close(1); time.sleep(60)", "no answer within 1 seconds (in 1 try)"),
    "something that goes on": ("os.fork() or time.sleep(60)", "no answer within 1 seconds (in 1 try)"),
    "bytes that are not UTF-8": ("sys.stdout.buffer.write(b'caf\\xe9')", "it printed byte 0xE9 at byte offset 3, which is not UTF-8 (in 1 try)"),
    "too much": ("while True: sys.stdout.write('x' * 65536)", "it printed more than 1048576 bytes (in 1 try)"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="signals and forks are POSIX's")
@pytest.mark.parametrize(("body", "message"), FAILING.values(), ids=FAILING)
def test_how_a_command_fails(body: str, message: str, script: Script) -> None:
    """Each way of failing is a fault of the article with its reason, and no text."""
    began = time.monotonic()
    (found,) = asked(f"x=command:{script(body)}", [article()], Options(timeout=1, retries=0))

    assert ("", message) == (found.text, found.fault)
    assert time.monotonic() - began < 8


def test_a_failure_is_tried_again_and_not_kept(script: Script, tmp_path: Path) -> None:
    """One that fails twice and then answers is asked three times; one that always fails is asked again by the next run."""
    words = script("n = log.tell(); log.write('x\\n'); sys.exit(1) if n < 4 else print('done')")
    bad = script("log.write('y\\n'); sys.exit(1)", "bad.py")
    with SqliteStore(tmp_path / "cache") as store:
        context = RunContext(store)
        good = parse_system(f"good=command:{words}", Options())
        first = outputs(good, [article()], context)
        assert 3 == calls(good, context)
        failed = [asked(f"x=command:{bad}", [article()], store=store)[0].fault for _ in range(2)]

    assert ["done"] == texts(first)
    assert ["exit code 1 (in 3 tries)"] * 2 == failed
    assert ["x"] * 3 + ["y"] * 6 == logged(tmp_path)


def test_what_is_read_and_what_is_given(script: Script, tmp_path: Path) -> None:
    """Text or one JSON object comes in, in UTF-8 with LF; what goes out is the text without the blanks around it."""
    one = article("Zoë's bridge\r\nis shut. It is old.", title="Shut", name="secret-id", path="secret-path")
    text = script("print('', sys.stdin.read(), '')")
    obj = script("print(json.dumps(json.load(sys.stdin), sort_keys=True))", "json.x")

    assert ["Zoë's bridge\nis shut. It is old."] == texts(asked(f"x=command:env PYTHONUTF8=1 {text}", [one]))
    (found,) = texts(asked(f"x=command+json:{obj}", [one]))
    expected = {
        "author": "",
        "content": "Zoë's bridge\nis shut. It is old.",
        "published": "",
        "title": "Shut",
        "url": "",
    }
    assert expected == json.loads(found)


def test_an_input_that_is_not_read(script: Script) -> None:
    """A command need not read its input, however long; an empty answer is no fault."""
    assert [""] == texts(asked(f"x=command:{script('pass')}", [article("It is long. " * 50_000)]))


def test_a_long_answer_and_much_said_beside_it(script: Script) -> None:
    """Neither a large output nor a large standard error stops a command."""
    body = "sys.stdin.read(); sys.stderr.write('x' * 10**6); print('y' * 10**6); sys.stderr.write('x' * 10**6)"

    assert ["y" * 10**6] == texts(asked(f"x=command:{script(body)}", [article()]))


def test_nothing_is_asked_twice(script: Script, tmp_path: Path) -> None:
    """The same article is asked about once, under whatever name, in one run and over runs; a changed script is another command."""
    words = script("log.write('x\\n'); print(sys.stdin.read()[:15])")
    articles = [article(name="a1"), article(name="a2"), article("Else. It is.", name="a3")]
    with SqliteStore(tmp_path / "cache") as store:
        first = asked(f"x=command:{words}", articles, store=store)
        second = asked(f"y=command:{words}", articles[::-1], store=store)
        again = len(logged(tmp_path))
        script("log.write('z\\n'); print('new')")
        third = texts(asked(f"x=command:{words}", articles[:1], store=store))

    assert 2 == again
    assert first == second[::-1]
    assert ["new"] == third
    assert all(one.seconds for one in first)


def test_identity(tmp_path: Path) -> None:
    """Words, the content of files among them and the kind of input name a command; no word and no path is written down."""
    weights = tmp_path / "weights"
    ids = []
    for content in ("1", "2"):
        weights.write_text(content)
        ids += [
            Command(f"cat {weights} --key=SECRET", Options()),
            Command(f"cat --file={weights} --key=SECRET", Options()),
            Command(f"cat {weights} --key=SECRET2", Options()),
            Command(f"cat {weights} --key=SECRET", Options(), reads_json=True),
        ]
    same = Command(f"cat '{weights}'   --key=SECRET", Options(timeout=1, retries=7))

    assert 8 == len({one.id for one in ids})
    assert ids[4].id == same.id
    shown = " ".join(f"{one.id} {one.signature}" for one in ids)
    assert "SECRET" not in shown
    assert str(tmp_path) not in shown
    assert ids[0].signature.startswith("command:weights@")


def test_a_program_that_goes_away(tmp_path: Path) -> None:
    """What cannot be started when its turn comes is the articles' fault; what cannot from the start ends it."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho x\n")
    program.chmod(0o755)
    system = parse_system(f"x=command:{program}", Options(retries=0))
    program.unlink()
    (found,) = outputs(system, [article()], RunContext())

    assert (found.fault or "").startswith("it cannot be started: No such file")
    with pytest.raises(ConfigError, match="there is no program"):
        parse_system(f"x=command:{program}", Options())


def test_progress(script: Script) -> None:
    """The system's name, the articles done and all of them are told after each article."""
    told: list[tuple[str, int, int]] = []
    system = parse_system(f"x=command:{script('print(1)')}", Options())
    outputs(
        system, numbered(3), RunContext(), progress=lambda *one: told.append(one), done=16, total=19
    )  # fmt: skip

    assert ("x", 19, 19) == told[-1]
    assert [16, 17, 18, 19] == sorted({done for _, done, _ in told})


RUN = """
import sys
from pathlib import Path
from evalkit.context import RunContext
from evalkit.store import SqliteStore
from evalkit.systems import Options, calls, outputs, parse_system
from tests.systems.made import numbered
store = SqliteStore(Path(sys.argv[1]))
system = parse_system(sys.argv[2], Options(retries=0))
context = RunContext(store)
found = outputs(system, numbered(8), context)
print(calls(system, context), *[one.text for one in found], sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
def test_kill_9_and_resume(script: Script, tmp_path: Path) -> None:
    """A run that is killed in the middle of a window loses the article in flight, and asks for no other again."""
    words = script(
        "text = sys.stdin.read().split()[2]; log.write(text + '\\n'); log.flush(); time.sleep(0.3); print(text)"
    )
    arguments = [sys.executable, "-c", RUN, str(tmp_path / "cache"), f"x=command:{words}"]
    with subprocess.Popen(arguments, cwd=Path(__file__).parents[2]) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and not ((tmp_path / "log").exists() and len(logged(tmp_path)) >= 4):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    time.sleep(0.5)  # what was started has written its line
    before = logged(tmp_path)
    done = subprocess.run(arguments, cwd=Path(__file__).parents[2], capture_output=True, encoding="utf-8", check=True)
    after = logged(tmp_path)[len(before) :]

    assert 4 <= len(before) < 8
    assert [str(len(after)), *map(str, range(8))] == done.stdout.strip().split("|")
    assert set(before) | set(after) == set(map(str, range(8)))
    assert len(set(before) & set(after)) <= 1


INTERRUPTED = RUN.replace(
    "import sys\n", "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n", 1
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_the_command(script: Script, tmp_path: Path) -> None:
    """An interruption ends the command that runs, and does not wait for it."""
    words = script("log.write(str(os.getpid()) + '\\n'); log.flush(); time.sleep(60)")
    arguments = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "cache"), f"x=command:{words}"]
    with subprocess.Popen(arguments, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and not ((tmp_path / "log").exists() and logged(tmp_path)):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
    (pid,) = map(int, logged(tmp_path))

    assert 0 != process.returncode
    until = time.monotonic() + 5
    while time.monotonic() < until and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether a process is there that is no zombie."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_run_without_a_cache_asks_anew(script: Script, tmp_path: Path) -> None:
    """Without a store a command is asked once in a window and again by the next run."""
    words = script("log.write('x\\n'); print(1)")
    for _ in range(2):
        outputs(parse_system(f"x=command:{words}", Options()), [article(), article(name="b")], RunContext(None))

    assert ["x", "x"] == logged(tmp_path)
