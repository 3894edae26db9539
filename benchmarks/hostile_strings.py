"""How long every regular expression takes on strings made against it: `python benchmarks/hostile_strings.py`.

Each pattern that a module of evalkit holds searches repetitions of the letters that it knows itself, one, two and three at a time, with
something in front and something behind that makes it fail late. Where it backtracks without bound, time grows with the square of the
length or worse: four times the length takes sixteen times as long. Linear is four.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import itertools
import pkgutil
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # no public way leads to what a pattern is made of
from typing import Any, NamedTuple

from evalkit.deadline import within

__all__ = ["PATIENCE", "bound", "measured", "patterns", "pumps"]

PACKAGES = ("evalkit", "evalkit_metrics")
_CATEGORIES = {"DIGIT": "1", "SPACE": " \n", "WORD": "aé", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": "-"}
_BOUNDED = {"evalkit_metrics.cuts": 180, "evalkit.mutate.numerals._CAPITAL": 300}
"""Modules that look at so many characters of a text with their patterns, however long it is."""
PATIENCE = 5.0
"""Seconds after which one search is given up."""
_LETTERS = 8
_PUMPS = 150


class Used(NamedTuple):
    """A pattern, and whether it is searched for, or only asked whether a text begins with it or is it."""

    pattern: re.Pattern[Any]
    searched: bool


def patterns() -> dict[str, Used]:
    """Every compiled pattern that stands in a module, or in a container there, by its place."""
    found: dict[str, Used] = {}
    seen: set[re.Pattern[Any]] = set()
    code: dict[str, str] = {}
    for package in PACKAGES:
        root = importlib.import_module(package)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            code[info.name] = Path(str(module.__file__)).read_text("utf-8")
            for name, value in vars(module).items():
                for place, one in enumerate(_within(value)):
                    if one not in seen:
                        seen.add(one)
                        found[f"{info.name}.{name}" + (f"[{place}]" if place else "")] = Used(one, searched=True)
    everything = "\n".join(code.values())
    for place, used in found.items():
        module_name, _, name = place.partition("[")[0].rpartition(".")
        source = code[module_name] if name.startswith("_") else everything
        methods = set(re.findall(rf"\b{name}\.([a-z]+)\b", source)) if "[" not in place else set()
        others = set(re.findall(rf"(?<![.\w]){name}\b(?!\.| ?[:=])", source)) if "[" not in place else {name}
        if methods and methods <= {"match", "fullmatch"} and not others:
            found[place] = Used(used.pattern, searched=False)
    return found


def _within(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from _within(one, depth - 1)
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _within(one, depth - 1)


def bound(place: str, length: int) -> int:
    """The characters that the pattern at a place is tried on: `length`, or as many as it ever sees."""
    return next((most for start, most in _BOUNDED.items() if place.startswith(start)), length)


def pumps(pattern: re.Pattern[Any]) -> list[str]:
    """What is repeated against a pattern: its own letters, alone, in pairs and in threes."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    letters = list(dict.fromkeys(_letters(_parser.parse(source, pattern.flags & ~re.UNICODE | (re.UNICODE if isinstance(pattern.pattern, str) else 0)))))  # fmt: skip
    draw = random.Random(source.encode("utf-8", "surrogatepass"))
    if len(letters) > _LETTERS:
        letters = draw.sample(letters, _LETTERS)
    letters = list(dict.fromkeys([*letters, " ", "a"]))
    threes = ["".join(one) for size in (1, 2, 3) for one in itertools.product(letters, repeat=size)]
    few = [one for one in threes if len(one) < 3]
    more = [one for one in threes if len(one) == 3]
    return few + draw.sample(more, min(len(more), max(0, _PUMPS - len(few))))


def _letters(parsed: Any) -> Iterator[str]:
    """Letters that occur in a parsed pattern."""
    for op, argument in parsed:
        if op in {_constants.LITERAL, _constants.NOT_LITERAL}:
            yield chr(argument)
        elif op is _constants.RANGE:
            yield chr(argument[0])
        elif op is _constants.CATEGORY:
            yield from _CATEGORIES.get(str(argument).removeprefix("CATEGORY_"), "")
        elif op is _constants.ANY:
            yield "a"
        elif op is _constants.IN:
            yield from _letters(argument)
        elif op is _constants.BRANCH:
            for one in argument[1]:
                yield from _letters(one)
        elif op is _constants.SUBPATTERN:
            yield from _letters(argument[3])
        elif op in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
            yield from _letters(argument[2])
        elif op in {_constants.ASSERT, _constants.ASSERT_NOT}:
            yield from _letters(argument[1])
        elif op is _constants.ATOMIC_GROUP:
            yield from _letters(argument)


def hostile(pattern: re.Pattern[Any], pump: str, length: int) -> str | bytes:
    """A string of so many characters against a pattern."""
    text = pump * (length // len(pump)) + "\x01"
    return text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text


def measured(used: Used, pump: str, length: int) -> float:
    """Seconds that a pattern takes for a string of so many characters, as it is used."""
    pattern = used.pattern
    text = hostile(pattern, pump, length)
    began = time.perf_counter()
    with contextlib.suppress(TimeoutError), within(PATIENCE):
        pattern.match(text)
        pattern.fullmatch(text)
        if used.searched:
            for _ in pattern.finditer(text):
                pass
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description="Times every regular expression on strings made against it.")
    parser.add_argument("--length", type=int, default=2_000, help="characters of the shorter string")
    options = parser.parse_args()
    worst: list[tuple[float, float, str, str]] = []
    number = tried = 0
    for place, used in patterns().items():
        number += 1
        most = bound(place, 4 * options.length)
        found = pumps(used.pattern)
        tried += len(found)
        slowest = max(found, key=lambda pump: measured(used, pump, most // 4))
        short = min(measured(used, slowest, most // 4) for _ in range(3))
        long = min(measured(used, slowest, most) for _ in range(2))
        worst.append((long / max(short, 1e-6), long, place, slowest))
        if long > 1:
            print(f"{long:.1f} s: {place} on {slowest!r}", file=sys.stderr, flush=True)
    worst.sort(key=lambda one: -one[1])
    print(f"{number} patterns, {tried} strings; the slowest, for {4 * options.length:,} characters:")
    for ratio, long, place, pump in worst[:15]:
        print(f"{long * 1000:9.1f} ms, {ratio:5.1f} times that of a quarter: {place} on {pump!r}")
    steep = [one for one in worst if one[0] > 8 and one[1] > 0.02]
    print(f"growing faster than linearly (more than 8 times, and 20 ms): {len(steep)}")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
