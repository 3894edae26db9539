"""What a user may write for a system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.errors import ConfigError
from evalkit.systems import Options, parse_system

ROW = '{"id": "a1", "summary": "It is mended."}\n'

WRONG = {
    "nothing": ("", "nothing stands behind"),
    "no name": ("=lead:3", "the name '' of a system is none"),
    "a name with a control": ("a\x1bb=lead:3", r"the name 'a\x1bb' of a system is none"),
    "no source": ("x=", "system 'x': nothing stands behind the ="),
    "a misspelt source": ("leed:3", "'leed' is no source: did you mean lead:N? expected lead:N, random:N[:SEED], "),
    "another misspelt source": ("x=text-rank", "'text-rank' is no source: did you mean textrank[:N]?"),
    "a capital": ("Oracle:3", "'Oracle' is no source: did you mean oracle[:N]?"),
    "a word that is nothing": ("bart", "'bart' is no source: expected lead:N"),
    "a bare URL": ("http://localhost/v1", "'http' is no source"),
    "a file that is not there": ("outputs/bart.jsonl", "no such file or folder: outputs/bart.jsonl: expected lead:N"),
    "a file in this folder that is not there": ("bart=bart.csv", "no such file or folder: bart.csv"),
    "a Windows path": (r"x=C:\outputs\lead.jsonl", r"no such file or folder: C:\outputs\lead.jsonl"),
    "a relative Windows path": (r"x=outputs\lead", r"no such file or folder: outputs\lead"),
    "a path with a colon": ("x=outputs/lead:3", "no such file or folder: outputs/lead:3"),
    "no sentence": ("lead:0", "lead: '0' is no number of sentences"),
    "sentences below nothing": ("lexrank:-1", "lexrank: '-1' is no number of sentences"),
    "sentences in words": ("centroid:three", "centroid: 'three' is no number of sentences"),
    "a digit of another script": ("lead:٣", "is no number of sentences"),
    "a seed in words": ("random:3:x", "random: 'x' is no seed"),
    "an empty seed": ("random:3:", "random: '' is no seed"),
    "something behind copy": ("copy:3", "copy: nothing may stand behind it, and '3' does"),
    "a command without a name": ("command:cat --x=3", "command: a command has no name of its own: expected NAME=command:WORDS"),
    "a command without words": ("x=command:", "command: names no program"),
    "an open quotation mark": ("x=command:cat 'a", "the words cannot be split as a shell does: No closing quotation"),
    "no such program": ("x=command:no-such-program -v", "command: there is no program 'no-such-program'"),
    "a bare scheme": ("x=command", "command: something has to follow: expected command:WORDS"),
    "an endpoint without URL": ("openai:gpt", "openai: names no model and URL: expected openai:MODEL@URL"),
    "an endpoint without model": ("x=openai:@http://localhost/v1", "openai: names no model and URL"),
    "a model that is not there": ("x=hf:no/such/folder", "hf: no such model folder: no/such/folder"),
    "no model": ("x=hf:", "hf: names no model"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_system(text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mistake is named, with the nearest source or all there are; a path is not taken for a source, nor a source for a path."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        parse_system(text, Options())

    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text", ["x=openai:m@htp://me:SECRET@h/v1", "opnai:m@http://me:SECRET@h/v1", "m@https://me:SECRET@h", "x=openai:m@http://me:SECRET@h:p"]
)  # fmt: skip
def test_a_password_is_not_shown(text: str) -> None:
    """A mistake around an endpoint quotes no password."""
    with pytest.raises(ConfigError) as caught:
        parse_system(text, Options())

    assert "SECRET" not in str(caught.value)


NUMBERS = {"temperature": -1.0, "max_tokens": 0, "prompt_price": float("nan"), "answer_price": -1.0, "timeout": 0.0, "retries": -1, "at_once": 0}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_options_out_of_range(name: str) -> None:
    """A number that makes no sense is refused under its name."""
    with pytest.raises(ConfigError, match=f"{name}="):
        Options(**{name: NUMBERS[name]})


SYSTEMS = {
    "lead:3": ("lead:3", "lead:3|v1"),
    "lead": ("lead", "lead:3|v1"),
    "random:2": ("random:2", "random:2:12345|v1"),
    "r=random:2:-7": ("r", "random:2:-7|v1"),
    "Text Rank, 5=textrank:5": ("Text Rank, 5", "textrank:5|v1"),
    "lexrank": ("lexrank", "lexrank:3|v1"),
    "centroid:1": ("centroid:1", "centroid:1|all-MiniLM-L6-v2@53aa5117|v1"),
    "oracle": ("oracle", "oracle:3|SUMMARY|rouge1+rouge2|v1"),
    "whole=copy": ("whole", "copy|v1"),
    "empty": ("empty", "empty|v1"),
    "own": ("own", "own|v1"),
    "own:bart-large": ("own:bart-large", "own:bart-large|v1"),
    "lead:3=empty": ("lead:3", "empty|v1"),
    "openai:org/m@2@http://localhost:8000/v1": (
        "org/m@2",
        "openai:org/m@2@localhost:8000|temperature=0|seed=12345|prompt@",
    ),
    "gpt=openai:m@http://localhost:8000/v1": ("gpt", "openai:m@localhost:8000|temperature=0|seed=12345|prompt@"),
}


@pytest.mark.parametrize(("text", "expected"), SYSTEMS.items(), ids=SYSTEMS)
def test_names_and_signatures(text: str, expected: tuple[str, str]) -> None:
    """A system has the name that it is given or its source has, and says what makes its texts what they are."""
    system = parse_system(text, Options())

    assert expected[0] == system.name
    assert system.signature.startswith(expected[1])


def test_files_that_are_called_like_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`copy` is the source, `./copy` the file; a = in a path that is there divides nothing, and a drive is no scheme."""
    monkeypatch.chdir(tmp_path)
    for name in ("copy", "lead.jsonl", "a=b.jsonl"):
        Path(name).write_text(ROW, "utf-8")
    given = {"copy": "copy|v1", "./copy": "file:copy@", "lead.jsonl": "file:lead.jsonl@", "a=b.jsonl": "file:a=b.jsonl@", "lead=a=b.jsonl": "file:a=b.jsonl@"}  # fmt: skip
    found = {text: parse_system(text, Options()) for text in given}

    assert [True] * len(given) == [found[text].signature.startswith(start) for text, start in given.items()]
    assert ["copy", "copy", "lead", "a=b", "lead"] == [one.name for one in found.values()]
    assert str(tmp_path) not in "".join(one.signature for one in found.values())


def test_an_absolute_path_is_no_part_of_a_signature(tmp_path: Path) -> None:
    """A signature names a file by its name and its content, wherever it lies."""
    signatures = set()
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bart.jsonl").write_text(ROW, "utf-8")
        signatures.add(parse_system(f"x={tmp_path / folder / 'bart.jsonl'}", Options()).signature)
    (tmp_path / "two" / "bart.jsonl").write_text(ROW.replace("mended", "shut"), "utf-8")
    changed = parse_system(f"x={tmp_path / 'two' / 'bart.jsonl'}", Options()).signature

    assert 1 == len(signatures)
    assert changed not in signatures
    assert os.sep not in changed
