"""`evalkit mutate` as a user meets it: real process, real model, one short article."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from evalkit.mutate.operators import OPERATORS, TYPES
from evalkit.mutate.record import MutantRecord, Result
from tests.conftest import Evalkit
from tests.test_exit_codes import TRUSTING

REPOSITORY = Path(__file__).parent.parent
MANUAL = REPOSITORY / "docs" / "mutate.md"


def _mutants(folder: Path) -> list[MutantRecord]:
    return [
        msgspec.json.decode(line, type=MutantRecord) for line in (folder / "mutants.jsonl").read_bytes().splitlines()
    ]


def test_one_article(evalkit: Evalkit, make_articles: Callable[..., Path], tmp_path: Path) -> None:
    """Tables on standard output, every mutant with verdicts and spans in a file, twice the same bytes; the gate's exit code."""
    make_articles(1)
    first = evalkit(
        "mutate", "articles", "-q", "--type", "number", "--type", "number-style", "--min-detection", "number=0.5"
    )

    assert 0 == first.returncode, first.stdout + first.stderr
    assert "PASS 1 of 1 gates hold" in first.stdout
    found = msgspec.json.decode((tmp_path / "evalkit-mutants" / "mutate.json").read_bytes(), type=Result)
    mutants = _mutants(tmp_path / "evalkit-mutants")
    assert found.mutants == len(mutants) > 3
    assert sum(found.claims.values()) == 4  # the compound sentence is two
    assert {"number", "number-up", "number-down", "number-format", "number-style", "all faults", "all edits"} == {
        row.name for row in found.rows
    }
    for one in mutants:
        assert "supported" == one.verdict_before
        assert one.caught == (one.verdict in {"contradicted", "unsupported"})
        for change in one.changes:
            assert change.old == one.before[change.start : change.end]
            assert change.new == one.after[change.new_start : change.new_end]
    number = next(row for row in found.rows if row.name == "number")
    assert number.caught is not None
    assert number.caught.value * number.n == pytest.approx(sum(one.caught for one in mutants if one.type == "number"))
    assert sum(rung.n for rung in number.rungs) == sum(one.rung is not None for one in mutants)

    bytes_of = [
        (tmp_path / "evalkit-mutants" / name).read_bytes() for name in ("mutants.jsonl", "mutate.json", "mutate.md")
    ]
    second = evalkit(
        "mutate",
        "articles",
        "-q",
        "--type",
        "number",
        "--type",
        "number-style",
        "--min-detection",
        "number=0.5",
        "--out",
        "again",
    )
    assert first.stdout == second.stdout
    assert bytes_of == [
        (tmp_path / "again" / name).read_bytes() for name in ("mutants.jsonl", "mutate.json", "mutate.md")
    ]


def test_refused_claims_are_counted(evalkit: Evalkit, make_articles: Callable[..., Path], tmp_path: Path) -> None:
    """A claim that is refused as it is gives no mutant, and is counted."""
    make_articles(1, cost="9.9")
    done = evalkit("mutate", "articles", "-q", "--type", "number")
    found = json.loads((tmp_path / "evalkit-mutants" / "mutate.json").read_bytes())

    assert 0 == done.returncode, done.stderr
    assert 1 <= found["claims"]["refused"]
    assert "refused already as they are" in done.stdout
    assert not [one for one in _mutants(tmp_path / "evalkit-mutants") if "9.9" in one.before]


WRONG = {
    "standard input": (("mutate", "-"), "standard input can be read once"),
    "no such type": (("mutate", "articles", "--type", "nubmer"), "expected one of number, date, name"),
    "an edit is not caught": (("mutate", "articles", "--min-detection", "synonym=1"), "no type 'synonym'"),
    "no share": (("mutate", "articles", "--min-detection", "number=95"), "expected a number from 0 to 1"),
    "no share at all": (("mutate", "articles", "--max-false-alarms", "few"), "expected a number from 0 to 1"),
    "not a number": (("mutate", "articles", "--min-detection", "number=nan"), "expected a number from 0 to 1"),
    "no such metric": (("mutate", "articles", "--verdict-from", "rouge"), "'rouge' is no metric of this run"),
    "both caches": (("mutate", "articles", "--cache", "x", "--no-cache"), "exclude each other"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_mistakes(
    words: tuple[str, ...], message: str, make_articles: Callable[..., Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """What cannot be done is said before anything is judged."""
    from evalkit.cli import main

    make_articles(1)
    monkeypatch.chdir(tmp_path)

    assert 2 == main(list(words))
    assert message in capfd.readouterr().err
    assert not (tmp_path / "evalkit-mutants" / "run.jsonl").exists()


@pytest.mark.skipif(
    bool(os.environ.get("EVALKIT_TEST_WHEEL")), reason="the manual is not at hand beside an installed wheel"
)
def test_every_operator_is_documented() -> None:
    """The manual names every type and operator, and for each fault the findings that name it, and has no others."""
    manual = MANUAL.read_text("utf-8")

    assert [] == [one.name for one in OPERATORS if f"`{one.name}`" not in manual]
    assert [] == [one for one in TYPES if f"`{one}`" not in manual]
    for line in manual.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        own = [one for one in OPERATORS if len(cells) == 5 and f"`{one.name}`" in cells[1]]
        for one in own:
            assert one.fits == set(cells[4].split(", ")), one.name


def test_resumed(evalkit: Evalkit, make_articles: Callable[..., Path], tmp_path: Path) -> None:
    """A run that was cut off amid the mutants goes on, and comes to the same; without --resume it is not written over."""
    make_articles(20)
    (tmp_path / "trusts.py").write_text(TRUSTING)
    words = ("mutate", "articles", "-q", "--type", "number", "--metric", "trusts:Trusts", "--verdict-from", "trusts")
    assert 0 == evalkit(*words).returncode
    whole = tmp_path / "evalkit-mutants" / "mutants.run.jsonl"
    lines = whole.read_bytes().splitlines(keepends=True)
    expected = (tmp_path / "evalkit-mutants" / "mutants.jsonl").read_bytes()
    whole.unlink()
    whole.with_name("mutants.run.jsonl.part").write_bytes(b"".join(lines[: len(lines) - 5]))
    refused, resumed = evalkit(*words), evalkit(*words, "--resume")

    assert (2, 0) == (refused.returncode, resumed.returncode), refused.stderr + resumed.stderr
    assert "--resume" in refused.stderr
    assert expected == (tmp_path / "evalkit-mutants" / "mutants.jsonl").read_bytes()
    assert lines[1:] == whole.read_bytes().splitlines(keepends=True)[1:]
