"""JSON Lines: one object a line, in UTF-8 (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..records import BadInput
from .lines import Line, not_text, physical_lines, rejoined
from .rows import Row

__all__ = ["read_jsonl"]

_EXPECTED = "expected one JSON object a line"
_SHOWN = 40


class _Object(dict[str, Any]):
    """A JSON object that remembers a key that it has twice."""

    repeated: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found.repeated = key
                break
            seen.add(key)
    return found


def read_jsonl(stream: BinaryIO, path: str) -> Iterator[Row | BadInput]:
    """Yields the objects of a JSON Lines file, blank lines passed over, and a fault for each line that is none."""
    head = stream.read(8192)
    if refusal := not_text(head):
        yield BadInput(path, 1, 1, refusal)
        return
    lines = (line for line in physical_lines(rejoined(head, stream)) if line.text.strip("\ufeff \t\r\n"))
    first = next(lines, None)
    if first is None:
        yield BadInput(path, 1, 1, f"the file is empty: {_EXPECTED}")
        return
    found = _row(first, 1, path)
    if isinstance(found, BadInput):
        second = next(lines, None)
        follows = _row(second, 2, path) if second else None
        if refusal := _no_json_lines(first, alone=not isinstance(follows, Row)):
            yield BadInput(path, first.number, first.column(0), refusal)
            return
        yield found
        if follows:
            yield follows
        number = 3
    elif found.values.get("record") == "header" and "evalkit" in found.values:
        message = "this is a run file, which evalkit has written: expected articles; evalkit report reads run files"
        yield BadInput(path, first.number, 1, message)
        return
    else:
        yield found
        number = 2
    for place, line in enumerate(lines, start=number):
        yield _row(line, place, path)


def _no_json_lines(first: Line, *, alone: bool) -> str | None:
    """Says what a file is whose first line cannot be a record, or None. `alone`: neither can the second."""
    text = first.text.lstrip("\ufeff \t").rstrip()
    if text == "[" or (alone and text.startswith("[")):
        return f"the file is a JSON array: {_EXPECTED}; convert it, e.g. with jq -c '.[]'"
    if alone and text == "{":
        return f"the first object goes over several lines: {_EXPECTED}; convert it, e.g. with jq -c ."
    return None


def _row(line: Line, number: int, path: str) -> Row | BadInput:
    def bad(index: int, message: str) -> BadInput:
        return BadInput(path, line.number, line.column(index), message)

    if not_utf8 := line.bad(path):
        return not_utf8
    text = line.text[line.margin :]
    try:
        found = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:].replace("starting at", "starts here")
        return bad(error.pos + line.margin, f"not JSON ({said}): {_EXPECTED}")
    except (RecursionError, ValueError) as error:  # nested too deep, a number of thousands of digits
        return bad(0, f"JSON that cannot be read ({error}): {_EXPECTED}")
    if not isinstance(found, _Object):
        kind = {list: "an array", str: "a string", type(None): "null", bool: "true or false"}.get(
            type(found), "a number"
        )
        return bad(line.margin, f"{kind} stands here: {_EXPECTED}")
    if found.repeated is not None:
        return bad(line.margin, f"the key {found.repeated[:_SHOWN]!r} stands twice in this object: expected it once")
    return Row(number, line.number, found)
